"""A form comes after its sign-in has run out: nothing is done, and what was typed is kept for its author alone.

Whoever holds the cookie of a sign-in that ran out can neither read nor do anything with it; they can leave a draft
that its author finds after signing in. A sign-in that was ended, by anybody, keeps nothing.
"""

from supervision.draft_limits import LIMITS
from workflows.records.audit import keep_audit
from workflows.records.doorstep import Doorstep, unscoped
from workflows.records.drafts import Typed
from workflows.records.refusals import NotFound
from workflows.records.scope import scoped_as
from workflows.records.sign_ins import whose_ran_out
from workflows.verbs.save_draft import save_draft


async def save_late(
    door: Doorstep, *, token_hash: bytes, path: str, typed: Typed, form_key: str, request_id: str = ""
) -> bool:
    """Whether it was kept. The caller has seen that the form is one of ours and bound to that cookie."""
    async with unscoped(door.engine) as (connection, at):
        found = await whose_ran_out(connection, token_hash, after=at - LIMITS.after_sign_in)
    if found is None:
        return False
    try:
        async with scoped_as(door.engine, *found, request_id=request_id) as tx:
            await save_draft(
                tx,
                path=path,
                typed=typed,
                form_key=form_key,
                seen_at=None,
                is_last=True,
                by=tx.actor,
                at=tx.at,
            )
            await keep_audit(tx, "kept_late_form")
    except NotFound:
        return False
    return True
