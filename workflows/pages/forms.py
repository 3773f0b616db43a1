"""What did the form say? The one road from the bytes of a request to values with a type.

`read_form` makes a frozen `Form` of what came; `Reading` takes typed values out of it and collects a sentence
for each field that cannot be taken. Nothing is trimmed or changed on the way but line ends: what people write
is kept as they wrote it.
"""

import datetime
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from workflows.pages.page import (
    CSRF_FIELD,
    DRAFT_PATH_FIELD,
    DRAFT_SEEN_FIELD,
    FORM_KEY_FIELD,
    FORM_PAGE_FIELD,
    SEEN_VERSION_FIELD,
    Form,
    mark,
)
from workflows.records.refusals import Invalid

# The longest questionnaire has 35 items; nothing of ours sends more fields than this.
MOST_FIELDS: Final = 200
LONG_TEXT: Final = 10_000
SHORT_TEXT: Final = 200
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_PAGE: Final = re.compile(r"/(?!/)[a-z0-9/-]{1,200}", re.ASCII)
_PAGE_ASKED: Final = re.compile(rf"{_PAGE.pattern}(\?[A-Za-z0-9=&_-]{{1,200}})?", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
_TIME: Final = re.compile(
    r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?::00)?\s*(?:([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE
)
_YEARS: Final = range(1900, 2101)

MISSING: Final = mark("Answer this question.")
UNREADABLE: Final = mark("The form contains characters that cannot be stored. Type the text again.")
TOO_MANY: Final = mark("The form has too many fields.")
KEY_MISSING: Final = mark("This form is incomplete or was opened too long ago. Load the page again.")
KEY_USED: Final = mark(
    "This form was sent before with other contents, and those were taken. Look at what is there now before you send "
    "it again."
)
SIGNED_OUT: Final = mark(
    "You were signed out, because nothing happened for a while or because you signed out elsewhere. Nothing "
    "of this form was kept. Sign in and open the page again."
)
SIGNED_OUT_KEPT: Final = mark(
    "You were signed out, because nothing happened for a while. The form was not sent yet, but nothing of it is "
    "lost: sign in, and it is filled in as you left it."
)


def url_encoded(body: bytes) -> list[tuple[str, str]]:
    """The pairs of an URL-encoded body; raises `Invalid` when it is not text."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeError as broken:
        raise Invalid({"": UNREADABLE}) from broken
    except ValueError as too_many:
        raise Invalid({"": TOO_MANY}) from too_many
    return pairs


def read_form(pairs: Collection[tuple[str, str]]) -> Form:
    """The frozen form: the last text of each name, or all of them when there are several."""
    if len(pairs) > MOST_FIELDS:
        raise Invalid({"": TOO_MANY})
    found: dict[str, list[str]] = {}
    for name, typed in pairs:
        found.setdefault(_storable(name), []).append(_storable(typed).replace("\r\n", "\n"))
    found.pop(CSRF_FIELD, None)
    key = found.pop(FORM_KEY_FIELD, [""])[-1]
    seen = found.pop(SEEN_VERSION_FIELD, [""])[-1]
    draft_path = found.pop(DRAFT_PATH_FIELD, [""])[-1]
    draft_seen = found.pop(DRAFT_SEEN_FIELD, [""])[-1]
    page_path = found.pop(FORM_PAGE_FIELD, [""])[-1]
    return Form(
        values=MappingProxyType(
            {name: typed[0] if len(typed) == 1 else tuple(typed) for name, typed in found.items()}
        ),
        form_key=key if _KEY.fullmatch(key) else "",
        seen_version=int(seen) if _WHOLE.fullmatch(seen) else None,
        draft_path=draft_path if _PAGE.fullmatch(draft_path) else "",
        draft_seen_at=_instant(draft_seen),
        page_path=page_path if _PAGE_ASKED.fullmatch(page_path) else "",
    )


def _instant(typed: str) -> datetime.datetime | None:
    """An instant as a hidden field of ours holds it, with its zone; None for anything else."""
    try:
        found = datetime.datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _storable(typed: str) -> str:
    if "\x00" in typed or any("\ud800" <= letter <= "\udfff" for letter in typed):
        raise Invalid({"": UNREADABLE})
    return typed


class Reading:
    """Typed values out of a form. Ask for all of them, then `insist()`: it raises `Invalid` with every error.

    A value that is missing or wrong reads as None (text as "", many as ()), so that reading can go on. Each
    `required` is the sentence that is said when nothing was answered; without it the field may stay empty.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._errors: dict[str, str] = {}

    @property
    def errors(self) -> Mapping[str, str]:
        """What is wrong so far, in the order of asking."""
        return MappingProxyType(self._errors)

    def refuse(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field; the first sentence stays."""
        self._errors.setdefault(name, sentence)

    def insist(self) -> None:
        """Raise `Invalid` when anything was wrong."""
        if self._errors:
            raise Invalid(self._errors)

    def text(self, name: str, *, most: int = LONG_TEXT, required: str | None = None) -> str:
        """What was written, white space around it removed; at most `most` characters."""
        typed = self._one(name).strip()
        if not typed and required:
            self.refuse(name, required)
        if len(typed) > most:
            self.refuse(name, mark("This is too long. Shorten it."))
            return ""
        return typed

    def line(self, name: str, *, most: int = SHORT_TEXT, required: str | None = None) -> str:
        """Like `text`, on one line."""
        return " ".join(self.text(name, most=most, required=required).split())

    def one_of(self, name: str, choices: Collection[str], *, required: str | None = MISSING) -> str | None:
        """One of the codes offered."""
        typed = self._one(name)
        if typed in choices:
            return typed
        self._missing_or_wrong(name, typed, required, mark("Choose one of the answers."))
        return None

    def many_of(self, name: str, choices: Collection[str], *, required: str | None = None) -> tuple[str, ...]:
        """Some of the codes offered, each once, in the order in which they came."""
        typed = tuple(dict.fromkeys(code for code in self._form.chosen(name) if code))
        if any(code not in choices for code in typed):
            self.refuse(name, mark("Choose from the answers that are offered."))
            return ()
        if not typed and required:
            self.refuse(name, required)
        return typed

    def integer(self, name: str, *, least: int, most: int, required: str | None = MISSING) -> int | None:
        """A whole number within these bounds, both included."""
        typed = self._one(name).strip()
        if _WHOLE.fullmatch(typed) and least <= int(typed) <= most:
            return int(typed)
        self._missing_or_wrong(name, typed, required, f"Enter a whole number from {least} to {most}.")
        return None

    def date(self, name: str, *, required: str | None = MISSING) -> datetime.date | None:
        """A day, from three fields: month, day and year."""
        parts = [self._one(f"{name}_{part}").strip() for part in ("year", "month", "day")]
        if all(_WHOLE.fullmatch(part) for part in parts) and int(parts[0]) in _YEARS:
            try:
                return datetime.date(*(int(part) for part in parts))
            except ValueError:
                pass
        wrong = mark("Enter a real date: month, day and year.")
        self._missing_or_wrong(name, "".join(parts), required, wrong)
        return None

    def time(self, name: str, *, required: str | None = MISSING) -> datetime.time | None:
        """A time of day, as a time field sends it ("15:10") or as people write it ("3:10 pm")."""
        typed = self._one(name).strip()
        found = _TIME.fullmatch(typed)
        if found and (found[2] or found[3]):
            hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
            if half:
                # "13 pm" is nobody's hour.
                hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
            if hour < 24 and minute < 60:
                return datetime.time(hour, minute)
        self._missing_or_wrong(name, typed, required, mark("Enter a time of day, like 3:10 PM."))
        return None

    def uuid(self, name: str, *, required: str | None = MISSING) -> UUID | None:
        """An id, as a choice or a hidden field carries it."""
        typed = self._one(name)
        try:
            return UUID(typed)
        except ValueError:
            self._missing_or_wrong(name, typed, required, mark("Choose one of the answers."))
            return None

    def seen_version(self) -> int:
        """Which version of the record its reader saw; a form that does not say is no form of ours."""
        if self._form.seen_version is None:
            self.refuse("", KEY_MISSING)
        return self._form.seen_version or 0

    def _one(self, name: str) -> str:
        """Several values where one is asked for are nobody's answer: the field reads as empty."""
        typed = self._form.values.get(name, "")
        return typed if isinstance(typed, str) else ""

    def _missing_or_wrong(self, name: str, typed: str, required: str | None, wrong: str) -> None:
        if typed:
            self.refuse(name, wrong)
        elif required:
            self.refuse(name, required)
