"""Can every kind of form be entered, corrected and read, and does none of them say more than it knows?"""

import re
from uuid import UUID

import httpx
import pytest

from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.pages.test_administrations import TODAY

DAY = {
    "completed_on_month": str(TODAY.month),
    "completed_on_day": str(TODAY.day),
    "completed_on_year": str(TODAY.year),
    "reason_asked": "individual_concern",
}
C_SSRS_NO = {"answer_1": "0", "answer_2": "0", "answer_6": "0"}
ASQ_NO = {f"answer_{key}": "0" for key in "1234"}
ORS = {
    "form_version": "ORS, English, 2000",
    "scored_by": "Dr. Ann Moe",
    "licence": "declared",
    "score_individual": "7.1",
    "score_interpersonal": "6",
    "score_social": "5.5",
    "score_overall": "8",
}


@pytest.fixture
async def episode(town: Town) -> UUID:
    await town.world.plant("UPDATE sign_in.organisation SET is_demo = true WHERE id = $1")
    return (await town.world.mentored())[0]


async def send(town: Town, form: str, fields: dict[str, str]) -> httpx.Response:
    """What the counselor gets for these fields."""
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/{form}"
    return await browser.send(f"{path}/new", path, DAY | fields)


async def entered(town: Town, form: str, fields: dict[str, str]) -> str:
    """The page of a form that was entered, as text."""
    answer = await send(town, form, fields)
    assert answer.status_code == 303, words(answer)
    browser = await town.browser(town.world.counselor)
    return words(await browser.get(answer.headers["location"]))


async def step_of(town: Town) -> str:
    ((step,),) = await town.world.rows("SELECT step FROM app.episode WHERE org_id = :org_id")
    return str(step)


async def rows_fired(town: Town) -> set[str]:
    found = await town.world.rows("SELECT row_id FROM app.firing WHERE org_id = :org_id")
    return {row for (row,) in found}


SCREENED = [
    ("asq", ASQ_NO, set(), False, "No question of this screener called for an interview"),
    (
        "c-ssrs",
        C_SSRS_NO | {"answer_2": "1", "answer_3": "0", "answer_4": "1", "answer_5": "0"},
        {"R1.c_ssrs"},
        True,
        "Imminent: stay with them",
    ),
    (
        "c-ssrs",
        C_SSRS_NO | {"answer_2": "1", "answer_3": "0", "answer_4": "blank", "answer_5": "0"},
        {"R0.safety_form", "R1.c_ssrs_open"},
        False,
        "Not finished, and what is missing could be imminent",
    ),
    ("asq", ASQ_NO | {"answer_2": "1", "answer_5": "0"}, {"R3.asq"}, False, "A trained person talks"),
]


@pytest.mark.parametrize(("form", "fields", "fired", "moves", "said"), SCREENED)
async def test_a_screener_sets_off_its_rule_and_only_an_imminent_one_moves_the_step(
    town: Town, episode: UUID, form: str, fields: dict[str, str], fired: set[str], moves: bool, said: str
) -> None:
    before = await step_of(town)
    text = await entered(town, form, fields)
    assert said in text
    assert await rows_fired(town) == fired
    assert await step_of(town) == ("professional_referral" if moves else before)
    assert not re.search(r"\b[Tt]otal\b|no risk|low risk|not at risk|cut-off", text)
    assert "A screener gives no score" in text


async def test_a_screener_has_no_line_on_the_case_and_is_called_unjudged_only_when_it_is(
    town: Town, episode: UUID
) -> None:
    await entered(town, "c-ssrs", C_SSRS_NO)
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"/mentees/{town.world.students[0]}")
    assert "score-c-ssrs" not in page.text
    assert "C-SSRS screener Form" in words(page)
    assert "cannot be judged" not in words(page)
    await entered(town, "c-ssrs", C_SSRS_NO | {"answer_6": "blank"})
    again = await browser.get(f"/mentees/{town.world.students[0]}")
    assert "C-SSRS screener: cannot be judged" in words(again)


