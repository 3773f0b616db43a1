"""The hand-off package of a referral: what each item says, what is ticked, and the sending."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from care_steps.consents import ConsentKind
from care_steps.referrals import ReferralMove, moves_from
from supervision.handoff_packages import TERMS, PackageItem, Release, bases_now, usual_items, why_not_basis
from supervision.referral_access import why_not_refer_out
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.consents_said import ConsentLine, consent_line
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.referral_shown import seen_referral
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.consents import answers_alone, consent_now
from workflows.records.episodes import Case
from workflows.records.package_contents import package_contents
from workflows.records.referral_packages import KeptPackage, PackagePart, packages_of
from workflows.records.referrals import Referral
from workflows.records.refusals import Invalid
from workflows.verbs.send_referral import send_referral

WAYS: Final = choices_of("package_ways")


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """One item with what it would say, word for word."""

    item: PackageItem
    part: PackagePart


@dataclass(frozen=True, slots=True)
class PackagePage:
    """What would be sent, and what was. `why_not`: why nothing can be sent now by this reader."""

    chrome: Chrome
    form: Form
    referral: Referral
    mentee_id: UUID
    mentee_name: str
    offered: tuple[OfferedItem, ...]
    consent: ConsentLine
    bases: tuple[Choice, ...]
    sent: tuple[KeptPackage, ...]
    may_send: bool
    why_not: str | None
    ways: tuple[Choice, ...] = WAYS

    def basis_plain(self, code: str) -> str:
        return codes.load("consent_bases").plain(code)

    def titles(self, left_out: tuple[str, ...]) -> tuple[str, ...]:
        """The names of items that were not sent."""
        return tuple(one.plain for one in TERMS.items if one.code in left_out)


async def _page(visit: Visit, referral: Referral, case: Case, form: Form) -> PackagePage:
    today = case.calendar.local_day(visit.at)
    consent = await consent_now(visit.tx, case.mentee_id, ConsentKind.SHARING, on=today)
    is_of_age = await answers_alone(visit.tx, case.mentee_id, case.calendar)
    parts = {one.code: one for one in await package_contents(visit.tx, case, referral)}
    known = codes.load("consent_bases")
    standing = bases_now(is_stopped=consent.why_stopped is not None)
    return PackagePage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        referral=referral,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        offered=tuple(OfferedItem(one, parts[one.code]) for one in TERMS.items),
        consent=consent_line(consent),
        bases=tuple(
            Choice(one, known.plain(one), why_not_basis(one, consent.signed_by, is_of_age=is_of_age))
            for one in standing
        ),
        sent=await packages_of(visit.tx, referral.id),
        may_send=ReferralMove.SEND in moves_from(referral.state),
        why_not=why_not_refer_out(visit.actor, case.standing),
    )


@reads("/referrals/{referral_out_id:uuid}/package", action="see_referral_package", has_draft=True)
async def show_one(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Template:
    referral, case = await seen_referral(visit, referral_out_id)
    form = visit.fresh({"items": usual_items()}, seen_version=referral.version)
    return show("referrals/package.html", await _page(visit, referral, case, form))


@acts("/referrals/{referral_out_id:uuid}/package", action="send_referral")
async def create(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Redirect:
    referral, case = await seen_referral(visit, referral_out_id)
    try:
        seen = Reading(visit.form).seen_version()
        await send_referral(
            visit.tx,
            referral_id=referral_out_id,
            release=_read(Reading(visit.form)),
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, referral, case, visit.again(wrong.errors))
        raise try_again("referrals/package.html", page) from wrong
    notice = mark("It is on its way. It stays open until they have met.")
    return await sent_to(visit, f"/referrals/{referral_out_id}", notice)


def _read(typed: Reading) -> Release:
    items = typed.many_of("items", [one.code for one in TERMS.items])
    basis = typed.one_of("consent_basis", TERMS.bases, required=mark("Choose the basis on which it is sent."))
    way = typed.one_of("way", [one.value for one in WAYS], required=mark("Say how it gets there."))
    lines = typed.text("recipients", required=mark("Say who gets it, one on each line.")).splitlines()
    threat, why_more = typed.text("threat"), typed.text("why_more")
    typed.seen_version()
    typed.insist()
    recipients = tuple(dict.fromkeys(" ".join(one.split()) for one in lines if one.strip()))
    return Release(items, recipients, way or "", basis or "", threat, why_more)


routes: list[Any] = [show_one, create]
