"""How does an escalation stand, and what is kept when it changes? Its state is written together with its record.

Whoever changes one has it locked: the case first, then the escalation. The engine locks the escalation alone, so that
nothing that stands still on a case keeps the clock from going on.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Integer, Text, TextClause, Uuid, bindparam, insert, text

from supervision.escalations import EscalationMove, EscalationState
from supervision.ladder import Entered, Place
from workflows.records.ids import new_id
from workflows.records.refusals import Stale
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.channels import channel_post, passed_way
from workflows.records.tables.escalations import escalation_notice


@dataclass(frozen=True, slots=True)
class Escalation:
    """One escalation as it stands. `taken_by` acknowledged it or has it in hand."""

    id: UUID
    episode_id: UUID
    state: EscalationState
    version: int
    owner_id: UUID
    lane: str
    class_: str
    due_at: datetime
    policy_version_id: UUID
    ladder: str
    place: Place
    next_at: datetime | None
    taken_by: UUID | None
    taken_at: datetime | None
    ended_by: UUID | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    outcome_words: str | None = None


_ONE: Final = """
SELECT id, episode_id, state, version, owner_id, lane, class AS class_, due_at, policy_version_id, ladder, rung, lap,
       next_at, acknowledged_by AS taken_by, acknowledged_at AS taken_at, ended_by, ended_at, outcome, outcome_words
  FROM app.work WHERE org_id = :org_id AND kind = 'escalation' AND {which}
"""
_LOCK = text(_ONE.format(which="id = :id FOR NO KEY UPDATE"))
_LOCK_DUE = text(_ONE.format(which="id = :id AND next_at <= :at FOR NO KEY UPDATE SKIP LOCKED"))
_DUE = text("""
SELECT id FROM app.work WHERE org_id = :org_id AND next_at <= :at AND id <> ALL (cast(:seen AS uuid[]))
 ORDER BY class, next_at, id LIMIT :most
""")
_TYPES: Final[Mapping[str, Any]] = {
    "ids": ARRAY(Uuid),
    "rungs": ARRAY(Integer),
    "laps": ARRAY(Integer),
    "version": Integer(),
    **dict.fromkeys(
        ("at", "opened_at", "recorded_at", "next_at", "taken_at", "ended_at"), TIMESTAMP(timezone=True)
    ),
    **dict.fromkeys(("to_id", "by", "taken_by", "ended_by"), Uuid()),
    **dict.fromkeys(
        ("state", "from_state", "move", "words", "asked_class", "outcome", "outcome_words"), Text()
    ),
}


def _typed(sql: str) -> TextClause:
    """PostgreSQL cannot tell what a lone parameter is: each is sent with its type."""
    named = [name for name in _TYPES if re.search(rf":{name}\b", sql)]
    return text(sql).bindparams(*(bindparam(name, type_=_TYPES[name]) for name in named))


# The keys between an escalation and its history hold at the end of one statement. Each entry is chained to the one before
# it as it is written, hence the order.
_OPEN = _typed("""
WITH opened AS (
    INSERT INTO app.work (org_id, id, kind, action, cause, episode_id, owner_id, lane, class, due_at, ends, state,
           opened_at, recorded_at, version, policy_version_id, ladder, rung, lap, next_at)
    VALUES (:org_id, :id, 'escalation', :action, :cause, :episode_id, :owner_id, :lane, :class, :due_at, :ends, 'open',
           :opened_at, :recorded_at, cardinality(:ids), :policy_version_id, :ladder, :rung, :lap, :next_at)
    RETURNING org_id, id, class, next_at
)
INSERT INTO app.escalation_change (org_id, id, work_id, sequence, from_state, to_state, move, rung, lap, is_passed,
       class, next_at, happened_at, recorded_at)
SELECT o.org_id, r.id, o.id, r.n, CASE WHEN r.n > 1 THEN 'open' END, 'open',
       CASE WHEN r.n = 1 THEN 'open' ELSE 'climb' END, r.rung, r.lap, r.n < cardinality(:ids), o.class, o.next_at,
       :opened_at, :recorded_at
  FROM opened o CROSS JOIN unnest(:ids, :rungs, :laps) WITH ORDINALITY AS r (id, rung, lap, n) ORDER BY r.n
""")
_CHANGE = _typed("""
WITH changed AS (
    UPDATE app.work SET state = :state, version = version + cardinality(:ids), owner_id = :owner_id, lane = :lane,
           class = :class, due_at = :due_at, ladder = :ladder, rung = :rung, lap = :lap, next_at = :next_at,
           acknowledged_by = :taken_by, acknowledged_at = :taken_at, ended_by = :ended_by, ended_at = :ended_at,
           outcome = :outcome, outcome_words = :outcome_words
     WHERE org_id = :org_id AND id = :id AND version = :version AND state = :from_state
    RETURNING org_id, id, state, class, next_at
)
INSERT INTO app.escalation_change (org_id, id, work_id, sequence, from_state, to_state, move, rung, lap, is_passed,
       class, asked_class, to_id, words, changed_by, next_at, happened_at, recorded_at)
