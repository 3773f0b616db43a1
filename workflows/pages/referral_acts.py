"""What is done about a referral after it was drafted, each act written down. Under /referrals/{id}/..."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from care_steps.referrals import ReferralMove
from workflows.pages.answers import sent_to, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.pages.referral_shown import ANSWERS, NOTES, referral_page, seen_referral
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid
from workflows.verbs.answer_referral import ReferralAnswer, answer_referral
from workflows.verbs.confirm_referral_contact import confirm_referral_contact
from workflows.verbs.end_referral import end_referral
from workflows.verbs.note_referral import note_referral
from workflows.verbs.referral_in_care import referral_in_care
from workflows.verbs.revoke_referral import revoke_referral
from workflows.verbs.schedule_referral import schedule_referral

_FIELDS: Final = {ReferralMove.REJECT: "reject_reasons", ReferralMove.RETURN: "return_reasons"}
_LISTS: Final = {
    "reject_reasons": "referral_reject_reasons",
    "return_reasons": "referral_return_reasons",
    "revoke_reasons": "referral_revoke_reasons",
}


def _values(choices: tuple[Choice, ...]) -> list[str]:
    return [one.value for one in choices]


def _reasons(typed: Reading, field: str) -> tuple[str, ...]:
    return typed.many_of(field, _values(choices_of(_LISTS[field])))


async def _done(
    visit: Visit, referral_id: UUID, do: Callable[[Reading, Case], Awaitable[None]], notice: str
) -> Redirect:
    """The act, and back to the referral; with an error the same page with what was typed."""
    referral, case = await seen_referral(visit, referral_id)
    try:
        await do(Reading(visit.form), case)
    except Invalid as wrong:
        page = await referral_page(visit, referral, case, visit.again(wrong.errors))
        raise try_again("referrals/show.html", page) from wrong
    return await sent_to(visit, f"/referrals/{referral_id}", notice)


@acts("/referrals/{referral_out_id:uuid}/answers", action="answer_referral")
async def answer(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        said = typed.one_of("answer", _values(ANSWERS), required=mark("Say what they answered."))
        seen = typed.seen_version()
        field = _FIELDS.get(ReferralMove(said)) if said else None
        reasons = _reasons(typed, field) if field else ()
        words = typed.text("answer_words")
        typed.insist()
        await answer_referral(
            visit.tx,
            referral_id=referral_out_id,
            answer=ReferralAnswer(ReferralMove(str(said)), reasons, words),
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )

    return await _done(visit, referral_out_id, do, mark("Their answer is written down."))


@acts("/referrals/{referral_out_id:uuid}/appointments", action="schedule_referral")
async def schedule(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        day = typed.date("appointment", required=mark("Say on which day they will meet."))
        at = typed.time("appointment_time", required=mark("Say at what time they will meet."))
        seen, words = typed.seen_version(), typed.text("appointment_words")
        typed.insist()
        assert day is not None
        assert at is not None
        await schedule_referral(
            visit.tx,
            referral_id=referral_out_id,
            appointment_at=case.calendar.wall_time(day, at),
            words=words,
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )

    return await _done(visit, referral_out_id, do, mark("The appointment is written down."))


@acts("/referrals/{referral_out_id:uuid}/notes", action="note_referral")
async def note(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        kind = typed.one_of("kind", _values(NOTES), required=mark("Say what was done."))
        words, again = typed.text("note_words"), typed.date("call_back_on", required=None)
        typed.insist()
        await note_referral(
            visit.tx,
            referral_id=referral_out_id,
            kind=str(kind),
            words=words,
            call_back_on=again,
            by=visit.actor,
            at=visit.at,
        )

    return await _done(visit, referral_out_id, do, mark("It is written down."))


@acts("/referrals/{referral_out_id:uuid}/first-contact", action="confirm_referral_contact")
async def confirm(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        who = typed.line("confirmed_by", required=mark("Say who confirmed it."))
        how = typed.one_of(
            "confirmed_how",
            _values(choices_of("confirmed_how")),
            required=mark("Say how it was confirmed."),
        )
        seen, words = typed.seen_version(), typed.text("confirmed_words")
        typed.insist()
        await confirm_referral_contact(
            visit.tx,
            referral_id=referral_out_id,
            confirmed_by=who,
            confirmed_how=str(how),
            words=words,
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )

    notice = mark("First contact is confirmed. They have met.")
    return await _done(visit, referral_out_id, do, notice)


@acts("/referrals/{referral_out_id:uuid}/care", action="referral_in_care")
async def care(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        seen = typed.seen_version()
        typed.insist()
        await referral_in_care(
            visit.tx, referral_id=referral_out_id, seen_version=seen, by=visit.actor, at=visit.at
        )

    return await _done(visit, referral_out_id, do, mark("Care goes on there."))


@acts("/referrals/{referral_out_id:uuid}/ending", action="end_referral")
async def end(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        outcome = typed.one_of(
            "outcome",
            _values(choices_of("referral_outcomes")),
            required=mark("Say how it ended there."),
        )
        day = typed.date("ended_on", required=mark("Say on which day it ended."))
        seen, words = typed.seen_version(), typed.text("outcome_words")
        typed.insist()
        assert day is not None
        await end_referral(
            visit.tx,
            referral_id=referral_out_id,
            outcome=str(outcome),
            ended_on=day,
            words=words,
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )

    return await _done(visit, referral_out_id, do, mark("How it ended is written down."))


@acts("/referrals/{referral_out_id:uuid}/revocation", action="revoke_referral")
async def revoke(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        reasons, words = _reasons(typed, "revoke_reasons"), typed.text("revoke_words")
        seen = typed.seen_version()
        typed.insist()
        await revoke_referral(
            visit.tx,
            referral_id=referral_out_id,
            reasons=reasons,
            words=words,
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )

    return await _done(visit, referral_out_id, do, mark("The referral is taken back."))


routes: list[Any] = [answer, schedule, note, confirm, care, end, revoke]
