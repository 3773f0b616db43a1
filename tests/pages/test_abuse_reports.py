"""Does whoever hears of abuse or neglect reach the report, and does it stay off paper and out of packages?"""

from uuid import UUID

import pytest

from tests import referring
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.world import World
from workflows.records.package_contents import package_contents
from workflows.records.referrals import load_referral
from workflows.records.reporting_duties import ReportingDuty
from workflows.verbs.record_reporting_duty import record_reporting_duty
from workflows.verbs.set_site_state import set_site_state

KIND = "abuse_or_neglect"
SECRET = "Her uncle hits her with a belt."
TYPED = {"agency": "Child Protective Services", "reported_time": "10:05", "way": "phone"}


@pytest.fixture
async def episode(town: Town) -> UUID:
    episode, _ = await town.world.mentored()
    return episode


def filled(world: World, **changes: str) -> dict[str, str]:
    """What somebody types; the day before today, so that its time has come wherever the clock stands."""
    day = world.today()
    typed = {"reported_on_month": str(day.month), "reported_on_day": str(day.day)}
    return {**TYPED, **typed, "reported_on_year": str(day.year - 1), **changes}


async def law(world: World, hours: int | None = 24, *, state: str | None = "Illinois") -> None:
    """The law of a state is on record, checked today, and the school lies in `state`."""
    duty = ReportingDuty(
        state="Illinois",
        agency="DCFS hotline",
        phone="800 25 22 873",
        duty="Every adult who works with children.",
        spoken_within_hours=hours,
        written_within_hours=48,
        source="325 ILCS 5/4",
        checked_on=world.today(),
        checked_by="Nora Quinn",
    )
    async with world.acting(world.administrator) as tx:
        await record_reporting_duty(tx, duty=duty, by=tx.actor, at=tx.at)
        if state is not None:
            await set_site_state(tx, site_id=world.site_id, state=state, by=tx.actor, at=tx.at)


async def test_a_mentor_goes_from_the_worry_to_the_report_and_it_ends(town: Town, episode: UUID) -> None:
    world = town.world
    await law(world)
    browser = await town.browser(world.mentor)
    path = f"/mentees/{world.students[0]}/concerns"
    form = await browser.get(f"{path}/new")
    assert "Is somebody named who works or volunteers here?" in words(form)
    answer = await browser.send(f"{path}/new", path, {"kind": KIND, "said": ""})
    assert answer.status_code == 303, "it does not wait for words"
    heard = answer.headers["location"]
    page = await browser.get(heard)
    text = words(page)
    for said in (
        "Stay with Ava. Whoever heard it reports it now, and nobody has to agree first.",
        "DCFS hotline",
        "At once, at the latest within 24 hours. In writing within 48 hours.",
        "It was written down 0 minutes ago.",
        "By telephone until",
        "Ruth Okafor has it on their list",
        "Nothing has left the school",
    ):
        assert said in text, said
    assert 'href="tel:8002522873"' in page.text
    assert f'href="{heard}"' in (await browser.get("/")).text, "the home of the mentor leads back to it"
    assert 'value="DCFS hotline"' in (await browser.get(f"{heard}/reports/new")).text
    wrong = await browser.send(
        f"{heard}/reports/new",
        f"{heard}/reports",
        filled(world, reported_time="soon", way="", agency="The Hotline"),
    )
    assert wrong.status_code == 422
    assert errors(wrong) == ["reported_time", "way"]
    assert has_every_target(wrong)
    assert 'value="The Hotline"' in wrong.text
    done = await browser.send(f"{heard}/reports/new", f"{heard}/reports", filled(world))
    assert (done.status_code, done.headers["location"]) == (303, heard)
    text = words(await browser.get(heard))
    assert "Priya Nair has reported this to Child Protective Services." in text
    assert "Nothing has left the school" not in text
    assert "No reference number yet." in text
    more = await browser.send(f"{heard}/reports/new", f"{heard}/reports/more", {"reference": "77-1"})
    assert more.status_code == 303
    assert "Reference number: 77-1" in words(await browser.get(heard))
    assert "Reported to Child Protective Services: By telephone" in words(
        await browser.get(f"/mentees/{world.students[0]}")
    )


@pytest.mark.parametrize("state", [None, "Ohio"])
async def test_no_hours_are_shown_where_the_law_of_the_school_was_not_checked(
    town: Town, episode: UUID, state: str | None
) -> None:
    await law(town.world, state=state)
    concern = await town.world.worry(episode, KIND, by=town.world.mentor, said="")
    text = words(await (await town.browser(town.world.mentor)).get(f"/concerns/{concern}"))
    assert "At once." in text
    assert "check your state’s law" in text
    assert "24 hours" not in text
    assert "By telephone until" not in text
    assert ("DCFS hotline" in text) is (state is None), "another state’s agency is not called"


