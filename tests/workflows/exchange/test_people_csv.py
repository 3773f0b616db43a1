"""Is every wrong cell of a list of people told with its row and column, and nobody taken by half?"""

from datetime import date

import pytest

from triage.roles import Role
from workflows.exchange.diagnostics import Severity
from workflows.exchange.people_csv import COLUMNS, NO_END, People, read_people, template
from workflows.exchange.said_terms import SaidTerms

HEAD = ",".join(COLUMNS[:10])
"""Without the terms of mentors, as lists were before there were any."""
MENTOR = "Priya,Nair,priya@x.org,mentor,Oak,dana@x.org,2027-08-31,,no,555 0102"


def read(*rows: str) -> People:
    return read_people("\n".join((HEAD, *rows)).encode())


def told(people: People) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.row, one.field) for one in people.diagnostics if one.severity is Severity.ERROR]


def test_the_template_has_no_fault() -> None:
    people = read_people(template().encode())
    assert people.diagnostics == ()
    assert [next(iter(one.roles)) for one in people.persons] == [
        Role.CLINICAL_SUPERVISOR, Role.DIRECT_SUPERVISOR, Role.COUNSELOR, Role.MENTOR, Role.JOURNEY_MENTOR,
        Role.PRIVACY_OFFICER,
    ]  # fmt: skip
    assert dict(people.persons[1].credentials) == {"trained_screener": NO_END}
    assert dict(people.persons[4].credentials)["journey_mentor"] == date(2028, 1, 31)


@pytest.mark.parametrize(
    ("before", "after", "code", "field"),
    [
        pytest.param("Priya", "", "row.missing_required_value", "given_name", id="no given name"),
        pytest.param("priya@x.org", "", "row.missing_required_value", "email", id="no address"),
        pytest.param("priya@x.org", "priya", "people.invalid_email", "email", id="no address at all"),
        pytest.param("mentor", "boss", "people.unknown_role", "role", id="an unknown role"),
        pytest.param("dana@x.org", "dana", "people.invalid_email", "supervisor", id="a supervisor's name"),
        pytest.param("dana@x.org", "Priya@X.org", "people.own_supervisor", "supervisor", id="one's own"),
        pytest.param("2027-08-31", "08/31/2027", "people.invalid_until", "cleared_until", id="another date"),
        pytest.param("2027-08-31", "2027-02-30", "people.invalid_until", "cleared_until", id="no such day"),
        pytest.param("2027-08-31", "yes", "people.invalid_until", "cleared_until", id="cleared for ever"),
        pytest.param(
            "no,", "maybe,", "people.invalid_until", "trained_screener_until", id="neither yes nor no"
        ),
    ],
)
def test_a_wrong_cell_is_told_and_the_person_left_out(before: str, after: str, code: str, field: str) -> None:
    people = read(MENTOR.replace(before, after, 1), "Sam,Ortiz,sam@x.org,counselor,,,,,,")
    assert told(people) == [(code, 2, field)]
    assert people.diagnostics[0].column == COLUMNS.index(field) + 1
    assert [one.given_name for one in people.persons] == ["Sam"]


def test_a_finding_repeats_no_name_and_no_address() -> None:
    people = read(MENTOR.replace("dana@x.org", "dana at x.org"))
    assert "dana" not in people.diagnostics[0].line


def test_a_person_may_have_several_rows() -> None:
    people = read(MENTOR, MENTOR.replace("mentor,Oak", "Journey mentor,Elm"), MENTOR)
    (person,) = people.persons
    assert [(post.role, post.site) for post in person.posts] == [
        (Role.MENTOR, "Oak"), (Role.JOURNEY_MENTOR, "Elm"),
    ]  # fmt: skip
    assert [one.code for one in people.diagnostics] == ["people.repeated_row"]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param("Nair", "Nayar", "people.different_names", id="another name"),
        pytest.param("dana@x.org", "ruth@x.org", "people.different_values", id="another supervisor"),
        pytest.param("2027-08-31", "2028-08-31", "people.different_values", id="another day"),
    ],
)
def test_rows_that_disagree_leave_the_person_out(before: str, after: str, code: str) -> None:
    people = read(MENTOR, MENTOR.replace(before, after))
    assert [found[:2] for found in told(people)] == [(code, 3)]
    assert people.persons == ()


def test_one_broken_row_leaves_the_whole_person_out() -> None:
    people = read(MENTOR, MENTOR.replace("mentor,Oak", "boss,Elm"))
    assert people.persons == ()


