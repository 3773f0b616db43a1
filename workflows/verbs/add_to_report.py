"""The agency has given a reference number, or the report went out in writing: it is added to what was reported."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from supervision.abuse_reports import why_not_report
from supervision.access import Actor
from workflows.records.abuse_reports import keep_report, latest_report, report_of
from workflows.records.audit import keep_audit
from workflows.records.concerns import load_concern
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction


async def add_to_report(
    tx: Transaction, *, concern_id: UUID, reference: str, written_on: date | None, by: Actor, at: datetime
) -> None:
    """What was there stays where nothing is given. Raises `Invalid`, `NotAllowed`, or `Refused` before a report."""
    concern = await load_concern(tx, concern_id)
    case = await lock_case(tx, concern.episode_id)
    why = why_not_report(by, case.standing, heard_by=concern.raised_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may add to a report.")
    before = await latest_report(tx, concern_id)
    if before is None:
        raise Refused("Nobody has reported this yet.")
    if not reference.strip() and written_on is None:
        raise Invalid({"reference": "Give the reference number, or the day of the written report."})
    if written_on is not None and written_on > case.calendar.local_day(at):
        raise Invalid({"written_on": "This day has not come yet."})
    known_at = case.knows_at(at)
    after = replace(
        before, reference=reference.strip() or before.reference, written_on=written_on or before.written_on
    )
    first = await report_of(tx, concern_id)
    # The law of the day on which it was reported goes on counting.
    duty = (
        (first.duty_state, first.duty_recorded_at)
        if first and first.duty_state and first.duty_recorded_at
        else None
    )
    await keep_report(tx, concern_id, after, by=by.person_id, recorded_at=known_at, duty=duty)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx,
        "added_to_abuse_report",
        mentee_id=case.mentee_id,
        object_kind="concern",
        object_id=concern_id,
    )
