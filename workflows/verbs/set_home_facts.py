"""Somebody says under which name the family knows a student, and when the student was born."""

from datetime import date, datetime
from uuid import UUID

from supervision.access import Actor
from supervision.family_access import why_not_set_family
from workflows.records.audit import keep_audit
from workflows.records.episodes import load_case_of_mentee, lock_case
from workflows.records.home_facts import home_facts, keep_home_facts
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.versions import insist_unchanged


async def set_home_facts(
    tx: Transaction,
    *,
    mentee_id: UUID,
    home_name: str,
    born_on: date | None,
    by: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Raises `Invalid` for a birth date that has not come yet, `NotAllowed`, or `Stale`. No rule reads either."""
    case = await lock_case(tx, (await load_case_of_mentee(tx, mentee_id)).id)
    if (why := why_not_set_family(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may change what is known about a family.")
    insist_unchanged(seen_version, await home_facts(tx, mentee_id))
    if born_on is not None and born_on >= case.calendar.local_day(at):
        raise Invalid({"born_on": "Enter the day on which the student was born."})
    await keep_home_facts(tx, mentee_id, home_name=home_name.strip() or None, born_on=born_on)
    await keep_audit(tx, "set_home_facts", mentee_id=mentee_id, object_kind="student", object_id=mentee_id)
