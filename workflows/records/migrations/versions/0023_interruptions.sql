ALTER TABLE app.digest ADD COLUMN held INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE app.digest DROP CONSTRAINT digest_about_something;

ALTER TABLE app.digest ADD CONSTRAINT digest_about_something CHECK (due >= 0 AND late >= 0 AND held >= 0 AND due + late + held > 0);

CREATE TABLE app.interruption (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	kind TEXT NOT NULL,
	cause_id UUID NOT NULL,
	items INTEGER NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	sent_at TIMESTAMP WITH TIME ZONE,
	receipt TEXT DEFAULT '' NOT NULL,
	held_at TIMESTAMP WITH TIME ZONE,
	digest_id UUID,
	CONSTRAINT interruption_pk PRIMARY KEY (org_id, id),
	CONSTRAINT interruption_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT interruption_org_id_digest_id_fk FOREIGN KEY(org_id, digest_id) REFERENCES app.digest (org_id, id),
	CONSTRAINT interruption_once UNIQUE (org_id, person_id, kind, cause_id),
	CONSTRAINT interruption_kind_known CHECK (kind IN ('cover')),
	CONSTRAINT interruption_counted CHECK (items >= 0),
	CONSTRAINT interruption_sent_or_held CHECK (sent_at IS NULL OR held_at IS NULL),
	CONSTRAINT interruption_counted_when_held CHECK (digest_id IS NULL OR held_at IS NOT NULL)
);

CREATE INDEX interruption_digest_id_ix ON app.interruption (org_id, digest_id);

CREATE INDEX interruption_person_id_ix ON app.interruption (org_id, person_id);

ALTER TABLE app.interruption ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.interruption FORCE ROW LEVEL SECURITY;

CREATE POLICY interruption_select ON app.interruption FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY interruption_insert ON app.interruption FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY interruption_update ON app.interruption FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY interruption_delete ON app.interruption FOR DELETE USING (false);

CREATE POLICY interruption_audit ON app.interruption FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.interruption TO backup;

GRANT SELECT, INSERT ON app.interruption TO app;

GRANT UPDATE (sent_at, receipt, digest_id) ON app.interruption TO app;
