"""What does one web process stand on? Made when the site is put together, closed when it ends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.pages.cookies import Cookies
from workflows.platform.emergency_shown import EmergencyShown
from workflows.platform.meters import Meters
from workflows.platform.red_warning import Watched
from workflows.platform.settings import Settings
from workflows.platform.silences import TAKES_LONG
from workflows.platform.unusable import Unusable
from workflows.records.doorstep import Doorstep
from workflows.records.passwords import Passwords

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Ground:
    """The settings, the two pools, the hasher and the cookies of one process; of a demo's, the way to start over.

    `ends`: what ends the process in order, when the database was migrated under it.

    `escalations`: the pool that is kept for what `routes.py` declares as an escalation's.
    """

    settings: Settings
    secret: bytes
    engine: AsyncEngine
    escalations: AsyncEngine
    passwords: Passwords
    cookies: Cookies
    emergency: EmergencyShown
    watched: Watched
    starts_over: Callable[[], Awaitable[str]] | None = None
    ends: Callable[[], None] | None = None
    meters: Meters = field(default_factory=Meters)

    def engine_for(self, handler: BaseRouteHandler) -> AsyncEngine:
        """The pool from which this route takes its connection."""
        engine = self.escalations if handler.opt.get("escalates") else self.engine
        return engine.execution_options(**{TAKES_LONG: True}) if handler.opt.get("takes_long") else engine

    def doorstep_for(self, handler: BaseRouteHandler) -> Doorstep:
        return Doorstep(self.engine_for(handler), self.passwords, self.starts_over)


def ground_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Ground:
    """The ground of the site that this request came to."""
    return cast(Ground, connection.app.state["ground"])


def cookies_for(settings: Settings) -> Cookies:
    """Cookies with every protection; without https only on this machine itself."""
    host = settings.public_url.split("://", 1)[1].split("/", 1)[0]
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    if not settings.https and name not in LOOPBACK:
        raise Unusable(
            "STEPWISE_URL must begin with https://, since people reach this site over a network: without "
            "it a sign-in could be read on the way. Put a proxy with a certificate in front."
        )
    return Cookies(secure=settings.https)
