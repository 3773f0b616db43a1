"""Who looks after safety in the demo's stories: takes it on, reports, says what was found, is there during a break?"""

from datetime import timedelta

from care_steps.safety_tiers import SafetyFound
from supervision.abuse_reports import REPORT, AbuseReport
from workflows.platform.demo_open_work import work_at
from workflows.platform.demo_story import Act, Story
from workflows.records.abuse_reports import concern_of_task
from workflows.records.scope import Transaction
from workflows.records.work import open_work_of
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.end_work import end_work
from workflows.verbs.rate_safety import rate_safety
from workflows.verbs.record_report import record_report
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


async def report(story: Story, tx: Transaction, act: Act) -> None:
    """Whoever heard it reports it themselves, some minutes before they write that down."""
    (task,) = (one for one in await open_work_of(tx, (await story.case(tx)).id) if one.action == REPORT)
    concern_id = await concern_of_task(tx, task.id)
    assert concern_id is not None
    said = AbuseReport(
        reported_by=story.people[act["by"]],
        agency=act["agency"],
        reported_at=tx.at - timedelta(minutes=act["minutes_before"]),
        way=act["way"],
        reference=act["reference"],
    )
    await record_report(tx, concern_id=concern_id, report=said, by=tx.actor, at=tx.at)
