"""What ends with a case: what is open, what is on record of the care, and what does a rule ask for instead?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care_steps.closings import (
    Stretch,
)
from care_steps.facts import RawEpisode
from care_steps.steps import Step
from workflows.records.episodes import Case
from workflows.records.kept_firings import KeptFiring, firings_of_work
from workflows.records.recommendations import proposal_from
from workflows.records.scope import Transaction
from workflows.records.work import Work, open_work_of


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends with the case. `recommended` is what the open recommendation asks for, if one is open.

    `firings` stand behind it, `dangers` behind open escalations.
    """

    work: tuple[Work, ...]
    firings: tuple[KeptFiring, ...]
    stretch: Stretch
    recommended: Step | None
    dangers: tuple[KeptFiring, ...] = ()

    @property
    def shown(self) -> frozenset[UUID]:
        """The firings that nobody may close over unseen: those that are answered, and those about safety."""
        return frozenset(one.id for one in (*self.firings, *self.dangers))

    @property
    def answers(self) -> Work | None:
        """The recommendation that is answered by closing."""
        return next((one for one in self.work if one.kind == "recommendation"), None)

    @property
    def wants_reasons(self) -> bool:
        """Whether a rule proposed something, and not the end."""
        return self.recommended not in (None, Step.CLOSED)


async def ending_of(tx: Transaction, case: Case, raw: RawEpisode, *, at: datetime) -> Ending:
    """What is open, and what is on record of the care that would end."""
    work, local_day = await open_work_of(tx, case.id), case.calendar.local_day
    asked = next((one for one in work if one.kind == "recommendation"), None)
    firings = await firings_of_work(tx, asked.id) if asked else ()
    last = raw.contacts.last_made_at
    stretch = Stretch(
        opened_on=local_day(case.opened_at),
        last_made_on=local_day(last) if last else None,
        measures={one.id: local_day(one.completed_at) for one in raw.administrations},
        today=local_day(at),
        open_safety_items=len(raw.open_safety_items),
    )
    recommended = (await proposal_from(tx, case.step, firings, raw)).recommended if asked else None
    unsafe = [one for one in work if one.kind == "escalation"]
    dangers = [one for item in unsafe for one in await firings_of_work(tx, item.id)]
    return Ending(work, tuple(firings), stretch, recommended, tuple(dangers))
