"""What does a check-in ask of those who look after the mentee, and does nobody have to answer to be helped?"""

import tomllib
from datetime import timedelta
from importlib.resources import files
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps import codes
from care_steps.asked_work import asked_work
from supervision.actors import Actor, Appointment
from supervision.check_in_limits import LIMITS
from supervision.check_ins import ANSWERS, SaidInCheckIn, asks_for, why_not_take
from supervision.relations import Standing
from supervision.voice_access import why_not_ask_check_in, why_not_check_in, why_not_see_check_in
from triage.roles import Role

ANSWER = st.sampled_from([one.code for one in codes.load(ANSWERS).active])
MENTEE, MENTOR, OWNER, SITE = uuid4(), uuid4(), uuid4(), uuid4()
STANDING = Standing(MENTEE, SITE, OWNER, mentor_ids=frozenset({MENTOR}))


def actor(person: object, *roles: Role) -> Actor:
    held = tuple(Appointment(role, SITE) for role in roles)
    return Actor(uuid4(), person, "A", held)  # type: ignore[arg-type]


def test_the_limits_are_those_of_the_file_with_owner_and_source() -> None:
    found = tomllib.loads((files("supervision") / "check_in_limits.toml").read_text(encoding="utf-8"))
    assert (LIMITS.link, LIMITS.tries) == (timedelta(days=found["link_days"]), found["tries"])
    assert all(found[name] for name in ("version", "owner", "source"))


def test_the_answers_are_words_without_a_number() -> None:
    answers = codes.load(ANSWERS).active
    assert 4 <= len(answers) <= 5
    assert not any(letter.isdigit() for one in answers for letter in one.code + one.plain)


@given(answer=ANSWER, wants_help=st.booleans(), wants_other=st.booleans(), words=st.text())
def test_nothing_that_was_written_and_no_wish_is_left_without_a_reader(
    answer: str, wants_help: bool, wants_other: bool, words: str
) -> None:
    said = SaidInCheckIn(answer, wants_help, wants_other, words)
    work = asks_for(said)
    if wants_other:
        assert work == "talk_about_mentor"
    elif words.strip() or answer == "not_good":
        assert work == "read_check_in"
    else:
        assert work is None
    if work is not None:
        assert asked_work(work).lane
        assert codes.load("actions").find(work) is not None


def test_only_whoever_asks_for_help_need_not_answer_first() -> None:
    assert why_not_take(SaidInCheckIn("", wants_help=True)) == {}
    assert list(why_not_take(SaidInCheckIn(""))) == ["how_it_goes"]
    assert list(why_not_take(SaidInCheckIn("", wants_other_mentor=True, words="Please."))) == ["how_it_goes"]
    assert list(why_not_take(SaidInCheckIn("splendid", wants_help=True))) == ["how_it_goes"]


@pytest.mark.parametrize(
    ("who", "asks", "answers", "reads"),
    [
        (actor(MENTEE), False, True, False),
        (actor(MENTOR, Role.MENTOR), True, False, False),
        (actor(OWNER), True, False, True),
        (actor(uuid4(), Role.COUNSELOR), True, False, True),
        (actor(uuid4(), Role.CLINICAL_SUPERVISOR), True, False, True),
        (actor(uuid4(), Role.ADMINISTRATOR), False, False, False),
        (actor(uuid4(), Role.TEACHER), False, False, False),
    ],
)
def test_who_asks_who_answers_and_who_reads(who: Actor, asks: bool, answers: bool, reads: bool) -> None:
    assert (why_not_ask_check_in(who, STANDING) is None) == asks
    assert (why_not_check_in(who, STANDING, on_device=False) is None) == answers
    assert (why_not_check_in(who, STANDING, on_device=True) is None) == asks
    assert (why_not_see_check_in(who, STANDING) is None) == reads
