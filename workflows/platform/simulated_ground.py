"""On which ground is a simulated year played through the verbs? A made-up organization, made like those of the demo.

It is a demo's organization: the same rule that keeps a demo away from a real organization keeps this one away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from supervision.simulating.figures import FIGURES
from supervision.simulating.year import SimulatedYear
from workflows.platform.demo_days import Days
from workflows.platform.demo_organisation import FOLDER, Ground

SITE: Final = "Simulated School"
CLINICAL, COUNSELOR = "clara", "casey"
PLACES: Final = 60
"""A made-up mentor takes as many mentees as come, so that nobody waits for a place (ours)."""
_BEGUN: Final = 5
_GRADES: Final = ("06", "07", "08")


def simulated_ground(folder: Path, year: SimulatedYear, *, name: str, mentees: int) -> Ground:
    """Writes the files of the imports into the folder. Only what was declared before the first day is known then."""
    _write_people(folder, mentees, year.ends + timedelta(days=400))
    _write_roster(folder / "roster", mentees)
    days = Days(year.calendar, year.begins)
    begins = year.instant(year.begins, 0)
    known = tuple((one.first_on, one.last_on, one.name) for one in year.closures if one.declared_at < begins)
    said: dict[str, Any] = {
        "name": name,
        "crisis_contact": "988",
        "time_zone": year.time_zone,
        "sites": [SITE],
        "begun": _BEGUN,
        "administrator": {
            "given_name": "Ada",
            "family_name": "Simulated",
            "email": f"ada.{abs(hash(name)) % 10**8}@synthetic.example",
        },
        "owners": [{"site": SITE, "owner": COUNSELOR}],
        "policy": {"owner": CLINICAL, "changes": []},
    }
    return Ground(folder, said, days, known)


def supervisor_of(number: int, mentees: int) -> str:
    """The direct supervisor of this mentee, by given name."""
    return f"sol{number % supervisors(mentees)}"


def supervisors(mentees: int) -> int:
    return -(-mentees // FIGURES.mentees_for_a_supervisor)


def mentor_of(number: int, mentees: int, *, is_journey: bool) -> str:
    """The mentor of this mentee at a step, by given name."""
    return f"{'jo' if is_journey else 'mo'}{number % supervisors(mentees)}"


def student_number(number: int) -> str:
    return f"SIM-{number:04d}"


def _write_people(folder: Path, mentees: int, until: date) -> None:
    head = (FOLDER / "harbor" / "people.csv").read_text(encoding="utf-8").splitlines()[0]
    lines = [head, *_people(mentees, str(until))]
    (folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _people(mentees: int, until: str) -> Iterator[str]:
    def line(given: str, role: str, *more: str) -> str:
        return ",".join((given.title(), "Simulated", f"{given}@synthetic.example", role, "", *more))

    above = f"{CLINICAL}@synthetic.example"
    yield line(CLINICAL, "clinical_supervisor", "", "", "", until, "555 0100", "", "", "")
    yield line(COUNSELOR, "counselor", "", "", "", until, "", "", "", "")
    for number in range(supervisors(mentees)):
        direct = f"sol{number}@synthetic.example"
        yield line(f"sol{number}", "direct_supervisor", above, "", "", until, "", "", "", "")
        yield line(f"mo{number}", "mentor", direct, until, "", "no", "", str(PLACES), "", "")
        yield line(f"jo{number}", "journey_mentor", direct, until, until, "no", "", str(PLACES), "", "")


def _write_roster(folder: Path, mentees: int) -> None:
    """The files of the demo's roster, with one school and the made-up students in it."""
    folder.mkdir()
    shipped = FOLDER / "harbor" / "roster"
    for name in (
        "manifest",
        "academicSessions",
        "courses",
        "classes",
        "enrollments",
        "orgs",
        "roles",
        "users",
    ):
        text = (shipped / f"{name}.csv").read_text(encoding="utf-8")
        (folder / f"{name}.csv").write_text(_rows(name, text.splitlines(), mentees), encoding="utf-8")


def _rows(name: str, shipped: Sequence[str], mentees: int) -> str:
    head = shipped[0]
    rows = _ROWS[name](head, range(1, mentees + 1)) if name in _ROWS else shipped[1:]
    return "\n".join((head, *rows)) + "\n"


def _orgs(head: str, _students: range) -> list[str]:
    return [_row(head, sourcedId="sim", name=SITE, type="school", identifier="SIM")]


def _courses(head: str, _students: range) -> list[str]:
    return [_row(head, sourcedId="homeroom", title="Homeroom", orgSourcedId="sim")]


def _classes(head: str, _students: range) -> list[str]:
    return [
        _row(
            head,
            sourcedId=f"c-{grade}",
            title=f"{grade}A",
            grades=grade,
            courseSourcedId="homeroom",
            classType="homeroom",
            schoolSourcedId="sim",
            termSourcedIds="always",
        )
        for grade in _GRADES
    ]


def _enrollments(head: str, students: range) -> list[str]:
    return [
        _row(
            head,
            sourcedId=f"e-{number}",
            classSourcedId=f"c-{_grade(number)}",
            schoolSourcedId="sim",
            userSourcedId=f"s-{number}",
            role="student",
            primary="true",
        )
        for number in students
    ]


def _roles(head: str, students: range) -> list[str]:
    said = {"roleType": "primary", "role": "student", "orgSourcedId": "sim"}
    return [_row(head, sourcedId=f"r-{one}", userSourcedId=f"s-{one}", **said) for one in students]


def _users(head: str, students: range) -> list[str]:
    return [_student(head, number) for number in students]


_ROWS: Final[Mapping[str, Callable[[str, range], list[str]]]] = {
    "orgs": _orgs,
    "courses": _courses,
    "classes": _classes,
    "enrollments": _enrollments,
    "roles": _roles,
    "users": _users,
}


def _grade(number: int) -> str:
    return _GRADES[number % len(_GRADES)]


def _student(head: str, number: int) -> str:
    return _row(
        head,
        sourcedId=f"s-{number}",
        enabledUser="true",
        username=f"synthetic.s-{number}",
        givenName="Student",
        familyName=f"Simulated {number}",
        identifier=student_number(number),
        grades=_grade(number),
        primaryOrgSourcedId="sim",
    )


def _row(head: str, **cells: str) -> str:
    return ",".join(cells.get(column, "") for column in head.split(","))
