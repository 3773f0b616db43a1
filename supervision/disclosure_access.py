"""Who may write down that somebody outside was told, read the log of it, and read it as the second person?"""

from typing import Final
from uuid import UUID

from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any, is_clinical, relations
from triage.roles import Role

SECOND_PERSONS: Final = frozenset({Role.CLINICAL_SUPERVISOR, Role.PRIVACY_OFFICER})
"""Who reads an emergency disclosure as the second person, and finds every log of their schools."""


def why_not_tell_outside(actor: Actor, standing: Standing) -> str | None:
    """Whoever has to do with the mentee: who was there called for help, and writes it down afterwards."""
    if actor.kind == "person" and relations(actor, standing):
        return None
    return "Only somebody who looks after this mentee may write down who was told."


def why_not_see_log(actor: Actor, standing: Standing) -> str | None:
    """A mentor does not: it says what was feared, and of whom. The privacy officer answers for it to a family."""
    if is_any(actor, standing, CARERS) or _keeps_it(actor, standing):
        return None
    return "Only the counselor, a supervisor or the privacy officer may see what was told outside."


def why_not_see_logs(actor: Actor) -> str | None:
    """The list of all of them, and of those that wait for a second person."""
    if any(actor.has(role) for role in SECOND_PERSONS):
        return None
    return "Only a clinical supervisor or the privacy officer may see this list."


def why_not_review_disclosure(actor: Actor, standing: Standing, *, disclosed_by: UUID) -> str | None:
    if not (is_clinical(actor, standing) or _keeps_it(actor, standing)):
        return "Only a clinical supervisor or the privacy officer may say whether it was right."
    if actor.person_id == disclosed_by:
        return "A second person reads it, not the one who told them."
    return None


def _keeps_it(actor: Actor, standing: Standing) -> bool:
    return actor.kind == "person" and actor.has(Role.PRIVACY_OFFICER, standing.site_id)
