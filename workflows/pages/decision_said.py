"""How does the record of a decision read, field by field?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from care_steps import codes
from care_steps.steps import Step
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.pages.record_links import RecordLink, link_to
from workflows.records.explanations import Decided, ExitMeasure, Explanation

KINDS: Final[Mapping[str, str]] = {
    "open": mark("The case was opened"),
    "start": mark("The first step was chosen"),
    "accept": mark("The recommendation was accepted"),
    "hold": mark("Held for now"),
    "other": mark("Another step was chosen"),
    "emergency": mark("The policy moved the case at once"),
    "undo": mark("An emergency move was undone"),
    "close": mark("The case was closed"),
    "reopen": mark("The case was opened again"),
}
_CREDENTIALS: Final[Mapping[str, str]] = {
    "clearance": mark("cleared as a mentor"),
    "journey_mentor": mark("journey certificate"),
    "trained_screener": mark("trained screener"),
}
RELATIONS: Final[Mapping[str, str]] = {
    "owner": mark("owner of the case"),
    "clinical supervisor": mark("clinical supervisor"),
    "clinical supervisor of the site": mark("clinical supervisor of the site"),
    "direct supervisor": mark("direct supervisor"),
    "counselor": mark("school counselor"),
    "counselor of the site": mark("school counselor of the site"),
    "mentor": mark("mentor"),
    "privacy officer": mark("privacy officer"),
    "policy": mark("a rule of the policy"),
    "system": mark("the operator of this site"),
}


@dataclass(frozen=True, slots=True)
class CredentialSaid:
    """What the person who decided held on that day, and until when."""

    name: str
    until: date | str


@dataclass(frozen=True, slots=True)
class Due:
    """What comes next, who does it, and on which day."""

    what: str
    owner: str
    on: date | str


@dataclass(frozen=True, slots=True)
class ReviewSaid:
    """What a second person said."""

    by: str
    at: datetime
    answer: str
    words: str


@dataclass(frozen=True, slots=True)
class DecisionSaid:
    """Everything that is kept about a decision, in words. What does not apply is None or empty."""

    kind: str
    by: str | None
    role: str
    credentials: tuple[CredentialSaid, ...]
    from_step: str | None
    recommended: str | None
    chosen: str
    differs: bool
    direction: Sentence
    override_reasons: tuple[str, ...]
    override_words: str
    hold_reason: str | None
    hold_until: date | None
    alternatives: tuple[str, ...]
    mentee_view: str
    guardian_view: str
    supervisor_view: str
    consent: str
    told: tuple[tuple[str, str], ...]
    next_due: tuple[Due, ...]
    words: str
    goes_back_to: tuple[RecordLink, ...]
    followed_by: tuple[RecordLink, ...]
    safety_plan: str
    first_check_on: date | None
    closure_reason: str | None
    last_contact_on: date | None
    exit_measure: ExitMeasure | None
    reopen_reason: str | None
    asking_answer: str | None
    reviews: tuple[ReviewSaid, ...]


def decision_said(found: Explanation, decided: Decided) -> DecisionSaid:
    """The record of this decision."""
    recommended = decided.recommended
    return DecisionSaid(
        kind=KINDS.get(decided.kind, decided.kind),
        by=decided.by_name,
        role=RELATIONS.get(decided.as_role, decided.as_role),
        credentials=tuple(_credential(one) for one in decided.credential.split(", ") if one),
        from_step=decided.from_step.plain if decided.from_step else None,
        recommended=recommended.plain if recommended else None,
        chosen=decided.chosen.plain,
        differs=recommended is not None and recommended is not decided.chosen,
        direction=_direction(decided),
        override_reasons=decided.override_reasons,
        override_words=decided.override_words,
        hold_reason=decided.hold_reason,
        hold_until=decided.hold_until,
        alternatives=decided.alternatives,
        mentee_view=decided.mentee_view,
        guardian_view=decided.guardian_view,
        supervisor_view=decided.supervisor_view,
        consent=decided.consent,
        told=tuple((one["who"], one["how"]) for one in decided.told),
        next_due=tuple(Due(one["what"], one["owner"], _day(one["on"])) for one in decided.next_due),
        words=decided.words,
        goes_back_to=tuple(link_to(one, found.mentee_id) for one in found.goes_back_to),
        followed_by=tuple(link_to(one, found.mentee_id) for one in found.followed_by),
        safety_plan=decided.safety_plan,
        first_check_on=decided.first_check_on,
        closure_reason=decided.closure_reason,
        last_contact_on=decided.last_contact_on,
        exit_measure=decided.exit_measure,
        reopen_reason=decided.reopen_reason,
        asking_answer=decided.asking_answer,
        reviews=tuple(
            ReviewSaid(
                one.by_name, one.happened_at, codes.load("review_answers").plain(one.answer), one.words
            )
            for one in found.reviews
        ),
    )


def _direction(decided: Decided) -> Sentence:
    before, after = decided.from_step, decided.chosen
    if before is None:
        return Sentence(mark("Care is asked for: “%(after)s”"), terms={"after": after.plain})
    if decided.kind == "hold":
        return Sentence(mark("Held at “%(before)s”"), terms={"before": before.plain})
    if before is after:
        return Sentence(mark("Stays at “%(before)s”"), terms={"before": before.plain})
    text = mark("From “%(before)s” to “%(after)s”")
    if after.higher_than(before):
        text = mark("Up from “%(before)s” to “%(after)s”")
    elif before.higher_than(after) and after is not Step.CLOSED:
        text = mark("Down from “%(before)s” to “%(after)s”")
    return Sentence(text, terms={"before": before.plain, "after": after.plain})


def _credential(written: str) -> CredentialSaid:
    """Kept as “trained_screener until 2027-06-30”."""
    name, _, until = written.partition(" until ")
    return CredentialSaid(_CREDENTIALS.get(name, name.replace("_", " ")), _day(until))


def _day(written: str) -> date | str:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written
