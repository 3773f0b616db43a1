"""How do those fare in the demo whose story nobody wrote? From a seed, so that the whole is as in a district.

`flow.toml` says how many of them come to which end; which forms come back and what is on them is drawn. The same
seed tells the same stories. They are acts like those of `cast.toml` and reached by the same verbs.
"""

from collections.abc import Iterator, Mapping
from itertools import cycle
from random import Random
from typing import Any

from workflows.platform.demo_answers import first_form
from workflows.platform.demo_ends import ENDS
from workflows.platform.demo_road import MENTOR, Debt, Road, assigned, referred, sessions
from workflows.platform.demo_story import Act


def stories_of(flow: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """A story for each number that `flow.toml` names, the shares of the ends as near as whole people allow."""
    random = Random(flow["seed"])
    numbers = [(group, number) for group in flow["groups"] for number in group["numbers"]]
    shapes = _shapes(flow, len(numbers))
    random.shuffle(shapes)
    mentors = {group["site"]: cycle(group["mentors"]) for group in flow["groups"]}
    missing = Debt(flow["missing_follow_ups"], random.random())
    missing_last = Debt(flow["missing_last"], random.random())
    thoughts = Debt(flow["thoughts_at_entry"], random.random())
    told = []
    for (group, number), shape in zip(numbers, shapes, strict=True):
        mentor = next(mentors[group["site"]]) if shape["end"] != "waiting" else ""
        entry = first_form(random, flow["forms"], shape["entry"], thoughts=thoughts.is_due())
        road = Road(flow, random, shape, number, mentor, group["journey"], missing, missing_last, entry)
        told.append({"number": number, "about": f"Drawn: {shape['end']}.", "acts": list(_acts(road))})
    return tuple(told)


def _shapes(flow: Mapping[str, Any], count: int) -> list[Mapping[str, Any]]:
    """So many of each end that the shares come out, the largest remainders rounded up."""
    wanted = [(shape["share"] * count, shape) for shape in flow["ends"]]
    found = [shape for share, shape in wanted for _ in range(int(share))]
    left = sorted(wanted, key=lambda one: one[0] % 1, reverse=True)
    return found + [shape for _, shape in left[: count - len(found)]]


def _acts(road: Road) -> Iterator[Act]:
    shape, random = road.shape, road.random
    if shape["end"] == "waiting":
        yield from referred(road, random.randint(*shape["last"]))
        return
    road.held, road.last = random.randint(*shape["held"]), random.randint(*shape["last"])
    yield from referred(road, road.started + 4)
    yield assigned(road, road.started + 2, road.mentor, MENTOR, road.held, road.last)
    yield from sessions(road, road.mentor, road.held)
    yield from ENDS[shape["end"]](road)
