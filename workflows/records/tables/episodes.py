"""What happened in a mentee's care? Episodes, referrals in, matches, sessions, measures, concerns."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from workflows.records.tables.metadata import APP, codes, moment, org_table, to, uuid, without_a_gap, words

STEPS = "('referred', 'paraprofessional_mentor', 'journey_mentor', 'professional_referral', 'closed')"

episode = org_table(
    "episode",
    uuid("id"),
    uuid("mentee_id"),
    uuid("site_id"),
    uuid("owner_id"),
    words("step"),
    Column("version", Integer, nullable=False),
    moment("opened_at"),
    moment("known_at"),
    moment("recorded_at"),
    to("person", "mentee_id"),
    to("site", "site_id"),
    to("person", "owner_id"),
    CheckConstraint(f"step IN {STEPS}", name="step_known"),
    ForeignKeyConstraint(
        ("org_id", "id", "version", "step"),
        [f"{APP}.step_change.{name}" for name in ("org_id", "episode_id", "sequence", "to_step")],
        use_alter=True,
        name="episode_step_has_its_record",
    ),
    update=("owner_id", "step", "version", "known_at"),
)
"""One mentee's care. `version` counts moves only; `known_at` is the instant of the newest fact."""
Index(
    "episode_one_open_per_mentee",
    episode.c.org_id,
    episode.c.mentee_id,
    unique=True,
    postgresql_where=text("step <> 'closed'"),
)

step_change = org_table(
    "step_change",
    uuid("id"),
    uuid("episode_id"),
    Column("sequence", Integer, nullable=False),
    Column("previous_sequence", Integer, Computed("nullif(sequence - 1, 0)", persisted=True)),
    words("from_step", null=True),
    words("to_step"),
    words("move"),
    uuid("decision_id"),
    moment("effective_at"),
    moment("recorded_at"),
    CheckConstraint(f"to_step IN {STEPS}", name="step_known"),
    CheckConstraint("from_step <> to_step", name="moves"),
    UniqueConstraint("org_id", "decision_id", name="step_change_decision_once"),
    *without_a_gap("step_change", "episode_id", "step"),
    to("episode", "episode_id"),
    ForeignKeyConstraint(
        ("org_id", "episode_id", "decision_id"),
        [f"{APP}.decision.{name}" for name in ("org_id", "episode_id", "id")],
        name="step_change_has_its_decision",
    ),
)
"""The history of an episode's step, append-only and without a gap; each row has its decision."""

