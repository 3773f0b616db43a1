"""Who stands on the rungs of a ladder at this moment, and how are they reached?

Whoever cannot sign in is reached by nothing: their rung counts as empty, and the next one is entered. Whoever is away is
left out, and who stands in for them is told in their place.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import text

from care_steps.policy import Way, Whom
from supervision.channels import ChannelKind
from supervision.ladder import Audience, Channels, Reachable
from workflows.records.episodes import Case
from workflows.records.scope import Transaction

_PEOPLE = text("""
WITH named (place, whom, person_id) AS (
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
)
SELECT l.whom, l.person_id FROM listed l
 WHERE EXISTS (SELECT FROM sign_in.identity i
                WHERE (i.org_id, i.person_id) = (:org_id, l.person_id) AND i.disabled_at IS NULL)
 ORDER BY l.place, l.person_id
""")
_PHONE: Final = "phone"
# A telephone is asked of whoever is told in the end, who may stand in for somebody.
_BEYOND = text(f"""
SELECT kind, id FROM app.channel WHERE org_id = :org_id AND stopped_at IS NULL
UNION ALL SELECT '{_PHONE}', id FROM app.person
 WHERE org_id = :org_id AND id = ANY (cast(:ids AS uuid[])) AND work_phone IS NOT NULL
 ORDER BY kind, id
""")
# Both rest on the sign-in: the page is seen by whoever signs in, and the mail goes to the address they sign in with.
_WAYS: Final = frozenset({Way.PAGE, Way.MAIL})


async def people_on_ladder(
    tx: Transaction, case: Case, *, owner_id: UUID, at: datetime, never: Collection[UUID] = ()
) -> Audience:
    """Everybody who may be told of an escalation of this case that belongs to `owner_id`, as things are at `at`.

    `never`: who stands in for nobody here.
    """
    standing, whom = case.standing, partial(tx.stand_ins.whom, never=never)
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
        "whom": [one.value for one in named],
        # Before it is asked who can sign in: whoever is gone has somebody in their place as well.
        "person_ids": [one and whom(one) for one in named.values()],
    }
    found: dict[Whom, list[Reachable]] = {}
    for row in await tx.connection.execute(_PEOPLE, asked):
        stands = Whom(row.whom)
        person_id = named.get(stands) or row.person_id
        told = whom(person_id)
        found.setdefault(stands, []).append(Reachable(told, _WAYS, None if told == person_id else person_id))
    return found


async def beyond(tx: Transaction, audience: Audience) -> tuple[Audience, Channels]:
    """The same people, also by text message where they have a telephone at work; and the channels that many read.

    What is not set up, or stopped, is not there.
    """
    ids = {one.person_id for people in audience.values() for one in people}
    rows = await tx.connection.execute(_BEYOND, {"org_id": tx.actor.org_id, "ids": sorted(ids)})
    found: dict[str, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row.id)
    phoned = frozenset(found.pop(_PHONE, ())) if ChannelKind.SMS in found else frozenset()
    found.pop(ChannelKind.SMS, None)
    channels: dict[Way, list[UUID]] = {}
    for kind, channel_ids in found.items():
        if kind != _PHONE:
            channels.setdefault(ChannelKind(kind).way, []).extend(channel_ids)
    return {whom: [_phoned(one, phoned) for one in people] for whom, people in audience.items()}, channels


def _phoned(one: Reachable, phoned: Collection[UUID]) -> Reachable:
    return replace(one, ways=one.ways | {Way.SMS}) if one.person_id in phoned else one
