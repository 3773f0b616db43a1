"""What does a handler know about the request that it answers?

A `Visit` is the request of somebody signed in: one open transaction, what surrounds every page, and the form
that came. A `Call` is the request of somebody who is not: no transaction, and the doorstep to knock at.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlencode

from supervision.access import Actor
from workflows.pages.cookies import Cookies
from workflows.pages.page import Chrome, Form
from workflows.records.doorstep import Doorstep
from workflows.records.drafts import Draft
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction

KEY_BYTES = 16
Typed = str | tuple[str, ...]
"""What one field holds: a text, or every answer that was ticked."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form. The name is only ever shown, never used as a path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that could not be taken as things stand now, and why: its page is shown once more, with what was typed."""

    form: Form
    why: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody signed in. `query` holds what follows the "?", the last value of each name.

    `draft` is what this person began to type into the form of this page, when it has drafts: `draft_path` is set.
    `returned` is the form of this page that was sent a moment ago and not taken.
    """

    tx: Transaction
    chrome: Chrome
    sign_in_hash: bytes
    form: Form = field(default_factory=Form)
    files: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    kept_key: str | None = None
    is_fragment: bool = False
    cookies: Cookies = field(default_factory=lambda: Cookies(secure=True))
    draft_path: str = ""
    draft: Draft | None = None
    returned: Returned | None = None

    @property
    def actor(self) -> Actor:
        return self.tx.actor

    @property
    def at(self) -> datetime:
        """The one instant of this request, by the database's clock."""
        return self.tx.at

    def insist(self, why_not: Callable[[Actor], str | None]) -> None:
        """Raise `NotAllowed` with the sentence that refuses this actor, if there is one."""
        if why := why_not(self.actor):
            raise NotAllowed(why)

    def fresh(
        self,
        values: Mapping[str, Typed] | None = None,
        *,
        seen_version: int | None = None,
        not_drafted: Collection[str] = (),
        moved_on: str = "",
    ) -> Form:
        """A form to fill in, with a new one-time key; filled with what was returned, or from the draft of this page.

        `not_drafted` names fields that say what the reader sees now: they never come out of a draft.
        `moved_on` says that something else stands there by now than when this page was opened first.
        """
        found = dict(values or {})
        filled = {**found, **self._typed(found)}
        filled |= {name: found[name] for name in not_drafted if name in found}
        now = {name: there for name, there in found.items() if _differs(there, filled[name])}
        why = self.returned.why if self.returned else moved_on
        return Form(
            values=MappingProxyType(filled),
            form_key=secrets.token_urlsafe(KEY_BYTES),
            seen_version=seen_version,
            draft_path=self.draft_path,
            draft_seen_at=self.draft.saved_at if self.draft else None,
            is_resumed=self.draft is not None and not why,
            page_path=self._page_path,
            moved_on=why,
            now=MappingProxyType(now if why else {}),
        )

    def _typed(self, found: Mapping[str, Typed]) -> Mapping[str, Typed]:
        """What this reader has typed: sent a moment ago, or kept as a draft."""
        if self.returned is None:
            return self.draft.typed if self.draft else {}
        typed = self.returned.form.values
        if found.keys().isdisjoint(typed):
            return typed
        # No check box at all was ticked: nothing is sent for them.
        return {**{name: () for name, there in found.items() if isinstance(there, tuple)}, **typed}

    @property
    def _page_path(self) -> str:
        return self.chrome.path + (f"?{urlencode(self.query)}" if self.query else "")

    def again(self, errors: Mapping[str, str]) -> Form:
        """The form that came, with what was typed and what is wrong; its key was not used up."""
        return replace(self.form, errors=MappingProxyType(dict(errors)))


@dataclass(frozen=True, slots=True)
class Call:
    """One request of somebody not signed in. `sign_in_hash` is of a sign-in cookie that came all the same."""

    doorstep: Doorstep
    chrome: Chrome
    cookies: Cookies
    address: str
    device: str
    request_id: str
    form: Form = field(default_factory=Form)
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sign_in_hash: bytes | None = None

    def again(self, errors: Mapping[str, str]) -> Form:
        """The form that came, with what was typed and what is wrong."""
        return replace(self.form, errors=MappingProxyType(dict(errors)))


def _differs(there: Typed, typed: Typed) -> bool:
    """One answer that was ticked is a text, and several are not in the order of the record."""
    one, other = ((found,) if isinstance(found, str) else found for found in (there, typed))
    return {each.strip() for each in one if each.strip()} != {each.strip() for each in other if each.strip()}
