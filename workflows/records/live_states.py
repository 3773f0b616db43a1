"""Does this organization take real cases, and what have people said about being ready? Rows are only ever added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, text

from care_steps.consent_letters import LETTERS
from supervision.live_items import ItemKey
from supervision.referral_papers import PAPERS
from triage.instruments import Instrument
from workflows.records.scope import Transaction
from workflows.records.tables.operation import live_answer, live_state


@dataclass(frozen=True, slots=True)
class LiveState:
    """`since`, `why` and `by` are those of the newest change; None when there never was one."""

    is_demo: bool
    is_live: bool
    since: datetime | None = None
    why: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What somebody said, the newest for each thing."""

    key: str
    is_done: bool
    words: str
    by: str | None
    at: datetime


# One look-up by key and one row of an index: every referral asks it.
_TAKES = text("""
SELECT o.is_demo OR coalesce((SELECT l.is_live FROM app.live_state l WHERE l.org_id = o.id
                               ORDER BY l.recorded_at DESC LIMIT 1), false)
  FROM sign_in.organisation o WHERE o.id = :org_id
""")
_SAID = text("""
SELECT o.is_demo OR coalesce((SELECT a.is_done FROM app.live_answer a WHERE a.org_id = o.id AND a.item = :item
                               ORDER BY a.recorded_at DESC LIMIT 1), false)
  FROM sign_in.organisation o WHERE o.id = :org_id
""")
_STATE = text("""
SELECT o.is_demo, coalesce(l.is_live, false) AS is_live, l.recorded_at AS since, coalesce(l.why, '') AS why,
       p.given_name || ' ' || p.family_name AS by
  FROM sign_in.organisation o
  LEFT JOIN LATERAL (SELECT s.* FROM app.live_state s WHERE s.org_id = o.id
                      ORDER BY s.recorded_at DESC LIMIT 1) l ON true
  LEFT JOIN app.person p ON (p.org_id, p.id) = (o.id, l.set_by)
 WHERE o.id = :org_id
""")
_ANSWERS = text("""
SELECT DISTINCT ON (a.item) a.item AS key, a.is_done, a.words, p.given_name || ' ' || p.family_name AS by,
       a.recorded_at AS at
  FROM app.live_answer a LEFT JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.answered_by)
 WHERE a.org_id = :org_id ORDER BY a.item, a.recorded_at DESC
""")
# What one answer covers: the wording in every language, each with its version.
_VERSIONS: Final[Mapping[ItemKey, Mapping[str, int]]] = {
    ItemKey.CONSENT_LETTER: {language: one.version for language, one in LETTERS.items()},
    ItemKey.REFERRAL_PAPERS: {language: one.version for language, one in PAPERS.items()},
}
_APPROVED = text("""
SELECT is_done FROM app.live_answer WHERE org_id = :org_id AND item = :item ORDER BY recorded_at DESC LIMIT 1
""")
_KEEP_STATE, _KEEP_ANSWER = insert(live_state), insert(live_answer)


def wording_key(instrument: Instrument) -> str:
    """Under which a wording is answered for: that of this version. Another one has to be compared again."""
    return f"{ItemKey.WORDING}:{instrument.id}:{instrument.version}"


def answer_key(item: ItemKey) -> str:
    """Under which an item is answered for: texts for families as they stand. Another version has to be approved again."""
    return ":".join(
        [item, *(f"{language}:{version}" for language, version in _VERSIONS.get(item, {}).items())]
    )


async def is_approved(tx: Transaction, item: ItemKey) -> bool:
    """Whether somebody has said that the texts for families, as they stand, are approved; so in a demonstration too."""
    asked = {"org_id": tx.actor.org_id, "item": answer_key(item)}
    return bool((await tx.connection.execute(_APPROVED, asked)).scalar_one_or_none())


async def takes_cases(tx: Transaction) -> bool:
    """A demonstration always does; a real organization from the day on which it went live."""
    return bool((await tx.connection.execute(_TAKES, {"org_id": tx.actor.org_id})).scalar_one())


async def is_wording_answered(tx: Transaction, instrument: Instrument) -> bool:
    """Whether somebody has said that this wording is the published one. A demonstration is never asked."""
    asked = {"org_id": tx.actor.org_id, "item": wording_key(instrument)}
    return bool((await tx.connection.execute(_SAID, asked)).scalar_one())


async def live_state_of(tx: Transaction) -> LiveState:
    found = (await tx.connection.execute(_STATE, {"org_id": tx.actor.org_id})).mappings().one()
    return LiveState(**found)


async def live_answers(tx: Transaction) -> dict[str, LiveAnswer]:
    """The newest answer for each thing."""
    found = await tx.connection.execute(_ANSWERS, {"org_id": tx.actor.org_id})
    return {row["key"]: LiveAnswer(**row) for row in found.mappings()}


async def keep_live_state(tx: Transaction, *, is_live: bool, why: str, at: datetime) -> None:
    values = {"is_live": is_live, "why": why, "set_by": tx.actor.person_id, "recorded_at": at}
    await tx.connection.execute(_KEEP_STATE, {"org_id": tx.actor.org_id, **values})


async def keep_live_answers(
    tx: Transaction, keys: Sequence[str], *, is_done: bool, words: str, at: datetime
) -> None:
    said = {"is_done": is_done, "words": words, "answered_by": tx.actor.person_id, "recorded_at": at}
    rows = [{"org_id": tx.actor.org_id, "item": key, **said} for key in keys]
    await tx.connection.execute(_KEEP_ANSWER, rows)
