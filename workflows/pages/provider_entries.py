"""The entry of a destination: the form that describes it. Under /destinations/{id}/details."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.intake_access import why_not_keep_destinations
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.destination_rows import DestinationRow, destination_row
from workflows.pages.destinations import seen_destination
from workflows.pages.forms import LONG_TEXT, Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.destinations import Destination, destinations
from workflows.records.providers import ProviderDetail, provider_of
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.versions import version_of
from workflows.verbs.describe_destination import describe_destination

SERVICES: Final = choices_of("provider_services")
LANGUAGES: Final = choices_of("contact_languages", without=("other",))
PAYMENT: Final = choices_of("payment_kinds")
_OF_ONE: Final = mark(
    "Offered are the entries of this school and those of every school, for the same step of care."
)
_OF_ALL: Final = mark(
    "This entry is of every school, so an entry of one school is not offered: the others could not ask there."
)
_OLDEST: Final = 120
_ENDED: Final = (Choice("yes", mark("Nobody is referred there now")),)
_TEXTS: Final = ("cost", "address", "how_to_get_there")


@dataclass(frozen=True, slots=True)
class ProviderEntryPage:
    """The form; `others` are those whom one could ask in its place, `row` says what they said of their places.

    `left_out` says which entries are not among them: those to which not every school of this one refers.
    """

    chrome: Chrome
    form: Form
    found: Destination
    row: DestinationRow
    others: tuple[Choice, ...]
    left_out: str
    services: tuple[Choice, ...] = SERVICES
    languages: tuple[Choice, ...] = LANGUAGES
    payment: tuple[Choice, ...] = PAYMENT
    ended: tuple[Choice, ...] = _ENDED


async def _found(visit: Visit, destination_id: UUID) -> Destination:
    found = await seen_destination(visit, destination_id)
    if why := why_not_keep_destinations(visit.actor, found.site_id):
        raise NotAllowed(why)
    return found


async def _page(visit: Visit, found: Destination, form: Form) -> ProviderEntryPage:
    at_hand = await destinations(visit.tx, site_ids=[found.site_id] if found.site_id else [])
    others = tuple(
        Choice(str(one.id), one.name)
        for one in at_hand
        if one.id != found.id and one.is_current and one.for_step is found.for_step
    )
    left_out = _OF_ONE if found.site_id else _OF_ALL
    return ProviderEntryPage(visit.chrome, form, found, destination_row(visit, found), others, left_out)


@reads("/destinations/{destination_id:uuid}/details/new", action="see_provider_entry")
async def new(visit: NamedDependency[Visit], destination_id: FromPath[UUID]) -> Template:
    found = await _found(visit, destination_id)
    known = await provider_of(visit.tx, destination_id)
    form = visit.fresh(_typed(known or ProviderDetail()), seen_version=version_of(known))
    return show("destinations/entry.html", await _page(visit, found, form))


@acts("/destinations/{destination_id:uuid}/details", action="describe_destination")
async def create(visit: NamedDependency[Visit], destination_id: FromPath[UUID]) -> Redirect:
    found, typed = await _found(visit, destination_id), Reading(visit.form)
    try:
        seen_version = typed.seen_version()
        await describe_destination(
            visit.tx,
            destination_id=destination_id,
            detail=_read(typed),
            seen_version=seen_version,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, found, visit.again(wrong.errors))
        raise try_again("destinations/entry.html", page) from wrong
    return await sent_to(visit, f"/destinations/{destination_id}", mark("The entry is written down."))


def _typed(known: ProviderDetail) -> Mapping[str, str | tuple[str, ...]]:
    """The entry as a form holds it."""
    return {
        "services": known.services,
        "languages": known.languages,
        "payment": known.payment,
        "youngest": "" if known.youngest is None else str(known.youngest),
        "oldest": "" if known.oldest is None else str(known.oldest),
        "phone": known.phone,
        "fallback_id": str(known.fallback_id or ""),
        "ended": () if known.is_current else ("yes",),
        **{name: getattr(known, name) for name in _TEXTS},
    }


def _read(typed: Reading) -> ProviderDetail:
    chosen = {
        name: typed.many_of(name, [one.value for one in choices])
        for name, choices in (("services", SERVICES), ("languages", LANGUAGES), ("payment", PAYMENT))
    }
    youngest = typed.integer("youngest", least=0, most=_OLDEST, required=None)
    oldest = typed.integer("oldest", least=0, most=_OLDEST, required=None)
    cost, address, way = (typed.text(name, most=LONG_TEXT) for name in _TEXTS)
    phone, fallback_id = typed.line("phone"), typed.uuid("fallback_id", required=None)
    ended = typed.many_of("ended", [one.value for one in _ENDED])
    typed.insist()
    return ProviderDetail(
        services=chosen["services"],
        languages=chosen["languages"],
        payment=chosen["payment"],
        youngest=youngest,
        oldest=oldest,
        cost=cost,
        phone=phone,
        address=address,
        how_to_get_there=way,
        fallback_id=fallback_id,
        is_current=not ended,
    )


routes: list[Any] = [new, create]
