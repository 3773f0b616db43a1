"""What is done beside a referral: a note, another owner, taking it back. Under /referrals/{id}/..."""

from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from workflows.pages.forms import Reading
from workflows.pages.page import mark
from workflows.pages.referral_told import NOTES
from workflows.pages.referral_turns import done, reasons_of, values
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.verbs.hand_over_referral import hand_over_referral
from workflows.verbs.note_referral import note_referral
from workflows.verbs.revoke_referral import revoke_referral


@acts("/referrals/{referral_out_id:uuid}/notes", action="note_referral")
async def note(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        kind = typed.one_of("kind", values(NOTES), required=mark("Say what was done."))
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

    return await done(visit, referral_out_id, do, mark("It is written down."))


@acts("/referrals/{referral_out_id:uuid}/owners", action="hand_over_referral")
async def hand_over(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        to_id = typed.uuid("to_id", required=mark("Choose who goes on with it."))
        seen = typed.seen_version()
        typed.insist()
        assert to_id is not None
        await hand_over_referral(
            visit.tx,
            referral_id=referral_out_id,
            to_id=to_id,
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )

    return await done(visit, referral_out_id, do, mark("It is handed over. Tell them where it stands."))


@acts("/referrals/{referral_out_id:uuid}/revocation", action="revoke_referral")
async def revoke(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading, case: Case) -> None:
        reasons, words = reasons_of(typed, "revoke_reasons"), typed.text("revoke_words")
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

    return await done(visit, referral_out_id, do, mark("The referral is taken back."))


routes: list[Any] = [note, hand_over, revoke]
