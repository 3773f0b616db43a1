"""Is this person the one whom escalations reach now, at any site?"""

from sqlalchemy import text

from workflows.records.scope import Transaction

_HOLDS = text("""
SELECT EXISTS (SELECT FROM app.site s CROSS JOIN LATERAL (
                   SELECT d.person_id FROM app.on_call d
                    WHERE (d.org_id, d.site_id) = (s.org_id, s.id) AND d.starts_at <= :at
                    ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) AS now
                WHERE s.org_id = :org_id AND now.person_id = :person_id)
""")


async def is_on_call_now(tx: Transaction) -> bool:
    """Whether whoever acts in this transaction is on call at its instant."""
    asked = {"org_id": tx.actor.org_id, "person_id": tx.actor.person_id, "at": tx.at}
    return bool((await tx.connection.execute(_HOLDS, asked)).scalar_one())
