"""Somebody says when they want to be told of what can wait. What is safety is told at any hour, whatever they say."""

from collections.abc import Collection
from datetime import datetime, time

from supervision.access import Actor
from supervision.when_told import DEFAULT, WhenTold, quiet_hours, why_not_when_told
from workflows.records.audit import keep_audit
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.when_told import keep_when_told


async def say_when_told(
    tx: Transaction,
    *,
    has_digest: bool,
    digest_at: time | None,
    quiet_from: time | None,
    quiet_until: time | None,
    quiet_days: Collection[int],
    by: Actor,
    at: datetime,
) -> None:
    """Their own and nobody else's, from now on. `quiet_days`: 0 is Monday. Raises `NotAllowed`, or `Invalid` at the
    fields."""
    if by.person_id is None:
        raise NotAllowed("Only a person can be told of anything.")
    wrong = why_not_when_told(
        has_digest=has_digest, digest_at=digest_at, begins=quiet_from, ends=quiet_until, days=quiet_days
    )
    if wrong:
        raise Invalid(wrong)
    quiet = quiet_hours(quiet_from, quiet_until, quiet_days)
    await keep_when_told(tx, by.person_id, WhenTold(has_digest, digest_at or DEFAULT.digest_at, quiet))
    await keep_audit(tx, "say_when_told", object_kind="person", object_id=by.person_id)
