"""One roster that was uploaded: what it would change, and is it approved, taken over or discarded? Under /roster-imports."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from workflows.exchange.diagnostics import Diagnostic
from workflows.exchange.roster_preview import Preview, preview_from
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.import_findings import download, shown
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.roster_imports import KIND, site_choices
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.import_states import ImportState
from workflows.records.imports import Import, load_import
from workflows.records.progress import Progress, progress_of
from workflows.records.refusals import Invalid
from workflows.verbs.approve_roster import approve_roster
from workflows.verbs.begin_roster import begin_roster, go_on
from workflows.verbs.discard_import import discard_import

_SAME: Final = "same_"
_APPROVED: Final = mark(
    "Approved. No student is changed yet: choose “Take it over now”. It is a second step, so that you can still look "
    "at what would change, and choose the hour."
)


@dataclass(frozen=True, slots=True)
class RosterImportPage:
    """One import: what it would change, what was wrong, and what can be done with it."""

    chrome: Chrome
    form: Form
    roster: Import
    preview: Preview
    findings: tuple[Diagnostic, ...]
    more_findings: int
    sites: tuple[Choice, ...]
    progress: Progress | None = None
    """How far it is, while it is being taken over."""

    @property
    def can_be_approved(self) -> bool:
        return self.roster.state in (ImportState.READY, ImportState.NEEDS_REVIEW)

    @property
    def can_be_taken_over(self) -> bool:
        return self.roster.state is ImportState.APPROVED or self.was_cut_off

    @property
    def was_cut_off(self) -> bool:
        """Begun, and nobody is at it."""
        return self.roster.state is ImportState.COMMITTING and self.progress is None


async def _page(visit: Visit, import_id: UUID, form: Form) -> RosterImportPage:
    found = await load_import(visit.tx, KIND, import_id)
    first, more = shown(found)
    return RosterImportPage(
        visit.chrome,
        form,
        found,
        preview_from(found.summary),
        first,
        more,
        await site_choices(visit),
        await progress_of(visit.tx, import_id),
    )


@reads("/roster-imports/{import_id:uuid}", action="see_roster_import")
async def show_one(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Template:
    visit.insist(why_not_administrate)
    found = await load_import(visit.tx, KIND, import_id)
    chosen = {"site_id": str(found.site_id)} if found.site_id else {}
    return show("roster_imports/show.html", await _page(visit, import_id, visit.fresh(chosen)))


@reads("/roster-imports/{import_id:uuid}/findings", action="see_roster_findings")
async def findings(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Response[bytes]:
    visit.insist(why_not_administrate)
    return download(await load_import(visit.tx, KIND, import_id))


@acts("/roster-imports/{import_id:uuid}/approval", action="approve_roster", takes_long=True)
async def approve(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Redirect:
    visit.insist(why_not_administrate)
    typed = Reading(visit.form)
    try:
        site_id = typed.uuid("site_id", required=None)
        accepted = typed.integer("accepted_removals", least=0, most=10_000_000, required=None)
        same = {
            name.removeprefix(_SAME): person
            for name in visit.form.values
            if name.startswith(_SAME) and (person := typed.uuid(name, required=None)) is not None
        }
        typed.insist()
        await approve_roster(
            visit.tx,
            import_id=import_id,
            seen_digest=visit.form.value("seen_digest"),
            site_id=site_id,
            accepted_removals=accepted,
            same=same,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, import_id, visit.again(wrong.errors))
        raise try_again("roster_imports/show.html", page) from wrong
    return await sent_to(visit, f"/roster-imports/{import_id}", _APPROVED)


@acts("/roster-imports/{import_id:uuid}/commit", action="begin_roster")
async def commit(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Redirect:
    visit.insist(why_not_administrate)
    state = await begin_roster(visit.tx, import_id=import_id, by=visit.actor, at=visit.at)
    notice = mark("The roster is taken over.") if state is ImportState.DONE else ""
    answer = await sent_to(visit, f"/roster-imports/{import_id}", notice)
    if state is ImportState.COMMITTING:
        answer.background = BackgroundTask(go_on, visit.tx, import_id)
    return answer


@acts("/roster-imports/{import_id:uuid}/discarding", action="discard_import")
async def discard(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Redirect:
    visit.insist(why_not_administrate)
    await discard_import(visit.tx, kind=KIND, import_id=import_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, "/roster-imports", mark("The roster is discarded. Nothing has changed."))


routes: list[Any] = [show_one, findings, approve, commit, discard]
