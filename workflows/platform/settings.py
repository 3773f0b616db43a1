"""With which settings does the product run, and which are refused?

Everything comes from the environment, is read once and is frozen. What cannot work is refused here with a
sentence that says what to do; what only the database can tell is asked in `readiness.py`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final

from workflows.platform.database_urls import engine_url
from workflows.platform.places import home
from workflows.platform.secret import ADVICE, decoded, kept_secret
from workflows.platform.unusable import Unusable

# Ours: a port that needs no rights and that most people try first.
DEFAULT_PORT: Final = 8000
# As long as 128 bits in hex. Ours.
SHORTEST_TOKEN: Final = 32
YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"", "0", "false", "no", "off"})
NAMES: Final = (
    "STEPWISE_DATABASE_URL",
    "STEPWISE_OWNER_URL",
    "STEPWISE_BACKUP_URL",
    "STEPWISE_AUDITOR_URL",
    "STEPWISE_WORKER_URL",
    "STEPWISE_BACKUP_DIR",
    "STEPWISE_DEADMAN_FILE",
    "STEPWISE_EMERGENCY_DIR",
    "STEPWISE_SECRET",
    "STEPWISE_METRICS_TOKEN",
    "STEPWISE_MAIL_URL",
    "STEPWISE_MAIL_FROM",
    "STEPWISE_LOCAL_CHANNELS",
    "STEPWISE_URL",
    "STEPWISE_HOST",
    "STEPWISE_PROXIES",
    "STEPWISE_POOL_SIZE",
    "STEPWISE_DATA_DIR",
    "STEPWISE_DEMO",
)
"""Every setting of ours. PORT is the one whose name we do not choose."""
# Read by the tests alone, which start our commands with their own environment.
_OF_TESTS: Final = frozenset({"STEPWISE_CHROMIUM"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process of the product was told. Made by `load`; never read from the environment elsewhere.

    `database_url` (role app), `owner_url` (migrations), `backup_url`, `auditor_url` and `worker_url` (their roles) are
    None while the embedded server does not run: `database_at_hand` fills them in. `secret` is None where a command does
    not sign anything.
    """

    home: Path
    embedded: bool
    database_url: str | None
    owner_url: str | None
    secret: bytes | None
    port: int
    host: str
    public_url: str
    demo: bool
    pool_size: int
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    backup_url: str | None = None
    worker_url: str | None = None
    backup_folder: Path | None = None
    metrics_token: str | None = None
    mail_url: str | None = field(default=None, repr=False)
    mail_from: str = ""
    auditor_url: str | None = None
    deadman: Path | None = None
    emergency: Path | None = None
    local_channels: bool = False

    @property
    def deadman_file(self) -> Path:
        """What the auditor touches when it found all well."""
        return self.deadman or self.home / "all-well"

    @property
    def emergency_folder(self) -> Path:
        """Where the pages are that are read when the site is away."""
        return self.emergency or self.home / "emergency"

    @property
    def https(self) -> bool:
        """Whether people reach us by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def load(
    environment: Mapping[str, str] | None = None,
    *,
    with_secret: bool = False,
    with_secret_if_there: bool = False,
    port: int | None = None,
) -> Settings:
    """The settings of this process; raises `Unusable` with a sentence.

    `port` goes before PORT. `with_secret` is for processes that sign: an outside database then needs
    STEPWISE_SECRET, the embedded one makes its own and keeps it beside the data. `with_secret_if_there`: for those that
    do most of their work without one.
    """
    given = os.environ if environment is None else environment
    _refuse_unknown(given)
    url, owner_url = _url(given, "STEPWISE_DATABASE_URL"), _url(given, "STEPWISE_OWNER_URL")
    backup_url = _url(given, "STEPWISE_BACKUP_URL")
    auditor_url = _url(given, "STEPWISE_AUDITOR_URL")
    worker_url = _url(given, "STEPWISE_WORKER_URL")
    # Whoever names one of the five means a server of their own.
    embedded = not any((url, owner_url, backup_url, auditor_url, worker_url))
    place = home(given, make=embedded)
    port = port or _whole_number(given, "PORT", DEFAULT_PORT, 1, 65535)
    host = given.get("STEPWISE_HOST", "127.0.0.1")
    signs = with_secret or (with_secret_if_there and (embedded or bool(given.get("STEPWISE_SECRET"))))
    return Settings(
        home=place,
        embedded=embedded,
        database_url=url,
        owner_url=owner_url,
        secret=_secret(given, place, embedded) if signs else None,
        port=port,
        host=host,
        public_url=_public_url(given, host, port),
        demo=_flag(given, "STEPWISE_DEMO"),
        pool_size=_whole_number(given, "STEPWISE_POOL_SIZE", 10, 1, 200),
        proxies=_proxies(given),
        backup_url=backup_url,
        worker_url=worker_url,
        backup_folder=_folder(given, "STEPWISE_BACKUP_DIR"),
        metrics_token=_token(given, "STEPWISE_METRICS_TOKEN"),
        mail_url=given.get("STEPWISE_MAIL_URL") or None,
        mail_from=_mail_from(given, host),
        auditor_url=auditor_url,
        deadman=_folder(given, "STEPWISE_DEADMAN_FILE"),
        emergency=_folder(given, "STEPWISE_EMERGENCY_DIR"),
        local_channels=_local_channels(given),
    )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    """A setting typed wrong would be silently left out, and the wrong database written to."""
    unknown = sorted(
        name for name in given if name.startswith("STEPWISE_") and name not in _OF_TESTS.union(NAMES)
    )
    if unknown:
        raise Unusable(f"There is no setting {', '.join(unknown)}. There are: {', '.join(NAMES)} and PORT.")


def _secret(given: Mapping[str, str], place: Path, embedded: bool) -> bytes:
    if text := given.get("STEPWISE_SECRET"):
        return decoded(text)
    if embedded:
        return kept_secret(place)
    raise Unusable(
        "STEPWISE_SECRET is missing, and a server with its own database needs it to sign with. Make one with "
        "`python -c 'import secrets; print(secrets.token_hex(32))'` and keep it out of the repository."
    )


def _url(given: Mapping[str, str], name: str) -> str | None:
    return engine_url(name, given[name]) if given.get(name) else None


def _folder(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]).expanduser().absolute() if given.get(name) else None


def _mail_from(given: Mapping[str, str], host: str) -> str:
    address = given.get("STEPWISE_MAIL_FROM", f"stepwise@{host}").strip()
    name, _, domain = address.rpartition("@")
    if not name or not domain or not address.isascii() or any(sign.isspace() for sign in address):
        raise Unusable("STEPWISE_MAIL_FROM is one e-mail address, like stepwise@example.org.")
    return address


def _token(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name, "").strip()
    if text and (len(text) < SHORTEST_TOKEN or not text.isascii()):
        raise Unusable(f"{name} can be guessed: it must have {SHORTEST_TOKEN} characters or more. {ADVICE}")
    return text or None


def _public_url(given: Mapping[str, str], host: str, port: int) -> str:
    url = given.get("STEPWISE_URL", f"http://{host}:{port}").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise Unusable("STEPWISE_URL must begin with https:// (or http:// on your own machine).")
    return url


def _local_channels(given: Mapping[str, str]) -> bool:
    """For trying channels out on one machine: what people reach over a network writes to no machine of its own."""
    is_on = _flag(given, "STEPWISE_LOCAL_CHANNELS")
    if is_on and given.get("STEPWISE_URL", "").startswith("https://"):
        raise Unusable("STEPWISE_LOCAL_CHANNELS is for trials on one machine, and STEPWISE_URL is not one.")
    return is_on


def _proxies(given: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The proxies whose word we take for where a request came from; nobody's without STEPWISE_PROXIES."""
    try:
        return tuple(
            ip_network(text.strip()) for text in given.get("STEPWISE_PROXIES", "").split(",") if text.strip()
        )
    except ValueError:
        raise Unusable(
            "STEPWISE_PROXIES holds the addresses of the proxies in front, with commas between, "
            "like 127.0.0.1 or 10.0.0.0/8."
        ) from None


def _whole_number(given: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = given.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise Unusable(f"{name} is {text!r}; it must be a whole number from {lowest} to {highest}.")
    return int(text)


def _flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "").strip().lower()
    if text not in YES | NO:
        raise Unusable(f"{name} is {text!r}; write 1 for yes, or leave it out.")
    return text in YES
