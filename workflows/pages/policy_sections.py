"""How does what a policy sets besides its rules read: settings, the first step, the waiting list, the measures?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from care_steps.policy import Ladder, Limit, Policy
from care_steps.rules.sections import Measure, Settings, Waiting
from care_steps.survey_bases import ConsentRule, basis_plain
from triage import instruments
from triage.roles import Role
from workflows.pages.administration_form import informant_in_words
from workflows.pages.page import mark

_NAMES: Final[Mapping[str, str]] = {
    "pause_from_school_days": mark("A closure of so many school days stops routine counts of days"),
    "minimum_dose_percent": mark(
        "Least part of the planned sessions for a step to count as delivered, in percent"
    ),
    "baseline": mark("A change is judged against"),
    "planned_dose": mark("Which sessions count as planned"),
    "consent_rule": mark("Consent of a guardian to planned forms"),
    "d4_two_floor": mark("Least level of need when complicating needs are rated 2 and distress 0 or 1"),
    "recent_safety_days": mark("A safety item counts as recent for so many days after it was ended"),
}
_VALUES: Final[Mapping[str, str]] = {
    "step": mark("the score at which the step began"),
    "best_in_step": mark("the best score in this step"),
    "as_agreed": mark("every session that was agreed"),
    "while_matched": mark("until the match ends, and not while it is paused"),
    ConsentRule.AS_STATED: mark("is believed as it is stated, unless somebody said no"),
    ConsentRule.UNTIL_ASKED: mark(
        "is believed as it is stated until the family is asked here; then its answer counts"
    ),
    ConsentRule.ON_FILE: mark("counts only when it is written down here"),
}
_LANES: Final[Mapping[str, str]] = {
    "emergency": mark("Emergency"),
    "urgent": mark("Urgent"),
    "routine": mark("Routine"),
}


@dataclass(frozen=True, slots=True)
class SettingSaid:
    """One setting: its name in words and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class WaitingSaid:
    """One place in the waiting list, the first first."""

    lane: str
    class_: str
    limit: Limit
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class MeasureSaid:
    """One form that is asked again and again."""

    name: str
    informant: str
    steps: tuple[str, ...]
    interval_days: int
    asked_by: Role
    basis: str
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class RungSaid:
    """Who is told, by which ways, and after how many minutes the next one comes."""

    whom: tuple[str, ...]
    by: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class LadderSaid:
    """Who is told of an escalation of this lane, and who then."""

    lane: str
    sites: tuple[str, ...]
    is_real: bool
    rungs: tuple[RungSaid, ...]
    widened_by: tuple[str, ...]
    taken_minutes: int
    unanswered: Limit
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class SectionsSaid:
    """All of it, as the page shows it. `start` are pairs of a level of need and the name of a step."""

    settings: tuple[SettingSaid, ...]
    settings_source: str
    settings_owner: str
    start: tuple[tuple[int, str], ...]
    waiting: tuple[WaitingSaid, ...]
    measures: tuple[MeasureSaid, ...]
    ladders: tuple[LadderSaid, ...]


def sections_of(policy: Policy) -> SectionsSaid:
    """What the policy sets, or what holds because it says nothing else."""
    return SectionsSaid(
        settings=tuple(_setting(policy.settings, name) for name in _NAMES),
        settings_source=policy.settings.source,
        settings_owner=policy.settings.owner,
        start=tuple((level, step.plain) for level, step in policy.start.items()),
        waiting=tuple(_waiting(one) for one in policy.waiting),
        measures=tuple(_measure(one) for one in policy.measures),
        ladders=tuple(_ladder(one) for one in policy.ladders),
    )


def _setting(settings: Settings, name: str) -> SettingSaid:
    value = str(getattr(settings, name))
    return SettingSaid(_NAMES[name], _VALUES.get(value, value))


def _waiting(one: Waiting) -> WaitingSaid:
    return WaitingSaid(_LANES[one.lane], one.class_, one.limit, one.source, one.owner)


def _measure(one: Measure) -> MeasureSaid:
    return MeasureSaid(
        name=instruments.load(one.instrument_id).name,
        informant=informant_in_words(one.informant),
        steps=tuple(step.plain for step in one.steps),
        interval_days=one.interval_days,
        asked_by=one.asked_by,
        basis=basis_plain(one.consent_basis),
        source=one.source,
        owner=one.owner,
    )


def _ladder(one: Ladder) -> LadderSaid:
    return LadderSaid(
        lane=_LANES[one.lane],
        sites=one.sites,
        is_real=one.clock == "real",
        rungs=tuple(
            RungSaid(
                tuple(whom.plain for whom in rung.whom), tuple(way.plain for way in rung.by), rung.minutes
            )
            for rung in one.rungs
        ),
        widened_by=tuple(whom.plain for whom in one.widened_by),
        taken_minutes=one.taken_minutes,
        unanswered=one.unanswered,
        source=one.source,
        owner=one.owner,
    )
