"""Does a teacher refer, see that it was received and who looks at it, and learn nothing else?"""

from uuid import UUID, uuid4

import httpx
import pytest

from tests.pages.case_pages import Town, errors, is_checked, words
from tests.web import Browser, stands_in
from triage.roles import Role

FILLED = {
    "reasons": ["low_mood", "withdrawal"],
    "noticed": "Cried in class on Monday & said <nobody> cares.",
    "how_soon": "this_week",
}


@pytest.fixture
async def teacher(town: Town) -> UUID:
    return await town.world.person("Tess", "Hart", Role.TEACHER)


def path(town: Town, student: int = 0) -> str:
    return f"/mentees/{town.world.students[student]}/cases"


async def refer(town: Town, who: UUID, *, student: int = 0, **changes: str) -> tuple[Browser, httpx.Response]:
    """Refer, and open the page that the answer leads to."""
    browser = await town.browser(who)
    answer = await browser.send(f"{path(town, student)}/new", path(town, student), {**FILLED, **changes})
    assert answer.status_code == 303, words(answer)
    assert answer.headers["location"].startswith("/referrals-in/")
    return browser, await browser.get(answer.headers["location"])


async def test_a_teacher_sees_that_it_was_received_when_and_who_looks_at_it(
    town: Town, teacher: UUID
) -> None:
    _, page = await refer(town, teacher)
    said = words(page)
    assert "Your referral of Ava Bennett was received" in said
    assert "Sam Rivera looks after this." in said
    assert "Received" in said
    assert "this week" in said
    assert "Cried in class" not in page.text
    assert f'href="/mentees/{town.world.students[0]}"' not in page.text


async def test_a_teacher_cannot_tell_whether_a_case_was_open(town: Town, teacher: UUID) -> None:
    """The pages of two students, of whom one has a case: the same to the letter, but for the names."""
    world = town.world
    await world.refer(world.students[1])
    browser = await town.browser(teacher)
    seen = []
    for place, name in enumerate(("Ava Bennett", "Noah Kim")):
        found = await browser.send("/students", "/students", {"words": name})
        form = await browser.get(f"{path(town, place)}/new")
        _, page = await refer(town, teacher, student=place)
        seen.append(
            [
                words(one).replace(name, "X").replace(f"No. S-{place + 1}", "No.").split(" Received ")[0]
                for one in (found, form, page)
            ]
        )
    assert seen[0] == seen[1]
    assert "case" not in " ".join(seen[1]).lower()


async def test_the_second_referral_of_a_teacher_says_the_same_as_the_first(town: Town, teacher: UUID) -> None:
    _, first = await refer(town, teacher)
    browser, second = await refer(town, teacher)
    assert words(first).split(" Received ")[0] == words(second).split(" Received ")[0]
    assert first.url != second.url
    assert "case" not in words(await browser.get(f"{path(town)}/new")).lower()
    assert await town.count("episode") == 1
    assert await town.count("referral_in") == 2


async def test_now_says_whom_to_call_before_and_after_it_is_sent(town: Town, teacher: UUID) -> None:
    browser = await town.browser(teacher)
    form = await browser.get(f"{path(town)}/new")
    assert 'href="tel:5550101"' in form.text
    assert 'href="tel:988"' in form.text
    _, page = await refer(town, teacher, how_soon="now")
    said = words(page)
    assert "Stay with Ava Bennett and call now" in said
    assert "Ruth Okafor On call now" in said
    assert 'href="tel:5550101"' in page.text
    assert 'href="tel:988"' in page.text
    assert "nobody can say yet whether they have read it" in said
    assert "Maya Chen" not in said


async def test_a_counselor_who_says_now_reads_whom_to_call_and_goes_on_to_the_case(town: Town) -> None:
    _, page = await refer(town, town.world.counselor, how_soon="now")
    assert "Stay with Ava Bennett and call now" in words(page)
    assert f'href="/mentees/{town.world.students[0]}"' in page.text
    assert "Sam Rivera Looks after this student" not in words(page), "nobody is told to call themselves"


@pytest.mark.parametrize("missing", ["reasons", "noticed", "how_soon"])
async def test_nothing_that_a_teacher_typed_is_lost(town: Town, teacher: UUID, missing: str) -> None:
    browser = await town.browser(teacher)
    fields = {name: typed for name, typed in FILLED.items() if name != missing}
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    assert answer.status_code == 422
    assert errors(answer) == [missing]
    assert is_checked(answer, "reasons", "low_mood") == (missing != "reasons")
    assert is_checked(answer, "how_soon", "this_week") == (missing != "how_soon")
    assert ("said &lt;nobody&gt; cares" in answer.text) == (missing != "noticed")


async def test_whom_the_rules_name_looks_after_it_and_the_counselor_is_told(town: Town) -> None:
    world = town.world
    other = await world.person("Ines", "Pohl", Role.COUNSELOR)
    await world.own(other, surnames=("A", "K"))
    browser = await town.browser(world.counselor)
    assert "You open a case, and Ines Pohl looks after it." in words(await browser.get(f"{path(town)}/new"))
    answer = await browser.send(f"{path(town)}/new", path(town), FILLED)
    assert answer.headers["location"] == f"/mentees/{world.students[0]}"
    page = await browser.get(answer.headers["location"])
    assert "By the rules of your school somebody else looks after it" in words(page)
    assert "Ines Pohl" in page.text


