"""Of how many courses is a rate, and which of them count? The last score observed decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from triage.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Course:
    """One ended course of help. `outcome` compares the first score with the last; None: only one."""

    finished: bool
    case_at_start: bool
    outcome: Outcome | None


def recovery_rate(courses: Iterable[Course]) -> tuple[int, int]:
    """Recovered, of those finished and at caseness at the start [IAPT]; one score only: not recovered."""
    counted = [one for one in courses if one.finished and one.case_at_start]
    return sum(one.outcome is not None and one.outcome.recovery for one in counted), len(counted)


def improvement_rate(courses: Iterable[Course]) -> tuple[int, int]:
    """Reliably improved, of those finished with two scores [IAPT]."""
    counted = [one.outcome for one in courses if one.finished and one.outcome is not None]
    return sum(one.reliable_improvement for one in counted), len(counted)
