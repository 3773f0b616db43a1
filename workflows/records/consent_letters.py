"""Which letters ask for consent, which of them are still out, and who was reminded?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, insert, text

from care_steps.consents import ConsentKind
from supervision.reminders import Cause, Undone
from triage.roles import OF_A_SITE
from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.families import consent_letter, consent_reminder


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `waits_for`: the kinds that nobody has answered since; without a contact it went to the student."""

    id: UUID
    mentee_id: UUID
    episode_id: UUID
    contact_id: UUID | None
    kinds: tuple[ConsentKind, ...]
    waits_for: tuple[ConsentKind, ...]
    language: str
    template_version: str
    sent_how: str
    sent_on: date
    answer_by: date
    sent_by_name: str
    site_name: str
    reminders: int
    reminded_on: date | None


# What still waits: the newest word about this kind is that this letter asks for it.
_LETTER: Final = """
SELECT l.id, l.mentee_id, e.id AS episode_id, l.contact_id, l.kinds, l.language, l.template_version, l.sent_how,
       l.sent_on, l.answer_by, p.given_name || ' ' || p.family_name AS sent_by_name, site.name AS site_name,
       (SELECT array_agg(k.kind) FROM unnest(l.kinds) AS k(kind) WHERE (
           SELECT c.state = 'out' AND c.letter_id = l.id FROM app.consent c
            WHERE (c.org_id, c.mentee_id, c.kind) = (l.org_id, l.mentee_id, k.kind)
            ORDER BY c.recorded_at DESC LIMIT 1)) AS waits_for,
       (SELECT count(*) FROM app.consent_reminder r WHERE (r.org_id, r.letter_id) = (l.org_id, l.id)) AS reminders,
       (SELECT max(r.reminded_on) FROM app.consent_reminder r
         WHERE (r.org_id, r.letter_id) = (l.org_id, l.id)) AS reminded_on
  FROM app.consent_letter l
  JOIN app.person p ON (p.org_id, p.id) = (l.org_id, l.sent_by)
  JOIN LATERAL (SELECT x.id, x.site_id FROM app.episode x WHERE (x.org_id, x.mentee_id) = (l.org_id, l.mentee_id)
       ORDER BY (x.step = 'closed'), x.opened_at DESC LIMIT 1) e ON true
  JOIN app.site site ON (site.org_id, site.id) = (l.org_id, e.site_id)
 WHERE l.org_id = :org_id
"""
_BY_ID = text(f"{_LETTER} AND l.id = :id")
_OF_MENTEE = text(f"{_LETTER} AND l.mentee_id = :id ORDER BY l.sent_on DESC, l.id DESC")
_OUT = text(f"""
SELECT * FROM ({_LETTER}) letter WHERE cardinality(waits_for) > 0 ORDER BY answer_by, sent_on, id
""")
# Whoever sent it, while they look after students of that school; else the owner of the case. Once the family was reminded
# after that day, the sender did what there was to do.
_OVERDUE: Final = text("""
SELECT person_id, about_id, '' AS which, day FROM (
    SELECT CASE WHEN EXISTS (SELECT FROM app.appointment a
                      JOIN sign_in.identity i ON (i.org_id, i.person_id) = (a.org_id, a.person_id) AND i.disabled_at IS NULL
                     WHERE (a.org_id, a.person_id) = (l.org_id, l.sent_by) AND a.role = ANY (:roles)
                       AND coalesce(a.site_id = e.site_id, true)
                       AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at))
                THEN l.sent_by ELSE e.owner_id END AS person_id,
           l.id AS about_id, l.answer_by AS day
      FROM app.consent_letter l
      JOIN LATERAL (SELECT x.site_id, x.owner_id, x.step FROM app.episode x
           WHERE (x.org_id, x.mentee_id) = (l.org_id, l.mentee_id)
           ORDER BY (x.step = 'closed'), x.opened_at DESC LIMIT 1) e ON e.step <> 'closed'
     WHERE l.org_id = :org_id AND l.answer_by BETWEEN :since AND :until
       AND EXISTS (SELECT FROM unnest(l.kinds) AS k (kind) WHERE (
           SELECT c.state = 'out' AND c.letter_id = l.id FROM app.consent c
            WHERE (c.org_id, c.mentee_id, c.kind) = (l.org_id, l.mentee_id, k.kind)
            ORDER BY c.recorded_at DESC LIMIT 1))
       AND NOT EXISTS (SELECT FROM app.consent_reminder r
            WHERE (r.org_id, r.letter_id) = (l.org_id, l.id) AND r.reminded_on > l.answer_by)) letter
 WHERE person_id = ANY (:person_ids)
""").bindparams(bindparam("roles", type_=ARRAY(Text)), bindparam("person_ids", type_=ARRAY(Uuid)))
_KEEP, _KEEP_REMINDER = insert(consent_letter), insert(consent_reminder)


async def load_letter(tx: Transaction, letter_id: UUID) -> Letter:
    return _letter(await known_row(tx, _BY_ID, id=letter_id))


async def letters_of(tx: Transaction, mentee_id: UUID) -> tuple[Letter, ...]:
    """Every letter about a mentee, the newest first."""
    found = await tx.connection.execute(_OF_MENTEE, {"org_id": tx.actor.org_id, "id": mentee_id})
    return tuple(_letter(row) for row in found.mappings())


async def letters_out(tx: Transaction) -> tuple[Letter, ...]:
    """Every letter of the organization that waits for an answer; what was to be back first stands first."""
    found = await tx.connection.execute(_OUT, {"org_id": tx.actor.org_id})
    return tuple(_letter(row) for row in found.mappings())


async def overdue_of(
    tx: Transaction, person_ids: Collection[UUID], *, since: date, until: date
) -> tuple[Undone, ...]:
    """The letters of open cases that were to be answered by a day of that time and wait still, where one of these people
    is to see to it that the family is reminded."""
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "person_ids": list(person_ids),
        "roles": sorted(OF_A_SITE),
        "since": since,
        "until": until,
    }
    found = await tx.connection.execute(_OVERDUE, asked)
    return tuple(Undone(Cause.UNANSWERED_LETTER, *row) for row in found)


def _letter(row: Mapping[Any, Any]) -> Letter:
    kinds = {name: tuple(ConsentKind(one) for one in row[name] or ()) for name in ("kinds", "waits_for")}
    return Letter(**{**row, **kinds})


async def keep_letter(
    tx: Transaction,
    mentee_id: UUID,
    *,
    contact_id: UUID | None,
    kinds: tuple[ConsentKind, ...],
    language: str,
    template_version: str,
    sent_how: str,
    sent_on: date,
    answer_by: date,
    recorded_at: datetime,
) -> UUID:
    letter_id = new_id()
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": letter_id,
            "mentee_id": mentee_id,
            "contact_id": contact_id,
            "kinds": [one.value for one in kinds],
            "language": language,
            "template_version": template_version,
            "sent_how": sent_how,
            "sent_on": sent_on,
            "answer_by": answer_by,
            "sent_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
    return letter_id


async def keep_reminder(
    tx: Transaction, letter_id: UUID, *, reminded_on: date, how: str, recorded_at: datetime
) -> None:
    await tx.connection.execute(
        _KEEP_REMINDER,
        {
            "org_id": tx.actor.org_id,
            "letter_id": letter_id,
            "recorded_at": recorded_at,
            "reminded_on": reminded_on,
            "how": how,
            "reminded_by": tx.actor.person_id,
        },
    )
