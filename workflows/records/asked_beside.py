"""How do several questions become one statement, and what did each of them find?

Their rows come beside each other, the first of each in the first row, with the types that they have alone: what found less
than the others has nothing in the rest. So what finds much is asked by itself, or every row is as wide as all. And so is
what the database plans anew each time, because it makes a difference which school is meant: it would plan all of them
anew, which takes longer than the trip that is saved. `pg_prepared_statements` says which these are.
"""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import Dialect, Result, TextClause, TextualSelect, bindparam, text
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

ALONE: Final[Mapping[str, Any]] = {"is_alone": True}
"""The mark of a statement that is asked by itself: it finds much, or the database plans it anew for each school."""
_NAME: Final = re.compile(r"(?<![:\w]):(\w+)")
# What writes or locks has its own place among the others.
_ACTS: Final = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|FOR SHARE|FOR KEY SHARE|set_config)\b")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question."""

    statement: Any
    values: Mapping[str, Any] = field(default_factory=dict)


class Asked:
    """What whoever reads waits for: `SideBySide` gets the questions, and gives back what was found."""

    def __init__(self, asks: Sequence[Ask]) -> None:
        self.asks = asks

    def __await__(self) -> Generator["Asked", Sequence[Result[Any]], Sequence[Result[Any]]]:
        return (yield self)


@cache
def may_stand_beside(statement: Any) -> bool:
    """Whether it only reads, is written out, and is not marked to be asked by itself."""
    if not isinstance(statement, (TextClause, TextualSelect)):
        return False
    return not (
        _ACTS.search(_written(statement).text) or ALONE.items() <= statement.get_execution_options().items()
    )


@cache
def beside_each_other(statements: tuple[Any, ...]) -> TextClause:
    """One statement of them all. There are as many as there are pages and roles, so they may be kept."""
    parts, types = [], []
    for number, one in enumerate(statements):
        sql = _NAME.sub(rf":\1_{number}", _written(one).text)
        parts.append(f"part_{number} AS (SELECT row_number() OVER () AS place, x.* FROM ({sql}) x)")
        types += [
            bindparam(f"{name}_{number}", type_=param.type)
            for name, param in _written(one)._bindparams.items()
            if not param.type._isnull
        ]
    columns = ", ".join(f"part_{number}.*" for number in range(len(statements)))
    joined = " FULL JOIN ".join(
        f"part_{number}{' USING (place)' if number else ''}" for number in range(len(statements))
    )
    return text(f"WITH {', '.join(parts)} SELECT {columns} FROM {joined}").bindparams(*types)


def numbered(asks: Sequence[Ask]) -> dict[str, Any]:
    """Their values, under the names that they have in the one statement."""
    return {
        f"{name}_{number}": value for number, one in enumerate(asks) for name, value in one.values.items()
    }


def parted(
    asks: Sequence[Ask], names: Sequence[str], rows: Sequence[Sequence[Any]], dialect: Dialect
) -> Sequence[Result[Any]]:
    """What each of them would have found alone. Each begins with its own `place`, which nothing that is asked has."""
    begins = [place for place, name in enumerate(names) if name == "place"]
    assert len(begins) == len(asks)
    return [
        _part(_read(one.statement, dialect), names[begin + 1 : end], [row[begin:end] for row in rows])
        for one, begin, end in zip(asks, begins, (*begins[1:], len(names)), strict=True)
    ]


def _part(
    read: Mapping[str, Callable[[Any], Any]], names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Result[Any]:
    own = [row[1:] for row in sorted((row for row in rows if row[0] is not None), key=lambda row: row[0])]
    if read:
        how = [read.get(name) for name in names]
        own = [[one(value) if one else value for one, value in zip(how, row, strict=True)] for row in own]
    return IteratorResult(SimpleResultMetaData(names), iter([tuple(row) for row in own]))


@cache
def _read(statement: Any, dialect: Dialect) -> Mapping[str, Callable[[Any], Any]]:
    """By column, how what comes from the database is read, where that is said."""
    if not isinstance(statement, TextualSelect):
        return {}
    read = {
        one.name: one.type.dialect_impl(dialect).result_processor(dialect, None)
        for one in statement.selected_columns
    }
    return {name: how for name, how in read.items() if how is not None}


def _written(statement: Any) -> TextClause:
    written = statement.element if isinstance(statement, TextualSelect) else statement
    assert isinstance(written, TextClause)
    return written
