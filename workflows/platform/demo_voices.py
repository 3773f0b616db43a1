"""What do the mentees and families of the demo say themselves: how it goes, what they want to reach, what they think?"""

from supervision.check_ins import SaidInCheckIn
from supervision.guardian_inputs import GuardianSaid
from supervision.stated_views import Whose
from workflows.platform.demo_open_work import offer_at
from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction
from workflows.verbs.check_in import check_in
from workflows.verbs.end_goal import end_goal
from workflows.verbs.set_goal import set_goal
from workflows.verbs.state_view import state_view
from workflows.verbs.take_guardian_input import take_guardian_input


async def answer_check_in(story: Story, tx: Transaction, act: Act) -> None:
    """By the link that somebody gave them: the mentee acts."""
    said = SaidInCheckIn(
        how_it_goes=act["how_it_goes"],
        wants_help=act.get("wants_help", False),
        wants_other_mentor=act.get("wants_other_mentor", False),
        words=act.get("words", ""),
    )
    await check_in(
        tx,
        episode_id=(await story.case(tx)).id,
        said=said,
        given_by="link",
        asked_by=story.people[act["asked_by"]],
        by=tx.actor,
        at=tx.at,
    )


async def set_one(story: Story, tx: Transaction, act: Act) -> None:
    story.named[act["called"]] = await set_goal(
        tx,
        match_id=story.matches[act["mentor"]],
        words=act["words"],
        set_with=act["set_with"],
        by=tx.actor,
        at=tx.at,
    )


async def end_one(story: Story, tx: Transaction, act: Act) -> None:
    await end_goal(tx, goal_id=story.named[act["goal"]], outcome=act["outcome"], by=tx.actor, at=tx.at)


async def hear_guardian(story: Story, tx: Transaction, act: Act) -> None:
    """A guardian, by name; or whoever spoke in their place, and why."""
    said = GuardianSaid(
        how_it_goes=act["how_it_goes"],
        words=act["words"],
        contact_id=story.named[act["contact"]] if "contact" in act else None,
        informant=act.get("informant", ""),
        why_instead=act.get("why_instead"),
    )
    await take_guardian_input(tx, episode_id=(await story.case(tx)).id, said=said, by=tx.actor, at=tx.at)


async def view(story: Story, tx: Transaction, act: Act) -> None:
    """What they think about the offer that is open."""
    case = await story.case(tx)
    await state_view(
        tx,
        episode_id=case.id,
        whose=Whose(act["whose"]),
        words=act["words"],
        offer_id=(await offer_at(tx, case)).id,
        by=tx.actor,
        at=tx.at,
    )
