"""Who may pause and end a match, write down what the next mentor should know, and let them read it?

A mentor says that a match should end, and does not end it: whoever looks after the mentee does.
"""

from uuid import UUID

from supervision.actors import Actor
from supervision.relations import CARERS, SUPERVISORS, Standing, is_any, relations


def why_not_change_match(actor: Actor, standing: Standing) -> str | None:
    """Pausing it, going on, planning the goodbye and ending it."""
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may pause or end a match."


def why_not_write_summary(actor: Actor, standing: Standing, *, mentor_id: UUID) -> str | None:
    """`mentor_id` is the mentor of the match, who writes while they still meet the mentee."""
    if is_any(actor, standing, SUPERVISORS):
        return None
    if actor.person_id == mentor_id and "mentor" in relations(actor, standing):
        return None
    return "Only the mentor of the match or a supervisor may write what the next mentor should know."


def why_not_see_summary(actor: Actor, standing: Standing, *, mentor_id: UUID) -> str | None:
    """On the page of the match. The next mentor reads it at their mentee's, once it is released."""
    if is_any(actor, standing, CARERS) or why_not_write_summary(actor, standing, mentor_id=mentor_id) is None:
        return None
    return "This was written for supervisors. They release what the next mentor should know."


def why_not_release_summary(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, SUPERVISORS):
        return None
    return "Only a supervisor may release what was written about a match to the next mentor."
