"""Is every decision derived again from what was known then, and does replay see when somebody changed the past?"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from supervision.access import Actor
from tests.conftest import Database
from tests.world import World
from workflows.platform.engines import open_engine
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sending import Link
from workflows.verbs.replay import Replayed, replay


async def replayed(world: World) -> Replayed:
    async with world.acting(None) as tx:
        return await replay(tx, by=tx.actor)


async def lived(world: World) -> World:
    """Three cases with every kind of decision: open, start, accept, hold, other, emergency, undo."""
    ava, match = await world.mentored(world.students[0])
    world.later(days=7)
    await world.phq_a(ava, total=4)
    world.later(days=7)
    await world.log_made(match, worry="talk_over", said="Sleeps badly.")
    await world.phq_a(ava, total=16)
    world.later(hours=1)
    (item,) = await world.work(ava, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    await world.answer(await world.offer(ava), OfferMove.ACCEPT)
    journey = await world.assign(ava, Step.JOURNEY)
    world.later(days=7)
    await world.log_made(journey)

    noah, match = await world.mentored(world.students[1])
    world.later(days=1)
    await world.gad_7(noah, total=16)
    (item,) = await world.work(noah, "recommendation")
    until = (world.now + timedelta(days=10)).date()
    await world.decide(item.id, Choice(Answer.HOLD, hold_reason="awaiting_assessment", hold_until=until))
    world.later(days=3)
    await world.worry(noah)
    (item,) = await world.work(noah, "recommendation")
    await world.decide(
        item.id,
        Choice(
            Answer.OTHER,
            step=Step.PROFESSIONAL,
            override_reasons=("extra_risk_seen",),
            override_words="Known from last year.",
            consent_basis="guardian_written",
        ),
    )
    await world.phq_a(noah, total=3, item_9=1)
    await world.phq_a(noah, total=3, item_9=None)

    mia, _ = await world.in_emergency(world.students[2])
    world.later(hours=2)
    await world.undo(mia)
    return world


@pytest.fixture(scope="module")
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await lived(await World.made(module_database, module_engine))


async def test_everything_recorded_is_derived_again_without_a_difference(world: World) -> None:
    found = await replayed(world)
    assert found.differences == ()
    kinds = await world.rows("SELECT DISTINCT kind FROM app.decision")
    assert {kind for (kind,) in kinds} == {"open", "start", "accept", "hold", "other", "emergency", "undo"}
    ((decisions, firings),) = await world.rows(
        "SELECT (SELECT count(*) FROM app.decision), (SELECT count(*) FROM app.firing)"
    )
    assert (found.decisions, found.firings) == (decisions, firings)


async def tampered(world: World, sql: str) -> Replayed:
    """Change the past as the superuser, replay it as the application, and take the change back."""
    engine = open_engine(world.database.url("postgres"), name="tests")
    try:
        async with engine.connect() as connection, connection.begin() as change:
            done = await connection.execute(text(sql))
            assert done.rowcount > 0, "the control changed nothing"
            await connection.execute(text("SET LOCAL ROLE app"))
            await connection.execute(
                text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": str(world.org_id)}
            )
            actor = Actor(org_id=world.org_id, person_id=None, name="system", kind="system")
            found = await replay(Transaction(Link(connection), actor, world.now), by=actor)
            await change.rollback()
    finally:
        await engine.dispose()
    return found


# Each of these is a control: were replay to look at less, the row would not be found.
CHANGES = [
    pytest.param(
        """UPDATE app.firing SET facts = jsonb_set(facts, '{phq_a_total,value}', '15')
            WHERE row_id = 'R5.phq_a'""",
        "Latest PHQ-A total: recorded 15 points, found again 16 points.",
        id="a fact frozen with a firing",
    ),
    pytest.param(
        """UPDATE app.decision SET evidence = jsonb_set(evidence, '{sessions_made,value}', '9')
            WHERE kind = 'accept'""",
        "Sessions made in this step: recorded 9 sessions, found again 2 sessions.",
        id="a fact frozen with a decision",
    ),
    pytest.param(
        "UPDATE app.decision SET evidence = evidence - 'open_safety_item' WHERE kind = 'undo'",
        "A safety item is open: recorded not asked, found again yes.",
        id="a fact left out of a decision",
    ),
    pytest.param(
        """UPDATE app.firing SET facts = jsonb_set(facts, '{phq_a_total,sources,0,id}', to_jsonb(gen_random_uuid()))
            WHERE row_id = 'R5.phq_a'""",
        "Latest PHQ-A total: rests on other records than were recorded.",
        id="the record that a fact came from",
    ),
    pytest.param(
        """UPDATE app.policy_version
              SET text = replace(text, '"phq_a_total", op = ">=", value = 15', '"phq_a_total", op = ">=", value = 17')
            WHERE text LIKE '%{fact = "phq_a_total", op = ">=", value = 15}%'""",
        "R5.phq_a does not fire again.",
        id="a threshold in the text of a policy",
    ),
    pytest.param(
        "UPDATE app.policy_version SET text = replace(text, 'rose by', 'went up by')",
        "The text of this policy version is not the one that was published.",
        id="a word in the text of a policy",
    ),
    pytest.param(
        "UPDATE app.policy_version SET text = 'nothing'",
        "its policy version cannot be read.",
        id="a policy that is gone",
    ),
    pytest.param(
        "UPDATE app.session SET held_at = held_at - interval '3 days' WHERE was_made",
        "Days since mentor and mentee last met: recorded 0 days, found again 3 days.",
        id="the day of a session",
    ),
    pytest.param(
        "UPDATE app.administration SET total = 9 WHERE total = 16 AND instrument_id = 'phq-a'",
        "Latest PHQ-A total: recorded 16 points, found again 9 points.",
        id="the total of a form",
    ),
    pytest.param(
        """UPDATE app.administration SET answers = jsonb_set(answers, '{9}', '0') WHERE answers ->> '9' = '1'""",
        "PHQ-A item 9, better off dead or hurting oneself: recorded 1 of 3, found again 0 of 3.",
        id="the answer to a safety question",
    ),
    pytest.param(
        "UPDATE app.concern SET kind = 'other_now' WHERE kind = 'active_statement'",
        "Active statement, or a weapon at hand: recorded yes, found again no.",
        id="what somebody was worried about",
    ),
    pytest.param(
        """UPDATE app.session SET recorded_at = recorded_at + interval '60 days' WHERE was_made""",
        "Sessions made in this step: recorded 2 sessions, found again 0 sessions.",
        id="when a session became known",
    ),
    pytest.param(
        "UPDATE app.firing SET sentence = 'Nothing much.' WHERE row_id = 'R5.gad_7'",
        "R5.gad_7, sentence: recorded “Nothing much.”, found again "
        "“The GAD-7 total is 16: high enough to decide the step directly.”.",
        id="the sentence of a firing",
    ),
    pytest.param(
        "UPDATE app.firing SET class = 'P5' WHERE row_id = 'R5.gad_7'",
        "R5.gad_7, class: recorded “P5”, found again “P3”.",
        id="how urgent a firing was",
    ),
    pytest.param(
        "UPDATE app.firing SET proposed_step = 'professional_referral' WHERE row_id = 'R5.gad_7'",
        "R5.gad_7, proposed step: recorded “professional_referral”, found again “journey_mentor”.",
        id="the step that a rule proposed",
    ),
    pytest.param(
        "UPDATE app.firing SET evidence = '{}' WHERE row_id = 'R5.gad_7'",
        "R5.gad_7: rests on other records than were recorded.",
        id="what a firing rests on",
    ),
    pytest.param(
        "UPDATE app.firing SET trace = jsonb_set(trace, '{counterfactual}', 'null') WHERE row_id = 'R5.gad_7'",
        "R5.gad_7: another trace, near miss or counterfactual than was recorded.",
        id="the counterfactual that a page shows",
    ),
    pytest.param(
        """UPDATE app.decision SET recommended_step = 'professional_referral', chosen_step = 'professional_referral'
            WHERE kind = 'accept'""",
        "recommended step: recorded “professional_referral”, found again “journey_mentor”.",
        id="what was recommended",
    ),
    pytest.param(
        "UPDATE app.decision SET chosen_step = 'journey_mentor' WHERE kind = 'hold'",
        "chosen step: recorded “journey_mentor”, found again “paraprofessional_mentor”.",
        id="a hold that moves",
    ),
    pytest.param(
        "UPDATE app.decision SET from_step = 'referred' WHERE kind = 'accept'",
        "step: recorded “referred”, found again “paraprofessional_mentor”.",
        id="the step that a decision came from",
    ),
    pytest.param(
        "UPDATE app.decision SET why = 'Because.' WHERE kind = 'accept'",
        "why: does not say what the rules say.",
        id="the reason of a decision",
    ),
    pytest.param(
        "UPDATE app.decision SET rule_ids = '{R4}' WHERE kind = 'accept'",
        "rules: recorded R4, found again",
        id="the rules that a decision names",
    ),
    pytest.param(
        """DELETE FROM app.decision_firing x USING app.decision d
            WHERE (d.org_id, d.id) = (x.org_id, x.decision_id) AND d.kind = 'accept'""",
        "rules: recorded",
        id="the firings that a decision answered",
    ),
    pytest.param(
        """UPDATE app.decision_firing x SET firing_id = (SELECT f.id FROM app.firing f WHERE f.row_id = 'R5.gad_7')
             FROM app.decision d WHERE (d.org_id, d.id) = (x.org_id, x.decision_id) AND d.kind = 'emergency'""",
        "no rule that it names moves a step.",
        id="an emergency without a rule that moves",
    ),
    pytest.param(
        "UPDATE app.decision SET why = 'A teacher asked.' WHERE kind = 'emergency'",
        "why: does not say what the rule says.",
        id="the reason of an emergency",
    ),
    pytest.param(
        "UPDATE app.decision SET review_of = NULL WHERE kind = 'undo'",
        "step it goes back to: recorded “paraprofessional_mentor”, found again none.",
        id="the emergency that was undone",
    ),
    pytest.param(
        """UPDATE app.decision SET recommended_step = chosen_step WHERE kind = 'start'""",
        "recommended step: recorded “paraprofessional_mentor”, found again none.",
        id="a start by judgment that claims a rule",
    ),
    pytest.param(
        """INSERT INTO app.step_change (org_id, id, episode_id, sequence, from_step, to_step, move, decision_id,
                  effective_at, recorded_at)
           SELECT d.org_id, gen_random_uuid(), d.episode_id, e.version + 1, e.step, 'professional_referral',
                  'step_up', d.id, now(), now()
             FROM app.decision d JOIN app.episode e ON (e.org_id, e.id) = (d.org_id, d.episode_id)
            WHERE d.kind = 'hold'""",
        "the history goes on past the state that is on record.",
        id="a record of a move that never was",
    ),
    pytest.param(
        "UPDATE app.step_change SET recorded_at = recorded_at + interval '300 days' WHERE sequence = 1",
        "no facts can be gathered for this episode as known then.",
        id="a history whose beginning is gone",
    ),
]


@pytest.mark.parametrize(("sql", "sentence"), CHANGES)
async def test_a_changed_past_is_found_and_named_with_its_decision(
    world: World, sql: str, sentence: str
) -> None:
    found = await tampered(world, sql)
    hits = [one for one in found.differences if sentence in one.sentence]
    assert hits, [one.sentence for one in found.differences]
    known = {row[0] for row in await world.rows("SELECT id FROM app.decision")}
    named = {one.decision_id for one in found.differences if one.decision_id is not None}
    assert named <= known
    assert all(one.decision_id == one.id for one in hits if one.kind == "decision")


async def test_a_changed_firing_names_the_decision_that_rests_on_it(world: World) -> None:
    found = await tampered(world, "UPDATE app.firing SET sentence = 'x' WHERE row_id = 'R5.phq_a'")
    ((accepted,),) = await world.rows("SELECT id FROM app.decision WHERE kind = 'accept'")
    assert [one.decision_id for one in found.differences if one.kind == "firing"] == [accepted]


async def test_replay_reads_page_by_page_and_counts_everything_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await replayed(world)
    monkeypatch.setattr("workflows.verbs.replay.PAGE", 2)
    assert await replayed(world) == whole
    assert whole.decisions > 2 < whole.firings


async def test_replay_sees_one_organization_and_changes_nothing(
    world: World, module_database: Database, module_engine: AsyncEngine
) -> None:
    before = await replayed(world)
    other = await World.made(module_database, module_engine)
    await other.refer()
    assert (await replayed(other)).decisions == 1
    assert await replayed(world) == before
    tables = "SELECT (SELECT count(*) FROM app.decision), (SELECT count(*) FROM app.firing)"
    assert await world.rows(tables) == [(before.decisions, before.firings)]
    asked = await world.rows("SELECT payload FROM app.audit_event WHERE action = 'replayed'")
    assert json.loads(asked[-1][0]) == {
        "decisions": before.decisions, "firings": before.firings, "differences": 0
    }  # fmt: skip


async def test_nobody_signed_in_may_replay(world: World) -> None:
    async with world.acting(world.administrator) as tx:
        with pytest.raises(NotAllowed):
            await replay(tx, by=tx.actor)


async def test_a_fact_that_nobody_could_freeze_then_is_no_difference(world: World) -> None:
    """As after an update: the version of then does not ask about it, and its firings do not hold it."""
    found = await tampered(
        world, "UPDATE app.firing SET facts = facts - 'sessions_planned' WHERE scope = 'episode'"
    )
    assert found.differences == ()
