"""Where does a referral to a professional stand? Its state is written together with its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.offers import OfferState
from care_steps.referrals import ReferralState
from workflows.records.ids import new_id
from workflows.records.refusals import Stale
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.referrals import referral_note


@dataclass(frozen=True, slots=True)
class Referral:
    """One of them; `version` counts its changes. `offer_state`: of the offer it is for, None without one.

    `follows` and `followed_by`: the one in whose place it was drafted, and the one in its place. `appointment_at`: of
    the appointment that was made last.
    """

    id: UUID
    episode_id: UUID
    offer_id: UUID | None
    offer_state: OfferState | None
    offer_version: int | None
    destination_id: UUID
    destination_name: str
    owner_id: UUID
    owner_name: str
    state: ReferralState
    version: int
    call_back_on: date | None
    follows: UUID | None
    drafted_at: datetime
    followed_by: UUID | None
    appointment_at: datetime | None

    @property
    def is_followed(self) -> bool:
        """Whether another one was drafted in its place."""
        return self.followed_by is not None

    def has_begun(self, at: datetime) -> bool:
        """Whether the time has come of the appointment that was made last."""
        return self.appointment_at is not None and self.appointment_at <= at


@dataclass(frozen=True, slots=True)
class ReferralEvent:
    """One entry of its history: a change of state, or a note beside it, whose `kind` is then not "change"."""

    kind: str
    state: ReferralState | None
    reasons: tuple[str, ...]
    words: str
    confirmed_by: str
    confirmed_how: str | None
    appointment_at: datetime | None
    outcome: str | None
    call_back_on: date | None
    by: str
    happened_at: datetime


_REFERRAL: Final = """
SELECT r.id, r.episode_id, r.offer_id, o.state AS offer_state, o.version AS offer_version, r.destination_id,
       d.name AS destination_name, r.owner_id, p.given_name || ' ' || p.family_name AS owner_name, r.state, r.version,
       r.call_back_on, r.follows, r.drafted_at,
       (SELECT n.id FROM app.referral n WHERE (n.org_id, n.follows) = (r.org_id, r.id)
         ORDER BY n.drafted_at DESC LIMIT 1) AS followed_by,
       (SELECT x.appointment_at FROM app.referral_change x
         WHERE (x.org_id, x.referral_id) = (r.org_id, r.id) AND x.appointment_at IS NOT NULL
         ORDER BY x.sequence DESC LIMIT 1) AS appointment_at
  FROM app.referral r
  JOIN app.destination d ON (d.org_id, d.id) = (r.org_id, r.destination_id)
  JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.owner_id)
  LEFT JOIN app.offer o ON (o.org_id, o.id) = (r.org_id, r.offer_id)
 WHERE r.org_id = :org_id AND {which}
"""
_BY_ID = text(_REFERRAL.format(which="r.id = :id"))
LIVE: Final = "state NOT IN ('rejected', 'done', 'revoked')"
_LIVE = text(_REFERRAL.format(which=f"r.episode_id = :id AND r.{LIVE}"))
_NEWEST = text(_REFERRAL.format(which="r.episode_id = :id ORDER BY r.drafted_at DESC, r.id DESC LIMIT 1"))
# One statement each, at whose end the keys between a referral and its history hold.
_DRAFT = text("""
WITH drafted AS (
    INSERT INTO app.referral (org_id, id, episode_id, offer_id, destination_id, owner_id, state, version, call_back_on,
                              follows, drafted_at, recorded_at)
    VALUES (:org_id, :id, :episode_id, :offer_id, :destination_id, :by, 'drafted', 1, :call_back_on, :follows,
            :at, :recorded_at)
    RETURNING org_id, id
)
INSERT INTO app.referral_change (org_id, id, referral_id, sequence, to_state, words, changed_by, happened_at, recorded_at)
SELECT org_id, :change_id, id, 1, 'drafted', :words, :by, :at, :recorded_at FROM drafted
""")
_CHANGE = text("""
WITH seen AS (
    SELECT org_id, id, state FROM app.referral WHERE org_id = :org_id AND id = :id AND version = :version FOR UPDATE
), changed AS (
    UPDATE app.referral r SET state = :to_state, version = r.version + 1, call_back_on = :call_back_on FROM seen
     WHERE (r.org_id, r.id) = (seen.org_id, seen.id)
    RETURNING r.org_id, r.id, r.version, seen.state AS from_state
)
INSERT INTO app.referral_change (org_id, id, referral_id, sequence, from_state, to_state, reasons, words, confirmed_by,
       confirmed_how, appointment_at, outcome, changed_by, happened_at, recorded_at)
SELECT org_id, :change_id, id, version, from_state, :to_state, :reasons, :words, :confirmed_by, :confirmed_how,
       :appointment_at, :outcome, :by, :happened_at, :recorded_at FROM changed
