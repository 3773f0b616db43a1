"""What has become of an escalation, who was told of it, what was reported to an agency, and does the engine turn?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA

from workflows.records.chain_rules import WORDS_DIGEST
from workflows.records.tables.metadata import (
    SIGN_IN,
    metadata,
    moment,
    org_table,
    to,
    uuid,
    without_a_gap,
    words,
)
from workflows.records.tables.outboxes import SENT_ON, waits, waits_rightly

escalation_change = org_table(
    "escalation_change",
    uuid("id"),
    uuid("work_id"),
    Column("sequence", Integer, nullable=False),
    Column("previous_sequence", Integer, Computed("nullif(sequence - 1, 0)", persisted=True)),
    words("from_state", null=True),
    words("to_state"),
    words("move"),
    Column("rung", Integer, nullable=False),
    Column("lap", Integer, nullable=False),
    Column("is_passed", Boolean, nullable=False, server_default=text("false")),
    words("class"),
    words("asked_class", null=True),
    uuid("to_id", null=True),
    words("words", default=""),
    Column("words_digest", BYTEA, Computed(WORDS_DIGEST, persisted=True), nullable=False),
    uuid("changed_by", null=True),
    moment("next_at", null=True),
    moment("happened_at"),
    moment("recorded_at"),
    Column("digest", BYTEA, nullable=False),
    to("work", "work_id"),
    to("person", "to_id"),
    to("person", "changed_by"),
    CheckConstraint("to_state IN ('open', 'acknowledged', 'in_hand', 'ended')", name="state_known"),
    CheckConstraint(
        "move IN ('open', 'climb', 'acknowledge', 'claim', 'hand_over', 'call_again', 'join', 'ask_downgrade',"
        " 'downgrade', 'resolve', 'reopen', 'name', 'withdraw')",
        name="move_known",
    ),
    CheckConstraint(
        "move IN ('open', 'climb', 'call_again', 'join') OR changed_by IS NOT NULL", name="a_person_acts"
    ),
    CheckConstraint("(to_state = 'ended') = (next_at IS NULL)", name="only_an_end_has_no_next_time"),
    CheckConstraint("(move = 'ask_downgrade') = (asked_class IS NOT NULL)", name="asked_for_a_class"),
    CheckConstraint("(move = 'hand_over') = (to_id IS NOT NULL)", name="handed_to_somebody"),
    CheckConstraint(
        "move NOT IN ('hand_over', 'ask_downgrade', 'reopen') OR btrim(words) <> ''", name="words_given"
    ),
    CheckConstraint("rung >= 1 AND lap >= 1", name="counted_from_one"),
    *without_a_gap("escalation_change", "work_id"),
)
"""The history of an escalation, append-only, without a gap and chained (`workflows.records.chain_rules`). `is_passed`:
nobody on this rung could be reached."""

escalation_notice = org_table(
    "escalation_notice",
    uuid("id"),
    uuid("change_id"),
    uuid("work_id"),
    uuid("person_id"),
    uuid("in_place_of_id", null=True),
    words("way"),
    words("class"),
    *waits(),
    moment("recorded_at"),
    moment("shown_at", null=True),
    moment("opened_at", null=True),
    to("escalation_change", "change_id"),
    to("work", "work_id"),
    to("person", "person_id"),
    to("person", "in_place_of_id"),
    CheckConstraint("way IN ('page', 'mail', 'sms')", name="way_known"),
    *waits_rightly(),
    CheckConstraint("shown_at IS NULL OR way = 'page'", name="shown_on_the_site"),
    update=(*SENT_ON, "shown_at", "opened_at"),
)
"""One person to be told of one rung by one way, written with the rung. Sent at least once; `fence` counts the leases.

