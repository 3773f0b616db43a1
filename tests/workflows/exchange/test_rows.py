"""Is every dirty row told with its place, and is nothing guessed that a person should decide?"""

from datetime import UTC, datetime

import pytest

from tests.workflows.exchange.packages import files, header, manifest, read, told, zipped
from workflows.exchange.diagnostics import MOST_ALIKE, Diagnostic, Severity
from workflows.exchange.oneroster.reading import RosterSettings, read_roster
from workflows.exchange.oneroster.values import Roster

STUDENT = "u1,,,true,s1,student,ana,,Ana,Reed,,N1,,,,,07,"
OTHERS = ("u2,,,true,s1,student,ben,,Ben,Reed,,N2,,,,,07,", "t1,,,true,s1,teacher,tom,,Tom,Todd,,,,,,,,")
SESSION = "y1,,,Year,schoolYear,2026-08-01,2027-06-30,,2027"


def with_user(row: str, settings: RosterSettings | None = None) -> Roster:
    """The package with this row as the first of users.csv, and nobody enrolled."""
    return read(files(users=(row, *OTHERS), enrollments=()), settings)


def with_session(row: str) -> Roster:
    return read(files(academicSessions=(row,)))


def first(roster: Roster) -> Diagnostic:
    return roster.diagnostics[0]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param("title,type", "type,title", "schema.header_order_mismatch", id="out of order"),
        pytest.param("title", "Title", "schema.header_case_mismatch", id="in another case"),
        pytest.param("title", " title", "schema.header_white_space", id="with blanks"),
        pytest.param("schoolYear", "schoolYear,color", "schema.unknown_column", id="unknown"),
        pytest.param(
            "title,", "metadata.color,title,", "schema.misplaced_metadata", id="metadata in the middle"
        ),
        pytest.param(",parentSourcedId", "", "schema.missing_optional_column", id="an optional one missing"),
    ],
)
def test_a_header_that_can_be_matched_is_used(before: str, after: str, code: str) -> None:
    contents = files()
    own = header("academicSessions").replace(before, after, 1)
    cells = dict(zip(header("academicSessions").split(","), SESSION.split(","), strict=True))
    row = ",".join(_cell(cells, name) for name in own.split(","))
    contents["academicSessions.csv"] = f"{own}\r\n{row}\r\n"
    roster = read(contents)
    assert told(roster) == [code]
    assert roster.sessions[0].title == "Year"


def _cell(cells: dict[str, str], name: str) -> str:
    return next((cell for own, cell in cells.items() if own.lower() == name.strip().lower()), "")


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param(",title", "", "schema.missing_required_column", id="a required one missing"),
        pytest.param("title", "type", "schema.duplicate_column", id="the same twice"),
        pytest.param("title", "", "schema.empty_column", id="without a name"),
    ],
)
def test_a_header_that_cannot_be_matched_refuses_the_whole(before: str, after: str, code: str) -> None:
    contents = files()
    own = header("academicSessions").replace(before, after, 1)
    contents["academicSessions.csv"] = f"{own}\r\n{','.join('x' * (own.count(',') + 1))}\r\n"
    roster = read(contents)
    assert roster.refused
    assert told(roster, Severity.ERROR) == [code]


def test_metadata_after_the_last_column_is_allowed() -> None:
    contents = files()
    contents["orgs.csv"] = (
        f"{header('orgs')},metadata.color\r\nd1,,,D,district,,,red\r\ns1,,,Oak,school,,,blue\r\n"
    )
    assert told(read(contents)) == []


