"""Of which escalations do rules and counts know? Of those about safety that a rule opened.

Not of what only says that nobody answered something, and of nothing that names somebody who works here: that stands
outside of facts and policy.
"""

from supervision.named_adults import NAMED
from supervision.unanswered import UNANSWERED


def about_safety(work: str) -> str:
    """SQL: whether this row of `app.work` is such an escalation; `work` is its alias."""
    return f"({work}.kind = 'escalation' AND split_part({work}.cause, ':', 1) NOT IN ('{UNANSWERED}', '{NAMED}'))"


def names_nobody(concern: str) -> str:
    """SQL: whether this row of `app.concern` names nobody who works here; `concern` is its alias."""
    return f"""NOT EXISTS (SELECT FROM app.named_adult named
             WHERE (named.org_id, named.concern_id) = ({concern}.org_id, {concern}.id))"""
