"""What is open about a mentee of the demo at this point of the story? The acts that answer it begin here."""

from collections.abc import Sequence
from uuid import UUID

from workflows.records.episodes import Case
from workflows.records.kept_firings import firings_of_work
from workflows.records.offers import Offer, live_offer
from workflows.records.scope import Transaction
from workflows.records.work import Work, open_work_of


async def work_at(tx: Transaction, case: Case, kind: str) -> Work:
    """The open work of this kind; the story has one."""
    found = [one for one in await open_work_of(tx, case.id) if one.kind == kind]
    assert found, f"{case.mentee_name} has no open {kind} on {tx.at}"
    return found[0]


async def firings_at(tx: Transaction, case: Case) -> Sequence[UUID]:
    """What fired behind the open recommendation, if one is open."""
    asked = [one for one in await open_work_of(tx, case.id) if one.kind == "recommendation"]
    return [one.id for work in asked for one in await firings_of_work(tx, work.id)]


async def offer_at(tx: Transaction, case: Case) -> Offer:
    """The offer that the young person thinks about; the story has one."""
    offer = await live_offer(tx, case.id)
    assert offer is not None, f"{case.mentee_name} has no open offer"
    return offer