async def test_a_referral_that_nobody_would_read_is_refused_before_it_is_written(
    town: Town, teacher: UUID
) -> None:
    await town.world.plant(
        "UPDATE app.appointment SET ended_at = starts_at + interval '1 minute'"
        " WHERE org_id = $1 AND role IN ('counselor', 'clinical_supervisor')"
    )
    browser = await town.browser(teacher)
    before = await browser.get(f"{path(town)}/new")
    assert "Nobody looks after the students of Oak Middle yet" in words(before)
    assert 'name="noticed"' not in before.text


# What a teacher may not see, one test for each thing.


async def forbidden(town: Town, teacher: UUID, page: str) -> httpx.Response:
    browser = await town.browser(teacher)
    return await browser.get(page)


@pytest.mark.parametrize("with_case", [True, False])
async def test_the_page_of_a_student_is_not_there_for_a_teacher(
    town: Town, teacher: UUID, with_case: bool
) -> None:
    if with_case:
        await refer(town, teacher)
    answer = await forbidden(town, teacher, f"/mentees/{town.world.students[0]}")
    assert answer.status_code == 404
    assert "Bennett" not in answer.text


@pytest.mark.parametrize(
    "page",
    [
        "concerns/new",
        "matches/new",
        "administrations/phq-a/new",
        "undoings/new",
        "views/new",
        "conflicts/new",
        "print",
    ],
)
async def test_no_page_of_the_case_is_there_for_the_teacher_who_referred(
    town: Town, teacher: UUID, page: str
) -> None:
    await refer(town, teacher)
    answer = await forbidden(town, teacher, f"/mentees/{town.world.students[0]}/{page}")
    assert answer.status_code == 404
    assert "Bennett" not in answer.text


async def test_the_concern_that_a_teachers_now_opens_is_not_theirs_to_see(town: Town, teacher: UUID) -> None:
    await refer(town, teacher, how_soon="now")
    ((concern,),) = await town.world.rows("SELECT id FROM app.concern WHERE org_id = :org_id")
    assert (await forbidden(town, teacher, f"/concerns/{concern}")).status_code == 404


async def test_the_escalation_that_a_teachers_now_opens_is_not_theirs_to_see(
    town: Town, teacher: UUID
) -> None:
    await refer(town, teacher, how_soon="now")
    ((work,),) = await town.world.rows("SELECT id FROM app.work WHERE org_id = :org_id")
    assert (await forbidden(town, teacher, f"/work/{work}")).status_code == 404


async def test_the_decision_that_opened_the_case_is_not_theirs_to_see(town: Town, teacher: UUID) -> None:
    await refer(town, teacher)
    ((decision,),) = await town.world.rows("SELECT id FROM app.decision WHERE org_id = :org_id")
    assert (await forbidden(town, teacher, f"/decisions/{decision}")).status_code == 404


async def test_the_home_of_a_teacher_names_no_case(town: Town, teacher: UUID) -> None:
    await town.world.refer(town.world.students[1])
    answer = await forbidden(town, teacher, "/")
    assert answer.status_code == 200
    assert not stands_in("Kim", answer.text)
    assert 'action="/students"' in answer.text


async def test_a_teacher_reads_no_policy(town: Town, teacher: UUID) -> None:
    assert (await forbidden(town, teacher, "/policies")).status_code == 403


async def test_a_teacher_sets_no_owner_rule(town: Town, teacher: UUID) -> None:
    assert (await forbidden(town, teacher, "/owner-rules")).status_code == 403


async def test_a_student_of_another_school_is_not_there_for_a_teacher(town: Town, teacher: UUID) -> None:
    world = town.world
    await world.plant(
        f"UPDATE app.student SET site_id = '{world.other_site_id}' WHERE org_id = $1"
        f" AND person_id = '{world.students[0]}'"
    )
    browser = await town.browser(teacher)
    assert (await browser.get(f"{path(town)}/new")).status_code == 404
    answer = await browser.send("/students", "/students", {"words": "Bennett"})
    assert "Nobody of that name at your school" in words(answer)


@pytest.mark.parametrize("who", ["counselor", "clinical", "mentor", "administrator", "stranger", "another"])
async def test_a_referral_is_there_for_nobody_but_whoever_wrote_it(
    town: Town, teacher: UUID, who: str
) -> None:
    _, page = await refer(town, teacher)
    other = await town.world.person("Tom", "Todd", Role.TEACHER)
    browser = await town.browser(other if who == "another" else getattr(town.world, who))
    assert (await browser.get(page.url.path)).status_code == 404
    assert (await browser.get(f"/referrals-in/{uuid4()}")).status_code == 404


async def test_looking_at_a_referral_is_kept(town: Town, teacher: UUID) -> None:
    await refer(town, teacher)
    ((actor, mentee, kind, _, outcome),) = await town.world.audit("saw_referral_in")
    assert (actor, mentee, kind, outcome) == (teacher, town.world.students[0], "referral_in", "done")


async def test_a_teacher_tells_two_referrals_of_namesakes_apart(town: Town, teacher: UUID) -> None:
    await town.world.plant("UPDATE app.student SET homeroom = '6B' WHERE org_id = $1 AND number = 'S-1'")
    browser = await town.browser(teacher)
    await browser.send(f"{path(town)}/new", path(town), FILLED)
    home = words(await browser.get("/"))
    assert "Ava Bennett" in home
    assert "Homeroom 6B" in home
