"""How does a transaction begin? With one statement that says who acts, for whom, and when.

`scoped` and `scoped_as` are the only ways to a transaction, `part_of` to a part of one. Their first statement looks the actor
up, sets the organization for the row-level policies and reads the database's clock, in one round
trip. The setting is local to the transaction, so that the pooled connection's next user sees nothing.

The instant of a transaction is the database's clock, unless a command, a job or a test names another one:
every verb takes its `at` from there, so that a past or a simulated day goes down the same road. In a demo the
clock is shifted, for everything alike: a sign-in that began by it also ends by it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, TextualSelect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from supervision.absences import EVERYBODY_THERE, StandIns
from supervision.access import Actor, Appointment, Standing
from triage.roles import Role
from workflows.records.refusals import NotAllowed
from workflows.records.revisions import REVISION, insist_on
from workflows.records.sending import Link
from workflows.records.standing_in import AWAY, stand_ins_at


class NotSignedIn(Exception):
    """No live sign-in session has this token."""


@dataclass(frozen=True, slots=True)
class FormKey:
    """The one-time key of a form that came, and what tells its contents from others."""

    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class Waits:
    """Escalations of which this person was told and that nobody has answered since.

    `first_id` is the most urgent, of these the one told first; `since` when the first was told, `newest_at` the last.
    `is_new`: one of them has not been shown to them on this site.
    """

    count: int
    first_id: UUID
    since: datetime
    newest_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every page of somebody signed in shows around its content, and when they were last seen.

    `backed_up_at`: of when the newest backup is that was found good; without one, since when the organization is there.
    `waits`: not looked up for a form that brings its one-time key, since it goes on to another page.
    """

    organization: str
    time_zone: str
    notice: str | None
    last_seen_at: datetime
    backed_up_at: datetime
    waits: Waits | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A student whose record was opened. `standing`: who looks after them; None where no case of them was shown."""

    mentee_id: UUID
    standing: Standing | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open, scoped transaction: its connection, who acts, and the instant `at` of its beginning.

    `stand_ins`: who is not there at that instant, and whose work is done by whom. That of somebody signed in has what
    is `around` their pages. `is_twin`: its form's key was used before. `seen` fills with whoever's record is opened.
    """

    connection: Link
    actor: Actor
    at: datetime
    request_id: str = ""
    sign_in_id: UUID | None = None
    serves: Mapping[str, Any] | None = None
    around: Surroundings | None = None
    is_twin: bool = False
    stand_ins: StandIns = EVERYBODY_THERE
    seen: list[Seen] = field(default_factory=list)


# The sub-selects read row-secured tables. They depend on the row of `found`, so the settings are
# made before they run; a join would leave that order to the planner.
_WHO = """
WITH found AS MATERIALIZED (
    SELECT set_config('app.org_id', org_id::text, true) AS scope,
           set_config('app.actor_id', coalesce(actor_id::text, ''), true) AS author, {columns},
           {clock} AS at
      FROM {source}
){claim}
SELECT found.*, {revision} AS revision, {more} {away},
       (SELECT p.given_name || ' ' || p.family_name FROM app.person p
         WHERE p.org_id = nullif(found.scope, '')::uuid AND p.id = found.actor_id) AS name,
       (SELECT json_agg(json_build_array(a.role, a.site_id)) FROM app.appointment a
         WHERE a.org_id = nullif(found.scope, '')::uuid AND a.person_id = found.actor_id
           AND a.starts_at <= found.at AND (a.ended_at IS NULL OR a.ended_at > found.at)) AS appointments,
       (SELECT json_agg(json_build_array(c.kind, c.valid_until)) FROM (
            SELECT DISTINCT ON (kind) kind, valid_until FROM app.credential
             WHERE org_id = nullif(found.scope, '')::uuid AND person_id = found.actor_id
             ORDER BY kind, recorded_at DESC) c) AS credentials
  FROM found
""".replace("{away}", AWAY).replace("{revision}", REVISION)

