"""Is this person asked to take a case over, and do students leave whose case is open?"""

from supervision.access import sites_with
from triage.roles import OF_A_SITE
from workflows.pages.components import Action, Sentence
from workflows.pages.home_lists import has_any
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.student_leaves import count_leaving
from workflows.records.takeovers import asked_of


async def leaving_links(visit: Visit) -> tuple[Action, ...]:
    """One line each, only while there is something to do."""
    if visit.actor.person_id is None or not has_any(visit.actor, *OF_A_SITE):
        return ()
    asked = len(await asked_of(visit.tx, visit.actor.person_id))
    leaving = await count_leaving(visit.tx, site_ids=sites_with(visit.actor, *OF_A_SITE))
    one = mark("You are asked to take over a case")
    several = mark("You are asked to take over %(count)s cases")
    left = mark("A student with an open case has left the school: who goes on?")
    many = mark("%(count)s students with an open case have left the school: who goes on?")
    found = (
        (asked, one, several, "/departures"),
        (leaving, left, many, "/leaving-students"),
    )
    return tuple(
        Action(Sentence(text if count == 1 else texts, {"count": count}), href)
        for count, text, texts, href in found
        if count
    )
