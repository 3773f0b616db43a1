"""Can everybody who looks after a mentee ask why, and does the record answer with what was known then?"""

import re

import pytest
from litestar import Litestar

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from tests.pages.case_pages import signed_in
from tests.pages.deciding import worsened
from tests.world import CONSENT, World
from workflows.records.ids import new_id


async def test_the_why_page_names_the_rule_its_source_its_owner_and_the_frozen_facts(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    decided = await world.decide(work_id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    world.later(days=1)
    await world.phq_a(episode, total=3)
    html = (await (await signed_in(site, world, world.counselor)).get(f"/decisions/{decided}")).text
    assert "Ruth Okafor, clinical supervisor" in html
    assert "<dt>What else was offered</dt><dd>Nothing was noted</dd>" in html
    assert f'href="/mentees/{world.students[0]}/told/new">Write down who was told' in html
    assert "trained screener" in html
    assert "Up from “Paraprofessional mentor” to “Supervised journey mentor”" in html
    assert "reliable deterioration, PHQ-9 6 points (adult-derived; for adolescents to be verified)" in html
    assert "signed by Ruth Okafor, approved by Dana Whitlock" in html
    assert "Owner of the rule: clinical owner of the organization." in html
    assert (
        "Would not have fired had “PHQ-A change in this step (up is worse)” been 5 points instead of 10 points"
        in html
    )
    known = html.split('id="facts"')[1]
    assert "<dt>Latest PHQ-A total</dt><dd>16 points" in known
    assert re.search(r'href="/administrations/[0-9a-f-]{36}">form of ', known)


async def test_a_rule_that_fired_twice_stands_once_with_its_newest_facts(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    world.later(days=1)
    await world.phq_a(episode, total=18)
    decided = await world.decide(work_id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    html = (await (await signed_in(site, world, world.counselor)).get(f"/decisions/{decided}")).text
    assert html.count(">R5: ") == 1
    assert "R5: The PHQ-A total is 18" in html
    assert re.search(r"It had fired before</dt><dd>The PHQ-A total is 16: high enough", html)
    misses = re.findall(r"<li>([^<]* did not fire[^<]*)</li>", html)
    assert len(misses) == len(set(misses))


async def test_a_safety_row_shows_no_counterfactual(site: Litestar, world: World) -> None:
    await world.in_emergency()
    ((decided,),) = await world.rows(
        "SELECT id FROM app.decision WHERE org_id = :org_id AND kind = 'emergency'"
    )
    html = (await (await signed_in(site, world, world.clinical)).get(f"/decisions/{decided}")).text
    assert "An active statement was made, or a weapon or other means is at hand." in html
    assert "No person: a rule of the policy acted" in html
    assert "Would not have fired" not in html
    assert "The smallest change" not in html
    assert re.search(r'href="/concerns/[0-9a-f-]{36}"', html)


async def test_only_who_may_undo_an_emergency_is_shown_the_way_and_both_records_name_each_other(
    site: Litestar, world: World
) -> None:
    episode, _ = await world.in_emergency()
    ((moved,),) = await world.rows(
        "SELECT id FROM app.decision WHERE org_id = :org_id AND kind = 'emergency'"
    )
    way = f"/mentees/{world.students[0]}/undoings/new"
    clinical = await signed_in(site, world, world.clinical)
    assert way in (await clinical.get(f"/decisions/{moved}")).text
    assert way not in (await (await signed_in(site, world, world.counselor)).get(f"/decisions/{moved}")).text
    undone = await world.undo(episode)
    html = (await clinical.get(f"/decisions/{moved}")).text
    assert way not in html
    assert f'href="/decisions/{undone}"' in html
    assert f'href="/decisions/{moved}"' in (await clinical.get(f"/decisions/{undone}")).text


async def test_what_became_of_the_offer_stands_with_the_decision(site: Litestar, world: World) -> None:
    episode, work_id = await worsened(world)
    decided = await world.decide(work_id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    offer = await world.offer(episode)
    await world.answer(offer, OfferMove.DECLINE, reasons=("no_time",))
    html = (await (await signed_in(site, world, world.counselor)).get(f"/decisions/{decided}")).text
    assert f'href="/offers/{offer.id}">Supervised journey mentor: Declined' in html


async def test_the_first_decisions_of_a_case_can_be_asked_too(site: Litestar, world: World) -> None:
    await world.mentored()
    browser = await signed_in(site, world, world.counselor)
    kept = await world.rows("SELECT id, kind FROM app.decision WHERE org_id = :org_id ORDER BY recorded_at")
    assert [kind for _, kind in kept] == ["open", "start"]
    for (decided, _), role in zip(kept, ("school counselor", "owner of the case"), strict=True):
        html = (await browser.get(f"/decisions/{decided}")).text
        assert f"Sam Rivera, {role}" in html
        assert "By judgment; no rule was asked" in html


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("stranger", 404)])
async def test_mentors_and_strangers_do_not_read_decisions(
    site: Litestar, world: World, who: str, status: int
) -> None:
    _, work_id = await worsened(world)
    decided = await world.decide(work_id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    browser = await signed_in(site, world, getattr(world, who))
    assert (await browser.get(f"/decisions/{decided}")).status_code == status
    assert (await browser.get(f"/decisions/{new_id()}")).status_code == 404
