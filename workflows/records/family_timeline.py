"""What of a family stands in the timeline of an episode: letters, answers, contacts, and whom nobody may reach?

Branches of the one statement in `timelines`. Nobody is named here but by their relation: whoever is banned today stands
nowhere by name but on the family's own page.
"""

from typing import Final

# A family's papers belong to a mentee; each is told in the episode that was the newest one then.
_THEN: Final = """{row}.mentee_id = e.mentee_id AND e.id = (SELECT x.id FROM app.episode x
           WHERE (x.org_id, x.mentee_id) = (e.org_id, e.mentee_id)
           ORDER BY (x.opened_at <= {row}.{at}) DESC,
                    CASE WHEN x.opened_at <= {row}.{at} THEN x.opened_at END DESC, x.opened_at LIMIT 1)"""
_EPISODE: Final = "e.org_id = :org_id AND e.id = :episode_id AND :with_family"
# A change point has no id of its own.
_KEY: Final = "md5({parts})::uuid"

FAMILY: Final = f"""
    SELECT 'consent_letter', l.id, l.recorded_at, l.recorded_at, l.sent_by,
           json_build_object('kinds', l.kinds, 'sent_how', l.sent_how, 'answer_by', l.answer_by)
      FROM app.episode e JOIN app.consent_letter l ON l.org_id = e.org_id AND {_THEN.format(row="l", at="recorded_at")}
     WHERE {_EPISODE}
    UNION ALL
    SELECT 'consent', {_KEY.format(parts="c.mentee_id::text || c.kind || c.recorded_at::text")}, c.recorded_at,
           c.recorded_at, c.recorded_by,
           json_build_object('kind', c.kind, 'state', c.state, 'how', c.how, 'said_on', c.happened_on,
                             'ends_on', c.ends_on, 'words', c.words)
      FROM app.episode e JOIN app.consent c ON c.org_id = e.org_id AND {_THEN.format(row="c", at="recorded_at")}
     WHERE {_EPISODE} AND c.state <> 'out'
    UNION ALL
    SELECT 'survey_opt_out', {_KEY.format(parts="o.notice_id::text || o.mentee_id::text")}, o.recorded_at, o.recorded_at,
           o.recorded_by, json_build_object('said_on', o.said_on, 'instrument_ids', n.instrument_ids)
      FROM app.episode e JOIN app.survey_opt_out o ON o.org_id = e.org_id AND {_THEN.format(row="o", at="recorded_at")}
      JOIN app.survey_notice n ON (n.org_id, n.id) = (o.org_id, o.notice_id)
     WHERE {_EPISODE}
    UNION ALL
    SELECT 'contact', {_KEY.format(parts="d.contact_id::text || d.recorded_at::text")}, d.recorded_at, d.recorded_at,
           d.recorded_by,
           json_build_object('relation', d.relation, 'is_first', d.recorded_at = k.recorded_at,
                             'is_current', d.is_current, 'holds_rights', d.holds_rights OR d.is_agency)
      FROM app.episode e JOIN app.contact k ON k.org_id = e.org_id AND {_THEN.format(row="k", at="recorded_at")}
      JOIN app.contact_detail d ON (d.org_id, d.contact_id) = (k.org_id, k.id)
     WHERE {_EPISODE}
    UNION ALL
    SELECT 'contact_ban', b.id, b.recorded_at, b.recorded_at, b.recorded_by,
           json_build_object('relation', d.relation, 'starts_on', b.starts_on, 'ends_on', b.ends_on)
      FROM app.episode e JOIN app.contact k ON k.org_id = e.org_id AND {_THEN.format(row="k", at="recorded_at")}
      JOIN app.contact_ban b ON (b.org_id, b.contact_id) = (k.org_id, k.id)
      JOIN LATERAL (SELECT x.relation FROM app.contact_detail x WHERE (x.org_id, x.contact_id) = (k.org_id, k.id)
           ORDER BY x.recorded_at DESC LIMIT 1) d ON true
     WHERE {_EPISODE}
    UNION ALL
    SELECT 'contact_ban_lifted', {_KEY.format(parts="b.id::text || 'lifted'")}, b.lifted_at, b.lifted_at, b.lifted_by,
           json_build_object('relation', d.relation, 'words', b.why_lifted)
      FROM app.episode e JOIN app.contact k ON k.org_id = e.org_id AND {_THEN.format(row="k", at="recorded_at")}
      JOIN app.contact_ban b ON (b.org_id, b.contact_id) = (k.org_id, k.id) AND b.lifted_at IS NOT NULL
      JOIN LATERAL (SELECT x.relation FROM app.contact_detail x WHERE (x.org_id, x.contact_id) = (k.org_id, k.id)
           ORDER BY x.recorded_at DESC LIMIT 1) d ON true
     WHERE {_EPISODE}
"""
