"""Who may see what is to be measured, change a plan of measures, bring in forms, and say that one could not be given?"""

from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any
from triage.roles import OF_A_SITE, Role

_SEE_THE_LIST = OF_A_SITE | {Role.DIRECT_SUPERVISOR}


def why_not_see_measuring(actor: Actor) -> str | None:
    """The list of those who are to be measured this week; it holds only cases that its reader looks after."""
    if any(actor.has(role) for role in _SEE_THE_LIST):
        return None
    return "Only counselors and supervisors see what is to be measured."


def why_not_import_answers(actor: Actor) -> str | None:
    """A list of filled-in forms. For whom each of them may be entered is asked form by form."""
    if any(actor.has(role) for role in _SEE_THE_LIST):
        return None
    return "Only counselors and supervisors may bring in a list of filled-in forms."


def why_not_set_measure_plan(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may change the plan of measures."


def why_not_note_missed_measure(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may say that a form could not be given."
