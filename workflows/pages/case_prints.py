"""A case on paper: everything this reader may see of it, with who printed it and when. Under /mentees/{mentee_id}/print.

Looking at it is kept in the record apart from looking at the case: paper leaves the building.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from workflows.pages.answers import show
from workflows.pages.mentees import CasePage, case_page
from workflows.pages.page import Chrome
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class CasePrintPage:
    """The case, and the moment at which it stood like this."""

    chrome: Chrome
    mentee_id: UUID
    case: CasePage
    at: datetime


@reads("/mentees/{mentee_id:uuid}/print", action="see_case_print")
async def show_one(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor, object_kind="case_print")
    page = CasePrintPage(visit.chrome, mentee_id, await case_page(visit, case, prints=True), visit.at)
    return show("case_prints/show.html", page)


routes: list[Any] = [show_one]
