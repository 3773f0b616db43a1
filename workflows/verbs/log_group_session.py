"""A mentor met several mentees at once: one log, kept for each of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.session_logs import SessionLog
from workflows.records.ids import new_id
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.log_session import log_session


async def log_group_session(
    tx: Transaction, *, logs: Mapping[UUID, SessionLog], by: Actor, at: datetime
) -> Mapping[UUID, UUID]:
    """`logs` by match, all of one mentor. Returns the session's id of each match; all are kept, or none.

    Each goes through `log_session`, with what worries about that mentee alone. Raises `Invalid` at the fields, or
    `NotAllowed`.
    """
    matches = [await load_match(tx, match_id) for match_id in logs]
    if len({one.mentor_id for one in matches}) > 1:
        raise Invalid({"others": "One log holds the mentees of one mentor."})
    together_id = new_id() if len(matches) > 1 else None
    # What cannot wait about one of them never waits for a question about another.
    is_now = any(log.worry == "now" for log in logs.values())
    # In the order of the cases' ids, so that two logs never wait for each other in a ring.
    return {
        one.id: await log_session(
            tx,
            match_id=one.id,
            log=replace(logs[one.id], is_another=logs[one.id].is_another or is_now),
            by=by,
            at=at,
            together_id=together_id,
        )
        for one in sorted(matches, key=lambda match: match.episode_id)
    }
