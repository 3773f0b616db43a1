"""Is everything there that an organization needs before it takes real cases? Gathered for `supervision/going_live.py`."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import text

from supervision.going_live import Line, judge
from supervision.live_access import why_not_take_cases
from supervision.live_grounds import Duty, FormGround, Ground, SchoolGround, Signed
from supervision.live_items import LIVE, ItemKey
from triage import instruments
from triage.roles import Role
from workflows.records.closures import SiteYear, site_years
from workflows.records.live_states import answer_key, live_answers, takes_cases, wording_key
from workflows.records.policies import active_policy
from workflows.records.refusals import Refused
from workflows.records.reporting_duties import reporting_duties
from workflows.records.school_laws import school_states
from workflows.records.scope import Transaction

_APPOINTED = text("""
SELECT role, person_id FROM app.appointment
 WHERE org_id = :org_id AND role = ANY(:roles) AND starts_at <= :at AND (ended_at IS NULL OR ended_at > :at)
""")
# Whoever is on call now, and every later change up to the last day that is looked at.
_DUTIES = text("""
SELECT d.site_id, d.starts_at, p.given_name || ' ' || p.family_name AS name,
       EXISTS (SELECT FROM sign_in.identity i WHERE (i.org_id, i.person_id) = (d.org_id, d.person_id)
                  AND i.password_hash IS NOT NULL AND i.disabled_at IS NULL) AS can_sign_in,
       EXISTS (SELECT FROM app.appointment a WHERE (a.org_id, a.person_id) = (d.org_id, d.person_id)
                  AND a.role = 'clinical_supervisor' AND (a.site_id IS NULL OR a.site_id = d.site_id)
                  AND (a.ended_at IS NULL OR a.ended_at > greatest(d.starts_at, :at))) AS is_clinical
  FROM (SELECT DISTINCT ON (site_id, starts_at) * FROM app.on_call
         WHERE org_id = :org_id AND starts_at <= :until ORDER BY site_id, starts_at, recorded_at DESC) d
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.person_id)
 WHERE d.starts_at > :at
    OR d.starts_at = (SELECT max(e.starts_at) FROM app.on_call e
                       WHERE (e.org_id, e.site_id) = (d.org_id, d.site_id) AND e.starts_at <= :at)
 ORDER BY d.site_id, d.starts_at
""")
_NOTICES = text("""
SELECT site_id, max(received_at) AS received_at FROM app.test_notice
 WHERE org_id = :org_id AND received_at IS NOT NULL GROUP BY site_id
""")
_DEMO_ACCOUNTS = text("""
SELECT count(*) FROM sign_in.identity
 WHERE org_id = :org_id AND disabled_at IS NULL AND split_part(email, '@', 2) = ANY(:addresses)
""")
_GOOD_BACKUP = text("SELECT max(taken_at) FROM sign_in.backup_check WHERE is_good")


async def ready_lines(tx: Transaction) -> tuple[Line, ...]:
    """Every item of the list, and what is missing."""
    return judge(await _ground(tx))


async def why_not_live(tx: Transaction) -> str | None:
    """The sentence with which a case is refused before the organization is live; one look-up when it is."""
    return None if await takes_cases(tx) else why_not_take_cases(await ready_lines(tx))


async def _ground(tx: Transaction) -> Ground:
    answers, appointed = await live_answers(tx), await _appointed(tx)
    said = {key for key, answer in answers.items() if answer.is_done}
    return Ground(
        at=tx.at,
        schools=await _schools(tx),
        administrators=appointed[Role.ADMINISTRATOR],
        privacy_officers=appointed[Role.PRIVACY_OFFICER],
        demo_accounts=await _scalar(tx, _DEMO_ACCOUNTS, addresses=list(LIVE.demo_addresses)),
        policy=await _signed(tx),
        forms=await _forms(tx, said),
        is_letter_approved=answer_key(ItemKey.CONSENT_LETTER) in said,
        are_papers_approved=answer_key(ItemKey.REFERRAL_PAPERS) in said,
        duties_checked=MappingProxyType({one.state: one.checked_on for one in await reporting_duties(tx)}),
        good_backup_at=await _scalar(tx, _GOOD_BACKUP),
    )


async def _scalar(tx: Transaction, statement: Any, **asked: Any) -> Any:
    return (await tx.connection.execute(statement, {"org_id": tx.actor.org_id, **asked})).scalar_one()


async def _appointed(tx: Transaction) -> Mapping[Role, frozenset[UUID]]:
    roles = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "roles": [one.value for one in roles]}
    found = [(row.role, row.person_id) for row in await tx.connection.execute(_APPOINTED, asked)]
    return {role: frozenset(person for held, person in found if held == role) for role in roles}


async def _schools(tx: Transaction) -> tuple[SchoolGround, ...]:
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "until": tx.at + LIVE.on_call_ahead}
    duties: dict[UUID, list[Duty]] = {}
    for row in await tx.connection.execute(_DUTIES, asked):
        duty = Duty(row.name, row.starts_at, row.can_sign_in, row.is_clinical)
        duties.setdefault(row.site_id, []).append(duty)
    states = await school_states(tx)
    received = {row.site_id: row.received_at for row in await tx.connection.execute(_NOTICES, asked)}
    return tuple(
        SchoolGround(
            name=site.name,
            today=site.calendar.local_day(tx.at),
            duties=tuple(duties.get(site.site_id, ())),
            closed_until=_closed_until(site),
            notice_received_at=received.get(site.site_id),
            state=states.get(site.site_id),
        )
        for site in await site_years(tx)
    )


def _closed_until(site: SiteYear) -> Any:
    return max((one.last_on for one in site.closures), default=None)


async def _signed(tx: Transaction) -> Signed | None:
    found = (await tx.connection.execute(_SIGNED, {"org_id": tx.actor.org_id, "at": tx.at})).first()
    return None if found is None else Signed(found.owner_id, found.approver_id)


async def _forms(tx: Transaction, said: Collection[str]) -> tuple[FormGround, ...]:
    """The forms that the policy in force asks again, each once."""
    try:
        measures = (await active_policy(tx)).policy.measures
    except Refused:
        return ()
    found = [instruments.load(one) for one in dict.fromkeys(each.instrument_id for each in measures)]
    return tuple(
        FormGround(one.name, one.is_placeholder, one.is_unverified, wording_key(one) in said) for one in found
    )


_SIGNED = text("""
SELECT owner_id, approver_id FROM app.policy_version
 WHERE org_id = :org_id AND policy_id = 'escalation' AND effective_at <= :at
 ORDER BY effective_at DESC, version DESC LIMIT 1
""")
