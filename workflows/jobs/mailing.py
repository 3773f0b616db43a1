"""How does an e-mail leave the house? By the district's own mail server, or, in a demo, into a folder.

A failure is an exception with a word that says where it failed, and never what was sent or to whom.
"""

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


class Mailer(Protocol):
    """Whatever takes an e-mail and answers once somebody else is responsible for it."""

    async def send(self, message: EmailMessage) -> str:
        """The receipt; raises `NotSent`."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. With `is_private` the whole connection is TLS, else it is asked for where it is offered."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    is_private: bool = False

    async def send(self, message: EmailMessage) -> str:
        try:
            _, said = await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.is_private,
                timeout=LIMITS.send.total_seconds(),
            )
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as fault:
            raise NotSent(type(fault).__name__) from fault
        return said[:200]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of e-mails that go nowhere: for a demo, and for looking at what would be sent."""

    path: Path

    async def send(self, message: EmailMessage) -> str:
        try:
            return Maildir(self.path, create=True).add(message)
        except OSError as fault:
            raise NotSent(type(fault).__name__) from fault


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No mail server was named. Every attempt fails, so that nobody believes that somebody was told."""

    async def send(self, message: EmailMessage) -> str:
        raise NotSent("NoMailServer")
