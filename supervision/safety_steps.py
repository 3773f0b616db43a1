"""What may be written down about the steps of a safety page, and what is missing?"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class StepState(StrEnum):
    """What was written down about a step; the newest holds, and nothing is taken away."""

    DONE = "done"
    NOT_DONE = "not_done"
    MISTAKE = "mistake"

    @property
    def plain(self) -> str:
        return _STATES[self]


_STATES: Final = {
    StepState.DONE: "It is done",
    StepState.NOT_DONE: "It is not done, because",
    StepState.MISTAKE: "It was ticked by mistake: still to be done",
}
NEEDS_WORDS: Final = (StepState.NOT_DONE, StepState.MISTAKE)


@dataclass(frozen=True, slots=True)
class SaidOfSteps:
    """What one form says: the steps that are `done`, and of one `other` step its state, with the reason in `words`.

    `who`: who did it, "" for whoever writes it down. `done_at`: when it was done.
    """

    done: tuple[str, ...]
    done_at: datetime
    who: str = ""
    other: str = ""
    state: str = ""
    words: str = ""

    def states(self) -> Iterator[tuple[str, StepState]]:
        """What is to be kept, once `why_not_take` has found nothing."""
        yield from ((key, StepState.DONE) for key in self.done)
        if self.other:
            yield self.other, StepState(self.state)


def why_not_take(
    said: SaidOfSteps, *, steps: Collection[str], recorded: Mapping[str, StepState], at: datetime
) -> dict[str, str]:
    """A sentence for each field that cannot be taken. `steps`: those a person may write about; `recorded`: the newest."""
    errors = {}
    is_about = said.other or said.state or said.words.strip()
    if not said.done and not is_about:
        errors["done"] = "Tick what is done, or choose a step that is not."
    if not set(said.done) <= set(steps):
        errors["done"] = "Choose from the steps that are shown."
    if said.done_at > at:
        errors["done_time"] = "This time has not come yet."
    if not said.other:
        if is_about:
            errors["other"] = "Say which step that is about."
        return errors
    if said.other not in steps:
        errors["other"] = "Choose from the steps that are shown."
    elif said.other in said.done:
        errors["other"] = "You have ticked this step as done too. Choose one of the two."
    if said.state not in NEEDS_WORDS:
        errors["state"] = "Say whether it is not done or was ticked by mistake."
    elif said.state == StepState.MISTAKE and recorded.get(said.other, StepState.MISTAKE) is StepState.MISTAKE:
        errors["state"] = "Nobody has ticked this step."
    if not said.words.strip():
        errors["words"] = "Say why, in a sentence."
    return errors
