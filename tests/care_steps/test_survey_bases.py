"""May a planned questionnaire be asked? Every basis with everything that can be on file about a student."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from care_steps.consent_limits import CONSENT_LIMITS
from care_steps.consents import ConsentState
from care_steps.survey_bases import (
    ConsentRule,
    NoToForm,
    SurveyGround,
    SurveyNotice,
    basis_plain,
    not_asked,
    why_not_announce,
    why_not_ask,
)

TODAY = date(2026, 10, 1)
SENT, UNTIL = date(2026, 9, 1), date(2026, 9, 20)
TOLD = SurveyNotice(("phq-a",), SENT, UNTIL)
NOBODY_SAID = SurveyGround()
UNTIL_ASKED = ConsentRule.UNTIL_ASKED
ON_ITS_WAY = SurveyGround(is_out=True)
WRITTEN = SurveyGround(ConsentState.GIVEN, is_written=True, since=date(2026, 9, 25))
SPOKEN = replace(WRITTEN, is_written=False)
ELAPSED = SurveyGround(notices=(TOLD,))
STILL_OPEN = SurveyGround(notices=(replace(TOLD, opt_out_until=TODAY),))
OPTED_OUT = SurveyGround(notices=(replace(TOLD, opted_out_on=date(2026, 9, 10)),))
OF_AGE = SurveyGround(is_of_age=True)
BASES = ("guardian_written", "written_consent", "notice_optout_elapsed", "student_18_plus")

# What is on file, and whether each of the four bases above lets the form be asked.
MAY = [
    pytest.param(NOBODY_SAID, (True, False, False, False), id="nobody was asked or told"),
    pytest.param(WRITTEN, (True, True, True, False), id="written consent"),
    pytest.param(SPOKEN, (False, False, False, False), id="spoken consent is not written"),
    pytest.param(ON_ITS_WAY, (False, False, False, False), id="a letter is out and not back"),
    pytest.param(ELAPSED, (True, False, True, False), id="a notice whose days have passed"),
    pytest.param(STILL_OPEN, (True, False, False, False), id="a notice on its last day"),
    pytest.param(OPTED_OUT, (False, False, False, False), id="the family opted out"),
    pytest.param(OF_AGE, (True, True, True, True), id="the student is of age"),
    pytest.param(replace(WRITTEN, is_out=True), (True, True, True, False), id="agreed, and asked anew"),
    pytest.param(
        replace(WRITTEN, state=ConsentState.ENDED), (False,) * 4, id="agreed until a day that has passed"
    ),
    pytest.param(
        replace(OF_AGE, state=ConsentState.REFUSED, since=TODAY), (False,) * 4, id="of age, and a no stands"
    ),
    pytest.param(
        replace(ELAPSED, state=ConsentState.WITHDRAWN, since=TODAY), (False,) * 4, id="told, and withdrawn"
    ),
    pytest.param(
        replace(ELAPSED, state=ConsentState.REFUSED, since=TODAY), (False,) * 4, id="told, and refused"
    ),
    pytest.param(
        replace(WRITTEN, notices=OPTED_OUT.notices), (True, True, True, False), id="agreed after opting out"
    ),
    pytest.param(
        replace(WRITTEN, since=date(2026, 9, 5), notices=OPTED_OUT.notices),
        (False,) * 4,
        id="opted out after agreeing",
    ),
]


@pytest.mark.parametrize(("ground", "may"), MAY)
def test_each_basis_asks_exactly_whom_it_covers(ground: SurveyGround, may: tuple[bool, ...]) -> None:
    assert (
        tuple(why_not_ask(basis, "phq-a", ground, today=TODAY, rule=UNTIL_ASKED) is None for basis in BASES)
        == may
    )


@pytest.mark.parametrize(
    ("ground", "basis", "may"),
    [
        pytest.param(
            NOBODY_SAID, "guardian_written", (True, True, False), id="never asked, stated as written"
        ),
        pytest.param(NOBODY_SAID, "guardian_spoken", (True, True, False), id="never asked, stated as spoken"),
        pytest.param(NOBODY_SAID, "", (True, True, False), id="never asked, and planned nowhere"),
        pytest.param(ON_ITS_WAY, "guardian_written", (True, False, False), id="asked, and no answer yet"),
        pytest.param(
            SPOKEN, "guardian_written", (True, False, False), id="the answer on file is a spoken one"
        ),
        pytest.param(
            SPOKEN, "guardian_spoken", (True, True, True), id="spoken is enough where that is the basis"
        ),
        pytest.param(WRITTEN, "guardian_written", (True, True, True), id="on file"),
        pytest.param(OPTED_OUT, "guardian_written", (False,) * 3, id="a no holds under every rule"),
        pytest.param(NOBODY_SAID, "court_or_agency_order", (True,) * 3, id="an order is stated"),
    ],
)
def test_how_long_consent_may_only_be_stated_is_said_by_the_policy(
    ground: SurveyGround, basis: str, may: tuple[bool, ...]
) -> None:
    found = (why_not_ask(basis, "phq-a", ground, today=TODAY, rule=rule) is None for rule in ConsentRule)
    assert tuple(found) == may


def test_a_form_is_not_asked_since_the_day_of_the_no() -> None:
    assert not_asked("phq-a", ON_ITS_WAY) is None
    no = not_asked("phq-a", SurveyGround(ConsentState.WITHDRAWN, since=SENT))
    assert no is not None
    assert (no.how, no.on) == (NoToForm.WITHDRAWN, SENT)
    opted = not_asked("phq-a", OPTED_OUT)
    assert opted is not None
    assert (opted.how, opted.on) == (NoToForm.OPTED_OUT, date(2026, 9, 10))


def test_a_notice_serves_for_the_forms_that_it_names_and_for_one_year() -> None:
    basis = "notice_optout_elapsed"
    assert why_not_ask(basis, "gad-7", ELAPSED, today=TODAY, rule=UNTIL_ASKED) is not None
    last = SENT + timedelta(days=CONSENT_LIMITS.notice_holds_days)
    assert why_not_ask(basis, "phq-a", ELAPSED, today=last, rule=UNTIL_ASKED) is None
    assert why_not_ask(basis, "phq-a", ELAPSED, today=last + timedelta(days=1), rule=UNTIL_ASKED) is not None


def test_opting_out_of_one_form_leaves_the_others() -> None:
    assert why_not_ask("guardian_written", "gad-7", OPTED_OUT, today=TODAY, rule=UNTIL_ASKED) is None


def test_every_basis_has_words_of_its_own() -> None:
    said = [basis_plain(one) for one in BASES]
    assert len(set(said)) == len(said)
    assert not [one for one in said if "_" in one]


@pytest.mark.parametrize(
    ("forms", "days", "wrong"),
    [
        pytest.param(("phq-a",), CONSENT_LIMITS.shortest_opt_out_days, [], id="the shortest time to say no"),
        pytest.param(("phq-a",), CONSENT_LIMITS.shortest_opt_out_days - 1, ["opt_out_until"], id="too short"),
        pytest.param((), CONSENT_LIMITS.shortest_opt_out_days, ["instrument_ids"], id="of no form at all"),
    ],
)
def test_families_get_time_to_say_no(forms: tuple[str, ...], days: int, wrong: list[str]) -> None:
    assert list(why_not_announce(forms, SENT, SENT + timedelta(days=days), today=SENT)) == wrong
    early = why_not_announce(forms, SENT, SENT + timedelta(days=days), today=SENT - timedelta(days=1))
    assert "sent_on" in early
