"""What is every table made of, and who may touch it?

Each organisation-owned table begins its primary key with `org_id`; so do its unique constraints,
foreign keys and indexes. `info["grants"]` says what the role `app` may do with it: nothing is
updated or deleted unless a table says so. `security.py` turns that into policies and grants.
"""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, UUID

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "pk": "%(table_name)s_pk",
    }
)

APP = "app"
SIGN_IN = "sign_in"
STAGING = "staging"


def uuid(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, UUID(as_uuid=True), nullable=null)


def moment(name: str, *, null: bool = False) -> Column[Any]:
    """An instant: `timestamptz`."""
    return Column(name, TIMESTAMP(timezone=True), nullable=null)


def words(name: str, *, null: bool = False, default: str | None = None) -> Column[Any]:
    return Column(name, Text, nullable=null, server_default=None if default is None else text(repr(default)))


def codes(name: str) -> Column[Any]:
    """Codes of a coded list; empty, never null."""
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"))


def to(table: str, *columns: str, their: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """A foreign key that carries the organisation along."""
    return ForeignKeyConstraint(
        ("org_id", *columns), [f"{APP}.{table}.{name}" for name in ("org_id", *their)]
    )


def without_a_gap(name: str, of: str, kind: str = "state") -> tuple[Any, ...]:
    """What holds a history together: each row of the table `name` follows the one before it, of the same `of`."""
    ends = ("org_id", of, "sequence", f"to_{kind}")
    return (
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
        CheckConstraint(f"(sequence = 1) = (from_{kind} IS NULL)", name="first_has_no_from"),
        UniqueConstraint("org_id", of, "sequence", name=f"{name}_sequence_once"),
        UniqueConstraint(*ends, name=f"{name}_sequence_to_key"),
        ForeignKeyConstraint(
            ("org_id", of, "previous_sequence", f"from_{kind}"),
            [f"{APP}.{name}.{one}" for one in ends],
            name=f"{name}_follows_its_predecessor",
        ),
    )


def org_table(
    name: str,
    *items: Any,
    key: tuple[str, ...] = ("id",),
    update: tuple[str, ...] = (),
    insert: bool = True,
    delete: bool = False,
    author: str | None = None,
    says: str | None = None,
    kept_by_auditor: tuple[str, ...] = (),
) -> Table:
    """A table whose rows belong to one organisation.

    `update` names the columns that the role `app` may change ("*" for all); none by default.
    `author` names the column of the one person who may see and change a row: nobody else's rows are there.
    `says` names the column of the one person who may write a row, which others may read: nobody says it for another.
    `kept_by_auditor` names the columns that the role `auditor` may change, who then also adds rows.
    Every foreign key gets its index, unless the primary key already begins with it.
    """
    table = Table(
        name,
        metadata,
        uuid("org_id"),
        *items,
        PrimaryKeyConstraint("org_id", *key),
        schema=APP,
        info={
            "org": True,
            "insert": insert,
            "update": update,
            "delete": delete,
            "author": author,
            "says": says,
            "kept_by_auditor": kept_by_auditor,
        },
    )
    for constraint in sorted(
        table.foreign_key_constraints, key=lambda found: [c.name for c in found.columns]
    ):
        columns = [column.name for column in constraint.columns]
        if columns != ["org_id", *key][: len(columns)]:
            Index(f"{name}_{'_'.join(columns[1:])}_ix", *[table.c[column] for column in columns])
    return table
