"""Does every statement that reads sessions, forms or worries leave out what stood with the wrong student?"""

import re

from tests.house.sources import Source, sources

READ = re.compile(r"\b(?:FROM|JOIN) app\.(?:session|administration|concern)\b")
# Each of these asks about the old rows on purpose, or about a form whatever became of it.
OLD_ROWS = {
    "workflows/records/record_moves.py": "copies the old rows",
    "workflows/records/misfilings.py": "says when the old rows were entered",
    "workflows/platform/backups/standing.py": "counts every row that must come back",
    "workflows/records/promises.py": "asks whether a risk has its escalation, whoever's it is, and reads no word",
    "workflows/records/work.py": "takes the kind of form behind a firing, and nothing that it says",
}


def readers() -> list[Source]:
    """The modules in which a statement reads one of the three tables."""
    return [one for one in sources("workflows") if any(READ.search(text) for _, text in one.texts())]


def test_they_are_found() -> None:
    """The control: were there none, the next test would say nothing."""
    assert len(readers()) > 10
    assert {one.name for one in readers()} >= OLD_ROWS.keys()


def test_every_reading_leaves_out_what_was_moved_to_another_student() -> None:
    for one in readers():
        if one.name not in OLD_ROWS:
            assert "workflows.records.misfiled.stands" in one.imports(), one.name
