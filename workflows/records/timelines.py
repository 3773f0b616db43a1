"""What has happened in an episode, newest first, from every kind of record?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from supervision.abuse_reports import KIND as ABUSE
from workflows.records.family_timeline import FAMILY
from workflows.records.misfiled import MOVED, answers_gone, rests_on_gone, stands
from workflows.records.referral_timeline import REFERRALS
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Happening:
    """One record: its kind, when it happened, who did it, and the fields its sentence needs."""

    kind: str
    id: UUID
    happened_at: datetime
    recorded_at: datetime
    by: str | None
    fields: Mapping[str, Any]

    @property
    def counts(self) -> bool:
        """What was corrected or struck out since is not what happened."""
        return not (self.fields.get("is_amended") or self.fields.get("is_struck"))


# When the question of a mentor was answered first; a hold answers nobody yet.
_ANSWERED = """(SELECT min(d.decided_at) FROM app.concern q
    JOIN app.firing f ON (f.org_id, f.episode_id) = (q.org_id, q.episode_id) AND q.id = ANY (f.evidence)
    JOIN app.decision_firing x ON (x.org_id, x.firing_id) = (f.org_id, f.id)
    JOIN app.decision d ON (d.org_id, d.id) = (x.org_id, x.decision_id) AND d.kind <> 'hold'
   WHERE q.org_id = :org_id AND q.kind = 'talk_over' AND q.id {asked})"""
_OF_SESSION = "IN (SELECT c.id FROM app.concern c WHERE (c.org_id, c.session_id) = (s.org_id, s.id))"
# Whoever asks for help in a check-in raises a concern in the same words, which stands in the timeline too.
_RAISED = f"""EXISTS (SELECT FROM app.concern k
           WHERE (k.org_id, k.episode_id, k.raised_by, k.recorded_at, k.said)
                 = (c.org_id, c.episode_id, e.mentee_id, c.recorded_at, c.words) AND {stands("k")})"""
# One branch per kind; json_build_object names the fields that the page's sentence is made of.
_TIMELINE = text(f"""
WITH happened AS (
    SELECT 'referral_in' AS kind, r.id, r.happened_at, r.recorded_at, r.referred_by AS person_id,
           json_build_object('reasons', r.reasons, 'noticed', r.noticed, 'how_soon', r.how_soon) AS fields
      FROM app.referral_in r WHERE :with_scores AND r.org_id = :org_id AND r.episode_id = :episode_id
    UNION ALL
    SELECT 'match', m.id, m.assigned_at, m.recorded_at, m.assigned_by,
           json_build_object('mentor', (SELECT p.given_name || ' ' || p.family_name FROM app.person p
                                         WHERE (p.org_id, p.id) = (m.org_id, m.mentor_id)),
                             'count', m.planned_count, 'every_days', m.every_days, 'place', m.place,
                             'for_step', m.for_step)
      FROM app.match m WHERE m.org_id = :org_id AND m.episode_id = :episode_id
    UNION ALL
    SELECT 'match_change', c.id, c.happened_at, c.recorded_at, c.changed_by,
           json_build_object('mentor', p.given_name || ' ' || p.family_name, 'to_state', c.to_state, 'reason', c.reason,
                             'goodbye_on', c.goodbye_on, 'words', c.words, 'match_id', m.id)
      FROM app.match_change c
      JOIN app.match m ON (m.org_id, m.id) = (c.org_id, c.match_id)
      JOIN app.person p ON (p.org_id, p.id) = (m.org_id, m.mentor_id)
     WHERE :with_scores AND m.org_id = :org_id AND m.episode_id = :episode_id
       AND (c.to_state <> 'started' OR c.from_state <> 'proposed') AND c.sequence > 1
    UNION ALL
    SELECT 'reservation', r.id, r.reserved_at, r.recorded_at, r.reserved_by,
           json_build_object('mentor', p.given_name || ' ' || p.family_name, 'until_on', r.until_on,
                             'outcome', r.outcome, 'ended_on', (r.ended_at AT TIME ZONE s.time_zone)::date,
                             'ran_out', r.until_on
                                 < (coalesce(r.ended_at, cast(:at AS timestamptz)) AT TIME ZONE s.time_zone)::date)
      FROM app.reservation r
      JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.mentor_id)
      JOIN app.episode e ON (e.org_id, e.id) = (r.org_id, r.episode_id)
      JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
     WHERE :with_scores AND r.org_id = :org_id AND r.episode_id = :episode_id
    UNION ALL
    SELECT 'session', s.id, s.held_at, s.recorded_at, s.logged_by,
           json_build_object('was_made', s.was_made, 'minutes', s.minutes, 'medium', s.medium, 'topics', s.topics,
                             'practices', s.practices, 'whose_cause', s.whose_cause, 'worry', s.worry, 'is_own', x.is_own,
                             'note', CASE WHEN x.is_own THEN s.note ELSE '' END,
                             'amends', s.amends, 'why_amended', s.why_amended, 'logged_by', s.logged_by,
                             'said', (SELECT c.said FROM app.concern c
                                       WHERE x.is_own AND (c.org_id, c.session_id) = (s.org_id, s.id) LIMIT 1),
                             'is_about_abuse', EXISTS (SELECT FROM app.concern c WHERE c.org_id = s.org_id
                                  AND (c.session_id = s.id OR c.id = s.concern_id) AND c.kind = '{ABUSE}'),
                             'is_amended', n.id IS NOT NULL, 'is_struck', n.is_struck IS TRUE,
                             'answered_at', {_ANSWERED.format(asked=_OF_SESSION)},
                             'began_step', EXISTS (SELECT FROM app.step_change c
                                  WHERE (c.org_id, c.episode_id, c.recorded_at) = (s.org_id, s.episode_id, s.recorded_at)))
      FROM app.session s LEFT JOIN app.session n ON (n.org_id, n.amends) = (s.org_id, s.id)
      JOIN LATERAL (SELECT :with_scores OR s.logged_by = :reader_id OR EXISTS (SELECT FROM app.match k
           WHERE (k.org_id, k.id) = (s.org_id, s.match_id) AND k.mentor_id = :reader_id) AS is_own) x ON true
     WHERE s.org_id = :org_id AND s.episode_id = :episode_id AND NOT s.is_struck AND {stands("s")}
    UNION ALL
    SELECT 'concern', c.id, c.happened_at, c.recorded_at, c.raised_by,
           json_build_object('kind', c.kind, 'said', c.said, 'answered_at', {_ANSWERED.format(asked="= c.id")})
      FROM app.concern c
     WHERE (:with_scores OR c.raised_by = :reader_id)
       AND c.org_id = :org_id AND c.episode_id = :episode_id AND c.session_id IS NULL AND {stands("c")}
    UNION ALL
    SELECT 'abuse_report', r.id, r.reported_at, r.recorded_at, r.reported_by,
           json_build_object('agency', r.agency, 'way', r.way, 'concern_id', c.id)
      FROM app.concern c
      JOIN LATERAL (SELECT x.* FROM app.abuse_report x WHERE (x.org_id, x.concern_id) = (c.org_id, c.id)
           ORDER BY x.recorded_at, x.id LIMIT 1) r ON true
     WHERE (:with_scores OR c.raised_by = :reader_id)
       AND c.org_id = :org_id AND c.episode_id = :episode_id AND {stands("c")}
    UNION ALL
    SELECT 'administration', a.id, a.completed_at, a.recorded_at, a.entered_by,
           json_build_object('instrument_id', a.instrument_id, 'status', a.status, 'total', a.total, 'band', a.band,
                             'safety', a.safety, 'positivity', a.positivity, 'amends', a.amends,
                             'is_amended', EXISTS (SELECT FROM app.administration n
                                                    WHERE (n.org_id, n.amends) = (a.org_id, a.id)))
      FROM app.administration a
     WHERE :with_scores AND a.org_id = :org_id AND a.episode_id = :episode_id AND {stands("a")}
    UNION ALL
    SELECT 'assessment', a.id, a.happened_at, a.recorded_at, a.assessed_by,
           json_build_object('sentence', a.sentence, 'lane', a.lane, 'words', a.words,
                             'is_amended', EXISTS (SELECT FROM app.assessment n
                                                    WHERE (n.org_id, n.amends) = (a.org_id, a.id)))
      FROM app.assessment a WHERE :with_scores AND a.org_id = :org_id AND a.episode_id = :episode_id
    UNION ALL
    SELECT 'applicant_told', t.id, t.happened_at, t.recorded_at, t.told_by,
           json_build_object('who', t.who, 'how', t.how, 'fit', t.fit, 'services', t.services, 'limits', t.limits)
      FROM app.applicant_told t WHERE :with_scores AND t.org_id = :org_id AND t.episode_id = :episode_id
    UNION ALL
    SELECT 'check_in', c.id, c.happened_at, c.recorded_at, e.mentee_id,
           json_build_object('how_it_goes', c.how_it_goes, 'wants_help', c.wants_help,
                             'wants_other_mentor', c.wants_other_mentor,
                             'words', CASE WHEN {_RAISED} THEN '' ELSE c.words END)
      FROM app.check_in c JOIN app.episode e ON (e.org_id, e.id) = (c.org_id, c.episode_id)
     WHERE :with_scores AND c.org_id = :org_id AND c.episode_id = :episode_id
    UNION ALL
    SELECT 'guardian_input', g.id, g.happened_at, g.recorded_at, g.taken_by,
           json_build_object('how_it_goes', g.how_it_goes, 'informant', g.informant, 'why_instead', g.why_instead,
                             'words', g.words)
      FROM app.guardian_input g WHERE :with_scores AND g.org_id = :org_id AND g.episode_id = :episode_id
    UNION ALL
    SELECT 'firing', f.id, f.as_of, f.recorded_at, NULL,
           json_build_object('rule_id', f.rule_id, 'class', f.class, 'work_id', f.work_id,
                             'sentence', CASE WHEN {rests_on_gone("f")} THEN '{MOVED}' ELSE f.sentence END,
                             'work_kind', w.kind, 'work_state', w.state, 'action', w.action)
      FROM app.firing f JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
     WHERE :with_scores AND f.org_id = :org_id AND f.episode_id = :episode_id
    UNION ALL
    SELECT 'decision', d.id, d.decided_at, d.recorded_at, d.decided_by,
           json_build_object('kind', d.kind, 'actor_kind', d.actor_kind, 'from_step', d.from_step,
                             'chosen_step', d.chosen_step, 'words', d.words,
                             'why', CASE WHEN {answers_gone("d")} THEN '{MOVED}' ELSE d.why END)
      FROM app.decision d WHERE :with_scores AND d.org_id = :org_id AND d.episode_id = :episode_id
    UNION ALL
    SELECT 'step_change', c.id, c.effective_at, c.recorded_at, d.decided_by,
           json_build_object('from_step', c.from_step, 'to_step', c.to_step, 'move', c.move,
                             'decision_id', c.decision_id, 'actor_kind', d.actor_kind)
      FROM app.step_change c JOIN app.decision d ON (d.org_id, d.id) = (c.org_id, c.decision_id)
     WHERE c.org_id = :org_id AND c.episode_id = :episode_id AND c.sequence > 1
    UNION ALL
    SELECT 'decision_review', r.id, r.happened_at, r.recorded_at, r.reviewed_by,
           json_build_object('answer', r.answer, 'words', r.words, 'decision_id', r.decision_id)
      FROM app.decision_review r JOIN app.decision d ON (d.org_id, d.id) = (r.org_id, r.decision_id)
     WHERE :with_scores AND d.org_id = :org_id AND d.episode_id = :episode_id
    UNION ALL
    SELECT 'flag_told', t.id, t.happened_at, t.recorded_at, t.said_by,
           json_build_object('answer', t.answer, 'how', t.how, 'words', t.words, 'work_id', t.work_id)
      FROM app.flag_told t JOIN app.work w ON (w.org_id, w.id) = (t.org_id, t.work_id)
     WHERE :with_scores AND w.org_id = :org_id AND w.episode_id = :episode_id
    UNION ALL
    SELECT 'safety_step', min(t.id::text)::uuid, min(t.happened_at), t.recorded_at, t.said_by,
           json_build_object('steps', json_agg(t.step ORDER BY t.step), 'state', t.state, 'who', t.who, 'words', t.words)
      FROM app.safety_step t JOIN app.work w ON (w.org_id, w.id) = (t.org_id, t.work_id)
     WHERE (:with_scores OR t.said_by = :reader_id) AND w.org_id = :org_id AND w.episode_id = :episode_id
     GROUP BY t.work_id, t.recorded_at, t.said_by, t.state, t.who, t.words
    UNION ALL
    SELECT 'emergency_disclosure', d.id, d.happened_at, d.recorded_at, d.disclosed_by,
           json_build_object('who', replace(d.disclosed_to, E'\\n', ', '), 'threat', d.threat, 'words', d.words,
                             'mentee_id', d.mentee_id,
                             'is_reviewed', EXISTS (SELECT FROM app.disclosure_review r
                                                     WHERE (r.org_id, r.disclosure_id) = (d.org_id, d.id)))
      FROM app.disclosure d
     WHERE (:with_scores OR d.disclosed_by = :reader_id) AND d.org_id = :org_id AND d.episode_id = :episode_id
    UNION ALL
    SELECT 'safety_assessment', a.id, a.happened_at, a.recorded_at, a.assessed_by,
           json_build_object('tier', a.tier, 'words', a.words, 'safety_plan', a.safety_plan)
      FROM app.safety_assessment a WHERE :with_scores AND a.org_id = :org_id AND a.episode_id = :episode_id
    UNION ALL
    SELECT 'offer_change', c.id, c.happened_at, c.recorded_at, c.changed_by,
           json_build_object('to_state', c.to_state, 'to_step', o.to_step, 'reasons', c.reasons, 'words', c.words,
                             'offer_id', o.id)
      FROM app.offer_change c JOIN app.offer o ON (o.org_id, o.id) = (c.org_id, c.offer_id)
     WHERE :with_scores AND o.org_id = :org_id AND o.episode_id = :episode_id
    UNION ALL
    SELECT 'work_end', w.id, w.ended_at, w.ended_at, w.ended_by,
           json_build_object('kind', w.kind, 'action', w.action, 'outcome', w.outcome, 'words', w.outcome_words)
      FROM app.work w
     WHERE :with_scores AND w.org_id = :org_id AND w.episode_id = :episode_id AND w.state = 'ended'
       AND w.kind <> 'recommendation'
    UNION ALL {REFERRALS}
    UNION ALL {FAMILY}
)
SELECT h.kind, h.id, h.happened_at, h.recorded_at, p.given_name || ' ' || p.family_name AS by, h.fields
  FROM happened h LEFT JOIN app.person p ON (p.org_id, p.id) = (:org_id, h.person_id)
 ORDER BY h.happened_at DESC, h.recorded_at DESC, h.id DESC
""").columns(fields=JSON)


async def timeline(
    tx: Transaction, episode_id: UUID, *, with_scores: bool, with_family: bool = False
) -> tuple[Happening, ...]:
    """Everything on record; without scores what a mentor may see: matches, sessions, steps, own concerns.

    With the family, also its letters, answers and contacts: for a page on which those may be read.

    What another mentor wrote down stays hidden from a mentor: a supervisor releases what they should know.
    """
    asked = {
        "org_id": tx.actor.org_id,
        "episode_id": episode_id,
        "with_scores": with_scores,
        "with_family": with_family,
        "reader_id": tx.actor.person_id,
        "at": tx.at,
    }
    return tuple(Happening(**row) for row in (await tx.connection.execute(_TIMELINE, asked)).mappings())
