"""How do those fare in the demo whose story nobody wrote? From a seed, so that the whole is as in a district.

`flow.toml` says how many of them come to which end; which forms come back and what is on them is drawn. The same
seed tells the same stories. They are acts like those of `cast.toml` and reached by the same verbs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import cycle
from random import Random
from typing import Any, Final

from workflows.platform.demo_answers import Answers, first_form, form_later
from workflows.platform.demo_story import Act

MENTOR: Final = "paraprofessional_mentor"
JOURNEY: Final = "journey_mentor"
PROFESSIONAL: Final = "professional_referral"
REVIEW_EVERY: Final = 4
"""A form is asked for after every fourth session (ours)."""
_MORNING: Final = time(10, 30)


@dataclass
class Debt:
    """Yes as often as the share says, in any stretch of questions. What may not be paid at once is carried on."""

    share: float
    owed: float

    def is_due(self, *, may_be: bool = True) -> bool:
        self.owed += self.share
        due = may_be and self.owed >= 1
        self.owed -= due
        return due


@dataclass
class Road:
    """One story while it is being drawn. `shape` is the row of `flow.toml`: how it ends and how long it is."""

    flow: Mapping[str, Any]
    random: Random
    shape: Mapping[str, Any]
    number: str
    mentor: str
    journey: str
    missing: Debt
    entry: Answers
    held: int = 0
    last: int = 0

    @property
    def counselor(self) -> str:
        return str(self.flow["counselor"])

    @property
    def started(self) -> int:
        """School days since about the first session."""
        return self.last + 5 * max(self.held - 1, 0)

    def act(self, do: str, ago: int, by: str | None = None, **more: Any) -> Act:
        return {"do": do, "ago": ago, "by": by or self.counselor, **more}


def stories_of(flow: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """A story for each number that `flow.toml` names, the shares of the ends as near as whole people allow."""
    random = Random(flow["seed"])
    numbers = [(group, number) for group in flow["groups"] for number in group["numbers"]]
    shapes = _shapes(flow, len(numbers))
    random.shuffle(shapes)
    mentors = {group["site"]: cycle(group["mentors"]) for group in flow["groups"]}
    missing = Debt(flow["missing_follow_ups"], random.random())
    thoughts = Debt(flow["thoughts_at_entry"], random.random())
    told = []
    for (group, number), shape in zip(numbers, shapes, strict=True):
        mentor = next(mentors[group["site"]]) if shape["end"] != "waiting" else ""
        entry = first_form(random, flow["forms"], shape["entry"], thoughts=thoughts.is_due())
        road = Road(flow, random, shape, number, mentor, group["journey"], missing, entry)
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
        yield from _referred(road, random.randint(*shape["last"]))
        return
    road.held, road.last = random.randint(*shape["held"]), random.randint(*shape["last"])
    yield from _referred(road, road.started + 4)
    yield _assigned(road, road.started + 2, road.mentor, MENTOR, road.held, road.last)
    yield from _sessions(road, road.mentor, road.held)
    yield from _ENDS[shape["end"]](road)


def _referred(road: Road, ago: int) -> Iterator[Act]:
    words, random = road.flow["words"], road.random
    reason = random.choice(words["noticed"])
    yield road.act(
        "refer_in",
        ago,
        at=time(9, random.randrange(0, 50, 5)),
        reasons=reason["reasons"],
        how_soon=reason["how_soon"],
        noticed=random.choice(reason["words"]),
    )
    yield _form(road, max(ago - 1, 0), road.entry)
    if road.entry["9"]:
        clinical = road.flow["clinical"]
        yield road.act("acknowledge", max(ago - 1, 0), clinical, at=time(10, 41))
        yield road.act(
            "end",
            max(ago - 1, 0),
            clinical,
            at=time(13, 50),
            outcome="assessed_safe_for_now",
            words=random.choice(words["interviewed"]),
        )


def _form(road: Road, ago: int, answers: Answers) -> Act:
    return road.act("fill_in", ago, at=_MORNING, form="phq-a", answers=answers)


def _assigned(road: Road, ago: int, mentor: str, step: str, held: int, last: int) -> Act:
    return road.act(
        "assign",
        ago,
        at=time(14, 10),
        mentor=mentor,
        step=step,
        held=held,
        last=last,
        count=held + (road.shape.get("more_planned", 4) if step == MENTOR else 4),
        place=road.random.choice(road.flow["words"]["places"]),
        words="",
    )


def _sessions(road: Road, mentor: str, held: int, *, missed_last: int = 0) -> Iterator[Act]:
    """The first sessions one by one: most are made, and of the last as many not as the shape says."""
    words, random = road.flow["words"], road.random
    absent = missed_last or road.shape.get("missed_last", 0)
    logged = held - road.shape.get("unlogged", 0)
    for number in range(1, logged + 1):
        is_made = number == 1 or random.random() >= road.flow["sessions_missed"]
        if number > logged - absent or not is_made:
            cause = "mentee" if number > logged - absent else random.choice(words["causes"])
            yield {"do": "miss", "sessions": [number], "by": mentor, "cause": cause}
            continue
        said = random.choice(words["sessions"])
        yield {
            "do": "meet",
            "sessions": [number],
            "by": mentor,
            "topics": said["topics"],
            "note": random.choice(said["notes"]),
        }


def _follow_ups(road: Road, change: Sequence[int], *, sure_last: bool) -> Iterator[Act]:
    """The forms after every few sessions. About half never come back, but for the last when the end rests on it."""
    reviews = [road.held - back for back in range(0, road.held - 2, REVIEW_EVERY)]
    for session in sorted(reviews):
        is_last = session == road.held
        if road.missing.is_due(may_be=not (is_last and sure_last)):
            continue
        wanted, most = (change, 24) if is_last else (road.flow["between"], road.flow["most_between"])
        form = form_later(road.random, road.flow["forms"], road.entry, wanted, most=most)
        yield _form(road, road.last + 5 * (road.held - session), form)


def _steady(road: Road) -> Iterator[Act]:
    yield from _follow_ups(road, road.shape["change"], sure_last=False)


def _better(road: Road) -> Iterator[Act]:
    yield from _follow_ups(road, road.shape["change"], sure_last=True)


def _decided(road: Road, ago: int, **more: Any) -> Act:
    words = road.flow["words"]
    return road.act(
        "decide",
        ago,
        road.flow["clinical"],
        at=time(15, 0),
        **{
            "answer": "accept",
            "consent_basis": "guardian_written",
            "told": [["The mentee", "in person"], ["The guardian", "by telephone"]],
            "mentee_view": road.random.choice(words["views"]),
            "words": road.random.choice(words["decisions"]),
            **more,
        },
    )


def _worse(road: Road) -> Iterator[Act]:
    yield from _follow_ups(road, road.shape["change"], sure_last=True)


def _held(road: Road) -> Iterator[Act]:
    yield from _worse(road)
    more = {"consent_basis": "not_needed_no_change", "told": []}
    yield _decided(
        road, road.last - 1, answer="hold", hold_reason="delivery_repair_running", hold_days=21, **more
    )


def _declined(road: Road) -> Iterator[Act]:
    yield from _worse(road)
    yield _decided(road, road.last - 1)
    reasons = [road.random.choice(road.flow["words"]["declines"])]
    yield road.act("answer", road.last - 2, at=time(12, 0), move="decline", reasons=reasons)


def _offered(road: Road) -> Iterator[Act]:
    yield from _worse(road)
    yield _decided(road, road.last - 1)


def _stepped_up(road: Road) -> Iterator[Act]:
    """At the first step till `last` school days ago, since then with a journey mentor."""
    yield from _offered(road)
    yield road.act("answer", road.last - 2, at=time(12, 0), move="accept")
    held = (road.last - 6) // 5 + 1
    last = road.last - 5 - 5 * (held - 1)
    yield _assigned(road, road.last - 3, road.journey, JOURNEY, held, last)
    yield from _sessions(road, road.journey, held)


def _to_a_professional(road: Road) -> Iterator[Act]:
    yield from _worse(road)
    more = {"answer": "other", "step": PROFESSIONAL, "override_reasons": ["extra_risk_seen"]}
    yield _decided(road, road.last - 1, **more)
    yield road.act("answer", road.last - 2, at=time(12, 0), move="accept")
    words = road.random.choice(road.flow["words"]["confirmed"])
    yield road.act("confirm", road.last - 9, at=time(16, 0), words=words)


_ENDS: Final[Mapping[str, Callable[[Road], Iterator[Act]]]] = {
    "steady": _steady,
    "not_logged": _steady,
    "lost_contact": _steady,
    "recovering": _better,
    "worse": _worse,
    "held": _held,
    "declined": _declined,
    "offered": _offered,
    "stepped_up": _stepped_up,
    "professional": _to_a_professional,
}
