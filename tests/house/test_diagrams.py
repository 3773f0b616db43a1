"""Do the README and the help page show exactly the moves that the tables have?"""

import re

import pytest

from care_steps import match_states, moves, offers
from care_steps.offers import OfferState
from care_steps.steps import Step
from workflows.pages.diagrams import Diagram, diagram
from workflows.pages.help import CASE_MOVES, MATCH_MOVES, OFFER_MOVES
from workflows.platform.readme_diagrams import README, with_diagrams

TEXT = README.read_text(encoding="utf-8")


def between_markers(name: str) -> str:
    (found,) = re.findall(
        rf"<!-- diagram: {name} -->\n```mermaid\n(.*?)\n```\n<!-- /diagram -->", TEXT, re.DOTALL
    )
    return str(found) + "\n"


def test_the_readme_holds_exactly_the_moves_of_a_case() -> None:
    assert between_markers("moves") == moves.diagram()


def test_the_readme_holds_exactly_the_moves_of_an_offer() -> None:
    assert between_markers("offers") == offers.diagram()


def test_drawing_again_changes_nothing() -> None:
    assert with_diagrams(TEXT) == TEXT


def test_a_diagram_without_its_markers_is_an_error_and_not_silence() -> None:
    with pytest.raises(ValueError, match="markers"):
        with_diagrams("# Stepwise\n")


@pytest.mark.parametrize(
    ("drawing", "table"),
    [(CASE_MOVES, moves.TABLE), (OFFER_MOVES, offers.TABLE), (MATCH_MOVES, match_states.TABLE)],
    ids=["a case", "an offer", "a match"],
)
def test_the_drawing_says_every_move_once_and_no_other(
    drawing: Diagram, table: tuple[tuple[moves.Move, Step, Step], ...]
) -> None:
    said = [(one.move, source, end) for one in drawing.said for source in one.sources for end in one.ends]
    assert sorted(said) == sorted((move.plain, source.plain, to.plain) for move, source, to in table)


@pytest.mark.parametrize(
    "drawing", [CASE_MOVES, OFFER_MOVES, MATCH_MOVES], ids=["a case", "an offer", "a match"]
)
def test_every_dot_and_arrowhead_stands_on_the_rung_of_its_state(drawing: Diagram) -> None:
    heights = {rung.name: rung.y for rung in drawing.rungs}
    for upright, said in zip(drawing.uprights, drawing.said, strict=True):
        assert list(upright.dots) == [heights[name] for name in said.sources]
        tips = [int(points.split()[0].split(",")[1]) for points in upright.arrows]
        assert tips == [heights[name] for name in said.ends]


def test_states_without_a_way_on_are_ends() -> None:
    assert {rung.name for rung in OFFER_MOVES.rungs if rung.is_end} == {
        state.plain for state in OfferState if not state.is_live
    }


def test_a_new_move_in_the_table_is_a_new_line_in_the_drawing() -> None:
    more = (*moves.TABLE, (moves.Move.REOPEN, Step.CLOSED, Step.MENTOR))
    drawing = diagram(more, tuple(Step), identifier="x", title="x", start=Step.REFERRED)
    ends = [one.ends for one in drawing.said if one.move == "Reopen"]
    assert ends == [("Referred", "Paraprofessional mentor")]
