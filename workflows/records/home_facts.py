"""Under which name does a family know a student, and when was the student born?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from workflows.records.rows import known_row
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What a letter home goes by. `name_at_home` never falls back to the name at school, which a family may not know."""

    given_name: str
    family_name: str
    home_name: str | None
    born_on: date | None

    @property
    def name_at_home(self) -> str:
        return f"{self.called_at_home} {self.family_name}"

    @property
    def called_at_home(self) -> str:
        return self.home_name or self.given_name


_FACTS = text("""
SELECT p.given_name, p.family_name, p.home_name, s.born_on FROM app.student s
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id)
 WHERE s.org_id = :org_id AND s.person_id = :id
""")
_NAME = text("UPDATE app.person SET home_name = :home_name WHERE org_id = :org_id AND id = :id")
_BORN = text("UPDATE app.student SET born_on = :born_on WHERE org_id = :org_id AND person_id = :id")


async def home_facts(tx: Transaction, mentee_id: UUID) -> HomeFacts:
    return HomeFacts(**await known_row(tx, _FACTS, id=mentee_id))


async def keep_home_facts(
    tx: Transaction, mentee_id: UUID, *, home_name: str | None, born_on: date | None
) -> None:
    asked = {"org_id": tx.actor.org_id, "id": mentee_id}
    await tx.connection.execute(_NAME, {**asked, "home_name": home_name})
    await tx.connection.execute(_BORN, {**asked, "born_on": born_on})
