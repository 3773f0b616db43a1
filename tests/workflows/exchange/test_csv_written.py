"""Can a spreadsheet take any cell of a file that we write for a formula, and does the file say what was written?"""

import csv
import io

import pytest

from workflows.exchange.csv_written import written


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_begins_like_a_formula(begins: str) -> None:
    assert written(["a"], [[f"{begins}1+1"]]).decode().split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_a_file_reads_as_it_was_written() -> None:
    rows: list[list[object]] = [["Oak, Elm", 'a "word"'], ["two\r\nlines", None], ["ñ", 7]]
    content = written(["name", "value"], rows)
    found = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert found == [["name", "value"], ["Oak, Elm", 'a "word"'], ["two\r\nlines", ""], ["ñ", "7"]]
    assert content.endswith(b"\r\n")
