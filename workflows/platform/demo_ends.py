"""To which end does a road of the demo come that nobody wrote: steady, better, worse, offered more, at a later step?"""

from collections.abc import Callable, Iterator, Mapping
from datetime import time
from typing import Any, Final

from workflows.platform.demo_road import Road, asked_since, assigned, follow_ups, sessions
from workflows.platform.demo_story import Act

JOURNEY: Final = "journey_mentor"
PROFESSIONAL: Final = "professional_referral"


def _steady(road: Road) -> Iterator[Act]:
    yield from follow_ups(road, road.shape["change"], sure_last=False)


def _better(road: Road) -> Iterator[Act]:
    yield from follow_ups(road, road.shape["change"], sure_last=True)


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
    yield from follow_ups(road, road.shape["change"], sure_last=True)


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
    yield assigned(road, road.last - 3, road.journey, JOURNEY, held, last)
    yield from sessions(road, road.journey, held)
    yield from asked_since(road, road.last - 6)


def _to_a_professional(road: Road) -> Iterator[Act]:
    yield from _worse(road)
    more = {"answer": "other", "step": PROFESSIONAL, "override_reasons": ["extra_risk_seen"]}
    yield _decided(road, road.last - 1, **more)
    yield road.act("answer", road.last - 2, at=time(12, 0), move="accept")
    words = road.random.choice(road.flow["words"]["confirmed"])
    yield road.act("confirm", road.last - 9, at=time(16, 0), words=words)
    yield from asked_since(road, road.last - 9)


ENDS: Final[Mapping[str, Callable[[Road], Iterator[Act]]]] = {
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
