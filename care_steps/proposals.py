"""Which step does a recommendation propose, of all the steps that its firings ask for?"""

from collections.abc import Sequence
from dataclasses import dataclass

from care_steps.less_help import help_of, is_less
from care_steps.steps import Step


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a recommendation asks for: the step the mentee is on, and the one that is recommended."""

    present: Step
    recommended: Step
    open_safety_items: int = 0
    mentor_asks: bool = False
    """Whether a mentor's question is among what fired: then the answer to it has a code of its own."""


@dataclass(frozen=True, slots=True)
class AskedStep:
    """What one rule that fired asks for: the step it proposed, and the one at which it fired."""

    fired_at: Step
    proposed: Step | None
    by_mentor: bool = False


def proposal_of(present: Step, asked: Sequence[AskedStep], open_safety_items: int) -> Proposal:
    """The most help that was proposed, and less than now only when everything that fired proposes less."""
    found = [_asked_now(present, one) for one in asked] or [present]
    return Proposal(
        present, max(found, key=help_of), open_safety_items, mentor_asks=any(one.by_mentor for one in asked)
    )


def _asked_now(present: Step, asked: AskedStep) -> Step:
    """A rule that fired at another step never asks for less than now: it did not know this step."""
    if asked.proposed is None or asked.fired_at is present:
        return asked.proposed or present
    asked_for_more = is_less(asked.fired_at, asked.proposed)
    return max((present, asked.proposed), key=help_of) if asked_for_more else present
