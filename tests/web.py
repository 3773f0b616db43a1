"""How does a test get a running site, people in it, and a browser that remembers cookies?

`site_on(database)` serves the real application over ASGI in the loop of the test. A `Browser` keeps cookies
and sends forms as a page of ours would: with the token and the one-time key that the page carried.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from triage.roles import Role
from workflows.platform.app import create_app
from workflows.platform.settings import Settings
from workflows.records.ids import new_id
from workflows.records.names import search_name
from workflows.records.passwords import Passwords
from workflows.records.sign_ins import hash_of, new_token

ORIGIN = "https://stepwise.test"
PASSWORD = "four quiet herons at dusk"


def settings_for(database: Database, *, demo: bool = False, url: str = ORIGIN) -> Settings:
    """Production settings, but for what is asked."""
    return Settings(
        home=Path("/nonexistent"),
        embedded=False,
        database_url=database.app_url,
        owner_url=None,
        secret=secrets.token_bytes(32),
        port=8000,
        host="127.0.0.1",
        public_url=url,
        demo=demo,
        pool_size=5,
    )


@asynccontextmanager
async def site_on(
    database: Database,
    engine: AsyncEngine | None = None,
    *,
    demo: bool = False,
    url: str = ORIGIN,
    starts_over: Callable[[], Awaitable[str]] | None = None,
) -> AsyncIterator[Litestar]:
    """The site, started in a task of its own: a fixture begins and ends in different ones."""
    app = create_app(settings_for(database, demo=demo, url=url), engine, starts_over)
    started, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await over.wait()

    task = asyncio.create_task(live())
    done = asyncio.create_task(started.wait())
    await asyncio.wait({task, done}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        done.cancel()
        await task
    yield app
    over.set()
    await task


@dataclass
class Browser:
    """A client with a cookie jar, at one address."""

    app: Litestar
    origin: str = ORIGIN
    address: str = "203.0.113.7"
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(
            app=cast(Any, self.app), raise_app_exceptions=True, client=(self.address, 1)
        )
        self.http = httpx.AsyncClient(transport=transport, base_url=self.origin)

    async def get(self, path: str, **options: object) -> httpx.Response:
        return await self.http.get(path, **options)  # type: ignore[arg-type]

    async def post(
        self, path: str, fields: Mapping[str, str | Sequence[str]], **headers: str
    ) -> httpx.Response:
        """The fields as they are; nothing is added but the origin."""
        sent = {"origin": self.origin, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.http.post(path, data=fields, headers=sent)

    async def send(
        self, page: str, path: str, fields: Mapping[str, str | Sequence[str]], **headers: str
    ) -> httpx.Response:
        """Open the page, then send its form with these fields and the hidden ones."""
        hidden = hidden_fields((await self.get(page)).text)
        return await self.post(path, {**hidden, **fields}, **headers)

    def sign_in_as(self, token: str) -> None:
        """Hold the cookie of a sign-in session."""
        name = "__Host-stepwise" if self.origin.startswith("https") else "stepwise"
        self.http.cookies.set(name, token)


_HIDDEN = ("csrf_token", "form_key", "seen_version", "to", "about", "next_number")


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden fields of the page's own form: the token and the key of the last form that has them."""
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name in _HIDDEN}


@dataclass(frozen=True)
class Planted:
    """One organisation with a site and a person."""

    org_id: UUID
    site_id: UUID
    person_id: UUID
    email: str


async def plant(
    database: Database, *roles: Role, demo: bool = False, email: str | None = None, disabled: bool = False
) -> Planted:
    """An organisation, a site, and a person with these roles and the password above."""
    org, site, person, at = new_id(), new_id(), new_id(), datetime.now(UTC)
    address = email or f"{person.hex}@school.test"
    passwords = Passwords()
    kept = await passwords.hashed(PASSWORD)
    passwords.close()
    root = await database.superuser()
    try:
        await root.execute(
            "INSERT INTO sign_in.organisation VALUES ($1, 'Riverside', '555 0100', $2, $3)", org, demo, at
        )
        await root.execute(
            "INSERT INTO app.site VALUES ($1, $2, 'Oak Middle', 'America/Chicago', $3)", org, site, at
        )
        await root.execute(
            "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
            " VALUES ($1, $2, 'Dana', $3, $4, $5)",
            org, person, "Whitlock", search_name("Dana", "Whitlock"), at,
        )  # fmt: skip
        for role in roles:
            await root.execute(
                "INSERT INTO app.appointment (org_id, id, person_id, role, site_id, starts_at, recorded_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $6)",
                org, new_id(), person, role.value, site, at - timedelta(days=1),
            )  # fmt: skip
        await root.execute(
            "INSERT INTO sign_in.identity"
            " (id, org_id, person_id, email, password_hash, disabled_at, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            new_id(), org, person, address, kept, at if disabled else None, at,
        )  # fmt: skip
    finally:
        await root.close()
    return Planted(org, site, person, address)


async def token_of(database: Database, planted: Planted) -> str:
    """A sign-in session of the planted person, without the way through the form."""
    token, token_hash = new_token()
    at = datetime.now(UTC)
    root = await database.superuser()
    try:
        await root.execute(
            "INSERT INTO sign_in.session (id, token_hash, org_id, actor_id, created_at, last_seen_at,"
            " idle_expires_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
            new_id(), token_hash, planted.org_id, planted.person_id, at,
            at + timedelta(minutes=15), at + timedelta(hours=8),
        )  # fmt: skip
    finally:
        await root.close()
    return token


__all__ = [
    "ORIGIN",
    "PASSWORD",
    "Browser",
    "Planted",
    "hash_of",
    "hidden_fields",
    "plant",
    "settings_for",
    "site_on",
    "token_of",
]


def stands_in(word: str, html: str) -> bool:
    """As a word of its own: a one-time key may hold any three letters."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", html) is not None
