"""Do the questionnaires ask, code and number what their published forms do?"""

from importlib.resources import files

import pytest

from triage import instruments
from triage.instruments import InstrumentError, UnknownCode, UnknownInstrument
from triage.instruments.loading import read
from triage.instruments.loinc import check_pair, has_right_check_digit, pinned, read_table

FOLDER = files("triage.instruments")
FREQUENCY = [
    (0, "Not at all", "LA6568-5"),
    (1, "Several days", "LA6569-3"),
    (2, "More than half the days", "LA6570-1"),
    (3, "Nearly every day", "LA6571-9"),
]
ADULT_PHQ = {
    1: ("little_interest", "44250-9"),
    2: ("low_mood", "44255-8"),
    3: ("sleep", "44259-0"),
    4: ("energy", "44254-1"),
    5: ("appetite", "44251-7"),
    6: ("self_worth", "44258-2"),
    7: ("concentration", "44252-5"),
    8: ("movement", "44253-3"),
    9: ("better_off_dead", "44260-8"),
}
TEEN_TO_ADULT = {"1": 2, "2": 1, "3": 3, "4": 5, "5": 4, "6": 6, "7": 7, "8": 8, "9": 9}
GAD = {
    "1": ("nervous", "69725-0"),
    "2": ("uncontrolled_worry", "68509-9"),
    "3": ("much_worry", "69733-4"),
    "4": ("trouble_relaxing", "69734-2"),
    "5": ("restless", "69735-9"),
    "6": ("irritable", "69689-8"),
    "7": ("afraid", "69736-7"),
}


EVERY = {
    *("phq-a", "gad-7", "psc-17-youth", "psc-17-parent", "c-ssrs", "asq"),
    *("sdq-self", "sdq-parent", "sdq-teacher", "rcads-47", "rcads-25"),
    *("ors", "cors", "srs", "pss-10", "who-5", "kads-6"),
}


def text_of(instrument_id: str) -> str:
    return (FOLDER / f"{instrument_id}.toml").read_text(encoding="utf-8")


def changed(instrument_id: str, old: str, new: str) -> str:
    text = text_of(instrument_id)
    assert old in text
    return text.replace(old, new)


def test_t3_each_gad_7_item_carries_the_code_of_its_own_construct() -> None:
    found = {item.key: (item.construct, item.code) for item in instruments.load("gad-7").items}
    assert found == GAD


def test_t3_swapped_codes_of_gad_7_items_6_and_7_are_refused() -> None:
    text = text_of("gad-7")
    with pytest.raises(UnknownCode):
        read(text.replace("69689-8", "@").replace("69736-7", "69689-8").replace("@", "69736-7"))


def test_t4_another_scales_total_is_no_total_of_the_gad_7() -> None:
    total = instruments.load("gad-7").total
    assert total is not None
    assert total.code == "70274-6"
    with pytest.raises(UnknownCode, match="75626-2"):
        read(changed("gad-7", "70274-6", "75626-2"))


@pytest.mark.parametrize(
    ("form", "old"),
    [
        pytest.param("phq-a", "stepwise:phq-a:1", id="as a PHQ-A item"),
        pytest.param("gad-7", "69737-5", id="as the whole GAD-7"),
        pytest.param("gad-7", "68509-9", id="as a second GAD-7 item"),
    ],
)
def test_t5_a_gad_7_item_code_stands_for_that_item_only(form: str, old: str) -> None:
    with pytest.raises(UnknownCode, match="69725-0"):
        read(changed(form, f'"{old}"', '"69725-0"'))


@pytest.mark.parametrize(
    "code", ["93441-4", "stepwise:phq-a:7x", "stepwise:gad-7:1", "44250", "", "LA6568-6"]
)
def test_t6_a_code_that_nobody_pinned_is_refused_when_the_form_is_loaded(code: str) -> None:
    with pytest.raises(UnknownCode):
        read(changed("phq-a", '"stepwise:phq-a:1"', f'"{code}"'))


