"""Which lists of filled-in forms were brought in, and what became of each form?"""

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from workflows.records.tables.metadata import APP, moment, org_table, to, uuid, words

answer_import = org_table(
    "answer_import",
    uuid("id"),
    words("instrument_id"),
    words("file_hash"),
    words("state"),
    Column("row_count", Integer, nullable=False),
    Column("diagnostics", JSONB, nullable=False),
    Column("calling_lines", ARRAY(Integer), nullable=False),
    uuid("uploaded_by"),
    moment("uploaded_at"),
    moment("recorded_at"),
    to("person", "uploaded_by"),
    CheckConstraint("state IN ('refused', 'checked', 'taken')", name="state_known"),
    author="uploaded_by",
)
"""One list: refused as a whole, looked at only, or taken over. Nobody sees it but whoever brought it.

`calling_lines`: rows that were not taken although an answer of theirs calls for an interview."""
Index(
    "answer_import_newest_ix",
    answer_import.c.org_id,
    answer_import.c.uploaded_by,
    answer_import.c.uploaded_at.desc(),
)

answer_import_row = org_table(
    "answer_import_row",
    uuid("import_id"),
    Column("line", Integer, nullable=False),
    uuid("episode_id"),
    uuid("entered_by"),
    words("state"),
    Column("form", JSONB(none_as_null=True), nullable=True),
    uuid("administration_id", null=True),
    words("why", default=""),
    moment("ended_at", null=True),
    moment("recorded_at"),
    to("answer_import", "import_id"),
    to("episode", "episode_id"),
    to("person", "entered_by"),
    ForeignKeyConstraint(
        ("org_id", "administration_id"), [f"{APP}.administration.org_id", f"{APP}.administration.id"]
    ),
    CheckConstraint("state IN ('waiting', 'taken', 'refused')", name="state_known"),
    CheckConstraint("(state = 'waiting') = (form IS NOT NULL)", name="held_while_it_waits"),
    CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="waits_or_has_ended"),
    CheckConstraint("(state = 'taken') = (administration_id IS NOT NULL)", name="taken_is_on_record"),
    CheckConstraint("(state = 'refused') = (why <> '')", name="refused_says_why"),
    key=("import_id", "line"),
    update=("state", "form", "administration_id", "why", "ended_at"),
)
"""One form of a list that is taken over. Its answers stand here only while it waits; afterwards on the form itself."""
Index(
    "answer_import_row_waiting_ix",
    answer_import_row.c.org_id,
    answer_import_row.c.recorded_at,
    postgresql_where=text("state = 'waiting'"),
)
