ALTER TABLE app.escalation_notice ADD COLUMN shown_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE app.escalation_notice ADD COLUMN opened_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE app.escalation_notice ADD CONSTRAINT escalation_notice_shown_on_the_site CHECK (shown_at IS NULL OR way = 'page');

CREATE INDEX escalation_notice_called_ix ON app.escalation_notice (org_id, person_id, work_id) WHERE way = 'page';

CREATE INDEX work_ended_escalation_ix ON app.work (org_id, ended_at) WHERE kind = 'escalation' AND state = 'ended';

GRANT UPDATE (shown_at, opened_at) ON app.escalation_notice TO app;
