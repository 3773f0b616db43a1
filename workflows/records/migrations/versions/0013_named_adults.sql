CREATE TABLE app.named_adult (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	concern_id UUID NOT NULL,
	work_id UUID NOT NULL,
	person_id UUID NOT NULL,
	named_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	undo_asked_by UUID,
	undo_asked_at TIMESTAMP WITH TIME ZONE,
	undo_words TEXT DEFAULT '' NOT NULL,
	undone_by UUID,
	undone_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT named_adult_pk PRIMARY KEY (org_id, id),
	CONSTRAINT named_adult_org_id_concern_id_fk FOREIGN KEY(org_id, concern_id) REFERENCES app.concern (org_id, id),
	CONSTRAINT named_adult_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT named_adult_org_id_named_by_fk FOREIGN KEY(org_id, named_by) REFERENCES app.person (org_id, id),
	CONSTRAINT named_adult_org_id_undo_asked_by_fk FOREIGN KEY(org_id, undo_asked_by) REFERENCES app.person (org_id, id),
	CONSTRAINT named_adult_org_id_undone_by_fk FOREIGN KEY(org_id, undone_by) REFERENCES app.person (org_id, id),
	CONSTRAINT named_adult_not_by_themselves CHECK (person_id <> named_by),
	CONSTRAINT named_adult_asked_by_somebody CHECK ((undo_asked_by IS NULL) = (undo_asked_at IS NULL)),
	CONSTRAINT named_adult_words_given CHECK (undo_asked_by IS NULL OR btrim(undo_words) <> ''),
	CONSTRAINT named_adult_undone_by_somebody CHECK ((undone_by IS NULL) = (undone_at IS NULL)),
	CONSTRAINT named_adult_second_person CHECK (undone_by IS NULL OR undone_by <> undo_asked_by),
	CONSTRAINT named_adult_asked_before_it_is_undone CHECK (undone_by IS NULL OR undo_asked_by IS NOT NULL)
);

CREATE INDEX named_adult_concern_id_ix ON app.named_adult (org_id, concern_id);

CREATE INDEX named_adult_named_by_ix ON app.named_adult (org_id, named_by);

CREATE INDEX named_adult_person_id_ix ON app.named_adult (org_id, person_id);

CREATE INDEX named_adult_undo_asked_by_ix ON app.named_adult (org_id, undo_asked_by);

CREATE INDEX named_adult_undone_by_ix ON app.named_adult (org_id, undone_by);

CREATE INDEX named_adult_work_id_ix ON app.named_adult (org_id, work_id);

CREATE TABLE app.hidden_from (
	org_id UUID NOT NULL,
	naming_id UUID NOT NULL,
	object_id UUID NOT NULL,
	person_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT hidden_from_pk PRIMARY KEY (org_id, naming_id, object_id),
	CONSTRAINT hidden_from_org_id_naming_id_fk FOREIGN KEY(org_id, naming_id) REFERENCES app.named_adult (org_id, id),
	CONSTRAINT hidden_from_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id)
);

CREATE INDEX hidden_from_object_id_ix ON app.hidden_from (org_id, object_id);

CREATE INDEX hidden_from_person_id_ix ON app.hidden_from (org_id, person_id);

ALTER TABLE app.named_adult ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.named_adult FORCE ROW LEVEL SECURITY;

CREATE POLICY named_adult_select ON app.named_adult FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY named_adult_insert ON app.named_adult FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY named_adult_update ON app.named_adult FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY named_adult_delete ON app.named_adult FOR DELETE USING (false);

CREATE POLICY named_adult_audit ON app.named_adult FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.named_adult TO backup;

GRANT SELECT ON app.named_adult TO auditor;

GRANT SELECT, INSERT ON app.named_adult TO app;

GRANT UPDATE (undo_asked_by, undo_asked_at, undo_words, undone_by, undone_at) ON app.named_adult TO app;

ALTER TABLE app.hidden_from ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.hidden_from FORCE ROW LEVEL SECURITY;

CREATE POLICY hidden_from_select ON app.hidden_from FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY hidden_from_insert ON app.hidden_from FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY hidden_from_update ON app.hidden_from FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY hidden_from_delete ON app.hidden_from FOR DELETE USING (false);

CREATE POLICY hidden_from_audit ON app.hidden_from FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.hidden_from TO backup;

GRANT SELECT ON app.hidden_from TO auditor;

GRANT SELECT, INSERT ON app.hidden_from TO app;

GRANT UPDATE (ended_at) ON app.hidden_from TO app;

CREATE POLICY concern_not_by_the_named ON app.concern AS RESTRICTIVE FOR SELECT USING (
    coalesce(id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY work_not_by_the_named ON app.work AS RESTRICTIVE FOR SELECT USING (
    coalesce(id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY firing_not_by_the_named ON app.firing AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY escalation_change_not_by_the_named ON app.escalation_change AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY escalation_notice_not_by_the_named ON app.escalation_notice AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY presence_not_by_the_named ON app.presence AS RESTRICTIVE FOR SELECT USING (
    coalesce(work_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY abuse_report_not_by_the_named ON app.abuse_report AS RESTRICTIVE FOR SELECT USING (
    coalesce(concern_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY named_adult_not_by_the_named ON app.named_adult AS RESTRICTIVE FOR SELECT USING (
    coalesce(concern_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));

CREATE POLICY audit_event_not_by_the_named ON app.audit_event AS RESTRICTIVE FOR SELECT USING (
    coalesce(object_id <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true));
