"""Which roads are measured, and against what?"""

from collections.abc import AsyncIterator
from contextlib import redirect_stderr
from datetime import timedelta
from io import StringIO
from uuid import UUID

from bench.bare import Sent
from bench.rig import SAME_SQL, Figure, Rig, Verb
from care_steps.decisions import Answer, Choice
from supervision.readings import read_episode
from tests.web import Browser, site_on, token_of
from tests.world import CONSENT
from workflows.records.episodes import load_case
from workflows.records.facts import gather_one
from workflows.records.policies import active_policy
from workflows.records.scope import scoped
from workflows.records.sign_ins import hash_of
from workflows.verbs.decide import Seen, decide
from workflows.verbs.log_session import SessionLog, log_session
from workflows.verbs.sweep import Swept, sweep

_GATHERS = "WITH asked AS"
_THE_GATHERING = "the gathering statement"


async def figures(rig: Rig) -> AsyncIterator[Figure]:
    """One after another. The worklist comes before the decisions that empty it."""
    for measure in (_scoping, _reading, _sweeping, _worklist, _logging, _deciding):
        yield await measure(rig)


async def _scoping(rig: Rig) -> Figure:
    """Who acts, for whom and when, against a transaction that asks nothing."""
    world = rig.ground.busy
    token = hash_of(await token_of(world.database, world.planted(world.clinical)))

    async def begin() -> None:
        async with scoped(rig.ground.engine, token):
            pass

    sent = await rig.sent_by(begin)
    nothing = [Sent("SELECT 1", ((),), False)]
    return await rig.repeated(
        "scoped()", begin, against="a transaction with SELECT 1", same=nothing, statements=len(sent)
    )


async def _reading(rig: Rig) -> Figure:
    """Facts gathered, derived and evaluated for one case, within an open transaction."""
    world = rig.ground.quiet
    ((episode,),) = await world.rows("SELECT id FROM app.episode WHERE org_id = :org_id ORDER BY id LIMIT 1")
    async with world.acting(None) as tx:
        case, version = await load_case(tx, UUID(str(episode))), await active_policy(tx)

        async def read() -> None:
            raw = await gather_one(tx, case.id, case.known_at)
            read_episode(version.policy, version.id, raw, case.known_at)

        sent = await rig.sent_by(read)
        await _scope_bare(rig, world.org_id)
        return await rig.repeated(
            "gather and evaluate one case", read, against=_THE_GATHERING, same=sent, statements=len(sent)
        )


async def _sweeping(rig: Rig) -> Figure:
    """All open cases of an organization, with nothing to do."""
    world, cases = rig.ground.quiet, rig.sizes.quiet_cases

    async def swept() -> None:
        found = await _swept(rig)
        assert (found.cases, found.changed, found.failed) == (cases, 0, ()), found

    sent = await rig.sent_by(swept)
    gathering = [one for one in sent if _GATHERS in one.sql]
    assert gathering, "the sweep gathers by another statement now"
    await _scope_bare(rig, world.org_id)
    return await rig.repeated(
        f"sweep of {cases} quiet cases",
        swept,
        against=_THE_GATHERING,
        same=gathering,
        statements=len(sent),
        rounds=rig.sizes.sweeps,
    )


async def _swept(rig: Rig) -> Swept:
    async with rig.ground.quiet.acting(None) as tx:
        return await sweep(tx, by=tx.actor, at=tx.at)


async def _worklist(rig: Rig) -> Figure:
    """The first page of a clinical supervisor, from the request to the last byte."""
    world = rig.ground.busy
    async with site_on(world.database, rig.ground.engine) as site:
        browser = Browser(site)
        browser.sign_in_as(await token_of(world.database, world.planted(world.clinical)))

        async def opened() -> None:
            # The site writes a line for each request.
            with redirect_stderr(StringIO()):
                answer = await browser.get("/")
            assert answer.status_code == 200, answer.status_code

        sent = await rig.sent_by(opened)
        return await rig.repeated(
            f"worklist page of {rig.sizes.recommendations}",
            opened,
            against=SAME_SQL,
            same=sent,
            statements=len(sent),
        )


async def _logging(rig: Rig) -> Figure:
    """A session made, about which no rule has anything to say."""
    world = rig.ground.quiet
    matches = rig.order.sample(rig.ground.matches, len(rig.ground.matches))
    log = world.made_log(world.now + timedelta(minutes=30))
    figure = await rig.written(
        "log_session, quiet", [_logs(match, log) for match in matches], world=world, by=world.direct
    )
    ((fired,),) = await world.rows("SELECT count(*) FROM app.firing WHERE org_id = :org_id")
    assert fired == 0, "a quiet case was not quiet"
    return figure


def _logs(match: UUID, log: SessionLog) -> Verb:
    return lambda tx: log_session(tx, match_id=match, log=log, by=tx.actor, at=tx.at)


async def _deciding(rig: Rig) -> Figure:
    """A recommendation accepted, so that a step is offered."""
    world = rig.ground.busy
    pages = [(work, await world.page_of(work)) for work in rig.ground.work]
    verbs = [_accepts(work, seen) for work, seen in pages]
    return await rig.written("decide with an offer", verbs, world=world, by=world.clinical)


def _accepts(work: UUID, seen: Seen) -> Verb:
    choice = Choice(Answer.ACCEPT, consent_basis=CONSENT)
    return lambda tx: decide(tx, work_id=work, choice=choice, seen=seen, by=tx.actor, at=tx.at)


async def _scope_bare(rig: Rig, org_id: UUID) -> None:
    """For statements that are sent again without the one that began their transaction."""
    await rig.bare.execute("SELECT set_config('app.org_id', $1, false)", str(org_id))
