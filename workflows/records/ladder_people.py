"""Who stands on the rungs of a ladder at this moment, and how are they reached?

Whoever is away is not told, the person who stands in for them is, and so on. Whoever cannot sign in is reached by
nothing: their rung counts as empty, and the next one is entered.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from care_steps.policy import Way, Whom
from supervision.ladder import Audience, Reachable
from workflows.records.episodes import Case
from workflows.records.scope import Transaction

AWAY: Final = """EXISTS (SELECT FROM app.absence a
          WHERE (a.org_id, a.person_id) = (:org_id, {person}) AND a.starts_at <= :at AND a.ends_at > :at
            AND a.ended_at IS NULL)"""
_PEOPLE = text(f"""
WITH RECURSIVE named (place, whom, person_id) AS (
    SELECT * FROM unnest(cast(:places AS int[]), cast(:whom AS text[]), cast(:person_ids AS uuid[]))
), appointed AS (
    SELECT a.role, a.site_id, a.person_id FROM app.appointment a
     WHERE a.org_id = :org_id AND a.role IN ('counselor', 'clinical_supervisor', 'administrator')
       AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
), listed (place, whom, person_id) AS (
    SELECT * FROM named WHERE person_id IS NOT NULL
    UNION SELECT 10, 'counselors_of_site', person_id FROM appointed
     WHERE role = 'counselor' AND coalesce(site_id = :site_id, true)
    UNION SELECT 11, 'clinical_supervisors_of_site', person_id FROM appointed
     WHERE role = 'clinical_supervisor' AND coalesce(site_id = :site_id, true)
    UNION SELECT 12, 'clinical_supervisors', person_id FROM appointed WHERE role = 'clinical_supervisor'
    UNION SELECT 13, 'administrators', person_id FROM appointed WHERE role = 'administrator'
), standing (place, whom, first_id, person_id, seen) AS (
    SELECT place, whom, person_id, person_id, ARRAY[person_id] FROM listed
    UNION ALL
    SELECT s.place, s.whom, s.first_id, c.cover_id, s.seen || c.cover_id
      FROM standing s JOIN app.absence c ON (c.org_id, c.person_id) = (:org_id, s.person_id)
     WHERE c.starts_at <= :at AND c.ends_at > :at AND c.ended_at IS NULL AND c.cover_id <> ALL (s.seen)
)
SELECT s.whom, s.person_id, nullif(s.first_id, s.person_id) AS stands_in_for
  FROM standing s
 WHERE NOT {AWAY.format(person="s.person_id")}
   AND EXISTS (SELECT FROM sign_in.identity i
                WHERE (i.org_id, i.person_id) = (:org_id, s.person_id) AND i.disabled_at IS NULL)
 ORDER BY s.place, s.person_id
""")
# Both rest on the sign-in: the page is seen by whoever signs in, and the mail goes to the address they sign in with.
_WAYS: Final = frozenset({Way.PAGE, Way.MAIL})


async def people_on_ladder(tx: Transaction, case: Case, *, owner_id: UUID, at: datetime) -> Audience:
    """Everybody who may be told of an escalation of this case that belongs to `owner_id`, as things are at `at`."""
    standing = case.standing
    named = {
        Whom.ESCALATION_OWNER: owner_id,
        Whom.CASE_OWNER: standing.owner_id,
        Whom.DIRECT_SUPERVISOR: standing.direct_supervisor_id,
        Whom.CLINICAL_SUPERVISOR: standing.clinical_supervisor_id,
        Whom.ON_CALL: standing.on_call_id,
    }
    asked = {
        "org_id": tx.actor.org_id,
        "site_id": case.site_id,
        "at": at,
        "places": list(range(len(named))),
        "whom": [whom.value for whom in named],
        "person_ids": list(named.values()),
    }
    found: dict[Whom, list[Reachable]] = {}
    for row in await tx.connection.execute(_PEOPLE, asked):
        found.setdefault(Whom(row.whom), []).append(Reachable(row.person_id, _WAYS, row.stands_in_for))
    return found
