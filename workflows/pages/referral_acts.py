"""What moves a referral on after it was sent, each act written down. Under /referrals/{id}/..."""

from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from care_steps.referrals import ReferralMove
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import mark
from workflows.pages.referral_shown import ANSWERS
from workflows.pages.referral_turns import done, reasons_of, values
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.verbs.answer_referral import ReferralAnswer, answer_referral
from workflows.verbs.confirm_referral_contact import confirm_referral_contact
from workflows.verbs.end_referral import end_referral
from workflows.verbs.referral_in_care import referral_in_care
from workflows.verbs.schedule_referral import schedule_referral

_FIELDS: Final = {ReferralMove.REJECT: "reject_reasons", ReferralMove.RETURN: "return_reasons"}


@acts("/referrals/{referral_out_id:uuid}/answers", action="answer_referral")
async def answer(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        said = typed.one_of("answer", values(ANSWERS), required=mark("Say what they answered."))
        seen = typed.seen_version()
        field = _FIELDS.get(ReferralMove(said)) if said else None
        reasons = reasons_of(typed, field) if field else ()
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

    return await done(visit, referral_out_id, do, mark("Their answer is written down."))


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

    return await done(visit, referral_out_id, do, mark("The appointment is written down."))


@acts("/referrals/{referral_out_id:uuid}/first-contact", action="confirm_referral_contact")
async def confirm(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        who = typed.line("confirmed_by", required=mark("Say who confirmed it."))
        how = typed.one_of(
            "confirmed_how",
            values(choices_of("confirmed_how")),
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
    return await done(visit, referral_out_id, do, notice)


@acts("/referrals/{referral_out_id:uuid}/care", action="referral_in_care")
async def care(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        seen = typed.seen_version()
        typed.insist()
        await referral_in_care(
            visit.tx, referral_id=referral_out_id, seen_version=seen, by=visit.actor, at=visit.at
        )

    return await done(visit, referral_out_id, do, mark("Care goes on there."))


@acts("/referrals/{referral_out_id:uuid}/ending", action="end_referral")
async def end(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        outcome = typed.one_of(
            "outcome",
            values(choices_of("referral_outcomes")),
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

    return await done(visit, referral_out_id, do, mark("How it ended is written down."))


routes: list[Any] = [answer, schedule, confirm, care, end]
