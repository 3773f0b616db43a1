"""Is as little sent as a professional needs, on a basis that stands, and to somebody who is named?"""

from dataclasses import replace
from typing import Any

import pytest

from care_steps import codes
from supervision.handoff_packages import (
    TERMS,
    Release,
    Signer,
    bases_now,
    usual_items,
    why_not_basis,
    why_not_release,
)

WAYS = ("by_hand",)
RELEASE = Release(usual_items(), ("Dr. Bell",), "by_hand", "guardian_written")
NO = "The guardian said no."


def test_what_is_usual_can_be_sent_as_it_is() -> None:
    assert (
        why_not_release(RELEASE, why_stopped=None, signed_by=Signer.GUARDIAN, is_of_age=False, ways=WAYS)
        == {}
    )


def test_by_default_goes_only_what_needs_no_reason_and_everything_that_is_needed() -> None:
    assert not [one.code for one in TERMS.items if one.by_default and one.needs_reason]
    assert {one.code for one in TERMS.items if one.is_needed} <= set(usual_items())
    assert "session_notes" not in usual_items()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"consent_basis": ""}, "consent_basis", id="without a basis"),
        pytest.param({"consent_basis": "not_needed_to_open"}, "consent_basis", id="on a basis of the school"),
        pytest.param({"consent_basis": "guardian_spoken"}, "consent_basis", id="on what was only said"),
        pytest.param({"recipients": ()}, "recipients", id="to nobody"),
        pytest.param({"way": "shouted"}, "way", id="by no way that is known"),
        pytest.param({"items": ("who",)}, "items", id="without the reason"),
        pytest.param({"items": (*usual_items(), "diary")}, "items", id="with what nobody offered"),
        pytest.param({"items": (*usual_items(), "who")}, "items", id="with the same twice"),
        pytest.param({"items": (*usual_items(), "needs")}, "why_more", id="more than usual without a reason"),
        pytest.param({"consent_basis": "emergency_disclosure"}, "threat", id="an emergency without a threat"),
    ],
)
def test_it_is_not_sent(changes: dict[str, Any], field: str) -> None:
    found = why_not_release(
        replace(RELEASE, **changes), why_stopped=None, signed_by=Signer.GUARDIAN, is_of_age=False, ways=WAYS
    )
    assert list(found) == [field]
    assert found[field].endswith(".")


@pytest.mark.parametrize("basis", TERMS.bases)
def test_after_a_no_only_an_order_or_an_emergency_stands(basis: str) -> None:
    asked = replace(RELEASE, consent_basis=basis, threat="Said what she will do tonight.")
    stands = basis in ("court_or_agency_order", "emergency_disclosure")
    found = why_not_release(asked, why_stopped=NO, signed_by=None, is_of_age=False, ways=WAYS)
    assert found == ({} if stands else {"consent_basis": NO})
    assert (basis in bases_now(is_stopped=True)) is stands


@pytest.mark.parametrize("is_of_age", [False, True])
@pytest.mark.parametrize("signed_by", [None, *Signer])
@pytest.mark.parametrize("basis", TERMS.bases)
def test_a_consent_is_the_basis_only_when_whoever_has_the_right_to_has_signed(
    basis: str, signed_by: Signer | None, is_of_age: bool
) -> None:
    needed = {"guardian_written": Signer.GUARDIAN, "student_18_plus": Signer.STUDENT}
    asked = replace(RELEASE, consent_basis=basis, threat="Said what he will do tonight.")
    found = why_not_release(asked, why_stopped=None, signed_by=signed_by, is_of_age=is_of_age, ways=WAYS)
    stands = basis not in needed or needed[basis] is signed_by
    if is_of_age and basis == "guardian_written":
        stands = False  # the rights have passed to the student
    assert list(found) == ([] if stands else ["consent_basis"])
    assert found.get("consent_basis") == why_not_basis(basis, signed_by, is_of_age=is_of_age), (
        "said before and at the gate alike"
    )
    if not stands:
        assert "choose the basis that is true" in found["consent_basis"], "it says what to do"


def test_every_basis_is_one_of_the_coded_list() -> None:
    assert all(codes.load("consent_bases").knows(one) for one in TERMS.bases)
    assert set(TERMS.despite_a_no) < set(TERMS.bases)
    assert set(TERMS.signed_by) <= set(TERMS.bases) - set(TERMS.despite_a_no)