def test_a_file_with_a_header_and_no_rows_would_remove_everybody() -> None:
    contents = files()
    contents["users.csv"] = header("users") + "\r\n"
    roster = read(contents)
    assert roster.refused
    assert told(roster, Severity.ERROR) == ["table.no_rows"]


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        pytest.param(STUDENT + ",x", "table.row_width_mismatch", (2, None), id="a cell too many"),
        pytest.param(STUDENT[:-3], "table.row_width_mismatch", (2, None), id="a cell too few"),
        pytest.param(
            STUDENT.replace("Ana", ""), "row.missing_required_value", (2, "givenName"), id="no given name"
        ),
        pytest.param(
            STUDENT.replace("u1", "u 1"), "row.invalid_guid", (2, "sourcedId"), id="a blank in an id"
        ),
        pytest.param(
            STUDENT.replace("u1", "1.23E+10"),
            "row.suspicious_identifier",
            (2, "sourcedId"),
            id="a number of a spreadsheet as id",
        ),
        pytest.param(
            STUDENT.replace("N1", "1.23E+10"),
            "row.suspicious_identifier",
            (2, "identifier"),
            id="and as a student's number",
        ),
        pytest.param(
            STUDENT.replace("student", "pupil"), "row.invalid_enum", (2, "role"), id="a role that is none"
        ),
        pytest.param(
            STUDENT.replace("student", "ext:pupil"),
            "row.invalid_enum",
            (2, "role"),
            id="ext: where it is not allowed",
        ),
        pytest.param(
            STUDENT.replace("true", "yes"), "row.invalid_boolean", (2, "enabledUser"), id="yes for true"
        ),
        pytest.param(
            STUDENT.replace("s1", "s9"),
            "reference.missing_target_record",
            (2, "orgSourcedIds"),
            id="a school that is not there",
        ),
        pytest.param(
            STUDENT.replace("Reed", '"Re\ned"'),
            "row.line_break_in_field",
            (2, None),
            id="a line break in a field",
        ),
    ],
)
def test_a_row_with_an_error_is_left_out_and_still_present(
    row: str, code: str, place: tuple[int, str | None]
) -> None:
    roster = with_user(row)
    (found,) = [one for one in roster.diagnostics if one.severity is Severity.ERROR]
    assert (found.code, found.file, (found.row, found.field)) == (code, "users.csv", place)
    assert not roster.refused
    assert {one.origin.sourced_id for one in roster.users} == {"u2", "t1"}
    assert row.split(",")[0] in roster.present["users"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param(STUDENT + ",,", "table.trailing_empty_cells", id="empty cells at the end"),
        pytest.param(STUDENT.replace("Ana", " Ana\u00a0"), "row.white_space", id="blanks around a name"),
        pytest.param(STUDENT.replace("true", "TRUE"), "row.normalized_boolean", id="TRUE"),
        pytest.param(
            STUDENT.replace("student", "Student"), "row.normalized_enum", id="a role in another case"
        ),
        pytest.param(STUDENT.replace(",s1,", ',"s1, s9",'), "row.white_space", id="blanks around an element"),
        pytest.param(
            STUDENT.replace(",,07", ",g9,07"),
            "reference.missing_target_record",
            id="a guardian who is not there",
        ),
        pytest.param(
            STUDENT.replace(",,07", ',"07,,08"').replace("N1,,,,", "N1,,,,,"),
            "row.invalid_list",
            id="an empty element",
        ),
    ],
)
def test_a_row_that_can_be_understood_is_used_with_a_warning(row: str, code: str) -> None:
    roster = with_user(row)
    assert told(roster)[0] == code
    assert Severity.ERROR not in {one.severity for one in roster.diagnostics}
    assert {one.origin.sourced_id: one.given_name for one in roster.users}["u1"] == "Ana"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param("2026-08-01", "8/15/2026", "row.invalid_date", id="month, day, year"),
        pytest.param("2026-08-01", "46249", "row.invalid_date", id="a serial number of a spreadsheet"),
        pytest.param("2026-08-01", "2026-02-30", "row.invalid_date", id="a day that never was"),
        pytest.param("2027\n", "27\n", "row.invalid_year", id="a short year"),
        pytest.param("2027\n", "2026-2029\n", "row.invalid_year", id="a span of years"),
    ],
)
def test_a_date_is_never_guessed(before: str, after: str, code: str) -> None:
    roster = with_session((SESSION + "\n").replace(before, after).strip())
    assert told(roster, Severity.ERROR)[0] == code
    assert roster.sessions == ()


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param("2026-08-01", "2026-08-01T00:00:00.000Z", "row.normalized_date", id="a time for a date"),
        pytest.param("2027\n", "2026-2027\n", "row.normalized_year", id="a pair of years"),
        pytest.param("2027\n", "2026/27\n", "row.normalized_year", id="a short pair"),
    ],
)
def test_a_date_written_otherwise_is_read_as_meant(before: str, after: str, code: str) -> None:
    roster = with_session((SESSION + "\n").replace(before, after).strip())
    assert told(roster) == [code]
    assert (roster.sessions[0].starts_on, roster.sessions[0].school_year) == ("2026-08-01", "2027")


