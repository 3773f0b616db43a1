"""A mentee's family: the name at home, whose the rights are, and who may be reached. Under /mentees/{id}/family.

The one page on which somebody stands whom nobody may contact, so that nobody writes them down a second time.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.consents import is_of_age, of_age_on
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.contacts_said import ContactCard, contact_card
from workflows.pages.date_parts import in_parts
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.contacts import all_contacts
from workflows.records.episodes import Case
from workflows.records.home_facts import HomeFacts, home_facts
from workflows.records.refusals import Invalid
from workflows.records.versions import version_of
from workflows.verbs.see_family import see_family
from workflows.verbs.set_home_facts import set_home_facts

_UNDER = "/mentees/{mentee_id:uuid}/family"


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """Everybody, with those whom nobody may reach marked. `of_age_on`: the day the rights pass, when it is known."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    facts: HomeFacts
    of_age_on: date | None
    is_of_age: bool
    contacts: tuple[ContactCard, ...]

    @property
    def someone_answers(self) -> bool:
        """Whether anybody who may be reached answers for the student."""
        return self.is_of_age or any(one.answers for one in self.contacts)


async def _page(visit: Visit, case: Case, form: Form | None = None) -> FamilyPage:
    today = case.calendar.local_day(visit.at)
    facts = await home_facts(visit.tx, case.mentee_id)
    typed = {"home_name": facts.home_name or "", **in_parts("born_on", facts.born_on)}
    return FamilyPage(
        chrome=visit.chrome,
        form=form or visit.fresh(typed, seen_version=version_of(facts)),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        facts=facts,
        of_age_on=of_age_on(facts.born_on) if facts.born_on else None,
        is_of_age=is_of_age(facts.born_on, today),
        contacts=tuple(contact_card(one, today) for one in await all_contacts(visit.tx, case.mentee_id)),
    )


@reads(_UNDER, action="see_family")
async def show_one(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    return show("families/show.html", await _page(visit, case))


@acts(_UNDER, action="set_home_facts")
async def change(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    typed = Reading(visit.form)
    try:
        home_name, born_on = typed.line("home_name"), typed.date("born_on", required=None)
        seen_version = typed.seen_version()
        typed.insist()
        await set_home_facts(
            visit.tx,
            mentee_id=mentee_id,
            home_name=home_name,
            born_on=born_on,
            by=visit.actor,
            at=visit.at,
            seen_version=seen_version,
        )
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("families/show.html", page) from wrong
    return await sent_to(visit, f"/mentees/{mentee_id}/family", mark("It is written down."))


routes: list[Any] = [show_one, change]
