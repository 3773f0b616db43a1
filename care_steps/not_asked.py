"""Is a planned form not asked because the family said no, and from when on is it asked again?

What nobody may ask is not due, and nobody is late with it. When the family agrees again, it is due again from that day.
"""

from collections.abc import Sequence
from datetime import date

from care_steps import codes
from care_steps.consents import WRITTEN, ConsentState, stands
from care_steps.raw_facts import RawConsent, RawEpisode
from care_steps.survey_bases import NotAsked, SurveyGround, SurveyNotice, not_asked


def is_written(how: str) -> bool:
    """Whether an answer that came in this way is one in writing."""
    way = codes.load("consent_ways").find(how)
    return way is not None and way.group == WRITTEN


def not_asked_now(raw: RawEpisode, instrument_id: str) -> NotAsked | None:
    """How and since when the family says no to this form, None when it does not."""
    return not_asked(instrument_id, _ground(raw, raw.family.answers, raw.calendar.local_day(raw.as_of)))


def asked_again_on(raw: RawEpisode, instrument_id: str) -> date | None:
    """The day on which a yes was written down after a no to this form; None when there was no such no."""
    if not raw.family.answers:
        return None
    newest, before = raw.family.answers[0], raw.family.answers[1:]
    day = raw.calendar.local_day(newest.recorded_at)
    was_no = not_asked(instrument_id, _ground(raw, before, day)) is not None
    return day if newest.state == ConsentState.GIVEN and was_no else None


def _ground(raw: RawEpisode, answers: Sequence[RawConsent], today: date) -> SurveyGround:
    notices = tuple(
        SurveyNotice(one.instrument_ids, one.said_on, one.said_on, one.said_on) for one in raw.family.opt_outs
    )
    if not answers:
        return SurveyGround(notices=notices)
    newest = answers[0]
    state = stands(ConsentState(newest.state), newest.ends_on, today)
    since = newest.ends_on if state is ConsentState.ENDED else newest.said_on
    return SurveyGround(state, is_written=is_written(newest.how), since=since, notices=notices)
