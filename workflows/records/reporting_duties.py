"""Whom does the law of a state tell to call, and within how many hours? The newest row of each state holds."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.scope import Transaction
from workflows.records.tables.operation import reporting_duty


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """One state. Hours are real hours; None means at once. `checked_by` is the lawyer, `checked_on` the day.

    `written_excludes`: a value of `supervision.reporting_clock.Exclude`.
    """

    state: str
    agency: str
    phone: str
    duty: str
    spoken_within_hours: int | None
    written_within_hours: int | None
    source: str
    checked_on: date
    checked_by: str
    written_excludes: str = "none"


COLUMNS = (
    "state", "agency", "phone", "duty", "spoken_within_hours", "written_within_hours", "source", "checked_on",
    "checked_by", "written_excludes",
)  # fmt: skip
_NEWEST = text(f"""
SELECT DISTINCT ON (state) {", ".join(COLUMNS)} FROM app.reporting_duty
 WHERE org_id = :org_id ORDER BY state, recorded_at DESC
""")
_KEEP = insert(reporting_duty)


async def reporting_duties(tx: Transaction) -> tuple[ReportingDuty, ...]:
    """One for each state, by name."""
    found = await tx.connection.execute(_NEWEST, {"org_id": tx.actor.org_id})
    return tuple(ReportingDuty(**row) for row in found.mappings())


async def keep_reporting_duty(tx: Transaction, duty: ReportingDuty, *, by: UUID, at: datetime) -> None:
    values = {name: getattr(duty, name) for name in COLUMNS}
    await tx.connection.execute(
        _KEEP, {"org_id": tx.actor.org_id, **values, "recorded_by": by, "recorded_at": at}
    )
