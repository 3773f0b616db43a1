"""Misfilings: a record stands with the wrong student and moves to the right one.

Under /sessions|administrations|concerns/{id}/misfilings; what was moved, and who had read it, under /misfilings.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import relation, sites_with, why_not_misfile, why_not_see_misfilings
from supervision.intake_access import why_not_find_students
from triage.roles import RECORD_KEEPERS
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.decision_said import RELATIONS
from workflows.pages.forms import Reading
from workflows.pages.misfiling_links import PATHS, WHAT
from workflows.pages.misfiling_students import Students, found_students, own_mentees
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.misfilings import (
    Misfiling,
    Reader,
    ReadingTask,
    misfilings_at,
    readers_of,
    readings_of,
)
from workflows.records.record_moves import Filed, load_filed, log_of_worry
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.misfile import OF_A_LOG, misfile
from workflows.verbs.see_case import see_case
from workflows.verbs.see_misfiling import see_misfiling


@dataclass(frozen=True, slots=True)
class NewMisfilingPage:
    """What stands with the wrong student, and who it may belong to. `path` is that of the record."""

    chrome: Chrome
    form: Form
    kind: str
    what: str
    path: str
    mentee_id: UUID
    mentee_name: str
    happened_at: datetime
    may_search: bool
    students: Students


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Somebody who has read it, and as whom, in words."""

    reader: Reader
    as_role: str


@dataclass(frozen=True, slots=True)
class MisfilingPage:
    """What was moved. `right` and `record_path` are None for who may not know whose it is."""

    chrome: Chrome
    misfiling: Misfiling
    what: str
    wrong: Case
    right: Case | None
    record_path: str | None
    may_open_wrong: bool
    readers: tuple[ReaderLine, ...]
    readings: tuple[ReadingTask, ...]


@dataclass(frozen=True, slots=True)
class MisfilingsPage:
    """Everything that was moved, without a name of a student."""

    chrome: Chrome
    misfilings: tuple[tuple[str, Misfiling], ...]


async def _filed(visit: Visit, kind: str, record_id: UUID) -> tuple[Filed, Case]:
    """Raises `NotFound` for strangers, `NotAllowed` for who may see it and not move it, `Refused` for a log's worry."""
    filed = await load_filed(visit.tx, kind, record_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=filed.episode_id, object_kind=kind, object_id=record_id
    )
    has_answers = kind == "administration"
    why = why_not_misfile(visit.actor, case.standing, author_id=filed.author_id, has_answers=has_answers)
    if why is not None:
        raise NotAllowed(why)
    if kind == "concern" and await log_of_worry(visit.tx, record_id) is not None:
        raise Refused(OF_A_LOG)
    return filed, case


async def _page(visit: Visit, filed: Filed, case: Case, form: Form, students: Students) -> NewMisfilingPage:
    return NewMisfilingPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        kind=filed.kind,
        what=WHAT[filed.kind],
        path=f"{PATHS[filed.kind]}/{filed.ids[-1]}",
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        happened_at=filed.happened_at,
        may_search=why_not_find_students(visit.actor) is None,
        students=students,
    )


async def _new(visit: Visit, kind: str, record_id: UUID) -> Template:
    filed, case = await _filed(visit, kind, record_id)
    students = await own_mentees(visit, case, kind)
    return show("misfilings/new.html", await _page(visit, filed, case, visit.fresh(), students))


async def _find(visit: Visit, kind: str, record_id: UUID) -> Template:
    filed, case = await _filed(visit, kind, record_id)
    try:
        students = await found_students(visit, case, kind)
    except Invalid as wrong:
        own = await own_mentees(visit, case, kind)
        page = await _page(visit, filed, case, visit.again(wrong.errors), own)
        raise try_again("misfilings/new.html", page) from wrong
    return show("misfilings/new.html", await _page(visit, filed, case, visit.form, students))


async def _create(visit: Visit, kind: str, record_id: UUID) -> Redirect:
    filed, case = await _filed(visit, kind, record_id)
    typed = Reading(visit.form)
    try:
        to = typed.uuid("to", required=mark("Choose the student to whom it belongs."))
        why = typed.text("why", required=mark("Say in a few words how you know."))
        typed.insist()
        moved = await misfile(
            visit.tx, kind=kind, record_id=record_id, to_mentee_id=to or UUID(int=0), why=why,
            by=visit.actor, at=visit.at,
        )  # fmt: skip
    except Invalid as wrong:
        again = found_students if visit.form.value("words") else own_mentees
        page = await _page(visit, filed, case, visit.again(wrong.errors), await again(visit, case, kind))
        raise try_again("misfilings/new.html", page) from wrong
    notice = mark("It is moved. It stands here now, with its author and its times.")
    return await sent_to(visit, f"{PATHS[kind]}/{moved.id}", notice)


def _routes(kind: str) -> list[HTTPRouteHandler]:
    """The same three for each kind of record: the form, the search in it, and the act."""
    path = f"{PATHS[kind]}/{{record_id:uuid}}/misfilings"

    @reads(f"{path}/new", action="see_new_misfiling")
    async def new(visit: NamedDependency[Visit], record_id: FromPath[UUID]) -> Template:
        return await _new(visit, kind, record_id)

    @acts(f"{path}/students", action="find_students", has_key=False)
    async def find(visit: NamedDependency[Visit], record_id: FromPath[UUID]) -> Template:
        return await _find(visit, kind, record_id)

    @acts(path, action="misfile")
    async def create(visit: NamedDependency[Visit], record_id: FromPath[UUID]) -> Redirect:
        return await _create(visit, kind, record_id)

    return [new, find, create]


@reads("/misfilings", action="see_misfilings")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_misfilings)
    found = await misfilings_at(visit.tx, sites_with(visit.actor, *RECORD_KEEPERS))
    page = MisfilingsPage(visit.chrome, tuple((WHAT[one.record_kind], one) for one in found))
    return show("misfilings/index.html", page)


@reads("/misfilings/{misfiling_id:uuid}", action="see_misfiling")
async def show_one(visit: NamedDependency[Visit], misfiling_id: FromPath[UUID]) -> Template:
    seen = await see_misfiling(visit.tx, misfiling_id=misfiling_id, by=visit.actor)
    found, right = seen.misfiling, seen.right if seen.knows_right else None
    opens = right is not None and relation(visit.actor, right.standing) is not None
    page = MisfilingPage(
        chrome=replace(visit.chrome, time_zone=seen.wrong.calendar.time_zone),
        misfiling=found,
        what=WHAT[found.record_kind],
        wrong=seen.wrong,
        right=right,
        record_path=f"{PATHS[found.record_kind]}/{found.moved_as}" if opens else None,
        may_open_wrong=relation(visit.actor, seen.wrong.standing) is not None,
        readers=tuple(
            ReaderLine(one, RELATIONS.get(one.as_role, one.as_role))
            for one in await readers_of(visit.tx, found)
        ),
        readings=await readings_of(visit.tx, found.id),
    )
    return show("misfilings/show.html", page)


routes: list[Any] = [*(route for kind in PATHS for route in _routes(kind)), index, show_one]
