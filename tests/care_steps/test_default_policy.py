"""Does the shipped policy say what the escalation rules say, on each side of every threshold?"""

from typing import Any

import pytest

from care_steps import codes
from care_steps.policy import WHOEVER_HEARD, Evaluation, Limit, check_examples, default_text, evaluate, load
from care_steps.proposals import AskedStep, proposal_of
from care_steps.steps import Step
from triage import instruments
from triage.roles import Role

POLICY = load(default_text())
ROW_IDS = [row.id for row in POLICY.rows]


def asked(facts: dict[str, Any]) -> Evaluation:
    return evaluate(POLICY, facts)


def fired(facts: dict[str, Any]) -> set[str]:
    return {one.row_id for one in asked(facts).firings}


RESPONDED_NOT: dict[str, Any] = {
    "step": "paraprofessional_mentor",
    "open_days_in_step": 56,
    "phq_a_is_improved": False,
    "phq_a_points_in_step": 4,
    "measures_in_step": 4,
    "sessions_made": 6,
    "dose": "enough",
}
RECOVERED: dict[str, Any] = {
    "step": "journey_mentor",
    "phq_a_good_in_a_row": 2,
    "any_at_caseness": False,
    "open_safety_item": False,
    "open_cannot_judge": False,
}
RULES = [
    # R0: what cannot be judged is asked again, the same day.
    pytest.param(
        {"form_status": "incomplete", "form_has_safety_item": True}, {"R0.safety_form"}, id="R0: incomplete"
    ),
    pytest.param(
        {"form_status": "invalid", "form_has_safety_item": True}, {"R0.safety_form"}, id="R0: invalid"
    ),
    pytest.param(
        {"form_status": "unreadable", "form_has_safety_item": True}, {"R0.safety_form"}, id="R0: unreadable"
    ),
    pytest.param(
        {"form_status": "incomplete", "form_has_safety_item": False}, {"R0.other_form"}, id="R0: other form"
    ),
    pytest.param(
        {"form_status": "unreadable", "form_has_safety_item": False}, {"R0.other_form"}, id="R0: other, too"
    ),
    pytest.param(
        {"form_status": "scored", "form_has_safety_item": True}, set(), id="R0: a scored form is silent"
    ),
    pytest.param(
        {"form_status": "prorated", "form_has_safety_item": True}, set(), id="R0: a prorated form is silent"
    ),
    pytest.param(
        {"form_status": "prorated", "form_positivity": "indeterminate"},
        {"R0.cut_off_undecided"},
        id="R0: blanks leave the cut-off open",
    ),
    pytest.param(
        {"form_status": "prorated", "form_positivity": "negative"}, set(), id="R0: blanks decide nothing"
    ),
    # R1: imminent.
    pytest.param(
        {"active_statement_or_weapon": True}, {"R1.statement_or_weapon"}, id="R1: a statement or a weapon"
    ),
    pytest.param({"active_statement_or_weapon": False}, set(), id="R1: neither"),
    # R3: safety, not imminent.
    pytest.param({"phq_a_item_9": 0}, set(), id="R3: item 9 below 1"),
    pytest.param({"phq_a_item_9": 1}, {"R3.item_9"}, id="R3: item 9 at 1"),
    pytest.param({"phq_a_item_9": 2}, {"R3.item_9"}, id="R3: item 9 above 1"),
    pytest.param({"phq_a_ex3": True}, {"R3.ex3"}, id="R3: thoughts in the past month"),
    pytest.param({"phq_a_ex3": False}, set(), id="R3: no thoughts in the past month"),
    pytest.param({"phq_a_ex4": True}, {"R3.ex4"}, id="R3: an attempt ever"),
    pytest.param({"phq_a_ex4": False}, set(), id="R3: no attempt ever"),
    # R4: reliable deterioration, published points, inclusive.
    pytest.param({"phq_a_change": 5, "dose": "enough"}, set(), id="R4: PHQ-A up by 5"),
    pytest.param({"phq_a_change": 6, "dose": "enough"}, {"R4.phq_a"}, id="R4: PHQ-A up by 6"),
    pytest.param({"phq_a_change": 7, "dose": "enough"}, {"R4.phq_a"}, id="R4: PHQ-A up by 7"),
    pytest.param(
        {"phq_a_change": -6, "dose": "enough"}, set(), id="R4: PHQ-A down by 6 is better, not worse"
    ),
    pytest.param({"gad_7_change": 3, "dose": "enough"}, set(), id="R4: GAD-7 up by 3"),
    pytest.param({"gad_7_change": 4, "dose": "enough"}, {"R4.gad_7"}, id="R4: GAD-7 up by 4"),
    pytest.param({"gad_7_change": 5, "dose": "enough"}, {"R4.gad_7"}, id="R4: GAD-7 up by 5"),
    pytest.param(
        {"gad_7_change": -4, "dose": "enough"}, set(), id="R4: GAD-7 down by 4 is better, not worse"
    ),
    pytest.param(
        {"phq_a_change": 6, "dose": "not_planned"}, {"R4.phq_a"}, id="R4: worse before anything was planned"
    ),
    pytest.param(
        {"phq_a_change": 6, "dose": "too_little"},
        {"R4.phq_a_repair"},
        id="R4: worse, and the step was not delivered: repair, no step up",
    ),
    pytest.param(
        {"gad_7_change": 4, "dose": "too_little"}, {"R4.gad_7_repair"}, id="R4: GAD-7, not delivered"
    ),
    *(
        pytest.param(
            {f"{form}_reliable_change": verdict, "dose": dose},
            {f"R4.{form}{row}"} if verdict == "deteriorated" else set(),
            id=f"R4: {form} {verdict}, {dose}",
        )
        for form in ("sdq_self", "sdq_parent", "sdq_teacher", "ors", "cors", "srs", "who_5")
        for verdict in ("improved", "unchanged", "deteriorated")
        for dose, row in (("enough", ""), ("too_little", "_repair"))
    ),
    # R5: severe at once.
    pytest.param({"phq_a_total": 14}, set(), id="R5: PHQ-A 14"),
    pytest.param({"phq_a_total": 15}, {"R5.phq_a"}, id="R5: PHQ-A 15"),
    pytest.param({"phq_a_total": 16}, {"R5.phq_a"}, id="R5: PHQ-A 16"),
    pytest.param({"gad_7_total": 14}, set(), id="R5: GAD-7 14"),
    pytest.param({"gad_7_total": 15}, {"R5.gad_7"}, id="R5: GAD-7 15"),
    pytest.param({"gad_7_total": 16}, {"R5.gad_7"}, id="R5: GAD-7 16"),
    pytest.param({"need_distress": 3}, set(), id="R5: distress 3"),
    pytest.param({"need_distress": 4}, {"R5.distress"}, id="R5: distress 4"),
    pytest.param({"need_daily_life": 3}, set(), id="R5: daily life 3"),
    pytest.param({"need_daily_life": 4}, {"R5.daily_life"}, id="R5: daily life 4"),
    # Rated needs: safety, and what nobody rated.
    pytest.param({"need_safety": 1}, set(), id="R3: safety 1"),
    pytest.param({"need_safety": 2}, {"R3.assessment"}, id="R3: safety 2"),
    pytest.param({"need_safety": 3}, {"R3.assessment"}, id="R3: safety 3"),
    pytest.param({"need_safety": 4}, {"R1.assessment"}, id="R1: safety 4"),
    pytest.param({"need_primary_unrated": 0}, set(), id="R0: all primary domains rated"),
    pytest.param({"need_primary_unrated": 1}, {"R0.assessment"}, id="R0: one primary domain unrated"),
    # Screeners.
    *(
        pytest.param({f"{form}_result": result}, rows, id=f"{form}: {result}")
        for form in ("c_ssrs", "asq")
        for result, rows in (
            ("imminent", {f"R1.{form}"}),
            ("incomplete_escalate", {f"R1.{form}_open"}),
            ("interview", {f"R3.{form}"}),
            ("negative_screen", set()),
        )
    ),
    pytest.param(
        {"form_status": "prorated", "form_positivity": "negative", "form_scale_undecided": True},
        {"R0.scale_undecided"},
        id="R0: blanks leave a subscale open",
    ),
    # R6: non-response, each condition on both sides of its threshold.
    *(
        pytest.param(RESPONDED_NOT | {name: value}, rows, id=f"R6: {name} {value}")
        for name, value, rows in (
            ("open_days_in_step", 55, set()),
            ("open_days_in_step", 56, {"R6.phq_a"}),
            ("open_days_in_step", 57, {"R6.phq_a"}),
            ("phq_a_is_improved", True, set()),
            ("phq_a_points_in_step", 3, set()),
            ("phq_a_points_in_step", 4, {"R6.phq_a"}),
            ("phq_a_points_in_step", 5, {"R6.phq_a"}),
            ("sessions_made", 6, {"R6.phq_a"}),
            ("sessions_made", 7, {"R6.phq_a"}),
            ("dose", "not_planned", {"R6.phq_a"}),
        )
    ),
    pytest.param(RESPONDED_NOT | {"sessions_made": 5}, {"R6d.contacts"}, id="R6: sessions_made 5"),
    pytest.param(RESPONDED_NOT | {"dose": "too_little"}, {"R6d.dose"}, id="R6: too little was delivered"),
    *(
        pytest.param(
            {name.replace("phq_a", form): value for name, value in RESPONDED_NOT.items()},
            {f"R6.{form}"},
            id=f"R6: {form}",
        )
        for form in ("gad_7", "psc_17_youth", "psc_17_parent", "ors", "cors", "who_5", "kads_6")
    ),
    *(
        pytest.param(
            {"step": step, "open_days_in_step": days, f"{form}_is_at_caseness": True, "dose": "enough"},
            {f"R6.{form}_caseness"} if days >= 84 else set(),
            id=f"R6: {form} at caseness on day {days} of {step}",
        )
        for form in ("phq_a", "gad_7", "psc_17_youth", "psc_17_parent", "ors", "cors", "who_5", "kads_6")
        for step, days in (
            ("paraprofessional_mentor", 83),
            ("paraprofessional_mentor", 84),
            ("professional_referral", 85),
        )
    ),
    # R6d: not delivered.
    *(
        pytest.param(
            {"step": "journey_mentor", "open_days_in_step": days, name: value},
            rows,
            id=f"R6d: {name} {value}, day {days}",
        )
        for name, value, days, rows in (
            ("measures_in_step", 3, 55, set()),
            ("measures_in_step", 3, 56, {"R6d.points"}),
            ("measures_in_step", 4, 56, set()),
            ("measures_in_step", 3, 83, {"R6d.points"}),
            ("measures_in_step", 3, 84, {"R6d.points", "R6d.points_review"}),
            ("sessions_made", 5, 55, set()),
            ("sessions_made", 5, 56, {"R6d.contacts"}),
            ("sessions_made", 6, 56, set()),
            ("sessions_made", 5, 84, {"R6d.contacts", "R6d.contacts_review"}),
            ("dose", "too_little", 55, set()),
            ("dose", "too_little", 56, {"R6d.dose"}),
            ("dose", "enough", 56, set()),
            ("dose", "too_little", 84, {"R6d.dose", "R6d.dose_review"}),
        )
    ),
    # R7: lost contact, on days with school, or on all days while a safety item is open.
    *(
        pytest.param({"open_days_since_last_made_contact": days}, rows, id=f"R7: {days} days")
        for days, rows in ((27, set()), (28, {"R7.days"}), (29, {"R7.days"}))
    ),
    *(
        pytest.param({"missed_at_school_in_a_row": missed}, rows, id=f"R7: {missed} missed")
        for missed, rows in ((1, set()), (2, {"R7.missed"}), (3, {"R7.missed"}))
    ),
    pytest.param(
        {"days_since_last_made_contact": 28}, set(), id="R7: 28 days, some of them in a long closure"
    ),
    pytest.param({"missed_in_a_row": 2}, set(), id="R7: 2 missed, one of them on a closed day"),
    pytest.param(
        {"days_since_last_made_contact": 27, "open_safety_item": True},
        set(),
        id="R7: 27 days, safety item open",
    ),
    pytest.param(
        {"days_since_last_made_contact": 28, "open_safety_item": True},
        {"R7.days_safety_open"},
        id="R7: 28 days, safety item open, whatever is closed",
    ),
    pytest.param(
        {"missed_in_a_row": 1, "open_safety_item": True}, set(), id="R7: 1 missed, safety item open"
    ),
    pytest.param(
        {"missed_in_a_row": 2, "open_safety_item": True},
        {"R7.missed_safety_open"},
        id="R7: 2 missed, safety item open",
    ),
    pytest.param(
        {"missed_in_a_row": 2, "open_safety_item": False}, set(), id="R7: 2 missed, no safety item open"
    ),
    # R8: reassessment, by tier, on all days while a safety item is recent.
    *(
        pytest.param(
            {"safety_tier": tier, "recent_safety_item": True, "days_since_safety_assessment": days + more},
            {f"R8.{tier}_recent"} if more >= 0 else set(),
            id=f"R8: {tier}, recent, day {days + more}",
        )
        for tier, days in (("high", 7), ("moderate", 14), ("low", 30))
        for more in (-1, 0, 1)
    ),
    *(
        pytest.param(
            {"safety_tier": tier, "open_days_since_safety_assessment": days + more},
            {f"R8.{tier}"} if more >= 0 else set(),
            id=f"R8: {tier}, day {days + more}",
        )
        for tier, days in (("high", 7), ("moderate", 14), ("low", 30))
        for more in (-1, 0, 1)
    ),
    pytest.param(
        {
            "safety_tier": "imminent",
            "recent_safety_item": True,
            "days_since_safety_assessment": 90,
            "open_days_since_safety_assessment": 90,
        },
        set(),
        id="R8: imminent, the response is running",
    ),
    # R10: less help, when all else is silent.
    *(
        pytest.param(
            {name.replace("phq_a", form): value for name, value in RECOVERED.items()},
            {f"R10.{form}"},
            id=f"R10: {form}",
        )
        for form in ("phq_a", "gad_7", "ors", "cors", "who_5")
    ),
    *(
        pytest.param(RECOVERED | {name: value}, rows, id=f"R10: {name} {value}")
        for name, value, rows in (
            ("phq_a_good_in_a_row", 1, set()),
            ("phq_a_good_in_a_row", 3, {"R10.phq_a"}),
            ("any_at_caseness", True, set()),
            ("any_at_caseness", None, set()),
            ("open_safety_item", True, set()),
            ("open_cannot_judge", True, set()),
            ("step", "referred", set()),
            ("open_days_since_last_made_contact", 28, {"R7.days"}),
            ("phq_a_total", None, set()),
            ("need_safety", 2, {"R3.assessment"}),
        )
    ),
    # R8: a form is due and was not given: whoever asks it, then the person above them.
    pytest.param(
        {"school_days_measure_overdue": 0, "overdue_measure_asked_by": "counselor"},
        set(),
        id="R8: due today",
    ),
    pytest.param(
        {"school_days_measure_overdue": 1, "overdue_measure_asked_by": "counselor"},
        {"R8.form"},
        id="R8: the next school day",
    ),
    pytest.param(
        {"school_days_measure_overdue": 2, "overdue_measure_asked_by": "counselor"},
        {"R8.form", "R8.form_supervisor"},
        id="R8: the day after that",
    ),
    pytest.param(
        {"school_days_measure_overdue": 2, "overdue_measure_asked_by": "direct_supervisor"},
        {"R8.form_direct", "R8.form_above"},
        id="R8: a direct supervisor asks",
    ),
    pytest.param(
        {"school_days_measure_overdue": 9, "overdue_measure_asked_by": "clinical_supervisor"},
        {"R8.form_clinical"},
        id="R8: nobody is above a clinical supervisor",
    ),
    pytest.param(
        {"school_days_measure_overdue": 0, "overdue_measure_asked_by": "nobody"}, set(), id="R8: none"
    ),
    # R2: somebody tells of abuse or neglect, at every step of care and before it.
    *(
        pytest.param(
            {"step": step.value, "abuse_or_neglect": True},
            {"R2.report", "R2.told"},
            id=f"R2: at {step.value}",
        )
        for step in Step
    ),
    pytest.param({"abuse_or_neglect": False}, set(), id="R2: nothing was told"),
    # R9: a person asks.
    pytest.param({"mentor_asks": True}, {"R9.talk_over"}, id="R9: to talk over"),
    pytest.param({"mentor_asks": False}, set(), id="R9: nothing to talk over"),
    pytest.param({"concern_now": True}, {"R9.cannot_wait"}, id="R9: it cannot wait"),
    pytest.param({"concern_now": False}, set(), id="R9: it can wait"),
]


