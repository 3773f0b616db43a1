"""Who is to be measured this week, of those whom this person looks after?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.asking_week import ToAsk, not_to_ask, to_ask
from care_steps.measuring import DueMeasure, due_of
from care_steps.raw_facts import RawEpisode
from care_steps.steps import CARE_STEPS
from care_steps.survey_bases import SurveyGround
from supervision.access import Actor, sites_with
from supervision.measure_access import why_not_see_measuring
from triage.roles import OF_A_SITE, Role
from workflows.records.asking_gate import kept_back
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case
from workflows.records.facts import Asked, gather
from workflows.records.measure_plans import Attempt, newest_attempts
from workflows.records.mentee_lines import MenteeLine, mentee_lines
from workflows.records.policies import active_policy
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.survey_notices import survey_grounds
from workflows.records.these_cases import these_cases

MOST: Final = 1_000
"""More open cases than one person can look after; the list says when it is cut. Ours."""


@dataclass(frozen=True, slots=True)
class MeasuringLine:
    """One mentee with the forms of the week. `tried`: the last attempt at each, by its id; `kept_back`: why not.

    `not_asked`: those that would be asked, had the family not said no.
    """

    mentee: MenteeLine
    case: Case
    raw: RawEpisode
    asks: tuple[ToAsk, ...]
    due: tuple[DueMeasure, ...]
    tried: Mapping[str, Attempt]
    kept_back: Mapping[str, str]
    not_asked: tuple[DueMeasure, ...]


@dataclass(frozen=True, slots=True)
class Measuring:
    """The mentees with something to ask. `in_care`: of how many in all; `is_cut`: there are more."""

    lines: tuple[MeasuringLine, ...]
    in_care: int
    is_cut: bool


async def see_measuring(tx: Transaction, *, by: Actor, at: datetime) -> Measuring:
    """Raises `NotAllowed`, or `Refused` while no policy is in force."""
    if (why := why_not_see_measuring(by)) is not None:
        raise NotAllowed(why)
    settings = (await active_policy(tx)).policy.settings
    found = await _cases(tx, by)
    in_care = [one for one in found if one.step in CARE_STEPS]
    cases = await these_cases(tx, [one.episode_id for one in in_care])
    # What came in a moment ago is known a little later than now.
    known = [max(at, cases[one.episode_id].known_at) for one in in_care]
    raws = await gather(tx, [Asked(one.episode_id, to, to) for one, to in zip(in_care, known, strict=True)])
    tried: dict[UUID, dict[str, Attempt]] = {}
    for (episode_id, form), attempt in (await newest_attempts(tx, list(cases))).items():
        tried.setdefault(episode_id, {})[form] = attempt
    grounds = await survey_grounds(tx, {one.mentee_id: one.calendar.local_day(at) for one in cases.values()})
    lines = []
    for mentee, raw in zip(in_care, raws, strict=True):
        case = cases[raw.episode_id]
        due = due_of(raw, settings)
        held = kept_back(case, due, grounds.get(case.mentee_id, SurveyGround()), tx, settings.consent_rule)
        lines.append(_line(mentee, case, raw, due, tried.get(case.id, {}), held, at))
    await keep_audit(tx, "saw_measuring")
    return Measuring(
        tuple(one for one in lines if one.asks or one.not_asked), len(in_care), len(found) >= MOST
    )


def _line(
    mentee: MenteeLine,
    case: Case,
    raw: RawEpisode,
    due: tuple[DueMeasure, ...],
    tried: Mapping[str, Attempt],
    kept_back: Mapping[str, str],
    at: datetime,
) -> MeasuringLine:
    calendar = raw.calendar
    tried_on = {form: calendar.local_day(one.happened_at) for form, one in tried.items()}
    asks = to_ask(due, calendar, today=calendar.local_day(at), tried_on=tried_on)
    left_out = not_to_ask(due, today=calendar.local_day(at))
    return MeasuringLine(mentee, case, raw, asks, due, tried, kept_back, left_out)


async def _cases(tx: Transaction, by: Actor) -> Sequence[MenteeLine]:
    """The open cases of the person's sites and matches, each once."""
    found: dict[object, MenteeLine] = {}
    if any(by.has(role) for role in OF_A_SITE):
        lines = await mentee_lines(tx, site_ids=sites_with(by, *OF_A_SITE), most=MOST)
        found |= {one.episode_id: one for one in lines}
    if by.has(Role.DIRECT_SUPERVISOR):
        lines = await mentee_lines(tx, supervisor_id=by.person_id, most=MOST)
        found |= {one.episode_id: one for one in lines}
    return tuple(found.values())
