"""A sender without a fence: whatever it took up once it believes to be its own."""

from workflows.records.escalation_notices import Leased, Sendable
from workflows.records.scope import Transaction


async def rechecks_nothing(tx: Transaction, one: Leased) -> Sendable | None:
    return Sendable("somebody@school.test", True)


async def marks_whatever_comes_back(tx: Transaction, one: Leased, *, receipt: str) -> bool:
    return True
