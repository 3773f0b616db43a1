"""Who is told that something waits for the next mentor: on the case, on the match, and on a supervisor's first page."""

from collections.abc import Iterable, Sequence
from typing import Final

from supervision.access import Actor, sites_with
from supervision.match_access import why_not_release_summary
from supervision.relations import Standing
from triage.roles import Role
from workflows.pages.components import Action, PersonCard, Sentence
from workflows.pages.home_sections import Empty, MenteeCard, Section
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.unreleased_summaries import Unreleased, unreleased_for

_LET: Final = mark("Let %(mentor)s read what %(before)s wrote")


def release_actions(found: Iterable[Unreleased], actor: Actor, standing: Standing) -> tuple[Action, ...]:
    """One line for each; whoever may not release it reads who may."""
    why_not = why_not_release_summary(actor, standing)
    return tuple(_action(one, why_not) for one in found)


def _action(one: Unreleased, why_not: str | None = None) -> Action:
    said = Sentence(_LET, {"mentor": one.next_mentor_name, "before": one.mentor_name})
    return Action(said, f"/summaries/{one.summary_id}/releases/new", why_not)


async def unreleased_section(visit: Visit) -> Section | None:
    """Only while something waits: most of the time nothing does."""
    found = await unreleased_for(
        visit.tx,
        person_id=visit.actor.person_id,
        site_ids=sites_with(visit.actor, Role.CLINICAL_SUPERVISOR),
    )
    return _section(found) if found else None


def _section(found: Sequence[Unreleased]) -> Section:
    return Section(
        "summaries",
        mark("For the next mentor"),
        Empty(
            mark("Every mentor may read what was written for them"),
            mark("What a mentor writes for the next one stands here until a supervisor releases it."),
        ),
        mentees=tuple(_card(one) for one in found),
    )


def _card(one: Unreleased) -> MenteeCard:
    wrote = Sentence(
        mark("%(before)s wrote something for %(mentor)s, who may not read it yet"),
        {"before": one.mentor_name, "mentor": one.next_mentor_name},
    )
    return MenteeCard(PersonCard(one.mentee_name, f"/mentees/{one.mentee_id}", (wrote,)), _action(one))
