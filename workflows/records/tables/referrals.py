"""Who was asked for help outside the school, what was sent, and what came of it?"""

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
from sqlalchemy.dialects.postgresql import JSONB

from workflows.records.tables.metadata import APP, codes, moment, org_table, to, uuid, without_a_gap, words

REFERRAL_STATES = (
    "('drafted', 'sent', 'accepted', 'rejected', 'returned', 'scheduled', 'first_contact_confirmed', 'in_care',"
    " 'done', 'revoked')"
)

provider_detail = org_table(
    "provider_detail",
    uuid("destination_id"),
    moment("recorded_at"),
    codes("services"),
    Column("youngest", Integer, nullable=True),
    Column("oldest", Integer, nullable=True),
    codes("languages"),
    codes("payment"),
    words("cost", default=""),
    words("phone", default=""),
    words("address", default=""),
    words("how_to_get_there", default=""),
    uuid("fallback_id", null=True),
    Column("is_current", Boolean, nullable=False),
    uuid("recorded_by"),
    to("destination", "destination_id"),
    to("destination", "fallback_id"),
    to("person", "recorded_by"),
    CheckConstraint("fallback_id <> destination_id", name="falls_back_to_another"),
    CheckConstraint("youngest >= 0 AND youngest <= oldest", name="ages_in_order"),
    key=("destination_id", "recorded_at"),
)
"""Change points: what a provider offers, for whom, at what price, and whom to ask when it declines or stays silent.
Free places and the waiting time, with the day it was asked: `destination_capacity`."""

referral = org_table(
    "referral",
    uuid("id"),
    uuid("episode_id"),
    uuid("offer_id", null=True),
    uuid("destination_id"),
    uuid("owner_id"),
    words("state"),
    Column("version", Integer, nullable=False),
    Column("call_back_on", Date, nullable=True),
    uuid("follows", null=True),
    moment("drafted_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("offer", "offer_id"),
    to("destination", "destination_id"),
    to("person", "owner_id"),
    ForeignKeyConstraint(("org_id", "follows"), [f"{APP}.referral.org_id", f"{APP}.referral.id"]),
    UniqueConstraint("org_id", "follows", name="referral_followed_once"),
    CheckConstraint(f"state IN {REFERRAL_STATES}", name="state_known"),
    ForeignKeyConstraint(
        ("org_id", "id", "version", "state"),
        [f"{APP}.referral_change.{name}" for name in ("org_id", "referral_id", "sequence", "to_state")],
        use_alter=True,
        name="referral_state_has_its_record",
    ),
    update=("owner_id", "state", "version", "call_back_on"),
)
"""A referral to a professional; `follows` names the one whose fallback it is. Open until the first contact, or an end."""
Index(
    "referral_one_live_per_episode",
    referral.c.org_id,
    referral.c.episode_id,
    unique=True,
    postgresql_where=text("state NOT IN ('rejected', 'done', 'revoked')"),
)

referral_change = org_table(
    "referral_change",
    uuid("id"),
    uuid("referral_id"),
    Column("sequence", Integer, nullable=False),
    Column("previous_sequence", Integer, Computed("nullif(sequence - 1, 0)", persisted=True)),
    words("from_state", null=True),
    words("to_state"),
    codes("reasons"),
    words("words", default=""),
    words("confirmed_by", default=""),
    words("confirmed_how", null=True),
    moment("appointment_at", null=True),
    words("outcome", null=True),
    uuid("changed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("referral", "referral_id"),
    to("person", "changed_by"),
    CheckConstraint(
        "to_state NOT IN ('rejected', 'revoked') OR cardinality(reasons) > 0", name="ended_for_a_reason"
    ),
    CheckConstraint(
        "to_state <> 'first_contact_confirmed' OR (btrim(confirmed_by) <> '' AND confirmed_how IS NOT NULL)",
        name="somebody_confirmed_it",
    ),
    CheckConstraint("to_state <> 'scheduled' OR appointment_at IS NOT NULL", name="scheduled_has_a_time"),
    CheckConstraint("to_state <> 'done' OR outcome IS NOT NULL", name="done_has_an_outcome"),
    *without_a_gap("referral_change", "referral_id"),
)
"""The history of a referral, append-only and without a gap. Sent is not received: who confirmed, and how."""

referral_package = org_table(
    "referral_package",
    uuid("id"),
    uuid("referral_id"),
    Column("items", JSONB, nullable=False),
    codes("left_out"),
    Column("recipients", JSONB, nullable=False),
    words("consent_basis"),
    uuid("contact_id", null=True),
    words("threat", default=""),
    words("content_hash"),
    uuid("released_by"),
    moment("recorded_at"),
    to("referral", "referral_id"),
    to("contact", "contact_id"),
    to("person", "released_by"),
    CheckConstraint("jsonb_array_length(recipients) > 0", name="somebody_got_it"),
    CheckConstraint(
        "consent_basis <> 'emergency_disclosure' OR btrim(threat) <> ''", name="emergency_names_the_threat"
    ),
)
"""The hand-off package as it was sent, frozen: every item with its contents, and those that were left out."""

referral_note = org_table(
    "referral_note",
    uuid("id"),
    uuid("referral_id"),
    words("kind"),
    words("words", default=""),
    Column("call_back_on", Date, nullable=True),
    uuid("noted_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("referral", "referral_id"),
    to("person", "noted_by"),
    CheckConstraint("kind IN ('called', 'no_show', 'family_told', 'printed')", name="kind_known"),
)
"""What was done about a referral without moving it: a call, an appointment that was missed, the family told."""

disclosure = org_table(
    "disclosure",
    uuid("id"),
    uuid("mentee_id"),
    uuid("referral_id", null=True),
    words("disclosed_to"),
    words("interest"),
    codes("what"),
    words("basis"),
    words("threat", default=""),
    uuid("disclosed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    uuid("episode_id", null=True),
    uuid("work_id", null=True),
    words("words", default=""),
    to("person", "mentee_id"),
    to("referral", "referral_id"),
    to("person", "disclosed_by"),
    to("episode", "episode_id"),
    to("work", "work_id"),
    UniqueConstraint("org_id", "id", "disclosed_by", name="disclosure_by_whom_key"),
    CheckConstraint("btrim(disclosed_to) <> '' AND btrim(interest) <> ''", name="to_whom_and_why"),
    CheckConstraint(
        "basis <> 'emergency_disclosure' OR btrim(threat) <> ''", name="emergency_names_the_threat"
    ),
)
"""What of a mentee's record went outside, to whom and with what interest (34 CFR 99.32). Never changed.

Of an emergency (34 CFR 99.36) also the case in which it was told, the escalation that it is about, if any, and what was
said; its parties stand one on each line."""

disclosure_review = org_table(
    "disclosure_review",
    uuid("disclosure_id"),
    uuid("disclosed_by"),
    uuid("work_id", null=True),
    words("answer"),
    words("words", default=""),
    uuid("reviewed_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("disclosure", "disclosure_id", "disclosed_by", their=("id", "disclosed_by")),
    to("work", "work_id"),
    to("person", "reviewed_by"),
    CheckConstraint("reviewed_by <> disclosed_by", name="second_person"),
    CheckConstraint("answer IN ('right', 'too_much', 'not_right')", name="answer_known"),
    CheckConstraint("answer = 'right' OR btrim(words) <> ''", name="words_given"),
    key=("disclosure_id",),
)
"""A second person has read an emergency disclosure, once. `work_id`: as there, so that it is kept from the same people."""
