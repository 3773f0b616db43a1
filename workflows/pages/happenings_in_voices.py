"""What is told in the timeline of what a mentee and their family said of their own?"""

from care_steps import codes
from supervision.check_ins import ANSWERS
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.happening_items import item
from workflows.pages.page import mark
from workflows.records.timelines import Happening


def check_in(one: Happening) -> TimelineItem:
    told = one.fields
    answer = codes.load(ANSWERS).plain(told["how_it_goes"]) if told["how_it_goes"] else mark("not answered")
    wants = [
        Sentence(text)
        for name, text in (
            ("wants_help", mark("Wants to talk to somebody.")),
            ("wants_other_mentor", mark("Would like another mentor.")),
        )
        if told[name]
    ]
    return item(
        one,
        Sentence(mark("With the mentor it goes: %(answer)s"), terms={"answer": answer}),
        mark("Check-in"),
        lines=wants,
        body=[told["words"]],
        links=[Link(mark("The check-in"), f"/check-ins/{one.id}")],
        tone=Tone.DANGER if told["wants_help"] else Tone.SOON if wants else Tone.DONE,
    )
