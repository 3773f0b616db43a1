"""Which figures has somebody as a file, or wants to have? One's own, and nobody else's. Under /exports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.export_access import exportable, why_not_see_exports
from supervision.exports import LIMITS, ExportState, Figures
from supervision.periods import Period
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Tag, Tone
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.export_orders import ExportOrder, orders_of
from workflows.records.exports import Export, exports_of
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.ask_for_export import ask_for_export
from workflows.verbs.end_export_order import end_export_order
from workflows.verbs.see_export import see_export

_ALL: Final = "/exports"
EVERY_MONTH: Final = "every_month"
_PERIODS: Final = (
    *(Choice(one.value, one.plain) for one in Period),
    Choice(
        EVERY_MONTH,
        mark("Every month"),
        mark("The file of a month is written by itself once the month is over, the present one first."),
    ),
)
_TONES: Final = {
    ExportState.WAITING: Tone.PLANNED,
    ExportState.READY: Tone.DONE,
    ExportState.NOT_ALLOWED: Tone.DANGER,
    ExportState.FAILED: Tone.DANGER,
    ExportState.EXPIRED: Tone.QUIET,
}


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One file that was asked for. `href`: where it is loaded from, while it is there."""

    export: Export
    tag: Tag
    href: str | None


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """What this reader may have, wants of every month, and has. `waits_long`: nobody seems to write what waits."""

    chrome: Chrome
    form: Form
    figures: tuple[Choice, ...]
    orders: tuple[ExportOrder, ...]
    lines: tuple[ExportLine, ...]
    is_waiting: bool
    waits_long: bool
    periods: tuple[Choice, ...] = _PERIODS
    seconds: int = LIMITS.look

    @property
    def looks_again(self) -> bool:
        return self.is_waiting and not self.waits_long


async def _page(visit: Visit, form: Form) -> ExportsPage:
    visit.insist(why_not_see_exports)
    if visit.actor.person_id is None:
        raise NotFound
    found = await exports_of(visit.tx, visit.actor.person_id)
    waiting = [one.asked_at for one in found if one.state(visit.at) is ExportState.WAITING]
    return ExportsPage(
        chrome=visit.chrome,
        form=form,
        figures=tuple(Choice(one.value, one.plain) for one in exportable(visit.actor)),
        orders=await orders_of(visit.tx, visit.actor.person_id),
        lines=_lines(found, visit.at),
        is_waiting=bool(waiting),
        waits_long=bool(waiting) and visit.at - min(waiting) > LIMITS.late,
    )


def _lines(found: Sequence[Export], at: datetime) -> tuple[ExportLine, ...]:
    lines = []
    for one in found:
        state = one.state(at)
        href = f"{_ALL}/{one.id}/file" if state is ExportState.READY else None
        lines.append(ExportLine(one, Tag(state.plain, _TONES[state]), href))
    return tuple(lines)


@reads(_ALL, action="see_exports", is_quiet=True)
async def index(visit: NamedDependency[Visit]) -> Template:
    offered = [one.value for one in exportable(visit.actor)]
    asked = {name: visit.query.get(name, "") for name in ("figures", "period")}
    chosen = {
        "figures": asked["figures"] if asked["figures"] in offered else "".join(offered[:1]),
        "period": asked["period"] if asked["period"] in list(Period) else Period.THIS_MONTH.value,
    }
    return show("exports/index.html", await _page(visit, visit.fresh(chosen)))


@acts(_ALL, action="ask_for_export")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_see_exports)
    typed = Reading(visit.form)
    try:
        figures = typed.one_of("figures", [one.value for one in Figures])
        period = typed.one_of("period", [one.value for one in _PERIODS])
        typed.insist()
        is_monthly = period == EVERY_MONTH
        await ask_for_export(
            visit.tx,
            figures=Figures(figures or ""),
            period=None if is_monthly else Period(period or ""),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("exports/index.html", await _page(visit, visit.again(wrong.errors))) from wrong
    told = (
        mark("It is kept. The first file is there once this month is over.")
        if is_monthly
        else mark("The file is being written. It stands on this page as soon as it is there.")
    )
    return await sent_to(visit, _ALL, told)


@acts("/exports/orders/{order_id:uuid}/end", action="end_export_order")
async def end(visit: NamedDependency[Visit], order_id: FromPath[UUID]) -> Redirect:
    await end_export_order(visit.tx, order_id=order_id, by=visit.actor, at=visit.at)
    return await sent_to(
        visit, _ALL, mark("It is stopped. The files that are there stay as long as all others.")
    )


@reads("/exports/{export_id:uuid}/file", action="see_export")
async def file(visit: NamedDependency[Visit], export_id: FromPath[UUID]) -> Response[bytes]:
    found, content = await see_export(visit.tx, export_id=export_id, by=visit.actor, at=visit.at)
    return Response(
        content,
        media_type="text/csv",
        headers={
            "content-disposition": f'attachment; filename="{_name(found.figures, found.first_on, found.last_on)}"'
        },
    )


def _name(figures: Figures, first_on: date, last_on: date) -> str:
    return f"{figures.value.replace('_', '-')}-{first_on.isoformat()}-{last_on.isoformat()}.csv"


routes: list[Any] = [index, create, end, file]
