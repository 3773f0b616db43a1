"""Can staff read every rule in words, with who answers for it, and nobody read another organization's?"""

from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.policy import load
from tests.conftest import Database
from tests.pages.case_pages import signed_in
from tests.world import EVERYDAY_POLICY, World
from workflows.records.ids import new_id

POLICY = load(EVERYDAY_POLICY)


async def version_of(world: World) -> UUID:
    ((found,),) = await world.rows("SELECT id FROM app.policy_version WHERE org_id = :org_id")
    assert isinstance(found, UUID)
    return found


@pytest.mark.parametrize("who", ["counselor", "direct", "clinical", "administrator"])
async def test_staff_see_which_version_is_in_force_and_who_answers_for_it(
    site: Litestar, world: World, who: str
) -> None:
    answer = await (await signed_in(site, world, getattr(world, who))).get("/policies")
    assert answer.status_code == 200
    assert f'href="/policies/{await version_of(world)}"' in answer.text
    assert "In force" in answer.text
    assert "signed by Ruth Okafor, approved by Dana Whitlock" in answer.text


@pytest.mark.parametrize("who", ["mentor", "journey_mentor"])
async def test_mentors_do_not_read_the_policies(site: Litestar, world: World, who: str) -> None:
    browser = await signed_in(site, world, getattr(world, who))
    assert (await browser.get("/policies")).status_code == 403
    assert (await browser.get(f"/policies/{await version_of(world)}")).status_code == 403


async def test_every_row_stands_there_in_words_with_its_source_and_owner(
    site: Litestar, world: World
) -> None:
    browser = await signed_in(site, world, world.clinical)
    html = (await browser.get(f"/policies/{await version_of(world)}")).text
    for row in POLICY.rows:
        assert f'id="{row.id}"' in html
    assert POLICY.content_hash in html
    assert "PHQ-A change in this step (up is worse) is at least 6 points" in html
    assert "Review the case and decide about the step." in html
    assert "Within 5 school days" in html
    assert "At once" in html
    assert "The case moves to a professional at once." in html
    assert "clinical owner of the organization" in html
    assert "(adult-derived; for adolescents to be verified)" in html


async def test_it_says_which_step_a_proposal_means(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.clinical)
    html = (await browser.get(f"/policies/{await version_of(world)}")).text
    proposals = html.split('id="proposals"')[1]
    severe = proposals.split("Proposes a step up; the first step may be skipped")[1].split("</dl>")[0]
    assert "<dt>Referred</dt><dd>→ Supervised journey mentor</dd>" in severe


async def test_examples_show_what_is_not_known_as_not_known(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.clinical)
    html = (await browser.get(f"/policies/{await version_of(world)}")).text
    assert "PHQ-A change in this step (up is worse): not known → <strong>cannot tell</strong>" in html


async def test_a_version_that_replaced_another_is_the_one_in_force(site: Litestar, world: World) -> None:
    world.later(hours=3)
    await world.publish(EVERYDAY_POLICY.replace("version = 3\n", "version = 4\n", 1))
    html = (await (await signed_in(site, world, world.clinical)).get("/policies")).text
    assert html.count("In force") == 1
    assert html.index("version 4") < html.index("In force") < html.index("version 3")


async def test_the_policy_of_another_organization_is_not_there(
    site: Litestar, world: World, module_database: Database, module_engine: AsyncEngine
) -> None:
    other = await World.made(module_database, module_engine, world.now)
    theirs = f"/policies/{await version_of(other)}"
    assert (await (await signed_in(site, other, other.clinical)).get(theirs)).status_code == 200
    browser = await signed_in(site, world, world.clinical)
    assert (await browser.get(theirs)).status_code == 404
    assert (await browser.get(f"/policies/{new_id()}")).status_code == 404
