CREATE TABLE app.site_state (
	org_id UUID NOT NULL,
	site_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state TEXT NOT NULL,
	set_by UUID NOT NULL,
	CONSTRAINT site_state_pk PRIMARY KEY (org_id, site_id, recorded_at),
	CONSTRAINT site_state_org_id_site_id_fk FOREIGN KEY(org_id, site_id) REFERENCES app.site (org_id, id),
	CONSTRAINT site_state_org_id_set_by_fk FOREIGN KEY(org_id, set_by) REFERENCES app.person (org_id, id),
	CONSTRAINT site_state_says_which CHECK (btrim(state) <> '')
);

CREATE INDEX site_state_set_by_ix ON app.site_state (org_id, set_by);

ALTER TABLE app.site_state ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.site_state FORCE ROW LEVEL SECURITY;

CREATE POLICY site_state_select ON app.site_state FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY site_state_insert ON app.site_state FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY site_state_update ON app.site_state FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY site_state_delete ON app.site_state FOR DELETE USING (false);

CREATE POLICY site_state_audit ON app.site_state FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.site_state TO backup;

GRANT SELECT, INSERT ON app.site_state TO app;

ALTER TABLE app.reporting_duty ADD COLUMN written_excludes TEXT DEFAULT 'none' NOT NULL;

ALTER TABLE app.reporting_duty ADD CONSTRAINT reporting_duty_excludes_known CHECK (written_excludes IN ('none', 'weekends_and_holidays'));

ALTER TABLE app.abuse_report ADD COLUMN duty_state TEXT, ADD COLUMN duty_recorded_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE app.abuse_report ADD CONSTRAINT abuse_report_org_id_duty_state_duty_recorded_at_fk FOREIGN KEY(org_id, duty_state, duty_recorded_at) REFERENCES app.reporting_duty (org_id, state, recorded_at);

ALTER TABLE app.abuse_report ADD CONSTRAINT abuse_report_duty_whole CHECK ((duty_state IS NULL) = (duty_recorded_at IS NULL));

CREATE INDEX abuse_report_duty_state_duty_recorded_at_ix ON app.abuse_report (org_id, duty_state, duty_recorded_at);
