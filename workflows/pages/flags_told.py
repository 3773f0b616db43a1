"""Was the young person told of an escalation, and with which words may it be said? Under /work/{id} and /concerns/{id}."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.flags_told import FlagTold, flag_words
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.forms import Reading
from workflows.pages.happening_items import item
from workflows.pages.page import Choice, mark
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.flags_told import flags_told_of
from workflows.records.timelines import Happening

_ANSWERS: Final = tuple(Choice(one.value, one.plain) for one in FlagTold)
SAID: Final = mark("That is kept, and stands in the story of the case.")


@dataclass(frozen=True, slots=True)
class FlagSaid:
    """What one person wrote down."""

    answer: str
    how: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FlagBox:
    """`path`: where it is written down. `prompts` are words for whoever tells them; `lines` are newest first."""

    name: str
    path: str
    prompts: tuple[str, ...]
    caution: Sentence
    answers: tuple[Choice, ...]
    hows: tuple[Choice, ...]
    lines: tuple[FlagSaid, ...]


async def flag_box(visit: Visit, case: Case, work_id: UUID, *, path: str) -> FlagBox:
    words = flag_words()
    return FlagBox(
        name=case.mentee_called,
        path=path,
        prompts=words.prompts,
        caution=Sentence(words.caution, {"name": case.mentee_called}),
        answers=_ANSWERS,
        hows=choices_of("told_how"),
        lines=tuple(
            FlagSaid(
                answer=one.answer.plain,
                how=codes.load("told_how").plain(one.how) if one.how else "",
                words=one.words,
                by=one.said_by_name,
                at=one.happened_at,
            )
            for one in await flags_told_of(visit.tx, work_id)
        ),
    )


def flag_of(typed: Reading) -> dict[str, str]:
    """What was written down, as `say_flag_told` takes it; whatever came, the verb says what is wrong with it."""
    return {
        "answer": typed.one_of("flag_answer", tuple(FlagTold), required=None) or "",
        "how": typed.one_of("flag_how", [one.value for one in choices_of("told_how")], required=None) or "",
        "words": typed.text("flag_words"),
    }


def flag_item(one: Happening) -> TimelineItem:
    """In the story of a case."""
    told = one.fields
    answer = FlagTold(told["answer"])
    how = (
        Sentence("%(how)s", terms={"how": codes.load("told_how").plain(told["how"])}) if told["how"] else None
    )
    return item(
        one,
        Sentence(mark("Was the mentee told of the escalation? %(answer)s"), terms={"answer": answer.plain}),
        mark("Safety"),
        lines=[how] if how else [],
        body=[told["words"]] if told["words"] else [],
        links=[Link(mark("The escalation"), f"/work/{told['work_id']}")],
        tone=Tone.DONE if answer is FlagTold.TOLD else Tone.SOON,
    )
