CREATE TABLE app.safety_step (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	work_id UUID NOT NULL,
	step TEXT NOT NULL,
	state TEXT NOT NULL,
	who TEXT DEFAULT '' NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	page_version INTEGER NOT NULL,
	said_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT safety_step_pk PRIMARY KEY (org_id, id),
	CONSTRAINT safety_step_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT safety_step_org_id_said_by_fk FOREIGN KEY(org_id, said_by) REFERENCES app.person (org_id, id),
	CONSTRAINT safety_step_state_known CHECK (state IN ('done', 'not_done', 'mistake')),
	CONSTRAINT safety_step_otherwise_has_a_reason CHECK (state = 'done' OR btrim(words) <> ''),
	CONSTRAINT safety_step_happened_before CHECK (happened_at <= recorded_at)
);

CREATE INDEX safety_step_said_by_ix ON app.safety_step (org_id, said_by);

CREATE INDEX safety_step_work_id_ix ON app.safety_step (org_id, work_id);

ALTER TABLE app.safety_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.safety_step FORCE ROW LEVEL SECURITY;

CREATE POLICY safety_step_select ON app.safety_step FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY safety_step_insert ON app.safety_step FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY safety_step_update ON app.safety_step FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY safety_step_delete ON app.safety_step FOR DELETE USING (false);

CREATE POLICY safety_step_audit ON app.safety_step FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.safety_step TO backup;

GRANT SELECT, INSERT ON app.safety_step TO app;

CREATE POLICY safety_step_not_by_the_named ON app.safety_step AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

ALTER TABLE app.concern DROP CONSTRAINT concern_kind_known;

ALTER TABLE app.concern ADD CONSTRAINT concern_kind_known CHECK (kind IN ('talk_over', 'active_statement', 'threat_to_others', 'weapon', 'abuse_or_neglect', 'other_now'));
