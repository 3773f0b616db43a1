CREATE TABLE app.absence (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	cover_id UUID NOT NULL,
	first_on DATE NOT NULL,
	last_on DATE NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	begun_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_by UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT absence_pk PRIMARY KEY (org_id, id),
	CONSTRAINT absence_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT absence_org_id_cover_id_fk FOREIGN KEY(org_id, cover_id) REFERENCES app.person (org_id, id),
	CONSTRAINT absence_org_id_begun_by_fk FOREIGN KEY(org_id, begun_by) REFERENCES app.person (org_id, id),
	CONSTRAINT absence_org_id_ended_by_fk FOREIGN KEY(org_id, ended_by) REFERENCES app.person (org_id, id),
	CONSTRAINT absence_covered_by_another CHECK (cover_id <> person_id),
	CONSTRAINT absence_begins_before_it_ends CHECK (first_on <= last_on),
	CONSTRAINT absence_never_ends_before_it_begins CHECK (starts_at <= ends_at),
	CONSTRAINT absence_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX absence_begun_by_ix ON app.absence (org_id, begun_by);

CREATE INDEX absence_cover_id_ix ON app.absence (org_id, cover_id);

CREATE INDEX absence_ended_by_ix ON app.absence (org_id, ended_by);

CREATE INDEX absence_ends_at_ix ON app.absence (org_id, ends_at);

CREATE INDEX absence_person_id_ix ON app.absence (org_id, person_id);

CREATE TABLE app.absence_day (
	org_id UUID NOT NULL,
	person_id UUID NOT NULL,
	day DATE NOT NULL,
	absence_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT absence_day_pk PRIMARY KEY (org_id, person_id, day),
	CONSTRAINT absence_day_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT absence_day_org_id_absence_id_fk FOREIGN KEY(org_id, absence_id) REFERENCES app.absence (org_id, id)
);

CREATE INDEX absence_day_absence_id_ix ON app.absence_day (org_id, absence_id);

ALTER TABLE app.escalation_notice ADD COLUMN in_place_of_id UUID;

ALTER TABLE app.escalation_notice ADD CONSTRAINT escalation_notice_org_id_in_place_of_id_fk FOREIGN KEY(org_id, in_place_of_id) REFERENCES app.person (org_id, id);

CREATE INDEX escalation_notice_in_place_of_id_ix ON app.escalation_notice (org_id, in_place_of_id);

CREATE INDEX identity_gone_ix ON sign_in.identity (org_id, person_id) WHERE disabled_at IS NOT NULL;

ALTER TABLE app.absence ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.absence FORCE ROW LEVEL SECURITY;

CREATE POLICY absence_select ON app.absence FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_insert ON app.absence FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_update ON app.absence FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_delete ON app.absence FOR DELETE USING (false);

CREATE POLICY absence_audit ON app.absence FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.absence TO backup;

GRANT SELECT ON app.absence TO auditor;

GRANT SELECT, INSERT ON app.absence TO app;

GRANT UPDATE (ends_at, ended_by, ended_at) ON app.absence TO app;

ALTER TABLE app.absence_day ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.absence_day FORCE ROW LEVEL SECURITY;

CREATE POLICY absence_day_select ON app.absence_day FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_day_insert ON app.absence_day FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_day_update ON app.absence_day FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_day_delete ON app.absence_day FOR DELETE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY absence_day_audit ON app.absence_day FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.absence_day TO backup;

GRANT SELECT ON app.absence_day TO auditor;

GRANT SELECT, INSERT ON app.absence_day TO app;

GRANT DELETE ON app.absence_day TO app;
