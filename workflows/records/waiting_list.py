"""Which open cases have no care yet, or not the care that was accepted, and since when?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.waiting import WaitsFor, WaitState, waits_for
from triage.calendar import SchoolCalendar
from triage.lanes import Lane
from triage.priority import Place, PlaceInLine, in_order, place_of, reasons_of, welfare_call_due
from workflows.records.match_lives import OVER
from workflows.records.safety_work import about_safety
from workflows.records.scope import Transaction
from workflows.records.student_leaves import LEFT_ALONE


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One young person who waits: for what, in which place, and by when somebody calls them next."""

    episode_id: UUID
    mentee_id: UUID
    name: str
    grade: str | None
    homeroom: str | None
    site_id: UUID
    site_name: str
    owner_name: str
    step: Step
    offer_id: UUID | None
    since: datetime
    place: Place
    waits_for: tuple[WaitsFor, ...]
    is_rated: bool
    call_due_at: datetime
    calendar: SchoolCalendar
    has_left: bool

    @property
    def lost_mentor(self) -> bool:
        """Whether they were in care and have no mentor any more."""
        return WaitsFor.NEW_MENTOR in self.waits_for


_WAITING = text(f"""
SELECT e.id AS episode_id, e.mentee_id, e.step, begun.at AS asked_at, e.site_id, s.name AS site_name, s.time_zone,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS name, st.grade, st.homeroom,
       {LEFT_ALONE} AS has_left,
       o.given_name || ' ' || o.family_name AS owner_name, serving.match_id, serving.starts_at AS serving_since,
       offer.id AS offer_id, offer.state AS offer_state, offer.to_step, offer.offered_at,
       EXISTS (SELECT FROM app.match x WHERE (x.org_id, x.offer_id) = (e.org_id, offer.id)
          AND NOT {OVER.format(match="x")}) AS is_assigned,
       EXISTS (SELECT FROM app.reservation r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id) AND r.ended_at IS NULL
          AND r.until_on >= (cast(:at AS timestamptz) AT TIME ZONE s.time_zone)::date) AS is_reserved,
       (SELECT max(t.happened_at) FROM app.applicant_told t
         WHERE (t.org_id, t.episode_id) = (e.org_id, e.id)) AS told_at,
       (SELECT r.how_soon FROM app.referral_in r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id)
         ORDER BY array_position(ARRAY['now', 'this_week', 'can_wait'], r.how_soon) LIMIT 1) AS how_soon,
       rated.lane, rated.happened_at AS rated_at,
       (SELECT json_agg(json_build_array(w.class, w.opened_at)) FROM app.work w
         WHERE (w.org_id, w.episode_id) = (e.org_id, e.id) AND {about_safety("w")} AND w.state <> 'ended') AS escalations,
       (SELECT json_agg(json_build_array(c.first_on, c.last_on)) FROM app.closure c
         WHERE (c.org_id, c.site_id) = (e.org_id, e.site_id)) AS closures
  FROM app.episode e
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person o ON (o.org_id, o.id) = (e.org_id, e.owner_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  JOIN LATERAL (SELECT max(c.effective_at) AS at FROM app.step_change c
       WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.move IN ('open', 'reopen')) begun ON true
  LEFT JOIN LATERAL (SELECT p.match_id, p.starts_at FROM app.match_change_point p
       WHERE (p.org_id, p.episode_id) = (e.org_id, e.id) AND p.starts_at <= :at
       ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) serving ON true
  LEFT JOIN LATERAL (SELECT f.id, f.state, f.to_step, f.offered_at FROM app.offer f
       WHERE (f.org_id, f.episode_id) = (e.org_id, e.id)
         AND f.state IN ('offered', 'accepted', 'waiting') LIMIT 1) offer ON true
  LEFT JOIN LATERAL (SELECT a.lane, a.happened_at FROM app.assessment a
       WHERE (a.org_id, a.episode_id) = (e.org_id, e.id)
         AND NOT EXISTS (SELECT FROM app.assessment n WHERE (n.org_id, n.amends) = (a.org_id, a.id))
       ORDER BY a.happened_at DESC, a.id DESC LIMIT 1) rated ON true
 WHERE e.org_id = :org_id AND e.step <> 'closed'
   AND (e.step = 'referred' OR offer.id IS NOT NULL OR (serving.match_id IS NULL AND e.step <> 'professional_referral'))
   AND (cast(:site_ids AS uuid[]) IS NULL OR e.site_id = ANY(cast(:site_ids AS uuid[])))
""").columns(escalations=JSON, closures=JSON)


async def waiting_list(
    tx: Transaction, places: Sequence[PlaceInLine], *, site_ids: Sequence[UUID] | None
) -> tuple[WaitingLine, ...]:
    """Everybody who waits at these sites (None: at every one), in the order of the policy."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "site_ids": None if site_ids is None else list(site_ids)}
    rows = (await tx.connection.execute(_WAITING, asked)).mappings()
    lines = (_line(row, places) for row in rows)
    return in_order((one for one in lines if one is not None), places, at=tx.at)


def _line(row: Mapping[Any, Any], places: Sequence[PlaceInLine]) -> WaitingLine | None:
    step = Step(row["step"])
    found = waits_for(
        WaitState(
            step=step,
            offer_state=OfferState(row["offer_state"]) if row["offer_state"] else None,
            offer_to=Step(row["to_step"]) if row["to_step"] else None,
            is_assigned=row["is_assigned"],
            is_served=row["match_id"] is not None,
            is_told=row["told_at"] is not None,
            is_reserved=row["is_reserved"],
        )
    )
    if not found:
        return None
    since = _since(step, row)
    calendar = _calendar(row)
    return WaitingLine(
        episode_id=row["episode_id"],
        mentee_id=row["mentee_id"],
        name=row["name"],
        grade=row["grade"],
        homeroom=row["homeroom"],
        site_id=row["site_id"],
        site_name=row["site_name"],
        owner_name=row["owner_name"],
        step=step,
        offer_id=row["offer_id"],
        since=since,
        place=_place(row, since, places, calendar, left=WaitsFor.NEW_MENTOR in found),
        waits_for=found,
        is_rated=row["lane"] is not None,
        call_due_at=welfare_call_due(calendar, since=since, told_at=row["told_at"]),
        calendar=calendar,
        has_left=row["has_left"],
    )


def _since(step: Step, row: Mapping[Any, Any]) -> datetime:
    """Since help was asked for, at first or again, until care begins; later since the offer, or since the mentor left."""
    since: datetime = row["asked_at"]
    if step is not Step.REFERRED:
        since = row["offered_at"] or row["serving_since"] or since
    return since


def _calendar(row: Mapping[Any, Any]) -> SchoolCalendar:
    closures = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in row["closures"] or ())
    return SchoolCalendar(row["time_zone"], closures)


def _place(
    row: Mapping[Any, Any],
    since: datetime,
    places: Sequence[PlaceInLine],
    calendar: SchoolCalendar,
    *,
    left: bool,
) -> Place:
    rated = (Lane(row["lane"]), row["rated_at"]) if row["lane"] else None
    escalations = [(class_, datetime.fromisoformat(at)) for class_, at in row["escalations"] or ()]
    reasons = reasons_of(
        waits_since=since,
        how_soon=row["how_soon"],
        rated=rated,
        escalations=escalations,
        left_at=since if left else None,
    )
    return place_of(reasons, places, calendar)
