"""Who is proposed after a professional who declined or stays silent, how old is what they said, what do they lack?"""

from dataclasses import dataclass
from typing import Final

from care_steps import codes
from care_steps.referrals import ReferralState
from workflows.pages.components import Sentence
from workflows.pages.destination_rows import DestinationRow, destination_row
from workflows.pages.page import Choice, mark
from workflows.pages.visits import Visit
from workflows.records.destinations import load_destination
from workflows.records.providers import ProviderDetail, provider_of
from workflows.records.referrals import Referral

_ASKED: Final = {
    ReferralState.REJECTED: mark("They turned this down."),
    ReferralState.REVOKED: mark("The referral to them was taken back."),
}
_SILENT: Final = mark("They were asked, and have not answered.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the entry of the first names instead, as their own stands. `lacks`: what is to be had at the first alone."""

    row: DestinationRow
    lacks: Sentence | None


async def proposal(visit: Visit, referral: Referral) -> Proposal | None:
    """None where the entry names nobody who takes young people on now."""
    asked = await provider_of(visit.tx, referral.destination_id)
    if asked is None or asked.fallback_id is None or asked.fallback_id == referral.destination_id:
        return None
    fallback = await load_destination(visit.tx, asked.fallback_id)
    if not fallback.is_current:
        return None
    own = await provider_of(visit.tx, fallback.id) or ProviderDetail()
    return Proposal(destination_row(visit, fallback), _lacks(asked, own, referral.destination_name))


def _lacks(asked: ProviderDetail, own: ProviderDetail, place: str) -> Sentence | None:
    if not own.services:
        return Sentence(mark("What they offer is not written down yet."))
    missing = tuple(one for one in asked.services if one not in own.services)
    if not missing:
        return None
    known = codes.load("provider_services")
    text = mark("Not offered there, as the entry says, though %(place)s does: %(services)s.")
    return Sentence(text, {"place": place}, {"services": tuple(known.plain(code) for code in missing)})


def whom_to_ask(rows: tuple[DestinationRow, ...], before: Referral | None) -> tuple[Choice, ...]:
    """Each with how fresh its word is; whoever came to nothing just now cannot be chosen, and it says why."""
    return tuple(_choice(one, before) for one in rows if one.found.is_current)


def _choice(row: DestinationRow, before: Referral | None) -> Choice:
    if before is not None and row.found.id == before.destination_id:
        why = _ASKED.get(before.state, _SILENT)
        return Choice(str(row.found.id), row.found.name, why, disabled=True)
    assert isinstance(row.tag.text, str)
    return Choice(str(row.found.id), row.found.name, row.tag.text)
