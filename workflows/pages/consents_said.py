"""In which words is a consent shown, who can answer, and what may be answered from here?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from care_steps import codes
from care_steps.consents import ConsentKind, ConsentMove, ConsentState, moves_from
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import Choice, mark
from workflows.records.consents import ConsentNow
from workflows.records.contacts import Contact

STUDENT: Final = "student"
_TONES: Final = {
    ConsentState.NONE: Tone.QUIET,
    ConsentState.OUT: Tone.SOON,
    ConsentState.GIVEN: Tone.DONE,
    ConsentState.REFUSED: Tone.DANGER,
    ConsentState.WITHDRAWN: Tone.DANGER,
    ConsentState.ENDED: Tone.DANGER,
}
_ANSWERS: Final = {
    ConsentMove.GIVE: mark("Yes, they agree"),
    ConsentMove.REFUSE: mark("No, they do not agree"),
    ConsentMove.WITHDRAW: mark("They take it back"),
}


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One kind as it stands, or one entry of the history. `stops`: the sentence of what may not be done now.

    `until`: the last day of what was agreed to. `ends_soon`: it is time to ask again.
    """

    kind: ConsentKind
    tag: Tag
    said: Sentence | None
    words: str
    stops: str | None
    until: Sentence | None = None
    ends_soon: bool = False


def consent_line(one: ConsentNow) -> ConsentLine:
    until = Sentence(mark("It holds until %(day)s, that day included."), {"day": one.ends_on})
    return ConsentLine(
        one.kind,
        Tag(one.state.plain, _TONES[one.state]),
        _said(one),
        one.words,
        one.why_stopped,
        until if one.ends_on is not None else None,
        one.ends_soon and one.state is ConsentState.GIVEN,
    )


def _said(one: ConsentNow) -> Sentence | None:
    """When, by whom and how. Somebody whom nobody may reach now is not named."""
    if one.since is None:
        return None
    values: dict[str, object] = {"day": one.since, "by": one.recorded_by_name}
    if one.state is ConsentState.OUT:
        return Sentence(mark("The letter went out on %(day)s (by %(by)s)."), values)
    terms = {"how": codes.load("consent_ways").plain(one.how)}
    if one.contact_name:
        text = mark("%(who)s, %(day)s. %(how)s (written down by %(by)s).")
        return Sentence(text, {**values, "who": one.contact_name}, terms)
    if one.contact_id is None:
        return Sentence(mark("The student, %(day)s. %(how)s (written down by %(by)s)."), values, terms)
    return Sentence(mark("%(day)s. %(how)s (written down by %(by)s)."), values, terms)


def who_answers(contacts: Sequence[Contact], *, is_of_age: bool) -> tuple[Choice, ...]:
    """Who may answer: the student who is of age, else whoever holds the rights and may be reached."""
    if is_of_age:
        return (Choice(STUDENT, mark("The student, who is of age")),)
    return tuple(
        Choice(str(one.id), one.detail.name, codes.load("contact_relations").plain(one.detail.relation))
        for one in contacts
        if one.detail.speaks
    )


def answers_for(
    newest: Mapping[ConsentKind, ConsentNow],
) -> tuple[tuple[ConsentKind, tuple[Choice, ...]], ...]:
    """For each kind what may be answered now; asking is done by a letter."""
    return tuple(
        (
            kind,
            tuple(Choice(move.value, _ANSWERS[move]) for move in moves_from(now.state) if move in _ANSWERS),
        )
        for kind, now in newest.items()
    )


def kinds_to_ask(newest: Mapping[ConsentKind, ConsentNow]) -> tuple[Choice, ...]:
    """The kinds that a letter may ask for now."""
    return tuple(Choice(kind.value, kind.plain) for kind, now in newest.items() if now.may_be_asked)
