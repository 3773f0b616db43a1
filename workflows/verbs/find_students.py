"""Somebody looks for a student. That they looked is kept, what they typed is not."""

from supervision.access import Actor, sites_with, why_not_find_students
from triage.roles import OF_A_SITE
from workflows.records.audit import keep_audit
from workflows.records.people import Student
from workflows.records.people import find_students as found_by
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction

MOST = 50


async def find_students(tx: Transaction, *, words: str, by: Actor) -> tuple[Student, ...]:
    """Students of the sites of this person, by name or number, at most `MOST`. Raises `NotAllowed`."""
    if why := why_not_find_students(by):
        raise NotAllowed(why)
    found = await found_by(tx, words, site_ids=sites_with(by, *OF_A_SITE), most=MOST)
    await keep_audit(tx, "found_students", object_kind="student", payload={"found": len(found)})
    return found
