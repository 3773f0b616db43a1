"""Do the mentee and the guardian have a say about an offer, and does it stand with the offer and the decision?"""

import re

from litestar import Litestar

from tests.pages.case_pages import errors, has_every_target, signed_in, words
from tests.pages.test_offers import offered
from tests.web import hidden_fields
from tests.world import World

SAID = "  «Me da <b>miedo</b>,\n  pero sí.» "


async def test_a_view_on_an_offer_is_read_with_the_offer_and_with_the_decision(
    site: Litestar, world: World
) -> None:
    episode, path = await offered(world)
    counselor = await signed_in(site, world, world.counselor)
    assert "Nobody has written down" in words(await counselor.get(path))
    sent = await counselor.send(f"{path}/views/new", f"{path}/views", {"whose": "mentee", "words": SAID})
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    ((kept,),) = await world.rows("SELECT words FROM app.stated_view WHERE offer_id IS NOT NULL")
    assert kept == SAID
    page = await counselor.get(path)
    decision = re.findall(r"/decisions/[0-9a-f-]{36}", page.text)[0]
    for address in (path, decision):
        assert "&lt;b&gt;miedo&lt;/b&gt;" in (await counselor.get(address)).text, address
    # It is about this offer, and no view of whatever step comes next.
    assert "miedo" not in (await counselor.get(f"/mentees/{world.students[0]}/views/new")).text
    ((view, offer),) = await world.rows("SELECT episode_id, offer_id FROM app.stated_view")
    assert (view, path) == (episode, f"/offers/{offer}")


async def test_only_the_two_to_whom_it_is_made_are_asked_and_what_was_typed_is_kept(
    site: Litestar, world: World
) -> None:
    _, path = await offered(world)
    direct = await signed_in(site, world, world.direct)
    faulty = await direct.send(
        f"{path}/views/new", f"{path}/views", {"whose": "direct_supervisor", "words": "Good."}
    )
    assert faulty.status_code == 422
    assert errors(faulty) == ["whose"]
    assert has_every_target(faulty)
    assert "Good.</textarea>" in faulty.text
    ((count,),) = await world.rows("SELECT count(*) FROM app.stated_view WHERE org_id = :org_id")
    assert count == 0


async def test_mentors_do_not_learn_that_anything_is_offered(site: Litestar, world: World) -> None:
    _, path = await offered(world)
    for who, status in ((world.mentor, 403), (world.stranger, 404)):
        browser = await signed_in(site, world, who)
        assert (await browser.get(f"{path}/views/new")).status_code == status
        own = hidden_fields((await browser.get("/help")).text)
        fields = {**own, "form_key": "a" * 22, "whose": "mentee", "words": "Yes."}
        assert (await browser.post(f"{path}/views", fields)).status_code == status
