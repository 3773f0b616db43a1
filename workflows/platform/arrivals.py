"""What did the body of a request bring? Read once, before anything is decided about it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType

from workflows.pages.forms import url_encoded
from workflows.pages.page import (
    CSRF_FIELD,
    DRAFT_PATH_FIELD,
    DRAFT_SEEN_FIELD,
    FORM_KEY_FIELD,
    FORM_PAGE_FIELD,
    SECRET_ADDRESS,
)
from workflows.pages.visits import Upload

_KEPT: Final = "stepwise_arrival"
_GIVEN: Final = re.compile(r"[a-z0-9_:./-]*", re.ASCII)
_NOT_CONTENT: Final = frozenset(
    {CSRF_FIELD, FORM_KEY_FIELD, DRAFT_PATH_FIELD, DRAFT_SEEN_FIELD, FORM_PAGE_FIELD}
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The fields in the order in which they came, and the files."""

    pairs: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, Upload] = field(default_factory=dict)

    def words(self) -> tuple[str, ...]:
        """What somebody wrote themselves: a code, a number, a day or an id is soon given again."""
        return tuple(
            typed.strip()
            for name, typed in self.pairs
            if name not in {*_NOT_CONTENT, SECRET_ADDRESS} and not _GIVEN.fullmatch(typed.strip())
        )

    def digest(self, path: str) -> str:
        """What tells this form from another one: the path and all it says, without its own tokens."""
        found = hashlib.sha256(path.encode())
        contents = [(name, typed.encode()) for name, typed in self.pairs if name not in _NOT_CONTENT]
        contents += [(name, file.content) for name, file in self.files.items()]
        for name, content in sorted(contents):
            found.update(b"%d:%d:" % (len(name.encode()), len(content)) + name.encode() + content)
        return found.hexdigest()


async def arrived(request: Request[Any, Any, Any]) -> Arrival:
    """What came; raises `Invalid` for what is not text. Another kind of body brings nothing."""
    if _KEPT not in request.scope["state"]:
        request.scope["state"][_KEPT] = await _read(request)
    return cast(Arrival, request.scope["state"][_KEPT])


def came_before(request: Request[Any, Any, Any]) -> Arrival:
    """What was read of the body so far: everything, or nothing."""
    return cast(Arrival, request.scope["state"].get(_KEPT, Arrival()))


async def _read(request: Request[Any, Any, Any]) -> Arrival:
    kind = request.content_type[0]
    if kind == RequestEncodingType.URL_ENCODED:
        return Arrival(tuple(url_encoded(await request.body())))
    if kind != RequestEncodingType.MULTI_PART:
        return Arrival()
    pairs: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    for name, came in (await request.form()).multi_items():
        if isinstance(came, UploadFile):
            files[name] = Upload(came.filename, await came.read())
        else:
            pairs.append((name, str(came)))
    return Arrival(tuple(pairs), files)
