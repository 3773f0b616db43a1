"""What was agreed to for a mentee, of each kind, and what has been said about it until now?

The newest answer holds: a letter that is out asks, and changes nothing about what was answered before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.consents import (
    ConsentKind,
    ConsentMove,
    ConsentState,
    ends_soon,
    is_of_age,
    moves_from,
    stands,
    why_stopped,
)
from care_steps.not_asked import is_written
from supervision.handoff_packages import Signer
from triage.calendar import SchoolCalendar
from workflows.records.contacts import Contact, all_contacts
from workflows.records.refusals import Refused
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.families import consent


@dataclass(frozen=True, slots=True)
class ConsentNow:
    """Where one kind stands. Whoever said it is named only while they may be reached; `contact_id` None: the student.

    `answered`: how the newest answer stands, the state itself unless a letter is out; `ends_on`: its last day.
    """

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
    ends_on: date | None = None
    answered: ConsentState = ConsentState.NONE
    answered_on: date | None = None
    answered_how: str = ""
    answered_by: UUID | None = None
    ends_soon: bool = False

    @property
    def may_be_asked(self) -> bool:
        """Whether a letter may go out: nobody is asked again for what they agreed to without a last day."""
        is_for_good = self.state is ConsentState.GIVEN and self.ends_on is None
        return ConsentMove.ASK in moves_from(self.state) and not is_for_good

    @property
    def is_written(self) -> bool:
        """Whether what holds was given, and in writing."""
        return self.answered is ConsentState.GIVEN and is_written(self.answered_how)

    @property
    def signed_by(self) -> Signer | None:
        """Who gave in writing what holds."""
        if not self.is_written:
            return None
        return Signer.STUDENT if self.answered_by is None else Signer.GUARDIAN

    @property
    def why_stopped(self) -> str | None:
        """The sentence that stops what it covers, or None."""
        return why_stopped(self.kind, self.answered)


_CONSENT: Final = """
SELECT c.kind, c.state, c.happened_on, c.letter_id, c.contact_id, c.how, c.words, c.recorded_at, c.ends_on,
       p.given_name || ' ' || p.family_name AS recorded_by_name, a.state AS answered, a.happened_on AS answered_on,
       a.how AS answered_how, a.contact_id AS answered_by, a.ends_on AS answer_ends_on,
       (cast(:at AS timestamptz) AT TIME ZONE coalesce(site.time_zone, 'UTC'))::date AS today
  FROM app.consent c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.recorded_by)
  LEFT JOIN app.student s ON (s.org_id, s.person_id) = (c.org_id, c.mentee_id)
  LEFT JOIN app.site ON (site.org_id, site.id) = (s.org_id, s.site_id)
  LEFT JOIN LATERAL (SELECT x.state, x.happened_on, x.how, x.contact_id, x.ends_on FROM app.consent x
       WHERE (x.org_id, x.mentee_id, x.kind) = (c.org_id, c.mentee_id, c.kind) AND x.state <> 'out'
         AND x.recorded_at <= c.recorded_at
       ORDER BY x.recorded_at DESC LIMIT 1) a ON true
 WHERE c.org_id = :org_id AND c.mentee_id = :mentee_id
"""
_HISTORY = text(f"{_CONSENT} ORDER BY c.recorded_at DESC, c.kind")
_NEWEST = text(f"{_CONSENT} AND c.kind = :kind ORDER BY c.recorded_at DESC LIMIT 1")
_ANSWER = text("""
SELECT c.state, c.ends_on, (cast(:at AS timestamptz) AT TIME ZONE coalesce(site.time_zone, 'UTC'))::date AS today
  FROM app.consent c
  LEFT JOIN app.student s ON (s.org_id, s.person_id) = (c.org_id, c.mentee_id)
  LEFT JOIN app.site ON (site.org_id, site.id) = (s.org_id, s.site_id)
 WHERE c.org_id = :org_id AND c.mentee_id = :mentee_id AND c.kind = :kind AND c.state <> 'out'
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
    row = await row_of(tx, _NEWEST, mentee_id=mentee_id, kind=kind.value, at=tx.at)
    if row is None:
        return ConsentNow(kind, ConsentState.NONE)
    contacts = await all_contacts(tx, mentee_id) if on and row["contact_id"] else ()
    return _now(row, _names(contacts, on))


async def consent_history(tx: Transaction, mentee_id: UUID, *, on: date) -> tuple[ConsentNow, ...]:
    """Everything that was ever said, the newest first."""
    asked = {"org_id": tx.actor.org_id, "mentee_id": mentee_id, "at": tx.at}
    found = await tx.connection.execute(_HISTORY, asked)
    rows = found.mappings().all()
    names = _names(await all_contacts(tx, mentee_id) if rows else (), on)
    return tuple(_now(row, names) for row in rows)


def newest_of(history: tuple[ConsentNow, ...]) -> Mapping[ConsentKind, ConsentNow]:
    """Where each kind stands."""
    newest = {one.kind: one for one in reversed(history)}
    return {kind: newest.get(kind, ConsentNow(kind, ConsentState.NONE)) for kind in ConsentKind}


async def why_stopped_now(tx: Transaction, mentee_id: UUID, kind: ConsentKind) -> str | None:
    """The sentence for the gate of a verb: somebody said no to this kind, or until a day, and nobody yes since."""
    row = await row_of(tx, _ANSWER, mentee_id=mentee_id, kind=kind.value, at=tx.at)
    if row is None:
        return None
    return why_stopped(kind, stands(ConsentState(row["state"]), row["ends_on"], row["today"]))


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
    state, answered, today = ConsentState(row["state"]), ConsentState.NONE, row["today"]
    if row["answered"] is not None:
        answered = stands(ConsentState(row["answered"]), row["answer_ends_on"], today)
    return ConsentNow(
        kind=ConsentKind(row["kind"]),
        state=stands(state, row["ends_on"], today),
        since=row["happened_on"],
        letter_id=row["letter_id"],
        contact_id=row["contact_id"],
        contact_name=names.get(row["contact_id"]),
        how=row["how"],
        words=row["words"],
        recorded_at=row["recorded_at"],
        recorded_by_name=row["recorded_by_name"],
        ends_on=row["ends_on"],
        answered=answered,
        answered_on=row["answered_on"],
        answered_how=row["answered_how"] or "",
        answered_by=row["answered_by"],
        ends_soon=ends_soon(answered, row["answer_ends_on"], today),
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
    ends_on: date | None = None,
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
            "ends_on": ends_on,
            "words": words,
            "recorded_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
