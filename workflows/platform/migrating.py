"""Is the database's schema the one this release was written for, and how does it become it?

Alembic is configured here in code, so that an installed wheel migrates like a checkout. The role `owner` does
it; two that try at once wait for each other.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

import workflows.records
from workflows.platform.unusable import Unusable, reason_of

FOLDER: Final = Path(workflows.records.__file__).parent / "migrations"
VERSION_SCHEMA: Final = "public"
# Any number will do, as long as nothing else in the database takes the same advisory lock.
_LOCK: Final = 7_390_114
_WAIT_SECONDS: Final = 10
# Made by us before the first migration, as Alembic would, so that every role can read which revision it meets:
# were the right given afterwards, a kill in between would leave a schema that nobody may start on.
_VERSION_TABLE: Final = text(
    f"CREATE TABLE IF NOT EXISTS {VERSION_SCHEMA}.alembic_version"
    " (version_num varchar(32) CONSTRAINT alembic_version_pkc PRIMARY KEY)"
)
_ROLE: Final = text("""
SELECT current_user AS name,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
       EXISTS (SELECT FROM pg_database
                WHERE datname = current_database() AND pg_has_role(current_user, datdba, 'MEMBER')) AS owns
""")
_READABLE: Final = text(
    f"GRANT SELECT ON {VERSION_SCHEMA}.alembic_version TO app, auditor, engine, worker, backup"
)


async def upgrade(owner_url: str, to: str = "head") -> tuple[str | None, str | None]:
    """Bring the schema up to a revision; returns the revisions before and after."""
    return await _migrated(owner_url, command.upgrade, to)


async def downgrade(owner_url: str, to: str) -> tuple[str | None, str | None]:
    """Take the schema back to a revision ("base": to nothing); returns the revisions before and after."""
    return await _migrated(owner_url, command.downgrade, to)


async def revision_of(url: str) -> str | None:
    """The revision the database is at; None when it has never been migrated. Raises `Unusable`."""
    async with _connected(url) as connection:
        return await connection.run_sync(revision)


def revision(connection: Connection) -> str | None:
    """The same over an open connection."""
    return MigrationContext.configure(
        connection, opts={"version_table_schema": VERSION_SCHEMA}
    ).get_current_revision()


def head() -> str | None:
    """The revision this release was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def knows(found: str | None) -> bool:
    """Whether this release can bring a schema of that revision up to its own; None is a schema not yet made."""
    return found is None or found in {
        one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()
    }


def is_at_head(connection: Connection) -> bool:
    """Whether the database is what this release expects."""
    return revision(connection) == head()


def differences(connection: Connection) -> list[object]:
    """What the tables in code say and the migrated database does not, or the other way round."""
    from workflows.records.tables import metadata

    schemas = {table.schema for table in metadata.tables.values()}
    context = MigrationContext.configure(
        connection,
        opts={
            "version_table_schema": VERSION_SCHEMA,
            "include_schemas": True,
            # The table of the revision itself is in no metadata.
            "include_name": lambda name, kind, _: kind != "schema" or name in schemas,
            "compare_type": True,
            "compare_server_default": True,
        },
    )
    return list(compare_metadata(context, metadata))


async def _migrated(owner_url: str, step: object, to: str) -> tuple[str | None, str | None]:
    async with _connected(owner_url) as connection:
        await _insist_on_owner(connection)
        # The lock goes with the connection.
        await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        await connection.commit()
        return await connection.run_sync(_run, step, to)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[AsyncConnection]:
    """One connection to the address; raises `Unusable` when there is none to be had."""
    async with AsyncExitStack() as stack:
        engine = create_async_engine(url, poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})
        stack.push_async_callback(engine.dispose)
        try:
            connection = await stack.enter_async_context(engine.connect())
        except (OSError, SQLAlchemyError) as error:
            raise Unusable(
                f"The database does not answer: {reason_of(error)}. Start it, or correct STEPWISE_OWNER_URL."
            ) from error
        yield connection


async def _insist_on_owner(connection: AsyncConnection) -> None:
    """What a superuser made would belong to a superuser, and what another role makes nobody could use."""
    role = (await connection.execute(_ROLE)).mappings().one()
    if role["is_superuser"] or not role["owns"]:
        raise Unusable(
            f"The database role {role['name']} is not the one that migrates. Sign in with the role owner in "
            "STEPWISE_OWNER_URL (`stepwise database roles` prints the script that makes it)."
        )
    await connection.commit()


def _run(connection: Connection, step: object, to: str) -> tuple[str | None, str | None]:
    before = revision(connection)
    connection.execute(_VERSION_TABLE)
    connection.execute(_READABLE)
    connection.commit()
    step(_config(connection), to)  # type: ignore[operator]
    connection.commit()
    return before, revision(connection)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
