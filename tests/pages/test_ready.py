"""Can an organization be made ready in a browser, each thing by whoever acts on it, and is everybody told how it stands?"""

from datetime import UTC, datetime

import pytest

from tests.pages.case_pages import Fields, Town, errors, has_every_target, words
from triage.roles import Role
from workflows.verbs.answer_live_item import wordings_asked

_NOT_LIVE = (
    "INSERT INTO app.live_state (org_id, recorded_at, is_live, why) VALUES ($1, now(), false, 'Not yet.')"
)
TODAY = datetime.now(UTC).date()
DUTY: Fields = {
    "state": "Illinois", "agency": "Department of Children", "phone": "555 0199", "duty": "Whoever suspects calls.",
    "spoken_within_hours": "", "written_within_hours": "48", "source": "325 ILCS 5/4", "checked_by": "N. Abara",
    "checked_on_month": str(TODAY.month), "checked_on_day": str(TODAY.day), "checked_on_year": str(TODAY.year - 1),
}  # fmt: skip


async def test_before_going_live_the_form_of_a_referral_says_so_before_anything_is_typed(town: Town) -> None:
    await town.world.plant(_NOT_LIVE)
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"/mentees/{town.world.students[0]}/cases/new")
    assert "does not take real cases yet" in words(page)
    assert "Who acts" not in page.text
    assert 'name="noticed"' not in page.text
    assert "tel:" in page.text, "whom to call stands there all the same"


async def test_the_list_says_what_is_missing_and_the_button_why_it_cannot_be_pressed(town: Town) -> None:
    await town.world.plant(_NOT_LIVE)
    browser = await town.browser(town.world.administrator)
    page = await browser.get("/ready")
    text = words(page)
    assert "Elm High: nobody is on call now." in text
    assert "Who acts: Program administrator" in text
    assert 'href="/ready/answers/wording/new"' in page.text, "whoever does not say it reads what is asked"
    asked = words(await browser.get("/ready/answers/wording/new"))
    assert "Only these may say it: Clinical supervisor." in asked
    assert "PHQ-A" in asked
    assert "Not everything is done yet." in text
    assert "disabled" in page.text[page.text.index('id="live"') :]
    home = words(await browser.get("/?list=set-up"))
    assert "things are still to be done" in home
    assert (await browser.send("/ready", "/ready/live-states", {})).status_code == 409


async def test_whoever_is_on_call_finds_the_test_notice_on_their_home_and_says_that_it_came(
    town: Town,
) -> None:
    admin, clinical = [await town.browser(one) for one in (town.world.administrator, town.world.clinical)]
    assert "test notice" not in (await clinical.get("/")).text.lower()
    sent = await admin.send("/ready", "/ready/test-notices", {})
    assert sent.headers["location"] == "/ready"
    assert "No answer yet" in words(await admin.get("/ready"))
    home = await clinical.get("/")
    assert "Nobody is in danger" in words(home)
    ((notice,),) = await town.world.rows("SELECT id FROM app.test_notice WHERE org_id = :org_id")
    await clinical.send("/", f"/test-notices/{notice}/receipt", {})
    assert "This is a test notice" in home.text
    assert "This is a test notice" not in (await clinical.get("/")).text
    assert "that it came" in words(await admin.get("/ready"))


async def test_what_only_a_person_can_say_is_said_with_words_and_stands_in_the_list(town: Town) -> None:
    clinical = await town.browser(town.world.clinical)
    page = "/ready/answers/wording/new"
    answer = await clinical.send(page, "/ready/answers/wording", {"answer": "done", "words": "Mine."})
    assert answer.status_code == 422
    assert errors(answer) == ["forms"]
    assert has_every_target(answer)
    assert "Mine." in answer.text
    sent = {"forms": list(wordings_asked()), "answer": "not_done", "words": "One word differs."}
    assert (await clinical.send(page, "/ready/answers/wording", sent)).status_code == 303
    text = words(await clinical.get("/ready"))
    assert "PHQ-A: nobody has compared its wording" in text
    assert "One word differs." in text
    episode = await town.world.refer()
    ((mentee,),) = await town.world.rows("SELECT mentee_id FROM app.episode WHERE id = :id", id=episode)
    given = f"/mentees/{mentee}/administrations/phq-a"
    for refused in (f"{given}/new", f"{given}/handovers/new"):
        assert "Nobody has said yet that the wording of the PHQ-A" in words(await clinical.get(refused))
    assert (await clinical.get("/ready/answers/backup/new")).status_code == 404
    assert "Only these may say it" in words(await clinical.get("/ready/answers/consent_letter/new"))


async def test_the_duty_to_report_is_written_down_and_what_is_missing_is_said_at_its_field(
    town: Town,
) -> None:
    browser = await town.browser(town.world.administrator)
    page, path = "/ready/reporting-duties/new", "/ready/reporting-duties"
    answer = await browser.send(page, path, {**DUTY, "agency": "", "written_within_hours": "soon"})
    assert errors(answer) == ["agency", "written_within_hours"]
    assert "325 ILCS 5/4" in answer.text
    assert (await browser.send(page, path, DUTY)).headers["location"] == "/ready"
    text = words(await browser.get("/ready"))
    assert "by telephone at once" in text.lower()
    assert "within 48 hours" in text


async def test_an_administrator_ends_it_with_a_reason_and_what_is_overdue_is_said_until_then(
    town: Town,
) -> None:
    browser = await town.browser(town.world.administrator)
    assert "things are overdue. No young person is turned away" in words(await browser.get("/ready"))
    assert "things are overdue" in words(await browser.get("/?list=set-up"))
    path = "/ready/live-states/ending"
    assert errors(await browser.send("/ready", path, {"why": " "})) == ["why"]
    await browser.send("/ready", path, {"why": "The counselor left."})
    assert "The counselor left." in words(await browser.get("/ready"))


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.MENTOR, Role.TEACHER, Role.DIRECT_SUPERVISOR])
async def test_whoever_has_no_part_in_it_does_not_see_the_list(town: Town, role: Role) -> None:
    somebody = await town.browser(await town.world.person("Pat", "Doe", role))
    assert (await somebody.get("/ready")).status_code == 403
    assert 'href="/ready"' not in (await somebody.get("/")).text


async def test_a_demonstration_shows_the_list_and_asks_for_nothing(town: Town) -> None:
    await town.world.plant("UPDATE sign_in.organisation SET is_demo = true WHERE id = $1")
    browser = await town.browser(town.world.administrator)
    assert "This is a demonstration" in words(await browser.get("/ready"))
    assert "overdue" not in words(await browser.get("/?list=set-up"))
