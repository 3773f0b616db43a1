"""Is what stood with the wrong student shown nowhere any more, and who moves it, and who sees who had read it?"""

import re
import secrets
from dataclasses import dataclass
from uuid import UUID

import pytest
from litestar import Litestar

from care_steps.decisions import Answer, Choice
from tests.pages.case_pages import errors, signed_in, words
from tests.web import Browser, stands_in
from tests.world import CONSENT, World
from triage import instruments
from triage.roles import Role
from workflows.records.worklists import open_items

NOTE, WORRY, RAISED = "CNRY-note-in-a-log", "CNRY-worry-in-a-log", "CNRY-worry-by-itself"
SCORE = re.compile(r"PHQ-A 24|24 points|>24<|→ 24|24 →|is 24|of 24|to 24")
EVERYBODY = ("clinical", "counselor", "direct", "mentor")


@dataclass(frozen=True, slots=True)
class Mixed:
    """Ava's and Noah's cases, and what stood with Ava: a log with a worry, a form that was decided on, a worry."""

    ava: UUID
    noah: UUID
    log: UUID
    form: UUID
    concern: UUID
    decision: UUID


@pytest.fixture
async def mixed(world: World) -> Mixed:
    ava, match = await world.mentored(world.students[0])
    noah, _ = await world.mentored(world.students[1])
    world.later(days=1)
    log = await world.log_made(match, by=world.mentor, note=NOTE, worry="talk_over", said=WORRY)
    form = await world.phq_a(ava, total=24, item_9=0)
    (item,) = await world.work(ava, "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    world.later(hours=1)
    concern = await world.worry(ava, said=RAISED)
    return Mixed(ava, noah, log, form, concern, decision)


async def moved(world: World, mixed: Mixed) -> dict[str, tuple[UUID, UUID]]:
    """Everything moves to Noah; the misfiling and the copy, by kind."""
    world.later(hours=1)
    found = {}
    for kind, one in (("session", mixed.log), ("administration", mixed.form), ("concern", mixed.concern)):
        done = await world.misfile(kind, one, world.students[1], why="Two names were confused.")
        found[kind] = (done.misfiling_id, done.id)
    return found


async def crawled(browser: Browser, start: str, *, skip: tuple[str, ...]) -> dict[str, str]:
    """The pages that lead on from this one, two links deep, and what their main part holds."""
    found: dict[str, str] = {}
    reached = {start}
    for _ in range(3):
        for path in sorted(reached - found.keys()):
            answer = await browser.get(path)
            found[path] = answer.text[answer.text.find("<main") :] if answer.status_code == 200 else ""
        links = {link for page in found.values() for link in re.findall(r'href="(/[^"#]*)', page)}
        reached |= {one for one in links if one != "/" and not any(word in one for word in skip)}
    return found


@pytest.mark.parametrize("who", EVERYBODY)
async def test_it_is_on_no_page_that_the_wrong_student_leads_to(
    site: Litestar, world: World, mixed: Mixed, who: str
) -> None:
    # Each form is entered on the same page; one of them, that of the form that moves, stands for all.
    others = [f"/{one}/" for one in instruments.IDS if one != "phq-a"]
    elsewhere = ("/static", "/help", "/sign-ins", "/students", "/policies", "/misfilings")
    skip = (str(world.students[1]), *elsewhere, *others)
    browser = await signed_in(site, world, getattr(world, who))
    start = f"/mentees/{world.students[0]}"
    before = "".join((await crawled(browser, start, skip=skip)).values())
    assert NOTE in before
    assert WORRY in before
    if who != "mentor":
        assert RAISED in before
        assert SCORE.search(before)
    await moved(world, mixed)
    after = await crawled(browser, start, skip=skip)
    assert len(after) > 3
    gone = (NOTE, WORRY, RAISED, str(mixed.log), str(mixed.form), str(mixed.concern))
    for path, page in after.items():
        assert not [one for one in gone if one in page], path
        assert not SCORE.search(page), (path, SCORE.findall(page))


async def test_its_own_pages_are_not_there_any_more(site: Litestar, world: World, mixed: Mixed) -> None:
    form, log, concern = mixed.form, mixed.log, mixed.concern
    paths = (
        f"/sessions/{log}", f"/sessions/{log}/amendments/new", f"/sessions/{log}/misfilings/new",
        f"/administrations/{form}", f"/administrations/{form}/misfilings/new",
        f"/mentees/{world.students[0]}/administrations/phq-a/new?amends={form}",
        f"/concerns/{concern}", f"/concerns/{concern}/misfilings/new",
    )  # fmt: skip
    clinical = await signed_in(site, world, world.clinical)
    assert {(await clinical.get(path)).status_code for path in paths} == {200}
    await moved(world, mixed)
    for who in EVERYBODY:
        browser = await signed_in(site, world, getattr(world, who))
        for path in paths:
            assert (await browser.get(path)).status_code == 404, (who, path)


async def test_it_stands_with_the_right_student(site: Litestar, world: World, mixed: Mixed) -> None:
    copies = await moved(world, mixed)
    browser = await signed_in(site, world, world.clinical)
    case = (await browser.get(f"/mentees/{world.students[1]}")).text
    for one in (NOTE, WORRY, RAISED, f"/sessions/{copies['session'][1]}"):
        assert one in case
    assert SCORE.search(case)
    assert "Priya Nair" in words(await browser.get(f"/sessions/{copies['session'][1]}"))
    assert (await browser.get(f"/administrations/{copies['administration'][1]}")).status_code == 200


async def test_no_line_of_a_worklist_says_what_it_said(world: World, mixed: Mixed) -> None:
    form = await world.phq_a(mixed.ava, total=3, item_9=1)
    await world.misfile("administration", form, world.students[1])
    async with world.acting(world.clinical) as tx:
        items = await open_items(tx, episode_id=mixed.ava)
    (escalation,) = [one for one in items if one.kind == "escalation"]
    assert (
        escalation.sentence == "What this rested on belongs to somebody else. It is not shown here any more."
    )
    assert escalation.facts == {}


async def test_a_clinical_supervisor_ends_the_escalation_and_says_why(
    site: Litestar, world: World, mixed: Mixed
) -> None:
    form = await world.phq_a(mixed.ava, total=3, item_9=1)
    await world.misfile("administration", form, world.students[1])
    (escalation,) = await world.work(mixed.ava, "escalation")
    browser = await signed_in(site, world, world.clinical)
    path = f"/work/{escalation.id}"
    page = await browser.get(path)
    assert "It belonged to somebody else" in words(page)
    assert str(form) not in page.text
    answer = await browser.send(
        path, f"{path}/end", {"outcome": "belonged_to_someone_else", "words": "Seen to with the right one."}
    )
    assert answer.status_code == 303
    assert await world.work(mixed.ava, "escalation") == ()


async def test_the_task_names_the_record_and_leads_to_the_decision(
    site: Litestar, world: World, mixed: Mixed
) -> None:
    misfiling_id = (await moved(world, mixed))["administration"][0]
    tasks = [one for one in await world.work(mixed.ava, "task") if one.action == "read_decision_again"]
    assert len(tasks) >= 1
    browser = await signed_in(site, world, world.clinical)
    pages = [await browser.get(f"/work/{one.id}") for one in tasks]
    (page,) = [one for one in pages if str(misfiling_id) in one.text]
    assert "A filled-in form of" in words(page)
    assert "belonged to somebody else" in words(page)
    assert f'href="/decisions/{mixed.decision}"' in page.text
    assert "Noah" not in page.text
    decision = await browser.get(f"/decisions/{mixed.decision}")
    assert "came from a record that belongs to somebody else" in words(decision)


# The way there.


async def test_the_counselor_finds_the_right_student_and_moves_it(
    site: Litestar, world: World, mixed: Mixed
) -> None:
    browser = await signed_in(site, world, world.counselor)
    record = f"/administrations/{mixed.form}"
    assert f'href="{record}/misfilings/new"' in (await browser.get(record)).text
    new = f"{record}/misfilings/new"
    assert "Find the student to whom it belongs first." in words(await browser.get(new))
    found = await browser.send(
        new, f"{record}/misfilings/students", {"words": "noa", "why": "Two with one name."}
    )
    assert found.status_code == 200
    assert "Two with one name." in found.text
    assert f'value="{world.students[1]}"' in found.text
    answer = await browser.send(
        new, f"{record}/misfilings", {"to": str(world.students[1]), "why": "Two with one name."}
    )
    assert answer.status_code == 303
    at = answer.headers["location"]
    assert at.startswith("/administrations/")
    assert "It is moved." in words(await browser.get(at))


async def test_a_student_without_a_case_is_shown_and_cannot_be_chosen(
    site: Litestar, world: World, mixed: Mixed
) -> None:
    browser = await signed_in(site, world, world.counselor)
    record = f"/administrations/{mixed.form}"
    found = await browser.send(f"{record}/misfilings/new", f"{record}/misfilings/students", {"words": "mia"})
    assert "No open case. Refer the student in first, then move it." in words(found)
    answer = await browser.send(
        f"{record}/misfilings/new", f"{record}/misfilings", {"to": str(world.students[2]), "why": "Hers."}
    )
    assert answer.status_code == 422
    assert errors(answer) == ["to"]


async def test_nothing_moves_without_a_student_and_a_reason(
    site: Litestar, world: World, mixed: Mixed
) -> None:
    browser = await signed_in(site, world, world.counselor)
    record = f"/concerns/{mixed.concern}"
    answer = await browser.send(f"{record}/misfilings/new", f"{record}/misfilings", {})
    assert answer.status_code == 422
    assert errors(answer) == ["to", "why"]
    assert all(f'id="{one}"' in answer.text for one in errors(answer))
    assert (await browser.get(record)).status_code == 200


async def test_a_mentor_chooses_among_the_own_mentees(site: Litestar, world: World, mixed: Mixed) -> None:
    browser = await signed_in(site, world, world.mentor)
    record = f"/sessions/{mixed.log}"
    page = await browser.get(f"{record}/misfilings/new")
    assert "Noah Kim" in words(page)
    assert not stands_in("Mia", page.text)
    assert 'name="words"' not in page.text
    answer = await browser.send(
        f"{record}/misfilings/new", f"{record}/misfilings", {"to": str(world.students[1]), "why": "Mixed up."}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize("who", ["stranger", "administrator", "journey_mentor"])
async def test_for_others_there_is_nothing_to_move(
    site: Litestar, world: World, mixed: Mixed, who: str
) -> None:
    browser = await signed_in(site, world, getattr(world, who))
    for kind, at in (("session", mixed.log), ("administration", mixed.form), ("concern", mixed.concern)):
        path = f"/{kind}s/{at}/misfilings"
        assert (await browser.get(f"{path}/new")).status_code == 404
        for act in (path, f"{path}/students"):
            key = {"form_key": secrets.token_urlsafe(16)}
            sent = {"to": str(world.students[1]), "why": "Mine.", "words": "noa", **key}
            assert (await browser.send("/help", act, sent)).status_code == 404, act
    assert await world.rows("SELECT count(*) FROM app.misfiling") == [(0,)]


@pytest.mark.parametrize("kind", ["administration", "concern"])
async def test_a_mentor_is_not_asked_about_what_others_wrote(
    site: Litestar, world: World, mixed: Mixed, kind: str
) -> None:
    at = {"administration": mixed.form, "concern": mixed.concern}[kind]
    browser = await signed_in(site, world, world.mentor)
    assert (await browser.get(f"/{kind}s/{at}/misfilings/new")).status_code in (403, 404)


async def test_the_worry_of_a_log_has_no_way_of_its_own(site: Litestar, world: World, mixed: Mixed) -> None:
    ((concern,),) = await world.rows("SELECT id FROM app.concern WHERE said = :said", said=WORRY)
    browser = await signed_in(site, world, world.clinical)
    assert "misfilings/new" not in (await browser.get(f"/concerns/{concern}")).text
    answer = await browser.get(f"/concerns/{concern}/misfilings/new")
    assert answer.status_code == 409
    assert "Move the log, and the worry goes with it." in words(answer)


# Who had read it.


async def test_whoever_read_it_is_listed_with_role_and_time(
    site: Litestar, world: World, mixed: Mixed
) -> None:
    counselor = await signed_in(site, world, world.counselor)
    direct = await signed_in(site, world, world.direct)
    await counselor.get(f"/administrations/{mixed.form}")
    await direct.get(f"/mentees/{world.students[0]}/print")
    ((at,),) = await world.rows("SELECT clock_timestamp()")
    done = await world.misfile("administration", mixed.form, world.students[1], at=at)
    officer = await world.person("Petra", "Lind", Role.PRIVACY_OFFICER)
    for who in (officer, world.administrator, world.clinical):
        browser = await signed_in(site, world, who)
        page = await browser.get(f"/misfilings/{done.misfiling_id}")
        assert page.status_code == 200
        said = words(page)
        assert re.search(r"Sam Rivera .* · Opened the record itself", said)
        assert re.search(r"Maya Chen direct supervisor · Opened the case", said)
        assert "Priya Nair" not in said
        assert "Two students changed places." in said
    assert {(row[0], row[1]) for row in await world.audit("saw_misfiling")} >= {
        (officer, world.students[0]),
        (officer, world.students[1]),
    }


@pytest.mark.parametrize(
    ("who", "status"), [("counselor", 403), ("direct", 403), ("mentor", 403), ("stranger", 404), ("journey_mentor", 404)]
)  # fmt: skip
async def test_nobody_else_sees_who_had_read_it(
    site: Litestar, world: World, mixed: Mixed, who: str, status: int
) -> None:
    done = await world.misfile("administration", mixed.form, world.students[1])
    browser = await signed_in(site, world, getattr(world, who))
    answer = await browser.get(f"/misfilings/{done.misfiling_id}")
    assert answer.status_code == status
    assert not stands_in("Ava", answer.text)
    assert (await browser.get("/misfilings")).status_code == 403


async def test_the_list_names_no_student(site: Litestar, world: World, mixed: Mixed) -> None:
    copies = await moved(world, mixed)
    browser = await signed_in(site, world, world.administrator)
    page = await browser.get("/misfilings")
    for misfiling_id, _ in copies.values():
        assert page.text.count(f"/misfilings/{misfiling_id}") == 1
    assert not stands_in("Ava", page.text)
    assert "Noah" not in page.text
