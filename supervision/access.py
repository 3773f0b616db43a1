"""Who may do this, and if not, in which words is it refused?

Access is role x live relationship x state, and denied unless something here allows it. The same
sentence is shown beside the disabled button and answered by the gate of the verb.
"""

from datetime import date
from uuid import UUID

from supervision.actors import Actor as Actor
from supervision.actors import Appointment as Appointment
from supervision.relations import CARERS as CARERS
from supervision.relations import CLINICAL as CLINICAL
from supervision.relations import SUPERVISORS as SUPERVISORS
from supervision.relations import Standing as Standing
from supervision.relations import is_any
from supervision.relations import is_clinical as is_clinical
from supervision.relations import is_mentor_only as is_mentor_only
from supervision.relations import relation as relation
from supervision.relations import relations as relations
from supervision.relations import sites_with as sites_with
from supervision.stated_views import Whose
from triage.roles import MENTORS, RECORD_KEEPERS, Role

NOT_YOURS = "Only people who look after this mentee may do this."


def why_not_see(actor: Actor, standing: Standing) -> str | None:
    return None if relation(actor, standing) else NOT_YOURS


def why_not_see_scores(actor: Actor, standing: Standing) -> str | None:
    if is_mentor_only(actor, standing):
        return "Mentors do not see answers and scores."
    return why_not_see(actor, standing)


def why_not_see_decisions(actor: Actor, standing: Standing) -> str | None:
    if is_mentor_only(actor, standing):
        return "Mentors do not see decisions and offers."
    return why_not_see(actor, standing)


def why_not_see_policies(actor: Actor) -> str | None:
    """Rules say nothing about anybody, but they are read by those who decide by them."""
    without = MENTORS | {Role.TEACHER}
    if actor.kind != "person" or any(held.role not in without for held in actor.appointments):
        return None
    return "Only staff may read the policies."


def why_not_log_session(actor: Actor, standing: Standing, *, mentor_id: UUID) -> str | None:
    """`mentor_id` is the mentor of the match: another mentor of the same mentee logs their own sessions."""
    if is_any(actor, standing, ("direct supervisor", "clinical supervisor")):
        return None
    if actor.person_id == mentor_id and "mentor" in relations(actor, standing):
        return None
    return "Only the mentor of the match, or a supervisor on the mentor’s behalf, may log a session."


def why_not_amend_session(
    actor: Actor, standing: Standing, *, mentor_id: UUID, logged_by: UUID
) -> str | None:
    """Whoever may log it may correct it, and whoever has logged it."""
    if why_not_log_session(actor, standing, mentor_id=mentor_id) is None:
        return None
    if actor.person_id == logged_by and relations(actor, standing):
        return None
    return "Only whoever logged it, the mentor of the match or a supervisor may correct a log."


def why_not_strike_session(actor: Actor, standing: Standing, *, logged_by: UUID) -> str | None:
    if actor.person_id == logged_by and relations(actor, standing):
        return None
    return "Only whoever logged it may undo a log. Correct it instead."


def why_not_raise_concern(actor: Actor, standing: Standing) -> str | None:
    return None if relations(actor, standing) else NOT_YOURS


def why_not_misfile(
    actor: Actor, standing: Standing, *, author_id: UUID, has_answers: bool = False
) -> str | None:
    """Asked of both students: of the one with whom the record stands, and of the one to whom it belongs."""
    if has_answers and (why := why_not_see_scores(actor, standing)) is not None:
        return why
    if is_any(actor, standing, CARERS) or (actor.person_id == author_id and relations(actor, standing)):
        return None
    return "Only whoever wrote it, the counselor or a supervisor may say that it belongs to somebody else."


def why_not_see_misfiling(actor: Actor, standing: Standing) -> str | None:
    """Who has read it meanwhile. `standing` is that of the student with whom it stood."""
    answers_for_it = actor.has(Role.PRIVACY_OFFICER, standing.site_id) or actor.has(
        Role.ADMINISTRATOR, standing.site_id
    )
    if answers_for_it or is_clinical(actor, standing):
        return None
    return "Only the privacy officer, a program administrator or the clinical supervisor may see who has read it."


def why_not_see_misfilings(actor: Actor) -> str | None:
    """The list of them, for those who answer for what is on record."""
    if any(actor.has(role) for role in RECORD_KEEPERS):
        return None
    return "Only the privacy officer, a program administrator or a clinical supervisor may see this list."


def why_not_administer(actor: Actor, standing: Standing, *, has_safety_item: bool, on: date) -> str | None:
    if not is_any(actor, standing, CARERS):
        return "Only the counselor or a supervisor may enter a questionnaire."
    if has_safety_item and not actor.holds("trained_screener", on):
        return "This form asks about safety. It opens for trained screeners only, and your training is not on file."
    return None


def why_not_decide(actor: Actor, standing: Standing, *, changes_step: bool) -> str | None:
    if is_clinical(actor, standing):
        return None
    if is_any(actor, standing, SUPERVISORS):
        return "Only a clinical supervisor may decide another step. You may hold." if changes_step else None
    return "Only a supervisor of this mentee may decide."


def why_not_state_view(actor: Actor, standing: Standing, *, whose: Whose) -> str | None:
    """A mentor does not know that a step is being decided, so that nobody's view of it comes from there."""
    if whose is Whose.DIRECT_SUPERVISOR:
        if is_any(actor, standing, ("direct supervisor",)):
            return None
        return "Only the direct supervisor may say what the direct supervisor thinks."
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may write down what somebody thinks about the next step."


def why_not_answer_offer(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may record the answer to an offer."


def why_not_undo_emergency(actor: Actor, standing: Standing) -> str | None:
    return None if is_clinical(actor, standing) else "Only a clinical supervisor may undo an emergency move."


def why_not_say_presence(actor: Actor, standing: Standing, *, raised_it: bool) -> str | None:
    """`raised_it`: the actor raised the worry that opened the escalation, as a mentor may have."""
    if is_any(actor, standing, CARERS) or (raised_it and relations(actor, standing)):
        return None
    return "Only people who look after this mentee, or who raised the worry, may say who is with them."


def why_not_set_break_contact(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may name whom a mentee reaches during a break."


def why_not_administrate(actor: Actor) -> str | None:
    """Rosters, people and policies of the organization. A command of the operator may, too."""
    if actor.kind == "system" or actor.has(Role.ADMINISTRATOR):
        return None
    return "Only a program administrator may do this."
