"""What stands on record about an organization that is to be judged ready for real cases?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Duty:
    """Who holds the telephone of a school from `starts_at` on."""

    name: str
    starts_at: datetime
    can_sign_in: bool
    is_clinical: bool


@dataclass(frozen=True, slots=True)
class SchoolGround:
    """One school. `duties`: who is on call now, then every later change. `closed_until`: the last day declared."""

    name: str
    today: date
    duties: tuple[Duty, ...] = ()
    closed_until: date | None = None
    notice_received_at: datetime | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class FormGround:
    """A form that the policy asks for. `is_answered`: somebody has compared its wording with the published one."""

    name: str
    is_placeholder: bool
    is_unverified: bool
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed the policy in force."""

    owner_id: UUID
    approver_id: UUID


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that is asked, as it stands on record. `duties_checked`: state -> the day a lawyer checked its row."""

    at: datetime
    schools: tuple[SchoolGround, ...] = ()
    administrators: frozenset[UUID] = frozenset()
    privacy_officers: frozenset[UUID] = frozenset()
    demo_accounts: int = 0
    policy: Signed | None = None
    forms: tuple[FormGround, ...] = ()
    is_letter_approved: bool = False
    are_papers_approved: bool = False
    duties_checked: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    good_backup_at: datetime | None = None
