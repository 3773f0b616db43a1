"""What did the family agree to, in the one line of a case that says it?"""

from dataclasses import dataclass

from care_steps.consents import ConsentKind
from supervision.family_access import why_not_see_family
from workflows.pages.visits import Visit
from workflows.records.consents import consent_history, newest_of, why_stopped_now
from workflows.records.episodes import Case


@dataclass(frozen=True, slots=True)
class CaseConsent:
    """One kind and how it stands. `stops`: something may not be done now, also while a letter is out."""

    kind: str
    stands: str
    stops: bool


@dataclass(frozen=True, slots=True)
class CaseConsents:
    """`lines` are empty for who may not see the family. `stopped`: why nobody is assigned, for every reader's buttons."""

    lines: tuple[CaseConsent, ...]
    stopped: str | None


async def case_consents(visit: Visit, case: Case) -> CaseConsents:
    if why_not_see_family(visit.actor, case.standing) is not None:
        return CaseConsents((), await why_stopped_now(visit.tx, case.mentee_id, ConsentKind.MENTORING))
    found = newest_of(await consent_history(visit.tx, case.mentee_id, on=case.calendar.local_day(visit.at)))
    lines = (
        CaseConsent(
            kind.plain, (one.answered if one.why_stopped else one.state).plain, one.why_stopped is not None
        )
        for kind, one in found.items()
    )
    return CaseConsents(tuple(lines), found[ConsentKind.MENTORING].why_stopped)
