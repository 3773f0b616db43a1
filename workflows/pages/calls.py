"""What somebody reads who was called to an escalation and does not look after the mentee: no name and nothing of the matter.

It stands under /work/{id}, where the e-mail leads whoever it reaches.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from supervision.work_access import why_not_acknowledge
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.deadlines import left_in_words, waits_in_words
from workflows.pages.escalation_told import LineSaid, heirs_of, lines_said
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.urgency import urgency_plain
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, phone_lines
from workflows.records.escalation_histories import escalation_history
from workflows.records.named_adults import never_told
from workflows.records.phones import phones_of
from workflows.records.work import next_time_of
from workflows.verbs.see_call import Called, see_call


@dataclass(frozen=True, slots=True)
class CallPage:
    """One escalation without its matter. `taken_by`: who has said that they act, or ended it; `is_mine`: the reader.

    `next_in`: when the next people are told while nobody acts. `heirs`: to whom the reader may hand it.
    """

    chrome: Chrome
    form: Form
    work_id: UUID
    site_name: str
    urgency: Tag
    is_open: bool
    waits: Sentence | None
    told: Sentence
    taken_by: str
    is_mine: bool
    next_in: Sentence | None
    why_not_acknowledge: str | None
    heirs: tuple[Choice, ...]
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    lines: tuple[LineSaid, ...]


async def call_page(visit: Visit, work_id: UUID, form: Form) -> CallPage:
    """Raises `NotFound` for whoever was not told."""
    called = await see_call(visit.tx, by=visit.actor, work_id=work_id)
    work, case, zone = called.work, called.case, called.case.calendar.time_zone
    phones = await phones_of(visit.tx, case, never=await never_told(visit.tx, work_id))
    next_at = await next_time_of(visit.tx, work_id)
    is_mine = visit.actor.person_id == work.acknowledged_by
    return CallPage(
        chrome=replace(visit.chrome, time_zone=zone),
        form=form,
        work_id=work.id,
        site_name=case.site_name,
        urgency=Tag(urgency_plain(work.class_), Tone.DANGER if work.state != "ended" else Tone.DONE),
        is_open=work.state != "ended",
        waits=waits_in_words(called.since, visit.at, zone) if work.state == "open" else None,
        told=Sentence(mark("You were told at %(time)s."), {"time": called.since}),
        taken_by=(work.ended_by_name if work.state == "ended" else work.acknowledged_by_name) or "",
        is_mine=is_mine,
        next_in=left_in_words(next_at, visit.at, zone) if next_at else None,
        why_not_acknowledge=why_not_acknowledge(
            visit.actor, case.standing, kind=work.kind, owner_id=work.owner_id, is_told=True
        ),
        heirs=await heirs_of(visit, work, case) if is_mine and work.state != "ended" else (),
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
        lines=await _lines(visit, called),
    )


async def _lines(visit: Visit, called: Called) -> tuple[LineSaid, ...]:
    """Who did what and when. What anybody wrote may be about the young person."""
    history = await escalation_history(visit.tx, called.work.id)
    return tuple(replace(one, words="") for one in lines_said(history, waits=called.work.state == "open"))
