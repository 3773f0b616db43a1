"""Should a mentee step up, and why? The entry point: policies as decision tables in data.

`load(text)` reads a policy and refuses it with every fault named (`PolicyError.faults`); one bad cell refuses
the whole. `evaluate(policy, facts)` says what fires, what nearly did and what nobody can tell. Thresholds
stand in the tables, never in code. Both are stable; so is the format, which is TOML:

    owner = "Dr. Rosa Lind"

    [[rows]]
    id = "R4.phq_a"
    scope = "episode"
    sentence = "The PHQ-A total rose by {phq_a_change} points in this step."
    source = "NHS Talking Therapies: reliable deterioration, 6 points"
    cells = [{fact = "phq_a_change", op = ">=", value = 6}]

A row fires when all its cells hold; rows are alternatives, and all of them are asked. The facts with their
types, ranges and codes are `care_steps.facts.FACTS`; a row reads facts of its own scope, <form> standing for an
instrument whose change is judged (phq_a, gad_7, who_5 and so on):
- episode: step, <form>_total, <form>_baseline, <form>_change, <form>_crossing, <form>_reliable_change,
  <form>_is_at_caseness, <form>_is_improved, <form>_points_in_step, <form>_good_in_a_row, measures_in_step,
  any_at_caseness, days_in_step, open_days_in_step, days_since_last_made_contact,
  open_days_since_last_made_contact, missed_in_a_row, missed_at_school_in_a_row, sessions_made,
  sessions_planned, sessions_due, delivered_percent, dose, school_days_measure_overdue,
  overdue_measure_asked_by, need_level, need_distress, need_safety, need_daily_life, need_complications,
  need_primary_unrated, safety_tier, days_since_safety_assessment, open_days_since_safety_assessment,
  open_safety_item, recent_safety_item, open_cannot_judge, mentor_asks, asking_reason, concern_now,
  abuse_or_neglect, active_statement_or_weapon;
- screening: form_instrument, form_status, form_positivity, form_has_safety_item, phq_a_item_9,
  form_scale_undecided, c_ssrs_result, c_ssrs_yes, asq_result, asq_yes, phq_a_ex3, phq_a_ex4.

Operators: numbers `= != < <= > >=`, true or false `=`, codes `= != in not_in`,
sets of codes `has_any has_none`, and any fact `is_known is_unknown` (without a value). A decimal is text
("1.5"), never a float; `in`, `not_in`, `has_any` and `has_none` take a list.

Every row has `id`, `scope` (screening: about one filled-in form, or episode), `sentence` (under 140
characters, with facts between braces), `source`, `cells`, and an `owner` unless the policy names one.
It may have, else the more careful reading holds (`row_defaults.py`):
- `safety` (true, false), `lane` (emergency, urgent, routine, none), `class` (P0 to P5), `rule` (the id's
  beginning), `work` (recommendation, escalation, task), `action` (a code of the list `actions`);
- `limit = {amount = 5, unit = "school_days"}` (now, same_day, hours, days,
  school_days, step_day), `clock` (real, school,
  calendar), `acknowledged_by` (a list of roles, or `whoever_heard` alone: then each record is
  work of its own, for the person who raised it), `ends` (by_decision, by_person, when_silent);
- `moves = "emergency"` (safety rows of the emergency lane), `proposes` (one of the policy's `proposals`, which
  lead from step to step), `silent` (rules that have to be silent), `examples`.
The policy may have `format` (1), `id`, `version` (a whole number), `title`, `source` and `proposals`, and the
sections `settings`, `start`, `waiting`, `measures` and `ladders` (`rules/sections.py`); to be
published it needs id, version and source, and for each row examples that do what they say.

Facts are given by name: a value, or a `Fact`; None is unknown, an absent one was not asked. `evaluate` raises
`FactError` for a fact that does not exist or a value it cannot have. What it returns:
- `firings`, the headline first: `row_id`, `rule_id`, `sentence`, `lane`, `class_`, `work`, `safety`, `proposes`,
  `moves`, `counterfactual` (None on safety rows), `cells`;
- `near_misses`, the nearest first: `row_id`, `fact`, `value`, `needed`, `distance`, `unit`, `sentence`;
- `unknown`: `row_id`, `facts`, `would_fire_if_known`, `sentence`, and `work`, "task" where a safety row cannot be
  judged: a person has to find out, and no step moves.
"""

from importlib.resources import files

from care_steps.rules.checking import check_examples
from care_steps.rules.evaluate import evaluate, render
from care_steps.rules.evaluation import (
    CannotTell,
    CellResult,
    Counterfactual,
    Evaluation,
    Firing,
    NearMiss,
    RowTrace,
)
from care_steps.rules.fact_values import FactError
from care_steps.rules.ladders import Ladder, Rung, Way, Whom, ladder_for, ladder_of
from care_steps.rules.limits import Limit
from care_steps.rules.loading import load
from care_steps.rules.rows import WHOEVER_HEARD, Policy, PolicyError, Row
from care_steps.steps import highest

__all__ = [
    "WHOEVER_HEARD",
    "CannotTell",
    "CellResult",
    "Counterfactual",
    "Evaluation",
    "FactError",
    "Firing",
    "Ladder",
    "Limit",
    "NearMiss",
    "Policy",
    "PolicyError",
    "Row",
    "RowTrace",
    "Rung",
    "Way",
    "Whom",
    "check_examples",
    "default_text",
    "evaluate",
    "highest",
    "ladder_for",
    "ladder_of",
    "load",
    "render",
]


def default_text() -> str:
    """The escalation policy that is shipped, as TOML; a clinical owner signs it at set-up."""
    return (files("care_steps") / "policies" / "default.toml").read_text(encoding="utf-8")