# Only a demo has a shift (the table refuses it elsewhere); looked up by key, in the same round trip.
_NOW = """clock_timestamp() + coalesce(
           (SELECT clock_shift FROM sign_in.organisation o WHERE o.id = {org_id}), interval '0')"""
# Written first in the transaction: a twin that comes at the same moment waits here for the other's answer.
_CLAIM = """, claimed AS (
    INSERT INTO app.form_key (org_id, actor_id, key, request_hash, recorded_at)
    SELECT org_id, actor_id, :key, :request_hash, at FROM found
    ON CONFLICT (org_id, actor_id, key) DO NOTHING RETURNING key
)"""
_AROUND = """(SELECT o.name FROM sign_in.organisation o WHERE o.id = found.org_id) AS organization,
       coalesce((SELECT max(b.taken_at) FROM sign_in.backup_check b WHERE b.is_good),
                (SELECT o.recorded_at FROM sign_in.organisation o WHERE o.id = found.org_id)) AS backed_up_at,
       coalesce((SELECT s.time_zone FROM app.site s WHERE s.org_id = nullif(found.scope, '')::uuid
                  ORDER BY EXISTS (SELECT FROM app.appointment a
                                    WHERE (a.org_id, a.site_id, a.person_id) = (s.org_id, s.id, found.actor_id))
                           DESC, s.id LIMIT 1), 'UTC') AS time_zone,"""

# From what is open to who was told, so that a long history costs nothing. Told before somebody took it is not told now.
_WAITS = """(SELECT CASE WHEN count(*) > 0 THEN json_build_array(count(*),
               (array_agg(t.id ORDER BY t.class, t.since, t.id))[1], min(t.since), max(t.newest_at), bool_or(t.is_new)) END
          FROM (SELECT w.id, w.class, min(n.recorded_at) AS since, max(n.recorded_at) AS newest_at,
                       bool_or(n.shown_at IS NULL) AS is_new
                  FROM app.work w
                  JOIN app.escalation_notice n ON (n.org_id, n.work_id) = (w.org_id, w.id)
                       AND n.person_id = found.actor_id AND n.way = 'page' AND n.dropped_at IS NULL
                       AND n.recorded_at >= (SELECT max(c.happened_at) FROM app.escalation_change c
                            WHERE (c.org_id, c.work_id) = (w.org_id, w.id) AND c.to_state = 'open'
                              AND c.from_state IS DISTINCT FROM 'open')
                 WHERE w.org_id = nullif(found.scope, '')::uuid AND w.next_at IS NOT NULL AND w.state = 'open'
                 GROUP BY w.id, w.class) t) AS waits,"""


def _by_token(*, claims: bool) -> TextualSelect:
    return text(
        _WHO.format(
            columns="id AS sign_in_id, org_id, actor_id, serves, notice, last_seen_at",
            clock="now_there",
            source=f"""sign_in.session, LATERAL (SELECT {_NOW.format(org_id="session.org_id")} AS now_there) AS clock
         WHERE token_hash = :token_hash AND ended_at IS NULL
           AND expires_at > now_there AND idle_expires_at > now_there""",
            claim=_CLAIM if claims else "",
            more=f"{_AROUND} {'NULL::json AS waits, NOT EXISTS (SELECT FROM claimed)' if claims else f'{_WAITS} false'}"
            " AS is_twin,",
        )
    ).columns(appointments=JSON, credentials=JSON, serves=JSON, away=JSON, waits=JSON)


_BY_TOKEN = _by_token(claims=False)
_BY_TOKEN_WITH_KEY = _by_token(claims=True)
_BY_NAME = text(
    _WHO.format(
        columns="NULL::uuid AS sign_in_id, org_id, actor_id, NULL::jsonb AS serves",
        clock=f"coalesce(cast(:at AS timestamptz), {_NOW.format(org_id='named.org_id')})",
        source="(SELECT cast(:org_id AS uuid) AS org_id, cast(:actor_id AS uuid) AS actor_id) AS named",
        claim="",
        more="",
    )
).columns(appointments=JSON, credentials=JSON, serves=JSON, away=JSON)


