"""Does the history of an escalation show that somebody has been at it who is above every right?

Each tampering is done as a superuser with the triggers off, looked at in the same transaction, and taken back. The control
asks what the auditor asked before there was a chain.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.conftest import Database
from tests.drills.lengths import tell
from tests.world import World
from triage.roles import Role
from workflows.platform.engines import engine_for
from workflows.records.chain_rules import HASHED, WORDS_DIGEST
from workflows.records.promises import broken
from workflows.records.tables.escalations import escalation_change

OTHERS: Final = ("I2", "I4", "I6", "I7", "I8", "I9", "unmoved")
"""What is asked of a history without its chain; I3 is about the clock."""
_OFF: Final = (
    "ALTER TABLE app.escalation_change DISABLE TRIGGER USER",
    "SET LOCAL session_replication_role = replica",
    """DO $$ DECLARE one text; BEGIN
        FOR one IN SELECT conname FROM pg_constraint
                    WHERE conrelid = 'app.escalation_change'\\:\\:regclass AND contype = 'c' LOOP
            EXECUTE format('ALTER TABLE app.escalation_change DROP CONSTRAINT %I', one);
        END LOOP; END $$""",
)
_SAME_CHAIN: Final = "c.org_id = :org_id AND c.work_id = :work_id"
# Places are exchanged by way of numbers that nothing has, past the keys that are unique.
_RENUMBERED: Final = (
    "UPDATE app.escalation_change c SET sequence = -(sequence + ({by})) WHERE {which} AND " + _SAME_CHAIN,
    "UPDATE app.escalation_change c SET sequence = -sequence WHERE sequence < 0 AND " + _SAME_CHAIN,
)
_NEWEST: Final = "SELECT max(sequence) FROM app.escalation_change c WHERE " + _SAME_CHAIN
# The escalation as its history would have it now: whoever takes an entry back takes that back as well.
_FOLDED: Final = f"""
UPDATE app.work w SET version = c.sequence, state = c.to_state, rung = c.rung, lap = c.lap, class = c.class,
       next_at = c.next_at, acknowledged_by = CASE WHEN c.to_state IN ('acknowledged', 'in_hand') THEN c.changed_by END,
       acknowledged_at = CASE WHEN c.to_state IN ('acknowledged', 'in_hand') THEN c.happened_at END
  FROM app.escalation_change c WHERE {_SAME_CHAIN} AND c.sequence = ({_NEWEST}) AND w.id = c.work_id
"""
_COPIED: Final = f"""
INSERT INTO app.escalation_change (org_id, id, work_id, sequence, from_state, to_state, move, rung, lap, class, next_at,
       happened_at, recorded_at, digest, words, changed_by)
SELECT org_id, gen_random_uuid(), work_id, {{at}}, to_state, to_state, {{move}}, rung, lap, class, next_at, happened_at,
       recorded_at, digest, {{words}}, {{by}} FROM app.escalation_change c WHERE {_SAME_CHAIN} AND sequence = {{after}}
"""
# What the chain would have been from this entry on, made anew by somebody who knows how; and the head with it.
_MADE_ANEW: Final = f"""
WITH RECURSIVE made AS (
    SELECT c.id, c.sequence, app.escalation_digest({{before}}, {HASHED.format("c")}) AS digest
      FROM app.escalation_change c WHERE {_SAME_CHAIN} AND c.sequence = 1
    UNION ALL SELECT c.id, c.sequence, app.escalation_digest(m.digest, {HASHED.format("c")})
      FROM made m JOIN app.escalation_change c ON {_SAME_CHAIN} AND c.sequence = m.sequence + 1
), kept AS (UPDATE app.escalation_change c SET digest = m.digest FROM made m WHERE c.id = m.id)
UPDATE app.work w SET history_digest = (SELECT digest FROM made ORDER BY sequence DESC LIMIT 1)
 WHERE w.org_id = :org_id AND w.id = :work_id
