"""What does a row mean that does not say everything? Where it is silent, the more careful reading holds.

What must be said stands in `policy.py`; the rest follows from what was said. No number of a limit is made up:
a row without one is due the same day, in the emergency lane now.
"""

from collections.abc import Mapping
from typing import Any

from care_steps.rules.limits import LANES

_LANE_OF_CLASS = {class_: lane for lane, classes in LANES.items() if lane != "none" for class_ in classes}
_CLOCK_OF_UNIT = {"school_days": "school", "days": "calendar"}
_END_OF_WORK = {"recommendation": "by_decision", "escalation": "by_person", "task": "by_person"}


def completed(found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row with those that were left out; what was said stays, right or wrong."""
    said = dict(found)
    lane = said.setdefault("lane", _lane(said))
    class_ = said.setdefault("class", LANES.get(str(lane), LANES["urgent"])[0])
    is_safety = said.setdefault("safety", lane != "routine" and class_ not in LANES["routine"])
    work = said.setdefault("work", _work(said))
    limit = said.setdefault("limit", {"amount": 0, "unit": "now" if lane == "emergency" else "same_day"})
    said.setdefault("clock", "real" if is_safety else _clock(limit))
    said.setdefault("acknowledged_by", ["clinical_supervisor" if is_safety else "direct_supervisor"])
    said.setdefault("action", "look_now" if is_safety else "supervisor_review")
    said.setdefault("ends", _END_OF_WORK.get(str(work), "by_person"))
    if isinstance(said.get("id"), str):
        said.setdefault("rule", said["id"].split(".")[0])
    return said


def _lane(said: Mapping[str, Any]) -> str:
    class_ = said.get("class")
    if isinstance(class_, str) and class_ in _LANE_OF_CLASS:
        return _LANE_OF_CLASS[class_]
    if said.get("moves") == "emergency":
        return "emergency"
    return "urgent" if said.get("safety") is True else "routine"


def _work(said: Mapping[str, Any]) -> str:
    if "proposes" in said:
        return "recommendation"
    if said["safety"] is True and said["lane"] != "none":
        return "escalation"
    return "task" if said["lane"] == "none" or said.get("scope") == "screening" else "recommendation"


def _clock(limit: Any) -> str:
    unit = limit.get("unit") if isinstance(limit, Mapping) else None
    return _CLOCK_OF_UNIT.get(str(unit), "real")
