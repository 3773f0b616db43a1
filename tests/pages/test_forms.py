"""Does a form give back what was typed, exactly, and values only when they can be taken?"""

from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.pages.forms import MISSING, Reading, read_form, url_encoded
from workflows.records.refusals import Invalid

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


def reading(*pairs: tuple[str, str]) -> Reading:
    return Reading(read_form(pairs))


@given(TEXT)
def test_what_was_typed_comes_back_as_it_was(typed: str) -> None:
    """S-73."""
    assert read_form([("note", typed)]).value("note") == typed


@given(st.binary())
def test_no_bytes_break_the_reading(body: bytes) -> None:
    """S-74."""
    try:
        read_form(url_encoded(body))
    except Invalid:
        return


def test_line_ends_become_one_kind_and_nothing_else_changes() -> None:
    assert read_form([("note", " a\r\nb\n ")]).value("note") == " a\nb\n "


def test_the_tokens_of_a_form_are_not_among_its_values() -> None:
    form = read_form([("csrf_token", "t"), ("form_key", "k" * 22), ("seen_version", "4"), ("a", "1")])
    assert dict(form.values) == {"a": "1"}
    assert (form.form_key, form.seen_version) == ("k" * 22, 4)
    odd = read_form([("form_key", "' OR 1=1"), ("seen_version", "four")])
    assert (odd.form_key, odd.seen_version) == ("", None)


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800"], ids=["NUL", "half a surrogate pair"])
def test_what_cannot_be_stored_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_form([("note", typed)])


def test_every_error_is_said_at_once_in_the_order_of_the_fields() -> None:
    typed = reading(("what", "x"), ("minutes", "ten"))
    assert typed.one_of("what", ("a", "b")) is None
    assert typed.integer("minutes", least=1, most=60) is None
    assert typed.uuid("who") is None
    with pytest.raises(Invalid) as refused:
        typed.insist()
    assert list(refused.value.errors) == ["what", "minutes", "who"]
    assert refused.value.errors["who"] == MISSING
    assert refused.value.errors["minutes"] == "Enter a whole number from 1 to 60."


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("9", "18", "2026"), date(2026, 9, 18)),
        ((" 09 ", "01", "2026"), date(2026, 9, 1)),
        (("2", "29", "2028"), date(2028, 2, 29)),
        (("2", "29", "2026"), None),
        (("18", "9", "2026"), None),
        (("9", "18", "26"), None),
        (("9", "", "2026"), None),
        (("", "", ""), None),
        (("９", "18", "2026"), None),
    ],
)
def test_a_date_is_month_day_and_year(parts: tuple[str, str, str], expected: date | None) -> None:
    typed = reading(("on_month", parts[0]), ("on_day", parts[1]), ("on_year", parts[2]))
    assert typed.date("on") == expected
    assert bool(typed.errors) == (expected is None)


@pytest.mark.parametrize("typed", ["0", "61", "1e1", "٣", "1_0", "99999999999999999999", "-1", "2.0"])
def test_a_number_outside_its_bounds_is_no_answer(typed: str) -> None:
    assert reading(("n", typed)).integer("n", least=1, most=60) is None


def test_several_values_where_one_is_asked_for_are_no_answer() -> None:
    """S-53."""
    typed = reading(("what", "a"), ("what", "b"), ("topics", "x"), ("topics", "y"), ("topics", "x"))
    assert typed.one_of("what", ("a", "b")) is None
    assert typed.many_of("topics", ("x", "y")) == ("x", "y")
    assert typed.many_of("topics", ("x",)) == ()


def test_a_field_that_may_stay_empty_may() -> None:
    typed = reading(("note", "  "))
    assert typed.text("note") == ""
    assert typed.date("on", required=None) is None
    assert typed.integer("n", least=0, most=1, required=None) is None
    assert typed.one_of("what", ("a",), required=None) is None
    assert typed.many_of("topics", ("a",)) == ()
    typed.insist()


def test_ids_and_long_texts() -> None:
    person = UUID("01890000-0000-7000-8000-000000000001")
    assert reading(("who", str(person))).uuid("who") == person
    long = reading(("note", "x" * 201))
    assert long.line("note") == ""
    assert "note" in long.errors


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13:30", time(13, 30)),
        ("1:30 pm", time(13, 30)),
        ("1:30 P.M.", time(13, 30)),
        ("12 am", time(0, 0)),
        ("12:05 pm", time(12, 5)),
        ("00:00", time(0, 0)),
        ("13:30:00", time(13, 30)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, read: time) -> None:
    assert reading(("at", typed)).time("at") == read


@pytest.mark.parametrize("typed", ["24:00", "9", "9:60", "13 pm", "noon", "1:5", "-1:00"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    found = reading(("at", typed))
    assert found.time("at") is None
    assert list(found.errors) == ["at"]
