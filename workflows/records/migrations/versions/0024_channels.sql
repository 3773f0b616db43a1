ALTER TABLE app.escalation_notice DROP CONSTRAINT escalation_notice_way_known;

ALTER TABLE app.escalation_notice ADD CONSTRAINT escalation_notice_way_known CHECK (way IN ('page', 'mail', 'sms')) NOT VALID;

ALTER TABLE app.escalation_notice VALIDATE CONSTRAINT escalation_notice_way_known;

CREATE TABLE app.channel (
	org_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	address BYTEA NOT NULL, 
	added_by UUID NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	stopped_by UUID, 
	stopped_at TIMESTAMP WITH TIME ZONE, 
	last_worked_at TIMESTAMP WITH TIME ZONE, 
	last_failed_at TIMESTAMP WITH TIME ZONE, 
	failures INTEGER DEFAULT 0 NOT NULL, 
	fault TEXT DEFAULT '' NOT NULL, 
	alarm_due_at TIMESTAMP WITH TIME ZONE, 
	alarmed_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT channel_pk PRIMARY KEY (org_id, id), 
	CONSTRAINT channel_org_id_added_by_fk FOREIGN KEY(org_id, added_by) REFERENCES app.person (org_id, id), 
	CONSTRAINT channel_org_id_stopped_by_fk FOREIGN KEY(org_id, stopped_by) REFERENCES app.person (org_id, id), 
	CONSTRAINT channel_kind_known CHECK (kind IN ('sms', 'teams', 'slack', 'push')), 
	CONSTRAINT channel_has_a_name CHECK (btrim(name) <> ''), 
	CONSTRAINT channel_stopped_by_somebody CHECK ((stopped_by IS NULL) = (stopped_at IS NULL)), 
	CONSTRAINT channel_counted CHECK (failures >= 0)
);

CREATE INDEX channel_added_by_ix ON app.channel (org_id, added_by);

CREATE INDEX channel_stopped_by_ix ON app.channel (org_id, stopped_by);

ALTER TABLE app.channel ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.channel FORCE ROW LEVEL SECURITY;

CREATE POLICY channel_select ON app.channel FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_insert ON app.channel FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_update ON app.channel FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_delete ON app.channel FOR DELETE USING (false);

CREATE POLICY channel_audit ON app.channel FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.channel TO backup;

GRANT SELECT, INSERT ON app.channel TO app;

GRANT UPDATE (stopped_by, stopped_at, last_worked_at, last_failed_at, failures, fault, alarm_due_at, alarmed_at) ON app.channel TO app;

CREATE TABLE app.channel_test (
	org_id UUID NOT NULL, 
	id UUID NOT NULL, 
	channel_id UUID NOT NULL, 
	asked_by UUID NOT NULL, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	taken_at TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	fault TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT channel_test_pk PRIMARY KEY (org_id, id), 
	CONSTRAINT channel_test_org_id_channel_id_fk FOREIGN KEY(org_id, channel_id) REFERENCES app.channel (org_id, id), 
	CONSTRAINT channel_test_org_id_asked_by_fk FOREIGN KEY(org_id, asked_by) REFERENCES app.person (org_id, id), 
	CONSTRAINT channel_test_taken_before_it_ends CHECK (ended_at IS NULL OR taken_at IS NOT NULL)
);

CREATE INDEX channel_test_asked_by_ix ON app.channel_test (org_id, asked_by);

CREATE INDEX channel_test_channel_id_ix ON app.channel_test (org_id, channel_id);

CREATE INDEX channel_test_waits_ix ON app.channel_test (org_id, asked_at) WHERE taken_at IS NULL;

ALTER TABLE app.channel_test ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.channel_test FORCE ROW LEVEL SECURITY;

CREATE POLICY channel_test_select ON app.channel_test FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_test_insert ON app.channel_test FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_test_update ON app.channel_test FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_test_delete ON app.channel_test FOR DELETE USING (false);

CREATE POLICY channel_test_audit ON app.channel_test FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.channel_test TO backup;

GRANT SELECT, INSERT ON app.channel_test TO app;

