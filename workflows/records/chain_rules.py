"""How is the history of an escalation chained, so that nobody changes it afterwards without a trace?

Each entry carries a digest over the one before it and over all of its own columns, none of which is ever changed; the
escalation carries that of its newest entry. The database computes both when an entry is written, so that no road leaves
them out. Each field is preceded by its length in bytes, nothing is `-:`, a time is whole microseconds since 1970. Words
go in as a digest of their own, which is kept beside them: whoever verifies a chain need not be able to read them.
A migration copies these statements; `workflows.records.security` serves the next one.
"""

from typing import Final

WORDS_DIGEST: Final = r"sha256(decode(replace(words, '\', '\\'), 'escape'))"
"""The bytes of the words themselves, whatever stands in them; an expression that a generated column may have."""
_COLUMNS: Final = (
    "org_id", "id", "work_id", "sequence", "from_state", "to_state", "move", "rung", "lap", "is_passed", "class",
    "asked_class", "to_id", "words_digest", "changed_by", "next_at", "happened_at", "recorded_at",
)  # fmt: skip
HASHED: Final = ", ".join(f"{{0}}.{name}" for name in _COLUMNS)
"""The arguments of `app.escalation_digest` after the first, of the row `{0}`."""

STATEMENTS: Final = (
    """CREATE FUNCTION app.digest_field(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(octet_length(value)::text || ':' || value, '-:')""",
    """CREATE FUNCTION app.escalation_genesis(org_id uuid, work_id uuid) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to('stepwise.escalation/v1/genesis/' || org_id || '/' || work_id, 'UTF8'))""",
    """CREATE FUNCTION app.escalation_digest(before bytea, org_id uuid, id uuid, work_id uuid, sequence integer,
    from_state text, to_state text, move text, rung integer, lap integer, is_passed boolean, class text,
    asked_class text, to_id uuid, words_digest bytea, changed_by uuid, next_at timestamptz, happened_at timestamptz,
    recorded_at timestamptz) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(before || convert_to('stepwise.escalation/v1'
    || app.digest_field(org_id::text) || app.digest_field(id::text) || app.digest_field(work_id::text)
    || app.digest_field(sequence::text) || app.digest_field(from_state) || app.digest_field(to_state)
    || app.digest_field(move) || app.digest_field(rung::text) || app.digest_field(lap::text)
    || app.digest_field(CASE WHEN is_passed THEN 't' ELSE 'f' END) || app.digest_field(class)
    || app.digest_field(asked_class) || app.digest_field(to_id::text)
    || app.digest_field(encode(words_digest, 'hex')) || app.digest_field(changed_by::text)
    || app.digest_field((extract(epoch FROM next_at) * 1000000)::bigint::text)
    || app.digest_field((extract(epoch FROM happened_at) * 1000000)::bigint::text)
    || app.digest_field((extract(epoch FROM recorded_at) * 1000000)::bigint::text), 'UTF8'))""",
    # Rows that one statement writes see those it wrote before them. A first entry, and one that follows nothing and is
    # refused by its key right after, begin from what no row can be made to give.
    f"""CREATE FUNCTION app.chain_escalation_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.words_digest := {WORDS_DIGEST.replace("words", "NEW.words")};
    NEW.digest := app.escalation_digest(
        coalesce((SELECT c.digest FROM app.escalation_change c
                   WHERE c.org_id = NEW.org_id AND c.work_id = NEW.work_id AND c.sequence = NEW.sequence - 1),
                 app.escalation_genesis(NEW.org_id, NEW.work_id)),
        {HASHED.format("NEW")});
    RETURN NEW;
END $$""",
    # With its owner's rights: nobody else may write there.
    """CREATE FUNCTION app.keep_escalation_head() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    UPDATE app.work SET history_digest = NEW.digest
     WHERE org_id = NEW.org_id AND id = NEW.work_id AND version = NEW.sequence;
    RETURN NULL;
END $$""",
    "CREATE TRIGGER escalation_change_chained BEFORE INSERT ON app.escalation_change"
    " FOR EACH ROW EXECUTE FUNCTION app.chain_escalation_change()",
    "CREATE TRIGGER escalation_change_is_head AFTER INSERT ON app.escalation_change"
    " FOR EACH ROW EXECUTE FUNCTION app.keep_escalation_head()",
    "ALTER TABLE app.escalation_change ENABLE ALWAYS TRIGGER escalation_change_chained",
    "ALTER TABLE app.escalation_change ENABLE ALWAYS TRIGGER escalation_change_is_head",
)
