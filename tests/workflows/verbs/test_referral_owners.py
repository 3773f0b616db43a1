"""Does an open referral always have an owner who can act, and a day on which they ask or an end?"""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care_steps.referrals import ReferralMove
from supervision.referral_access import why_not_refer_out
from tests import referring
from tests.workflows.verbs.test_departures import ask, begin, end
from tests.world import World
from triage.roles import Role
from workflows.records.departures import held_cases, load_departure
from workflows.records.referral_owners import people_around
from workflows.records.referrals import newest_referral
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.verbs.answer_takeover import answer_takeover
from workflows.verbs.hand_over_referral import hand_over_referral
from workflows.verbs.settle_referrals import settle_referrals

ROADS: Final = (
    "draft", "send", "send", "accept", "reject", "return", "schedule", "confirm", "stay_silent", "fall_back", "revoke",
    "hand_over", "counselor_leaves", "direct_leaves", "take_over", "close", "reopen", "misfile",
)  # fmt: skip


async def hand_over(world: World, referral: UUID, to_id: UUID, *, by: UUID) -> None:
    seen = (await referring.stands(world, referral)).version
    async with world.acting(by) as tx:
        await hand_over_referral(
            tx, referral_id=referral, to_id=to_id, seen_version=seen, by=tx.actor, at=tx.at
        )


