"""The letter that goes along with what was sent, as PDF. Under /referrals/{id}/letter.pdf."""

import asyncio
import json
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

import typst
from babel.dates import format_date
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from supervision.live_items import ItemKey
from supervision.referral_papers import PaperTexts, filled, for_provider
from workflows.pages.letter_written import waits_for_approval
from workflows.pages.referral_shown import seen_referral
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.providers import provider_of
from workflows.records.referral_packages import KeptPackage, packages_of
from workflows.records.referrals import Referral
from workflows.records.refusals import NotFound

_LETTER: Final = (files("workflows.pages") / "referral_letter.typ").read_bytes()


@reads("/referrals/{referral_out_id:uuid}/letter.pdf", action="see_referral_letter")
async def letter(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Response[bytes]:
    """What was sent last, as it was frozen. Raises `NotFound` while nothing was."""
    referral, case = await seen_referral(visit, referral_out_id)
    packages = await packages_of(visit.tx, referral.id)
    if not packages:
        raise NotFound
    provider = await provider_of(visit.tx, referral.destination_id)
    texts = for_provider(provider.languages if provider else ())
    waits = await waits_for_approval(visit.tx, texts, ItemKey.REFERRAL_PAPERS)
    told = _letter_of(visit, case, referral, packages[0], texts)
    # In a thread: the site answers others meanwhile.
    pdf = await asyncio.to_thread(_printed, json.dumps({**told, "sample": told["sample"] if waits else ""}))
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"content-disposition": 'attachment; filename="referral.pdf"'},
    )


def _letter_of(
    visit: Visit, case: Case, referral: Referral, package: KeptPackage, texts: PaperTexts
) -> dict[str, Any]:
    """Everything that the letter says, as data. The package stands as it was frozen."""
    day = case.calendar.local_day(package.recorded_at)
    said = filled(
        texts.letter,
        student=case.mentee_name,
        basis=texts.letter.bases[package.consent_basis],
        sum=package.content_hash,
        version=str(texts.version),
    )
    return {
        "sample": said.sample,
        "title": said.title,
        "organization": visit.chrome.organization or "",
        "language": texts.language,
        "day": format_date(day, "long", locale=texts.language),
        "to": [referral.destination_name, *package.recipients],
        "greeting": said.greeting,
        "parts": [
            {"title": texts.release.items[one.code], "lines": list(one.lines)} for one in package.parts
        ],
        "closing": said.closing,
        "sender": package.released_by,
        "hash": said.basis,
        "foot": said.foot,
    }


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


routes: list[Any] = [letter]
