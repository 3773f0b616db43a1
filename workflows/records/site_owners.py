"""Who looks after whom at each site, and is any student without an owner?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from supervision.owners import OwnerRule, StandIn, shares
from workflows.records.owner_rules import owner_rules, owners_by_site, students_by_site
from workflows.records.scope import Transaction
from workflows.records.sites import sites


@dataclass(frozen=True, slots=True)
class RuleShare:
    """A rule and how many students fall to it now."""

    rule: OwnerRule
    students: int


@dataclass(frozen=True, slots=True)
class SiteOwners:
    """One site. `unnamed` counts the students whom no rule names; the first of `owners` stands in for them."""

    site_id: UUID
    name: str
    rules: tuple[RuleShare, ...]
    unnamed: int
    owners: Sequence[StandIn]

    @property
    def stand_in(self) -> StandIn | None:
        return next(iter(self.owners), None)


async def site_owners(tx: Transaction) -> tuple[SiteOwners, ...]:
    """Every site of the organization, by name."""
    rules, students = await owner_rules(tx), await students_by_site(tx)
    owners = await owners_by_site(tx)
    return tuple(
        _site(
            site_id,
            name,
            [one.rule for one in rules if one.site_id == site_id],
            students.get(site_id, ()),
            owners.get(site_id, ()),
        )
        for site_id, name in await sites(tx)
    )


def _site(
    site_id: UUID,
    name: str,
    rules: Sequence[OwnerRule],
    students: Sequence[tuple[str | None, str, int]],
    owners: Sequence[StandIn],
) -> SiteOwners:
    counts = shares(rules, students)
    lines = tuple(RuleShare(one, counts.get(one.id, 0)) for one in rules)
    return SiteOwners(site_id, name, lines, counts.get(None, 0), owners)
