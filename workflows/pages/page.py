"""What does every page carry, whatever it is about?

A template receives one frozen value named `page`. It has a `chrome` (what surrounds the content) and, when
the page holds a form, a `form` (what was typed, what was wrong with it, and what the reader saw). The rest of
the value belongs to the page itself. Text in these values is English and is translated while rendering; text
that code puts there is written `mark("...")`, so that the catalogue finds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, Protocol

from workflows.pages.worry_buttons import WorryButton

# The names under which every form sends these three; `form_start` writes the hidden fields.
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "x-csrf-token"
FORM_KEY_FIELD = "form_key"
SEEN_VERSION_FIELD = "seen_version"
# And a form that has drafts these two: the path of its page, and which draft it was filled from.
DRAFT_PATH_FIELD = "draft_path"
DRAFT_SEEN_FIELD = "draft_seen"
# And every form the page that it stands on: shown again, with what was typed, when things have moved on.
FORM_PAGE_FIELD = "form_page"
SECRET_ADDRESS = "secret_address"
"""What is typed here is shown nowhere, also not to whoever typed it."""


def mark(text: str) -> str:
    """The text unchanged: marks a sentence for the catalogue; the template translates it when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One link of the service navigation or of a row of tabs; `count` is said in words beside the text."""

    text: str
    href: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What has just happened, said once after a redirect. `important` for what still needs attention."""

    text: str
    kind: Literal["success", "important"] = "success"


@dataclass(slots=True)
class Shown:
    """Whether the banner really stood on the page: the one thing here that a template sets, by showing it."""

    is_so: bool = False

    def note(self) -> str:
        """Nothing to be read."""
        self.is_so = True
        return ""


@dataclass(frozen=True, slots=True)
class Urgent:
    """What was told to the reader and waits for an answer: how many, since when, and the first to open.

    None of them waits while `count` is 0: then it is only looked again every `seconds`, at `again_path`.
    `minutes`: for how many, None once they are too many to be said. `is_news`: it was not said to the reader before.
    `is_unseen`: one of them was never shown to them. `at_once`: what waits is not known yet, since a form has come.
    """

    count: int
    since: datetime | None
    minutes: int | None
    href: str
    again_path: str
    seconds: int
    is_news: bool = False
    is_unseen: bool = False
    at_once: bool = False
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True)
class Chrome:
    """What surrounds the content of a page.

    `csrf_token` is bound to the sign-in session (empty only where nobody is signed in and no form posts),
    `language` is a catalogue's name ("en", "es"), `time_zone` an IANA name: every time on the page is
    shown in it. `title` is used only by templates without a title block. `origin` is this site's own
    address without a path, for links that are copied. `is_handed_over`: a young person has the device, so that
    nothing around the content leads anywhere. `keeper` and `keeping_secret` say whose is what a phone keeps while
    there is no network, and make it readable to nobody else. `backup_hours`: for so long no backup was found
    good, told to those who can see to it. `urgent`: what waits for an answer, for those whom a ladder may tell.
    `red`: what stands still of the escalation engine and its watchers, told to supervisors and administrators.
    `worry` leads whoever is worried about the student of the page to where they say it.
    """

    path: str
    csrf_token: str = ""
    person_name: str | None = None
    role_plain: str | None = None
    navigation: tuple[NavigationItem, ...] = ()
    language: str = "en"
    time_zone: str = "America/New_York"
    demo: bool = False
    notice: Notice | None = None
    title: str = ""
    organization: str | None = None
    home_path: str = "/"
    help_path: str = "/help"
    sign_out_path: str = "/sign-ins/closure"
    origin: str = ""
    is_handed_over: bool = False
    backup_hours: int | None = None
    urgent: Urgent | None = None
    keeper: str = ""
    keeping_secret: str = ""
    days_kept_on_phone: int = 0
    red: tuple[str, ...] = ()
    worry: WorryButton | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer of a field: `value` is sent, `text` is read, `hint` explains.

    A disabled one is shown with its hint, which says why it cannot be chosen. `last_day_on`: of a person who leaves.
    """

    value: str
    text: str
    hint: str | None = None
    disabled: bool = False
    last_day_on: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed into a form, and what was wrong with it.

    `errors` maps a field's name to a sentence, in the order of the fields; the key "" is an error of the
    whole form. `form_key` is good for one submit; `seen_version` is the episode's version the reader saw.
    `draft_path` is the path of its page, for a form that has drafts; `draft_seen_at` is when the draft was saved
    that it was filled from, and `is_resumed` says so on the page.
    `page_path` is the page on which the form stands. `moved_on` says why what was typed could not be taken as things
    stand now, and `now` holds what stands in a field where something else was typed.
    """

    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    form_key: str = ""
    seen_version: int | None = None
    draft_path: str = ""
    draft_seen_at: datetime | None = None
    is_resumed: bool = False
    page_path: str = ""
    moved_on: str = ""
    now: Mapping[str, str | tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, name: str) -> str:
        """The text typed into `name`, empty when nothing was."""
        typed = self.values.get(name, "")
        return typed if isinstance(typed, str) else (typed[0] if typed else "")

    def chosen(self, name: str) -> tuple[str, ...]:
        """Every answer ticked under `name`."""
        typed = self.values.get(name, ())
        return (typed,) if isinstance(typed, str) and typed else tuple(typed)

    def standing(self, name: str) -> tuple[str, ...] | None:
        """What stands in `name` now; None where nobody has changed it, or the reader has typed the same."""
        there = self.now.get(name)
        return (there,) if isinstance(there, str) else there

    def standing_day(self, name: str) -> tuple[str, ...] | None:
        """Like `standing`, of a day in three fields."""
        parts = [f"{name}_{part}" for part in ("month", "day", "year")]
        if self.now.keys().isdisjoint(parts):
            return None
        there = [self.now.get(part, self.value(part)) for part in parts]
        return ("/".join(one for one in there if isinstance(one, str) and one),)

    def error(self, name: str) -> str | None:
        """The sentence that says what is wrong with `name`."""
        return self.errors.get(name)


class Page(Protocol):
    """What a template may rely on. A page with a form also has `form: Form`."""

    @property
    def chrome(self) -> Chrome: ...


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page that has nothing but its surroundings and perhaps a sentence: errors, sign-in, help.

    `is_kept`: what was typed into the form at `back_path` is kept as a draft. `typed`: the words of a form that has
    no page any more.
    """

    chrome: Chrome
    sentence: str | None = None
    reference: str | None = None
    at: datetime | None = None
    back_path: str = ""
    is_kept: bool = False
    typed: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
