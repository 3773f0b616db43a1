"""What goes out on paper with a referral: the sheet for the family, the release to be signed, the letter as PDF."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

import typst
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from care_steps import codes
from supervision.handoff_packages import TERMS, usual_items
from workflows.pages.answers import show
from workflows.pages.components import Fact
from workflows.pages.destination_facts import known_provider_facts
from workflows.pages.page import Chrome
from workflows.pages.referral_shown import seen_referral
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case
from workflows.records.home_facts import home_facts
from workflows.records.people import load_student
from workflows.records.phones import phones_of
from workflows.records.referral_packages import KeptPackage, packages_of
from workflows.records.referrals import Referral, referral_history
from workflows.records.refusals import NotFound

_LETTER: Final = (files("workflows.pages") / "referral_letter.typ").read_bytes()
_FOR_THE_FAMILY: Final = ("Telephone", "Address", "How to get there", "Languages", "How it is paid")
"""Which lines of the directory a family needs."""


WRITTEN_IN: Final = ("en", "es")
"""The languages in which there are texts."""


@dataclass(frozen=True, slots=True)
class FamilySheetPage:
    """Who, when, how to get there, and whom to call until then; nothing about why."""

    chrome: Chrome
    referral: Referral
    mentee_id: UUID
    mentee_called: str
    appointment_at: datetime | None
    facts: tuple[Fact, ...]
    phone: str | None
    crisis_contact: str
    school_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseFormPage:
    """What is to be sent to whom, for a signature; as ticked by default, with room for more and less."""

    chrome: Chrome
    referral: Referral
    mentee_id: UUID
    mentee_name: str
    school_name: str
    at: datetime
    usual: tuple[str, ...] = tuple(one.plain for one in TERMS.items if one.code in usual_items())
    others: tuple[str, ...] = tuple(one.plain for one in TERMS.items if one.code not in usual_items())


@reads("/referrals/{referral_out_id:uuid}/family-sheet", action="see_family_sheet")
async def family_sheet(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Template:
    referral, case = await seen_referral(visit, referral_out_id)
    events = await referral_history(visit.tx, referral.id)
    facts = await known_provider_facts(visit.tx, referral.destination_id)
    page = FamilySheetPage(
        chrome=replace(
            visit.chrome, language=await _language(visit, case), time_zone=case.calendar.time_zone
        ),
        referral=referral,
        mentee_id=case.mentee_id,
        mentee_called=(await home_facts(visit.tx, case.mentee_id)).called_at_home,
        appointment_at=next((one.appointment_at for one in events if one.appointment_at is not None), None),
        facts=tuple(one for one in facts if one.name in _FOR_THE_FAMILY),
        phone=case.on_call_phone,
        crisis_contact=(await phones_of(visit.tx, case)).crisis_contact,
        school_name=(await load_student(visit.tx, case.mentee_id)).site_name,
        at=visit.at,
    )
    return show("referrals/family_sheet.html", page)


async def _language(visit: Visit, case: Case) -> str:
    """That of whoever answers for the mentee, where there are texts in it; else that of the reader."""
    contacts = await reachable_contacts(visit.tx, case.mentee_id, on=case.calendar.local_day(visit.at))
    spoken = [one.detail.language for one in contacts if one.detail.speaks]
    return next((one for one in spoken if one in WRITTEN_IN), visit.chrome.language)


@reads("/referrals/{referral_out_id:uuid}/release-form", action="see_release_form")
async def release_form(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Template:
    referral, case = await seen_referral(visit, referral_out_id)
    page = ReleaseFormPage(
        chrome=replace(visit.chrome, language=await _language(visit, case)),
        referral=referral,
        mentee_id=case.mentee_id,
        mentee_name=(await home_facts(visit.tx, case.mentee_id)).name_at_home,
        school_name=(await load_student(visit.tx, case.mentee_id)).site_name,
        at=visit.at,
    )
    return show("referrals/release_form.html", page)


@reads("/referrals/{referral_out_id:uuid}/letter.pdf", action="see_referral_letter")
async def letter(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Response[bytes]:
    """What was sent last, as it was frozen. Raises `NotFound` while nothing was."""
    referral, case = await seen_referral(visit, referral_out_id)
    packages = await packages_of(visit.tx, referral.id)
    if not packages:
        raise NotFound
    # In a thread: the site answers others meanwhile.
    pdf = await asyncio.to_thread(_printed, _letter_of(visit, case, referral, packages[0]))
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"content-disposition": 'attachment; filename="referral.pdf"'},
    )


def _letter_of(visit: Visit, case: Case, referral: Referral, package: KeptPackage) -> str:
    """Everything that the letter says, as data."""
    day = case.calendar.local_day(package.recorded_at)
    basis = codes.load("consent_bases").plain(package.consent_basis)
    return json.dumps(
        {
            "title": f"Referral of {case.mentee_name}",
            "organization": visit.chrome.organization or "",
            "language": "en",
            "day": f"{day:%B %-d, %Y}",
            "to": [referral.destination_name, *package.recipients],
            "greeting": "We refer this young person to you, and ask you to tell us whether you take this on.",
            "parts": [{"title": one.title, "lines": list(one.lines)} for one in package.parts],
            "closing": "Please confirm the first contact to the person named here. Until then the school goes on.",
            "sender": package.released_by,
            "hash": f"Released on this basis: {basis}. Check sum of the contents: {package.content_hash}",
            "foot": "Confidential: about a young person. It may not be passed on without consent (34 CFR 99.33).",
        }
    )


def _printed(told: str) -> bytes:
    """The PDF, readable by a screen reader; with the fonts that the library brings along."""
    made = typst.compile(
        _LETTER,
        format="pdf",
        sys_inputs={"data": told},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


routes: list[Any] = [family_sheet, release_form, letter]
