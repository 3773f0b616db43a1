"""Which escalations are about safety? All but those that only say that nobody answered something."""

from supervision.unanswered import UNANSWERED


def about_safety(work: str) -> str:
    """SQL: whether this row of `app.work` is an escalation about safety; `work` is its alias."""
    return f"({work}.kind = 'escalation' AND {work}.cause <> '{UNANSWERED}')"
