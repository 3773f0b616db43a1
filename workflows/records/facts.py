"""What was known about an episode, as of one instant and as known at another?

One prebuilt statement gathers raw counts, scores and dates for any number of (episode, as of, known
at). A verb asks for one, the sweep for all, replay for the past: one road, so none of them can drift.
`care_steps.facts` alone judges what comes back. A row counts when it had happened by `as_of` and was
recorded by `known_at`; an amended row counts until its amendment was recorded, and one that stood with the
wrong student until it was moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from care_steps.raw_facts import (
    RawAdministration,
    RawAssessment,
    RawConcern,
    RawConsent,
    RawContacts,
    RawEnded,
    RawEpisode,
    RawFamily,
    RawOptOut,
    RawPlanChange,
    RawSafety,
)
from care_steps.steps import Step
from triage.calendar import SchoolCalendar
from workflows.records.gathering import GATHER
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """Which episode, as of when, as known when.

    `stood_at`: the step, and the work that was open, as they stood at an earlier instant than the facts are known at.
    What was decided since does not change what a decision of then was about.
    """

    episode_id: UUID
    as_of: datetime
    known_at: datetime
    stood_at: datetime | None = None


# `LIMIT` cuts nothing off. Without it the planner takes a plan for any number of cases to be dearer than one for
# the number at hand, and plans this statement anew each time, which takes ten times as long as running it.
_ASKED = """
    SELECT * FROM unnest(cast(:episode_ids AS uuid[]), cast(:as_ofs AS timestamptz[]), cast(:known_ats AS timestamptz[]),
                         cast(:stood_ats AS timestamptz[]))
        WITH ORDINALITY AS a (episode_id, as_of, known_at, stood_at, place) LIMIT :number
"""
_GATHER = text(GATHER.format(asked=_ASKED))
# A score may have a decimal place, which no binary fraction keeps.
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
# As the fields of the values stand. A total is a number or nothing: whatever has no decimal place stays whole.
_FORMS = msgspec.json.Decoder(
    list[
        tuple[
            UUID,
            str,
            str,
            str,
            str,
            datetime,
            datetime,
            str,
            Any,
            str | None,
            str,
            str,
            dict[str, int | str | None],
        ]
    ],
    float_hook=Decimal,
).decode
_ANSWERS = msgspec.json.Decoder(list[tuple[str, str, date, date | None, datetime]]).decode
_OPT_OUTS = msgspec.json.Decoder(list[tuple[tuple[str, ...], date]]).decode
_CONCERNS = msgspec.json.Decoder(list[tuple[UUID, str, str | None, datetime]]).decode

NOTHING_SAID = RawFamily()


async def gather(tx: Transaction, asked: Sequence[Asked]) -> tuple[RawEpisode, ...]:
    """Raw facts in the order asked; episodes that this organisation does not have are left out."""
    return tuple(raw_of(row) for row in await gather_rows(tx, asked))


async def gather_rows(tx: Transaction, asked: Sequence[Asked]) -> Sequence[Mapping[Any, Any]]:
    """The same as rows, of which `raw_of` makes facts: for many cases, so that few of them are in memory at once."""
    found = await tx.connection.execute(
        _GATHER,
        {
            "org_id": tx.actor.org_id,
            "episode_ids": [one.episode_id for one in asked],
            "as_ofs": [one.as_of for one in asked],
            "known_ats": [one.known_at for one in asked],
            "stood_ats": [one.stood_at or one.known_at for one in asked],
            "number": len(asked),
        },
    )
    return found.mappings().all()


async def gather_one(tx: Transaction, episode_id: UUID, known_at: datetime) -> RawEpisode:
    """Everything known at `known_at`, as of the transaction's instant.

    Whoever waited for the episode's lock has an older instant than what was written meanwhile. Those facts
    count: they would otherwise vanish from this reading and come back as news in the next.
    """
    return (await gather(tx, [Asked(episode_id, max(tx.at, known_at), known_at)]))[0]


def raw_of(row: Mapping[Any, Any]) -> RawEpisode:
    return RawEpisode(
        episode_id=row["id"],
        as_of=row["as_of"],
        step=Step(row["to_step"]),
        step_began_at=row["step_began_at"],
        step_change_id=row["step_change_id"],
        opened_at=row["opened_at"],
        administrations=tuple(RawAdministration(*one) for one in _FORMS(row["forms"] or "[]")),
        contacts=_contacts(row),
        concerns=tuple(RawConcern(*one) for one in _CONCERNS(row["concerns"] or "[]")),
        open_safety_items=tuple(row["safety_ids"] or ()),
        calendar=_calendar(row["zone"], row["closed_days"] or "[]"),
        open_cannot_judge=tuple(row["blind_ids"] or ()),
        ended_safety_item=RawEnded(row["ended_id"], row["ended_at"]) if row["ended_id"] else None,
        assessment=_assessment(*_DECODE(row["needs"])) if row["needs"] else None,
        safety=RawSafety(row["tier_id"], row["tier"], row["tier_at"]) if row["tier_id"] else None,
        plan_changes=tuple(_plan_change(*one) for one in _DECODE(row["plans"] or "[]")),
        family=_family(row["answers"], row["opt_outs"])
        if row["answers"] or row["opt_outs"]
        else NOTHING_SAID,
    )


def _contacts(row: Mapping[Any, Any]) -> RawContacts:
    return RawContacts(
        mentor_assigned_at=row["assigned_at"],
        mentor_assigned_id=row["assigned_id"],
        last_made_at=row["made_at"],
        last_made_id=row["made_id"],
        missed_in_a_row=tuple(row["missed_ids"] or ()),
        made_in_step=row["made"],
        planned_in_step=row["planned"],
        missed_at_school=tuple(row["missed_at_school"] or ()),
        planned_without_school=row["unschooled"],
        stopped_in_step=row["stopped"],
        stopped_without_school=row["stopped_unschooled"],
    )


@lru_cache(maxsize=1024)
def _calendar(zone: str, closed_days: str) -> SchoolCalendar:
    """One value for all episodes of a site: what is worked out of it is worked out once."""
    closures = ((date.fromisoformat(first), date.fromisoformat(last)) for first, last in _DECODE(closed_days))
    return SchoolCalendar(time_zone=zone, closures=tuple(closures))


def _assessment(
    key: str, ratings: Mapping[str, int], level: int, is_at_least: bool, happened: str
) -> RawAssessment:
    return RawAssessment(UUID(key), ratings, level, is_at_least, datetime.fromisoformat(happened))


def _plan_change(
    instrument_id: str, starts: str, interval_days: int | None, asked_by: str | None, basis: str | None
) -> RawPlanChange:
    return RawPlanChange(instrument_id, datetime.fromisoformat(starts), interval_days, asked_by, basis)


def _family(answers: str | None, opt_outs: str | None) -> RawFamily:
    return RawFamily(
        tuple(RawConsent(*one) for one in _ANSWERS(answers or "[]")),
        tuple(RawOptOut(*one) for one in _OPT_OUTS(opt_outs or "[]")),
    )