async def test_a_supervisor_reads_whose_it_is_and_writes_it_down_for_them(town: Town, episode: UUID) -> None:
    world = town.world
    concern = await world.worry(episode, KIND, by=world.mentor, said=SECRET)
    browser = await town.browser(world.clinical)
    (task,) = await world.work(episode, "task")
    work = await browser.get(f"/work/{task.id}")
    assert "Only the report ends this." in words(work)
    assert f'href="/concerns/{concern}/reports/new"' in work.text
    assert "Acknowledge that you know." in words(
        await browser.get(f"/work/{(await world.work(episode, 'escalation'))[0].id}")
    )
    page = words(await browser.get(f"/concerns/{concern}"))
    assert "Priya Nair heard it, so the report is theirs. Nobody has to agree first." in page
    assert "At once. No agency of your state is on record here: check your state’s law" in page
    form, send = f"/concerns/{concern}/reports/new", f"/concerns/{concern}/reports"
    wrong = await browser.send(form, send, filled(world))
    assert errors(wrong) == ["reported_by"]
    assert is_checked(wrong, "way", "phone")
    typed = filled(world, reported_by=str(world.mentor))
    assert (await browser.send(form, send, typed)).status_code == 303
    again = await (await town.browser(world.counselor)).send(form, send, typed)
    assert again.status_code == 409
    assert "Priya Nair has reported this" in words(again)


async def test_whoever_heard_it_reports_it_after_their_match_has_ended_too(town: Town, episode: UUID) -> None:
    world = town.world
    concern = await world.worry(episode, KIND, by=world.mentor)
    await world.close(
        episode, world.closing(reason="transferred_care", no_measure="declined"), by=world.clinical
    )
    browser = await town.browser(world.mentor)
    path = f"/concerns/{concern}"
    assert (await browser.get(path)).status_code == 200
    assert (await browser.send(f"{path}/reports/new", f"{path}/reports", filled(world))).status_code == 303


async def test_nobody_else_finds_the_report_and_no_other_worry_has_one(town: Town, episode: UUID) -> None:
    world = town.world
    concern = await world.worry(episode, KIND, by=world.counselor)
    other = await world.worry(episode, "other_now", by=world.mentor)
    for who in (world.stranger, world.mentor, world.administrator):
        browser = await town.browser(who)
        assert (await browser.get(f"/concerns/{concern}/reports/new")).status_code == 404
    mentor = await town.browser(world.mentor)
    assert (await mentor.get(f"/concerns/{other}/reports/new")).status_code == 404
    # What everybody may do stands there all the same.
    asked = "Write down that abuse or neglect was reported"
    assert "abuse" not in words(await mentor.get(f"/mentees/{world.students[0]}")).replace(asked, "")


async def test_neither_print_nor_package_says_what_was_told_of_abuse(town: Town) -> None:
    """Families read these; whom the young person spoke of may be one of them."""
    world = town.world
    place = await referring.clinic(world)
    episode = await referring.accepted(world)
    ((match,),) = await world.rows("SELECT id FROM app.match WHERE episode_id = :id", id=episode)
    await world.log_made(match, by=world.mentor, note=SECRET, worry="now", now_kind=KIND, said=SECRET)
    log = await world.log_made(match, by=world.mentor, note="We talked about the band.", is_another=True)
    assert log
    concern = await world.worry(episode, KIND, said=SECRET)
    await world.report(concern)
    for who in (world.counselor, world.mentor):
        browser = await town.browser(who)
        shown = words(await browser.get(f"/mentees/{world.students[0]}"))
        assert SECRET in shown or who == world.mentor
        text = words(await browser.get(f"/mentees/{world.students[0]}/print"))
        assert "We talked about the band." in text
        for secret in (SECRET, "buse", "eglect", "Child Protective Services", "R2"):
            assert secret not in text, secret
    referral = await referring.draft(world, episode, place)
    async with world.acting(world.counselor) as tx:
        case = await world.case(episode)
        parts = await package_contents(tx, case, await load_referral(tx, referral))
    said = "\n".join(line for part in parts for line in part.lines)
    assert "We talked about the band." in said
    for secret in (SECRET, "buse", "eglect", "Child Protective Services"):
        assert secret not in said, secret


async def test_a_report_begins_with_the_case_and_goes_the_road_of_every_worry(
    town: Town, episode: UUID
) -> None:
    world = town.world
    browser = await town.browser(world.mentor)
    case, form = f"/mentees/{world.students[0]}", f"/mentees/{world.students[0]}/abuse-reports/new"
    assert f'href="{form}"' in (await browser.get(case)).text
    send = f"{case}/abuse-reports"
    wrong = await browser.send(form, send, filled(world, agency="", said=SECRET))
    assert errors(wrong) == ["agency"]
    assert has_every_target(wrong)
    assert SECRET in wrong.text
    assert await town.count("concern") == 0, "nothing by halves"
    done = await browser.send(form, send, filled(world, said=SECRET))
    ((concern, kind),) = await world.rows("SELECT id, kind FROM app.concern WHERE org_id = :org_id")
    assert (done.headers["location"], kind) == (f"/concerns/{concern}", KIND)
    assert [one.action for one in await world.work(episode, "escalation")] == ["support_reporter"]
    assert await world.work(episode, "task") == (), "the report has ended the duty"
    assert "has reported this to Child Protective Services." in words(
        await browser.get(f"/concerns/{concern}")
    )


async def test_whoever_is_named_in_a_report_finds_none_of_it(town: Town, episode: UUID) -> None:
    world = town.world
    browser = await town.browser(world.mentor)
    case = f"/mentees/{world.students[0]}"
    typed = filled(world, said="It was Mrs. Okafor.", named_id=str(world.clinical))
    done = await browser.send(f"{case}/abuse-reports/new", f"{case}/abuse-reports", typed)
    assert done.status_code == 303
    named = await town.browser(world.clinical)
    assert (await named.get(done.headers["location"])).status_code == 404
    assert "Child Protective Services" not in (await named.get(case)).text
    assert await world.rows("SELECT count(*) FROM app.named_adult") == [(1,)]
    assert await world.fired(episode) == [], "no rule knows of it"
