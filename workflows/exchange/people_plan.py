"""What would a list of staff and mentors change? It adds and changes; it ends nobody's role."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from triage.roles import MENTORS, Role
from workflows.exchange.diagnostics import Diagnostic, Severity, masked
from workflows.exchange.people_csv import COLUMNS, NO_END, StaffPerson
from workflows.exchange.said_terms import changes_said
from workflows.records.mentors import MentorTerms
from workflows.records.posts import sites_without_on_call
from workflows.records.scope import Transaction
from workflows.records.sites import sites
from workflows.records.staff import Known, known_people

FILE: Final = "people.csv"


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What would be written about one person. `changes` says it in words; empty when nothing would."""

    said: StaffPerson
    known: Known | None
    posts: tuple[tuple[Role, UUID | None], ...]
    credentials: Mapping[str, date]
    supervisor: str | None
    changes: tuple[str, ...]
    on_call: tuple[UUID, ...] = ()
    terms: MentorTerms | None = None

    @property
    def what(self) -> str:
        if self.known is None:
            return "new"
        return "changed" if self.changes else "unchanged"


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """Everything a list would change, with what was found wrong in the light of the records."""

    persons: tuple[PersonPlan, ...]
    known: Mapping[str, Known]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def digest(self) -> str:
        """What tells these changes from any others."""
        told = "\n".join(f"{one.said!r}|{one.known!r}|{one.changes!r}" for one in self.persons)
        return hashlib.sha256(told.encode()).hexdigest()


async def plan_people(tx: Transaction, persons: Sequence[StaffPerson]) -> PeoplePlan:
    """Hold the list against the records: sites, supervisors, and who is known already."""
    emails = {one.email for one in persons} | {one.supervisor for one in persons if one.supervisor}
    known = await known_people(tx, sorted(emails))
    named = {name.casefold(): (site_id, name) for site_id, name in await sites(tx)}
    found: list[Diagnostic] = []
    kept = [one for one in persons if _has_sites(one, named, found)]
    while True:
        here = {one.email: one for one in kept}
        whole = [one for one in kept if _has_supervisor(one, here, known, found)]
        if len(whole) == len(kept):
            break
        kept = whole
    plans = [_plan(one, known.get(one.email), known, named) for one in kept]
    return PeoplePlan(
        _with_on_call(plans, named, await sites_without_on_call(tx)), known, tuple(dict.fromkeys(found))
    )


def _has_sites(one: StaffPerson, named: Mapping[str, Any], found: list[Diagnostic]) -> bool:
    unknown = [post for post in one.posts if post.site is not None and post.site.casefold() not in named]
    for post in unknown:
        expected = ", ".join(name for _, name in named.values())
        found.append(_error("people.unknown_site", post.row, "site", expected, post.site or ""))
    return not unknown


def _has_supervisor(
    one: StaffPerson, here: Mapping[str, StaffPerson], known: Mapping[str, Known], found: list[Diagnostic]
) -> bool:
    """The supervisor is somebody; that they hold the right role is only warned of."""
    if one.supervisor is None:
        return True
    if one.supervisor not in here and one.supervisor not in known:
        found.append(_error("people.unknown_supervisor", one.row, "supervisor", "", masked(one.supervisor)))
        return False
    above = set(here[one.supervisor].roles) if one.supervisor in here else set()
    if one.supervisor in known:
        above |= {role for role, _ in known[one.supervisor].posts}
    wanted = Role.DIRECT_SUPERVISOR if one.roles & MENTORS else Role.CLINICAL_SUPERVISOR
    if wanted not in above and one.roles & (MENTORS | {Role.DIRECT_SUPERVISOR}):
        wrong = _error("people.supervisor_role", one.row, "supervisor", wanted.plain, "")
        found.append(
            Diagnostic(
                wrong.code, Severity.WARNING, FILE, wrong.row, wrong.column, wrong.field, wrong.expected
            )
        )
    return True


def _error(code: str, row: int, column: str, expected: str, actual: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, FILE, row, COLUMNS.index(column) + 1, column, expected, actual)


def _plan(
    one: StaffPerson, known: Known | None, everybody: Mapping[str, Known], named: Mapping[str, Any]
) -> PersonPlan:
    wanted = [
        (post.role, named[post.site.casefold()][0] if post.site else None, post.site or "every site")
        for post in one.posts
    ]
    held = known.posts if known else frozenset()
    posts = [(role, site_id, place) for role, site_id, place in wanted if (role, site_id) not in held]
    on_file = known.credentials if known else {}
    credentials = {kind: day for kind, day in one.credentials if on_file.get(kind) != day}
    changes = [f"{role.plain} at {place}" for role, _, place in posts]
    changes += [f"{CREDENTIALS[kind]} until {_day(day)}" for kind, day in credentials.items()]
    changes += _names(one, known)
    supervisor = one.supervisor
    if supervisor is not None and known is not None and supervisor in everybody:
        supervisor = None if everybody[supervisor].person_id == known.supervisor_id else supervisor
    changes += [f"supervised by {supervisor}"] if supervisor else []
    terms = _terms(one, known)
    changes += changes_said(terms, known.terms if known else None) if terms else []
    return PersonPlan(
        said=one,
        known=known,
        posts=tuple((role, site_id) for role, site_id, _ in posts),
        credentials=credentials,
        supervisor=supervisor,
        changes=tuple(changes),
        terms=terms,
    )


def _terms(one: StaffPerson, known: Known | None) -> MentorTerms | None:
    """The terms of a mentor, when the list changes them. Of whoever is no mentor there are none."""
    held = known.posts if known else frozenset()
    is_mentor = (one.roles | {role for role, _ in held}) & MENTORS
    if not is_mentor or not one.terms.says_anything:
        return None
    on_file = known.terms if known else None
    terms = one.terms.over(on_file)
    return None if terms == on_file else terms


def _with_on_call(
    plans: Sequence[PersonPlan], named: Mapping[str, Any], open_sites: tuple[UUID, ...]
) -> tuple[PersonPlan, ...]:
    """Where nobody is on call, the first clinical supervisor of the site with a telephone becomes it."""
    called, found = dict(named.values()), []
    left = list(open_sites)
    for plan in plans:
        posts = [post for post in plan.said.posts if post.role is Role.CLINICAL_SUPERVISOR]
        mine = {named[post.site.casefold()][0] if post.site else None for post in posts}
        taken = tuple(one for one in left if plan.said.phone and (one in mine or None in mine))
        left = [one for one in left if one not in taken]
        words = tuple(f"on call at {called[one]}" for one in taken)
        found.append(replace(plan, on_call=taken, changes=plan.changes + words))
    return tuple(found)


CREDENTIALS: Final[Mapping[str, str]] = {
    "clearance": "cleared",
    "journey_mentor": "Journey Mentor certificate",
    "trained_screener": "trained screener",
}


def _day(day: date) -> str:
    return "further notice" if day == NO_END else day.isoformat()


def _names(one: StaffPerson, known: Known | None) -> list[str]:
    if known is None:
        return []
    changes = []
    if (known.given_name, known.family_name) != (one.given_name, one.family_name):
        changes.append(f"name from {known.given_name} {known.family_name}")
    if one.phone is not None and one.phone != known.phone:
        changes.append("telephone")
    return changes
