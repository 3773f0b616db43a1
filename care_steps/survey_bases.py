"""May a planned questionnaire be asked of this student, by what the family agreed to or was told in advance?

Some bases are stated by whoever plans a form; others are checked here on every asking. A "no" holds for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from care_steps import codes
from care_steps.consents import CONSENT_LIMITS, ConsentKind, ConsentState, why_stopped

WRITTEN_CONSENT: Final = "written_consent"
NOTICE: Final = "notice_optout_elapsed"
OF_AGE: Final = "student_18_plus"

_OPTED_OUT: Final = (
    "The family said no to this questionnaire after the notice. It is asked only with their written consent,"
    " or for a concern about this one student."
)
_NOT_WRITTEN: Final = (
    "This questionnaire needs written consent, and none is on file. Send a letter, or write down the answer."
)
_NO_NOTICE: Final = (
    "Families were not told of this questionnaire in advance. Send a notice, or get written consent."
)
_STILL_OPEN: Final = (
    "Families may still say no to this questionnaire. It is asked when their days have passed."
)
_NOT_OF_AGE: Final = (
    "This questionnaire is planned for students of age, and by the birth date on file this one is not."
)


@dataclass(frozen=True, slots=True)
class SurveyNotice:
    """Families were told of these forms; `opted_out_on` is the day on which this one said no."""

    instrument_ids: tuple[str, ...]
    sent_on: date
    opt_out_until: date
    opted_out_on: date | None = None


@dataclass(frozen=True, slots=True)
class SurveyGround:
    """What is on file about one student. `since`: the day of the newest answer about questionnaires."""

    state: ConsentState = ConsentState.NONE
    is_written: bool = False
    since: date | None = None
    is_of_age: bool = False
    notices: tuple[SurveyNotice, ...] = ()

    @property
    def written_on(self) -> date | None:
        return self.since if self.state is ConsentState.GIVEN and self.is_written else None


def basis_plain(code: str) -> str:
    """The words of a basis, of those that are stated and of those that are checked."""
    checked = codes.load("survey_bases")
    return (checked if checked.knows(code) else codes.load("consent_bases")).plain(code)


def why_not_ask(basis: str, instrument_id: str, ground: SurveyGround, *, today: date) -> str | None:
    """The sentence that keeps this planned form back from this student, or None."""
    if why := why_stopped(ConsentKind.QUESTIONNAIRES, ground.state):
        return why
    of_form = [one for one in ground.notices if instrument_id in one.instrument_ids]
    if _has_opted_out(of_form, ground):
        return _OPTED_OUT
    if basis == OF_AGE:
        return None if ground.is_of_age else _NOT_OF_AGE
    if ground.is_of_age or ground.written_on is not None:
        return None
    if basis == WRITTEN_CONSENT:
        return _NOT_WRITTEN
    return _why_not_by_notice(of_form, today) if basis == NOTICE else None


def _has_opted_out(notices: Sequence[SurveyNotice], ground: SurveyGround) -> bool:
    """Whether the newest word about this form is a no: written consent of a later day takes it back."""
    said = [one.opted_out_on for one in notices if one.opted_out_on is not None]
    return bool(said) and (ground.written_on is None or ground.written_on <= max(said))


def _why_not_by_notice(notices: Sequence[SurveyNotice], today: date) -> str | None:
    holds = timedelta(days=CONSENT_LIMITS.notice_holds_days)
    recent = [one for one in notices if today <= one.sent_on + holds]
    if not recent:
        return _NO_NOTICE
    return None if any(one.opt_out_until < today for one in recent) else _STILL_OPEN


def why_not_announce(instrument_ids: Sequence[str], sent_on: date, opt_out_until: date) -> dict[str, str]:
    """A sentence at each field of a notice that cannot be taken."""
    errors = {}
    if not instrument_ids:
        errors["instrument_ids"] = "Choose which questionnaires the families were told of."
    least = CONSENT_LIMITS.shortest_opt_out_days
    if opt_out_until < sent_on + timedelta(days=least):
        errors["opt_out_until"] = f"Families get {least} days at least to say no."
    return errors
