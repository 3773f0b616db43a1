"""How does a piece of open work read in a list: who, what changed, why it is here, and by when?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from care_steps import codes
from triage import instruments
from workflows.pages.components import Sentence, Tag, WorklistRow
from workflows.pages.deadlines import due_in_words, tone_of
from workflows.pages.page import mark
from workflows.pages.places import place_of
from workflows.records.worklists import OpenItem

ESCALATION, RECOMMENDATION, TASK = "escalation", "recommendation", "task"
KINDS: Final[Mapping[str, str]] = {
    ESCALATION: mark("Escalation"),
    RECOMMENDATION: mark("Recommendation"),
    TASK: mark("Task"),
}


def work_row(item: OpenItem, now: datetime, *, decides: bool) -> WorklistRow:
    """One line. `decides`: whether its reader answers recommendations."""
    return WorklistRow(
        person=item.mentee_name,
        href=work_path(item, decides=decides),
        why=item.sentence or codes.load("actions").plain(item.action),
        tag=Tag(KINDS[item.kind], tone_of(item.due_at, now, item.class_)),
        due=due_in_words(item.due_at, now, item.time_zone),
        due_at=item.due_at,
        facts=what_changed(item),
        next_step=codes.load("actions").plain(item.action) if item.sentence else "",
        place=place_of(item.grade, item.site_name),
    )


def work_path(item: OpenItem, *, decides: bool) -> str:
    """Where the work is done: recommendations are answered by a decision."""
    decision = "/decisions/new" if decides and item.kind == RECOMMENDATION else ""
    return f"/work/{item.id}{decision}"


def what_changed(item: OpenItem) -> tuple[Sentence, ...]:
    """The scores and the dose that the newest rule was read from, shortest first."""
    found = [_score(item.facts, one) for one in instruments.IDS]
    return tuple(one for one in (*found, _dose(item), _seen(item), _owner(item)) if one is not None)


def _score(facts: Mapping[str, Any], instrument_id: str) -> Sentence | None:
    prefix = instrument_id.replace("-", "_")
    before, after = _value(facts, f"{prefix}_baseline"), _value(facts, f"{prefix}_total")
    name = instruments.load(instrument_id).name
    if after is None:
        return None
    if before is None or before == after:
        return Sentence("%(form)s %(after)s", {"form": name, "after": after})
    return Sentence("%(form)s %(before)s → %(after)s", {"form": name, "before": before, "after": after})


def _dose(item: OpenItem) -> Sentence | None:
    made, planned = _value(item.facts, "sessions_made"), _value(item.facts, "sessions_planned")
    if not planned:
        return None
    if made > planned:
        return Sentence(
            mark("%(made)s sessions made, %(planned)s planned"), {"made": made, "planned": planned}
        )
    return Sentence(mark("%(made)s of %(planned)s planned sessions made"), {"made": made, "planned": planned})


def _seen(item: OpenItem) -> Sentence | None:
    if item.acknowledged_by_name is None:
        return None
    return Sentence(mark("seen by %(name)s"), {"name": item.acknowledged_by_name})


def _owner(item: OpenItem) -> Sentence:
    return Sentence(mark("with %(name)s"), {"name": item.owner_name})


def _value(facts: Mapping[str, Any], name: str) -> Any:
    return (facts.get(name) or {}).get("value")
