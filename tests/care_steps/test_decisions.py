"""Which answers to a recommendation may be kept? Accept, hold and another step, with what each must say."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps import codes
from care_steps.decisions import Answer, Choice, sentence_of, why_not_choose
from care_steps.proposals import AskedStep, Proposal, proposal_of
from care_steps.steps import Step
from triage.calendar import SchoolCalendar

REFERRED, MENTOR, JOURNEY = Step.REFERRED, Step.MENTOR, Step.JOURNEY
PROFESSIONAL, CLOSED = Step.PROFESSIONAL, Step.CLOSED
ACCEPT, HOLD, OTHER = Answer.ACCEPT, Answer.HOLD, Answer.OTHER
TODAY = date(2026, 11, 26)
TOMORROW = TODAY + timedelta(days=1)
SCHOOL = SchoolCalendar("America/Chicago", ((date(2026, 12, 1), date(2026, 12, 1)),))
UP = Proposal(present=MENTOR, recommended=JOURNEY)
STAY = Proposal(present=MENTOR, recommended=MENTOR)
DOWN = Proposal(present=JOURNEY, recommended=JOURNEY)
SAID = ("mentee_prefers",)
CONSENT = "guardian_written"


def wrong(proposal: Proposal, choice: Choice) -> set[str]:
    """The fields that cannot be kept; each has a sentence."""
    errors = why_not_choose(proposal, choice, today=TODAY, school=SCHOOL)
    assert all(said.endswith(".") for said in errors.values())
    return set(errors)


def accepted(**parts: Any) -> Choice:
    return Choice(ACCEPT, **{"consent_basis": CONSENT, **parts})


def held(**parts: Any) -> Choice:
    return Choice(HOLD, **{"hold_reason": "awaiting_consent", "hold_until": TOMORROW, **parts})


def other(step: Step | None, **parts: Any) -> Choice:
    return Choice(OTHER, step, **{"override_reasons": SAID, "consent_basis": CONSENT, **parts})


PLAN: dict[str, Any] = {"safety_plan": "Calls her aunt; comes back to us.", "first_check_on": TOMORROW}


def less(step: Step, **parts: Any) -> Choice:
    """Another step, with what less help than now needs."""
    return other(step, **{**PLAN, **parts})


REASONS = [
    pytest.param(UP, accepted(), set(), id="accepting needs no reason"),
    pytest.param(UP, accepted(override_reasons=SAID), {"override_reasons"}, id="accepting takes no reason"),
    pytest.param(UP, held(), set(), id="a hold has its own reason"),
    pytest.param(UP, held(override_reasons=SAID), {"override_reasons"}, id="a hold takes no override reason"),
    pytest.param(UP, other(PROFESSIONAL), set(), id="more than recommended, with a reason"),
    pytest.param(
        UP, other(PROFESSIONAL, override_reasons=()), {"override_reasons"}, id="more, without a reason"
    ),
    pytest.param(UP, other(MENTOR), set(), id="staying although more was recommended, with a reason"),
    pytest.param(UP, other(MENTOR, override_reasons=()), {"override_reasons"}, id="staying without a reason"),
    pytest.param(DOWN, less(MENTOR), set(), id="less than the present step, with a reason"),
    pytest.param(DOWN, less(MENTOR, override_reasons=()), {"override_reasons"}, id="less, without a reason"),
    pytest.param(
        UP, other(JOURNEY), {"step", "override_reasons"}, id="another step that is the recommended one"
    ),
    pytest.param(
        UP, other(PROFESSIONAL, override_reasons=("because",)), {"override_reasons"}, id="an unknown reason"
    ),
    pytest.param(
        UP, other(PROFESSIONAL, override_reasons=SAID * 2), {"override_reasons"}, id="a reason twice"
    ),
    pytest.param(
        UP, other(PROFESSIONAL, override_reasons=("missing",)), {"override_reasons"}, id="that it is missing"
    ),
    pytest.param(
        UP, other(PROFESSIONAL, override_reasons=("other_text",)), {"override_reasons"}, id="no words"
    ),
    pytest.param(
        UP,
        other(PROFESSIONAL, override_reasons=("other_text",), override_words="She moved."),
        set(),
        id="with words",
    ),
    pytest.param(
        UP,
        other(PROFESSIONAL, override_reasons=("situation_changed", "extra_risk_seen")),
        set(),
        id="two reasons",
    ),
]


@pytest.mark.parametrize(("proposal", "choice", "fields"), REASONS)
def test_coded_reasons_are_given_exactly_when_another_step_is_chosen(
    proposal: Proposal, choice: Choice, fields: set[str]
) -> None:
    assert wrong(proposal, choice) == fields


WEAK = [
    pytest.param(("level_not_available_here",), False, id="no place here"),
    pytest.param(("access_barrier",), False, id="access"),
    pytest.param(("level_not_available_here", "access_barrier"), False, id="both together"),
    pytest.param(
        ("level_not_available_here", "mentee_prefers"), True, id="one that is about the mentee beside it"
    ),
    pytest.param(("strong_protection_present",), True, id="a strong reason alone"),
]


@pytest.mark.parametrize(("reasons", "is_kept"), WEAK)
def test_less_than_recommended_does_not_rest_on_places_or_access_alone(
    reasons: tuple[str, ...], is_kept: bool
) -> None:
    assert (wrong(UP, other(MENTOR, override_reasons=reasons)) == set()) is is_kept


@pytest.mark.parametrize("reason", ["level_not_available_here", "access_barrier"])
def test_more_than_recommended_may_rest_on_places_or_access(reason: str) -> None:
    assert wrong(UP, other(PROFESSIONAL, override_reasons=(reason,))) == set()


HOLDS = [
    pytest.param(held(), set(), id="a coded reason and a day to come"),
    pytest.param(held(hold_until=TODAY), {"hold_until"}, id="until today"),
    pytest.param(held(hold_until=TODAY - timedelta(days=1)), {"hold_until"}, id="until yesterday"),
    pytest.param(held(hold_until=None), {"hold_until"}, id="without an end"),
    pytest.param(held(hold_reason=None), {"hold_reason"}, id="without a reason"),
    pytest.param(held(hold_reason="tired"), {"hold_reason"}, id="an unknown reason"),
    pytest.param(held(hold_reason=None, hold_until=None), {"hold_reason", "hold_until"}, id="without either"),
    pytest.param(accepted(hold_until=TOMORROW), {"hold_reason"}, id="accepted, with the day of a hold"),
    pytest.param(
        accepted(hold_reason="awaiting_place"), {"hold_reason"}, id="accepted, with the reason of a hold"
    ),
    pytest.param(
        other(PROFESSIONAL, hold_until=TOMORROW), {"hold_reason"}, id="another step, with a day of a hold"
    ),
]


@pytest.mark.parametrize(("choice", "fields"), HOLDS)
def test_a_hold_has_a_coded_reason_and_a_day_to_come_and_nothing_else_has(
    choice: Choice, fields: set[str]
) -> None:
    assert wrong(UP, choice) == fields


@pytest.mark.parametrize("reason", [one.code for one in codes.load("hold_reasons").codes])
def test_every_coded_hold_reason_can_be_chosen(reason: str) -> None:
    assert wrong(UP, held(hold_reason=reason)) == set()


UNSAFE_UP = Proposal(MENTOR, JOURNEY, open_safety_items=1)
UNSAFE_DOWN = Proposal(JOURNEY, JOURNEY, open_safety_items=2)
UNSAFE_LESS = Proposal(JOURNEY, MENTOR, open_safety_items=1)
UNSAFE = [
    pytest.param(UNSAFE_UP, accepted(), set(), id="more help may be accepted"),
    pytest.param(UNSAFE_UP, other(PROFESSIONAL), set(), id="still more help may be chosen"),
    pytest.param(UNSAFE_UP, held(), {"answer"}, id="nothing is held"),
    pytest.param(UNSAFE_UP, other(MENTOR), {"step"}, id="nobody stays where more is recommended"),
    pytest.param(UNSAFE_DOWN, less(MENTOR), {"step"}, id="nobody steps down"),
    pytest.param(UNSAFE_LESS, accepted(**PLAN), {"answer"}, id="a rule that proposes less is not accepted"),
    pytest.param(
        UNSAFE_DOWN, Choice(ACCEPT), set(), id="the present step may be kept when that is recommended"
    ),
]


@pytest.mark.parametrize(("proposal", "choice", "fields"), UNSAFE)
def test_while_a_safety_item_is_open_help_is_neither_held_nor_lessened(
    proposal: Proposal, choice: Choice, fields: set[str]
) -> None:
    assert wrong(proposal, choice) == fields


REACHED = [
    pytest.param(REFERRED, MENTOR, True, id="from referred to the mentor"),
    pytest.param(REFERRED, PROFESSIONAL, True, id="from referred straight to a professional"),
    pytest.param(MENTOR, PROFESSIONAL, True, id="from the mentor, skipping a step"),
    pytest.param(PROFESSIONAL, MENTOR, True, id="from the professional down to the mentor"),
    pytest.param(MENTOR, CLOSED, False, id="closing is no answer to a recommendation"),
    pytest.param(MENTOR, REFERRED, False, id="nobody goes back before care"),
    pytest.param(CLOSED, MENTOR, False, id="a closed case is reopened first"),
]


@pytest.mark.parametrize(("present", "step", "is_kept"), REACHED)
def test_only_a_step_of_care_that_a_move_reaches_can_be_chosen(
    present: Step, step: Step, is_kept: bool
) -> None:
    proposal = Proposal(present, JOURNEY if present is not JOURNEY else PROFESSIONAL)
    assert ("step" not in wrong(proposal, other(step))) is is_kept


def test_another_step_has_to_be_named() -> None:
    assert wrong(UP, other(None)) == {"step"}


CONSENTS = [
    pytest.param(UP, accepted(consent_basis="guardian_written"), True, id="a step up on written consent"),
    pytest.param(
        UP, accepted(consent_basis="no_consent_recorded"), True, id="that none is recorded is a basis"
    ),
    pytest.param(
        UP, accepted(consent_basis="category_excluded"), True, id="and apart from what was excluded"
    ),
    pytest.param(
        UP, accepted(consent_basis="not_needed_no_change"), False, id="a step up as if nothing changed"
    ),
    pytest.param(UP, accepted(consent_basis="phone"), False, id="an unknown basis"),
    pytest.param(UP, accepted(consent_basis=""), False, id="no basis"),
    pytest.param(
        DOWN, less(MENTOR, consent_basis="not_needed_no_change"), False, id="less help is a change, too"
    ),
    pytest.param(STAY, Choice(ACCEPT), True, id="staying needs none"),
    pytest.param(UP, held(), True, id="a hold needs none"),
    pytest.param(UP, held(consent_basis="phone"), False, id="an unknown basis of a hold"),
]


@pytest.mark.parametrize(("proposal", "choice", "is_kept"), CONSENTS)
def test_a_change_rests_on_a_coded_consent_basis(proposal: Proposal, choice: Choice, is_kept: bool) -> None:
    assert wrong(proposal, choice) == (set() if is_kept else {"consent_basis"})


@pytest.mark.parametrize(
    ("offered", "is_kept"),
    [
        pytest.param((), True, id="nothing else"),
        pytest.param(("none_now",), True, id="none now is always one"),
        pytest.param(("stay", "repair_delivery"), True, id="several"),
        pytest.param(("yoga",), False, id="what nobody listed"),
    ],
)
def test_alternatives_come_from_the_list(offered: tuple[str, ...], is_kept: bool) -> None:
    assert wrong(UP, accepted(alternatives=offered)) == (set() if is_kept else {"alternatives"})


def test_every_fault_is_named_at_its_field_at_once() -> None:
    choice = other(
        PROFESSIONAL, override_reasons=(), consent_basis="", alternatives=("yoga",), hold_until=TOMORROW
    )
    assert wrong(UP, choice) == {"override_reasons", "consent_basis", "alternatives", "hold_reason"}


# What is proposed.

PROPOSALS = [
    pytest.param(MENTOR, [JOURNEY], JOURNEY, id="the step that is proposed"),
    pytest.param(MENTOR, [JOURNEY, PROFESSIONAL, MENTOR], PROFESSIONAL, id="the highest of several"),
    pytest.param(MENTOR, [None, JOURNEY], JOURNEY, id="a rule that proposes none counts for nothing"),
    pytest.param(MENTOR, [], MENTOR, id="nothing proposed: the present step"),
    pytest.param(MENTOR, [None], MENTOR, id="no step proposed: the present step"),
    pytest.param(PROFESSIONAL, [JOURNEY], JOURNEY, id="less than now, when everything proposes less"),
    pytest.param(PROFESSIONAL, [JOURNEY, None], PROFESSIONAL, id="not less, when one rule proposes none"),
    pytest.param(JOURNEY, [MENTOR, JOURNEY], JOURNEY, id="not less, when one rule proposes to stay"),
    pytest.param(JOURNEY, [MENTOR, PROFESSIONAL], PROFESSIONAL, id="more, when one rule proposes more"),
    pytest.param(JOURNEY, [MENTOR, CLOSED], MENTOR, id="the end is less than every step"),
    pytest.param(MENTOR, [CLOSED], CLOSED, id="the end, when everything proposes it"),
    pytest.param(REFERRED, [MENTOR], MENTOR, id="care begins"),
]


@pytest.mark.parametrize(("present", "proposed", "recommended"), PROPOSALS)
def test_what_is_recommended_is_the_most_help_proposed_and_less_than_now_only_when_all_propose_less(
    present: Step, proposed: list[Step | None], recommended: Step
) -> None:
    asked = [AskedStep(present, one) for one in proposed]
    assert proposal_of(present, asked, 1) == Proposal(present, recommended, 1)


FIRED_BEFORE = [
    pytest.param(PROFESSIONAL, MENTOR, JOURNEY, PROFESSIONAL, id="a step up passed by an emergency"),
    pytest.param(JOURNEY, MENTOR, MENTOR, JOURNEY, id="a question asked one step below"),
    pytest.param(MENTOR, PROFESSIONAL, JOURNEY, MENTOR, id="a step down passed by another"),
    pytest.param(MENTOR, JOURNEY, CLOSED, MENTOR, id="an end that was proposed at another step"),
    pytest.param(MENTOR, REFERRED, JOURNEY, JOURNEY, id="more help is still more help"),
]


@pytest.mark.parametrize(("present", "fired_at", "proposed", "recommended"), FIRED_BEFORE)
def test_a_rule_that_fired_at_another_step_never_proposes_less_than_now(
    present: Step, fired_at: Step, proposed: Step, recommended: Step
) -> None:
    assert proposal_of(present, [AskedStep(fired_at, proposed)], 0).recommended is recommended


LESS = Proposal(JOURNEY, MENTOR)
STEPPED_DOWN = [
    pytest.param(LESS, accepted(**PLAN), set(), id="with a plan and a first check"),
    pytest.param(LESS, accepted(), {"safety_plan", "first_check_on"}, id="with neither"),
    pytest.param(LESS, accepted(**PLAN | {"safety_plan": "  "}), {"safety_plan"}, id="with an empty plan"),
    pytest.param(LESS, accepted(**PLAN | {"first_check_on": TODAY}), {"first_check_on"}, id="checked today"),
    pytest.param(
        LESS,
        accepted(**PLAN | {"first_check_on": date(2026, 11, 28)}),
        {"first_check_on"},
        id="on a Saturday",
    ),
    pytest.param(
        LESS, accepted(**PLAN | {"first_check_on": date(2026, 12, 1)}), {"first_check_on"}, id="on a closure"
    ),
    pytest.param(UP, accepted(**PLAN), {"safety_plan", "first_check_on"}, id="a step up has neither"),
    pytest.param(LESS, held(), set(), id="a hold needs neither"),
    pytest.param(
        Proposal(PROFESSIONAL, JOURNEY),
        other(MENTOR, override_reasons=("level_not_available_here",), **PLAN),
        {"override_reasons"},
        id="still less than recommended, for a lack of places",
    ),
    pytest.param(
        Proposal(MENTOR, CLOSED), accepted(), {"answer"}, id="the end of care is not accepted on this page"
    ),
    pytest.param(Proposal(MENTOR, CLOSED), other(MENTOR), set(), id="staying although the end is proposed"),
]


@pytest.mark.parametrize(("proposal", "choice", "fields"), STEPPED_DOWN)
def test_less_help_than_now_has_a_plan_and_a_school_day_to_come(
    proposal: Proposal, choice: Choice, fields: set[str]
) -> None:
    assert wrong(proposal, choice) == fields


ASKED = Proposal(MENTOR, MENTOR, mentor_asks=True)
QUESTIONS = [
    pytest.param(ASKED, Choice(ACCEPT), {"asking_answer"}, id="deciding without answering"),
    pytest.param(ASKED, Choice(ACCEPT, asking_answer="no_change_facts_checked"), set(), id="a coded refusal"),
    pytest.param(ASKED, Choice(ACCEPT, asking_answer="because"), {"asking_answer"}, id="a word of one's own"),
    pytest.param(ASKED, held(), set(), id="a hold answers later"),
    pytest.param(STAY, Choice(ACCEPT, asking_answer="advice_given"), {"asking_answer"}, id="nobody asked"),
]


@pytest.mark.parametrize(("proposal", "choice", "fields"), QUESTIONS)
def test_a_mentor_who_asks_gets_a_coded_answer(proposal: Proposal, choice: Choice, fields: set[str]) -> None:
    assert wrong(proposal, choice) == fields


# In words.

SENTENCES = [
    pytest.param(
        UP,
        accepted(),
        "R4: It rose by 7 points. Ann Moe accepted the recommendation and offered “Supervised journey mentor”.",
        id="accepted, and offered",
    ),
    pytest.param(
        STAY,
        Choice(ACCEPT),
        "R4: It rose by 7 points. Ann Moe accepted the recommendation and stayed with “Paraprofessional mentor”.",
        id="accepted, and stayed",
    ),
    pytest.param(
        UP,
        held(hold_until=date(2026, 12, 1)),
        "R4: It rose by 7 points. Ann Moe held at “Paraprofessional mentor” until December 1, 2026: "
        "waiting for consent.",
        id="held, until a day in words",
    ),
    pytest.param(
        UP,
        other(PROFESSIONAL, override_reasons=("situation_changed", "extra_risk_seen")),
        "R4: It rose by 7 points. Ann Moe chose “Referral to a professional” instead of "
        "“Supervised journey mentor”: the situation has changed; I see more risk than the facts show.",
        id="another step, with the reasons",
    ),
]


@pytest.mark.parametrize(("proposal", "choice", "sentence"), SENTENCES)
def test_the_answer_is_said_in_one_sentence_after_the_rules(
    proposal: Proposal, choice: Choice, sentence: str
) -> None:
    assert sentence_of(proposal, choice, "Ann Moe", "R4: It rose by 7 points.") == sentence


def test_every_answer_has_a_plain_name() -> None:
    assert [answer.plain for answer in Answer] == [
        "Accept the recommendation",
        "Hold for now",
        "Choose another step",
    ]


# Whatever is chosen.

CARE = st.sampled_from([MENTOR, JOURNEY, PROFESSIONAL])
ASKED_FOR = CARE | st.just(CLOSED)
PROPOSED = st.builds(
    proposal_of,
    st.sampled_from([REFERRED, MENTOR, JOURNEY, PROFESSIONAL]),
    st.lists(
        st.builds(
            AskedStep, st.sampled_from([REFERRED, MENTOR, JOURNEY, PROFESSIONAL]), st.none() | ASKED_FOR
        )
    ),
    st.integers(0, 1),
)
CHOICES = st.builds(
    Choice,
    st.sampled_from(Answer),
    st.none() | st.sampled_from(Step),
    override_reasons=st.lists(
        st.sampled_from([one.code for one in codes.load("override_reasons").codes]), max_size=2
    ).map(tuple),
    override_words=st.sampled_from(["", "Words."]),
    hold_reason=st.none() | st.just("awaiting_place"),
    safety_plan=st.sampled_from(["", "Calls her aunt."]),
    first_check_on=st.sampled_from([None, TODAY, TOMORROW]),
    hold_until=st.none() | st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
    consent_basis=st.sampled_from([CONSENT, "not_needed_no_change", "phone"]),
)


@given(PROPOSED, CHOICES)
def test_what_is_kept_has_reasons_exactly_when_another_step_was_chosen(
    proposal: Proposal, choice: Choice
) -> None:
    if wrong(proposal, choice):
        return
    chosen = choice.chosen_step(proposal)
    differs = choice.answer is OTHER and chosen is not proposal.recommended
    assert bool(choice.override_reasons) is differs
    assert (choice.hold_reason is not None) is (choice.hold_until is not None) is (choice.answer is HOLD)
    assert sentence_of(proposal, choice, "Ann Moe", "Because.").endswith(".")


@given(PROPOSED, CHOICES)
def test_what_is_kept_while_a_safety_item_is_open_is_never_less_help(
    proposal: Proposal, choice: Choice
) -> None:
    chosen = choice.chosen_step(proposal)
    if wrong(proposal, choice) or chosen is None or not proposal.open_safety_items:
        return
    assert choice.answer is not HOLD
    assert not proposal.present.higher_than(chosen)


@given(PROPOSED, CHOICES)
def test_what_is_kept_is_always_a_step_that_can_be_reached(proposal: Proposal, choice: Choice) -> None:
    if wrong(proposal, choice):
        return
    chosen = choice.chosen_step(proposal)
    assert chosen is not None
    assert chosen is proposal.present or chosen.is_care
