"""Does whoever is beside the young person read what to do, and never less than the rule asks for?"""

import re

import pytest

from care_steps import codes
from care_steps.offers import OfferState
from care_steps.policy import default_text, load
from supervision.beside import (
    GUIDE,
    DoneBy,
    Guided,
    Reached,
    Said,
    is_at_once,
    reached,
    read,
    what_to_do,
    why_not_take,
)

POLICY = load(default_text())
LOUD = [row for row in POLICY.rows if row.work == "escalation"]


@pytest.mark.parametrize("row", LOUD, ids=lambda row: row.id)
def test_every_escalation_of_the_shipped_policy_has_words_for_whoever_is_there(row: object) -> None:
    words = what_to_do(row.action, row.class_, is_missing=False)  # type: ignore[attr-defined]
    assert words is not None
    assert words.steps
    assert words.own_steps


def test_there_are_escalations_to_have_words_for() -> None:
    """The control: were there none, the test above would say nothing."""
    assert {row.class_ for row in LOUD} == {"P0", "P1"}


def test_imminent_danger_says_to_stay_and_not_to_send_back_to_class() -> None:
    words = what_to_do("stay_with_mentee", "P0", is_missing=False)
    assert words is not None
    assert words.headline == "Stay with %(name)s. Do not send %(name)s back to class."
    assert is_at_once("P0", is_missing=False)


def test_danger_that_is_not_imminent_says_who_must_see_them_before_they_go_home() -> None:
    words = what_to_do("trained_interview", "P1", is_missing=False)
    assert words is not None
    assert words.headline == "%(who)s must see %(name)s today, before %(name)s goes home."
    assert not is_at_once("P1", is_missing=False)


@pytest.mark.parametrize("class_", GUIDE.classes)
def test_nobody_knowing_where_they_are_comes_before_everything_else(class_: str) -> None:
    for action in GUIDE.words:
        words = what_to_do(action, class_, is_missing=True)
        assert words is not None
        assert words.headline == words.own_headline == "Nobody knows where %(name)s is. Find %(name)s now."
        assert is_at_once(class_, is_missing=True)


@pytest.mark.parametrize(
    ("action", "class_"),
    [
        pytest.param("supervisor_review", "P3", id="a review in five days"),
        pytest.param("ask_again", "P3", id="a form without a safety question that cannot be judged"),
        pytest.param("find_contact", "P1", id="nobody is beside somebody who was lost"),
    ],
)
def test_what_nobody_does_beside_the_young_person_has_no_words(action: str, class_: str) -> None:
    assert what_to_do(action, class_, is_missing=False) is None


def test_nobody_is_told_to_call_themselves() -> None:
    for words in (*GUIDE.words.values(), GUIDE.missing):
        own = (words.own_headline, *(step.says for step in words.own_steps))
        assert not [one for one in own if "%(who)s" in one]


def test_every_place_in_a_sentence_is_a_name_that_is_filled_in() -> None:
    for sentence in GUIDE.sentences():
        assert set(re.findall(r"%\((\w+)\)s", sentence)) <= {"name", "who"}, sentence
        assert sentence.endswith("."), sentence
        assert sentence % {"name": "Ava", "who": "Ruth Okafor"}


def test_the_words_have_an_owner_a_source_and_a_version() -> None:
    assert GUIDE.owner
    assert "AFSP" in GUIDE.source
    assert GUIDE.version >= 1


def test_the_guide_names_only_codes_that_exist() -> None:
    assert all(codes.load("actions").find(action) for action in GUIDE.words)
    assert all(codes.load("told_who").find(code) for code in GUIDE.inside)
    assert all(codes.load("escalation_outcomes").find(code) for code in GUIDE.outside_outcomes)
    assert set(GUIDE.outside_offer_states) <= set(OfferState)


def test_a_family_is_outside_the_school() -> None:
    assert "guardian" not in GUIDE.inside


@pytest.mark.parametrize(
    ("said", "with_whom", "field"),
    [
        pytest.param("with_me", "", None, id="I am"),
        pytest.param("unknown", "", None, id="nobody knows"),
        pytest.param("with_other", "Ms. Lee", None, id="somebody else, who has a name"),
        pytest.param("with_other", "  ", "with_whom", id="somebody else, but who?"),
        pytest.param("", "", "said", id="nothing said"),
        pytest.param("asleep", "", "said", id="something that cannot be said"),
    ],
)
def test_what_is_said_is_complete(said: str, with_whom: str, field: str | None) -> None:
    assert list(why_not_take(said, with_whom)) == ([field] if field else [])


def test_everything_that_can_be_said_has_words() -> None:
    assert len({one.plain for one in Said}) == 3


def test_a_guide_without_words_for_the_missing_is_refused() -> None:
    with pytest.raises(KeyError):
        read('version = 1\nowner = "x"\nsource = "y"\n')


ROAD = (
    Guided("In danger call 911.", is_aside=True),
    Guided("Say that you act.", DoneBy.ACKNOWLEDGED),
    Guided("Find out where they are.", DoneBy.WITH_SOMEBODY),
    Guided("Talk with them."),
)
DONE, NEXT, OPEN = Reached.DONE, Reached.NEXT, Reached.OPEN


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        pytest.param((), (OPEN, NEXT, OPEN, OPEN), id="what holds at any time is not the next step"),
        pytest.param((DoneBy.ACKNOWLEDGED,), (OPEN, DONE, NEXT, OPEN), id="whoever acts goes on to the next"),
        pytest.param(
            (DoneBy.WITH_SOMEBODY,),
            (OPEN, NEXT, DONE, OPEN),
            id="a step done early leaves the first one next",
        ),
        pytest.param(
            (DoneBy.ACKNOWLEDGED, DoneBy.WITH_SOMEBODY),
            (OPEN, DONE, DONE, NEXT),
            id="nothing ends it by itself",
        ),
    ],
)
def test_the_steps_follow_what_is_on_record(done: tuple[DoneBy, ...], expected: tuple[Reached, ...]) -> None:
    assert reached(ROAD, frozenset(done)) == expected


@pytest.mark.parametrize("action", GUIDE.words)
def test_calling_911_is_never_said_to_be_done(action: str) -> None:
    words = GUIDE.words[action]
    for steps in (words.steps, words.own_steps):
        for one, how_far in zip(steps, reached(steps, frozenset(DoneBy)), strict=True):
            assert "911" not in one.says or how_far is Reached.OPEN
