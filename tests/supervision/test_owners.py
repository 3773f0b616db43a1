"""Has every student exactly one person who looks after them, and are rules that clash refused?"""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.owners import (
    OwnerRule,
    StandIn,
    grade_key,
    owner_for,
    rule_for,
    shares,
    why_not_owned,
    why_not_set,
)

ANA, BEN, CEM = UUID(int=1), UUID(int=2), UUID(int=3)
REFERS, STANDS_IN = StandIn(UUID(int=8), "Sam Rivera"), StandIn(UUID(int=9), "Hal Moss")


def rule(
    number: int,
    owner: UUID = ANA,
    *grades: str,
    surnames: tuple[str, str] | None = None,
    serves: bool = True,
) -> OwnerRule:
    return OwnerRule(UUID(int=100 + number), owner, f"Owner {owner.int}", frozenset(grades), surnames, serves)


SEVENTH = rule(1, ANA, "7")
EIGHTH_TO_K = rule(2, BEN, "8", surnames=("A", "K"))
EIGHTH_FROM_L = rule(3, CEM, "8", surnames=("L", "Z"))
QUEUE = rule(4, CEM)
RULES = (SEVENTH, EIGHTH_TO_K, EIGHTH_FROM_L, QUEUE)


@pytest.mark.parametrize(
    ("grade", "surname", "owner"),
    [
        pytest.param("07", "Zuckmayer", ANA, id="a rule of grades, however the roster writes them"),
        pytest.param("8", "Abel", BEN, id="grade and surname"),
        pytest.param("08", "Kzz", BEN, id="the last letter includes every name that begins with it"),
        pytest.param("08", "Łaz", CEM, id="accents and strokes do not matter"),
        pytest.param("08", "élan", BEN, id="nor do capitals"),
        pytest.param("09", "Abel", CEM, id="nobody's grade: the queue"),
        pytest.param(None, "Abel", CEM, id="no grade at all: the queue"),
        pytest.param("08", "李", CEM, id="a surname in other letters: the queue"),
    ],
)
def test_a_student_falls_under_one_rule(grade: str | None, surname: str, owner: UUID) -> None:
    found = owner_for(grade, surname, RULES, counselor=REFERS, stand_ins=(STANDS_IN,))
    assert found is not None
    assert found.person_id == owner


@pytest.mark.parametrize(
    ("surname", "is_in"),
    [("Ka", False), ("Kb", True), ("Kbz", True), ("Lo", True), ("Loz", True), ("Lp", False), ("L", True)],
)
def test_a_range_holds_both_its_ends_by_their_beginning(surname: str, is_in: bool) -> None:
    assert rule(1, surnames=("Kb", "Lo")).covers("7", surname) is is_in


def test_de_la_cruz_stands_under_d_and_o_hara_under_o() -> None:
    assert rule(1, surnames=("Dela", "Delb")).covers(None, "De la Cruz")
    assert rule(1, surnames=("Oh", "Oh")).covers(None, "O'Hara")


def test_without_a_rule_the_counselor_who_refers_keeps_the_case() -> None:
    assert owner_for("9", "Abel", (SEVENTH,), counselor=REFERS, stand_ins=(STANDS_IN,)) == REFERS


def test_when_a_teacher_refers_and_no_rule_names_anybody_the_first_of_the_site_stands_in() -> None:
    assert owner_for("9", "Abel", (SEVENTH,), counselor=None, stand_ins=(STANDS_IN, REFERS)) == STANDS_IN


def test_where_nobody_is_there_it_is_refused_and_said_who_can_mend_it() -> None:
    nobody = owner_for("9", "Abel", (), counselor=None, stand_ins=())
    said = why_not_owned(nobody, "Oak Middle")
    assert nobody is None
    assert said is not None
    assert "program administrator" in said
    assert why_not_owned(REFERS, "Oak Middle") is None


def test_a_rule_of_somebody_who_left_names_nobody() -> None:
    gone, gone_queue = rule(1, ANA, "7", serves=False), rule(4, BEN, serves=False)
    assert rule_for("7", "Abel", (gone, QUEUE)) == QUEUE
    assert owner_for("7", "Abel", (gone, gone_queue), counselor=None, stand_ins=(STANDS_IN,)) == STANDS_IN


