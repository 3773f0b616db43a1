"""Somebody of the staff, or a mentor, is leaving: from now on it is seen what they hold, and who takes it over."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from care_steps.match_states import MatchMove, MatchState, destination
from supervision.access import Actor
from supervision.departure_access import why_not_keep_departures, why_not_take_over
from supervision.last_days import needed_from
from workflows.records.audit import keep_audit
from workflows.records.departures import HeldCase, held_cases, keep_departure, load_departure
from workflows.records.episodes import lock_case
from workflows.records.ids import new_id
from workflows.records.match_lives import keep_match_change
from workflows.records.matches import load_match
from workflows.records.people import staff, taker_of
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate


async def begin_departure(
    tx: Transaction,
    *,
    person_id: UUID,
    why: str,
    last_day_on: date,
    cover_id: UUID | None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns its id. Where they are the mentor, the goodbye is planned for the last day.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` when it is on record already.
    """
    if (refusal := why_not_keep_departures(by)) is not None or by.person_id is None:
        raise NotAllowed(refusal or "Only a person may do this.")
    works_here = {one.person_id for one in await staff(tx)}
    errors = {} if why.strip() else {"why": "Say why they leave."}
    if person_id not in works_here or person_id == by.person_id:
        errors["person_id"] = "Choose somebody who works here. Whoever leaves does not say it themselves."
    needed_on = needed_from(last_day_on, today=at.date())
    if cover_id is not None and (wrong := await _why_not_cover(tx, cover_id, person_id, needed_on)):
        errors["cover_id"] = wrong
    if errors:
        raise Invalid(errors)
    departure_id = new_id()
    try:
        await keep_departure(
            tx,
            id=departure_id,
            person_id=person_id,
            why=why,
            last_day_on=last_day_on,
            cover_id=cover_id,
            begun_by=by.person_id,
            recorded_at=at,
        )
    except IntegrityError as twice:
        raise Refused("It is on record already that this person leaves.") from twice
    for held in await held_cases(tx, await load_departure(tx, departure_id)):
        if held.what == "mentor":
            await _plan_goodbye(tx, held, last_day_on, by=by.person_id, at=at)
    await keep_audit(tx, "began_departure", object_kind="departure", object_id=departure_id)
    return departure_id


async def _why_not_cover(tx: Transaction, cover_id: UUID, person_id: UUID, needed_on: date) -> str | None:
    if cover_id == person_id:
        return "Nobody covers for themselves."
    return why_not_take_over(await taker_of(tx, cover_id), supervises=False, needed_on=needed_on)


async def _plan_goodbye(
    tx: Transaction, held: HeldCase, last_day_on: date, *, by: UUID, at: datetime
) -> None:
    assert held.match_id is not None
    case, match = await lock_case(tx, held.episode_id), await load_match(tx, held.match_id)
    if destination(match.state, MatchMove.PLAN_GOODBYE) is None:
        return
    known_at = case.knows_at(at)
    await keep_match_change(
        tx,
        match.id,
        MatchState.ENDING,
        after=(match.sequence, match.state),
        by=by,
        happened_at=at,
        recorded_at=known_at,
        goodbye_on=last_day_on,
    )
    await keep_audit(tx, "planned_goodbye", mentee_id=case.mentee_id, object_kind="match", object_id=match.id)
    await evaluate(tx, case, known_at=known_at)
