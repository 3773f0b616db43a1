"""How does a match live and end? Its states, what the next mentor is told, its goals, and who takes over from whom."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    text,
)

from workflows.records.tables.metadata import codes, moment, org_table, to, uuid, without_a_gap, words

MATCH_STATES = "('proposed', 'started', 'paused', 'ending', 'ended')"

match_change = org_table(
    "match_change",
    uuid("id"),
    uuid("match_id"),
    Column("sequence", Integer, nullable=False),
    Column("previous_sequence", Integer, Computed("nullif(sequence - 1, 0)", persisted=True)),
    words("from_state", null=True),
    words("to_state"),
    words("reason", null=True),
    words("whose_wish", null=True),
    words("words", default=""),
    Column("goodbye_on", Date, nullable=True),
    words("no_goodbye", null=True),
    uuid("changed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("match", "match_id"),
    to("person", "changed_by"),
    CheckConstraint(f"to_state IN {MATCH_STATES}", name="state_known"),
    CheckConstraint(
        "to_state <> 'ended' OR (reason IS NOT NULL AND whose_wish IS NOT NULL)", name="ended_for_a_reason"
    ),
    *without_a_gap("match_change", "match_id"),
)
"""The history of a match, append-only and without a gap. `goodbye_on`: the day planned for the last meeting;
`no_goodbye`: why there was none, a code."""

match_summary = org_table(
    "match_summary",
    uuid("id"),
    uuid("match_id"),
    words("helped"),
    words("to_know"),
    words("agreed", default=""),
    uuid("written_by"),
    moment("recorded_at"),
    to("match", "match_id"),
    to("person", "written_by"),
    CheckConstraint("btrim(helped) <> '' AND btrim(to_know) <> ''", name="words_given"),
)
"""What the next mentor should know. The newest one of a match holds; nobody new sees it before it is released."""

summary_release = org_table(
    "summary_release",
    uuid("summary_id"),
    uuid("to_match_id"),
    uuid("released_by"),
    moment("recorded_at"),
    to("match_summary", "summary_id"),
    to("match", "to_match_id"),
    to("person", "released_by"),
    key=("summary_id", "to_match_id"),
)
"""A supervisor lets the mentor of this match read that summary."""

match_goal = org_table(
    "match_goal",
    uuid("id"),
    uuid("match_id"),
    words("words"),
    codes("set_with"),
    uuid("set_by"),
    moment("happened_at"),
    moment("recorded_at"),
    words("outcome", null=True),
    uuid("ended_by", null=True),
    moment("ended_at", null=True),
    to("match", "match_id"),
    to("person", "set_by"),
    to("person", "ended_by"),
    CheckConstraint("btrim(words) <> ''", name="words_given"),
    CheckConstraint("cardinality(set_with) > 0", name="set_together"),
    CheckConstraint("outcome IN ('reached', 'partly', 'dropped')", name="outcome_known"),
    CheckConstraint(
        "(ended_at IS NULL) = (outcome IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)",
        name="ended_whole",
    ),
    update=("outcome", "ended_by", "ended_at"),
)
"""A goal that mentee and mentor set together, with whoever else was asked (`set_with`)."""

departure = org_table(
    "departure",
    uuid("id"),
    uuid("person_id"),
    words("why"),
    Column("last_day_on", Date, nullable=False),
    uuid("cover_id", null=True),
    moment("access_ended_at", null=True),
    uuid("begun_by"),
    moment("recorded_at"),
    uuid("ended_by", null=True),
    moment("ended_at", null=True),
    to("person", "person_id"),
    to("person", "cover_id"),
    to("person", "begun_by"),
    to("person", "ended_by"),
    CheckConstraint("cover_id <> person_id", name="covered_by_another"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
    update=("last_day_on", "cover_id", "access_ended_at", "ended_by", "ended_at"),
)
"""A person of the staff, or a mentor, is leaving: everything they hold goes to somebody else."""
Index(
    "departure_one_open_per_person",
    departure.c.org_id,
    departure.c.person_id,
    unique=True,
    postgresql_where=text("ended_at IS NULL"),
)

takeover = org_table(
    "takeover",
    uuid("id"),
    uuid("departure_id"),
    uuid("episode_id"),
    words("what"),
    uuid("to_id"),
    uuid("proposed_by"),
    moment("proposed_at"),
    words("answer", null=True),
    words("words", default=""),
    uuid("answered_by", null=True),
    moment("answered_at", null=True),
    moment("recorded_at"),
    to("departure", "departure_id"),
    to("episode", "episode_id"),
    to("person", "to_id"),
    to("person", "proposed_by"),
    to("person", "answered_by"),
    CheckConstraint("what IN ('owner', 'direct_supervisor', 'mentor')", name="what_known"),
    CheckConstraint("answer IN ('accepted', 'declined', 'withdrawn')", name="answer_known"),
    CheckConstraint(
        "(answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)",
        name="answered_whole",
    ),
    update=("answer", "words", "answered_by", "answered_at"),
)
"""One case of somebody who is leaving, proposed to whoever is to take it over. It is theirs once they accept."""
Index(
    "takeover_one_open",
    takeover.c.org_id,
    takeover.c.departure_id,
    takeover.c.episode_id,
    takeover.c.what,
    unique=True,
    postgresql_where=text("answer IS NULL"),
)