def test_lenient_ids_are_a_choice_and_a_comma_never_is_one() -> None:
    lenient = RosterSettings(lenient_ids=True)
    roster = with_user(STUDENT.replace("u1", "u{1}"), lenient)
    assert told(roster) == ["row.invalid_guid"]
    assert "u{1}" in {one.origin.sourced_id for one in roster.users}
    assert "row.invalid_guid" in told(with_user(STUDENT.replace("u1", '"u,1"'), lenient), Severity.ERROR)


def test_ext_terms_and_blank_optional_terms_are_values_of_their_own() -> None:
    contents = files(orgs=("s1,,,Oak,school,,", "x1,,,Club,ext:club,,"))
    assert told(read(contents)) == []
    contents = files()
    head = header("demographics")
    contents["demographics.csv"] = f"{head}\r\nu1,,,2012-01-31,unknown{',' * 11}\r\n"
    contents["manifest.csv"] = contents["manifest.csv"].replace(
        "file.demographics,absent", "file.demographics,bulk"
    )
    assert told(read(contents)) == ["row.invalid_enum"]


def test_old_headers_of_demographics_are_matched() -> None:
    contents = files()
    head = header("demographics").replace("sourcedId", "userSourcedId").replace("birthDate", "birthdate")
    contents["demographics.csv"] = f"{head}\r\nu1,,,2012-01-31,male{',' * 11}\r\n"
    contents["manifest.csv"] = contents["manifest.csv"].replace(
        "file.demographics,absent", "file.demographics,bulk"
    )
    assert told(read(contents)) == ["schema.legacy_column", "schema.legacy_column"]


def test_a_column_that_was_removed_is_ignored() -> None:
    contents = files("1.2")
    lines = contents["users.csv"].splitlines()
    contents["users.csv"] = "\r\n".join(
        [lines[0] + ",resourceSourcedIds", *(line + ",r9" for line in lines[1:])]
    )
    assert told(read(contents)) == ["schema.removed_column"]


def test_the_same_id_twice_with_different_contents_takes_neither() -> None:
    roster = read(files(users=(STUDENT, STUDENT.replace("Ana", "Eve"), *OTHERS), enrollments=()))
    assert [(one.code, one.row) for one in roster.diagnostics if one.severity is Severity.ERROR] == [
        ("reference.duplicate_sourced_id", 2), ("reference.duplicate_sourced_id", 3),
    ]  # fmt: skip
    assert "u1" not in {one.origin.sourced_id for one in roster.users}
    assert "u1" in roster.present["users"]


def test_the_same_row_twice_is_taken_once() -> None:
    roster = read(files(users=(STUDENT, STUDENT, *OTHERS), enrollments=()))
    assert told(roster) == ["reference.repeated_row"]
    assert len(roster.of("student")) == 2


def test_subject_codes_without_their_subjects_are_dropped() -> None:
    roster = read(files(classes=('k1,,,Math 7,,c1,,homeroom,,s1,y1,Math,"a,b",',)))
    assert told(roster) == ["semantic.subject_codes_mismatch"]
    assert (roster.classes[0].subjects, roster.classes[0].subject_codes) == (("Math",), ())


