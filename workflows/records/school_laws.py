"""In which state does a school lie, and which row of its law holds there? The newest of each holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.reporting_duties import COLUMNS, ReportingDuty
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.operation import site_state


@dataclass(frozen=True, slots=True)
class Law:
    """The state of a school, and the row of its law with the instant that names its version; None where there is none."""

    state: str | None
    duty: ReportingDuty | None = None
    recorded_at: datetime | None = None


_KEEP = insert(site_state)
_STATES = text("""
SELECT DISTINCT ON (site_id) site_id, state FROM app.site_state
 WHERE org_id = :org_id ORDER BY site_id, recorded_at DESC
""")
_LAW = text(f"""
SELECT s.state AS of_site, d.recorded_at, {", ".join(f"d.{name}" for name in COLUMNS)}
  FROM (SELECT org_id, state FROM app.site_state
         WHERE org_id = :org_id AND site_id = :site_id ORDER BY recorded_at DESC LIMIT 1) s
  LEFT JOIN LATERAL (SELECT x.* FROM app.reporting_duty x WHERE (x.org_id, x.state) = (s.org_id, s.state)
       ORDER BY x.recorded_at DESC LIMIT 1) d ON true
""")
_KEPT = text(f"""
SELECT {", ".join(COLUMNS)} FROM app.reporting_duty
 WHERE org_id = :org_id AND state = :state AND recorded_at = :recorded_at
""")


async def school_states(tx: Transaction) -> Mapping[UUID, str]:
    """By school; a school of which nobody has said it is not there."""
    found = await tx.connection.execute(_STATES, {"org_id": tx.actor.org_id})
    return {row.site_id: row.state for row in found}


async def law_at(tx: Transaction, site_id: UUID) -> Law:
    """What holds at this school now."""
    row = await row_of(tx, _LAW, site_id=site_id)
    if row is None:
        return Law(None)
    if row["recorded_at"] is None:
        return Law(row["of_site"])
    return Law(row["of_site"], ReportingDuty(**{name: row[name] for name in COLUMNS}), row["recorded_at"])


async def duty_kept(tx: Transaction, state: str, recorded_at: datetime) -> ReportingDuty | None:
    """The row of the law under which something was reported, though a newer one may hold by now."""
    row = await row_of(tx, _KEPT, state=state, recorded_at=recorded_at)
    return ReportingDuty(**row) if row else None


async def keep_site_state(tx: Transaction, site_id: UUID, state: str, *, by: UUID, at: datetime) -> None:
    row = {"org_id": tx.actor.org_id, "site_id": site_id, "state": state, "set_by": by, "recorded_at": at}
    await tx.connection.execute(_KEEP, row)
