"""What do the acts in the demo's cast do? Each calls a verb, as one of the people, at a past instant."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from workflows.platform import (
    demo_deciding,
    demo_families,
    demo_forms,
    demo_intake,
    demo_leaving,
    demo_matches,
    demo_meetings,
    demo_mistakes,
    demo_referrals,
    demo_safety,
    demo_voices,
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
    "report": demo_safety.report,
    "look_again": demo_safety.look_again,
    "name_contact": demo_safety.name_contact,
    "read": demo_mistakes.read,
    "move_log": demo_mistakes.move_log,
    "pause": demo_matches.pause,
    "end_match": demo_matches.end,
    "sum_up": demo_matches.sum_up,
    "release": demo_matches.release,
    "draft": demo_referrals.draft,
    "send": demo_referrals.send,
    "hear": demo_referrals.hear,
    "schedule": demo_referrals.schedule,
    "arrive": demo_referrals.arrive,
    "add_contact": demo_families.add_contact,
    "ban": demo_families.ban,
    "name_at_home": demo_families.name_at_home,
    "send_letter": demo_families.send_letter,
    "remind": demo_families.remind,
    "consent": demo_families.consent,
    "announce": demo_families.announce,
    "opt_out": demo_families.opt_out,
    "check_in": demo_voices.answer_check_in,
    "set_goal": demo_voices.set_one,
    "end_goal": demo_voices.end_one,
    "hear_guardian": demo_voices.hear_guardian,
    "view": demo_voices.view,
    "be_away": demo_leaving.be_away,
    "leave": demo_leaving.leave,
    "ask_to_take_over": demo_leaving.ask_to_take_over,
    "take_over": demo_leaving.take_over,
}


async def act_out(story: Story, acts: Sequence[Act]) -> None:
    """Every act in the order of time. One that happened in several sessions is done in each of them."""
    for act in sorted(dated(acts, story.days), key=story.at):
        async with story.acting(act) as tx:
            await DO[act["do"]](story, tx, act)