"""
_CHANGED: Final[Mapping[str, str]] = {
    "from_state": "'in_hand'",
    "to_state": "'in_hand'",
    "move": "'call_again'",
    "rung": "rung + 1",
    "lap": "lap + 1",
    "is_passed": "NOT is_passed",
    "class": "'P1'",
    "asked_class": "'P1'",
    "to_id": "(SELECT owner_id FROM app.work w WHERE w.id = c.work_id)",
    "words": "words || ' '",
    "changed_by": "(SELECT owner_id FROM app.work w WHERE w.id = c.work_id)",
    "next_at": "next_at + interval '1 microsecond'",
    "happened_at": "happened_at - interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 microsecond'",
    "id": "gen_random_uuid()",
}


def _moved(which: str, by: str) -> tuple[str, str]:
    once, twice = _RENUMBERED
    return once.format(which=which, by=by), twice


TAMPERED: Final[Mapping[str, tuple[str, ...]]] = {
    **{
        f"changed, {column}": (
            f"UPDATE app.escalation_change c SET {column} = {to} WHERE sequence = 2 AND {_SAME_CHAIN}",
        )
        for column, to in _CHANGED.items()
    },
    "the middle one taken out, with a gap": (
        f"DELETE FROM app.escalation_change c WHERE sequence = 3 AND {_SAME_CHAIN}",
    ),
    "the middle one taken out, and the gap closed": (
        f"DELETE FROM app.escalation_change c WHERE sequence = 3 AND {_SAME_CHAIN}",
        *_moved("sequence > 3", "-1"),
        _FOLDED,
    ),
    "the newest taken out": (
        f"DELETE FROM app.escalation_change c WHERE sequence = ({_NEWEST}) AND {_SAME_CHAIN}",
    ),
    "the newest taken out, and the escalation put back": (
        f"DELETE FROM app.escalation_change c WHERE sequence = ({_NEWEST}) AND {_SAME_CHAIN}",
        _FOLDED,
    ),
    "two in each other's place": (
        f"UPDATE app.escalation_change c SET sequence = -(5 - sequence) WHERE sequence IN (2, 3) AND {_SAME_CHAIN}",
        _RENUMBERED[1],
    ),
    "one put into the middle": (
        *_moved("sequence > 2", "1"),
        _COPIED.format(at="3", after="2", move="move", words="words", by="changed_by"),
        _FOLDED,
    ),
    "one put at the end": (
        _COPIED.format(
            at="sequence + 1",
            after=f"({_NEWEST})",
            move="'join'",
            words="'Nothing was wrong.'",
            by="changed_by",
        ),
        _FOLDED,
    ),
    "all of it, from another beginning": (
        _MADE_ANEW.format(before="app.escalation_genesis(c.org_id, c.org_id)"),
    ),
    "no head": ("UPDATE app.work SET history_digest = NULL WHERE org_id = :org_id AND id = :work_id",),
}


@dataclass(frozen=True, slots=True)
class Chained:
    """An escalation of five entries and more that has been told on, taken and handed on, and somebody above every right."""

    world: World
    above: AsyncEngine
    asked: Mapping[str, Any]

    async def found(self, connection: AsyncConnection, *promises: str) -> set[str]:
        at = self.world.now
        return {
            one.promise
            for promise in promises
            for one in await broken(connection, promise, at=at)
            if one.org_id == self.world.org_id
        }

    async def after(self, *statements: str) -> tuple[bool, bool]:
        """Whether the chain shows it, and whether anything else that is asked does; then it never was."""
        async with self.above.connect() as connection:
            for statement in (*_OFF, *statements):
                await connection.execute(text(statement), self.asked if ":work_id" in statement else {})
            shown = await self.found(connection, "I8 chain")
            otherwise = await self.found(connection, *OTHERS)
            await connection.rollback()
        return bool(shown), bool(otherwise)


@pytest.fixture(scope="module")
async def chained(module_database: Database, module_engine: AsyncEngine) -> AsyncIterator[Chained]:
    world = await World.made(module_database, module_engine, datetime(2026, 9, 14, 15, tzinfo=UTC))
    second = await world.person("Hana", "Sato", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(world.clinical, world.counselor, world.administrator, second)
    episode, _ = await world.mentored()
    await world.worry(episode, "weapon")
    (item,) = await world.work(episode, "escalation")
    for _ in range(3):
        ((world.now,),) = await world.rows("SELECT next_at FROM app.work WHERE id = :id", id=item.id)
        await world.turn()
    world.now += timedelta(minutes=1)
    await world.claim(item.id)
    await world.hand_over_escalation(item.id, second, words="Es «urgente»; \\x41 \\ ruft zurück. 🕊")
    await world.claim(item.id, by=second)
    async with engine_for(module_database.url("postgres"), pool_size=1, name="tests") as above:
        yield Chained(world, above, {"org_id": world.org_id, "work_id": item.id})


async def test_whatever_is_done_to_a_history_shows_in_its_chain(chained: Chained) -> None:
    assert await chained.after() == (False, False)
    found = {what: await chained.after(*statements) for what, statements in TAMPERED.items()}
    without = [what for what, (_, otherwise) in found.items() if otherwise]
    tell("I8, tampered with", found=f"{sum(shown for shown, _ in found.values())}/{len(found)}")
    tell("I8, control: no chain", found=f"{len(without)}/{len(found)}")
    assert [what for what, (shown, _) in found.items() if not shown] == []
    assert len(without) < len(found) / 2, without


def test_every_column_of_an_entry_is_tampered_with() -> None:
    derived = {"previous_sequence", "words_digest", "digest"}
    moved = {"org_id", "work_id", "sequence"}
    assert set(escalation_change.columns.keys()) == set(_CHANGED) | derived | moved


async def test_a_chain_made_anew_with_its_head_shows_nothing(chained: Chained) -> None:
    """What a chain alone cannot see. Only something that is kept elsewhere could: a backup, and who compares with it."""
    changed = TAMPERED["changed, words"][0]
    anew = _MADE_ANEW.format(before="app.escalation_genesis(c.org_id, c.work_id)")
    assert await chained.after(changed, anew) == (False, False)


# The rules, a second time and without the database.


def _field(value: object) -> bytes:
    if value is None:
        return b"-:"
    if isinstance(value, bool):
        value = "t" if value else "f"
    if isinstance(value, datetime):
        value = (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    said = str(value).encode()
    return b"%d:%s" % (len(said), said)


def _digest(before: bytes, row: Mapping[str, Any]) -> bytes:
    names = (
        "org_id", "id", "work_id", "sequence", "from_state", "to_state", "move", "rung", "lap", "is_passed", "class",
        "asked_class", "to_id", "words", "changed_by", "next_at", "happened_at", "recorded_at",
    )  # fmt: skip
    values = {**row, "words": hashlib.sha256(row["words"].encode()).hexdigest()}
    fields = b"".join(_field(values[name]) for name in names)
    return hashlib.sha256(before + b"stepwise.escalation/v1" + fields).digest()


async def test_a_chain_is_what_its_rules_say(chained: Chained) -> None:
    async with chained.above.connect() as connection:
        rows = (
            await connection.execute(
                text(f"SELECT * FROM app.escalation_change c WHERE {_SAME_CHAIN} ORDER BY sequence"),
                chained.asked,
            )
        ).mappings()
        kept = [dict(row) for row in rows]
        head = await connection.scalar(
            text("SELECT history_digest FROM app.work WHERE id = :work_id"), chained.asked
        )
    genesis = f"stepwise.escalation/v1/genesis/{kept[0]['org_id']}/{kept[0]['work_id']}"
    before = hashlib.sha256(genesis.encode()).digest()
    assert len(kept) >= 7
    for row in kept:
        before = _digest(before, row)
        assert row["digest"] == before, row["sequence"]
    assert head == before


def test_a_golden_vector() -> None:
    """The first version of the rules; another would have another name, and old entries would keep this one."""
    at = datetime(2026, 9, 14, 15, 0, 0, 1, tzinfo=UTC)
    row = {
        "org_id": "0", "id": "1", "work_id": "2", "sequence": 1, "from_state": None, "to_state": "open", "move": "open",
        "rung": 1, "lap": 1, "is_passed": False, "class": "P0", "asked_class": None, "to_id": None, "words": "",
        "changed_by": None, "next_at": at, "happened_at": at, "recorded_at": at,
    }  # fmt: skip
    golden = "82e1b73c8628eaace9a29e7218838cf9a96b7dfc91c96f6fcc920fb88f049a4c"
    assert _digest(b"", row).hex() == golden


async def test_words_are_digested_byte_for_byte(chained: Chained) -> None:
    """Also those that look like an escape, a number in hex, or nothing."""
    said: list[str] = [
        "",
        "\\",
        "\\\\x",
        "\\x00ff",
        "\\101",
        "a\u0301",
        "á",
        "🕊",
        "'; --",
        "\n\t",
        "ё" * 5000,
    ]

    @given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
    def draw(one: str) -> None:
        said.append(one)

    draw()
    async with chained.above.connect() as connection:
        found = await connection.execute(
            text(
                f"SELECT {WORDS_DIGEST} FROM unnest(cast(:said AS text[])) WITH ORDINALITY AS w (words, n) ORDER BY n"
            ),
            {"said": said},
        )
        assert list(found.scalars()) == [hashlib.sha256(one.encode()).digest() for one in said]


async def test_nobody_who_serves_the_site_writes_a_head(chained: Chained) -> None:
    async with chained.world.acting(chained.world.clinical) as tx:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await tx.connection.execute(text("UPDATE app.work SET history_digest = history_digest"))
