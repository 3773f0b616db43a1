"""Who is there? Organisations, sites, people, what they are appointed to and cleared for."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, Interval, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from workflows.records.tables.metadata import (
    SIGN_IN,
    codes,
    metadata,
    moment,
    org_table,
    to,
    uuid,
    words,
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", uuid("id").type, primary_key=True),
    words("name"),
    words("crisis_contact"),
    Column("is_demo", Boolean, nullable=False),
    moment("recorded_at"),
    Column("clock_shift", Interval, nullable=True),
    CheckConstraint("clock_shift IS NULL OR is_demo", name="only_a_demo_shifts_its_clock"),
    schema=SIGN_IN,
    info={"insert": False, "auditor_reads": ("id", "is_demo", "clock_shift")},
)
"""Global and small. `crisis_contact` is what a person in danger is told to call. `clock_shift` is added to the
database's clock, in a demo alone, so that it is always a school day there."""

site = org_table("site", uuid("id"), words("name"), words("time_zone"), moment("recorded_at"))

closure = org_table(
    "closure",
    uuid("id"),
    uuid("site_id"),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    words("name"),
    moment("recorded_at"),
    to("site", "site_id"),
    CheckConstraint("first_on <= last_on", name="days_in_order"),
)
"""Days on which the school is closed, both ends included."""

person = org_table(
    "person",
    uuid("id"),
    words("given_name"),
    words("family_name"),
    words("preferred_name", null=True),
    words("search_name"),
    words("phone", null=True),
    moment("recorded_at"),
    words("home_name", null=True),
    words("work_phone", null=True),
    CheckConstraint(r"work_phone ~ '^\+[1-9][0-9]{6,14}$'", name="work_phone_can_be_dialed"),
    update=("given_name", "family_name", "preferred_name", "search_name", "phone", "home_name", "work_phone"),
)
"""Everybody: mentees, mentors, staff. `search_name` is lower case without accents. `preferred_name` is used at school,
`home_name` in letters to the family, who may not know the other. `phone` came with a list, as it was written there;
`work_phone` is what somebody says of themselves, as E.164 writes it."""
Index(
    "person_search_ix",
    person.c.org_id,
    person.c.search_name,
    postgresql_ops={"search_name": "text_pattern_ops"},
)

student = org_table(
    "student",
    uuid("person_id"),
    uuid("site_id"),
    words("number", null=True),
    words("grade", null=True),
    Column("left_on", Date, nullable=True),
    moment("recorded_at"),
    words("homeroom", null=True),
    Column("born_on", Date, nullable=True),
    to("person", "person_id"),
    to("site", "site_id"),
    key=("person_id",),
    update=("site_id", "number", "grade", "left_on", "homeroom", "born_on"),
)
"""A person whom a roster names as a student. Leaving sets `left_on` and closes nothing."""
Index("student_number_ix", student.c.org_id, student.c.number)

appointment = org_table(
    "appointment",
    uuid("id"),
    uuid("person_id"),
    words("role"),
    uuid("site_id", null=True),
    moment("starts_at"),
    moment("ended_at", null=True),
    uuid("appointed_by", null=True),
    moment("recorded_at"),
    to("person", "person_id"),
    to("site", "site_id"),
    update=("ended_at",),
)
"""A role that a person holds at a site; without a site, at all of them."""

credential = org_table(
    "credential",
    uuid("id"),
    uuid("person_id"),
    words("kind"),
    Column("valid_until", Date, nullable=False),
    uuid("recorded_by", null=True),
    moment("recorded_at"),
    to("person", "person_id"),
    CheckConstraint("kind IN ('clearance', 'journey_mentor', 'trained_screener')", name="kind_known"),
)
"""What a person is cleared or certified for, `valid_until` included; the latest recorded row holds."""

person_supervision = org_table(
    "person_supervision",
    uuid("person_id"),
    moment("starts_at"),
    moment("recorded_at"),
    uuid("holder_id", null=True),
    words("gap_reason", null=True),
    to("person", "person_id"),
    to("person", "holder_id"),
    CheckConstraint("(holder_id IS NULL) = (gap_reason IS NOT NULL)", name="holder_or_reason"),
    CheckConstraint("holder_id <> person_id", name="not_oneself"),
    key=("person_id", "starts_at", "recorded_at"),
)
"""Change points: who supervises this person from an instant on. A row holds until the next one."""

