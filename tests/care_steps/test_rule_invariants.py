"""Do the shipped rules keep their promises, whatever is known, and whatever is missing?"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.due import due_at
from care_steps.freezing import freeze, freeze_trace, thaw
from care_steps.less_help import is_less
from care_steps.policy import CannotTell, Evaluation, Firing, default_text, evaluate, load
from care_steps.replay import RecordedFiring, fire_again
from care_steps.rules.cells import boundary_values
from care_steps.rules.rows import Row
from care_steps.steps import Step
from care_steps.vocabulary import Scope, known
from tests.care_steps.episodes import SETTINGS, episode
from triage.calendar import SchoolCalendar

POLICY = load(default_text())
ROWS = tuple(row for row in POLICY.rows if row.rule != "R10")
"""R10 proposes less help: what makes it silent is no less concern."""


def _values(row: Row, name: str) -> tuple[Any, ...]:
    cells = [cell for cell in row.cells if cell.fact == name]
    return (*boundary_values(POLICY.vocabulary[name], cells), None)


@st.composite
def situations(draw: st.DrawFn, rows: tuple[Row, ...] = ROWS) -> dict[str, Any]:
    """Facts of a few rows, each on one side of a threshold or unknown."""
    facts: dict[str, Any] = {}
    for row in draw(st.lists(st.sampled_from(rows), min_size=1, max_size=3)):
        for name in sorted({cell.fact for cell in row.cells} - facts.keys()):
            facts[name] = draw(st.sampled_from(_values(row, name)))
    return facts


def asks(facts: Mapping[str, Any]) -> tuple[Firing | CannotTell, ...]:
    found = evaluate(POLICY, facts)
    asking: tuple[Firing | CannotTell, ...] = (*found.firings, *found.for_a_person)
    return tuple(one for one in asking if one.rule_id != "R10")


def most_urgent(found: tuple[Firing | CannotTell, ...]) -> str:
    return min((one.class_ for one in found), default="P9")


def days_left(one: Firing | CannotTell, facts: Mapping[str, Any]) -> float:
    """By when it is due, in days from now; a school day is at least a day."""
    amount, unit = one.limit.amount, one.limit.unit
    if unit == "step_day":
        return max(amount - (facts.get("open_days_in_step") or 0), 0)
    return {"now": 0.0, "same_day": 0.5, "hours": amount / 24}.get(unit, float(amount))


def soonest(facts: Mapping[str, Any]) -> float:
    return min((days_left(one, facts) for one in asks(facts)), default=999.0)


TIERS = {"low": "moderate", "moderate": "high"}
VERDICTS = {"improved": "unchanged", "unchanged": "deteriorated"}
SCREENED = {"negative_screen": "interview", "interview": "imminent", "incomplete_escalate": "imminent"}


def worse(name: str, value: Any) -> Any:
    """The next worse value, or None when there is none or the fact says nothing about how a mentee is."""
    kind = POLICY.vocabulary[name]
    if name.endswith("_is_improved"):
        return False if value is True else None
    if name.endswith("_reliable_change"):
        return VERDICTS.get(value)
    if name.endswith("_result"):
        return SCREENED.get(value)
    if name == "safety_tier":
        return TIERS.get(value)
    if isinstance(value, bool):
        is_bad = name not in ("form_has_safety_item",)
        return True if value is False and is_bad else None
    counts = (
        "days_",
        "open_days_",
        "missed_",
        "need_",
        "phq_a_item_9",
        "phq_a_total",
        "phq_a_change",
        "gad_7_total",
    )
    if isinstance(value, int) and name.startswith((*counts, "gad_7_change")):
        return value + 1 if kind.maximum is None or value < kind.maximum else None
    return None


@given(situations(), st.data())
def test_one_input_worse_never_lowers_the_class_nor_lengthens_the_deadline(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(facts)))
    value = facts[name]
    then = worse(name, value) if value is not None else None
    if then is None:
        return
    after = facts | {name: then}
    assert most_urgent(asks(after)) <= most_urgent(asks(facts))
    assert soonest(after) <= soonest(facts)


WORSENED = sorted(
    {
        cell.fact
        for row in ROWS
        for cell in row.cells
        if any(worse(cell.fact, value) is not None for value in _values(row, cell.fact) if value is not None)
    }
)


def test_most_of_what_the_rows_ask_can_be_worse() -> None:
    """The control: were this list short, the property would say little."""
    assert len(WORSENED) >= 40
    assert {"phq_a_total", "need_safety", "open_days_in_step", "c_ssrs_result", "safety_tier"} <= set(
        WORSENED
    )


@given(situations(), st.data())
def test_a_safety_fact_that_goes_missing_never_lowers_the_class(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    safety = sorted({cell.fact for row in ROWS if row.safety for cell in row.cells} & facts.keys())
    if not safety:
        return
    name = data.draw(st.sampled_from(safety))
    before = [one for one in asks(facts) if one.safety]
    after = [one for one in asks(facts | {name: None}) if one.safety]
    assert most_urgent(tuple(after)) <= most_urgent(tuple(before))


@given(situations(POLICY.rows), st.data())
def test_what_is_missing_moves_no_step_and_proposes_no_less_help(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    step = data.draw(st.sampled_from([one for one in Step if one.is_care]))
    facts = facts | {"step": step.value}
    name = data.draw(st.sampled_from(sorted(facts.keys() - {"step"} or {"step"})))
    if name == "step":
        return
    before, after = evaluate(POLICY, facts), evaluate(POLICY, facts | {name: None})
    assert _moving(after) <= _moving(before)
    assert _less(after, step) <= _less(before, step)


def _moving(found: Evaluation) -> set[str]:
    return {one.row_id for one in found.firings if one.moves}


def _less(found: Evaluation, step: Step) -> set[str]:
    return {one.row_id for one in found.firings if one.proposes and is_less(one.proposes, step)}


@given(situations(POLICY.rows))
def test_frozen_inputs_give_the_same_again(facts: dict[str, Any]) -> None:
    kept = freeze({name: known(value) for name, value in facts.items() if value is not None})
    for scope in Scope:
        found = evaluate(POLICY, thaw(kept), scope=scope)
        asking: tuple[Firing | CannotTell, ...] = (*found.firings, *found.for_a_person)
        for one in asking:
            recorded = RecordedFiring(
                one.row_id,
                one.rule_id,
                scope.value,
                one.class_,
                one.evidence,
                kept,
                freeze_trace(found, one),
                one.sentence,
                one.proposes.value if one.proposes else None,
            )
            assert fire_again(POLICY, recorded)[1] == ()


instants = st.integers(0, 365 * 24 * 60).map(
    lambda minute: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
closures = st.tuples(st.dates(date(2026, 9, 1), date(2027, 9, 1)), st.integers(0, 40)).map(
    lambda one: (one[0], one[0] + timedelta(days=one[1]))
)


def _due(row: Row, calendar: SchoolCalendar, at: datetime) -> datetime:
    return due_at(row.limit, calendar, at, raw=episode(), settings=SETTINGS)


@pytest.mark.parametrize("clock", ["real", "school", "calendar"])
@given(instants, closures)
def test_only_school_deadlines_pause_in_a_closure(
    clock: str, at: datetime, closure: tuple[date, date]
) -> None:
    open_, closed = SchoolCalendar("America/New_York"), SchoolCalendar("America/New_York", (closure,))
    for row in {one.limit: one for one in POLICY.rows if one.clock == clock}.values():
        with_school, without = _due(row, open_, at), _due(row, closed, at)
        if clock == "real":
            assert with_school == without
        else:
            assert with_school <= without


@given(instants, st.sampled_from(["UTC", "America/Phoenix", "Australia/Lord_Howe", "Pacific/Kiritimati"]))
def test_a_time_zone_moves_no_deadline_that_counts_hours(at: datetime, zone: str) -> None:
    for row in POLICY.rows:
        if row.limit.unit in ("now", "hours", "days"):
            assert _due(row, SchoolCalendar(zone), at) == _due(row, SchoolCalendar("America/New_York"), at)


def test_safety_work_never_runs_on_the_clock_of_the_school() -> None:
    for row in POLICY.rows:
        if row.safety or row.rule in ("R1", "R3"):
            assert row.clock == "real", row.id


def test_nothing_that_is_shown_says_that_there_is_no_risk() -> None:
    shown = [default_text()]
    shown += [kind.plain + " ".join(kind.words.values()) for kind in POLICY.vocabulary.values()]
    lists = files("care_steps") / "coded_lists"
    shown += [one.read_text(encoding="utf-8") for one in lists.iterdir() if one.name.endswith(".toml")]
    for text in shown:
        assert "no risk" not in text.lower()
        assert "not at risk" not in text.lower()


@pytest.mark.parametrize("row", POLICY.rows, ids=lambda row: row.id)
def test_every_threshold_has_an_example_on_each_side(row: Row) -> None:
    """At the threshold and just off it, so that nobody can move it unseen."""
    for cell in row.cells:
        if not isinstance(cell.value, int) or isinstance(cell.value, bool):
            continue
        step = int(POLICY.vocabulary[cell.fact].smallest_step)
        given_ = {one.facts[cell.fact] for one in row.examples if cell.fact in one.facts}
        off = {">=": -step, ">": step, "<=": step, "<": -step, "=": -step}[cell.op]
        edges = {cell.value, cell.value + off}
        assert edges <= given_, (row.id, cell.fact, edges, given_)


def test_the_default_policy_names_the_definition_of_change_that_each_rule_used() -> None:
    """In plain words: reliable change is "beyond chance", crossing is "past the cut-off"."""
    rows = {one["id"]: one["sentence"] for one in tomllib.loads(default_text())["rows"]}
    for row_id, sentence in rows.items():
        rule = row_id.split(".")[0]
        if rule in ("R4", "R10"):
            assert "beyond chance" in sentence, row_id
        if rule == "R4":
            assert ("published points" in sentence) != ("as computed" in sentence), row_id
        if rule in ("R6", "R10"):
            assert "cut-off" in sentence, row_id
