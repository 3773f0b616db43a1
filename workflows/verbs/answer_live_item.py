"""Somebody says what no record can say: that the wording was compared, or that the texts for families are approved."""

from collections.abc import Sequence
from datetime import datetime

from supervision.access import Actor
from supervision.live_access import why_not_answer_item
from supervision.live_items import LIVE, ItemKey
from triage import instruments
from workflows.records.audit import keep_audit
from workflows.records.live_states import answer_key, keep_live_answers, wording_key
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction


async def answer_live_item(
    tx: Transaction, *, item: str, forms: Sequence[str], is_done: bool, words: str, by: Actor, at: datetime
) -> None:
    """`forms`: whose wording it is about; for another item there are none. An answer can be taken back by another.

    Raises `NotFound` for no item of the list, `NotAllowed`, or `Invalid` at the fields.
    """
    if (asked := LIVE.find(item)) is None:
        raise NotFound
    key = asked.key
    if (why := why_not_answer_item(by, asked)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say it.")
    errors = {}
    if key is ItemKey.WORDING and not (forms and set(forms) <= set(wordings_asked())):
        errors["forms"] = "Choose the questionnaires that you compared."
    if not words.strip():
        errors["words"] = "Say who checked it, on which day, and with what."
    if errors:
        raise Invalid(errors)
    keys = [answer_key(key)]
    if key is ItemKey.WORDING:
        keys = [wording_key(instruments.load(one)) for one in dict.fromkeys(forms)]
    await keep_live_answers(tx, keys, is_done=is_done, words=words.strip(), at=at)
    said = {"item": key.value, "is_done": int(is_done), "forms": " ".join(forms)}
    await keep_audit(
        tx, "answered_live_item", object_kind="organisation", object_id=tx.actor.org_id, payload=said
    )


def wordings_asked() -> tuple[str, ...]:
    """Questionnaires with words of their own here that nobody has compared with the published form."""
    found = [instruments.load(one) for one in instruments.IDS]
    return tuple(one.id for one in found if one.is_unverified and not one.is_placeholder)
