ALTER TABLE app.escalation_change ADD COLUMN words_digest BYTEA GENERATED ALWAYS AS (sha256(decode(replace(words, '\', '\\'), 'escape'))) STORED NOT NULL;

ALTER TABLE app.escalation_change ADD COLUMN digest BYTEA;

ALTER TABLE app.work ADD COLUMN history_digest BYTEA;

CREATE FUNCTION app.digest_field(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(octet_length(value)::text || ':' || value, '-:');

CREATE FUNCTION app.escalation_genesis(org_id uuid, work_id uuid) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to('stepwise.escalation/v1/genesis/' || org_id || '/' || work_id, 'UTF8'));

CREATE FUNCTION app.escalation_digest(before bytea, org_id uuid, id uuid, work_id uuid, sequence integer,
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
    || app.digest_field((extract(epoch FROM recorded_at) * 1000000)::bigint::text), 'UTF8'));

-- Now every entry has one.

ALTER TABLE app.escalation_change ALTER COLUMN digest SET NOT NULL;

CREATE FUNCTION app.chain_escalation_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.words_digest := sha256(decode(replace(NEW.words, '\', '\\'), 'escape'));
    NEW.digest := app.escalation_digest(
        coalesce((SELECT c.digest FROM app.escalation_change c
                   WHERE c.org_id = NEW.org_id AND c.work_id = NEW.work_id AND c.sequence = NEW.sequence - 1),
                 app.escalation_genesis(NEW.org_id, NEW.work_id)),
        NEW.org_id, NEW.id, NEW.work_id, NEW.sequence, NEW.from_state, NEW.to_state, NEW.move, NEW.rung, NEW.lap, NEW.is_passed, NEW.class, NEW.asked_class, NEW.to_id, NEW.words_digest, NEW.changed_by, NEW.next_at, NEW.happened_at, NEW.recorded_at);
    RETURN NEW;
END $$;

CREATE FUNCTION app.keep_escalation_head() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    UPDATE app.work SET history_digest = NEW.digest
     WHERE org_id = NEW.org_id AND id = NEW.work_id AND version = NEW.sequence;
    RETURN NULL;
END $$;

CREATE TRIGGER escalation_change_chained BEFORE INSERT ON app.escalation_change FOR EACH ROW EXECUTE FUNCTION app.chain_escalation_change();

CREATE TRIGGER escalation_change_is_head AFTER INSERT ON app.escalation_change FOR EACH ROW EXECUTE FUNCTION app.keep_escalation_head();

ALTER TABLE app.escalation_change ENABLE ALWAYS TRIGGER escalation_change_chained;

ALTER TABLE app.escalation_change ENABLE ALWAYS TRIGGER escalation_change_is_head;
