"""May a planned questionnaire be asked of this student, by what the family agreed to or was told in advance?

Some bases are stated by whoever plans a form; others are checked here on every asking. A basis that names the consent
of a guardian is checked too; for how long it may only be stated, the policy says. A "no" holds for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from care_steps import codes
from care_steps.consent_limits import CONSENT_LIMITS
from care_steps.consents import ConsentKind, ConsentState, why_stopped

WRITTEN_CONSENT: Final = "written_consent"
GUARDIAN_WRITTEN: Final = "guardian_written"
GUARDIAN_SPOKEN: Final = "guardian_spoken"
NOTICE: Final = "notice_optout_elapsed"
OF_AGE: Final = "student_18_plus"

_OPTED_OUT: Final = (
    "The family said no to this questionnaire after the notice. It is asked only with their written consent,"
    " or for a concern about this one student."
)
_NOT_WRITTEN: Final = (
    "This questionnaire needs written consent, and none is on file. Send a letter, or write down the answer."
)
_NOT_AGREED: Final = (
    "This questionnaire needs the consent of a guardian, and none is on file."
    + " Send a letter, or write down the answer."
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


class ConsentRule(StrEnum):
    """For how long a policy lets the consent of a guardian only be stated, as by organizations that keep it on paper."""

    AS_STATED = "as_stated"
    UNTIL_ASKED = "until_asked"
    ON_FILE = "on_file"

    @property
    def plain(self) -> str:
        """What people read."""
        return _RULES[self]


class NoToForm(StrEnum):
    """Why a planned form is not asked, where that is no fault of anybody: how the family said no."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    OPTED_OUT = "opted_out"

    @property
    def plain(self) -> str:
        """What people read."""
        return _NOES[self]


_RULES: Final = {
    ConsentRule.AS_STATED: "is believed as it is stated, unless somebody said no",
    ConsentRule.UNTIL_ASKED: "is believed as it is stated until the family is asked here; then its answer counts",
    ConsentRule.ON_FILE: "counts only when it is written down here",
}
_NOES: Final = {
    NoToForm.REFUSED: "consent was refused",
    NoToForm.WITHDRAWN: "consent was withdrawn",
    NoToForm.ENDED: "consent has ended",
    NoToForm.OPTED_OUT: "the family said no after a notice",
}


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A form that is not asked, and since which day: of the answer, or the last one of what was given until then."""

    how: NoToForm
    on: date


@dataclass(frozen=True, slots=True)
class SurveyNotice:
    """Families were told of these forms; `opted_out_on` is the day on which this one said no."""

    instrument_ids: tuple[str, ...]
    sent_on: date
    opt_out_until: date
    opted_out_on: date | None = None


@dataclass(frozen=True, slots=True)
class SurveyGround:
    """What is on file about one student.

    `state`: how the newest answer about questionnaires stands, and `since` when; a letter that `is_out` is none.
    """

    state: ConsentState = ConsentState.NONE
    is_written: bool = False
    since: date | None = None
    is_of_age: bool = False
    notices: tuple[SurveyNotice, ...] = ()
    is_out: bool = False

    @property
    def written_on(self) -> date | None:
        return self.since if self.state is ConsentState.GIVEN and self.is_written else None


def basis_plain(code: str) -> str:
    """The words of a basis, of those that are stated and of those that are checked."""
    checked = codes.load("survey_bases")
    return (checked if checked.knows(code) else codes.load("consent_bases")).plain(code)


def not_asked(instrument_id: str, ground: SurveyGround) -> NotAsked | None:
    """Whether the newest word about this form is a no, and of which day; None while nobody has said one."""
    if ground.state.stops and ground.since is not None:
        return NotAsked(NoToForm(ground.state.value), ground.since)
    if (on := opted_out_on(instrument_id, ground)) is None or _is_taken_back(on, ground):
        return None
    return NotAsked(NoToForm.OPTED_OUT, on)


def opted_out_on(instrument_id: str, ground: SurveyGround) -> date | None:
    """The last day on which the family said no to this form after a notice."""
    said = (one.opted_out_on for one in ground.notices if instrument_id in one.instrument_ids)
    return max((one for one in said if one is not None), default=None)


def why_not_ask(
    basis: str, instrument_id: str, ground: SurveyGround, *, today: date, rule: ConsentRule
) -> str | None:
    """The sentence that keeps this planned form back from this student, or None. `rule`: that of the policy."""
    if not_asked(instrument_id, ground) is not None:
        return why_stopped(ConsentKind.QUESTIONNAIRES, ground.state) or _OPTED_OUT
    if basis == OF_AGE:
        return None if ground.is_of_age else _NOT_OF_AGE
    if ground.is_of_age or ground.written_on is not None:
        return None
    if basis == WRITTEN_CONSENT:
        return _NOT_WRITTEN
    if basis == NOTICE:
        of_form = [one for one in ground.notices if instrument_id in one.instrument_ids]
        return _why_not_by_notice(of_form, today)
    # What is planned nowhere stands on no weaker ground than what is.
    return _why_not_agreed(basis or GUARDIAN_WRITTEN, ground, rule)


def _why_not_agreed(basis: str, ground: SurveyGround, rule: ConsentRule) -> str | None:
    if basis not in (GUARDIAN_WRITTEN, GUARDIAN_SPOKEN) or rule is ConsentRule.AS_STATED:
        return None
    was_asked = ground.is_out or ground.state is not ConsentState.NONE
    if rule is ConsentRule.UNTIL_ASKED and not was_asked:
        return None
    if basis == GUARDIAN_WRITTEN:
        return _NOT_WRITTEN
    return None if ground.state is ConsentState.GIVEN else _NOT_AGREED


def _is_taken_back(opted_out_on: date, ground: SurveyGround) -> bool:
    """Written consent of a later day takes a no after a notice back."""
    return ground.written_on is not None and ground.written_on > opted_out_on


def _why_not_by_notice(notices: Sequence[SurveyNotice], today: date) -> str | None:
    holds = timedelta(days=CONSENT_LIMITS.notice_holds_days)
    recent = [one for one in notices if today <= one.sent_on + holds]
    if not recent:
        return _NO_NOTICE
    return None if any(one.opt_out_until < today for one in recent) else _STILL_OPEN


def why_not_announce(
    instrument_ids: Sequence[str], sent_on: date, opt_out_until: date, *, today: date
) -> dict[str, str]:
    """A sentence at each field of a notice that cannot be taken."""
    errors = {}
    if not instrument_ids:
        errors["instrument_ids"] = "Choose which questionnaires the families were told of."
    if sent_on > today:
        errors["sent_on"] = "This day has not come yet. Write the notice down when it has gone out."
    least = CONSENT_LIMITS.shortest_opt_out_days
    if opt_out_until < sent_on + timedelta(days=least):
        errors["opt_out_until"] = f"Families get {least} days at least to say no."
    return errors
