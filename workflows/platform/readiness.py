"""Is this database one on which the product may start?

Asked once at every start, as the role that will do the work. Each "no" is a sentence that says what to do.
What is refused: a role that row-level security does not hold for, a server that may lose what it
acknowledged, a schema of another release, a version nobody tested, a network without TLS, a clock that is
wrong.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import RowMapping, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.watch_limits import LIMITS
from workflows.platform import migrating
from workflows.platform.unusable import Unusable, reason_of

OLDEST: Final = 15
NEWEST: Final = 18
CLOCK_SECONDS: Final = int(LIMITS.clock.total_seconds())
SCHEMAS: Final = ("app", "sign_in", "staging")
DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")

_FACTS: Final = text("""
SELECT current_setting('server_version_num')::int / 10000 AS version,
       current_user AS role,
       clock_timestamp() AS at,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
       EXISTS (SELECT FROM pg_roles r WHERE (r.rolbypassrls OR r.rolsuper)
                  AND pg_has_role(current_user, r.oid, 'MEMBER')) AS bypasses,
       EXISTS (SELECT FROM pg_database
                WHERE datname = current_database() AND pg_has_role(current_user, datdba, 'MEMBER'))
         OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE n.nspname = ANY (:schemas)
                       AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns,
       least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
               - coalesce(current_setting('reserved_connections', true), '0')::int,
             (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
             (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user)) AS room,
       ARRAY(SELECT name FROM pg_settings WHERE name = ANY (:durable) AND setting = 'off') AS switched_off,
       ARRAY(SELECT DISTINCT entry
               FROM pg_db_role_setting s
               LEFT JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS entry
              WHERE (s.setdatabase = 0 OR d.datname = current_database())
                AND split_part(entry, '=', 1) = ANY (:durable)
                AND lower(split_part(entry, '=', 2)) IN ('off', 'of', 'false', 'no', '0')) AS kept_off,
       ARRAY(SELECT c.relname::text
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
              WHERE n.nspname = 'app' AND c.relkind IN ('r', 'p')
                AND NOT (c.relrowsecurity AND c.relforcerowsecurity)) AS unguarded,
       has_table_privilege(to_regclass('app.episode'), 'INSERT') IS FALSE AS only_reads,
       coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
         OR inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8'
         OR inet_server_addr() = '::1' AS private
""")


async def why_not_ready(engine: AsyncEngine, *, connections: int = 1) -> str | None:
    """The sentence that says why the product does not start on this database, or None when it may.

    `connections`: so many must fit in.
    """
    try:
        async with engine.connect() as connection:
            found = await connection.execute(_FACTS, {"schemas": list(SCHEMAS), "durable": list(DURABLE)})
            facts = found.mappings().one()
            if refusal := _why_not(facts, datetime.now(UTC)) or _why_not_room(facts["room"], connections):
                return refusal
            return _why_not_migrated(await connection.run_sync(migrating.revision))
    except (OSError, SQLAlchemyError) as error:
        return (
            f"The database does not answer: {reason_of(error)}. Start it, or correct STEPWISE_DATABASE_URL."
        )


async def insist(engine: AsyncEngine, *, connections: int = 1) -> None:
    """Raise `Unusable` unless the product may start on this database, with so many connections."""
    if refusal := await why_not_ready(engine, connections=connections):
        raise Unusable(refusal)


def _why_not(facts: RowMapping, at: datetime) -> str | None:
    return _why_not_version(facts["version"]) or _why_not_role(facts) or _why_not_safe(facts, at)


def _why_not_version(version: int) -> str | None:
    if OLDEST <= version <= NEWEST:
        return None
    return (
        f"The server is PostgreSQL {version}; Stepwise is tested on {OLDEST} to {NEWEST}. Use one of these."
    )


def _why_not_role(facts: RowMapping) -> str | None:
    instead = "Sign in with the role app instead (`stepwise database roles` prints the script that makes it)."
    if facts["is_superuser"]:
        return (
            f"The database role {facts['role']} is a superuser, and row-level security does not hold it. "
            f"{instead}"
        )
    if facts["bypasses"]:
        return f"The database role {facts['role']} may bypass row-level security. {instead}"
    if facts["owns"]:
        return f"The database role {facts['role']} owns the database or its tables. {instead}"
    if facts["only_reads"]:
        return f"The database role {facts['role']} may not write what people record. {instead}"
    return None


def _why_not_safe(facts: RowMapping, at: datetime) -> str | None:
    if off := sorted({*facts["switched_off"], *(entry.split("=")[0] for entry in facts["kept_off"])}):
        return (
            f"The database may lose what it has acknowledged: {', '.join(off)} is off. Switch it on in "
            "postgresql.conf, and for every role and database that has a setting of its own (\\drds in psql)."
        )
    if facts["unguarded"]:
        return (
            f"Row-level security is off for {', '.join(facts['unguarded'])}. Run `stepwise migrate`, or "
            "restore it."
        )
    if not facts["private"]:
        return (
            "The database is reached over a network without TLS. Add ?ssl=verify-full to "
            "STEPWISE_DATABASE_URL."
        )
    if abs((facts["at"] - at).total_seconds()) > CLOCK_SECONDS:
        return (
            f"The clocks of this machine and of the database differ by more than {CLOCK_SECONDS} s. Set them "
            "right."
        )
    return None


def _why_not_room(room: int, connections: int) -> str | None:
    """One that starts all the same would take from the others what it finds, first come first served."""
    if connections <= room:
        return None
    return (
        f"The database takes {room} connections of ours, and one site with its worker, jobs and auditor needs "
        f"{connections}. Raise max_connections (or the limit of the role or the database), or set STEPWISE_POOL_SIZE "
        "lower."
    )


def _why_not_migrated(revision: Any) -> str | None:
    expected = migrating.head()
    if revision == expected:
        return None
    at = f"at revision {revision}" if revision else "empty"
    return f"The database is {at}, this release needs {expected}. Run `stepwise migrate` first."
