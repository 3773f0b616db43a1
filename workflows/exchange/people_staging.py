"""How is a list of people kept between its preview and its commit?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from triage.roles import Role
from workflows.exchange.people_csv import Post, StaffPerson
from workflows.exchange.people_plan import PeoplePlan
from workflows.exchange.said_terms import SaidTerms


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the preview: new, changed or unchanged, and what would be written in words."""

    what: str
    name: str
    email: str
    changes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PeoplePreview:
    """What a list would change, person by person."""

    lines: Sequence[PersonLine] = ()
    errors: int = 0
    digest: str = ""

    def count(self, what: str) -> int:
        """How many are "new", "changed" or "unchanged"."""
        return sum(line.what == what for line in self.lines)


def summary_of(plan: PeoplePlan, *, errors: int) -> PeoplePreview:
    """The preview of this plan."""
    lines = tuple(
        PersonLine(one.what, f"{one.said.given_name} {one.said.family_name}", one.said.email, one.changes)
        for one in plan.persons
    )
    return PeoplePreview(lines, errors, plan.digest)


def people_preview_from(summary: Mapping[str, Any]) -> PeoplePreview:
    """The preview as it was kept."""
    lines = tuple(PersonLine(**line) for line in summary["lines"])
    return PeoplePreview(lines, summary["errors"], summary["digest"])


def words_of(one: StaffPerson) -> dict[str, Any]:
    """The person as JSON."""
    return {
        "row": one.row,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "email": one.email,
        "posts": [[post.row, post.role.value, post.site] for post in one.posts],
        "supervisor": one.supervisor,
        "credentials": [[kind, day.isoformat()] for kind, day in one.credentials],
        "phone": one.phone,
        "terms": asdict(one.terms),
    }


def person_from(said: Mapping[str, Any]) -> StaffPerson:
    """The person as the file said it."""
    return StaffPerson(
        row=said["row"],
        given_name=said["given_name"],
        family_name=said["family_name"],
        email=said["email"],
        posts=tuple(Post(row, Role(role), site) for row, role, site in said["posts"]),
        supervisor=said["supervisor"],
        credentials=tuple((kind, date.fromisoformat(day)) for kind, day in said["credentials"]),
        phone=said["phone"],
        terms=_terms(said.get("terms", {})),
    )


def _terms(said: Mapping[str, Any]) -> SaidTerms:
    """A list that was checked before there were terms says nothing of them."""
    lists = {name: tuple(said[name]) for name in ("weekdays", "strengths") if said.get(name) is not None}
    return SaidTerms(most_mentees=said.get("most_mentees"), **lists)
