"""What was agreed to for a mentee, of each kind, and what has been said about it until now?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from care_steps import codes
from care_steps.consents import ConsentKind, ConsentState, is_of_age, why_stopped
from triage.calendar import SchoolCalendar
from workflows.records.contacts import Contact, all_contacts
from workflows.records.refusals import Refused
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.families import consent

WRITTEN: Final = "written"


@dataclass(frozen=True, slots=True)
class ConsentNow:
    """Where one kind stands. Whoever said it is named only while they may be reached; `contact_id` None: the student."""

    kind: ConsentKind
    state: ConsentState
    since: date | None = None
    letter_id: UUID | None = None
    contact_id: UUID | None = None
    contact_name: str | None = None
    how: str = ""
    words: str = ""
    recorded_at: datetime | None = None
    recorded_by_name: str = ""

    @property
    def is_written(self) -> bool:
        """Whether it was given, and in writing."""
        way = codes.load("consent_ways").find(self.how)
        return self.state is ConsentState.GIVEN and way is not None and way.group == WRITTEN

    @property
    def why_stopped(self) -> str | None:
        """The sentence that stops what it covers, or None."""
        return why_stopped(self.kind, self.state)


_CONSENT: Final = """
SELECT c.kind, c.state, c.happened_on, c.letter_id, c.contact_id, c.how, c.words, c.recorded_at,
       p.given_name || ' ' || p.family_name AS recorded_by_name
  FROM app.consent c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.recorded_by)
 WHERE c.org_id = :org_id AND c.mentee_id = :mentee_id
"""
_HISTORY = text(f"{_CONSENT} ORDER BY c.recorded_at DESC, c.kind")
_NEWEST = text(f"{_CONSENT} AND c.kind = :kind ORDER BY c.recorded_at DESC LIMIT 1")
_STATE = text("""
SELECT c.state FROM app.consent c WHERE c.org_id = :org_id AND c.mentee_id = :mentee_id AND c.kind = :kind
 ORDER BY c.recorded_at DESC LIMIT 1
""")
_BORN = text("SELECT born_on FROM app.student WHERE org_id = :org_id AND person_id = :mentee_id")
_KEEP = insert(consent)


async def consent_now(
    tx: Transaction, mentee_id: UUID, kind: ConsentKind, *, on: date | None = None
) -> ConsentNow:
    """Where this kind stands: "none" when nobody was ever asked.

    With `on`, the day at the mentee's school, whoever said it is named, if they may be reached on that day.
    """
    row = await row_of(tx, _NEWEST, mentee_id=mentee_id, kind=kind.value)
    if row is None:
        return ConsentNow(kind, ConsentState.NONE)
    contacts = await all_contacts(tx, mentee_id) if on and row["contact_id"] else ()
    return _now(row, _names(contacts, on))


async def consent_history(tx: Transaction, mentee_id: UUID, *, on: date) -> tuple[ConsentNow, ...]:
    """Everything that was ever said, the newest first."""
    found = await tx.connection.execute(_HISTORY, {"org_id": tx.actor.org_id, "mentee_id": mentee_id})
    rows = found.mappings().all()
    names = _names(await all_contacts(tx, mentee_id) if rows else (), on)
    return tuple(_now(row, names) for row in rows)


def newest_of(history: tuple[ConsentNow, ...]) -> Mapping[ConsentKind, ConsentNow]:
    """Where each kind stands."""
    newest = {one.kind: one for one in reversed(history)}
    return {kind: newest.get(kind, ConsentNow(kind, ConsentState.NONE)) for kind in ConsentKind}


async def why_stopped_now(tx: Transaction, mentee_id: UUID, kind: ConsentKind) -> str | None:
    """The sentence for the gate of a verb: somebody said no to this kind, and nobody yes since."""
    row = await row_of(tx, _STATE, mentee_id=mentee_id, kind=kind.value)
    return why_stopped(kind, ConsentState(row["state"])) if row else None


async def insist_not_stopped(tx: Transaction, mentee_id: UUID, kind: ConsentKind) -> None:
    """Raises `Refused` with the sentence."""
    if (why := await why_stopped_now(tx, mentee_id, kind)) is not None:
        raise Refused(why)


async def born_on(tx: Transaction, mentee_id: UUID) -> date | None:
    found: date | None = (await known_row(tx, _BORN, mentee_id=mentee_id))["born_on"]
    return found


async def answers_alone(tx: Transaction, mentee_id: UUID, calendar: SchoolCalendar) -> bool:
    """Whether the rights have passed to the student, by the day at their school."""
    return is_of_age(await born_on(tx, mentee_id), calendar.local_day(tx.at))


def _names(contacts: tuple[Contact, ...], on: date | None) -> Mapping[UUID, str]:
    return {one.id: one.detail.name for one in contacts if on is not None and one.ban_on(on) is None}


def _now(row: Mapping[Any, Any], names: Mapping[UUID, str]) -> ConsentNow:
    return ConsentNow(
        kind=ConsentKind(row["kind"]),
        state=ConsentState(row["state"]),
        since=row["happened_on"],
        letter_id=row["letter_id"],
        contact_id=row["contact_id"],
        contact_name=names.get(row["contact_id"]),
        how=row["how"],
        words=row["words"],
        recorded_at=row["recorded_at"],
        recorded_by_name=row["recorded_by_name"],
    )


async def keep_consent(
    tx: Transaction,
    mentee_id: UUID,
    kind: ConsentKind,
    state: ConsentState,
    *,
    happened_on: date,
    recorded_at: datetime,
    letter_id: UUID | None = None,
    contact_id: UUID | None = None,
    how: str = "",
    words: str = "",
) -> None:
    """From now on it stands like this; what stood before stays on record."""
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "mentee_id": mentee_id,
            "kind": kind.value,
            "state": state.value,
            "letter_id": letter_id,
            "contact_id": contact_id,
            "how": how,
            "happened_on": happened_on,
            "words": words,
            "recorded_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
