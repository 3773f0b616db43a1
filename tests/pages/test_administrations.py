"""Can a form be entered from paper as it stands there, and does its page say nothing that nobody can know?"""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from care_steps.consents import ConsentKind, ConsentMove
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import hidden_fields
from triage import instruments

TODAY = datetime.now(UTC).astimezone(ZoneInfo("America/Chicago")).date()


@pytest.fixture
async def episode(town: Town) -> UUID:
    return (await town.world.mentored())[0]


def paper(instrument_id: str, total: int = 0, **changed: str) -> dict[str, str]:
    """What is typed in: points spread from the first item, 0 at item 9, extras not asked."""
    instrument, left, sent = instruments.load(instrument_id), total, {}
    for item in instrument.items:
        points = 0 if item.safety_at else min(3, left)
        sent[f"answer_{item.key}"], left = str(points), left - points
    sent |= {f"answer_{extra.key}": "not_asked" for extra in instrument.extras}
    day = {"month": str(TODAY.month), "day": str(TODAY.day), "year": str(TODAY.year)}
    sent |= {f"completed_on_{part}": value for part, value in day.items()}
    return sent | {"reason_asked": "individual_concern"} | changed


async def enter(town: Town, instrument_id: str, total: int = 0, **changed: str) -> str:
    """Enter a form as the counselor; answers the text of its page."""
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/{instrument_id}"
    answer = await browser.send(f"{path}/new", path, paper(instrument_id, total, **changed))
    assert answer.status_code == 303, words(answer)
    return words(await browser.get(answer.headers["location"]))


async def test_a_planned_form_that_consent_stops_says_so_beforehand_and_loses_no_answer(
    town: Town, episode: UUID
) -> None:
    world, browser = town.world, await town.browser(town.world.counselor)
    path = f"/mentees/{world.students[0]}/administrations/phq-a"
    opened = await browser.get(f"{path}/new")
    assert "Consent to questionnaires was refused" not in words(opened)
    await world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.REFUSE}, await world.contact())
    filled = paper("phq-a", total=16, reason_asked="planned")
    answer = await browser.post(path, {**hidden_fields(opened.text), **filled})
    assert answer.status_code == 422
    assert errors(answer) == ["reason_asked"]
    assert has_every_target(answer)
    assert is_checked(answer, "answer_1", "3")
    for page in (f"{path}/new", f"{path}/handovers/new"):
        shown = await browser.get(page)
        assert "Consent to questionnaires was refused. No planned questionnaire is given." in words(shown)
        assert re.search(r'value="planned"[^>]*disabled', shown.text)
    sent = await browser.send(f"{path}/new", path, filled | {"reason_asked": "individual_concern"})
    assert sent.status_code == 303, "a concern about this one student stands outside"


async def test_a_form_is_entered_and_read_in_words(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    answer = await browser.send(f"{path}/new", path, paper("phq-a", total=16))
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    text = words(page)
    assert "moderately severe" in text
    assert "Total 16 of 27." in text
    assert "The PHQ-A total is 16: high enough to decide the step directly." in text
    assert "Decide the step directly with the clinician." in text
    ((work,),) = await town.world.rows(
        "SELECT id FROM app.work WHERE org_id = :org_id AND kind = 'recommendation'"
    )
    assert f'href="/work/{work}"' in page.text
    assert "Nearly every day" in text


async def test_item_9_opens_an_interview_the_same_day(town: Town, episode: UUID) -> None:
    text = await enter(town, "phq-a", answer_9="1")
    assert "PHQ-A item 9, better off dead or hurting oneself, was answered with 1 of 3." in text
    assert "A trained screener interviews the mentee today" in text


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"answer_9": "blank"}, id="item 9 left blank"),
        pytest.param({"answer_1": "blank", "answer_2": "refused", "answer_3": "blank"}, id="three missing"),
        pytest.param({"answer_4": "unreadable"}, id="one that cannot be read"),
    ],
)
async def test_what_cannot_be_judged_shows_no_score_and_no_level(
    town: Town, episode: UUID, changed: dict[str, str]
) -> None:
    text = await enter(town, "phq-a", 0, **changed)
    said = text[text.index("What the form says") :]
    assert "Cannot judge" in said
    assert not re.search(
        r"[Tt]otal|\bof 27\b|minimal|mild|moderate|severe|cut-off|no risk|low risk",
        text.split("Every answer")[0] + said,
    )
    assert "Ask again" in text


