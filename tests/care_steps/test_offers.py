"""What may happen to a step-up offer? Every state and every move, written out."""

import pytest

from care_steps import codes, offers
from care_steps.offers import OfferMove, OfferState

OFFERED, ACCEPTED, WAITING = OfferState.OFFERED, OfferState.ACCEPTED, OfferState.WAITING
STARTED, NOT_STARTED = OfferState.STARTED, OfferState.NOT_STARTED
DECLINED, EXPIRED, WITHDRAWN = OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN
ACCEPT, DECLINE, EXPIRE, WITHDRAW = OfferMove.ACCEPT, OfferMove.DECLINE, OfferMove.EXPIRE, OfferMove.WITHDRAW
WAIT, START, NOT_START = OfferMove.WAIT, OfferMove.START, OfferMove.NOT_START

LEADS_TO = [
    pytest.param(OFFERED, ACCEPT, ACCEPTED, id="an offer can be accepted"),
    pytest.param(OFFERED, DECLINE, DECLINED, id="an offer can be declined"),
    pytest.param(OFFERED, EXPIRE, EXPIRED, id="an offer nobody answers expires and is not declined"),
    pytest.param(OFFERED, WITHDRAW, WITHDRAWN, id="an offer can be withdrawn"),
    pytest.param(OFFERED, WAIT, None, id="nobody waits for what was not accepted"),
    pytest.param(OFFERED, START, None, id="nothing starts before it was accepted"),
    pytest.param(OFFERED, NOT_START, None, id="what was not accepted cannot fail to start"),
    pytest.param(ACCEPTED, ACCEPT, None, id="an offer is accepted once"),
    pytest.param(ACCEPTED, DECLINE, None, id="an accepted offer is not declined, it is not started"),
    pytest.param(ACCEPTED, EXPIRE, None, id="an answered offer does not expire"),
    pytest.param(ACCEPTED, WITHDRAW, WITHDRAWN, id="an accepted offer can still be withdrawn"),
    pytest.param(ACCEPTED, WAIT, WAITING, id="an accepted offer may wait for a place"),
    pytest.param(ACCEPTED, START, STARTED, id="an accepted offer starts"),
    pytest.param(ACCEPTED, NOT_START, NOT_STARTED, id="an accepted offer may come to nothing"),
    pytest.param(WAITING, ACCEPT, None, id="whoever waits has accepted already"),
    pytest.param(WAITING, DECLINE, DECLINED, id="whoever waits may still decline"),
    pytest.param(WAITING, EXPIRE, None, id="waiting does not expire"),
    pytest.param(WAITING, WITHDRAW, None, id="what somebody waits for is not withdrawn"),
    pytest.param(WAITING, WAIT, None, id="waiting is not begun twice"),
    pytest.param(WAITING, START, STARTED, id="the wait ends in a start"),
    pytest.param(WAITING, NOT_START, NOT_STARTED, id="the wait may end in nothing"),
    *[
        pytest.param(end, move, None, id=f"after {end.value} there is no {move.value}, only a new offer")
        for end in (STARTED, NOT_STARTED, DECLINED, EXPIRED, WITHDRAWN)
        for move in (ACCEPT, DECLINE, EXPIRE, WITHDRAW, WAIT, START, NOT_START)
    ],
]


def test_the_table_of_this_test_names_every_state_with_every_move() -> None:
    named = [(case.values[0], case.values[1]) for case in LEADS_TO]
    assert sorted(named) == sorted((state, move) for state in OfferState for move in OfferMove)


@pytest.mark.parametrize(("state", "move", "to"), LEADS_TO)
def test_each_move_leads_exactly_where_the_requirement_says(
    state: OfferState, move: OfferMove, to: OfferState | None
) -> None:
    assert offers.destination(state, move) is to
    assert (offers.why_not(state, move) is None) is (to is not None)
    assert (move in offers.moves_from(state)) is (to is not None)


@pytest.mark.parametrize("state", OfferState)
def test_only_what_waits_for_somebody_is_live(state: OfferState) -> None:
    assert state.is_live is (state in (OFFERED, ACCEPTED, WAITING))


def test_a_refusal_says_whether_another_offer_is_needed() -> None:
    assert offers.why_not(EXPIRED, ACCEPT) == (
        "This offer has ended (expired without an answer). Make a new one."
    )
    assert offers.why_not(OFFERED, START) == "“Start” is not possible while the offer is “Offered”."


def test_no_move_of_an_offer_leads_to_two_places() -> None:
    rows = [(move, state) for move, state, _ in offers.TABLE]
    assert len(set(rows)) == len(rows)


def test_expired_is_never_reached_by_declining() -> None:
    assert [state for state in OfferState if offers.destination(state, DECLINE) is EXPIRED] == []
    assert [state for state in OfferState if offers.destination(state, EXPIRE) is DECLINED] == []


@pytest.mark.parametrize(
    ("reasons", "words", "is_kept"),
    [
        pytest.param(("feels_resolved",), "", True, id="one coded reason"),
        pytest.param(("no_time", "transport", "cost"), "", True, id="several reasons at once"),
        pytest.param(("not_stated",), "", True, id="that no reason was given is a reason"),
        pytest.param(("other_text",), "Starts a job", True, id="another reason in words"),
        pytest.param((), "", False, id="declining without any code"),
        pytest.param(("other_text",), " ", False, id="another reason without words"),
        pytest.param(("not_stated", "cost"), "", False, id="no reason given together with one"),
        pytest.param(("cost", "cost"), "", False, id="the same reason twice"),
        pytest.param(("expired",), "", False, id="a code nobody listed"),
    ],
)
def test_declining_is_recorded_with_coded_reasons(
    reasons: tuple[str, ...], words: str, is_kept: bool
) -> None:
    said = offers.why_not_decline(reasons, words)
    assert (said is None) is is_kept
    assert said is None or said.endswith(".")


def test_the_decline_reasons_are_the_fourteen_of_the_clinical_list() -> None:
    assert {one.code for one in codes.load("decline_reasons").codes} == {
        "feels_resolved",
        "wants_current_mentor",
        "no_time",
        "transport",
        "cost",
        "stigma_worry",
        "guardian_declined",
        "privacy_worry",
        "past_bad_experience",
        "prefers_other_help",
        "language_or_culture_fit",
        "not_convinced_helpful",
        "other_text",
        "not_stated",
    }


def test_every_state_and_move_has_a_plain_name_of_its_own() -> None:
    for members in (OfferState, OfferMove):
        names = [one.plain for one in members]
        assert len(set(names)) == len(names)
        assert all(name[:1].isupper() and "_" not in name for name in names)


def test_the_diagram_is_mermaid_text_and_shows_every_state() -> None:
    drawn = offers.diagram()
    assert "stateDiagram-v2" in drawn
    assert "[*] --> offered" in drawn
    shown = {line.strip() for line in drawn.splitlines() if "-->" in line and "[*]" not in line}
    assert shown == {
        "offered --> accepted: accept",
        "offered --> declined: decline",
        "offered --> expired: expire",
        "offered --> withdrawn: withdraw",
        "accepted --> waiting: wait",
        "accepted --> started: start",
        "accepted --> not_started: not_start",
        "accepted --> withdrawn: withdraw",
        "waiting --> started: start",
        "waiting --> not_started: not_start",
        "waiting --> declined: decline",
    }
