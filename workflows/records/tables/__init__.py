"""Every table the product keeps. Importing this module makes `metadata` complete."""

from workflows.records.tables import (
    absences,
    answer_imports,
    audit,
    channels,
    episodes,
    escalations,
    exports,
    families,
    interruptions,
    match_lives,
    operation,
    people,
    referrals,
    rosters,
    sign_in,
    when_told,
    work,
)
from workflows.records.tables.metadata import metadata

__all__ = [
    "absences",
    "answer_imports",
    "audit",
    "channels",
    "episodes",
    "escalations",
    "exports",
    "families",
    "interruptions",
    "match_lives",
    "metadata",
    "operation",
    "people",
    "referrals",
    "rosters",
    "sign_in",
    "when_told",
    "work",
]
