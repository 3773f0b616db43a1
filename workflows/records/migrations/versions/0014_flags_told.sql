CREATE TABLE app.flag_told (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	work_id UUID NOT NULL,
	answer TEXT NOT NULL,
	how TEXT,
	words TEXT DEFAULT '' NOT NULL,
	said_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT flag_told_pk PRIMARY KEY (org_id, id),
	CONSTRAINT flag_told_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT flag_told_org_id_said_by_fk FOREIGN KEY(org_id, said_by) REFERENCES app.person (org_id, id),
	CONSTRAINT flag_told_answer_known CHECK (answer IN ('told', 'not_yet', 'not_at_all')),
	CONSTRAINT flag_told_told_somehow CHECK ((answer = 'told') = (how IS NOT NULL)),
	CONSTRAINT flag_told_not_told_has_a_reason CHECK (answer = 'told' OR btrim(words) <> '')
);

CREATE INDEX flag_told_said_by_ix ON app.flag_told (org_id, said_by);

CREATE INDEX flag_told_work_id_ix ON app.flag_told (org_id, work_id);

ALTER TABLE app.flag_told ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.flag_told FORCE ROW LEVEL SECURITY;

CREATE POLICY flag_told_select ON app.flag_told FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY flag_told_insert ON app.flag_told FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY flag_told_update ON app.flag_told FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY flag_told_delete ON app.flag_told FOR DELETE USING (false);

CREATE POLICY flag_told_audit ON app.flag_told FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.flag_told TO backup;

GRANT SELECT ON app.flag_told TO auditor;

GRANT SELECT, INSERT ON app.flag_told TO app;

CREATE POLICY flag_told_not_by_the_named ON app.flag_told AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));
