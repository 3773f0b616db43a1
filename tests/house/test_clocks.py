"""Does nobody read a clock but the one statement that begins a transaction?"""

import re

from tests.house.sources import sources

READ_A_CLOCK = {
    "workflows/records/scope.py": "the database's clock, once for each transaction",
    "workflows/records/doorstep.py": "the same before there is a scope",
    "workflows/records/ids.py": "orders new ids for an index; no rule reads a time out of one",
}
CLOCKS = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
    "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
)  # fmt: skip
SQL_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|"
    r"\b(CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|LOCALTIMESTAMP|LOCALTIME)\b"
)
SAY_THE_LOCAL_DAY = {
    "workflows/records/running_holds.py": "the same, for a hold: it ran out when that day was past the last one",
    "workflows/records/waiting_list.py": "the same, for a kept place",
    "workflows/records/consents.py": "the day at the student's school, to see whether a consent has ended before it",
    "workflows/records/ending_consents.py": "the same, to say which consents end soon",
    "workflows/records/survey_notices.py": "the day at the school to whose families a notice went",
    "workflows/records/sites.py": "the day at a school",
    "workflows/records/gathering.py": "the same, to leave out what was planned or missed on a day without school",
    "workflows/records/roster_commits.py": "an instant as the day it is at the site, which is never two days",
    "workflows/records/student_leaves.py": "an instant as the day it is at the site, to compare it with a roster's",
    "workflows/records/timelines.py": "the same, for a kept place: it ran out when that day was past the last one",
    "workflows/records/unlogged_sessions.py": "the same, to find the days on which the school was closed",
}
ROOMS = (
    "triage", "care_steps", "supervision", "workflows/records", "workflows/verbs", "workflows/pages",
    "workflows/exchange",
)  # fmt: skip


def test_no_rule_no_record_no_verb_and_no_page_reads_a_clock() -> None:
    for source in sources(*ROOMS):
        for line, called in source.calls():
            if called in CLOCKS:
                assert source.name in READ_A_CLOCK, (source.name, line, called)


def test_no_statement_asks_the_database_what_time_it_is() -> None:
    for source in sources(*ROOMS):
        for line, text in source.texts():
            if SQL_CLOCK.search(text):
                assert source.name in READ_A_CLOCK, (source.name, line)


def test_no_statement_adds_calendar_days_to_an_instant() -> None:
    """T11: '1 day' in a local zone is 23 or 25 hours; wall time becomes an instant in one Python function."""
    for source in sources():
        for line, text in source.texts():
            assert not re.search(r"interval\s+'[^']*\b(day|days|week|weeks|month|months)\b", text, re.I), (
                source.name, line,
            )  # fmt: skip
            if "AT TIME ZONE" in text.upper():
                assert source.name in SAY_THE_LOCAL_DAY, (source.name, line)


def test_the_exceptions_that_are_written_down_are_all_used() -> None:
    reading = {
        source.name
        for source in sources(*ROOMS)
        if any(called in CLOCKS for _, called in source.calls())
        or any(SQL_CLOCK.search(text) for _, text in source.texts())
    }
    assert reading == set(READ_A_CLOCK)
