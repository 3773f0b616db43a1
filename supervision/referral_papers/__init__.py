"""What do the papers of a referral say: the sheet for the family, the release to be signed, the letter that goes along?

One data file for each language. The letter follows whoever receives it, the other two the family.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from typing import Any, Final, TypeVar


@dataclass(frozen=True, slots=True)
class SheetText:
    """Who, how it stands, how to get there, and whom to call.

    From `planned` on one sentence for each `SheetStand`; `until` heads whom to call before the two meet.
    """

    title: str
    who: str
    planned: str
    asked: str
    agreed: str
    arranged: str
    passed: str
    met: str
    done: str
    ended: str
    phone: str
    address: str
    how_to_get_there: str
    languages: str
    payment: str
    until: str
    afterwards: str
    school: str
    crisis: str
    danger: str
    free: str


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """What is asked, what one may strike out, where one signs; `items` names each item of a package, `sent_before`
    says what was sent already.
    """

    title: str
    asks: str
    rights: str
    printed: str
    signed: str
    dated: str
    foot: str
    sent_before: str
    items: Mapping[str, str]

    def already(self, day: str, codes: Sequence[str]) -> str:
        """What went there on a day, so that nobody signs without knowing it."""
        return self.sent_before.format(sent_on=day, items=", ".join(self.items[one] for one in codes))


@dataclass(frozen=True, slots=True)
class LetterText:
    """What stands around the package that was sent; `sample` while nobody has approved this wording, `bases` names each
    basis on which it may go.
    """

    sample: str
    title: str
    greeting: str
    closing: str
    basis: str
    foot: str
    bases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaperTexts:
    """The wording in one language, which calls itself `name`; `is_sample` until the organization has approved it."""

    language: str
    name: str
    version: int
    owner: str
    source: str
    is_sample: bool
    sheet: SheetText
    release: ReleaseText
    letter: LetterText


def _read(language: str) -> PaperTexts:
    written = (files(__package__) / f"{language}.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(written)
    return PaperTexts(
        sheet=SheetText(**found.pop("sheet")),
        release=ReleaseText(**found.pop("release")),
        letter=LetterText(**found.pop("letter")),
        **found,
    )


PAPERS: Final[Mapping[str, PaperTexts]] = {language: _read(language) for language in ("en", "es")}
USUAL: Final = "en"
"""The language in which a package is written."""


def for_family(spoken: Sequence[str]) -> PaperTexts:
    """In the first of the family's languages in which there are texts; `spoken` with the most important one first."""
    return next((PAPERS[one] for one in spoken if one in PAPERS), PAPERS[USUAL])


def for_provider(languages: Sequence[str]) -> PaperTexts:
    """In English, unless its entry names languages and English is not among them."""
    return PAPERS[USUAL] if USUAL in languages else for_family(languages)


Text = TypeVar("Text", SheetText, ReleaseText, LetterText)


_LATER: Final = ("sent_before",)
"""What is filled in line by line."""


def filled(text: Text, **places: str) -> Text:
    """The text with its places filled in; what people wrote is never read as a place."""
    said: dict[str, Any] = {
        one.name: getattr(text, one.name).format_map(places)
        for one in fields(text)
        if isinstance(getattr(text, one.name), str) and one.name not in _LATER
    }
    return replace(text, **said)
