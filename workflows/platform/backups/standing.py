"""What stands in a database: how much of what, and who is kept out of it?

Asked by the role backup, which alone sees the rows of every organization. What is written down are numbers, sums and
ids: nothing of it says anything about anybody. The sums of two databases agree only when every row of the two does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from workflows.platform import migrating
from workflows.platform.unusable import Unusable
from workflows.records.escalation_chains import broken_chains

# A row is summed as the text of its columns, which these settings shape.
_AS_TEXT: Final = {
    "application_name": "stepwise backup",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}
_WAIT_SECONDS: Final = 10
_SUM: Final = "(('x' || left(encode(sha256(convert_to({row}::text, 'UTF8')), 'hex'), 15))::bit(60)::bigint)"

_ROLE: Final = text("""
SELECT current_user AS name, rolbypassrls OR rolsuper AS sees_all,
       current_setting('server_version_num')::int / 10000 AS server
  FROM pg_roles WHERE rolname = current_user
""")
_TABLES: Final = text("""
SELECT format('%s.%s', n.nspname, c.relname) AS name, format('%I.%I', n.nspname, c.relname) AS quoted
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1
""")
_GUARDS: Final = text("""
SELECT format('%s.%s', n.nspname, c.relname) AS name,
       encode(sha256(convert_to(concat_ws(E'\\n', c.relowner::regrole, c.relrowsecurity, c.relforcerowsecurity,
         (SELECT string_agg(concat_ws(' ', p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[]), ';'
                            ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = c.oid),
         (SELECT string_agg(concat_ws(' ', a.grantee::regrole, a.privilege_type, a.is_grantable), ';'
                            ORDER BY a.grantee::regrole::text, a.privilege_type)
            FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner),
         (SELECT string_agg(concat_ws(' ', t.attname, a.grantee::regrole, a.privilege_type), ';'
                            ORDER BY t.attname, a.grantee::regrole::text, a.privilege_type)
            FROM pg_attribute t CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE t.attrelid = c.oid),
         (SELECT string_agg(concat_ws(' ', t.tgname, t.tgtype, t.tgenabled), ';' ORDER BY t.tgname)
            FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)), 'UTF8')), 'hex') AS guard,
       encode(sha256(convert_to(coalesce(
         (SELECT string_agg(concat_ws(' ', p.polname, pg_get_expr(p.polqual, p.polrelid), '/',
                                      pg_get_expr(p.polwithcheck, p.polrelid)), ';' ORDER BY p.polname)
            FROM pg_policy p WHERE p.polrelid = c.oid), ''), 'UTF8')), 'hex') AS words
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1
""")
_CANARIES: Final = text(f"""
SELECT o.id::text AS org_id, coalesce(a.rows, 0) AS audit_rows, a.newest AS audit_newest,
       coalesce(a.sum, 0)::text AS audit_sum,
       (SELECT count(*) FROM app.episode e WHERE e.org_id = o.id AND e.step <> 'closed') AS open_cases,
       (SELECT count(*) FROM app.decision d WHERE d.org_id = o.id) AS decisions,
       (SELECT count(*) FROM app.session s WHERE s.org_id = o.id) AS sessions
  FROM sign_in.organisation o
  LEFT JOIN (SELECT e.org_id, count(*) AS rows, (array_agg(e.id ORDER BY e.at DESC, e.id DESC))[1] AS newest,
                    sum({_SUM.format(row="e")}) AS sum
               FROM app.audit_event e GROUP BY e.org_id) a ON a.org_id = o.id
 ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows a table has, and the sum over all that stands in them."""

    rows: int
    sum: str


@dataclass(frozen=True, slots=True)
class Guard:
    """Owner, row-level security, policies, rights and triggers of a table, as a digest; `words`: its conditions."""

    guard: str
    words: str


@dataclass(frozen=True, slots=True)
class Canary:
    """What must come back of one organization: the end of its audit, and a few counted facts."""

    audit_rows: int
    audit_newest: UUID | None
    audit_sum: str
    open_cases: int
    decisions: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that is compared. `server` is the major version of the PostgreSQL that said it."""

    revision: str | None
    server: int
    tables: dict[str, Contents] = field(default_factory=dict)
    guards: dict[str, Guard] = field(default_factory=dict)
    canaries: dict[str, Canary] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables.values())


def reading_all(url: str) -> AsyncEngine:
    """Connections of the role backup, whose transactions see one instant."""
    return create_async_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
        connect_args={"server_settings": _AS_TEXT, "timeout": _WAIT_SECONDS},
    )


async def standing_in(url: str) -> Standing:
    """What stands in the database at this address; raises `Unusable`."""
    engine = reading_all(url)
    try:
        async with engine.connect() as connection:
            return await standing(connection)
    finally:
        await engine.dispose()


async def unchained_in(url: str) -> Sequence[UUID]:
    """Every escalation at this address whose history is not what its chain says."""
    engine = reading_all(url)
    try:
        async with engine.connect() as connection:
            return await broken_chains(connection)
    finally:
        await engine.dispose()


async def standing(connection: AsyncConnection) -> Standing:
    """What this transaction sees; raises `Unusable` for a role that does not see all rows."""
    role = (await connection.execute(_ROLE)).mappings().one()
    if not role["sees_all"]:
        # Row-level security holds for the owner too: it would count no rows, and dump none.
        raise Unusable(
            f"The database role {role['name']} does not see every row. Sign in with the role backup in "
            "STEPWISE_BACKUP_URL (`stepwise database roles` prints the script that makes it)."
        )
    revision = await connection.run_sync(migrating.revision)
    tables = {row.name: await _contents(connection, row.quoted) for row in await connection.execute(_TABLES)}
    guards = {row.name: Guard(row.guard, row.words) for row in await connection.execute(_GUARDS)}
    canaries = await _canaries(connection) if "app.audit_event" in tables else {}
    return Standing(revision, role["server"], tables, guards, canaries)


async def _contents(connection: AsyncConnection, quoted: str) -> Contents:
    # The name is one that the catalogue wrote and quoted.
    question = f"SELECT count(*), coalesce(sum({_SUM.format(row='t')}), 0)::text FROM {quoted} t"
    found: Any = (await connection.exec_driver_sql(question)).one()
    return Contents(found[0], found[1])


async def _canaries(connection: AsyncConnection) -> dict[str, Canary]:
    found: dict[str, Canary] = {}
    for row in (await connection.execute(_CANARIES)).mappings():
        values: dict[str, Any] = dict(row)
        org_id = values.pop("org_id")
        found[org_id] = Canary(**values)
    return found
