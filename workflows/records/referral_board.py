"""Which referrals to professionals are open, who owns them, and for whom is nobody asked yet?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from care_steps.offers import OfferState
from care_steps.referral_waits import needs_another
from care_steps.referrals import ReferralState
from care_steps.steps import Step
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One referral of a case. `fallback_name`: whom its provider's entry names for when they decline."""

    id: UUID
    mentee_id: UUID
    mentee_name: str
    site_name: str
    time_zone: str
    destination_name: str
    fallback_name: str | None
    owner_id: UUID
    owner_name: str
    state: ReferralState
    call_back_on: date | None
    appointment_at: datetime | None
    offer_state: OfferState | None
    step: Step
    is_followed: bool

    @property
    def needs_another(self) -> bool:
        """Whether it came to nothing and the mentee still waits."""
        return needs_another(self.state, offer=self.offer_state, step=self.step, is_followed=self.is_followed)


@dataclass(frozen=True, slots=True)
class UnaskedLine:
    """Somebody who said yes to a professional, or whom an emergency moved there, with no referral at all."""

    mentee_id: UUID
    mentee_name: str
    site_name: str
    time_zone: str
    owner_name: str
    since: datetime


# Whose cases: those of these sites (none: of every site), or these cases.
_THEIRS: Final = """(cast(:episode_ids AS uuid[]) IS NULL OR e.id = ANY(cast(:episode_ids AS uuid[])))
   AND (cast(:site_ids AS uuid[]) IS NULL OR e.site_id = ANY(cast(:site_ids AS uuid[])))"""
_MENTEE: Final = "coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name"
_BOARD = text(f"""
SELECT r.id, e.mentee_id, {_MENTEE} AS mentee_name, s.name AS site_name, s.time_zone, d.name AS destination_name,
       f.name AS fallback_name, r.owner_id, p.given_name || ' ' || p.family_name AS owner_name, r.state, r.call_back_on,
       (SELECT c.appointment_at FROM app.referral_change c
         WHERE (c.org_id, c.referral_id) = (r.org_id, r.id) AND c.appointment_at IS NOT NULL
         ORDER BY c.sequence DESC LIMIT 1) AS appointment_at,
       o.state AS offer_state, e.step,
       EXISTS (SELECT FROM app.referral n WHERE (n.org_id, n.episode_id) = (r.org_id, r.episode_id)
                 AND n.id <> r.id AND (n.drafted_at, n.id) > (r.drafted_at, r.id)) AS is_followed
  FROM app.referral r
  JOIN app.episode e ON (e.org_id, e.id) = (r.org_id, r.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.destination d ON (d.org_id, d.id) = (r.org_id, r.destination_id)
  JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.owner_id)
  LEFT JOIN app.offer o ON (o.org_id, o.id) = (r.org_id, r.offer_id)
  LEFT JOIN LATERAL (SELECT x.fallback_id FROM app.provider_detail x
        WHERE (x.org_id, x.destination_id) = (r.org_id, r.destination_id)
        ORDER BY x.recorded_at DESC LIMIT 1) v ON true
  LEFT JOIN app.destination f ON (f.org_id, f.id) = (r.org_id, v.fallback_id)
       AND NOT EXISTS (SELECT FROM app.provider_detail y WHERE (y.org_id, y.destination_id) = (f.org_id, f.id)
            AND NOT y.is_current AND y.recorded_at = (SELECT max(z.recorded_at) FROM app.provider_detail z
                 WHERE (z.org_id, z.destination_id) = (f.org_id, f.id)))
 WHERE r.org_id = :org_id AND {_THEIRS} AND r.state <> 'done' AND e.step <> 'closed'
 ORDER BY r.call_back_on NULLS FIRST, r.drafted_at, r.id
""")
_UNASKED = text(f"""
SELECT e.mentee_id, {_MENTEE} AS mentee_name, s.name AS site_name, s.time_zone,
       p.given_name || ' ' || p.family_name AS owner_name, coalesce(o.offered_at, moved.effective_at) AS since
  FROM app.episode e
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.person p ON (p.org_id, p.id) = (e.org_id, e.owner_id)
  LEFT JOIN app.offer o ON (o.org_id, o.episode_id) = (e.org_id, e.id) AND o.to_step = 'professional_referral'
       AND o.state IN ('accepted', 'waiting')
  LEFT JOIN LATERAL (SELECT c.effective_at, c.move FROM app.step_change c
        WHERE (c.org_id, c.episode_id, c.sequence) = (e.org_id, e.id, e.version)) moved ON true
 WHERE e.org_id = :org_id AND {_THEIRS} AND e.step <> 'closed'
   AND (o.id IS NOT NULL OR (e.step = 'professional_referral' AND moved.move = 'emergency'))
   AND NOT EXISTS (SELECT FROM app.referral r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id)
                     AND (r.offer_id IS NOT DISTINCT FROM o.id OR r.drafted_at >= moved.effective_at))
 ORDER BY since, e.id
""")


def _asked(
    tx: Transaction, site_ids: Sequence[UUID] | None, episode_ids: Sequence[UUID] | None
) -> dict[str, Any]:
    return {
        "org_id": tx.actor.org_id,
        "site_ids": None if site_ids is None else list(site_ids),
        "episode_ids": None if episode_ids is None else list(episode_ids),
    }


async def referral_board(
    tx: Transaction, *, site_ids: Sequence[UUID] | None, episode_ids: Sequence[UUID] | None = None
) -> tuple[BoardLine, ...]:
    """Those that are open, and those that came to nothing while the mentee still waits; the earliest day first."""
    found = await tx.connection.execute(_BOARD, _asked(tx, site_ids, episode_ids))
    lines = [_line(row) for row in found.mappings()]
    return tuple(one for one in lines if one.state.is_live or one.needs_another)


async def unasked(
    tx: Transaction, *, site_ids: Sequence[UUID] | None, episode_ids: Sequence[UUID] | None = None
) -> tuple[UnaskedLine, ...]:
    """For whom no referral was written, whoever waits longest first."""
    found = await tx.connection.execute(_UNASKED, _asked(tx, site_ids, episode_ids))
    return tuple(UnaskedLine(**row) for row in found.mappings())


def _line(row: Mapping[Any, Any]) -> BoardLine:
    offered = row["offer_state"]
    return BoardLine(
        **{
            **row,
            "state": ReferralState(row["state"]),
            "step": Step(row["step"]),
            "offer_state": OfferState(offered) if offered is not None else None,
        }
    )
