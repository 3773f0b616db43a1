"""Does one mentee walk the whole road, up every step, down again, out and back in, each by the person who may?

Referred, with a mentor, with a journey mentor, with a professional; back to a journey mentor and to a mentor with a
plan and a first check; closed, and reopened. Everything that was decided is derived again without a difference.
"""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in

STUDENT = "Hannah Weiss"
MENTOR, JOURNEY_MENTOR = "Keisha Monroe", "Ingrid Solberg"
PLAN = "She calls her aunt first, and comes to us the same day."
RAISED, HIGH = (2, 2, 2, 2, 2, 2, 2, 2, 0), (3, 3, 3, 3, 3, 3, 2, 2, 0)

pytestmark = pytest.mark.journey


class Road:
    """The people, and where the case is."""

    def __init__(
        self, counselor: Visitor, clinical: Visitor, mentors: dict[str, Visitor], now: datetime
    ) -> None:
        self.counselor, self.clinical, self.mentors, self.now = counselor, clinical, mentors, now
        self.case = self.match = ""

    async def refer(self) -> None:
        person = self.counselor
        await person.go("/")
        await person.labelled("Name or student number").fill("hannah")
        await person.press("Find")
        await person.follow(re.compile(rf"Refer.*{STUDENT}", re.S))
        await person.choose("reasons", "low_mood")
        await person.fill("noticed", "Has not sung with the others for two weeks.")
        await person.choose("how_soon", "this_week")
        await person.press("Open the case")
        await person.says("The case is open.")
        self.case = "/mentees/" + re.findall(r"/mentees/([0-9a-f-]+)", person.page.url)[0]

    async def assign(self, mentor: str) -> None:
        """The first session is today."""
        person = self.counselor
        await person.go(f"{self.case}/matches/new")
        if await person.page.locator("#mentor_id").inner_text() != mentor:
            await person.follow(f"Choose {mentor}")
        if await person.page.locator("[name=told_who]").count():
            await person.choose("told_who", "mentee")
        if await person.page.locator("[name=consent_basis]").count():
            await person.page.locator("[name=consent_basis]").select_option("guardian_written")
        await person.page.get_by_text("Change day, time, place or supervisor").click()
        await person.fill_date("first_on", self.now.date())
        await person.fill("at", "09:00")
        await person.press(re.compile(f"^Assign {mentor} to"))
        await person.says(mentor, "The plan")
        self.match = re.findall(r"/matches/[0-9a-f-]+", person.page.url)[0]

    async def meet(self, mentor: str) -> None:
        person = self.mentors[mentor]
        await person.go(f"{self.match}/sessions/new")
        if await person.page.locator("[name=held_time]").is_visible():
            await person.fill("held_time", "09:00")
        for name, value in (("met", "yes"), ("topics", "getting_to_know"), ("plan", "all"), ("worry", "no")):
            await person.choose(name, value)
        if await person.page.locator("[name='next'][value='stands']").count():
            await person.choose("next", "stands")
        await person.press(f"Log the session with {STUDENT}")
        await person.says("The session is logged.")

    async def measure(self, answers: tuple[int, ...], at: date) -> None:
        person = self.counselor
        await person.go(f"{self.case}/administrations/phq-a/new")
        await person.fill_date("completed_on", at)
        await person.choose("reason_asked", "individual_concern")
        for number, answer in enumerate(answers, start=1):
            await person.choose(f"answer_{number}", str(answer))
        for extra in ("EX1", "EX2", "EX3", "EX4"):
            await person.choose(f"answer_{extra}", "not_asked")
        await person.press("Enter the form")
        await person.says(f"Total {sum(answers)} of 27.")

    async def ask(self) -> None:
        """Somebody wants to talk the step over."""
        await self.counselor.asks_to_talk(self.case, "She does well now. Is this still what she needs?")

    async def begin_to_decide(self) -> Visitor:
        await self.clinical.go(self.case)
        await self.clinical.follow("Decide about the step")
        return self.clinical

    async def decide(self, answer: str, *, step: str = "", look: str = "") -> None:
        person = await self.begin_to_decide()
        await person.choose("answer", answer)
        if step:
            await person.choose("step", step)
            await person.choose("override_reasons", "mentee_prefers")
        if step and answer == "other" and await person.page.locator("[name=safety_plan]").is_visible():
            await person.fill("safety_plan", PLAN)
            await person.fill_date("first_check_on", self.now.date() + timedelta(days=7))
        if await person.page.locator("[name=asking_answer]").count():
            await person.page.locator("[name=asking_answer]").select_option("step_reviewed")
        await person.page.locator("[name=consent_basis]").select_option("guardian_written")
        if look:
            await person.look(look)
        await person.press(re.compile("^Decide$"))
        await person.says("Your decision is kept.")

    async def accept_offer(self) -> None:
        await self.counselor.go(self.case)
        await self.counselor.follow("Open the offer")
        await self.counselor.choose("answer", "accept")
        await self.counselor.press("Keep the answer")
        await self.counselor.says("Accepted")

    async def stands_at(self, step: str) -> None:
        await self.counselor.go(self.case)
        await self.counselor.says(step)