SELECT c.org_id, r.id, c.id, :version + r.n, CASE WHEN r.n = 1 THEN :from_state ELSE c.state END, c.state,
       CASE WHEN r.n = 1 THEN :move ELSE 'climb' END, r.rung, r.lap, r.n < cardinality(:ids), c.class,
       CASE WHEN r.n = 1 THEN :asked_class END, CASE WHEN r.n = 1 THEN :to_id END,
       CASE WHEN r.n = 1 THEN :words ELSE '' END,
       CASE WHEN r.n = 1 THEN :by END, c.next_at, :at, :at
  FROM changed c CROSS JOIN unnest(:ids, :rungs, :laps) WITH ORDINALITY AS r (id, rung, lap, n) ORDER BY r.n
RETURNING id
""")
_TELL = insert(escalation_notice)
_POST = insert(channel_post)
_PASS = insert(passed_way)


async def lock_escalation(tx: Transaction, work_id: UUID) -> Escalation:
    """Nobody else changes it until the transaction ends. Raises `NotFound`."""
    return _escalation(await known_row(tx, _LOCK, id=work_id))


async def lock_due(tx: Transaction, work_id: UUID) -> Escalation | None:
    """The same for the engine: None when it is not due any more, or somebody is just changing it."""
    row = await row_of(tx, _LOCK_DUE, id=work_id, at=tx.at)
    return _escalation(row) if row else None


async def due_escalations(tx: Transaction, *, most: int, besides: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Those whose next time has come, the most urgent first, of these the one that has waited longest.

    `besides`: those that were looked at already. One that cannot be done hides none of the others.
    """
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "most": most, "seen": list(besides)}
    return tuple((await tx.connection.execute(_DUE, asked)).scalars())


async def keep_opened(tx: Transaction, values: Mapping[str, Any], entered: Entered) -> None:
    """A new escalation with the rung that is entered at once, those passed before it, and whoever is told."""
    row = {**values, **_placed(entered), "org_id": tx.actor.org_id}
    await tx.connection.execute(_OPEN, row)
    await _tell(tx, values["id"], row, entered, class_=values["class"], at=values["opened_at"])


async def keep_change(
    tx: Transaction,
    before: Escalation,
    after: Escalation,
    move: EscalationMove,
    *,
    at: datetime,
    by: UUID | None,
    words: str = "",
    to_id: UUID | None = None,
    asked_class: str | None = None,
    entered: Entered | None = None,
) -> None:
    """Write what an escalation has become, with the record of how. `entered` where its ladder is gone on with.

    Raises `Stale` when it is no longer as it was in `before`.
    """
    if entered is not None:
        after = replace(after, place=entered.place, next_at=entered.next_at)
    row = {
        **_columns(after),
        **(_placed(entered) if entered is not None else _stays(after)),
        "org_id": tx.actor.org_id,
        "id": before.id,
        "version": before.version,
        "from_state": before.state.value,
        "move": move.value,
        "at": at,
        "by": by,
        "words": words,
        "to_id": to_id,
        "asked_class": asked_class,
    }
    if (await tx.connection.execute(_CHANGE, row)).first() is None:
        raise Stale("Somebody was faster. Look at it again.")
    if entered is not None:
        await _tell(tx, before.id, row, entered, class_=after.class_, at=at)


async def _tell(
    tx: Transaction, work_id: UUID, row: Mapping[str, Any], entered: Entered, *, class_: str, at: datetime
) -> None:
    """In the transaction that enters the rung. What stands on the page is there as soon as it is committed."""
    told = (
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "change_id": row["ids"][-1],
            "work_id": work_id,
            "person_id": one.person_id,
            "in_place_of_id": one.in_place_of,
            "way": one.way.value,
            "class": class_,
            "due_at": at,
            "sent_at": at if one.way == "page" else None,
            "recorded_at": at,
        }
        for one in entered.notices
    )
    await tx.connection.later(_TELL, *told)
    posted = (
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "change_id": row["ids"][-1],
            "work_id": work_id,
            "channel_id": one.channel_id,
            "way": one.way.value,
            "class": class_,
            "due_at": at,
            "recorded_at": at,
        }
        for one in entered.posts
    )
    await tx.connection.later(_POST, *posted)
    over = {"org_id": tx.actor.org_id, "change_id": row["ids"][-1], "work_id": work_id, "recorded_at": at}
    await tx.connection.later(_PASS, *({**over, "way": one.value} for one in entered.passed_ways))


def _placed(entered: Entered) -> dict[str, Any]:
    places = (*entered.passed, entered.place)
    return {**_counted(places), "next_at": entered.next_at}


def _stays(after: Escalation) -> dict[str, Any]:
    return {**_counted((after.place,)), "next_at": after.next_at}


def _counted(places: Sequence[Place]) -> dict[str, Any]:
    return {
        "ids": [new_id() for _ in places],
        "rungs": [one.rung for one in places],
        "laps": [one.lap for one in places],
        "rung": places[-1].rung,
        "lap": places[-1].lap,
    }


def _columns(one: Escalation) -> dict[str, Any]:
    names = (
        "owner_id",
        "lane",
        "due_at",
        "ladder",
        "taken_by",
        "taken_at",
        "ended_by",
        "ended_at",
        "outcome",
    )
    return {
        **{name: getattr(one, name) for name in (*names, "outcome_words")},
        "state": one.state.value,
        "class": one.class_,
    }


def _escalation(row: Mapping[Any, Any]) -> Escalation:
    values = dict(row)
    place = Place(values.pop("rung"), values.pop("lap"))
    return Escalation(**{**values, "state": EscalationState(values["state"]), "place": place})
