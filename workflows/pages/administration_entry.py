"""What stands on the page that enters a form from paper: its questions, or the places for its scores?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from supervision.access import why_not_administer
from supervision.chain import why_not_answerable
from triage.instruments import Instrument
from workflows.pages.administration_form import informants_of
from workflows.pages.asked_questions import Asked, asked
from workflows.pages.page import Choice, Chrome, Form
from workflows.pages.reasons_asked import reasons_to_ask
from workflows.pages.score_form import LICENCE, ScoreField, has_items, score_fields
from workflows.pages.screener_form import BOTH
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.placeholders import why_not_use


@dataclass(frozen=True, slots=True)
class NewAdministrationPage:
    """The paper, question by question. `why_not`: the sentence for whom it does not open.

    `why_not_answerable`: nobody would answer the telephone, so that it opens for nobody.
    """

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    instrument: Instrument
    items: tuple[Asked, ...]
    extras: tuple[Asked, ...]
    informants: tuple[Choice, ...]
    scores: tuple[ScoreField, ...]
    licence: tuple[Choice, ...]
    has_items: bool
    says_both: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    amends: UUID | None
    why_not: str | None
    why_not_use: str | None
    why_not_answerable: str | None


async def entry_page(
    visit: Visit, case: Case, instrument: Instrument, form: Form, before: Mapping[str, Any] | None
) -> NewAdministrationPage:
    return NewAdministrationPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        instrument=instrument,
        items=tuple(asked(one, is_extra=False, instrument=instrument) for one in instrument.items),
        extras=tuple(asked(one, is_extra=True) for one in instrument.extras),
        informants=informants_of(instrument),
        scores=score_fields(instrument) if instrument.kind == "score_entry" else (),
        licence=LICENCE,
        has_items=has_items(instrument),
        says_both=(Choice("yes", BOTH),),
        reasons=await reasons_to_ask(visit, case, instrument.id),
        amends=before["id"] if before else None,
        why_not=why_not_administer(
            visit.actor,
            case.standing,
            has_safety_item=instrument.has_safety_item,
            on=case.calendar.local_day(visit.at),
        ),
        why_not_use=await why_not_use(visit.tx, instrument),
        why_not_answerable=why_not_answerable(case.standing, has_safety_item=instrument.has_safety_item),
    )
