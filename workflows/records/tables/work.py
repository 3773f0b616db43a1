"""What has to be done, why, and what was decided? Policies, work, firings, decisions, offers."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB, UUID

from workflows.records.tables.episodes import STEPS
from workflows.records.tables.metadata import APP, codes, moment, org_table, to, uuid, without_a_gap, words

policy_version = org_table(
    "policy_version",
    uuid("id"),
    words("policy_id"),
    Column("version", Integer, nullable=False),
    words("text"),
    words("content_hash"),
    uuid("owner_id"),
    uuid("author_id", null=True),
    uuid("approver_id"),
    moment("effective_at"),
    moment("recorded_at"),
    to("person", "owner_id"),
    to("person", "author_id"),
    to("person", "approver_id"),
    UniqueConstraint("org_id", "policy_id", "version", name="policy_version_once"),
    CheckConstraint(
        "approver_id <> owner_id AND approver_id IS DISTINCT FROM author_id", name="second_person"
    ),
)
"""A published policy: immutable, owned by a named clinician, approved by a second person."""

work = org_table(
    "work",
    uuid("id"),
    words("kind"),
    words("action"),
    words("cause"),
    uuid("episode_id"),
    uuid("owner_id"),
    words("lane"),
    words("class"),
    moment("due_at"),
    words("ends"),
    words("state"),
    moment("opened_at"),
    uuid("acknowledged_by", null=True),
    moment("acknowledged_at", null=True),
    uuid("ended_by", null=True),
    moment("ended_at", null=True),
    words("outcome", null=True),
    words("outcome_words", null=True),
    moment("recorded_at"),
    Column("version", Integer, nullable=True),
    uuid("policy_version_id", null=True),
    words("ladder", null=True),
    Column("rung", Integer, nullable=True),
    Column("lap", Integer, nullable=True),
    moment("next_at", null=True),
    Column("history_digest", BYTEA, nullable=True),
    to("episode", "episode_id"),
    to("person", "owner_id"),
    to("person", "acknowledged_by"),
    to("person", "ended_by"),
    to("policy_version", "policy_version_id"),
    ForeignKeyConstraint(
        ("org_id", "id", "version", "state"),
        [f"{APP}.escalation_change.{name}" for name in ("org_id", "work_id", "sequence", "to_state")],
        use_alter=True,
        name="escalation_state_has_its_record",
    ),
    CheckConstraint("kind IN ('recommendation', 'escalation', 'task')", name="kind_known"),
    CheckConstraint("state IN ('open', 'acknowledged', 'in_hand', 'ended')", name="state_known"),
    CheckConstraint("state <> 'in_hand' OR kind = 'escalation'", name="only_an_escalation_is_in_hand"),
    CheckConstraint(
        "num_nonnulls(version, policy_version_id, ladder, rung, lap) = CASE kind WHEN 'escalation' THEN 5 ELSE 0 END",
        name="escalation_has_its_ladder",
    ),
    CheckConstraint(
        "(kind = 'escalation' AND state <> 'ended') = (next_at IS NOT NULL)",
        name="open_escalation_has_a_next_time",
    ),
    CheckConstraint("ends IN ('by_decision', 'by_person', 'when_silent')", name="ends_known"),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_a_time"),
    CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended_has_an_outcome"),
    CheckConstraint("(acknowledged_by IS NULL) = (acknowledged_at IS NULL)", name="acknowledged_by_somebody"),
    CheckConstraint(
        "kind <> 'escalation' OR state <> 'ended' OR ended_by IS NOT NULL", name="escalation_ends_by_a_person"
    ),
    update=(
        "owner_id",
        "class",
        "lane",
        "due_at",
        "state",
        "acknowledged_by",
        "acknowledged_at",
        "ended_by",
        "ended_at",
        "outcome",
        "outcome_words",
        "version",
        "ladder",
        "rung",
        "lap",
        "next_at",
    ),
)
"""The worklist: recommendations, escalations and tasks, each with an owner, a due time and an end.

