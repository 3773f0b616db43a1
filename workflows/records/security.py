"""Who may touch which table? The row-level policies and grants, written out from the tables.

Each organisation-owned table gets row-level security, forced, with a policy for each of the four commands;
DELETE is open to nobody, unless the table says that its rows are thrown away. A table with an author shows
each person their own rows; what only one person says of themselves is written by them alone. The role `app` gets
exactly what the table says, `backup` may read, and `auditor` reads what the promises are asked of and nothing else.
A migration copies these statements; this module serves the next one and the test that compares them with the
database.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Table

from workflows.records import chain_rules, outside_rules
from workflows.records.tables.metadata import metadata

SCOPE = "org_id = nullif(current_setting('app.org_id', true), '')::uuid"
AUTHOR = "{column} = nullif(current_setting('app.actor_id', true), '')::uuid"

NEVER_BACK = """CREATE POLICY {table}_never_back ON app.{table} AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (
    NOT EXISTS (SELECT FROM app.{history} h
                 WHERE h.org_id = {table}.org_id AND h.{key} = {table}.id AND h.sequence > {table}.version))"""

HIDDEN: Mapping[str, str] = {
    "concern": "id",
    "work": "id",
    "firing": "work_id",
    "escalation_change": "work_id",
    "escalation_notice": "work_id",
    "channel_post": "work_id",
    "passed_way": "work_id",
    "presence": "work_id",
    "flag_told": "work_id",
    "safety_step": "work_id",
    "disclosure": "coalesce(work_id, id)",
    "disclosure_review": "coalesce(work_id, disclosure_id)",
    "abuse_report": "concern_id",
    "named_adult": "concern_id",
    "audit_event": "object_id",
}
"""Tables of which somebody who is named in a worry sees nothing that is about it, and by which column."""
# Asked once for a statement. A row without an object is about none.
NOT_BY_THE_NAMED = """CREATE POLICY {table}_not_by_the_named ON app.{table} AS RESTRICTIVE FOR SELECT USING (
    coalesce({column} <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true))"""

READ_BY_AUDITOR: Mapping[str, tuple[str, ...]] = {
    "work": (
        "org_id", "id", "kind", "cause", "episode_id", "state", "class", "version", "policy_version_id", "ladder", "rung",
        "lap", "next_at", "opened_at", "recorded_at", "acknowledged_by", "acknowledged_at", "ended_by", "history_digest",
    ),
    "escalation_change": (
        "org_id", "id", "work_id", "sequence", "from_state", "to_state", "move", "rung", "lap", "is_passed", "class",
        "asked_class", "to_id", "words_digest", "changed_by", "next_at", "happened_at", "recorded_at", "digest",
    ),
    "escalation_notice": (
        "org_id", "change_id", "work_id", "person_id", "way", "due_at", "lease_until", "sent_at", "dead_at", "dropped_at",
        "recorded_at",
    ),
    "channel_post": ("org_id", "work_id", "due_at", "lease_until", "sent_at", "dropped_at"),
    "hidden_from": ("org_id", "object_id", "person_id", "recorded_at", "ended_at"),
    "episode": ("org_id", "id", "known_at"),
    "administration": ("org_id", "id", "episode_id", "recorded_at"),
    "firing": ("org_id", "work_id", "administration_id", "scope", "recorded_at"),
    "policy_version": ("org_id", "id", "text"),
    "form_key": ("org_id", "actor_id", "key", "request_hash"),
}  # fmt: skip
"""What `workflows.records.promises` asks for: ids, times, places on a ladder and digests. No name, no answer to a form
and no word that somebody wrote about a young person; the text is that of a policy."""

APPEND_ONLY = (
    """CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN RAISE EXCEPTION 'audit rows are never changed' USING ERRCODE = 'insufficient_privilege'; END $$""",
    "CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON app.audit_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change()",
    "ALTER TABLE app.audit_event ENABLE ALWAYS TRIGGER audit_event_stays",
)


def row_security(table: Table) -> Iterator[str]:
    """The policies of one organisation-owned table."""
    name, author = f"{table.schema}.{table.name}", table.info.get("author")
    scope = f"{SCOPE} AND {AUTHOR.format(column=author)}" if author else SCOPE
    says = table.info.get("says")
    written = f"{SCOPE} AND {AUTHOR.format(column=says)}" if says else scope
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY {table.name}_select ON {name} FOR SELECT USING ({scope})"
    yield f"CREATE POLICY {table.name}_insert ON {name} FOR INSERT WITH CHECK ({written})"
    yield f"CREATE POLICY {table.name}_update ON {name} FOR UPDATE USING ({written}) WITH CHECK ({written})"
    yield f"CREATE POLICY {table.name}_delete ON {name} FOR DELETE USING ({scope if table.info.get('delete') else 'false'})"
    if not author:
        yield f"CREATE POLICY {table.name}_audit ON {name} FOR SELECT TO auditor USING (true)"
    if table.info.get("kept_by_auditor"):
        yield f"CREATE POLICY {table.name}_found ON {name} FOR INSERT TO auditor WITH CHECK (true)"
        yield f"CREATE POLICY {table.name}_found_again ON {name} FOR UPDATE TO auditor USING (true) WITH CHECK (true)"


def grants(table: Table) -> Iterator[str]:
    """What `app`, `auditor` and `backup` may do with one table."""
    name = f"{table.schema}.{table.name}"
    yield f"GRANT SELECT ON {name} TO backup"
    if table.info.get("staging"):
        # A dump carries the numbers on, and is refused whole without this right.
        yield f"GRANT SELECT ON SEQUENCE {name}_number_seq TO backup"
        yield f"GRANT SELECT, INSERT, DELETE ON {name} TO app"
        return
    yield f"GRANT SELECT{', INSERT' if table.info.get('insert', True) else ''} ON {name} TO app"
    if columns := table.info.get("update"):
        yield f"GRANT UPDATE{_listed(columns)} ON {name} TO app"
    if table.info.get("delete"):
        yield f"GRANT DELETE ON {name} TO app"
    yield from _auditor_s(table)


def _auditor_s(table: Table) -> Iterator[str]:
    """What the auditor writes down of its own, and what it has to know of those who sign in."""
    name = f"{table.schema}.{table.name}"
    if columns := table.info.get("kept_by_auditor"):
        yield f"GRANT SELECT, INSERT ON {name} TO auditor"
        yield f"GRANT UPDATE{_listed(columns)} ON {name} TO auditor"
    if columns := table.info.get("auditor_reads", READ_BY_AUDITOR.get(table.name)):
        yield f"GRANT SELECT{_listed(columns)} ON {name} TO auditor"


def statements() -> Iterator[str]:
    """Everything that follows the bare tables."""
    for table in metadata.sorted_tables:
        if table.info.get("org"):
            yield from row_security(table)
        yield from grants(table)
    yield NEVER_BACK.format(table="episode", history="step_change", key="episode_id")
    yield NEVER_BACK.format(table="offer", history="offer_change", key="offer_id")
    yield NEVER_BACK.format(table="referral", history="referral_change", key="referral_id")
    yield NEVER_BACK.format(table="work", history="escalation_change", key="work_id")
    for table_name, column in HIDDEN.items():
        yield NOT_BY_THE_NAMED.format(table=table_name, column=column)
    yield from APPEND_ONLY
    yield from chain_rules.STATEMENTS
    yield from outside_rules.STATEMENTS


def _listed(columns: tuple[str, ...] | str) -> str:
    return "" if columns == "*" else f" ({', '.join(columns)})"
