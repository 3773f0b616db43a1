"""Who may see a mentee's family and what it agreed to, change that, and see the letters that are out?"""

from uuid import UUID

from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any
from triage.roles import OF_A_SITE, Role

_SEE_THE_LETTERS = OF_A_SITE | {Role.DIRECT_SUPERVISOR}


def why_not_see_family(actor: Actor, standing: Standing) -> str | None:
    """Contacts, custody and consents. A mentor learns none of it; whom to call in danger, they are told elsewhere."""
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may see the family’s page."


def why_not_set_family(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may change what is known about the family."


def why_not_record_consent(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may write down what a family agreed to."


def why_not_see_notices(actor: Actor, site_id: UUID | None = None) -> str | None:
    """What the families of a school were told in advance, and who of them said no. Without a site, of any."""
    held = [one for one in actor.appointments if one.role in OF_A_SITE]
    if any(site_id is None or one.site_id in (None, site_id) for one in held):
        return None
    return "Only the counselors and clinical supervisors of the school see these notices."


def why_not_see_letters(actor: Actor) -> str | None:
    """The letters that are out; the list holds only those of students whom its reader looks after."""
    if any(actor.has(role) for role in _SEE_THE_LETTERS):
        return None
    return "Only counselors and supervisors see the letters that are out."
