"""Which firings are news, which work do they join, and which tasks end by themselves?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.worklist import Candidate, PastFiring, asked_work, is_news, open_work_for, silent_work

TODAY = date(2026, 11, 26)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
WORK = UUID(int=7)


def candidate(row: str = "R4.phq_a", evidence: str = "a b", **parts: Any) -> Candidate:
    one = Candidate(row, row.split(".")[0], f"{row} {evidence}", "P3", "recommendation")
    return replace(one, **parts)


def past(of: Candidate, **parts: Any) -> PastFiring:
    """The same firing on record, still open unless said otherwise."""
    one = PastFiring(
        id=UUID(int=1),
        row_id=of.row_id,
        rule_id=of.rule_id,
        evidence_key=of.evidence_key,
        class_=of.class_,
        work_id=WORK,
        work_kind=of.work,
        work_cause=of.cause,
        work_state="open",
        work_ends="by_decision",
        instrument_id=None,
        informant=None,
        is_answered=False,
        hold_until=None,
    )
    return replace(one, **parts)


NOW = candidate()
ANSWERED = {"work_state": "ended", "is_answered": True}

NEWS = [
    pytest.param([], True, id="what never fired is news"),
    pytest.param([past(NOW)], False, id="what is open already is none"),
    pytest.param([past(NOW, work_state="acknowledged")], False, id="what somebody has taken on is none"),
    pytest.param([past(NOW, **ANSWERED)], False, id="what was decided is none"),
    pytest.param([past(NOW, work_state="ended")], False, id="what somebody ended is none"),
    pytest.param([past(candidate(evidence="a"), **ANSWERED)], True, id="another record behind it is news"),
    pytest.param([past(candidate(evidence="a b c"), **ANSWERED)], True, id="a record less behind it is news"),
    pytest.param([past(candidate("R5.phq_a"))], True, id="another row with the same records is news"),
    pytest.param(
        [past(candidate("R4.phq_a?"))], True, id="that nobody could tell, and now it fires, is news"
    ),
    pytest.param([past(NOW, class_="P4", **ANSWERED)], True, id="a class that rises is news"),
    pytest.param([past(NOW, class_="P2", **ANSWERED)], False, id="a class that falls is none"),
    pytest.param(
        [past(NOW, class_="P3", **ANSWERED), past(NOW, class_="P4", **ANSWERED)],
        False,
        id="a class that it had before is none",
    ),
    pytest.param([past(NOW, hold_until=TOMORROW, **ANSWERED)], False, id="during a hold it is none"),
    pytest.param([past(NOW, hold_until=TODAY, **ANSWERED)], False, id="on the last day of a hold it is none"),
    pytest.param([past(NOW, hold_until=YESTERDAY, **ANSWERED)], True, id="the day after a hold it is news"),
    pytest.param(
        [past(NOW, hold_until=YESTERDAY, **ANSWERED), past(NOW)],
        False,
        id="asked again after a hold, it is none",
    ),
    pytest.param(
        [past(NOW, work_state="ended", has_gone=True)], True, id="gone by itself and back again is news"
    ),
    pytest.param(
        [past(NOW, work_state="ended", has_gone=True), past(NOW)], False, id="back again and open, it is none"
    ),
]


@pytest.mark.parametrize(("before", "expected"), NEWS)
def test_a_firing_is_news_only_when_evidence_changes_class_rises_or_a_hold_ends(
    before: list[PastFiring], expected: bool
) -> None:
    assert is_news(NOW, before, TODAY) is expected


TASK = candidate("R7.days", work="task")
ESCALATION = candidate("R3.item_9", work="escalation", administration_id=UUID(int=50))
OTHER_FORM = candidate("R3.ex3", work="escalation", administration_id=UUID(int=51))
SAME_FORM = candidate("R3.ex4", work="escalation", administration_id=UUID(int=50))

JOINS = [
    pytest.param(NOW, [], False, id="nothing is open"),
    pytest.param(NOW, [past(candidate("R5.gad_7"))], True, id="a recommendation joins the one that is open"),
    pytest.param(NOW, [past(candidate("R5.gad_7"), work_state="acknowledged")], True, id="also one taken on"),
    pytest.param(NOW, [past(NOW, work_state="ended")], False, id="what has ended is not joined"),
    pytest.param(NOW, [past(TASK)], False, id="a recommendation joins no task"),
    pytest.param(TASK, [past(candidate("R7.missed", work="task"))], True, id="a task joins one of its rule"),
    pytest.param(TASK, [past(candidate("R0.other_form", work="task"))], False, id="no task of another rule"),
    pytest.param(ESCALATION, [past(SAME_FORM)], True, id="an escalation joins that of the same form"),
    pytest.param(ESCALATION, [past(OTHER_FORM)], False, id="another form is another cause"),
    pytest.param(ESCALATION, [past(NOW)], False, id="an escalation never joins routine work"),
    pytest.param(
        candidate("R1.x", work="escalation"),
        [past(candidate("R9.cannot_wait", work="escalation"))],
        False,
        id="one open escalation per cause",
    ),
]


@pytest.mark.parametrize(("firing", "before", "joins"), JOINS)
def test_a_firing_joins_open_work_of_its_own_cause_and_kind(
    firing: Candidate, before: list[PastFiring], joins: bool
) -> None:
    assert open_work_for(firing, before) == (WORK if joins else None)


BY_ITSELF = {"work_ends": "when_silent"}
SILENCE = [
    pytest.param([past(TASK, **BY_ITSELF)], {"R7.days"}, True, id="its only row says no"),
    pytest.param([past(TASK, **BY_ITSELF)], set(), False, id="its row is unknown or was not asked"),
    pytest.param([past(TASK, **BY_ITSELF)], {"R7.missed"}, False, id="another row says no"),
    pytest.param(
        [past(TASK, **BY_ITSELF), past(candidate("R7.missed", work="task"), **BY_ITSELF)],
        {"R7.days"},
        False,
        id="one of two rows says no",
    ),
    pytest.param(
        [past(TASK, **BY_ITSELF), past(candidate("R7.missed", work="task"), **BY_ITSELF)],
        {"R7.days", "R7.missed"},
        True,
        id="both rows say no",
    ),
    pytest.param([past(TASK, work_ends="by_person")], {"R7.days"}, False, id="a person has to end it"),
    pytest.param([past(NOW)], {"R4.phq_a"}, False, id="a decision has to end it"),
    pytest.param([past(TASK, work_state="ended", **BY_ITSELF)], {"R7.days"}, False, id="it has ended"),
    pytest.param(
        [past(candidate("R3.item_9", work="task"), evidence_key="R3.item_9? a", **BY_ITSELF)],
        {"R3.item_9?"},
        True,
        id="what nobody could tell can be told",
    ),
    pytest.param(
        [past(candidate("R3.item_9", work="task"), evidence_key="R3.item_9? a", **BY_ITSELF)],
        {"R3.item_9"},
        False,
        id="the mark of what nobody could tell is its own",
    ),
]


@pytest.mark.parametrize(("before", "silent", "ends"), SILENCE)
def test_a_task_ends_by_itself_only_when_every_row_behind_it_says_no(
    before: list[PastFiring], silent: set[str], ends: bool
) -> None:
    assert silent_work(before, frozenset(silent)) == ((WORK,) if ends else ())


# Whatever happened before: acting once is enough.

ROWS = st.sampled_from(["R4.phq_a", "R5.phq_a", "R7.days"])
CANDIDATES = st.builds(
    lambda row, evidence, class_: candidate(row, evidence, class_=class_),
    ROWS,
    st.sampled_from(["a", "a b", "b"]),
    st.sampled_from(["P1", "P3", "P4"]),
)
HISTORIES = st.lists(
    st.builds(
        lambda of, state, hold, gone: past(
            of, work_state=state, hold_until=hold, has_gone=gone and state == "ended" and hold is None
        ),
        CANDIDATES,
        st.sampled_from(["open", "acknowledged", "ended"]),
        st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
        st.booleans(),
    ),
    max_size=6,
)


def act(found: list[Candidate], history: list[PastFiring]) -> tuple[list[PastFiring], int]:
    """What a sweep does: every firing that is news is kept, with work of its own or joined."""
    kept, added = list(history), 0
    for one in found:
        if not is_news(one, kept, TODAY):
            continue
        work_id = open_work_for(one, kept) or UUID(int=1000 + len(kept))
        kept.append(past(one, work_id=work_id))
        added += 1
    return kept, added


def most_urgent(history: list[PastFiring]) -> dict[str, str]:
    """The most urgent class at which each evidence set was ever asked about."""
    found: dict[str, str] = {}
    for one in history:
        found[one.evidence_key] = min(one.class_, found.get(one.evidence_key, one.class_))
    return found


@given(st.lists(CANDIDATES, max_size=5), HISTORIES)
def test_after_acting_nothing_is_news_and_a_second_sweep_adds_nothing(
    found: list[Candidate], history: list[PastFiring]
) -> None:
    kept, _ = act(found, history)
    assert [one for one in found if is_news(one, kept, TODAY)] == []
    assert act(found, kept) == (kept, 0)


@given(st.lists(CANDIDATES, max_size=5), HISTORIES, st.randoms())
def test_the_order_of_the_firings_does_not_change_what_has_been_asked(
    found: list[Candidate], history: list[PastFiring], chance: Any
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    one, _ = act(found, history)
    other, _ = act(shuffled, history)
    assert most_urgent(one) == most_urgent(other)


@given(st.lists(CANDIDATES, max_size=6))
def test_there_is_never_a_second_open_recommendation(found: list[Candidate]) -> None:
    kept, _ = act(found, [])
    assert len({one.work_id for one in kept}) <= 1


@given(HISTORIES, st.frozensets(ROWS))
def test_missing_data_ends_nothing(history: list[PastFiring], silent: frozenset[str]) -> None:
    ended = silent_work([replace(one, work_ends="when_silent") for one in history], silent)
    for work_id in ended:
        assert {one.held for one in history if one.work_id == work_id and one.work_state != "ended"} <= silent


def test_the_rules_ask_about_open_escalations_and_about_what_nobody_can_judge() -> None:
    escalation = past(candidate("R3.item_9", work="escalation"), work_id=UUID(int=8))
    blind = past(candidate("R0.safety_form", work="task"), work_id=UUID(int=9))
    contact = past(candidate("R7.days", work="task"), work_id=UUID(int=10))
    ended = replace(blind, work_id=UUID(int=11), work_state="ended")
    assert asked_work([escalation, blind, contact, ended]) == {UUID(int=8), UUID(int=9)}
