"""Are people told by text message, in the channel of a team and by push as well, without anything being held up by it?"""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from supervision.channel_limits import LIMITS
from supervision.channels import ChannelFault, ChannelKind
from supervision.engine_limits import LIMITS as ENGINE
from tests.conftest import Database
from tests.jobs.channel_service import ChannelService, channel_service
from tests.jobs.mail_server import mail_server
from tests.platform.test_canaries import every_log
from tests.world import EVERYDAY_POLICY, World
from workflows.exchange.channel_addresses import AddressBook
from workflows.exchange.sealing import NotOpened, sealer_of
from workflows.jobs import posting
from workflows.jobs.dead_channels import tell_of_dead_channels
from workflows.jobs.mailing import Mailer, NotSent, SmtpServer
from workflows.jobs.notices import Sender
from workflows.jobs.posting import ByApprise, SealedChannel
from workflows.jobs.sending import send_waiting
from workflows.jobs.trying import try_channels
from workflows.jobs.turning import turn
from workflows.records.channels import keep_worked
from workflows.records.ids import new_id
from workflows.verbs.add_channel import add_channel
from workflows.verbs.stop_channel import stop_channel
from workflows.verbs.try_channel import try_channel

SEALER = sealer_of(b"k" * 32)
BOOK = AddressBook(SEALER, allows_local=True)
EVERY_WAY = EVERYDAY_POLICY.replace('by = ["page", "mail"]', 'by = ["page", "mail", "sms", "team", "push"]')
PHONE = "+15550100144"


class Silent:
    """A mail server that takes everything."""

    async def send(self, message: object, **_: object) -> str:
        return "250"


@dataclass
class Wired:
    """A school with a crisis a minute ago, and a service to which its channels lead."""

    world: World
    service: ChannelService
    episode: UUID

    async def channel(self, kind: ChannelKind, path: str | None = None) -> UUID:
        path = path or kind.value
        async with self.world.acting(self.world.administrator) as tx:
            return await add_channel(
                tx, kind=kind, name=path, address=self.service.address(path), book=BOOK, by=tx.actor, at=tx.at
            )

    async def worried(self, names: UUID | None = None) -> UUID:
        await self.world.worry(self.episode, "weapon", said="Zanzibar keeps a knife.", names=names)
        rows = await self.world.rows("SELECT id FROM app.work WHERE kind = 'escalation' ORDER BY id DESC")
        found: UUID = rows[0][0]
        return found

    def sender(self, mailer: Mailer | None = None) -> Sender:
        poster = ByApprise(SEALER, allows_local=True)
        return Sender(mailer or Silent(), "stepwise@school.test", "https://school.test", new_id(), poster)

    async def send(self, mailer: Mailer | None = None) -> None:
        await send_waiting(self.world.engine, [self.world.org_id], self.sender(mailer))

    async def notices(self) -> list[tuple[str, str, str]]:
        """Way, what became of it, and the receipt; of those to people and those into channels."""
        became = (
            "CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN dropped_at IS NOT NULL THEN 'dropped'"
            " WHEN dead_at IS NOT NULL THEN 'dead' ELSE 'waits' END"
        )
        rows = await self.world.rows(
            f"SELECT way, {became}, receipt FROM app.escalation_notice WHERE way NOT IN ('page', 'mail')"
            f" UNION ALL SELECT way, {became}, receipt FROM app.channel_post ORDER BY 1, 2"
        )
        return [(str(way), str(what), str(receipt)) for way, what, receipt in rows]

    async def hurried(self) -> None:
        for outbox in ("escalation_notice", "channel_post"):
            await self.world.plant(
                f"UPDATE app.{outbox} SET due_at = now() - interval '1 hour', lease_until = CASE WHEN lease_owner"
                " IS NULL THEN NULL ELSE now() - interval '1 second' END WHERE org_id = $1"
            )


@pytest.fixture
async def wired(module_database: Database, module_engine: AsyncEngine) -> AsyncIterator[Wired]:
    world = await World.made(
        module_database, module_engine, datetime.now(UTC) - timedelta(days=2), policy=EVERY_WAY
    )
    await world.can_sign_in(world.clinical, world.counselor)
    await world.plant(
        f"UPDATE app.person SET work_phone = '{PHONE}' WHERE org_id = $1 AND family_name = 'Okafor'"
    )
    episode, _ = await world.mentored()
    world.now = datetime.now(UTC)
    async with channel_service() as service:
        yield Wired(world, service, episode)


