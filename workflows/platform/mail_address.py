"""Where do e-mails go? What STEPWISE_MAIL_URL says, made into something that sends."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from workflows.jobs.mailing import Folder, Mailer, Nowhere, SmtpServer
from workflows.platform.unusable import Unusable

_PORTS: Final = {"smtp": 587, "smtps": 465}
_ADVICE: Final = "STEPWISE_MAIL_URL is like smtps://name:password@mail.example.org, or folder:///a/place to keep them here."


def mailer_at(url: str | None) -> Mailer:
    """Raises `Unusable` with a sentence."""
    if not url:
        return Nowhere()
    found = urlsplit(url)
    if found.scheme == "folder" and found.path:
        return Folder(Path(found.path))
    if found.scheme not in _PORTS or not found.hostname:
        raise Unusable(_ADVICE)
    try:
        port = found.port or _PORTS[found.scheme]
    except ValueError:
        raise Unusable(_ADVICE) from None
    return SmtpServer(
        host=found.hostname,
        port=port,
        user=unquote(found.username) if found.username else None,
        password=unquote(found.password) if found.password else None,
        is_private=found.scheme == "smtps",
    )
