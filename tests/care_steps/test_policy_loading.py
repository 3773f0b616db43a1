"""Is a policy with a bad cell refused, at the cell, with a sentence that says what is wrong?"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.facts import FACTS, FactKind, FactType, Scope
from care_steps.measure_kinds import JUDGED
from care_steps.policy import Limit, Policy, PolicyError, check_examples, default_text, evaluate, load
from care_steps.rules.cells import Cell
from care_steps.vocabulary import vocabulary
from tests.care_steps.policies import HEAD, ROW, TEXT, row, with_cells, with_line, without

CHANGE = 'fact = "phq_a_change"'
WIDER = vocabulary(
    (
        *FACTS.values(),
        FactKind(
            "hours",
            FactType.DECIMAL,
            Scope.EPISODE,
            "Hours of help",
            "Hours of help: {value}",
            "hours",
            Decimal(0),
            Decimal(100),
            Decimal("0.5"),
        ),
        FactKind(
            "topics",
            FactType.CODES,
            Scope.EPISODE,
            "Topics",
            "Topics: {value}",
            codes=("school", "home", "friends"),
        ),
    )
)


def faults_of(text: Any, **given: Any) -> tuple[str, ...]:
    with pytest.raises(PolicyError) as refused:
        load(text, **given)
    assert str(refused.value) == "\n".join(refused.value.faults)
    assert all(fault.endswith((".", "?")) for fault in refused.value.faults)
    return refused.value.faults


def test_the_policy_that_these_tests_break_is_good() -> None:
    policy = load(TEXT)
    assert policy.rows[0].cells == (Cell("phq_a_change", ">=", 6),)
    assert policy.warnings == ()


BAD_CELLS = [
    pytest.param(
        'fact = "phq_a_chnge", op = ">=", value = 6',
        "There is no fact “phq_a_chnge”. Did you mean “phq_a_change”?",
        id="an unknown fact, with the nearest name",
    ),
    pytest.param('op = ">=", value = 6', "“fact” is missing.", id="no fact"),
    pytest.param('fact = 7, op = ">=", value = 6', "“fact” has to be text", id="a fact that is no name"),
    pytest.param(f"{CHANGE}, value = 6", "“op” is missing.", id="no operator"),
    pytest.param(f'{CHANGE}, op = ">=", valeu = 6', "no field “valeu”. Did you mean “value”?", id="misspelt"),
    pytest.param(f'{CHANGE}, op = ">="', "“value” is missing.", id="no value"),
    pytest.param(f'{CHANGE}, op = ">=", value = 6, note = 1', "no field “note”", id="a field of no cell"),
    pytest.param(
        f'{CHANGE}, op = ">>>", value = 6', "“op” has no “>>>”", id="an operator that does not exist"
    ),
    pytest.param(f'{CHANGE}, op = "==", value = 6', "“op” has no “==”", id="the operator of a program"),
    pytest.param(f'{CHANGE}, op = "in", value = [6]', "“op” has no “in”", id="a number in a list"),
    pytest.param(f'{CHANGE}, op = ">= =", value = 6', "“op” has no “>= =”", id="two operators in one"),
    pytest.param(
        'fact = "mentor_asks", op = ">=", value = true', "“op” has no “>=”", id="an order of true and false"
    ),
    pytest.param(
        'fact = "mentor_asks", op = "!=", value = true', "“op” has no “!=”", id="not true, instead of false"
    ),
    pytest.param('fact = "step", op = "<", value = "referred"', "“op” has no “<”", id="an order of codes"),
    pytest.param(
        'fact = "step", op = "has_any", value = ["referred"]', "“op” has no “has_any”", id="a set of one code"
    ),
    pytest.param(
        f'{CHANGE}, op = ">=", value = "15"', "is a whole number; “15” is not.", id='"15" is not 15'
    ),
    pytest.param(
        f'{CHANGE}, op = ">=", value = "fifteen"', "whole number; “fifteen”", id="a number in words"
    ),
    pytest.param(f'{CHANGE}, op = ">=", value = true', "is a whole number; true is not.", id="true is not 1"),
    pytest.param(f'{CHANGE}, op = ">=", value = 6.0', "is a whole number; 6.0 is not.", id="6.0 is not 6"),
    pytest.param(f'{CHANGE}, op = ">=", value = nan', "is a whole number", id="not a number"),
    pytest.param(f'{CHANGE}, op = ">=", value = inf', "is a whole number", id="infinity"),
    pytest.param(f'{CHANGE}, op = ">=", value = [6]', "is a whole number", id="a list of one number"),
    pytest.param(f'{CHANGE}, op = ">=", value = {{a = 6}}', "is a whole number", id="a table"),
    pytest.param(
        f'{CHANGE}, op = ">=", value = 2026-01-01', "is a whole number", id="a date: none exist here"
    ),
    pytest.param(
        'fact = "mentor_asks", op = "=", value = 1', "true or false; 1 is neither", id="1 is not true"
    ),
    pytest.param(
        'fact = "mentor_asks", op = "=", value = "true"',
        "true or false; “true” is neither",
        id='"true" is text',
    ),
    pytest.param(
        'fact = "step", op = "=", value = "journey_menter"',
        "has no code “journey_menter”. Did you mean “journey_mentor”?",
        id="an unknown code, with the nearest",
    ),
    pytest.param('fact = "step", op = "=", value = 2', "is a code; 2 is not.", id="a number for a code"),
    pytest.param('fact = "step", op = "in", value = "referred"', "takes a list", id="in without a list"),
    pytest.param('fact = "step", op = "in", value = []', "takes a list", id="in an empty list"),
    pytest.param(
        'fact = "step", op = "not_in", value = ["referred", "x"]', "no code “x”", id="one bad code in a list"
    ),
    pytest.param('fact = "step", op = "=", value = ["referred"]', "is a code", id="a list for one code"),
    pytest.param(
        f'{CHANGE}, op = ">=", value = 28', "ranges from -27 to 27; 28 is outside.", id="over the range"
    ),
    pytest.param(f'{CHANGE}, op = ">=", value = -28', "-28 is outside", id="under the range"),
    pytest.param('fact = "missed_in_a_row", op = ">=", value = -1', "-1 is outside", id="a count below 0"),
    pytest.param(
        f'{CHANGE}, op = "is_known", value = true', "“is_known” takes no value", id="known with a value"
    ),
    pytest.param(
        f'{CHANGE}, op = "is_unknown", value = 6', "“is_unknown” takes no value", id="unknown, a value"
    ),
    pytest.param(
        'fact = "phq_a_item_9", op = ">=", value = 1',
        "“phq_a_item_9” is a fact of scope screening; this row has scope episode.",
        id="a fact that this scope never asks",
    ),
]


@pytest.mark.parametrize(("cell", "sentence"), BAD_CELLS)
def test_a_bad_cell_refuses_the_version_and_is_named(cell: str, sentence: str) -> None:
    faults = faults_of(with_cells(f'{CHANGE}, op = ">=", value = 1', cell))
    assert any(fault.startswith("row R4.phq_a, cell 2: ") and sentence in fault for fault in faults)
    assert all(fault.startswith("row R4.phq_a") for fault in faults)


@pytest.mark.parametrize(("cell", "sentence"), BAD_CELLS)
def test_one_bad_cell_in_the_shipped_policy_blocks_the_whole_version(cell: str, sentence: str) -> None:
    bad = row("Z1", cell)
    assert any(sentence in fault for fault in faults_of(default_text() + "\n" + bad))


@pytest.mark.parametrize("cell", ["7", '"phq_a_change >= 6"', "true", "[]"])
def test_a_cell_that_is_no_table_is_refused(cell: str) -> None:
    text = TEXT.replace(f'    {{{CHANGE}, op = ">=", value = 6}},', f"    {cell},")
    assert any("cell 1: this is a table of fields." in fault for fault in faults_of(text))


DECIMAL_CELLS = [
    pytest.param('"1.5"', None, id="a decimal as text"),
    pytest.param("2", None, id="a whole number"),
    pytest.param("1.5", "1.5 is not", id="a float is refused"),
    pytest.param('"one"', "“one” is not", id="words are refused"),
    pytest.param('"NaN"', "“NaN” is not", id="not a number is refused"),
    pytest.param('"100.5"', "100.5 is outside", id="beyond the range is refused"),
    pytest.param("true", "true is not", id="true is refused"),
]


@pytest.mark.parametrize(("value", "sentence"), DECIMAL_CELLS)
def test_a_decimal_is_written_as_text_and_never_as_a_float(value: str, sentence: str | None) -> None:
    text = with_cells(f'fact = "hours", op = ">=", value = {value}')
    if sentence is not None:
        assert any(sentence in fault for fault in faults_of(text, vocabulary=WIDER))
        return
    assert isinstance(load(text, vocabulary=WIDER).rows[0].cells[0].value, Decimal | int)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        pytest.param('op = "has_any", value = ["home"]', None, id="has any of a list"),
        pytest.param('op = "has_none", value = ["home", "school"]', None, id="has none of a list"),
        pytest.param('op = "has_any", value = []', "takes a list", id="an empty list is refused"),
        pytest.param(
            'op = "has_any", value = "home"', "takes a list", id="one code without a list is refused"
        ),
        pytest.param(
            'op = "has_any", value = ["hme"]', "Did you mean “home”?", id="an unknown code is refused"
        ),
        pytest.param('op = "=", value = ["home"]', "“op” has no “=”", id="equality of sets is refused"),
    ],
)
def test_a_set_of_codes_has_operators_of_its_own(cell: str, sentence: str | None) -> None:
    text = with_cells(f'fact = "topics", {cell}')
    if sentence is None:
        assert isinstance(load(text, vocabulary=WIDER).rows[0].cells[0].value, frozenset)
        return
    assert any(sentence in fault for fault in faults_of(text, vocabulary=WIDER))


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(
            (f'{CHANGE}, op = ">=", value = 6', f'{CHANGE}, op = "<", value = 6'), id="at least and below"
        ),
        pytest.param(
            (f'{CHANGE}, op = ">", value = 6', f'{CHANGE}, op = "<", value = 7'), id="between whole numbers"
        ),
        pytest.param((f'{CHANGE}, op = ">", value = 27',), id="above the top of the scale"),
        pytest.param(
            (f'{CHANGE}, op = "=", value = 3', f'{CHANGE}, op = "!=", value = 3'), id="is and is not"
        ),
        pytest.param(
            (f'{CHANGE}, op = "is_unknown"', f'{CHANGE}, op = ">=", value = 3'), id="unknown and a number"
        ),
        pytest.param((f'{CHANGE}, op = "is_unknown"', f'{CHANGE}, op = "is_known"'), id="unknown and known"),
        pytest.param(
            (
                'fact = "mentor_asks", op = "=", value = true',
                'fact = "mentor_asks", op = "=", value = false',
            ),
            id="true and false",
        ),
        pytest.param(
            (
                'fact = "step", op = "in", value = ["referred"]',
                'fact = "step", op = "not_in", value = ["referred", "closed"]',
            ),
            id="in and not in",
        ),
    ],
)
def test_a_row_that_could_never_fire_is_refused(cells: tuple[str, ...]) -> None:
    assert any(
        "contradict each other: it could never fire." in fault for fault in faults_of(with_cells(*cells))
    )


def test_a_row_that_can_just_fire_is_not_called_a_contradiction() -> None:
    text = with_cells(f'{CHANGE}, op = ">", value = 5', f'{CHANGE}, op = "<", value = 7')
    assert len(load(text).rows[0].cells) == 2


BAD_ROWS = [
    pytest.param(
        with_line("cells = []", text=without("cells", text=ROW.split("cells")[0] + "cells = 1\n")),
        "a row without cells would always fire",
        id="an empty row",
    ),
    pytest.param(TEXT.split("cells")[0], "“cells” is", id="a row that says nothing about its cells"),
    pytest.param(without("scope"), "“scope” is missing.", id="no scope"),
    pytest.param(with_line('scope = "weekly"'), "“scope” has no “weekly”", id="an unknown scope"),
    pytest.param(without("source"), "“source” is missing.", id="no source"),
    pytest.param(
        with_line('source = "  "'), "“source” has to be text that says something", id="a blank source"
    ),
    pytest.param(
        without("owner"), "“owner” is missing.", id="no owner, neither of the row nor of the policy"
    ),
    pytest.param(
        with_line('owner = ""', text=without("owner")), "“owner” has to be text", id="a blank owner"
    ),
    pytest.param(without("sentence"), "“sentence” is missing.", id="no sentence"),
    pytest.param(without("id"), "“id” is missing.", id="no id"),
    pytest.param(with_line('id = "R4 phq"'), "made of letters, digits", id="an id with a blank"),
    pytest.param(with_line('id = "R4?"'), "made of letters, digits", id="an id with a question mark"),
    pytest.param(
        with_line('action = "supervisor_revue"'), "Did you mean “supervisor_review”?", id="unknown action"
    ),
    pytest.param(with_line('class = "P9"'), "“class” has no “P9”", id="an unknown class"),
    pytest.param(with_line('class = "P1"'), "“class” has no “P1”", id="a class of another lane"),
    pytest.param(with_line('lane = "fast"'), "“lane” has no “fast”", id="an unknown lane"),
    pytest.param(with_line('work = "errand"'), "“work” has no “errand”", id="an unknown kind of work"),
    pytest.param(with_line('clock = "moon"'), "“clock” has no “moon”", id="an unknown clock"),
    pytest.param(with_line('ends = "someday"'), "“ends” has no “someday”", id="an unknown end"),
    pytest.param(with_line('safety = "yes"'), "“safety” is true or false.", id="safety in words"),
    pytest.param(with_line("limit = 5"), "limit: this is a table of fields.", id="a limit without a unit"),
    pytest.param(with_line('limit = { amount = "5", unit = "days" }'), "whole number", id="a limit in words"),
    pytest.param(with_line('limit = { amount = -1, unit = "days" }'), "whole number", id="a negative limit"),
    pytest.param(with_line('limit = { amount = 5, unit = "weeks" }'), "no “weeks”", id="an unknown unit"),
    pytest.param(with_line('acknowledged_by = ["mentro"]'), "Did you mean “mentor”?", id="an unknown role"),
    pytest.param(with_line("acknowledged_by = []"), "is a list of texts", id="acknowledged by nobody"),
    pytest.param(with_line('proposes = "step_upp"'), "Did you mean “step_up”?", id="an unknown proposal"),
    pytest.param(
        with_line('moves = "step_up"'), "“moves” has no “step_up”", id="a rule that moves by routine"
    ),
    pytest.param(with_line('moves = "emergency"'), "may move a step", id="a routine rule that moves at once"),
    pytest.param(with_line('silent = ["R0"]'), "“silent” names no rule with “R0”.", id="silence of no rule"),
    pytest.param(with_line('silent = ["R4"]'), "itself wants others silent", id="silence of itself"),
    pytest.param(with_line("silent = true"), "is a list of texts", id="silence in general"),
    pytest.param(
        with_line('sentence = "{phq_a_chang}"'), "Did you mean “phq_a_change”?", id="a name in a sentence"
    ),
    pytest.param(with_line('sentence = "rose by {}"'), "names no fact", id="an empty place in a sentence"),
    pytest.param(
        with_line('sentence = "rose by {phq_a_change"'), "a brace without its partner", id="half a brace"
    ),
    pytest.param(with_line('sentence = "{phq_a_change:d}"'), "as it is", id="a layout inside a sentence"),
    pytest.param(with_line('sentence = "{phq_a_change!r}"'), "as it is", id="a conversion inside a sentence"),
    pytest.param(
        with_line('sentence = "{phq_a_change.real}"'), "names no fact", id="a sentence that reaches inside"
    ),
    pytest.param(with_line(f'sentence = "{"x" * 140}"'), "140 characters; 139 fit", id="a sentence too long"),
    pytest.param(
        with_line('sentance = "It rose."', text=without("sentence")),
        "no field “sentance”. Did you mean “sentence”?",
        id="a misspelt field",
    ),
    pytest.param(
        with_line("saftey = true", text=without("safety")),
        "no field “saftey”. Did you mean “safety”?",
        id="a misspelt safety is never simply ignored",
    ),
    pytest.param(TEXT + ROW, "row R4.phq_a: this id stands twice.", id="a duplicate id"),
    pytest.param(
        with_line('work = "task"'), "only a recommendation proposes a step", id="a task that proposes"
    ),
    pytest.param(
        with_line('lane = "none"'), "only a task may stand outside the lanes", id="advice outside the lanes"
    ),
    pytest.param(
        with_line('ends = "when_silent"'), "only a task may end by itself", id="advice that ends by itself"
    ),
]


@pytest.mark.parametrize(("text", "sentence"), BAD_ROWS)
def test_a_row_that_is_not_whole_is_refused_and_named(text: str, sentence: str) -> None:
    assert any(sentence in fault for fault in faults_of(text))


@pytest.mark.parametrize("scope", ["episode", "screening"])
def test_a_row_that_fires_because_an_answer_is_missing_never_moves_a_step(scope: str) -> None:
    fact = "active_statement_or_weapon" if scope == "episode" else "phq_a_item_9"
    moving = row(
        "R1.x", f'fact = "{fact}", op = "is_unknown"', scope=scope, class_='"P0"', moves='"emergency"'
    )
    assert any("an answer is missing never moves a step" in fault for fault in faults_of(HEAD + moving))


BAD_FILES = [
    pytest.param("", "“rows” is a list", id="nothing"),
    pytest.param("rows = []", "“rows” is a list with at least one entry", id="no rows"),
    pytest.param("rows = 7", "“rows” is a list", id="rows that are no list"),
    pytest.param("rows = [7]", "row 1: this is a table of fields.", id="a row that is no table"),
    pytest.param("= =", "This is not TOML", id="no TOML"),
    pytest.param("rows = " + "[" * 5000, "This is not TOML", id="brackets without end"),
    pytest.param("version = 1" + "0" * 5000, "This is not TOML", id="a number without end"),
    pytest.param(TEXT.replace("format = 1", "format = 2"), "only format 1 can be read", id="another format"),
    pytest.param(TEXT.replace("version = 1", "version = 0"), "is a whole number from 1", id="version 0"),
    pytest.param(
        TEXT.replace("version = 1", 'version = "1"'), "is a whole number from 1", id="a version in words"
    ),
    pytest.param(
        TEXT.replace('title = "A small policy"', "title = 7"), "“title” has to be text", id="a title"
    ),
    pytest.param(
        "proposals = 7\n" + ROW, "proposals: this is a table of fields.", id="proposals as a number"
    ),
    pytest.param(
        "proposals = [7]\n" + ROW, "proposals: this is a table of fields.", id="proposals as a list"
    ),
    pytest.param(
        TEXT.replace('journey_mentor = "prof', 'journey_mentor = "pref'), "Did you mean", id="a step"
    ),
    pytest.param(
        TEXT.replace('journey_mentor = "professional_referral"', 'journey_mentor = "referred"'),
        "has no “referred”",
        id="a proposal back to where care has not begun",
    ),
    pytest.param(
        TEXT.replace("[[rows]]", "[[row]]"), "no field “row”. Did you mean “rows”?", id="row for rows"
    ),
]


@pytest.mark.parametrize(("text", "sentence"), BAD_FILES)
def test_a_file_that_is_no_policy_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    assert any(sentence in fault for fault in faults_of(text))


@pytest.mark.parametrize("text", [None, 7, b"rows = []", ["rows"], {"rows": []}])
def test_what_is_no_text_is_refused_with_a_sentence(text: object) -> None:
    assert faults_of(text) == ("A policy is text in TOML.",)


def test_every_fault_is_listed_at_once_with_its_place() -> None:
    text = (
        HEAD.replace("version = 1", "version = 0")
        + row(
            "A",
            f'{CHANGE}, op = ">=", value = "6"',
            'fact = "stp", op = "=", value = "referred"',
            action='"x"',
        )
        + row("B", f'{CHANGE}, op = ">=", value = 6').replace('source = "a test"\n', "")
    )
    faults = faults_of(text)
    assert [fault.split(": ")[0] for fault in faults] == [
        "row A, cell 1",
        "row A, cell 2",
        "row A",
        "row B",
        "policy",
    ]


def test_a_row_that_an_earlier_one_covers_is_warned_about_and_loads() -> None:
    text = HEAD + row("A", f'{CHANGE}, op = ">=", value = 4') + row("B", f'{CHANGE}, op = ">=", value = 6')
    assert "row B: whenever it fires, the earlier row A fires too." in load(text).warnings


def test_a_row_that_an_earlier_one_does_not_cover_is_not_warned_about() -> None:
    text = HEAD + row("A", f'{CHANGE}, op = ">=", value = 6') + row("B", f'{CHANGE}, op = ">=", value = 4')
    assert not [one for one in load(text).warnings if "fires too" in one]


def test_a_field_that_nobody_reads_is_warned_about_and_a_misspelt_one_refused() -> None:
    policy = load(with_line('guidance = "Talk first."'))
    assert policy.warnings == ("row R4.phq_a: the field “guidance” is not read.",)
    assert any("Did you mean “proposes”?" in one for one in faults_of(with_line('propose = "step_up"')))


# What an outsider writes who knows no more than the cells.

SHORT = """
owner = "Dr. Rosa Lind"
[[rows]]
id = "my-rule"
scope = "episode"
sentence = "It rose by {phq_a_change} points."
source = "published points"
cells = [{fact = "phq_a_change", op = ">=", value = 6}]
"""


def test_a_policy_of_cells_alone_loads_and_answers() -> None:
    policy = load(SHORT)
    (firing,) = evaluate(policy, {"phq_a_change": 6}).firings
    assert (firing.row_id, firing.rule_id, firing.sentence) == ("my-rule", "my-rule", "It rose by 6 points.")
    assert (firing.lane, firing.class_, firing.work) == ("routine", "P3", "recommendation")
    assert firing.proposes is None
    assert "it proposes no step" in policy.warnings[0]


def test_what_a_row_leaves_out_is_read_with_more_care_never_with_less() -> None:
    safety = load(SHORT.replace("cells =", "safety = true\ncells =")).rows[0]
    assert (safety.lane, safety.class_, safety.work, safety.clock) == ("urgent", "P1", "escalation", "real")
    assert (safety.acknowledged_by, safety.ends) == (("clinical_supervisor",), "by_person")
    assert safety.limit == Limit(0, "same_day")
    emergency = load(SHORT.replace("cells =", 'class = "P0"\ncells =')).rows[0]
    assert (emergency.lane, emergency.safety, emergency.limit) == ("emergency", True, Limit(0, "now"))
    assert emergency.moves is None
    screening = load(
        SHORT.replace('"episode"', '"screening"').replace("phq_a_change", "phq_a_item_9").replace("6", "1")
    ).rows[0]
    assert screening.work == "task"


def test_cells_may_stand_as_tables_of_their_own() -> None:
    text = SHORT.replace(
        'cells = [{fact = "phq_a_change", op = ">=", value = 6}]',
        '[[rows.cells]]\nfact = "phq_a_change"\nop = ">="\nvalue = 6',
    )
    assert load(text).rows[0].cells == load(SHORT).rows[0].cells


def test_the_example_in_the_documentation_loads() -> None:
    from care_steps import policy as documented

    lines = [
        line[4:] for line in (documented.__doc__ or "").splitlines() if line.startswith("    ") or not line
    ]
    assert load("\n".join(lines)).rows[0].id == "R4.phq_a"


@pytest.mark.parametrize("scope", Scope)
def test_the_documentation_lists_every_fact_under_its_scope(scope: Scope) -> None:
    from care_steps import policy as documented

    listed = (documented.__doc__ or "").split(f"- {scope}: ")[1].split("\n\n")[0].split(";")[0]
    names = {one.strip(" .\n") for one in listed.replace("\n", " ").split(",")}
    assert names == {_of_any_form(name) for name, kind in FACTS.items() if kind.scope is scope}


def _of_any_form(name: str) -> str:
    """A fact that each instrument has stands there once."""
    for form, _ in JUDGED:
        if name.startswith(f"{form.fact_prefix}_") and FACTS[name].scope is Scope.EPISODE:
            return f"<form>{name.removeprefix(form.fact_prefix)}"
    return name


def test_each_row_has_its_own_owner_or_that_of_the_policy() -> None:
    assert load(TEXT).rows[0].owner == "Dr. Rosa Lind"
    assert load(with_line('owner = "Dr. Ann Moe"', text=without("owner"))).rows[0].owner == "Dr. Ann Moe"


def test_a_draft_without_name_and_number_loads_and_is_never_published() -> None:
    stands_in_the_way = check_examples(load(SHORT))
    for name in ("id", "version", "source"):
        assert f"policy: “{name}” is missing." in stands_in_the_way
    assert not [one for one in check_examples(load(TEXT)) if one.startswith("policy")]


# Examples.

KEPT = """examples = [
    {expect = "fires", facts = { phq_a_change = 6 }},
    {expect = "silent", facts = { phq_a_change = 5 }},
]
"""


def test_a_row_is_published_with_an_example_that_fires_and_one_that_does_not() -> None:
    assert check_examples(load(TEXT)) == (
        "row R4.phq_a: an example that is “fires” is missing.",
        "row R4.phq_a: an example that is “silent” is missing.",
    )
    assert check_examples(load(TEXT + KEPT)) == ()


def test_a_safety_row_needs_examples_for_what_is_unknown_and_what_was_not_asked() -> None:
    text = (
        without("proposes", text=TEXT)
        .replace("safety = false", "safety = true")
        .replace("recommendation", "task")
    )
    assert check_examples(load(text.replace("by_decision", "by_person") + KEPT)) == (
        "row R4.phq_a: an example that is “unknown” is missing.",
        "row R4.phq_a: an example that is “not_asked” is missing.",
    )


def test_an_example_that_the_row_does_not_keep_is_named() -> None:
    wrong = KEPT.replace("phq_a_change = 5", "phq_a_change = 7")
    assert check_examples(load(TEXT + wrong)) == (
        "row R4.phq_a, example 2: expected “silent”, came to “fires”.",
    )


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        pytest.param('{expect = "fires", facts = { phq = 6 }}', "no fact “phq”", id="an unknown fact"),
        pytest.param('{expect = "fires", facts = { phq_a_change = "6" }}', "whole number", id="another type"),
        pytest.param('{expect = "maybe", facts = {}}', "“expect” has no “maybe”", id="an unknown outcome"),
        pytest.param(
            '{expect = "unknown", unknown = ["phq"]}', "no fact “phq”", id="an unknown fact, unknown"
        ),
        pytest.param('{expect = "fires", fact = 1}', "Did you mean “facts”?", id="a misspelt field"),
        pytest.param("7", "this is a table of fields", id="an example that is no table"),
    ],
)
def test_a_bad_example_refuses_the_version(example: str, sentence: str) -> None:
    faults = faults_of(TEXT + f"examples = [{example}]\n")
    assert any(sentence in fault and "example 1" in fault for fault in faults)


# The version.


def test_the_hash_names_the_content_and_not_its_layout() -> None:
    one = load(TEXT)
    same = load("# a comment\n" + TEXT.replace("amount = 5, unit", "amount  =  5,  unit"))
    other = load(with_cells(f'{CHANGE}, op = ">=", value = 7'))
    assert one.content_hash == same.content_hash
    assert one.content_hash != other.content_hash
    assert len(one.content_hash) == 64


def test_a_policy_cannot_be_changed_once_it_is_read() -> None:
    policy: Policy = load(TEXT)
    with pytest.raises(AttributeError):
        policy.version = 2  # type: ignore[misc]
    assert replace(policy, version=2) is not policy


def test_rows_are_found_by_id_and_by_rule() -> None:
    policy = load(TEXT)
    assert policy.row("R4.phq_a") is policy.rule("R4")[0]
    assert policy.rule("R5") == ()
    with pytest.raises(KeyError):
        policy.row("R5")


SHIPPED = default_text().splitlines()
SAFETY_ROWS = {one.id for one in load(default_text()).rows if one.safety}


@given(st.integers(0, len(SHIPPED) - 1), st.sampled_from(["", "=", "x", "[[rows]]", '"15"', "true", "{}"]))
def test_damage_to_one_line_of_the_shipped_policy_is_refused_or_lessens_no_safety_row(
    place: int, put: str
) -> None:
    damaged = "\n".join([*SHIPPED[:place], put, *SHIPPED[place + 1 :]])
    try:
        policy = load(damaged)
    except PolicyError:
        return
    assert {one.id for one in policy.rows if one.safety} == SAFETY_ROWS
    assert len(policy.rows) == SHIPPED.count("[[rows]]")


@pytest.mark.parametrize("line", sorted({one.split(" =")[0] for one in SHIPPED if " = " in one}))
def test_a_shipped_policy_without_one_of_its_fields_is_refused_or_no_less_careful(line: str) -> None:
    before = {one.id: one for one in load(default_text()).rows}
    kept = "\n".join(one for one in SHIPPED if not one.startswith(f"{line} ="))
    try:
        policy = load(kept)
    except PolicyError:
        return
    for row_now in policy.rows:
        row_then = before[row_now.id]
        assert row_now.safety >= row_then.safety
        assert row_now.class_ <= row_then.class_
        assert row_now.limit.amount <= row_then.limit.amount
