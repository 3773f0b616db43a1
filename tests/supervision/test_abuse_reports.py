"""Who may write down a report, what must it say, and how many hours may be shown?"""

from datetime import UTC, date, datetime, timedelta
from inspect import signature
from uuid import UUID

import pytest

from supervision import abuse_reports
from supervision.abuse_reports import AbuseReport, hours_to_say, why_not_report, why_not_take
from supervision.access import Actor, Appointment, Standing
from supervision.live_items import LIVE
from triage.roles import Role

HEARD, OWNER, DIRECT, CLINICAL, OTHER = (UUID(int=n) for n in range(10, 15))
SITE = UUID(int=2)
NOW = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
REPORT = AbuseReport(HEARD, "Child Protective Services", NOW, "phone")


def actor(person: UUID, *roles: Role, site: UUID = SITE) -> Actor:
    return Actor(
        kind="person",
        org_id=UUID(int=1),
        person_id=person,
        name="A B",
        appointments=tuple(Appointment(role, site) for role in roles),
    )


STANDING = Standing(UUID(int=1), SITE, OWNER, direct_supervisor_id=DIRECT, clinical_supervisor_id=CLINICAL)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        pytest.param(actor(HEARD), True, id="whoever heard it, with nothing to do with the case any more"),
        pytest.param(actor(OWNER, Role.COUNSELOR), True, id="the counselor"),
        pytest.param(actor(DIRECT, Role.DIRECT_SUPERVISOR), True, id="the direct supervisor"),
        pytest.param(actor(CLINICAL, Role.CLINICAL_SUPERVISOR), True, id="the clinical supervisor"),
        pytest.param(actor(OTHER, Role.MENTOR), False, id="another mentor"),
        pytest.param(actor(OTHER, Role.COUNSELOR, site=UUID(int=3)), False, id="a counselor elsewhere"),
    ],
)
def test_whoever_heard_it_and_carers_write_it_down(who: Actor, may: bool) -> None:
    assert (why_not_report(who, STANDING, heard_by=HEARD) is None) is may


def test_nothing_can_be_asked_before_a_report_but_who_who_heard_it_and_what_it_says() -> None:
    assert set(signature(why_not_report).parameters) == {"actor", "standing", "heard_by"}
    assert set(signature(why_not_take).parameters) == {"report", "who", "at", "today"}
    assert not [name for name in AbuseReport.__dataclass_fields__ if "approve" in name]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({}, None, id="what is whole"),
        pytest.param({"reference": "", "written_on": None}, None, id="no number and nothing in writing yet"),
        pytest.param({"reported_at": NOW - timedelta(days=9)}, None, id="before it was written down here"),
        pytest.param({"reported_by": OTHER}, "reported_by", id="somebody else"),
        pytest.param({"agency": " "}, "agency", id="no agency"),
        pytest.param({"reported_at": NOW + timedelta(minutes=1)}, "reported_on", id="a time to come"),
        pytest.param({"way": "told_supervisor"}, "way", id="telling a supervisor is no way"),
        pytest.param({"written_on": date(2026, 9, 15)}, "written_on", id="a day to come"),
    ],
)
def test_a_report_says_who_to_whom_when_and_how(changes: dict[str, object], field: str | None) -> None:
    report = AbuseReport(**{**{name: getattr(REPORT, name) for name in REPORT.__slots__}, **changes})
    errors = why_not_take(report, (HEARD, OWNER), at=NOW, today=NOW.date())
    assert list(errors) == ([field] if field else [])


@pytest.mark.parametrize(
    ("hours", "days_ago", "said"),
    [(24, 0, 24), (24, 1, 24), (None, 0, None), (0, 0, None), (24, "too old", None)],
)
def test_only_a_law_that_was_checked_lately_gives_hours(
    hours: int | None, days_ago: int | str, said: int | None
) -> None:
    today = NOW.date()
    ago = (
        LIVE.reporting_checked + timedelta(days=1) if days_ago == "too old" else timedelta(days=int(days_ago))
    )
    assert hours_to_say(hours, today - ago, today) == said
    assert abuse_reports.is_old(today - ago, today) is (days_ago == "too old")
