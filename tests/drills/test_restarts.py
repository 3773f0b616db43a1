"""A new site beside the old one, and the old one is told to end under load: is anybody turned away or cut off?

Both listen at one socket, which somebody else holds, as systemd does. Each client makes a connection of its own for each
request, as a proxy does.
"""

import asyncio
import os
import secrets
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import httpx
import pytest

from tests.drills.lengths import amount, tell
from tests.drills.test_killed_site import Place, place_on, served_database
from tests.processes import Running, launched
from tests.web import hidden_fields

pytestmark = pytest.mark.drill("F-11")
CLIENTS, BESIDE_SECONDS = amount("restart_clients", 4), amount("beside_seconds", 1)
_SLOW: Final = 4
_HELD_SECONDS: Final = 1.0
_AFTER_SECONDS: Final = 1.0
# As systemd does it: the socket is file 3, and two variables say so to this process and to no child of it.
_WITH_SOCKET: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "-m", "workflows", *sys.argv[2:]])
"""


@dataclass
class Crowd:
    """People who read and write, each request over a connection of its own."""

    place: Place
    answers: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> httpx.Response | None:
        try:
            async with httpx.AsyncClient(
                base_url=self.place.url, cookies={"stepwise": self.place.token}, timeout=15, verify=False,
                headers={"connection": "close"},
            ) as browser:  # fmt: skip
                answer = await browser.request(method, path, data=fields)
        except httpx.TransportError:
            self.cut_off += 1
            return None
        self.answers[answer.status_code] += 1
        return answer

    async def form(self, mentee: UUID) -> tuple[str, dict[str, str]]:
        path = f"/mentees/{mentee}/concerns"
        page = await self.ask("GET", f"{path}/new")
        hidden = hidden_fields(page.text if page else "")
        return path, {**hidden, "kind": "talk_over", "said": f"Drill {secrets.token_hex(8)}"}

    async def work(self, mentee: UUID) -> None:
        while not self.over.is_set():
            path, fields = await self.form(mentee)
            if "form_key" in fields:
                await self.ask("POST", path, fields)

    @property
    def failed(self) -> int:
        return sum(number for status, number in self.answers.items() if status >= 500)


@pytest.fixture(scope="module")
async def place() -> AsyncIterator[Place]:
    with served_database() as database:
        yield await place_on(database)


def started(place: Place, listener: socket.socket) -> Running:
    number = str(listener.fileno())
    command = [sys.executable, "-c", _WITH_SOCKET, number, "serve", "--port", str(place.port)]
    return launched(command, place.home, files=[listener.fileno()])


async def held(
    place: Place, crowd: Crowd, new: Running
) -> tuple[list[asyncio.Task[httpx.Response | None]], asyncio.Task[None]]:
    """Forms that the old one has begun and cannot end yet, and what ends by itself soon: the lock that holds them up."""
    mentee = place.world.students[-1]
    forms = [await crowd.form(mentee) for _ in range(_SLOW)]
    root = await place.world.database.superuser()
    await root.execute("BEGIN")
    await root.execute("SELECT FROM app.episode WHERE mentee_id = $1 FOR UPDATE", mentee)
    # The new one does not listen for a moment, so that all of them come to the old one.
    os.kill(new.pid, signal.SIGSTOP)
    sent = [asyncio.create_task(crowd.ask("POST", path, fields)) for path, fields in forms]
    await asyncio.sleep(0.3)
    os.kill(new.pid, signal.SIGCONT)

    async def let_go() -> None:
        await asyncio.sleep(_HELD_SECONDS)
        await root.close()

    return sent, asyncio.create_task(let_go())


async def replaced(place: Place, number: signal.Signals) -> tuple[Crowd, int, float]:
    """What the crowd saw, how many of the forms in the old one's hands were taken, and after how long they were."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", place.port))
        listener.listen(128)
        old = started(place, listener)
        await asyncio.to_thread(old.await_words, place.url)
        crowd = Crowd(place)
        working = [asyncio.create_task(crowd.work(place.world.students[n % 2])) for n in range(CLIENTS)]
        new = started(place, listener)
        await asyncio.to_thread(new.await_words, place.url)
        await asyncio.sleep(BESIDE_SECONDS)
        sent, letting_go = await held(place, crowd, new)
        began = time.monotonic()
        os.kill(old.pid, number)
        taken = [answer for one in sent if (answer := await one) and answer.status_code == 303]
        took = time.monotonic() - began
        await letting_go
        await asyncio.to_thread(old.process.wait, 30)
        await asyncio.sleep(_AFTER_SECONDS)
        crowd.over.set()
        await asyncio.gather(*working)
        new.process.terminate()
        with suppress(TimeoutError):
            await asyncio.to_thread(new.process.wait, 15)
    return crowd, len(taken), took


async def test_a_site_that_is_told_to_end_answers_what_it_has_begun_and_nobody_is_turned_away(
    place: Place,
) -> None:
    crowd, taken, took = await replaced(place, signal.SIGTERM)
    tell(
        "F-11 a new site beside the old one", requests=crowd.answers.total(),
        in_its_hands=f"{taken} of {_SLOW} taken after {took:.1f} s",
         failed=crowd.failed, cut_off=crowd.cut_off,
    )  # fmt: skip
    assert crowd.answers[303] > _SLOW
    assert (crowd.failed, crowd.cut_off, taken) == (0, 0, _SLOW)
    assert took <= 10


async def test_control_a_site_that_is_killed_cuts_people_off(place: Place) -> None:
    crowd, taken, took = await replaced(place, signal.SIGKILL)
    tell(
        "F-11 control, killed", requests=crowd.answers.total(),
        in_its_hands=f"{taken} of {_SLOW} taken after {took:.1f} s",
         failed=crowd.failed, cut_off=crowd.cut_off,
    )  # fmt: skip
    assert crowd.cut_off >= _SLOW
