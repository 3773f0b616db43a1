"""Whose is a worry that names somebody who works here, and who may say that the wrong person was named?"""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps import codes
from care_steps.policy import Way, Whom
from care_steps.rules.limits import LANES
from supervision.actors import Actor, Appointment
from supervision.escalation_access import why_not_receive
from supervision.ladder import Reachable
from supervision.named_adults import (
    how_told,
    owner_among,
    why_not_ask_unnaming,
    why_not_name,
    why_not_unname,
)
from supervision.relations import Standing
from triage.roles import Role

ORG, SITE = UUID(int=100), UUID(int=101)
CLINICAL, SECOND, COUNSELOR, MENTOR = (UUID(int=n) for n in range(1, 5))
STANDING = Standing(UUID(int=50), SITE, COUNSELOR, frozenset({MENTOR}), clinical_supervisor_id=CLINICAL)


def actor(person_id: UUID, *roles: Role) -> Actor:
    return Actor(ORG, person_id, "somebody", tuple(Appointment(role, SITE) for role in roles))


@pytest.mark.parametrize("kind", [one.code for one in codes.load("concern_kinds").active])
def test_whatever_kind_of_worry_it_is_it_is_told_at_least_urgently(kind: str) -> None:
    told = how_told(kind)
    assert told.lane in ("urgent", "emergency")
    assert told.class_ in LANES[told.lane]
    assert codes.load("actions").knows(told.action)


def test_a_kind_that_is_not_in_the_file_is_told_like_the_gravest() -> None:
    assert how_told("not yet known").class_ == "P0"


PEOPLE = st.integers(1, 6).map(lambda n: UUID(int=n))
AUDIENCES = st.dictionaries(
    st.sampled_from(Whom),
    st.lists(st.builds(Reachable, PEOPLE, st.just(frozenset({Way.PAGE}))), max_size=3),
)


@given(AUDIENCES, st.sets(PEOPLE, max_size=6))
def test_it_is_never_the_named_adult_s_own(audience: dict[Whom, list[Reachable]], named: set[UUID]) -> None:
    raiser = UUID(int=9)
    assert owner_among(audience, named, raised_by=raiser) not in named


def test_whoever_raised_it_has_it_only_when_nobody_else_is_left() -> None:
    both = {
        Whom.CASE_OWNER: [Reachable(COUNSELOR, frozenset())],
        Whom.ADMINISTRATORS: [Reachable(SECOND, frozenset())],
    }
    assert owner_among(both, {CLINICAL}, raised_by=COUNSELOR) == SECOND
    assert owner_among(both, {CLINICAL, SECOND}, raised_by=COUNSELOR) == COUNSELOR


@pytest.mark.parametrize(
    ("named", "by", "refused"),
    [
        pytest.param(MENTOR, COUNSELOR, False, id="a mentor, by the counselor"),
        pytest.param(COUNSELOR, COUNSELOR, True, id="nobody names themselves"),
        pytest.param(UUID(int=77), COUNSELOR, True, id="nobody who does not work here"),
    ],
)
def test_who_may_be_named(named: UUID, by: UUID, refused: bool) -> None:
    assert (why_not_name(named, by=by, staff={MENTOR, COUNSELOR}) is not None) is refused


@pytest.mark.parametrize(
    ("who", "asks", "agrees"),
    [
        pytest.param(actor(CLINICAL, Role.CLINICAL_SUPERVISOR), True, True, id="a clinical supervisor"),
        pytest.param(actor(MENTOR, Role.MENTOR), True, False, id="whoever raised it asks and does not agree"),
        pytest.param(actor(COUNSELOR, Role.COUNSELOR), False, False, id="the counselor neither"),
        pytest.param(actor(UUID(int=8), Role.ADMINISTRATOR), False, False, id="nor an administrator"),
    ],
)
def test_a_mistake_is_undone_by_two(who: Actor, asks: bool, agrees: bool) -> None:
    assert (why_not_ask_unnaming(who, STANDING, raised_by=MENTOR) is None) is asks
    assert (why_not_unname(who, STANDING, asked_by=SECOND) is None) is agrees
    assert why_not_unname(who, STANDING, asked_by=who.person_id) is not None
    assert why_not_unname(who, STANDING, asked_by=None) is not None


def test_it_is_not_handed_to_the_named_adult_and_the_sentence_tells_nobody_why() -> None:
    supervisor = actor(CLINICAL, Role.CLINICAL_SUPERVISOR)
    mentor = actor(MENTOR, Role.MENTOR)
    assert why_not_receive(supervisor, STANDING, given_by=SECOND) is None
    refused = why_not_receive(supervisor, STANDING, given_by=SECOND, never={CLINICAL})
    assert refused == why_not_receive(mentor, STANDING, given_by=SECOND)
