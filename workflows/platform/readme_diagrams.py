"""Do the README's diagrams show the moves that the product has? `python -m workflows.platform.readme_diagrams`.

Writes the Mermaid text of each life cycle between its markers in README.md. Run it after a table of moves has
changed; a house test fails until then.
"""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from care_steps import match_states, moves, offers, referrals
from supervision import escalations

DIAGRAMS: Final[Mapping[str, Callable[[], str]]] = {
    "moves": moves.diagram,
    "offers": offers.diagram,
    "matches": match_states.diagram,
    "referrals": referrals.diagram,
    "escalations": escalations.diagram,
}
README: Final = Path(__file__).parents[2] / "README.md"


def drawn(name: str) -> str:
    """What stands between the markers of a diagram."""
    return f"<!-- diagram: {name} -->\n```mermaid\n{DIAGRAMS[name]().rstrip()}\n```\n<!-- /diagram -->"


def with_diagrams(text: str) -> str:
    """The text with every diagram drawn anew; raises `ValueError` where markers are missing."""
    for name in DIAGRAMS:
        between = re.compile(rf"<!-- diagram: {name} -->.*?<!-- /diagram -->", re.DOTALL)
        around = between.split(text)
        if len(around) != 2:
            raise ValueError(f"The README needs the markers of the diagram “{name}” exactly once.")
        text = drawn(name).join(around)
    return text


def main() -> None:
    README.write_text(with_diagrams(README.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"Drew {' and '.join(DIAGRAMS)} into {README.name}.\n")


if __name__ == "__main__":
    main()