referral_in = org_table(
    "referral_in",
    uuid("id"),
    uuid("episode_id"),
    codes("reasons"),
    words("noticed"),
    words("how_soon"),
    uuid("referred_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "referred_by"),
    CheckConstraint("how_soon IN ('now', 'this_week', 'can_wait')", name="how_soon_known"),
    CheckConstraint("btrim(noticed) <> ''", name="noticed_given"),
)

match = org_table(
    "match",
    uuid("id"),
    uuid("episode_id"),
    uuid("mentor_id"),
    uuid("offer_id"),
    words("for_step"),
    Column("every_days", Integer, nullable=False),
    Column("length_minutes", Integer, nullable=False),
    Column("planned_count", Integer, nullable=False),
    words("place"),
    moment("assigned_at"),
    uuid("assigned_by"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "mentor_id"),
    to("offer", "offer_id"),
    to("person", "assigned_by"),
    CheckConstraint("every_days > 0 AND length_minutes > 0 AND planned_count > 0", name="plan_positive"),
)
"""A mentor assigned to a mentee with a plan of sessions. Who serves when: `match_change_point`."""

match_change_point = org_table(
    "match_change_point",
    uuid("episode_id"),
    moment("starts_at"),
    moment("recorded_at"),
    uuid("match_id", null=True),
    words("gap_reason", null=True),
    to("episode", "episode_id"),
    to("match", "match_id"),
    CheckConstraint("(match_id IS NULL) = (gap_reason IS NOT NULL)", name="match_or_reason"),
    key=("episode_id", "starts_at", "recorded_at"),
)

match_supervision = org_table(
    "match_supervision",
    uuid("match_id"),
    moment("starts_at"),
    moment("recorded_at"),
    uuid("holder_id", null=True),
    words("gap_reason", null=True),
    to("match", "match_id"),
    to("person", "holder_id"),
    CheckConstraint("(holder_id IS NULL) = (gap_reason IS NOT NULL)", name="holder_or_reason"),
    key=("match_id", "starts_at", "recorded_at"),
)
"""Change points: the direct supervisor of a match. Their clinical one follows from `person_supervision`."""

planned_session = org_table(
    "planned_session",
    uuid("match_id"),
    Column("number", Integer, nullable=False),
    moment("planned_at"),
    moment("recorded_at"),
    to("match", "match_id"),
    key=("match_id", "number"),
)

reservation = org_table(
    "reservation",
    uuid("id"),
    uuid("episode_id"),
    uuid("mentor_id"),
    Column("until_on", Date, nullable=False),
    uuid("reserved_by"),
    moment("reserved_at"),
    uuid("ended_by", null=True),
    moment("ended_at", null=True),
    words("outcome", null=True),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "mentor_id"),
    to("person", "reserved_by"),
    to("person", "ended_by"),
    CheckConstraint("outcome IN ('assigned', 'released')", name="outcome_known"),
    CheckConstraint(
        "(ended_at IS NULL) = (outcome IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)",
        name="ended_whole",
    ),
    update=("ended_by", "ended_at", "outcome"),
)
"""A mentor kept free for a mentee while consent is out, until that day included. It binds nobody afterwards."""
Index(
    "reservation_one_open_per_episode",
    reservation.c.org_id,
    reservation.c.episode_id,
    unique=True,
    postgresql_where=text("ended_at IS NULL"),
)

planned_session_answer = org_table(
    "planned_session_answer",
    uuid("match_id"),
    Column("number", Integer, nullable=False),
    words("said"),
    moment("planned_at", null=True),
    uuid("answered_by"),
    moment("recorded_at"),
    to("person", "answered_by"),
    ForeignKeyConstraint(
        ("org_id", "match_id", "number"),
        [f"{APP}.planned_session.{name}" for name in ("org_id", "match_id", "number")],
    ),
    CheckConstraint("said IN ('stands', 'moved', 'canceled')", name="said_known"),
    CheckConstraint("(said = 'canceled') = (planned_at IS NULL)", name="canceled_has_no_time"),
    key=("match_id", "number", "recorded_at"),
)
"""The next session confirmed, moved or called off; the newest answer holds. The agreed dose stays as it was planned."""

session = org_table(
    "session",
    uuid("id"),
    uuid("episode_id"),
    uuid("match_id"),
    moment("held_at"),
    Column("was_made", Boolean, nullable=False),
    words("whose_cause", null=True),
    Column("minutes", Integer, nullable=True),
    words("medium", null=True),
    codes("topics"),
    Column("practices", JSONB, nullable=False),
    words("note", default=""),
    words("worry"),
    uuid("logged_by"),
    uuid("amends", null=True),
    moment("recorded_at"),
    Column("is_struck", Boolean, nullable=False, server_default=text("false")),
    uuid("together_id", null=True),
    words("place", default=""),
    words("why_amended", default=""),
    uuid("concern_id", null=True),
    to("episode", "episode_id"),
    to("match", "match_id"),
    to("person", "logged_by"),
    ForeignKeyConstraint(
        ("org_id", "concern_id"),
        [f"{APP}.concern.org_id", f"{APP}.concern.id"],
        use_alter=True,
        name="session_concern_id_fk",
    ),
    ForeignKeyConstraint(("org_id", "amends"), [f"{APP}.session.org_id", f"{APP}.session.id"]),
    UniqueConstraint("org_id", "amends", name="session_amended_once"),
    CheckConstraint("was_made = (whose_cause IS NULL)", name="missed_has_a_cause"),
    CheckConstraint("was_made = (minutes IS NOT NULL AND minutes > 0)", name="made_has_a_length"),
    CheckConstraint("NOT was_made OR cardinality(topics) > 0", name="made_has_topics"),
    CheckConstraint("worry IN ('no', 'talk_over', 'now')", name="worry_answered"),
    CheckConstraint("NOT is_struck OR amends IS NOT NULL", name="struck_names_what_it_strikes"),
)
"""The log of one mentoring session, made or not. A correction is a new row that names the old one; struck out, its
newest row says so and counts nowhere. `together_id` is shared by the logs of one session with several mentees.
`concern_id` is the worry that was sent before the log was finished; one raised by the log names the log instead."""
Index(
    "session_newest_ix", session.c.org_id, session.c.episode_id, session.c.held_at.desc(), session.c.id.desc()
)

