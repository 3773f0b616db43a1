"""A mentee answers by the link that was made for them, without signing in.

Works like `accept_invitation` before there is an actor: the secret finds the organization and the mentee.
"""

from supervision.check_in_limits import LIMITS
from supervision.check_ins import SaidInCheckIn
from supervision.sign_in_limits import LIMITS as SIGN_IN
from workflows.records.check_ins import (
    CheckInAsked,
    CheckInLink,
    find_link,
    keep_answered,
    load_asked,
    load_check_in,
    use_link,
)
from workflows.records.doorstep import Doorstep, unscoped
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction, scoped_as
from workflows.records.sign_in_tries import count_try, give_back_try
from workflows.records.sign_ins import hash_of
from workflows.verbs.check_in import check_in


class TakenBack(Exception):
    """The link was taken back, or a newer one took its place."""

    def __init__(self, link: CheckInLink) -> None:
        super().__init__("a link that was taken back")
        self.link = link


async def check_in_by_link(
    door: Doorstep, *, token: str, said: SaidInCheckIn, address: str, request_id: str = ""
) -> CheckInLink:
    """The same answer sent again, as from a telephone without a connection, is taken as the one that is there.

    Raises `NotFound` for a link that was answered, is old or made up, after too many tries, `TakenBack`, or
    `Invalid` at the field.
    """
    link = await _found(door, token, address)
    async with scoped_as(door.engine, link.org_id, kind="system", request_id=request_id) as tx:
        asked = await load_asked(tx, link.invitation_id)
    async with scoped_as(door.engine, link.org_id, asked.mentee_id, request_id=request_id) as tx:
        if not await use_link(tx, hash_of(token)):
            if await _is_twin(tx, link, said):
                return link
            raise _gone(link, asked)
        check_in_id = await check_in(
            tx,
            episode_id=asked.episode_id,
            said=said,
            given_by="link",
            asked_by=asked.made_by,
            by=tx.actor,
            at=tx.at,
        )
        await keep_answered(tx, link.invitation_id, check_in_id)
    return link


async def open_check_in_link(door: Doorstep, token: str, address: str) -> CheckInLink:
    """The link, untouched; raises `NotFound` or `TakenBack` when it can no longer be answered."""
    link = await _found(door, token, address)
    if link.is_used:
        async with scoped_as(door.engine, link.org_id, kind="system") as tx:
            raise _gone(link, await load_asked(tx, link.invitation_id))
    return link


def _gone(link: CheckInLink, asked: CheckInAsked) -> Exception:
    """An answered link looks like none. Who holds one that was taken back is told, so that nobody waits in vain."""
    return TakenBack(link) if asked.check_in_id is None else NotFound()


async def _found(door: Doorstep, token: str, address: str) -> CheckInLink:
    keys = (f"check-in:{address}",)
    async with unscoped(door.engine) as (connection, at):
        window = SIGN_IN.window_of(at)
        tries = await count_try(connection, keys, window)
        link = await find_link(connection, hash_of(token), at)
        if link is not None:
            await give_back_try(connection, keys, window)
    if link is None or tries > LIMITS.tries:
        raise NotFound
    return link


async def _is_twin(tx: Transaction, link: CheckInLink, said: SaidInCheckIn) -> bool:
    asked = await load_asked(tx, link.invitation_id)
    return asked.check_in_id is not None and (await load_check_in(tx, asked.check_in_id)).said == said
