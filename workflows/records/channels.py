"""By what else is an organization reached, does it work, and who asked to try it?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.channel_limits import LIMITS
from supervision.channels import ChannelKind
from workflows.records.ids import new_id
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.channels import channel, channel_test


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel as it stands, without its address. `test_*`: of the newest test, if there was one."""

    id: UUID
    kind: str
    name: str
    recorded_at: datetime
    added_by_name: str
    stopped_at: datetime | None
    last_worked_at: datetime | None
    last_failed_at: datetime | None
    failures: int
    fault: str
    test_asked_at: datetime | None
    test_ended_at: datetime | None
    test_fault: str | None


@dataclass(frozen=True, slots=True)
class TestAsked:
    """A test that one worker has taken up. `phone`: of whoever asked, where the channel writes to telephones."""

    __test__ = False

    id: UUID
    channel_id: UUID
    kind: str
    sealed: bytes = field(repr=False)
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A channel that reaches nobody, and since when it has not worked."""

    channel_id: UUID
    since: datetime


_CHANNELS: Final = text("""
SELECT c.id, c.kind, c.name, c.recorded_at, p.given_name || ' ' || p.family_name AS added_by_name, c.stopped_at,
       c.last_worked_at, c.last_failed_at, c.failures, c.fault, t.asked_at AS test_asked_at, t.ended_at AS test_ended_at,
       t.fault AS test_fault
  FROM app.channel c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.added_by)
  LEFT JOIN LATERAL (SELECT x.asked_at, x.ended_at, x.fault FROM app.channel_test x
                      WHERE (x.org_id, x.channel_id) = (c.org_id, c.id) ORDER BY x.asked_at DESC, x.id DESC LIMIT 1) t ON true
 WHERE c.org_id = :org_id ORDER BY c.stopped_at IS NOT NULL, c.kind, c.name, c.id
""")
_ONE: Final = text(
    "SELECT id, kind, stopped_at FROM app.channel WHERE org_id = :org_id AND id = :id FOR NO KEY UPDATE"
)
_NAMED: Final = text("""
SELECT id FROM app.channel WHERE org_id = :org_id AND lower(name) = lower(:name) AND stopped_at IS NULL LIMIT 1
""")
_STOP: Final = text("""
UPDATE app.channel SET stopped_at = :at, stopped_by = :by WHERE org_id = :org_id AND id = :id AND stopped_at IS NULL
RETURNING id
""")
_RESUME: Final = text("""
UPDATE app.channel SET stopped_at = NULL, stopped_by = NULL, failures = 0, alarmed_at = NULL, alarm_due_at = NULL
 WHERE org_id = :org_id AND id = :id AND stopped_at IS NOT NULL RETURNING id
""")
_WORKED: Final = text("""
UPDATE app.channel SET last_worked_at = :at, failures = 0, fault = '', alarmed_at = NULL, alarm_due_at = NULL
 WHERE org_id = :org_id AND id = :id RETURNING id
""")
_FAILED: Final = text("""
UPDATE app.channel SET last_failed_at = :at, failures = failures + 1, fault = :fault
 WHERE org_id = :org_id AND id = :id RETURNING id
""")
_TAKE_TESTS: Final = text("""
UPDATE app.channel_test t SET taken_at = :at FROM app.channel c, app.person p
 WHERE t.org_id = :org_id AND t.taken_at IS NULL AND (c.org_id, c.id) = (t.org_id, t.channel_id)
   AND (p.org_id, p.id) = (t.org_id, t.asked_by)
RETURNING t.id, c.id, c.kind, c.address, p.work_phone
""")
_TEST_ENDED: Final = text("""
UPDATE app.channel_test SET ended_at = :at, fault = :fault WHERE org_id = :org_id AND id = :id RETURNING id
""")
_DEAD: Final = text("""
SELECT count(*) FROM app.channel WHERE org_id = :org_id AND stopped_at IS NULL AND failures >= :most
""")
# Told once for each time that it stops working; whoever tries to tell it has the time until `alarm_due_at` to do so.
_TAKE_ALARMS: Final = text("""
UPDATE app.channel SET alarm_due_at = :again_at
 WHERE org_id = :org_id AND stopped_at IS NULL AND failures >= :most AND alarmed_at IS NULL
   AND (alarm_due_at IS NULL OR alarm_due_at <= :at)
