"""How does a mentor of the demo write down a session, made or missed?"""

from supervision.session_logs import SessionLog
from workflows.platform.demo_dates import MEETING, MINUTES
from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction
from workflows.verbs.log_session import log_session


async def meet(story: Story, tx: Transaction, act: Act) -> None:
    worry = "now" if "now_kind" in act else "no"
    log = SessionLog(
        held_at=story.days.calendar.wall_time(story.day(act), MEETING),
        was_made=True,
        worry=worry,
        minutes=MINUTES,
        medium="in_person",
        topics=tuple(act["topics"]),
        practices={
            "check_in": ("done", None),
            "practise_skill": ("adapted", "not_enough_time")
            if act.get("number", 0) % 3 == 2
            else ("done", None),
            "plan_next_step": ("done", None),
        },
        note=act["note"],
        now_kind=act.get("now_kind"),
        said=act.get("said", ""),
    )
    logged = await log_session(tx, match_id=story.matches[act["by"]], log=log, by=tx.actor, at=tx.at)
    story.logs[act.get("called", "")] = logged


async def miss(story: Story, tx: Transaction, act: Act) -> None:
    log = SessionLog(
        held_at=story.days.calendar.wall_time(story.day(act), MEETING),
        was_made=False,
        worry="no",
        whose_cause=act["cause"],
    )
    await log_session(tx, match_id=story.matches[act["by"]], log=log, by=tx.actor, at=tx.at)
