CREATE TABLE app.when_told (
	org_id UUID NOT NULL, 
	person_id UUID NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	has_digest BOOLEAN NOT NULL, 
	digest_at TIME WITHOUT TIME ZONE, 
	quiet_from TIME WITHOUT TIME ZONE, 
	quiet_until TIME WITHOUT TIME ZONE, 
	quiet_days TEXT[] DEFAULT '{}' NOT NULL, 
	CONSTRAINT when_told_pk PRIMARY KEY (org_id, person_id, recorded_at), 
	CONSTRAINT when_told_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id), 
	CONSTRAINT when_told_digest_has_an_hour CHECK (digest_at IS NOT NULL OR NOT has_digest), 
	CONSTRAINT when_told_quiet_has_both_ends CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)), 
	CONSTRAINT when_told_quiet_has_days CHECK ((quiet_from IS NULL) = (cardinality(quiet_days) = 0)), 
	CONSTRAINT when_told_days_known CHECK (quiet_days <@ ARRAY['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
);

ALTER TABLE app.when_told ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.when_told FORCE ROW LEVEL SECURITY;

CREATE POLICY when_told_select ON app.when_told FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY when_told_insert ON app.when_told FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND person_id = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY when_told_update ON app.when_told FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND person_id = nullif(current_setting('app.actor_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND person_id = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY when_told_delete ON app.when_told FOR DELETE USING (false);

CREATE POLICY when_told_audit ON app.when_told FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.when_told TO backup;

GRANT SELECT ON app.when_told TO auditor;

GRANT SELECT, INSERT ON app.when_told TO app;
