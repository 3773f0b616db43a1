"""Is a form that comes again, late, shuffled and four times at once, still one concern with one answer?"""

import asyncio
import random
import secrets
from dataclasses import replace

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.drills.form_posts import Sent
from tests.drills.lengths import amount, tell
from tests.drills.schools import school_on
from tests.web import Browser, hidden_fields, site_on, token_of

pytestmark = pytest.mark.drill("F-27")
FORMS, TIMES, SEED = amount("forms", 25), 4, amount("seed", 20260914)
# As many as anybody ever raises about one mentee: whoever asks what they mean together reads all of them each time.
FORMS_OF_ONE = 25
_CONCERNS = "SELECT count(*) FROM app.concern WHERE org_id = :org_id"


async def replayed(
    database: Database, engine: AsyncEngine, *, forms: int, with_keys: bool
) -> tuple[int, int, int]:
    """How often something was sent again, how many records that made, and how many answers were other ones."""
    school = await school_on(database, engine)
    world, chance = school.world, random.Random(SEED)
    await school.episodes(-(-forms // FORMS_OF_ONE))
    mentees = [row[0] for row in await world.rows("SELECT mentee_id FROM app.episode WHERE org_id = :org_id")]
    async with site_on(database, engine) as site:
        browser = Browser(site)
        browser.sign_in_as(await token_of(database, world.planted(world.counselor)))
        ledger = []
        for number in range(forms):
            path = f"/mentees/{mentees[number % len(mentees)]}/concerns"
            hidden = hidden_fields((await browser.get(f"{path}/new")).text)
            form = Sent(path, {**hidden, "kind": "talk_over", "said": f"Drill {secrets.token_hex(8)}"})
            form.location = (await browser.post(path, form.fields)).headers["location"]
            ledger.append(form)
        ((before,),) = await world.rows(_CONCERNS)
        again = [one for one in ledger for _ in range(TIMES)]
        chance.shuffle(again)
        different = 0
        for begins in range(0, len(again), TIMES):
            now = again[begins : begins + TIMES]
            sent = [one if with_keys else await renewed(browser, one) for one in now]
            answers: list[httpx.Response] = await asyncio.gather(
                *(browser.post(one.path, one.fields) for one in sent)
            )
            different += sum(
                one.headers.get("location") != form.location for one, form in zip(answers, now, strict=True)
            )
        ((after,),) = await world.rows(_CONCERNS)
    assert before == forms
    return len(again), after - before, different


async def renewed(browser: Browser, form: Sent) -> Sent:
    """The same words without the key they had."""
    hidden = hidden_fields((await browser.get(f"{form.path}/new")).text)
    return replace(form, fields={**form.fields, "form_key": hidden["form_key"]})


async def test_sent_again_in_any_order_it_makes_no_second_record(
    module_database: Database, wide_engine: AsyncEngine
) -> None:
    times, new, different = await replayed(module_database, wide_engine, forms=FORMS, with_keys=True)
    tell("F-27 replays", replays=times, new_records=new, answered_differently=different, seed=SEED)
    assert (new, different) == (0, 0)


async def test_control_without_its_key_each_makes_another(
    module_database: Database, wide_engine: AsyncEngine
) -> None:
    times, new, _ = await replayed(module_database, wide_engine, forms=25, with_keys=False)
    tell("F-27 control, keys off", replays=times, new_records=new)
    assert new
