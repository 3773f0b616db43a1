"""What would the same SQL take without us? What one request sent is recorded, and sent again for other cases.

A statement is sent again as the driver got it, in the same order, in one transaction. Ids of the case and of its
school are exchanged for those of another case, ids that the request made are made anew, and so is its form key.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.copying import copied
from workflows.records.ids import new_id

Renew = Callable[[UUID], UUID]


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the driver got it; `rows` has more than one entry when it was sent for many rows."""

    sql: str
    rows: tuple[tuple[Any, ...], ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """What one request sent. `ours`: each id that another case has too, with its original and whose it is."""

    sent: tuple[Sent, ...]
    case_ids: Mapping[UUID, UUID]
    school_ids: Mapping[UUID, UUID]
    same: frozenset[UUID]
    sign_in: bytes
    form_key: str

    @property
    def round_trips(self) -> int:
        """With BEGIN and COMMIT."""
        return len(self.sent) + 2

    def again(self, *, number: int, school: int, sign_in: bytes) -> tuple[Sent, ...]:
        """The same for another case, with another sign-in."""
        renewed: dict[Any, Any] = {self.sign_in: sign_in}
        key = secrets.token_urlsafe(16)

        def other(value: Any) -> Any:
            if isinstance(value, UUID):
                if value not in renewed:
                    renewed[value] = self._id(value, number, school)
                return renewed[value]
            if isinstance(value, bytes):
                return renewed.get(value, value)
            if isinstance(value, list):
                return [other(one) for one in value]
            if isinstance(value, str) and self.form_key and self.form_key in value:
                return value.replace(self.form_key, key)
            return value

        return tuple(
            Sent(one.sql, tuple(tuple(other(value) for value in row) for row in one.rows), one.many)
            for one in self.sent
        )

    def _id(self, value: UUID, number: int, school: int) -> UUID:
        if value in self.case_ids:
            return copied(self.case_ids[value], number)
        if value in self.school_ids:
            return copied(self.school_ids[value], school)
        return value if value in self.same else new_id()


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[list[Sent]]:
    """Everything that goes to the database meanwhile, in order."""
    found: list[Sent] = []

    def note(_: Any, __: Any, sql: str, parameters: Any, ___: Any, many: bool) -> None:
        rows = tuple(tuple(row) for row in parameters) if many else (tuple(parameters),)
        found.append(Sent(sql, rows, many))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


async def send_again(connection: Any, sent: Sequence[Sent]) -> None:
    """In one transaction; rows are fetched and left alone."""
    async with connection.transaction():
        for one in sent:
            if one.many:
                await connection.executemany(one.sql, one.rows)
            else:
                await connection.fetch(one.sql, *one.rows[0])
