"""Which records of the demo stood with the wrong student, who had read them, and where do they stand now?"""

from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction
from workflows.records.student_search import students_found
from workflows.verbs.misfile import misfile
from workflows.verbs.see_case import see_case


async def read(story: Story, tx: Transaction, act: Act) -> None:
    """Somebody opens the log that the story is about."""
    case, log_id = await story.case(tx), story.logs[act["log"]]
    await see_case(tx, by=tx.actor, episode_id=case.id, object_kind="session", object_id=log_id)


async def move_log(story: Story, tx: Transaction, act: Act) -> None:
    (student,) = await students_found(tx, act["to"], most=2)
    await misfile(
        tx,
        kind="session",
        record_id=story.logs[act["log"]],
        to_mentee_id=student.person_id,
        why=act["why"],
        by=tx.actor,
        at=tx.at,
    )
