"""Can a mentee say how it goes, once and safely, and does the mentor read nothing of it?"""

import re

import httpx
import pytest

from supervision.check_ins import SaidInCheckIn
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import Browser, hidden_fields, stands_in

SAID = "She never comes on time. <b>I</b> want somebody else."
WISH = {"how_it_goes": "not_good", "wants": "other_mentor", "words": SAID}


async def link_of(town: Town, who: str = "counselor") -> str:
    mentee = town.world.students[0]
    browser = await town.browser(getattr(town.world, who))
    made = await browser.send(f"/mentees/{mentee}/check-ins/new", f"/mentees/{mentee}/check-ins", {})
    assert made.status_code == 200, made.text
    return str(re.findall(r"/check-in/[\w-]{43}", made.text)[0])


def without_number(answer: httpx.Response) -> str:
    """The words of a refusal, without the number to quote."""
    return re.sub(r"[0-9a-f]{12}", "", words(answer))


async def answered(town: Town, path: str, fields: dict[str, str | list[str]]) -> httpx.Response:
    return await Browser(town.site).send(path, path, fields)


async def test_a_link_takes_one_answer_names_nobody_and_then_looks_like_any_other(town: Town) -> None:
    await town.world.mentored()
    path = await link_of(town)
    page = await Browser(town.site).get(path)
    assert page.status_code == 200
    assert not [name for name in ("Ava", "Bennett", "Priya") if name in page.text]
    assert 'name="robots" content="noindex' in page.text
    assert "988" in words(page)
    assert page.headers["cache-control"] == "no-store"
    thanks = await answered(town, path, dict(WISH))
    assert thanks.status_code == 200
    assert "Thank you" in words(thanks)
    assert "988" in words(thanks)
    assert not stands_in("Ava", thanks.text)
    used = await Browser(town.site).get(path)
    made_up = await Browser(town.site).get("/check-in/" + "x" * 43)
    assert (used.status_code, made_up.status_code) == (404, 404)
    assert without_number(used) == without_number(made_up)


async def test_the_secret_of_a_link_is_kept_nowhere(town: Town) -> None:
    await town.world.mentored()
    token = (await link_of(town)).removeprefix("/check-in/")
    await answered(town, f"/check-in/{token}", dict(WISH))
    ((found,),) = await town.world.rows(
        "SELECT string_agg(a::text, ' ') FROM app.audit_event a WHERE org_id = :org_id"
    )
    assert token not in found
    assert SAID not in found
    ((kept,),) = await town.world.rows("SELECT token_hash FROM sign_in.check_in_link WHERE org_id = :org_id")
    assert token.encode() not in kept


async def test_the_same_answer_sent_twice_is_one_and_another_one_finds_nothing(town: Town) -> None:
    await town.world.mentored()
    path = await link_of(town)
    browser = Browser(town.site)
    fields = {**hidden_fields((await browser.get(path)).text), **WISH}
    first, again = await browser.post(path, fields), await browser.post(path, fields)
    assert (first.status_code, again.status_code) == (200, 200)
    other = await browser.post(path, {**fields, "words": "Something else."})
    assert other.status_code == 404
    assert await town.count("check_in") == 1


async def test_a_newer_link_ends_the_older_one(town: Town) -> None:
    await town.world.mentored()
    older = await link_of(town, "mentor")
    newer = await link_of(town)
    gone = await Browser(town.site).get(older)
    assert gone.status_code == 409
    assert "This link was taken back" in words(gone)
    assert (await Browser(town.site).get(newer)).status_code == 200


async def test_a_link_that_was_taken_back_says_so_takes_nothing_and_names_nobody(town: Town) -> None:
    await town.world.mentored()
    path, child = await link_of(town), Browser(town.site)
    fields = {**hidden_fields((await child.get(path)).text), **WISH}
    counselor = await town.browser(town.world.counselor)
    page = f"/mentees/{town.world.students[0]}/check-ins/new"
    assert "A link is out" in words(await counselor.get(page))
    end = page.replace("new", "link-end")
    assert (await counselor.send(page, end, {})).status_code == 303
    assert "A link is out" not in words(await counselor.get(page))
    assert (await counselor.send(page, end, {})).status_code == 409
    for gone in (await child.get(path), await child.post(path, fields)):
        assert gone.status_code == 409
        assert "This link was taken back" in words(gone)
        assert "988" in words(gone)
        assert "Bennett" not in gone.text
    assert await town.count("check_in") == 0


async def test_what_is_missing_is_said_what_was_typed_is_kept_and_the_link_still_works(town: Town) -> None:
    await town.world.mentored()
    path = await link_of(town)
    faulty = await answered(town, path, {"wants": "other_mentor", "words": "Please."})
    assert faulty.status_code == 422
    assert errors(faulty) == ["how_it_goes"]
    assert has_every_target(faulty)
    assert is_checked(faulty, "wants", "other_mentor")
    assert "Please.</textarea>" in faulty.text
    assert (await answered(town, path, {"how_it_goes": "good"})).status_code == 200


