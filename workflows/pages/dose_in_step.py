"""How much of the present step was delivered, and whose cause was what was missed?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from care_steps import codes
from care_steps.facts import dose
from care_steps.freezing import freeze
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.pages.work_rows import dose_said
from workflows.records.recommendations import Recommendation


@dataclass(frozen=True, slots=True)
class DoseSaid:
    """How much of this step was delivered; of what was missed, whose cause it was."""

    sentence: str | Sentence
    missed: tuple[Sentence, ...]


def dose_in_step(found: Recommendation, today: date) -> DoseSaid:
    """As it is known today: in numbers where the facts have them, else in the words of the facts."""
    return DoseSaid(dose_said(freeze(found.facts), today) or dose(found.facts), _missed(found))


def _missed(found: Recommendation) -> tuple[Sentence, ...]:
    """Of the sessions in this step that did not take place: how often it was whose cause."""
    # The first step begins with the first session made, its plan with the mentor who was assigned for it.
    since = min(found.raw.step_began_at, found.raw.contacts.mentor_assigned_at or found.raw.step_began_at)
    causes = Counter(
        one.fields["whose_cause"] or ""
        for one in found.happened
        if one.kind == "session" and one.counts and not one.fields["was_made"]
        if one.happened_at >= since
    )
    plain = codes.load("missed_causes").plain
    return tuple(
        Sentence(mark("%(count)s missed: %(cause)s"), {"count": count}, {"cause": plain(cause)})
        for cause, count in causes.most_common()
    )