async def _up(road: Road) -> None:
    await road.assign(MENTOR)
    await road.meet(MENTOR)
    await road.stands_at("Step 1: Paraprofessional mentor")
    await road.measure(RAISED, road.now.date())
    await road.decide("accept")
    await road.accept_offer()
    await road.assign(JOURNEY_MENTOR)
    await road.meet(JOURNEY_MENTOR)
    await road.stands_at("Step 2: Supervised journey mentor")
    await road.measure(HIGH, road.now.date())
    await road.decide("accept")
    await road.accept_offer()
    await road.counselor.fill("confirmed", "The clinic called: they met this morning.")
    await road.counselor.press("First contact confirmed")
    await road.stands_at("Step 3: Referral to a professional")


async def _down(road: Road) -> None:
    await road.ask()
    await road.decide("other", step="journey_mentor", look="step down")
    await road.clinical.says(PLAN, "First check on")
    await road.accept_offer()
    await road.assign(JOURNEY_MENTOR)
    await road.meet(JOURNEY_MENTOR)
    await road.stands_at("Step 2: Supervised journey mentor")
    await road.counselor.says("Look after the step down")
    await road.ask()
    await road.decide("other", step="paraprofessional_mentor")
    await road.accept_offer()
    await road.assign(MENTOR)
    await road.meet(MENTOR)
    await road.stands_at("Step 1: Paraprofessional mentor")


async def _out_and_in(road: Road) -> None:
    person = road.clinical
    await person.go(f"{road.case}/closing/new")
    await person.choose("reason", "goals_met")
    await person.fill_date("last_contact_on", road.now.date())
    await person.fill("words", "She sings again, and knows where to find us.")
    await person.page.locator("[name=told_mentee]").select_option("in_person")
    if await person.page.locator("[name=override_reasons]").count():
        await person.choose("override_reasons", "mentee_prefers")
    await person.look("close the case")
    await person.press("Close the case")
    await person.says("The case is closed.", "Goals met; last contact on", "The form and its score")
    await person.look("why it was closed")
    await road.counselor.go(road.case)
    await road.counselor.says("Close: from Paraprofessional mentor to Closed")
    await road.counselor.follow("Reopen this case")
    await road.counselor.choose("reason", "got_worse_again")
    await road.counselor.fill("words", "Her aunt called.")
    await road.counselor.look("reopen the case")
    await road.counselor.press("Reopen the case")
    await road.counselor.says("The case is open again.", "Reopen: from Closed to Referred")
    await road.counselor.look("reopened")


async def test_a_mentee_walks_up_every_step_down_again_out_and_back_in(
    browser: Browser, demo: RunningDemo
) -> None:
    counselor = await came_in(browser, demo.url, "School counselor")
    clinical = await came_in(browser, demo.url, "Clinical supervisor")
    mentors = {one: await came_in(browser, demo.url, one) for one in (MENTOR, JOURNEY_MENTOR)}
    road = Road(counselor, clinical, mentors, demo.ten)
    await road.refer()
    await _up(road)
    await _down(road)
    await _out_and_in(road)
    for person in (counselor, clinical, *mentors.values()):
        person.then_nothing_was_wrong()
    replayed = demo.command("replay", "--json")
    assert '"differences": 0' in replayed.stdout, replayed.stdout
