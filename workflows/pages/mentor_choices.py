"""Which mentors does the page of an assignment offer, who is chosen on it, and with which plan does it begin?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from care_steps.steps import Step
from supervision.assigning import steps_to_assign, why_not_assign_now
from supervision.chain import why_not_supervised
from supervision.intake_access import why_not_assign
from supervision.last_days import why_not_there
from supervision.matching import Need, Ranked, rank
from supervision.matching_policy import UsualPlan
from workflows.pages.page import Choice, NavigationItem, mark
from workflows.pages.telling_form import USUAL
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.match_lives import last_ended_match
from workflows.records.match_plans import usual_plan
from workflows.records.mentors import Supervisor, mentors_for, supervisors_at
from workflows.records.offers import live_offer
from workflows.records.referrals_in import reasons_of
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.reservations import Reservation, open_reservation
from workflows.records.starts import StartNow, start_now

OWN: Final = "own"
"""The supervisor that the chosen mentor has anyway."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Who and what can be chosen for this case now. `replaces`: another mentor at the present step;
    `has_mentor`: somebody meets the mentee until then.

    `start` is what stands behind the first step; None once care has begun.
    """

    mentee_id: UUID
    steps: tuple[Step, ...]
    for_step: Step
    ranked: tuple[Ranked, ...]
    chosen: Ranked | None
    supervisors: tuple[Supervisor, ...]
    usual: UsualPlan
    reservation: Reservation | None
    start: StartNow | None
    replaces: bool
    has_mentor: bool
    today: date

    @property
    def is_start(self) -> bool:
        return self.start is not None

    @property
    def possible(self) -> tuple[Ranked, ...]:
        """Those who can be chosen, the best first."""
        return tuple(one for one in self.ranked if not one.is_refused)

    @property
    def refused_here(self) -> tuple[Ranked, ...]:
        return tuple(one for one in self.ranked if one.is_refused and one.mentor.works_here)

    @property
    def refused_elsewhere(self) -> tuple[Ranked, ...]:
        return tuple(one for one in self.ranked if one.is_refused and not one.mentor.works_here)

    @property
    def tabs(self) -> tuple[NavigationItem, ...]:
        """One for each step that may be begun with; none when there is no choice."""
        if len(self.steps) == 1:
            return ()
        mentored = [
            NavigationItem(step.plain, f"?step={step.value}", step is self.for_step) for step in self.steps
        ]
        # From intake on every step can be chosen; a professional is reached by an offer of its own.
        path = f"/mentees/{self.mentee_id}/professional-starts/new"
        return (*mentored, NavigationItem(Step.PROFESSIONAL.plain, path))

    @property
    def supervisor_choices(self) -> tuple[Choice, ...]:
        own = Choice(OWN, mark("The mentor’s own supervisor"))
        first_on = (self.chosen.first_on if self.chosen else None) or self.today
        return (own, *(_supervisor_choice(one, first_on) for one in self.supervisors))

    def values(self) -> Mapping[str, str]:
        """What the form begins with: the first day on which the chosen mentor comes, and what is usual here."""
        found = {
            **USUAL,
            "direct_supervisor_id": OWN,
            "at": f"{self.usual.at:%H:%M}",
            "every_days": str(self.usual.every_days),
            "count": str(self.usual.count),
            "length_minutes": str(self.usual.length_minutes),
            "place": self.usual.place,
        }
        first_on = self.chosen.first_on if self.chosen else None
        if first_on is not None:
            found |= {
                "first_on_month": str(first_on.month),
                "first_on_day": str(first_on.day),
                "first_on_year": str(first_on.year),
            }
        return found


def _supervisor_choice(one: Supervisor, first_on: date) -> Choice:
    """With whoever is clinical above them; without one, the sentence that refuses the match."""
    why = why_not_supervised(one.person_id, one.clinical_id) or why_not_there(
        one.name, one.last_day_on, needed_on=first_on
    )
    return Choice(
        str(one.person_id),
        one.name,
        why or f"Clinical supervisor: {one.clinical_name}.",
        bool(why),
        one.last_day_on,
    )


async def offered(visit: Visit, case: Case, *, step: str, mentor_id: str) -> Offered:
    """For the step and the mentor that were asked for; raises the refusal when nobody can be assigned now."""
    if why := why_not_assign(visit.actor, case.standing):
        raise NotAllowed(why)
    offer = await live_offer(visit.tx, case.id)
    offer_to = offer.to_step if offer else None
    why = why_not_assign_now(
        case.step,
        offer_state=offer.state if offer else None,
        offer_to=offer_to,
    )
    if why is not None:
        raise Refused(why)
    steps = steps_to_assign(case.step, offer_to=offer_to)
    replaces = offer is None and case.step is not Step.REFERRED
    is_start = offer is None and not replaces
    start = await start_now(visit.tx, case) if is_start else None
    for_step = step_to_begin(steps, asked=step, start=start)
    ranked = await ranked_for(visit, case, for_step)
    ended = await last_ended_match(visit.tx, case.id)
    return Offered(
        mentee_id=case.mentee_id,
        steps=steps,
        for_step=for_step,
        ranked=ranked,
        chosen=_chosen(
            ranked,
            mentor_id,
            preselects=not replaces or case.serving_match_id is None,
            parted_from=ended.mentor_id if ended else None,
        ),
        supervisors=await supervisors_at(visit.tx, case.site_id, at=visit.at),
        usual=await usual_plan(visit.tx, case),
        reservation=await live_reservation(visit, case),
        start=start,
        replaces=replaces,
        has_mentor=case.serving_match_id is not None,
        today=case.calendar.local_day(visit.at),
    )


def step_to_begin(steps: tuple[Step, ...], *, asked: str, start: StartNow | None) -> Step:
    """The step that was asked for; else the proposed one, when a mentor can begin it; else the first."""
    proposed = start.proposal.step.value if start and start.proposal else ""
    found = [one for wanted in (asked, proposed) for one in steps if one.value == wanted]
    return found[0] if found else steps[0]


async def ranked_for(visit: Visit, case: Case, for_step: Step) -> tuple[Ranked, ...]:
    """Every mentor of the organization, ranked for this mentee."""
    need = Need(
        reasons=frozenset(await reasons_of(visit.tx, case.id)),
        for_step=for_step,
        today=case.calendar.local_day(visit.at),
        calendar=case.calendar,
    )
    return rank(await mentors_for(visit.tx, case), need)


async def live_reservation(visit: Visit, case: Case) -> Reservation | None:
    """The mentor kept free for this mentee today, if one is."""
    kept = await open_reservation(visit.tx, case.id)
    return kept if kept and kept.lives_on(case.calendar.local_day(visit.at)) else None


def _chosen(
    ranked: tuple[Ranked, ...], mentor_id: str, *, preselects: bool, parted_from: UUID | None
) -> Ranked | None:
    """Whoever was asked for. Else the best, when nothing stands against them and they can come at all; never whose
    match with this mentee has just ended."""
    wanted = UUID(mentor_id) if _is_id(mentor_id) else None
    if wanted is not None:
        return next((one for one in ranked if one.mentor.person_id == wanted), None)
    best = next((one for one in ranked if one.mentor.person_id != parted_from), None)
    return best if preselects and best and not best.is_refused and best.first_on else None


def _is_id(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True
