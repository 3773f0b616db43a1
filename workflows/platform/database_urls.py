"""How is a database addressed? The usual spellings of an address become the one that our driver reads."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from workflows.platform.unusable import Unusable

DRIVER: Final = "postgresql+asyncpg"
DATABASE: Final = "stepwise"
_OPTIONS: Final = frozenset({"host", "port", "ssl"})


def engine_url(name: str, text: str) -> str:
    """The address in the setting `name`, as SQLAlchemy wants it; raises `Unusable`. Never quotes the address:
    it holds a password.
    """
    # Imported here: a command that only asks about the embedded server must not wait for it.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("postgresql", "postgres") or not url.database:
        raise Unusable(f"{name} must look like postgresql://app:password@host/stepwise.")
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    if unknown := sorted(set(query) - _OPTIONS):
        raise Unusable(
            f"{name} asks for {', '.join(unknown)}, which our driver does not know. Leave it out; host, port "
            "and sslmode may stand after the question mark."
        )
    return url.set(drivername=DRIVER, query=query).render_as_string(hide_password=False)


def driver_url(url: str) -> str:
    """The same address for the other driver, which the jobs use."""
    from sqlalchemy.engine import make_url

    known = make_url(url)
    query = {"sslmode" if name == "ssl" else name: value for name, value in known.query.items()}
    return known.set(drivername="postgresql", query=query).render_as_string(hide_password=False)


def socket_url(sockets: Path, role: str, database: str = DATABASE) -> str:
    """The address of the embedded server for one role."""
    return f"{DRIVER}://{role}@/{database}?host={quote(str(sockets), safe='/')}"
