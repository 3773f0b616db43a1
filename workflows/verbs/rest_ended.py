"""Consent to meeting a mentor ended by its day: the match rests, as after a withdrawal. Only time tells, so a sweep asks.

It rests in the name of whoever wrote down until which day the consent holds: a match changes by a person's word.
"""

from datetime import datetime

from workflows.records.audit import keep_audit
from workflows.records.ending_consents import StillMeeting
from workflows.records.episodes import lock_case
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.rest_matches import rest_matches


async def rest_ended(tx: Transaction, one: StillMeeting, *, at: datetime) -> None:
    case = await lock_case(tx, one.id)
    known_at = case.knows_at(at)
    await rest_matches(tx, case, by=one.said_by, at=at, known_at=known_at)
    await keep_audit(
        tx,
        "rested_matches",
        mentee_id=case.mentee_id,
        object_kind="episode",
        object_id=case.id,
        reason="consent ended",
    )
    await evaluate(tx, case, known_at=known_at)
