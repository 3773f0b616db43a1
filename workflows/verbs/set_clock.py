"""The clock of a demo is set: it is another day and hour there than in the world outside."""

from datetime import datetime, timedelta

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.organisations import keep_clock_shift
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction


async def set_clock(tx: Transaction, *, shift: timedelta, by: Actor, at: datetime) -> None:
    """`shift` is added to the database's clock from now on; `at` is the instant that it then shows.

    The transaction is the owner's. Raises `NotAllowed` for a person, `Refused` outside a demo.
    """
    if by.kind != "system":
        raise NotAllowed("Only `stepwise demo` sets the clock of a demo.")
    if not await keep_clock_shift(tx, shift):
        raise Refused("Only a demo has a clock of its own.")
    await keep_audit(tx, "set_clock", object_kind="organisation", object_id=tx.actor.org_id)
