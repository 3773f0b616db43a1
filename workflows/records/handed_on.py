"""From whom to whom does everything go that one person held: cases, work, matches, mentors, the telephone?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from workflows.records.referrals import LIVE
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much one person holds beside the cases that are listed by name.

    `closed_cases` may be opened again and are somebody's then; of those, `closed_supervised` as a supervisor.
    """

    open_work: int
    people: int
    on_call_at: tuple[str, ...]
    closed_cases: int
    closed_supervised: int


# Who supervises now, and who will: the newest change point of each.
_UNDER = """
SELECT DISTINCT ON (s.person_id) s.person_id, s.holder_id FROM app.person_supervision s
 WHERE s.org_id = :org_id ORDER BY s.person_id, s.starts_at DESC, s.recorded_at DESC"""
_DUTY = """
SELECT DISTINCT ON (c.site_id) c.site_id, c.person_id, c.phone FROM app.on_call c
 WHERE c.org_id = :org_id ORDER BY c.site_id, c.starts_at DESC, c.recorded_at DESC"""
_CLOSED_UNDER = """
SELECT m.episode_id FROM app.match m JOIN app.episode c ON (c.org_id, c.id) = (m.org_id, m.episode_id)
  JOIN LATERAL (SELECT s.holder_id FROM app.match_supervision s
       WHERE (s.org_id, s.match_id) = (m.org_id, m.id) ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) above ON true
 WHERE m.org_id = :org_id AND c.step = 'closed' AND above.holder_id = :person_id"""
_HOLDINGS = text(f"""
SELECT (SELECT count(*) FROM app.work w WHERE w.org_id = :org_id AND w.owner_id = :person_id
           AND w.state <> 'ended') AS open_work,
       (SELECT count(*) FROM ({_UNDER}) u WHERE u.holder_id = :person_id) AS people,
       ARRAY(SELECT s.name FROM ({_DUTY}) d JOIN app.site s ON (s.org_id, s.id) = (:org_id, d.site_id)
              WHERE d.person_id = :person_id ORDER BY s.name) AS on_call_at,
       (SELECT count(*) FROM app.episode e WHERE e.org_id = :org_id AND e.step = 'closed'
           AND (e.owner_id = :person_id OR e.id IN ({_CLOSED_UNDER}))) AS closed_cases,
       (SELECT count(*) FROM ({_CLOSED_UNDER}) s) AS closed_supervised
""")
_ABOVE = text(f"SELECT u.holder_id FROM ({_UNDER}) u WHERE u.person_id = :person_id")
_OWNER = text("""
UPDATE app.episode SET owner_id = :to_id, known_at = greatest(known_at, :at)
 WHERE org_id = :org_id AND owner_id = :person_id
   AND (cast(:episode_id AS uuid) IS NULL OR id = :episode_id)
""")
_WORK = text("""
UPDATE app.work SET owner_id = :to_id WHERE org_id = :org_id AND owner_id = :person_id AND state <> 'ended'
   AND (cast(:episode_id AS uuid) IS NULL OR episode_id = :episode_id)
""")
_REFERRAL = text(f"""
UPDATE app.referral SET owner_id = :to_id
 WHERE org_id = :org_id AND owner_id = :person_id AND episode_id = :episode_id AND {LIVE}
""")
_MATCHES = text("""
INSERT INTO app.match_supervision (org_id, match_id, starts_at, recorded_at, holder_id)
SELECT DISTINCT ON (m.id) m.org_id, m.id, cast(:at AS timestamptz), cast(:at AS timestamptz), cast(:to_id AS uuid)
  FROM app.match m
  JOIN LATERAL (SELECT s.holder_id FROM app.match_supervision s
       WHERE (s.org_id, s.match_id) = (m.org_id, m.id) ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) above ON true
 WHERE m.org_id = :org_id AND above.holder_id = :person_id
   AND (cast(:episode_id AS uuid) IS NULL OR m.episode_id = :episode_id)
""")
# Nobody stands above themselves: who covers and stood under the one who leaves is under nobody.
_PEOPLE = text(f"""
INSERT INTO app.person_supervision (org_id, person_id, starts_at, recorded_at, holder_id, gap_reason)
SELECT cast(:org_id AS uuid), u.person_id, cast(:at AS timestamptz), cast(:at AS timestamptz),
       nullif(cast(:to_id AS uuid), u.person_id), CASE WHEN u.person_id = cast(:to_id AS uuid) THEN 'left' END
  FROM ({_UNDER}) u WHERE u.holder_id = :person_id
""")
_ON_CALL = text(f"""
INSERT INTO app.on_call (org_id, site_id, starts_at, recorded_at, person_id, phone)
SELECT cast(:org_id AS uuid), d.site_id, cast(:at AS timestamptz), cast(:at AS timestamptz), cast(:to_id AS uuid), k.phone
  FROM ({_DUTY}) d JOIN app.person k ON (k.org_id, k.id) = (cast(:org_id AS uuid), cast(:to_id AS uuid))
 WHERE d.person_id = :person_id AND btrim(coalesce(k.phone, '')) <> ''
""")
_RULES = text(
    "UPDATE app.owner_rule SET ended_at = :at WHERE org_id = :org_id AND owner_id = :person_id AND ended_at IS NULL"
)
_POSTS = text("""
UPDATE app.appointment SET ended_at = :at WHERE org_id = :org_id AND person_id = :person_id AND ended_at IS NULL
""")
_DISABLE = text("""
UPDATE sign_in.identity SET disabled_at = :at WHERE org_id = :org_id AND person_id = :person_id AND disabled_at IS NULL
""")
_SIGN_INS = text("""
UPDATE sign_in.session SET ended_at = :at WHERE org_id = :org_id AND actor_id = :person_id AND ended_at IS NULL
""")


async def holdings_of(tx: Transaction, person_id: UUID) -> Holdings:
    row = await known_row(tx, _HOLDINGS, person_id=person_id)
    return Holdings(**{**row, "on_call_at": tuple(row["on_call_at"])})


async def stands_under(tx: Transaction, person_id: UUID) -> UUID | None:
    """Who supervises this person, if somebody does."""
    row = await row_of(tx, _ABOVE, person_id=person_id)
    return row["holder_id"] if row else None


async def hand_on_case(
    tx: Transaction, episode_id: UUID, what: str, *, person_id: UUID, to_id: UUID, at: datetime
) -> None:
    """One case, as its owner or as the direct supervisor of its matches, with what is open of it."""
    statement = _OWNER if what == "owner" else _MATCHES
    asked = {"org_id": tx.actor.org_id, "episode_id": episode_id, "person_id": person_id, "to_id": to_id}
    await tx.connection.execute(statement, {**asked, "at": at})
    for of_it in (_WORK, _REFERRAL):
        await tx.connection.execute(of_it, asked)


async def hand_on_everything(tx: Transaction, *, person_id: UUID, to_id: UUID, at: datetime) -> None:
    """Every case, those as well that may be opened again, every open item, the matches, the mentors, the telephones."""
    asked = {"org_id": tx.actor.org_id, "episode_id": None, "person_id": person_id, "to_id": to_id, "at": at}
    for statement in (_OWNER, _WORK, _MATCHES, _PEOPLE, _ON_CALL):
        await tx.connection.execute(statement, asked)


async def keep_access_end(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """No role, no account, no sign-in, and nobody's students by rule any more."""
    for statement in (_RULES, _POSTS, _DISABLE, _SIGN_INS):
        await tx.connection.execute(statement, {"org_id": tx.actor.org_id, "person_id": person_id, "at": at})
