"""Who may ask a mentee and their family how it goes, who may answer, and who reads what they said?"""

from uuid import UUID

from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any, is_mentor_only, relations


def why_not_ask_check_in(actor: Actor, standing: Standing) -> str | None:
    """A mentor may ask, too, and does not read the answer.

    No consent covers it: it is no questionnaire, and a no of the family takes nobody's voice away.
    """
    if relations(actor, standing):
        return None
    return "Only people who look after this mentee may ask them how it goes."


def why_not_check_in(actor: Actor, standing: Standing, *, on_device: bool) -> str | None:
    """By a link the mentee acts; on a device it is the sign-in of the adult who handed it over."""
    if on_device:
        return why_not_ask_check_in(actor, standing)
    if actor.kind == "person" and actor.person_id == standing.mentee_id:
        return None
    return "Only the mentee may answer a check-in."


def why_not_see_check_in(actor: Actor, standing: Standing) -> str | None:
    """What is said about a mentor is not read by one."""
    if is_mentor_only(actor, standing):
        return "Mentors do not see what a mentee says in a check-in."
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may read what a mentee says in a check-in."


def why_not_set_goal(actor: Actor, standing: Standing, *, mentor_id: UUID) -> str | None:
    """Setting and ending it. `mentor_id` is the mentor of the match, whose goals another mentor does not see."""
    is_own = actor.person_id == mentor_id and "mentor" in relations(actor, standing)
    if is_own or is_any(actor, standing, CARERS):
        return None
    return "Only the mentor of the match, the counselor or a supervisor may see and set its goals."


def why_not_take_guardian_input(actor: Actor, standing: Standing) -> str | None:
    """What a family says about a mentor is neither written down nor read by one."""
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may write down what a family says about the match."
