"""Is it written down who outside was told, found from where it is needed, read by a second person, and printed in the log?"""

from tests.pages.case_pages import Town, errors, words
from triage.roles import Role

THREAT = "He showed a gun on the bus and said that Monday is the day."


async def test_a_mentor_writes_it_down_from_the_worry_and_others_read_it_in_the_story_and_the_log(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.mentored()
    concern = await world.worry(episode, "weapon", by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    mentor, path = await town.browser(world.mentor), f"/mentees/{world.students[0]}"
    new = f"{path}/emergency-disclosures/new?about={item.id}"
    assert f'href="{new}"' in (await mentor.get(f"/concerns/{concern}")).text
    form = {"threat": "", "disclosed_to": "", "told_on_day": "", "told_time": "soon", "about": str(item.id)}
    wrong = await mentor.send(new, f"{path}/emergency-disclosures", form)
    assert errors(wrong) == ["threat", "disclosed_to", "told_on", "told_time"]
    assert "The worry that you raised" in words(wrong)
    day = world.today()
    form = {
        "threat": THREAT,
        "disclosed_to": "Sheriff, Springfield\r\nRiver hospital",
        "told_on_day": str(day.day),
        "told_on_month": str(day.month),
        "told_on_year": str(day.year - 1),
        "told_time": "10:05",
        "what": "danger",
        "about": str(item.id),
    }
    answer = await mentor.send(new, f"{path}/emergency-disclosures", form)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert (await mentor.get(f"{path}/disclosures")).status_code == 404, "the log is not a mentor's"
    assert "Nothing has left the school" not in words(await mentor.get(f"/concerns/{concern}"))
    clinical = await town.browser(world.clinical)
    assert f"?about={item.id}" in (await clinical.get(f"/work/{item.id}")).text
    story = words(await clinical.get(path))
    assert "Told outside the school in an emergency: Sheriff, Springfield, River hospital" in story
    assert THREAT in story
    assert THREAT not in words(await clinical.get(f"{path}/print")), "a family may read that"
    log = words(await clinical.get(f"{path}/disclosures"))
    for said in (THREAT, "Sheriff, Springfield, River hospital", "Priya Nair", "Not yet, by", "printed by"):
        assert said in log, said


async def test_the_privacy_officer_finds_it_reads_it_and_a_family_s_question_is_answered_from_the_log(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.mentored()
    told = await world.tell_outside(episode, threat=THREAT)
    officer = await town.browser(await world.person("Nora", "Quinn", Role.PRIVACY_OFFICER))
    review, log = f"/emergency-disclosures/{told}/reviews", f"/mentees/{world.students[0]}/disclosures"
    for path in ("/", "/disclosures"):
        page = await officer.get(path)
        assert f'href="{review}/new"' in page.text
        assert THREAT not in page.text, "no list says what was feared"
    assert f'href="{log}"' in (await officer.get("/disclosures")).text
    assert errors(await officer.send(f"{review}/new", review, {"answer": "not_right"})) == ["words"]
    form = {"answer": "too_much", "words": "They did not need the diagnosis."}
    answer = await officer.send(f"{review}/new", review, form)
    assert (answer.status_code, answer.headers["location"]) == (303, log)
    assert "more was told than they needed: They did not need the diagnosis." in words(await officer.get(log))
    assert "Nothing waits for a second person" in words(await officer.get("/disclosures"))
    assert "Told outside: to read" not in words(await officer.get("/"))
    assert (await (await town.browser(world.counselor)).get("/disclosures")).status_code == 403


async def test_who_is_named_in_the_worry_reads_the_same_pages_as_before(town: Town) -> None:
    world = town.world
    await world.can_sign_in(world.clinical, world.counselor, world.direct, world.administrator)
    episode, _ = await world.mentored()
    await world.worry(episode, "abuse_or_neglect", names=world.clinical)
    ((work,),) = await world.rows("SELECT id FROM app.work WHERE cause LIKE 'named:%'")
    paths = ("/", "/disclosures", *(f"/mentees/{world.students[0]}{one}" for one in ("", "/disclosures")))
    named = await town.browser(world.clinical)
    before = [words(await named.get(path)) for path in paths]
    told = await world.tell_outside(episode, threat=THREAT, work_id=work)
    assert [words(await named.get(path)) for path in paths] == before
    assert (await named.get(f"/emergency-disclosures/{told}/reviews/new")).status_code == 404
