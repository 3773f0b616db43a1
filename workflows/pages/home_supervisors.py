"""What does a clinical supervisor see of the supervisors under them?"""

from collections.abc import Sequence

from workflows.pages.components import PersonCard, Sentence, Tag, Tone
from workflows.pages.home_sections import Empty, Section
from workflows.pages.page import mark
from workflows.records.supervisor_lines import SupervisorLine


def supervisors_section(lines: Sequence[SupervisorLine]) -> Section:
    """One line for each, whoever has most that is late first."""
    return Section(
        "supervisors",
        mark("My supervisors"),
        Empty(
            mark("Nobody is under your supervision yet"),
            mark(
                "When the list of staff names you as the supervisor of a direct supervisor, they stand here."
            ),
        ),
        people=tuple(_card(one) for one in lines),
    )


def _card(line: SupervisorLine) -> PersonCard:
    details = (
        Sentence(mark("matches: %(matches)s"), {"matches": line.matches}),
        Sentence(mark("open work: %(work)s"), {"work": line.open_work}),
    )
    tag = (
        Tag(Sentence(mark("%(late)s late"), {"late": line.late_work}), Tone.LATE) if line.late_work else None
    )
    return PersonCard(line.name, "", details, tag or Tag(mark("nothing late"), Tone.DONE))
