"""In which words does a policy say who is told of an escalation, who then, by which way, and after how long?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from care_steps.rules.limits import Limit


class Whom(StrEnum):
    """Who may stand on a rung. Who that is at a given moment is looked up then."""

    ESCALATION_OWNER = "escalation_owner"
    CASE_OWNER = "case_owner"
    DIRECT_SUPERVISOR = "direct_supervisor"
    CLINICAL_SUPERVISOR = "clinical_supervisor"
    ON_CALL = "on_call"
    COUNSELORS_OF_SITE = "counselors_of_site"
    CLINICAL_SUPERVISORS_OF_SITE = "clinical_supervisors_of_site"
    CLINICAL_SUPERVISORS = "clinical_supervisors"
    ADMINISTRATORS = "administrators"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _WHOM[self]


class Way(StrEnum):
    """How somebody is told. The banner on the site is part of every rung: it needs nothing but the site itself."""

    PAGE = "page"
    MAIL = "mail"
    SMS = "sms"
    TEAM = "team"
    PUSH = "push"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _WAYS[self]


_WHOM: Final = {
    Whom.ESCALATION_OWNER: "whoever it belongs to",
    Whom.CASE_OWNER: "the counselor who looks after the case",
    Whom.DIRECT_SUPERVISOR: "the mentor's direct supervisor",
    Whom.CLINICAL_SUPERVISOR: "the clinical supervisor of the case",
    Whom.ON_CALL: "whoever is on call for the school",
    Whom.COUNSELORS_OF_SITE: "every counselor of the school",
    Whom.CLINICAL_SUPERVISORS_OF_SITE: "every clinical supervisor of the school",
    Whom.CLINICAL_SUPERVISORS: "every clinical supervisor of the organization",
    Whom.ADMINISTRATORS: "every program administrator",
}
_WAYS: Final = {
    Way.PAGE: "on every page of this site",
    Way.MAIL: "by e-mail",
    Way.SMS: "by text message to the telephone at work",
    Way.TEAM: "in the channel of the team",
    Way.PUSH: "by push message",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told at once when it is entered, and after how many minutes of silence the next one is."""

    whom: tuple[Whom, ...]
    by: tuple[Way, ...]
    minutes: int


AT_ONCE: Final = Limit(0, "now")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one lane, the first first. `sites` are names of schools; without one it holds for all the others.

    `clock`: minutes are real ones, or on a day without school they begin with the next school day. The last rung
    repeats for ever, each time with one more of `widened_by`. `taken_minutes`: so long may somebody have it without
    resolving it, before everybody is told again from the first rung on. `unanswered`: so long after it was due does a
    task or a recommendation of this lane that nobody has answered come onto this ladder.
    """

    id: str
    lane: str
    sites: tuple[str, ...]
    clock: str
    rungs: tuple[Rung, ...]
    widened_by: tuple[Whom, ...]
    taken_minutes: int
    source: str
    owner: str
    unanswered: Limit = AT_ONCE


def ladder_for(ladders: Sequence[Ladder], lane: str, site: str) -> Ladder:
    """The ladder of this lane at this school: its own one, or that of all. What is in no lane is told like the routine.

    Raises `LookupError` when the policy has none, which no policy that was loaded does.
    """
    of_lane = [one for one in ladders if one.lane == lane] or [
        one for one in ladders if one.lane == "routine"
    ]
    own = [one for one in of_lane if site in one.sites]
    found = own or [one for one in of_lane if not one.sites]
    if not found:
        raise LookupError(f"No ladder of the lane “{lane}”.")
    return found[0]


def ladder_of(ladders: Sequence[Ladder], id: str) -> Ladder:
    """The ladder of this id; raises `LookupError`."""
    found = next((one for one in ladders if one.id == id), None)
    if found is None:
        raise LookupError(f"No ladder “{id}”.")
    return found


def faults_among(ladders: Sequence[Ladder], lanes: Sequence[str]) -> Iterable[str]:
    """What is wrong with them together: a lane without a ladder for every school, two that hold at once."""
    ids = [one.id for one in ladders]
    for id in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"“{id}” is there twice."
    for lane in lanes:
        of_lane = [one for one in ladders if one.lane == lane]
        for_all = [one for one in of_lane if not one.sites]
        if len(for_all) != 1:
            yield f"the lane “{lane}” has to have one ladder without “sites”, for every school without its own."
        named = [site for one in of_lane for site in one.sites]
        for site in sorted({one for one in named if named.count(one) > 1}):
            yield f"“{site}” has two ladders in the lane “{lane}”."
