CREATE TABLE app.watch_finding (
	org_id UUID NOT NULL,
	promise TEXT NOT NULL,
	subject_id UUID NOT NULL,
	first_found_at TIMESTAMP WITH TIME ZONE NOT NULL,
	last_found_at TIMESTAMP WITH TIME ZONE NOT NULL,
	times INTEGER NOT NULL,
	CONSTRAINT watch_finding_pk PRIMARY KEY (org_id, promise, subject_id),
	CONSTRAINT watch_finding_found_in_order CHECK (times >= 1 AND first_found_at <= last_found_at)
);

ALTER TABLE app.watch_finding ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.watch_finding FORCE ROW LEVEL SECURITY;

CREATE POLICY watch_finding_select ON app.watch_finding FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY watch_finding_insert ON app.watch_finding FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY watch_finding_update ON app.watch_finding FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY watch_finding_delete ON app.watch_finding FOR DELETE USING (false);

CREATE POLICY watch_finding_audit ON app.watch_finding FOR SELECT TO auditor USING (true);

CREATE POLICY watch_finding_found ON app.watch_finding FOR INSERT TO auditor WITH CHECK (true);

CREATE POLICY watch_finding_found_again ON app.watch_finding FOR UPDATE TO auditor USING (true) WITH CHECK (true);

GRANT SELECT ON app.watch_finding TO backup;

GRANT SELECT ON app.watch_finding TO auditor;

GRANT SELECT ON app.watch_finding TO app;

GRANT SELECT, INSERT ON app.watch_finding TO auditor;

GRANT UPDATE (last_found_at, times) ON app.watch_finding TO auditor;

GRANT SELECT, INSERT ON sign_in.heartbeat TO auditor;

GRANT UPDATE (ended_at) ON sign_in.heartbeat TO auditor;

GRANT SELECT (id, is_demo, clock_shift) ON sign_in.organisation TO auditor;

GRANT SELECT (org_id, person_id, disabled_at) ON sign_in.identity TO auditor;
