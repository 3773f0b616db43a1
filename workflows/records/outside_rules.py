"""How does work leave the rules in which somebody who works here is named?

What work is about never changes but here: no road of the site may write its cause. The database makes this one change, with
its owner's rights, and of nothing that is kept from nobody. A migration copies this statement;
`workflows.records.security` serves the next one.
"""

from typing import Final

from supervision.named_adults import NAMED
from supervision.unanswered import UNANSWERED

STATEMENTS: Final = (
    f"""CREATE FUNCTION app.take_outside_rules(org uuid, ids uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog AS $$
    UPDATE app.work w SET ends = 'by_person', cause = CASE
               WHEN split_part(w.cause, ':', 1) = '{UNANSWERED}' THEN '{UNANSWERED}:' || w.id
               WHEN w.kind = 'task' THEN '{NAMED}_report:' || w.id ELSE '{NAMED}:' || w.id END
     WHERE w.org_id = org AND w.id = ANY (ids) AND split_part(w.cause, ':', 1) NOT IN ('{NAMED}', '{NAMED}_report')
       AND EXISTS (SELECT FROM app.hidden_from h WHERE (h.org_id, h.object_id) = (w.org_id, w.id)) $$""",
    "REVOKE ALL ON FUNCTION app.take_outside_rules(uuid, uuid[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION app.take_outside_rules(uuid, uuid[]) TO app",
)
