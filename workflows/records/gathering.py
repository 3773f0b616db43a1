"""Which statement gathers what was known about episodes, as of one instant and as known at another?

It hands over raw counts, scores and dates; `facts.py` sends it and reads its rows. A row counts when it had happened
by `as_of` and was recorded by `known_at`; an amended row counts until its amendment was recorded, and one that stood
with the wrong student until it was moved. The step, and the work that was open, are those of `stood_at`.
"""

from typing import Final

from supervision.worklist import CANNOT_JUDGE
from workflows.records.misfiled import stands
from workflows.records.safety_work import names_nobody, was_about_safety

# `reopened`: contacts before the case was open again start no clock. `gone`: who comes back to a step begins it anew, but
# for an emergency that was undone. `stops`: when a match was paused, or over; what was planned for then is told apart.
GATHER: Final = f"""
WITH asked AS ({{asked}}
), calendars AS MATERIALIZED (
    SELECT s.id, w.known_at, s.time_zone AS zone, c.rows AS closed_days, c.closed
      FROM (SELECT DISTINCT e.site_id, a.known_at
              FROM asked a JOIN app.episode e ON (e.org_id, e.id) = (cast(:org_id AS uuid), a.episode_id)) w
      JOIN app.site s ON (s.org_id, s.id) = (cast(:org_id AS uuid), w.site_id)
      LEFT JOIN LATERAL (
           SELECT json_agg(json_build_array(c.first_on, c.last_on) ORDER BY c.first_on, c.last_on, c.id)::text AS rows,
                  range_agg(daterange(c.first_on, c.last_on, '[]')) AS closed
             FROM app.closure c
            WHERE (c.org_id, c.site_id) = (s.org_id, s.id) AND c.recorded_at <= w.known_at) c ON true
)
SELECT e.id, a.as_of, a.known_at, e.opened_at, step.to_step, step.effective_at AS step_began_at, step.id AS step_change_id,
       forms.rows AS forms, assigned.id AS assigned_id, assigned.assigned_at, made.id AS made_id, made.held_at AS made_at,
       missed.ids AS missed_ids, missed.at_school AS missed_at_school, dose.made, dose.planned, dose.unschooled,
       dose.stopped, dose.stopped_unschooled,
       concerns.rows AS concerns, asked_work.safety_ids, asked_work.blind_ids, asked_work.ended_id, asked_work.ended_at,
       needs.row AS needs, tier.id AS tier_id, tier.tier, tier.happened_at AS tier_at, plans.rows AS plans,
       family.answers, family.opt_outs,
       calendars.zone, calendars.closed_days
  FROM asked a
  JOIN app.episode e ON (e.org_id, e.id) = (cast(:org_id AS uuid), a.episode_id)
  JOIN calendars ON (calendars.id, calendars.known_at) = (e.site_id, a.known_at)
  JOIN LATERAL (
       SELECT c.id, c.to_step, c.effective_at FROM app.step_change c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.recorded_at <= a.stood_at
        ORDER BY c.sequence DESC LIMIT 1) step ON true
  LEFT JOIN LATERAL (
       SELECT c.effective_at, c.recorded_at FROM app.step_change c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.recorded_at <= a.stood_at AND c.move = 'reopen'
        ORDER BY c.sequence DESC LIMIT 1) reopened ON true
  LEFT JOIN LATERAL (
       SELECT c.recorded_at FROM app.step_change c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.recorded_at <= a.stood_at AND c.from_step = step.to_step
          AND NOT EXISTS (SELECT FROM app.step_change n WHERE (n.org_id, n.episode_id, n.sequence)
                          = (c.org_id, c.episode_id, c.sequence + 1) AND n.move = 'undo' AND n.recorded_at <= a.stood_at)
        ORDER BY c.sequence DESC LIMIT 1) gone ON true
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(f.id, f.instrument_id, f.informant, f.recall_window, f.form_version,
                  f.completed_at, f.recorded_at, f.status, f.total, f.band, f.positivity, f.safety, f.answers)
                  ORDER BY f.completed_at, f.id)::text AS rows
         FROM app.administration f
        WHERE (f.org_id, f.episode_id) = (e.org_id, e.id) AND f.completed_at <= a.as_of AND f.recorded_at <= a.known_at
          AND {stands("f", "a.known_at")}
          AND NOT EXISTS (SELECT FROM app.administration n
               WHERE (n.org_id, n.amends) = (f.org_id, f.id) AND n.recorded_at <= a.known_at)) forms ON true
  LEFT JOIN LATERAL (
       SELECT m.id, m.assigned_at FROM app.match_change_point p JOIN app.match m ON (m.org_id, m.id) = (p.org_id, p.match_id)
        WHERE (p.org_id, p.episode_id) = (e.org_id, e.id) AND p.starts_at <= a.as_of AND p.recorded_at <= a.known_at
          AND p.recorded_at > coalesce(reopened.recorded_at, '-infinity')
        ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) assigned ON true
  LEFT JOIN LATERAL (
       SELECT s.id, s.held_at FROM app.session s
        WHERE (s.org_id, s.episode_id) = (e.org_id, e.id) AND s.was_made AND NOT s.is_struck
          AND s.held_at <= a.as_of AND s.recorded_at <= a.known_at
          AND {stands("s", "a.known_at")}
          AND s.held_at >= coalesce(reopened.effective_at, '-infinity')
          AND NOT EXISTS (SELECT FROM app.session n
               WHERE (n.org_id, n.amends) = (s.org_id, s.id) AND n.recorded_at <= a.known_at)
        ORDER BY s.held_at DESC, s.id DESC LIMIT 1) made ON true
  LEFT JOIN LATERAL (
       SELECT array_agg(s.id ORDER BY s.held_at, s.id) AS ids,
              array_agg(s.id ORDER BY s.held_at, s.id) FILTER (WHERE calendars.closed IS NULL
                  OR NOT (s.held_at AT TIME ZONE calendars.zone)::date <@ calendars.closed) AS at_school
         FROM app.session s
        WHERE (s.org_id, s.episode_id) = (e.org_id, e.id) AND NOT s.was_made AND NOT s.is_struck
          AND s.held_at <= a.as_of AND s.recorded_at <= a.known_at
          AND {stands("s", "a.known_at")}
          AND s.held_at >= coalesce(reopened.effective_at, '-infinity')
          AND (made.held_at IS NULL OR (s.held_at, s.id) > (made.held_at, made.id))
          AND NOT EXISTS (SELECT FROM app.session n
               WHERE (n.org_id, n.amends) = (s.org_id, s.id) AND n.recorded_at <= a.known_at)) missed ON true
  LEFT JOIN LATERAL (
       SELECT (SELECT count(*) FROM app.match m
                 JOIN app.session s ON (s.org_id, s.match_id) = (m.org_id, m.id)
                WHERE (m.org_id, m.episode_id) = (e.org_id, e.id) AND m.for_step = step.to_step
                  AND m.recorded_at > coalesce(gone.recorded_at, '-infinity')
                  AND s.was_made AND NOT s.is_struck AND s.held_at <= a.as_of AND s.recorded_at <= a.known_at
                  AND {stands("s", "a.known_at")}
                  AND NOT EXISTS (SELECT FROM app.session n
                       WHERE (n.org_id, n.amends) = (s.org_id, s.id) AND n.recorded_at <= a.known_at)) AS made,
              planned.all AS planned, planned.unschooled, planned.stopped, planned.stopped_unschooled
         FROM (SELECT count(*) AS all, count(*) FILTER (
                      WHERE (p.planned_at AT TIME ZONE calendars.zone)::date <@ calendars.closed) AS unschooled,
                      count(*) FILTER (WHERE p.planned_at <@ stops.times) AS stopped, count(*) FILTER (
                      WHERE p.planned_at <@ stops.times AND (p.planned_at AT TIME ZONE calendars.zone)::date
                            <@ calendars.closed) AS stopped_unschooled
                 FROM app.match m
                 JOIN app.planned_session p ON (p.org_id, p.match_id) = (m.org_id, m.id)
                 LEFT JOIN LATERAL (
                      SELECT range_agg(tstzrange(c.happened_at,
                                  greatest(c.happened_at, coalesce(n.happened_at, 'infinity')))) AS times
                        FROM app.match_change c
                        LEFT JOIN app.match_change n ON (n.org_id, n.match_id, n.sequence)
                             = (c.org_id, c.match_id, c.sequence + 1) AND n.recorded_at <= a.known_at
                       WHERE (c.org_id, c.match_id) = (m.org_id, m.id) AND c.to_state IN ('paused', 'ended')
                         AND c.recorded_at <= a.known_at) stops ON true
                WHERE (m.org_id, m.episode_id) = (e.org_id, e.id) AND m.for_step = step.to_step
                  AND m.recorded_at > coalesce(gone.recorded_at, '-infinity')
                  AND p.planned_at <= a.as_of AND p.recorded_at <= a.known_at) planned) dose ON true
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(c.id, c.kind, c.reason_code, c.happened_at)
                  ORDER BY c.happened_at, c.id)::text AS rows FROM app.concern c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id)
          AND c.happened_at <= a.as_of AND c.recorded_at <= a.known_at
          AND {stands("c", "a.known_at")} AND {names_nobody("c", "a.stood_at")}) concerns ON true
  LEFT JOIN LATERAL (
       SELECT array_agg(w.id ORDER BY w.id) FILTER (WHERE w.kind = 'escalation' AND w.is_open) AS safety_ids,
              array_agg(w.id ORDER BY w.id) FILTER (WHERE w.kind = 'task' AND w.is_open) AS blind_ids,
              (array_agg(w.id ORDER BY w.ended_at DESC, w.id)
                   FILTER (WHERE w.kind = 'escalation' AND NOT w.is_open))[1] AS ended_id,
              max(w.ended_at) FILTER (WHERE w.kind = 'escalation' AND NOT w.is_open) AS ended_at
         FROM (SELECT x.id, x.kind, x.ended_at, (x.ended_at IS NULL OR x.ended_at > a.stood_at) AS is_open
                 FROM app.work x
                WHERE (x.org_id, x.episode_id) = (e.org_id, e.id) AND x.recorded_at <= a.stood_at
                  AND ({was_about_safety("x", "a.stood_at")}
                       OR (x.kind = 'task' AND split_part(x.cause, ':', 1) = '{CANNOT_JUDGE}'))) w
       ) asked_work ON true
  LEFT JOIN LATERAL (
       SELECT json_build_array(n.id, n.ratings, n.level, n.is_at_least, n.happened_at)::text AS row
         FROM app.assessment n
        WHERE (n.org_id, n.episode_id) = (e.org_id, e.id) AND n.happened_at <= a.as_of AND n.recorded_at <= a.known_at
          AND NOT EXISTS (SELECT FROM app.assessment o
               WHERE (o.org_id, o.amends) = (n.org_id, n.id) AND o.recorded_at <= a.known_at)
        ORDER BY n.happened_at DESC, n.id DESC LIMIT 1) needs ON true
  LEFT JOIN LATERAL (
       SELECT n.id, n.tier, n.happened_at FROM app.safety_assessment n
        WHERE (n.org_id, n.episode_id) = (e.org_id, e.id) AND n.happened_at <= a.as_of AND n.recorded_at <= a.known_at
        ORDER BY n.happened_at DESC, n.id DESC LIMIT 1) tier ON true
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(n.instrument_id, n.starts_at, n.interval_days, n.asked_by, n.consent_basis)
                  ORDER BY n.starts_at, n.recorded_at, n.instrument_id)::text AS rows
         FROM app.measure_plan n
        WHERE (n.org_id, n.episode_id) = (e.org_id, e.id)
          AND n.starts_at <= a.as_of AND n.recorded_at <= a.known_at) plans ON true
  LEFT JOIN LATERAL (
       SELECT (SELECT json_agg(json_build_array(c.state, c.how, c.happened_on, c.ends_on, c.recorded_at)
                          ORDER BY c.recorded_at DESC)::text
                 FROM (SELECT x.* FROM app.consent x
                        WHERE (x.org_id, x.mentee_id, x.kind) = (e.org_id, e.mentee_id, 'questionnaires')
                          AND x.state <> 'out' AND x.recorded_at <= a.known_at
                        ORDER BY x.recorded_at DESC LIMIT 2) c) AS answers,
              (SELECT json_agg(json_build_array(n.instrument_ids, o.said_on) ORDER BY o.said_on, n.id)::text
                 FROM app.survey_opt_out o JOIN app.survey_notice n ON (n.org_id, n.id) = (o.org_id, o.notice_id)
                WHERE (o.org_id, o.mentee_id) = (e.org_id, e.mentee_id) AND o.recorded_at <= a.known_at) AS opt_outs
       ) family ON true
 ORDER BY a.place
"""
GATHERED: Final = (
    "as_of", "to_step", "step_change_id", "step_began_at", "forms", "assigned_id", "assigned_at", "made_id",
    "made_at", "missed_ids", "missed_at_school", "made", "planned", "unschooled", "stopped", "stopped_unschooled",
    "concerns", "safety_ids", "blind_ids", "ended_id", "ended_at", "needs", "tier_id", "tier", "tier_at", "plans",
    "answers", "opt_outs", "zone",
    "closed_days",
)  # fmt: skip
"""What that statement hands over besides the episode itself: `raw_of` reads each of these."""
