"""Does a command on a terminal show how far it is, and truly?"""

import pytest

from workflows.platform.cli.progress_bar import drawn, progress_bar
from workflows.records.progress import Phase, Progress


@pytest.mark.parametrize(("done", "filled"), [(0, 0), (50, 15), (99, 29), (100, 30)])
def test_the_bar_is_full_when_all_is_done_and_never_before(done: int, filled: int) -> None:
    line = drawn(Progress(Phase.TAKING_OVER, done * 1_000, 100_000))
    assert line.count("#") == filled
    assert line.endswith(f"Taking rows over: {done * 1_000:,} of 100,000")


def test_nothing_to_do_is_no_error() -> None:
    assert "0 of 0" in drawn(Progress(Phase.SWEEPING, 0, 0))


async def test_where_nobody_watches_nothing_is_drawn(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as tell:
        await tell(Progress(Phase.SWEEPING, 1, 2))
    assert capfd.readouterr() == ("", "")
