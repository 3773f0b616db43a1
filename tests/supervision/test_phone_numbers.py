"""Is a telephone number taken as people write it, and never guessed?"""

import pytest

from supervision.phone_numbers import dialed, read_aloud


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("(555) 010-0144", "+15550100144"),
        ("555.010.0144", "+15550100144"),
        ("1 555 010 0144", "+15550100144"),
        ("+1 555 010 0144", "+15550100144"),
        ("+44 20 7946 0018", "+442079460018"),
        ("555\u2011010\u20110144", "+15550100144"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert dialed(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0144",
        "010 0144",
        "call the office",
        "555 010 0144 ext. 12",
        "555 010 0144, 555 010 0145",
        "2 555 010 0144",
        "+0 555 010 0144",
        "+1555",
        "+1234567890123456",
        "+1555+0100144",
        "\u0665550100144",
    ],
)
def test_what_is_no_number_or_may_be_several_is_none(typed: str) -> None:
    assert dialed(typed) is None


def test_a_number_of_the_country_is_shown_as_people_write_it_and_another_as_it_is() -> None:
    assert read_aloud("+15550100144") == "(555) 010-0144"
    assert read_aloud("+442079460018") == "+442079460018"
    assert dialed(read_aloud("+15550100144")) == "+15550100144"
