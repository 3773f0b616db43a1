"""Which records stood with the wrong student, and are shown nowhere any more? Parts of statements that leave them out.

The rows themselves stay: what was known then is gathered from them. Whatever shows what is true today asks here.
"""

from typing import Final

MOVED: Final = "What this rested on belongs to somebody else. It is not shown here any more."
"""Stands wherever a sentence of then would say what the record said."""


def stands(row: str, known_at: str = "") -> str:
    """True of a session, an administration or a concern that nobody has moved to another student, as known at then."""
    known = f" AND moved.recorded_at <= {known_at}" if known_at else ""
    return (
        "NOT EXISTS (SELECT FROM app.misfiling moved"
        f" WHERE (moved.org_id, moved.record_id) = ({row}.org_id, {row}.id){known})"
    )


def gone_from(row: str) -> str:
    """The ids of everything that was moved away from the episode of this row."""
    return f"""ARRAY(SELECT moved.record_id FROM app.misfiling moved
         WHERE (moved.org_id, moved.from_episode_id) = ({row}.org_id, {row}.episode_id))"""


def rests_on_gone(firing: str) -> str:
    """True of a firing that has a record that was moved away among its evidence."""
    return f"""EXISTS (SELECT FROM app.misfiling moved
         WHERE (moved.org_id, moved.from_episode_id) = ({firing}.org_id, {firing}.episode_id)
           AND (moved.record_id = {firing}.administration_id OR moved.record_id = ANY ({firing}.evidence)))"""


def answers_gone(decision: str) -> str:
    """True of a decision that answered such a firing."""
    return f"""EXISTS (SELECT FROM app.decision_firing answered
         JOIN app.firing f ON (f.org_id, f.id) = (answered.org_id, answered.firing_id)
        WHERE (answered.org_id, answered.decision_id) = ({decision}.org_id, {decision}.id) AND {rests_on_gone("f")})"""


def names_gone(row: str, frozen: str) -> str:
    """True when facts that were frozen with this row name a record that was moved away since."""
    return f"""EXISTS (SELECT FROM app.misfiling moved
         WHERE (moved.org_id, moved.from_episode_id) = ({row}.org_id, {row}.episode_id)
           AND strpos(cast({frozen} AS text), cast(moved.record_id AS text)) > 0)"""