ALL = (ChannelKind.SMS, ChannelKind.TEAMS, ChannelKind.SLACK, ChannelKind.PUSH)


async def test_each_way_of_a_rung_tells_through_its_channels_and_says_nothing_about_anybody(
    wired: Wired,
) -> None:
    for kind in ALL:
        await wired.channel(kind)
    work = await wired.worried()
    with every_log() as heard:
        await wired.send()
        await wired.send()
    assert [(way, what) for way, what, _ in await wired.notices()] == [
        ("push", "sent"), ("sms", "sent"), ("team", "sent"), ("team", "sent"),
    ]  # fmt: skip
    assert sorted(path for path, _ in wired.service.taken) == ["push", "slack", "sms", "teams"]
    said = dict(wired.service.taken)
    assert said["sms"]["to"] == PHONE
    assert f"https://school.test/work/{work} " in said["sms"]["message"]
    names = await wired.world.rows("SELECT given_name, family_name FROM app.person")
    secret = {word.lower() for row in names for word in row} | {"zanzibar", "knife", "weapon", "oak"}
    for path, body in said.items():
        assert body["message"].startswith("You have an urgent item. Log in: https://school.test/")
        assert body["title"] == ""
        assert body["attachments"] == []
        assert not [word for word in secret if word in str(body).lower()]
        assert (str(work) in str(body)) == (path == "sms"), "who reads a channel may not see what it is about"
    heard_of = heard.getvalue()
    for kept in ("CNRYpw9", PHONE, str(wired.service.port), "127.0.0.1"):
        assert kept not in heard_of


async def test_what_is_not_set_up_is_passed_over_and_written_down_and_stops_no_rung(wired: Wired) -> None:
    await wired.channel(ChannelKind.SLACK)
    await wired.world.plant("UPDATE app.person SET work_phone = NULL WHERE org_id = $1")
    await wired.channel(ChannelKind.SMS)
    await wired.worried()
    passed = await wired.world.rows("SELECT way FROM app.passed_way ORDER BY way")
    assert passed == [("push",), ("sms",)]
    assert await wired.world.rows("SELECT id FROM app.escalation_change WHERE is_passed") == []
    told = await wired.world.rows("SELECT DISTINCT way FROM app.escalation_notice ORDER BY way")
    assert told == [("mail",), ("page",)]


async def test_nobody_on_a_rung_is_nobody_although_a_channel_is_there(wired: Wired) -> None:
    """I5: never only people without a way that works."""
    await wired.channel(ChannelKind.SLACK)
    await wired.world.plant("UPDATE sign_in.identity SET disabled_at = now() WHERE org_id = $1")
    await wired.worried()
    rows = await wired.world.rows("SELECT is_passed FROM app.escalation_change ORDER BY sequence")
    assert [one for (one,) in rows][:-1] == [True] * (len(rows) - 1)
    assert len(rows) > 3


async def test_where_somebody_is_named_nothing_is_posted_where_they_may_read_along(wired: Wired) -> None:
    await wired.channel(ChannelKind.SLACK)
    await wired.channel(ChannelKind.SMS)
    await wired.worried(names=wired.world.mentor)
    await wired.send()
    assert wired.service.asked == ["sms"]
    assert ("team",) in await wired.world.rows("SELECT way FROM app.passed_way")


async def test_somebody_who_is_named_while_it_waits_is_told_by_no_channel(wired: Wired) -> None:
    await wired.channel(ChannelKind.SLACK)
    work = await wired.worried()
    await wired.world.plant(
        "WITH named AS (INSERT INTO app.named_adult (org_id, id, concern_id, work_id, person_id, named_by, recorded_at)"
        f" SELECT $1, gen_random_uuid(), id, '{work}', '{wired.world.mentor}', '{wired.world.counselor}', now()"
        " FROM app.concern WHERE org_id = $1 LIMIT 1 RETURNING org_id, id)"
        " INSERT INTO app.hidden_from (org_id, naming_id, object_id, person_id, recorded_at)"
        f" SELECT org_id, id, '{work}', '{wired.world.mentor}', now() FROM named"
    )
    await wired.send()
    assert wired.service.asked == []
    assert [what for way, what, _ in await wired.notices() if way == "team"] == ["dropped"]


