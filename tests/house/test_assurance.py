"""Does the page about assurance speak of every drill there is?"""

import re

from tests.house.test_readme import README, ROOT

PAGE = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
_MARKED = re.compile(r'mark\.drill\("([FL]-\d+)"\)')


def _drills() -> set[str]:
    files = (ROOT / "tests" / "drills").glob("test_*.py")
    return {number for one in files for number in _MARKED.findall(one.read_text(encoding="utf-8"))}


def test_every_drill_is_on_the_page_and_the_readme_leads_there() -> None:
    assert len(_drills()) > 20
    assert _drills() - set(re.findall(r"[FL]-\d+", PAGE)) == set()
    assert "docs/assurance.md" in README


def test_every_drill_has_its_control() -> None:
    """In the file of a drill stands at least one control for it."""
    for path in (ROOT / "tests" / "drills").glob("test_*.py"):
        assert "_control_" in path.read_text(encoding="utf-8"), path.name
