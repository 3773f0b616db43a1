ALTER TABLE app.person ADD COLUMN home_name TEXT;

ALTER TABLE app.student ADD COLUMN born_on DATE;

ALTER TABLE app.stated_view ADD COLUMN offer_id UUID;

ALTER TABLE app.stated_view ADD CONSTRAINT stated_view_org_id_offer_id_fk FOREIGN KEY(org_id, offer_id) REFERENCES app.offer (org_id, id);

CREATE INDEX stated_view_offer_id_ix ON app.stated_view (org_id, offer_id);

GRANT UPDATE (home_name) ON app.person TO app;

GRANT UPDATE (born_on) ON app.student TO app;

GRANT SELECT ON SEQUENCE staging.roster_row_number_seq TO backup;

CREATE TABLE sign_in.backup_check (
	id UUID NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	checked_at TIMESTAMP WITH TIME ZONE,
	is_good BOOLEAN,
	found TEXT DEFAULT '' NOT NULL,
	counts JSONB NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT backup_check_pk PRIMARY KEY (id),
	CONSTRAINT backup_check_checked_or_not CHECK ((checked_at IS NULL) = (is_good IS NULL))
);

CREATE TABLE sign_in.check_in_link (
	token_hash BYTEA NOT NULL,
	org_id UUID NOT NULL,
	invitation_id UUID NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT check_in_link_pk PRIMARY KEY (token_hash)
);

