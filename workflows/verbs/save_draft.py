"""Somebody types, and what is there so far is kept for them, so that a closed page loses nothing.

Only for the forms named here, and only for whoever may open that form: a person who has lost access to a mentee
can neither read nor write the draft. A questionnaire is not among them: a safety item in a draft would be an
answer that nobody knows of.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import (
    Actor,
    why_not_amend_session,
    why_not_decide,
    why_not_log_session,
    why_not_raise_concern,
    why_not_say_presence,
    why_not_see_decisions,
    why_not_set_break_contact,
    why_not_undo_emergency,
)
from supervision.case_access import (
    why_not_close,
    why_not_rate_safety,
    why_not_reopen,
    why_not_review_decision,
)
from supervision.disclosure_access import why_not_tell_outside
from supervision.family_access import why_not_record_consent
from supervision.intake_access import (
    why_not_declare_conflict,
    why_not_offer_professional,
    why_not_rate_needs,
    why_not_refer_in,
    why_not_tell_applicant,
)
from supervision.match_access import why_not_change_match, why_not_write_summary
from supervision.referral_access import why_not_refer_out
from supervision.voice_access import why_not_take_guardian_input
from workflows.records.audit import keep_audit
from workflows.records.concerns import load_concern
from workflows.records.drafts import Typed, keep_draft, was_sent
from workflows.records.episodes import load_case, load_case_of_mentee
from workflows.records.kept_decisions import load_decision
from workflows.records.matches import load_match
from workflows.records.people import load_student
from workflows.records.referrals import load_referral
from workflows.records.refusals import NotFound, Stale
from workflows.records.scope import Transaction
from workflows.records.sessions import load_session
from workflows.records.work import load_work

_ID: Final = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


async def save_draft(
    tx: Transaction,
    *,
    path: str,
    typed: Typed,
    form_key: str,
    seen_at: datetime | None,
    is_last: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """`seen_at` is the draft that the page was filled from; a form that was sent meanwhile leaves none.

    Raises `NotFound` for a form that has no drafts or that this person may not open, and `Stale` when the same
    form, open elsewhere, has saved meanwhile. `is_last` replaces that all the same.
    """
    name, id_ = _named(path)
    mentee_id, why_not = await _FORMS[name][1](tx, id_, by)
    if why_not is not None or by.person_id is None:
        raise NotFound
    is_new = await keep_draft(tx, path=path, typed=typed, form_key=form_key, seen_at=seen_at, is_last=is_last)
    if is_new:
        await keep_audit(tx, "began_draft", mentee_id=mentee_id, object_kind=name, object_id=id_)
    if is_new is None and not await was_sent(tx, form_key):
        raise Stale("This form is open elsewhere too, and what was typed there is newer.")


def _named(path: str) -> tuple[str, UUID]:
    for name, (pattern, _) in _FORMS.items():
        if found := re.fullmatch(pattern, path):
            return name, UUID(found[1])
    raise NotFound


def has_drafts(path: str) -> bool:
    """Whether the form at this path is one of those named here."""
    return any(re.fullmatch(pattern, path) for pattern, _ in _FORMS.values())


Asked = tuple[UUID, str | None]
"""Whom the form is about, and why this person may not open it."""


async def _close(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_close(by, case.standing)


async def _reopen(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_reopen(by, case.standing)


async def _rate_safety(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_rate_safety(by, case.standing, on=case.calendar.local_day(tx.at))


async def _review(tx: Transaction, decision_id: UUID, by: Actor) -> Asked:
    decision = await load_decision(tx, decision_id)
    case = await load_case(tx, decision.episode_id)
    why = why_not_review_decision(by, case.standing, decided_by=decision.decided_by)
    return case.mentee_id, why


async def _log(tx: Transaction, match_id: UUID, by: Actor) -> Asked:
    match = await load_match(tx, match_id)
    case = await load_case(tx, match.episode_id)
    return case.mentee_id, why_not_log_session(by, case.standing, mentor_id=match.mentor_id)


async def _amend(tx: Transaction, session_id: UUID, by: Actor) -> Asked:
    session = await load_session(tx, session_id)
    match = await load_match(tx, session.match_id)
    case = await load_case(tx, session.episode_id)
    return case.mentee_id, why_not_amend_session(
        by, case.standing, mentor_id=match.mentor_id, logged_by=session.logged_by
    )


async def _refer(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    return mentee_id, why_not_refer_in(by, (await load_student(tx, mentee_id)).site_id)


async def _rate_needs(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_rate_needs(by, case.standing)


async def _tell(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_tell_applicant(by, case.standing)


async def _guardian(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_take_guardian_input(by, case.standing)


async def _refer_out(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_refer_out(by, case.standing)


async def _package(tx: Transaction, referral_id: UUID, by: Actor) -> Asked:
    case = await load_case(tx, (await load_referral(tx, referral_id)).episode_id)
    return case.mentee_id, why_not_refer_out(by, case.standing)


async def _summary(tx: Transaction, match_id: UUID, by: Actor) -> Asked:
    match = await load_match(tx, match_id)
    case = await load_case(tx, match.episode_id)
    return case.mentee_id, why_not_write_summary(by, case.standing, mentor_id=match.mentor_id)


async def _end_match(tx: Transaction, match_id: UUID, by: Actor) -> Asked:
    case = await load_case(tx, (await load_match(tx, match_id)).episode_id)
    return case.mentee_id, why_not_change_match(by, case.standing)


async def _concern(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return mentee_id, why_not_raise_concern(by, case.standing)


async def _view(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_see_decisions(by, case.standing)


async def _consent(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_record_consent(by, case.standing)


async def _conflict(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_declare_conflict(by, case.standing)


async def _break(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_set_break_contact(by, case.standing)


async def _professional(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_offer_professional(by, case.standing)


async def _undo(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return mentee_id, why_not_undo_emergency(by, case.standing)


async def _decide(tx: Transaction, work_id: UUID, by: Actor) -> Asked:
    case = await load_case(tx, (await load_work(tx, work_id)).episode_id)
    return case.mentee_id, why_not_decide(by, case.standing, changes_step=False)


async def _tell_outside(tx: Transaction, mentee_id: UUID, by: Actor) -> Asked:
    case = await load_case_of_mentee(tx, mentee_id)
    return case.mentee_id, why_not_tell_outside(by, case.standing)


async def _safety_of_work(tx: Transaction, work_id: UUID, by: Actor) -> Asked:
    case = await load_case(tx, (await load_work(tx, work_id)).episode_id)
    return case.mentee_id, why_not_say_presence(by, case.standing, raised_it=False)


async def _safety_of_worry(tx: Transaction, concern_id: UUID, by: Actor) -> Asked:
    concern = await load_concern(tx, concern_id)
    case = await load_case(tx, concern.episode_id)
    raised_it = concern.raised_by == by.person_id
    return case.mentee_id, why_not_say_presence(by, case.standing, raised_it=raised_it)


_FORMS: Final[Mapping[str, tuple[str, Callable[[Transaction, UUID, Actor], Awaitable[Asked]]]]] = {
    "session_log": (f"/matches/{_ID}/sessions/new", _log),
    "amendment": (f"/sessions/{_ID}/amendments/new", _amend),
    "referral_in": (f"/mentees/{_ID}/cases/new", _refer),
    "assessment": (f"/mentees/{_ID}/assessments/new", _rate_needs),
    "applicant_told": (f"/mentees/{_ID}/told/new", _tell),
    "concern": (f"/mentees/{_ID}/concerns/new", _concern),
    "emergency_disclosure": (f"/mentees/{_ID}/emergency-disclosures/new", _tell_outside),
    "first_report": (f"/mentees/{_ID}/abuse-reports/new", _concern),
    "undoing": (f"/mentees/{_ID}/undoings/new", _undo),
    "decision": (f"/work/{_ID}/decisions/new", _decide),
    "closing": (f"/mentees/{_ID}/closing/new", _close),
    "reopening": (f"/mentees/{_ID}/reopening/new", _reopen),
    "safety_assessment": (f"/mentees/{_ID}/safety-assessments/new", _rate_safety),
    "review": (f"/decisions/{_ID}/reviews/new", _review),
    "referral": (f"/mentees/{_ID}/referrals/new", _refer_out),
    "referral_package": (f"/referrals/{_ID}/package", _package),
    "summary": (f"/matches/{_ID}/summaries/new", _summary),
    "ending": (f"/matches/{_ID}/endings/new", _end_match),
    "pause": (f"/matches/{_ID}/pauses/new", _end_match),
    "goodbye": (f"/matches/{_ID}/goodbyes/new", _end_match),
    "view": (f"/mentees/{_ID}/views/new", _view),
    "consent": (f"/mentees/{_ID}/consents/new", _consent),
    "conflict": (f"/mentees/{_ID}/conflicts/new", _conflict),
    "break_contact": (f"/mentees/{_ID}/break-contacts/new", _break),
    "professional_start": (f"/mentees/{_ID}/professional-starts/new", _professional),
    "guardian_input": (f"/mentees/{_ID}/guardian-inputs/new", _guardian),
    "safety_steps": (f"/work/{_ID}/safety", _safety_of_work),
    "safety_steps_of_worry": (f"/concerns/{_ID}/safety", _safety_of_worry),
}
"""The forms that have drafts: the path of each, and who may open it."""
