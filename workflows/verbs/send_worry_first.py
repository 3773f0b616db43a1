"""Somebody fills in a log and something cannot wait: the worry is sent before the rest is asked.

What was typed so far is kept as the draft of the form, so that the log goes on where it was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor, why_not_log_session
from supervision.session_logs import NOW_KINDS
from workflows.records.drafts import Typed, keep_draft
from workflows.records.episodes import load_case
from workflows.records.ids import new_id
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.raise_concern import raise_concern

_OF_THE_WORRY: Final = ("worry", "worry_about", "now_kind", "said_now", "said_talk_over", "named_id", "sent")


async def send_worry_first(
    tx: Transaction,
    *,
    match_ids: Sequence[UUID],
    kind: str,
    said: str,
    path: str,
    typed: Typed,
    named_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> tuple[UUID, ...]:
    """`match_ids`: whose mentees it is about. `path` and `typed` are those of the log's form. Returns the concerns.

    `named_id`: somebody who works here and is named in it. The log then says nothing of the worry, since they may read it.

    Raises `Invalid` at the fields, or `NotAllowed`.
    """
    if kind not in NOW_KINDS:
        raise Invalid({"now_kind": "Say what is happening, so that the right people come."})
    matches = sorted([await load_match(tx, one) for one in match_ids], key=lambda match: match.episode_id)
    sent = []
    for match in matches:
        case = await load_case(tx, match.episode_id)
        if why := why_not_log_session(by, case.standing, mentor_id=match.mentor_id):
            raise NotAllowed(why)
        concern_id = await raise_concern(
            tx, episode_id=case.id, kind=kind, reason_code=None, said=said, named_id=named_id, by=by, at=at
        )
        sent.append((match.id, concern_id))
    kept = {**typed, "sent": tuple(f"{match_id}:{concern_id}" for match_id, concern_id in sent)}
    if named_id is not None:
        kept = {name: value for name, value in typed.items() if name not in _OF_THE_WORRY} | {"worry": "no"}
    # The form that came is used up by now; the one that is shown next goes on from this draft.
    await keep_draft(tx, path=path, typed=kept, form_key=new_id().hex, seen_at=None, is_last=True)
    return tuple(concern_id for _, concern_id in sent)
