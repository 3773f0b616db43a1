"""A case in hand: its row locked, and what an act on it will ask, read in the same round trip.

Whoever asks for one of these things afterwards gets what was read here, until something is written. A statement sees
the tables as they were when it began, so that what was read while it waited for the lock may be old: it is read again
until nothing has become known in between. Every verb that changes what is read here moves `known_at`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import JSON, text

from care_steps.facts import RawEpisode
from supervision.worklist import PastFiring
from workflows.records.episodes import CASE, Case, case_of
from workflows.records.facts import raw_of
from workflows.records.gathering import GATHER, GATHERED
from workflows.records.kept_firings import FIRING, URGENT_FIRST, KeptFiring
from workflows.records.matches import MATCH, Match
from workflows.records.offers import LIVE, OFFER, Offer
from workflows.records.refusals import NotFound
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.sessions import LOGGED, Logged
from workflows.records.work import PAST, WORK, Work


@dataclass(frozen=True, slots=True)
class Held:
    """The facts as they are known before the act, and everything that has fired until then."""

    case: Case
    raw: RawEpisode
    past: tuple[PastFiring, ...]


# What is known one microsecond before the instant at which a new fact would be: see `Case.knows_at`.
_ASKED: Final = """
    SELECT id AS episode_id, greatest(:at, before) AS as_of, before AS known_at, before AS stood_at, 1 AS place FROM held,
           LATERAL (SELECT greatest(:at, held.known_at + interval '1 microsecond') - interval '1 microsecond' AS before) b
"""
_HOLD: Final = f"""
WITH held AS MATERIALIZED (
    SELECT e.org_id, e.id, e.known_at FROM app.episode e
     WHERE e.org_id = :org_id AND e.id = (SELECT x.episode_id FROM {{named}} x WHERE x.org_id = :org_id AND x.id = :id)
       FOR UPDATE
), seen AS ({CASE.format(which="e.id = (SELECT id FROM held)")}
), known AS ({GATHER.format(asked=_ASKED)}
)
SELECT held.known_at AS locked_known_at, seen.*, {", ".join(f"known.{name}" for name in GATHERED)},
       (SELECT json_agg(p) FROM ({PAST.format(which="f.episode_id = held.id")}) p)::text AS past, {{more}}
  FROM held JOIN seen ON seen.id = held.id JOIN known ON known.id = held.id
"""
_OF_MATCH = text(
    _HOLD.format(
        named="app.match",
        more=f"""
       (SELECT row_to_json(m) FROM ({MATCH.format(which="m.id = :id")}) m)::text AS match,
       (SELECT json_agg(s) FROM ({LOGGED}) s)::text AS logged""",
    )
).columns(closures=JSON)
_OF_WORK = text(
    _HOLD.format(
        named="app.work",
        more=f"""
       (SELECT row_to_json(w) FROM ({WORK.format(which="w.id = :id")}) w)::text AS work,
       (SELECT json_agg(k) FROM ({FIRING.format(which="f.work_id = :id") + URGENT_FIRST}) k)::text AS firings,
       (SELECT json_agg(o) FROM ({OFFER.format(which=f"episode_id = held.id AND {LIVE}")}) o)::text AS live_offers""",
    )
).columns(closures=JSON)


async def hold_match(tx: Transaction, match_id: UUID) -> Held:
    """The case of this match, with the match and what was logged of it; raises `NotFound`."""
    if (held := _held(tx, match_id)) is not None:
        return held
    row = await _locked(tx, _OF_MATCH, match_id)
    tx.connection.keep_at_hand("match", match_id, msgspec.json.decode(row["match"], type=Match))
    tx.connection.keep_at_hand(
        "logged", match_id, msgspec.json.decode(row["logged"] or "[]", type=list[Logged])
    )
    return _kept(tx, match_id, row)


async def hold_work(tx: Transaction, work_id: UUID) -> Held:
    """The case of this work, with the work, the firings behind it and a live offer; raises `NotFound`."""
    if (held := _held(tx, work_id)) is not None:
        return held
    row = await _locked(tx, _OF_WORK, work_id)
    kept = tx.connection.keep_at_hand
    kept("work", work_id, msgspec.json.decode(row["work"], type=Work))
    kept("firings", work_id, msgspec.json.decode(row["firings"] or "[]", type=tuple[KeptFiring, ...]))
    kept("live_offers", row["id"], msgspec.json.decode(row["live_offers"] or "[]", type=tuple[Offer, ...]))
    return _kept(tx, work_id, row)


def _held(tx: Transaction, named_by: UUID) -> Held | None:
    held: Held | None = tx.connection.at_hand("held", named_by)
    return held


async def _locked(tx: Transaction, statement: Any, named_by: UUID) -> Mapping[Any, Any]:
    while True:
        row = await row_of(tx, statement, id=named_by, at=tx.at)
        if row is None:
            raise NotFound
        if row["locked_known_at"] == row["known_at"]:
            return row


def _kept(tx: Transaction, named_by: UUID, row: Mapping[Any, Any]) -> Held:
    past = msgspec.json.decode(row["past"] or "[]", type=tuple[PastFiring, ...])
    held = Held(case_of(row), raw_of(row), past)
    tx.connection.keep_at_hand("case", held.case.id, held.case)
    tx.connection.keep_at_hand("held", named_by, held)
    return held
