"""Which lists does the home page have for this person, in each of their roles, the most urgent first?"""

from typing import Final

from supervision.access import Actor, sites_with
from supervision.disclosure_access import SECOND_PERSONS
from triage.roles import MENTORS, OF_A_SITE, Role
from workflows.pages.home_cases import cases_section, offers_section, referrals_section, waiting_section
from workflows.pages.home_mentors import mentees_section, unlogged_section
from workflows.pages.home_records import moved_section, outside_section
from workflows.pages.home_reviews import review_sections
from workflows.pages.home_sections import Empty, Section, work_sections
from workflows.pages.home_supervisors import supervisors_section
from workflows.pages.page import mark
from workflows.pages.referral_lines import referral_sections
from workflows.pages.unreleased_summaries import unreleased_section
from workflows.pages.visits import Visit
from workflows.pages.work_rows import ESCALATION, RECOMMENDATION, TASK
from workflows.records.mentee_lines import mentee_lines
from workflows.records.referrals_in import referrals_by
from workflows.records.supervisor_lines import supervisor_lines
from workflows.records.unlogged_sessions import unlogged_sessions
from workflows.records.worklists import open_items

_WORKERS: Final = (*OF_A_SITE, Role.DIRECT_SUPERVISOR)
_NO_CASES: Final = Empty(
    mark("No case is open"), mark("Cases stand here from the referral until they are closed.")
)
_NO_MATCHES: Final = Empty(
    mark("You supervise no match yet"),
    mark("When a counselor assigns one of your mentors, the mentee stands here."),
)


async def sections_of(visit: Visit) -> tuple[Section, ...]:
    """Safety before everything, then who waits, then what is to be decided and done, then who is looked after."""
    actor, work = visit.actor, await _work(visit)
    of_sites = await _of_sites(visit) if has_any(actor, *OF_A_SITE) else {}
    found = [work.get(ESCALATION)]
    found += [of_sites.get("waiting")] if actor.has(Role.COUNSELOR) else []
    to_ask, sent = await referral_sections(visit)
    found += [work.get(RECOMMENDATION), work.get(TASK), of_sites.get("offers"), to_ask]
    mine = (
        await mentee_lines(visit.tx, supervisor_id=actor.person_id)
        if actor.has(Role.DIRECT_SUPERVISOR)
        else ()
    )
    if has_any(actor, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR):
        found += await review_sections(visit, [one.episode_id for one in mine])
        found.append(await unreleased_section(visit))
    if has_any(actor, *MENTORS):
        lines = await mentee_lines(visit.tx, mentor_id=actor.person_id)
        found.append(mentees_section(lines, await unlogged_sessions(visit.tx, mentor_id=actor.person_id)))
    if actor.has(Role.DIRECT_SUPERVISOR):
        found.append(unlogged_section(await unlogged_sessions(visit.tx, supervisor_id=actor.person_id)))
        found.append(cases_section(mine, mark("My matches"), _NO_MATCHES, "matches"))
    if actor.has(Role.TEACHER) and actor.person_id is not None:
        found.append(referrals_section(await referrals_by(visit.tx, actor.person_id)))
    found += [await outside_section(visit)] if has_any(actor, *SECOND_PERSONS) else []
    found += [await moved_section(visit)] if actor.has(Role.PRIVACY_OFFICER) else []
    found += [sent, of_sites.get("cases")]
    if actor.has(Role.CLINICAL_SUPERVISOR):
        found.append(supervisors_section(await supervisor_lines(visit.tx, actor.person_id)))
    return tuple(one for one in found if one is not None)


async def _work(visit: Visit) -> dict[str, Section]:
    """What is open at the sites of a counselor or clinical supervisor, what this person owns or those for whom this
    person stands in, and the escalations of those whom they supervise directly."""
    actor = visit.actor
    if not has_any(actor, *_WORKERS):
        return {}
    of_sites = sites_with(actor, *OF_A_SITE)
    own = None if of_sites is None else actor.does_the_work_of
    items = await open_items(
        visit.tx,
        owner_ids=own,
        supervisor_ids=own if actor.has(Role.DIRECT_SUPERVISOR) or actor.covers else None,
        site_ids=of_sites,
    )
    decides = has_any(actor, Role.CLINICAL_SUPERVISOR, Role.DIRECT_SUPERVISOR)
    return work_sections(items, visit.at, decides=decides, of_sites=bool(of_sites) or of_sites is None)


async def _of_sites(visit: Visit) -> dict[str, Section]:
    """The open cases of the sites of this person, read once for three lists."""
    lines = await mentee_lines(visit.tx, site_ids=sites_with(visit.actor, *OF_A_SITE))
    found = (
        waiting_section(lines),
        offers_section(lines),
        cases_section(lines, mark("Open cases"), _NO_CASES),
    )
    return {one.id: one for one in found}


def has_any(actor: Actor, *roles: Role) -> bool:
    return any(actor.has(role) for role in roles)
