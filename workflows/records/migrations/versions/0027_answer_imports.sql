ALTER TABLE app.administration DROP CONSTRAINT administration_entered_how_known;

ALTER TABLE app.administration ADD CONSTRAINT administration_entered_how_known CHECK (entered_how IN ('paper', 'device', 'file')) NOT VALID;

ALTER TABLE app.administration VALIDATE CONSTRAINT administration_entered_how_known;

CREATE TABLE app.answer_import (
	org_id UUID NOT NULL, 
	id UUID NOT NULL, 
	instrument_id TEXT NOT NULL, 
	file_hash TEXT NOT NULL, 
	state TEXT NOT NULL, 
	row_count INTEGER NOT NULL, 
	diagnostics JSONB NOT NULL, 
	calling_lines INTEGER[] NOT NULL, 
	uploaded_by UUID NOT NULL, 
	uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT answer_import_pk PRIMARY KEY (org_id, id), 
	CONSTRAINT answer_import_org_id_uploaded_by_fk FOREIGN KEY(org_id, uploaded_by) REFERENCES app.person (org_id, id), 
	CONSTRAINT answer_import_state_known CHECK (state IN ('refused', 'checked', 'taken'))
);

CREATE INDEX answer_import_newest_ix ON app.answer_import (org_id, uploaded_by, uploaded_at DESC);

CREATE INDEX answer_import_uploaded_by_ix ON app.answer_import (org_id, uploaded_by);

ALTER TABLE app.answer_import ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.answer_import FORCE ROW LEVEL SECURITY;

CREATE POLICY answer_import_select ON app.answer_import FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND uploaded_by = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY answer_import_insert ON app.answer_import FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND uploaded_by = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY answer_import_update ON app.answer_import FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND uploaded_by = nullif(current_setting('app.actor_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND uploaded_by = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY answer_import_delete ON app.answer_import FOR DELETE USING (false);

GRANT SELECT ON app.answer_import TO backup;

GRANT SELECT, INSERT ON app.answer_import TO app;

CREATE TABLE app.answer_import_row (
	org_id UUID NOT NULL, 
	import_id UUID NOT NULL, 
	line INTEGER NOT NULL, 
	episode_id UUID NOT NULL, 
	entered_by UUID NOT NULL, 
	state TEXT NOT NULL, 
	form JSONB, 
	administration_id UUID, 
	why TEXT DEFAULT '' NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT answer_import_row_pk PRIMARY KEY (org_id, import_id, line), 
	CONSTRAINT answer_import_row_org_id_import_id_fk FOREIGN KEY(org_id, import_id) REFERENCES app.answer_import (org_id, id), 
	CONSTRAINT answer_import_row_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id), 
	CONSTRAINT answer_import_row_org_id_entered_by_fk FOREIGN KEY(org_id, entered_by) REFERENCES app.person (org_id, id), 
	CONSTRAINT answer_import_row_org_id_administration_id_fk FOREIGN KEY(org_id, administration_id) REFERENCES app.administration (org_id, id), 
	CONSTRAINT answer_import_row_state_known CHECK (state IN ('waiting', 'taken', 'refused')), 
	CONSTRAINT answer_import_row_held_while_it_waits CHECK ((state = 'waiting') = (form IS NOT NULL)), 
	CONSTRAINT answer_import_row_waits_or_has_ended CHECK ((state = 'waiting') = (ended_at IS NULL)), 
	CONSTRAINT answer_import_row_taken_is_on_record CHECK ((state = 'taken') = (administration_id IS NOT NULL)), 
	CONSTRAINT answer_import_row_refused_says_why CHECK ((state = 'refused') = (why <> ''))
);

CREATE INDEX answer_import_row_administration_id_ix ON app.answer_import_row (org_id, administration_id);

CREATE INDEX answer_import_row_entered_by_ix ON app.answer_import_row (org_id, entered_by);

CREATE INDEX answer_import_row_episode_id_ix ON app.answer_import_row (org_id, episode_id);

CREATE INDEX answer_import_row_waiting_ix ON app.answer_import_row (org_id, recorded_at) WHERE state = 'waiting';

ALTER TABLE app.answer_import_row ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.answer_import_row FORCE ROW LEVEL SECURITY;

CREATE POLICY answer_import_row_select ON app.answer_import_row FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY answer_import_row_insert ON app.answer_import_row FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY answer_import_row_update ON app.answer_import_row FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY answer_import_row_delete ON app.answer_import_row FOR DELETE USING (false);

CREATE POLICY answer_import_row_audit ON app.answer_import_row FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.answer_import_row TO backup;

GRANT SELECT, INSERT ON app.answer_import_row TO app;

GRANT UPDATE (state, form, administration_id, why, ended_at) ON app.answer_import_row TO app;
