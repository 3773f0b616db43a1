CREATE TABLE app.unanswered_work (
	org_id UUID NOT NULL,
	work_id UUID NOT NULL,
	escalation_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT unanswered_work_pk PRIMARY KEY (org_id, work_id, escalation_id),
	CONSTRAINT unanswered_work_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT unanswered_work_org_id_escalation_id_fk FOREIGN KEY(org_id, escalation_id) REFERENCES app.work (org_id, id),
	CONSTRAINT unanswered_work_of_other_work CHECK (work_id <> escalation_id)
);

CREATE INDEX unanswered_work_escalation_id_ix ON app.unanswered_work (org_id, escalation_id);

ALTER TABLE app.unanswered_work ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.unanswered_work FORCE ROW LEVEL SECURITY;

CREATE POLICY unanswered_work_select ON app.unanswered_work FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY unanswered_work_insert ON app.unanswered_work FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY unanswered_work_update ON app.unanswered_work FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY unanswered_work_delete ON app.unanswered_work FOR DELETE USING (false);

CREATE POLICY unanswered_work_audit ON app.unanswered_work FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.unanswered_work TO backup;

GRANT SELECT ON app.unanswered_work TO auditor;

GRANT SELECT, INSERT ON app.unanswered_work TO app;
