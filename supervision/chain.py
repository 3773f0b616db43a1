"""Who answers for this case, and who owns a piece of work on it?

A mentor is supervised by a direct supervisor, who is supervised by a clinical one. Without a
professional at the top nobody is assigned.
"""

from uuid import UUID

from supervision.access import Standing


def why_not_supervised(direct_supervisor_id: UUID | None, clinical_supervisor_id: UUID | None) -> str | None:
    """Is the chain over a new match whole? A sentence when it is not."""
    if direct_supervisor_id is None:
        return "Name a direct supervisor. No mentor works without one."
    if clinical_supervisor_id is None:
        return "This direct supervisor has no clinical supervisor. Name one under People before you assign."
    return None


def owner_of(acknowledged_by: str, standing: Standing) -> UUID:
    """The person who owns work that `acknowledged_by` must answer.

    Before a match there is no chain: the site's on-call clinical supervisor stands in, and where
    there is none the owner of the case, so that nothing is ever without an owner.
    """
    ladders = {
        "direct_supervisor": (standing.direct_supervisor_id, standing.clinical_supervisor_id, standing.on_call_id),
        "clinical_supervisor": (standing.clinical_supervisor_id, standing.on_call_id),
        "on_call": (standing.on_call_id, standing.clinical_supervisor_id),
        "owner": (standing.owner_id,),
    }
    return next((one for one in ladders[acknowledged_by] if one is not None), standing.owner_id)
