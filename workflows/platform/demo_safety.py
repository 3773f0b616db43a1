"""Who looks after safety in the demo's stories: takes it on, says what was found, is there during a break?"""

from care_steps.safety_tiers import SafetyFound
from workflows.platform.demo_open_work import work_at
from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.end_work import end_work
from workflows.verbs.rate_safety import rate_safety
from workflows.verbs.set_break_contact import set_break_contact


async def take_on(story: Story, tx: Transaction, act: Act) -> None:
    work = await work_at(tx, await story.case(tx), "escalation")
    await acknowledge(tx, work_id=work.id, by=tx.actor, at=tx.at)


async def end(story: Story, tx: Transaction, act: Act) -> None:
    """An escalation, with what was found; or a task, where the cast says so."""
    work = await work_at(tx, await story.case(tx), act.get("kind", "escalation"))
    await end_work(
        tx,
        work_id=work.id,
        outcome=act["outcome"],
        words=act["words"],
        found=_found(act),
        by=tx.actor,
        at=tx.at,
    )


def _found(act: Act) -> SafetyFound:
    return SafetyFound(act.get("tier", "low"), act["words"], act.get("safety_plan", ""))


async def look_again(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await rate_safety(tx, episode_id=case.id, found=_found(act), by=tx.actor, at=tx.at)


async def name_contact(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await set_break_contact(
        tx,
        episode_id=case.id,
        person_id=story.people[act["contact"]],
        phone=act["phone"],
        words=act["words"],
        by=tx.actor,
        at=tx.at,
    )
