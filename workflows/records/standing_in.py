"""Who is not there at the instant of a transaction, and who is asked in their place?

`AWAY` is a part of the one statement with which every transaction begins: it costs no round trip, and everything in the
transaction goes by the same answer. Who is away, and who can sign in no more while something open is theirs. Only where
a cover is not there, a second statement asks who comes next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from supervision.absences import EVERYBODY_THERE, Away, StandIns
from supervision.actors import Appointment, Covered
from triage.roles import Role

_ORG: Final = "nullif(found.scope, '')::uuid"
_SERVES: Final = """
EXISTS (SELECT FROM sign_in.identity i
         WHERE (i.org_id, i.person_id) = ({k}.org_id, {k}.id) AND i.disabled_at IS NULL)
AND EXISTS (SELECT FROM app.appointment a
             WHERE (a.org_id, a.person_id) = ({k}.org_id, {k}.id)
               AND a.starts_at <= {at} AND (a.ended_at IS NULL OR a.ended_at > {at}))"""
AWAY: Final = f"""(SELECT json_agg(json_build_object(
         'id', p.id, 'name', p.given_name || ' ' || p.family_name, 'until', gone.ends_at,
         'named', gone.cover_id,
         'cover', (SELECT json_build_array(c.id, c.given_name || ' ' || c.family_name) FROM app.person c
                    WHERE (c.org_id, c.id) = (p.org_id, gone.cover_id) AND {_SERVES.format(k="c", at="found.at")}),
         'posts', (SELECT json_agg(json_build_array(a.role, a.site_id)) FROM app.appointment a
                    WHERE (a.org_id, a.person_id) = (p.org_id, p.id)
                      AND a.starts_at <= found.at AND (a.ended_at IS NULL OR a.ended_at > found.at))
         ) ORDER BY p.id)
    FROM (SELECT b.person_id, b.cover_id, b.ends_at FROM app.absence b
           WHERE b.org_id = {_ORG} AND b.ends_at > found.at AND b.starts_at <= found.at
          UNION ALL
          SELECT i.person_id, NULL, NULL FROM sign_in.identity i
           WHERE i.org_id = {_ORG} AND i.disabled_at IS NOT NULL
             AND EXISTS (SELECT FROM app.work w
                          WHERE w.org_id = {_ORG} AND w.owner_id = i.person_id AND w.state <> 'ended')
             AND NOT EXISTS (SELECT FROM sign_in.identity l
                              WHERE (l.org_id, l.person_id) = (i.org_id, i.person_id) AND l.disabled_at IS NULL)
             AND NOT EXISTS (SELECT FROM app.absence b WHERE b.org_id = {_ORG} AND b.person_id = i.person_id
                                AND b.ends_at > found.at AND b.starts_at <= found.at)) gone
    JOIN app.person p ON (p.org_id, p.id) = ({_ORG}, gone.person_id)) AS away"""
# Only people who can sign in and hold a role are asked: whoever followed a cover or somebody who left, then who supervises,
# is on call at the sites, and in the end every clinical supervisor and administrator, those of the same sites first.
_NEXT: Final = text(f"""
WITH post AS MATERIALIZED (
    SELECT DISTINCT person_id, site_id FROM app.appointment WHERE org_id = :org_id AND person_id = ANY(:ids)
), line (of_id, place, far, person_id) AS (
    SELECT x.id, 1, 0, d.cover_id FROM unnest(cast(:ids AS uuid[]), cast(:cover_ids AS uuid[])) AS x (id, cover_id)
      JOIN app.departure d ON d.org_id = :org_id AND d.person_id IN (x.id, x.cover_id) AND d.ended_at IS NOT NULL
    UNION ALL
    SELECT x.id, 2, 0, (SELECT s.holder_id FROM app.person_supervision s
                         WHERE (s.org_id, s.person_id) = (:org_id, x.id) AND s.starts_at <= :at
                         ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1)
      FROM unnest(cast(:ids AS uuid[])) AS x (id)
    UNION ALL
    SELECT post.person_id, 3, 0, (SELECT o.person_id FROM app.on_call o
                                   WHERE (o.org_id, o.site_id) = (:org_id, post.site_id) AND o.starts_at <= :at
                                   ORDER BY o.starts_at DESC, o.recorded_at DESC LIMIT 1) FROM post
    UNION ALL
    SELECT x.id, CASE a.role WHEN 'clinical_supervisor' THEN 4 ELSE 5 END,
           (NOT EXISTS (SELECT FROM post WHERE post.person_id = x.id AND coalesce(post.site_id = a.site_id, true)))::int,
           a.person_id
      FROM unnest(cast(:ids AS uuid[])) AS x (id) CROSS JOIN app.appointment a
     WHERE a.org_id = :org_id AND a.role IN ('clinical_supervisor', 'administrator')
)
SELECT line.of_id, k.id, k.given_name || ' ' || k.family_name AS name
  FROM line JOIN app.person k ON (k.org_id, k.id) = (:org_id, line.person_id)
 WHERE k.id <> line.of_id AND {_SERVES.format(k="k", at=":at")}
 ORDER BY line.of_id, line.place, line.far, k.id
""")


async def stand_ins_at(connection: AsyncConnection, row: Mapping[Any, Any]) -> StandIns:
    """What `AWAY` found, and who comes next where a cover is not there."""
    if not row["away"]:
        return EVERYBODY_THERE
    found = _with_covers(row["away"])
    if all(found.whom(one) not in found.away for one in found.away):
        return found
    asked = {
        "org_id": row["org_id"],
        "at": row["at"],
        "ids": [UUID(one["id"]) for one in row["away"]],
        "cover_ids": [UUID(one["named"]) if one["named"] else None for one in row["away"]],
    }
    names, line = dict(found.names), {one: list(away.next_in_line) for one, away in found.away.items()}
    for other in await connection.execute(_NEXT, asked):
        names[other.id] = other.name
        line[other.of_id].append(other.id)
    return StandIns({one: Away(away.person, tuple(line[one])) for one, away in found.away.items()}, names)


def _with_covers(rows: Sequence[Mapping[str, Any]]) -> StandIns:
    names = {UUID(one["id"]): str(one["name"]) for one in rows}
    names |= {UUID(one["cover"][0]): str(one["cover"][1]) for one in rows if one["cover"]}
    return StandIns({one.person.person_id: one for one in map(_away, rows)}, names)


def _away(row: Mapping[str, Any]) -> Away:
    until = row["until"]
    person = Covered(
        UUID(row["id"]),
        row["name"],
        datetime.fromisoformat(until) if until else None,
        tuple(Appointment(Role(role), UUID(site) if site else None) for role, site in row["posts"] or ()),
    )
    return Away(person, (UUID(row["cover"][0]),) if row["cover"] else ())
