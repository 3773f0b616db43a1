ALTER TABLE app.digest ADD COLUMN held_reminders INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE app.digest ADD CONSTRAINT digest_reminders_are_held CHECK (held_reminders BETWEEN 0 AND held);

ALTER TABLE app.interruption DROP CONSTRAINT interruption_kind_known;

ALTER TABLE app.interruption ADD CONSTRAINT interruption_kind_known CHECK (kind IN ('cover', 'reminder'));

CREATE TABLE app.reminder (
	org_id UUID NOT NULL,
	person_id UUID NOT NULL,
	cause TEXT NOT NULL,
	about_id UUID NOT NULL,
	which TEXT NOT NULL,
	day DATE NOT NULL,
	number INTEGER NOT NULL,
	interruption_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT reminder_pk PRIMARY KEY (org_id, person_id, cause, about_id, which, day, number),
	CONSTRAINT reminder_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT reminder_org_id_interruption_id_fk FOREIGN KEY(org_id, interruption_id) REFERENCES app.interruption (org_id, id),
	CONSTRAINT reminder_cause_known CHECK (cause IN ('unlogged_session', 'unanswered_letter', 'ending_credential')),
	CONSTRAINT reminder_numbered_from_one CHECK (number >= 1)
);

CREATE INDEX reminder_interruption_id_ix ON app.reminder (org_id, interruption_id);

ALTER TABLE app.reminder ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.reminder FORCE ROW LEVEL SECURITY;

CREATE POLICY reminder_select ON app.reminder FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reminder_insert ON app.reminder FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reminder_update ON app.reminder FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reminder_delete ON app.reminder FOR DELETE USING (false);

CREATE POLICY reminder_audit ON app.reminder FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.reminder TO backup;

GRANT SELECT, INSERT ON app.reminder TO app;