An escalation stands on a rung of the ladder of its policy version, and while it is open it has a next time.
`history_digest`: that of the newest entry of its history, which the database writes with it.
"""
Index(
    "work_one_open_recommendation",
    work.c.org_id,
    work.c.episode_id,
    unique=True,
    postgresql_where=text("kind = 'recommendation' AND state <> 'ended'"),
)
Index(
    "work_one_open_per_cause",
    work.c.org_id,
    work.c.episode_id,
    work.c.cause,
    unique=True,
    postgresql_where=text("kind <> 'recommendation' AND state <> 'ended'"),
)
Index(
    "work_worklist_ix",
    work.c.org_id,
    work.c.owner_id,
    work.c.due_at,
    postgresql_where=text("state <> 'ended'"),
)
Index(
    "work_next_ix",
    work.c.org_id,
    work.c.next_at,
    postgresql_where=text("next_at IS NOT NULL"),
)
Index(
    "work_ended_escalation_ix",
    work.c.org_id,
    work.c.ended_at,
    postgresql_where=text("kind = 'escalation' AND state = 'ended'"),
)

firing = org_table(
    "firing",
    uuid("id"),
    uuid("episode_id"),
    uuid("work_id"),
    words("row_id"),
    words("rule_id"),
    uuid("policy_version_id"),
    words("scope"),
    uuid("administration_id", null=True),
    words("class"),
    Column("evidence", ARRAY(UUID(as_uuid=True)), nullable=False),
    words("evidence_key"),
    words("step"),
    moment("as_of"),
    moment("known_at"),
    Column("facts", JSONB, nullable=False),
    Column("trace", JSONB, nullable=False),
    words("sentence"),
    words("proposed_step", null=True),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("work", "work_id"),
    to("policy_version", "policy_version_id"),
    to("administration", "administration_id"),
    CheckConstraint("scope IN ('screening', 'episode')", name="scope_known"),
    CheckConstraint("(scope = 'screening') = (administration_id IS NOT NULL)", name="screening_has_its_form"),
)
"""One policy row found true for one episode, with the facts as they were, frozen."""
Index("firing_row_ix", firing.c.org_id, firing.c.episode_id, firing.c.row_id)

decision = org_table(
    "decision",
    uuid("id"),
    uuid("episode_id"),
    uuid("work_id", null=True),
    words("kind"),
    words("actor_kind"),
    uuid("decided_by", null=True),
    words("decided_as"),
    words("credential"),
    moment("decided_at"),
    moment("effective_at"),
    words("from_step", null=True),
    words("to_step"),
    words("direction"),
    codes("rule_ids"),
    uuid("policy_version_id", null=True),
    Column("evidence", JSONB, nullable=False),
    words("recommended_step", null=True),
    words("chosen_step"),
    codes("override_reasons"),
    words("override_words", default=""),
    codes("alternatives"),
    words("mentee_view", default=""),
    words("guardian_view", default=""),
    words("consent_basis"),
    Column("told", JSONB, nullable=False),
    Column("next_due", JSONB, nullable=False),
    words("hold_reason", null=True),
    Column("hold_until", Date, nullable=True),
    words("why"),
    words("words", default=""),
    uuid("review_of", null=True),
    uuid("corrects", null=True),
    words("safety_plan", default=""),
    Column("first_check_on", Date, nullable=True),
    words("closure_reason", null=True),
    Column("last_contact_on", Date, nullable=True),
    words("exit_measure", default=""),
    words("reopen_reason", null=True),
    words("asking_answer", null=True),
    moment("as_of"),
    moment("known_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("work", "work_id"),
    to("person", "decided_by"),
    to("policy_version", "policy_version_id"),
    ForeignKeyConstraint(("org_id", "review_of"), [f"{APP}.decision.org_id", f"{APP}.decision.id"]),
    ForeignKeyConstraint(("org_id", "corrects"), [f"{APP}.decision.org_id", f"{APP}.decision.id"]),
    UniqueConstraint("org_id", "episode_id", "id", name="decision_of_its_episode"),
    CheckConstraint("(actor_kind = 'person') = (decided_by IS NOT NULL)", name="somebody_decided"),
    CheckConstraint("actor_kind IN ('person', 'policy')", name="actor_known"),
    CheckConstraint("btrim(why) <> ''", name="has_a_reason"),
    CheckConstraint(f"chosen_step IN {STEPS} AND to_step IN {STEPS}", name="step_known"),
    CheckConstraint("direction IN ('up', 'down', 'same', 'hold', 'exit', 'in')", name="direction_known"),
    CheckConstraint(
        # A hold has its own coded reason: it postpones the step, it chooses none.
        "(kind <> 'hold' AND recommended_step IS NOT NULL AND recommended_step <> chosen_step)"
        " = (cardinality(override_reasons) > 0)",
        name="override_reasons_exactly_when_chosen_differs",
    ),
    CheckConstraint(
        "(cardinality(rule_ids) > 0) = (policy_version_id IS NOT NULL)", name="rule_and_policy_together"
    ),
    CheckConstraint("actor_kind <> 'policy' OR policy_version_id IS NOT NULL", name="policy_acts_by_a_rule"),
    CheckConstraint(
        "(kind = 'hold') = (hold_reason IS NOT NULL) AND (kind = 'hold') = (hold_until IS NOT NULL)",
        name="hold_has_reason_and_expiry",
    ),
    CheckConstraint(
        "direction <> 'down' OR actor_kind <> 'person' OR kind = 'undo'"
        " OR (first_check_on IS NOT NULL AND btrim(safety_plan) <> '')",
        name="down_has_a_plan_and_a_check",
    ),
    CheckConstraint("(kind = 'close') = (closure_reason IS NOT NULL)", name="closed_has_a_reason"),
    CheckConstraint("(kind = 'reopen') = (reopen_reason IS NOT NULL)", name="reopened_has_a_reason"),
)
"""Everything that must be kept about a decision. Corrections are new rows."""

Index(
    "decision_held_ix",
    decision.c.org_id,
    decision.c.hold_until,
    postgresql_where=text("kind = 'hold'"),
)

decision_firing = org_table(
    "decision_firing",
    uuid("decision_id"),
    uuid("firing_id"),
    to("decision", "decision_id"),
    to("firing", "firing_id"),
    key=("decision_id", "firing_id"),
)
"""Which firings a decision answered, by name."""

decision_review = org_table(
    "decision_review",
    uuid("id"),
    uuid("decision_id"),
    words("answer"),
    words("words"),
    uuid("reviewed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("decision", "decision_id"),
    to("person", "reviewed_by"),
    CheckConstraint("answer IN ('agree', 'return')", name="answer_known"),
    CheckConstraint("btrim(words) <> ''", name="words_given"),
)
"""A second person has read a decision, and agrees or gives it back. Append-only."""

offer = org_table(
    "offer",
    uuid("id"),
    uuid("episode_id"),
    uuid("decision_id"),
    words("to_step"),
    words("state"),
    Column("version", Integer, nullable=False),
    moment("offered_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("decision", "decision_id"),
    UniqueConstraint("org_id", "decision_id", name="offer_decision_once"),
    ForeignKeyConstraint(
        ("org_id", "id", "version", "state"),
        [f"{APP}.offer_change.{name}" for name in ("org_id", "offer_id", "sequence", "to_state")],
        use_alter=True,
        name="offer_state_has_its_record",
    ),
    update=("state", "version"),
)
"""A proposed move that mentee and guardian accept or decline."""
Index(
    "offer_one_live_per_episode",
    offer.c.org_id,
    offer.c.episode_id,
    unique=True,
    postgresql_where=text("state IN ('offered', 'accepted', 'waiting')"),
)

offer_change = org_table(
    "offer_change",
    uuid("id"),
    uuid("offer_id"),
    Column("sequence", Integer, nullable=False),
    Column("previous_sequence", Integer, Computed("nullif(sequence - 1, 0)", persisted=True)),
    words("from_state", null=True),
    words("to_state"),
    codes("reasons"),
    words("words", default=""),
    Column("by_policy", Boolean, nullable=False),
    uuid("changed_by", null=True),
    moment("happened_at"),
    moment("recorded_at"),
    to("offer", "offer_id"),
    to("person", "changed_by"),
    CheckConstraint("by_policy = (changed_by IS NULL)", name="somebody_changed_it"),
    CheckConstraint("to_state <> 'declined' OR cardinality(reasons) > 0", name="declined_has_a_reason"),
    *without_a_gap("offer_change", "offer_id"),
)
"""The history of an offer, append-only and without a gap."""

presence = org_table(
    "presence",
    uuid("id"),
    uuid("work_id"),
    words("said"),
    words("with_whom", default=""),
    uuid("said_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("work", "work_id"),
    to("person", "said_by"),
    CheckConstraint("said IN ('with_me', 'with_other', 'unknown')", name="said_known"),
)
"""Who is with the young person while a safety item is open. Append-only; the newest answer holds."""

stated_view = org_table(
    "stated_view",
    uuid("id"),
    uuid("episode_id"),
    words("whose"),
    words("words"),
    uuid("recorded_by"),
    moment("happened_at"),
    moment("recorded_at"),
    uuid("offer_id", null=True),
    to("episode", "episode_id"),
    to("person", "recorded_by"),
    to("offer", "offer_id"),
    CheckConstraint("whose IN ('direct_supervisor', 'mentee', 'guardian')", name="whose_known"),
    CheckConstraint("btrim(words) <> ''", name="words_given"),
)
"""What the supervisor, the young person or the guardian thinks about the next step, before it is decided; with
`offer_id`, about that offer."""

digest = org_table(
    "digest",
    uuid("id"),
    uuid("person_id"),
    Column("day", Date, nullable=False),
    Column("due", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    moment("sent_at", null=True),
    words("receipt", default=""),
    moment("recorded_at"),
    Column("held", Integer, nullable=False, server_default=text("0")),
    Column("held_reminders", Integer, nullable=False, server_default=text("0")),
    to("person", "person_id"),
    UniqueConstraint("org_id", "person_id", "day", name="digest_once_a_day"),
    CheckConstraint("due >= 0 AND late >= 0 AND held >= 0 AND due + late + held > 0", name="about_something"),
    CheckConstraint("held_reminders BETWEEN 0 AND held", name="reminders_are_held"),
    update=("sent_at", "receipt"),
)
"""Who was written to on a day of school about work that can wait: how much is due that day, how much is late, and how
many messages were held back since the last one, some of them reminders. What was done by then is not counted."""