AGAINST_THE_FLOW = [
    # The flow asks, the flow skips, a yes that the flow skips, and what everybody is asked.
    (C_SSRS_NO | {"answer_2": "1"}, ["answer_3", "answer_4", "answer_5"]),
    (C_SSRS_NO | {"answer_4": "0"}, ["answer_4"]),
    (C_SSRS_NO | {"answer_5": "1"}, ["answer_5"]),
    ({}, ["answer_1", "answer_2", "answer_6"]),
]


async def test_what_does_not_go_with_the_flow_is_refused_at_its_field(town: Town, episode: UUID) -> None:
    for fields, at in AGAINST_THE_FLOW:
        answer = await send(town, "c-ssrs", fields)
        assert answer.status_code == 422
        assert errors(answer) == at
        assert has_every_target(answer)
    assert await town.count("administration") == 0


async def test_a_yes_that_the_flow_would_have_skipped_is_entered_when_the_paper_says_so(
    town: Town, episode: UUID
) -> None:
    text = await entered(town, "c-ssrs", C_SSRS_NO | {"answer_5": "1", "says_both": "yes"})
    assert "Imminent" in text
    assert "contradict each other" in text
    assert await step_of(town) == "professional_referral"


async def test_a_placeholder_says_so_and_a_real_organization_never_fills_it_in(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/asq"
    assert "Placeholder:" in words(await browser.get(f"{path}/new"))
    await town.world.plant("UPDATE sign_in.organisation SET is_demo = false WHERE id = $1")
    page = await browser.get(f"{path}/new")
    assert "placeholders" in words(page)
    assert "answer_1" not in page.text
    refused = await browser.send(
        f"/mentees/{town.world.students[0]}/administrations/phq-a/new", path, DAY | ASQ_NO
    )
    assert refused.status_code == 409
    assert await town.count("administration") == 0


async def test_a_screener_is_never_handed_over(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/c-ssrs"
    assert "Hand the device" not in words(await browser.get(f"{path}/new"))
    page = await browser.get(f"{path}/handovers/new")
    assert "Only a questionnaire that young people fill in themselves" in words(page)


async def test_a_screener_is_corrected_with_what_it_said(town: Town, episode: UUID) -> None:
    answer = await send(town, "asq", ASQ_NO | {"answer_1": "1", "answer_5": "blank"})
    browser = await town.browser(town.world.counselor)
    first = answer.headers["location"].rsplit("/", 1)[1]
    path = f"/mentees/{town.world.students[0]}/administrations/asq"
    page = await browser.get(f"{path}/new?amends={first}")
    assert re.search(r'name="answer_1" value="1" checked', page.text)
    fixed = ASQ_NO | {"answer_1": "1", "answer_5": "0", "amends": first}
    again = await browser.send(f"{path}/new?amends={first}", path, DAY | fixed)
    assert again.status_code == 303
    text = words(await browser.get(again.headers["location"]))
    assert "A trained person talks with them today" in text
    assert "before: Left blank" in text


async def test_scores_are_entered_with_who_scored_them_and_the_sum_is_worked_out(
    town: Town, episode: UUID
) -> None:
    text = await entered(town, "ors", ORS)
    assert "Total 26.6 of 40." in text
    assert "On this form higher is better." in text
    assert "below the cut-off" in text
    assert "Dr. Ann Moe" in text
    assert "ORS, English, 2000" in text
    assert "7.1 of 10" in text


WRONG_SCORES = [
    {"score_individual": "10.1"},
    {"score_individual": "7.15"},
    {"score_individual": ""},
    {"score_individual": "seven"},
    {"score_total": "30"},
    {"scored_by": ""},
    {"licence": ""},
    {"form_version": ""},
]


async def test_a_score_that_cannot_be_right_is_refused_at_its_field(town: Town, episode: UUID) -> None:
    for changed in WRONG_SCORES:
        answer = await send(town, "ors", ORS | changed)
        assert answer.status_code == 422
        assert errors(answer) == list(changed)
        assert has_every_target(answer)
        assert 'value="5.5"' in answer.text
    assert await town.count("administration") == 0


async def test_scores_are_corrected_with_what_they_said(town: Town, episode: UUID) -> None:
    answer = await send(town, "ors", ORS)
    first = answer.headers["location"].rsplit("/", 1)[1]
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/administrations/ors"
    page = await browser.get(f"{path}/new?amends={first}")
    assert 'value="7.1"' in page.text
    assert 'value="Dr. Ann Moe"' in page.text
    again = await browser.send(
        f"{path}/new?amends={first}", path, DAY | ORS | {"score_individual": "9.1", "amends": first}
    )
    assert again.status_code == 303
    assert "Total 28.6 of 40." in words(await browser.get(again.headers["location"]))


async def test_numbers_of_single_items_give_the_scores_of_the_sdq(town: Town, episode: UUID) -> None:
    said = {name: ORS[name] for name in ("form_version", "scored_by", "licence")}
    text = await entered(town, "sdq-self", said | {"answers": " ".join(["1"] * 25)})
    assert "Total 20 of 40." in text
    assert "very high" in text
    assert "Emotional problems 5 of 10" in text
    answer = await send(town, "sdq-self", said | {"answers": "1 3"})
    assert answer.status_code == 422
    assert errors(answer) == ["answers"]


async def test_the_psc_17_shows_each_scale_with_its_cut_off(town: Town, episode: UUID) -> None:
    answers = {f"answer_{item}": "2" if item in (2, 6, 9) else "0" for item in range(1, 18)}
    text = await entered(town, "psc-17-youth", answers)
    assert "Total 6 of 34. Below the cut-off." in text
    assert "Internalizing 6 of 10 At or above the cut-off" in text
    assert "Attention 0 of 10 Below the cut-off" in text
    assert "Nobody has compared its wording with the published form yet" in text


async def test_where_higher_is_better_a_worrying_score_lies_below_the_cut_off(
    town: Town, episode: UUID
) -> None:
    assert "Total 26.6 of 40. Below the cut-off. On this form higher" in await entered(town, "ors", ORS)
    text = words(await (await town.browser(town.world.counselor)).get(f"/mentees/{town.world.students[0]}"))
    assert "clinical below 28" in text
    assert "Scores below 28 count as clinical." in text
    assert "26.6" in text
    well = {f"score_{name}": "9" for name in ("individual", "interpersonal", "social", "overall")}
    assert "Total 36 of 40. At or above the cut-off." in await entered(town, "ors", ORS | well)


async def test_a_blank_leaves_open_on_which_side_a_total_lies(town: Town, episode: UUID) -> None:
    answers = {f"answer_{item}": "2" if item in (2, 6, 9, 4, 5, 8, 10) else "0" for item in range(1, 18)}
    text = await entered(town, "psc-17-youth", answers | {"answer_17": "blank"})
    assert "Total 14 of 34. Cannot say: answers are missing." in text
    assert "Internalizing 6 of 10 At or above the cut-off" in text


async def test_blanks_that_leave_a_subscale_open_are_asked_for_again(town: Town, episode: UUID) -> None:
    answers = {f"answer_{item}": "2" if item in (4, 5, 8, 10, 2, 6) else "0" for item in range(1, 18)}
    await entered(town, "psc-17-youth", answers | {"answer_15": "blank"})
    assert await rows_fired(town) == {"R0.scale_undecided"}


async def test_the_list_names_every_form_and_sets_those_for_another_age_apart(
    town: Town, episode: UUID
) -> None:
    await town.world.plant("UPDATE app.student SET grade = '10' WHERE org_id = $1")
    browser = await town.browser(town.world.counselor)
    text = words(await browser.get(f"/mentees/{town.world.students[0]}/administrations"))
    fitting, others = text.split("Made for another age")
    for name in ("PHQ-A", "PSC-17 (youth)", "C-SSRS screener", "ASQ", "SDQ (teacher)", "ORS", "WHO-5"):
        assert name in fitting
    assert "CORS" in others
    assert "CORS" not in fitting


async def test_a_mentor_finds_no_list_of_forms(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    answer = await browser.get(f"/mentees/{town.world.students[0]}/administrations")
    assert answer.status_code == 404
