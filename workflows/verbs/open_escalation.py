"""Something about safety came up: an escalation is opened, and whoever is on its first rung is told at once.

The one road by which escalations come to be. The rung and the notices are written with it: what was answered to
whoever raised it is on its way to a person.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from care_steps.policy import ladder_for
from supervision.ladder import Place
from workflows.records.episodes import Case
from workflows.records.escalations import keep_opened
from workflows.records.policies import PolicyVersion
from workflows.records.scope import Transaction
from workflows.verbs.next_rung import next_rung


async def open_escalation(
    tx: Transaction, case: Case, version: PolicyVersion, values: Mapping[str, Any]
) -> None:
    """`values` are the columns of its work, without kind and state. One that is open for its cause is joined instead."""
    ladder = ladder_for(version.policy.ladders, values["lane"], case.site_name)
    owner_id: UUID = values["owner_id"]
    entered = await next_rung(
        tx, case, ladder, Place(), work_id=values["id"], owner_id=owner_id, at=values["opened_at"]
    )
    row = {**values, "policy_version_id": version.id, "ladder": ladder.id}
    await keep_opened(tx, row, entered)
