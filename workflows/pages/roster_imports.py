"""Roster imports: those so far, and the upload of another. Under /roster-imports.

What becomes of one is `roster_approvals`.
"""

from dataclasses import dataclass
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from workflows.exchange.csv_rows import ENCODINGS
from workflows.exchange.oneroster.reading import RosterSettings
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.imports import Import, latest_imports
from workflows.records.refusals import Invalid
from workflows.records.sites import sites
from workflows.verbs.check_roster import check_roster

MOST_BYTES: Final = 64 << 20
"""Of an upload: a zip file for 100,000 students has about 10 MB. Larger ones come by the command line."""
KIND: Final = "roster"


@dataclass(frozen=True, slots=True)
class RosterImportsPage:
    """The imports so far, and a form for another one."""

    chrome: Chrome
    form: Form
    imports: tuple[Import, ...]
    sites: tuple[Choice, ...]
    encodings: tuple[Choice, ...]


async def site_choices(visit: Visit) -> tuple[Choice, ...]:
    """The sites of the organization."""
    return tuple(Choice(str(site_id), name) for site_id, name in await sites(visit.tx))


async def _index(visit: Visit, form: Form) -> RosterImportsPage:
    return RosterImportsPage(
        visit.chrome,
        form,
        await latest_imports(visit.tx, KIND),
        await site_choices(visit),
        tuple(Choice(name, name.upper()) for name in ENCODINGS),
    )


@reads("/roster-imports", action="see_roster_imports")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_administrate)
    return show("roster_imports/index.html", await _index(visit, visit.fresh({"encoding": "utf-8"})))


@acts("/roster-imports", action="check_roster", most_bytes=MOST_BYTES, takes_long=True)
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_administrate)
    typed = Reading(visit.form)
    upload = visit.files.get("file")
    try:
        source = typed.line("source", most=100)
        encoding = typed.one_of("encoding", ENCODINGS) or "utf-8"
        site_id = typed.uuid("site_id", required=None)
        options = typed.many_of("options", ("lenient_ids", "full_export_with_status"))
        confirmed = typed.line("confirmed")
        if upload is None or not upload.content:
            typed.refuse("file", mark("Choose a zip file."))
        typed.insist()
        assert upload is not None
        import_id = await check_roster(
            visit.tx,
            uploaded=upload.content,
            source=source or None,
            settings=RosterSettings(
                encoding=encoding,
                lenient_ids="lenient_ids" in options,
                full_export_with_status="full_export_with_status" in options,
                confirmed=frozenset(
                    name.strip().removesuffix(".csv") for name in confirmed.split(",") if name.strip()
                ),
            ),
            site_id=site_id,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _index(visit, visit.again(wrong.errors))
        raise try_again("roster_imports/index.html", page) from wrong
    return await sent_to(visit, f"/roster-imports/{import_id}")


routes: list[Any] = [index, create]
