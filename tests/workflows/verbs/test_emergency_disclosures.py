"""Is it written down for good who outside was told in an emergency, and read by a second person? (34 CFR 99.32)"""

from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from tests.world import World
from triage.roles import Role
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused, Stale
from workflows.verbs.review_disclosure import review_disclosure
from workflows.verbs.see_disclosures import see_disclosures

NAMED = "It was Mrs. Okafor who hurt her."


async def review(world: World, disclosure: UUID, *, by: UUID, answer: str = "right", words: str = "") -> None:
    async with world.acting(by) as tx:
        await review_disclosure(
            tx, disclosure_id=disclosure, answer=answer, words=words, by=tx.actor, at=tx.at
        )


async def test_without_the_threat_or_who_was_told_nothing_is_kept(world: World) -> None:
    episode, _ = await world.mentored()
    for changes, field in (({"threat": " "}, "threat"), ({"to": ()}, "disclosed_to")):
        with pytest.raises(Invalid) as wrong:
            await world.tell_outside(episode, **changes)
        assert set(wrong.value.errors) == {field}
    assert await world.rows("SELECT 1 FROM app.disclosure") == []
    await world.tell_outside(
        episode, to=("Sheriff", " River hospital "), what=("danger",), words="He has it."
    )
    ((to, basis, words, by, case),) = await world.rows(
        "SELECT disclosed_to, basis, words, disclosed_by, episode_id FROM app.disclosure"
    )
    assert (to, basis, words) == ("Sheriff\nRiver hospital", "emergency_disclosure", "He has it.")
    assert (by, case) == (world.counselor, episode)
    assert len(await world.audit("recorded_emergency_disclosure")) == 1


async def test_it_is_never_changed_and_no_second_person_is_who_told_them(world: World) -> None:
    episode, _ = await world.mentored()
    told = await world.tell_outside(episode, by=world.clinical)
    with pytest.raises(NotAllowed, match="second person"):
        await review(world, told, by=world.clinical)
    root = await world.database.superuser()
    try:
        for table in ("disclosure", "disclosure_review"):
            for right in ("UPDATE", "DELETE"):
                held = await root.fetchval(
                    "SELECT has_table_privilege('app', $1, $2) OR has_any_column_privilege('app', $1, $3)",
                    f"app.{table}", right, "UPDATE",
                )  # fmt: skip
                assert not held, (table, right)
        with pytest.raises(asyncpg.CheckViolationError, match="second_person"):
            await root.execute(
                "INSERT INTO app.disclosure_review (org_id, disclosure_id, disclosed_by, answer, reviewed_by, happened_at,"
                " recorded_at) SELECT org_id, id, disclosed_by, 'right', disclosed_by, now(), now() FROM app.disclosure"
                " WHERE id = $1",
                told,
            )
    finally:
        await root.close()


async def test_a_second_person_reads_it_once_and_says_why_where_it_was_not_right(world: World) -> None:
    officer = await world.person("Nora", "Quinn", Role.PRIVACY_OFFICER)
    episode, _ = await world.mentored()
    told = await world.tell_outside(episode, by=world.mentor)
    for person in (world.counselor, world.direct, world.mentor, world.stranger):
        with pytest.raises(NotAllowed):
            await review(world, told, by=person)
    with pytest.raises(Invalid):
        await review(world, told, by=officer, answer="too_much")
    await review(world, told, by=officer, answer="too_much", words="They did not need the diagnosis.")
    with pytest.raises(Stale, match="Nora Quinn"):
        await review(world, told, by=world.clinical)
    async with world.acting(officer) as tx:
        _, (line,) = await see_disclosures(tx, mentee_id=world.students[0], by=tx.actor)
    assert (line.answer, line.answered_by_name) == ("too_much", "Nora Quinn")
    assert len(await world.audit("saw_disclosures")) == 1
    for person in (world.mentor, world.administrator, world.stranger):
        async with world.acting(person) as tx:
            with pytest.raises(NotFound):
                await see_disclosures(tx, mentee_id=world.students[0], by=tx.actor)


async def test_it_is_about_an_escalation_of_this_case_and_a_mentor_knows_only_of_their_own(
    world: World,
) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, "weapon", by=world.mentor)
    (own,) = await world.work(episode, "escalation")
    await world.tell_outside(episode, work_id=own.id, by=world.mentor)
    other = await world.refer(world.students[1])
    with pytest.raises(NotFound):
        await world.tell_outside(other, work_id=own.id)
    with pytest.raises(NotAllowed):
        await world.tell_outside(episode, by=world.stranger)
    await world.worry(episode, "abuse_or_neglect", by=world.counselor)
    theirs = next(one for one in await world.work(episode, "escalation") if one.id != own.id)
    with pytest.raises(NotFound):
        await world.tell_outside(episode, work_id=theirs.id, by=world.mentor)


async def test_who_is_named_in_the_worry_finds_nothing_of_what_was_told_because_of_it(world: World) -> None:
    await world.can_sign_in(world.clinical, world.counselor, world.direct, world.administrator)
    second = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    episode, _ = await world.mentored()
    await world.worry(episode, "abuse_or_neglect", said=NAMED, names=world.clinical)
    ((work,),) = await world.rows("SELECT id FROM app.work WHERE cause LIKE 'named:%'")
    told = await world.tell_outside(episode, threat=NAMED, work_id=work)
    with pytest.raises(NotFound):
        await review(world, told, by=world.clinical)
    await review(world, told, by=second)
    for person, is_there in ((world.clinical, 0), (second, 1)):
        async with world.acting(person) as tx:
            _, lines = await see_disclosures(tx, mentee_id=world.students[0], by=tx.actor)
            assert len(lines) == is_there
            for column in ("disclosure.work_id", "disclosure_review.work_id", "audit_event.object_id"):
                counted = (
                    f"SELECT count(*) FROM app.{column.split('.')[0]} WHERE {column.split('.')[1]} = :id"
                )
                found = await tx.connection.execute(text(counted), {"id": work})
                assert bool(found.scalar_one()) is bool(is_there), column


async def test_what_went_out_on_another_basis_waits_for_no_second_person(
    world: World,
) -> None:
    await world.mentored()
    await world.plant(
        "INSERT INTO app.disclosure (org_id, id, mentee_id, disclosed_to, interest, basis, disclosed_by, happened_at,"
        f" recorded_at) VALUES ($1, gen_random_uuid(), '{world.students[0]}', 'Clinic', 'care', 'guardian_written',"
        f" '{world.counselor}', now(), now())"
    )
    ((sent,),) = await world.rows("SELECT id FROM app.disclosure")
    with pytest.raises(Refused, match="emergency"):
        await review(world, sent, by=world.clinical)
