"""Which firings are news, and which work do they open, join or end?

Three kinds of work. A recommendation is routine: one open per episode, gathering firings. An
escalation is safety: one open per cause. A task is something to do. A decision answers a firing for
its evidence set: the row is news again only when that set changes, its class rises, or a hold has
expired. So a sweep after any verb, and a second sweep, add nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

RECOMMENDATION = "recommendation"
ESCALATION = "escalation"
CANNOT_JUDGE = "R0"
"""The rule of everything that nobody can judge, and the beginning of the cause of its tasks."""


@dataclass(frozen=True, slots=True)
class PastFiring:
    """A firing on record, with the work it stands behind and what became of it."""

    id: UUID
    row_id: str
    rule_id: str
    evidence_key: str
    class_: str
    work_id: UUID
    work_kind: str
    work_cause: str
    work_state: str
    work_ends: str
    instrument_id: str | None
    informant: str | None
    is_answered: bool
    hold_until: date | None
    has_gone: bool = False
    """Its work ended by itself, because nothing behind it was true any more; nobody answered it."""
    completed_at: datetime | None = None
    """When the form behind a screening row was filled in."""

    @property
    def changes_facts(self) -> bool:
        """Whether the rules may say something else since: they ask about escalations, and about what nobody can judge."""
        return self.work_kind == ESCALATION or self.work_cause.split(":")[0] == CANNOT_JUDGE

    @property
    def may_fall_silent(self) -> bool:
        """Whether its work is open and ends by itself once nothing behind it is true any more."""
        return self.work_state != "ended" and self.work_ends == "when_silent"

    def is_of_sheet(self, first_form_id: UUID | None) -> bool:
        """Whether its work is about this form, as it was first entered, or a correction of it."""
        return self.work_cause.partition(":")[2] == str(first_form_id)

    @property
    def held(self) -> str:
        """The row, with a question mark when it was not found true but could not be judged."""
        return self.evidence_key.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that fires now: what it rests on, and the kind of work it asks for."""

    row_id: str
    rule_id: str
    evidence_key: str
    class_: str
    work: str
    administration_id: UUID | None = None
    """The form behind a screening row, as it was first entered: corrections stand for the same sheet."""
    asks: str = ""
    """What a task asks for and of whom: two people, or two things to do, are two tasks of one rule."""

    @property
    def cause(self) -> str:
        """What "one open per cause" means: the form for a screening row, else the rule and what its task asks."""
        about = str(self.administration_id) if self.administration_id else self.asks
        return f"{self.rule_id}:{about}" if about else self.rule_id


def asked_work(past: Sequence[PastFiring]) -> frozenset[UUID]:
    """The open work that the rules ask about: when it changes, they may say something else."""
    return frozenset(one.work_id for one in past if one.changes_facts and one.work_state != "ended")


def is_news(candidate: Candidate, past: Sequence[PastFiring], today: date) -> bool:
    """Has nobody been asked about this evidence yet, at this class, since it was last gone or held?

    `past` is in the order in which it was recorded.
    """
    same = [
        one for one in past if one.row_id == candidate.row_id and one.evidence_key == candidate.evidence_key
    ]
    if not same:
        return True
    newest = same[-1]
    if candidate.class_ < min(one.class_ for one in same):
        return True
    if newest.has_gone:
        # A correction brought it back, on the same records as before: it must not be lost for good.
        return True
    return newest.hold_until is not None and newest.hold_until < today


def open_work_for(candidate: Candidate, past: Sequence[PastFiring]) -> UUID | None:
    """The open work that this firing joins, if there is one."""
    for one in past:
        if one.work_state == "ended" or one.work_kind != candidate.work:
            continue
        if candidate.work == RECOMMENDATION or one.work_cause == candidate.cause:
            return one.work_id
    return None


def silent_work(past: Sequence[PastFiring], silent: frozenset[str]) -> tuple[UUID, ...]:
    """Open tasks that end by themselves, since everything behind them was asked again and is gone.

    `silent` names rows that say no, and with a question mark rows that can be judged again. A row that
    is unknown or was not asked is not silent: missing data ends nothing.
    """
    behind: dict[UUID, set[str]] = {}
    for one in past:
        if one.may_fall_silent:
            behind.setdefault(one.work_id, set()).add(one.held)
    return tuple(work_id for work_id, rows in behind.items() if rows <= silent)
