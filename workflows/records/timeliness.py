"""What is on record about the intakes of each school, so that it can be counted what was in time? No name is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from care_steps.steps import Step
from supervision.intakes import Decided, Intake, Promise, Rated, School
from supervision.periods import Span
from supervision.small_counts import Count
from supervision.timeliness import counts
from supervision.timely_lines import Line
from triage.lanes import Lane
from triage.needs_model import model
from workflows.records.closures import SiteYear
from workflows.records.misfiled import rests_on_gone
from workflows.records.policies import waiting_places
from workflows.records.safety_work import about_safety
from workflows.records.scope import Transaction

# What was opened later, or ended before without anything since, is nothing to this time.
_INTAKES = text(f"""
SELECT e.site_id, e.opened_at,
       (SELECT r.how_soon FROM app.referral_in r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id)
         ORDER BY r.happened_at, array_position(ARRAY['now', 'this_week', 'can_wait'], r.how_soon) LIMIT 1) AS how_soon,
       (SELECT json_agg(json_build_array(c.to_step, c.effective_at) ORDER BY c.sequence) FROM app.step_change c
         WHERE (c.org_id, c.episode_id) = (e.org_id, e.id)) AS steps,
       (SELECT json_agg(json_build_array(a.happened_at, a.lane, a.proposed_step, a.ratings,
                                         btrim(a.words) <> '' OR cardinality(a.barriers) > 0)
                        ORDER BY a.happened_at, a.id) FROM app.assessment a
         WHERE (a.org_id, a.episode_id) = (e.org_id, e.id)
           AND NOT EXISTS (SELECT FROM app.assessment n WHERE (n.org_id, n.amends) = (a.org_id, a.id))) AS rated,
       (SELECT json_agg(json_build_array(w.class, w.opened_at, w.ended_at) ORDER BY w.opened_at) FROM app.work w
         WHERE (w.org_id, w.episode_id) = (e.org_id, e.id) AND {about_safety("w")}
           AND NOT EXISTS (SELECT FROM app.firing f
                WHERE (f.org_id, f.work_id) = (w.org_id, w.id) AND {rests_on_gone("f")})) AS escalations,
       EXISTS (SELECT FROM app.applicant_told t WHERE (t.org_id, t.episode_id) = (e.org_id, e.id)) AS is_told,
       EXISTS (SELECT FROM app.applicant_told t
         WHERE (t.org_id, t.episode_id) = (e.org_id, e.id) AND 'mentee' = ANY (t.who)) AS is_mentee_told,
       (SELECT json_agg(o.offered_at ORDER BY o.offered_at) FROM app.offer o
         WHERE (o.org_id, o.episode_id) = (e.org_id, e.id) AND o.to_step = 'professional_referral') AS referred_on,
       (SELECT json_agg(json_build_array(d.decided_at, btrim(d.mentee_view) <> '' OR EXISTS (
                            SELECT FROM app.stated_view v WHERE (v.org_id, v.episode_id) = (e.org_id, e.id)
                               AND v.whose = 'mentee' AND v.happened_at BETWEEN w.opened_at AND d.decided_at))
                        ORDER BY d.decided_at)
          FROM app.decision d JOIN app.work w ON (w.org_id, w.id) = (d.org_id, d.work_id)
         WHERE (d.org_id, d.episode_id) = (e.org_id, e.id) AND d.actor_kind = 'person' AND d.kind <> 'hold'
           AND w.kind = 'recommendation'
           AND NOT EXISTS (SELECT FROM app.decision n WHERE (n.org_id, n.corrects) = (d.org_id, d.id))) AS decided
  FROM app.episode e
 WHERE e.org_id = :org_id AND e.opened_at < :until AND (e.step <> 'closed' OR e.known_at >= :since)
   AND (cast(:site_ids AS uuid[]) IS NULL OR e.site_id = ANY(cast(:site_ids AS uuid[])))
 ORDER BY e.opened_at, e.id
""").columns(steps=JSON, rated=JSON, escalations=JSON, referred_on=JSON, decided=JSON)


async def intakes(
    tx: Transaction, *, since: datetime, until: datetime, site_ids: Sequence[UUID] | None
) -> Mapping[UUID, tuple[Intake, ...]]:
    """By school (None: of every one) each case that is something to this time, as it is known now."""
    asked = {
        "org_id": tx.actor.org_id,
        "since": since,
        "until": until,
        "site_ids": None if site_ids is None else list(site_ids),
    }
    found: dict[UUID, list[Intake]] = {}
    for row in (await tx.connection.execute(_INTAKES, asked)).mappings():
        found.setdefault(row["site_id"], []).append(_intake(row))
    return {site_id: tuple(of_site) for site_id, of_site in found.items()}


async def school_counts(
    tx: Transaction, years: Sequence[SiteYear], spans: Mapping[UUID, Span]
) -> tuple[tuple[SiteYear, Mapping[Line, Count]], ...]:
    """Every line for each of these schools, in its span, as it stands at the instant of the transaction."""
    if not spans:
        return ()
    found = await intakes(
        tx,
        since=min(one.begins for one in spans.values()),
        until=max(one.ends for one in spans.values()),
        site_ids=list(spans),
    )
    places = await waiting_places(tx)
    schools = ((one, School(one.calendar, places, tx.at, found.get(one.site_id, ()))) for one in years)
    return tuple((one, counts(school, spans[one.site_id])) for one, school in schools)


def _intake(row: Mapping[Any, Any]) -> Intake:
    return Intake(
        opened_at=row["opened_at"],
        how_soon=row["how_soon"],
        steps=tuple((Step(step), _instant(at)) for step, at in row["steps"] or ()),
        rated=tuple(_rated(*one) for one in row["rated"] or ()),
        escalations=tuple(
            Promise(class_, _instant(opened), _instant(ended) if ended else None)
            for class_, opened, ended in row["escalations"] or ()
        ),
        is_told=row["is_told"],
        is_mentee_told=row["is_mentee_told"],
        referred_on=tuple(_instant(at) for at in row["referred_on"] or ()),
        decided=tuple(Decided(_instant(at), has_view) for at, has_view in row["decided"] or ()),
    )


def _rated(at: str, lane: str, proposes: str, ratings: Mapping[str, int], is_own: bool) -> Rated:
    is_whole = all(one.key in ratings for one in model().primary)
    return Rated(_instant(at), Lane(lane), Step(proposes), is_whole, is_own)


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)