async def test_a_form_that_cannot_be_judged_is_not_called_clear_of_safety_questions(
    town: Town, episode: UUID
) -> None:
    text = await enter(town, "phq-a", 0, answer_1="blank", answer_2="blank", answer_3="blank")
    assert "No safety question" not in text
    text = await enter(town, "phq-a", 0, answer_1="blank", answer_2="blank", answer_9="1", answer_3="blank")
    assert "A safety question was answered in a way that calls for an interview." in text


async def test_each_rule_says_what_it_asks_for_also_in_work_that_it_only_joins(
    town: Town, episode: UUID
) -> None:
    await town.world.worry(episode, "talk_over", by=town.world.mentor)
    text = await enter(town, "phq-a", 16)
    assert "Decide the step directly with the clinician." in text
    assert "Answer the mentor." not in text


async def test_a_safety_question_left_blank_says_to_find_out_today(town: Town, episode: UUID) -> None:
    text = await enter(town, "phq-a", 0, answer_EX3="blank")
    assert "A safety question was asked and not answered." in text
    assert "Find out today: a safety question was asked and not answered." in text


async def test_no_answer_ever_says_that_there_is_no_risk(town: Town, episode: UUID) -> None:
    text = await enter(town, "phq-a")
    assert "none/minimal" in text
    assert not re.search(r"no risk|low risk|not at risk|is safe", text, re.IGNORECASE)
    assert "That is not a judgment about danger." in text


async def test_blank_refused_and_unreadable_are_kept_as_what_they_are(town: Town, episode: UUID) -> None:
    await enter(
        town, "phq-a", answer_1="blank", answer_2="refused", answer_EX1="unreadable", answer_EX2="blank"
    )
    ((answers,),) = await town.world.rows(
        "SELECT answers::text FROM app.administration WHERE org_id = :org_id"
    )
    kept = dict(re.findall(r'"(\w+)": ("?\w+"?)', answers))
    assert (kept["1"], kept["2"], kept["3"]) == ("null", '"refused"', "0")
    assert (kept["EX1"], kept["EX2"]) == ('"unreadable"', "null")
    assert "EX3" not in kept


async def test_a_question_without_a_number_is_asked_for_in_its_own_words(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    answer = await browser.send(f"{path}/new", path, {})
    assert errors(answer)[-1] == "answer_EX4"
    said = words(answer)
    assert "EX" not in said
    assert "Has there been a time in the past month" in said
    assert "if the form did not ask, “Not asked”." in said


async def test_an_unanswered_question_is_asked_for_and_never_becomes_0(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    sent = paper("phq-a", total=5, received_total="5", answer_6="blank")
    del sent["answer_7"], sent["answer_EX3"]
    answer = await browser.send(f"{path}/new", path, sent)
    assert answer.status_code == 422
    assert errors(answer) == ["answer_7", "answer_EX3"]
    assert has_every_target(answer)
    assert is_checked(answer, "answer_1", "3")
    assert is_checked(answer, "answer_6", "blank")
    assert is_checked(answer, "reason_asked", "individual_concern")
    assert 'name="received_total" type="text" value="5"' in answer.text.replace('inputmode="numeric" ', "")
    assert await town.count("administration") == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"received_total": "9"}, "received_total", id="a total that is not the sum"),
        pytest.param({"answer_3": "4"}, "answer_3", id="an answer the form does not have"),
        pytest.param({"answer_9": "not_asked"}, "answer_9", id="a scored item is never not asked"),
        pytest.param({"completed_on_year": "2099"}, "completed_on", id="a day that has not come"),
        pytest.param({"completed_on_day": ""}, "completed_on", id="half a day"),
        pytest.param(
            {"reason_asked": "correction"}, "reason_asked", id="a correction names what it corrects"
        ),
    ],
)
async def test_what_cannot_be_taken_is_named_and_nothing_is_kept(
    town: Town, episode: UUID, changed: dict[str, str], field: str
) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    answer = await browser.send(f"{path}/new", path, paper("phq-a", total=5) | changed)
    assert answer.status_code == 422
    assert errors(answer) == [field]
    assert has_every_target(answer)
    assert await town.count("administration") == 0


