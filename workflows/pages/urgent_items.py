"""Urgent items: the banner of what waits for an answer, on every page of whoever was told. Under /urgent-items.

It names nobody. What it says has come with the look-up of the sign-in, so that a page asks nothing more for it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from litestar import Response
from litestar.di import NamedDependency

from supervision.access import Actor
from supervision.live_looks import LOOKS
from triage.roles import MENTORS, Role
from workflows.pages.answers import moved, show
from workflows.pages.deadlines import HOUR, MINUTE
from workflows.pages.page import Chrome, Urgent
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.scope import Waits

PATH: Final = "/urgent-items"
_ON_NO_LADDER: Final = MENTORS | {Role.TEACHER, Role.PRIVACY_OFFICER}
_OF_WORK: Final = re.compile(r"/work/([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class UrgentPage:
    """The banner alone."""

    chrome: Chrome


def urgent_of(waits: Waits | None, actor: Actor, at: datetime, *, page: str, seen: str = "") -> Urgent | None:
    """What the page at this path says; None for whom no ladder tells. `seen`: what the reader's page has said already.

    A page does not lead to itself.
    """
    if all(held.role in _ON_NO_LADDER for held in actor.appointments):
        return None
    of_work = _OF_WORK.fullmatch(page)
    own = of_work.group(1) if of_work else ""
    is_own = waits is not None and waits.count == 1 and str(waits.first_id) == own
    if waits is None or is_own:
        return Urgent(0, None, None, "", _again("", own), LOOKS.banner)
    newest = str(int(waits.newest_at.timestamp() * 1000))
    seconds = (at - waits.since).total_seconds()
    return Urgent(
        count=waits.count,
        since=waits.since,
        minutes=int(seconds // MINUTE) if seconds < 2 * HOUR else None,
        href=f"/work/{waits.first_id}",
        again_path=_again(newest, own),
        seconds=LOOKS.banner,
        is_news=seen < newest if seen else waits.is_new,
        is_unseen=waits.is_new,
    )


def _again(seen: str, own: str) -> str:
    return f"{PATH}?seen={seen}&on={own}"


@reads(PATH, action="see_urgent_items", is_quiet=True)
async def index(visit: NamedDependency[Visit]) -> Response[Any]:
    if not visit.is_fragment:
        return moved("/")
    seen, around = visit.query.get("seen", ""), visit.tx.around
    page = f"/work/{visit.query.get('on', '')}"
    found = urgent_of(around.waits if around else None, visit.actor, visit.at, page=page, seen=seen or "0")
    if found is None or visit.chrome.urgent is None or not (found.count or seen):
        return Response(b"", status_code=204, media_type="text/html")
    found = replace(found, shown=visit.chrome.urgent.shown, is_unseen=visit.chrome.urgent.is_unseen)
    return show("urgent_items/_banner.html", UrgentPage(replace(visit.chrome, urgent=found)))


routes: list[Any] = [index]
