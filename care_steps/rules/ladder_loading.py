"""Are these the ladders of a policy? Each fault named at its place.

What must never be set is refused here: a ladder that a calendar stops although it is about safety, a rung that nobody
sees on the site itself, and a longer time to resolve than the fixed section allows.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from care_steps.rules.ladders import Ladder, Rung, Way, Whom, faults_among
from care_steps.rules.limits import LANES, UNITS, Limit
from care_steps.rules.reading import Faults, Table

_W = TypeVar("_W", Whom, Way)
LADDER_LANES: Final = tuple(lane for lane in LANES if lane != "none")
CLOCKS: Final = ("real", "school")
_ROUTINE: Final = "routine"
_SCHOOL_DAYS: Final = "school_days"
_FIELDS: Final = (
    "id",
    "lane",
    "sites",
    "clock",
    "rungs",
    "widened_by",
    "taken_minutes",
    "unanswered",
    "source",
    "owner",
)


def read_ladders(
    found: Any, faults: Faults, *, owner: str, fixed: Mapping[str, Mapping[str, Any]]
) -> tuple[Ladder, ...]:
    """`fixed`: by lane the ladder of the fixed section, whose `taken_minutes` is the longest, and whose `unanswered`
    holds where a ladder says nothing of it.
    """
    if not isinstance(found, list) or not found:
        faults.add("ladders", "this is a list with at least one entry.")
        return ()
    ladders = tuple(
        _ladder(one, f"ladder {number}", faults, owner, fixed) for number, one in enumerate(found, start=1)
    )
    for sentence in faults_among(ladders, LADDER_LANES):
        faults.add("ladders", sentence)
    return ladders


def _ladder(
    found: Any, where: str, faults: Faults, owner: str, fixed: Mapping[str, Mapping[str, Any]]
) -> Ladder:
    table = Table(found, where, faults, _FIELDS)
    lane, clock = table.one_of("lane", LADDER_LANES), table.one_of("clock", CLOCKS)
    if lane in LADDER_LANES and lane != _ROUTINE and clock != "real":
        table.fault(f"the lane “{lane}” runs on the real clock, which no calendar stops.")
    taken = table.whole("taken_minutes", 1)
    if taken > (most := fixed[lane]["taken_minutes"] if lane in fixed else taken):
        table.fault(
            f"“taken_minutes” is at most {most} in the lane “{lane}”: it can be shortened, not switched off."
        )
    return Ladder(
        id=table.text("id"),
        lane=lane,
        sites=table.texts("sites", optional=True),
        clock=clock,
        rungs=tuple(
            _rung(one, f"{where}, rung {number}", faults)
            for number, one in enumerate(table.tables("rungs"), start=1)
        ),
        widened_by=_words(table, "widened_by", tuple(Whom), optional=True),
        taken_minutes=taken,
        unanswered=_unanswered(table, where, faults, lane, fixed),
        source=table.text("source"),
        owner=table.text("owner") if table.has("owner") or not owner else owner,
    )


def _unanswered(
    table: Table, where: str, faults: Faults, lane: str, fixed: Mapping[str, Mapping[str, Any]]
) -> Limit:
    said = (
        table.raw("unanswered") if table.has("unanswered") else fixed.get(lane, fixed[_ROUTINE])["unanswered"]
    )
    inner = Table(said, f"{where}, unanswered", faults, ("amount", "unit"))
    limit = Limit(inner.whole("amount", 0), inner.one_of("unit", UNITS))
    if lane != _ROUTINE and limit.unit == _SCHOOL_DAYS:
        inner.fault(f"in the lane “{lane}” no calendar stops it: this is no number of school days.")
    return limit


def _rung(found: Any, where: str, faults: Faults) -> Rung:
    table = Table(found, where, faults, ("whom", "by", "minutes"))
    by = _words(table, "by", tuple(Way))
    if by and Way.PAGE not in by:
        table.fault("“by” always has “page”: a notice on the site needs no other system.")
    return Rung(_words(table, "whom", tuple(Whom)), by, table.whole("minutes", 1))


def _words(table: Table, name: str, known: Sequence[_W], *, optional: bool = False) -> tuple[_W, ...]:
    said = table.texts(name, optional=optional)
    for one in said:
        if one not in known:
            table.fault(f"“{name}” has no “{one}”. There are: {', '.join(known)}.")
    return tuple(word for one in said for word in known if word == one)