async def test_a_channel_that_was_stopped_gets_nothing_more(wired: Wired) -> None:
    slack, sms = await wired.channel(ChannelKind.SLACK), await wired.channel(ChannelKind.SMS)
    await wired.worried()
    async with wired.world.acting(wired.world.administrator) as tx:
        for one in (slack, sms):
            await stop_channel(tx, channel_id=one, by=tx.actor, at=tx.at)
    await wired.send()
    assert wired.service.asked == []
    assert {what for _, what, _ in await wired.notices()} == {"dropped"}


@pytest.mark.parametrize(
    ("mood", "fault"),
    [
        ("500", ChannelFault.IN_TROUBLE),
        ("404", ChannelFault.NOT_THERE),
        ("429", ChannelFault.TOO_MANY),
        ("400", ChannelFault.NOT_TAKEN),
        ("302 http://127.0.0.1:1/elsewhere", ChannelFault.SENT_ON),
    ],
)
async def test_what_fails_is_told_climbs_at_once_is_tried_on_and_comes_once(
    wired: Wired, mood: str, fault: ChannelFault
) -> None:
    channel = await wired.channel(ChannelKind.SMS)
    await wired.worried()
    wired.service.mood = mood
    with capture_logs() as logs:
        for _ in range(ENGINE.dead_after):
            assert (await turn(wired.world.engine, [wired.world.org_id])).climbed == 0
            await wired.send()
            await wired.hurried()
    assert await wired.notices() == [("sms", "dead", fault.value)]
    assert [one["is_dead"] for one in logs if one["event"] == "notice_not_sent"][-1]
    ((failures, kept),) = await wired.world.rows(
        "SELECT failures, fault FROM app.channel WHERE id = :id", id=channel
    )
    assert (failures, kept) == (ENGINE.dead_after, fault.value)
    assert LIMITS.is_red(failures)
    assert (await turn(wired.world.engine, [wired.world.org_id])).climbed == 1
    wired.service.mood = "takes"
    await wired.send()
    await wired.send()
    assert len(wired.service.taken) == 1
    ((failures,),) = await wired.world.rows("SELECT failures FROM app.channel WHERE id = :id", id=channel)
    assert failures == 0


