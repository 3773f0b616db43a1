"""Which facts may a policy ask about? The closed, typed vocabulary."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from care_steps import codes
from care_steps.fact_kinds import FactKind, FactType, Scope, code, count, in_words, rating, worded, yes_no
from care_steps.measure_kinds import measure_kinds
from care_steps.one_fact import NOT_ASKED, Fact, Reason, Source, State, Value, known, unknown
from care_steps.steps import Step
from triage import instruments
from triage.needs_model import model
from triage.roles import Role
from triage.verdicts import Positivity, Screened, Status

__all__ = [
    "FACTS",
    "NOT_ASKED",
    "Fact",
    "FactKind",
    "FactType",
    "Reason",
    "Scope",
    "Source",
    "State",
    "Value",
    "in_words",
    "known",
    "unknown",
    "vocabulary",
]


def vocabulary(kinds: Iterable[FactKind]) -> Mapping[str, FactKind]:
    """Kinds by their name."""
    return MappingProxyType({kind.name: kind for kind in kinds})


def _screener(instrument_id: str) -> tuple[FactKind, FactKind]:
    """What a screener says, and the questions it rests on."""
    form = instruments.load(instrument_id)
    keys = tuple(question.key for question in form.questions)
    name, plain = form.fact_prefix, f"Questions of the {form.name} that call for an interview"
    return (
        code(f"{name}_result", Scope.SCREENING, f"What the {form.name} says", _values(Screened)),
        FactKind(f"{name}_yes", FactType.CODES, Scope.SCREENING, plain, f"{plain}: {{value}}", codes=keys),
    )


def _values(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in words)


def need_kinds() -> tuple[FactKind, ...]:
    """The level of need, and the rating of each primary domain."""
    needs = model()
    rated = (
        ("need_distress", "Distress"),
        ("need_safety", "Safety"),
        ("need_daily_life", "Daily life"),
        ("need_complications", "Complicating needs"),
    )
    return (
        rating("need_level", "Level of need", 1, needs.highest),
        *(rating(name, f"{plain}, as rated", 0, needs.ratings[-1]) for name, plain in rated),
        count("need_primary_unrated", "Primary domains of need that nobody rated", "domains"),
    )


def _plain_of(list_id: str) -> Mapping[str, str]:
    return MappingProxyType({one.code: one.plain for one in codes.load(list_id).codes})


DOSE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "enough": "enough of the planned sessions were made",
        "too_little": "too few of the planned sessions were made",
        "not_planned": "no sessions were planned yet",
    }
)
ASKERS: Final[Mapping[str, str]] = MappingProxyType(
    {role.value: role.plain for role in Role} | {"nobody": "nobody"}
)
ASKING_REASONS: Final = _plain_of("asking_reasons")
SAFETY_TIERS: Final = _plain_of("safety_tiers")

FACTS = vocabulary(
    (
        worded("step", "Step of care", {one.value: one.plain for one in Step}),
        *measure_kinds(),
        count("measures_in_step", "Times that the form asked most often was given in this step", "times"),
        yes_no("any_at_caseness", Scope.EPISODE, "A latest score lies at caseness"),
        count("days_in_step", "Days in this step", "days"),
        count("open_days_in_step", "Days in this step, without long closures", "days"),
        count("days_since_last_made_contact", "Days since mentor and mentee last met", "days"),
        count(
            "open_days_since_last_made_contact",
            "Days since mentor and mentee last met, without long closures",
            "days",
        ),
        count("missed_in_a_row", "Sessions missed in a row", "sessions"),
        count("missed_at_school_in_a_row", "Sessions missed in a row on days with school", "sessions"),
        count("sessions_made", "Sessions made in this step", "sessions"),
        count("sessions_planned", "Sessions planned in this step until now", "sessions"),
        count("sessions_due", "Sessions planned in this step on days with school until now", "sessions"),
        count("delivered_percent", "Sessions made, of those planned on days with school", "percent"),
        worded("dose", "Delivered dose in this step", DOSE_WORDS),
        count(
            "school_days_measure_overdue",
            "School days since a planned form was due and not given",
            "school days",
        ),
        worded("overdue_measure_asked_by", "Who asks the form that is overdue", ASKERS),
        *need_kinds(),
        worded("safety_tier", "Tier found by the last safety assessment", SAFETY_TIERS),
        count("days_since_safety_assessment", "Days since the last safety assessment", "days"),
        count(
            "open_days_since_safety_assessment",
            "Days since the last safety assessment, without long closures",
            "days",
        ),
        yes_no("open_safety_item", Scope.EPISODE, "A safety item is open"),
        yes_no("recent_safety_item", Scope.EPISODE, "A safety item is open or was dealt with lately"),
        yes_no(
            "open_cannot_judge", Scope.EPISODE, "Something that nobody can judge is waiting for an answer"
        ),
        yes_no("mentor_asks", Scope.EPISODE, "The mentor asks to talk it over"),
        worded("asking_reason", "What the mentor wants to talk over", ASKING_REASONS),
        yes_no("concern_now", Scope.EPISODE, "Somebody says it cannot wait"),
        yes_no("abuse_or_neglect", Scope.EPISODE, "Abuse or neglect was told of, or is suspected"),
        yes_no("active_statement_or_weapon", Scope.EPISODE, "Active statement, or a weapon at hand"),
        code("form_instrument", Scope.SCREENING, "Form", instruments.IDS),
        code("form_status", Scope.SCREENING, "Whether the form could be scored", _values(Status)),
        code(
            "form_positivity", Scope.SCREENING, "Result of the form against its cut-off", _values(Positivity)
        ),
        yes_no("form_has_safety_item", Scope.SCREENING, "The form holds a safety question"),
        FactKind(
            "phq_a_item_9",
            FactType.INTEGER,
            Scope.SCREENING,
            "PHQ-A item 9, better off dead or hurting oneself",
            "PHQ-A item 9: {value} of 3",
            "of 3",
            0,
            3,
        ),
        yes_no("form_scale_undecided", Scope.SCREENING, "Blanks leave a cut-off of a subscale open"),
        *_screener("c-ssrs"),
        *_screener("asq"),
        yes_no("phq_a_ex3", Scope.SCREENING, "Past month, serious thoughts about ending their life"),
        yes_no("phq_a_ex4", Scope.SCREENING, "Ever tried to end their life"),
    )
)
"""Every fact a policy may ask about. No dates: time enters as counted facts, computed at one instant."""
