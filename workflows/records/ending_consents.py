"""Which consents of open cases end soon or have ended by their day, and whose mentor still meets them?"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text

from care_steps.consent_limits import CONSENT_LIMITS
from care_steps.consents import ConsentKind, ConsentState, why_stopped
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """What was agreed to until a day. `is_asked`: a letter is out that asks anew."""

    episode_id: UUID
    kind: ConsentKind
    ends_on: date
    has_ended: bool
    is_asked: bool

    @property
    def stops(self) -> str | None:
        """The sentence of what may not be done any more."""
        return why_stopped(self.kind, ConsentState.ENDED) if self.has_ended else None


@dataclass(frozen=True, slots=True)
class StillMeeting:
    """A case whose match goes on although consent to it has ended. `said_by`: who wrote down until when it holds."""

    id: UUID
    said_by: UUID


# The newest answer, while it is a yes until a day; a letter that is out asks, and changes nothing about it.
_HELD_UNTIL: Final = """
  FROM app.consent c
  JOIN app.episode e ON (e.org_id, e.mentee_id) = (c.org_id, c.mentee_id) AND e.step <> 'closed'
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id),
       LATERAL (SELECT (cast(:at AS timestamptz) AT TIME ZONE s.time_zone)::date AS today) day
 WHERE c.org_id = :org_id AND c.state = 'given' AND c.ends_on IS NOT NULL
   AND NOT EXISTS (SELECT FROM app.consent n WHERE (n.org_id, n.mentee_id, n.kind) = (c.org_id, c.mentee_id, c.kind)
        AND n.state <> 'out' AND n.recorded_at > c.recorded_at)
"""
_ENDING = text(f"""
SELECT e.id AS episode_id, c.kind, c.ends_on, c.ends_on < day.today AS has_ended,
       EXISTS (SELECT FROM app.consent n WHERE (n.org_id, n.mentee_id, n.kind) = (c.org_id, c.mentee_id, c.kind)
                  AND n.recorded_at > c.recorded_at) AS is_asked
{_HELD_UNTIL} AND c.ends_on <= day.today + cast(:ahead AS integer)
 ORDER BY c.ends_on, e.id, c.kind
""")
_STILL_MEETING = text(f"""
SELECT e.id, c.recorded_by AS said_by
{_HELD_UNTIL} AND c.kind = 'mentoring' AND c.ends_on < day.today
   AND EXISTS (SELECT FROM app.match m JOIN LATERAL (SELECT x.to_state FROM app.match_change x
        WHERE (x.org_id, x.match_id) = (m.org_id, m.id) ORDER BY x.sequence DESC LIMIT 1) state ON true
        WHERE (m.org_id, m.episode_id) = (e.org_id, e.id) AND state.to_state = 'started')
 ORDER BY e.id
""")


async def ending_consents(tx: Transaction) -> tuple[EndingConsent, ...]:
    """Of the whole organization; what ends first stands first."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "ahead": CONSENT_LIMITS.remind_before_end_days}
    found = await tx.connection.execute(_ENDING, asked)
    return tuple(EndingConsent(**{**row, "kind": ConsentKind(row["kind"])}) for row in found.mappings())


async def still_meeting(tx: Transaction) -> tuple[StillMeeting, ...]:
    """In the order of their ids, in which a sweep locks them."""
    found = await tx.connection.execute(_STILL_MEETING, {"org_id": tx.actor.org_id, "at": tx.at})
    return tuple(StillMeeting(**row) for row in found.mappings())
