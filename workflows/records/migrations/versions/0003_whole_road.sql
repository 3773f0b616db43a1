ALTER TABLE app.administration ALTER COLUMN received_total TYPE NUMERIC;

ALTER TABLE app.administration ALTER COLUMN total TYPE NUMERIC;

ALTER TABLE app.administration ADD COLUMN scored_by TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.administration ADD COLUMN licence TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.decision ADD COLUMN safety_plan TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.decision ADD COLUMN first_check_on DATE;

ALTER TABLE app.decision ADD COLUMN closure_reason TEXT;

ALTER TABLE app.decision ADD COLUMN last_contact_on DATE;

ALTER TABLE app.decision ADD COLUMN exit_measure TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.decision ADD COLUMN reopen_reason TEXT;

ALTER TABLE app.decision ADD COLUMN asking_answer TEXT;

ALTER TABLE app.decision ADD CONSTRAINT decision_down_has_a_plan_and_a_check CHECK (direction <> 'down' OR actor_kind <> 'person' OR kind = 'undo' OR (first_check_on IS NOT NULL AND btrim(safety_plan) <> ''));

ALTER TABLE app.decision ADD CONSTRAINT decision_closed_has_a_reason CHECK ((kind = 'close') = (closure_reason IS NOT NULL));

ALTER TABLE app.decision ADD CONSTRAINT decision_reopened_has_a_reason CHECK ((kind = 'reopen') = (reopen_reason IS NOT NULL));

CREATE TABLE app.destination (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	site_id UUID,
	name TEXT NOT NULL,
	for_step TEXT NOT NULL,
	named_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT destination_pk PRIMARY KEY (org_id, id),
	CONSTRAINT destination_org_id_site_id_fk FOREIGN KEY(org_id, site_id) REFERENCES app.site (org_id, id),
	CONSTRAINT destination_org_id_named_by_fk FOREIGN KEY(org_id, named_by) REFERENCES app.person (org_id, id),
	CONSTRAINT destination_name_given CHECK (btrim(name) <> '')
);

CREATE INDEX destination_named_by_ix ON app.destination (org_id, named_by);

CREATE INDEX destination_site_id_ix ON app.destination (org_id, site_id);

