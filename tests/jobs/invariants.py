"""What may never be so, whatever happened? Each row is a broken promise with the record that breaks it.

Written from the promises, beside the auditor's own statements and not after them. `$1` is the organization, `$2` the
instant before which no timer may still be pending.
"""

from typing import Final

from workflows.records.chain_rules import HASHED

BROKEN: Final = f"""
SELECT 'I2 what nobody resolved has a next time' AS promise, w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND (w.state = 'ended') <> (w.next_at IS NULL)
UNION ALL SELECT 'I3 no timer stands still', w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND w.state <> 'ended' AND w.next_at < $2
UNION ALL SELECT 'I4 a rung that was passed tells nobody, and the next one is entered in the same write', c.id
  FROM app.escalation_change c
 WHERE c.org_id = $1 AND c.is_passed
   AND (EXISTS (SELECT FROM app.escalation_notice n WHERE (n.org_id, n.change_id) = (c.org_id, c.id))
        OR NOT EXISTS (SELECT FROM app.escalation_change f
                        WHERE (f.org_id, f.work_id, f.sequence, f.recorded_at)
                            = (c.org_id, c.work_id, c.sequence + 1, c.recorded_at)))
UNION ALL SELECT 'I4 everybody on a rung is told on the page as well', c.id FROM app.escalation_change c
 WHERE c.org_id = $1 AND EXISTS (
       SELECT FROM app.escalation_notice n WHERE (n.org_id, n.change_id) = (c.org_id, c.id)
          AND NOT EXISTS (SELECT FROM app.escalation_notice p
                           WHERE (p.org_id, p.change_id, p.person_id, p.way) = (n.org_id, n.change_id, n.person_id, 'page')))
UNION ALL SELECT 'I5 nobody is told who cannot sign in', n.id FROM app.escalation_notice n
 WHERE n.org_id = $1 AND NOT EXISTS (
       SELECT FROM sign_in.identity i WHERE (i.org_id, i.person_id) = (n.org_id, n.person_id)
          AND (i.disabled_at IS NULL OR i.disabled_at >= n.recorded_at))
UNION ALL SELECT 'I6 only a person ends it', w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND w.state = 'ended' AND (w.ended_by IS NULL OR EXISTS (
       SELECT FROM app.escalation_change c WHERE (c.org_id, c.work_id, c.sequence) = (w.org_id, w.id, w.version)
          AND c.changed_by IS NULL))
UNION ALL SELECT 'I7 taken is not resolved, and never for longer than the longest time', w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND w.lane <> 'routine' AND w.state IN ('acknowledged', 'in_hand')
   AND (w.acknowledged_by IS NULL OR w.next_at > w.acknowledged_at + interval '240 minutes')
UNION ALL SELECT 'I8 it stands where its history ends', w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND (w.version, w.state, w.rung, w.lap) IS DISTINCT FROM (
       SELECT (c.sequence, c.to_state, c.rung, c.lap) FROM app.escalation_change c
        WHERE (c.org_id, c.work_id) = (w.org_id, w.id) ORDER BY c.sequence DESC LIMIT 1)
UNION ALL SELECT 'I8 its history has no gap', c.work_id FROM app.escalation_change c
 WHERE c.org_id = $1 GROUP BY c.work_id HAVING max(c.sequence) <> count(*)
UNION ALL SELECT 'I8 each entry follows from the one before it', x.work_id FROM (
       SELECT c.work_id, c.digest, app.escalation_digest(
              coalesce(lag(c.digest) OVER w, app.escalation_genesis(c.org_id, c.work_id)), {HASHED.format("c")}) AS ought
         FROM app.escalation_change c WHERE c.org_id = $1
       WINDOW w AS (PARTITION BY c.work_id ORDER BY c.sequence)) x WHERE x.digest <> x.ought
UNION ALL SELECT 'I8 the newest is the one that it names', w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND w.history_digest IS DISTINCT FROM (
       SELECT c.digest FROM app.escalation_change c
        WHERE (c.org_id, c.work_id) = (w.org_id, w.id) ORDER BY c.sequence DESC LIMIT 1)
UNION ALL SELECT 'I9 one is open for a cause', w.episode_id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND w.state <> 'ended' GROUP BY w.episode_id, w.cause HAVING count(*) > 1
UNION ALL SELECT 'I10 what was said is on its way to somebody', c.id FROM app.concern c
 WHERE c.org_id = $1 AND c.kind IN ('active_statement', 'weapon')
   AND NOT EXISTS (SELECT FROM app.firing f JOIN app.work w ON w.id = f.work_id
                    WHERE f.org_id = c.org_id AND f.row_id = 'R1.statement_or_weapon' AND c.id = ANY(f.evidence)
                      AND w.kind = 'escalation')
   AND NOT EXISTS (SELECT FROM app.named_adult a JOIN app.work w ON (w.org_id, w.id) = (a.org_id, a.work_id)
                    WHERE (a.org_id, a.concern_id) = (c.org_id, c.id) AND w.kind = 'escalation')
UNION ALL SELECT 'I5 whoever is named in it is told no more from then on, and never has it', w.id FROM app.work w
  JOIN app.named_adult a ON (a.org_id, a.work_id) = (w.org_id, w.id) AND a.undone_at IS NULL
 WHERE w.org_id = $1 AND (a.person_id IN (w.owner_id, w.acknowledged_by, w.ended_by)
       OR EXISTS (SELECT FROM app.escalation_notice n
                   WHERE (n.org_id, n.work_id, n.person_id) = (w.org_id, w.id, a.person_id)
                     AND (n.recorded_at >= a.recorded_at OR (n.sent_at IS NULL AND n.dropped_at IS NULL)))
       OR EXISTS (SELECT FROM app.escalation_change c
                   WHERE (c.org_id, c.work_id) = (w.org_id, w.id) AND a.person_id IN (c.changed_by, c.to_id)
                     AND c.recorded_at >= a.recorded_at))
UNION ALL SELECT 'I10 so is what was answered', a.id FROM app.administration a
 WHERE a.org_id = $1 AND (a.answers ->> '9') IN ('1', '2', '3')
   AND NOT EXISTS (SELECT FROM app.firing f JOIN app.work w ON w.id = f.work_id
                    WHERE f.administration_id = a.id AND f.row_id = 'R3.item_9' AND w.kind = 'escalation')
UNION ALL SELECT 'I12 its ladder is there', w.id FROM app.work w
 WHERE w.org_id = $1 AND w.kind = 'escalation' AND NOT EXISTS (
       SELECT FROM app.policy_version p WHERE (p.org_id, p.id) = (w.org_id, w.policy_version_id))
"""
