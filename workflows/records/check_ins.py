"""What did a mentee say about how it goes, and by which link were they asked?

The secret of a link stands, hashed, outside schema `app`: it is looked up before there is a scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from supervision.check_ins import SaidInCheckIn
from workflows.records.ids import new_id
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.families import check_in, check_in_invitation
from workflows.records.tables.operation import check_in_link


@dataclass(frozen=True, slots=True)
class CheckInLink:
    """A link that has not run out. `crisis_contact` is what a person in danger is told to call."""

    org_id: UUID
    invitation_id: UUID
    crisis_contact: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class CheckInAsked:
    """Whom a link asks, and who made it. `check_in_id` once it was answered."""

    mentee_id: UUID
    episode_id: UUID
    made_by: UUID
    check_in_id: UUID | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in as it was given: `given_by` is link or device, `asked_by_name` who made the link or was there."""

    id: UUID
    episode_id: UUID
    said: SaidInCheckIn
    given_by: str
    asked_by_name: str
    happened_at: datetime


_KEEP = insert(check_in)
_KEEP_INVITATION = insert(check_in_invitation)
_KEEP_LINK = insert(check_in_link)
_COLUMNS = "c.id, c.episode_id, c.how_it_goes, c.wants_help, c.wants_other_mentor, c.words, c.given_by, c.happened_at"
_BY_ID = text(f"""
SELECT {_COLUMNS}, p.given_name || ' ' || p.family_name AS asked_by_name
  FROM app.check_in c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.asked_by)
 WHERE c.org_id = :org_id AND c.id = :id
""")
_ASKED = text("""
SELECT e.mentee_id, i.episode_id, i.made_by, i.check_in_id FROM app.check_in_invitation i
  JOIN app.episode e ON (e.org_id, e.id) = (i.org_id, i.episode_id)
 WHERE i.org_id = :org_id AND i.id = :id
""")
# A link of a demo was dated by the demo's own clock.
_LINK = text("""
SELECT l.org_id, l.invitation_id, o.crisis_contact, l.used_at IS NOT NULL AS is_used
  FROM sign_in.check_in_link l JOIN sign_in.organisation o ON o.id = l.org_id
 WHERE l.token_hash = :token_hash
   AND l.expires_at > cast(:at AS timestamptz) + coalesce(o.clock_shift, interval '0')
""")
_USE = text("""
UPDATE sign_in.check_in_link SET used_at = :at
 WHERE org_id = :org_id AND token_hash = :token_hash AND used_at IS NULL AND expires_at > :at RETURNING token_hash
""")
_ANSWERED = text("""
UPDATE app.check_in_invitation SET check_in_id = :check_in_id, ended_at = :at WHERE org_id = :org_id AND id = :id
""")
_END_OPEN = text("""
WITH ended AS (
    UPDATE app.check_in_invitation SET ended_at = :at
     WHERE org_id = :org_id AND episode_id = :episode_id AND ended_at IS NULL RETURNING id
)
UPDATE sign_in.check_in_link l SET used_at = :at FROM ended
 WHERE l.org_id = :org_id AND l.invitation_id = ended.id AND l.used_at IS NULL AND l.expires_at > :at
RETURNING l.invitation_id AS id
""")
_OUT = text("""
SELECT l.expires_at FROM app.check_in_invitation i
  JOIN sign_in.check_in_link l ON (l.org_id, l.invitation_id) = (i.org_id, i.id)
 WHERE i.org_id = :org_id AND i.episode_id = :episode_id AND i.ended_at IS NULL
   AND l.used_at IS NULL AND l.expires_at > :at
""")
_BEHIND = text("""
SELECT c.id FROM app.work w
  JOIN app.check_in c ON (c.org_id, c.episode_id) = (w.org_id, w.episode_id)
   AND w.cause = w.action || ':' || c.id
 WHERE w.org_id = :org_id AND w.id = :work_id
""")


async def keep_check_in(
    tx: Transaction,
    *,
    episode_id: UUID,
    said: SaidInCheckIn,
    given_by: str,
    asked_by: UUID,
    recorded_at: datetime,
) -> UUID:
    """One check-in, never changed afterwards."""
    check_in_id = new_id()
    row = {
        "org_id": tx.actor.org_id,
        "id": check_in_id,
        "episode_id": episode_id,
        "how_it_goes": said.how_it_goes,
        "wants_help": said.wants_help,
        "wants_other_mentor": said.wants_other_mentor,
        "words": said.words,
        "given_by": given_by,
        "asked_by": asked_by,
        "happened_at": tx.at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, row)
    return check_in_id


async def load_check_in(tx: Transaction, check_in_id: UUID) -> CheckIn:
    return _check_in(await known_row(tx, _BY_ID, id=check_in_id))


def _check_in(row: Mapping[Any, Any]) -> CheckIn:
    said = SaidInCheckIn(row["how_it_goes"], row["wants_help"], row["wants_other_mentor"], row["words"])
    return CheckIn(
        row["id"], row["episode_id"], said, row["given_by"], row["asked_by_name"], row["happened_at"]
    )


async def check_in_behind(tx: Transaction, work_id: UUID) -> UUID | None:
    """The check-in that this task was opened for."""
    row = await row_of(tx, _BEHIND, work_id=work_id)
    return row["id"] if row is not None else None


async def keep_link(tx: Transaction, *, episode_id: UUID, token_hash: bytes, expires_at: datetime) -> UUID:
    """A new link of this case; those before it end, so that only the newest works. Returns the invitation."""
    invitation_id = new_id()
    await end_open_link(tx, episode_id)
    row = {"org_id": tx.actor.org_id, "recorded_at": tx.at}
    made = {"id": invitation_id, "episode_id": episode_id, "made_by": tx.actor.person_id, "made_at": tx.at}
    await tx.connection.execute(_KEEP_INVITATION, {**row, **made})
    link = {"token_hash": token_hash, "invitation_id": invitation_id, "expires_at": expires_at}
    await tx.connection.execute(_KEEP_LINK, {**row, **link})
    return invitation_id


async def end_open_link(tx: Transaction, episode_id: UUID) -> UUID | None:
    """The link of this case that is out ends; None when there was none. Returns its invitation."""
    row = await row_of(tx, _END_OPEN, episode_id=episode_id, at=tx.at)
    return row["id"] if row is not None else None


async def link_out_until(tx: Transaction, episode_id: UUID) -> datetime | None:
    """Until when the link of this case that is out can be answered; None when there is none."""
    row = await row_of(tx, _OUT, episode_id=episode_id, at=tx.at)
    return row["expires_at"] if row is not None else None


async def find_link(connection: AsyncConnection, token_hash: bytes, at: datetime) -> CheckInLink | None:
    """The link of this secret, used or not, unless it has run out."""
    row = (await connection.execute(_LINK, {"token_hash": token_hash, "at": at})).mappings().first()
    return None if row is None else CheckInLink(**row)


async def load_asked(tx: Transaction, invitation_id: UUID) -> CheckInAsked:
    return CheckInAsked(**await known_row(tx, _ASKED, id=invitation_id))


async def use_link(tx: Transaction, token_hash: bytes) -> bool:
    """Use it up; False when it was used already, or has run out."""
    return await row_of(tx, _USE, token_hash=token_hash, at=tx.at) is not None


async def keep_answered(tx: Transaction, invitation_id: UUID, check_in_id: UUID) -> None:
    asked = {"org_id": tx.actor.org_id, "id": invitation_id, "check_in_id": check_in_id, "at": tx.at}
    await tx.connection.execute(_ANSWERED, asked)
