"""Of which questionnaires were families told in advance, who said no, and what stands on file about a student?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import JSON, insert, text

from care_steps.consents import ConsentState, is_of_age, stands
from care_steps.not_asked import is_written
from care_steps.survey_bases import SurveyGround, SurveyNotice
from workflows.records.ids import new_id
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.families import survey_notice


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to the families of a site, with how many of them said no. `today`: the day at the site."""

    id: UUID
    site_id: UUID
    site_name: str
    instrument_ids: tuple[str, ...]
    sent_on: date
    opt_out_until: date
    words: str
    recorded_by_name: str
    opt_outs: int
    today: date


@dataclass(frozen=True, slots=True)
class OptOut:
    """One family that said no."""

    mentee_id: UUID
    name: str
    said_on: date


_NOTICE: Final = """
SELECT n.id, n.site_id, s.name AS site_name, n.instrument_ids, n.sent_on, n.opt_out_until, n.words,
       p.given_name || ' ' || p.family_name AS recorded_by_name,
       (SELECT count(*) FROM app.survey_opt_out o WHERE (o.org_id, o.notice_id) = (n.org_id, n.id)) AS opt_outs,
       (cast(:at AS timestamptz) AT TIME ZONE s.time_zone)::date AS today
  FROM app.survey_notice n
  JOIN app.site s ON (s.org_id, s.id) = (n.org_id, n.site_id)
  JOIN app.person p ON (p.org_id, p.id) = (n.org_id, n.recorded_by)
 WHERE n.org_id = :org_id AND {which}
"""
_BY_ID = text(_NOTICE.format(which="n.id = :id"))
_OF_SITES = text(
    _NOTICE.format(
        which="(cast(:sites AS uuid[]) IS NULL OR n.site_id = ANY(:sites)) ORDER BY n.sent_on DESC, n.id DESC"
    )
)
_OPT_OUTS = text("""
SELECT o.mentee_id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name AS name, o.said_on
  FROM app.survey_opt_out o JOIN app.person p ON (p.org_id, p.id) = (o.org_id, o.mentee_id)
 WHERE o.org_id = :org_id AND o.notice_id = :id ORDER BY p.family_name, p.given_name, o.mentee_id
""")
_BY_NUMBER = text("""
SELECT person_id FROM app.student WHERE org_id = :org_id AND site_id = :site_id AND number = :number LIMIT 1
""")
_KEEP = insert(survey_notice)
_OPT_OUT = text("""
INSERT INTO app.survey_opt_out (org_id, notice_id, mentee_id, said_on, recorded_by, recorded_at)
VALUES (:org_id, :notice_id, :mentee_id, :said_on, :by, :at) ON CONFLICT DO NOTHING
""")
_GROUNDS = text("""
SELECT s.person_id, s.born_on, c.state, c.how, c.happened_on, c.ends_on, newest.state AS newest,
       (SELECT json_agg(json_build_object('instrument_ids', n.instrument_ids, 'sent_on', n.sent_on,
                   'opt_out_until', n.opt_out_until, 'opted_out_on', o.said_on))
          FROM app.survey_notice n
          LEFT JOIN app.survey_opt_out o ON (o.org_id, o.notice_id, o.mentee_id) = (n.org_id, n.id, s.person_id)
         WHERE (n.org_id, n.site_id) = (s.org_id, s.site_id) OR o.mentee_id IS NOT NULL) AS notices
  FROM app.student s
  LEFT JOIN LATERAL (SELECT x.state, x.how, x.happened_on, x.ends_on FROM app.consent x
       WHERE (x.org_id, x.mentee_id) = (s.org_id, s.person_id) AND x.kind = 'questionnaires' AND x.state <> 'out'
       ORDER BY x.recorded_at DESC LIMIT 1) c ON true
  LEFT JOIN LATERAL (SELECT x.state FROM app.consent x
       WHERE (x.org_id, x.mentee_id) = (s.org_id, s.person_id) AND x.kind = 'questionnaires'
       ORDER BY x.recorded_at DESC LIMIT 1) newest ON true
 WHERE s.org_id = :org_id AND s.person_id = ANY(:ids)
""").columns(notices=JSON)


async def survey_grounds(tx: Transaction, today: Mapping[UUID, date]) -> Mapping[UUID, SurveyGround]:
    """What stands on file about each of these students, asked with the day at their school."""
    found = await tx.connection.execute(_GROUNDS, {"org_id": tx.actor.org_id, "ids": list(today)})
    return {row["person_id"]: _ground(row, today[row["person_id"]]) for row in found.mappings()}


def _ground(row: Mapping[Any, Any], today: date) -> SurveyGround:
    state = stands(ConsentState(row["state"] or ConsentState.NONE.value), row["ends_on"], today)
    return SurveyGround(
        state=state,
        is_written=is_written(row["how"] or ""),
        since=row["ends_on"] if state is ConsentState.ENDED else row["happened_on"],
        is_of_age=is_of_age(row["born_on"], today),
        notices=msgspec.convert(row["notices"] or (), tuple[SurveyNotice, ...]),
        is_out=row["newest"] == ConsentState.OUT,
    )


async def load_notice(tx: Transaction, notice_id: UUID) -> Notice:
    row = await known_row(tx, _BY_ID, id=notice_id, at=tx.at)
    return Notice(**{**row, "instrument_ids": tuple(row["instrument_ids"])})


async def notices_of(tx: Transaction, site_ids: Sequence[UUID] | None) -> tuple[Notice, ...]:
    """The notices of these sites, None for every site, the newest first."""
    asked = {
        "org_id": tx.actor.org_id,
        "sites": None if site_ids is None else list(site_ids),
        "at": tx.at,
    }
    found = await tx.connection.execute(_OF_SITES, asked)
    return tuple(
        Notice(**{**row, "instrument_ids": tuple(row["instrument_ids"])}) for row in found.mappings()
    )


async def opt_outs_of(tx: Transaction, notice_id: UUID) -> tuple[OptOut, ...]:
    found = await tx.connection.execute(_OPT_OUTS, {"org_id": tx.actor.org_id, "id": notice_id})
    return tuple(OptOut(**row) for row in found.mappings())


async def student_by_number(tx: Transaction, site_id: UUID, number: str) -> UUID | None:
    row = await row_of(tx, _BY_NUMBER, site_id=site_id, number=number)
    return row["person_id"] if row else None


async def keep_notice(
    tx: Transaction,
    *,
    site_id: UUID,
    instrument_ids: Sequence[str],
    sent_on: date,
    opt_out_until: date,
    words: str,
    recorded_at: datetime,
) -> UUID:
    notice_id = new_id()
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": notice_id,
            "site_id": site_id,
            "instrument_ids": list(instrument_ids),
            "sent_on": sent_on,
            "opt_out_until": opt_out_until,
            "words": words,
            "recorded_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
    return notice_id


async def keep_opt_out(
    tx: Transaction, notice_id: UUID, mentee_id: UUID, *, said_on: date, at: datetime
) -> None:
    """Said twice, it is kept once."""
    asked = {"org_id": tx.actor.org_id, "notice_id": notice_id, "mentee_id": mentee_id}
    said = {"said_on": said_on, "by": tx.actor.person_id, "at": at}
    await tx.connection.execute(_OPT_OUT, {**asked, **said})
