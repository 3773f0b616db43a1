"""Does an administrator set channels up, without anybody ever reading their addresses again?"""

from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from supervision.channel_limits import LIMITS
from tests.pages.case_pages import errors, signed_in, words
from tests.web import hidden_fields
from tests.world import EVERYDAY_POLICY, World
from workflows.jobs.turning import turn

SECRET = "TIiajkdnlazkcOXrIdevi7FQ"
SLACK = f"https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/{SECRET}"
GOOD = {"kind": "slack", "name": "Counselors of Oak", "secret_address": SLACK}


async def test_a_channel_is_added_its_address_sealed_and_shown_nowhere(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.administrator)
    assert 'href="/channels"' in (await browser.get("/")).text
    assert 'href="/channels"' in (await browser.get("/reached")).text
    sent = await browser.send("/channels", "/channels", GOOD)
    assert (sent.status_code, sent.headers["location"]) == (303, "/channels")
    ((kind, name, address, by),) = await world.rows("SELECT kind, name, address, added_by FROM app.channel")
    assert (kind, name, by) == ("slack", "Counselors of Oak", world.administrator)
    assert SECRET.encode() not in bytes(address)
    page = await browser.get("/channels")
    assert "Counselors of Oak" in page.text
    assert "Not tried yet" in page.text
    assert SECRET not in page.text
    assert len(await world.audit("add_channel")) == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"secret_address": ""}, ["secret_address"]),
        (
            {"secret_address": f"slack://T1JJ3T3L2/A1BRTD4JD/{SECRET}?template=/etc/passwd"},
            ["secret_address"],
        ),
        ({"secret_address": f"https://example.org/{SECRET}"}, ["secret_address"]),
        ({"kind": "push", "secret_address": f"ntfys://10.0.0.1/{SECRET}"}, ["secret_address"]),
        ({"kind": "push", "secret_address": f"ntfys://intranet/{SECRET}"}, ["secret_address"]),
        ({"kind": "sms", "secret_address": f"jsons://169.254.169.254/{SECRET}"}, ["secret_address"]),
        ({"kind": "sms", "secret_address": f"jsons://[::ffff:127.0.0.1]/{SECRET}"}, ["secret_address"]),
        (
            {"kind": "sms", "secret_address": f"jsons://sms.example.org/{SECRET}?verify=no"},
            ["secret_address"],
        ),
        ({"kind": "sms", "secret_address": f"json://127.0.0.1:8000/{SECRET}"}, ["secret_address"]),
        ({"kind": "teams", "secret_address": f"file:///{SECRET}"}, ["secret_address"]),
        ({"name": ""}, ["name"]),
        ({"kind": ""}, ["kind"]),
    ],
    ids=lambda one: str(one)[:60],
)
async def test_what_cannot_be_taken_is_said_at_the_field_and_only_the_address_is_lost(
    site: Litestar, world: World, typed: dict[str, str], wrong: list[str]
) -> None:
    browser = await signed_in(site, world, world.administrator)
    refused = await browser.send("/channels", "/channels", {**GOOD, **typed})
    assert refused.status_code == 422
    assert errors(refused) == wrong
    assert SECRET not in refused.text
    assert "Write it again." in words(refused)
    assert 'value="Counselors of Oak"' in refused.text or "name" in typed
    assert await world.rows("SELECT id FROM app.channel") == []


async def test_two_that_work_are_not_called_alike(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.administrator)
    await browser.send("/channels", "/channels", GOOD)
    assert errors(await browser.send("/channels", "/channels", {**GOOD, "name": "counselors of oak"})) == [
        "name"
    ]


async def test_an_address_typed_into_a_form_that_comes_too_late_is_not_shown_either(
    site: Litestar, world: World
) -> None:
    browser = await signed_in(site, world, world.administrator)
    page = await browser.get("/channels")
    hidden = hidden_fields(page.text)
    first = await browser.post("/channels", {**hidden, **GOOD})
    again = await browser.post("/channels", {**hidden, **GOOD, "secret_address": f"two words {SECRET}"})
    assert (first.status_code, again.status_code) == (303, 422)
    assert SECRET not in again.text


