"""Which forms does a handed-over device serve, one after the other, and were they given back?

Kept in the sign-in session itself, so that every request knows it from its first statement: `Transaction.serves`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.doorstep import Doorstep
from workflows.records.refusals import NotAllowed, Refused, Stale
from workflows.records.scope import NotSignedIn, Transaction, scoped

CHECK_IN: Final = "check_in"
"""What is served in place of a questionnaire when a mentee is asked how it goes."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One form in the hands of a young person, with those before and after it.

    `language` is known once they have given one back. `is_between`: the form before is given back, and this one is
    not begun.
    """

    mentee_id: UUID
    episode_id: UUID
    instrument_id: str
    reason_asked: str
    is_given_back: bool
    language: str | None
    administration_id: UUID | None
    earlier: tuple[str, ...] = ()
    following: tuple[str, ...] = ()

    @property
    def asks_check_in(self) -> bool:
        """Whether it is no questionnaire: `instrument_id` is `CHECK_IN`."""
        return self.instrument_id == CHECK_IN

    @property
    def number(self) -> int:
        """The place of this form among all of them, from 1."""
        return len(self.earlier) + 1

    @property
    def of(self) -> int:
        return self.number + len(self.following)

    @property
    def is_between(self) -> bool:
        return bool(self.earlier) and not self.is_given_back

    @property
    def until_now(self) -> tuple[str, ...]:
        """Every form that was shown."""
        return (*self.earlier, self.instrument_id)


@dataclass(frozen=True, slots=True)
class LockedDevice:
    """What unlocking must know before anybody has said a password."""

    handover: Handover
    org_id: UUID
    person_id: UUID
    adult_name: str
    email: str | None
    is_demo: bool


# A form must not be cut off in the middle: there has to be time enough before the sign-in itself ends.
_BEGIN = text("""
UPDATE sign_in.session SET serves = cast(:serves AS jsonb), idle_expires_at = :until
 WHERE org_id = :org_id AND id = :id AND serves IS NULL AND expires_at >= :until RETURNING id
""")
_GIVE_BACK = text("""
UPDATE sign_in.session SET serves = serves || cast(:said AS jsonb)
 WHERE org_id = :org_id AND id = :id AND serves IS NOT NULL AND serves ->> 'given_back_at' IS NULL RETURNING id
""")
# What was given back is taken up again with the next form: the lock that a second sending meets stands in between.
_PASS_ON = text("""
UPDATE sign_in.session SET serves = (serves - 'given_back_at') || cast(:said AS jsonb),
       idle_expires_at = least(expires_at, :until)
 WHERE org_id = :org_id AND id = :id
""")
_ADD_FORM = text("""
UPDATE sign_in.session SET serves = serves || cast(:said AS jsonb) WHERE org_id = :org_id AND id = :id
""")
_ACCOUNT = text("""
SELECT o.is_demo, i.email FROM sign_in.organisation o
  LEFT JOIN sign_in.identity i ON (i.org_id, i.person_id) = (o.id, cast(:person_id AS uuid))
 WHERE o.id = :org_id
""")


def handover_of(tx: Transaction) -> Handover | None:
    """What this device serves, None when its sign-in opens everything."""
    if tx.serves is None:
        return None
    kept = tx.serves
    return Handover(
        mentee_id=UUID(kept["mentee_id"]),
        episode_id=UUID(kept["episode_id"]),
        instrument_id=kept["instrument_id"],
        reason_asked=kept["reason_asked"],
        is_given_back=kept.get("given_back_at") is not None,
        language=kept.get("language"),
        administration_id=UUID(kept["administration_id"]) if kept.get("administration_id") else None,
        earlier=tuple(kept.get("earlier", ())),
        following=tuple(kept.get("following", ())),
    )


async def keep_handover(
    tx: Transaction,
    *,
    mentee_id: UUID,
    episode_id: UUID,
    instrument_ids: Sequence[str],
    reason_asked: str,
    until: datetime,
) -> None:
    """From now on the sign-in of this request serves those forms only, in this order. Raises `Refused`."""
    first, *following = instrument_ids
    serves = {
        "mentee_id": str(mentee_id),
        "episode_id": str(episode_id),
        "instrument_id": first,
        "following": following,
        "reason_asked": reason_asked,
    }
    if not await _written(tx, _BEGIN, serves=json.dumps(serves), until=until):
        raise Refused("Your sign-in ends too soon for a form to be filled in. Sign in again first.")


async def keep_given_back(tx: Transaction, *, language: str, at: datetime) -> None:
    """The young person is done. Raises `Stale` the second time."""
    said = {"given_back_at": at.isoformat(), "language": language}
    if not await _written(tx, _GIVE_BACK, said=json.dumps(said)):
        raise Stale("This form was given back already.")


async def keep_next_form(tx: Transaction, handover: Handover, *, until: datetime) -> None:
    """The device stays in the young person's hands, with the form that follows."""
    following, *rest = handover.following
    said = {"instrument_id": following, "earlier": handover.until_now, "following": rest}
    asked = {"org_id": tx.actor.org_id, "id": tx.sign_in_id, "said": json.dumps(said), "until": until}
    await tx.connection.execute(_PASS_ON, asked)


async def keep_form_given_back(tx: Transaction, administration_id: UUID) -> None:
    """Which entry the answers became: where the adult goes on to."""
    said = json.dumps({"administration_id": str(administration_id)})
    await tx.connection.execute(_ADD_FORM, {"org_id": tx.actor.org_id, "id": tx.sign_in_id, "said": said})


async def serves_a_form(door: Doorstep, token_hash: bytes) -> bool:
    """Is the sign-in with this token live and narrowed to one form?"""
    try:
        async with scoped(door.engine, token_hash) as tx:
            return tx.serves is not None
    except NotSignedIn:
        return False


async def locked_device(door: Doorstep, token_hash: bytes) -> LockedDevice:
    """Raises `NotSignedIn`, or `NotAllowed` when the device is not handed over."""
    async with scoped(door.engine, token_hash) as tx:
        handover = handover_of(tx)
        if handover is None or tx.actor.person_id is None:
            raise NotAllowed("This device is not handed over.")
        asked = {"org_id": tx.actor.org_id, "person_id": tx.actor.person_id}
        row = (await tx.connection.execute(_ACCOUNT, asked)).mappings().one()
        return LockedDevice(
            handover, tx.actor.org_id, tx.actor.person_id, tx.actor.name, row["email"], row["is_demo"]
        )


async def _written(tx: Transaction, statement: Any, **values: Any) -> bool:
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, "id": tx.sign_in_id, **values})
    return found.first() is not None
