"""Which forms are asked of this mentee, and when is each due?"""

from care_steps.measuring import DueMeasure, due_of
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.policies import load_policy
from workflows.records.scope import Transaction


async def measures_due(tx: Transaction, case: Case) -> tuple[DueMeasure, ...]:
    """The plan in force with its due days; none while no policy is in force."""
    if case.policy_version_id is None:
        return ()
    policy = (await load_policy(tx, case.policy_version_id)).policy
    raw = await gather_one(tx, case.id, max(tx.at, case.known_at))
    return due_of(raw, policy.settings)