@pytest.mark.parametrize(("facts", "rows"), RULES)
def test_each_rule_fires_from_its_threshold_on_and_not_below(facts: dict[str, Any], rows: set[str]) -> None:
    assert fired(facts) == rows


def test_every_row_of_the_policy_is_fired_by_this_table() -> None:
    assert {row_id for case in RULES for row_id in fired(_facts_of(case))} == set(ROW_IDS)


def _facts_of(case: Any) -> dict[str, Any]:
    found: dict[str, Any] = case.values[0]
    return found


DUE = [
    # (rule, lane, class, work, limit, clock, acknowledged by, ends)
    pytest.param(
        "R0.safety_form", "none", "P1", "task", (0, "same_day"), "real", id="R0 safety form: real clock"
    ),
    pytest.param(
        "R0.other_form", "none", "P3", "task", (0, "same_day"), "school", id="R0 other form: school clock"
    ),
    pytest.param(
        "R0.cut_off_undecided", "none", "P3", "task", (0, "same_day"), "school", id="R0 cut-off open"
    ),
    pytest.param(
        "R3.item_9", "urgent", "P1", "escalation", (0, "same_day"), "real", id="R3 item 9: same day"
    ),
    pytest.param("R3.ex3", "urgent", "P1", "escalation", (0, "same_day"), "real", id="R3 EX3: same day"),
    pytest.param("R3.ex4", "urgent", "P1", "escalation", (0, "same_day"), "real", id="R3 EX4: same day"),
    pytest.param("R4.phq_a", "routine", "P3", "recommendation", (5, "school_days"), "school", id="R4 PHQ-A"),
    pytest.param("R4.gad_7", "routine", "P3", "recommendation", (5, "school_days"), "school", id="R4 GAD-7"),
    pytest.param("R5.phq_a", "routine", "P3", "recommendation", (2, "school_days"), "school", id="R5 PHQ-A"),
    pytest.param("R5.gad_7", "routine", "P3", "recommendation", (2, "school_days"), "school", id="R5 GAD-7"),
    pytest.param("R7.days", "routine", "P3", "task", (5, "school_days"), "school", id="R7 days"),
    pytest.param("R7.missed", "routine", "P3", "task", (5, "school_days"), "school", id="R7 missed"),
    pytest.param("R7.days_safety_open", "urgent", "P1", "task", (0, "same_day"), "real", id="R7 days, open"),
    pytest.param(
        "R7.missed_safety_open", "urgent", "P1", "task", (0, "same_day"), "real", id="R7 missed, open"
    ),
    pytest.param("R2.report", "none", "P1", "task", (0, "now"), "real", id="R2 the report"),
    pytest.param(
        "R2.told", "urgent", "P1", "escalation", (0, "same_day"), "real", id="R2 the supervisor is told"
    ),
    pytest.param("R9.cannot_wait", "urgent", "P1", "escalation", (0, "same_day"), "real", id="R9 now"),
    pytest.param(
        "R9.talk_over", "routine", "P3", "recommendation", (5, "school_days"), "school", id="R9 talk"
    ),
]


