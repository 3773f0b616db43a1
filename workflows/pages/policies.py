"""Policies: which versions there are, who answers for them, and every rule in words. Under /policies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from supervision.access import why_not_see_policies
from supervision.escalation_access import why_not_see_notice_counts
from workflows.pages.answers import show
from workflows.pages.page import Chrome
from workflows.pages.policy_rules import ProposalSaid, RuleSaid, proposals_of, rules_of
from workflows.pages.policy_sections import SectionsSaid, sections_of
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.policies import PolicyVersion, every_policy
from workflows.records.refusals import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list. `is_in_force` is the one that decides now."""

    id: UUID
    title: str
    version: int
    effective_at: datetime
    owner_name: str
    approver_name: str
    rules: int
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class PoliciesPage:
    """All versions, newest first."""

    chrome: Chrome
    versions: tuple[VersionLine, ...]
    sees_counts: bool


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One version, with every rule in words."""

    chrome: Chrome
    line: VersionLine
    source: str
    content_hash: str
    rules: tuple[RuleSaid, ...]
    proposals: tuple[ProposalSaid, ...]
    sections: SectionsSaid


async def _versions(visit: Visit) -> tuple[PolicyVersion, ...]:
    if why := why_not_see_policies(visit.actor):
        raise NotAllowed(why)
    return await every_policy(visit.tx)


def _lines(versions: tuple[PolicyVersion, ...], at: datetime) -> tuple[VersionLine, ...]:
    in_force: set[str] = set()
    lines = []
    for one in versions:
        begun = one.effective_at <= at and one.policy.id not in in_force
        in_force |= {one.policy.id} if begun else set()
        rules = len({row.rule for row in one.policy.rows})
        lines.append(
            VersionLine(
                one.id,
                one.policy.title,
                one.policy.version,
                one.effective_at,
                one.owner_name,
                one.approver_name,
                rules,
                begun,
            )
        )
    return tuple(lines)


@reads("/policies", action="see_policies")
async def index(visit: NamedDependency[Visit]) -> Template:
    versions = await _versions(visit)
    sees_counts = why_not_see_notice_counts(visit.actor) is None
    return show("policies/index.html", PoliciesPage(visit.chrome, _lines(versions, visit.at), sees_counts))


@reads("/policies/{policy_version_id:uuid}", action="see_policy")
async def show_one(visit: NamedDependency[Visit], policy_version_id: FromPath[UUID]) -> Template:
    versions = await _versions(visit)
    found = next((one for one in versions if one.id == policy_version_id), None)
    if found is None:
        raise NotFound
    line = next(one for one in _lines(versions, visit.at) if one.id == policy_version_id)
    page = PolicyPage(
        visit.chrome,
        line,
        found.policy.source,
        found.policy.content_hash,
        rules_of(found.policy),
        proposals_of(found.policy),
        sections_of(found.policy),
    )
    return show("policies/show.html", page)


routes: list[Any] = [index, show_one]