def test_a_school_reference_to_a_district_is_told() -> None:
    roster = read(files(enrollments=("e1,,,k1,d1,u1,student,,,",)))
    assert told(roster) == ["semantic.org_type_mismatch"]
    assert len(roster.enrollments) == 1


def test_odd_roles_of_1_2_are_told() -> None:
    roles = (
        "r1,,,u1,primary,student,,,s1,", "r2,,,u1,primary,aide,,,s1,",
        "r3,,,g1,primary,parent,,,s1,",
    )  # fmt: skip
    users = files("1.2")["users.csv"].splitlines()[1:]
    users[0] = users[0].replace(",s1,", ",d1,")
    roster = read(files("1.2", roles=roles, users=tuple(users), enrollments=()))
    assert sorted(told(roster)) == [
        "semantic.primary_org_without_role", "semantic.several_primary_roles", "semantic.user_without_role",
    ]  # fmt: skip


def test_an_error_is_passed_on_to_what_needs_the_record() -> None:
    roster = read(files(courses=("c1,,,,Math,,,s9,,",)))
    assert [(one.code, one.file) for one in roster.diagnostics if one.severity is Severity.ERROR] == [
        ("reference.missing_target_record", "courses.csv"),
        ("reference.target_has_error", "classes.csv"),
        ("reference.target_has_error", "enrollments.csv"),
        ("reference.target_has_error", "enrollments.csv"),
    ]
    assert len(roster.users) == 4


def delta(users: tuple[str, ...], **more: str) -> bytes:
    return zipped(
        {
            "manifest.csv": manifest("1.1", {"users": "delta"}),
            "users.csv": "\r\n".join((header("users"), *users)) + "\r\n",
        }
    )


ACTIVE = STUDENT.replace("u1,,,", "u1,active,2026-09-01T10:00:00.000Z,")


def test_changes_may_refer_to_what_is_stored() -> None:
    without = read_roster(delta((ACTIVE,)))
    assert without.needs_stored
    roster = read_roster(delta((ACTIVE,)), stored={"orgs": {"s1": None}})
    assert told(roster) == []
    assert (roster.needs_stored, roster.infers_removals) == (False, frozenset())
    assert roster.users[0].origin.status == "active"


def test_changes_need_status_and_time_on_every_row() -> None:
    roster = read_roster(
        delta((ACTIVE.replace("active", ""), STUDENT.replace("u1", "u5"))), stored={"orgs": {"s1": None}}
    )
    found = [one for one in roster.diagnostics if one.code == "row.field_required_in_delta"]
    assert [(one.row, one.field) for one in found] == [(2, "status"), (3, "status"), (3, "dateLastModified")]
    assert roster.users == ()


def test_a_row_older_than_what_is_stored_is_skipped() -> None:
    newer = read_roster(delta((ACTIVE,))).users
    assert newer == ()
    stored: dict[str, dict[str, datetime | None]] = {
        "orgs": {"s1": None},
        "users": {"u1": datetime(2026, 9, 2, tzinfo=UTC)},
    }
    roster = read_roster(delta((ACTIVE,)), stored=stored)
    assert told(roster) == ["row.stale"]
    assert roster.users == ()


@pytest.mark.parametrize(
    "time",
    [
        pytest.param("2026-09-01T12:00:00.000+02:00", id="an offset"),
        pytest.param("2026-09-01T10:00:00Z", id="no milliseconds"),
    ],
)
def test_a_time_written_otherwise_is_read_as_meant(time: str) -> None:
    roster = read_roster(
        delta((ACTIVE.replace("2026-09-01T10:00:00.000Z", time),)), stored={"orgs": {"s1": None}}
    )
    assert told(roster) == ["row.normalized_datetime"]
    assert str(roster.users[0].origin.modified_at) == "2026-09-01 10:00:00+00:00"


