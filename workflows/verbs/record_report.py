"""Somebody writes down that abuse or neglect was reported to the agency. It ends the task; nothing holds it up.

Nothing about an escalation, a hold, a recommendation, an approval or the state of the case is read before it is kept.
"""

from datetime import datetime
from uuid import UUID

from supervision.abuse_reports import KIND, REPORTED, AbuseReport, reporters, why_not_report, why_not_take
from supervision.access import Actor
from workflows.records.abuse_reports import keep_report, open_report_task, report_of
from workflows.records.audit import keep_audit
from workflows.records.concerns import load_concern
from workflows.records.episodes import lock_case
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.school_laws import law_at
from workflows.records.scope import Transaction
from workflows.records.work import keep_end
from workflows.verbs.evaluate import evaluate


async def record_report(
    tx: Transaction, *, concern_id: UUID, report: AbuseReport, by: Actor, at: datetime
) -> None:
    """Raises `Invalid` at the fields, `NotAllowed`, `Refused` for another kind of worry, or `Stale` the second time."""
    concern = await load_concern(tx, concern_id)
    case = await lock_case(tx, concern.episode_id)
    why = why_not_report(by, case.standing, heard_by=concern.raised_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down a report.")
    if concern.kind != KIND:
        raise Refused("This worry is not about abuse or neglect.")
    if (before := await report_of(tx, concern_id)) is not None:
        raise Stale(f"{before.reported_by_name} has reported this to {before.agency} already.")
    who = reporters(concern.raised_by, by.person_id)
    if errors := why_not_take(report, who, at=at, today=case.calendar.local_day(at)):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    law = await law_at(tx, case.site_id)
    duty = (law.state, law.recorded_at) if law.state and law.recorded_at else None
    await keep_report(tx, concern_id, report, by=by.person_id, recorded_at=known_at, duty=duty)
    if (task_id := await open_report_task(tx, concern_id)) is not None:
        await keep_end(tx, task_id, by=by.person_id, ended_at=known_at, outcome=REPORTED)
    await keep_audit(
        tx,
        "recorded_abuse_report",
        mentee_id=case.mentee_id,
        object_kind="concern",
        object_id=concern_id,
    )
    await evaluate(tx, case, known_at=known_at)
