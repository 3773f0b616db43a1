"""What does a policy set besides its rows: numbers behind the facts, where care starts, who waits, what is measured,
and who is told of an escalation?
"""

from collections.abc import Mapping
from dataclasses import dataclass

from care_steps.rules.ladders import Ladder
from care_steps.rules.limits import Limit
from care_steps.steps import Step
from care_steps.survey_bases import ConsentRule
from triage.roles import Role


@dataclass(frozen=True, slots=True)
class Measure:
    """One form that is asked again and again while a mentee is on one of these steps."""

    instrument_id: str
    informant: str
    steps: tuple[Step, ...]
    interval_days: int
    asked_by: Role
    consent_basis: str
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands behind the facts and no cell can hold.

    `pause_from_school_days`: closures of so many school days stop routine day counts. `minimum_dose_percent`: less
    than this part of the planned sessions is too little. `baseline`: compare with the score at which the step began,
    or with the best one in it. `planned_dose`: every session that was agreed, or only those for which the match was
    there: until its end, and not in a pause. `d4_two_floor`: see `triage.needs`. `recent_safety_days`: how long a
    safety item that was ended still counts as recent. `measures`: the forms that are due again and again, which have
    their own section. `consent_rule`: for how long the consent to them may only be stated.
    """

    pause_from_school_days: int
    minimum_dose_percent: int
    baseline: str
    planned_dose: str
    d4_two_floor: int
    recent_safety_days: int
    source: str
    owner: str
    measures: tuple[Measure, ...] = ()
    consent_rule: ConsentRule = ConsentRule.AS_STATED


@dataclass(frozen=True, slots=True)
class Waiting:
    """One place in the order of the waiting list: who stands in it, and by when they have to be seen."""

    lane: str
    class_: str
    limit: Limit
    clock: str
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class Sections:
    """All of them together, as one policy has them. `start` leads from a level of need to a step."""

    settings: Settings
    start: Mapping[int, Step]
    waiting: tuple[Waiting, ...]
    measures: tuple[Measure, ...]
    ladders: tuple[Ladder, ...]
