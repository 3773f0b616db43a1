"""Who is not there at the instant of a transaction, and who is asked in their place?

A part of the one statement with which every transaction begins, so that it costs no round trip and everything in the
transaction goes by the same answer. Who is away, and who can sign in no more while something open is theirs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from supervision.absences import EVERYBODY_THERE, Away, StandIns
from supervision.actors import Appointment, Covered
from triage.roles import Role

_ORG: Final = "nullif(found.scope, '')::uuid"
_POST: Final = "a.starts_at <= found.at AND (a.ended_at IS NULL OR a.ended_at > found.at)"
# Only people who can sign in and hold a role are asked: first the cover, then whoever followed a cover that left, then
# who supervises, is on call at the sites, and in the end every clinical supervisor and administrator, those of the same
# sites first. So the line ends only where nobody is left at all.
AWAY: Final = f"""(SELECT json_agg(json_build_object(
         'id', gone.person_id, 'name', p.given_name || ' ' || p.family_name, 'until', gone.ends_at,
         'posts', (SELECT json_agg(json_build_array(a.role, a.site_id)) FROM app.appointment a
                    WHERE (a.org_id, a.person_id) = (p.org_id, p.id) AND {_POST}),
         'next', (SELECT json_agg(json_build_array(k.id, k.given_name || ' ' || k.family_name)
                                  ORDER BY line.place, line.far, k.id)
                    FROM (
               SELECT 1 AS place, 0 AS far, gone.cover_id AS person_id
               UNION ALL SELECT 2, 0, d.cover_id FROM app.departure d
                WHERE d.org_id = p.org_id AND d.person_id IN (gone.cover_id, p.id) AND d.ended_at IS NOT NULL
               UNION ALL SELECT 3, 0, (SELECT s.holder_id FROM app.person_supervision s
                WHERE (s.org_id, s.person_id) = (p.org_id, p.id) AND s.starts_at <= found.at
                ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1)
               UNION ALL SELECT 4, 0, (SELECT o.person_id FROM app.on_call o
                WHERE (o.org_id, o.site_id) = (p.org_id, post.site_id) AND o.starts_at <= found.at
                ORDER BY o.starts_at DESC, o.recorded_at DESC LIMIT 1)
                FROM app.appointment post WHERE (post.org_id, post.person_id) = (p.org_id, p.id)
               UNION ALL SELECT CASE a.role WHEN 'clinical_supervisor' THEN 5 ELSE 6 END, (NOT EXISTS (
                SELECT FROM app.appointment post WHERE (post.org_id, post.person_id) = (p.org_id, p.id)
                   AND coalesce(post.site_id = a.site_id, true)))::int, a.person_id
                FROM app.appointment a
               WHERE a.org_id = p.org_id AND a.role IN ('clinical_supervisor', 'administrator') AND {_POST}
                    ) line
                    JOIN app.person k ON (k.org_id, k.id) = (p.org_id, line.person_id)
                   WHERE k.id <> p.id
                     AND EXISTS (SELECT FROM sign_in.identity i
                                  WHERE (i.org_id, i.person_id) = (k.org_id, k.id) AND i.disabled_at IS NULL)
                     AND EXISTS (SELECT FROM app.appointment a
                                  WHERE (a.org_id, a.person_id) = (k.org_id, k.id) AND {_POST}))
         ) ORDER BY gone.person_id)
    FROM (SELECT b.person_id, b.cover_id, b.ends_at FROM app.absence b
           WHERE b.org_id = {_ORG} AND b.ends_at > found.at AND b.starts_at <= found.at
          UNION ALL
          SELECT DISTINCT i.person_id, cast(NULL AS uuid), cast(NULL AS timestamptz) FROM sign_in.identity i
           WHERE i.org_id = {_ORG} AND i.disabled_at IS NOT NULL
             AND EXISTS (SELECT FROM app.work w
                          WHERE w.org_id = {_ORG} AND w.owner_id = i.person_id AND w.state <> 'ended')
             AND NOT EXISTS (SELECT FROM sign_in.identity l
                              WHERE (l.org_id, l.person_id) = (i.org_id, i.person_id) AND l.disabled_at IS NULL)
             AND NOT EXISTS (SELECT FROM app.absence b WHERE b.org_id = {_ORG} AND b.person_id = i.person_id
                                AND b.ends_at > found.at AND b.starts_at <= found.at)) gone
    JOIN app.person p ON (p.org_id, p.id) = ({_ORG}, gone.person_id)) AS away"""


def stand_ins_of(rows: list[Mapping[str, Any]] | None) -> StandIns:
    """What `AWAY` found."""
    if not rows:
        return EVERYBODY_THERE
    names = {UUID(row["id"]): str(row["name"]) for row in rows}
    for row in rows:
        names |= {UUID(one): name for one, name in row["next"] or ()}
    return StandIns({one.person.person_id: one for one in map(_away, rows)}, names)


def _away(row: Mapping[str, Any]) -> Away:
    until = row["until"]
    return Away(
        Covered(
            UUID(row["id"]),
            row["name"],
            datetime.fromisoformat(until) if until else None,
            tuple(Appointment(Role(role), UUID(site) if site else None) for role, site in row["posts"] or ()),
        ),
        tuple(dict.fromkeys(UUID(one) for one, _ in row["next"] or ())),
    )