on_call = org_table(
    "on_call",
    uuid("site_id"),
    moment("starts_at"),
    moment("recorded_at"),
    uuid("person_id"),
    words("phone"),
    to("site", "site_id"),
    to("person", "person_id"),
    CheckConstraint("btrim(phone) <> ''", name="phone_given"),
    key=("site_id", "starts_at", "recorded_at"),
)
"""Change points: the clinical supervisor whom the site's escalations reach, and the telephone."""

form_key = org_table(
    "form_key",
    uuid("actor_id"),
    words("key"),
    words("request_hash"),
    words("location", null=True),
    moment("recorded_at"),
    key=("actor_id", "key"),
    update=("location",),
    delete=True,
)
"""One-time keys of submitted forms, so that the same form sent twice is one act. Forgotten once they are old."""

owner_rule = org_table(
    "owner_rule",
    uuid("id"),
    uuid("site_id"),
    codes("grades"),
    words("surnames_from", null=True),
    words("surnames_to", null=True),
    uuid("owner_id"),
    moment("starts_at"),
    moment("ended_at", null=True),
    uuid("set_by", null=True),
    moment("recorded_at"),
    to("site", "site_id"),
    to("person", "owner_id"),
    to("person", "set_by"),
    CheckConstraint("(surnames_from IS NULL) = (surnames_to IS NULL)", name="range_has_both_ends"),
    update=("ended_at",),
)
"""Who looks after which students of a site: these grades, these surnames, or (with neither) everybody else's queue."""

mentor_terms = org_table(
    "mentor_terms",
    uuid("person_id"),
    moment("starts_at"),
    moment("recorded_at"),
    Column("most_mentees", Integer, nullable=False),
    codes("weekdays"),
    codes("strengths"),
    to("person", "person_id"),
    CheckConstraint("most_mentees >= 0", name="most_mentees_counted"),
    key=("person_id", "starts_at", "recorded_at"),
)
"""Change points: how many mentees a mentor takes, on which weekdays, and what they are good at (reasons of referral)."""

mentor_conflict = org_table(
    "mentor_conflict",
    uuid("id"),
    uuid("mentor_id"),
    uuid("mentee_id"),
    words("reason"),
    words("words", default=""),
    uuid("declared_by"),
    moment("recorded_at"),
    moment("withdrawn_at", null=True),
    to("person", "mentor_id"),
    to("person", "mentee_id"),
    to("person", "declared_by"),
    update=("withdrawn_at",),
)
"""This mentor and this mentee are not to be matched."""
Index(
    "mentor_conflict_once",
    mentor_conflict.c.org_id,
    mentor_conflict.c.mentor_id,
    mentor_conflict.c.mentee_id,
    unique=True,
    postgresql_where=text("withdrawn_at IS NULL"),
)

draft = org_table(
    "draft",
    uuid("author_id"),
    words("path"),
    Column("typed", JSONB, nullable=False),
    moment("saved_at"),
    to("person", "author_id"),
    key=("author_id", "path"),
    update=("typed", "saved_at"),
    delete=True,
    author="author_id",
)
"""What somebody has typed into a long form and not sent yet. Its author alone sees it; sent or discarded, it is gone."""

destination = org_table(
    "destination",
    uuid("id"),
    uuid("site_id", null=True),
    words("name"),
    words("for_step"),
    uuid("named_by"),
    moment("recorded_at"),
    to("site", "site_id"),
    to("person", "named_by"),
    CheckConstraint("btrim(name) <> ''", name="name_given"),
)
"""Where young people are referred to: a provider or a program, of one site or of all."""

destination_capacity = org_table(
    "destination_capacity",
    uuid("destination_id"),
    moment("recorded_at"),
    Column("places", Integer, nullable=False),
    Column("wait_days", Integer, nullable=True),
    Column("asked_on", Date, nullable=False),
    uuid("recorded_by"),
    to("destination", "destination_id"),
    to("person", "recorded_by"),
    CheckConstraint("places >= 0 AND wait_days >= 0", name="counted"),
    key=("destination_id", "recorded_at"),
)
"""Change points: free places and days of waiting, as somebody who asked was told on that day."""

roll_over = org_table(
    "roll_over",
    uuid("site_id"),
    words("school_year"),
    Column("raised", Integer, nullable=False),
    Column("leaving", Integer, nullable=False),
    uuid("done_by"),
    moment("recorded_at"),
    to("site", "site_id"),
    to("person", "done_by"),
    key=("site_id", "school_year"),
)
"""A site went over to a new school year, once: grades were raised, cases were kept."""
