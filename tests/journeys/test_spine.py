"""Does the whole main job work in a browser: from a roster file to a step that says why?

One story, told by the people of the demo: the administrator brings the real sample roster in, the counselor refers
a student of it and assigns a mentor, the mentor logs a session on a phone, two forms come in, a rule fires, the
clinical supervisor decides, the young person accepts, the first session with the journey mentor makes the step,
and everything about it can be asked and derived again.
"""

import io
import json
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in, visitor

SAMPLE = Path(__file__).parents[1] / "exchange_samples" / "oneroster-minimal"
STUDENT = "Anna Brown"
# Nine items in the order of the paper, the ninth (better off dead) with 0: no safety rule is to fire here.
BEFORE, AFTER = (1, 1, 1, 1, 1, 1, 1, 1, 0), (2, 2, 2, 2, 2, 2, 2, 2, 0)

pytestmark = pytest.mark.journey


async def _bring_the_roster_in(administrator: Visitor) -> None:
    await administrator.follow("Rosters")
    file = administrator.labelled("Zip file of the roster")
    await file.set_input_files({"name": "sample.zip", "mimeType": "application/zip", "buffer": _sample()})
    site = administrator.labelled("Site of students who belong to no school")
    await site.select_option(label="Oakview Middle School")
    await administrator.press("Check the file")
    await administrator.says("classes.csv, row 2, column 6 (courseSourcedId)", "Passwords dropped unread: 1.")
    await administrator.look("roster preview")
    await administrator.press("Approve")
    await administrator.press("Take it over now")
    await administrator.says("The roster is taken over.")


def _sample() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for path in sorted(SAMPLE.iterdir()):
            archive.writestr(path.name, path.read_bytes())
    return kept.getvalue()


async def _refer(counselor: Visitor) -> None:
    await counselor.look("counselor home")
    await counselor.labelled("Name or student number").fill("BROWN")
    await counselor.press("Find")
    await counselor.says("One student found", STUDENT)
    await counselor.look("student found")
    await counselor.follow(re.compile(rf"Refer.*{STUDENT}", re.S))
    # Nothing that was typed is lost when something is missing.
    await counselor.labelled("What was noticed?").fill("Sits alone since September.")
    await counselor.press("Open the case")
    await counselor.says("There is a problem", "Choose at least one reason.")
    assert await counselor.labelled("What was noticed?").input_value() == "Sits alone since September."
    await counselor.look("referral refused")
    await counselor.labelled("Low mood").check()
    await counselor.labelled("It can wait").check()
    await counselor.press("Open the case")
    await counselor.says("The case is open.", "Referred")
    await counselor.look("case opened")


async def _assign(person: Visitor, mentor: str, day: date) -> None:
    """Assign from the page that is open, the first session on that school day."""
    if await person.page.locator("#mentor_id").inner_text() != mentor:
        await person.follow(f"Choose {mentor}")
    await person.page.get_by_text("Change day, time, place or supervisor").click()
    for name, typed in (("at", "13:15"), ("count", "8"), ("length_minutes", "45"), ("place", "Library")):
        await person.fill(name, typed)
    if await person.page.locator("[name=told_who]").count():
        await person.choose("told_who", "mentee")
    if await person.page.locator("[name=consent_basis]").count():
        await person.labelled("On what basis does care begin?").select_option(
            label="Written consent of the guardian"
        )
    await person.fill_date("first_on", day)
    await person.press("Assign")
    await person.says(mentor, "The plan")
    await person.look("match")
    await person.follow(f"Back to {STUDENT}")


async def _log_today(mentor: Visitor, now: datetime) -> None:
    """The session just made, on a phone."""
    await (
        mentor.link(re.compile(f"Log a session with {STUDENT}"))
        .or_(mentor.button(re.compile(f"Log a session with {STUDENT}")))
        .first.click()
    )
    await mentor.look("log a session")
    await mentor.fill_date("held_on", now.date())
    await mentor.fill("held_time", f"{now:%H:%M}")
    await mentor.choose("met", "yes")
    await mentor.choose("topics", "school_work")
    await mentor.choose("plan", "all")
    await mentor.choose("next", "stands")
    await mentor.choose("worry", "no")
    await mentor.press(re.compile("^Log the session with"))
    await mentor.says("The session is logged.")
    await mentor.look("session logged")


async def _enter_phq_a(person: Visitor, answers: tuple[int, ...], day: datetime) -> None:
    await person.follow("Enter a PHQ-A")
    await person.look("questionnaire")
    await person.fill_date("completed_on", day.date())
    await person.choose("reason_asked", "individual_concern")
    for number, answer in enumerate(answers, start=1):
        await person.choose(f"answer_{number}", str(answer))
    for extra in ("EX1", "EX2", "EX3", "EX4"):
        await person.choose(f"answer_{extra}", "not_asked")
    await person.press("Enter the form")
    await person.says(f"Total {sum(answers)} of 27.")


