"""Which decisions wait for a second person, and which holds end soon, as a supervisor's home page lists them?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from care_steps import codes
from care_steps.holds import ends_soon
from supervision.access import sites_with
from triage.roles import Role
from workflows.pages.components import NearDay, Sentence, ShortDay, Tag, Tone, WorklistRow
from workflows.pages.home_sections import Empty, Section
from workflows.pages.page import mark
from workflows.pages.places import place_of
from workflows.pages.visits import Visit
from workflows.records.decision_reviews import WaitingReview, waiting_reviews
from workflows.records.mentee_lines import MOST_LINES
from workflows.records.running_holds import RunningHold, running_holds


async def review_sections(visit: Visit, episode_ids: Sequence[UUID]) -> tuple[Section, ...]:
    """Of the whole sites of a clinical supervisor, and of the matches of a direct one (`episode_ids`)."""
    sites = sites_with(visit.actor, Role.CLINICAL_SUPERVISOR)
    waiting = await waiting_reviews(visit.tx, site_ids=sites, episode_ids=episode_ids, most=MOST_LINES)
    held = await running_holds(visit.tx, site_ids=sites, episode_ids=episode_ids)
    return reviews_section(waiting), holds_section(held, visit.at)


def reviews_section(waiting: Sequence[WaitingReview]) -> Section:
    """What a rule moved at once stands first."""
    return Section(
        "reviews",
        mark("To review"),
        Empty(
            mark("No decision waits for a second person"),
            mark("Emergency moves, and decisions for less help than recommended, stand here."),
        ),
        rows=tuple(_review(one) for one in waiting),
    )


def holds_section(held: Sequence[RunningHold], now: datetime) -> Section:
    """Those that end before the next days are over: afterwards the rule asks again by itself."""
    soon = [one for one in held if ends_soon(one.hold_until, one.calendar, now)]
    return Section(
        "holds",
        mark("Holds ending soon"),
        Empty(
            mark("No hold ends soon"),
            mark(
                "Some days before a hold ends it stands here, so that you can look before it is asked again."
            ),
        ),
        rows=tuple(_hold(one) for one in soon),
    )


def _review(one: WaitingReview) -> WorklistRow:
    at_once = one.kind == "emergency"
    by = mark("by %(name)s") if one.decided_by_name else mark("by a rule of the policy")
    return WorklistRow(
        person=one.mentee_name,
        href=f"/decisions/{one.decision_id}",
        why=one.why,
        tag=Tag(mark("Review"), Tone.DANGER if at_once else Tone.SOON),
        due=mark("moved at once") if at_once else mark("less than recommended"),
        place=place_of(one.grade, one.site_name),
        owner=Sentence(by, {"name": one.decided_by_name}),
    )


def _hold(one: RunningHold) -> WorklistRow:
    day = one.hold_until
    return WorklistRow(
        person=one.mentee_name,
        href=f"/decisions/{one.decision_id}",
        why=Sentence(
            mark("Held until %(day)s: %(reason)s"),
            {"day": NearDay(day.year, day.month, day.day)},
            {"reason": codes.load("hold_reasons").plain(one.reason)},
        ),
        tag=Tag(mark("Hold"), Tone.SOON),
        due=Sentence(mark("ends %(day)s"), {"day": ShortDay(day.year, day.month, day.day)}),
        place=place_of(one.grade, one.site_name),
        owner=Sentence(mark("by %(name)s"), {"name": one.held_by_name}),
    )
