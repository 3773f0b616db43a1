"""Somebody writes down what was done of a safety page, what was not and why, or that a step was ticked by mistake."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, is_mentor_only, why_not_say_presence
from supervision.safety_steps import SaidOfSteps, why_not_take
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.presences import has_raised
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.safety_steps import keep_safety_steps, newest, safety_ground, steps_of
from workflows.records.scope import Transaction
from workflows.records.work import load_work


async def record_safety_steps(
    tx: Transaction, *, work_id: UUID, said: SaidOfSteps, by: Actor, at: datetime
) -> None:
    """Also once it is resolved: a follow-up is done weeks later. It ends nothing, and above all no duty to report.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` for work without a safety page.
    """
    work = await load_work(tx, work_id)
    case = await lock_case(tx, work.episode_id)
    raised_it = await has_raised(tx, work_id, by.person_id)
    why = why_not_say_presence(by, case.standing, raised_it=raised_it)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write this down.")
    ground = await safety_ground(tx, work_id)
    if ground is None:
        raise NotFound
    if not ground.pages:
        raise Refused("There is no safety page for this.")
    recorded = {key: one.state for key, one in newest(await steps_of(tx, [work_id])).items()}
    is_mentor = is_mentor_only(by, case.standing)
    # What was ticked before abuse was suspected can be corrected still, so that only a mentor's own view is asked.
    steps = [
        one.key
        for page in ground.pages
        for one in page.steps
        if one.mentor in (None, is_mentor) and not one.by_report
    ]
    if errors := why_not_take(said, steps=steps, recorded=recorded, at=at):
        raise Invalid(errors)
    await keep_safety_steps(tx, work_id, said, by=by.person_id, recorded_at=case.knows_at(at))
    await keep_audit(
        tx, "recorded_safety_steps", mentee_id=case.mentee_id, object_kind="work", object_id=work_id
    )
