"""What is on record of one made-up mentee, and what are the rules told about it?

The same values that the gathering statement hands over, kept in memory: one act changes them, `raw` reads them as of
an instant with the closures that were known then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from care_steps.facts import RawAdministration, RawConcern, RawContacts, RawEpisode
from care_steps.raw_facts import RawEnded, RawSafety
from care_steps.steps import Step
from supervision.sessions_plan import planned_instants
from supervision.simulating.acts import Assign, Fill, Log
from supervision.simulating.lives import plan_of
from supervision.simulating.year import SimulatedYear
from triage import instruments
from triage.scoring import score

_BITS = 64


@dataclass(frozen=True, slots=True)
class ChartMatch:
    """A mentor with a plan of sessions."""

    id: UUID
    for_step: Step
    assigned_at: datetime
    planned: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class ChartSession:
    """A session that was logged."""

    id: UUID
    match: ChartMatch
    held_at: datetime
    was_made: bool


@dataclass
class Chart:
    """One mentee's record. `random` makes the ids, so that a year can be told again."""

    number: int
    year: SimulatedYear
    random: Random
    episode_id: UUID = field(init=False)
    step: Step = Step.REFERRED
    step_began_at: datetime | None = None
    step_change_id: UUID | None = None
    opened_at: datetime | None = None
    forms: list[RawAdministration] = field(default_factory=list)
    concerns: list[RawConcern] = field(default_factory=list)
    matches: list[ChartMatch] = field(default_factory=list)
    serving: ChartMatch | None = None
    sessions: list[ChartSession] = field(default_factory=list)
    safety: RawSafety | None = None
    ended: RawEnded | None = None
    ids: int = 0

    def __post_init__(self) -> None:
        self.episode_id = self.new_id()

    def new_id(self) -> UUID:
        """Ids in the order in which they are made, as on record."""
        self.ids += 1
        return UUID(int=self.ids << _BITS | self.random.getrandbits(_BITS))

    def move(self, step: Step, at: datetime) -> None:
        """The step changes."""
        self.step, self.step_began_at, self.step_change_id = step, at, self.new_id()

    def assign(self, act: Assign) -> None:
        planned = planned_instants(plan_of(act), self.year.known_at(act.at))
        self.matches.append(ChartMatch(self.new_id(), act.for_step, act.at, planned))
        if self.serving is None or self.step is act.for_step:
            self.serving = self.matches[-1]

    def log(self, act: Log) -> None:
        match = self.matches[-1]
        self.sessions.append(ChartSession(self.new_id(), match, act.held_at, act.was_made))
        if act.was_made:
            self.serving = match
        if act.worry is not None:
            self.worry(act.worry, act.at)

    def worry(self, kind: str, at: datetime) -> None:
        self.concerns.append(RawConcern(self.new_id(), kind, None, at))

    def fill(self, act: Fill) -> UUID:
        """The form as it is scored when it is entered; returns its id."""
        form, result = instruments.load(act.instrument_id), score(act.instrument_id, act.answers)
        kept = RawAdministration(
            id=self.new_id(),
            instrument_id=form.id,
            informant="mentee",
            recall_window=form.recall_window,
            form_version=form.version,
            completed_at=act.at,
            recorded_at=act.at,
            status=result.status.value,
            total=result.total,
            band=result.band,
            positivity=result.positivity.value,
            safety=result.safety.value,
            answers=result.kept_answers,
        )
        self.forms.append(kept)
        return kept.id

    def raw(self, as_of: datetime, *, safety_items: tuple[UUID, ...], blind: tuple[UUID, ...]) -> RawEpisode:
        """Everything as of this instant."""
        assert self.opened_at is not None
        assert self.step_began_at is not None
        return RawEpisode(
            episode_id=self.episode_id,
            as_of=as_of,
            step=self.step,
            step_began_at=self.step_began_at,
            step_change_id=self.step_change_id,
            opened_at=self.opened_at,
            administrations=tuple(self.forms),
            contacts=self._contacts(as_of),
            concerns=tuple(self.concerns),
            open_safety_items=tuple(sorted(safety_items)),
            calendar=self.year.known_at(as_of),
            open_cannot_judge=tuple(sorted(blind)),
            ended_safety_item=self.ended,
            safety=self.safety,
        )

    def _contacts(self, as_of: datetime) -> RawContacts:
        school = self.year.known_at(as_of)
        made = [one for one in self.sessions if one.was_made]
        last = made[-1] if made else None
        missed = [
            one for one in self.sessions if not one.was_made and (last is None or one.held_at > last.held_at)
        ]
        planned = [at for at in self._planned() if at <= as_of]
        return RawContacts(
            mentor_assigned_at=self.serving.assigned_at if self.serving else None,
            mentor_assigned_id=self.serving.id if self.serving else None,
            last_made_at=last.held_at if last else None,
            last_made_id=last.id if last else None,
            missed_in_a_row=tuple(one.id for one in missed),
            missed_at_school=tuple(
                one.id for one in missed if not school.is_closed(school.local_day(one.held_at))
            ),
            made_in_step=sum(one.match.for_step is self.step for one in made),
            planned_in_step=len(planned),
            planned_without_school=sum(school.is_closed(school.local_day(at)) for at in planned),
        )

    def _planned(self) -> Iterator[datetime]:
        return (at for one in self.matches if one.for_step is self.step for at in one.planned)
