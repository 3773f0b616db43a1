"""`stepwise why`: why was this decided, or why did this rule fire?"""

from collections.abc import Iterator, Sequence
from uuid import UUID

import click
import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.explaining import FactLine
from care_steps.facts import Source
from care_steps.hindsight import Hindsight
from workflows.platform.cli.answer import answer, json_option
from workflows.platform.cli.in_database import in_database
from workflows.records.decision_reviews import DecisionReview
from workflows.records.explanations import Decided, Explanation
from workflows.records.findings import Finding
from workflows.records.offers import OfferOutcome
from workflows.records.organisations import organisations_meant
from workflows.records.refusals import NotFound
from workflows.records.scope import scoped_as
from workflows.verbs.explain import explain


@click.command
@click.argument("record", metavar="ID", type=click.UUID)
@click.option("--organization", help="Where to look; without it in every organization.")
@json_option
def command(record: UUID, organization: str | None, as_json: bool) -> None:
    """Say why a decision was made, or why a rule fired. ID is the id of either, as its page shows it.

    The answer is the page's: the sentence, the facts with the records they came from, the rule with its
    policy version, source and owner, what nearly fired, the nearest change under which it would not have
    fired (never for a safety rule), what else was offered, who decided, on which consent, and what became of
    the offer. It is kept in the audit trail that this was asked.

    Exit code 1 when nothing has this ID.

    \b
    Example:
      stepwise why 019a9d1c-7f3e-7c11-b0de-5c1f9e0a4b77
    """

    async def work(engine: AsyncEngine) -> Explanation:
        for org_id in await organisations_meant(engine, organization):
            try:
                async with scoped_as(engine, org_id) as tx:
                    return await explain(tx, record_id=record, by=tx.actor)
            except NotFound:
                continue
        raise NotFound(f"No decision and no rule that fired has the ID {record}.")

    found = in_database(work)
    answer(msgspec.to_builtins(found), "\n".join(said(found)), as_json=as_json)


def said(found: Explanation) -> Iterator[str]:
    """The whole answer, line by line."""
    yield found.sentence
    if found.decided is not None:
        yield from _decided(found.decided)
        yield from _reviews(found.reviews)
    if found.offer is not None:
        yield from _offer(found.offer)
    for finding in found.findings:
        yield from _finding(finding)
    yield from _facts("All facts as they were known then", found.facts)
    if found.known_since is not None:
        yield from _known_since(found.known_since)
    for heading, links in (("Goes back to", found.goes_back_to), ("Followed by", found.followed_by)):
        yield from [f"{heading}: {_link(one)}" for one in links]


def _decided(one: Decided) -> Iterator[str]:
    yield ""
    credential = f", {one.credential.replace('_', ' ')}" if one.credential else ""
    yield f"Decided by: {one.by_name or 'the policy'} ({one.as_role}{credential}), {_moment(one.decided_at)}"
    yield f"From: {one.from_step.plain if one.from_step else 'outside'}"
    yield f"Recommended: {one.recommended.plain if one.recommended else 'nothing, by judgment'}"
    yield f"Chosen: {one.chosen.plain}"
    for heading, words in (
        ("Instead, because", "; ".join(one.override_reasons)),
        ("In words", one.override_words),
        ("Held", f"until {one.hold_until}: {one.hold_reason}" if one.hold_reason else ""),
        ("Also offered", "; ".join(one.alternatives)),
        ("Consent", one.consent),
        ("The mentee says", one.mentee_view),
        ("The guardian says", one.guardian_view),
        ("The direct supervisor says", one.supervisor_view),
        ("Told", "; ".join(f"{told['who']} ({told['how']})" for told in one.told)),
        ("When things get worse again", one.safety_plan),
        ("First check", str(one.first_check_on or "")),
        ("Closed, because", one.closure_reason or ""),
        ("Last contact", str(one.last_contact_on or "")),
        ("Measure at the end", _exit_measure(one)),
        ("Reopened, because", one.reopen_reason or ""),
        ("The mentor's question", one.asking_answer or ""),
        ("Next", "; ".join(f"{due['what']}, {due['owner']}, {due['on']}" for due in one.next_due)),
        ("Note", one.words),
    ):
        if words:
            yield f"{heading}: {words}"


def _exit_measure(one: Decided) -> str:
    found = one.exit_measure
    if found is None:
        return ""
    if found.administration_id is not None:
        return f"administration {found.administration_id}"
    return f"none. {found.why_none}" + (f": {found.words}" if found.words else "")


def _reviews(reviews: Sequence[DecisionReview]) -> Iterator[str]:
    for one in reviews:
        said = "agrees" if one.answer == "agree" else "gives it back"
        yield f"Reviewed: {one.by_name} {said}, {_moment(one.happened_at)}: {one.words}"


def _offer(offer: OfferOutcome) -> Iterator[str]:
    yield ""
    yield f"Offer of “{offer.to_step.plain}”: {offer.state.plain.lower()}"
    for change in offer.changes:
        why = "; ".join((*change.reasons, change.words) if change.words else change.reasons)
        by = change.by or "the policy"
        yield f"  {_moment(change.happened_at)} {change.state.plain}, {by}" + (f": {why}" if why else "")


def _finding(one: Finding) -> Iterator[str]:
    rule, policy = one.rule, one.policy
    yield ""
    yield f"{rule.row_id}: {one.sentence}"
    yield f"  Rule: {rule.text} It asks for: {rule.asks_for}"
    yield from [f"  Condition: {each.said} ({each.result.plain})" for each in rule.conditions]
    yield from [f"  {line}" for line in _facts("Facts", rule.facts)]
    yield f"  Proposed: {one.proposed.plain}" if one.proposed else "  Proposed: no step"
    if one.dose:
        yield f"  Delivered: {one.dose}"
    yield f"  Policy: {policy.title}, version {policy.version}, in force since {_moment(policy.effective_at)}"
    yield f"  Signed by: {policy.owner_name}; approved by {policy.approver_name}"
    yield f"  Source: {rule.source}"
    yield f"  Owner of the rule: {rule.owner}"
    if one.counterfactual:
        yield f"  {one.counterfactual}"
    yield from [f"  Near miss. {each}" for each in one.near_misses]


def _facts(heading: str, lines: Sequence[FactLine]) -> Iterator[str]:
    if lines:
        yield f"{heading}:"
    for line in lines:
        came_from = "; ".join(_link(source) for source in line.sources)
        yield f"  {line.sentence}" + (f"  [{came_from}]" if came_from else "")


def _known_since(late: Hindsight) -> Iterator[str]:
    yield "Entered or moved since, and read differently today. The decision stays as it was:"
    for one in late.facts:
        yield f"  {one.now.plain}. Known then: {one.then.said}. Known now: {one.now.said}."
    for rule in late.rules:
        would = "would have fired" if rule.would_fire else "would not have fired"
        yield f"  {rule.row_id} {would}: {rule.sentence}"


def _link(source: Source) -> str:
    return f"{source.kind} {source.id}" + (f", {_moment(source.at)}" if source.at else "")


def _moment(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
