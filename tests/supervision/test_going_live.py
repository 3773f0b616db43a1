"""Is nothing called ready that is not, and is each thing that is missing said with who acts on it?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.actors import Actor, Appointment
from supervision.going_live import judge, open_lines
from supervision.live_access import (
    what_is_open,
    why_not_answer_item,
    why_not_go_live,
    why_not_see_ready,
    why_not_take_cases,
)
from supervision.live_gaps import Gap
from supervision.live_grounds import Duty, FormGround, Ground, SchoolGround, Signed
from supervision.live_items import LIVE, ItemKey
from triage.roles import Role

AT = datetime(2026, 9, 14, 15, tzinfo=UTC)
ANN, BEA, CAL = UUID(int=1), UUID(int=2), UUID(int=3)
SCHOOL = SchoolGround(
    name="Oak Middle",
    today=AT.date(),
    duties=(Duty("Ruth Okafor", AT - timedelta(days=1), can_sign_in=True, is_clinical=True),),
    closed_until=date(2027, 6, 1),
    notice_received_at=AT - timedelta(hours=1),
    state="Illinois",
)
READY = Ground(
    at=AT,
    schools=(SCHOOL,),
    administrators=frozenset({ANN}),
    privacy_officers=frozenset({BEA}),
    policy=Signed(CAL, ANN),
    forms=(FormGround("PHQ-A", is_placeholder=False, is_unverified=True, is_answered=True),),
    is_letter_approved=True,
    are_papers_approved=True,
    duties_checked=MappingProxyType({"Illinois": date(2026, 9, 1)}),
    good_backup_at=AT - timedelta(hours=3),
)


def school(**changes: object) -> Ground:
    return replace(READY, schools=(replace(SCHOOL, **changes),))  # type: ignore[arg-type]


def duty(**changes: object) -> Duty:
    return replace(SCHOOL.duties[0], **changes)  # type: ignore[arg-type]


def form(**changes: bool) -> Ground:
    return replace(READY, forms=(replace(READY.forms[0], **changes),))  # type: ignore[arg-type]


SPOILED: dict[Gap, tuple[ItemKey, Ground]] = {
    Gap.NO_ADMINISTRATOR: (ItemKey.APPOINTED, replace(READY, administrators=frozenset())),
    Gap.NO_PRIVACY_OFFICER: (ItemKey.APPOINTED, replace(READY, privacy_officers=frozenset())),
    Gap.SAME_PERSON: (ItemKey.APPOINTED, replace(READY, privacy_officers=frozenset({ANN}))),
    Gap.DEMO_ACCOUNTS: (ItemKey.NO_DEMO_ACCOUNTS, replace(READY, demo_accounts=2)),
    Gap.NOBODY_ON_CALL: (ItemKey.ON_CALL, school(duties=())),
    Gap.CANNOT_SIGN_IN: (ItemKey.ON_CALL, school(duties=(duty(can_sign_in=False),))),
    Gap.NOT_CLINICAL: (ItemKey.ON_CALL, school(duties=(duty(is_clinical=False),))),
    Gap.NO_POLICY: (ItemKey.POLICY, replace(READY, policy=None)),
    Gap.ONE_SIGNATURE: (ItemKey.POLICY, replace(READY, policy=Signed(CAL, CAL))),
    Gap.PLACEHOLDER: (ItemKey.WORDING, form(is_placeholder=True)),
    Gap.UNVERIFIED: (ItemKey.WORDING, form(is_answered=False)),
    Gap.NO_CALENDAR: (ItemKey.CALENDAR, school(closed_until=None)),
    Gap.SHORT_CALENDAR: (ItemKey.CALENDAR, school(closed_until=AT.date() + timedelta(days=36))),
    Gap.LETTER_NOT_APPROVED: (ItemKey.CONSENT_LETTER, replace(READY, is_letter_approved=False)),
    Gap.PAPERS_NOT_APPROVED: (ItemKey.REFERRAL_PAPERS, replace(READY, are_papers_approved=False)),
    Gap.NO_DUTY: (ItemKey.REPORTING_DUTY, replace(READY, duties_checked=MappingProxyType({}))),
    Gap.OLD_DUTY: (
        ItemKey.REPORTING_DUTY,
        replace(READY, duties_checked=MappingProxyType({"Illinois": date(2025, 9, 1)})),
    ),
    Gap.NO_STATE: (ItemKey.REPORTING_DUTY, school(state=None)),
    Gap.NO_DUTY_OF: (ItemKey.REPORTING_DUTY, school(state="Ohio")),
    Gap.NO_NOTICE: (ItemKey.TEST_NOTICE, school(notice_received_at=None)),
    Gap.OLD_NOTICE: (ItemKey.TEST_NOTICE, school(notice_received_at=AT - timedelta(days=91))),
    Gap.NO_BACKUP: (ItemKey.BACKUP, replace(READY, good_backup_at=None)),
    Gap.OLD_BACKUP: (ItemKey.BACKUP, replace(READY, good_backup_at=AT - timedelta(hours=30))),
}


def somebody(*roles: Role) -> Actor:
    return Actor(UUID(int=9), ANN, "Ann Lee", tuple(Appointment(role, None) for role in roles))


def test_when_everything_is_there_nothing_is_missing() -> None:
    assert open_lines(judge(READY)) == ()
    admin = somebody(Role.ADMINISTRATOR)
    assert why_not_go_live(admin, judge(READY), is_demo=False, is_live=False) is None


@pytest.mark.parametrize("gap", SPOILED)
def test_each_thing_that_is_missing_opens_its_item_alone_and_keeps_from_going_live(gap: Gap) -> None:
    key, ground = SPOILED[gap]
    (line,) = open_lines(judge(ground))
    assert (line.item.key, [one.gap for one in line.missing]) == (key, [gap])
    sentence = gap.plain % line.missing[0].values
    assert sentence.endswith(".")
    refused = why_not_go_live(somebody(Role.ADMINISTRATOR), judge(ground), is_demo=False, is_live=False)
    assert refused is not None
    assert line.item.title in refused
    assert all(who in why_not_take_cases(judge(ground)) for who in line.item.who_plain)


def test_without_a_school_nothing_that_a_school_has_is_done() -> None:
    found = open_lines(judge(replace(READY, schools=())))
    assert [one.item.key for one in found] == [ItemKey.ON_CALL, ItemKey.CALENDAR, ItemKey.TEST_NOTICE]
    assert set(SPOILED) | {Gap.NO_SCHOOL} == set(Gap)


def test_while_no_policy_says_which_questionnaires_are_asked_their_wording_is_not_done() -> None:
    found = open_lines(judge(replace(READY, policy=None, forms=())))
    assert [one.item.key for one in found] == [ItemKey.POLICY, ItemKey.WORDING]


def test_whoever_takes_over_within_the_days_ahead_has_to_be_able_to_sign_in_too() -> None:
    later = duty(name="Hal Moss", can_sign_in=False, starts_at=AT + LIVE.on_call_ahead)
    (line,) = open_lines(judge(school(duties=(*SCHOOL.duties, later))))
    assert [one.values["name"] for one in line.missing] == ["Hal Moss"]
    far = replace(later, starts_at=AT + LIVE.on_call_ahead + timedelta(minutes=1))
    assert not open_lines(judge(school(duties=(*SCHOOL.duties, far))))
    only_later = judge(school(duties=(duty(starts_at=AT + timedelta(days=1)),)))
    assert [one.gap for one in open_lines(only_later)[0].missing] == [Gap.NOBODY_ON_CALL]


@given(st.sets(st.sampled_from(sorted(SPOILED)), max_size=4))
def test_schools_are_judged_one_by_one_and_one_that_is_ready_hides_none_that_is_not(gaps: set[Gap]) -> None:
    spoiled = [SPOILED[gap][1].schools[0] for gap in sorted(gaps)]
    lines = judge(replace(READY, schools=(SCHOOL, *spoiled)))
    of_schools = {SPOILED[gap][0] for gap in gaps if SPOILED[gap][1].schools[0] != SCHOOL}
    assert {one.item.key for one in open_lines(lines)} == of_schools


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: why_not_go_live(somebody(Role.COUNSELOR), judge(READY), is_demo=False, is_live=False), "Only"),
        (lambda: why_not_go_live(somebody(Role.ADMINISTRATOR), judge(READY), is_demo=True, is_live=False), "demon"),
        (lambda: why_not_go_live(somebody(Role.ADMINISTRATOR), judge(READY), is_demo=False, is_live=True), "already"),
    ],
)  # fmt: skip
def test_only_an_administrator_goes_live_once_and_never_in_a_demonstration(
    change: Callable[[], str | None], words: str
) -> None:
    assert words in str(change())


@pytest.mark.parametrize("role", Role)
def test_only_those_who_answer_for_a_thing_say_it(role: Role) -> None:
    for item in LIVE.items:
        may = item.kind == "answered" and role in item.roles
        assert (why_not_answer_item(somebody(role), item) is None) == may
    reads = role in (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.CLINICAL_SUPERVISOR)
    assert (why_not_see_ready(somebody(role)) is None) == reads


def test_every_item_of_the_list_is_in_the_file_once_with_who_acts_and_a_source() -> None:
    assert [one.key for one in LIVE.items] == list(ItemKey)
    assert len({one.title for one in LIVE.items}) == len(LIVE.items)
    for item in LIVE.items:
        assert item.who
        assert item.source
        assert item.where or item.who == ("operator",)
    assert LIVE.owner
    assert LIVE.source
    assert "goes live" in what_is_open(judge(READY))
