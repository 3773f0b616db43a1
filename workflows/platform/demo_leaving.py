"""Who of the staff of the demo is away or leaving, and who was asked to take over which of their cases?"""

from workflows.platform.demo_story import Act, Story
from workflows.records.episodes import load_case_of_mentee
from workflows.records.scope import Transaction
from workflows.records.student_search import students_found
from workflows.verbs.answer_takeover import answer_takeover
from workflows.verbs.begin_absence import begin_absence
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


async def be_away(story: Story, tx: Transaction, act: Act) -> None:
    """Whoever does the act says it of themselves. `first` and `last` are school days, to come when negative."""
    await begin_absence(
        tx,
        person_id=story.people[act["by"]],
        cover_id=story.people[act["cover"]],
        first_on=story.days.day(act["first"]),
        last_on=story.days.day(act["last"]),
        by=tx.actor,
        at=tx.at,
    )
