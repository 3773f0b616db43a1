"""Does a letter home say the same in each language, and hold no rule, no score and no empty place?"""

import re

import pytest

from care_steps.consent_letters import LETTERS, language_for, written
from care_steps.consents import ConsentKind

PLACES = {
    "student": "Avelina Bennett",
    "called": "Avelina",
    "to": "Rosa Bennett",
    "school": "River Middle",
    "answer_by": "October 2",
    "sender": "Sam Rivera",
}


def told(language: str, *, is_of_age: bool = False) -> str:
    letter = written(language, tuple(ConsentKind), is_of_age=is_of_age, **PLACES)
    lines = [
        letter.title,
        letter.greeting,
        letter.intro,
        letter.voluntary,
        letter.return_by,
        letter.questions,
    ]
    return "\n".join([*lines, *(f"{one.title}: {one.text}" for one in letter.kinds)])


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("is_of_age", [False, True])
def test_every_place_of_a_letter_is_filled(language: str, is_of_age: bool) -> None:
    said = told(language, is_of_age=is_of_age)
    assert not re.search(r"[{}]", said)
    assert all(place in said for place in PLACES.values())


@pytest.mark.parametrize("language", LETTERS)
def test_every_kind_stands_in_every_language_and_says_whose_wording_it_is(language: str) -> None:
    text = LETTERS[language]
    assert set(text.kinds) == set(ConsentKind)
    assert text.language == language
    assert text.owner
    assert text.source
    assert text.version >= 1
    assert text.is_sample


def test_only_the_kinds_that_are_asked_for_stand_in_the_letter() -> None:
    letter = written("en", (ConsentKind.SHARING,), is_of_age=False, **PLACES)
    assert [one.title for one in letter.kinds] == ["Sharing with a provider"]


@pytest.mark.parametrize("language", LETTERS)
def test_no_rule_no_score_and_no_name_of_a_form_is_in_a_letter(language: str) -> None:
    said = told(language).lower()
    assert not [word for word in ("phq", "gad", "score", "risk", "riesgo", "puntaje", "rule") if word in said]


def test_whoever_speaks_another_language_gets_the_letter_in_english() -> None:
    assert [language_for(one) for one in ("es", "en", "so")] == ["es", "en", "en"]
