"""What was reported of abuse or neglect, by whom and to whom? Kept for good; carers and whoever heard it read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, text

from supervision.abuse_reports import REPORT, AbuseReport
from supervision.named_adults import NAMED
from workflows.records.ids import new_id
from workflows.records.misfiled import stands
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.escalations import abuse_report


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as it stands now: the reference number and the day in writing may have been added later."""

    concern_id: UUID
    reported_by_name: str
    recorded_by_name: str
    agency: str
    reported_at: datetime
    way: str
    reference: str
    written_on: date | None
    recorded_at: datetime
    duty_state: str | None = None
    duty_recorded_at: datetime | None = None


_KEEP = insert(abuse_report)
_KEPT = f"""
SELECT r.concern_id, p.given_name || ' ' || p.family_name AS reported_by_name,
       k.given_name || ' ' || k.family_name AS recorded_by_name, r.agency, r.reported_at, r.way, r.reference,
       r.written_on, r.recorded_at, r.duty_state, r.duty_recorded_at
  FROM app.concern c
  JOIN LATERAL (SELECT x.* FROM app.abuse_report x WHERE (x.org_id, x.concern_id) = (c.org_id, c.id)
       ORDER BY x.recorded_at DESC, x.id DESC LIMIT 1) r ON true
  JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.reported_by)
  JOIN app.person k ON (k.org_id, k.id) = (r.org_id, r.recorded_by)
 WHERE c.org_id = :org_id AND {{which}} AND {stands("c")}
"""
_OF_CONCERN = text(_KEPT.format(which="c.id = :concern_id"))
_BEHIND = text(
    _KEPT.format(
        which="(:reader_id = c.raised_by OR NOT :own_only) AND c.id IN (SELECT unnest(f.evidence)"
        " FROM app.firing f WHERE f.org_id = c.org_id AND f.id = ANY (cast(:firing_ids AS uuid[]))"
        " UNION ALL SELECT n.concern_id FROM app.named_adult n"
        " WHERE n.org_id = c.org_id AND n.work_id = ANY (cast(:firing_ids AS uuid[])))"
    )
)
_LATEST = text("""
SELECT reported_by, agency, reported_at, way, reference, written_on FROM app.abuse_report
 WHERE org_id = :org_id AND concern_id = :concern_id ORDER BY recorded_at DESC, id DESC LIMIT 1
""")
_TASK = text(f"""
SELECT w.id FROM app.work w WHERE w.org_id = :org_id AND w.state <> 'ended'
   AND w.cause = '{NAMED}_report:' || cast(:concern_id AS text)
UNION ALL
SELECT w.id FROM app.work w JOIN app.firing f ON (f.org_id, f.work_id) = (w.org_id, w.id)
 WHERE w.org_id = :org_id AND w.action = '{REPORT}' AND w.state <> 'ended'
   AND cast(cast(:concern_id AS text) AS uuid) = ANY (f.evidence) LIMIT 1
""")
_HEARD = text(f"""
SELECT c.id FROM app.firing f JOIN app.concern c ON c.org_id = f.org_id AND c.id = ANY (f.evidence)
 WHERE f.org_id = :org_id AND f.work_id = :work_id AND {stands("c")}
UNION ALL
SELECT c.id FROM app.work w
  JOIN app.concern c ON c.org_id = w.org_id AND w.cause = '{NAMED}_report:' || cast(c.id AS text)
 WHERE w.org_id = :org_id AND w.id = :work_id AND c.episode_id = w.episode_id
 ORDER BY id DESC LIMIT 1
""")


async def keep_report(
    tx: Transaction,
    concern_id: UUID,
    report: AbuseReport,
    *,
    by: UUID,
    recorded_at: datetime,
    duty: tuple[str, datetime] | None,
) -> None:
    """`duty`: state and instant of the row of the law under which it is reported; None where there is none."""
    row = {
        "org_id": tx.actor.org_id,
        "id": new_id(),
        "concern_id": concern_id,
        "reported_by": report.reported_by,
        "recorded_by": by,
        "agency": report.agency.strip(),
        "reported_at": report.reported_at,
        "way": report.way,
        "reference": report.reference.strip(),
        "written_on": report.written_on,
        "duty_state": duty[0] if duty else None,
        "duty_recorded_at": duty[1] if duty else None,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, row)


async def report_of(tx: Transaction, concern_id: UUID) -> KeptReport | None:
    """What was reported because of this worry, if it was."""
    row = await row_of(tx, _OF_CONCERN, concern_id=concern_id)
    return KeptReport(**row) if row else None


async def latest_report(tx: Transaction, concern_id: UUID) -> AbuseReport | None:
    """The same as it was written down, to be added to."""
    row = await row_of(tx, _LATEST, concern_id=concern_id)
    return AbuseReport(**row) if row else None


async def reports_behind(
    tx: Transaction, firing_ids: Sequence[UUID], *, own_only: bool
) -> tuple[KeptReport, ...]:
    """What was reported because of the worries on which these rest; `own_only`: of those that the reader raised."""
    asked = {"firing_ids": list(firing_ids), "reader_id": tx.actor.person_id, "own_only": own_only}
    found = await tx.connection.execute(_BEHIND, {"org_id": tx.actor.org_id, **asked})
    return tuple(KeptReport(**row) for row in found.mappings())


async def open_report_task(tx: Transaction, concern_id: UUID) -> UUID | None:
    """The task that asks for this report, while it is open."""
    row = await row_of(tx, _TASK, concern_id=str(concern_id))
    return row["id"] if row else None


async def concern_of_task(tx: Transaction, work_id: UUID) -> UUID | None:
    """What was heard that this task asks to report; None when it was moved to somebody else."""
    row = await row_of(tx, _HEARD, work_id=work_id)
    return row["id"] if row else None