def test_a_row_of_another_width_is_left_out() -> None:
    people = read(MENTOR + ",x", "Sam,Ortiz,sam@x.org,counselor,,,,,,")
    assert told(people) == [("table.row_width_mismatch", 2, None)]
    assert len(people.persons) == 1


def test_a_mentor_without_a_supervisor_is_warned_of() -> None:
    people = read(MENTOR.replace("dana@x.org", ""))
    assert [(one.code, one.severity) for one in people.diagnostics] == [
        ("people.supervisor_needed", Severity.WARNING)
    ]
    assert len(people.persons) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "file.empty", id="empty"),
        pytest.param(HEAD.encode(), "table.no_rows", id="no rows"),
        pytest.param(
            b"given_name,family_name,email\nA,B,c@d.ef", "schema.missing_required_column", id="no role"
        ),
        pytest.param(HEAD.replace(",", ";").encode(), "schema.wrong_separator", id="semicolons"),
        pytest.param((HEAD + ",email\n").encode(), "schema.duplicate_column", id="a column twice"),
        pytest.param(f"{HEAD}\nZo\xeb".encode("cp1252"), "file.wrong_encoding", id="another encoding"),
        pytest.param(b"PK\x03\x04", "file.not_text", id="a workbook"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(content: bytes, code: str) -> None:
    people = read_people(content)
    assert people.refused
    assert [one.code for one in people.diagnostics if one.severity is Severity.ERROR] == [code]
    assert people.persons == ()


def test_columns_may_come_in_any_order_and_case() -> None:
    people = read_people(b"Email,Role,Family Name,GIVEN_NAME\nsam@x.org,School counselor,Ortiz,Sam\n")
    assert [one.code for one in people.diagnostics] == []
    assert people.persons[0].roles == {Role.COUNSELOR}


# The terms of a mentor.

WITH_TERMS = ",".join(COLUMNS)


def read_terms_of(most: str, days: str, strengths: str) -> People:
    return read_people(f"{WITH_TERMS}\n{MENTOR},{most},{days},{strengths}\n".encode())


@pytest.mark.parametrize(
    ("cells", "terms"),
    [
        pytest.param(("3", "Tue Thu", "low_mood"), SaidTerms(3, ("tuesday", "thursday"), ("low_mood",)), id="short"),
        pytest.param(
            ("0", "thursdays; Tuesday/MON.", "School work is falling behind ; Low mood"),
            SaidTerms(0, ("monday", "tuesday", "thursday"), ("low_mood", "school_work")),
            id="in words, in any order and case",
        ),
        pytest.param(("", "", ""), SaidTerms(), id="nothing is said"),
        pytest.param(("12", "", ""), SaidTerms(12), id="the number alone"),
        pytest.param(("", "fri fri", ""), SaidTerms(None, ("friday",)), id="a day twice"),
    ],
)  # fmt: skip
def test_the_terms_of_a_mentor_are_read(cells: tuple[str, str, str], terms: SaidTerms) -> None:
    people = read_terms_of(*cells)
    assert people.diagnostics == ()
    assert people.persons[0].terms == terms


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        pytest.param(("some", "", ""), "people.invalid_most_mentees", "most_mentees", id="no number"),
        pytest.param(("-1", "", ""), "people.invalid_most_mentees", "most_mentees", id="below nothing"),
        pytest.param(("100", "", ""), "people.invalid_most_mentees", "most_mentees", id="a hundred"),
        pytest.param(("", "Tue Someday", ""), "people.unknown_weekday", "weekdays", id="no such day"),
        pytest.param(("", "T", ""), "people.unknown_weekday", "weekdays", id="Tuesday or Thursday"),
        pytest.param(("", "", "chess"), "people.unknown_strength", "strengths", id="no reason of referral"),
    ],
)
def test_terms_that_cannot_be_read_are_told_and_the_person_left_out(
    cells: tuple[str, str, str], code: str, field: str
) -> None:
    people = read_terms_of(*cells)
    assert told(people) == [(code, 2, field)]
    assert people.diagnostics[0].column == COLUMNS.index(field) + 1
    assert people.persons == ()


def test_rows_that_disagree_about_the_terms_leave_the_person_out() -> None:
    people = read_people(f"{WITH_TERMS}\n{MENTOR},3,,\n{MENTOR.replace('Oak', 'Elm')},2,,\n".encode())
    assert [found[:2] for found in told(people)] == [("people.different_values", 3)]
    assert people.persons == ()


def test_terms_may_stand_in_one_row_of_several() -> None:
    people = read_people(f"{WITH_TERMS}\n{MENTOR},,,\n{MENTOR.replace('Oak', 'Elm')},2,Mon,\n".encode())
    assert people.persons[0].terms == SaidTerms(2, ("monday",))
