"""Who belongs to a mentee at home, whom nobody may reach, and what was agreed to in writing?"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, UniqueConstraint

from workflows.records.tables.metadata import codes, moment, org_table, to, uuid, words

contact = org_table(
    "contact",
    uuid("id"),
    uuid("mentee_id"),
    uuid("recorded_by"),
    moment("recorded_at"),
    to("person", "mentee_id"),
    to("person", "recorded_by"),
)
"""Somebody who belongs to a mentee: a guardian, a relative, an agency with custody. What is known: `contact_detail`."""

contact_detail = org_table(
    "contact_detail",
    uuid("contact_id"),
    moment("recorded_at"),
    words("name"),
    words("relation"),
    words("language"),
    Column("needs_interpreter", Boolean, nullable=False),
    words("phone", default=""),
    words("email", default=""),
    Column("holds_rights", Boolean, nullable=False),
    Column("is_agency", Boolean, nullable=False),
    Column("is_current", Boolean, nullable=False),
    words("words", default=""),
    uuid("recorded_by"),
    to("contact", "contact_id"),
    to("person", "recorded_by"),
    CheckConstraint("btrim(name) <> ''", name="name_given"),
    key=("contact_id", "recorded_at"),
)
"""Change points: `holds_rights`, the educational rights of a parent; `is_agency`, an agency with temporary custody."""

contact_ban = org_table(
    "contact_ban",
    uuid("id"),
    uuid("contact_id"),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    words("document"),
    uuid("recorded_by"),
    moment("recorded_at"),
    uuid("lifted_by", null=True),
    moment("lifted_at", null=True),
    words("why_lifted", default=""),
    to("contact", "contact_id"),
    to("person", "recorded_by"),
    to("person", "lifted_by"),
    CheckConstraint("btrim(document) <> ''", name="document_named"),
    CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="days_in_order"),
    CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
    CheckConstraint("lifted_at IS NULL OR btrim(why_lifted) <> ''", name="lifted_for_a_reason"),
    update=("lifted_by", "lifted_at", "why_lifted"),
)
"""Nobody may be reached through this contact between these days, both included, and by this document."""

consent_letter = org_table(
    "consent_letter",
    uuid("id"),
    uuid("mentee_id"),
    uuid("contact_id", null=True),
    codes("kinds"),
    words("language"),
    words("template_version"),
    words("sent_how"),
    Column("sent_on", Date, nullable=False),
    Column("answer_by", Date, nullable=False),
    uuid("sent_by"),
    moment("recorded_at"),
    to("person", "mentee_id"),
    to("contact", "contact_id"),
    to("person", "sent_by"),
    CheckConstraint("cardinality(kinds) > 0", name="asks_for_something"),
    CheckConstraint("sent_on <= answer_by", name="days_in_order"),
)
"""A letter that asks for consent. Without a contact it went to the student, who is 18 or older."""

consent_reminder = org_table(
    "consent_reminder",
    uuid("letter_id"),
    moment("recorded_at"),
    Column("reminded_on", Date, nullable=False),
    words("how"),
    uuid("reminded_by"),
    to("consent_letter", "letter_id"),
    to("person", "reminded_by"),
    key=("letter_id", "recorded_at"),
)

consent = org_table(
    "consent",
    uuid("mentee_id"),
    words("kind"),
    moment("recorded_at"),
    words("state"),
    uuid("letter_id", null=True),
    uuid("contact_id", null=True),
    words("how", default=""),
    Column("happened_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    words("words", default=""),
    uuid("recorded_by"),
    to("person", "mentee_id"),
    to("consent_letter", "letter_id"),
    to("contact", "contact_id"),
    to("person", "recorded_by"),
    CheckConstraint("kind IN ('mentoring', 'questionnaires', 'sharing')", name="kind_known"),
    CheckConstraint("state IN ('out', 'given', 'refused', 'withdrawn')", name="state_known"),
    CheckConstraint("(state = 'out') <= (letter_id IS NOT NULL)", name="out_is_a_letter"),
    key=("mentee_id", "kind", "recorded_at"),
)
"""Change points: what of each kind was asked, given, refused or withdrawn, by whom and how. The newest row holds.

Without a contact it is the student's own answer."""

survey_notice = org_table(
    "survey_notice",
    uuid("id"),
    uuid("site_id"),
    codes("instrument_ids"),
    Column("sent_on", Date, nullable=False),
    Column("opt_out_until", Date, nullable=False),
    words("words", default=""),
    uuid("recorded_by"),
    moment("recorded_at"),
    to("site", "site_id"),
    to("person", "recorded_by"),
    CheckConstraint("cardinality(instrument_ids) > 0", name="names_a_form"),
    CheckConstraint("sent_on < opt_out_until", name="days_in_order"),
)
"""Families of a site were told of questionnaires in advance, and could say no until that day included."""

survey_opt_out = org_table(
    "survey_opt_out",
    uuid("notice_id"),
    uuid("mentee_id"),
    Column("said_on", Date, nullable=False),
    uuid("recorded_by"),
    moment("recorded_at"),
    to("survey_notice", "notice_id"),
    to("person", "mentee_id"),
    to("person", "recorded_by"),
    key=("notice_id", "mentee_id"),
)

guardian_input = org_table(
    "guardian_input",
    uuid("id"),
    uuid("episode_id"),
    uuid("contact_id", null=True),
    words("informant", default=""),
    words("why_instead", null=True),
    words("how_it_goes"),
    words("words"),
    uuid("taken_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("contact", "contact_id"),
    to("person", "taken_by"),
    CheckConstraint("(contact_id IS NULL) = (why_instead IS NOT NULL)", name="instead_has_a_reason"),
    CheckConstraint("contact_id IS NOT NULL OR btrim(informant) <> ''", name="somebody_said_it"),
    CheckConstraint("btrim(words) <> ''", name="words_given"),
)
"""What a guardian says about the match; or, with a coded reason, another adult who is involved (`informant`)."""

check_in = org_table(
    "check_in",
    uuid("id"),
    uuid("episode_id"),
    words("how_it_goes"),
    Column("wants_help", Boolean, nullable=False),
    Column("wants_other_mentor", Boolean, nullable=False),
    words("words", default=""),
    words("given_by"),
    uuid("asked_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "asked_by"),
    CheckConstraint("given_by IN ('link', 'device')", name="given_by_known"),
)
"""What the mentee says about how it goes, by a link of their own or on a device that was handed over."""

check_in_invitation = org_table(
    "check_in_invitation",
    uuid("id"),
    uuid("episode_id"),
    uuid("made_by"),
    moment("made_at"),
    moment("ended_at", null=True),
    uuid("check_in_id", null=True),
    moment("recorded_at"),
    to("episode", "episode_id"),
    to("person", "made_by"),
    to("check_in", "check_in_id"),
    UniqueConstraint("org_id", "check_in_id", name="check_in_invitation_answered_once"),
    update=("ended_at", "check_in_id"),
)
"""A mentee was given a link. The secret of the link stands, hashed, in `sign_in.check_in_link`."""
