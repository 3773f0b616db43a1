"""What do the rules say about an episode's facts, and is any of it news?

The verb `evaluate` acts on a reading; the sweep only asks whether there is anything to act on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from care_steps.facts import Fact, RawAdministration, RawEpisode, derive, derive_screening
from care_steps.policy import WHOEVER_HEARD, CannotTell, Evaluation, Firing, Policy, evaluate
from care_steps.rules.cells import Result
from care_steps.rules.sections import Settings
from supervision.worklist import CANNOT_JUDGE, Candidate, PastFiring, is_news, silent_work


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the facts under the policy in force: what was known, and which rows hold."""

    policy_version_id: UUID
    raw: RawEpisode
    facts: Mapping[str, Fact]
    found: Evaluation
    known_at: datetime
    settings: Settings
    administration_id: UUID | None = None
    first_form_id: UUID | None = None

    @property
    def sheet(self) -> RawAdministration | None:
        """The form just entered."""
        return next((one for one in self.raw.administrations if one.id == self.administration_id), None)

    @property
    def form(self) -> tuple[str, str] | None:
        """Instrument and informant of the form just entered."""
        sheet = self.sheet
        return (sheet.instrument_id, sheet.informant) if sheet else None

    @property
    def asks(self) -> tuple[Firing | CannotTell, ...]:
        """Everything that asks a person for something, in order of precedence."""
        return (*self.found.firings, *self.found.for_a_person)

    def candidate(self, firing: Firing | CannotTell) -> Candidate:
        """What the worklist compares with the past."""
        return Candidate(
            row_id=firing.row_id,
            # A safety question without an answer joins the task that asks for the form again.
            rule_id=CANNOT_JUDGE if isinstance(firing, CannotTell) else firing.rule_id,
            evidence_key=firing.evidence_key,
            class_=firing.class_,
            work=firing.work or "task",
            administration_id=self.first_form_id,
            asks=_asks(firing) if firing.work == "task" else "",
        )

    def gone(self, past: Sequence[PastFiring]) -> tuple[UUID, ...]:
        """Open tasks behind which nothing is true any more."""
        open_tasks = [one for one in past if one.may_fall_silent]
        if not open_tasks:
            return ()
        sheet = self.sheet
        mine = [one for one in open_tasks if self._speaks_for(one, sheet)]
        results = self.found.results.items()
        said_no = {row_id for row_id, result in results if result is Result.NO}
        judged = {f"{row_id}?" for row_id, result in results if result in (Result.NO, Result.YES)}
        return silent_work(mine, frozenset(said_no | judged))

    def _speaks_for(self, past: PastFiring, sheet: RawAdministration | None) -> bool:
        """A form speaks for its own kind only, and not for a sheet that was filled in after it."""
        if sheet is None or past.instrument_id is None:
            return sheet is None and past.instrument_id is None
        if (past.instrument_id, past.informant) != (sheet.instrument_id, sheet.informant):
            return False
        is_older = past.completed_at is not None and sheet.completed_at < past.completed_at
        return not is_older or past.is_of_sheet(self.first_form_id)

    def is_news(self, past: Sequence[PastFiring], today: date) -> bool:
        """Would acting on this reading write anything?"""
        return bool(self.gone(past)) or any(is_news(self.candidate(one), past, today) for one in self.asks)


def _asks(firing: Firing | CannotTell) -> str:
    """What a task asks for and of whom; what is asked of whoever heard something, for each thing heard."""
    whom = firing.acknowledged_by[0]
    heard = [str(one) for one in firing.evidence] if whom == WHOEVER_HEARD else []
    return ":".join((firing.action, whom, *heard))


def read_episode(policy: Policy, policy_version_id: UUID, raw: RawEpisode, known_at: datetime) -> Reading:
    """The rows about the episode, which any new fact and the passing of time can bring."""
    facts = derive(raw, policy.settings)
    return Reading(
        policy_version_id,
        raw,
        facts,
        evaluate(policy, facts, scope="episode", are_derived=True),
        known_at,
        policy.settings,
    )


def read_form(
    policy: Policy,
    policy_version_id: UUID,
    raw: RawEpisode,
    known_at: datetime,
    *,
    administration_id: UUID,
    first_form_id: UUID,
) -> Reading:
    """The rows about one form, which are read once, when it is entered.

    `first_form_id`: the form as it was before corrections. Raises `LookupError` for a form that is not there.
    """
    facts = derive_screening(raw, administration_id)
    found = evaluate(policy, facts, scope="screening", are_derived=True)
    return Reading(
        policy_version_id, raw, facts, found, known_at, policy.settings, administration_id, first_form_id
    )
