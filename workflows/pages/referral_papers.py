"""What a family gets on paper with a referral: the sheet, and the release to be signed. In the family's language."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from care_steps import codes
from supervision.handoff_packages import TERMS, usual_items
from supervision.live_items import Item, ItemKey
from supervision.referral_papers import PAPERS, PaperTexts, ReleaseText, SheetText, filled, for_family
from supervision.referral_papers.standing import SheetStand, sheet_lines, sheet_stand
from workflows.pages.answers import show
from workflows.pages.components import Fact, Sentence
from workflows.pages.letter_written import waits_for_approval
from workflows.pages.page import Chrome
from workflows.pages.referral_shown import seen_referral
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case
from workflows.records.home_facts import home_facts
from workflows.records.people import load_student, phone_of
from workflows.records.phones import phones_of
from workflows.records.providers import ProviderDetail, provider_of
from workflows.records.referral_packages import KeptPackage, packages_of

LANGUAGES: Final = tuple(PAPERS.values())


@dataclass(frozen=True, slots=True)
class FamilySheetPage:
    """Who, how it stands, how to get there, and whom to call; nothing about why. `lines` stand on top.

    `waits`: where the wording is approved, while it is not.
    """

    chrome: Chrome
    referral_id: UUID
    texts: PaperTexts
    waits: Item | None
    text: SheetText
    stand: SheetStand
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]
    phone: str | None
    languages: tuple[PaperTexts, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class ReleaseFormPage:
    """What is to be sent to whom, for a signature; as ticked by default, with room for more and less.

    `already`: what was sent before, a line for each time.
    """

    chrome: Chrome
    referral_id: UUID
    texts: PaperTexts
    waits: Item | None
    text: ReleaseText
    usual: tuple[str, ...]
    others: tuple[str, ...]
    already: tuple[str, ...]
    languages: tuple[PaperTexts, ...] = LANGUAGES


@reads("/referrals/{referral_out_id:uuid}/family-sheet", action="see_family_sheet")
async def family_sheet(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Template:
    referral, case = await seen_referral(visit, referral_out_id)
    texts, chrome = await _texts(visit, case)
    stand = sheet_stand(referral.state, has_begun=referral.has_begun(visit.at))
    text = filled(
        texts.sheet,
        called=(await home_facts(visit.tx, case.mentee_id)).called_at_home,
        place=referral.destination_name,
        when=_when(referral.appointment_at, case.calendar.time_zone, texts.language),
        owner=referral.owner_name,
        school=(await load_student(visit.tx, case.mentee_id)).site_name,
        number=(await phones_of(visit.tx, case)).crisis_contact,
    )
    detail = None if stand.is_over else await provider_of(visit.tx, referral.destination_id)
    page = FamilySheetPage(
        chrome=chrome,
        referral_id=referral.id,
        texts=texts,
        waits=await waits_for_approval(visit.tx, texts, ItemKey.REFERRAL_PAPERS),
        text=text,
        stand=stand,
        lines=sheet_lines(text, stand),
        facts=tuple(_facts(text, detail or ProviderDetail())),
        phone=await phone_of(visit.tx, referral.owner_id) or case.on_call_phone,
    )
    return show("referrals/family_sheet.html", page)


async def _texts(visit: Visit, case: Case) -> tuple[PaperTexts, Chrome]:
    """In the language that was asked for, else of whoever answers for the mentee; the page around it speaks the same."""
    contacts = await reachable_contacts(visit.tx, case.mentee_id, on=case.calendar.local_day(visit.at))
    spoken = [one.detail.language for one in contacts if one.detail.speaks]
    texts = for_family([visit.query.get("language", ""), *spoken])
    return texts, replace(visit.chrome, language=texts.language, time_zone=case.calendar.time_zone)


def _when(at: datetime | None, time_zone: str, language: str) -> str:
    """Day and time of the appointment that was made last, or nothing."""
    return "" if at is None else _moment(at.astimezone(ZoneInfo(time_zone)), language)


def _moment(there: datetime, language: str) -> str:
    return f"{format_date(there, 'full', locale=language)}, {format_time(there, 'short', locale=language)}"


def _facts(text: SheetText, detail: ProviderDetail) -> list[Fact]:
    """What a family needs of the entry, and nothing of what is missing."""
    found = []
    if detail.phone:
        found.append(Fact(text.phone, detail.phone, f"tel:{detail.phone}"))
    if detail.address:
        found.append(Fact(text.address, detail.address))
    if detail.how_to_get_there:
        found.append(Fact(text.how_to_get_there, detail.how_to_get_there))
    if detail.languages:
        found.append(Fact(text.languages, _listed("contact_languages", detail.languages)))
    if detail.payment:
        found.append(Fact(text.payment, _listed("payment_kinds", detail.payment), note=detail.cost or None))
    return found


def _listed(list_id: str, chosen: tuple[str, ...]) -> Sentence:
    known = codes.load(list_id)
    return Sentence("%(all)s", terms={"all": tuple(known.plain(code) for code in chosen)})


@reads("/referrals/{referral_out_id:uuid}/release-form", action="see_release_form")
async def release_form(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Template:
    referral, case = await seen_referral(visit, referral_out_id)
    texts, chrome = await _texts(visit, case)
    text = filled(
        texts.release,
        school=(await load_student(visit.tx, case.mentee_id)).site_name,
        student=(await home_facts(visit.tx, case.mentee_id)).name_at_home,
        place=referral.destination_name,
        day=format_date(case.calendar.local_day(visit.at), "long", locale=texts.language),
    )
    usual, sent = usual_items(), await packages_of(visit.tx, referral.id)
    page = ReleaseFormPage(
        chrome=chrome,
        referral_id=referral.id,
        texts=texts,
        waits=await waits_for_approval(visit.tx, texts, ItemKey.REFERRAL_PAPERS),
        text=text,
        usual=tuple(text.items[one.code] for one in TERMS.items if one.code in usual),
        others=tuple(text.items[one.code] for one in TERMS.items if one.code not in usual),
        already=tuple(_already(text, texts.language, case, one) for one in sent),
    )
    return show("referrals/release_form.html", page)


def _already(text: ReleaseText, language: str, case: Case, package: KeptPackage) -> str:
    day = format_date(case.calendar.local_day(package.recorded_at), "long", locale=language)
    return text.already(day, [one.code for one in package.parts])


routes: list[Any] = [family_sheet, release_form]
