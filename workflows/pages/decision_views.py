"""What do the supervisor, the mentee and the guardian think, and whom may this reader still ask?"""

from collections.abc import Mapping
from dataclasses import dataclass

from supervision.access import Standing, why_not_state_view
from supervision.stated_views import Whose
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.stated_views import StatedView


@dataclass(frozen=True, slots=True)
class ViewSaid:
    """What one of them thinks, or that nobody has asked yet; `ask_href` when this reader may write it down."""

    whose: str
    view: StatedView | None
    ask_href: str | None


def views_said(visit: Visit, case: Case, views: Mapping[Whose, StatedView]) -> tuple[ViewSaid, ...]:
    """Each of them, whether or not anybody has asked."""
    return tuple(
        ViewSaid(one.plain, views.get(one), _ask_href(visit, case, one))
        for one in Whose
        if one in views or _is_there(case.standing, one)
    )


def _is_there(standing: Standing, whose: Whose) -> bool:
    """Before anybody is assigned there is no direct supervisor to ask."""
    return whose is not Whose.DIRECT_SUPERVISOR or standing.direct_supervisor_id is not None


def _ask_href(visit: Visit, case: Case, whose: Whose) -> str | None:
    if why_not_state_view(visit.actor, case.standing, whose=whose) is not None:
        return None
    return f"/mentees/{case.mentee_id}/views/new?whose={whose.value}"
