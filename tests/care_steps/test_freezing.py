"""Are frozen facts, thawed again, still exactly what they were?"""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from care_steps.facts import NOT_ASKED, Fact, Reason, Source, State, known, unknown
from care_steps.freezing import freeze, thaw

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-5))])
SOURCES = st.builds(
    Source,
    st.sampled_from(["administration", "session", "concern", "work", "match"]),
    st.uuids(),
    st.none() | st.datetimes(timezones=ZONES),
)
VALUES = (
    st.integers(-1000, 100_000)
    | st.booleans()
    | st.text(max_size=20)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.frozensets(st.text(max_size=5), max_size=4)
)
KNOWN = st.builds(lambda value, sources: known(value, *sources), VALUES, st.lists(SOURCES, max_size=3))
UNKNOWN = st.builds(
    lambda reason, sources: unknown(reason, *sources), st.sampled_from(Reason), st.lists(SOURCES, max_size=3)
)
FACTS = st.dictionaries(st.text(min_size=1, max_size=12), KNOWN | UNKNOWN | st.just(NOT_ASKED), max_size=6)


def same(one: Fact, other: Fact) -> bool:
    """Equal, and of the same type: in Python 1 equals True and Decimal(1)."""
    return (one == other and type(one.value) is type(other.value) and str(one.value) == str(other.value)) or (
        isinstance(one.value, frozenset) and one == other
    )


@given(FACTS)
def test_thawed_facts_are_the_frozen_ones_without_what_was_not_asked(facts: dict[str, Fact]) -> None:
    again = thaw(freeze(facts))
    asked = {name: fact for name, fact in facts.items() if fact.state is not State.NOT_ASKED}
    assert set(again) == set(asked)
    assert all(same(again[name], fact) for name, fact in asked.items())


@given(FACTS)
def test_frozen_facts_survive_a_database_as_json(facts: dict[str, Fact]) -> None:
    frozen = freeze(facts)
    kept = json.loads(json.dumps(frozen))
    assert kept == frozen
    assert thaw(kept) == thaw(frozen)
    assert freeze(thaw(kept)) == frozen


@given(FACTS)
def test_the_order_in_which_facts_were_gathered_freezes_to_the_same(facts: dict[str, Fact]) -> None:
    assert json.dumps(freeze(facts)) == json.dumps(freeze(dict(reversed(facts.items()))))


def test_true_is_not_thawed_as_one_and_zero_not_as_nothing() -> None:
    again = thaw(freeze({"a": known(True), "b": known(1), "c": known(0), "d": known(False), "e": known("")}))
    assert [again[name].value for name in "abcde"] == [True, 1, 0, False, ""]
    assert [type(again[name].value) for name in "abcde"] == [bool, int, int, bool, str]


def test_a_decimal_keeps_its_digits_and_a_set_its_codes() -> None:
    again = thaw(freeze({"hours": known(Decimal("1.50")), "topics": known(frozenset())}))
    assert str(again["hours"].value) == "1.50"
    assert again["topics"] == known(frozenset())


def test_what_was_asked_and_not_answered_stays_apart_from_what_was_not_asked() -> None:
    frozen = freeze({"a": unknown(Reason.REFUSED), "b": NOT_ASKED})
    assert set(frozen) == {"a"}
    assert thaw(frozen)["a"] == unknown(Reason.REFUSED)


def test_an_instant_stays_the_same_instant() -> None:
    at = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    (source,) = thaw(freeze({"a": known(1, Source("session", UUID(int=1), at))}))["a"].sources
    assert source.at == at