async def _open_case(person: Visitor, listed: str = "cases") -> None:
    await person.go(f"/?list={listed}")
    await person.page.get_by_role("link", name=STUDENT, exact=True).first.click()


async def _decide(clinical: Visitor) -> None:
    await clinical.look("clinical supervisor home")
    await _open_case(clinical, "recommendations")
    await clinical.says(
        "The PHQ-A total rose by 8 points in this step, to 16: beyond chance, by published points."
    )
    await clinical.says("Supervised journey mentor", "How this was worked out")
    await clinical.page.get_by_text("How this was worked out").first.click()
    await clinical.look("decide")
    await clinical.choose("answer", "accept")
    await clinical.labelled("On what consent, or other basis?").select_option(
        label="Written consent of the guardian"
    )
    await clinical.page.get_by_text("Reasons, views, who was told").click()
    await clinical.labelled(f"What does {STUDENT} say?").fill("I would like somebody who knows more.")
    await clinical.press("Decide")


async def _accept(counselor: Visitor) -> None:
    await _open_case(counselor)
    await counselor.follow("Open the offer")
    await counselor.look("offer")
    await counselor.choose("answer", "accept")
    await counselor.page.locator("main [name='words']").fill("All right, if it is at school.")
    await counselor.press("Keep the answer")
    await counselor.says("Accepted")
    await counselor.press("Assign a mentor")


async def test_from_a_roster_file_to_a_step_that_says_why(browser: Browser, demo: RunningDemo) -> None:
    today = demo.ten
    administrator = await came_in(browser, demo.url, "Program administrator")
    await _bring_the_roster_in(administrator)

    counselor = await came_in(browser, demo.url, "School counselor")
    await _refer(counselor)
    await counselor.follow("Assign a mentor")
    await counselor.look("assign a mentor")
    await _assign(counselor, "Keisha Monroe", today.date())
    await _enter_phq_a(counselor, BEFORE, today - timedelta(days=1))

    mentor = await came_in(browser, demo.url, "Keisha Monroe", phone=True)
    await _log_today(mentor, today)
    await _open_case(mentor, "mentees")
    await mentor.says("Paraprofessional mentor")
    html = await mentor.page.content()
    assert "PHQ" not in html, "A mentor sees no form and no score."

    await _open_case(counselor)
    await _enter_phq_a(counselor, AFTER, today)
    await counselor.says(
        "What to do now",
        "The PHQ-A total rose by 8 points in this step, to 16: beyond chance, by published points.",
    )
    await counselor.look("questionnaire entered")

    clinical = await came_in(browser, demo.url, "Clinical supervisor")
    await _decide(clinical)
    await _accept(counselor)
    await _assign(counselor, "Ingrid Solberg", today.date())
    journey_mentor = await came_in(browser, demo.url, "Ingrid Solberg", phone=True)
    await _log_today(journey_mentor, today)

    await _open_case(clinical)
    await clinical.says("Step 2: Supervised journey mentor")
    await clinical.look("case after the step")
    await clinical.page.get_by_role("link", name=re.compile("Why")).first.click()
    await clinical.says(
        "Why?",
        "R4",
        "The PHQ-A total rose by 8 points in this step, to 16: beyond chance, by published points.",
        "Ruth Okafor accepted the recommendation",
        "I would like somebody who knows more.",
        "Would not have fired had “PHQ-A change in this step (up is worse)” been 5 points",
        "NHS Talking Therapies",
    )
    await clinical.look("why")
    decision_id = clinical.page.url.rsplit("/", 1)[1].split("#")[0]
    for person in (administrator, counselor, mentor, clinical, journey_mentor):
        person.then_nothing_was_wrong()

    why = demo.command("why", decision_id, "--json")
    assert why.returncode == 0, why.stderr
    assert "rose by 8 points" in json.loads(why.stdout.splitlines()[0])["sentence"]
    assert demo.command("sweep").returncode == 0
    replayed = demo.command("replay", "--json")
    assert replayed.returncode == 0, replayed.stdout
    assert '"differences": 0' in replayed.stdout


async def test_the_visitor_notices_what_is_wrong(browser: Browser, demo: RunningDemo) -> None:
    """The control: a page without a language, one that sticks out, and a broken link are each reported."""
    somebody = await visitor(browser, demo.url, "control")
    await somebody.go("/doors")
    await somebody.page.evaluate(
        "() => { document.documentElement.removeAttribute('lang');"
        " document.querySelector('main').style.minWidth = '2000px'; fetch('/nowhere'); }"
    )
    await somebody.page.wait_for_timeout(200)
    await somebody.look("broken on purpose")
    told = " ".join(somebody.faults)
    assert "html-has-lang" in told
    assert "stick out sideways" in told
    assert "404 for GET" in told
