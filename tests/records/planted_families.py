"""Which rows stand for families, the lives of matches, referrals and readiness, where only the database is asked?"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tests.world import World
from workflows.records.ids import new_id

Planted = Iterator[tuple[str, tuple[Any, ...]]]


def families(world: World, episode: UUID, match: UUID) -> Planted:
    """One row in each of these tables, whoever writes them in the product."""
    mentee, staff = world.students[0], world.counselor
    yield from _at_home(mentee, staff, world.site_id)
    yield from _said(episode, staff)
    yield from _life(world, episode, match)
    yield from _referred(world, episode)
    yield from _ready(world)


def _at_home(mentee: UUID, staff: UUID, site: UUID) -> Planted:
    contact, letter, notice = new_id(), new_id(), new_id()
    yield (
        "INSERT INTO app.contact (org_id, id, mentee_id, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, now())",
        (contact, mentee, staff),
    )
    yield (
        "INSERT INTO app.contact_detail (org_id, contact_id, recorded_at, name, relation, language, needs_interpreter,"
        " holds_rights, is_agency, is_current, recorded_by)"
        " VALUES ($1, $2, now(), 'n', 'mother', 'en', false, true, false, true, $3)",
        (contact, staff),
    )
    yield (
        "INSERT INTO app.contact_ban (org_id, id, contact_id, starts_on, document, recorded_by, recorded_at)"
        " VALUES ($1, $2, $3, now(), 'order', $4, now())",
        (new_id(), contact, staff),
    )
    yield (
        "INSERT INTO app.consent_letter (org_id, id, mentee_id, contact_id, kinds, language, template_version,"
        " sent_how, sent_on, answer_by, sent_by, recorded_at)"
        " VALUES ($1, $2, $3, $4, '{mentoring}', 'en', '1', 'paper', now(), now(), $5, now())",
        (letter, mentee, contact, staff),
    )
    yield (
        "INSERT INTO app.consent_reminder (org_id, letter_id, recorded_at, reminded_on, how, reminded_by)"
        " VALUES ($1, $2, now(), now(), 'phone', $3)",
        (letter, staff),
    )
    yield (
        "INSERT INTO app.consent (org_id, mentee_id, kind, recorded_at, state, letter_id, happened_on, recorded_by)"
        " VALUES ($1, $2, 'mentoring', now(), 'out', $3, now(), $4)",
        (mentee, letter, staff),
    )
    yield (
        "INSERT INTO app.survey_notice (org_id, id, site_id, instrument_ids, sent_on, opt_out_until, recorded_by,"
        " recorded_at) VALUES ($1, $2, $3, '{phq-a}', now(), now() + interval '14 days', $4, now())",
        (notice, site, staff),
    )
    yield (
        "INSERT INTO app.survey_opt_out (org_id, notice_id, mentee_id, said_on, recorded_by, recorded_at)"
        " VALUES ($1, $2, $3, now(), $4, now())",
        (notice, mentee, staff),
    )


def _said(episode: UUID, staff: UUID) -> Planted:
    said = new_id()
    yield (
        "INSERT INTO app.guardian_input (org_id, id, episode_id, informant, why_instead, how_it_goes, words, taken_by,"
        " happened_at, recorded_at) VALUES ($1, $2, $3, 'aunt', 'not_reached', 'well', 'w', $4, now(), now())",
        (new_id(), episode, staff),
    )
    yield (
        "INSERT INTO app.check_in (org_id, id, episode_id, how_it_goes, wants_help, wants_other_mentor, given_by,"
        " asked_by, happened_at, recorded_at) VALUES ($1, $2, $3, 'well', false, false, 'link', $4, now(), now())",
        (said, episode, staff),
    )
    yield (
        "INSERT INTO app.check_in_invitation (org_id, id, episode_id, made_by, made_at, check_in_id, recorded_at)"
        " VALUES ($1, $2, $3, $4, now(), $5, now())",
        (new_id(), episode, staff, said),
    )


def _life(world: World, episode: UUID, match: UUID) -> Planted:
    summary, leaving, staff = new_id(), new_id(), world.counselor
    yield (
        "INSERT INTO app.match_change (org_id, id, match_id, sequence, to_state, changed_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 1, 'proposed', $4, now(), now()) ON CONFLICT DO NOTHING",
        (new_id(), match, staff),
    )
    yield (
        "INSERT INTO app.match_summary (org_id, id, match_id, helped, to_know, written_by, recorded_at)"
        " VALUES ($1, $2, $3, 'h', 'k', $4, now())",
        (summary, match, staff),
    )
    yield (
        "INSERT INTO app.summary_release (org_id, summary_id, to_match_id, released_by, recorded_at)"
        " VALUES ($1, $2, $3, $4, now())",
        (summary, match, staff),
    )
    yield (
        "INSERT INTO app.match_goal (org_id, id, match_id, words, set_with, set_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'w', '{mentee}', $4, now(), now())",
        (new_id(), match, staff),
    )
    yield (
        "INSERT INTO app.departure (org_id, id, person_id, why, last_day_on, begun_by, recorded_at)"
        " VALUES ($1, $2, $3, 'leaves', now(), $4, now())",
        (leaving, staff, world.administrator),
    )
    yield (
        "INSERT INTO app.absence (org_id, id, person_id, cover_id, first_on, last_on, starts_at, ends_at, begun_by,"
        " recorded_at) VALUES ($1, $2, $3, $4, now(), now(), now(), now(), $3, now())",
        (away := new_id(), staff, world.clinical),
    )
    yield (
        "INSERT INTO app.absence_day (org_id, person_id, day, absence_id, recorded_at)"
        " VALUES ($1, $2, now(), $3, now())",
        (staff, away),
    )
    yield (
        "INSERT INTO app.digest (org_id, id, person_id, day, due, late, recorded_at)"
        " VALUES ($1, $2, $3, now(), 1, 0, now())",
        (new_id(), staff),
    )
    yield (
        "INSERT INTO app.interruption (org_id, id, person_id, kind, cause_id, items, recorded_at)"
        " VALUES ($1, $2, $3, 'cover', $4, 1, now())",
        (message := new_id(), world.clinical, away),
    )
    yield (
        "INSERT INTO app.reminder (org_id, person_id, cause, about_id, which, day, number, interruption_id, recorded_at)"
        " VALUES ($1, $2, 'unlogged_session', $3, '1', now(), 1, $4, now())",
        (world.clinical, match, message),
    )
    yield (
        "INSERT INTO app.when_told (org_id, person_id, recorded_at, has_digest) VALUES ($1, $2, now(), false)",
        (staff,),
    )
    yield (
        "INSERT INTO app.takeover (org_id, id, departure_id, episode_id, what, to_id, proposed_by, proposed_at,"
        " recorded_at) VALUES ($1, $2, $3, $4, 'owner', $5, $6, now(), now())",
        (new_id(), leaving, episode, world.clinical, world.administrator),
    )


def _referred(world: World, episode: UUID) -> Planted:
    place, referral, staff = new_id(), new_id(), world.counselor
    yield (
        "INSERT INTO app.destination (org_id, id, site_id, name, for_step, named_by, recorded_at)"
        " VALUES ($1, $2, $3, 'p', 'professional_referral', $4, now())",
        (place, world.site_id, staff),
    )
    yield (
        "INSERT INTO app.provider_detail (org_id, destination_id, recorded_at, is_current, recorded_by)"
        " VALUES ($1, $2, now(), true, $3)",
        (place, staff),
    )
    yield (
        "WITH r AS (INSERT INTO app.referral (org_id, id, episode_id, destination_id, owner_id, state, version,"
        " drafted_at, recorded_at) VALUES ($1, $2, $3, $4, $5, 'drafted', 1, now(), now()))"
        " INSERT INTO app.referral_change (org_id, id, referral_id, sequence, to_state, changed_by, happened_at,"
        " recorded_at) VALUES ($1, $6, $2, 1, 'drafted', $5, now(), now())",
        (referral, episode, place, staff, new_id()),
    )
    yield (
        "INSERT INTO app.referral_package (org_id, id, referral_id, items, recipients, consent_basis, content_hash,"
        " released_by, recorded_at) VALUES ($1, $2, $3, '[]', '[\"p\"]', 'guardian_written', 'h', $4, now())",
        (new_id(), referral, staff),
    )
    yield (
        "INSERT INTO app.referral_note (org_id, id, referral_id, kind, noted_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'called', $4, now(), now())",
        (new_id(), referral, staff),
    )
    yield (
        "INSERT INTO app.disclosure (org_id, id, mentee_id, referral_id, disclosed_to, interest, basis, disclosed_by,"
        " happened_at, recorded_at) VALUES ($1, $2, $3, $4, 'p', 'care', 'guardian_written', $5, now(), now())",
        (new_id(), world.students[0], referral, staff),
    )


def _ready(world: World) -> Planted:
    yield (
        "INSERT INTO app.live_state (org_id, recorded_at, is_live, why, set_by) VALUES ($1, now(), false, 'w', $2)",
        (world.administrator,),
    )
    yield (
        "INSERT INTO app.live_answer (org_id, item, recorded_at, is_done, words, answered_by)"
        " VALUES ($1, 'wording', now(), true, 'w', $2)",
        (world.administrator,),
    )
    yield (
        "INSERT INTO app.reporting_duty (org_id, state, recorded_at, agency, phone, duty, source, checked_on,"
        " checked_by, recorded_by) VALUES ($1, 'OK', now(), 'a', 'p', 'd', 's', now(), 'c', $2)",
        (world.administrator,),
    )
    yield (
        "INSERT INTO app.test_notice (org_id, id, site_id, to_id, sent_by, sent_at, recorded_at)"
        " VALUES ($1, $2, $3, $4, $5, now(), now())",
        (new_id(), world.site_id, world.clinical, world.administrator),
    )