async def test_a_form_with_a_safety_question_does_not_open_for_the_untrained(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.direct)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    page = await browser.get(f"{path}/new")
    assert "It opens for trained screeners only, and your training is not on file." in words(page)
    assert "answer_1" not in page.text
    hidden = hidden_fields((await browser.get(f"{path.replace('phq-a', 'gad-7')}/new")).text)
    assert (await browser.post(path, {**hidden, **paper("phq-a")})).status_code == 403
    assert await town.count("administration") == 0


async def test_a_form_without_one_opens_for_every_supervisor(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.direct)
    path = f"/mentees/{town.world.students[0]}/administrations/gad-7"
    answer = await browser.send(f"{path}/new", path, paper("gad-7", total=12))
    assert "Total 12 of 21." in words(await browser.get(answer.headers["location"]))


async def test_training_that_ended_yesterday_no_longer_opens_it(town: Town, episode: UUID) -> None:
    await town.world.certify(town.world.counselor, "trained_screener", TODAY - timedelta(days=1))
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"/mentees/{town.world.students[0]}/administrations/phq-a/new")
    assert "trained screeners only" in words(page)


async def test_a_correction_is_a_new_entry_and_both_are_shown(town: Town, episode: UUID) -> None:
    old = await town.world.phq_a(episode, total=16)
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    form = await browser.get(f"{path}/new?amends={old}")
    assert is_checked(form, "answer_1", "3")
    assert is_checked(form, "answer_EX1", "not_asked")
    hidden = hidden_fields(form.text)
    sent = paper("phq-a", total=16, answer_1="1") | {"amends": str(old)}
    answer = await browser.post(path, {**hidden, **sent})
    new = answer.headers["location"]
    after, before = await browser.get(new), await browser.get(f"/administrations/{old}")
    assert "The form is corrected." in words(after)
    assert "EX1" not in words(after)
    assert "Total 14 of 27." in words(after)
    assert "Several days before: Nearly every day" in words(after)
    assert f'href="/administrations/{old}"' in after.text
    assert "Total 16 of 27." in words(before)
    assert f'href="{new}"' in before.text
    assert "correct it" not in words(before)
    again = await browser.send(f"{path}/new?amends={old}", path, sent)
    assert again.status_code == 409
    assert await town.count("administration") == 2


async def test_an_entry_of_another_mentee_cannot_be_corrected_here(town: Town, episode: UUID) -> None:
    other = await town.world.refer(town.world.students[1])
    foreign = await town.world.phq_a(other, total=3)
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-a"
    assert (await browser.get(f"{path}/new?amends={foreign}")).status_code == 404
    assert (await browser.get(f"{path}/new?amends=nonsense")).status_code == 404


async def test_the_same_form_twice_is_one_entry_and_one_answer(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/gad-7"
    sent = {**hidden_fields((await browser.get(f"{path}/new")).text), **paper("gad-7", total=4)}
    first, second = await browser.post(path, sent), await browser.post(path, sent)
    assert first.headers["location"] == second.headers["location"]
    assert await town.count("administration") == 1


async def test_strangers_and_mentors_find_no_form_and_no_answer(town: Town, episode: UUID) -> None:
    kept = await town.world.phq_a(episode, total=16)
    path = f"/mentees/{town.world.students[0]}/administrations/gad-7"
    for person in (town.world.stranger, town.world.mentor, town.world.administrator):
        browser = await town.browser(person)
        assert (await browser.get(f"/administrations/{kept}")).status_code == 404
        assert (await browser.get(f"{path}/new")).status_code == 404
    mentor = await town.browser(town.world.mentor)
    hidden = hidden_fields((await mentor.get(f"/mentees/{town.world.students[0]}/concerns/new")).text)
    assert (await mentor.post(path, {**hidden, **paper("gad-7")})).status_code == 404
    assert await town.count("administration") == 1


async def test_a_form_that_does_not_exist_is_not_found(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/phq-99/new"
    assert (await browser.get(path)).status_code == 404
