"""What is written into the log? Single lines of JSON, from fields that are named here or where they happen.

Nothing that a person typed, no header, no address of a page, no message of the database: these may be about a
child. An exception is written as its type, what the database calls the fault, and the frames it passed.
"""

import sys
import traceback
from typing import Any, Final, cast

import msgspec
import structlog

FRAMES: Final = 40


def set_up() -> None:
    """Configure the log of this process: one line of JSON each, on standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_as_json),
        ],
        logger_factory=_Standard(),
        cache_logger_on_first_use=False,
    )


def _as_json(found: Any, **_: object) -> str:
    return msgspec.json.encode(found).decode()


class _Standard:
    """Finds standard error when a line is written, so that it may be changed while the process runs."""

    def __call__(self, *_: object) -> structlog.PrintLogger:
        return structlog.PrintLogger(sys.stderr)


def logger() -> structlog.stdlib.BoundLogger:
    """The log."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger())


def described(fault: BaseException) -> dict[str, Any]:
    """The types along the chain of causes, what the database calls the fault, and where it happened."""
    types, found, seen = [], fault, set()
    database: dict[str, str] = {}
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        types.append(type(found).__name__)
        for name in ("sqlstate", "constraint_name", "table_name"):
            if isinstance(value := getattr(found, name, None), str):
                database.setdefault(name, value)
        found = found.__cause__ or found.__context__  # type: ignore[assignment]
    frames = traceback.extract_tb(fault.__traceback__)[-FRAMES:]
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {"types": types, **database, "frames": places}


def _short(path: str) -> str:
    """The place without the folders of the machine."""
    for folder in ("/site-packages/", "/workflows/"):
        if folder in path:
            return path.rsplit(folder, 1)[1]
    return path.rsplit("/", 1)[-1]
