"""Does every statement that reads sessions, forms or worries leave out what stood with the wrong student?"""

import re

from tests.house.sources import sources

READ = re.compile(r"\b(?:FROM|JOIN) app\.(session|administration|concern)\b")
# Each of these asks about the old rows on purpose, or about a form whatever became of it.
OLD_ROWS = {
    "workflows/records/record_moves.py": "copies the old rows",
    "workflows/records/misfilings.py": "says when the old rows were entered",
    "workflows/records/work.py": "takes the kind of form behind a firing, and nothing that it says",
}
    r"\((?:n|o)\.org_id, (?:n|o)\.amends\)|FROM (?:before|since|earlier)|\bo JOIN before|\bn JOIN since"
)


def statements() -> list[tuple[str, int, str]]:
    """Each text of the code that reads one of the three tables, with the file and the line."""
    return [
        (source.name, line, text)
        for source in sources("workflows")
        if "/migrations/" not in source.name
        for line, text in source.texts()
        if READ.search(text)
    ]


def test_the_statements_are_found() -> None:
    """The control: were there none, the next test would say nothing."""
    assert len({name for name, _, _ in statements()}) > 10


def test_every_reading_leaves_out_what_was_moved_to_another_student() -> None:
    for name, line, text in statements():
        if name not in OLD_ROWS:
            source = next(one for one in sources("workflows") if one.name == name)
            assert "workflows.records.misfiled import" in source.text, (name, line)


def test_those_that_read_the_old_rows_are_still_there() -> None:
    assert {name for name, _, _ in statements()} >= OLD_ROWS.keys()
