"""How many mentees does this mentor take from now on, on which days, and what are they good at?"""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor, why_not_administrate
from triage.roles import MENTORS
from workflows.records.audit import keep_audit
from workflows.records.mentors import WEEKDAYS, MentorTerms, keep_mentor_terms
from workflows.records.people import roles_of
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction


async def set_mentor_terms(
    tx: Transaction, *, person_id: UUID, terms: MentorTerms, by: Actor, at: datetime
) -> None:
    """Fewer places than mentees end no match; nobody new is assigned. Raises `Invalid` or `NotAllowed`."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    errors = {}
    if not await roles_of(tx, person_id) & MENTORS:
        errors["person_id"] = "This person is no mentor."
    if terms.most_mentees < 0:
        errors["most_mentees"] = "Say how many mentees this mentor takes: 0 or more."
    if not set(terms.weekdays) <= set(WEEKDAYS):
        errors["weekdays"] = "Choose days of the week."
    if not all(codes.load("refer_in_reasons").knows(one) for one in terms.strengths):
        errors["strengths"] = "Choose from the reasons of referral."
    if errors:
        raise Invalid(errors)
    await keep_mentor_terms(tx, person_id, terms, at)
    await keep_audit(tx, "set_mentor_terms", object_kind="person", object_id=person_id)
