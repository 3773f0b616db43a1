"""How do statements travel? What is asked goes at once; what is only written waits, and goes in one round trip.

Writes that wait are sent before anything is asked and before the transaction ends, as parts of one statement. Its
parts see the tables as they were before it, and keys between their rows hold at its end. So two parts never touch
the same table, unless both only add rows: a write that would, sends first what stands before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, Insert, Table, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from workflows.records.refusals import Stale

Values = Mapping[str, Any]
_NAME: Final = re.compile(r"(?<![:\w]):(\w+)")
# What is written here is no part of what a verb reads about a case.
_BESIDE: Final = frozenset(("app.audit_event", "app.form_key", "app.draft", "sign_in.session"))
_TABLE: Final = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM) (\w+\.\w+)")


@dataclass(frozen=True, slots=True)
class _Part:
    """One waiting write. `otherwise` is said, as `Stale`, when it finds no row to change."""

    sql: str
    table: str
    only_adds: bool
    types: tuple[tuple[str, Any], ...] = ()
    otherwise: str = ""


class Link(AsyncConnection):
    """The connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection.engine, connection.sync_connection)
        self._waiting: list[tuple[_Part, Values]] = []
        self._at_hand: dict[tuple[str, UUID], Any] = {}

    async def execute(self, *asked: Any, **options: Any) -> CursorResult[*tuple[Any, ...]]:
        """Ask at once, after everything that was written before."""
        await self.send()
        if _writes(asked[0]):
            self._at_hand.clear()
        return await super().execute(*asked, **options)

    def keep_at_hand(self, what: str, id: UUID, found: Any) -> None:
        """Read ahead, together with other things: who asks for it gets it, until something else is written."""
        self._at_hand[what, id] = found

    def at_hand(self, what: str, id: UUID) -> Any:
        """What was read ahead, or None."""
        return self._at_hand.get((what, id))

    def forget(self) -> None:
        """What was done is taken back: what waits was not done either, and what was locked is no longer."""
        self._waiting = []
        self._at_hand.clear()

    async def rollback(self) -> None:
        self.forget()
        await super().rollback()

    async def later(self, statement: Insert | TextClause, *rows: Values, otherwise: str = "") -> None:
        """Write these rows, or change one, before anything is asked again or the transaction ends."""
        for values in rows:
            part = (
                _added(statement.table, tuple(values))
                if isinstance(statement, Insert)
                else _changed(statement, otherwise)
            )
            if any(
                part.table == one.table and not (part.only_adds and one.only_adds) for one, _ in self._waiting
            ):
                await self.send()
            self._waiting.append((part, values))
            if part.table not in _BESIDE:
                self._at_hand.clear()

    async def send(self) -> None:
        """Send what waits. Raises `Stale`."""
        if not self._waiting:
            return
        parts, rows = zip(*self._waiting, strict=True)
        self._waiting = []
        values = {f"{name}_{number}": one for number, row in enumerate(rows) for name, one in row.items()}
        found = (await super().execute(_together(parts), values)).one()
        for number, part in enumerate(parts):
            if part.otherwise and not getattr(found, f"part_{number}"):
                raise Stale(part.otherwise)


@cache
def _added(table: Table, names: tuple[str, ...]) -> _Part:
    sql = f"INSERT INTO {table.fullname} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
    return _Part(sql, table.fullname, True, tuple((name, table.columns[name].type) for name in names))


@cache
def _changed(statement: TextClause, otherwise: str) -> _Part:
    ((verb, table),) = _TABLE.findall(statement.text)
    return _Part(statement.text, table, verb == "INSERT INTO", (), otherwise)


@cache
def _writes(statement: Any) -> bool:
    return statement.is_dml or (isinstance(statement, TextClause) and bool(_TABLE.search(statement.text)))


@cache
def _together(parts: tuple[_Part, ...]) -> TextClause:
    """One statement of them all. There are as many as there are acts, so they may be kept."""
    written = [
        f"part_{number} AS ({_numbered(part.sql, number)}{' RETURNING 1' if part.otherwise else ''})"
        for number, part in enumerate(parts)
    ]
    counted = [
        f"(SELECT count(*) FROM part_{number}) AS part_{number}"
        for number, part in enumerate(parts)
        if part.otherwise
    ]
    typed = [
        bindparam(f"{name}_{number}", type_=kind)
        for number, part in enumerate(parts)
        for name, kind in part.types
    ]
    return text(f"WITH {', '.join(written)} SELECT {', '.join(counted) or 'true'}").bindparams(*typed)


def _numbered(sql: str, number: int) -> str:
    """Its names are its own, whatever the other parts call theirs."""
    return _NAME.sub(rf":\1_{number}", sql)
