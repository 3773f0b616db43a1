"""What has the auditor found, and how often? Ids alone: nothing of what anybody wrote.

Kept by the role `auditor`, in whose hands these rows alone are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from workflows.records.promises import Finding

_FOUND: Final = text("""
INSERT INTO app.watch_finding (org_id, promise, subject_id, first_found_at, last_found_at, times)
VALUES (:org_id, :promise, :subject_id, :at, :at, 1)
ON CONFLICT (org_id, promise, subject_id)
DO UPDATE SET last_found_at = excluded.last_found_at, times = watch_finding.times + 1
""")


async def keep_findings(connection: AsyncConnection, found: Sequence[Finding], *, at: datetime) -> None:
    """Each is one row for ever: since when, until when, and in how many rounds."""
    rows = [
        {"org_id": one.org_id, "promise": one.promise, "subject_id": one.subject_id, "at": at}
        for one in found
    ]
    if rows:
        await connection.execute(_FOUND, rows)
