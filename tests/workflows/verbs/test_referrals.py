"""Does a referral arrive: is it sent with consent, answered, and open until somebody confirms the first contact?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.consents import ConsentKind, ConsentMove
from care_steps.offers import OfferMove
from care_steps.referrals import ReferralMove, ReferralState
from care_steps.steps import Step
from supervision.handoff_packages import usual_items
from tests import referring
from tests.world import World
from workflows.records.ids import new_id
from workflows.records.providers import ProviderDetail
from workflows.records.referral_packages import hash_of_parts, packages_of
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.describe_destination import describe_destination
from workflows.verbs.send_referral import send_referral
from workflows.verbs.set_home_facts import set_home_facts


async def test_the_step_begins_in_the_same_write_as_the_first_contact_is_confirmed(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral)
    await referring.answer(world, referral, ReferralMove.ACCEPT)
    await referring.schedule(world, referral)
    with pytest.raises(Refused, match="A referral is open for this"):
        await world.confirm(await world.offer(episode))
    assert (await world.case(episode)).step is Step.MENTOR, "sent is not received"
    world.later(days=5)
    with pytest.raises(Invalid) as no:
        await referring.confirm(world, referral, said_by=" ", how="")
    assert set(no.value.errors) == {"confirmed_by", "confirmed_how"}
    await referring.confirm(world, referral)
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    assert (await referring.stands(world, referral)).state is ReferralState.FIRST_CONTACT_CONFIRMED
    assert await world.live_offer(episode) is None
    assert await world.replayed() == ()


async def test_nothing_is_drafted_that_nobody_has_accepted(world: World) -> None:
    episode, _ = await world.mentored()
    place = await referring.clinic(world)
    with pytest.raises(Refused, match="decided and offered first"):
        await referring.draft(world, episode, place)


async def test_one_referral_is_open_at_a_time(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    await referring.draft(world, episode, place)
    with pytest.raises(Refused, match="open already"):
        await referring.draft(world, episode, place)


async def test_only_a_professional_to_whom_this_school_refers_is_asked(world: World) -> None:
    episode = await referring.accepted(world)
    with pytest.raises(Invalid) as no:
        await referring.draft(world, episode, new_id())
    assert "destination_id" in no.value.errors


async def test_nobody_is_referred_where_nobody_is_taken_on_any_more(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    other = await referring.clinic(world, "County program")

    async def describe(destination: UUID, **entry: Any) -> None:
        async with world.acting(world.counselor) as tx:
            await describe_destination(
                tx, destination_id=destination, detail=ProviderDetail(**entry), by=tx.actor, at=tx.at
            )

    await describe(place, is_current=False)
    with pytest.raises(Invalid) as no:
        await referring.draft(world, episode, place)
    assert "destination_id" in no.value.errors
    with pytest.raises(Invalid) as no:
        await describe(other, fallback_id=place)
    assert "fallback_id" in no.value.errors
    world.later(seconds=1)
    await describe(place)
    await referring.draft(world, episode, place)


async def test_the_package_holds_what_was_ticked_and_names_each_who_got_it(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral, recipients=("Dr. Bell", "Intake desk"))
    async with world.acting(world.counselor) as tx:
        (kept,) = await packages_of(tx, referral)
    assert [one.code for one in kept.parts] == list(usual_items())
    assert set(kept.left_out) == {"views", "all_measures", "needs", "session_notes"}
    said = {one.code: one.lines for one in kept.parts}
    assert said["reason"] == (referring.WHY,)
    assert any("PHQ-A: 16" in line for line in said["measures"])
    assert kept.content_hash == hash_of_parts(kept.parts)
    disclosed = await world.rows(
        "SELECT disclosed_to, basis, what FROM app.disclosure WHERE org_id = :org_id ORDER BY 1"
    )
    assert disclosed == [
        (who, "guardian_written", list(usual_items())) for who in ("Dr. Bell", "Intake desk")
    ]


async def test_what_was_sent_does_not_change_with_what_comes_later(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral)
    async with world.acting(world.counselor) as tx:
        (before,) = await packages_of(tx, referral)
    world.later(days=7)
    await world.phq_a(episode, total=5)
    async with world.acting(world.counselor) as tx:
        assert await packages_of(tx, referral) == (before,)


async def test_a_no_to_sharing_stops_a_package_at_once_but_for_an_emergency(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    world.later(minutes=1)
    ((mother,),) = await world.rows("SELECT id FROM app.contact WHERE org_id = :org_id")
    await world.consent({ConsentKind.SHARING: ConsentMove.WITHDRAW}, mother, how="telephone")
    with pytest.raises(Invalid) as no:
        await referring.send(world, referral)
    assert list(no.value.errors) == ["consent_basis"]
    assert (await referring.stands(world, referral)).state is ReferralState.DRAFTED
    assert await world.rows("SELECT 1 FROM app.disclosure WHERE org_id = :org_id") == []
    threat = "Said today that she will take her aunt's tablets tonight."
    await referring.send(world, referral, consent_basis="emergency_disclosure", threat=threat)
    assert await world.rows("SELECT basis, threat FROM app.disclosure WHERE org_id = :org_id") == [
        ("emergency_disclosure", threat)
    ]


@pytest.mark.parametrize(
    "how", [pytest.param(None, id="nothing is on record"), pytest.param("telephone", id="it was only said")]
)
async def test_without_a_signature_on_record_nothing_is_sent_on_the_guardians_consent_but_in_an_emergency(
    world: World, how: str | None
) -> None:
    episode, _ = await world.in_emergency()
    referral = await referring.draft(world, episode, await referring.clinic(world))
    mother = await world.contact()
    if how:
        await world.consent({ConsentKind.SHARING: ConsentMove.GIVE}, mother, how=how)
    with pytest.raises(Invalid) as no:
        await referring.send(world, referral)
    assert list(no.value.errors) == ["consent_basis"]
    assert await world.rows("SELECT 1 FROM app.disclosure WHERE org_id = :org_id") == []
    threat = "Said today that she will take her aunt's tablets tonight."
    await referring.send(world, referral, consent_basis="emergency_disclosure", threat=threat)
    assert await world.rows("SELECT basis FROM app.disclosure WHERE org_id = :org_id") == [
        ("emergency_disclosure",)
    ]


async def test_a_package_keeps_whose_signature_it_went_on(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    ((mother,),) = await world.rows("SELECT id FROM app.contact WHERE org_id = :org_id")
    with pytest.raises(Invalid) as no:
        await referring.send(world, referral, consent_basis="student_18_plus")
    assert list(no.value.errors) == ["consent_basis"], "the mother signed, not the student"
    await referring.send(world, referral)
    kept = await world.rows("SELECT contact_id FROM app.referral_package WHERE org_id = :org_id")
    assert kept == [(mother,)]


async def test_who_has_come_of_age_is_not_spoken_for_by_what_their_mother_signed(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral, mentee = await referring.draft(world, episode, place), world.students[0]
    born_on = world.today() - timedelta(days=19 * 366)
    async with world.acting(world.counselor) as tx:
        await set_home_facts(tx, mentee_id=mentee, home_name="", born_on=born_on, by=tx.actor, at=tx.at)
    with pytest.raises(Invalid, match="of age and answers alone"):
        await referring.send(world, referral)
    world.later(minutes=1)
    ((mother,),) = await world.rows("SELECT id FROM app.contact WHERE org_id = :org_id")
    with pytest.raises(Invalid):
        await world.consent({ConsentKind.SHARING: ConsentMove.WITHDRAW}, mother)
    await world.consent({ConsentKind.SHARING: ConsentMove.WITHDRAW}, None)
    world.later(minutes=1)
    await world.letter(None, ConsentKind.SHARING)
    world.later(minutes=1)
    await world.consent({ConsentKind.SHARING: ConsentMove.GIVE}, None)
    await referring.send(world, referral, consent_basis="student_18_plus")


async def test_turned_down_it_stays_with_its_owner_until_another_is_asked(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    other = await referring.clinic(world, "County program", every_school=True)
    first = await referring.draft(world, episode, place)
    await referring.send(world, first)
    with pytest.raises(Invalid) as no:
        await referring.answer(world, first, ReferralMove.REJECT)
    assert no.value.errors == {"reject_reasons": "Choose at least one reason."}
    await referring.answer(world, first, ReferralMove.REJECT, "no_places")
    turned_down = await referring.stands(world, first)
    assert turned_down.owner_id == world.counselor
    assert turned_down.call_back_on == world.now.date()
    with pytest.raises(Invalid):
        await referring.draft(world, episode, place, follows=first)
    second = await referring.draft(world, episode, other, follows=first)
    assert (await referring.stands(world, second)).follows == first
    assert (await referring.stands(world, first)).is_followed


async def test_whoever_stays_silent_past_the_day_may_be_passed_over_and_not_before(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    other = await referring.clinic(world, "County program")
    first = await referring.draft(world, episode, place)
    await referring.send(world, first)
    with pytest.raises(Refused, match="turned down, taken back or stayed silent"):
        await referring.draft(world, episode, other, follows=first)
    world.later(days=9)
    second = await referring.draft(world, episode, other, follows=first)
    assert (await referring.stands(world, first)).state is ReferralState.REVOKED
    assert (await referring.stands(world, second)).state is ReferralState.DRAFTED
    reasons = "SELECT reasons FROM app.referral_change WHERE referral_id = :id AND to_state = 'revoked'"
    assert await world.rows(reasons, id=first) == [(["no_answer"],)]


async def test_a_missed_appointment_keeps_the_referral_and_asks_its_owner_to_look(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral)
    with pytest.raises(Invalid):
        await referring.note(world, referral, "no_show")
    await referring.answer(world, referral, ReferralMove.ACCEPT)
    await referring.schedule(world, referral)
    with pytest.raises(Invalid, match="still to come"):
        await referring.note(world, referral, "no_show")
    world.later(days=6)
    await referring.note(world, referral, "no_show", words="The bus did not come.")
    assert (await referring.stands(world, referral)).state is ReferralState.SCHEDULED
    asked = [one.owner_id for one in await world.work(episode) if one.action == "missed_appointment"]
    assert asked == [world.counselor]
    await referring.schedule(world, referral, days=3)
    assert (await referring.stands(world, referral)).state is ReferralState.SCHEDULED


async def test_a_call_sets_the_day_on_which_the_owner_asks_again(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral)
    day = world.later(days=2).date()
    await referring.note(world, referral, "called", call_back_on=day)
    assert (await referring.stands(world, referral)).call_back_on == day


async def test_the_referral_ends_with_the_offer_that_it_is_for(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral)
    await world.answer(await world.offer(episode), OfferMove.NOT_START, reasons=("no_time",))
    assert (await referring.stands(world, referral)).state is ReferralState.REVOKED


async def test_closing_a_case_leaves_no_referral_without_an_end(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await world.close(episode, world.closing())
    assert (await referring.stands(world, referral)).state is ReferralState.REVOKED


async def test_after_an_emergency_it_is_drafted_without_an_offer_and_moves_no_step(world: World) -> None:
    episode, _ = await world.in_emergency()
    place = await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    assert (await referring.stands(world, referral)).offer_id is None
    await referring.agreed(world)
    await referring.send(world, referral)
    await referring.answer(world, referral, ReferralMove.ACCEPT)
    await referring.schedule(world, referral)
    await referring.confirm(world, referral, how="by_family")
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    assert await world.replayed() == ()


async def test_neither_mentor_nor_stranger_refers_or_sends(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    for person in (world.mentor, world.stranger):
        with pytest.raises(NotAllowed):
            await referring.draft(world, episode, place, by=person)
    referral = await referring.draft(world, episode, place)
    for person in (world.mentor, world.stranger):
        with pytest.raises(NotAllowed):
            await referring.send(world, referral, by=person)


async def test_who_sends_second_is_told_that_somebody_was_faster(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    await referring.send(world, referral)
    async with world.acting(world.counselor) as tx:
        with pytest.raises(Stale):
            await send_referral(
                tx,
                referral_id=referral,
                release=referring.RELEASE,
                seen_version=1,
                by=tx.actor,
                at=tx.at,
            )
