"""Until when is a rating of needs good, and how does a case say so?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from supervision.intake_access import why_not_rate_needs, why_not_tell_applicant
from triage.needs import reassess_days
from workflows.pages.components import Action, Sentence, Tag, Tone
from workflows.pages.deadlines import due_in_words, tone_of
from workflows.pages.page import mark
from workflows.pages.telling_form import told_said
from workflows.pages.visits import Visit
from workflows.records.applicants_told import told_records
from workflows.records.assessments import Assessment, newest_assessment
from workflows.records.episodes import Case
from workflows.records.worklists import OpenItem

_WATCH = "P5"
_CHANGES = ("escalation", "recommendation")


@dataclass(frozen=True, slots=True)
class RatedBox:
    """How needs were rated last, until when that is good, and what was told; each with its button."""

    sentence: str | None
    href: str
    by: Sentence | None
    due: Tag | None
    told: tuple[Sentence, ...]
    told_at: datetime | None
    actions: tuple[Action, ...]


async def rated_box(visit: Visit, case: Case, items: Sequence[OpenItem]) -> RatedBox | None:
    """None once the case is closed."""
    if not case.step.is_open:
        return None
    rated = await newest_assessment(visit.tx, case.id)
    told = await told_records(visit.tx, case.id)
    changed = rated is not None and any(
        one.kind in _CHANGES and one.opened_at > rated.happened_at for one in items
    )
    path = f"/mentees/{case.mentee_id}"
    again = mark("Rate the needs again") if rated else mark("Rate the needs")
    return RatedBox(
        sentence=rated.sentence if rated else None,
        href=f"/assessments/{rated.id}" if rated else "",
        by=Sentence(mark("by %(name)s"), {"name": rated.by_name}) if rated else None,
        due=due_again(rated, case, visit.at, changed=changed) if rated else None,
        told=told_said(told[0]) if told else (),
        told_at=told[0].happened_at if told else None,
        actions=(
            Action(again, f"{path}/assessments/new", why_not_rate_needs(visit.actor, case.standing)),
            Action(
                mark("Write down what they were told"),
                f"{path}/told/new",
                why_not_tell_applicant(visit.actor, case.standing),
            ),
        ),
    )


def due_again(rated: Assessment, case: Case, at: datetime, *, changed: bool) -> Tag:
    """By when it is rated again: by the lane, and at once when something has come up since."""
    if changed:
        return Tag(mark("Something has come up since: rate again now"), Tone.LATE)
    due_at = rated.happened_at + timedelta(days=reassess_days(rated.lane))
    return Tag(due_in_words(due_at, at, case.calendar.time_zone), tone_of(due_at, at, _WATCH))