@pytest.mark.parametrize(("row_id", "lane", "class_", "work", "limit", "clock"), DUE)
def test_each_row_opens_its_kind_of_work_due_on_its_clock(
    row_id: str, lane: str, class_: str, work: str, limit: tuple[int, str], clock: str
) -> None:
    row = POLICY.row(row_id)
    assert (row.lane, row.class_, row.work, row.clock) == (lane, class_, work, clock)
    assert row.limit == Limit(*limit)


def test_an_emergency_is_due_within_fifteen_minutes_and_only_such_rows_move_a_step() -> None:
    row = POLICY.row("R1.statement_or_weapon")
    assert (row.lane, row.class_, row.work, row.clock) == ("emergency", "P0", "escalation", "real")
    assert row.limit.unit == "now"
    assert row.limit.amount <= 15
    moving = ["R1.statement_or_weapon", "R1.assessment", "R1.c_ssrs", "R1.asq"]
    assert [one.id for one in POLICY.rows if one.moves] == moving
    for one in POLICY.rule("R1"):
        assert (one.lane, one.class_, one.work, one.limit.unit) == ("emergency", "P0", "escalation", "now")


ACKNOWLEDGED = [
    pytest.param("R0", ("direct_supervisor",), id="R0 by the supervisor"),
    pytest.param("R1", ("clinical_supervisor",), id="R1 by the clinician on call"),
    pytest.param("R3", ("clinical_supervisor",), id="R3 by the school clinician"),
    pytest.param("R4", ("direct_supervisor",), id="R4 by the supervisor"),
    pytest.param("R5", ("direct_supervisor", "clinical_supervisor"), id="R5 by supervisor and clinician"),
    pytest.param("R7", ("direct_supervisor",), id="R7 by the supervisor"),
]


