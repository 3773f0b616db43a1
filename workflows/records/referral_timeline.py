"""What of the referrals to professionals stands in the timeline of an episode? A branch of the statement in `timelines`.

A mentor is told that help is arranged, once it is and while it is, and neither where nor why.
"""

from typing import Final

REFERRALS: Final = """
    SELECT CASE WHEN :with_scores THEN 'referral_change' ELSE 'help_arranged' END, c.id, c.happened_at, c.recorded_at,
           c.changed_by,
           CASE WHEN :with_scores THEN
                json_build_object('to_state', c.to_state, 'place', d.name, 'referral_id', r.id, 'reasons', c.reasons,
                                  'words', CASE WHEN c.to_state = 'sent' THEN '' ELSE c.words END,
                                  'confirmed_by', c.confirmed_by, 'confirmed_how', c.confirmed_how,
                                  'meets_at', c.appointment_at, 'time_zone', s.time_zone, 'outcome', c.outcome,
                                  'in_place_of', (SELECT b.name FROM app.referral x JOIN app.destination b
                                      ON (b.org_id, b.id) = (x.org_id, x.destination_id)
                                     WHERE (x.org_id, x.id) = (r.org_id, r.follows)))
                ELSE '{}' END
      FROM app.referral r
      JOIN app.referral_change c ON (c.org_id, c.referral_id) = (r.org_id, r.id)
      JOIN app.destination d ON (d.org_id, d.id) = (r.org_id, r.destination_id)
      JOIN app.episode e ON (e.org_id, e.id) = (r.org_id, r.episode_id)
      JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
     WHERE r.org_id = :org_id AND r.episode_id = :episode_id
       AND (:with_scores OR (c.to_state = 'accepted'
            AND r.state IN ('accepted', 'scheduled', 'first_contact_confirmed', 'in_care')))
"""
