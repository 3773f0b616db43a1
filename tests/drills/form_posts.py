"""What did each client send, and what was it told? A ledger kept outside of the site that is killed."""

import asyncio
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import httpx

from tests.web import hidden_fields

# A client that gets no answer tries again with the same form, as a person does who presses the button again.
_AGAIN_SECONDS = 0.1
_ANSWER_SECONDS = 15.0


@dataclass
class Sent:
    """One form: its one-time key is among the fields, and its words are found in the record afterwards."""

    path: str
    fields: Mapping[str, str]
    times: int = 0
    location: str | None = None
    took: float = 0.0

    @property
    def words(self) -> str:
        return self.fields["said"]


@dataclass
class Client:
    """Somebody who raises one escalation after the other, each about the next mentee, whatever happens to the site.

    `told_later`: how often they were told that it was not sent, and to try again.
    """

    url: str
    token: str
    mentees: Iterator[UUID]
    told_later: int = 0
    ledger: list[Sent] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    async def write_until(self, over: asyncio.Event) -> None:
        """Until `over`, and then until the last form is answered."""
        async with self._browser() as browser:
            mentee_id = next(self.mentees)
            while not over.is_set():
                form = await self._opened(browser, mentee_id)
                if form is not None:
                    self.ledger.append(form)
                    await self._insist(browser, form)
                    mentee_id = next(self.mentees)

    async def send_all_again(self) -> int:
        """Every form once more, with the key it had. How many were answered differently."""
        different = 0
        async with self._browser() as browser:
            for form in self.ledger:
                answer = await browser.post(form.path, data=form.fields)
                different += answer.headers.get("location") != form.location
        return different

    def _browser(self) -> httpx.AsyncClient:
        cookies = {"stepwise": self.token}
        return httpx.AsyncClient(base_url=self.url, cookies=cookies, timeout=_ANSWER_SECONDS)

    async def _opened(self, browser: httpx.AsyncClient, mentee_id: UUID) -> Sent | None:
        path = f"/mentees/{mentee_id}/concerns"
        try:
            page = await browser.get(f"{path}/new")
        except httpx.TransportError:
            await asyncio.sleep(_AGAIN_SECONDS)
            return None
        if page.status_code != 200:
            await self._later(page, "the form")
            return None
        hidden = hidden_fields(page.text)
        return Sent(path, {**hidden, "kind": "weapon", "said": f"Drill {secrets.token_hex(8)}"})

    async def _insist(self, browser: httpx.AsyncClient, form: Sent) -> None:
        began = time.monotonic()
        while form.location is None:
            form.times += 1
            try:
                answer = await browser.post(form.path, data=form.fields)
            except httpx.TransportError:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            if answer.status_code == 303:
                form.location = answer.headers["location"]
            else:
                await self._later(answer, "the answer")
        form.took = time.monotonic() - began

    async def _later(self, answer: httpx.Response, what: str) -> None:
        """Told to try again is an answer, while the server is away; anything else is a surprise."""
        if answer.status_code == 503:
            self.told_later += 1
        else:
            self.surprises.append(f"{what}: {answer.status_code}")
        await asyncio.sleep(_AGAIN_SECONDS)
