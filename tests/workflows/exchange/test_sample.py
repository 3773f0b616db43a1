"""What is wrong with the real sample? Every fault of it by name, and its students arrive all the same."""

from collections import Counter
from pathlib import Path

from workflows.exchange.diagnostics import Severity
from workflows.exchange.oneroster.reading import read_roster

SAMPLE = Path(__file__).parents[2] / "exchange_samples" / "oneroster-minimal"


def test_every_fault_of_the_sample_has_its_place() -> None:
    roster = read_roster(SAMPLE)
    found = [(one.severity.value, one.code, one.file, one.row, one.field) for one in roster.diagnostics]
    wanted = [
        # The source system is called "absent", as if it were a file.
        ("W", "manifest.source_not_named", "manifest.csv", None, None),
        # Scheduled and TRUE belong in lower case.
        ("W", "row.normalized_enum", "classes.csv", 2, "classType"),
        *(("W", "row.normalized_boolean", "users.csv", row, "enabledUser") for row in range(2, 8)),
        # The only organization is a department, and classes and enrollments call it their school.
        *(("W", "semantic.org_type_mismatch", "classes.csv", row, "schoolSourcedId") for row in (2, 3)),
        *(
            ("W", "semantic.org_type_mismatch", "enrollments.csv", row, "schoolSourcedId")
            for row in range(2, 8)
        ),
        # The classes are of courses, and there are no courses; so the enrollments are in no class.
        *(("E", "reference.missing_target_record", "classes.csv", row, "courseSourcedId") for row in (2, 3)),
        *(
            ("E", "reference.target_has_error", "enrollments.csv", row, "classSourcedId")
            for row in range(2, 8)
        ),
        # Jim Smith is a teacher and is enrolled as a student, twice.
        *(("W", "semantic.enrollment_role_mismatch", "enrollments.csv", row, "role") for row in (3, 6)),
        # John Doe's password is in the file; three students are in no school; nobody is Thomas Jones's child.
        ("I", "semantic.password_dropped", "users.csv", None, None),
        ("I", "semantic.student_outside_school", "users.csv", None, None),
        ("I", "semantic.guardian_without_student", "users.csv", None, None),
    ]
    assert Counter(found) == Counter(wanted)


def test_the_students_of_the_sample_can_be_taken() -> None:
    roster = read_roster(SAMPLE)
    assert not roster.refused
    assert {f"{one.given_name} {one.family_name}" for one in roster.of("student")} == {
        "Mary Jones", "mmichel Jones", "Anna Brown",
    }  # fmt: skip
    assert [one.school for one in roster.of("student")] == [None, None, None]
    assert [one.family_name for one in roster.of("guardian")] == ["Jones"]
    assert [one.given_name for one in roster.of("staff")] == ["John", "Jim"]
    assert (roster.classes, roster.enrollments) == ((), ())
    assert roster.present["enrollments"] >= {"enr-s-222-12345-987654"}


def test_its_password_is_in_nothing_that_was_read() -> None:
    roster = read_roster(SAMPLE)
    assert roster.passwords_dropped == 1
    assert "Password1-" not in repr(roster)
    assert roster.count(Severity.ERROR) == 8
