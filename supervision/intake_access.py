"""Who may find, refer, rate and match a student, and if not, in which words is it refused?

Everything before care begins. The same sentence is shown beside the disabled button and answered by the gate of the
verb; what is not allowed here is denied.
"""

from uuid import UUID

from supervision.access import why_not_see
from supervision.actors import Actor
from supervision.relations import (
    CARERS,
    CLINICAL,
    Standing,
    is_any,
    is_mentor_only,
)
from triage.roles import FINDERS, OF_A_SITE, REFERRERS, Role


def why_not_find_students(actor: Actor) -> str | None:
    if any(actor.has(role) for role in FINDERS):
        return None
    return "Only a school counselor, a teacher or a clinical supervisor may look for students."


def why_not_know_of_case(actor: Actor, site_id: UUID) -> str | None:
    """Whether a student of this site has a case at all. A teacher refers, and is not told."""
    if any(actor.has(role, site_id) for role in OF_A_SITE):
        return None
    return "Only a school counselor or a clinical supervisor of the student’s site may see whether there is a case."


def why_not_see_student(actor: Actor, site_id: UUID) -> str | None:
    """The page of a student without a case."""
    if actor.has(Role.COUNSELOR, site_id):
        return None
    return "Only a school counselor of the student’s site may open this page."


def why_not_refer_in(actor: Actor, site_id: UUID) -> str | None:
    if any(actor.has(role, site_id) for role in REFERRERS):
        return None
    return "Only a school counselor or a teacher of the student’s site may refer a student."


def why_not_see_referral_in(actor: Actor, site_id: UUID, *, referred_by: UUID) -> str | None:
    """That a referral was received, and who looks at it: told to whoever wrote it, while they may refer."""
    if actor.person_id == referred_by and why_not_refer_in(actor, site_id) is None:
        return None
    return "Only whoever referred the student may see this."


def why_not_assign(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may assign a mentor."


def why_not_offer_professional(actor: Actor, standing: Standing) -> str | None:
    """Beginning with the highest step, as with any other, waits for no other role's approval."""
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may offer a referral to a professional."


def why_not_rate_needs(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may rate needs."


def why_not_see_needs(actor: Actor, standing: Standing) -> str | None:
    if is_mentor_only(actor, standing):
        return "Mentors do not see how needs are rated."
    return why_not_see(actor, standing)


def why_not_tell_applicant(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may write down what mentee and guardian were told."


def why_not_see_waiting(actor: Actor) -> str | None:
    """An administrator sees numbers there, and nobody's name."""
    if any(actor.has(role) for role in (*OF_A_SITE, Role.ADMINISTRATOR)):
        return None
    return "Only a counselor, a clinical supervisor or a program administrator may see who waits."


def why_not_see_destinations(actor: Actor) -> str | None:
    """Whoever may refer to a professional reads the destinations, and how many wait at their schools."""
    if actor.has(Role.DIRECT_SUPERVISOR) or why_not_see_waiting(actor) is None:
        return None
    return "Only a counselor, a supervisor or a program administrator may see where young people are referred to."


def why_not_see_timeliness(actor: Actor) -> str | None:
    """Numbers of a school's intakes, and nobody's name."""
    if any(actor.has(role) for role in (*OF_A_SITE, Role.ADMINISTRATOR)):
        return None
    return "Only a counselor, a clinical supervisor or a program administrator may see what was in time."


def why_not_keep_destinations(actor: Actor, site_id: UUID | None) -> str | None:
    """Without a site: one that every school refers to."""
    if actor.has(Role.ADMINISTRATOR) or actor.has(Role.COUNSELOR, site_id):
        return None
    return "Only a counselor of the school or a program administrator may keep the list of destinations."


def why_not_reserve_mentor(actor: Actor, standing: Standing) -> str | None:
    """Keeping a mentor free, or letting them go again."""
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may keep a mentor free for a mentee."


def why_not_declare_conflict(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may say that a mentor and a mentee are not to be matched."


def why_not_see_conflict(actor: Actor, standing: Standing, *, declared_by: UUID) -> str | None:
    """Why two people are not to be matched. That a mentor is not available is said to whoever assigns."""
    knows = is_any(actor, standing, (*CLINICAL, "owner", "counselor of the site"))
    if knows or (actor.person_id == declared_by and is_any(actor, standing, CARERS)):
        return None
    return "Only the counselor, a clinical supervisor or whoever declared it may see why."


def why_not_withdraw_conflict(actor: Actor, standing: Standing, *, declared_by: UUID) -> str | None:
    if why_not_see_conflict(actor, standing, declared_by=declared_by) is None:
        return None
    return "Only the counselor, a clinical supervisor or whoever declared it may withdraw it."