@pytest.mark.parametrize(("rule", "roles"), ACKNOWLEDGED)
def test_each_rule_is_acknowledged_by_whom_the_specification_names(rule: str, roles: tuple[str, ...]) -> None:
    assert {row.acknowledged_by for row in POLICY.rule(rule)} == {roles}


@pytest.mark.parametrize("row_id", ROW_IDS)
def test_every_row_has_a_sentence_a_source_an_owner_and_an_action_in_words(row_id: str) -> None:
    row = POLICY.row(row_id)
    assert row.sentence.endswith(".")
    assert len(row.sentence) < 140
    assert row.source.strip()
    assert row.owner.strip()
    assert codes.load("actions").knows(row.action)
    assert set(row.acknowledged_by) <= {*Role, WHOEVER_HEARD}
    assert row.rule == row.id.split(".")[0]


@pytest.mark.parametrize("row_id", ROW_IDS)
def test_escalations_and_tasks_about_safety_keep_the_real_clock(row_id: str) -> None:
    row = POLICY.row(row_id)
    if row.safety:
        assert row.clock == "real"
        assert row.limit.unit in ("now", "same_day")
        assert row.class_ in ("P0", "P1", "P2")
    else:
        assert row.lane in ("routine", "none")


def test_the_shipped_policy_loads_without_a_warning_and_keeps_all_its_examples() -> None:
    assert POLICY.warnings == ()
    assert check_examples(POLICY) == ()
    for row in POLICY.rows:
        expects = [one.expect for one in row.examples]
        assert {"fires", "silent"} <= set(expects)
        if row.safety:
            assert {"unknown", "not_asked"} <= set(expects)


