"""Who may refer a mentee to a professional, go on with it, and release what is sent?

A mentor is told that help is arranged, and nothing of where, why or what was sent.
"""

from uuid import UUID

from supervision.access import why_not_see
from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any, is_mentor_only
from triage.roles import OF_A_SITE, Role


def why_not_see_referral(actor: Actor, standing: Standing) -> str | None:
    if is_mentor_only(actor, standing):
        return "Mentors do not see where a mentee is referred to and what is sent."
    return why_not_see(actor, standing)


def why_not_refer_out(actor: Actor, standing: Standing) -> str | None:
    """Drafting, sending, writing down what they said, taking back."""
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may refer to a professional."


def why_not_own_referral(person: Actor | None, standing: Standing, *, owner_id: UUID) -> str | None:
    """Could this person go on with it? None: nobody of that name works here any more."""
    if person is None or why_not_refer_out(person, standing) is not None:
        return "Choose somebody who looks after this mentee and may refer to a professional."
    if person.person_id == owner_id:
        return "It is theirs already. Choose somebody else."
    return None


def why_not_see_referrals(actor: Actor) -> str | None:
    """The board; it holds only referrals of cases that its reader looks after."""
    if any(actor.has(role) for role in (*OF_A_SITE, Role.DIRECT_SUPERVISOR)):
        return None
    return "Only counselors and supervisors see the referrals to professionals."
