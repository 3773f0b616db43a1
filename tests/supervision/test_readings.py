"""What does one reading of the facts ask for, and which tasks has it silenced?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from care_steps.policy import default_text, load
from supervision.readings import Reading, read_episode, read_form
from supervision.worklist import PastFiring
from tests.care_steps.episodes import NOW, episode, form, phq_a, totalling

POLICY = load(default_text())
VERSION, TASK = UUID(int=70), UUID(int=71)
TODAY = date(2026, 11, 26)
UNJUDGED = dict.fromkeys(range(1, 5), 1)
"""So few answers give no score."""


def reading_of(answers: dict[Any, Any], *, first_form: int = 5) -> Reading:
    raw = episode(administrations=(form(5, "phq-a", answers, on=3),))
    return read_form(
        POLICY, VERSION, raw, NOW, administration_id=UUID(int=5), first_form_id=UUID(int=first_form)
    )


def open_task(row: str, instrument: str | None = "phq-a") -> PastFiring:
    """A task that ends by itself, opened by this row about this kind of form."""
    return PastFiring(
        id=UUID(int=72),
        row_id=row.removesuffix("?"),
        rule_id="R0",
        evidence_key=f"{row} {UUID(int=4)}",
        class_="P2",
        work_id=TASK,
        work_kind="task",
        work_cause="R0",
        work_state="open",
        work_ends="when_silent",
        instrument_id=instrument,
        informant="mentee" if instrument else None,
        is_answered=False,
        hold_until=None,
    )


def row_asked_again() -> str:
    """The row that asks for a form again that could not be judged."""
    (asked,) = [one for one in reading_of(UNJUDGED).asks if one.rule_id == "R0" and one.work == "task"]
    return asked.row_id


def test_a_form_that_can_be_judged_ends_the_task_that_asked_for_it() -> None:
    past = [open_task(row_asked_again())]
    assert reading_of(totalling("phq-a", 4)).gone(past) == (TASK,)
    assert reading_of(UNJUDGED).gone(past) == ()


def test_a_form_ends_no_task_of_another_form() -> None:
    past = [open_task(row_asked_again(), instrument="gad-7")]
    assert reading_of(totalling("phq-a", 4)).gone(past) == ()


def test_a_form_ends_no_task_about_a_sheet_that_was_filled_in_after_it() -> None:
    judged = reading_of(totalling("phq-a", 4))
    assert judged.sheet is not None
    at = judged.sheet.completed_at
    task = replace(open_task(row_asked_again()), work_cause=f"R0:{UUID(int=4)}")
    assert judged.gone([replace(task, completed_at=at + timedelta(days=1))]) == ()
    assert judged.gone([replace(task, completed_at=at)]) == (TASK,)
    assert judged.gone([replace(task, completed_at=at - timedelta(days=1))]) == (TASK,)


def test_a_correction_that_gives_an_earlier_day_ends_the_task_of_its_own_sheet() -> None:
    judged = reading_of(totalling("phq-a", 4), first_form=4)
    assert judged.sheet is not None
    task = replace(open_task(row_asked_again()), work_cause=f"R0:{UUID(int=4)}")
    assert judged.gone([replace(task, completed_at=judged.sheet.completed_at + timedelta(days=1))]) == (TASK,)


def test_a_reading_of_the_episode_ends_no_task_of_a_form() -> None:
    raw = episode(administrations=(phq_a(5, 4, on=3),))
    assert read_episode(POLICY, VERSION, raw, NOW).gone([open_task(row_asked_again())]) == ()


def test_a_correction_stands_for_the_sheet_it_corrects() -> None:
    seen = reading_of(UNJUDGED, first_form=4)
    assert {seen.candidate(one).administration_id for one in seen.asks} == {UUID(int=4)}


def test_a_safety_question_without_an_answer_joins_the_task_that_asks_again() -> None:
    seen = reading_of(totalling("phq-a", 4) | {9: None})
    unanswered = [one for one in seen.found.for_a_person if "phq_a_item_9" in one.facts]
    assert unanswered
    assert {seen.candidate(one).rule_id for one in unanswered} == {"R0"}
    assert {seen.candidate(one).work for one in unanswered} == {"task"}


def test_nothing_is_news_where_no_row_holds() -> None:
    seen = reading_of(totalling("phq-a", 0))
    assert seen.asks == ()
    assert not seen.is_news([], TODAY)
    assert reading_of(UNJUDGED).is_news([], TODAY)
