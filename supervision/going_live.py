"""Is an organization ready for real cases, and if not, what is missing? After going live no gap turns anybody away."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from supervision.backup_limits import LIMITS
from supervision.live_gaps import Gap
from supervision.live_grounds import Duty, Ground, SchoolGround
from supervision.live_items import LIVE, Item, ItemKey


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, with what its sentence names."""

    gap: Gap
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the list; it is done when nothing is missing."""

    item: Item
    missing: tuple[Missing, ...]

    @property
    def is_done(self) -> bool:
        return not self.missing


def judge(ground: Ground) -> tuple[Line, ...]:
    """Every item, in the order of the list."""
    return tuple(Line(item, tuple(_JUDGES[item.key](ground))) for item in LIVE.items)


def open_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if not line.is_done)


def _appointed(ground: Ground) -> Iterator[Missing]:
    if not ground.administrators:
        yield Missing(Gap.NO_ADMINISTRATOR)
    if not ground.privacy_officers:
        yield Missing(Gap.NO_PRIVACY_OFFICER)
    if ground.administrators == ground.privacy_officers and len(ground.administrators) == 1:
        yield Missing(Gap.SAME_PERSON)


def _no_demo_accounts(ground: Ground) -> Iterator[Missing]:
    if ground.demo_accounts:
        yield Missing(Gap.DEMO_ACCOUNTS, {"count": ground.demo_accounts})


def _on_call(ground: Ground) -> Iterator[Missing]:
    if not ground.schools:
        yield Missing(Gap.NO_SCHOOL)
    for school in ground.schools:
        if not any(duty.starts_at <= ground.at for duty in school.duties):
            yield Missing(Gap.NOBODY_ON_CALL, {"site": school.name})
        for duty in _soon(school, ground.at):
            values = {"site": school.name, "name": duty.name}
            if not duty.can_sign_in:
                yield Missing(Gap.CANNOT_SIGN_IN, values)
            if not duty.is_clinical:
                yield Missing(Gap.NOT_CLINICAL, values)


def _soon(school: SchoolGround, at: datetime) -> Iterator[Duty]:
    """Whoever is on call on any of the days ahead that are looked at."""
    return (duty for duty in school.duties if duty.starts_at <= at + LIVE.on_call_ahead)


def _policy(ground: Ground) -> Iterator[Missing]:
    if ground.policy is None:
        yield Missing(Gap.NO_POLICY)
    elif ground.policy.owner_id == ground.policy.approver_id:
        yield Missing(Gap.ONE_SIGNATURE)


def _wording(ground: Ground) -> Iterator[Missing]:
    if ground.policy is None and not ground.forms:
        # Which questionnaires are meant, the policy says.
        yield Missing(Gap.NO_POLICY)
    for form in ground.forms:
        if form.is_placeholder:
            yield Missing(Gap.PLACEHOLDER, {"form": form.name})
        elif form.is_unverified and not form.is_answered:
            yield Missing(Gap.UNVERIFIED, {"form": form.name})


def _calendar(ground: Ground) -> Iterator[Missing]:
    if not ground.schools:
        yield Missing(Gap.NO_SCHOOL)
    for school in ground.schools:
        if school.closed_until is None or school.closed_until < school.today:
            yield Missing(Gap.NO_CALENDAR, {"site": school.name})
        elif school.closed_until < school.today + LIVE.calendar_ahead:
            yield Missing(Gap.SHORT_CALENDAR, {"site": school.name, "day": school.closed_until})


def _consent_letter(ground: Ground) -> Iterator[Missing]:
    if not ground.is_letter_approved:
        yield Missing(Gap.LETTER_NOT_APPROVED)


def _referral_papers(ground: Ground) -> Iterator[Missing]:
    if not ground.are_papers_approved:
        yield Missing(Gap.PAPERS_NOT_APPROVED)


def _reporting_duty(ground: Ground) -> Iterator[Missing]:
    if not ground.duties_checked:
        yield Missing(Gap.NO_DUTY)
    for state, day in sorted(ground.duties_checked.items()):
        if day + LIVE.reporting_checked < ground.at.date():
            yield Missing(Gap.OLD_DUTY, {"state": state, "day": day})
    for school in ground.schools:
        if school.state is None:
            yield Missing(Gap.NO_STATE, {"site": school.name})
    for state in sorted({one.state for one in ground.schools if one.state}):
        if ground.duties_checked and state not in ground.duties_checked:
            yield Missing(Gap.NO_DUTY_OF, {"state": state})


def _test_notice(ground: Ground) -> Iterator[Missing]:
    if not ground.schools:
        yield Missing(Gap.NO_SCHOOL)
    for school in ground.schools:
        if school.notice_received_at is None:
            yield Missing(Gap.NO_NOTICE, {"site": school.name})
        elif school.notice_received_at + LIVE.test_notice < ground.at:
            yield Missing(Gap.OLD_NOTICE, {"site": school.name, "day": school.notice_received_at.date()})


def _backup(ground: Ground) -> Iterator[Missing]:
    if ground.good_backup_at is None:
        yield Missing(Gap.NO_BACKUP)
    elif (hours := LIMITS.hours_late(ground.good_backup_at, ground.at)) is not None:
        yield Missing(Gap.OLD_BACKUP, {"hours": hours})


_JUDGES: Final[Mapping[ItemKey, Callable[[Ground], Iterator[Missing]]]] = {
    ItemKey.APPOINTED: _appointed,
    ItemKey.NO_DEMO_ACCOUNTS: _no_demo_accounts,
    ItemKey.ON_CALL: _on_call,
    ItemKey.POLICY: _policy,
    ItemKey.WORDING: _wording,
    ItemKey.CALENDAR: _calendar,
    ItemKey.CONSENT_LETTER: _consent_letter,
    ItemKey.REFERRAL_PAPERS: _referral_papers,
    ItemKey.REPORTING_DUTY: _reporting_duty,
    ItemKey.TEST_NOTICE: _test_notice,
    ItemKey.BACKUP: _backup,
}
