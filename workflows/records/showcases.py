"""Where in the demo is something to be seen at once? The newest piece of work of some rules, and the longest road."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.doorstep import unscoped
from workflows.records.organisations import demo_organisations
from workflows.records.scope import scoped_as

_OPEN = text("""
SELECT DISTINCT ON (1) w.kind || ' of ' || f.rule_id AS what, w.id
  FROM app.firing f JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
 WHERE f.org_id = :org_id AND w.state = 'open' ORDER BY 1, f.recorded_at DESC
""")
_LONGEST = text("""
SELECT e.mentee_id FROM app.step_change c JOIN app.episode e ON (e.org_id, e.id) = (c.org_id, c.episode_id)
 WHERE c.org_id = :org_id GROUP BY e.mentee_id ORDER BY count(*) DESC, e.mentee_id LIMIT 1
""")


async def longest_road(engine: AsyncEngine) -> UUID | None:
    """Who has been at most steps, in the first organization of the demo."""
    async with unscoped(engine) as (connection, _):
        demos = await demo_organisations(connection)
    if not demos:
        return None
    org_id = next(iter(demos))
    async with scoped_as(engine, org_id) as tx:
        found: UUID | None = (await tx.connection.execute(_LONGEST, {"org_id": org_id})).scalar_one_or_none()
        return found


async def open_work_by_kind(engine: AsyncEngine) -> Mapping[str, UUID]:
    """“escalation of R3” -> the newest of them that nobody has seen yet, in the first organization of the demo."""
    async with unscoped(engine) as (connection, _):
        demos = await demo_organisations(connection)
    if not demos:
        return {}
    org_id = next(iter(demos))
    async with scoped_as(engine, org_id) as tx:
        rows = await tx.connection.execute(_OPEN, {"org_id": org_id})
        return MappingProxyType({row.what: row.id for row in rows})
