"""Whoever the ladder called may answer: are they shown no more than their role may see, and is nobody else let in?"""

from uuid import UUID

import pytest

from tests.pages.case_pages import Town, errors, words
from tests.pages.test_work import press
from tests.web import Browser, hidden_fields, stands_in
from triage.roles import Role

SAID = "He said it plainly behind the gym."
HE = ("Ava", "Bennett", "gym", "plainly", "statement", "weapon", "Stay with")
"""What nobody reads who does not look after him: his name, what was said, what the rule says."""


async def alarm(town: Town, *people: UUID) -> UUID:
    """An open escalation of which these people were told, by one rung or another."""
    await town.world.can_sign_in(*people)
    episode, _ = await town.world.mentored()
    await town.world.worry(episode, "active_statement", said=SAID)
    (item,) = await town.world.work(episode, "escalation")
    return item.id


async def elsewhere(town: Town, *roles: Role) -> UUID:
    """Somebody with these roles at the other school alone."""
    world = town.world
    someone = await world.person("Ines", "Roth")
    await world.appoint(someone, *roles, site_id=world.other_site_id)
    return someone


async def read(browser: Browser, work: UUID) -> str:
    answer = await browser.get(f"/work/{work}")
    assert answer.status_code == 200
    return words(answer)


async def test_an_administrator_who_was_told_reads_what_to_do_and_nothing_about_anybody(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    dana = await town.browser(town.world.administrator)
    answer = await dana.get(f"/work/{work}")
    text = words(answer)
    for said in (
        "Somebody has to act",
        "Act now",
        "Nobody has answered",
        "Ruth Okafor",
        "On call now",
        "Told: Dana",
    ):
        assert said in text
    assert 'href="tel:' in answer.text
    for one in HE:
        assert not stands_in(one, answer.text)
    assert f"/mentees/{town.world.students[0]}" not in answer.text
    assert "If nothing happens, more people are told: overdue." in text


async def test_the_look_of_whoever_was_called_is_kept_with_its_reason(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    await (await town.browser(town.world.administrator)).get(f"/work/{work}")
    assert await town.world.rows(
        "SELECT actor_id, mentee_id, reason FROM app.audit_event WHERE action = 'saw_call' AND object_id = :id",
        id=work,
    ) == [(town.world.administrator, town.world.students[0], "told")]


async def test_an_administrator_takes_it_finds_somebody_and_hands_it_over(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    dana = await town.browser(town.world.administrator)
    assert await press(dana, work, "acknowledgement") == 303
    assert "You have said that you find somebody." in await read(dana, work)
    assert "Dana Whitlock has seen this and acts." in await read(
        await town.browser(town.world.clinical), work
    )
    empty = await dana.send(f"/work/{work}", f"/work/{work}/owners", {"to_id": str(town.world.clinical)})
    assert (empty.status_code, errors(empty)) == (422, ["how_it_stands"])
    for one in HE:
        assert one not in empty.text
    sent = {"to_id": str(town.world.clinical), "how_it_stands": "I have called you."}
    assert await press(dana, work, "owners", **sent) == 303
    assert "I have called you." in await read(await town.browser(town.world.clinical), work)


@pytest.mark.parametrize("what", ["claim", "end", "presences", "downgrades", "downgrade", "reopening"])
async def test_whoever_does_not_look_after_him_does_nothing_else(town: Town, what: str) -> None:
    work = await alarm(town, town.world.administrator)
    dana = await town.browser(town.world.administrator)
    assert f"/work/{work}/{what}" not in (await dana.get(f"/work/{work}")).text
    said = {"outcome": "safety_plan_made", "words": "x", "class": "P1", "why_less": "x", "why_again": "x"}
    assert await press(dana, work, what, **said) in (403, 404)
    assert await town.world.rows("SELECT state FROM app.work WHERE id = :id", id=work) == [("open",)]


@pytest.mark.parametrize("end", ["acknowledge", "end"])
async def test_once_somebody_acts_the_others_read_who_and_are_asked_for_nothing(town: Town, end: str) -> None:
    work = await alarm(town, town.world.administrator)
    dana = await town.browser(town.world.administrator)
    hidden = hidden_fields((await dana.get(f"/work/{work}")).text)
    await town.world.acknowledge(work)
    if end == "end":
        await town.world.end(work, "safety_plan_made")
    text = await read(dana, work)
    assert "Ruth Okafor" in text
    assert "I take it" not in text
    late = await dana.post(f"/work/{work}/acknowledgement", hidden)
    assert (late.status_code, "Ruth Okafor has" in words(late)) == (409, True)


async def test_a_counselor_who_was_told_may_answer_and_one_who_was_not_may_not(town: Town) -> None:
    """On the first rung of an emergency stands the counselor of the case, beside its owner."""
    world = town.world
    work = await alarm(town, world.clinical, world.counselor)
    other = await town.browser(await world.person("Ned", "Vale", Role.COUNSELOR))
    assert "Only whoever was told of it" in await read(other, work)
    assert await press(other, work, "acknowledgement") == 403
    sam = await town.browser(world.counselor)
    assert "I have seen this and I act" in await read(sam, work)
    assert await press(sam, work, "acknowledgement") == 303
    assert await press(sam, work, "claim") == 303


async def test_a_clinical_supervisor_of_another_school_answers_and_is_not_shown_the_case(town: Town) -> None:
    ines = await elsewhere(town, Role.CLINICAL_SUPERVISOR)
    work = await alarm(town, ines)
    browser = await town.browser(ines)
    text = await read(browser, work)
    assert "I take it: I find somebody" in text
    assert not [one for one in HE if one in text]
    assert await press(browser, work, "claim") == 403
    assert await press(browser, work, "acknowledgement") == 303


async def test_whoever_no_longer_holds_the_role_or_was_never_told_finds_nothing(town: Town) -> None:
    world = town.world
    work = await alarm(town, world.administrator)
    never = await world.person("Omar", "Diaz", Role.ADMINISTRATOR)
    for person in (never, world.stranger, world.mentor):
        browser = await town.browser(person)
        assert (await browser.get(f"/work/{work}")).status_code == 404
        assert await press(browser, work, "acknowledgement") in (403, 404)
    await world.plant(
        "UPDATE app.appointment SET ended_at = starts_at + interval '1 minute'"
        " WHERE org_id = $1 AND role = 'administrator'"
    )
    dana = await town.browser(world.administrator)
    assert (await dana.get(f"/work/{work}")).status_code == 404


async def test_to_have_been_told_of_one_opens_no_other(town: Town) -> None:
    await alarm(town, town.world.administrator)
    episode = await town.world.refer(town.world.students[1])
    await town.world.plant("UPDATE sign_in.identity SET disabled_at = recorded_at WHERE org_id = $1")
    await town.world.worry(episode, "weapon")
    (item,) = await town.world.work(episode, "escalation")
    dana = await town.browser(town.world.administrator)
    assert (await dana.get(f"/work/{item.id}")).status_code == 404


async def test_whoever_is_not_signed_in_comes_back_to_it_after_the_sign_in(town: Town) -> None:
    answer = await Browser(town.site).get("/work/01a21cfd-c227-7b41-8053-e6c0b19136ff")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-ins/new?to=/work/01a21cfd-c227-7b41-8053-e6c0b19136ff"


async def test_that_it_was_opened_is_kept_once_for_whoever_was_told_and_for_nobody_else(town: Town) -> None:
    world = town.world
    work = await alarm(town, world.clinical, world.counselor)
    opened = "SELECT person_id, way, opened_at FROM app.escalation_notice WHERE work_id = :id ORDER BY person_id, way"
    other = await town.browser(await world.person("Ned", "Vale", Role.COUNSELOR))
    await other.get(f"/work/{work}")
    assert {at for _, _, at in await world.rows(opened, id=work)} == {None}
    sam = await town.browser(world.counselor)
    await sam.get(f"/work/{work}")
    first = await world.rows(opened, id=work)
    assert {(who, at is not None) for who, _, at in first} == {
        (world.counselor, True),
        (world.clinical, False),
    }
    await sam.get(f"/work/{work}")
    assert await world.rows(opened, id=work) == first
    assert await world.rows("SELECT count(*) FROM app.audit_event WHERE action = 'opened_call'") == [(1,)]


async def test_the_answer_stands_before_everything_else_so_that_a_phone_shows_it_first(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    ruth = await read(await town.browser(town.world.clinical), work)
    assert ruth.index("I have seen this and I act") < ruth.index("Stay with")
    assert ruth.count("I have seen this and I act") == 1
    dana = await read(await town.browser(town.world.administrator), work)
    assert dana.index("I take it: I find somebody") < dana.index("Whom to call")


async def test_what_anybody_wrote_about_it_is_read_by_those_who_look_after_him(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    await town.world.ask_downgrade(work, words="It was plainly a line of a song.")
    assert "a line of a song" in await read(await town.browser(town.world.clinical), work)
    dana = await read(await town.browser(town.world.administrator), work)
    assert "Asked to make it less urgent" in dana
    assert "song" not in dana
