CREATE TABLE app.export_order (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	figures TEXT NOT NULL,
	asked_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT export_order_pk PRIMARY KEY (org_id, id),
	CONSTRAINT export_order_org_id_asked_by_fk FOREIGN KEY(org_id, asked_by) REFERENCES app.person (org_id, id),
	CONSTRAINT export_order_figures_known CHECK (figures IN ('timeliness', 'notice_counts'))
);

CREATE INDEX export_order_asked_by_ix ON app.export_order (org_id, asked_by);

CREATE UNIQUE INDEX export_order_once ON app.export_order (org_id, asked_by, figures) WHERE ended_at IS NULL;

ALTER TABLE app.export_order ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.export_order FORCE ROW LEVEL SECURITY;

CREATE POLICY export_order_select ON app.export_order FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY export_order_insert ON app.export_order FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY export_order_update ON app.export_order FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY export_order_delete ON app.export_order FOR DELETE USING (false);

CREATE POLICY export_order_audit ON app.export_order FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.export_order TO backup;

GRANT SELECT, INSERT ON app.export_order TO app;

GRANT UPDATE (ended_at) ON app.export_order TO app;

CREATE TABLE app.export (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	figures TEXT NOT NULL,
	first_on DATE NOT NULL,
	last_on DATE NOT NULL,
	order_id UUID,
	asked_by UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	outcome TEXT,
	answered_at TIMESTAMP WITH TIME ZONE,
	failures INTEGER DEFAULT 0 NOT NULL,
	row_count INTEGER,
	digest BYTEA,
	kept_until TIMESTAMP WITH TIME ZONE,
	forgotten_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT export_pk PRIMARY KEY (org_id, id),
	CONSTRAINT export_org_id_asked_by_fk FOREIGN KEY(org_id, asked_by) REFERENCES app.person (org_id, id),
	CONSTRAINT export_org_id_order_id_fk FOREIGN KEY(org_id, order_id) REFERENCES app.export_order (org_id, id),
	CONSTRAINT export_once_a_month UNIQUE (org_id, order_id, first_on),
	CONSTRAINT export_of_whom UNIQUE (org_id, id, asked_by),
	CONSTRAINT export_figures_known CHECK (figures IN ('timeliness', 'notice_counts')),
	CONSTRAINT export_days_in_order CHECK (first_on <= last_on),
	CONSTRAINT export_outcome_known CHECK (outcome IN ('ready', 'not_allowed', 'failed')),
	CONSTRAINT export_answered_or_not CHECK ((outcome IS NULL) = (answered_at IS NULL)),
	CONSTRAINT export_written_whole CHECK (num_nonnulls(row_count, digest, kept_until) = CASE WHEN outcome = 'ready' THEN 3 ELSE 0 END),
	CONSTRAINT export_forgotten_when_written CHECK (forgotten_at IS NULL OR kept_until IS NOT NULL),
	CONSTRAINT export_counted CHECK (failures >= 0 AND row_count >= 0)
);

CREATE INDEX export_asked_by_ix ON app.export (org_id, asked_by);

CREATE INDEX export_order_id_ix ON app.export (org_id, order_id);

CREATE INDEX export_waits_ix ON app.export (org_id, asked_at) WHERE outcome IS NULL;

ALTER TABLE app.export ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.export FORCE ROW LEVEL SECURITY;

CREATE POLICY export_select ON app.export FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY export_insert ON app.export FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY export_update ON app.export FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY export_delete ON app.export FOR DELETE USING (false);

CREATE POLICY export_audit ON app.export FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.export TO backup;

GRANT SELECT, INSERT ON app.export TO app;

GRANT UPDATE (outcome, answered_at, failures, row_count, digest, kept_until, forgotten_at) ON app.export TO app;

CREATE TABLE app.export_file (
	org_id UUID NOT NULL,
	export_id UUID NOT NULL,
	asked_by UUID NOT NULL,
	content BYTEA NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT export_file_pk PRIMARY KEY (org_id, export_id, asked_by),
	CONSTRAINT export_file_org_id_export_id_asked_by_fk FOREIGN KEY(org_id, export_id, asked_by) REFERENCES app.export (org_id, id, asked_by)
);

ALTER TABLE app.export_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.export_file FORCE ROW LEVEL SECURITY;

CREATE POLICY export_file_select ON app.export_file FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND asked_by = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY export_file_insert ON app.export_file FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND asked_by = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY export_file_update ON app.export_file FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND asked_by = nullif(current_setting('app.actor_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND asked_by = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY export_file_delete ON app.export_file FOR DELETE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND asked_by = nullif(current_setting('app.actor_id', true), '')::uuid);

GRANT SELECT ON app.export_file TO backup;

GRANT SELECT, INSERT ON app.export_file TO app;

GRANT DELETE ON app.export_file TO app;