def test_bulk_with_statuses_takes_nobody_away_unless_the_source_is_known_for_it() -> None:
    rows = tuple(row.replace(",,,", ",active,,", 1) for row in (STUDENT, *OTHERS))
    roster = read(files(users=rows, enrollments=()))
    assert told(roster) == ["manifest.mode_mismatch"]
    assert "users" not in roster.infers_removals
    known = read(files(users=rows, enrollments=()), RosterSettings(full_export_with_status=True))
    assert "users" in known.infers_removals


def test_bulk_with_statuses_on_some_rows_takes_only_those() -> None:
    roster = read(files(users=(STUDENT.replace(",,,", ",active,,", 1), *OTHERS), enrollments=()))
    assert told(roster, Severity.ERROR) == ["row.field_required_in_delta"] * 2
    assert [one.origin.sourced_id for one in roster.users] == ["u1"]


def test_a_time_in_a_bulk_row_is_ignored() -> None:
    roster = with_user(STUDENT.replace("u1,,,", "u1,,2026-09-01T10:00:00.000Z,"))
    assert told(roster) == ["row.field_forbidden_in_bulk"]
    assert "users" in roster.infers_removals


def test_a_broken_row_without_an_id_stops_every_removal() -> None:
    roster = with_user(STUDENT.replace("u1", ""))
    assert told(roster) == ["row.missing_required_value", "semantic.removals_not_inferred"]
    assert "users" not in roster.infers_removals


@pytest.mark.parametrize("secret", ["Canary-77", '"Can,ary-77"', " Canary-77 "])
def test_a_password_is_dropped_before_anything_else_sees_it(secret: str) -> None:
    for row in (
        STUDENT + secret,
        STUDENT.replace("true", "maybe") + secret,
        STUDENT.replace("Ana", "") + secret,
    ):
        roster = with_user(row)
        assert roster.passwords_dropped == 1
        assert "ary-77" not in repr(roster)


@pytest.mark.parametrize("name", ["Ana", "Reed"])
def test_a_finding_never_repeats_a_name(name: str) -> None:
    roster = with_user(STUDENT.replace(name, f" {name}").replace("true", "maybe"))
    assert name not in "".join(one.line for one in roster.diagnostics)


def test_a_birth_date_is_masked() -> None:
    contents = files()
    contents["demographics.csv"] = f"{header('demographics')}\r\nu1,,,31.01.2012,male{',' * 11}\r\n"
    contents["manifest.csv"] = contents["manifest.csv"].replace(
        "file.demographics,absent", "file.demographics,bulk"
    )
    found = first(read(contents))
    assert (found.code, found.actual) == ("row.invalid_date", "[10 characters]")


def test_rows_of_files_that_are_not_kept_are_checked_and_forgotten() -> None:
    contents = files()
    contents["categories.csv"] = f"{header('categories')}\r\nq1,,,Homework\r\nq2,,,\r\n"
    contents["manifest.csv"] = contents["manifest.csv"].replace(
        "file.categories,absent", "file.categories,bulk"
    )
    roster = read(contents)
    assert told(roster) == ["row.missing_required_value"]
    assert "Homework" not in repr(roster)


def test_thousands_of_the_same_warning_are_counted_and_errors_all_listed() -> None:
    rows = tuple(
        f"u{n},,,TRUE,s1,student,n,,A,B,,,,,,,,".replace("TRUE", "TRUE") for n in range(MOST_ALIKE + 5)
    )
    roster = read(files(users=rows, enrollments=()))
    assert told(roster).count("row.normalized_boolean") == MOST_ALIKE
    (more,) = [one for one in roster.diagnostics if one.code == "table.more_alike"]
    assert more.actual == "5"
    broken = read(files(users=tuple(row.replace("TRUE", "x") for row in rows), enrollments=()))
    assert told(broken).count("row.invalid_boolean") == MOST_ALIKE + 5
