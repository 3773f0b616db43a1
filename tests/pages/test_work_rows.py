"""Does one line of a list say what changed, why it is here and when it is due, as people say it?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.pages.case_pages import Town, words
from workflows.pages.components import Sentence
from workflows.pages.deadlines import due_in_words, tone_of
from workflows.pages.work_rows import what_changed, work_path, work_row
from workflows.records.ids import new_id
from workflows.records.worklists import OpenItem

ZONE = "America/Chicago"
# A Thursday, one in the afternoon in Chicago.
NOW = datetime(2026, 9, 17, 18, 0, tzinfo=UTC)


def said(sentence: str | Sentence) -> str:
    """As the template fills it in; a day as "2026-09-18", an hour as "19:00"."""
    if isinstance(sentence, str):
        return sentence
    filled = {
        name: f"{value:%H:%M}" if isinstance(value, datetime) else value
        for name, value in {**sentence.values, **sentence.terms}.items()
    }
    return sentence.text % filled


@pytest.mark.parametrize(
    ("due", "words_of_it"),
    [
        (timedelta(hours=3), "due today by 21:00"),
        (timedelta(hours=12), "due tomorrow by 06:00"),
        (timedelta(days=3), "due Sun"),
        (timedelta(days=6), "due Wed"),
        (timedelta(days=7), "due 2026-09-24"),
        (timedelta(seconds=-30), "due now"),
        (timedelta(minutes=-40), "40 minutes late"),
        (timedelta(hours=-5), "late since 13:00"),
        (timedelta(hours=-20), "late since yesterday"),
        (timedelta(days=-3), "late since Mon"),
        (timedelta(days=-6), "late since Fri"),
        (timedelta(days=-7), "late since 2026-09-10"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(due: timedelta, words_of_it: str) -> None:
    assert said(due_in_words(NOW + due, NOW, ZONE)) == words_of_it


def test_a_day_ends_at_midnight_of_the_site_and_not_of_the_world() -> None:
    late_evening = datetime(2026, 9, 18, 4, 59, tzinfo=UTC)  # 23:59 in Chicago
    assert due_in_words(late_evening, NOW, ZONE).text.startswith("due today")
    assert due_in_words(late_evening, NOW, "UTC").text.startswith("due tomorrow")


def test_days_late_are_counted_by_midnights_as_people_count_them() -> None:
    due = datetime(2026, 9, 15, 4, 59, tzinfo=UTC)  # Monday, 23:59 in Chicago
    wednesday = datetime(2026, 9, 16, 14, 0, tzinfo=UTC)
    assert said(due_in_words(due, wednesday, ZONE)) == "late since Mon"
    assert said(due_in_words(due, wednesday, "UTC")) == "late since yesterday"


@pytest.mark.parametrize(
    ("due", "class_", "tone"),
    [
        (timedelta(days=9), "P1", "danger"),
        (timedelta(days=-9), "P0", "danger"),
        (timedelta(days=9), "P3", "planned"),
        (timedelta(days=1), "P3", "soon"),
        (timedelta(days=-9), "P3", "late"),
    ],
)
def test_safety_is_loud_however_far_its_deadline(due: timedelta, class_: str, tone: str) -> None:
    assert tone_of(NOW + due, NOW, class_) == tone


# What changed.


def item(**changes: Any) -> OpenItem:
    """An open recommendation without any fact."""
    plain = OpenItem(
        id=new_id(),
        kind="recommendation",
        action="supervisor_review",
        class_="P3",
        lane="routine",
        due_at=NOW + timedelta(days=4),
        state="open",
        mentee_id=new_id(),
        mentee_name="Ava Bennett",
        step="paraprofessional_mentor",
        grade="07",
        site_name="Oak Middle",
        owner_id=new_id(),
        owner_name="Maya Chen",
        opened_at=NOW,
        acknowledged_by_name=None,
        sentence="The mentor asks to talk it over.",
        facts={},
        held_until=None,
        offer_before=None,
        time_zone=ZONE,
    )
    return replace(plain, **changes)


def scored(before: int, after: int, days: int, form: str = "phq_a") -> dict[str, Any]:
    """Frozen facts of two forms so many days apart; of one form when it is 0 days."""
    first, last = (
        {
            "kind": "administration",
            "id": str(UUID(int=min(ago, 1))),
            "at": (NOW - timedelta(days=ago)).isoformat(),
        }
        for ago in (days, 0)
    )
    return {
        f"{form}_baseline": {"value": before, "sources": [first]},
        f"{form}_total": {"value": after, "sources": [last]},
    }


def counted(**values: int) -> dict[str, Any]:
    return {name: {"value": value, "sources": []} for name, value in values.items()}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param(
            {"facts": {**scored(9, 16, 28), **counted(sessions_made=6, sessions_planned=8)}},
            ["PHQ-A 9 → 16 in 4 weeks", "6 of 8 sessions held"],
            id="the score has moved and most sessions were held",
        ),
        pytest.param({"facts": scored(9, 16, 10)}, ["PHQ-A 9 → 16 in 1 week"], id="a week in words"),
        pytest.param({"facts": scored(9, 16, 4)}, ["PHQ-A 9 → 16"], id="within a week no number of weeks"),
        pytest.param(
            {"facts": scored(16, 16, 0)}, ["PHQ-A 16"], id="the first form is compared with nothing"
        ),
        pytest.param(
            {"facts": scored(9, 9, 28)},
            ["PHQ-A 9 → 9 in 4 weeks"],
            id="no change is said too: two forms were given",
        ),
        pytest.param(
            {"facts": {**scored(7, 7, 0), **scored(4, 11, 21, "gad_7")}},
            ["GAD-7 4 → 11 in 3 weeks", "PHQ-A 7"],
            id="the score that moved stands first",
        ),
        pytest.param(
            {"facts": counted(sessions_made=3, sessions_planned=5, missed_in_a_row=2)},
            ["3 of 5 sessions held", "2 missed in a row"],
            id="sessions missed in a row",
        ),
        pytest.param(
            {"facts": counted(sessions_made=3, sessions_planned=4, missed_in_a_row=1)},
            ["3 of 4 sessions held", "the last one missed"],
            id="one is no row",
        ),
        pytest.param(
            {"facts": counted(sessions_made=9, sessions_planned=8)},
            ["9 sessions held, 8 planned"],
            id="more than planned is not a share of it",
        ),
        pytest.param(
            {"facts": counted(sessions_made=0, sessions_planned=0)}, [], id="nothing planned, nothing said"
        ),
        pytest.param(
            {"held_until": date(2026, 9, 16)},
            ["held until 2026-09-16"],
            id="a hold has ended and it is asked again",
        ),
        pytest.param({"offer_before": "declined"}, ["offer declined"], id="an offer was declined"),
        pytest.param({"offer_before": "started"}, [], id="an offer that began is the present step"),
        pytest.param({}, [], id="nothing changed but what somebody said"),
    ],
)
def test_the_line_says_what_changed(changes: dict[str, Any], told: list[str]) -> None:
    assert [said(one) for one in what_changed(item(**changes))] == told


def test_the_line_says_why_it_is_here_whose_it_is_and_where() -> None:
    row = work_row(item(), NOW, decides=True)
    assert (said(row.why), said(row.owner)) == ("The mentor asks to talk it over.", "with Maya Chen")
    assert said(row.place) == "Grade 7 · Oak Middle"
    assert said(row.due) == "due Mon"
    assert said(row.tag.text) == "Recommendation"


def test_only_safety_is_said_before_everything_else() -> None:
    assert work_row(item(), NOW, decides=True).urgency is None
    loud = work_row(item(kind="escalation", class_="P0"), NOW, decides=True)
    assert loud.urgency is not None
    assert (loud.urgency.text, loud.urgency.tone, loud.tag.tone) == ("Act now", "danger", "danger")


def test_whoever_has_seen_it_is_named_beside_the_owner() -> None:
    row = work_row(item(acknowledged_by_name="Ruth Okafor"), NOW, decides=True)
    assert said(row.owner) == "with Maya Chen, seen by Ruth Okafor"


def test_an_owner_who_has_seen_it_is_named_once() -> None:
    row = work_row(item(acknowledged_by_name="Maya Chen"), NOW, decides=True)
    assert said(row.owner) == "with Maya Chen, who has seen it"
    acts = work_row(item(acknowledged_by_name="Maya Chen", due_at=NOW, opened_at=NOW), NOW, decides=True)
    assert said(acts.due) == "Maya Chen acts, not ended yet"
    assert acts.owner == ""


def test_only_whoever_decides_is_led_to_the_decision() -> None:
    one = item()
    assert work_path(one, decides=True) == f"/work/{one.id}/decisions/new"
    assert work_path(one, decides=False) == f"/work/{one.id}"


async def test_the_list_is_in_the_order_of_class_and_then_of_due(town: Town) -> None:
    world = town.world
    later, _ = await world.mentored()
    sooner = await world.refer(world.students[1])
    await world.assign(sooner)
    await world.worry(sooner)
    world.later(minutes=30)
    await world.phq_a(later, total=16)
    await world.plant(
        "UPDATE app.work SET due_at = due_at + interval '3 days' WHERE org_id = $1 AND action = 'decide_step'"
    )
    page = await (await town.browser(world.clinical)).get("/?list=recommendations")
    text = words(page)
    assert text.index("Noah Kim") < text.index("Ava Bennett")
    await world.plant("UPDATE app.work SET class = 'P2' WHERE org_id = $1 AND action = 'decide_step'")
    text = words(await (await town.browser(world.clinical)).get("/?list=recommendations"))
    assert text.index("Ava Bennett") < text.index("Noah Kim")