async def test_a_channel_is_tried_stopped_and_goes_on(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.administrator)
    channel = await world.channel()
    for act in ("tests", "stop", "resumption"):
        sent = await browser.send("/channels", f"/channels/{channel}/{act}", {})
        assert sent.status_code == 303, act
    assert [len(await world.audit(f"{one}_channel")) for one in ("try", "stop", "resume")] == [1, 1, 1]
    page = await browser.get("/channels")
    assert 'hx-trigger="every 2s"' in page.text
    assert "A test is on its way." in words(page)
    late = LIMITS.test_waits + timedelta(seconds=1)
    await world.plant(f"UPDATE app.channel_test SET asked_at = now() - interval '{late}' WHERE org_id = $1")
    page = await browser.get("/channels")
    assert 'hx-trigger="every 2s"' not in page.text
    assert "Nothing was sent" in words(page)
    await world.plant(
        "UPDATE app.channel_test SET taken_at = now(), ended_at = now(), fault = 'NotThere' WHERE org_id = $1"
    )
    assert "does not know this address any more" in words(await browser.get("/channels"))
    second = await browser.send("/channels", f"/channels/{channel}/resumption", {})
    assert second.status_code == 409


async def test_a_text_message_is_tried_on_one_s_own_telephone(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.administrator)
    sms = {"kind": "sms", "name": "SMS", "secret_address": "jsons://a:b@sms.example.org/send"}
    await browser.send("/channels", "/channels", sms)
    ((channel,),) = await world.rows("SELECT id FROM app.channel")
    refused = await browser.send("/channels", f"/channels/{channel}/tests", {})
    assert refused.status_code == 409
    await browser.send("/reached", "/reached", {"work_phone": "(555) 010-0144"})
    assert (await browser.send("/channels", f"/channels/{channel}/tests", {})).status_code == 303


@pytest.mark.parametrize(
    ("failures", "tag"), [(0, "Works"), (1, "Failed last time"), (3, "Nobody is reached by it")]
)
async def test_how_it_goes_stands_beside_it(site: Litestar, world: World, failures: int, tag: str) -> None:
    browser = await signed_in(site, world, world.administrator)
    await world.channel()
    await world.plant(
        f"UPDATE app.channel SET last_worked_at = now(), failures = {failures}, fault = 'InTrouble' WHERE org_id = $1"
    )
    page = words(await browser.get("/channels"))
    assert tag in page
    assert ("A channel reaches nobody any more" in words(await browser.get("/"))) == LIMITS.is_red(failures)
    assert ("in trouble itself" in page) == bool(failures)


async def test_nobody_else_sees_or_changes_them(site: Litestar, world: World) -> None:
    channel = await world.channel()
    for person in (world.counselor, world.clinical, world.direct, world.mentor):
        browser = await signed_in(site, world, person)
        assert (await browser.get("/channels")).status_code == 403
        assert 'href="/channels"' not in (await browser.get("/reached")).text
        for act in ("tests", "stop", "resumption"):
            assert (await browser.send("/reached", f"/channels/{channel}/{act}", {})).status_code == 403


async def test_the_history_of_an_escalation_names_the_channel_and_the_ways_that_told_nobody(
    site: Litestar, world: World
) -> None:
    """And a channel alone is nobody: then it is said that nobody could be reached."""
    await world.channel()
    await world.can_sign_in(world.clinical, world.counselor)
    await world.publish(
        EVERYDAY_POLICY.replace('["page", "mail"]', '["page", "mail", "sms", "team"]').replace(
            "version = 3", "version = 4", 1
        )
    )
    episode, _ = await world.mentored()
    world.now = datetime.now(UTC)
    await world.worry(episode, "weapon")
    ((work,),) = await world.rows("SELECT id FROM app.work WHERE kind = 'escalation'")
    browser = await signed_in(site, world, world.clinical)
    page = words(await browser.get(f"/work/{work}"))
    assert "Team (in the channel of the team: on its way)" in page
    assert "by text message to the telephone at work" in page
    assert "Team" in words(await browser.get("/escalations"))
    assert "Nobody could be reached" not in page
    await world.plant("UPDATE sign_in.identity SET disabled_at = now() WHERE org_id = $1")
    await world.plant("UPDATE app.work SET next_at = now() WHERE org_id = $1 AND kind = 'escalation'")
    await turn(world.engine, [world.org_id])
    page = words(await browser.get(f"/work/{work}"))
    assert "Nobody could be reached" in page
