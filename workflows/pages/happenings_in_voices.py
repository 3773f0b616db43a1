"""What is told in the timeline of what a mentee and their family said of their own?"""

from care_steps import codes
from supervision import check_ins, guardian_inputs
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.happening_items import item
from workflows.pages.page import mark
from workflows.records.timelines import Happening


def check_in(one: Happening) -> TimelineItem:
    told = one.fields
    answer = (
        codes.load(check_ins.ANSWERS).plain(told["how_it_goes"])
        if told["how_it_goes"]
        else mark("not answered")
    )
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


def guardian_input(one: Happening) -> TimelineItem:
    """A guardian is not named: they may be somebody whom nobody may reach any more."""
    told = one.fields
    answer = codes.load(guardian_inputs.ANSWERS).plain(told["how_it_goes"])
    who = mark("%(informant)s says, in place of a guardian: %(answer)s")
    title = Sentence(mark("A guardian says of the match: %(answer)s"), terms={"answer": answer})
    lines = []
    if told["why_instead"]:
        title = Sentence(who, {"informant": told["informant"]}, {"answer": answer})
        why = codes.load(guardian_inputs.INSTEAD).plain(told["why_instead"])
        lines = [Sentence("%(why)s", terms={"why": why})]
    return item(one, title, mark("Family"), lines=lines, body=[told["words"]], tone=Tone.DONE)
