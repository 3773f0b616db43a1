"""How does a story of the demo begin? Referred, rated, told, and given a mentor or offered a professional."""

from typing import Final

from care_steps.starting import NO_REASONS, Reasons
from care_steps.steps import Step
from supervision.telling import Told
from workflows.platform.demo_dates import plan_of
from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction
from workflows.verbs.assign import Assignment, assign
from workflows.verbs.offer_professional import ProfessionalStart, offer_professional
from workflows.verbs.rate_needs import Rating, rate_needs
from workflows.verbs.refer_in import refer_in
from workflows.verbs.reserve_mentor import reserve_mentor
from workflows.verbs.tell_applicant import tell_applicant

_WEEKLY: Final = "A mentor meets them once a week at school, from the first planned day on."
_PLANNED: Final = "The planned sessions; then we look at it together."


async def refer(story: Story, tx: Transaction, act: Act) -> None:
    await refer_in(
        tx,
        mentee_id=story.mentee_id,
        reasons=tuple(act["reasons"]),
        noticed=act["noticed"],
        how_soon=act["how_soon"],
        by=tx.actor,
        at=tx.at,
    )


async def rate(story: Story, tx: Transaction, act: Act) -> None:
    rating = Rating(act["ratings"], tuple(act.get("barriers", ())), act.get("words", ""))
    await rate_needs(tx, episode_id=(await story.case(tx)).id, rating=rating, by=tx.actor, at=tx.at)


async def tell(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await tell_applicant(tx, episode_id=case.id, told=_told(act), by=tx.actor, at=tx.at)


def _told(act: Act) -> Told:
    return Told(
        who=("mentee", "guardian"),
        how=act.get("how", "in_person"),
        fit=act.get("fit", "fits"),
        services=act.get("services", _WEEKLY),
        limits=act.get("limits", _PLANNED),
    )


def _reasons(act: Act) -> Reasons:
    return Reasons(tuple(act["override_reasons"])) if "override_reasons" in act else NO_REASONS


async def give_mentor(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    story.matches[act["mentor"]] = await assign(
        tx,
        episode_id=case.id,
        assignment=Assignment(
            mentor_id=story.people[act["mentor"]],
            direct_supervisor_id=story.people[story.supervisor],
            for_step=Step(act["step"]),
            plan=plan_of(act, story.days),
            consent_basis="guardian_written",
            words=act["words"],
            reasons=_reasons(act),
            told=_told(act) if case.step is Step.REFERRED else None,
        ),
        seen_version=case.version,
        by=tx.actor,
        at=tx.at,
    )


async def reserve(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await reserve_mentor(tx, episode_id=case.id, mentor_id=story.people[act["mentor"]], by=tx.actor, at=tx.at)


async def begin_with_professional(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    start = ProfessionalStart("guardian_written", _reasons(act), _told(act), act["words"])
    await offer_professional(
        tx, episode_id=case.id, start=start, seen_version=case.version, by=tx.actor, at=tx.at
    )
