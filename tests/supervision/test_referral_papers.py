"""Do the papers of a referral say the same in each language, to the family in theirs and to the provider in English?"""

import re
from dataclasses import fields

import pytest

from care_steps import codes
from care_steps.referrals import ReferralState
from supervision.handoff_packages import TERMS
from supervision.referral_papers import PAPERS, filled, for_family, for_provider
from supervision.referral_papers.standing import sheet_lines, sheet_stand


def places(text: object) -> dict[str, set[str]]:
    return {
        one.name: set(re.findall(r"{(\w+)}", str(getattr(text, one.name))))
        for one in fields(text)  # type: ignore[arg-type]
        if one.name != "items"
    }


@pytest.mark.parametrize("language", PAPERS)
def test_every_text_stands_in_every_language_with_the_same_places(language: str) -> None:
    texts, usual = PAPERS[language], PAPERS["en"]
    assert texts.language == language
    assert texts.owner
    assert texts.source
    assert texts.is_sample
    for name in ("sheet", "release", "letter"):
        assert places(getattr(texts, name)) == places(getattr(usual, name))
    assert list(texts.release.items) == [one.code for one in TERMS.items]
    assert all(str(getattr(texts.sheet, one.name)).strip() for one in fields(texts.sheet))


@pytest.mark.parametrize("language", PAPERS)
def test_a_letter_names_each_basis_in_its_language(language: str) -> None:
    bases, known = PAPERS[language].letter.bases, codes.load("consent_bases")
    assert tuple(bases) == TERMS.bases
    assert all((bases[one] == known.plain(one)) is (language == "en") for one in TERMS.bases)


def test_the_english_release_names_each_item_as_the_package_does() -> None:
    assert dict(PAPERS["en"].release.items) == {one.code: one.plain for one in TERMS.items}


@pytest.mark.parametrize(
    ("spoken", "paper"),
    [(["es"], "es"), (["so", "es"], "es"), (["so"], "en"), ([], "en"), (["en", "es"], "en")],
)
def test_a_family_reads_its_own_language_where_there_are_texts_in_it(spoken: list[str], paper: str) -> None:
    assert for_family(spoken).language == paper


@pytest.mark.parametrize(
    ("languages", "paper"), [([], "en"), (["es"], "es"), (["es", "en"], "en"), (["so"], "en")]
)
def test_a_provider_reads_english_unless_the_directory_says_otherwise(
    languages: list[str], paper: str
) -> None:
    assert for_provider(languages).language == paper


def test_what_people_wrote_is_never_read_as_a_place() -> None:
    said = filled(PAPERS["en"].letter, student="{basis} {0}", basis="b", sum="s", version="1")
    assert said.title == "Referral of {basis} {0}"


S = ReferralState
# What a family may be told of a referral before its appointment, and after.
SAYS = {
    S.DRAFTED: ("planned", "planned"),
    S.SENT: ("asked", "asked"),
    S.RETURNED: ("asked", "asked"),
    S.ACCEPTED: ("agreed", "agreed"),
    S.SCHEDULED: ("arranged", "passed"),
    S.FIRST_CONTACT_CONFIRMED: ("met", "met"),
    S.IN_CARE: ("met", "met"),
    S.DONE: ("done", "done"),
    S.REJECTED: ("ended", "ended"),
    S.REVOKED: ("ended", "ended"),
}


@pytest.mark.parametrize("has_begun", [False, True])
@pytest.mark.parametrize("state", S)
def test_the_sheet_says_how_it_stands_and_calls_nothing_arranged_before_it_is(
    state: ReferralState, has_begun: bool
) -> None:
    stand = sheet_stand(state, has_begun=has_begun)
    assert stand.value == SAYS[state][has_begun]
    has_said_yes = state.is_arranged
    assert stand.names_place is has_said_yes, "the place stands there once it has said yes"
    assert stand.is_ahead is (state in (S.ACCEPTED, S.SCHEDULED) and stand.value != "passed")
    for texts in PAPERS.values():
        *_, said = sheet_lines(texts.sheet, stand)
        assert ("{when}" in said) is (state is S.SCHEDULED)
