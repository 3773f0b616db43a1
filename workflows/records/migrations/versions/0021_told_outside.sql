ALTER TABLE app.disclosure ADD COLUMN episode_id UUID;

ALTER TABLE app.disclosure ADD COLUMN work_id UUID;

ALTER TABLE app.disclosure ADD COLUMN words TEXT DEFAULT '' NOT NULL;

ALTER TABLE app.disclosure ADD CONSTRAINT disclosure_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id);

ALTER TABLE app.disclosure ADD CONSTRAINT disclosure_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id);

ALTER TABLE app.disclosure ADD CONSTRAINT disclosure_by_whom_key UNIQUE (org_id, id, disclosed_by);

CREATE INDEX disclosure_episode_id_ix ON app.disclosure (org_id, episode_id);

CREATE INDEX disclosure_work_id_ix ON app.disclosure (org_id, work_id);

CREATE TABLE app.disclosure_review (
	org_id UUID NOT NULL,
	disclosure_id UUID NOT NULL,
	disclosed_by UUID NOT NULL,
	work_id UUID,
	answer TEXT NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	reviewed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT disclosure_review_pk PRIMARY KEY (org_id, disclosure_id),
	CONSTRAINT disclosure_review_org_id_disclosure_id_disclosed_by_fk FOREIGN KEY(org_id, disclosure_id, disclosed_by) REFERENCES app.disclosure (org_id, id, disclosed_by),
	CONSTRAINT disclosure_review_org_id_work_id_fk FOREIGN KEY(org_id, work_id) REFERENCES app.work (org_id, id),
	CONSTRAINT disclosure_review_org_id_reviewed_by_fk FOREIGN KEY(org_id, reviewed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT disclosure_review_second_person CHECK (reviewed_by <> disclosed_by),
	CONSTRAINT disclosure_review_answer_known CHECK (answer IN ('right', 'too_much', 'not_right')),
	CONSTRAINT disclosure_review_words_given CHECK (answer = 'right' OR btrim(words) <> '')
);

CREATE INDEX disclosure_review_disclosure_id_disclosed_by_ix ON app.disclosure_review (org_id, disclosure_id, disclosed_by);

CREATE INDEX disclosure_review_reviewed_by_ix ON app.disclosure_review (org_id, reviewed_by);

CREATE INDEX disclosure_review_work_id_ix ON app.disclosure_review (org_id, work_id);

ALTER TABLE app.disclosure_review ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.disclosure_review FORCE ROW LEVEL SECURITY;

CREATE POLICY disclosure_review_select ON app.disclosure_review FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY disclosure_review_insert ON app.disclosure_review FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY disclosure_review_update ON app.disclosure_review FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY disclosure_review_delete ON app.disclosure_review FOR DELETE USING (false);

CREATE POLICY disclosure_review_audit ON app.disclosure_review FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.disclosure_review TO backup;

GRANT SELECT, INSERT ON app.disclosure_review TO app;

CREATE POLICY disclosure_not_by_the_named ON app.disclosure AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY disclosure_review_not_by_the_named ON app.disclosure_review AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));
