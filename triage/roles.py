"""Who are the people? The words that every package shares."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is appointed to."""

    COUNSELOR = "counselor"
    DIRECT_SUPERVISOR = "direct_supervisor"
    CLINICAL_SUPERVISOR = "clinical_supervisor"
    MENTOR = "mentor"
    JOURNEY_MENTOR = "journey_mentor"
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"
    TEACHER = "teacher"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


MENTORS = frozenset({Role.MENTOR, Role.JOURNEY_MENTOR})
"""Those who meet mentees. They see sessions and plans, and no answers, scores or decisions."""
OF_A_SITE = frozenset({Role.COUNSELOR, Role.CLINICAL_SUPERVISOR})
"""Those who look after a whole site: they may look for its students, and see all its open cases."""

REFERRERS = frozenset({Role.COUNSELOR, Role.TEACHER})
"""Those who may say that a student of their site needs help. A teacher sees nothing of what comes of it."""
FINDERS = OF_A_SITE | REFERRERS
"""Those who may look for the students of their site."""

RECORD_KEEPERS = frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, Role.CLINICAL_SUPERVISOR})
"""Those who answer for what is on record with whom, and who has read it."""

_PLAIN = {
    Role.COUNSELOR: "School counselor",
    Role.DIRECT_SUPERVISOR: "Direct supervisor",
    Role.CLINICAL_SUPERVISOR: "Clinical supervisor",
    Role.MENTOR: "Mentor",
    Role.JOURNEY_MENTOR: "Journey mentor",
    Role.ADMINISTRATOR: "Program administrator",
    Role.PRIVACY_OFFICER: "Privacy officer",
    Role.TEACHER: "Teacher",
}
