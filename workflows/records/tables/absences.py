"""Who is away, from when to when, and who covers?"""

from sqlalchemy import CheckConstraint, Column, Date, Index

from workflows.records.tables.metadata import moment, org_table, to, uuid

absence = org_table(
    "absence",
    uuid("id"),
    uuid("person_id"),
    uuid("cover_id"),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    uuid("begun_by"),
    moment("recorded_at"),
    uuid("ended_by", null=True),
    moment("ended_at", null=True),
    to("person", "person_id"),
    to("person", "cover_id"),
    to("person", "begun_by"),
    to("person", "ended_by"),
    CheckConstraint("cover_id <> person_id", name="covered_by_another"),
    CheckConstraint("first_on <= last_on", name="begins_before_it_ends"),
    CheckConstraint("starts_at <= ends_at", name="never_ends_before_it_begins"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
    update=("ends_at", "ended_by", "ended_at"),
)
"""Somebody is away from `starts_at` until before `ends_at`; the days are those that were said. Why is asked nowhere.

One that ends early ends at the instant at which that is said; one that never began lasts no time at all.
"""
Index("absence_ends_at_ix", absence.c.org_id, absence.c.ends_at)

absence_day = org_table(
    "absence_day",
    uuid("person_id"),
    Column("day", Date, nullable=False),
    uuid("absence_id"),
    moment("recorded_at"),
    to("person", "person_id"),
    to("absence", "absence_id"),
    key=("person_id", "day"),
    delete=True,
)
"""Each whole day on which somebody is away, once: two absences of a person never overlap. Given back by an early end."""