RETURNING id
""")
_KEEP_NOTE = insert(referral_note)
_CALL_BACK = text("UPDATE app.referral SET call_back_on = :day WHERE org_id = :org_id AND id = :id")
_HISTORY = text("""
WITH happened AS (
    SELECT 'change' AS kind, to_state AS state, reasons, words, confirmed_by, confirmed_how, appointment_at, outcome,
           cast(NULL AS date) AS call_back_on, changed_by AS person_id, happened_at, recorded_at, sequence
      FROM app.referral_change WHERE org_id = :org_id AND referral_id = :id
    UNION ALL
    SELECT kind, NULL, '{}', words, '', NULL, NULL, NULL, call_back_on, noted_by, happened_at, recorded_at, 0
      FROM app.referral_note WHERE org_id = :org_id AND referral_id = :id
)
SELECT h.kind, h.state, h.reasons, h.words, h.confirmed_by, h.confirmed_how, h.appointment_at, h.outcome, h.call_back_on,
       p.given_name || ' ' || p.family_name AS by, h.happened_at
  FROM happened h JOIN app.person p ON (p.org_id, p.id) = (:org_id, h.person_id)
 ORDER BY h.recorded_at DESC, h.sequence DESC
""")


async def load_referral(tx: Transaction, referral_id: UUID) -> Referral:
    """Raises `NotFound`."""
    return _referral(await known_row(tx, _BY_ID, id=referral_id))


async def live_referral(tx: Transaction, episode_id: UUID) -> Referral | None:
    """The one that is open."""
    row = await row_of(tx, _LIVE, id=episode_id)
    return _referral(row) if row else None


async def newest_referral(tx: Transaction, episode_id: UUID) -> Referral | None:
    """The last one that was drafted, open or ended."""
    row = await row_of(tx, _NEWEST, id=episode_id)
    return _referral(row) if row else None


def _referral(row: Mapping[Any, Any]) -> Referral:
    offered = row["offer_state"]
    return Referral(
        **{
            **row,
            "state": ReferralState(row["state"]),
            "offer_state": OfferState(offered) if offered is not None else None,
        }
    )


async def referral_history(tx: Transaction, referral_id: UUID) -> tuple[ReferralEvent, ...]:
    """Everything that was done about it, newest first."""
    found = await tx.connection.execute(_HISTORY, {"org_id": tx.actor.org_id, "id": referral_id})
    return tuple(
        ReferralEvent(
            **{
                **row,
                "state": ReferralState(row["state"]) if row["state"] else None,
                "reasons": tuple(row["reasons"]),
            }
        )
        for row in found.mappings()
    )


async def keep_referral(
    tx: Transaction,
    *,
    episode_id: UUID,
    offer_id: UUID | None,
    destination_id: UUID,
    call_back_on: date | None,
    follows: UUID | None,
    words: str,
    recorded_at: datetime,
) -> UUID:
    """A new referral with its first record; whoever drafts it owns it."""
    referral_id = new_id()
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": referral_id,
        "change_id": new_id(),
        "episode_id": episode_id,
        "offer_id": offer_id,
        "destination_id": destination_id,
        "call_back_on": call_back_on,
        "follows": follows,
        "words": words,
        "by": tx.actor.person_id,
        "at": tx.at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_DRAFT, values)
    return referral_id


_PLAIN: Final[Mapping[str, Any]] = {
    "reasons": [],
    "words": "",
    "confirmed_by": "",
    "confirmed_how": None,
    "appointment_at": None,
    "outcome": None,
}


async def keep_referral_change(
    tx: Transaction,
    referral: Referral,
    to_state: ReferralState,
    *,
    call_back_on: date | None,
    recorded_at: datetime,
    **values: Any,
) -> None:
    """Write its next state with its record; raises `Stale` when it has moved on."""
    asked: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": referral.id,
        "change_id": new_id(),
        "version": referral.version,
        "to_state": to_state.value,
        "call_back_on": call_back_on,
        "by": tx.actor.person_id,
        "happened_at": tx.at,
        "recorded_at": recorded_at,
        **_PLAIN,
        **values,
    }
    if (await tx.connection.execute(_CHANGE, asked)).first() is None:
        raise Stale("Somebody has gone on with this referral a moment ago.")


async def keep_referral_note(
    tx: Transaction,
    referral_id: UUID,
    kind: str,
    *,
    words: str,
    call_back_on: date | None,
    recorded_at: datetime,
) -> UUID:
    """What was done without moving it; with a day, its owner asks again on that day."""
    note_id = new_id()
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": note_id,
        "referral_id": referral_id,
        "kind": kind,
        "words": words,
        "call_back_on": call_back_on,
        "noted_by": tx.actor.person_id,
        "happened_at": tx.at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP_NOTE, values)
    if call_back_on is not None:
        asked = {"org_id": tx.actor.org_id, "id": referral_id, "day": call_back_on}
        await tx.connection.execute(_CALL_BACK, asked)
    return note_id
