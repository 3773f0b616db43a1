"""The network to the database swallows everything and says nothing: how soon is that told, and is anything believed saved?

What waits for an answer at that moment, what comes while it is away, and what comes afterwards. Whoever was told "not sent"
sends the same form again, as the page asks.
"""

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from unittest.mock import patch

import pytest

from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.networks import Network, network_to
from tests.drills.schools import School
from tests.web import Browser, Planted, hidden_fields, site_on, token_of
from workflows.platform.engines import open_engine

pytestmark = pytest.mark.drill("F-17")
AWAY_SECONDS, CLIENTS = amount("away_seconds", 5), amount("cut_clients", 3)
_PAUSE_SECONDS: Final = 0.2
_LONG_SECONDS: Final = 8.0
_NEVER: Final = timedelta(hours=1)
_NOT_SENT: Final = "Not sent. Nobody has been told."


@dataclass
class Form:
    """One worry, with its key: the words are found in the record afterwards."""

    fields: dict[str, str]
    answers: list[tuple[int, float]] = field(default_factory=list)
    is_said: bool = True

    async def send(self, browser: Browser, path: str) -> None:
        began = time.monotonic()
        answer = await browser.post(path, self.fields)
        self.answers.append((answer.status_code, time.monotonic() - began))
        self.is_said &= answer.status_code == 303 or (answer.status_code == 503 and _NOT_SENT in answer.text)


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """The site is in this process: its log would stand among the figures."""
    with patch("workflows.platform.headers.keep_line"), patch("workflows.platform.errors.log_fault"):
        yield


@dataclass
class Place:
    """Somebody who is signed in on a site whose database is behind the network."""

    browser: Browser
    path: str

    async def form(self) -> Form:
        hidden = hidden_fields((await self.browser.get(f"{self.path}/new")).text)
        return Form({**hidden, "kind": "talk_over", "said": f"Drill {secrets.token_hex(8)}"})

    async def health(self) -> int:
        return (await self.browser.get("/health/ready")).status_code


async def place_on(school: School, database: Database, site: Any) -> Place:
    mentee = school.world.students[0]
    if not await school.world.rows("SELECT 1 FROM app.episode WHERE mentee_id = :id", id=mentee):
        await school.world.refer(mentee)
    browser = Browser(site)
    planted = Planted(school.world.org_id, school.world.site_id, school.world.counselor, "")
    browser.sign_in_as(await token_of(database, planted))
    return Place(browser, f"/mentees/{mentee}/concerns")


async def until(place: Place, status: int, seconds: float) -> float:
    """So soon health says it."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while await place.health() != status:  # noqa: ASYNC110  (what is awaited is the network)
            await asyncio.sleep(_PAUSE_SECONDS)
    return time.monotonic() - began


async def kept(school: School, forms: list[Form]) -> list[int]:
    """How often each stands in the record."""
    rows = await school.world.rows("SELECT said FROM app.concern WHERE org_id = :org_id")
    said = [row[0] for row in rows]
    return [said.count(form.fields["said"]) for form in forms]


async def cut(place: Place, network: Network) -> tuple[list[Form], float, float]:
    """Everything that was sent, how soon health was red, and how soon all was well again."""
    forms = [await place.form() for _ in range(CLIENTS * (AWAY_SECONDS + 3))]
    left, over = iter(forms), asyncio.Event()

    async def writes() -> None:
        for form in left:
            await form.send(place.browser, place.path)
            if over.is_set():
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    writing = [asyncio.create_task(writes()) for _ in range(CLIENTS)]
    await asyncio.sleep(2 * _PAUSE_SECONDS)
    network.swallows = True
    red, _ = await asyncio.gather(until(place, 503, 15), asyncio.sleep(AWAY_SECONDS))
    network.come_back()
    back = await until(place, 200, 15)
    over.set()
    await asyncio.gather(*writing)
    return [form for form in forms if form.answers], red, back


async def test_a_network_that_swallows_everything_is_told_soon_and_nothing_is_believed_saved(
    school: School, module_database: Database
) -> None:
    async with network_to(module_database) as (network, beyond), site_on(beyond) as site:
        place = await place_on(school, module_database, site)
        forms, red, back = await cut(place, network)
        taken = [form for form in forms if form.answers[-1][0] == 303]
        falsely = sum(times == 0 for times in await kept(school, taken))
        failed = [form for form in forms if form not in taken]
        for form in failed:
            await form.send(place.browser, place.path)
        times = await kept(school, forms)
        longest = max(took for form in forms for _, took in form.answers)
        tell(
            "F-17 the network swallows everything", away=f"{AWAY_SECONDS} s", forms=len(forms), not_sent=len(failed),
            longest=f"{longest:.1f} s", health_red=f"{red:.1f} s", back=f"{back:.1f} s",
            falsely_believed_saved=falsely, lost=times.count(0), doubled=sum(one > 1 for one in times),
        )  # fmt: skip
        assert failed
        assert {form.answers[-1][0] for form in forms} == {303}
        assert all(form.is_said for form in forms)
        assert longest <= 5
        assert max(red, back) <= 15
        assert (falsely, set(times)) == (0, {1})


async def test_a_commit_whose_answer_is_lost_is_told_as_not_sent_and_counts_once(
    school: School, module_database: Database
) -> None:
    async with network_to(module_database) as (network, beyond), site_on(beyond) as site:
        place = await place_on(school, module_database, site)
        form = await place.form()
        network.until_said = b"COMMIT"
        await form.send(place.browser, place.path)
        first = await kept(school, [form])
        network.come_back()
        await form.send(place.browser, place.path)
        tell(
            "F-17 the answer to a commit is lost", told=form.answers[0][0], after=f"{form.answers[0][1]:.1f} s",
            stood_there=first[0], again=form.answers[1][0], stands_there=(await kept(school, [form]))[0],
        )  # fmt: skip
        assert [status for status, _ in form.answers] == [503, 303]
        assert form.is_said
        assert form.answers[0][1] <= 5
        assert (first, await kept(school, [form])) == ([1], [1])


async def test_control_without_time_outs_nobody_is_told(school: School, module_database: Database) -> None:
    async with network_to(module_database) as (network, beyond):
        engine = open_engine(beyond.app_url, pool_size=5, connect=_NEVER, answer=_NEVER)
        waited = await waits(school, module_database, network, engine)
        await engine.dispose()
    tell("F-17 control, no time-outs", still_waiting_after=f"{waited:.1f} s")
    assert waited >= _LONG_SECONDS


async def waits(school: School, database: Database, network: Network, engine: Any) -> float:
    """How long a form has waited when the network comes back or it was answered."""
    async with site_on(database, engine) as site:
        place = await place_on(school, database, site)
        form = await place.form()
        network.swallows = True
        began = time.monotonic()
        sending = asyncio.create_task(form.send(place.browser, place.path))
        await asyncio.wait({sending}, timeout=_LONG_SECONDS)
        waited = time.monotonic() - began
        network.come_back()
        await asyncio.wait_for(sending, 5)
        return waited
