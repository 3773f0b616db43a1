"""What may happen to a referral to a professional? Every state and every move, written out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps import codes, referral_waits, referrals
from care_steps.offers import OfferState
from care_steps.referrals import ReferralMove as Move
from care_steps.referrals import ReferralState as State
from care_steps.steps import Step

# What the requirement says; every pair that is not here leads nowhere.
LEADS_TO = {
    (State.DRAFTED, Move.SEND): State.SENT,
    (State.DRAFTED, Move.REVOKE): State.REVOKED,
    (State.SENT, Move.ACCEPT): State.ACCEPTED,
    (State.SENT, Move.REJECT): State.REJECTED,
    (State.SENT, Move.RETURN): State.RETURNED,
    (State.SENT, Move.REVOKE): State.REVOKED,
    (State.RETURNED, Move.SEND): State.SENT,
    (State.RETURNED, Move.REVOKE): State.REVOKED,
    (State.ACCEPTED, Move.SCHEDULE): State.SCHEDULED,
    (State.ACCEPTED, Move.REVOKE): State.REVOKED,
    (State.SCHEDULED, Move.SCHEDULE): State.SCHEDULED,
    (State.SCHEDULED, Move.CONFIRM_CONTACT): State.FIRST_CONTACT_CONFIRMED,
    (State.SCHEDULED, Move.REVOKE): State.REVOKED,
    (State.FIRST_CONTACT_CONFIRMED, Move.ENTER_CARE): State.IN_CARE,
    (State.FIRST_CONTACT_CONFIRMED, Move.REVOKE): State.REVOKED,
    (State.IN_CARE, Move.FINISH): State.DONE,
    (State.IN_CARE, Move.REVOKE): State.REVOKED,
}
ENDS = {State.REJECTED, State.DONE, State.REVOKED}
TODAY = date(2026, 9, 14)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_each_move_leads_exactly_where_the_requirement_says(state: State, move: Move) -> None:
    to = LEADS_TO.get((state, move))
    assert referrals.destination(state, move) is to
    assert (referrals.why_not(state, move) is None) is (to is not None)
    assert (move in referrals.moves_from(state)) is (to is not None)


@pytest.mark.parametrize("state", State)
def test_it_is_open_until_it_was_turned_down_taken_back_or_done(state: State) -> None:
    assert state.is_live is (state not in ENDS)


def test_sent_is_not_received() -> None:
    assert [one for one in State if referrals.destination(one, Move.CONFIRM_CONTACT)] == [State.SCHEDULED]
    assert not State.SENT.had_contact
    assert not State.SENT.is_arranged
    assert State.SCHEDULED.is_arranged


def test_a_refusal_says_whether_another_referral_is_needed() -> None:
    assert referrals.why_not(State.REJECTED, Move.SEND) == (
        "This referral has ended (turned down). Write another one."
    )
    assert referrals.why_not(State.DRAFTED, Move.ACCEPT) == (
        "“Write down that they take it on” is not possible while the referral is “Drafted”."
    )


@given(st.lists(st.tuples(st.sampled_from(Move), st.integers(0, 40)), max_size=30), st.integers(0, 400))
def test_every_road_ends_or_stays_with_a_day_on_which_its_owner_asks(
    road: list[tuple[Move, int]], appointment_in: int
) -> None:
    state, today = State.DRAFTED, TODAY
    for move, days in road:
        today += timedelta(days=days)
        state = referrals.destination(state, move) or state
        appointment = today + timedelta(days=appointment_in) if state is State.SCHEDULED else None
        day = referral_waits.call_back_on(state, today, appointment=appointment)
        if state.is_live:
            assert day is not None
            assert day > max(today, appointment or today)
        else:
            assert day == (today if state is State.REJECTED else None)


@given(st.sampled_from(State), st.sampled_from(OfferState), st.sampled_from(Step), st.booleans())
def test_nobody_who_waits_for_a_professional_is_left_with_an_ended_referral_unseen(
    state: State, offer: OfferState, step: Step, is_followed: bool
) -> None:
    waits = offer in (OfferState.ACCEPTED, OfferState.WAITING)
    seen = referral_waits.needs_another(state, offer=offer, step=step, is_followed=is_followed)
    if waits and state in (State.REJECTED, State.REVOKED) and not is_followed:
        assert seen
    if state.is_live or state is State.DONE or is_followed:
        assert not seen
    if not waits and step is not Step.PROFESSIONAL:
        assert not seen


@pytest.mark.parametrize(
    ("step", "is_seen"),
    [
        pytest.param(Step.PROFESSIONAL, True, id="an emergency moved the step and nobody took it on"),
        pytest.param(Step.JOURNEY, False, id="the emergency was undone"),
        pytest.param(Step.CLOSED, False, id="the case is closed"),
    ],
)
def test_without_an_offer_the_step_says_whether_another_is_needed(step: Step, is_seen: bool) -> None:
    said = referral_waits.needs_another(State.REJECTED, offer=None, step=step, is_followed=False)
    assert said is is_seen


@pytest.mark.parametrize(
    ("state", "days", "is_silent"),
    [
        pytest.param(State.SENT, -1, True, id="sent, and the day has passed"),
        pytest.param(State.SENT, 0, False, id="sent, and today is the day"),
        pytest.param(State.ACCEPTED, -1, False, id="taken on is no silence"),
        pytest.param(State.DRAFTED, -1, False, id="never sent is no silence of theirs"),
    ],
)
def test_silence_begins_the_day_after_somebody_wanted_to_ask(
    state: State, days: int, is_silent: bool
) -> None:
    assert referral_waits.is_silent(state, TODAY + timedelta(days=days), TODAY) is is_silent


@pytest.mark.parametrize(
    ("step", "offer", "is_live", "refusal"),
    [
        pytest.param(Step.MENTOR, OfferState.ACCEPTED, False, None, id="the offer was accepted"),
        pytest.param(Step.REFERRED, OfferState.WAITING, False, None, id="whoever accepted waits"),
        pytest.param(Step.PROFESSIONAL, None, False, None, id="an emergency moved the step"),
        pytest.param(Step.MENTOR, OfferState.OFFERED, False, "not answered yet", id="nobody has said yes"),
        pytest.param(Step.MENTOR, None, False, "decided and offered first", id="nobody has decided"),
        pytest.param(Step.PROFESSIONAL, None, True, "open already", id="one at a time"),
    ],
)
def test_a_referral_is_drafted_for_whoever_accepted_one_or_is_there(
    step: Step, offer: OfferState | None, is_live: bool, refusal: str | None
) -> None:
    said = referral_waits.why_not_draft(step=step, offer=offer, is_live=is_live)
    assert (said is None) if refusal is None else (said is not None and refusal in said)


@pytest.mark.parametrize(
    "list_id", ["referral_reject_reasons", "referral_return_reasons", "referral_revoke_reasons"]
)
def test_turning_down_giving_back_and_taking_back_are_said_with_coded_reasons(list_id: str) -> None:
    assert referrals.why_not_choose(list_id, ()) == "Choose at least one reason."
    assert referrals.why_not_choose(list_id, ("other_text",)) is not None
    first = codes.load(list_id).active[0].code
    assert referrals.why_not_choose(list_id, (first,)) is None


def test_the_diagram_shows_the_first_state_and_the_ends() -> None:
    drawn = referrals.diagram()
    assert "[*] --> drafted" in drawn
    assert "scheduled --> first_contact_confirmed: confirm_contact" in drawn
    assert "rejected -->" not in drawn
