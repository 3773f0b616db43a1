"""What does every line of a timeline have: its sentence, by whom, and what became of it?"""

from collections.abc import Sequence

from care_steps import codes
from workflows.pages.components import UNDONE, Link, Sentence, TimelineItem, Tone
from workflows.pages.page import mark
from workflows.records.timelines import Happening

POLICY = mark("the escalation policy")
CORRECTED = mark("Corrected since")


def item(
    one: Happening,
    title: str | Sentence,
    kind_plain: str | Sentence,
    *,
    lines: Sequence[Sentence] = (),
    body: Sequence[str] = (),
    links: Sequence[Link] = (),
    tone: Tone = Tone.QUIET,
) -> TimelineItem:
    corrected, undone = bool(one.fields.get("is_amended")), bool(one.fields.get("is_struck"))
    return TimelineItem(
        at=one.happened_at,
        title=title,
        by=one.by or POLICY,
        kind=one.kind,
        kind_plain=kind_plain,
        lines=tuple(lines),
        body="\n".join(line for line in body if line),
        links=tuple(links),
        tone=Tone.QUIET if corrected else tone,
        struck_out=corrected,
        struck_out_plain=CORRECTED if corrected and not undone else UNDONE,
        anchor=f"{one.kind}-{one.id}",
    )


def plain_codes(list_id: str, chosen: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(codes.load(list_id).plain(code) for code in chosen or ())
