"""Does each kind have a page that says what is done now, and never to call home where somebody there is suspected?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from care_steps import codes
from supervision.safety_pages import SAFETY, Part, has_page, pages_of
from supervision.safety_steps import SaidOfSteps, StepState, why_not_take
from triage.calendar import SchoolCalendar

KINDS = ("self_harm", "abuse", "threat")
AT = datetime(2026, 11, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("worries", "action", "has_other", "kinds"),
    [
        pytest.param(["active_statement"], "stay_with_mentee", False, ["self_harm"], id="an active statement"),
        pytest.param(["threat_to_others"], "stay_with_mentee", False, ["threat"], id="a threat is its own kind"),
        pytest.param(["abuse_or_neglect"], "support_reporter", False, ["abuse"], id="abuse or neglect"),
        pytest.param(["weapon"], "stay_with_mentee", False, ["self_harm", "threat"], id="a weapon may be either"),
        pytest.param([], "trained_interview", True, ["self_harm"], id="a screen without any worry"),
        pytest.param(["threat_to_others"], "stay_with_mentee", True, ["self_harm", "threat"], id="a threat and a screen"),
        pytest.param(["talk_over"], "answer_mentor", False, [], id="to talk over"),
        pytest.param(["other_now"], "look_now", False, [], id="something else has none"),
    ],
)  # fmt: skip
def test_which_pages_an_escalation_has(worries, action, has_other, kinds) -> None:  # type: ignore[no-untyped-def]
    assert [one.kind for one in pages_of(worries, action, has_other=has_other)] == kinds
    assert any(map(has_page, worries)) is bool(kinds and worries)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("abuse", [True, False])
@pytest.mark.parametrize("tier", [None, "low", "moderate", "high", "imminent"])
def test_home_is_called_by_no_mentor_and_never_where_abuse_is_suspected(
    kind: str, abuse: bool, tier: str | None
) -> None:
    (page,) = (one for one in SAFETY.pages if one.kind == kind)
    for mentor in (True, False):
        keys = {
            one.key.split(".")[1] for one in page.steps if one.is_for(abuse=abuse, mentor=mentor, tier=tier)
        }
        assert {"stay", "call_911", "assessment"} <= keys, "whatever is found"
        assert ("guardian" in keys) is (kind != "abuse" and not abuse and not mentor)
        assert ("protection" in keys) is (kind != "abuse" and abuse and not mentor)
        assert {"strengths", "plan"} & keys == _by_tier(kind, tier)


def _by_tier(kind: str, tier: str | None) -> set[str]:
    if kind == "abuse":
        return set()
    return {None: {"strengths", "plan"}, "low": {"strengths"}}.get(tier, {"plan"})


@pytest.mark.parametrize("kind", KINDS)
def test_the_steps_stand_in_the_order_of_doing_and_the_first_is_to_stay(kind: str) -> None:
    (page,) = (one for one in SAFETY.pages if one.kind == kind)
    order = [list(Part).index(one.part) for one in page.steps]
    assert order == sorted(order)
    assert page.steps[0].key == f"{kind}.stay"
    assert len({one.key for one in page.steps}) == len(page.steps)
    assert f"{kind}.permission" in [one.key for one in page.steps], "written permission before a provider"


@pytest.mark.parametrize(
    ("since", "days", "due_on"),
    [
        pytest.param(datetime(2026, 10, 30, 15, tzinfo=UTC), 7, date(2026, 11, 6), id="over the end of summer time"),
        pytest.param(datetime(2026, 11, 20, 15, tzinfo=UTC), 7, date(2026, 11, 27), id="a holiday moves nothing"),
        pytest.param(datetime(2026, 3, 1, 15, tzinfo=UTC), 30, date(2026, 3, 31), id="over the start of summer time"),
    ],
)  # fmt: skip
def test_follow_ups_are_due_after_7_and_30_days_of_24_hours(since: datetime, days: int, due_on: date) -> None:
    closed = ((date(2026, 11, 26), date(2026, 11, 27)),)
    calendar = SchoolCalendar("America/Chicago", closed)
    step = SAFETY.step(f"self_harm.after_{days}")
    assert step is not None
    due_at = step.due_at(since, calendar)
    assert due_at == since + timedelta(days=days)
    assert calendar.local_day(due_at) == due_on
    assert [one.due_days for one in SAFETY.steps() if one.due_days] == [7, 30]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        pytest.param(SaidOfSteps(("threat.stay",), AT), set(), id="a tick"),
        pytest.param(SaidOfSteps((), AT), {"done"}, id="nothing"),
        pytest.param(SaidOfSteps(("abuse.report",), AT), {"done"}, id="what only the report does"),
        pytest.param(SaidOfSteps(("threat.stay",), AT + timedelta(minutes=1)), {"done_time"}, id="not yet"),
        pytest.param(SaidOfSteps((), AT, other="threat.stay", state="not_done"), {"words"}, id="not done without why"),
        pytest.param(SaidOfSteps((), AT, other="threat.stay", state="done", words="x"), {"state"}, id="done has a box"),
        pytest.param(SaidOfSteps((), AT, other="threat.stay", state="mistake", words="x"), {"state"}, id="nobody ticked"),
        pytest.param(SaidOfSteps((), AT, other="threat.call_911", state="mistake", words="x"), set(), id="a slip"),
        pytest.param(SaidOfSteps((), AT, words="Why not."), {"other"}, id="words about no step"),
        pytest.param(SaidOfSteps(("threat.stay",), AT, other="threat.stay", state="not_done", words="x"), {"other"},
                     id="both at once"),
    ],
)  # fmt: skip
def test_what_can_be_written_down(said: SaidOfSteps, wrong: set[str]) -> None:
    recorded = {"threat.call_911": StepState.DONE}
    steps = ["threat.stay", "threat.call_911"]
    assert set(why_not_take(said, steps=steps, recorded=recorded, at=AT)) == wrong


def test_the_file_says_whose_it_is_and_knows_its_codes() -> None:
    assert [one.kind for one in SAFETY.pages] == list(KINDS)
    assert SAFETY.version >= 1
    assert SAFETY.owner
    assert all(word in SAFETY.source for word in ("AFSP", "universalscreening.org", "SPIER"))
    for page in SAFETY.pages:
        assert all(codes.load("concern_kinds").find(one) for one in page.concern_kinds)
        assert all(codes.load("actions").find(one) for one in page.actions)
    for step in SAFETY.steps():
        assert all(codes.load("safety_tiers").find(one) for one in step.tiers)
    for sentence in SAFETY.sentences():
        assert sentence % {"name": "Ava"}
