"""How does a piece of open work read in a list: who, what changed, why it is here, whose it is, and by when?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from care_steps import codes
from care_steps.offers import OfferState
from triage import instruments
from workflows.pages.components import Sentence, ShortDay, Tag, WorklistRow
from workflows.pages.deadlines import WEEK, due_or_taken, tone_of
from workflows.pages.page import mark
from workflows.pages.places import place_of
from workflows.pages.urgency import urgency_tag
from workflows.records.worklists import OpenItem

ESCALATION, RECOMMENDATION, TASK = "escalation", "recommendation", "task"
KINDS: Final[Mapping[str, str]] = {
    ESCALATION: mark("Escalation"),
    RECOMMENDATION: mark("Recommendation"),
    TASK: mark("Task"),
}
_OFFERS: Final[Mapping[str, str]] = {
    OfferState.OFFERED: mark("offer not answered yet"),
    OfferState.ACCEPTED: mark("offer accepted, not begun"),
    OfferState.WAITING: mark("offer accepted, no place yet"),
    OfferState.DECLINED: mark("offer declined"),
    OfferState.EXPIRED: mark("offer never answered"),
    OfferState.NOT_STARTED: mark("offer came to nothing"),
}
"""What a supervisor has to know of the last offer; of one that began or was taken back, nothing."""


def work_row(item: OpenItem, now: datetime, *, decides: bool) -> WorklistRow:
    """One line. `decides`: whether its reader answers recommendations."""
    action = codes.load("actions").plain(item.action)
    return WorklistRow(
        person=item.mentee_name,
        href=work_path(item, decides=decides),
        why=item.sentence or action,
        tag=Tag(KINDS[item.kind], tone_of(item.due_at, now, item.class_)),
        due=due_or_taken(item.due_at, item.opened_at, now, item.time_zone, seen_by=item.acknowledged_by_name),
        due_at=item.due_at,
        facts=what_changed(item),
        # A recommendation always asks for the same: that it is answered.
        next_step=action if item.sentence and item.kind != RECOMMENDATION else "",
        place=place_of(item.grade, item.site_name),
        owner=_owner(item),
        urgency=urgency_tag(item.class_),
    )


def work_path(item: OpenItem, *, decides: bool) -> str:
    """Where the work is done: recommendations are answered by a decision."""
    decision = "/decisions/new" if decides and item.kind == RECOMMENDATION else ""
    return f"/work/{item.id}{decision}"


def what_changed(item: OpenItem) -> tuple[Sentence, ...]:
    """The scores and the dose that the newest rule was read from, and what was answered before."""
    scores = [_score(item.facts, one) for one in instruments.IDS]
    # A score that moved says more than one that stands alone.
    moved = sorted((one for one in scores if one is not None), key=lambda one: "before" not in one.values)
    until = item.facts_as_of.astimezone(ZoneInfo(item.time_zone)).date() if item.facts_as_of else None
    rest = (dose_said(item.facts, until), _missed(item.facts), _held(item), _offer(item))
    return (*moved, *(one for one in rest if one is not None))


def _score(facts: Mapping[str, Any], instrument_id: str) -> Sentence | None:
    prefix = instrument_id.replace("-", "_")
    before, after = _value(facts, f"{prefix}_baseline"), _value(facts, f"{prefix}_total")
    said = {"form": instruments.load(instrument_id).name, "after": after}
    if after is None:
        return None
    days = _days_between(facts, f"{prefix}_baseline", f"{prefix}_total")
    if before is None or days is None:
        return Sentence("%(form)s %(after)s", said)
    said["before"] = before
    # Within a week "in 1 week" would say more than there is.
    weeks = round(days / WEEK) if days >= WEEK else 0
    if not weeks:
        return Sentence("%(form)s %(before)s → %(after)s", said)
    if weeks == 1:
        return Sentence(mark("%(form)s %(before)s → %(after)s in 1 week"), said)
    return Sentence(mark("%(form)s %(before)s → %(after)s in %(weeks)s weeks"), {**said, "weeks": weeks})


def _days_between(facts: Mapping[str, Any], first: str, last: str) -> int | None:
    """The days from one form to another; None when there is only one form."""
    before, after = _source(facts, first), _source(facts, last)
    if before is None or after is None or before == after:
        return None
    return (datetime.fromisoformat(after["at"]) - datetime.fromisoformat(before["at"])).days


def _source(facts: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next(iter((facts.get(name) or {}).get("sources") or ()), None)


def dose_said(facts: Mapping[str, Any], until: date | None) -> Sentence | None:
    """How much of the step was delivered until that day; None when nothing was planned. The facts as they are frozen."""
    made, planned = _value(facts, "sessions_made"), _value(facts, "sessions_planned")
    if not planned:
        return None
    said = {"made": made, "planned": planned}
    if until is None:
        more = mark("%(made)s sessions held, %(planned)s planned")
        return Sentence(more if made > planned else mark("%(made)s of %(planned)s sessions held"), said)
    # The list says what a rule read, the page what is known today: each names its day.
    said["until"] = ShortDay(until.year, until.month, until.day)
    if made > planned:
        return Sentence(mark("%(made)s sessions held until %(until)s, %(planned)s planned"), said)
    return Sentence(mark("%(made)s of %(planned)s sessions held until %(until)s"), said)


def _missed(facts: Mapping[str, Any]) -> Sentence | None:
    missed = _value(facts, "missed_in_a_row")
    if not missed:
        return None
    if missed == 1:
        return Sentence(mark("the last one missed"))
    return Sentence(mark("%(missed)s missed in a row"), {"missed": missed})


def _held(item: OpenItem) -> Sentence | None:
    """A case that was held is asked about again, and its reader is to know."""
    until = item.held_until
    if until is None:
        return None
    return Sentence(mark("held until %(day)s"), {"day": ShortDay(until.year, until.month, until.day)})


def _offer(item: OpenItem) -> Sentence | None:
    text = _OFFERS.get(item.offer_before or "")
    return Sentence(text) if text else None


def _owner(item: OpenItem) -> Sentence | str:
    if item.covered_by_name is not None:
        names = {"name": item.owner_name, "cover": item.covered_by_name}
        return Sentence(mark("with %(name)s, who is away: covered by %(cover)s"), names)
    if item.acknowledged_by_name is None:
        return Sentence(mark("with %(name)s"), {"name": item.owner_name})
    if item.acknowledged_by_name == item.owner_name:
        # Where they act at once, the deadline has already said so.
        acts = item.due_at <= item.opened_at
        return "" if acts else Sentence(mark("with %(name)s, who has seen it"), {"name": item.owner_name})
    return Sentence(
        mark("with %(name)s, seen by %(seen)s"), {"name": item.owner_name, "seen": item.acknowledged_by_name}
    )


def _value(facts: Mapping[str, Any], name: str) -> Any:
    return (facts.get(name) or {}).get("value")