def test_t7_the_teen_panel_is_never_shown_as_another_panel() -> None:
    panel = instruments.load("phq-a").panel
    assert panel is not None
    assert (panel.code, panel.display) == (
        "89206-7",
        "Patient Health Questionnaire-9: Modified for Teens [Reported.PHQ.Teen]",
    )
    with pytest.raises(UnknownCode, match="Fitness"):
        check_pair("89206-7", "panel", display="Fitness assessment panel")
    with pytest.raises(UnknownCode):
        read(changed("phq-a", f'display = "{panel.display}"', 'display = "Fitness assessment panel"'))


def test_t8_the_difficulty_answers_keep_their_codes_though_these_are_not_in_rank_order() -> None:
    difficulty = next(extra for extra in instruments.load("phq-a").extras if extra.key == "EX2")
    assert difficulty.code == "69722-7"
    assert [(one.value, one.code) for one in difficulty.options] == [
        (0, "LA6572-7"),
        (1, "LA6573-5"),
        (2, "LA6575-0"),
        (3, "LA6574-3"),
    ]
    text = text_of("phq-a")
    swapped = text.replace("LA6575-0", "@").replace("LA6574-3", "LA6575-0").replace("@", "LA6574-3")
    with pytest.raises(UnknownCode):
        read(swapped)


def test_t9_high_is_never_coded_as_low_and_the_list_is_the_pinned_one() -> None:
    levels = {"risk_low": "LA9194-7", "risk_moderate": "LA6751-7", "risk_high": "LA9193-9"}
    for construct, code in levels.items():
        check_pair(code, "answer", construct=construct)
    check_pair("LL465-6", "answer_list", construct="risk_levels")
    with pytest.raises(UnknownCode):
        check_pair("LA9194-7", "answer", construct="risk_high")
    with pytest.raises(UnknownCode):
        check_pair("LA9193-9", "answer", construct="risk_low")


def test_t8_the_difficulty_question_is_not_coded_as_the_total() -> None:
    with pytest.raises(UnknownCode, match="44261-6"):
        read(changed("phq-a", '"69722-7"', '"44261-6"'))


@pytest.mark.parametrize("form", ["phq-a", "gad-7"])
def test_t17_the_zero_option_is_not_at_all(form: str) -> None:
    for item in instruments.load(form).items:
        assert [(one.value, one.text, one.code) for one in item.options] == FREQUENCY
    with pytest.raises(UnknownCode, match="Not at all sure"):
        read(changed(form, '"Not at all"', '"Not at all sure"'))


def test_t19_teen_and_adult_items_are_mapped_by_construct_in_both_directions() -> None:
    items = instruments.load("phq-a").items
    teen_to_adult = {item.key: item.adult.number for item in items if item.adult}
    adult_to_teen = {item.adult.number: item.key for item in items if item.adult}
    assert teen_to_adult == TEEN_TO_ADULT
    assert adult_to_teen == {number: key for key, number in TEEN_TO_ADULT.items()}
    for item in items:
        assert item.adult is not None
        assert ADULT_PHQ[item.adult.number] == (item.construct, item.adult.code)


def test_t19_mapping_by_position_is_refused() -> None:
    with pytest.raises(UnknownCode):
        read(changed("phq-a", '{ number = 2, code = "44255-8" }', '{ number = 1, code = "44250-9" }'))


@pytest.mark.parametrize("code", sorted(pinned()))
def test_every_pinned_code_has_the_check_digit_that_loinc_gives_it(code: str) -> None:
    assert has_right_check_digit(code)


@pytest.mark.parametrize("code", sorted(pinned()))
def test_no_other_digit_passes_for_the_check_digit(code: str) -> None:
    others = [f"{code[:-1]}{digit}" for digit in range(10) if str(digit) != code[-1]]
    assert not any(has_right_check_digit(other) for other in others)