concern = org_table(
    "concern",
    uuid("id"),
    uuid("episode_id"),
    uuid("session_id", null=True),
    words("kind"),
    words("reason_code", null=True),
    words("said", default=""),
    uuid("raised_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("session", "session_id"),
    to("person", "raised_by"),
    CheckConstraint(
        "kind IN ('talk_over', 'active_statement', 'threat_to_others', 'weapon', 'abuse_or_neglect', 'other_now')",
        name="kind_known",
    ),
)

administration = org_table(
    "administration",
    uuid("id"),
    uuid("episode_id"),
    words("instrument_id"),
    words("form_version"),
    words("language"),
    words("informant"),
    words("recall_window"),
    words("reason_asked"),
    moment("completed_at"),
    uuid("entered_by"),
    Column("answers", JSONB, nullable=False),
    Column("received_total", Numeric, nullable=True),
    words("status"),
    Column("total", Numeric, nullable=True),
    words("band", null=True),
    words("positivity"),
    words("safety"),
    Column("subscales", JSONB, nullable=False),
    uuid("policy_version_id", null=True),
    uuid("amends", null=True),
    moment("recorded_at"),
    words("entered_how", default="paper"),
    words("scored_by", default=""),
    words("licence", default=""),
    to("episode", "episode_id"),
    to("person", "entered_by"),
    CheckConstraint("entered_how IN ('paper', 'device', 'file')", name="entered_how_known"),
    ForeignKeyConstraint(("org_id", "amends"), [f"{APP}.administration.org_id", f"{APP}.administration.id"]),
    UniqueConstraint("org_id", "amends", name="administration_amended_once"),
    CheckConstraint(
        "(total IS NULL) = (status NOT IN ('scored', 'prorated'))", name="total_exactly_when_scored"
    ),
)
"""One filled-in form. A received total that differs from the recomputed one never gets here.

`scored_by` and `licence` belong to scores that came without answers: who scored them, and under which license."""
Index(
    "administration_newest_ix",
    administration.c.org_id,
    administration.c.episode_id,
    administration.c.completed_at.desc(),
    administration.c.id.desc(),
)

assessment = org_table(
    "assessment",
    uuid("id"),
    uuid("episode_id"),
    Column("ratings", JSONB, nullable=False),
    Column("level", Integer, nullable=False),
    Column("is_at_least", Boolean, nullable=False),
    words("lane"),
    words("proposed_step"),
    words("sentence"),
    codes("barriers"),
    words("words", default=""),
    words("model_version"),
    uuid("policy_version_id", null=True),
    uuid("amends", null=True),
    uuid("assessed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("policy_version", "policy_version_id"),
    to("person", "assessed_by"),
    ForeignKeyConstraint(("org_id", "amends"), [f"{APP}.assessment.org_id", f"{APP}.assessment.id"]),
    UniqueConstraint("org_id", "amends", name="assessment_amended_once"),
    CheckConstraint("level BETWEEN 1 AND 5", name="level_known"),
    CheckConstraint("lane IN ('emergency', 'urgent', 'routine')", name="lane_known"),
    CheckConstraint(f"proposed_step IN {STEPS}", name="step_known"),
)
"""The rated domains of need: D1 to D8, each 0 to 4, those that nobody rated left out. Then the level reads "at least"."""
Index(
    "assessment_newest_ix",
    assessment.c.org_id,
    assessment.c.episode_id,
    assessment.c.happened_at.desc(),
    assessment.c.id.desc(),
)

applicant_told = org_table(
    "applicant_told",
    uuid("id"),
    uuid("episode_id"),
    codes("who"),
    words("how"),
    words("fit"),
    words("services"),
    words("limits"),
    uuid("told_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "told_by"),
    CheckConstraint("cardinality(who) > 0", name="somebody_was_told"),
    CheckConstraint("btrim(fit) <> '' AND btrim(services) <> ''", name="told_something"),
)
"""What mentee and guardian were told: how well the request fits, which services come when, and time limits."""

safety_assessment = org_table(
    "safety_assessment",
    uuid("id"),
    uuid("episode_id"),
    uuid("work_id", null=True),
    words("tier"),
    words("words"),
    words("safety_plan", default=""),
    uuid("assessed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("work", "work_id"),
    to("person", "assessed_by"),
    CheckConstraint("tier IN ('imminent', 'high', 'moderate', 'low')", name="tier_known"),
    CheckConstraint("btrim(words) <> ''", name="words_given"),
)
"""What a trained person found when they looked into a safety item. There is no tier that says "none"."""

measure_plan = org_table(
    "measure_plan",
    uuid("episode_id"),
    words("instrument_id"),
    moment("starts_at"),
    moment("recorded_at"),
    Column("interval_days", Integer, nullable=True),
    words("asked_by", null=True),
    words("consent_basis", null=True),
    words("why"),
    uuid("set_by"),
    to("episode", "episode_id"),
    to("person", "set_by"),
    CheckConstraint("interval_days > 0", name="interval_positive"),
    CheckConstraint(
        "(interval_days IS NULL) = (asked_by IS NULL) AND (interval_days IS NULL) = (consent_basis IS NULL)",
        name="planned_whole",
    ),
    CheckConstraint("btrim(why) <> ''", name="has_a_reason"),
    key=("episode_id", "instrument_id", "starts_at", "recorded_at"),
)
"""Change points: how a mentee's plan of measures departs from the policy. Without an interval it is not asked any more."""

measure_attempt = org_table(
    "measure_attempt",
    uuid("id"),
    uuid("episode_id"),
    words("instrument_id"),
    words("reason"),
    uuid("attempted_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "attempted_by"),
)
"""A measure that was due and could not be given, and why: a code of the list `missed_measures`."""

break_contact = org_table(
    "break_contact",
    uuid("episode_id"),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    uuid("person_id"),
    words("phone"),
    words("words", default=""),
    uuid("set_by"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "person_id"),
    to("person", "set_by"),
    CheckConstraint("first_on <= last_on", name="days_in_order"),
    CheckConstraint("btrim(phone) <> ''", name="phone_given"),
    key=("episode_id", "first_on", "recorded_at"),
)
"""Change points: whom the mentee reaches during a closure of the school; the newest row of a closure holds."""

misfiling = org_table(
    "misfiling",
    uuid("id"),
    words("record_kind"),
    uuid("record_id"),
    uuid("from_episode_id"),
    uuid("to_episode_id"),
    uuid("moved_as"),
    words("why"),
    uuid("moved_by"),
    moment("recorded_at"),
    to("episode", "from_episode_id"),
    to("episode", "to_episode_id"),
    to("person", "moved_by"),
    UniqueConstraint("org_id", "record_id", name="misfiling_once"),
    CheckConstraint("record_kind IN ('session', 'administration', 'concern')", name="kind_known"),
    CheckConstraint("from_episode_id <> to_episode_id", name="to_another"),
    CheckConstraint("btrim(why) <> ''", name="has_a_reason"),
)
"""A record that stood with the wrong student. The old row stays for what was known then and is shown nowhere;
`moved_as` is its copy with the right student, by the same author and of the same time."""
