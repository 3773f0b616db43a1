"""Do the coded lists load, name who answers for them, and keep the rules of choosing?"""

import pytest

from care_steps import codes
from care_steps.codes import CodedList, UnknownList

REQUIRED = {
    "override_reasons": {
        "seen_but_not_in_inputs",
        "input_wrong_or_stale",
        "situation_changed",
        "mentee_prefers",
        "guardian_prefers",
        "already_in_other_care",
        "level_not_available_here",
        "access_barrier",
        "past_response_says_otherwise",
        "present_step_not_delivered",
        "strong_protection_present",
        "extra_risk_seen",
        "safety_plan_working",
        "outside_clinician_advice",
        "court_or_agency_order",
        "other_text",
        "missing",
    },
    "hold_reasons": {
        "delivery_repair_running",
        "awaiting_consent",
        "awaiting_assessment",
        "awaiting_place",
        "recent_change_settling",
        "mentee_asks_to_wait",
        "school_break",
        "measure_doubtful",
    },
    "closure_reasons": {
        "goals_met",
        "stepped_down",
        "transferred_care",
        "declined_by_mentee",
        "declined_by_guardian",
        "not_reached_after_full_sequence",
        "moved_school",
        "graduated_or_aged_out",
        "mentor_left_no_rematch",
        "deceased",
        "administrative",
    },
}

LIST = """
id = "colors"
version = 3
title = "Which color?"
owner = "clinical owner"
source = "ours"
[[codes]]
code = "red"
plain = "Red"
[[codes]]
code = "blue"
plain = "Blue"
[[codes]]
code = "none"
plain = "No color"
exclusive = true
[[codes]]
code = "other"
plain = "Another color"
needs_words = true
[[codes]]
code = "green"
plain = "Green"
retired = true
[[codes]]
code = "lost"
plain = "Not recorded"
imported_only = true
"""


@pytest.mark.parametrize("list_id", codes.IDS)
def test_every_list_names_its_version_its_owner_and_its_source(list_id: str) -> None:
    coded = codes.load(list_id)
    assert coded.id == list_id
    assert coded.version >= 1
    assert all(text.strip() for text in (coded.title, coded.owner, coded.source))
    assert coded.active
    words = [one.plain for one in coded.codes]
    assert len(set(words)) == len(words)
    assert all(word.strip() and "_" not in word and word[:1].isupper() for word in words)


@pytest.mark.parametrize("list_id", REQUIRED)
def test_the_clinical_lists_hold_exactly_the_codes_of_the_specification(list_id: str) -> None:
    assert {one.code for one in codes.load(list_id).codes} == REQUIRED[list_id]


def test_no_list_says_that_there_is_no_risk() -> None:
    said = [one.plain.lower() for list_id in codes.IDS for one in codes.load(list_id).codes]
    assert not [one for one in said if "no risk" in one or "riskless" in one]


def test_a_list_nobody_ships_is_refused_and_the_shipped_ones_are_named() -> None:
    with pytest.raises(UnknownList, match=r"no coded list “shoes”\. There are: actions"):
        codes.load("shoes")


def test_a_retired_code_keeps_its_words_and_is_offered_no_more() -> None:
    colors = codes.read(LIST)
    assert colors.plain("green") == "Green"
    assert colors.find("green") is not None
    assert not colors.knows("green")
    assert "green" not in [one.code for one in colors.active]
    assert codes.why_not_choose(colors, ["green"]) == "“Green” is not a reason that can be chosen."


def test_a_code_that_was_never_listed_is_shown_as_it_is() -> None:
    assert codes.read(LIST).plain("purple") == "purple"


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="A code stands twice in the list “colors”"):
        codes.read(LIST + '[[codes]]\ncode = "red"\nplain = "Dark red"\n')


@pytest.mark.parametrize("field", ["id", "version", "title", "owner", "source"])
def test_a_list_without_one_of_its_fields_is_refused(field: str) -> None:
    kept = "\n".join(line for line in LIST.splitlines() if not line.startswith(f"{field} ="))
    with pytest.raises(KeyError, match=field):
        codes.read(kept)


@pytest.mark.parametrize(
    ("chosen", "words", "refusal"),
    [
        pytest.param(["red"], "", None, id="one"),
        pytest.param(["red", "blue"], "", None, id="several"),
        pytest.param(["none"], "", None, id="an exclusive one alone"),
        pytest.param(["other"], "Gray", None, id="one that needs words, with words"),
        pytest.param([], "", "Choose at least one reason.", id="none"),
        pytest.param(["red", "red"], "", "Choose each reason once.", id="the same twice"),
        pytest.param(
            ["red", "none"],
            "",
            "“No color” cannot be chosen together with another reason.",
            id="an exclusive one with another",
        ),
        pytest.param(["other"], "  ", "“Another color” needs a few words.", id="without the words it needs"),
        pytest.param(["lost"], "", "“Not recorded” is kept for imported records.", id="one of imports"),
        pytest.param(["purple"], "", "“purple” is not a reason that can be chosen.", id="an unknown one"),
    ],
)
def test_a_choice_is_refused_with_a_sentence(chosen: list[str], words: str, refusal: str | None) -> None:
    assert codes.why_not_choose(codes.read(LIST), chosen, words) == refusal


def test_an_import_may_bring_what_nobody_may_choose() -> None:
    colors: CodedList = codes.read(LIST)
    assert codes.why_not_choose(colors, ["lost"], is_imported=True) is None
    assert not colors.knows("lost")


def test_missing_is_an_override_reason_for_imported_records_alone_and_stands_alone() -> None:
    reasons = codes.load("override_reasons")
    assert codes.why_not_choose(reasons, ["missing"]) is not None
    assert codes.why_not_choose(reasons, ["missing"], is_imported=True) is None
    assert codes.why_not_choose(reasons, ["missing", "mentee_prefers"], is_imported=True) is not None


def test_exactly_the_reasons_about_places_and_access_are_too_weak_for_less_help() -> None:
    weak = {one.code for one in codes.load("override_reasons").codes if one.is_too_weak_for_less}
    assert weak == {"level_not_available_here", "access_barrier", "missing"}