@pytest.mark.parametrize(
    "code", ["", "44261", "-6", "44261-", "44261-66", "LA-6", "XA33-6", "４4261-6", "44261-6 "]
)
def test_what_is_not_shaped_like_a_code_has_no_check_digit(code: str) -> None:
    assert not has_right_check_digit(code)


def test_a_table_with_a_wrong_digit_or_a_double_is_refused() -> None:
    row = '[[codes]]\ncode = "{}"\nkind = "item"\nconstruct = "{}"\ndisplay = "x"\n'
    with pytest.raises(UnknownCode, match="check digit"):
        read_table(row.format("44261-5", "a"))
    with pytest.raises(UnknownCode, match="twice"):
        read_table(row.format("44261-6", "a") + row.format("44261-6", "b"))
    with pytest.raises(UnknownCode, match="twice"):
        read_table(row.format("44261-6", "a") + row.format("44250-9", "a"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("to = 4\n", "to = 5\n", "bands"),
        ("value = 11", "value = 28", "threshold"),
        ('key = "EX1"', 'key = "10"', "phq-a:EX1|an extra"),
        ('needed = ["9"]', 'needed = ["10"]', "not there"),
        ("safety_at = 1", "safety_at = 4", "no answer can reach"),
        ("safety_at = 1", "safety_at = 0", "all reach"),
        ('options = "frequency"', 'options = "often"', "set of options"),
        ('direction = "higher_worse"', 'direction = "up"', "cannot be read"),
        ('topic = "Depression"', 'subject = "Depression"', "cannot be read"),
        ('id = "phq-a"', "id = ", "cannot be read"),
        ("number = 3", "number = 4", "adult form"),
    ],
)
def test_a_faulty_form_is_refused_with_a_sentence(old: str, new: str, sentence: str) -> None:
    with pytest.raises(InstrumentError, match=sentence):
        read(changed("phq-a", old, new))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('key = "2"', 'key = "3"', "same key"),
        ('key = "2"', 'key = "02"', "numbered from 1"),
        ("prorate_at_most = 0", "prorate_at_most = 7", "more items"),
    ],
)
def test_faulty_numbering_of_a_form_is_refused_with_a_sentence(old: str, new: str, sentence: str) -> None:
    with pytest.raises(InstrumentError, match=sentence):
        read(changed("gad-7", old, new))


def test_there_are_these_forms_and_no_other() -> None:
    assert set(instruments.IDS) == EVERY
    with pytest.raises(UnknownInstrument, match="There is no questionnaire “phq-15”"):
        instruments.load("phq-15")


def test_the_thresholds_are_the_published_ones_and_each_names_its_source() -> None:
    names = ("screening", "caseness", "remission_below", "severe", "reliable_points")
    for form, expected in (("phq-a", [11, 10, 5, 15, 6]), ("gad-7", [8, 8, None, 15, 4])):
        parameters = instruments.load(form).parameters
        given = [getattr(parameters, name) for name in names]
        assert [one and one.value for one in given] == expected
        assert all(one is None or one.source for one in given)


def test_only_the_phq_a_and_the_screeners_have_safety_questions() -> None:
    asking = {form: found for form in instruments.IDS if (found := instruments.load(form).safety_items)}
    assert asking == {
        "phq-a": ("9", "EX3", "EX4"),
        "c-ssrs": ("1", "2", "3", "4", "5", "6", "6r"),
        "asq": ("1", "2", "3", "4", "5"),
    }


@pytest.mark.parametrize("form", ["phq-a", "gad-7", "psc-17-youth", "psc-17-parent"])
def test_a_live_organization_cannot_use_wording_that_nobody_verified(form: str) -> None:
    instrument = instruments.load(form)
    assert instrument.why_not_activate(is_live=True) is not None
    assert instrument.why_not_activate(is_live=False) is None
    verified = read(text_of(form).replace('"unverified"', '"verified"'))
    assert verified.why_not_activate(is_live=True) is None
    one_left = read(text_of(form).replace('"unverified"', '"verified"', 6))
    assert one_left.why_not_activate(is_live=True) is not None
