"""Which mentor fits this mentee, why, and who cannot be chosen, for every reason that stands against it?

The order is a proposal and a person chooses. Only what is written here is weighed: what the referral names, what
the mentor offers, who knows whom, and places. No background of anybody is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care_steps import codes
from care_steps.steps import Step
from supervision.caseload import free_places, room_said, why_not_one_more
from supervision.chain import why_not_supervised
from supervision.clearance import Mentor, why_not_certified, why_not_cleared
from supervision.last_days import why_not_there
from supervision.matching_policy import MATCHING
from supervision.said_days import day_said
from supervision.sessions_plan import first_day
from triage.calendar import MONDAY_TO_FRIDAY, SchoolCalendar

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
"""From Monday on, as `date.weekday()` counts."""


class Against(StrEnum):
    """What can stand against choosing a mentor."""

    SITE = "site"
    LEAVES = "leaves"
    CONFLICT = "conflict"
    CLEARANCE = "clearance"
    CERTIFICATE = "certificate"
    ROOM = "room"
    CHAIN = "chain"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    Against.SITE: "Works at another site",
    Against.LEAVES: "Leaves",
    Against.CONFLICT: "Not available for this mentee",
    Against.CLEARANCE: "Clearance",
    Against.CERTIFICATE: "Journey Mentor certificate",
    Against.ROOM: "No room",
    Against.CHAIN: "No whole chain of supervisors",
}


@dataclass(frozen=True, slots=True)
class Need:
    """For whom and what a mentor is looked for: reasons of referral, the step, and the day of the first session.

    Without `first_on` each mentor is judged on the first school day on which they come.
    """

    reasons: frozenset[str]
    for_step: Step
    today: date
    calendar: SchoolCalendar
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One mentor: the first day they could come, what speaks for them, and every sentence that refuses them."""

    mentor: Mentor
    first_on: date | None
    points: int
    reasons: tuple[str, ...]
    refusals: tuple[tuple[Against, str], ...]

    @property
    def is_refused(self) -> bool:
        return bool(self.refusals)

    @property
    def lacks_only_a_chain(self) -> bool:
        """Another direct supervisor, named for this match, would do."""
        return [against for against, _ in self.refusals] == [Against.CHAIN]


def rank(mentors: Iterable[Mentor], need: Need) -> tuple[Ranked, ...]:
    """Everybody, the best first; behind them whoever leaves, and last whoever cannot be chosen. The order is total."""
    found = [_ranked(mentor, need) for mentor in mentors]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.is_refused, one.mentor.last_day_on is not None, -one.points,
                one.mentor.name.casefold(), one.mentor.person_id,
            ),
        )
    )  # fmt: skip


def refusals(mentor: Mentor, need: Need) -> tuple[tuple[Against, str], ...]:
    """Everything that stands against this mentor, not only the first."""
    first_on = need.first_on or first_day(need.calendar, mentor.weekdays, after=need.today) or need.today
    on = {"today": need.today, "first_on": first_on}
    is_journey = need.for_step is Step.JOURNEY
    found = (
        (Against.SITE, None if mentor.works_here else f"{mentor.name} works at another site."),
        (Against.LEAVES, why_not_there(mentor.name, mentor.last_day_on, needed_on=max(first_on, need.today))),
        # The reason of a conflict is nobody's business here.
        (
            Against.CONFLICT,
            f"{mentor.name} is not available for this mentee." if mentor.has_conflict else None,
        ),
        (Against.CLEARANCE, why_not_cleared(mentor, **on)),
        (Against.CERTIFICATE, why_not_certified(mentor, **on) if is_journey else None),
        (Against.ROOM, why_not_one_more(mentor)),
        (Against.CHAIN, why_not_supervised(mentor.supervisor_id, mentor.clinical_id)),
    )
    return tuple((against, why) for against, why in found if why is not None)


def _ranked(mentor: Mentor, need: Need) -> Ranked:
    first_on = first_day(need.calendar, mentor.weekdays, after=need.today)
    named = tuple(code for code in sorted(mentor.strengths) if code in need.reasons)
    return Ranked(
        mentor, first_on, _points(mentor, need, first_on, len(named)), _reasons(mentor, named), refusals(mentor, need)
    )  # fmt: skip


def _points(mentor: Mentor, need: Need, first_on: date | None, strengths: int) -> int:
    weights = MATCHING.weights
    comes_soon = bool(mentor.weekdays and first_on and (first_on - need.today).days <= weights.soon_days)
    return (
        weights.reserved * (mentor.reserved_until is not None)
        + weights.met_before * mentor.met_before
        + weights.strength_named * strengths
        + weights.free_place * min(free_places(mentor), weights.most_free_places)
        + weights.comes_soon * comes_soon
        + weights.mentee_before * min(mentor.mentees_before, weights.most_mentees_before)
    )


def _reasons(mentor: Mentor, named: tuple[str, ...]) -> tuple[str, ...]:
    known = codes.load("refer_in_reasons")
    good_at = _listed([_lowered(known.plain(code)) for code in named])
    found = (
        f"Leaves: the last day is {day_said(mentor.last_day_on)}." if mentor.last_day_on else "",
        f"Reserved for this mentee until {day_said(mentor.reserved_until)}." if mentor.reserved_until else "",
        "Knows this mentee from an earlier match." if mentor.met_before else "",
        "Meets this mentee now." if mentor.meets_now else "",
        f"Good at: {good_at}, which the referral names." if named else "",
        room_said(mentor),
        weekdays_said(mentor.weekdays),
        _experience(mentor.mentees_before),
    )
    return tuple(one for one in found if one)


def weekdays_said(weekdays: frozenset[int]) -> str:
    """ "Comes on Tuesdays and Thursdays." """
    if not weekdays:
        return "The days on which they come are not on file."
    if weekdays >= MONDAY_TO_FRIDAY:
        return "Comes on every school day."
    return f"Comes on {_listed([WEEKDAYS[day] for day in sorted(weekdays)])}."


def _experience(mentees: int) -> str:
    if not mentees:
        return "Has had no mentee yet."
    return "Has had one mentee so far." if mentees == 1 else f"Has had {mentees} mentees so far."


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