@pytest.mark.parametrize(
    ("new", "field"),
    [
        pytest.param(rule(9, ANA, "7"), "grades", id="the same grade"),
        pytest.param(rule(9, ANA, "6", "7"), "grades", id="one grade of two"),
        pytest.param(rule(9, ANA, surnames=("A", "B")), "surnames_from", id="surnames of every grade"),
        pytest.param(rule(9, ANA, "8", surnames=("K", "M")), "grades", id="ranges that meet"),
        pytest.param(rule(9, ANA, "8", surnames=("Kz", "Kzz")), "grades", id="within the last letter"),
        pytest.param(rule(9, ANA), "owner_id", id="a second queue"),
        pytest.param(rule(9, ANA, "9", surnames=("M", "A")), "surnames_to", id="a range that runs backwards"),
        pytest.param(rule(9, ANA, "9", surnames=("7", "&")), "surnames_to", id="no letters"),
    ],
)
def test_a_rule_that_clashes_is_refused_at_its_field(new: OwnerRule, field: str) -> None:
    errors = why_not_set(new, RULES)
    assert field in errors
    assert all(said.endswith(".") for said in errors.values())


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(rule(9, ANA, "6"), id="another grade"),
        pytest.param(rule(9, ANA, "6", surnames=("A", "Z")), id="all surnames of another grade"),
        pytest.param(rule(9, ANA, "9", surnames=("Ka", "K")), id="from Ka to the end of K"),
    ],
)
def test_a_rule_beside_the_others_is_taken(new: OwnerRule) -> None:
    assert why_not_set(new, RULES) == {}


def test_a_rule_of_somebody_who_left_has_to_be_ended_first() -> None:
    gone = rule(1, BEN, "7", serves=False)
    assert why_not_set(rule(9, ANA, "7"), (gone,)) == {
        "grades": "Some of these students are Owner 2's already. End that rule first, or choose others."
    }


def test_the_students_are_counted_by_the_rule_they_fall_under() -> None:
    students = [("07", "Abel", 3), ("08", "Kim", 2), ("09", "Abel", 4)]
    assert shares(RULES, students) == {SEVENTH.id: 3, EIGHTH_TO_K.id: 2, QUEUE.id: 4}
    assert shares((SEVENTH,), students) == {SEVENTH.id: 3, None: 6}


@pytest.mark.parametrize(
    ("written", "key"), [("07", "7"), ("7", "7"), ("k", "KG"), ("KG", "KG"), ("PK", "PK"), ("0", "0")]
)
def test_a_grade_is_the_same_however_it_is_written(written: str, key: str) -> None:
    assert grade_key(written) == key


_LETTERS = st.text("abcdefghijklmnopqrstuvwxyzÅéñØł'- ", min_size=1, max_size=4)
_GRADES = st.frozensets(st.sampled_from(["6", "7", "8", "9"]), max_size=3)
_RULES = st.lists(
    st.builds(
        OwnerRule,
        id=st.uuids(),
        owner_id=st.sampled_from([ANA, BEN, CEM]),
        owner_name=st.just("Somebody"),
        grades=_GRADES,
        surnames=st.none() | st.tuples(_LETTERS, _LETTERS),
        serves=st.just(True),
    ),
    max_size=8,
)


@given(_RULES, st.sampled_from(["06", "7", "08", "09", "10", None]), _LETTERS)
def test_at_a_site_with_a_queue_every_student_has_exactly_one_owner(
    wanted: list[OwnerRule], grade: str | None, surname: str
) -> None:
    """Whatever administrators try to set, in whatever order: what was refused is not there."""
    held: list[OwnerRule] = [QUEUE]
    for one in wanted:
        if not why_not_set(one, held):
            held.append(one)
    covering = [one for one in held if not one.is_queue and one.covers(grade, surname)]
    assert len(covering) <= 1
    owner = owner_for(grade, surname, held, counselor=None, stand_ins=())
    assert owner is not None
    assert owner.person_id == (covering or [QUEUE])[0].owner_id
    assert sum(shares(held, [(grade, surname, 5)]).values()) == 5
