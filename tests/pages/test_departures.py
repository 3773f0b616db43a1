"""Is it one page that says what somebody holds who leaves, and do the next ones accept and the access end there?"""

import re
from uuid import UUID

from tests import referring
from tests.pages.case_pages import Town, errors, has_every_target, words
from triage.roles import Role


def leaving(town: Town, person_id: UUID) -> dict[str, str]:
    day = town.world.today()
    return {
        "person_id": str(person_id),
        "why": "Moves away.",
        "last_day_on_month": str(day.month),
        "last_day_on_day": str(day.day),
        "last_day_on_year": str(day.year),
    }


async def test_a_counselor_leaves_one_takes_over_and_the_rest_falls_to_the_cover(town: Town) -> None:
    world = town.world
    await world.mentored()
    await world.refer(world.students[1])
    nora = await world.person("Nora", "Field", Role.COUNSELOR)
    clinical = await town.browser(world.clinical)
    sam = await town.browser(world.counselor)

    answer = await clinical.send("/departures/new", "/departures", leaving(town, world.counselor))
    path = answer.headers["location"]
    page = words(await clinical.get(path))
    assert "Ava Bennett" in page
    assert "Noah Kim" in page
    assert page.count("looks after the case") == 2

    html = (await clinical.get(path)).text
    first = html.split('name="episode_id" value="')[1].split('"')[0]
    asked = {"episode_id": first, "what": "owner", "to_id": str(nora)}
    await clinical.send(path, f"{path}/takeovers", asked)
    assert "Nora Field was asked and has not answered" in words(await clinical.get(path))

    browser = await town.browser(nora)
    asked_of_her = await browser.get("/departures")
    assert "Ava Bennett" in words(asked_of_her)
    assert "Who is leaving" not in words(asked_of_her), "that is for those who lead"
    takeover = asked_of_her.text.split("/takeovers/")[1].split("/")[0]
    answer = await browser.send("/departures", f"/takeovers/{takeover}/answer", {"answer": "accepted"})
    assert "The case is yours now" in words(await browser.get(answer.headers["location"]))

    answer = await clinical.send(path, f"{path}/access-end", {"cover_id": ""})
    assert (answer.status_code, errors(answer)) == (422, ["cover_id"])
    assert has_every_target(answer)
    answer = await clinical.send(path, f"{path}/access-end", {"cover_id": str(nora)})
    page = words(await clinical.get(answer.headers["location"]))
    assert "Sam Rivera has left" in page
    assert "No case is theirs any more" in page
    assert (await sam.get("/")).status_code in (302, 303), "signed out at once"
    ((owners,),) = await world.rows(
        "SELECT count(*) FROM app.episode WHERE org_id = :org_id AND owner_id = :id", id=nora
    )
    assert owners == 2


async def test_an_administrator_works_through_the_page_and_reads_no_name(town: Town) -> None:
    world = town.world
    episode = await referring.accepted(world)
    await referring.draft(world, episode, await referring.clinic(world), by=world.direct)
    browser = await town.browser(world.administrator)
    answer = await browser.send("/departures/new", "/departures", leaving(town, world.direct))
    page = words(await browser.get(answer.headers["location"]))
    assert "A young person in care" in page
    assert "supervises the match" in page
    assert "owns the referral to a professional" in page
    assert "It goes with the case, or to the cover." in page
    assert "They supervise 2 people." in page
    assert "Ava" not in page


async def test_two_people_can_speak_of_one_row_on_the_telephone_and_the_cover_stands_in_its_form(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.worry(episode)
    await world.refer(world.students[1])
    nora = await world.person("Nora", "Field", Role.COUNSELOR)
    dana, ruth = await town.browser(world.administrator), await town.browser(world.clinical)
    asked = {**leaving(town, world.counselor), "cover_id": str(nora)}
    path = (await dana.send("/departures/new", "/departures", asked)).headers["location"]
    page = await dana.get(path)
    numbers = re.findall(r"sw-person__detail\">Case no\. (\d+)<", page.text)
    assert len(set(numbers)) == 2, "a number of its own for each row"
    named = words(await ruth.get(path))
    assert all(f"Case no. {one}" in named for one in numbers), "the same for whoever may know the names"
    assert page.text.count(f'<option value="{nora}" selected') == 3, "both rows, and who covers"
    (worry,) = await world.work(episode)
    answer = await dana.send("/departures/new", "/departures", leaving(town, worry.owner_id))
    assert "next due" in words(await dana.get(answer.headers["location"]))


async def test_what_is_missing_is_said_at_its_field_and_others_say_nothing_of_the_kind(town: Town) -> None:
    world = town.world
    browser = await town.browser(world.clinical)
    answer = await browser.send("/departures/new", "/departures", {})
    assert answer.status_code == 422
    assert errors(answer)[:2] == ["person_id", "why"]
    mentor = await town.browser(world.mentor)
    assert (await mentor.get("/departures/new")).status_code == 403


async def test_somebody_whose_last_day_is_on_record_is_not_offered_for_what_comes_after_it(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.mentored()
    tara = await world.person("Tara", "Quinn", Role.COUNSELOR)
    clinical = await town.browser(world.clinical)
    for person in (tara, world.counselor):
        answer = await clinical.send("/departures/new", "/departures", leaving(town, person))
    who_leaves = (await clinical.get("/departures/new")).text.split('name="cover_id"')[0]
    assert "Tara Quinn" not in who_leaves, "it is on record already"
    page = (await clinical.get(answer.headers["location"])).text
    assert "Tara Quinn" not in page.split('id="end"')[0], "she leaves on the same day"
    assert "Tara Quinn (last day" in page.split('id="end"')[1], "she could cover today"
    assert "Tara Quinn (last day" in words(await clinical.get(f"/leaving-students/{episode}"))
