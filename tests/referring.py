"""How does a test get a referral to a professional into a state? By calling the verbs of everybody who acts on it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from care_steps.consents import ConsentKind, ConsentMove
from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.referrals import ReferralMove
from care_steps.steps import Step
from supervision.handoff_packages import Release, usual_items
from tests.world import CONSENT, TOLD, World
from workflows.records.referrals import Referral, load_referral
from workflows.verbs.answer_referral import ReferralAnswer, answer_referral
from workflows.verbs.confirm_referral_contact import confirm_referral_contact
from workflows.verbs.draft_referral import draft_referral
from workflows.verbs.name_destination import name_destination
from workflows.verbs.note_referral import note_referral
from workflows.verbs.offer_professional import ProfessionalStart, offer_professional
from workflows.verbs.revoke_referral import revoke_referral
from workflows.verbs.schedule_referral import schedule_referral
from workflows.verbs.send_referral import send_referral

WHY = "Sleeps three hours a night and has stopped eating at school."
PROFESSIONAL = Choice(Answer.OTHER, Step.PROFESSIONAL, ("extra_risk_seen",), consent_basis=CONSENT)
RELEASE = Release(usual_items(), ("Dr. Bell, River clinic",), "by_hand", CONSENT)


async def clinic(world: World, name: str = "River clinic", *, every_school: bool = False) -> UUID:
    async with world.acting(world.administrator) as tx:
        site_id = None if every_school else world.site_id
        return await name_destination(
            tx, name=name, site_id=site_id, for_step=Step.PROFESSIONAL, by=tx.actor, at=tx.at
        )


async def agreed(world: World, mentee: UUID | None = None) -> UUID:
    """The mother of a mentee signs that a provider may be told; returns the contact."""
    contact = await world.contact(mentee)
    await world.consent({ConsentKind.SHARING: ConsentMove.GIVE}, contact, mentee=mentee)
    return contact


async def accepted(world: World) -> UUID:
    """A mentee at step 1 who said yes to a professional, and whose mother signed; returns the episode."""
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    await world.decide(item.id, PROFESSIONAL)
    await say_yes(world, episode)
    await agreed(world)
    return episode


async def say_yes(world: World, episode: UUID) -> None:
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)


async def starting(world: World, mentee: UUID) -> UUID:
    """A mentee who said yes to a professional from the first day on; returns the episode."""
    episode = await world.refer(mentee)
    async with world.acting(world.counselor) as tx:
        start = ProfessionalStart(CONSENT, told=TOLD)
        await offer_professional(tx, episode_id=episode, start=start, seen_version=1, by=tx.actor, at=tx.at)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    return episode


async def draft(
    world: World, episode: UUID, place: UUID, *, follows: UUID | None = None, by: UUID | None = None
) -> UUID:
    async with world.acting(by or world.counselor) as tx:
        return await draft_referral(
            tx,
            episode_id=episode,
            destination_id=place,
            words=WHY,
            follows=follows,
            by=tx.actor,
            at=tx.at,
        )


async def stands(world: World, referral: UUID) -> Referral:
    async with world.acting(None) as tx:
        return await load_referral(tx, referral)


async def send(world: World, referral: UUID, *, by: UUID | None = None, **changes: Any) -> None:
    seen = (await stands(world, referral)).version
    async with world.acting(by or world.counselor) as tx:
        await send_referral(
            tx,
            referral_id=referral,
            release=replace(RELEASE, **changes),
            seen_version=seen,
            by=tx.actor,
            at=tx.at,
        )


async def answer(
    world: World, referral: UUID, move: ReferralMove, *reasons: str, by: UUID | None = None
) -> None:
    seen = (await stands(world, referral)).version
    async with world.acting(by or world.counselor) as tx:
        said = ReferralAnswer(move, reasons)
        await answer_referral(tx, referral_id=referral, answer=said, seen_version=seen, by=tx.actor, at=tx.at)


async def schedule(world: World, referral: UUID, *, days: int = 5, by: UUID | None = None) -> None:
    seen = (await stands(world, referral)).version
    async with world.acting(by or world.counselor) as tx:
        await schedule_referral(
            tx,
            referral_id=referral,
            appointment_at=tx.at + timedelta(days=days),
            seen_version=seen,
            by=tx.actor,
            at=tx.at,
        )


async def confirm(
    world: World,
    referral: UUID,
    *,
    said_by: str = "Dr. Bell",
    how: str = "by_phone",
    by: UUID | None = None,
) -> None:
    seen = (await stands(world, referral)).version
    async with world.acting(by or world.counselor) as tx:
        await confirm_referral_contact(
            tx,
            referral_id=referral,
            confirmed_by=said_by,
            confirmed_how=how,
            seen_version=seen,
            by=tx.actor,
            at=tx.at,
        )


async def note(world: World, referral: UUID, kind: str, **values: Any) -> None:
    async with world.acting(world.counselor) as tx:
        await note_referral(tx, referral_id=referral, kind=kind, by=tx.actor, at=tx.at, **values)


async def revoke(world: World, referral: UUID, *reasons: str, by: UUID | None = None) -> None:
    seen = (await stands(world, referral)).version
    async with world.acting(by or world.counselor) as tx:
        await revoke_referral(
            tx, referral_id=referral, reasons=reasons, seen_version=seen, by=tx.actor, at=tx.at
        )
