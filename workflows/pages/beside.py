"""What does an adult read who is beside the young person now: what to do, whom to call, who is with them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from supervision.beside import DoneBy, Reached, Said, Words, is_at_once, reached, what_to_do
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import mark
from workflows.pages.who_was_told import WhoWasTold, who_was_told
from workflows.records.episodes import Case
from workflows.records.firings import FiringLine
from workflows.records.presences import Presence, presences_of
from workflows.records.scope import Transaction

_LINES: Final[Mapping[Said, str]] = {
    Said.WITH_ME: mark("%(by)s is with %(name)s."),
    Said.WITH_OTHER: mark("%(whom)s is with %(name)s, says %(by)s."),
    Said.UNKNOWN: mark("%(by)s does not know where %(name)s is."),
}


SAID: Final = mark("That is kept, and shown to everybody who acts.")


@dataclass(frozen=True, slots=True)
class PresenceLine:
    """What one person said about where the young person is."""

    text: Sentence
    at: datetime


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, and whether it is done or the next one."""

    text: Sentence
    reached: Reached


@dataclass(frozen=True, slots=True)
class Beside:
    """The box that says what to do. `path`: where it is said who is with them, None when nobody has to be.

    `name` is the first name alone: the page may be read over a shoulder.
    """

    name: str
    headline: Sentence
    steps: tuple[StepLine, ...]
    at_once: bool
    is_missing: bool
    presences: tuple[PresenceLine, ...]
    who: WhoWasTold
    path: str | None


def presence_of(typed: Reading) -> dict[str, str]:
    """What was said, as `say_presence` takes it; whatever came, the verb says what is wrong with it."""
    said = typed.one_of("said", tuple(Said), required=None)
    return {"said": said or "", "with_whom": typed.line("with_whom")}


def escalation_of(firings: tuple[FiringLine, ...]) -> FiringLine | None:
    """The most urgent open escalation among what fired: about it people say who is with the young person."""
    return next((one for one in _open(firings) if one.work_kind == "escalation"), None)


async def beside(
    tx: Transaction, case: Case, firings: tuple[FiringLine, ...], *, path: str | None = None
) -> Beside | None:
    """The box about what fired, while somebody has to act beside the young person; else None.

    `path` is where presences are sent to when the reader may not see the work itself.
    """
    first = escalation_of(firings) or next(iter(_open(firings)), None)
    if first is None:
        return None
    is_escalation = first.work_kind == "escalation"
    presences = await presences_of(tx, first.work_id) if is_escalation else ()
    is_missing = bool(presences) and presences[0].said is Said.UNKNOWN
    words = what_to_do(first.action, first.class_, is_missing=is_missing)
    assert words is not None
    places = {"name": case.mentee_called, "who": first.owner_name}
    is_own = tx.actor.person_id == first.owner_id
    who = await who_was_told(tx, case, firings, since=min(one.opened_at for one in firings))
    return Beside(
        name=case.mentee_called,
        headline=Sentence(words.own_headline if is_own else words.headline, places),
        steps=_steps(words, places, _done(first, presences, who), is_own=is_own),
        at_once=is_at_once(first.class_, is_missing=is_missing),
        is_missing=is_missing,
        presences=tuple(_line(one, case.mentee_called) for one in presences),
        who=who,
        path=(path or f"/work/{first.work_id}/presences") if is_escalation else None,
    )


def _open(firings: tuple[FiringLine, ...]) -> tuple[FiringLine, ...]:
    """Open work that somebody has to do beside the young person, the most urgent first."""
    found = [one for one in firings if one.work_state != "ended"]
    loud = [one for one in found if what_to_do(one.action, one.class_, is_missing=False)]
    return tuple(sorted(loud, key=lambda one: (one.class_, one.recorded_at)))


def _done(work: FiringLine, presences: Sequence[Presence], who: WhoWasTold) -> frozenset[DoneBy]:
    """What is on record; the newest presence holds."""
    done = set()
    if work.seen_at is not None:
        done.add(DoneBy.ACKNOWLEDGED)
    if presences and presences[0].said is not Said.UNKNOWN:
        done.add(DoneBy.WITH_SOMEBODY)
    if who.is_reported:
        done.add(DoneBy.REPORTED)
    return frozenset(done)


def _steps(
    words: Words, places: Mapping[str, object], done: frozenset[DoneBy], *, is_own: bool
) -> tuple[StepLine, ...]:
    steps = words.own_steps if is_own else words.steps
    return tuple(
        StepLine(Sentence(one.says, places), how_far)
        for one, how_far in zip(steps, reached(steps, done), strict=True)
    )


def _line(presence: Presence, name: str) -> PresenceLine:
    places = {"by": presence.said_by_name, "whom": presence.with_whom, "name": name}
    return PresenceLine(Sentence(_LINES[presence.said], places), presence.happened_at)
