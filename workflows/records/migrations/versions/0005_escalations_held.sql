CREATE INDEX work_policy_version_id_ix ON app.work (org_id, policy_version_id);

CREATE INDEX work_id_version_state_ix ON app.work (org_id, id, version, state);

CREATE INDEX work_next_ix ON app.work (org_id, next_at) WHERE next_at IS NOT NULL;

ALTER TABLE app.work ADD CONSTRAINT escalation_state_has_its_record FOREIGN KEY(org_id, id, version, state) REFERENCES app.escalation_change (org_id, work_id, sequence, to_state);

ALTER TABLE app.work ADD CONSTRAINT work_escalation_has_its_ladder CHECK (num_nonnulls(version, policy_version_id, ladder, rung, lap) = CASE kind WHEN 'escalation' THEN 5 ELSE 0 END);

ALTER TABLE app.work ADD CONSTRAINT work_only_an_escalation_is_in_hand CHECK (state <> 'in_hand' OR kind = 'escalation');

ALTER TABLE app.work ADD CONSTRAINT work_open_escalation_has_a_next_time CHECK ((kind = 'escalation' AND state <> 'ended') = (next_at IS NOT NULL));

ALTER TABLE app.work ADD CONSTRAINT work_org_id_policy_version_id_fk FOREIGN KEY(org_id, policy_version_id) REFERENCES app.policy_version (org_id, id);

ALTER TABLE app.work ADD CONSTRAINT work_state_known CHECK (state IN ('open', 'acknowledged', 'in_hand', 'ended'));

CREATE POLICY work_never_back ON app.work AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (
    NOT EXISTS (SELECT FROM app.escalation_change h
                 WHERE h.org_id = work.org_id AND h.work_id = work.id AND h.sequence > work.version));