`dead_at`: it failed too often, and the next rung was entered at once; it is tried on. `dropped_at`: nobody has to hear of
it any more. `in_place_of_id`: who stands on the rung and is away. `shown_at`: the banner stood on a page of this person;
`opened_at`: they opened the escalation.
"""
Index(
    "escalation_notice_called_ix",
    escalation_notice.c.org_id,
    escalation_notice.c.person_id,
    escalation_notice.c.work_id,
    postgresql_where=text("way = 'page'"),
)
Index(
    "escalation_notice_once",
    escalation_notice.c.org_id,
    escalation_notice.c.change_id,
    escalation_notice.c.person_id,
    escalation_notice.c.way,
    unique=True,
)
Index(
    "escalation_notice_waits_ix",
    escalation_notice.c.org_id,
    escalation_notice.c["class"],
    escalation_notice.c.due_at,
    postgresql_where=text("sent_at IS NULL AND dropped_at IS NULL"),
)

unanswered_work = org_table(
    "unanswered_work",
    uuid("work_id"),
    uuid("escalation_id"),
    moment("recorded_at"),
    to("work", "work_id"),
    to("work", "escalation_id"),
    CheckConstraint("work_id <> escalation_id", name="of_other_work"),
    key=("work_id", "escalation_id"),
)
"""Work that nobody answered, and the escalation that it opened or joined. Append-only."""

named_adult = org_table(
    "named_adult",
    uuid("id"),
    uuid("concern_id"),
    uuid("work_id"),
    uuid("person_id"),
    uuid("named_by"),
    moment("recorded_at"),
    uuid("undo_asked_by", null=True),
    moment("undo_asked_at", null=True),
    words("undo_words", default=""),
    uuid("undone_by", null=True),
    moment("undone_at", null=True),
    to("concern", "concern_id"),
    to("person", "person_id"),
    to("person", "named_by"),
    to("person", "undo_asked_by"),
    to("person", "undone_by"),
    CheckConstraint("person_id <> named_by", name="not_by_themselves"),
    CheckConstraint("(undo_asked_by IS NULL) = (undo_asked_at IS NULL)", name="asked_by_somebody"),
    CheckConstraint("undo_asked_by IS NULL OR btrim(undo_words) <> ''", name="words_given"),
    CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone_by_somebody"),
    CheckConstraint("undone_by IS NULL OR undone_by <> undo_asked_by", name="second_person"),
    CheckConstraint("undone_by IS NULL OR undo_asked_by IS NOT NULL", name="asked_before_it_is_undone"),
    update=("undo_asked_by", "undo_asked_at", "undo_words", "undone_by", "undone_at"),
)
"""Somebody who works here and is named in a worry, with the escalation that tells of it. A mistake is undone by two."""
Index("named_adult_work_id_ix", named_adult.c.org_id, named_adult.c.work_id)

hidden_from = org_table(
    "hidden_from",
    uuid("naming_id"),
    uuid("object_id"),
    uuid("person_id"),
    moment("recorded_at"),
    moment("ended_at", null=True),
    to("named_adult", "naming_id"),
    to("person", "person_id"),
    key=("naming_id", "object_id"),
    update=("ended_at",),
)
"""What is kept from somebody who is named: the worry, its escalation and the task to report it. The policies of the
tables in which these stand ask here."""
Index("hidden_from_object_id_ix", hidden_from.c.org_id, hidden_from.c.object_id)

flag_told = org_table(
    "flag_told",
    uuid("id"),
    uuid("work_id"),
    words("answer"),
    words("how", null=True),
    words("words", default=""),
    uuid("said_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("work", "work_id"),
    to("person", "said_by"),
    CheckConstraint("answer IN ('told', 'not_yet', 'not_at_all')", name="answer_known"),
    CheckConstraint("(answer = 'told') = (how IS NOT NULL)", name="told_somehow"),
    CheckConstraint("answer = 'told' OR btrim(words) <> ''", name="not_told_has_a_reason"),
)
"""Whether and how the young person was told of an escalation. Append-only; the newest answer holds."""

safety_step = org_table(
    "safety_step",
    uuid("id"),
    uuid("work_id"),
    words("step"),
    words("state"),
    words("who", default=""),
    words("words", default=""),
    Column("page_version", Integer, nullable=False),
    uuid("said_by"),
    moment("happened_at"),
    moment("recorded_at"),
    to("work", "work_id"),
    to("person", "said_by"),
    CheckConstraint("state IN ('done', 'not_done', 'mistake')", name="state_known"),
    CheckConstraint("state = 'done' OR btrim(words) <> ''", name="otherwise_has_a_reason"),
    CheckConstraint("happened_at <= recorded_at", name="happened_before"),
)
"""What was done of a safety page, step by step, by whom and when, under which version of the page. Append-only: a mistaken
tick is another row, and the newest row of a step holds. `who`: who did it, empty for whoever wrote it down."""

abuse_report = org_table(
    "abuse_report",
    uuid("id"),
    uuid("concern_id"),
    uuid("reported_by"),
    uuid("recorded_by"),
    words("agency"),
    moment("reported_at"),
    words("way"),
    words("reference", default=""),
    Column("written_on", Date, nullable=True),
    words("duty_state", null=True),
    moment("duty_recorded_at", null=True),
    moment("recorded_at"),
    to("concern", "concern_id"),
    to("person", "reported_by"),
    to("person", "recorded_by"),
    to("reporting_duty", "duty_state", "duty_recorded_at", their=("state", "recorded_at")),
    CheckConstraint("btrim(agency) <> '' AND btrim(way) <> ''", name="words_given"),
    CheckConstraint("(duty_state IS NULL) = (duty_recorded_at IS NULL)", name="duty_whole"),
)
"""What was heard and then reported to the agency that the law names, append-only. Nobody approves it: there is no such
column. The first row of a worry is the report; a later one adds the reference number or the day of the written report.
`duty_...`: the row of the law under which it was written down, none where the state of the school had none."""

watch_finding = org_table(
    "watch_finding",
    words("promise"),
    uuid("subject_id"),
    moment("first_found_at"),
    moment("last_found_at"),
    Column("times", Integer, nullable=False),
    CheckConstraint("times >= 1 AND first_found_at <= last_found_at", name="found_in_order"),
    key=("promise", "subject_id"),
    insert=False,
    kept_by_auditor=("last_found_at", "times"),
)
"""A promise of the engine that was broken, by which row, since when and until when. Only the auditor writes here, and
nothing but ids."""

heartbeat = Table(
    "heartbeat",
    metadata,
    words("name"),
    moment("ended_at"),
    PrimaryKeyConstraint("name"),
    schema=SIGN_IN,
    info={"update": ("ended_at",), "kept_by_auditor": ("ended_at",)},
)
"""When the last whole turn of each job ended. Global; that a process lives says nothing about its work."""
