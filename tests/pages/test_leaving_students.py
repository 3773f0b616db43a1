"""Is it seen which students leave, what is open of each, and does the case go on with whoever accepts it, and not before?"""

from uuid import UUID

from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.world import World
from triage.roles import Role


async def leaves(world: World, mentee: UUID) -> None:
    """As the roster of today says it."""
    await world.plant(
        "INSERT INTO app.student (org_id, person_id, site_id, number, grade, left_on, recorded_at)"
        f" SELECT org_id, id, '{world.site_id}', '4711', '09', '{world.today()}', recorded_at"
        f" FROM app.person WHERE org_id = $1 AND id = '{mentee}'"
        " ON CONFLICT (org_id, person_id) DO UPDATE SET left_on = excluded.left_on"
    )


def asked(world: World, to_id: UUID, why: str = "Goes to Lincoln High.") -> dict[str, str]:
    day = world.today()
    parts = {f"last_day_on_{part}": str(getattr(day, part)) for part in ("month", "day", "year")}
    return {"to_id": str(to_id), "why": why, **parts}


async def test_a_student_leaves_and_the_counselor_of_another_school_goes_on(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await leaves(world, world.students[0])
    await world.worry(episode)
    path, ava = f"/leaving-students/{episode}", f"/mentees/{world.students[0]}"

    sam = await town.browser(world.counselor)
    case_says = words(await sam.get(ava))
    assert "Say who goes on with the case" in case_says
    assert "Assign another mentor" not in case_says, "not at a school that the student has left"
    home = words(await sam.get("/"))
    assert "A student with an open case has left the school: who goes on?" in home
    listed = words(await sam.get("/leaving-students"))
    assert "Ava Bennett" in listed
    assert "meets Priya Nair" in listed
    assert "a step to decide" in listed
    assert "Nobody was asked yet to go on with it" in listed

    answer = await sam.send(path, f"{path}/takeovers", {**asked(world, world.stranger), "why": ""})
    assert (answer.status_code, errors(answer)) == (422, ["why"])
    assert has_every_target(answer)
    other = await town.browser(world.stranger)
    assert (await other.get(ava)).status_code == 404
    answer = await sam.send(path, f"{path}/takeovers", asked(world, world.stranger))
    assert answer.status_code == 303
    assert "was asked to go on with it and has not answered" in words(await sam.get(path))
    assert (await other.get(ava)).status_code == 404, "asked is not accepted"
    assert (await sam.get(ava)).status_code == 200

    assert "You are asked to take over a case" in words(await other.get("/"))
    page = await other.get("/departures")
    assert "go on with the case" in words(page)
    takeover = page.text.split("/takeovers/")[1].split("/")[0]
    await other.send("/departures", f"/takeovers/{takeover}/answer", {"answer": "accepted"})
    assert (await other.get(ava)).status_code == 200
    case = await world.case(episode)
    assert case.owner_id == world.stranger
    assert "Ava Bennett" in words(await other.get("/?list=cases")), "their own, of whichever school"
    assert "Ava Bennett" not in words(await sam.get("/leaving-students"))
    assert "has left the school" not in words(await sam.get("/"))
    assert [one for one in await world.work(episode) if one.owner_id == world.counselor] == []


async def test_while_an_escalation_is_open_nobody_is_let_go_by_leaving(town: Town) -> None:
    world = town.world
    episode, _ = await world.in_emergency()
    await leaves(world, world.students[0])
    sam = await town.browser(world.counselor)
    page = words(await sam.get(f"/leaving-students/{episode}"))
    assert "Until it is answered the case cannot be closed." in page
    assert "It cannot be closed while the escalation is open." in page
    assert page.count("Close the case") == 1, "the sentence, and no button"


async def test_an_administrator_sees_that_somebody_leaves_and_not_who(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await leaves(world, world.students[0])
    dana = await town.browser(world.administrator)
    page = words(await dana.get("/leaving-students"))
    assert "A young person in care" in page
    assert "Ava" not in page
    assert "Priya" not in page
    assert (await dana.get(f"/leaving-students/{episode}")).status_code == 404


async def test_a_mentor_and_a_stranger_find_no_list_and_no_case(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    mentor, teacher = (
        await town.browser(world.mentor),
        await town.browser(await world.person("Tom", "Reed", Role.TEACHER)),
    )
    for browser in (mentor, teacher):
        assert (await browser.get("/leaving-students")).status_code == 403
    assert (await mentor.get(f"/leaving-students/{episode}")).status_code == 403
    assert (await teacher.get(f"/leaving-students/{episode}")).status_code == 404


async def test_whoever_still_waits_for_care_is_not_listed_as_if_nothing_were_open(town: Town) -> None:
    world = town.world
    await world.refer()
    await leaves(world, world.students[0])
    sam = await town.browser(world.counselor)
    for page in ("/waiting", "/?list=waiting"):
        said = words(await sam.get(page))
        assert "Say who goes on with the case of Ava Bennett" in said
        assert "Assign a mentor to Ava Bennett" not in said
    listed = words(await sam.get("/leaving-students"))
    assert "waits: care has not begun" in listed
    assert "Nothing else is open." not in listed
