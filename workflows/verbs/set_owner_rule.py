"""An administrator says who looks after which students of a site."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.last_days import why_not_there
from supervision.owners import OwnerRule, grade_key, why_not_set
from workflows.records.audit import keep_audit
from workflows.records.ids import new_id
from workflows.records.owner_rules import keep_owner_rule, lock_rules, owners_at, rules_at
from workflows.records.people import taker_of
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sites import site_ids


async def set_owner_rule(
    tx: Transaction,
    *,
    site_id: UUID,
    grades: Sequence[str],
    surnames_from: str,
    surnames_to: str,
    owner_id: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the rule's id. With neither grades nor surnames it is the queue: everybody else of the site.

    Cases that are open stay with whom they have. Raises `NotAllowed`, or `Invalid` at the fields.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    if site_id not in await site_ids(tx):
        raise Invalid({"site_id": "Choose one of the schools."})
    await lock_rules(tx, site_id)
    owner = next((one for one in await owners_at(tx, site_id) if one.person_id == owner_id), None)
    if owner is None:
        raise Invalid({"owner_id": "Choose a counselor or a clinical supervisor of this school."})
    taker = await taker_of(tx, owner_id)
    if wrong := why_not_there(taker.name, taker.last_day_on, needed_on=at.date()):
        raise Invalid({"owner_id": wrong})
    rule = OwnerRule(
        id=new_id(),
        owner_id=owner.person_id,
        owner_name=owner.name,
        grades=frozenset(grade_key(one) for one in grades if one.strip()),
        surnames=_range(surnames_from.strip(), surnames_to.strip()),
    )
    if errors := why_not_set(rule, await rules_at(tx, site_id)):
        raise Invalid(errors)
    await keep_owner_rule(tx, site_id, rule, at=at)
    await keep_audit(tx, "set_owner_rule", object_kind="owner_rule", object_id=rule.id)
    return rule.id


def _range(first: str, last: str) -> tuple[str, str] | None:
    if bool(first) != bool(last):
        field = "surnames_to" if first else "surnames_from"
        raise Invalid({field: "A range has two ends. Write the same letter twice for one letter."})
    return (first, last) if first else None
