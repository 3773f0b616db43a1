"""Does a roster come in whole or not at all, twice without a change, and without closing a case?"""

import io
import json
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.access import Actor
from tests.conftest import Database
from tests.workflows.exchange.packages import files, zipped
from triage.roles import Role
from workflows.exchange.oneroster.shapes import shapes
from workflows.exchange.roster_limits import LIMITS, brake
from workflows.exchange.roster_preview import Preview, preview_from
from workflows.records import roster_parts
from workflows.records.ids import new_id
from workflows.records.import_states import TABLE, ImportMove, ImportState, follow
from workflows.records.imports import load_import
from workflows.records.progress import Phase, Progress, progress_of, telling
from workflows.records.refusals import Invalid, NotAllowed, Stale
from workflows.records.roster_changes import Changes
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs import begin_roster as begin_roster_
from workflows.verbs.approve_roster import approve_roster
from workflows.verbs.begin_roster import begin_roster, go_on
from workflows.verbs.check_roster import check_roster
from workflows.verbs.commit_roster import commit_roster
from workflows.verbs.discard_import import discard_import

SAMPLE = Path(__file__).parents[2] / "exchange_samples" / "oneroster-minimal"
CANARY = "Password1-"


@dataclass(frozen=True)
class Ground:
    """An organization with one site and one administrator."""

    engine: AsyncEngine
    database: Database
    org_id: UUID
    site_id: UUID
    administrator_id: UUID

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with scoped_as(self.engine, self.org_id, self.administrator_id) as tx:
            yield tx

    async def check(self, uploaded: bytes | Path, **options: object) -> tuple[UUID, Preview]:
        async with self.transaction() as tx:
            import_id = await check_roster(tx, uploaded=uploaded, by=tx.actor, at=tx.at, **options)  # type: ignore[arg-type]
            found = await load_import(tx, "roster", import_id)
        return import_id, preview_from(found.summary)

    async def commit(self, import_id: UUID, preview: Preview, **options: object) -> ImportState:
        async with self.transaction() as tx:
            await approve_roster(
                tx,
                import_id=import_id,
                seen_digest=preview.digest,
                by=tx.actor,
                at=tx.at,
                **options,  # type: ignore[arg-type]
            )
        async with self.transaction() as tx:
            return await commit_roster(tx, import_id=import_id, by=tx.actor, at=tx.at)

    async def bring(self, uploaded: bytes | Path, **options: object) -> Preview:
        import_id, preview = await self.check(uploaded)
        assert await self.commit(import_id, preview, **options) is ImportState.DONE
        return preview

    async def state(self, import_id: UUID) -> ImportState:
        async with self.transaction() as tx:
            return (await load_import(tx, "roster", import_id)).state

    async def rows(self, sql: str, **values: object) -> Sequence[tuple[object, ...]]:
        async with self.transaction() as tx:
            return [tuple(row) for row in await tx.connection.execute(text(sql), values)]

    async def students(self) -> dict[str, bool]:
        """Name -> is here."""
        found = await self.rows(
            "SELECT p.given_name || ' ' || p.family_name, s.left_on IS NULL FROM app.student s"
            " JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id) ORDER BY 1"
        )
        return {str(name): bool(here) for name, here in found}


@pytest.fixture
async def ground(fresh_engine: AsyncEngine, fresh_database: Database) -> Ground:
    org, site, person, at = new_id(), new_id(), new_id(), datetime.now(UTC)
    root = await fresh_database.superuser()
    try:
        await root.execute(
            "INSERT INTO sign_in.organisation VALUES ($1, 'Riverside', '555 0100', false, $2)", org, at
        )
        await root.execute(
            "INSERT INTO app.site VALUES ($1, $2, 'Oak Middle', 'America/Chicago', $3)", org, site, at
        )
        await root.execute(
            "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
            " VALUES ($1, $2, 'Ada', 'Min', 'ada min', $3)", org, person, at,
        )  # fmt: skip
        await root.execute(
            "INSERT INTO app.appointment (org_id, id, person_id, role, starts_at, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $5)", org, new_id(), person, Role.ADMINISTRATOR.value, at,
        )  # fmt: skip
    finally:
        await root.close()
    return Ground(fresh_engine, fresh_database, org, site, person)


