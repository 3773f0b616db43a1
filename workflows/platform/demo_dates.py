"""On which day does each act of a story happen, and which sessions does a plan of one have?

What the cast calls "session 3" is held on the day for which the plan has it, and a form is given so long ago that the
policy asks it again on the day that is wanted.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Final

from supervision.sessions_plan import SessionsPlan, planned_instants
from workflows.platform.demo_days import Days
from workflows.platform.demo_story import Act

MEETING: Final = time(13, 15)
"""When the made-up mentors meet their mentees; they write it down later the same day."""
MINUTES: Final = 45


def plan_of(act: Act, days: Days) -> SessionsPlan:
    """A session a week. `held` of them so far, the last one `last` school days ago; or the first one to come."""
    first = days.weekly(act["last"], act["held"])[0] if "held" in act else days.day(act["first"])
    return SessionsPlan(
        first_on=first,
        at=MEETING,
        every_days=7,
        count=act["count"],
        length_minutes=MINUTES,
        place=act.get("place", "Room 12"),
    )


def dated(acts: Sequence[Act], days: Days) -> Iterator[Act]:
    """The acts, each with its day; one that happened in several sessions, or on several days, once for each."""
    for place in range(sum(map(_plans, acts))):
        # Moving one keeps their order, and changes those before it.
        acts = _made_room(acts, sorted(filter(_plans, acts), key=lambda act: int(act["ago"]))[place], days)
    plans = {
        act["mentor"]: planned_instants(plan_of(act, days), days.calendar) for act in acts if _plans(act)
    }
    for act in acts:
        yield from _each(act, plans, days)


def _each(act: Act, plans: Mapping[str, Sequence[datetime]], days: Days) -> Iterator[Act]:
    for number in act.get("sessions", ()):
        held_on = days.calendar.local_day(plans[act["by"]][number - 1])
        written = {"written_on": days.day(act["written"])} if "written" in act else {}
        yield {**act, "number": number, "on": held_on, **written}
    for ago in act.get("days", ()):
        yield {**act, "ago": ago}
    if again := act.get("again"):
        yield {**act, "on": days.asked_again_on(again["ago"], again["after"], again["pause_from"])}
    elif "sessions" not in act and "days" not in act:
        yield act


def _made_room(acts: Sequence[Act], assigned: Act, days: Days) -> Sequence[Act]:
    """The acts, with assigning and all before it moved back when a break has pushed the first session there."""
    first, ago = plan_of(assigned, days).first_on, assigned["ago"]
    more = 0
    while days.day(ago + more) >= first:
        more += 1
    moved = [{**act, "ago": act["ago"] + more} if act.get("ago", -1) >= ago else act for act in acts]
    return [
        {**act, "last": act["last"] + more}
        if _plans(act) and act["ago"] > ago + more and "last" in act
        else act
        for act in moved
    ]


def _plans(act: Act) -> bool:
    return bool(act["do"] == "assign")
