"""In which ways does a kept firing or decision differ from what the facts of then give? A sentence for each."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from care_steps.facts import RawEpisode, derive, derive_screening
from care_steps.freezing import freeze
from care_steps.replay import (
    Frozen,
    RecordedDecision,
    RecordedFiring,
    asked_by,
    decision_differs,
    facts_differ,
    fire_again,
)
from care_steps.rules.section_loading import fixed_sections
from workflows.records.kept_decisions import KeptDecision
from workflows.records.kept_firings import KeptFiring
from workflows.records.policies import StoredPolicy

_MOVES_AT_ONCE = ("open", "emergency", "undo", "close", "reopen")
"""Kinds of decision that are a move; of every other an offer may come, and from that a move."""


def facts_said(
    recorded: Frozen,
    raw: RawEpisode | None,
    stored: StoredPolicy | None,
    scope: str,
    administration_id: UUID | None,
) -> Sequence[str]:
    if raw is None:
        return ("no facts can be gathered for this episode as known then.",)
    policy = stored.policy if stored else None
    # What a version did not know, nobody froze under it.
    asked = asked_by(policy) if policy else frozenset[str]()
    if scope == "episode" or administration_id is None:
        settings = policy.settings if policy else fixed_sections().settings
        return facts_differ(recorded, freeze(derive(raw, settings)), asked)
    try:
        return facts_differ(recorded, freeze(derive_screening(raw, administration_id)), asked)
    except LookupError:
        return ("the form that it rests on is not among the facts known then.",)


def step_said(recorded: str | None, raw: RawEpisode | None) -> Sequence[str]:
    if raw is None or recorded == raw.step.value:
        return ()
    return (f"step: recorded “{recorded}”, found again “{raw.step.value}”.",)


def fired_said(kept: KeptFiring, stored: StoredPolicy) -> Sequence[str]:
    if stored.policy is None:
        return ("its policy version cannot be read.",)
    return fire_again(stored.policy, _recorded(kept))[1]


def decided_said(
    kept: KeptDecision, answered: Sequence[KeptFiring], policies: Mapping[UUID, StoredPolicy]
) -> Sequence[str]:
    said = []
    if kept.moved_to is not None and kept.moved_to != kept.chosen_step:
        said.append(f"the case moved to “{kept.moved_to}”, and “{kept.chosen_step}” was chosen.")
    if kept.moved_to is None and kept.kind in _MOVES_AT_ONCE:
        said.append("the case did not move.")
    fired, fired_at = [], []
    for one in answered:
        policy = policies[one.policy_version_id].policy
        again = fire_again(policy, _recorded(one))[0] if policy else None
        fired += [again] if again else []
        fired_at += [one.step] if again else []
    return (*said, *decision_differs(_recorded_decision(kept), fired, fired_at))


def _recorded(kept: KeptFiring) -> RecordedFiring:
    return RecordedFiring(
        kept.row_id,
        kept.rule_id,
        kept.scope,
        kept.class_,
        kept.evidence,
        kept.facts,
        kept.trace,
        kept.sentence,
        kept.proposed_step,
    )


def _recorded_decision(kept: KeptDecision) -> RecordedDecision:
    return RecordedDecision(
        kept.kind,
        kept.from_step,
        kept.recommended_step,
        kept.chosen_step,
        kept.rule_ids,
        kept.why,
        kept.review_from_step,
        kept.proposed_start,
    )
