ALTER TABLE sign_in.organisation ADD COLUMN clock_shift INTERVAL;

ALTER TABLE sign_in.organisation ADD CONSTRAINT organisation_only_a_demo_shifts_its_clock CHECK (clock_shift IS NULL OR is_demo);

ALTER TABLE app.student ADD COLUMN homeroom TEXT;

GRANT UPDATE (homeroom) ON app.student TO app;

CREATE INDEX student_number_ix ON app.student (org_id, number);

ALTER TABLE app.session ADD COLUMN is_struck BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE app.session ADD COLUMN together_id UUID;

ALTER TABLE app.session ADD CONSTRAINT session_struck_names_what_it_strikes CHECK (NOT is_struck OR amends IS NOT NULL);

ALTER TABLE app.session ADD COLUMN place TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.session ADD COLUMN why_amended TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.session ADD COLUMN concern_id UUID;

ALTER TABLE app.session ADD CONSTRAINT session_concern_id_fk FOREIGN KEY(org_id, concern_id) REFERENCES app.concern (org_id, id);

CREATE INDEX session_concern_id_ix ON app.session (org_id, concern_id);

ALTER TABLE app.administration ADD COLUMN entered_how TEXT DEFAULT 'paper' NOT NULL;

ALTER TABLE app.administration ADD CONSTRAINT administration_entered_how_known CHECK (entered_how IN ('paper', 'device'));

CREATE TABLE app.draft (
	org_id UUID NOT NULL,
	author_id UUID NOT NULL,
	path TEXT NOT NULL,
	typed JSONB NOT NULL,
	saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT draft_pk PRIMARY KEY (org_id, author_id, path),
	CONSTRAINT draft_org_id_author_id_fk FOREIGN KEY(org_id, author_id) REFERENCES app.person (org_id, id)
);

