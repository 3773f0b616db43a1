"""What must be written down when somebody outside was told in an emergency, who reads it, and who is the second person?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps import codes
from supervision.actors import Actor, Appointment
from supervision.disclosure_access import (
    why_not_review_disclosure,
    why_not_see_log,
    why_not_see_logs,
    why_not_tell_outside,
)
from supervision.emergency_disclosures import (
    EmergencyDisclosure,
    emergency_terms,
    plain_items,
    why_not_answer,
    why_not_keep,
)
from supervision.relations import Standing
from triage.roles import Role

AT = datetime(2026, 9, 14, 15, tzinfo=UTC)
TOLD = EmergencyDisclosure("He showed a gun on the bus.", ("Sheriff",), AT)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({}, set(), id="the threat and who was told are enough"),
        pytest.param({"threat": " \n"}, {"threat"}, id="no threat"),
        pytest.param({"disclosed_to": ()}, {"disclosed_to"}, id="nobody was told"),
        pytest.param({"disclosed_to": (" ",)}, {"disclosed_to"}, id="a party without a name"),
        pytest.param({"happened_at": AT + timedelta(minutes=1)}, {"told_on"}, id="it has not happened yet"),
        pytest.param({"what": ("danger", "health")}, set(), id="what they were told, by the list"),
        pytest.param({"what": ("everything",)}, {"what"}, id="what is on no list"),
    ],
)
def test_the_law_asks_for_two_things_and_nothing_else_holds_it_up(
    changes: dict[str, Any], wrong: set[str]
) -> None:
    assert set(why_not_keep(replace(TOLD, **changes), at=AT)) == wrong


@pytest.mark.parametrize(
    ("answer", "words", "wrong"),
    [
        pytest.param("right", "", set(), id="right needs no words"),
        pytest.param("too_much", "", {"words"}, id="too much needs a reason"),
        pytest.param("not_right", " ", {"words"}, id="not right needs a reason"),
        pytest.param("not_right", "Nobody was in danger.", set(), id="not right, and why"),
        pytest.param("", "x", {"answer"}, id="no answer"),
    ],
)
def test_what_the_second_person_says(answer: str, words: str, wrong: set[str]) -> None:
    assert set(why_not_answer(answer, words)) == wrong


def test_the_terms_have_an_owner_a_source_and_a_basis_that_is_listed() -> None:
    terms = emergency_terms()
    assert terms.owner
    assert "99.36" in terms.source
    assert codes.load("consent_bases").find(terms.basis) is not None
    assert terms.review_due_at(AT) == AT + timedelta(hours=72)
    assert plain_items(("danger", "name_and_grade"))[0].startswith("What was said")


ORG, SITE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
MENTOR, OWNER, CLINICAL, STRANGER = (UUID(int=number) for number in range(10, 14))
STANDING = Standing(UUID(int=9), SITE, OWNER, frozenset({MENTOR}), clinical_supervisor_id=CLINICAL)


def somebody(person: UUID, *roles: Role, site: UUID = SITE) -> Actor:
    return Actor(ORG, person, "n", tuple(Appointment(role, site) for role in roles))


@pytest.mark.parametrize(
    ("actor", "tells", "reads", "lists", "reviews"),
    [
        pytest.param(somebody(OWNER, Role.COUNSELOR), True, True, False, False, id="who looks after the mentee"),
        pytest.param(somebody(MENTOR, Role.MENTOR), True, False, False, False, id="the mentor"),
        pytest.param(somebody(CLINICAL, Role.CLINICAL_SUPERVISOR), True, True, True, True, id="the clinical supervisor"),
        pytest.param(somebody(STRANGER, Role.PRIVACY_OFFICER), False, True, True, True, id="the privacy officer"),
        pytest.param(
            somebody(STRANGER, Role.PRIVACY_OFFICER, site=OTHER), False, False, True, False, id="that of another school"
        ),
        pytest.param(somebody(STRANGER, Role.ADMINISTRATOR), False, False, False, False, id="an administrator"),
        pytest.param(somebody(STRANGER, Role.COUNSELOR, site=OTHER), False, False, False, False, id="a stranger"),
        pytest.param(Actor(ORG, None, "policy", kind="policy"), False, False, False, False, id="no person"),
    ],
)  # fmt: skip
def test_who_writes_it_down_who_reads_it_and_who_is_the_second_person(
    actor: Actor, tells: bool, reads: bool, lists: bool, reviews: bool
) -> None:
    assert (why_not_tell_outside(actor, STANDING) is None) is tells
    assert (why_not_see_log(actor, STANDING) is None) is reads
    assert (why_not_see_logs(actor) is None) is lists
    assert (why_not_review_disclosure(actor, STANDING, disclosed_by=OWNER) is None) is reviews
    if actor.person_id is not None:
        assert why_not_review_disclosure(actor, STANDING, disclosed_by=actor.person_id), "never who told them"
