"""What happens on every road of the demo that nobody wrote: referred, interviewed, met, and asked the same forms again?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from random import Random
from typing import Any, Final

from workflows.platform.demo_answers import Answers, form_later
from workflows.platform.demo_days import SCHOOL_WEEK
from workflows.platform.demo_story import Act

MENTOR: Final = "paraprofessional_mentor"
REVIEW_EVERY: Final = 2
"""Forms are asked after every second session: every 14 days, as the policy's plan of measures says."""
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
    missing_last: Debt
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


def referred(road: Road, ago: int) -> Iterator[Act]:
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
    yield from forms(road, max(ago - 1, 0), road.entry)
    if road.entry["9"]:
        yield from interviewed(road, max(ago - 1, 0))


def interviewed(road: Road, ago: int) -> Iterator[Act]:
    """At once, and looked at again each time that it is due."""
    clinical, words, random = road.flow["clinical"], road.flow["words"], road.random
    yield road.act("acknowledge", ago, clinical, at=time(10, 41))
    yield road.act(
        "end",
        ago,
        clinical,
        at=time(13, 50),
        outcome="assessed_safe_for_now",
        words=random.choice(words["interviewed"]),
    )
    for later in range(ago - road.flow["looked_at_again_every"], 0, -road.flow["looked_at_again_every"]):
        yield road.act(
            "look_again", later, clinical, at=time(11, 20), words=random.choice(words["looked_again"])
        )


def forms(road: Road, ago: int, answers: Answers) -> Iterator[Act]:
    """The PHQ-A, and where a second form is asked beside it, that one."""
    yield road.act("fill_in", ago, at=_MORNING, form="phq-a", answers=answers)
    if also := road.flow.get("also"):
        total = road.random.randint(*also["totals"])
        yield road.act("fill_in", ago, at=also["at"], form=also["form"], total=total)


def assigned(road: Road, ago: int, mentor: str, step: str, held: int, last: int) -> Act:
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


def sessions(road: Road, mentor: str, held: int, *, missed_last: int = 0) -> Iterator[Act]:
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


def follow_ups(road: Road, change: Sequence[int], *, sure_last: bool) -> Iterator[Act]:
    """The forms after every few sessions. About half never come back; the last is asked for until it does, mostly."""
    reviews = [road.held - back for back in range(0, road.held - 2, REVIEW_EVERY)]
    for session in sorted(reviews):
        is_last = session == road.held
        debt = road.missing_last if is_last else road.missing
        if debt.is_due(may_be=not (is_last and sure_last)):
            continue
        wanted, most = (change, 24) if is_last else (road.flow["between"], road.flow["most_between"])
        form = form_later(road.random, road.flow["forms"], road.entry, wanted, most=most)
        yield from forms(road, road.last + SCHOOL_WEEK * (road.held - session), form)


def asked_since(road: Road, since: int) -> Iterator[Act]:
    """The forms that are asked every second week at the step after: so many school days ago it had begun."""
    newest = road.random.randint(1, SCHOOL_WEEK)
    for ago in reversed(range(newest, since, REVIEW_EVERY * SCHOOL_WEEK)):
        if road.missing.is_due(may_be=ago != newest):
            continue
        wanted = road.flow["after_a_step"]
        form = form_later(road.random, road.flow["forms"], road.entry, wanted, most=24)
        yield from forms(road, ago, form)
