"""Is a name found however it is written, and does it stand where one looks for it?"""

import pytest

from triage.names import folded, sorted_under


@pytest.mark.parametrize(
    ("written", "found_as"),
    [
        pytest.param("Núñez", "nunez", id="accents do not matter"),
        pytest.param("ZOË", "zoe", id="nor do capitals"),
        pytest.param("O'Hara", "ohara", id="an apostrophe joins"),
        pytest.param("O’Hara", "ohara", id="as a telephone writes it, too"),
        pytest.param("O´Hara", "ohara", id="or as an accent of its own"),
        pytest.param("Smith-Jones", "smith jones", id="a hyphen parts"),
        pytest.param("Bennett, Ava", "bennett ava", id="a comma parts"),
        pytest.param("Øst Łaz Đorđe", "ost laz dorde", id="letters with a stroke"),
        pytest.param("Æsa Œnone Þór", "aesa oenone thor", id="letters that are two"),
        pytest.param("Weiß", "weiss", id="a sharp s"),
        pytest.param("  De   la Cruz ", "de la cruz", id="white space"),
        pytest.param("李小龍", "李小龍", id="letters that fold into nothing stay"),
        pytest.param("%_*", "", id="signs alone are nobody"),
    ],
)
def test_a_name_is_found_as_people_type_it(written: str, found_as: str) -> None:
    assert folded(written) == found_as


@pytest.mark.parametrize(
    ("surname", "stands_under"),
    [("De la Cruz", "delacruz"), ("O'Hara", "ohara"), ("Özil", "ozil"), ("Smith-Jones", "smithjones")],
)
def test_a_surname_stands_where_its_letters_say(surname: str, stands_under: str) -> None:
    assert sorted_under(surname) == stands_under


@pytest.mark.parametrize("name", ["Núñez-Łaz  O’Hara", "Bennett, Ava", "Weiß"])
def test_what_is_folded_stays_as_it_is(name: str) -> None:
    assert folded(folded(name)) == folded(name)
