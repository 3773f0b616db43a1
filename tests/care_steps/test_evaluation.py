"""What does a policy say about facts that are there, that are missing and that were never asked?"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.facts import FACTS, NOT_ASKED, Fact, FactKind, FactType, Reason, Scope, known, unknown
from care_steps.policy import FactError, Policy, PolicyError, default_text, evaluate, load
from care_steps.rules.cells import Cell, Result, result_of, row_result
from care_steps.rules.evaluation import Evaluation
from care_steps.steps import Step
from care_steps.vocabulary import vocabulary
from tests.care_steps.policies import HEAD, policy_of, row

YES, NO, UNKNOWN, UNASKED = Result.YES, Result.NO, Result.UNKNOWN, Result.NOT_ASKED
SHIPPED = load(default_text())


def fired(result: Evaluation) -> list[str]:
    return [one.row_id for one in result.firings]


# One cell.

CELLS = [
    pytest.param(("phq_a_total", ">=", 10), 9, NO, id="one below at least"),
    pytest.param(("phq_a_total", ">=", 10), 10, YES, id="exactly at least"),
    pytest.param(("phq_a_total", ">=", 10), 11, YES, id="one above at least"),
    pytest.param(("phq_a_total", ">", 10), 10, NO, id="exactly is not above"),
    pytest.param(("phq_a_total", ">", 10), 11, YES, id="one above is above"),
    pytest.param(("phq_a_total", "<", 5), 4, YES, id="one below is below"),
    pytest.param(("phq_a_total", "<", 5), 5, NO, id="exactly is not below"),
    pytest.param(("phq_a_total", "<=", 5), 5, YES, id="exactly at most"),
    pytest.param(("phq_a_total", "<=", 5), 6, NO, id="one above at most"),
    pytest.param(("phq_a_total", "=", 5), 5, YES, id="equal"),
    pytest.param(("phq_a_total", "=", 5), 6, NO, id="not equal"),
    pytest.param(("phq_a_total", "!=", 5), 6, YES, id="different"),
    pytest.param(("phq_a_total", "!=", 5), 5, NO, id="not different"),
    pytest.param(("mentor_asks", "=", True), True, YES, id="true is true"),
    pytest.param(("mentor_asks", "=", True), False, NO, id="false is not true"),
    pytest.param(("mentor_asks", "=", False), False, YES, id="false is false"),
    pytest.param(("step", "=", "referred"), "referred", YES, id="the same code"),
    pytest.param(("step", "!=", "referred"), "closed", YES, id="another code"),
    pytest.param(("step", "in", frozenset({"referred", "closed"})), "closed", YES, id="in the list"),
    pytest.param(("step", "in", frozenset({"referred"})), "closed", NO, id="not in the list"),
    pytest.param(("step", "not_in", frozenset({"referred"})), "closed", YES, id="none of the list"),
    pytest.param(
        ("topics", "has_any", frozenset({"home"})), frozenset({"home", "school"}), YES, id="has any"
    ),
    pytest.param(("topics", "has_any", frozenset({"home"})), frozenset(), NO, id="an empty set is known"),
    pytest.param(("topics", "has_none", frozenset({"home"})), frozenset(), YES, id="an empty set has none"),
    pytest.param(("topics", "has_none", frozenset({"home"})), frozenset({"home"}), NO, id="has one of them"),
    pytest.param(
        ("hours", ">=", Decimal("1.5")), Decimal("1.50"), YES, id="a decimal, however it is written"
    ),
    pytest.param(("hours", ">=", Decimal("1.5")), Decimal("1.4"), NO, id="a decimal below"),
    pytest.param(("phq_a_total", "is_known", None), 0, YES, id="zero is known"),
    pytest.param(("phq_a_total", "is_unknown", None), 0, NO, id="zero is not unknown"),
]


@pytest.mark.parametrize(("cell", "value", "result"), CELLS)
def test_a_cell_over_a_known_fact_says_yes_or_no(cell: Any, value: Any, result: Result) -> None:
    assert result_of(Cell(*cell), known(value)) is result


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    ("cell", "result"),
    [
        pytest.param(("phq_a_total", ">=", 0), UNKNOWN, id="even what every number would satisfy"),
        pytest.param(("phq_a_total", "<", 5), UNKNOWN, id="a number"),
        pytest.param(("phq_a_total", "!=", 5), UNKNOWN, id="not equal is not yes"),
        pytest.param(("mentor_asks", "=", True), UNKNOWN, id="true"),
        pytest.param(("mentor_asks", "=", False), UNKNOWN, id="false is not yes"),
        pytest.param(("step", "not_in", frozenset({"closed"})), UNKNOWN, id="none of a list is not yes"),
        pytest.param(("topics", "has_none", frozenset({"home"})), UNKNOWN, id="has none is not yes"),
        pytest.param(("phq_a_total", "is_known", None), NO, id="is known"),
        pytest.param(("phq_a_total", "is_unknown", None), YES, id="is unknown"),
    ],
)
def test_a_cell_over_an_unknown_fact_is_unknown_unless_it_asks_just_that(
    cell: Any, result: Result, reason: Reason
) -> None:
    assert result_of(Cell(*cell), unknown(reason)) is result


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">=", "is_known", "is_unknown"])
def test_a_cell_over_a_fact_that_was_never_asked_is_not_evaluated(op: str) -> None:
    value = None if op.startswith("is_") else 5
    assert result_of(Cell("phq_a_total", op, value), NOT_ASKED) is UNASKED


# One row.

ROWS = [
    pytest.param([YES, YES], YES, id="all yes fires"),
    pytest.param([YES, NO], NO, id="one no is no"),
    pytest.param([NO, NO], NO, id="all no is no"),
    pytest.param([YES, UNKNOWN], UNKNOWN, id="an unknown among yes is unknown"),
    pytest.param([UNKNOWN, UNKNOWN], UNKNOWN, id="all unknown is unknown"),
    pytest.param([NO, UNKNOWN], NO, id="a no decides whatever is unknown"),
    pytest.param([UNASKED, YES], UNASKED, id="a row that reads what was not asked is not evaluated"),
    pytest.param([UNASKED, NO], UNASKED, id="not even to no"),
    pytest.param([UNASKED, UNKNOWN], UNASKED, id="nor to unknown"),
]


@pytest.mark.parametrize(("cells", "result"), ROWS)
def test_a_row_is_the_and_of_its_cells_with_three_values(cells: list[Result], result: Result) -> None:
    assert row_result(cells) is result
    assert row_result(reversed(cells)) is result


DEPRESSED = row("A", 'fact = "phq_a_total", op = ">=", value = 10', rule='"R"')
ANXIOUS = row("B", 'fact = "gad_7_total", op = ">=", value = 8', rule='"R"')


def test_rows_are_alternatives_and_a_higher_one_cancels_none_of_a_lower() -> None:
    policy = policy_of(DEPRESSED, ANXIOUS)
    assert fired(evaluate(policy, {"phq_a_total": 10, "gad_7_total": 8})) == ["A", "B"]
    assert fired(evaluate(policy, {"phq_a_total": 9, "gad_7_total": 8})) == ["B"]
    assert fired(evaluate(policy, {"phq_a_total": None, "gad_7_total": 8})) == ["B"]


def test_every_row_and_every_cell_is_in_the_trace_whatever_came_of_it() -> None:
    two = row(
        "C", 'fact = "phq_a_total", op = ">=", value = 10', 'fact = "gad_7_total", op = ">=", value = 8'
    )
    result = evaluate(policy_of(DEPRESSED, ANXIOUS, two), {"phq_a_total": 9, "gad_7_total": None})
    assert [(one.row_id, one.result) for one in result.traces] == [("A", NO), ("B", UNKNOWN), ("C", NO)]
    assert [one.result for one in result.traces[2].cells] == [NO, UNKNOWN]


def test_a_scope_asks_only_its_own_rows() -> None:
    form = row("S", 'fact = "phq_a_item_9", op = ">=", value = 1', scope="screening")
    facts = {"phq_a_total": 12, "phq_a_item_9": 1}
    policy = policy_of(DEPRESSED, form)
    assert fired(evaluate(policy, facts)) == ["A", "S"]
    assert fired(evaluate(policy, facts, scope="episode")) == ["A"]
    assert fired(evaluate(policy, facts, scope=Scope.SCREENING)) == ["S"]
    assert [one.row_id for one in evaluate(policy, facts, scope="screening").traces] == ["S"]


# What comes first.

CANNOT_JUDGE = row(
    "R0.x", 'fact = "phq_a_total", op = "is_unknown"', lane='"none"', class_='"P1"', safety="true"
)
IMMINENT = row("R1.x", 'fact = "active_statement_or_weapon", op = "=", value = true', class_='"P0"')


def test_the_order_of_the_rows_is_the_headline_with_the_emergency_ahead() -> None:
    policy = policy_of(CANNOT_JUDGE, ANXIOUS, DEPRESSED, IMMINENT)
    result = evaluate(policy, {"phq_a_total": None, "gad_7_total": 9, "active_statement_or_weapon": True})
    assert fired(result) == ["R1.x", "R0.x", "B"]
    assert result.headline is not None
    assert result.headline.row_id == "R1.x"


def test_without_a_firing_there_is_no_headline_and_no_step() -> None:
    result = evaluate(policy_of(DEPRESSED), {"phq_a_total": 9})
    assert result.headline is None
    assert result.recommended is None


def test_r0_silences_no_safety_row() -> None:
    facts = {"form_status": "incomplete", "form_has_safety_item": True, "phq_a_item_9": 2}
    assert fired(evaluate(SHIPPED, facts, scope="screening")) == ["R0.safety_form", "R3.item_9"]


# Rows that want others silent.

DOWN = row(
    "Z.down",
    'fact = "phq_a_change", op = "<=", value = -6',
    silent='["R"]',
)


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        pytest.param({"phq_a_total": 4, "gad_7_total": 3}, YES, id="fires when all of them say no"),
        pytest.param({"phq_a_total": 4}, YES, id="what was never asked is silent"),
        pytest.param({"phq_a_total": 10, "gad_7_total": 3}, NO, id="one of them speaks"),
        pytest.param({"phq_a_total": None, "gad_7_total": 3}, UNKNOWN, id="one of them is unknown"),
        pytest.param({"phq_a_total": None, "gad_7_total": 8}, NO, id="one speaks, the other is unknown"),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["silent row first", "silent row last"])
def test_a_row_that_wants_others_silent_is_judged_after_them(
    facts: dict[str, Any], result: Result, first: bool
) -> None:
    rows = (DOWN, DEPRESSED, ANXIOUS) if first else (DEPRESSED, ANXIOUS, DOWN)
    found = evaluate(policy_of(*rows), {"phq_a_change": -6, **facts})
    assert {one.row_id: one.result for one in found.traces}["Z.down"] is result


def test_a_row_that_wants_others_silent_is_no_near_miss_while_they_speak() -> None:
    policy = policy_of(DEPRESSED, DOWN)
    assert not evaluate(policy, {"phq_a_change": -5, "phq_a_total": 10}).near_misses
    (miss,) = (
        one
        for one in evaluate(policy, {"phq_a_change": -5, "phq_a_total": 3}).near_misses
        if one.row_id == "Z.down"
    )
    assert (miss.distance, miss.needed) == (1, -6)


def test_a_silent_row_that_cannot_tell_names_the_rules_it_waits_for() -> None:
    (blind,) = (
        one
        for one in evaluate(policy_of(DEPRESSED, DOWN), {"phq_a_change": -6, "phq_a_total": None}).unknown
        if one.row_id == "Z.down"
    )
    assert "R cannot be judged" in blind.sentence
    assert not blind.would_fire_if_known


# Near misses.

TWO = row(
    "T",
    'fact = "phq_a_total", op = ">=", value = 10',
    'fact = "days_since_last_made_contact", op = ">=", value = 28',
)


@pytest.mark.parametrize(
    ("facts", "missed"),
    [
        pytest.param(
            {"phq_a_total": 9, "days_since_last_made_contact": 30}, ("phq_a_total", 9, 10, 1), id="by 1"
        ),
        pytest.param(
            {"phq_a_total": 12, "days_since_last_made_contact": 21},
            ("days_since_last_made_contact", 21, 28, 7),
            id="by 7 days",
        ),
        pytest.param(
            {"phq_a_total": 9, "days_since_last_made_contact": 21}, None, id="two no are no near miss"
        ),
        pytest.param({"phq_a_total": 9, "days_since_last_made_contact": None}, None, id="nor no and unknown"),
        pytest.param({"phq_a_total": 9}, None, id="nor no and not asked"),
        pytest.param({"phq_a_total": 12, "days_since_last_made_contact": None}, None, id="nor unknown alone"),
        pytest.param(
            {"phq_a_total": 12, "days_since_last_made_contact": 28}, None, id="what fires did not miss"
        ),
    ],
)
def test_a_near_miss_has_exactly_one_no_and_the_rest_yes(facts: dict[str, Any], missed: Any) -> None:
    found = [
        (one.fact, one.value, one.needed, one.distance) for one in evaluate(policy_of(TWO), facts).near_misses
    ]
    assert found == ([missed] if missed else [])


def test_a_near_miss_names_its_distance_in_the_unit_of_the_fact() -> None:
    (miss,) = evaluate(policy_of(TWO), {"phq_a_total": 12, "days_since_last_made_contact": 27}).near_misses
    assert (miss.distance, miss.unit) == (1, "days")
    assert miss.sentence == (
        "T did not fire. Days since mentor and mentee last met: 27 days; "
        "it asks whether Days since mentor and mentee last met is at least 28 days."
    )


def test_the_nearest_miss_comes_first_and_one_without_a_distance_last() -> None:
    rows = (
        row("A", 'fact = "mentor_asks", op = "=", value = true'),
        DEPRESSED.replace('"A"', '"D"'),
        ANXIOUS,
    )
    result = evaluate(policy_of(*rows), {"mentor_asks": False, "phq_a_total": 7, "gad_7_total": 7})
    assert [(one.row_id, one.distance) for one in result.near_misses] == [("B", 1), ("D", 3), ("A", None)]


# Unknown.


@pytest.mark.parametrize(
    ("facts", "would"),
    [
        pytest.param(
            {"phq_a_total": None, "days_since_last_made_contact": 28}, True, id="one unknown, rest yes"
        ),
        pytest.param({"phq_a_total": None, "days_since_last_made_contact": None}, False, id="two unknown"),
    ],
)
def test_a_row_would_fire_if_known_when_exactly_one_fact_is_missing(
    facts: dict[str, Any], would: bool
) -> None:
    (blind,) = evaluate(policy_of(TWO), facts).unknown
    assert blind.would_fire_if_known is would
    assert set(blind.facts) == {name for name, value in facts.items() if value is None}


def test_an_unknown_safety_row_is_a_task_due_as_the_row_would_be() -> None:
    (blind,) = evaluate(SHIPPED, {"phq_a_item_9": unknown(Reason.REFUSED)}).unknown
    item_9 = SHIPPED.row("R3.item_9")
    assert (blind.row_id, blind.work, blind.safety) == ("R3.item_9", "task", True)
    assert (blind.class_, blind.limit, blind.clock) == (item_9.class_, item_9.limit, item_9.clock)
    assert blind.acknowledged_by == item_9.acknowledged_by
    assert blind.moves is None
    assert blind.sentence.startswith("Cannot tell: safety question not answered.")
    assert "refused to answer" in blind.sentence


def test_an_unknown_row_that_is_not_about_safety_is_shown_and_is_no_work() -> None:
    result = evaluate(SHIPPED, {"phq_a_change": None, "dose": "enough"})
    assert [one.row_id for one in result.unknown] == ["R4.phq_a"]
    assert result.for_a_person == ()


def test_what_was_never_asked_is_neither_unknown_nor_a_firing() -> None:
    result = evaluate(SHIPPED, {})
    assert (result.firings, result.near_misses, result.unknown) == ((), (), ())
    assert {one.result for one in result.traces} == {UNASKED}


def test_the_key_of_what_nobody_can_tell_is_never_that_of_a_firing() -> None:
    (blind,) = evaluate(SHIPPED, {"phq_a_ex3": None}).unknown
    (firing,) = evaluate(SHIPPED, {"phq_a_ex3": True}).firings
    assert blind.evidence_key != firing.evidence_key


# Facts as they are handed in.


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        pytest.param(
            {"phq_a_totl": 5}, "There is no fact “phq_a_totl”. Did you mean “phq_a_total”?", id="unknown"
        ),
        pytest.param(
            {"phq_a_total": "15"}, "“phq_a_total” is a whole number; “15” is not.", id='"15" is not 15'
        ),
        pytest.param({"phq_a_total": True}, "is a whole number; true is not.", id="true is not 1"),
        pytest.param({"phq_a_total": 15.0}, "is a whole number; 15.0 is not.", id="15.0 is not 15"),
        pytest.param({"phq_a_total": 28}, "ranges from 0 to 27; 28 is outside.", id="over the range"),
        pytest.param({"phq_a_total": -1}, "-1 is outside", id="under the range"),
        pytest.param({"mentor_asks": 1}, "“mentor_asks” is true or false; 1 is neither.", id="1 is not true"),
        pytest.param({"step": "stp"}, "“step” has no code “stp”.", id="an unknown code"),
        pytest.param({"step": 2}, "“step” is a code; 2 is not.", id="a number for a code"),
        pytest.param({"phq_a_total": known("15")}, "is a whole number", id="a fact with a wrong value"),
        pytest.param({"phq_a_total": Fact(None)}, "is a whole number", id="a fact that claims to be known"),
        pytest.param({7: 7}, "There is no fact “7”.", id="a fact named by a number"),
        pytest.param([("phq_a_total", 5)], "Facts are given by their names.", id="facts in a list"),
        pytest.param(None, "Facts are given by their names.", id="no facts at all"),
    ],
)
def test_a_bad_fact_raises_a_typed_error_with_a_sentence(facts: Any, sentence: str) -> None:
    with pytest.raises(FactError) as refused:
        evaluate(SHIPPED, facts)
    assert sentence in str(refused.value)


def test_a_bad_fact_is_refused_also_where_no_row_reads_it() -> None:
    with pytest.raises(FactError):
        evaluate(policy_of(DEPRESSED), {"phq_a_total": 3, "gad_7_total": "x"})


def test_a_scope_and_a_policy_that_do_not_exist_are_refused_with_a_sentence() -> None:
    with pytest.raises(FactError, match="There is no scope “weekly”"):
        evaluate(SHIPPED, {}, scope="weekly")
    with pytest.raises(PolicyError, match="This is no policy"):
        evaluate(default_text(), {})  # type: ignore[arg-type]


def test_a_plain_value_and_a_fact_say_the_same() -> None:
    plain = evaluate(SHIPPED, {"phq_a_total": 15, "phq_a_change": None})
    whole = evaluate(SHIPPED, {"phq_a_total": known(15), "phq_a_change": unknown(Reason.NOT_RECORDED)})
    assert fired(plain) == fired(whole) == ["R5.phq_a"]
    assert plain == whole


# The nearest counterfactual.


def test_the_nearest_counterfactual_is_one_step_past_the_threshold() -> None:
    (firing,) = evaluate(policy_of(DEPRESSED), {"phq_a_total": 13}).firings
    assert firing.counterfactual is not None
    assert (firing.counterfactual.was, firing.counterfactual.would_be) == (13, 9)
    assert firing.counterfactual.sentence == (
        "Would not have fired had “Latest PHQ-A total” been 9 points instead of 13 points."
    )


def test_the_smallest_change_is_shown_of_all_that_would_do() -> None:
    (firing,) = evaluate(policy_of(TWO), {"phq_a_total": 20, "days_since_last_made_contact": 30}).firings
    assert firing.counterfactual is not None
    assert (firing.counterfactual.fact, firing.counterfactual.would_be) == (
        "days_since_last_made_contact",
        27,
    )


def test_a_number_that_was_near_is_said_before_a_word_that_was_another() -> None:
    (firing,) = evaluate(SHIPPED, {"phq_a_change": 10, "dose": "enough"}).firings
    assert firing.counterfactual is not None
    assert (firing.counterfactual.fact, firing.counterfactual.would_be) == ("phq_a_change", 5)


def test_a_safety_row_shows_no_counterfactual() -> None:
    result = evaluate(SHIPPED, {"phq_a_item_9": 1, "active_statement_or_weapon": True, "concern_now": True})
    assert len(result.firings) == 3
    assert all(one.safety and one.counterfactual is None for one in result.firings)


EXTRA = vocabulary(
    (
        *FACTS.values(),
        FactKind(
            "hours",
            FactType.DECIMAL,
            Scope.EPISODE,
            "Hours",
            "Hours: {value}",
            "h",
            Decimal(0),
            Decimal(9),
            Decimal("0.5"),
        ),
        FactKind("topics", FactType.CODES, Scope.EPISODE, "Topics", "Topics: {value}", codes=("a", "b", "c")),
    )
)
NUMBER_CELLS = st.builds(
    lambda op, value: f'fact = "phq_a_total", op = "{op}", value = {value}',
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.integers(0, 27),
)
HOUR_CELLS = st.builds(
    lambda op, halves: f'fact = "hours", op = "{op}", value = "{Decimal(halves) / 2}"',
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.integers(0, 18),
)
STEP_CELLS = st.builds(
    lambda op, codes: f'fact = "step", op = "{op}", value = {sorted(codes)}'.replace("'", '"'),
    st.sampled_from(["in", "not_in"]),
    st.sets(st.sampled_from([step.value for step in Step]), min_size=1),
)
TOPIC_CELLS = st.builds(
    lambda op, codes: f'fact = "topics", op = "{op}", value = {sorted(codes)}'.replace("'", '"'),
    st.sampled_from(["has_any", "has_none"]),
    st.sets(st.sampled_from(["a", "b", "c"]), min_size=1),
)
BOOLEAN_CELLS = st.builds(
    lambda value: f'fact = "mentor_asks", op = "=", value = {value}', st.sampled_from(["true", "false"])
)
ANY_CELL = NUMBER_CELLS | HOUR_CELLS | STEP_CELLS | TOPIC_CELLS | BOOLEAN_CELLS
FACT_VALUES = st.fixed_dictionaries(
    {
        "phq_a_total": st.integers(0, 27),
        "hours": st.integers(0, 18).map(lambda halves: Decimal(halves) / 2),
        "step": st.sampled_from([step.value for step in Step]),
        "topics": st.frozensets(st.sampled_from(["a", "b", "c"])),
        "mentor_asks": st.booleans(),
    }
)


def _loaded(cells: list[str]) -> Policy | None:
    try:
        return load(HEAD + row("A", *cells), vocabulary=EXTRA)
    except PolicyError:
        # Cells that contradict each other: tests/care_steps/test_policy_loading.py.
        return None


@given(st.lists(ANY_CELL, min_size=1, max_size=3), FACT_VALUES)
def test_the_counterfactual_applied_silences_the_row_and_none_is_nearer_in_its_fact(
    cells: list[str], facts: dict[str, Any]
) -> None:
    policy = _loaded(cells)
    if policy is None:
        return
    result = evaluate(policy, facts)
    for firing in result.firings:
        change = firing.counterfactual
        if change is None:
            # Only where no value at all makes any cell say no.
            continue
        assert change.was == facts[change.fact]
        assert fired(evaluate(policy, facts | {change.fact: change.would_be})) == []
        if isinstance(change.would_be, int | Decimal) and not isinstance(change.would_be, bool):
            step = EXTRA[change.fact].smallest_step
            toward = step if change.would_be < facts[change.fact] else -step
            nearer = change.would_be + toward
            assert fired(evaluate(policy, facts | {change.fact: nearer})) == ["A"]
    for miss in result.near_misses:
        if miss.needed is None:
            assert EXTRA[miss.fact].type is FactType.CODES
            continue
        assert fired(evaluate(policy, facts | {miss.fact: miss.needed})) == ["A"]


@given(st.lists(ANY_CELL, min_size=1, max_size=3), FACT_VALUES)
def test_a_row_fires_exactly_when_every_cell_holds(cells: list[str], facts: dict[str, Any]) -> None:
    policy = _loaded(cells)
    if policy is None:
        return
    (trace,) = evaluate(policy, facts).traces
    assert (trace.result is YES) == all(one.result is YES for one in trace.cells)
    assert len(trace.cells) == len(cells)


# Missing data over the whole shipped policy.


def _values(kind: FactKind) -> st.SearchStrategy[Any]:
    if kind.type is FactType.BOOLEAN:
        return st.booleans()
    if kind.type is FactType.CODE:
        return st.sampled_from(kind.codes)
    if kind.type is FactType.CODES:
        return st.frozensets(st.sampled_from(kind.codes))
    assert isinstance(kind.minimum, int)
    assert isinstance(kind.maximum, int)
    return st.integers(kind.minimum, min(kind.maximum, 60))


REASONS = st.sampled_from(Reason).map(unknown)
ALL_FACTS = st.fixed_dictionaries(
    {}, optional={name: _values(kind) | REASONS for name, kind in FACTS.items()}
)


def safety_classes(result: Evaluation) -> dict[str, str]:
    """The class of every safety row that a person has to look at."""
    firing = {one.row_id: one.class_ for one in result.firings if one.safety}
    return firing | {one.row_id: one.class_ for one in result.for_a_person}


@given(ALL_FACTS, st.data())
def test_missing_data_never_moves_a_step_and_never_lowers_a_safety_class(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    before = evaluate(SHIPPED, facts)
    gone = data.draw(st.sampled_from(sorted(facts)) if facts else st.none())
    if gone is None:
        return
    after = evaluate(SHIPPED, facts | {gone: None})
    moved_before = {one.row_id for one in before.firings if one.moves}
    assert {one.row_id for one in after.firings if one.moves} <= moved_before
    # What was work for a person stays work for a person, and is due no later.
    assert safety_classes(after).items() >= safety_classes(before).items()


@given(ALL_FACTS)
def test_only_what_is_imminent_and_known_moves_a_step(facts: dict[str, Any]) -> None:
    result = evaluate(SHIPPED, facts)
    moving = [one for one in result.firings if one.moves]
    imminent = {
        "active_statement_or_weapon": True,
        "need_safety": 4,
        "c_ssrs_result": "imminent",
        "asq_result": "imminent",
    }
    assert bool(moving) is any(facts.get(name) == value for name, value in imminent.items())
    assert all(one.moves is None and one.proposes is None for one in result.unknown)


@given(ALL_FACTS)
def test_every_unknown_safety_row_is_work_for_a_person(facts: dict[str, Any]) -> None:
    result = evaluate(SHIPPED, facts)
    assert {one.row_id for one in result.for_a_person} == {one.row_id for one in result.unknown if one.safety}


@given(ALL_FACTS)
def test_the_same_facts_give_the_same_answer_in_whatever_order_they_come(facts: dict[str, Any]) -> None:
    assert evaluate(SHIPPED, facts) == evaluate(SHIPPED, dict(reversed(facts.items())))


@given(ALL_FACTS)
def test_every_sentence_is_short_whole_and_never_says_no_risk(facts: dict[str, Any]) -> None:
    result = evaluate(SHIPPED, facts)
    said = [one.sentence for one in result.firings]
    said += [one.sentence for one in result.near_misses]
    said += [one.sentence for one in result.unknown]
    for sentence in said:
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert "no risk" not in sentence.lower()
    assert all(len(one.sentence) < 140 for one in result.firings)
