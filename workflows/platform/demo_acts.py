"""What do the acts in the demo's cast do? Each calls a verb, as one of the people, at a past instant."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from workflows.platform import (
    demo_deciding,
    demo_forms,
    demo_intake,
    demo_meetings,
    demo_mistakes,
    demo_safety,
)
from workflows.platform.demo_dates import dated
from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction

DO: Final[Mapping[str, Callable[[Story, Transaction, Act], Awaitable[None]]]] = {
    "refer_in": demo_intake.refer,
    "rate": demo_intake.rate,
    "tell": demo_intake.tell,
    "assign": demo_intake.give_mentor,
    "reserve": demo_intake.reserve,
    "begin_with_professional": demo_intake.begin_with_professional,
    "fill_in": demo_forms.fill_in,
    "miss_form": demo_forms.miss_form,
    "meet": demo_meetings.meet,
    "miss": demo_meetings.miss,
    "decide": demo_deciding.choose,
    "answer": demo_deciding.answer,
    "confirm": demo_deciding.confirm,
    "review": demo_deciding.review,
    "close": demo_deciding.close,
    "reopen": demo_deciding.reopen,
    "acknowledge": demo_safety.take_on,
    "end": demo_safety.end,
    "look_again": demo_safety.look_again,
    "name_contact": demo_safety.name_contact,
    "read": demo_mistakes.read,
    "move_log": demo_mistakes.move_log,
}


async def act_out(story: Story, acts: Sequence[Act]) -> None:
    """Every act in the order of time. One that happened in several sessions is done in each of them."""
    for act in sorted(dated(acts, story.days), key=story.at):
        async with story.acting(act) as tx:
            await DO[act["do"]](story, tx, act)
