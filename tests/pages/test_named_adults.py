"""Does whoever raises a worry say who is named in it, and does that person find nothing of it on any page?"""

from uuid import UUID

from tests.pages.case_pages import Town, errors, words

SAID = "He said it was Mrs. Okafor who hurt him."


async def raised(town: Town, names: UUID, *, by: UUID | None = None) -> str:
    """A worry that names somebody, through the form, by the counselor if nobody else; returns its address."""
    world = town.world
    await world.mentored()
    await world.can_sign_in(world.clinical, world.counselor, world.administrator)
    browser = await town.browser(by or world.counselor)
    path = f"/mentees/{world.students[0]}/concerns"
    form = {"kind": "abuse_or_neglect", "said": SAID, "named_id": str(names)}
    answer = await browser.send(f"{path}/new", path, form)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_form_asks_whether_somebody_who_works_here_is_named_and_offers_all_but_its_reader(
    town: Town,
) -> None:
    await town.world.mentored()
    page = await (await town.browser(town.world.counselor)).get(
        f"/mentees/{town.world.students[0]}/concerns/new"
    )
    assert "Is somebody named who works or volunteers here?" in words(page)
    assert f'value="{town.world.clinical}"' in page.text
    assert f'value="{town.world.counselor}"' not in page.text


async def test_whoever_raised_it_reads_what_to_do_who_has_it_and_not_to_call_who_is_named(town: Town) -> None:
    where = await raised(town, town.world.clinical)
    text = words(await (await town.browser(town.world.counselor)).get(where))
    assert "Whoever heard it reports it now" in text
    assert "They are told nothing of this" in text
    assert "Ruth Okafor" in text
    assert "555 0101" not in text, "nobody is told to call who is named"


async def test_a_mentor_who_raised_it_finds_it_again_from_home(town: Town) -> None:
    where = await raised(town, town.world.clinical, by=town.world.mentor)
    assert f'href="{where}"' in (await (await town.browser(town.world.mentor)).get("/")).text


async def test_who_is_named_finds_nothing_of_it_on_any_page(town: Town) -> None:
    where = await raised(town, town.world.clinical)
    ((work,),) = await town.world.rows("SELECT id FROM app.work WHERE cause LIKE 'named:%'")
    browser = await town.browser(town.world.clinical)
    assert (await browser.get(where)).status_code == 404
    assert (await browser.get(f"/work/{work}")).status_code == 404
    for path in ("/", f"/mentees/{town.world.students[0]}", "/waiting", "/timeliness"):
        page = await browser.get(path)
        assert SAID not in page.text, path
        assert str(work) not in page.text, path
        assert where not in page.text, path


async def test_a_mentor_may_be_named_and_reads_nothing_of_it(town: Town) -> None:
    where = await raised(town, town.world.mentor)
    browser = await town.browser(town.world.mentor)
    assert (await browser.get(where)).status_code == 404
    assert SAID not in (await browser.get(f"/mentees/{town.world.students[0]}")).text


async def test_the_page_of_the_escalation_leads_to_the_worry(town: Town) -> None:
    where = await raised(town, town.world.mentor)
    ((work,),) = await town.world.rows("SELECT id FROM app.work WHERE cause LIKE 'named:%'")
    page = await (await town.browser(town.world.clinical)).get(f"/work/{work}")
    assert f'href="{where}"' in page.text


async def test_a_mistake_is_said_with_a_reason_and_agreed_to_by_a_second_person(town: Town) -> None:
    world = town.world
    where = await raised(town, world.mentor)
    ((naming,),) = await world.rows("SELECT id FROM app.named_adult")
    counselor, clinical = await town.browser(world.counselor), await town.browser(world.clinical)
    path = f"{where}/namings/{naming}"
    assert errors(await counselor.send(where, f"{path}/mistakes", {"why_mistaken": ""}))
    answer = await counselor.send(where, f"{path}/mistakes", {"why_mistaken": "Another Nair."})
    assert answer.status_code == 303
    assert "I agree" not in words(await counselor.get(where))
    assert "I agree" in words(await clinical.get(where))
    assert (await clinical.send(where, f"{path}/undoing", {})).status_code == 303
    assert "Two people have undone it" in words(await clinical.get(where))