@asynccontextmanager
async def scoped(
    engine: AsyncEngine, token_hash: bytes, *, request_id: str = "", form: FormKey | None = None
) -> AsyncIterator[Transaction]:
    """The transaction of whoever is signed in with this token; raises `NotSignedIn`. It uses the form's key up."""
    asked: dict[str, Any] = {"token_hash": token_hash}
    asked |= {} if form is None else {"key": form.key, "request_hash": form.request_hash}
    async with engine.begin() as connection:
        found = await connection.execute(_BY_TOKEN if form is None else _BY_TOKEN_WITH_KEY, asked)
        row = found.mappings().first()
        if row is None:
            raise NotSignedIn
        insist_on(row["revision"])
        names = ("organization", "time_zone", "notice", "last_seen_at", "backed_up_at")
        around = Surroundings(**{name: row[name] for name in names}, waits=_waits(row["waits"]))
        here = await stand_ins_at(connection, row)
        tx = _opened(connection, row, here, kind="person", request_id=request_id)
        tx = replace(tx, around=around, is_twin=row["is_twin"])
        yield tx
        await tx.connection.send()


@asynccontextmanager
async def scoped_as(
    engine: AsyncEngine,
    org_id: UUID,
    actor_id: UUID | None = None,
    *,
    kind: Literal["person", "policy", "system"] | None = None,
    at: datetime | None = None,
    request_id: str = "",
) -> AsyncIterator[Transaction]:
    """The transaction of a command, a job or a test that names organization and actor itself.

    `at` names another instant than the database's clock: for a world that is planted, or looked back upon.
    """
    acts_as = kind or ("system" if actor_id is None else "person")
    async with engine.begin() as connection:
        found = await connection.execute(_BY_NAME, {"org_id": org_id, "actor_id": actor_id, "at": at})
        row = found.mappings().one()
        insist_on(row["revision"])
        if actor_id is not None and row["name"] is None:
            raise NotAllowed("This person does not belong to the organization.")
        here = await stand_ins_at(connection, row)
        tx = _opened(connection, row, here, kind=acts_as, request_id=request_id)
        yield tx
        await tx.connection.send()


@asynccontextmanager
async def part_of(tx: Transaction) -> AsyncIterator[None]:
    """A part that may fail by itself: what it wrote is taken back, and the transaction goes on (a savepoint)."""
    await tx.connection.send()
    try:
        async with tx.connection.begin_nested():
            yield
            await tx.connection.send()
    except BaseException:
        tx.connection.forget()
        raise


def _waits(found: Sequence[Any] | None) -> Waits | None:
    if found is None:
        return None
    count, first_id, since, newest_at, is_new = found
    since, newest_at = datetime.fromisoformat(since), datetime.fromisoformat(newest_at)
    return Waits(count, UUID(first_id), since, newest_at, is_new)


def _opened(
    connection: AsyncConnection,
    row: Mapping[Any, Any],
    stand_ins: StandIns,
    *,
    kind: Literal["person", "policy", "system"],
    request_id: str,
) -> Transaction:
    actor = Actor(
        org_id=row["org_id"],
        person_id=row["actor_id"],
        name=row["name"] or kind,
        appointments=tuple(
            Appointment(Role(role), UUID(site) if site else None) for role, site in row["appointments"] or ()
        ),
        kind=kind,
        credentials=tuple((name, date.fromisoformat(until)) for name, until in row["credentials"] or ()),
        covers=stand_ins.covered_by(row["actor_id"]) if kind == "person" else (),
    )
    opened = Transaction(Link(connection), actor, row["at"], request_id, row["sign_in_id"], row["serves"])
    return replace(opened, stand_ins=stand_ins)
