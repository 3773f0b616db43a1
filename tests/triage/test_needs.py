"""Is the level of need total and monotone, does it follow the floors, and is a gap never taken for "none"?"""

from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.lanes import Lane
from triage.needs import level_number, level_of, raised_by, reassess_days, why_not_rate
from triage.needs_model import model, read

KEYS = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")
PLACES = range(8)
NOTHING = dict.fromkeys(KEYS, 0)
BOTH = pytest.mark.parametrize("d4_two_floor", [2, 3])
ratings_with_gaps = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4), min_size=1)


def by_the_table(d: tuple[int, ...], d4_two_floor: int) -> int:
    """The floors as the requirement writes them, written out a second time."""
    d1, d2, d3, d4, d5, d6, d7, d8 = d
    if 4 in (d1, d2, d3):
        return 5
    if d1 == 3 and (d2 >= 2 or d3 >= 2 or d4 >= 2):
        return 4
    if d1 == 3 or d2 >= 2 or d3 >= 2 or (d1 == 2 and d4 >= 2) or d4 >= 3 or d5 >= 3 or d6 == 4:
        return 3
    if d4 == 2 and d1 <= 1:
        return d4_two_floor
    if d1 == 2 or d4 == 2 or d8 >= 2 or d7 >= 3 or (d5 >= 2 and d6 >= 2):
        return 2
    return 1


@BOTH
def test_all_390625_vectors_have_one_level_and_a_worse_rating_never_lowers_it(d4_two_floor: int) -> None:
    vectors = list(product(range(5), repeat=8))
    assert len(vectors) == 390_625
    levels = [level_number(one, d4_two_floor=d4_two_floor) for one in vectors]
    assert set(levels) == {1, 2, 3, 4, 5}
    assert levels == [by_the_table(one, d4_two_floor) for one in vectors]
    # In the order of `product` one more in a domain is this far away; whole blocks are compared at once.
    for place in PLACES:
        step = 5 ** (7 - place)
        for block in range(0, len(vectors), step * 5):
            for rating in range(4):
                at = block + rating * step
                lower, higher = levels[at : at + step], levels[at + step : at + 2 * step]
                assert all(map(int.__le__, lower, higher)), (place, block, rating)


@given(ratings_with_gaps, st.sampled_from([2, 3]))
def test_the_level_with_its_reason_is_the_level_alone(ratings: dict[str, int], d4_two_floor: int) -> None:
    need = level_of(ratings, d4_two_floor=d4_two_floor)
    full = tuple(ratings.get(key, 0) for key in KEYS)
    assert need.level == level_number(full, d4_two_floor=d4_two_floor)
    assert need.because in need.sentence
    assert f" {need.level}." in need.sentence


@given(ratings_with_gaps, st.sampled_from(KEYS), st.integers(0, 4), st.sampled_from([2, 3]))
def test_rating_one_more_domain_never_lowers_the_level_or_the_lane(
    ratings: dict[str, int], key: str, rating: int, d4_two_floor: int
) -> None:
    before = level_of(ratings, d4_two_floor=d4_two_floor)
    after = level_of(
        {**ratings, key: max(rating, ratings.get(key, 0))},
        d4_two_floor=d4_two_floor,
    )
    assert after.level >= before.level
    assert list(Lane).index(after.lane) <= list(Lane).index(before.lane)
    assert set(after.unrated) <= set(before.unrated)


@given(ratings_with_gaps)
def test_a_gap_reads_at_least_and_a_primary_gap_cannot_be_judged(ratings: dict[str, int]) -> None:
    need = level_of(ratings, d4_two_floor=3)
    assert need.is_at_least == (set(ratings) != set(KEYS))
    assert [one.key for one in need.unrated] == [key for key in KEYS if key not in ratings]
    assert need.cannot_judge == bool({"D1", "D2", "D3", "D4"} - set(ratings))
    assert ("at least" in need.sentence) == need.is_at_least
    assert need.sentence.startswith("Nobody can judge yet") == need.cannot_judge


