CREATE TABLE app.digest (
	org_id UUID NOT NULL, 
	id UUID NOT NULL, 
	person_id UUID NOT NULL, 
	day DATE NOT NULL, 
	due INTEGER NOT NULL, 
	late INTEGER NOT NULL, 
	sent_at TIMESTAMP WITH TIME ZONE, 
	receipt TEXT DEFAULT '' NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT digest_pk PRIMARY KEY (org_id, id), 
	CONSTRAINT digest_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id), 
	CONSTRAINT digest_once_a_day UNIQUE (org_id, person_id, day), 
	CONSTRAINT digest_about_something CHECK (due >= 0 AND late >= 0 AND due + late > 0)
);

CREATE INDEX digest_person_id_ix ON app.digest (org_id, person_id);

ALTER TABLE app.digest ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.digest FORCE ROW LEVEL SECURITY;

CREATE POLICY digest_select ON app.digest FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY digest_insert ON app.digest FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY digest_update ON app.digest FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY digest_delete ON app.digest FOR DELETE USING (false);

CREATE POLICY digest_audit ON app.digest FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.digest TO backup;

GRANT SELECT ON app.digest TO auditor;

GRANT SELECT, INSERT ON app.digest TO app;

GRANT UPDATE (sent_at, receipt) ON app.digest TO app;