def test_exactly_these_rules_are_shipped() -> None:
    assert {row.rule for row in POLICY.rows} == {
        *("R0", "R1", "R2", "R3", "R4", "R5", "R6", "R6d", "R7", "R8", "R9", "R10"),
    }


def test_the_rows_stand_in_the_order_of_precedence_with_r1_ahead() -> None:
    rules = list(dict.fromkeys(row.rule for row in POLICY.rows))
    assert rules == ["R1", "R0", "R2", "R3", "R4", "R5", "R6", "R6d", "R7", "R8", "R9", "R10"]


def test_the_thresholds_agree_with_the_published_parameters_of_the_questionnaires() -> None:
    for instrument_id, prefix in (("phq-a", "phq_a"), ("gad-7", "gad_7")):
        parameters = instruments.load(instrument_id).parameters
        assert parameters.reliable_points is not None
        assert POLICY.row(f"R4.{prefix}").cells[0].value == parameters.reliable_points.value
        assert parameters.severe is not None
        assert POLICY.row(f"R5.{prefix}").cells[0].value == parameters.severe.value


def test_screening_rows_read_forms_and_episode_rows_the_case() -> None:
    for row in POLICY.rows:
        assert {POLICY.vocabulary[cell.fact].scope for cell in row.cells} == {row.scope}
    assert {row.rule for row in POLICY.rows if row.scope == "screening"} == {"R0", "R1", "R3"}