def package(
    students: Sequence[tuple[str, str, str]],
    *,
    school: str = "s1",
    schools: Sequence[tuple[str, str]] = (("s1", "Oak Middle"),),
) -> bytes:
    """A bulk package of 1.1 with these students: id, given name, grade."""
    known = shapes("1.1")
    head = {name: ",".join(column.name for column in known[name].columns) for name in ("orgs", "users")}
    manifest = [
        "propertyName,value",
        "manifest.version,1.0",
        "oneroster.version,1.1",
        "source.systemCode,sis",
    ]
    manifest += [f"file.{name},{'bulk' if name in head else 'absent'}" for name in known]
    files = {
        "manifest.csv": manifest,
        "orgs.csv": [head["orgs"], *(f"{one},,,{name},school,," for one, name in schools)],
        "users.csv": [
            head["users"],
            *(
                f"{one},,,true,{school},student,{one},,{given},Reed,,,,,,,{grade},{CANARY}"
                for one, given, grade in students
            ),
        ],
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            archive.writestr(name, "\r\n".join(lines) + "\r\n")
    return kept.getvalue()


async def open_case(ground: Ground, given: str) -> UUID:
    """An open episode, written as the migration's owner would: the verb has its own tests."""
    from workflows.records.episodes import keep_opening

    ((person, site),) = await ground.rows(
        "SELECT p.id, s.site_id FROM app.person p JOIN app.student s ON s.person_id = p.id"
        " WHERE p.given_name = :given", given=given,
    )  # fmt: skip
    episode = new_id()
    async with ground.transaction() as tx:
        await keep_opening(
            tx, id=episode, decision_id=new_id(), step_change_id=new_id(), mentee_id=person, site_id=site,
            owner_id=ground.administrator_id, by=ground.administrator_id, decided_as="counselor",
            why="x", words="x", at=tx.at, known_at=tx.at,
        )  # fmt: skip
    return episode


FOUR = [("u1", "Ana", "07"), ("u2", "Ben", "07"), ("u3", "Cem", "08"), ("u4", "Dia", "08")]


async def test_the_students_of_the_real_sample_arrive(ground: Ground) -> None:
    import_id, preview = await ground.check(SAMPLE, source="sample")
    lines = {line.kind: line for line in preview.lines}
    assert (lines["student"].new, lines["guardian"].new, lines["staff"].new) == (3, 1, 2)
    assert (lines["class"].error, lines["enrollment"].error) == (2, 6)
    assert preview.need_site == 3
    assert preview.errors == 8
    assert await ground.students() == {}
    assert await ground.commit(import_id, preview) is ImportState.DONE
    assert await ground.students() == {"Anna Brown": True, "Mary Jones": True, "mmichel Jones": True}
    assert {site for (site,) in await ground.rows("SELECT site_id FROM app.student")} == {ground.site_id}


async def test_the_same_file_again_changes_nothing(ground: Ground) -> None:
    await ground.bring(SAMPLE)
    before = await ground.rows("SELECT * FROM app.roster_link ORDER BY kind, sourced_id")
    again = await ground.bring(SAMPLE)
    assert not again.has_changes
    assert sum(line.unchanged for line in again.lines) == 12
    assert await ground.rows("SELECT * FROM app.roster_link ORDER BY kind, sourced_id") == before


async def test_a_password_is_stored_nowhere(ground: Ground) -> None:
    _, preview = await ground.check(SAMPLE)
    assert preview.passwords_dropped == 1
    root = await ground.database.superuser()
    try:
        tables = await root.fetch(
            "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables"
            " WHERE table_schema IN ('app', 'sign_in', 'staging')"
        )
        for table in tables:
            found = await root.fetch(f"SELECT t::text AS row FROM {table['name']} t")
            assert not any(CANARY in row["row"] for row in found), table["name"]
    finally:
        await root.close()


async def test_nothing_live_changes_before_the_commit(ground: Ground) -> None:
    import_id, _ = await ground.check(package(FOUR))
    assert await ground.rows("SELECT 1 FROM app.roster_link") == []
    async with ground.transaction() as tx:
        await discard_import(tx, kind="roster", import_id=import_id, by=tx.actor, at=tx.at)
    assert await ground.state(import_id) is ImportState.DISCARDED
    assert await ground.rows("SELECT 1 FROM staging.roster_row") == []


async def test_a_change_is_told_by_its_field_and_keeps_the_person(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    before = await ground.rows("SELECT person_id FROM app.roster_link WHERE sourced_id = 'u1'")
    preview = await ground.bring(package([("u1", "Ana", "09"), *FOUR[1:]]))
    student = next(line for line in preview.lines if line.kind == "student")
    assert (student.changed, student.unchanged, student.fields) == (1, 3, {"grade": 1})
    assert await ground.rows("SELECT person_id FROM app.roster_link WHERE sourced_id = 'u1'") == before
    assert ("09",) in await ground.rows("SELECT grade FROM app.student")


async def test_another_school_keeps_the_person_and_becomes_a_site(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    before = await ground.rows("SELECT id FROM app.person ORDER BY id")
    preview = await ground.bring(
        package(FOUR, school="s2", schools=(("s1", "Oak Middle"), ("s2", "Elm High")))
    )
    assert preview.new_sites == ["Elm High"]
    assert await ground.rows("SELECT id FROM app.person ORDER BY id") == before
    assert await ground.rows(
        "SELECT DISTINCT s.name, s.time_zone FROM app.student t JOIN app.site s ON s.id = t.site_id"
    ) == [("Elm High", "America/Chicago")]


async def test_leavers_need_the_exact_number_and_nobody_is_closed(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    episode = await open_case(ground, "Ana")
    import_id, preview = await ground.check(package(FOUR[1:]))
    assert preview.leaving == 1
    assert list(preview.brake) == [
        "1 of 4 students of Oak Middle would leave.",
        "1 of the leaving students has an open case.",
    ]
    for wrong in (None, 0, 2):
        with pytest.raises(Invalid, match="exact number"):
            await ground.commit(import_id, preview, accepted_removals=wrong)
    assert await ground.commit(import_id, preview, accepted_removals=1) is ImportState.DONE
    assert (await ground.students())["Ana Reed"] is False
    assert await ground.rows("SELECT step FROM app.episode") == [("referred",)]
    assert await ground.rows("SELECT kind, action, owner_id, episode_id, state FROM app.work") == [
        ("task", "transfer_or_close", ground.administrator_id, episode, "open")
    ]


async def test_who_returns_is_active_again_and_nothing_is_reopened(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    await open_case(ground, "Ana")
    await ground.bring(package(FOUR[1:]), accepted_removals=1)
    preview = await ground.bring(package(FOUR))
    assert next(line.returned for line in preview.lines if line.kind == "student") == 1
    assert all((await ground.students()).values())
    assert len(await ground.rows("SELECT 1 FROM app.person WHERE given_name = 'Ana'")) == 1
    assert await ground.rows("SELECT state FROM app.work") == [("open",)]


async def test_a_broken_row_never_looks_like_a_student_who_left(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    preview = await ground.bring(package([("u1", "", "07"), *FOUR[1:]]))
    assert preview.leaving == 0
    assert next(line.error for line in preview.lines if line.kind == "student") == 1
    assert all((await ground.students()).values())


async def test_live_rows_that_changed_since_the_preview_ask_again(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    import_id, preview = await ground.check(package([("u1", "Ana", "09"), *FOUR[1:]]))
    await ground.bring(package([("u1", "Anna", "07"), *FOUR[1:]]))
    assert await ground.commit(import_id, preview) is ImportState.NEEDS_REVIEW
    assert ("Anna Reed", True) in (await ground.students()).items()
    with pytest.raises(Stale):
        await ground.commit(import_id, preview)
    async with ground.transaction() as tx:
        anew = preview_from((await load_import(tx, "roster", import_id)).summary)
    assert await ground.commit(import_id, anew) is ImportState.DONE
    assert ("Ana Reed", True) in (await ground.students()).items()


async def test_the_same_person_under_a_new_id_is_decided_one_by_one(ground: Ground) -> None:
    await ground.bring(package(FOUR))
    await open_case(ground, "Ana")
    import_id, preview = await ground.check(package([("x1", "Ana", "07"), *FOUR[1:]]))
    (alike,) = preview.alike
    person = UUID(alike["person_id"])
    assert (alike["sourced_id"], alike["name"], alike["has_case"]) == ("x1", "Ana Reed", True)
    state = await ground.commit(import_id, preview, accepted_removals=preview.leaving, same={"x1": person})
    assert state is ImportState.DONE
    sql = "SELECT person_id, status FROM app.roster_link WHERE kind = 'user' AND person_id = :p ORDER BY 2"
    assert await ground.rows(sql, p=person) == [(person, "active"), (person, "tobedeleted")]
    assert all((await ground.students()).values())
    assert await ground.rows("SELECT 1 FROM app.work") == []


async def test_a_refused_package_leaves_nothing_but_its_findings(ground: Ground) -> None:
    import_id, preview = await ground.check(b"this is no zip file")
    assert await ground.state(import_id) is ImportState.INVALID
    async with ground.transaction() as tx:
        found = await load_import(tx, "roster", import_id)
    assert [one["code"] for one in found.diagnostics] == ["package.not_a_package"]
    assert await ground.rows("SELECT 1 FROM staging.roster_row") == []
    with pytest.raises(Stale):
        await ground.commit(import_id, preview)


async def test_only_an_administrator_brings_a_roster_in(ground: Ground) -> None:
    stranger = Actor(ground.org_id, ground.administrator_id, "Sam")
    async with ground.transaction() as tx:
        with pytest.raises(NotAllowed):
            await check_roster(tx, uploaded=SAMPLE, by=stranger, at=tx.at)


async def test_changes_only_refer_to_what_is_stored_and_never_go_back(ground: Ground) -> None:
    await ground.bring(package(FOUR), same=None)
    head = ",".join(column.name for column in shapes("1.1")["users"].columns)

    def delta(status: str, grade: str, time: str) -> bytes:
        kept = io.BytesIO()
        names = "".join(f"file.{n},{'delta' if n == 'users' else 'absent'}\n" for n in shapes("1.1"))
        with zipfile.ZipFile(kept, "w") as archive:
            archive.writestr(
                "manifest.csv",
                f"propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nsource.systemCode,sis\n{names}",
            )
            archive.writestr(
                "users.csv", f"{head}\nu1,{status},{time},true,s1,student,u1,,Ana,Reed,,,,,,,{grade},\n"
            )
        return kept.getvalue()

    await ground.bring(delta("active", "09", "2026-09-02T10:00:00.000Z"))
    assert len(await ground.rows("SELECT 1 FROM app.student WHERE left_on IS NULL")) == 4
    _, stale = await ground.check(delta("active", "05", "2026-09-01T10:00:00.000Z"))
    assert not stale.has_changes
    import_id, leaving = await ground.check(delta("tobedeleted", "09", "2026-09-03T10:00:00.000Z"))
    assert leaving.leaving == 1
    await ground.commit(import_id, leaving, accepted_removals=1)
    assert (await ground.students())["Ana Reed"] is False
    await ground.bring(delta("tobedeleted", "09", "2026-09-04T10:00:00.000Z"))
    statuses = await ground.rows(
        "SELECT status, modified_at::text FROM app.roster_link WHERE sourced_id = 'u1'"
    )
    assert [(status, str(at)[:10]) for status, at in statuses] == [("tobedeleted", "2026-09-04")]


@pytest.mark.parametrize("at_a_time", [1, 2, 3, 1000])
async def test_a_roster_comes_in_the_same_in_any_number_of_parts(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(roster_parts, "AT_A_TIME", at_a_time)
    await ground.bring(package(FOUR))
    changed = [("u1", "Anna", "08"), ("u2", "Ben", "07"), ("u5", "Eli", "08"), ("u6", "Fay", "08")]
    await ground.bring(package(changed), accepted_removals=2)
    assert await ground.students() == {
        "Anna Reed": True,
        "Ben Reed": True,
        "Cem Reed": False,
        "Dia Reed": False,
        "Eli Reed": True,
        "Fay Reed": True,
    }
    await ground.bring(package([*changed, ("u3", "Cem", "09")]))
    assert (await ground.students())["Cem Reed"] is True
    links = await ground.rows("SELECT status, count(*) FROM app.roster_link GROUP BY 1 ORDER BY 1")
    assert links == [("active", 6), ("tobedeleted", 1)]
    assert await ground.rows("SELECT 1 FROM staging.roster_row") == []


async def test_it_is_told_how_many_rows_are_done_and_the_last_word_is_all(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_parts, "AT_A_TIME", 2)
    import_id, preview = await ground.check(package(FOUR))
    told: list[Progress] = []

    async def tell(progress: Progress) -> None:
        told.append(progress)

    async with ground.transaction() as tx:
        await approve_roster(tx, import_id=import_id, seen_digest=preview.digest, by=tx.actor, at=tx.at)
        await commit_roster(tx, import_id=import_id, by=tx.actor, at=tx.at, tell=tell)
    assert list(dict.fromkeys(one.phase for one in told)) == [
        Phase.COMPARING,
        Phase.LEAVING,
        Phase.TAKING_OVER,
        Phase.HOMEROOMS,
    ]
    # Four students and their school.
    assert {one.total for one in told} == {5}
    assert [one.done for one in told if one.phase is Phase.TAKING_OVER] == [0, 2, 4, 5]


async def test_others_see_how_far_it_is_until_it_ends_or_is_cut_off(ground: Ground) -> None:
    work, other = new_id(), new_id()

    async def seen() -> list[Progress | None]:
        async with ground.transaction() as watcher:
            return [await progress_of(watcher, one) for one in (work, other)]

    async def cut_off() -> None:
        async with ground.transaction() as tx:
            await telling(tx, work)(Progress(Phase.TAKING_OVER, 5_000, 1_000_000))
            assert await seen() == [Progress(Phase.TAKING_OVER, 5_000, 1_000_000), None]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cut_off()
    assert await seen() == [None, None]


async def test_what_takes_longest_to_say_fits_the_name_of_a_connection(ground: Ground) -> None:
    work = new_id()
    async with ground.transaction() as tx:
        for phase in Phase:
            longest = Progress(phase, 9_999_999, 9_999_999)
            await telling(tx, work)(longest)
            async with ground.transaction() as watcher:
                assert await progress_of(watcher, work) == longest


async def test_a_large_roster_is_only_begun_and_goes_on_by_itself(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begin_roster_, "LIMITS", replace(LIMITS, rows_at_once=4))
    import_id, preview = await ground.check(package(FOUR))
    async with ground.transaction() as tx:
        await approve_roster(tx, import_id=import_id, seen_digest=preview.digest, by=tx.actor, at=tx.at)
    async with ground.transaction() as begun:
        assert await begin_roster(begun, import_id=import_id, by=begun.actor, at=begun.at) is (
            ImportState.COMMITTING
        )
    assert await ground.students() == {}
    # The site ended before it went on: it can be begun again.
    async with ground.transaction() as tx:
        await begin_roster(tx, import_id=import_id, by=tx.actor, at=tx.at)
    await go_on(begun, import_id)
    assert await ground.state(import_id) is ImportState.DONE
    assert len(await ground.students()) == 4
    with pytest.raises(Stale):
        await go_on(begun, import_id)


async def test_nobody_begins_what_is_being_taken_over(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begin_roster_, "LIMITS", replace(LIMITS, rows_at_once=0))
    import_id, preview = await ground.check(package(FOUR))
    async with ground.transaction() as tx:
        await approve_roster(tx, import_id=import_id, seen_digest=preview.digest, by=tx.actor, at=tx.at)
    async with ground.transaction() as at_work:
        await telling(at_work, import_id)(Progress(Phase.LEAVING, 0, 5))
        with pytest.raises(Stale):
            async with ground.transaction() as tx:
                await begin_roster(tx, import_id=import_id, by=tx.actor, at=tx.at)


def test_every_state_and_move_of_an_import_is_decided() -> None:
    legal = {(state, move): to for move, state, to in TABLE}
    for state in ImportState:
        for move in ImportMove:
            assert follow(state, move) == legal.get((state, move))
    assert {state for state in ImportState if not any(s is state for _, s, _ in TABLE)} == {
        ImportState.INVALID, ImportState.DONE, ImportState.DISCARDED,
    }  # fmt: skip


def test_the_preview_survives_being_kept() -> None:
    from dataclasses import asdict

    preview = replace(Preview(), brake=["x"], digest="d")
    assert preview_from(json.loads(json.dumps(asdict(preview)))).digest == "d"


def classes(*enrollments: str, rooms: Sequence[str] = ("k1,,,Room 204,,c1,,homeroom,,s1,y1,,,",)) -> bytes:
    """A package of 1.1 with the students Ana and Ben, these classes, and these enrollments."""
    return zipped(files(classes=tuple(rooms), enrollments=enrollments))


async def homerooms(ground: Ground) -> dict[str, str | None]:
    found = await ground.rows(
        "SELECT p.given_name, s.homeroom FROM app.student s JOIN app.person p ON p.id = s.person_id"
    )
    return {str(given): room for given, room in found}  # type: ignore[misc]


async def test_a_homeroom_comes_from_the_class_of_that_kind(ground: Ground) -> None:
    rooms = ("k1,,,Room 204,,c1,,homeroom,,s1,y1,,,", "k2,,,Algebra,,c1,,scheduled,,s1,y1,,,")
    await ground.bring(
        classes(
            "e1,,,k1,s1,u1,student,,,",
            "e2,,,k2,s1,u2,student,,,",
            "e3,,,k1,s1,t1,teacher,true,,",
            rooms=rooms,
        )
    )
    assert await homerooms(ground) == {"Ana": "Room 204", "Ben": None}


async def test_a_homeroom_follows_its_student_and_ends_with_the_enrollment(ground: Ground) -> None:
    rooms = ("k1,,,Room 204,,c1,,homeroom,,s1,y1,,,", "k2,,,Room 7,,c1,,homeroom,,s1,y1,,,")
    await ground.bring(classes("e1,,,k1,s1,u1,student,,,", "e2,,,k1,s1,u2,student,,,", rooms=rooms))
    await ground.bring(classes("e1,,,k2,s1,u1,student,,,", "e3,,,k2,s1,t1,teacher,,,", rooms=rooms))
    assert await homerooms(ground) == {"Ana": "Room 7", "Ben": None}


async def test_an_enrollment_of_another_year_names_no_homeroom(ground: Ground) -> None:
    rooms = ("k1,,,Room 204,,c1,,homeroom,,s1,y1,,,", "k2,,,Room 7,,c1,,homeroom,,s1,y1,,,")
    await ground.bring(
        classes(
            "e1,,,k1,s1,u1,student,,2019-08-01,2020-06-30",
            "e2,,,k2,s1,u1,student,,2020-08-01,2999-06-30",
            "e3,,,k1,s1,u2,student,,2998-08-01,2999-06-30",
            rooms=rooms,
        )
    )
    assert await homerooms(ground) == {"Ana": "Room 7", "Ben": None}


async def test_a_roster_without_classes_leaves_the_homerooms_as_they_are(ground: Ground) -> None:
    await ground.bring(classes("e1,,,k1,s1,u1,student,,,", "e2,,,k1,s1,u2,student,,,"))
    import_id, preview = await ground.check(package([("x1", "Eva", "07")]), source="another")
    assert await ground.commit(import_id, preview) is ImportState.DONE
    assert await homerooms(ground) == {"Ana": "Room 204", "Ben": "Room 204", "Eva": None}


@pytest.mark.parametrize(
    ("before", "said"),
    [(1, "The only member of staff would be gone."), (3, "All 3 members of staff would be gone.")],
)
def test_a_list_that_would_be_empty_is_said_in_whole_sentences(before: int, said: str) -> None:
    assert brake(Changes({}, {"staff": before}, {}, (), (), (), 0, "")) == (said,)