GRANT UPDATE (taken_at, ended_at, fault) ON app.channel_test TO app;

CREATE TABLE app.channel_post (
	org_id UUID NOT NULL, 
	id UUID NOT NULL, 
	change_id UUID NOT NULL, 
	work_id UUID NOT NULL, 
	channel_id UUID NOT NULL, 
	way TEXT NOT NULL, 
	class TEXT NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	lease_owner UUID, 
	lease_until TIMESTAMP WITH TIME ZONE, 
	fence INTEGER DEFAULT 0 NOT NULL, 
	attempts INTEGER DEFAULT 0 NOT NULL, 
	sent_at TIMESTAMP WITH TIME ZONE, 
	dead_at TIMESTAMP WITH TIME ZONE, 
	dropped_at TIMESTAMP WITH TIME ZONE, 
	receipt TEXT DEFAULT '' NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT channel_post_pk PRIMARY KEY (org_id, id), 
	CONSTRAINT channel_post_org_id_change_id_fk FOREIGN KEY(org_id, change_id) REFERENCES app.escalation_change (org_id, id), 
	CONSTRAINT channel_post_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id), 
	CONSTRAINT channel_post_org_id_channel_id_fk FOREIGN KEY(org_id, channel_id) REFERENCES app.channel (org_id, id), 
	CONSTRAINT channel_post_way_known CHECK (way IN ('team', 'push')), 
	CONSTRAINT channel_post_sent_or_dropped CHECK (sent_at IS NULL OR dropped_at IS NULL), 
	CONSTRAINT channel_post_leased_whole CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
);

CREATE INDEX channel_post_change_id_ix ON app.channel_post (org_id, change_id);

CREATE INDEX channel_post_channel_id_ix ON app.channel_post (org_id, channel_id);

CREATE UNIQUE INDEX channel_post_once ON app.channel_post (org_id, change_id, channel_id);

CREATE INDEX channel_post_waits_ix ON app.channel_post (org_id, class, due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;

CREATE INDEX channel_post_work_id_ix ON app.channel_post (org_id, work_id);

ALTER TABLE app.channel_post ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.channel_post FORCE ROW LEVEL SECURITY;

CREATE POLICY channel_post_select ON app.channel_post FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_post_insert ON app.channel_post FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_post_update ON app.channel_post FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY channel_post_delete ON app.channel_post FOR DELETE USING (false);

CREATE POLICY channel_post_audit ON app.channel_post FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.channel_post TO backup;

GRANT SELECT, INSERT ON app.channel_post TO app;

GRANT UPDATE (due_at, lease_owner, lease_until, fence, attempts, sent_at, dead_at, dropped_at, receipt) ON app.channel_post TO app;

GRANT SELECT (org_id, work_id, due_at, lease_until, sent_at, dropped_at) ON app.channel_post TO auditor;

CREATE TABLE app.passed_way (
	org_id UUID NOT NULL, 
	change_id UUID NOT NULL, 
	work_id UUID NOT NULL, 
	way TEXT NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT passed_way_pk PRIMARY KEY (org_id, change_id, way), 
	CONSTRAINT passed_way_org_id_change_id_fk FOREIGN KEY(org_id, change_id) REFERENCES app.escalation_change (org_id, id), 
	CONSTRAINT passed_way_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id), 
	CONSTRAINT passed_way_way_known CHECK (way IN ('mail', 'sms', 'team', 'push'))
);

CREATE INDEX passed_way_work_id_ix ON app.passed_way (org_id, work_id);

ALTER TABLE app.passed_way ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.passed_way FORCE ROW LEVEL SECURITY;

CREATE POLICY passed_way_select ON app.passed_way FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY passed_way_insert ON app.passed_way FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY passed_way_update ON app.passed_way FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY passed_way_delete ON app.passed_way FOR DELETE USING (false);

CREATE POLICY passed_way_audit ON app.passed_way FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.passed_way TO backup;

GRANT SELECT, INSERT ON app.passed_way TO app;

CREATE POLICY channel_post_not_by_the_named ON app.channel_post AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY passed_way_not_by_the_named ON app.passed_way AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));