def test_the_four_primary_ratings_are_enough_to_judge() -> None:
    need = level_of({"D1": 2, "D2": 0, "D3": 1, "D4": 0}, d4_two_floor=3)
    assert (need.level, need.is_at_least, need.cannot_judge) == (2, True, False)
    assert need.sentence == "The level of need is at least 2. Distress is clear on most days."
    assert [one.key for one in need.decided_by] == ["D1"]
    assert [one.key for one in model().primary] == ["D1", "D2", "D3", "D4"]


@pytest.mark.parametrize(
    ("ratings", "lane"),
    [
        ({}, Lane.ROUTINE),
        ({"D1": 3}, Lane.ROUTINE),
        ({"D1": 3, "D3": 2}, Lane.ROUTINE),
        ({"D2": 1}, Lane.ROUTINE),
        ({"D2": 2}, Lane.URGENT),
        ({"D2": 3}, Lane.URGENT),
        ({"D2": 4}, Lane.EMERGENCY),
        ({"D1": 4}, Lane.EMERGENCY),
        ({"D3": 4}, Lane.EMERGENCY),
        ({"D4": 4, "D5": 4, "D6": 4, "D7": 4, "D8": 4}, Lane.ROUTINE),
    ],
)
def test_the_lane_follows_level_and_safety(ratings: dict[str, int], lane: Lane) -> None:
    assert level_of({**NOTHING, **ratings}, d4_two_floor=3).lane is lane


def test_safety_is_a_worry_also_while_nothing_else_was_rated() -> None:
    need = level_of({"D2": 4}, d4_two_floor=3)
    assert (need.level, need.lane, need.cannot_judge) == (5, Lane.EMERGENCY, True)


@given(ratings_with_gaps, st.sampled_from([2, 3]))
def test_what_would_raise_the_level_does_raise_it_and_a_lower_rating_does_not(
    ratings: dict[str, int], d4_two_floor: int
) -> None:
    now = level_of(ratings, d4_two_floor=d4_two_floor).level
    found = {one.domain.key: one for one in raised_by(ratings, d4_two_floor=d4_two_floor)}
    for key in KEYS:
        present = ratings.get(key, 0)
        for rating in range(present + 1, 5):
            level = level_of({**ratings, key: rating}, d4_two_floor=d4_two_floor).level
            if level > now:
                assert (found[key].rating, found[key].level) == (rating, level)
                break
        else:
            assert key not in found


def test_what_is_not_rated_from_0_to_4_is_refused_by_name() -> None:
    assert set(why_not_rate({"D1": 0, "D2": 5, "D9": 1, "D3": True})) == {"D2", "D9", "D3"}
    assert set(why_not_rate({})) == {"D1"}
    assert why_not_rate(NOTHING) == {}
    with pytest.raises(ValueError, match="D2"):
        level_of({"D2": 5}, d4_two_floor=3)


def test_urgent_needs_are_rated_again_sooner() -> None:
    days = [reassess_days(lane) for lane in Lane]
    assert days == sorted(days)
    assert days[0] > 0


def test_every_domain_has_a_question_and_five_descriptions_in_words() -> None:
    found = model()
    assert found.owner
    assert found.source
    assert found.keys == KEYS
    for one in found.domains:
        assert one.question.endswith("?")
        assert len(set(one.descriptors)) == 5
        assert all(words.endswith(".") for words in one.descriptors)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('  "Managing.",\n', "", "description"),
        ("{ D6 = 4 }", "{ D66 = 4 }", "not there"),
        (
            'because = "No rated domain asks for more."\nwhen = [{}]',
            'because = ""\nwhen = [{ D1 = 1 }]',
            "always",
        ),
    ],
)
def test_a_model_that_is_not_complete_is_refused(old: str, new: str, says: str) -> None:
    text = (files("triage") / "needs.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=says):
        read(text.replace(old, new))
