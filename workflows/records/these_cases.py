"""How do several cases stand, read at once?"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import JSON, text

from workflows.records.episodes import CASE, Case, case_of
from workflows.records.scope import Transaction

_THESE = text(CASE.format(which="e.id = ANY(cast(:ids AS uuid[]))")).columns(closures=JSON)


async def these_cases(tx: Transaction, episode_ids: Sequence[UUID]) -> Mapping[UUID, Case]:
    """These cases of the organisation, by id; what is not theirs is not there."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "ids": list(episode_ids)}
    found = await tx.connection.execute(_THESE, asked)
    return {case.id: case for case in map(case_of, found.mappings())}
