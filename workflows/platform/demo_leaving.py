"""Who of the staff of the demo is leaving, and who was asked to take over which of their cases?"""

from workflows.platform.demo_story import Act, Story
from workflows.records.episodes import load_case_of_mentee
from workflows.records.scope import Transaction
from workflows.records.student_search import students_found
from workflows.verbs.answer_takeover import answer_takeover
from workflows.verbs.begin_departure import begin_departure
from workflows.verbs.propose_takeover import propose_takeover


async def leave(story: Story, tx: Transaction, act: Act) -> None:
    """`last_day` is a school day, as `ago` is: one to come is negative."""
    story.named["departure"] = await begin_departure(
        tx,
        person_id=story.people[act["who"]],
        why=act["why"],
        last_day_on=story.days.day(act["last_day"]),
        cover_id=story.people[act["cover"]] if "cover" in act else None,
        by=tx.actor,
        at=tx.at,
    )


async def ask_to_take_over(story: Story, tx: Transaction, act: Act) -> None:
    """The case of the story, or that of the student whose number stands at `of`."""
    mentee_id = story.mentee_id
    if "of" in act:
        (student,) = await students_found(tx, act["of"], most=2)
        mentee_id = student.person_id
    story.named["takeover"] = await propose_takeover(
        tx,
        departure_id=story.named["departure"],
        episode_id=(await load_case_of_mentee(tx, mentee_id)).id,
        what="owner",
        to_id=story.people[act["to"]],
        by=tx.actor,
        at=tx.at,
    )


async def take_over(story: Story, tx: Transaction, act: Act) -> None:
    await answer_takeover(
        tx,
        takeover_id=story.named["takeover"],
        answer="accepted",
        words=act["words"],
        by=tx.actor,
        at=tx.at,
    )