class Road:
    """One mentee who said yes to a professional, and a clinical supervisor who stays whoever else goes."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def begin(self) -> "Road":
        world = self.world
        self.episode, _ = await world.mentored()
        self.other, self.match = await world.mentored(world.students[1])
        everything = (Role.COUNSELOR, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR)
        self.stays = await world.person("Nora", "Field", *everything)
        await world.plant(
            "UPDATE app.person SET phone = '555 0199' WHERE org_id = $1 AND family_name = 'Field'"
        )
        self.clinics = (await referring.clinic(world), await referring.clinic(world, "County program"))
        world.later(hours=1)
        await world.phq_a(self.episode, total=16)
        (item,) = await world.work(self.episode, "recommendation")
        await world.decide(item.id, referring.PROFESSIONAL)
        await referring.say_yes(world, self.episode)
        await referring.agreed(world)
        return self

    async def newest(self) -> Any:
        async with self.world.acting(None) as tx:
            found = await newest_referral(tx, self.episode)
        if found is None:
            raise Refused("There is none yet.")
        return found

    async def go(self, road: str, who: int) -> None:
        world = self.world
        world.later(minutes=7)
        people = (world.counselor, world.direct, self.stays)
        if road == "draft":
            await referring.draft(world, self.episode, self.clinics[0], by=people[who])
        elif road == "stay_silent":
            world.later(days=9)
        elif road == "fall_back":
            last = await self.newest()
            other = self.clinics[last.destination_id == self.clinics[0]]
            await referring.draft(world, self.episode, other, follows=last.id, by=self.stays)
        elif road == "hand_over":
            await hand_over(world, (await self.newest()).id, people[who], by=self.stays)
        elif road.endswith("_leaves"):
            leaver = getattr(world, road.removesuffix("_leaves"))
            await end(world, await begin(world, leaver), self.stays)
        elif road == "take_over":
            departure = await begin(world, world.direct)
            takeover = await ask(world, departure, self.episode, self.stays, "direct_supervisor")
            async with world.acting(self.stays) as tx:
                await answer_takeover(tx, takeover_id=takeover, answer="accepted", by=tx.actor, at=tx.at)
        elif road == "close":
            await world.close(self.episode, by=self.stays)
        elif road == "reopen":
            await world.reopen(self.episode, by=self.stays)
        elif road == "misfile":
            session = await world.log_made(self.match, by=self.stays)
            await world.misfile("session", session, world.students[0], by=self.stays)
        else:
            await self.answer(road, (await self.newest()).id)

    async def answer(self, road: str, referral: UUID) -> None:
        world, by = self.world, self.stays
        if road == "send":
            await referring.send(world, referral, by=by)
        elif road == "schedule":
            await referring.schedule(world, referral, by=by)
        elif road == "confirm":
            await referring.confirm(world, referral, by=by)
        elif road == "revoke":
            await referring.revoke(world, referral, "got_better", by=by)
        else:
            reasons = {"accept": (), "reject": ("no_places",), "return": ("consent",)}[road]
            await referring.answer(world, referral, ReferralMove(road), *reasons, by=by)


async def broken(world: World) -> list[tuple[Any, ...]]:
    """Open referrals that nobody can go on with, and those without a day or an end."""
    found = await world.rows(
        "SELECT r.id, 'no day' FROM app.referral r WHERE r.org_id = :org_id AND r.call_back_on IS NULL"
        "   AND r.state NOT IN ('done', 'revoked')"
        " UNION ALL SELECT r.id, 'no end' FROM app.referral r JOIN app.episode e ON e.id = r.episode_id"
        "  WHERE r.org_id = :org_id AND e.step = 'closed' AND r.state NOT IN ('rejected', 'done', 'revoked')"
    )
    live = await world.rows(
        "SELECT id, episode_id, owner_id FROM app.referral WHERE org_id = :org_id"
        " AND state NOT IN ('rejected', 'done', 'revoked')"
    )
    # What was taken over a moment ago holds from the next instant on.
    world.later(seconds=1)
    for referral, episode, owner in live:
        case = await world.case(episode)
        async with world.acting(None) as tx:
            people = await people_around(tx, case)
        able = [one.person_id for one in people if why_not_refer_out(one, case.standing) is None]
        found += [(referral, "no owner")] if owner not in able else []
    return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roads=st.lists(st.tuples(st.sampled_from(ROADS), st.integers(0, 2)), min_size=5, max_size=9))
async def test_no_road_leaves_an_open_referral_without_somebody_who_can_act_or_without_a_day(
    world: World, roads: list[tuple[str, int]]
) -> None:
    here = await Road(await World.made(world.database, world.engine)).begin()
    for road, who in (("draft", 1), *roads):
        with suppress(Invalid, NotAllowed, NotFound, Refused, ValueError):
            await here.go(road, who)
        assert await broken(here.world) == [], road


async def test_it_is_handed_over_to_somebody_who_looks_after_the_mentee_and_to_nobody_else(
    world: World,
) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place)
    for nobody in (world.mentor, world.stranger, world.administrator, world.counselor):
        with pytest.raises(Invalid) as wrong:
            await hand_over(world, referral, nobody, by=world.counselor)
        assert list(wrong.value.errors) == ["to_id"]
    for person in (world.mentor, world.stranger):
        with pytest.raises(NotAllowed):
            await hand_over(world, referral, world.direct, by=person)
    before = await referring.stands(world, referral)
    await hand_over(world, referral, world.direct, by=world.counselor)
    after = await referring.stands(world, referral)
    assert (after.owner_id, after.state, after.call_back_on) == (
        world.direct,
        before.state,
        before.call_back_on,
    )
    assert len(await world.audit("handed_over_referral")) == 1
    await referring.revoke(world, referral, "got_better")
    with pytest.raises(Refused, match="has ended"):
        await hand_over(world, referral, world.counselor, by=world.direct)


async def test_a_referral_is_a_row_of_its_owner_s_departure_and_falls_to_the_cover_or_to_the_case_s_owner(
    world: World,
) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    other_counselor = await world.person("Omar", "Reed", Role.COUNSELOR)
    referral = await referring.draft(world, episode, place, by=other_counselor)
    departure = await begin(world, other_counselor)
    async with world.acting(None) as tx:
        rows = await held_cases(tx, await load_departure(tx, departure))
    assert [(one.what, one.referral_id) for one in rows] == [("referral", referral)]
    with pytest.raises(Invalid, match="belong to nobody"):
        await end(world, departure, None)
    far_away = await world.person("Iris", "Hale")
    await world.appoint(far_away, Role.COUNSELOR, site_id=world.other_site_id)
    await end(world, departure, far_away)
    assert (await referring.stands(world, referral)).owner_id == world.counselor, (
        "the cover sees nothing here"
    )


async def test_a_supervisor_whose_mentee_has_another_one_now_keeps_no_referral(world: World) -> None:
    episode, place = await referring.accepted(world), await referring.clinic(world)
    referral = await referring.draft(world, episode, place, by=world.direct)
    world.later(seconds=1)
    omar = await world.person("Omar", "Reed", Role.DIRECT_SUPERVISOR)
    await world.plant(
        "INSERT INTO app.match_supervision (org_id, match_id, starts_at, recorded_at, holder_id)"
        f" SELECT org_id, id, '{world.now + timedelta(seconds=1)}', '{world.now}', '{omar}'"
        " FROM app.match WHERE org_id = $1"
    )
    async with world.acting(None) as tx:
        assert await settle_referrals(tx) == 0
    world.later(minutes=1)
    await world.sweep()
    assert (await referring.stands(world, referral)).owner_id == world.counselor