CREATE TABLE app.roll_over (
	org_id UUID NOT NULL,
	site_id UUID NOT NULL,
	school_year TEXT NOT NULL,
	raised INTEGER NOT NULL,
	leaving INTEGER NOT NULL,
	done_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT roll_over_pk PRIMARY KEY (org_id, site_id, school_year),
	CONSTRAINT roll_over_org_id_site_id_fk FOREIGN KEY(org_id, site_id) REFERENCES app.site (org_id, id),
	CONSTRAINT roll_over_org_id_done_by_fk FOREIGN KEY(org_id, done_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX roll_over_done_by_ix ON app.roll_over (org_id, done_by);

CREATE TABLE app.applicant_told (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	who TEXT[] DEFAULT '{}' NOT NULL,
	how TEXT NOT NULL,
	fit TEXT NOT NULL,
	services TEXT NOT NULL,
	limits TEXT NOT NULL,
	told_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT applicant_told_pk PRIMARY KEY (org_id, id),
	CONSTRAINT applicant_told_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT applicant_told_org_id_told_by_fk FOREIGN KEY(org_id, told_by) REFERENCES app.person (org_id, id),
	CONSTRAINT applicant_told_somebody_was_told CHECK (cardinality(who) > 0),
	CONSTRAINT applicant_told_told_something CHECK (btrim(fit) <> '' AND btrim(services) <> '')
);

CREATE INDEX applicant_told_episode_id_ix ON app.applicant_told (org_id, episode_id);

CREATE INDEX applicant_told_told_by_ix ON app.applicant_told (org_id, told_by);

CREATE TABLE app.assessment (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	ratings JSONB NOT NULL,
	level INTEGER NOT NULL,
	is_at_least BOOLEAN NOT NULL,
	lane TEXT NOT NULL,
	proposed_step TEXT NOT NULL,
	sentence TEXT NOT NULL,
	barriers TEXT[] DEFAULT '{}' NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	model_version TEXT NOT NULL,
	policy_version_id UUID,
	amends UUID,
	assessed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT assessment_pk PRIMARY KEY (org_id, id),
	CONSTRAINT assessment_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT assessment_org_id_policy_version_id_fk FOREIGN KEY(org_id, policy_version_id) REFERENCES app.policy_version (org_id, id),
	CONSTRAINT assessment_org_id_assessed_by_fk FOREIGN KEY(org_id, assessed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT assessment_org_id_amends_fk FOREIGN KEY(org_id, amends) REFERENCES app.assessment (org_id, id),
	CONSTRAINT assessment_amended_once UNIQUE (org_id, amends),
	CONSTRAINT assessment_level_known CHECK (level BETWEEN 1 AND 5),
	CONSTRAINT assessment_lane_known CHECK (lane IN ('emergency', 'urgent', 'routine')),
	CONSTRAINT assessment_step_known CHECK (proposed_step IN ('referred', 'paraprofessional_mentor', 'journey_mentor', 'professional_referral', 'closed'))
);

CREATE INDEX assessment_amends_ix ON app.assessment (org_id, amends);

CREATE INDEX assessment_assessed_by_ix ON app.assessment (org_id, assessed_by);

CREATE INDEX assessment_episode_id_ix ON app.assessment (org_id, episode_id);

CREATE INDEX assessment_newest_ix ON app.assessment (org_id, episode_id, happened_at DESC, id DESC);

CREATE INDEX assessment_policy_version_id_ix ON app.assessment (org_id, policy_version_id);

CREATE TABLE app.break_contact (
	org_id UUID NOT NULL,
	episode_id UUID NOT NULL,
	first_on DATE NOT NULL,
	last_on DATE NOT NULL,
	person_id UUID NOT NULL,
	phone TEXT NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	set_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT break_contact_pk PRIMARY KEY (org_id, episode_id, first_on, recorded_at),
	CONSTRAINT break_contact_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT break_contact_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT break_contact_org_id_set_by_fk FOREIGN KEY(org_id, set_by) REFERENCES app.person (org_id, id),
	CONSTRAINT break_contact_days_in_order CHECK (first_on <= last_on),
	CONSTRAINT break_contact_phone_given CHECK (btrim(phone) <> '')
);

CREATE INDEX break_contact_person_id_ix ON app.break_contact (org_id, person_id);

CREATE INDEX break_contact_set_by_ix ON app.break_contact (org_id, set_by);

CREATE TABLE app.destination_capacity (
	org_id UUID NOT NULL,
	destination_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	places INTEGER NOT NULL,
	wait_days INTEGER,
	asked_on DATE NOT NULL,
	recorded_by UUID NOT NULL,
	CONSTRAINT destination_capacity_pk PRIMARY KEY (org_id, destination_id, recorded_at),
	CONSTRAINT destination_capacity_org_id_destination_id_fk FOREIGN KEY(org_id, destination_id) REFERENCES app.destination (org_id, id),
	CONSTRAINT destination_capacity_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT destination_capacity_counted CHECK (places >= 0 AND wait_days >= 0)
);

CREATE INDEX destination_capacity_recorded_by_ix ON app.destination_capacity (org_id, recorded_by);

CREATE TABLE app.measure_attempt (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	instrument_id TEXT NOT NULL,
	reason TEXT NOT NULL,
	attempted_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT measure_attempt_pk PRIMARY KEY (org_id, id),
	CONSTRAINT measure_attempt_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT measure_attempt_org_id_attempted_by_fk FOREIGN KEY(org_id, attempted_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX measure_attempt_attempted_by_ix ON app.measure_attempt (org_id, attempted_by);

CREATE INDEX measure_attempt_episode_id_ix ON app.measure_attempt (org_id, episode_id);

CREATE TABLE app.measure_plan (
	org_id UUID NOT NULL,
	episode_id UUID NOT NULL,
	instrument_id TEXT NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	interval_days INTEGER,
	asked_by TEXT,
	consent_basis TEXT,
	why TEXT NOT NULL,
	set_by UUID NOT NULL,
	CONSTRAINT measure_plan_pk PRIMARY KEY (org_id, episode_id, instrument_id, starts_at, recorded_at),
	CONSTRAINT measure_plan_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT measure_plan_org_id_set_by_fk FOREIGN KEY(org_id, set_by) REFERENCES app.person (org_id, id),
	CONSTRAINT measure_plan_interval_positive CHECK (interval_days > 0),
	CONSTRAINT measure_plan_planned_whole CHECK ((interval_days IS NULL) = (asked_by IS NULL) AND (interval_days IS NULL) = (consent_basis IS NULL)),
	CONSTRAINT measure_plan_has_a_reason CHECK (btrim(why) <> '')
);

CREATE INDEX measure_plan_set_by_ix ON app.measure_plan (org_id, set_by);

CREATE TABLE app.misfiling (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	record_kind TEXT NOT NULL,
	record_id UUID NOT NULL,
	from_episode_id UUID NOT NULL,
	to_episode_id UUID NOT NULL,
	moved_as UUID NOT NULL,
	why TEXT NOT NULL,
	moved_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT misfiling_pk PRIMARY KEY (org_id, id),
	CONSTRAINT misfiling_org_id_from_episode_id_fk FOREIGN KEY(org_id, from_episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT misfiling_org_id_to_episode_id_fk FOREIGN KEY(org_id, to_episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT misfiling_org_id_moved_by_fk FOREIGN KEY(org_id, moved_by) REFERENCES app.person (org_id, id),
	CONSTRAINT misfiling_once UNIQUE (org_id, record_id),
	CONSTRAINT misfiling_kind_known CHECK (record_kind IN ('session', 'administration', 'concern')),
	CONSTRAINT misfiling_to_another CHECK (from_episode_id <> to_episode_id),
	CONSTRAINT misfiling_has_a_reason CHECK (btrim(why) <> '')
);

CREATE INDEX misfiling_from_episode_id_ix ON app.misfiling (org_id, from_episode_id);

CREATE INDEX misfiling_moved_by_ix ON app.misfiling (org_id, moved_by);

CREATE INDEX misfiling_to_episode_id_ix ON app.misfiling (org_id, to_episode_id);

CREATE TABLE app.safety_assessment (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	work_id UUID,
	tier TEXT NOT NULL,
	words TEXT NOT NULL,
	safety_plan TEXT DEFAULT '' NOT NULL,
	assessed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT safety_assessment_pk PRIMARY KEY (org_id, id),
	CONSTRAINT safety_assessment_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT safety_assessment_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT safety_assessment_org_id_assessed_by_fk FOREIGN KEY(org_id, assessed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT safety_assessment_tier_known CHECK (tier IN ('imminent', 'high', 'moderate', 'low')),
	CONSTRAINT safety_assessment_words_given CHECK (btrim(words) <> '')
);

CREATE INDEX safety_assessment_assessed_by_ix ON app.safety_assessment (org_id, assessed_by);

CREATE INDEX safety_assessment_episode_id_ix ON app.safety_assessment (org_id, episode_id);

CREATE INDEX safety_assessment_work_id_ix ON app.safety_assessment (org_id, work_id);

CREATE TABLE app.decision_review (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	decision_id UUID NOT NULL,
	answer TEXT NOT NULL,
	words TEXT NOT NULL,
	reviewed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT decision_review_pk PRIMARY KEY (org_id, id),
	CONSTRAINT decision_review_org_id_decision_id_fk FOREIGN KEY(org_id, decision_id) REFERENCES app.decision (org_id, id),
	CONSTRAINT decision_review_org_id_reviewed_by_fk FOREIGN KEY(org_id, reviewed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT decision_review_answer_known CHECK (answer IN ('agree', 'return')),
	CONSTRAINT decision_review_words_given CHECK (btrim(words) <> '')
);

CREATE INDEX decision_review_decision_id_ix ON app.decision_review (org_id, decision_id);

CREATE INDEX decision_review_reviewed_by_ix ON app.decision_review (org_id, reviewed_by);

ALTER TABLE app.destination ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.destination FORCE ROW LEVEL SECURITY;

CREATE POLICY destination_select ON app.destination FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY destination_insert ON app.destination FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY destination_update ON app.destination FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY destination_delete ON app.destination FOR DELETE USING (false);

CREATE POLICY destination_audit ON app.destination FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.destination TO backup;

GRANT SELECT ON app.destination TO auditor;

GRANT SELECT, INSERT ON app.destination TO app;

ALTER TABLE app.roll_over ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.roll_over FORCE ROW LEVEL SECURITY;

CREATE POLICY roll_over_select ON app.roll_over FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY roll_over_insert ON app.roll_over FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY roll_over_update ON app.roll_over FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY roll_over_delete ON app.roll_over FOR DELETE USING (false);

CREATE POLICY roll_over_audit ON app.roll_over FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.roll_over TO backup;

GRANT SELECT ON app.roll_over TO auditor;

GRANT SELECT, INSERT ON app.roll_over TO app;

ALTER TABLE app.applicant_told ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.applicant_told FORCE ROW LEVEL SECURITY;

CREATE POLICY applicant_told_select ON app.applicant_told FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY applicant_told_insert ON app.applicant_told FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY applicant_told_update ON app.applicant_told FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY applicant_told_delete ON app.applicant_told FOR DELETE USING (false);

CREATE POLICY applicant_told_audit ON app.applicant_told FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.applicant_told TO backup;

GRANT SELECT ON app.applicant_told TO auditor;

GRANT SELECT, INSERT ON app.applicant_told TO app;

ALTER TABLE app.assessment ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.assessment FORCE ROW LEVEL SECURITY;

CREATE POLICY assessment_select ON app.assessment FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY assessment_insert ON app.assessment FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY assessment_update ON app.assessment FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY assessment_delete ON app.assessment FOR DELETE USING (false);

CREATE POLICY assessment_audit ON app.assessment FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.assessment TO backup;

GRANT SELECT ON app.assessment TO auditor;

GRANT SELECT, INSERT ON app.assessment TO app;

ALTER TABLE app.break_contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.break_contact FORCE ROW LEVEL SECURITY;

CREATE POLICY break_contact_select ON app.break_contact FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY break_contact_insert ON app.break_contact FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY break_contact_update ON app.break_contact FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY break_contact_delete ON app.break_contact FOR DELETE USING (false);

CREATE POLICY break_contact_audit ON app.break_contact FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.break_contact TO backup;

GRANT SELECT ON app.break_contact TO auditor;

GRANT SELECT, INSERT ON app.break_contact TO app;

ALTER TABLE app.destination_capacity ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.destination_capacity FORCE ROW LEVEL SECURITY;

CREATE POLICY destination_capacity_select ON app.destination_capacity FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY destination_capacity_insert ON app.destination_capacity FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY destination_capacity_update ON app.destination_capacity FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY destination_capacity_delete ON app.destination_capacity FOR DELETE USING (false);

CREATE POLICY destination_capacity_audit ON app.destination_capacity FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.destination_capacity TO backup;

GRANT SELECT ON app.destination_capacity TO auditor;

GRANT SELECT, INSERT ON app.destination_capacity TO app;

ALTER TABLE app.measure_attempt ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.measure_attempt FORCE ROW LEVEL SECURITY;

CREATE POLICY measure_attempt_select ON app.measure_attempt FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY measure_attempt_insert ON app.measure_attempt FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY measure_attempt_update ON app.measure_attempt FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY measure_attempt_delete ON app.measure_attempt FOR DELETE USING (false);

CREATE POLICY measure_attempt_audit ON app.measure_attempt FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.measure_attempt TO backup;

GRANT SELECT ON app.measure_attempt TO auditor;

GRANT SELECT, INSERT ON app.measure_attempt TO app;

ALTER TABLE app.measure_plan ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.measure_plan FORCE ROW LEVEL SECURITY;

CREATE POLICY measure_plan_select ON app.measure_plan FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY measure_plan_insert ON app.measure_plan FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY measure_plan_update ON app.measure_plan FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY measure_plan_delete ON app.measure_plan FOR DELETE USING (false);

CREATE POLICY measure_plan_audit ON app.measure_plan FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.measure_plan TO backup;

GRANT SELECT ON app.measure_plan TO auditor;

GRANT SELECT, INSERT ON app.measure_plan TO app;

ALTER TABLE app.misfiling ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.misfiling FORCE ROW LEVEL SECURITY;

CREATE POLICY misfiling_select ON app.misfiling FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY misfiling_insert ON app.misfiling FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY misfiling_update ON app.misfiling FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY misfiling_delete ON app.misfiling FOR DELETE USING (false);

CREATE POLICY misfiling_audit ON app.misfiling FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.misfiling TO backup;

GRANT SELECT ON app.misfiling TO auditor;

GRANT SELECT, INSERT ON app.misfiling TO app;

ALTER TABLE app.safety_assessment ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.safety_assessment FORCE ROW LEVEL SECURITY;

CREATE POLICY safety_assessment_select ON app.safety_assessment FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY safety_assessment_insert ON app.safety_assessment FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY safety_assessment_update ON app.safety_assessment FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY safety_assessment_delete ON app.safety_assessment FOR DELETE USING (false);

CREATE POLICY safety_assessment_audit ON app.safety_assessment FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.safety_assessment TO backup;

GRANT SELECT ON app.safety_assessment TO auditor;

GRANT SELECT, INSERT ON app.safety_assessment TO app;

ALTER TABLE app.decision_review ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.decision_review FORCE ROW LEVEL SECURITY;

CREATE POLICY decision_review_select ON app.decision_review FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY decision_review_insert ON app.decision_review FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY decision_review_update ON app.decision_review FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY decision_review_delete ON app.decision_review FOR DELETE USING (false);

CREATE POLICY decision_review_audit ON app.decision_review FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.decision_review TO backup;

GRANT SELECT ON app.decision_review TO auditor;

GRANT SELECT, INSERT ON app.decision_review TO app;