def test_too_little_of_the_step_proposes_to_stay_and_to_repair_delivery() -> None:
    (firing,) = asked({"phq_a_change": 6, "dose": "too_little", "step": "journey_mentor"}).firings
    assert (firing.proposes, firing.action) == (Step.JOURNEY, "repair_delivery")


LESS = [
    pytest.param(Step.PROFESSIONAL, Step.JOURNEY, id="from a professional to the journey mentor"),
    pytest.param(Step.JOURNEY, Step.MENTOR, id="from the journey mentor to the mentor"),
    pytest.param(Step.MENTOR, Step.CLOSED, id="from the mentor to the end of care"),
]


@pytest.mark.parametrize(("present", "proposed"), LESS)
def test_recovery_proposes_one_step_less(present: Step, proposed: Step) -> None:
    (firing,) = asked(RECOVERED | {"step": present.value}).firings
    assert (firing.proposes, firing.action) == (proposed, "offer_step_down")


REFERRED, MENTOR, JOURNEY, PROFESSIONAL = Step.REFERRED, Step.MENTOR, Step.JOURNEY, Step.PROFESSIONAL
PROPOSED = [
    pytest.param("phq_a_change", 6, REFERRED, MENTOR, id="worse before care: care begins"),
    pytest.param("phq_a_change", 6, MENTOR, JOURNEY, id="worse with a mentor: one step up"),
    pytest.param("gad_7_change", 4, JOURNEY, PROFESSIONAL, id="worse with a journey mentor: one step up"),
    pytest.param("phq_a_change", 6, PROFESSIONAL, PROFESSIONAL, id="worse at the top: stays there"),
    pytest.param("phq_a_total", 15, REFERRED, JOURNEY, id="severe before care: enters at step 2, skipping 1"),
    pytest.param("gad_7_total", 15, MENTOR, JOURNEY, id="severe with a mentor: step 2"),
    pytest.param("phq_a_total", 15, JOURNEY, PROFESSIONAL, id="severe with a journey mentor: step 3"),
    pytest.param("phq_a_total", 15, PROFESSIONAL, PROFESSIONAL, id="severe at the top: stays there"),
    pytest.param("mentor_asks", True, MENTOR, MENTOR, id="the mentor's question proposes no other step"),
    pytest.param("mentor_asks", True, JOURNEY, JOURNEY, id="nor on step 2"),
]


