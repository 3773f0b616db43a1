"""How is a step of care said: as a tag, and as the ladder it stands on?"""

from typing import Final

from care_steps.steps import CARE_STEPS, Step
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import mark

LADDER: Final = (mark("Referred"), *(step.plain for step in CARE_STEPS))
"""The four places of care, lowest first."""


def step_tag(step: Step) -> Tag:
    """The step with its number; before care begins and after it has ended, the name alone."""
    if not step.number:
        return Tag(step.plain, Tone.QUIET if step is Step.CLOSED else Tone.SOON)
    text = mark("Step %(number)s: %(step)s")
    return Tag(Sentence(text, {"number": step.number}, {"step": step.plain}), Tone.PLANNED)
