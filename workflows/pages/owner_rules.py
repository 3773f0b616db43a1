"""Who looks after whom at each school, and is anybody without an owner? Under /owner-rules."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.owners import OwnerRule
from triage.roles import Role
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.stayers import who_is_there
from workflows.pages.visits import Visit
from workflows.records.people import staff
from workflows.records.refusals import Invalid
from workflows.records.site_owners import SiteOwners, site_owners
from workflows.verbs.end_owner_rule import end_owner_rule
from workflows.verbs.set_owner_rule import set_owner_rule


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in words."""

    rule_id: UUID
    owner_name: str
    whom: tuple[Sentence, ...]
    students: int
    serves: bool


@dataclass(frozen=True, slots=True)
class SiteLines:
    """One school with its rules. `stand_in` has those whom no rule names; None when nobody is there."""

    name: str
    rules: tuple[RuleLine, ...]
    unnamed: int
    stand_in: str | None
    has_queue: bool


@dataclass(frozen=True, slots=True)
class OwnerRulesPage:
    """Every school, and the form for one more rule."""

    chrome: Chrome
    form: Form
    sites: tuple[SiteLines, ...]
    schools: tuple[Choice, ...]
    owners: tuple[Choice, ...]


async def _page(visit: Visit, form: Form) -> OwnerRulesPage:
    found = await site_owners(visit.tx)
    owners = {one.person_id for site in found for one in site.owners}
    people = [one for one in await staff(visit.tx) if one.person_id in owners]
    return OwnerRulesPage(
        chrome=visit.chrome,
        form=form,
        sites=tuple(_site(one) for one in found),
        schools=tuple(Choice(str(one.site_id), one.name) for one in found),
        owners=who_is_there(people, frozenset(Role), needed_on=visit.at.date()),
    )


def _site(found: SiteOwners) -> SiteLines:
    return SiteLines(
        name=found.name,
        rules=tuple(
            RuleLine(one.rule.id, one.rule.owner_name, _whom(one.rule), one.students, one.rule.serves)
            for one in found.rules
        ),
        unnamed=found.unnamed,
        stand_in=found.stand_in.name if found.stand_in else None,
        has_queue=any(one.rule.is_queue and one.rule.serves for one in found.rules),
    )


def _whom(rule: OwnerRule) -> tuple[Sentence, ...]:
    """Grades and surnames in words; everybody else when the rule is the queue."""
    if rule.is_queue:
        return (Sentence(mark("Everybody else")),)
    found = []
    if rule.grades:
        grades = ", ".join(sorted(rule.grades, key=lambda one: (not one.isdigit(), one.zfill(3))))
        found.append(Sentence(mark("Grade %(grades)s"), {"grades": grades}))
    if rule.surnames is not None:
        first, last = rule.surnames
        found.append(Sentence(mark("Surnames %(first)s to %(last)s"), {"first": first, "last": last}))
    return tuple(found)


@reads("/owner-rules", action="see_owner_rules")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_administrate)
    return show("owner_rules/index.html", await _page(visit, visit.fresh()))


@acts("/owner-rules", action="set_owner_rule")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_administrate)
    typed = Reading(visit.form)
    try:
        site_id = typed.uuid("site_id", required=mark("Choose one of the schools."))
        grades = typed.line("grades")
        first, last = typed.line("surnames_from"), typed.line("surnames_to")
        owner_id = typed.uuid("owner_id", required=mark("Choose who looks after them."))
        typed.insist()
        assert site_id is not None
        assert owner_id is not None
        await set_owner_rule(
            visit.tx,
            site_id=site_id,
            grades=re.split(r"[,;\s]+", grades),
            surnames_from=first,
            surnames_to=last,
            owner_id=owner_id,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("owner_rules/index.html", await _page(visit, visit.again(wrong.errors))) from wrong
    return await sent_to(
        visit, "/owner-rules", mark("The rule holds from now on. Open cases stay with whom they have.")
    )


@acts("/owner-rules/{rule_id:uuid}/ending", action="end_owner_rule")
async def end(visit: NamedDependency[Visit], rule_id: FromPath[UUID]) -> Redirect:
    await end_owner_rule(visit.tx, rule_id=rule_id, by=visit.actor, at=visit.at)
    return await sent_to(
        visit, "/owner-rules", mark("The rule has ended. Open cases stay with whom they have.")
    )


routes: list[Any] = [index, create, end]
