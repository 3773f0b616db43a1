"""Somebody tries the demo as one of its made-up people: let in without a password."""

from workflows.records.doorstep import Doorstep
from workflows.records.personas import personas
from workflows.records.refusals import NotFound
from workflows.records.scope import scoped_as
from workflows.verbs.begin_sign_in import SignedIn, begin_sign_in


async def open_door(
    door: Doorstep, *, persona: str, device: str, held: bytes | None = None, request_id: str = ""
) -> SignedIn:
    """`persona` is the name as the address has it. Only an organisation made for a demo has any.

    Raises `NotFound`.
    """
    for found in await personas(door.engine):
        if found.slug == persona:
            async with scoped_as(door.engine, found.org_id, found.person_id, request_id=request_id) as tx:
                return await begin_sign_in(
                    tx, device=device, held=held, reason="demo door", by=tx.actor, at=tx.at
                )
    raise NotFound
