"""Imports of staff and mentors: upload, preview, taking over. Under /people-imports."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from workflows.exchange.csv_rows import ENCODINGS
from workflows.exchange.diagnostics import Diagnostic
from workflows.exchange.people_csv import MOST_BYTES, template
from workflows.exchange.people_staging import PeoplePreview, people_preview_from
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.import_findings import download, shown
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.import_states import ImportState
from workflows.records.imports import Import, latest_imports, load_import
from workflows.records.people import StaffMember, staff
from workflows.records.refusals import Invalid
from workflows.verbs.check_people import check_people
from workflows.verbs.discard_import import discard_import
from workflows.verbs.import_people import import_people

_KIND: Final = "people"
# What a form with a file needs beside the file.
_ROOM: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class PeopleImportsPage:
    """Who is there, the imports so far, and a form for another one."""

    chrome: Chrome
    form: Form
    imports: tuple[Import, ...]
    encodings: tuple[Choice, ...]
    staff: tuple[StaffMember, ...]


@dataclass(frozen=True, slots=True)
class PeopleImportPage:
    """One import: whom it would add or change, what was wrong, and what can be done with it."""

    chrome: Chrome
    form: Form
    people: Import
    preview: PeoplePreview
    findings: tuple[Diagnostic, ...]
    more_findings: int

    @property
    def can_be_taken_over(self) -> bool:
        return self.people.state in (ImportState.READY, ImportState.NEEDS_REVIEW)


async def _index(visit: Visit, form: Form) -> PeopleImportsPage:
    encodings = tuple(Choice(name, name.upper()) for name in ENCODINGS)
    imports = await latest_imports(visit.tx, _KIND)
    return PeopleImportsPage(visit.chrome, form, imports, encodings, await staff(visit.tx))


@reads("/people-imports", action="see_people_imports")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_administrate)
    return show("people_imports/index.html", await _index(visit, visit.fresh({"encoding": "utf-8"})))


@reads("/people-imports/template", action="see_people_template")
async def show_template(visit: NamedDependency[Visit]) -> Response[bytes]:
    visit.insist(why_not_administrate)
    return Response(
        template().encode(),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="people.csv"'},
    )


@acts("/people-imports", action="check_people", most_bytes=MOST_BYTES + _ROOM, takes_long=True)
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_administrate)
    typed = Reading(visit.form)
    upload = visit.files.get("file")
    try:
        encoding = typed.one_of("encoding", ENCODINGS) or "utf-8"
        if upload is None or not upload.content:
            typed.refuse("file", mark("Choose a CSV file."))
        typed.insist()
        assert upload is not None
        import_id = await check_people(
            visit.tx, uploaded=upload.content, encoding=encoding, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await _index(visit, visit.again(wrong.errors))
        raise try_again("people_imports/index.html", page) from wrong
    return await sent_to(visit, f"/people-imports/{import_id}")


@reads("/people-imports/{import_id:uuid}", action="see_people_import")
async def show_one(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Template:
    visit.insist(why_not_administrate)
    found = await load_import(visit.tx, _KIND, import_id)
    first, more = shown(found)
    page = PeopleImportPage(
        visit.chrome,
        visit.fresh(),
        found,
        people_preview_from(found.summary),
        first,
        more,
    )
    return show("people_imports/show.html", page)


@reads("/people-imports/{import_id:uuid}/findings", action="see_people_findings")
async def findings(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Response[bytes]:
    visit.insist(why_not_administrate)
    return download(await load_import(visit.tx, _KIND, import_id))


@acts("/people-imports/{import_id:uuid}/commit", action="import_people", takes_long=True)
async def commit(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Redirect:
    visit.insist(why_not_administrate)
    seen = visit.form.value("seen_digest")
    done = await import_people(visit.tx, import_id=import_id, seen_digest=seen, by=visit.actor, at=visit.at)
    if done.state is ImportState.DONE:
        return await sent_to(visit, f"/people-imports/{import_id}", mark("The people are taken over."))
    notice = mark("Something has changed since this was checked. Nothing was taken over: look at it again.")
    return await sent_to(visit, f"/people-imports/{import_id}", notice, kind="important")


@acts("/people-imports/{import_id:uuid}/discarding", action="discard_import")
async def discard(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Redirect:
    visit.insist(why_not_administrate)
    await discard_import(visit.tx, kind=_KIND, import_id=import_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, "/people-imports", mark("The list is discarded. Nothing has changed."))


routes: list[Any] = [index, show_template, create, show_one, findings, commit, discard]