@pytest.mark.parametrize("wants", ["help", "worried"])
async def test_asking_for_somebody_or_saying_a_worry_reaches_the_people_on_duty_at_once(
    town: Town, wants: str
) -> None:
    episode, _ = await town.world.mentored()
    path = await link_of(town)
    await answered(town, path, {"wants": wants})
    (item,) = await town.world.work(episode, "escalation")
    clinical = await town.browser(town.world.clinical)
    assert "Call the person who raised this" in words(await clinical.get(f"/work/{item.id}"))
    ((concern, by),) = await town.world.rows("SELECT id, raised_by FROM app.concern WHERE org_id = :org_id")
    assert by == town.world.students[0]
    assert "Said in a check-in" in words(await clinical.get(f"/concerns/{concern}"))


async def test_what_a_mentee_says_once_stands_once_in_what_happened(town: Town) -> None:
    await town.world.mentored()
    await answered(town, await link_of(town), {"wants": "help", "words": "It is about my brother."})
    happened = words(
        await (await town.browser(town.world.clinical)).get(f"/mentees/{town.world.students[0]}")
    )
    assert happened.count("It is about my brother.") == 1
    assert "Wants to talk to somebody." in happened


async def test_a_wish_for_another_mentor_is_a_task_and_the_mentor_reads_nothing_of_it(town: Town) -> None:
    episode, _ = await town.world.mentored()
    await answered(town, await link_of(town), dict(WISH))
    (item,) = await town.world.work(episode, "task")
    assert item.owner_id == town.world.counselor
    counselor = await town.browser(town.world.counselor)
    task = await counselor.get(f"/work/{item.id}")
    path = re.findall(r"/check-ins/[0-9a-f-]{36}", task.text)[0]
    assert "She never comes on time. &lt;b&gt;I&lt;/b&gt;" in (await counselor.get(path)).text
    assert "Would like another mentor" in words(await counselor.get(f"/mentees/{town.world.students[0]}"))
    mentor = await town.browser(town.world.mentor)
    for hidden in (path, f"/work/{item.id}"):
        assert (await mentor.get(hidden)).status_code == 404
    for open_to_them in (f"/mentees/{town.world.students[0]}", "/"):
        page = words(await mentor.get(open_to_them))
        assert not [said for said in ("never comes", "Would like another", "Check-in") if said in page]


async def test_on_a_device_the_check_in_is_all_that_opens(town: Town) -> None:
    episode, _ = await town.world.mentored()
    mentee = town.world.students[0]
    mentor = await town.browser(town.world.mentor)
    path = f"/mentees/{mentee}/check-ins"
    handed = await mentor.send(f"{path}/new", f"{path}/handover", {})
    assert (handed.status_code, handed.headers["location"]) == (303, "/check-in")
    assert (await mentor.get(f"/mentees/{mentee}")).headers["location"] == "/handover"
    assert (await mentor.get("/handover")).headers["location"] == "/check-in"
    page = await mentor.get("/check-in")
    assert "Hi Ava" in words(page)
    assert "Bennett" not in page.text
    done = await mentor.send("/check-in", "/check-in", {"how_it_goes": "up_and_down", "wants": "help"})
    assert (done.status_code, done.headers["location"]) == (303, "/check-in")
    assert "Please give this back to Priya Nair." in words(await mentor.get("/check-in"))
    assert [one.kind for one in await town.world.work(episode)] == ["escalation"]
    ((given_by, asked_by),) = await town.world.rows("SELECT given_by, asked_by FROM app.check_in")
    assert (given_by, asked_by) == ("device", town.world.mentor)


async def test_a_device_with_a_questionnaire_takes_no_check_in_and_the_other_way_round(town: Town) -> None:
    await town.world.mentored()
    mentee, said = town.world.students[0], {"how_it_goes": "good", "wants": "help"}
    form = f"/mentees/{mentee}/administrations/gad-7/handovers"
    counselor = await town.browser(town.world.counselor)
    await counselor.send(f"{form}/new", form, {"reason_asked": "individual_concern"})
    hidden = hidden_fields((await counselor.get("/handover")).text)
    assert (await counselor.post("/check-in", {**hidden, **said})).status_code == 404
    direct, path = await town.browser(town.world.direct), f"/mentees/{mentee}/check-ins"
    await direct.send(f"{path}/new", f"{path}/handover", {})
    hidden = hidden_fields((await direct.get("/check-in")).text)
    assert (await direct.post("/handover", {**hidden, "seen_version": "1"})).status_code == 404
    assert [await town.count(table) for table in ("check_in", "administration", "concern")] == [0, 0, 0]


async def test_whoever_stops_on_the_device_has_said_nothing(town: Town) -> None:
    await town.world.mentored()
    counselor, path = await town.browser(town.world.counselor), f"/mentees/{town.world.students[0]}/check-ins"
    await counselor.send(f"{path}/new", f"{path}/handover", {})
    stopped = await counselor.send("/check-in", "/check-in", {"how_it_goes": "not_good", "stop": "yes"})
    assert stopped.status_code == 303
    assert "Thank you, Ava." in words(await counselor.get("/check-in"))
    assert await town.count("check_in") == 0


@pytest.mark.parametrize("who", ["stranger", "administrator"])
async def test_strangers_ask_nobody(town: Town, who: str) -> None:
    episode, _ = await town.world.mentored()
    found = await town.world.check_in(episode, SaidInCheckIn("good", words="Only for Sam."))
    browser = await town.browser(getattr(town.world, who))
    for path in (f"/mentees/{town.world.students[0]}/check-ins/new", f"/check-ins/{found}"):
        page = await browser.get(path)
        assert (page.status_code, "Only for Sam." in page.text) == (404, False)