RETURNING id, coalesce(last_worked_at, recorded_at) AS since
""")
_ADMINISTRATORS: Final = text("""
SELECT DISTINCT i.email FROM app.appointment a
  JOIN sign_in.identity i ON (i.org_id, i.person_id) = (a.org_id, a.person_id) AND i.disabled_at IS NULL
 WHERE a.org_id = :org_id AND a.role = 'administrator' AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
 ORDER BY i.email
""")
_ALARMED: Final = text("""
UPDATE app.channel SET alarmed_at = :at WHERE org_id = :org_id AND id = :id AND failures >= :most RETURNING id
""")
_KEEP: Final = insert(channel)
_ASK: Final = insert(channel_test)


async def channels(tx: Transaction) -> tuple[Channel, ...]:
    """Every channel of the organization, those that are stopped last."""
    found = await tx.connection.execute(_CHANNELS, {"org_id": tx.actor.org_id})
    return tuple(Channel(**row) for row in found.mappings())


async def kind_of_channel(tx: Transaction, channel_id: UUID) -> tuple[ChannelKind, bool]:
    """Its kind, and whether it is stopped; locked. Raises `NotFound`."""
    row = await known_row(tx, _ONE, id=channel_id)
    return ChannelKind(row["kind"]), row["stopped_at"] is not None


async def has_name(tx: Transaction, name: str) -> bool:
    """Whether a channel that is not stopped is called so already."""
    return await row_of(tx, _NAMED, name=name) is not None


async def keep_channel(
    tx: Transaction, channel_id: UUID, *, kind: ChannelKind, name: str, sealed: bytes, by: UUID, at: datetime
) -> None:
    row = {"id": channel_id, "kind": kind.value, "name": name, "address": sealed, "added_by": by}
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **row, "recorded_at": at})


async def keep_stopped(tx: Transaction, channel_id: UUID, *, by: UUID, at: datetime) -> bool:
    """Whether it ran until now."""
    return await row_of(tx, _STOP, id=channel_id, by=by, at=at) is not None


async def keep_resumed(tx: Transaction, channel_id: UUID) -> bool:
    """Whether it was stopped until now. What failed before is forgotten: it begins anew."""
    return await row_of(tx, _RESUME, id=channel_id) is not None


async def keep_test(tx: Transaction, channel_id: UUID, *, by: UUID, at: datetime) -> UUID:
    """Whoever sends will take it up."""
    test_id = new_id()
    row = {"id": test_id, "channel_id": channel_id, "asked_by": by, "asked_at": at}
    await tx.connection.execute(_ASK, {"org_id": tx.actor.org_id, **row})
    return test_id


async def take_tests(tx: Transaction) -> Sequence[TestAsked]:
    """Each is taken up once: whoever dies in between leaves it, and the page says that nothing was sent."""
    found = await tx.connection.execute(_TAKE_TESTS, {"org_id": tx.actor.org_id, "at": tx.at})
    return [TestAsked(*row) for row in found]


async def keep_test_ended(tx: Transaction, test_id: UUID, *, fault: str) -> None:
    """What came back; `fault` is empty when the service took it."""
    await row_of(tx, _TEST_ENDED, id=test_id, fault=fault, at=tx.at)


async def keep_worked(tx: Transaction, channel_id: UUID) -> None:
    """A message left through it."""
    await row_of(tx, _WORKED, id=channel_id, at=tx.at)


async def keep_fault(tx: Transaction, channel_id: UUID, *, fault: str) -> None:
    """A message did not."""
    await row_of(tx, _FAILED, id=channel_id, fault=fault, at=tx.at)


async def dead_channels(tx: Transaction) -> int:
    """How many are meant to work and failed too often in a row."""
    found = await known_row(tx, _DEAD, most=LIMITS.red_after)
    return int(found["count"])


async def take_alarms(tx: Transaction) -> tuple[Sequence[Alarm], Sequence[str]]:
    """Of which dead channels nobody was told yet, and the addresses of the administrators."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at}
    again = {"most": LIMITS.red_after, "again_at": tx.at + LIMITS.alarm_again}
    alarms = [Alarm(*row) for row in await tx.connection.execute(_TAKE_ALARMS, {**asked, **again})]
    if not alarms:
        return (), ()
    return alarms, tuple((await tx.connection.execute(_ADMINISTRATORS, asked)).scalars())


async def keep_alarmed(tx: Transaction, channel_id: UUID) -> None:
    """Administrators know, until it works again."""
    await row_of(tx, _ALARMED, id=channel_id, at=tx.at, most=LIMITS.red_after)
