"""Should a mentee step up, and why? The entry point: policies as decision tables in data.

`load` reads a policy and refuses it with every fault named. `evaluate` asks it about facts and returns
what fires, what nearly did, and what nobody can tell. Thresholds stand in the tables, never in code.
"""

from importlib.resources import files

from care_steps.checking import check_examples
from care_steps.evaluate import evaluate, render
from care_steps.evaluation import (
    CannotTell,
    CellResult,
    Counterfactual,
    Evaluation,
    Firing,
    NearMiss,
    RowTrace,
    highest,
)
from care_steps.fact_values import FactError
from care_steps.loading import action_said, load
from care_steps.rows import Limit, Policy, PolicyError, Row

__all__ = [
    "CannotTell",
    "CellResult",
    "Counterfactual",
    "Evaluation",
    "FactError",
    "Firing",
    "Limit",
    "NearMiss",
    "Policy",
    "PolicyError",
    "Row",
    "RowTrace",
    "action_said",
    "check_examples",
    "default_text",
    "evaluate",
    "highest",
    "load",
    "render",
]


def default_text() -> str:
    """The escalation policy that is shipped, as TOML; a clinical owner signs it at set-up."""
    return (files("care_steps") / "policies" / "default.toml").read_text(encoding="utf-8")