CREATE TABLE app.contact (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	mentee_id UUID NOT NULL,
	recorded_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT contact_pk PRIMARY KEY (org_id, id),
	CONSTRAINT contact_org_id_mentee_id_fk FOREIGN KEY(org_id, mentee_id) REFERENCES app.person (org_id, id),
	CONSTRAINT contact_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX contact_mentee_id_ix ON app.contact (org_id, mentee_id);

CREATE INDEX contact_recorded_by_ix ON app.contact (org_id, recorded_by);

CREATE TABLE app.departure (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	why TEXT NOT NULL,
	last_day_on DATE NOT NULL,
	cover_id UUID,
	access_ended_at TIMESTAMP WITH TIME ZONE,
	begun_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_by UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT departure_pk PRIMARY KEY (org_id, id),
	CONSTRAINT departure_org_id_person_id_fk FOREIGN KEY(org_id, person_id) REFERENCES app.person (org_id, id),
	CONSTRAINT departure_org_id_cover_id_fk FOREIGN KEY(org_id, cover_id) REFERENCES app.person (org_id, id),
	CONSTRAINT departure_org_id_begun_by_fk FOREIGN KEY(org_id, begun_by) REFERENCES app.person (org_id, id),
	CONSTRAINT departure_org_id_ended_by_fk FOREIGN KEY(org_id, ended_by) REFERENCES app.person (org_id, id),
	CONSTRAINT departure_covered_by_another CHECK (cover_id <> person_id),
	CONSTRAINT departure_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX departure_begun_by_ix ON app.departure (org_id, begun_by);

CREATE INDEX departure_cover_id_ix ON app.departure (org_id, cover_id);

CREATE INDEX departure_ended_by_ix ON app.departure (org_id, ended_by);

CREATE UNIQUE INDEX departure_one_open_per_person ON app.departure (org_id, person_id) WHERE ended_at IS NULL;

CREATE INDEX departure_person_id_ix ON app.departure (org_id, person_id);

CREATE TABLE app.live_answer (
	org_id UUID NOT NULL,
	item TEXT NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	is_done BOOLEAN NOT NULL,
	words TEXT NOT NULL,
	answered_by UUID,
	CONSTRAINT live_answer_pk PRIMARY KEY (org_id, item, recorded_at),
	CONSTRAINT live_answer_org_id_answered_by_fk FOREIGN KEY(org_id, answered_by) REFERENCES app.person (org_id, id),
	CONSTRAINT live_answer_words_given CHECK (btrim(words) <> '')
);

CREATE INDEX live_answer_answered_by_ix ON app.live_answer (org_id, answered_by);

CREATE TABLE app.live_state (
	org_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	is_live BOOLEAN NOT NULL,
	why TEXT NOT NULL,
	set_by UUID,
	CONSTRAINT live_state_pk PRIMARY KEY (org_id, recorded_at),
	CONSTRAINT live_state_org_id_set_by_fk FOREIGN KEY(org_id, set_by) REFERENCES app.person (org_id, id),
	CONSTRAINT live_state_has_a_reason CHECK (btrim(why) <> '')
);

CREATE INDEX live_state_set_by_ix ON app.live_state (org_id, set_by);

CREATE TABLE app.reporting_duty (
	org_id UUID NOT NULL,
	state TEXT NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	agency TEXT NOT NULL,
	phone TEXT NOT NULL,
	duty TEXT NOT NULL,
	spoken_within_hours INTEGER,
	written_within_hours INTEGER,
	source TEXT NOT NULL,
	checked_on DATE NOT NULL,
	checked_by TEXT NOT NULL,
	recorded_by UUID NOT NULL,
	CONSTRAINT reporting_duty_pk PRIMARY KEY (org_id, state, recorded_at),
	CONSTRAINT reporting_duty_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT reporting_duty_words_given CHECK (btrim(agency) <> '' AND btrim(phone) <> '' AND btrim(source) <> ''),
	CONSTRAINT reporting_duty_counted CHECK (spoken_within_hours >= 0 AND written_within_hours >= 0)
);

CREATE INDEX reporting_duty_recorded_by_ix ON app.reporting_duty (org_id, recorded_by);

CREATE TABLE app.survey_notice (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	site_id UUID NOT NULL,
	instrument_ids TEXT[] DEFAULT '{}' NOT NULL,
	sent_on DATE NOT NULL,
	opt_out_until DATE NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	recorded_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT survey_notice_pk PRIMARY KEY (org_id, id),
	CONSTRAINT survey_notice_org_id_site_id_fk FOREIGN KEY(org_id, site_id) REFERENCES app.site (org_id, id),
	CONSTRAINT survey_notice_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT survey_notice_names_a_form CHECK (cardinality(instrument_ids) > 0),
	CONSTRAINT survey_notice_days_in_order CHECK (sent_on < opt_out_until)
);

CREATE INDEX survey_notice_recorded_by_ix ON app.survey_notice (org_id, recorded_by);

CREATE INDEX survey_notice_site_id_ix ON app.survey_notice (org_id, site_id);

CREATE TABLE app.test_notice (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	site_id UUID NOT NULL,
	to_id UUID NOT NULL,
	sent_by UUID NOT NULL,
	sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT test_notice_pk PRIMARY KEY (org_id, id),
	CONSTRAINT test_notice_org_id_site_id_fk FOREIGN KEY(org_id, site_id) REFERENCES app.site (org_id, id),
	CONSTRAINT test_notice_org_id_to_id_fk FOREIGN KEY(org_id, to_id) REFERENCES app.person (org_id, id),
	CONSTRAINT test_notice_org_id_sent_by_fk FOREIGN KEY(org_id, sent_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX test_notice_sent_by_ix ON app.test_notice (org_id, sent_by);

CREATE INDEX test_notice_site_id_ix ON app.test_notice (org_id, site_id);

CREATE INDEX test_notice_to_id_ix ON app.test_notice (org_id, to_id);

CREATE TABLE app.check_in (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	how_it_goes TEXT NOT NULL,
	wants_help BOOLEAN NOT NULL,
	wants_other_mentor BOOLEAN NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	given_by TEXT NOT NULL,
	asked_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT check_in_pk PRIMARY KEY (org_id, id),
	CONSTRAINT check_in_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT check_in_org_id_asked_by_fk FOREIGN KEY(org_id, asked_by) REFERENCES app.person (org_id, id),
	CONSTRAINT check_in_given_by_known CHECK (given_by IN ('link', 'device'))
);

CREATE INDEX check_in_asked_by_ix ON app.check_in (org_id, asked_by);

CREATE INDEX check_in_episode_id_ix ON app.check_in (org_id, episode_id);

CREATE TABLE app.consent_letter (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	mentee_id UUID NOT NULL,
	contact_id UUID,
	kinds TEXT[] DEFAULT '{}' NOT NULL,
	language TEXT NOT NULL,
	template_version TEXT NOT NULL,
	sent_how TEXT NOT NULL,
	sent_on DATE NOT NULL,
	answer_by DATE NOT NULL,
	sent_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT consent_letter_pk PRIMARY KEY (org_id, id),
	CONSTRAINT consent_letter_org_id_mentee_id_fk FOREIGN KEY(org_id, mentee_id) REFERENCES app.person (org_id, id),
	CONSTRAINT consent_letter_org_id_contact_id_fk FOREIGN KEY(org_id, contact_id) REFERENCES app.contact (org_id, id),
	CONSTRAINT consent_letter_org_id_sent_by_fk FOREIGN KEY(org_id, sent_by) REFERENCES app.person (org_id, id),
	CONSTRAINT consent_letter_asks_for_something CHECK (cardinality(kinds) > 0),
	CONSTRAINT consent_letter_days_in_order CHECK (sent_on <= answer_by)
);

CREATE INDEX consent_letter_contact_id_ix ON app.consent_letter (org_id, contact_id);

CREATE INDEX consent_letter_mentee_id_ix ON app.consent_letter (org_id, mentee_id);

CREATE INDEX consent_letter_sent_by_ix ON app.consent_letter (org_id, sent_by);

CREATE TABLE app.contact_ban (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	contact_id UUID NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE,
	document TEXT NOT NULL,
	recorded_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lifted_by UUID,
	lifted_at TIMESTAMP WITH TIME ZONE,
	why_lifted TEXT DEFAULT '' NOT NULL,
	CONSTRAINT contact_ban_pk PRIMARY KEY (org_id, id),
	CONSTRAINT contact_ban_org_id_contact_id_fk FOREIGN KEY(org_id, contact_id) REFERENCES app.contact (org_id, id),
	CONSTRAINT contact_ban_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT contact_ban_org_id_lifted_by_fk FOREIGN KEY(org_id, lifted_by) REFERENCES app.person (org_id, id),
	CONSTRAINT contact_ban_document_named CHECK (btrim(document) <> ''),
	CONSTRAINT contact_ban_days_in_order CHECK (ends_on IS NULL OR starts_on <= ends_on),
	CONSTRAINT contact_ban_lifted_by_somebody CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
	CONSTRAINT contact_ban_lifted_for_a_reason CHECK (lifted_at IS NULL OR btrim(why_lifted) <> '')
);

CREATE INDEX contact_ban_contact_id_ix ON app.contact_ban (org_id, contact_id);

CREATE INDEX contact_ban_lifted_by_ix ON app.contact_ban (org_id, lifted_by);

CREATE INDEX contact_ban_recorded_by_ix ON app.contact_ban (org_id, recorded_by);

CREATE TABLE app.contact_detail (
	org_id UUID NOT NULL,
	contact_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	name TEXT NOT NULL,
	relation TEXT NOT NULL,
	language TEXT NOT NULL,
	needs_interpreter BOOLEAN NOT NULL,
	phone TEXT DEFAULT '' NOT NULL,
	email TEXT DEFAULT '' NOT NULL,
	holds_rights BOOLEAN NOT NULL,
	is_agency BOOLEAN NOT NULL,
	is_current BOOLEAN NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	recorded_by UUID NOT NULL,
	CONSTRAINT contact_detail_pk PRIMARY KEY (org_id, contact_id, recorded_at),
	CONSTRAINT contact_detail_org_id_contact_id_fk FOREIGN KEY(org_id, contact_id) REFERENCES app.contact (org_id, id),
	CONSTRAINT contact_detail_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT contact_detail_name_given CHECK (btrim(name) <> '')
);

CREATE INDEX contact_detail_recorded_by_ix ON app.contact_detail (org_id, recorded_by);

CREATE TABLE app.guardian_input (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	contact_id UUID,
	informant TEXT DEFAULT '' NOT NULL,
	why_instead TEXT,
	how_it_goes TEXT NOT NULL,
	words TEXT NOT NULL,
	taken_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT guardian_input_pk PRIMARY KEY (org_id, id),
	CONSTRAINT guardian_input_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT guardian_input_org_id_contact_id_fk FOREIGN KEY(org_id, contact_id) REFERENCES app.contact (org_id, id),
	CONSTRAINT guardian_input_org_id_taken_by_fk FOREIGN KEY(org_id, taken_by) REFERENCES app.person (org_id, id),
	CONSTRAINT guardian_input_instead_has_a_reason CHECK ((contact_id IS NULL) = (why_instead IS NOT NULL)),
	CONSTRAINT guardian_input_somebody_said_it CHECK (contact_id IS NOT NULL OR btrim(informant) <> ''),
	CONSTRAINT guardian_input_words_given CHECK (btrim(words) <> '')
);

CREATE INDEX guardian_input_contact_id_ix ON app.guardian_input (org_id, contact_id);

CREATE INDEX guardian_input_episode_id_ix ON app.guardian_input (org_id, episode_id);

CREATE INDEX guardian_input_taken_by_ix ON app.guardian_input (org_id, taken_by);

CREATE TABLE app.provider_detail (
	org_id UUID NOT NULL,
	destination_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	services TEXT[] DEFAULT '{}' NOT NULL,
	youngest INTEGER,
	oldest INTEGER,
	languages TEXT[] DEFAULT '{}' NOT NULL,
	payment TEXT[] DEFAULT '{}' NOT NULL,
	cost TEXT DEFAULT '' NOT NULL,
	phone TEXT DEFAULT '' NOT NULL,
	address TEXT DEFAULT '' NOT NULL,
	how_to_get_there TEXT DEFAULT '' NOT NULL,
	fallback_id UUID,
	is_current BOOLEAN NOT NULL,
	recorded_by UUID NOT NULL,
	CONSTRAINT provider_detail_pk PRIMARY KEY (org_id, destination_id, recorded_at),
	CONSTRAINT provider_detail_org_id_destination_id_fk FOREIGN KEY(org_id, destination_id) REFERENCES app.destination (org_id, id),
	CONSTRAINT provider_detail_org_id_fallback_id_fk FOREIGN KEY(org_id, fallback_id) REFERENCES app.destination (org_id, id),
	CONSTRAINT provider_detail_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT provider_detail_falls_back_to_another CHECK (fallback_id <> destination_id),
	CONSTRAINT provider_detail_ages_in_order CHECK (youngest >= 0 AND youngest <= oldest)
);

CREATE INDEX provider_detail_fallback_id_ix ON app.provider_detail (org_id, fallback_id);

CREATE INDEX provider_detail_recorded_by_ix ON app.provider_detail (org_id, recorded_by);

CREATE TABLE app.survey_opt_out (
	org_id UUID NOT NULL,
	notice_id UUID NOT NULL,
	mentee_id UUID NOT NULL,
	said_on DATE NOT NULL,
	recorded_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT survey_opt_out_pk PRIMARY KEY (org_id, notice_id, mentee_id),
	CONSTRAINT survey_opt_out_org_id_notice_id_fk FOREIGN KEY(org_id, notice_id) REFERENCES app.survey_notice (org_id, id),
	CONSTRAINT survey_opt_out_org_id_mentee_id_fk FOREIGN KEY(org_id, mentee_id) REFERENCES app.person (org_id, id),
	CONSTRAINT survey_opt_out_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX survey_opt_out_mentee_id_ix ON app.survey_opt_out (org_id, mentee_id);

CREATE INDEX survey_opt_out_recorded_by_ix ON app.survey_opt_out (org_id, recorded_by);

CREATE TABLE app.takeover (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	departure_id UUID NOT NULL,
	episode_id UUID NOT NULL,
	what TEXT NOT NULL,
	to_id UUID NOT NULL,
	proposed_by UUID NOT NULL,
	proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	answer TEXT,
	words TEXT DEFAULT '' NOT NULL,
	answered_by UUID,
	answered_at TIMESTAMP WITH TIME ZONE,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT takeover_pk PRIMARY KEY (org_id, id),
	CONSTRAINT takeover_org_id_departure_id_fk FOREIGN KEY(org_id, departure_id) REFERENCES app.departure (org_id, id),
	CONSTRAINT takeover_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT takeover_org_id_to_id_fk FOREIGN KEY(org_id, to_id) REFERENCES app.person (org_id, id),
	CONSTRAINT takeover_org_id_proposed_by_fk FOREIGN KEY(org_id, proposed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT takeover_org_id_answered_by_fk FOREIGN KEY(org_id, answered_by) REFERENCES app.person (org_id, id),
	CONSTRAINT takeover_what_known CHECK (what IN ('owner', 'direct_supervisor', 'mentor')),
	CONSTRAINT takeover_answer_known CHECK (answer IN ('accepted', 'declined', 'withdrawn')),
	CONSTRAINT takeover_answered_whole CHECK ((answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL))
);

CREATE INDEX takeover_answered_by_ix ON app.takeover (org_id, answered_by);

CREATE INDEX takeover_departure_id_ix ON app.takeover (org_id, departure_id);

CREATE INDEX takeover_episode_id_ix ON app.takeover (org_id, episode_id);

CREATE UNIQUE INDEX takeover_one_open ON app.takeover (org_id, departure_id, episode_id, what) WHERE answer IS NULL;

CREATE INDEX takeover_proposed_by_ix ON app.takeover (org_id, proposed_by);

CREATE INDEX takeover_to_id_ix ON app.takeover (org_id, to_id);

CREATE TABLE app.check_in_invitation (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	check_in_id UUID,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT check_in_invitation_pk PRIMARY KEY (org_id, id),
	CONSTRAINT check_in_invitation_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT check_in_invitation_org_id_made_by_fk FOREIGN KEY(org_id, made_by) REFERENCES app.person (org_id, id),
	CONSTRAINT check_in_invitation_org_id_check_in_id_fk FOREIGN KEY(org_id, check_in_id) REFERENCES app.check_in (org_id, id),
	CONSTRAINT check_in_invitation_answered_once UNIQUE (org_id, check_in_id)
);

CREATE INDEX check_in_invitation_check_in_id_ix ON app.check_in_invitation (org_id, check_in_id);

CREATE INDEX check_in_invitation_episode_id_ix ON app.check_in_invitation (org_id, episode_id);

CREATE INDEX check_in_invitation_made_by_ix ON app.check_in_invitation (org_id, made_by);

CREATE TABLE app.consent (
	org_id UUID NOT NULL,
	mentee_id UUID NOT NULL,
	kind TEXT NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state TEXT NOT NULL,
	letter_id UUID,
	contact_id UUID,
	how TEXT DEFAULT '' NOT NULL,
	happened_on DATE NOT NULL,
	ends_on DATE,
	words TEXT DEFAULT '' NOT NULL,
	recorded_by UUID NOT NULL,
	CONSTRAINT consent_pk PRIMARY KEY (org_id, mentee_id, kind, recorded_at),
	CONSTRAINT consent_org_id_mentee_id_fk FOREIGN KEY(org_id, mentee_id) REFERENCES app.person (org_id, id),
	CONSTRAINT consent_org_id_letter_id_fk FOREIGN KEY(org_id, letter_id) REFERENCES app.consent_letter (org_id, id),
	CONSTRAINT consent_org_id_contact_id_fk FOREIGN KEY(org_id, contact_id) REFERENCES app.contact (org_id, id),
	CONSTRAINT consent_org_id_recorded_by_fk FOREIGN KEY(org_id, recorded_by) REFERENCES app.person (org_id, id),
	CONSTRAINT consent_kind_known CHECK (kind IN ('mentoring', 'questionnaires', 'sharing')),
	CONSTRAINT consent_state_known CHECK (state IN ('out', 'given', 'refused', 'withdrawn')),
	CONSTRAINT consent_out_is_a_letter CHECK ((state = 'out') <= (letter_id IS NOT NULL))
);

CREATE INDEX consent_contact_id_ix ON app.consent (org_id, contact_id);

CREATE INDEX consent_letter_id_ix ON app.consent (org_id, letter_id);

CREATE INDEX consent_recorded_by_ix ON app.consent (org_id, recorded_by);

CREATE TABLE app.consent_reminder (
	org_id UUID NOT NULL,
	letter_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	reminded_on DATE NOT NULL,
	how TEXT NOT NULL,
	reminded_by UUID NOT NULL,
	CONSTRAINT consent_reminder_pk PRIMARY KEY (org_id, letter_id, recorded_at),
	CONSTRAINT consent_reminder_org_id_letter_id_fk FOREIGN KEY(org_id, letter_id) REFERENCES app.consent_letter (org_id, id),
	CONSTRAINT consent_reminder_org_id_reminded_by_fk FOREIGN KEY(org_id, reminded_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX consent_reminder_reminded_by_ix ON app.consent_reminder (org_id, reminded_by);

CREATE TABLE app.referral (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	episode_id UUID NOT NULL,
	offer_id UUID,
	destination_id UUID NOT NULL,
	owner_id UUID NOT NULL,
	state TEXT NOT NULL,
	version INTEGER NOT NULL,
	call_back_on DATE,
	follows UUID,
	drafted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT referral_pk PRIMARY KEY (org_id, id),
	CONSTRAINT referral_org_id_episode_id_fk FOREIGN KEY(org_id, episode_id) REFERENCES app.episode (org_id, id),
	CONSTRAINT referral_org_id_offer_id_fk FOREIGN KEY(org_id, offer_id) REFERENCES app.offer (org_id, id),
	CONSTRAINT referral_org_id_destination_id_fk FOREIGN KEY(org_id, destination_id) REFERENCES app.destination (org_id, id),
	CONSTRAINT referral_org_id_owner_id_fk FOREIGN KEY(org_id, owner_id) REFERENCES app.person (org_id, id),
	CONSTRAINT referral_org_id_follows_fk FOREIGN KEY(org_id, follows) REFERENCES app.referral (org_id, id),
	CONSTRAINT referral_followed_once UNIQUE (org_id, follows),
	CONSTRAINT referral_state_known CHECK (state IN ('drafted', 'sent', 'accepted', 'rejected', 'returned', 'scheduled', 'first_contact_confirmed', 'in_care', 'done', 'revoked'))
);

CREATE INDEX referral_destination_id_ix ON app.referral (org_id, destination_id);

CREATE INDEX referral_episode_id_ix ON app.referral (org_id, episode_id);

CREATE INDEX referral_follows_ix ON app.referral (org_id, follows);

CREATE INDEX referral_id_version_state_ix ON app.referral (org_id, id, version, state);

CREATE INDEX referral_offer_id_ix ON app.referral (org_id, offer_id);

CREATE UNIQUE INDEX referral_one_live_per_episode ON app.referral (org_id, episode_id) WHERE state NOT IN ('rejected', 'done', 'revoked');

CREATE INDEX referral_owner_id_ix ON app.referral (org_id, owner_id);

CREATE TABLE app.disclosure (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	mentee_id UUID NOT NULL,
	referral_id UUID,
	disclosed_to TEXT NOT NULL,
	interest TEXT NOT NULL,
	what TEXT[] DEFAULT '{}' NOT NULL,
	basis TEXT NOT NULL,
	threat TEXT DEFAULT '' NOT NULL,
	disclosed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT disclosure_pk PRIMARY KEY (org_id, id),
	CONSTRAINT disclosure_org_id_mentee_id_fk FOREIGN KEY(org_id, mentee_id) REFERENCES app.person (org_id, id),
	CONSTRAINT disclosure_org_id_referral_id_fk FOREIGN KEY(org_id, referral_id) REFERENCES app.referral (org_id, id),
	CONSTRAINT disclosure_org_id_disclosed_by_fk FOREIGN KEY(org_id, disclosed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT disclosure_to_whom_and_why CHECK (btrim(disclosed_to) <> '' AND btrim(interest) <> ''),
	CONSTRAINT disclosure_emergency_names_the_threat CHECK (basis <> 'emergency_disclosure' OR btrim(threat) <> '')
);

CREATE INDEX disclosure_disclosed_by_ix ON app.disclosure (org_id, disclosed_by);

CREATE INDEX disclosure_mentee_id_ix ON app.disclosure (org_id, mentee_id);

CREATE INDEX disclosure_referral_id_ix ON app.disclosure (org_id, referral_id);

CREATE TABLE app.match_change (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	match_id UUID NOT NULL,
	sequence INTEGER NOT NULL,
	previous_sequence INTEGER GENERATED ALWAYS AS (nullif(sequence - 1, 0)) STORED,
	from_state TEXT,
	to_state TEXT NOT NULL,
	reason TEXT,
	whose_wish TEXT,
	words TEXT DEFAULT '' NOT NULL,
	goodbye_on DATE,
	no_goodbye TEXT,
	changed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT match_change_pk PRIMARY KEY (org_id, id),
	CONSTRAINT match_change_org_id_match_id_fk FOREIGN KEY(org_id, match_id) REFERENCES app.match (org_id, id),
	CONSTRAINT match_change_org_id_changed_by_fk FOREIGN KEY(org_id, changed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT match_change_sequence_once UNIQUE (org_id, match_id, sequence),
	CONSTRAINT match_change_sequence_to_key UNIQUE (org_id, match_id, sequence, to_state),
	CONSTRAINT match_change_sequence_from_one CHECK (sequence >= 1),
	CONSTRAINT match_change_first_has_no_from CHECK ((sequence = 1) = (from_state IS NULL)),
	CONSTRAINT match_change_state_known CHECK (to_state IN ('proposed', 'started', 'paused', 'ending', 'ended')),
	CONSTRAINT match_change_ended_for_a_reason CHECK (to_state <> 'ended' OR (reason IS NOT NULL AND whose_wish IS NOT NULL)),
	CONSTRAINT match_change_follows_its_predecessor FOREIGN KEY(org_id, match_id, previous_sequence, from_state) REFERENCES app.match_change (org_id, match_id, sequence, to_state)
);

CREATE INDEX match_change_changed_by_ix ON app.match_change (org_id, changed_by);

CREATE INDEX match_change_match_id_ix ON app.match_change (org_id, match_id);

CREATE INDEX match_change_match_id_previous_sequence_from_state_ix ON app.match_change (org_id, match_id, previous_sequence, from_state);

CREATE TABLE app.match_goal (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	match_id UUID NOT NULL,
	words TEXT NOT NULL,
	set_with TEXT[] DEFAULT '{}' NOT NULL,
	set_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	outcome TEXT,
	ended_by UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT match_goal_pk PRIMARY KEY (org_id, id),
	CONSTRAINT match_goal_org_id_match_id_fk FOREIGN KEY(org_id, match_id) REFERENCES app.match (org_id, id),
	CONSTRAINT match_goal_org_id_set_by_fk FOREIGN KEY(org_id, set_by) REFERENCES app.person (org_id, id),
	CONSTRAINT match_goal_org_id_ended_by_fk FOREIGN KEY(org_id, ended_by) REFERENCES app.person (org_id, id),
	CONSTRAINT match_goal_words_given CHECK (btrim(words) <> ''),
	CONSTRAINT match_goal_set_together CHECK (cardinality(set_with) > 0),
	CONSTRAINT match_goal_outcome_known CHECK (outcome IN ('reached', 'partly', 'dropped')),
	CONSTRAINT match_goal_ended_whole CHECK ((ended_at IS NULL) = (outcome IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX match_goal_ended_by_ix ON app.match_goal (org_id, ended_by);

CREATE INDEX match_goal_match_id_ix ON app.match_goal (org_id, match_id);

CREATE INDEX match_goal_set_by_ix ON app.match_goal (org_id, set_by);

CREATE TABLE app.match_summary (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	match_id UUID NOT NULL,
	helped TEXT NOT NULL,
	to_know TEXT NOT NULL,
	agreed TEXT DEFAULT '' NOT NULL,
	written_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT match_summary_pk PRIMARY KEY (org_id, id),
	CONSTRAINT match_summary_org_id_match_id_fk FOREIGN KEY(org_id, match_id) REFERENCES app.match (org_id, id),
	CONSTRAINT match_summary_org_id_written_by_fk FOREIGN KEY(org_id, written_by) REFERENCES app.person (org_id, id),
	CONSTRAINT match_summary_words_given CHECK (btrim(helped) <> '' AND btrim(to_know) <> '')
);

CREATE INDEX match_summary_match_id_ix ON app.match_summary (org_id, match_id);

CREATE INDEX match_summary_written_by_ix ON app.match_summary (org_id, written_by);

CREATE TABLE app.referral_change (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	referral_id UUID NOT NULL,
	sequence INTEGER NOT NULL,
	previous_sequence INTEGER GENERATED ALWAYS AS (nullif(sequence - 1, 0)) STORED,
	from_state TEXT,
	to_state TEXT NOT NULL,
	reasons TEXT[] DEFAULT '{}' NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	confirmed_by TEXT DEFAULT '' NOT NULL,
	confirmed_how TEXT,
	appointment_at TIMESTAMP WITH TIME ZONE,
	outcome TEXT,
	changed_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT referral_change_pk PRIMARY KEY (org_id, id),
	CONSTRAINT referral_change_org_id_referral_id_fk FOREIGN KEY(org_id, referral_id) REFERENCES app.referral (org_id, id),
	CONSTRAINT referral_change_org_id_changed_by_fk FOREIGN KEY(org_id, changed_by) REFERENCES app.person (org_id, id),
	CONSTRAINT referral_change_sequence_once UNIQUE (org_id, referral_id, sequence),
	CONSTRAINT referral_change_sequence_to_key UNIQUE (org_id, referral_id, sequence, to_state),
	CONSTRAINT referral_change_sequence_from_one CHECK (sequence >= 1),
	CONSTRAINT referral_change_first_has_no_from CHECK ((sequence = 1) = (from_state IS NULL)),
	CONSTRAINT referral_change_ended_for_a_reason CHECK (to_state NOT IN ('rejected', 'revoked') OR cardinality(reasons) > 0),
	CONSTRAINT referral_change_somebody_confirmed_it CHECK (to_state <> 'first_contact_confirmed' OR (btrim(confirmed_by) <> '' AND confirmed_how IS NOT NULL)),
	CONSTRAINT referral_change_scheduled_has_a_time CHECK (to_state <> 'scheduled' OR appointment_at IS NOT NULL),
	CONSTRAINT referral_change_done_has_an_outcome CHECK (to_state <> 'done' OR outcome IS NOT NULL),
	CONSTRAINT referral_change_follows_its_predecessor FOREIGN KEY(org_id, referral_id, previous_sequence, from_state) REFERENCES app.referral_change (org_id, referral_id, sequence, to_state)
);

CREATE INDEX referral_change_changed_by_ix ON app.referral_change (org_id, changed_by);

CREATE INDEX referral_change_referral_id_ix ON app.referral_change (org_id, referral_id);

CREATE INDEX referral_change_referral_id_previous_sequence_from_state_ix ON app.referral_change (org_id, referral_id, previous_sequence, from_state);

CREATE TABLE app.referral_note (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	referral_id UUID NOT NULL,
	kind TEXT NOT NULL,
	words TEXT DEFAULT '' NOT NULL,
	call_back_on DATE,
	noted_by UUID NOT NULL,
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT referral_note_pk PRIMARY KEY (org_id, id),
	CONSTRAINT referral_note_org_id_referral_id_fk FOREIGN KEY(org_id, referral_id) REFERENCES app.referral (org_id, id),
	CONSTRAINT referral_note_org_id_noted_by_fk FOREIGN KEY(org_id, noted_by) REFERENCES app.person (org_id, id),
	CONSTRAINT referral_note_kind_known CHECK (kind IN ('called', 'no_show', 'family_told', 'printed'))
);

CREATE INDEX referral_note_noted_by_ix ON app.referral_note (org_id, noted_by);

CREATE INDEX referral_note_referral_id_ix ON app.referral_note (org_id, referral_id);

CREATE TABLE app.referral_package (
	org_id UUID NOT NULL,
	id UUID NOT NULL,
	referral_id UUID NOT NULL,
	items JSONB NOT NULL,
	left_out TEXT[] DEFAULT '{}' NOT NULL,
	recipients JSONB NOT NULL,
	consent_basis TEXT NOT NULL,
	contact_id UUID,
	threat TEXT DEFAULT '' NOT NULL,
	content_hash TEXT NOT NULL,
	released_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT referral_package_pk PRIMARY KEY (org_id, id),
	CONSTRAINT referral_package_org_id_referral_id_fk FOREIGN KEY(org_id, referral_id) REFERENCES app.referral (org_id, id),
	CONSTRAINT referral_package_org_id_contact_id_fk FOREIGN KEY(org_id, contact_id) REFERENCES app.contact (org_id, id),
	CONSTRAINT referral_package_org_id_released_by_fk FOREIGN KEY(org_id, released_by) REFERENCES app.person (org_id, id),
	CONSTRAINT referral_package_somebody_got_it CHECK (jsonb_array_length(recipients) > 0),
	CONSTRAINT referral_package_emergency_names_the_threat CHECK (consent_basis <> 'emergency_disclosure' OR btrim(threat) <> '')
);

CREATE INDEX referral_package_contact_id_ix ON app.referral_package (org_id, contact_id);

CREATE INDEX referral_package_referral_id_ix ON app.referral_package (org_id, referral_id);

CREATE INDEX referral_package_released_by_ix ON app.referral_package (org_id, released_by);

CREATE TABLE app.summary_release (
	org_id UUID NOT NULL,
	summary_id UUID NOT NULL,
	to_match_id UUID NOT NULL,
	released_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT summary_release_pk PRIMARY KEY (org_id, summary_id, to_match_id),
	CONSTRAINT summary_release_org_id_summary_id_fk FOREIGN KEY(org_id, summary_id) REFERENCES app.match_summary (org_id, id),
	CONSTRAINT summary_release_org_id_to_match_id_fk FOREIGN KEY(org_id, to_match_id) REFERENCES app.match (org_id, id),
	CONSTRAINT summary_release_org_id_released_by_fk FOREIGN KEY(org_id, released_by) REFERENCES app.person (org_id, id)
);

CREATE INDEX summary_release_released_by_ix ON app.summary_release (org_id, released_by);

CREATE INDEX summary_release_to_match_id_ix ON app.summary_release (org_id, to_match_id);

ALTER TABLE app.referral ADD CONSTRAINT referral_state_has_its_record FOREIGN KEY(org_id, id, version, state) REFERENCES app.referral_change (org_id, referral_id, sequence, to_state);

GRANT SELECT ON sign_in.backup_check TO backup;

GRANT SELECT ON sign_in.backup_check TO app;

GRANT SELECT ON sign_in.check_in_link TO backup;

GRANT SELECT, INSERT ON sign_in.check_in_link TO app;

GRANT UPDATE (used_at) ON sign_in.check_in_link TO app;

ALTER TABLE app.contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.contact FORCE ROW LEVEL SECURITY;

CREATE POLICY contact_select ON app.contact FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_insert ON app.contact FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_update ON app.contact FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_delete ON app.contact FOR DELETE USING (false);

CREATE POLICY contact_audit ON app.contact FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.contact TO backup;

GRANT SELECT ON app.contact TO auditor;

GRANT SELECT, INSERT ON app.contact TO app;

ALTER TABLE app.departure ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.departure FORCE ROW LEVEL SECURITY;

CREATE POLICY departure_select ON app.departure FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY departure_insert ON app.departure FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY departure_update ON app.departure FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY departure_delete ON app.departure FOR DELETE USING (false);

CREATE POLICY departure_audit ON app.departure FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.departure TO backup;

GRANT SELECT ON app.departure TO auditor;

GRANT SELECT, INSERT ON app.departure TO app;

GRANT UPDATE (last_day_on, cover_id, access_ended_at, ended_by, ended_at) ON app.departure TO app;

ALTER TABLE app.live_answer ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.live_answer FORCE ROW LEVEL SECURITY;

CREATE POLICY live_answer_select ON app.live_answer FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY live_answer_insert ON app.live_answer FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY live_answer_update ON app.live_answer FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY live_answer_delete ON app.live_answer FOR DELETE USING (false);

CREATE POLICY live_answer_audit ON app.live_answer FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.live_answer TO backup;

GRANT SELECT ON app.live_answer TO auditor;

GRANT SELECT, INSERT ON app.live_answer TO app;

ALTER TABLE app.live_state ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.live_state FORCE ROW LEVEL SECURITY;

CREATE POLICY live_state_select ON app.live_state FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY live_state_insert ON app.live_state FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY live_state_update ON app.live_state FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY live_state_delete ON app.live_state FOR DELETE USING (false);

CREATE POLICY live_state_audit ON app.live_state FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.live_state TO backup;

GRANT SELECT ON app.live_state TO auditor;

GRANT SELECT, INSERT ON app.live_state TO app;

ALTER TABLE app.reporting_duty ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.reporting_duty FORCE ROW LEVEL SECURITY;

CREATE POLICY reporting_duty_select ON app.reporting_duty FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reporting_duty_insert ON app.reporting_duty FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reporting_duty_update ON app.reporting_duty FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY reporting_duty_delete ON app.reporting_duty FOR DELETE USING (false);

CREATE POLICY reporting_duty_audit ON app.reporting_duty FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.reporting_duty TO backup;

GRANT SELECT ON app.reporting_duty TO auditor;

GRANT SELECT, INSERT ON app.reporting_duty TO app;

ALTER TABLE app.survey_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.survey_notice FORCE ROW LEVEL SECURITY;

CREATE POLICY survey_notice_select ON app.survey_notice FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY survey_notice_insert ON app.survey_notice FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY survey_notice_update ON app.survey_notice FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY survey_notice_delete ON app.survey_notice FOR DELETE USING (false);

CREATE POLICY survey_notice_audit ON app.survey_notice FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.survey_notice TO backup;

GRANT SELECT ON app.survey_notice TO auditor;

GRANT SELECT, INSERT ON app.survey_notice TO app;

ALTER TABLE app.test_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.test_notice FORCE ROW LEVEL SECURITY;

CREATE POLICY test_notice_select ON app.test_notice FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY test_notice_insert ON app.test_notice FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY test_notice_update ON app.test_notice FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY test_notice_delete ON app.test_notice FOR DELETE USING (false);

CREATE POLICY test_notice_audit ON app.test_notice FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.test_notice TO backup;

GRANT SELECT ON app.test_notice TO auditor;

GRANT SELECT, INSERT ON app.test_notice TO app;

GRANT UPDATE (received_at) ON app.test_notice TO app;

ALTER TABLE app.check_in ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.check_in FORCE ROW LEVEL SECURITY;

CREATE POLICY check_in_select ON app.check_in FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY check_in_insert ON app.check_in FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY check_in_update ON app.check_in FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY check_in_delete ON app.check_in FOR DELETE USING (false);

CREATE POLICY check_in_audit ON app.check_in FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.check_in TO backup;

GRANT SELECT ON app.check_in TO auditor;

GRANT SELECT, INSERT ON app.check_in TO app;

ALTER TABLE app.consent_letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.consent_letter FORCE ROW LEVEL SECURITY;

CREATE POLICY consent_letter_select ON app.consent_letter FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_letter_insert ON app.consent_letter FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_letter_update ON app.consent_letter FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_letter_delete ON app.consent_letter FOR DELETE USING (false);

CREATE POLICY consent_letter_audit ON app.consent_letter FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.consent_letter TO backup;

GRANT SELECT ON app.consent_letter TO auditor;

GRANT SELECT, INSERT ON app.consent_letter TO app;

ALTER TABLE app.contact_ban ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.contact_ban FORCE ROW LEVEL SECURITY;

CREATE POLICY contact_ban_select ON app.contact_ban FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_ban_insert ON app.contact_ban FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_ban_update ON app.contact_ban FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_ban_delete ON app.contact_ban FOR DELETE USING (false);

CREATE POLICY contact_ban_audit ON app.contact_ban FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.contact_ban TO backup;

GRANT SELECT ON app.contact_ban TO auditor;

GRANT SELECT, INSERT ON app.contact_ban TO app;

GRANT UPDATE (lifted_by, lifted_at, why_lifted) ON app.contact_ban TO app;

ALTER TABLE app.contact_detail ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.contact_detail FORCE ROW LEVEL SECURITY;

CREATE POLICY contact_detail_select ON app.contact_detail FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_detail_insert ON app.contact_detail FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_detail_update ON app.contact_detail FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY contact_detail_delete ON app.contact_detail FOR DELETE USING (false);

CREATE POLICY contact_detail_audit ON app.contact_detail FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.contact_detail TO backup;

GRANT SELECT ON app.contact_detail TO auditor;

GRANT SELECT, INSERT ON app.contact_detail TO app;

ALTER TABLE app.guardian_input ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.guardian_input FORCE ROW LEVEL SECURITY;

CREATE POLICY guardian_input_select ON app.guardian_input FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY guardian_input_insert ON app.guardian_input FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY guardian_input_update ON app.guardian_input FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY guardian_input_delete ON app.guardian_input FOR DELETE USING (false);

CREATE POLICY guardian_input_audit ON app.guardian_input FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.guardian_input TO backup;

GRANT SELECT ON app.guardian_input TO auditor;

GRANT SELECT, INSERT ON app.guardian_input TO app;

ALTER TABLE app.provider_detail ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.provider_detail FORCE ROW LEVEL SECURITY;

CREATE POLICY provider_detail_select ON app.provider_detail FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY provider_detail_insert ON app.provider_detail FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY provider_detail_update ON app.provider_detail FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY provider_detail_delete ON app.provider_detail FOR DELETE USING (false);

CREATE POLICY provider_detail_audit ON app.provider_detail FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.provider_detail TO backup;

GRANT SELECT ON app.provider_detail TO auditor;

GRANT SELECT, INSERT ON app.provider_detail TO app;

ALTER TABLE app.survey_opt_out ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.survey_opt_out FORCE ROW LEVEL SECURITY;

CREATE POLICY survey_opt_out_select ON app.survey_opt_out FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY survey_opt_out_insert ON app.survey_opt_out FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY survey_opt_out_update ON app.survey_opt_out FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY survey_opt_out_delete ON app.survey_opt_out FOR DELETE USING (false);

CREATE POLICY survey_opt_out_audit ON app.survey_opt_out FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.survey_opt_out TO backup;

GRANT SELECT ON app.survey_opt_out TO auditor;

GRANT SELECT, INSERT ON app.survey_opt_out TO app;

ALTER TABLE app.takeover ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.takeover FORCE ROW LEVEL SECURITY;

CREATE POLICY takeover_select ON app.takeover FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY takeover_insert ON app.takeover FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY takeover_update ON app.takeover FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY takeover_delete ON app.takeover FOR DELETE USING (false);

CREATE POLICY takeover_audit ON app.takeover FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.takeover TO backup;

GRANT SELECT ON app.takeover TO auditor;

GRANT SELECT, INSERT ON app.takeover TO app;

GRANT UPDATE (answer, words, answered_by, answered_at) ON app.takeover TO app;

ALTER TABLE app.check_in_invitation ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.check_in_invitation FORCE ROW LEVEL SECURITY;

CREATE POLICY check_in_invitation_select ON app.check_in_invitation FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY check_in_invitation_insert ON app.check_in_invitation FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY check_in_invitation_update ON app.check_in_invitation FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY check_in_invitation_delete ON app.check_in_invitation FOR DELETE USING (false);

CREATE POLICY check_in_invitation_audit ON app.check_in_invitation FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.check_in_invitation TO backup;

GRANT SELECT ON app.check_in_invitation TO auditor;

GRANT SELECT, INSERT ON app.check_in_invitation TO app;

GRANT UPDATE (ended_at, check_in_id) ON app.check_in_invitation TO app;

ALTER TABLE app.consent ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.consent FORCE ROW LEVEL SECURITY;

CREATE POLICY consent_select ON app.consent FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_insert ON app.consent FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_update ON app.consent FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_delete ON app.consent FOR DELETE USING (false);

CREATE POLICY consent_audit ON app.consent FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.consent TO backup;

GRANT SELECT ON app.consent TO auditor;

GRANT SELECT, INSERT ON app.consent TO app;

ALTER TABLE app.consent_reminder ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.consent_reminder FORCE ROW LEVEL SECURITY;

CREATE POLICY consent_reminder_select ON app.consent_reminder FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_reminder_insert ON app.consent_reminder FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_reminder_update ON app.consent_reminder FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY consent_reminder_delete ON app.consent_reminder FOR DELETE USING (false);

CREATE POLICY consent_reminder_audit ON app.consent_reminder FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.consent_reminder TO backup;

GRANT SELECT ON app.consent_reminder TO auditor;

GRANT SELECT, INSERT ON app.consent_reminder TO app;

ALTER TABLE app.referral ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.referral FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_select ON app.referral FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_insert ON app.referral FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_update ON app.referral FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_delete ON app.referral FOR DELETE USING (false);

CREATE POLICY referral_audit ON app.referral FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.referral TO backup;

GRANT SELECT ON app.referral TO auditor;

GRANT SELECT, INSERT ON app.referral TO app;

GRANT UPDATE (owner_id, state, version, call_back_on) ON app.referral TO app;

ALTER TABLE app.disclosure ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.disclosure FORCE ROW LEVEL SECURITY;

CREATE POLICY disclosure_select ON app.disclosure FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY disclosure_insert ON app.disclosure FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY disclosure_update ON app.disclosure FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY disclosure_delete ON app.disclosure FOR DELETE USING (false);

CREATE POLICY disclosure_audit ON app.disclosure FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.disclosure TO backup;

GRANT SELECT ON app.disclosure TO auditor;

GRANT SELECT, INSERT ON app.disclosure TO app;

ALTER TABLE app.match_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.match_change FORCE ROW LEVEL SECURITY;

CREATE POLICY match_change_select ON app.match_change FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_change_insert ON app.match_change FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_change_update ON app.match_change FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_change_delete ON app.match_change FOR DELETE USING (false);

CREATE POLICY match_change_audit ON app.match_change FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.match_change TO backup;

GRANT SELECT ON app.match_change TO auditor;

GRANT SELECT, INSERT ON app.match_change TO app;

ALTER TABLE app.match_goal ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.match_goal FORCE ROW LEVEL SECURITY;

CREATE POLICY match_goal_select ON app.match_goal FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_goal_insert ON app.match_goal FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_goal_update ON app.match_goal FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_goal_delete ON app.match_goal FOR DELETE USING (false);

CREATE POLICY match_goal_audit ON app.match_goal FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.match_goal TO backup;

GRANT SELECT ON app.match_goal TO auditor;

GRANT SELECT, INSERT ON app.match_goal TO app;

GRANT UPDATE (outcome, ended_by, ended_at) ON app.match_goal TO app;

ALTER TABLE app.match_summary ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.match_summary FORCE ROW LEVEL SECURITY;

CREATE POLICY match_summary_select ON app.match_summary FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_summary_insert ON app.match_summary FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_summary_update ON app.match_summary FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY match_summary_delete ON app.match_summary FOR DELETE USING (false);

CREATE POLICY match_summary_audit ON app.match_summary FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.match_summary TO backup;

GRANT SELECT ON app.match_summary TO auditor;

GRANT SELECT, INSERT ON app.match_summary TO app;

ALTER TABLE app.referral_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.referral_change FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_change_select ON app.referral_change FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_change_insert ON app.referral_change FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_change_update ON app.referral_change FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_change_delete ON app.referral_change FOR DELETE USING (false);

CREATE POLICY referral_change_audit ON app.referral_change FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.referral_change TO backup;

GRANT SELECT ON app.referral_change TO auditor;

GRANT SELECT, INSERT ON app.referral_change TO app;

ALTER TABLE app.referral_note ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.referral_note FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_note_select ON app.referral_note FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_note_insert ON app.referral_note FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_note_update ON app.referral_note FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_note_delete ON app.referral_note FOR DELETE USING (false);

CREATE POLICY referral_note_audit ON app.referral_note FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.referral_note TO backup;

GRANT SELECT ON app.referral_note TO auditor;

GRANT SELECT, INSERT ON app.referral_note TO app;

ALTER TABLE app.referral_package ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.referral_package FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_package_select ON app.referral_package FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_package_insert ON app.referral_package FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_package_update ON app.referral_package FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY referral_package_delete ON app.referral_package FOR DELETE USING (false);

CREATE POLICY referral_package_audit ON app.referral_package FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.referral_package TO backup;

GRANT SELECT ON app.referral_package TO auditor;

GRANT SELECT, INSERT ON app.referral_package TO app;

ALTER TABLE app.summary_release ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.summary_release FORCE ROW LEVEL SECURITY;

CREATE POLICY summary_release_select ON app.summary_release FOR SELECT USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY summary_release_insert ON app.summary_release FOR INSERT WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY summary_release_update ON app.summary_release FOR UPDATE USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

CREATE POLICY summary_release_delete ON app.summary_release FOR DELETE USING (false);

CREATE POLICY summary_release_audit ON app.summary_release FOR SELECT TO auditor USING (true);

GRANT SELECT ON app.summary_release TO backup;

GRANT SELECT ON app.summary_release TO auditor;

GRANT SELECT, INSERT ON app.summary_release TO app;

CREATE POLICY referral_never_back ON app.referral AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (
    NOT EXISTS (SELECT FROM app.referral_change h
                 WHERE h.org_id = referral.org_id AND h.referral_id = referral.id AND h.sequence > referral.version));
