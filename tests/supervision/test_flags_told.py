"""What may be written down about whether a young person was told, and are there words to tell it with?"""

import pytest

from supervision.flags_told import flag_words, why_not_take


@pytest.mark.parametrize(
    ("answer", "how", "words", "wrong"),
    [
        pytest.param("told", "in_person", "", set(), id="told, and how"),
        pytest.param("told", "", "", {"flag_how"}, id="told and nobody says how"),
        pytest.param("told", "by_pigeon", "", {"flag_how"}, id="told in a way that is no way"),
        pytest.param("not_yet", "", "She is at home.", set(), id="not yet, and why"),
        pytest.param("not_yet", "", " ", {"flag_words"}, id="not yet without a reason"),
        pytest.param("not_at_all", "", "", {"flag_words"}, id="not at all without a reason"),
        pytest.param("", "", "", {"flag_answer"}, id="no answer"),
    ],
)
def test_whether_and_how_or_why_not(answer: str, how: str, words: str, wrong: set[str]) -> None:
    assert set(why_not_take(answer, how, words)) == wrong


def test_there_are_words_to_tell_it_with_and_they_have_an_owner_and_a_source() -> None:
    words = flag_words()
    assert len(words.prompts) > 1
    assert words.owner
    assert words.source
    assert words.caution % {"name": "Ava"}
