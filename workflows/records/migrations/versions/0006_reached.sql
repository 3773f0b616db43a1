ALTER TABLE app.person ADD COLUMN work_phone TEXT;

ALTER TABLE app.person ADD CONSTRAINT person_work_phone_can_be_dialed CHECK (work_phone ~ '^\+[1-9][0-9]{6,14}$');

GRANT UPDATE (work_phone) ON app.person TO app;