@pytest.mark.parametrize(("fact", "value", "present", "proposed"), PROPOSED)
def test_each_recommendation_proposes_its_step(fact: str, value: Any, present: Step, proposed: Step) -> None:
    assert asked({fact: value, "step": present.value, "dose": "enough"}).recommended is proposed


@pytest.mark.parametrize("step", [step for step in Step if step.is_open])
def test_no_recommendation_ever_proposes_less_help_than_there_is(step: Step) -> None:
    facts = {
        "phq_a_change": 27,
        "phq_a_total": 27,
        "gad_7_change": 21,
        "gad_7_total": 21,
        "mentor_asks": True,
        "dose": "enough",
    }
    firings = asked(facts | {"step": step.value}).firings
    assert firings
    for one in firings:
        # A row that proposes no step leaves the mentee where they are.
        proposal = proposal_of(step, [AskedStep(step, one.proposes)], 0)
        assert not step.higher_than(proposal.recommended)
        assert one.proposes in (None, proposal.recommended)


@pytest.mark.parametrize("facts", [{"phq_a_total": 15}, {"phq_a_total": 15, "step": None}])
def test_without_a_known_step_no_step_is_proposed(facts: dict[str, Any]) -> None:
    (firing,) = asked(facts).firings
    assert firing.proposes is None


def test_the_highest_proposal_of_several_is_recommended() -> None:
    facts = {"phq_a_total": 15, "mentor_asks": True, "step": "paraprofessional_mentor"}
    assert asked(facts).recommended is JOURNEY


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        pytest.param({"phq_a_total": total}, {"phq_a_total": total + 1}, id=f"PHQ-A {total} and {total + 1}")
        for total in range(27)
    ]
    + [
        pytest.param({"missed_in_a_row": n}, {"missed_in_a_row": n + 1}, id=f"{n} and {n + 1} missed")
        for n in range(4)
    ],
)
def test_one_worse_never_fires_less(lower: dict[str, Any], higher: dict[str, Any]) -> None:
    assert fired(higher) >= fired(lower)


def test_the_sentence_carries_this_mentees_numbers() -> None:
    (firing,) = asked({"phq_a_change": 8, "phq_a_total": 13, "dose": "enough"}).firings
    assert firing.sentence == (
        "The PHQ-A total rose by 8 points in this step, to 13: beyond chance, by published points."
    )
    (firing,) = asked({"phq_a_change": 8, "phq_a_total": 13, "dose": "too_little"}).firings
    assert firing.sentence == (
        "The PHQ-A total rose by 8 points, beyond chance by published points, "
        "but too few of the planned sessions were made."
    )


def test_the_sources_of_a_firing_are_the_records_its_cells_read() -> None:
    (firing,) = asked({"mentor_asks": True}).firings
    assert firing.evidence == ()
    assert firing.evidence_key == "R9.talk_over"