CREATE TABLE app.mentor_conflict (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	mentor_id UUID NOT NULL,
	mentee_id UUID NOT NULL,
	reason TEXT NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	declared_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	withdrawn_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT mentor_conflict_pk PRIMARY KEY (org_id, id),
	CONSTRAINT mentor_conflict_org_id_mentor_id_fk FOREIGN KEY(org_id, mentor_id) REFERENCES app.person (org_id, id),
	CONSTRAINT mentor_conflict_org_id_mentee_id_fk FOREIGN KEY(org_id, mentee_id) REFERENCES app.person (org_id, id),
	CONSTRAINT mentor_conflict_org_id_declared_by_fk FOREIGN KEY(org_id, declared_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX mentor_conflict_declared_by_ix ON app.mentor_conflict (org_id, declared_by);

CREATE INDEX mentor_conflict_mentee_id_ix ON app.mentor_conflict (org_id, mentee_id);

CREATE INDEX mentor_conflict_mentor_id_ix ON app.mentor_conflict (org_id, mentor_id);

CREATE UNIQUE INDEX mentor_conflict_once ON app.mentor_conflict (org_id, mentor_id, mentee_id) WHERE withdrawn_at IS NULL;

CREATE TABLE app.mentor_terms (
	org_id UUID NOT NULL,
	person_id UUID NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	most_mentees INTEGER NOT NULL,
	weekdays TEXT[] DEFAULT '{}' NOT NULL,
	strengths TEXT[] DEFAULT '{}' NOT NULL,
	CONSTRAINT mentor_terms_pk PRIMARY KEY (org_id, person_id, starts_at, recorded_at),
	CONSTRAINT mentor_terms_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT mentor_terms_most_mentees_counted CHECK (most_mentees >= 0)
);

CREATE TABLE app.owner_rule (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	site_id UUID NOT NULL,
	grades TEXT[] DEFAULT '{}' NOT NULL,
	surnames_from TEXT,
	surnames_to TEXT,
	owner_id UUID NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	set_by UUID,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT owner_rule_pk PRIMARY KEY (org_id, id),
	CONSTRAINT owner_rule_org_id_site_id_fk FOREIGN KEY(org_id, site_id) REFERENCES app.site (org_id, id),
	CONSTRAINT owner_rule_org_id_owner_id_fk FOREIGN KEY(org_id, owner_id) REFERENCES app.person (org_id, id),
	CONSTRAINT owner_rule_org_id_set_by_fk FOREIGN KEY(org_id, set_by) REFERENCES app.person (org_id, id),
	CONSTRAINT owner_rule_range_has_both_ends CHECK ((surnames_from IS NULL) = (surnames_to IS NULL))
);

CREATE INDEX owner_rule_owner_id_ix ON app.owner_rule (org_id, owner_id);

CREATE INDEX owner_rule_set_by_ix ON app.owner_rule (org_id, set_by);

CREATE INDEX owner_rule_site_id_ix ON app.owner_rule (org_id, site_id);

CREATE TABLE app.reservation (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	mentor_id UUID NOT NULL,
	until_on DATE NOT NULL,
	reserved_by UUID NOT NULL,
	reserved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_by UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	outcome TEXT,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT reservation_pk PRIMARY KEY (org_id, id),
	CONSTRAINT reservation_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT reservation_org_id_mentor_id_fk FOREIGN KEY(org_id, mentor_id) REFERENCES app.person (org_id, id),
	CONSTRAINT reservation_org_id_reserved_by_fk FOREIGN KEY(org_id, reserved_by) REFERENCES app.person (org_id, id),
	CONSTRAINT reservation_org_id_ended_by_fk FOREIGN KEY(org_id, ended_by) REFERENCES app.person (org_id, id),
	CONSTRAINT reservation_outcome_known CHECK (outcome IN ('assigned', 'released')),
	CONSTRAINT reservation_ended_whole CHECK ((ended_at IS NULL) = (outcome IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX reservation_ended_by_ix ON app.reservation (org_id, ended_by);

CREATE INDEX reservation_episode_id_ix ON app.reservation (org_id, episode_id);

CREATE INDEX reservation_mentor_id_ix ON app.reservation (org_id, mentor_id);

CREATE UNIQUE INDEX reservation_one_open_per_episode ON app.reservation (org_id, episode_id) WHERE ended_at IS NULL;

CREATE INDEX reservation_reserved_by_ix ON app.reservation (org_id, reserved_by);

CREATE TABLE app.stated_view (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	whose TEXT NOT NULL,
	words TEXT NOT NULL,
	recorded_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT stated_view_pk PRIMARY KEY (org_id, id),
	CONSTRAINT stated_view_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT stated_view_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT stated_view_whose_known CHECK (whose IN ('direct_supervisor', 'mentee', 'guardian')),
	CONSTRAINT stated_view_words_given CHECK (btrim(words) <> '')
);

CREATE INDEX stated_view_episode_id_ix ON app.stated_view (org_id, episode_id);

CREATE INDEX stated_view_recorded_by_ix ON app.stated_view (org_id, recorded_by);

CREATE TABLE app.presence (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	work_id UUID NOT NULL,
	said TEXT NOT NULL,
	with_whom TEXT DEFAULT '' NOT NULL,
	said_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT presence_pk PRIMARY KEY (org_id, id),
	CONSTRAINT presence_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT presence_org_id_said_by_fk FOREIGN KEY(org_id, said_by) REFERENCES app.person (org_id, id),
	CONSTRAINT presence_said_known CHECK (said IN ('with_me', 'with_other', 'unknown'))
);

CREATE INDEX presence_said_by_ix ON app.presence (org_id, said_by);

CREATE INDEX presence_work_id_ix ON app.presence (org_id, work_id);

CREATE TABLE app.planned_session_answer (
	org_id UUID NOT NULL,
	match_id UUID NOT NULL,
	number INTEGER NOT NULL,
	said TEXT NOT NULL,
	planned_at TIMESTAMP WITH TIME ZONE,
	answered_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT planned_session_answer_pk PRIMARY KEY (org_id, match_id, number, recorded_at),
	CONSTRAINT planned_session_answer_org_id_answered_by_fk FOREIGN KEY(org_id, answered_by) REFERENCES app.person (org_id, id),
	CONSTRAINT planned_session_answer_org_id_match_id_number_fk FOREIGN KEY(org_id, match_id, number) REFERENCES app.planned_session (org_id, match_id, number),
	CONSTRAINT planned_session_answer_said_known CHECK (said IN ('stands', 'moved', 'canceled')),
	CONSTRAINT planned_session_answer_canceled_has_no_time CHECK ((said = 'canceled') = (planned_at IS NULL))
);

CREATE INDEX planned_session_answer_answered_by_ix ON app.planned_session_answer (org_id, answered_by);

ALTER TABLE app.draft ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.draft FORCE ROW LEVEL SECURITY;

CREATE POLICY draft_select ON app.draft FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND author_id = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY draft_insert ON app.draft FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND author_id = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY draft_update ON app.draft FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND author_id = nullif(current_setting('app.actor_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND author_id = nullif(current_setting('app.actor_id', true), '')::uuid);

CREATE POLICY draft_delete ON app.draft FOR DELETE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid AND author_id = nullif(current_setting('app.actor_id', true), '')::uuid);

GRANT SELECT ON app.draft TO backup;

GRANT SELECT, INSERT ON app.draft TO app;

GRANT UPDATE (typed, saved_at) ON app.draft TO app;

GRANT DELETE ON app.draft TO app;

ALTER TABLE app.mentor_conflict ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.mentor_conflict FORCE ROW LEVEL SECURITY;

CREATE POLICY mentor_conflict_select ON app.mentor_conflict FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY mentor_conflict_insert ON app.mentor_conflict FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY mentor_conflict_update ON app.mentor_conflict FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY mentor_conflict_delete ON app.mentor_conflict FOR DELETE USING (false);

CREATE POLICY mentor_conflict_audit ON app.mentor_conflict FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.mentor_conflict TO backup;

GRANT SELECT ON app.mentor_conflict TO auditor;

GRANT SELECT, INSERT ON app.mentor_conflict TO app;

GRANT UPDATE (withdrawn_at) ON app.mentor_conflict TO app;

ALTER TABLE app.mentor_terms ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.mentor_terms FORCE ROW LEVEL SECURITY;

CREATE POLICY mentor_terms_select ON app.mentor_terms FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY mentor_terms_insert ON app.mentor_terms FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY mentor_terms_update ON app.mentor_terms FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY mentor_terms_delete ON app.mentor_terms FOR DELETE USING (false);

CREATE POLICY mentor_terms_audit ON app.mentor_terms FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.mentor_terms TO backup;

GRANT SELECT ON app.mentor_terms TO auditor;

GRANT SELECT, INSERT ON app.mentor_terms TO app;

ALTER TABLE app.owner_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.owner_rule FORCE ROW LEVEL SECURITY;

CREATE POLICY owner_rule_select ON app.owner_rule FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY owner_rule_insert ON app.owner_rule FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY owner_rule_update ON app.owner_rule FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY owner_rule_delete ON app.owner_rule FOR DELETE USING (false);

CREATE POLICY owner_rule_audit ON app.owner_rule FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.owner_rule TO backup;

GRANT SELECT ON app.owner_rule TO auditor;

GRANT SELECT, INSERT ON app.owner_rule TO app;

GRANT UPDATE (ended_at) ON app.owner_rule TO app;

ALTER TABLE app.reservation ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.reservation FORCE ROW LEVEL SECURITY;

CREATE POLICY reservation_select ON app.reservation FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reservation_insert ON app.reservation FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reservation_update ON app.reservation FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reservation_delete ON app.reservation FOR DELETE USING (false);

CREATE POLICY reservation_audit ON app.reservation FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.reservation TO backup;

GRANT SELECT ON app.reservation TO auditor;

GRANT SELECT, INSERT ON app.reservation TO app;

GRANT UPDATE (ended_by, ended_at, outcome) ON app.reservation TO app;

ALTER TABLE app.stated_view ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.stated_view FORCE ROW LEVEL SECURITY;

CREATE POLICY stated_view_select ON app.stated_view FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY stated_view_insert ON app.stated_view FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY stated_view_update ON app.stated_view FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY stated_view_delete ON app.stated_view FOR DELETE USING (false);

CREATE POLICY stated_view_audit ON app.stated_view FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.stated_view TO backup;

GRANT SELECT ON app.stated_view TO auditor;

GRANT SELECT, INSERT ON app.stated_view TO app;

ALTER TABLE app.presence ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.presence FORCE ROW LEVEL SECURITY;

CREATE POLICY presence_select ON app.presence FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY presence_insert ON app.presence FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY presence_update ON app.presence FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY presence_delete ON app.presence FOR DELETE USING (false);

CREATE POLICY presence_audit ON app.presence FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.presence TO backup;

GRANT SELECT ON app.presence TO auditor;

GRANT SELECT, INSERT ON app.presence TO app;

ALTER TABLE app.planned_session_answer ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.planned_session_answer FORCE ROW LEVEL SECURITY;

CREATE POLICY planned_session_answer_select ON app.planned_session_answer FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY planned_session_answer_insert ON app.planned_session_answer FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY planned_session_answer_update ON app.planned_session_answer FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY planned_session_answer_delete ON app.planned_session_answer FOR DELETE USING (false);

CREATE POLICY planned_session_answer_audit ON app.planned_session_answer FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.planned_session_answer TO backup;

GRANT SELECT ON app.planned_session_answer TO auditor;

GRANT SELECT, INSERT ON app.planned_session_answer TO app;
