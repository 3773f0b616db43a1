"""What does a letter say that asks for consent? One data file for each language; no rule and no score is in them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from care_steps.consents import ConsentKind


@dataclass(frozen=True, slots=True)
class AskedKind:
    """One line of the letter, with its two boxes."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterText:
    """The wording in one language; `is_sample` until the counsel of the district has approved it."""

    language: str
    version: int
    owner: str
    source: str
    is_sample: bool
    title: str
    greeting: str
    intro: str
    intro_of_age: str
    question: str
    yes: str
    no: str
    voluntary: str
    return_by: str
    signed: str
    printed: str
    dated: str
    questions: str
    kinds: Mapping[ConsentKind, AskedKind]


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter with its places filled in, as it is printed."""

    text: LetterText
    title: str
    greeting: str
    intro: str
    voluntary: str
    return_by: str
    questions: str
    kinds: tuple[AskedKind, ...]


def _read(language: str) -> LetterText:
    written = (files("care_steps") / "consent_letters" / f"{language}.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(written)
    kinds = {ConsentKind(kind): AskedKind(**said) for kind, said in found.pop("kinds").items()}
    return LetterText(**found, kinds=kinds)


LETTERS: Final[Mapping[str, LetterText]] = {language: _read(language) for language in ("en", "es")}


def language_for(spoken: str) -> str:
    """The language of the letter for somebody who speaks this one: English when there is none in theirs."""
    return spoken if spoken in LETTERS else next(iter(LETTERS))


def written(language: str, kinds: Sequence[ConsentKind], *, is_of_age: bool, **places: str) -> WrittenLetter:
    """The letter. `places`: student and called (by the name at home), to, school, answer_by and sender."""
    text = LETTERS[language]
    return WrittenLetter(
        text=text,
        title=text.title.format_map(places),
        greeting=text.greeting.format_map(places),
        intro=(text.intro_of_age if is_of_age else text.intro).format_map(places),
        voluntary=text.voluntary.format_map(places),
        return_by=text.return_by.format_map(places),
        questions=text.questions.format_map(places),
        kinds=tuple(
            AskedKind(asked.title, asked.text.format_map(places))
            for kind, asked in text.kinds.items()
            if kind in kinds
        ),
    )
