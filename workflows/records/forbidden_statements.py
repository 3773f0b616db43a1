"""What does the database itself refuse, whoever writes the statement? Tried as the site's own role, and nothing kept.

For the demo alone. Each statement runs in a part of the transaction that is taken back, whether the database refused
it or not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from workflows.records.rows import known_row
from workflows.records.scope import Transaction, part_of


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One statement, and what it would do if it could."""

    what: str
    statement: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What the database said: its refusal with the code, or the number of rows that it let the statement touch."""

    forbidden: Forbidden
    refusal: str
    code: str
    rows: int

    @property
    def was_refused(self) -> bool:
        """Whether nothing came of it: what one may not see is not there, so that no row is a refusal too."""
        return bool(self.code) or self.rows == 0


class _TakenBack(Exception):
    """Nothing refused the statement: what it touched is taken back all the same."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


FORBIDDEN: Final = (
    Forbidden(
        "Move a mentee to another step without a decision and without a record of the move.",
        "UPDATE app.episode SET step = 'professional_referral', version = version + 1 WHERE id = :episode_id",
    ),
    Forbidden(
        "Delete a decision.",
        "DELETE FROM app.decision WHERE episode_id = :episode_id",
    ),
    Forbidden(
        "Change why somebody decided.",
        "UPDATE app.decision SET why = 'It was always so.' WHERE episode_id = :episode_id",
    ),
    Forbidden(
        "Choose another step than recommended, without a reason.",
        """INSERT INTO app.decision
SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'override_reasons', '[]'::jsonb))).*
  FROM app.decision d WHERE cardinality(d.override_reasons) > 0 LIMIT 1""",
    ),
    Forbidden(
        "Read a young person of another organization.",
        "SELECT given_name, family_name FROM app.person WHERE org_id = :other_org_id",
    ),
    Forbidden(
        "Give a young person to another organization.",
        "UPDATE app.person SET org_id = :other_org_id WHERE id = :person_id",
    ),
    Forbidden(
        "Remove what was done from the audit trail.",
        "DELETE FROM app.audit_event WHERE org_id = :org_id",
    ),
)
_STATEMENTS: Final = {one: text(one.statement) for one in FORBIDDEN}
_CHECK_NOW: Final = text("SET CONSTRAINTS ALL IMMEDIATE")
_ASKED: Final = text("""
SELECT e.id AS episode_id, e.mentee_id AS person_id,
       (SELECT o.id FROM sign_in.organisation o WHERE o.id <> :org_id ORDER BY o.id LIMIT 1) AS other_org_id
  FROM app.episode e JOIN app.decision d ON (d.org_id, d.episode_id) = (e.org_id, e.id)
 WHERE e.org_id = :org_id AND e.step <> 'professional_referral' ORDER BY d.decided_at DESC LIMIT 1
""")


async def try_each(tx: Transaction) -> Sequence[Tried]:
    """Every forbidden statement, one after the other; what each touched or wrote is taken back.

    Raises `NotFound` where nothing was decided yet, so that there is nothing to try it on.
    """
    found = await known_row(tx, _ASKED)
    asked = {"org_id": tx.actor.org_id, **found}
    return [await _tried(tx, one, asked) for one in FORBIDDEN]


async def _tried(tx: Transaction, one: Forbidden, asked: Mapping[str, UUID]) -> Tried:
    given = {name: value for name, value in asked.items() if f":{name}" in one.statement}
    try:
        async with part_of(tx):
            answer = await tx.connection.execute(_STATEMENTS[one], given)
            rows = len(answer.all()) if answer.returns_rows else answer.rowcount
            # What is checked only at the end of a transaction is checked now.
            await tx.connection.execute(_CHECK_NOW)
            raise _TakenBack(rows)
    except DBAPIError as refused:
        return Tried(one, _said(refused.orig), str(getattr(refused.orig, "sqlstate", "")), 0)
    except _TakenBack as touched:
        return Tried(one, "", "", touched.rows)


def _said(error: Any) -> str:
    """The first line of the database's own words, without the driver's."""
    return str(error).splitlines()[0].split(">: ", 1)[-1]
