"""Which addresses name a record, and which records are there to be named?"""

import re
from collections.abc import Iterator
from uuid import UUID

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from care_steps.decisions import Answer, Choice
from care_steps.steps import Step
from supervision.check_ins import SaidInCheckIn
from supervision.exports import Figures
from supervision.periods import Period
from tests import referring
from tests.pages.case_pages import Town
from tests.world import CONSENT, World
from workflows.pages.routes import SIGNED_IN
from workflows.verbs.ask_for_export import ask_for_export
from workflows.verbs.begin_departure import begin_departure
from workflows.verbs.name_destination import name_destination
from workflows.verbs.propose_takeover import propose_takeover
from workflows.verbs.send_test_notice import send_test_notice
from workflows.verbs.write_export import write_export
from workflows.verbs.write_summary import write_summary

SECRET = "Only those who look after him read this."


async def ids_of(town: Town) -> dict[str, UUID]:
    """One record for each name that stands in an address."""
    world = town.world
    episode, match = await world.mentored()
    concern = await world.worry(episode, said=SECRET)
    administration = await world.phq_a(episode, total=16)
    session = await world.log_made(match)
    assessment = await world.rate_needs(episode, words=SECRET)
    async with world.acting(world.counselor) as tx:
        destination = await name_destination(
            tx, name="River clinic", site_id=world.site_id, for_step=Step.PROFESSIONAL, by=tx.actor, at=tx.at
        )
    await world.refer(world.students[1])
    misfiling = await world.misfile("concern", await world.worry(episode), world.students[1], why=SECRET)
    item = next(one for one in await world.work(episode) if one.kind == "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    ((referral,),) = await world.rows("SELECT id FROM app.referral_in WHERE episode_id = :id", id=episode)
    ((policy,),) = await world.rows("SELECT id FROM app.policy_version WHERE org_id = :org_id")
    async with world.acting(world.administrator) as tx:
        await send_test_notice(tx, by=tx.actor, at=tx.at)
    ((notice,),) = await world.rows("SELECT id FROM app.test_notice WHERE org_id = :org_id")
    await town.browser(world.clinical)
    ((sign_in,),) = await world.rows("SELECT id FROM sign_in.session WHERE org_id = :org_id LIMIT 1")
    async with world.acting(world.direct) as tx:
        summary = await write_summary(
            tx, match_id=match, helped=SECRET, to_know=SECRET, agreed="", by=tx.actor, at=tx.at
        )
    async with world.acting(world.clinical) as tx:
        departure = await begin_departure(
            tx,
            person_id=world.counselor,
            why="Moves away.",
            last_day_on=world.today(),
            cover_id=None,
            by=tx.actor,
            at=tx.at,
        )
        takeover = await propose_takeover(
            tx,
            departure_id=departure,
            episode_id=episode,
            what="owner",
            to_id=world.clinical,
            by=tx.actor,
            at=tx.at,
        )
    contact = await world.contact()
    letter = await world.letter(contact)
    return {
        "referral_out_id": await _sent_out(town, destination),
        "mentee_id": world.students[0],
        "episode_id": episode,
        "contact_id": contact,
        "letter_id": letter,
        "survey_id": await world.announce(),
        "ban_id": await world.ban(contact),
        "match_id": match,
        "summary_id": summary,
        "departure_id": departure,
        "absence_id": await _away(world),
        "naming_id": await _named(world, episode),
        "takeover_id": takeover,
        "goal_id": await world.goal(match, SECRET),
        "concern_id": concern,
        "check_in_id": await world.check_in(episode, SaidInCheckIn("not_good", words=SECRET)),
        "administration_id": administration,
        "session_id": session,
        "work_id": item.id,
        "decision_id": decision,
        "offer_id": (await world.offer(episode)).id,
        "policy_version_id": policy,
        "sign_in_id": sign_in,
        "person_id": world.mentor,
        "import_id": world.students[0],
        "referral_id": referral,
        "rule_id": await world.own(world.counselor, "7"),
        "conflict_id": await world.conflict(episode, world.journey_mentor),
        "assessment_id": assessment,
        "destination_id": destination,
        "misfiling_id": misfiling.misfiling_id,
        "site_id": world.site_id,
        "notice_id": notice,
        "disclosure_id": await world.tell_outside(episode, threat=SECRET),
        "channel_id": await world.channel(),
        **await _files(world),
    }


async def _away(world: World) -> UUID:
    """An absence of the far future, so that everybody is there now."""
    await world.can_sign_in(world.clinical)
    return await world.away(world.counselor, world.clinical, first_in=300)


async def _files(world: World) -> dict[str, UUID]:
    """A file of figures that was written, and what is wanted of every month."""
    figures = Figures.TIMELINESS
    async with world.acting(world.administrator) as tx:
        export = await ask_for_export(tx, figures=figures, period=Period.THIS_MONTH, by=tx.actor, at=tx.at)
        order = await ask_for_export(tx, figures=figures, period=None, by=tx.actor, at=tx.at)
        await write_export(tx, export_id=export, by=tx.actor, at=tx.at)
    return {"export_id": export, "order_id": order}


async def _named(world: World, episode: UUID) -> UUID:
    """Somebody who works here stands in a worry of its own."""
    named = await world.worry(episode, said=SECRET, names=world.journey_mentor)
    ((naming,),) = await world.rows("SELECT id FROM app.named_adult WHERE concern_id = :id", id=named)
    return UUID(str(naming))


async def _sent_out(town: Town, destination: UUID) -> UUID:
    """A referral to a professional, with its package."""
    world = town.world
    referral = await referring.draft(world, await referring.starting(world, world.students[2]), destination)
    await referring.agreed(world, world.students[2])
    await referring.send(world, referral)
    return referral


def addresses(site: Litestar, ids: dict[str, UUID]) -> Iterator[tuple[str, bool, set[str]]]:
    """Every address behind a sign-in that names a record: its path, whether it acts, and what it names."""
    for route in site.routes:
        for handler in getattr(route, "route_handlers", []):
            if not isinstance(handler, HTTPRouteHandler) or handler.opt.get("access") != SIGNED_IN:
                continue
            # A record of any kind is called after the first part of its address.
            declared = route.path.replace("{record_id", "{" + route.path.split("/")[1].rstrip("s") + "_id")
            names = set(re.findall(r"\{([a-z_]+):uuid\}", declared))
            path = re.sub(r"\{([a-z_]+):uuid\}", lambda found: str(ids[found[1]]), declared)
            if names:
                yield path.replace("{instrument_id:str}", "gad-7"), bool(handler.opt["acts"]), names
