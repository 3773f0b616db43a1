ALTER TABLE app.work ADD COLUMN version INTEGER;

ALTER TABLE app.work ADD COLUMN policy_version_id UUID;

ALTER TABLE app.work ADD COLUMN ladder TEXT;

ALTER TABLE app.work ADD COLUMN rung INTEGER;

ALTER TABLE app.work ADD COLUMN lap INTEGER;

ALTER TABLE app.work ADD COLUMN next_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE app.work DROP CONSTRAINT work_state_known;

GRANT UPDATE (version, ladder, rung, lap, next_at) ON app.work TO app;

ALTER TABLE app.concern DROP CONSTRAINT concern_kind_known;

ALTER TABLE app.concern ADD CONSTRAINT concern_kind_known CHECK (kind IN ('talk_over', 'active_statement', 'weapon', 'abuse_or_neglect', 'other_now'));

CREATE TABLE app.escalation_change (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	work_id UUID NOT NULL,
	sequence INTEGER NOT NULL,
	previous_sequence INTEGER GENERATED ALWAYS AS (nullif(sequence - 1, 0)) STORED,
	from_state TEXT,
	to_state TEXT NOT NULL,
	move TEXT NOT NULL,
	rung INTEGER NOT NULL,
	lap INTEGER NOT NULL,
	is_passed BOOLEAN DEFAULT false NOT NULL,
	class TEXT NOT NULL,
	asked_class TEXT,
	to_id UUID,
	words TEXT DEFAULT '' NOT NULL,
	changed_by UUID,
	next_at TIMESTAMP WITH TIME ZONE,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT escalation_change_pk PRIMARY KEY (org_id, id),
	CONSTRAINT escalation_change_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT escalation_change_org_id_to_id_fk FOREIGN KEY(org_id, to_id) REFERENCES app.person (org_id, id),
	CONSTRAINT escalation_change_org_id_changed_by_fk FOREIGN KEY(org_id, changed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT escalation_change_state_known CHECK (to_state IN ('open', 'acknowledged', 'in_hand', 'ended')),
	CONSTRAINT escalation_change_move_known CHECK (move IN ('open', 'climb', 'acknowledge', 'claim', 'hand_over', 'call_again', 'join', 'ask_downgrade', 'downgrade', 'resolve', 'reopen')),
	CONSTRAINT escalation_change_a_person_acts CHECK (move IN ('open', 'climb', 'call_again', 'join') OR changed_by IS NOT NULL),
	CONSTRAINT escalation_change_only_an_end_has_no_next_time CHECK ((to_state = 'ended') = (next_at IS NULL)),
	CONSTRAINT escalation_change_asked_for_a_class CHECK ((move = 'ask_downgrade') = (asked_class IS NOT NULL)),
	CONSTRAINT escalation_change_handed_to_somebody CHECK ((move = 'hand_over') = (to_id IS NOT NULL)),
	CONSTRAINT escalation_change_words_given CHECK (move NOT IN ('hand_over', 'ask_downgrade', 'reopen') OR btrim(words) <> ''),
	CONSTRAINT escalation_change_counted_from_one CHECK (rung >= 1 AND lap >= 1),
	CONSTRAINT escalation_change_sequence_from_one CHECK (sequence >= 1),
	CONSTRAINT escalation_change_first_has_no_from CHECK ((sequence = 1) = (from_state IS NULL)),
	CONSTRAINT escalation_change_sequence_once UNIQUE (org_id, work_id, sequence),
	CONSTRAINT escalation_change_sequence_to_key UNIQUE (org_id, work_id, sequence, to_state),
	CONSTRAINT escalation_change_follows_its_predecessor FOREIGN KEY(org_id, work_id, previous_sequence, from_state) REFERENCES app.escalation_change (org_id, work_id, sequence, to_state)
);

CREATE INDEX escalation_change_changed_by_ix ON app.escalation_change (org_id, changed_by);

CREATE INDEX escalation_change_to_id_ix ON app.escalation_change (org_id, to_id);

CREATE INDEX escalation_change_work_id_ix ON app.escalation_change (org_id, work_id);

CREATE INDEX escalation_change_work_id_previous_sequence_from_state_ix ON app.escalation_change (org_id, work_id, previous_sequence, from_state);

CREATE TABLE app.escalation_notice (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	change_id UUID NOT NULL,
	work_id UUID NOT NULL,
	person_id UUID NOT NULL,
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
	CONSTRAINT escalation_notice_pk PRIMARY KEY (org_id, id),
	CONSTRAINT escalation_notice_org_id_change_id_fk FOREIGN KEY(org_id, change_id) REFERENCES app.escalation_change (org_id, id),
	CONSTRAINT escalation_notice_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT escalation_notice_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT escalation_notice_way_known CHECK (way IN ('page', 'mail')),
	CONSTRAINT escalation_notice_sent_or_dropped CHECK (sent_at IS NULL OR dropped_at IS NULL),
	CONSTRAINT escalation_notice_leased_whole CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
);

CREATE INDEX escalation_notice_change_id_ix ON app.escalation_notice (org_id, change_id);

CREATE UNIQUE INDEX escalation_notice_once ON app.escalation_notice (org_id, change_id, person_id, way);

CREATE INDEX escalation_notice_person_id_ix ON app.escalation_notice (org_id, person_id);

CREATE INDEX escalation_notice_waits_ix ON app.escalation_notice (org_id, class, due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;

CREATE INDEX escalation_notice_work_id_ix ON app.escalation_notice (org_id, work_id);

CREATE TABLE app.abuse_report (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	concern_id UUID NOT NULL,
	reported_by UUID NOT NULL,
	recorded_by UUID NOT NULL,
	agency TEXT NOT NULL,
	reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
	way TEXT NOT NULL,
	reference TEXT DEFAULT '' NOT NULL,
	written_on DATE,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT abuse_report_pk PRIMARY KEY (org_id, id),
	CONSTRAINT abuse_report_org_id_concern_id_fk FOREIGN KEY(org_id, concern_id) REFERENCES app.concern (org_id, id),
	CONSTRAINT abuse_report_org_id_reported_by_fk FOREIGN KEY(org_id, reported_by) REFERENCES app.person (org_id, id),
	CONSTRAINT abuse_report_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT abuse_report_words_given CHECK (btrim(agency) <> '' AND btrim(way) <> '')
);

CREATE INDEX abuse_report_concern_id_ix ON app.abuse_report (org_id, concern_id);

CREATE INDEX abuse_report_recorded_by_ix ON app.abuse_report (org_id, recorded_by);

CREATE INDEX abuse_report_reported_by_ix ON app.abuse_report (org_id, reported_by);

CREATE TABLE sign_in.heartbeat (
	name TEXT NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT heartbeat_pk PRIMARY KEY (name)
);

ALTER TABLE app.escalation_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.escalation_change FORCE ROW LEVEL SECURITY;

CREATE POLICY escalation_change_select ON app.escalation_change FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY escalation_change_insert ON app.escalation_change FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY escalation_change_update ON app.escalation_change FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY escalation_change_delete ON app.escalation_change FOR DELETE USING (false);

CREATE POLICY escalation_change_audit ON app.escalation_change FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.escalation_change TO backup;

GRANT SELECT ON app.escalation_change TO auditor;

GRANT SELECT, INSERT ON app.escalation_change TO app;

ALTER TABLE app.escalation_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.escalation_notice FORCE ROW LEVEL SECURITY;

CREATE POLICY escalation_notice_select ON app.escalation_notice FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY escalation_notice_insert ON app.escalation_notice FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY escalation_notice_update ON app.escalation_notice FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY escalation_notice_delete ON app.escalation_notice FOR DELETE USING (false);

CREATE POLICY escalation_notice_audit ON app.escalation_notice FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.escalation_notice TO backup;

GRANT SELECT ON app.escalation_notice TO auditor;

GRANT SELECT, INSERT ON app.escalation_notice TO app;

GRANT UPDATE (due_at, lease_owner, lease_until, fence, attempts, sent_at, dead_at, dropped_at, receipt) ON app.escalation_notice TO app;

ALTER TABLE app.abuse_report ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.abuse_report FORCE ROW LEVEL SECURITY;

CREATE POLICY abuse_report_select ON app.abuse_report FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY abuse_report_insert ON app.abuse_report FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY abuse_report_update ON app.abuse_report FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY abuse_report_delete ON app.abuse_report FOR DELETE USING (false);

CREATE POLICY abuse_report_audit ON app.abuse_report FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.abuse_report TO backup;

GRANT SELECT ON app.abuse_report TO auditor;

GRANT SELECT, INSERT ON app.abuse_report TO app;

GRANT SELECT ON sign_in.heartbeat TO backup;

GRANT SELECT, INSERT ON sign_in.heartbeat TO app;

GRANT UPDATE (ended_at) ON sign_in.heartbeat TO app;
