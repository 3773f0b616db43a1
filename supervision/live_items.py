"""What has to be true before an organization takes real cases, and who acts on it? Read from `going_live.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Literal

from triage.roles import Role

OPERATOR: Final = "operator"
OPERATOR_PLAIN: Final = "Whoever runs this site"


class ItemKey(StrEnum):
    """One thing on the list, in the order in which it is shown."""

    APPOINTED = "appointed"
    NO_DEMO_ACCOUNTS = "no_demo_accounts"
    ON_CALL = "on_call"
    POLICY = "policy"
    WORDING = "wording"
    CALENDAR = "calendar"
    CONSENT_LETTER = "consent_letter"
    REFERRAL_PAPERS = "referral_papers"
    REPORTING_DUTY = "reporting_duty"
    TEST_NOTICE = "test_notice"
    BACKUP = "backup"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return LIVE.item(self).title


@dataclass(frozen=True, slots=True)
class Item:
    """One thing, why it matters, who acts on it, and the page on which they do; `where` is empty for a command."""

    key: ItemKey
    title: str
    why: str
    who: tuple[str, ...]
    kind: Literal["automatic", "answered"]
    where: str
    source: str

    @property
    def roles(self) -> tuple[Role, ...]:
        """Those of `who` who are appointed."""
        return tuple(Role(one) for one in self.who if one != OPERATOR)

    @property
    def who_plain(self) -> tuple[str, ...]:
        return tuple(OPERATOR_PLAIN if one == OPERATOR else Role(one).plain for one in self.who)


@dataclass(frozen=True, slots=True)
class LiveItems:
    """The file as it stands."""

    version: int
    owner: str
    source: str
    on_call_ahead: timedelta
    calendar_ahead: timedelta
    test_notice: timedelta
    reporting_checked: timedelta
    demo_addresses: tuple[str, ...]
    items: tuple[Item, ...]

    def find(self, key: str) -> Item | None:
        """The item of this key, as it comes out of an address."""
        return next((one for one in self.items if one.key.value == key), None)

    def item(self, key: ItemKey) -> Item:
        return next(one for one in self.items if one.key is key)


def _read(text: str) -> LiveItems:
    found: dict[str, Any] = tomllib.loads(text)
    return LiveItems(
        version=found["version"],
        owner=found["owner"],
        source=found["source"],
        on_call_ahead=timedelta(days=found["on_call_days_ahead"]),
        calendar_ahead=timedelta(days=found["calendar_days_ahead"]),
        test_notice=timedelta(days=found["test_notice_days"]),
        reporting_checked=timedelta(days=found["reporting_checked_days"]),
        demo_addresses=tuple(found["demo_addresses"]),
        items=tuple(
            Item(**{**one, "key": ItemKey(one["key"]), "who": tuple(one["who"])}) for one in found["items"]
        ),
    )


LIVE: Final = _read((files("supervision") / "going_live.toml").read_text(encoding="utf-8"))
