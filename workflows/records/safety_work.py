"""Of which escalations do rules and counts know? Of those about safety that a rule opened.

Not of what only says that nobody answered something, and of nothing that names somebody who works here: that stands
outside of facts and policy.
"""

from supervision.named_adults import NAMED
from supervision.unanswered import UNANSWERED


def about_safety(work: str) -> str:
    """SQL: whether this row of `app.work` is such an escalation; `work` is its alias."""
    return f"({work}.kind = 'escalation' AND split_part({work}.cause, ':', 1) NOT IN ('{UNANSWERED}', '{NAMED}'))"


def was_about_safety(work: str, at: str) -> str:
    """SQL: the same as things stood at this instant: one in which somebody was named since was about safety until then."""
    return f"""({work}.kind = 'escalation' AND split_part({work}.cause, ':', 1) <> '{UNANSWERED}'
             AND {names_nobody(work, at)})"""


def names_nobody(row: str, at: str) -> str:
    """SQL: whether nobody who works here was named by this instant in this worry or this work; `row` is its alias.

    Also not by mistake: what stood outside of the rules once stays there.
    """
    return f"""NOT EXISTS (SELECT FROM app.hidden_from named
             WHERE (named.org_id, named.object_id) = ({row}.org_id, {row}.id) AND named.recorded_at <= {at})"""