@pytest.mark.parametrize("mood", ["hangs", "drips"])
async def test_a_service_that_is_slow_is_cut_off_and_holds_up_neither_mail_nor_rung(
    wired: Wired, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = replace(LIMITS, read=timedelta(seconds=1), send=timedelta(seconds=2))
    monkeypatch.setattr("workflows.exchange.channel_addresses.LIMITS", quick)
    monkeypatch.setattr(posting, "LIMITS", quick)
    for kind in ALL:
        await wired.channel(kind)
    await wired.worried()
    wired.service.mood = mood
    async with mail_server() as post:
        began = time.monotonic()
        sending = asyncio.create_task(wired.send(SmtpServer("127.0.0.1", post.port)))
        await asyncio.wait_for(post.came.wait(), 1)
        await wired.world.plant(
            "UPDATE app.work SET next_at = now() WHERE org_id = $1 AND kind = 'escalation'"
        )
        assert (await turn(wired.world.engine, [wired.world.org_id])).climbed == 1
        await sending
    assert time.monotonic() - began < 8
    assert {fault for _, _, fault in await wired.notices() if fault} == {ChannelFault.TOO_SLOW.value}
    await asyncio.sleep(0.2)
    assert [one.name for one in threading.enumerate() if one.name == "channel"] == []


async def test_sent_and_not_marked_it_is_sent_again_with_the_same_number(wired: Wired) -> None:
    await wired.channel(ChannelKind.SMS)
    await wired.worried()
    await wired.send()
    await wired.world.plant(
        "UPDATE app.escalation_notice SET sent_at = NULL WHERE org_id = $1 AND way = 'sms'"
    )
    await wired.send()
    first, second = (body["message"] for body in wired.service.bodies)
    assert first == second


async def test_a_name_that_leads_into_our_own_network_by_then_is_not_connected_to(
    wired: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the name said when the channel was added."""
    where = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", wired.service.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: where)
    id, org_id = new_id(), new_id()
    sealed = SEALER.seal("jsons://sms.example.org/send", org_id=org_id, row_id=id)
    with pytest.raises(NotSent, match=ChannelFault.NO_CONNECTION):
        await ByApprise(SEALER).post(SealedChannel(id, org_id, ChannelKind.SMS, sealed), "words", to=PHONE)
    assert wired.service.asked == []


async def test_a_sealed_address_opens_for_its_own_row_and_with_its_own_key_alone() -> None:
    org_id, row_id = new_id(), new_id()
    sealed = SEALER.seal("slack://CNRYpw9/b/c", org_id=org_id, row_id=row_id)
    assert b"CNRYpw9" not in sealed
    assert SEALER.opened(sealed, org_id=org_id, row_id=row_id) == "slack://CNRYpw9/b/c"
    others = [
        (SEALER, new_id(), row_id), (SEALER, org_id, new_id()), (sealer_of(b"x" * 32), org_id, row_id),
        (sealer_of(None), org_id, row_id),
    ]  # fmt: skip
    for sealer, org, row in others:
        with pytest.raises(NotOpened):
            sealer.opened(sealed, org_id=org, row_id=row)


@pytest.mark.parametrize(("mood", "fault"), [("takes", ""), ("500", ChannelFault.IN_TROUBLE.value)])
async def test_a_trial_goes_to_whoever_asked_and_says_what_came_back(
    wired: Wired, mood: str, fault: str
) -> None:
    channel = await wired.channel(ChannelKind.SMS)
    await wired.world.plant(
        "UPDATE app.person SET work_phone = '+15550100177' WHERE org_id = $1 AND family_name = 'Whitlock'"
    )
    async with wired.world.acting(wired.world.administrator) as tx:
        await try_channel(tx, channel_id=channel, by=tx.actor, at=tx.at)
    wired.service.mood = mood
    assert await try_channels(wired.world.engine, [wired.world.org_id], wired.sender()) == 1
    assert await try_channels(wired.world.engine, [wired.world.org_id], wired.sender()) == 0
    rows = await wired.world.rows("SELECT ended_at IS NOT NULL, fault FROM app.channel_test")
    assert rows == [(True, fault)]
    if not fault:
        assert wired.service.bodies[0]["to"] == "+15550100177"
        assert "This is a test" in wired.service.bodies[0]["message"]
    assert len(await wired.world.audit("try_channel")) == 1


def test_what_the_library_says_reaches_no_log() -> None:
    for name in ("apprise", "urllib3.connectionpool"):
        with every_log() as heard:
            logging.getLogger(name).warning("https://name:CNRYpw9@example.org error=500")
        assert "CNRYpw9" not in heard.getvalue()


async def test_a_channel_that_fails_again_and_again_is_told_to_administrators_once_and_anew_after_it_worked(
    wired: Wired,
) -> None:
    """By mail, without a name and without an address; and again and again only while no mail leaves."""
    channel = await wired.channel(ChannelKind.SLACK)
    await wired.world.can_sign_in(wired.world.administrator)
    org_ids, engine = [wired.world.org_id], wired.world.engine

    async def failed(times: int) -> None:
        await wired.world.plant(
            f"UPDATE app.channel SET failures = {times}, alarm_due_at = NULL WHERE org_id = $1"
        )

    async with mail_server() as post:
        by = wired.sender(SmtpServer("127.0.0.1", post.port))
        await failed(LIMITS.red_after - 1)
        await tell_of_dead_channels(engine, org_ids, by)
        assert post.taken == []
        await failed(LIMITS.red_after)
        post.mood = "refuses"
        with capture_logs() as logs:
            await tell_of_dead_channels(engine, org_ids, by)
            await tell_of_dead_channels(engine, org_ids, by)
        assert [one["event"] for one in logs] == ["channel_dead", "dead_channel_not_told"]
        post.mood = "takes"
        await failed(LIMITS.red_after)
        await tell_of_dead_channels(engine, org_ids, by)
        await failed(LIMITS.red_after + 1)
        await tell_of_dead_channels(engine, org_ids, by)
        assert post.to == [f"{wired.world.administrator.hex}@school.test"]
        whole = post.taken[0].as_string()
        assert "https://school.test/channels" in whole
        assert not [
            word for word in ("CNRYpw9", "127.0.0.1", "Zanzibar", "Whitlock", "slack") if word in whole
        ]
        async with wired.world.acting(None, datetime.now(UTC)) as tx:
            await keep_worked(tx, channel)
        await failed(LIMITS.red_after)
        await tell_of_dead_channels(engine, org_ids, by)
        assert len({str(one["Message-ID"]) for one in post.taken}) == 2
