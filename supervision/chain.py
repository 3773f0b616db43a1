"""Who answers for this case, and who owns a piece of work on it?

A mentor is supervised by a direct supervisor, who is supervised by a clinical one. Without a
professional at the top nobody is assigned.
"""

from collections.abc import Sequence
from uuid import UUID

from care_steps.policy import WHOEVER_HEARD
from supervision.access import Standing


def why_not_supervised(direct_supervisor_id: UUID | None, clinical_supervisor_id: UUID | None) -> str | None:
    """Is the chain over a new match whole? A sentence when it is not."""
    if direct_supervisor_id is None:
        return "Name a direct supervisor. No mentor works without one."
    if clinical_supervisor_id is None:
        return "This direct supervisor has no clinical supervisor. Name one under People before you assign."
    return None


def why_not_answerable(standing: Standing, *, has_safety_item: bool) -> str | None:
    """A form that asks about safety opens only where somebody answers the telephone."""
    if has_safety_item and standing.on_call_id is None:
        return "Nobody is on call for this site. Name a clinical supervisor with a telephone number first."
    return None


def owner_of(acknowledged_by: Sequence[str], standing: Standing, heard_by: UUID | None = None) -> UUID:
    """The person who owns work that one of these roles must acknowledge; the first that is there.

    `heard_by`: who raised what it rests on. A duty of theirs is nobody else's, whoever supervises them.

    Before a match there is no chain: the site's on-call clinical supervisor stands in, and where there is
    none the owner of the case, so that nothing is ever without an owner.
    """
    clinical = (standing.clinical_supervisor_id, standing.on_call_id)
    ladders = {
        "counselor": (standing.owner_id,),
        "direct_supervisor": (standing.direct_supervisor_id,),
        "clinical_supervisor": clinical,
        WHOEVER_HEARD: (heard_by,),
    }
    named = [one for role in acknowledged_by for one in ladders.get(role, ())]
    return next((one for one in (*named, *clinical) if one is not None), standing.owner_id)
