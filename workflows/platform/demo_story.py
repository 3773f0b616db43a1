"""On which road is a mentee of the demo: who acts on which day, and how does the case stand by then?"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.demo_days import Days
from workflows.records.episodes import Case, load_case_of_mentee
from workflows.records.scope import Transaction, scoped_as

Act = Mapping[str, Any]
"""One entry of the cast: `do`, `by`, `ago` in days, and what that act needs."""
MENTEE: Final = "mentee"
"""Who acts in an act that the mentee does without anybody beside them."""
WRITTEN_DOWN: Final = time(14, 40)
"""When an act happens that names no hour: after the meetings of the day."""


def day_of(act: Act, days: Days) -> date:
    """The day on which it happened: said outright for a session, else counted back."""
    on: date = act["on"] if "on" in act else days.day(act["ago"])
    return on


def acted_at(act: Act, days: Days) -> datetime:
    """When it was done here: a session that was written down late on a later day than it was held."""
    return days.calendar.wall_time(act.get("written_on", day_of(act, days)), act.get("at", WRITTEN_DOWN))


@dataclass
class Story:
    """One mentee and the road so far. `people`: given name in lower case -> person, `matches`: mentor -> match.

    `logs` are those that a later act names, by the name that they are `called`; `named` is whatever else one names: a
    contact, a letter, a goal, a summary.

    `supervisor` supervises the mentors, `screener` enters the forms and assigns: names of people.
    """

    engine: AsyncEngine
    org_id: UUID
    days: Days
    people: Mapping[str, UUID]
    mentee_id: UUID
    supervisor: str
    screener: str
    matches: dict[str, UUID] = field(default_factory=dict)
    logs: dict[str, UUID] = field(default_factory=dict)
    named: dict[str, UUID] = field(default_factory=dict)
    newest_decision: UUID | None = None

    def day(self, act: Act) -> date:
        """The day on which it happened."""
        return day_of(act, self.days)

    def at(self, act: Act) -> datetime:
        """When it was done here."""
        return acted_at(act, self.days)

    @asynccontextmanager
    async def acting(self, act: Act) -> AsyncIterator[Transaction]:
        """A transaction of the person who acts, at that instant."""
        person_id = self.mentee_id if act["by"] == MENTEE else self.people[act["by"]]
        async with scoped_as(self.engine, self.org_id, person_id, at=self.at(act)) as tx:
            yield tx

    async def case(self, tx: Transaction) -> Case:
        """How the mentee's case stands by then."""
        return await load_case_of_mentee(tx, self.mentee_id)
