"""How does an e-mail leave the house? By the district's own mail server, or, in a demo, into a folder.

A failure is an exception with a word that says where it failed, and never what was sent or to whom.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path
from typing import Protocol

import aiosmtplib

from supervision.engine_limits import LIMITS


class NotSent(Exception):
    """It did not leave the house; `fault` is one word for the log."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class TooLate(Exception):
    """Whoever was about to send it stood still for so long that it may be somebody else's by now. Nothing was begun."""


def always() -> bool:
    """Nobody else sends it, however late it is."""
    return True


class Mailer(Protocol):
    """Whatever takes an e-mail and answers once somebody else is responsible for it."""

    async def send(self, message: EmailMessage, *, may_begin: Callable[[], bool] = always) -> str:
        """The receipt; raises `NotSent`, and `TooLate` when it may not be begun any more once somebody listens."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. With `is_private` the whole connection is TLS, else it is asked for where it is offered."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    is_private: bool = False

    async def send(self, message: EmailMessage, *, may_begin: Callable[[], bool] = always) -> str:
        server = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.is_private,
            timeout=LIMITS.send.total_seconds(),
        )
        try:
            async with server:
                if not may_begin():
                    raise TooLate
                _, said = await server.send_message(message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as fault:
            raise NotSent(type(fault).__name__) from fault
        return said[:200]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of e-mails that go nowhere: for a demo, and for looking at what would be sent."""

    path: Path

    async def send(self, message: EmailMessage, *, may_begin: Callable[[], bool] = always) -> str:
        if not may_begin():
            raise TooLate
        try:
            return Maildir(self.path, create=True).add(message)
        except OSError as fault:
            raise NotSent(type(fault).__name__) from fault


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No mail server was named. Every attempt fails, so that nobody believes that somebody was told."""

    async def send(self, message: EmailMessage, *, may_begin: Callable[[], bool] = always) -> str:
        raise NotSent("NoMailServer")
