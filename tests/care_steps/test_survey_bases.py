"""May a planned questionnaire be asked? Every basis with everything that can be on file about a student."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from care_steps.consents import CONSENT_LIMITS, ConsentState
from care_steps.survey_bases import SurveyGround, SurveyNotice, basis_plain, why_not_announce, why_not_ask

TODAY = date(2026, 10, 1)
SENT, UNTIL = date(2026, 9, 1), date(2026, 9, 20)
TOLD = SurveyNotice(("phq-a",), SENT, UNTIL)
NOBODY_SAID = SurveyGround()
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
    pytest.param(SPOKEN, (True, False, False, False), id="spoken consent is not written"),
    pytest.param(ELAPSED, (True, False, True, False), id="a notice whose days have passed"),
    pytest.param(STILL_OPEN, (True, False, False, False), id="a notice on its last day"),
    pytest.param(OPTED_OUT, (False, False, False, False), id="the family opted out"),
    pytest.param(OF_AGE, (True, True, True, True), id="the student is of age"),
    pytest.param(replace(OF_AGE, state=ConsentState.REFUSED), (False,) * 4, id="of age, and a no stands"),
    pytest.param(replace(ELAPSED, state=ConsentState.WITHDRAWN), (False,) * 4, id="told, and withdrawn"),
    pytest.param(replace(ELAPSED, state=ConsentState.REFUSED), (False,) * 4, id="told, and refused"),
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
    assert tuple(why_not_ask(basis, "phq-a", ground, today=TODAY) is None for basis in BASES) == may


def test_a_notice_serves_for_the_forms_that_it_names_and_for_one_year() -> None:
    basis = "notice_optout_elapsed"
    assert why_not_ask(basis, "gad-7", ELAPSED, today=TODAY) is not None
    last = SENT + timedelta(days=CONSENT_LIMITS.notice_holds_days)
    assert why_not_ask(basis, "phq-a", ELAPSED, today=last) is None
    assert why_not_ask(basis, "phq-a", ELAPSED, today=last + timedelta(days=1)) is not None


def test_opting_out_of_one_form_leaves_the_others() -> None:
    assert why_not_ask("guardian_written", "gad-7", OPTED_OUT, today=TODAY) is None


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
    assert list(why_not_announce(forms, SENT, SENT + timedelta(days=days))) == wrong
