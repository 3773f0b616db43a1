"""Somebody writes down a report to the agency of something that nobody has written down yet: the worry is raised first.

It goes the road of every worry: it is kept, its escalation is opened, whoever is named in it is kept from it. Then the
report ends the duty that this opened.
"""

from datetime import datetime
from uuid import UUID

from supervision.abuse_reports import KIND, AbuseReport
from supervision.access import Actor
from workflows.records.scope import Transaction
from workflows.verbs.raise_concern import raise_concern
from workflows.verbs.record_report import record_report


async def report_abuse(
    tx: Transaction,
    *,
    episode_id: UUID,
    said: str,
    named_id: UUID | None,
    report: AbuseReport,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the worry. `named_id`: somebody who works here and is named in it. Raises as its two parts do."""
    concern_id = await raise_concern(
        tx, episode_id=episode_id, kind=KIND, reason_code=None, said=said, named_id=named_id, by=by, at=at
    )
    await record_report(tx, concern_id=concern_id, report=report, by=by, at=at)
    return concern_id
