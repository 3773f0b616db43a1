"""Which of one's own clearances, certificates and trainings end soon or have ended? Read with whoever is signed in."""

from supervision.reminders import RULES, Cause, first_on
from triage.calendar import SchoolCalendar
from workflows.pages.home_capacity import Ending, ending
from workflows.pages.visits import Visit
from workflows.records.ending_credentials import EndingCredential


def own_papers(visit: Visit) -> tuple[Ending, ...]:
    """From the day on from which their holder is reminded of them; of nobody who holds no role."""
    actor, own = visit.actor, SchoolCalendar(visit.chrome.time_zone)
    if actor.person_id is None or not actor.appointments:
        return ()
    today, rule = own.local_day(visit.at), RULES[Cause.ENDING_CREDENTIAL]
    held = [
        EndingCredential(actor.person_id, actor.name, kind, until)
        for kind, until in actor.credentials
        if first_on(rule, until, own) <= today
    ]
    return tuple(ending(one, today) for one in sorted(held, key=lambda one: (one.valid_until, one.kind)))
