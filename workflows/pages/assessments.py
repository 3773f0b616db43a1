"""Assessments: needs are rated, read and corrected. Under /mentees/{id}/assessments and /assessments."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.intake_access import why_not_rate_needs, why_not_see_needs
from triage.needs import Need, Raise, level_of, raised_by
from triage.needs_model import Domain, model
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.assessment_form import (
    BARRIERS,
    choices_for,
    first_domains,
    other_domains,
    read_rating,
    values_of,
)
from workflows.pages.components import Tag
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.reassessing import due_again
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.assessments import Assessment, load_assessment, newest_assessment
from workflows.records.episodes import Case
from workflows.records.policies import settings_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.verbs.rate_needs import CORRECTED, rate_needs
from workflows.verbs.see_case import see_case

Asked = tuple[Domain, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class NewAssessmentPage:
    """The questions, those that are enough to begin first. `amends`: the assessment that is corrected."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    first: tuple[Asked, ...]
    others: tuple[Asked, ...]
    amends: UUID | None
    barriers: tuple[Choice, ...] = BARRIERS

    @property
    def is_open(self) -> bool:
        """Whether the folded questions hold anything that must be seen."""
        return any(self.form.value(one.key) or self.form.error(one.key) for one, _ in self.others)


@dataclass(frozen=True, slots=True)
class RatedLine:
    """One domain with what was chosen; None when nobody rated it."""

    domain: Domain
    said: str | None
    decided: bool


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """What was rated and what it comes to. `is_start`: care has not begun, so that the next step is to assign."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    kept: Assessment
    need: Need
    raised: tuple[Raise, ...]
    lines: tuple[RatedLine, ...]
    barriers: tuple[str, ...]
    due: Tag | None
    is_newest: bool
    is_start: bool
    why_not_correct: str | None


async def _case(visit: Visit, **which: Any) -> Case:
    """Raises `NotFound` for strangers, and `NotAllowed` for mentors."""
    case = await see_case(visit.tx, by=visit.actor, object_kind="assessment", **which)
    if why := why_not_see_needs(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


def _page(visit: Visit, case: Case, form: Form, amends: UUID | None) -> NewAssessmentPage:
    if why := why_not_rate_needs(visit.actor, case.standing):
        raise NotAllowed(why)
    if not case.step.is_open:
        raise Refused(mark("This case is closed."))
    return NewAssessmentPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        first=tuple((one, choices_for(one)) for one in first_domains()),
        others=tuple((one, choices_for(one)) for one in other_domains()),
        amends=amends,
    )


async def _amended(visit: Visit, case: Case, written: str) -> Assessment | None:
    """The assessment that is to be corrected, named in the address or in the form."""
    if not written:
        return None
    try:
        before = await load_assessment(visit.tx, UUID(written))
    except ValueError as wrong:
        raise NotFound from wrong
    if before.episode_id != case.id:
        raise NotFound
    return before


@reads("/mentees/{mentee_id:uuid}/assessments/new", action="see_new_assessment", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id=mentee_id)
    before = await _amended(visit, case, visit.query.get("amends", ""))
    while before is not None and before.amended_by_id is not None:
        before = await load_assessment(visit.tx, before.amended_by_id)
    corrected = CORRECTED if before is not None and str(before.id) != visit.query.get("amends") else ""
    form = visit.fresh(values_of(before), moved_on=corrected)
    return show("assessments/new.html", _page(visit, case, form, before.id if before else None))


@acts("/mentees/{mentee_id:uuid}/assessments", action="rate_needs")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id=mentee_id)
    before = await _amended(visit, case, visit.form.value("amends"))
    amends = before.id if before else None
    try:
        rated = await rate_needs(
            visit.tx,
            episode_id=case.id,
            rating=read_rating(Reading(visit.form), amends=amends),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = _page(visit, case, visit.again(wrong.errors), amends)
        raise try_again("assessments/new.html", page) from wrong
    return await sent_to(visit, f"/assessments/{rated}", mark("The needs are rated."))


@reads("/assessments/{assessment_id:uuid}", action="see_assessment")
async def show_one(visit: NamedDependency[Visit], assessment_id: FromPath[UUID]) -> Template:
    kept = await load_assessment(visit.tx, assessment_id)
    case = await _case(visit, episode_id=kept.episode_id, object_id=kept.id)
    return show("assessments/show.html", await _shown(visit, case, kept))


async def _shown(visit: Visit, case: Case, kept: Assessment) -> AssessmentPage:
    floor = (await settings_of(visit.tx, kept.policy_version_id)).d4_two_floor
    need = level_of(kept.ratings, d4_two_floor=floor)
    newest = await newest_assessment(visit.tx, case.id)
    is_newest = newest is not None and newest.id == kept.id
    return AssessmentPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        kept=kept,
        need=need,
        raised=raised_by(kept.ratings, d4_two_floor=floor),
        lines=tuple(_line(one, kept, need) for one in model().domains),
        barriers=tuple(one.text for one in BARRIERS if one.value in kept.barriers),
        due=due_again(kept, case, visit.at, changed=False) if is_newest and case.step.is_open else None,
        is_newest=is_newest,
        is_start=is_newest and case.step is Step.REFERRED,
        why_not_correct=why_not_rate_needs(visit.actor, case.standing),
    )


def _line(domain: Domain, kept: Assessment, need: Need) -> RatedLine:
    rating = kept.ratings.get(domain.key)
    said = None if rating is None else domain.descriptors[rating]
    return RatedLine(domain, said, domain in need.decided_by)


routes: list[Any] = [new, create, show_one]
