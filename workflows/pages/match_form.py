"""What does the form for assigning a mentor offer, and what did it say?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from care_steps.steps import Step
from supervision.chain import why_not_supervised
from supervision.clearance import Mentor, why_not_cleared
from supervision.session_limits import LIMITS
from supervision.sessions_plan import SessionsPlan
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.records.people import Supervisor
from workflows.records.refusals import Invalid
from workflows.verbs.assign import Assignment

OWN: Final = "own"
"""The supervisor that the chosen mentor has anyway: without scripts the page cannot know the mentor yet."""
EVERY: Final = (
    Choice("7", mark("Every week")),
    Choice("14", mark("Every two weeks")),
    Choice("1", mark("Every school day")),
)
# Care does not begin on a basis that says that nothing begins.
_NO_START: Final = ("not_needed_to_open", "not_needed_no_change", "category_excluded")
BASES: Final = choices_of("consent_bases", without=_NO_START)


@dataclass(frozen=True, slots=True)
class Offered:
    """Who and what can be chosen for this case now. `replaces`: another mentor at the present step."""

    steps: tuple[Step, ...]
    mentors: tuple[Mentor, ...]
    supervisors: tuple[Supervisor, ...]
    is_start: bool
    replaces: bool
    today: date

    @property
    def step_choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(step.value, step.plain) for step in self.steps)

    @property
    def mentor_choices(self) -> tuple[Choice, ...]:
        """Those who can be chosen first; the others with the sentence that refuses them."""
        found = [self._mentor(one) for one in self.mentors]
        return tuple(sorted(found, key=lambda choice: choice.disabled))

    @property
    def supervisor_choices(self) -> tuple[Choice, ...]:
        own = Choice(OWN, mark("The mentor's own supervisor"), mark("Named beside each mentor above."))
        return (own, *(_supervisor_choice(one) for one in self.supervisors))

    def _mentor(self, one: Mentor) -> Choice:
        refusals = [
            why_not_cleared(one, for_journey=step is Step.JOURNEY, on=self.today) for step in self.steps
        ]
        if all(refusals):
            return Choice(str(one.person_id), one.name, refusals[0], disabled=True)
        hint = [_load(one.open_matches), _supervised(one, self.supervisors), *filter(None, refusals)]
        return Choice(str(one.person_id), one.name, " ".join(hint))


def _load(matches: int) -> str:
    if not matches:
        return "Free: no open match."
    return "One open match." if matches == 1 else f"{matches} open matches."


def _supervised(mentor: Mentor, supervisors: Sequence[Supervisor]) -> str:
    if mentor.supervisor_name is None:
        return "No supervisor of their own."
    above = next((one for one in supervisors if one.person_id == mentor.supervisor_id), None)
    followed = f", then {above.clinical_name}" if above and above.clinical_name else ""
    return f"Supervised by {mentor.supervisor_name}{followed}."


def _supervisor_choice(one: Supervisor) -> Choice:
    """With whoever is clinical above them; without one, the sentence that refuses the match."""
    why = why_not_supervised(one.person_id, one.clinical_id)
    return Choice(
        str(one.person_id), one.name, why or f"Clinical supervisor: {one.clinical_name}.", bool(why)
    )


def read_assignment(typed: Reading, offered: Offered) -> Assignment:
    """What was chosen; raises `Invalid` with a sentence for each field."""
    mentor_id = typed.uuid("mentor_id", required=mark("Choose a mentor."))
    supervisor_id = _supervisor(typed, offered, mentor_id)
    steps = [step.value for step in offered.steps]
    step = (
        typed.one_of("for_step", steps, required=mark("Say for which step.")) if len(steps) > 1 else steps[0]
    )
    first_on = typed.date("first_on", required=mark("Enter the day of the first session."))
    at = typed.time("at", required=mark("Enter the time at which they meet."))
    every = typed.one_of(
        "every_days", [one.value for one in EVERY], required=mark("Say how often they meet.")
    )
    count = typed.integer(
        "count", least=1, most=LIMITS.most_sessions, required=mark("Say how many sessions.")
    )
    minutes = typed.integer(
        "length_minutes",
        least=LIMITS.shortest_planned_minutes,
        most=LIMITS.longest_planned_minutes,
        required=mark("Say how long a session is."),
    )
    place = typed.line("place", required=mark("Say where they meet."))
    basis = _basis(typed) if offered.is_start else ""
    words = typed.text("words")
    typed.insist()
    if not (mentor_id and step and first_on and at and every and count and minutes):
        raise Invalid(typed.errors)
    return Assignment(
        mentor_id=mentor_id,
        direct_supervisor_id=supervisor_id,
        for_step=Step(step),
        plan=SessionsPlan(first_on, at, int(every), count, minutes, place),
        consent_basis=basis or "",
        words=words,
    )


def _basis(typed: Reading) -> str | None:
    known = [one.value for one in BASES]
    return typed.one_of("consent_basis", known, required=mark("Choose the basis on which care begins."))


def _supervisor(typed: Reading, offered: Offered, mentor_id: UUID | None) -> UUID | None:
    known = [one.value for one in offered.supervisor_choices]
    chosen = typed.one_of("direct_supervisor_id", known, required=mark("Choose a direct supervisor."))
    if chosen != OWN:
        return UUID(chosen) if chosen else None
    return next((one.supervisor_id for one in offered.mentors if one.person_id == mentor_id), None)
