"""What was answered on a screener that is entered from paper? All its questions stand on the page, also without scripts.

What the flow of the form asks for may not be left out, and an answer that the flow excludes is refused at its field.
An answer that worries is never refused for good: whoever says that the paper really says it, enters it.
"""

from typing import Final

from triage.answers import Answer, State, is_positive
from triage.instruments import Instrument, Question
from workflows.pages.asked_questions import asked
from workflows.pages.forms import Reading
from workflows.pages.page import mark

SAYS_BOTH: Final = "says_both"
_NOT_ASKED: Final = (None, State.NOT_ASKED.value)


def read_screener(typed: Reading, instrument: Instrument) -> dict[str, int | str | None]:
    """The answers by key; what was not asked is left out. A fault is a sentence at its field."""
    chosen = {item.key: _chosen(typed, item) for item in instrument.items}
    for item in instrument.items:
        if item.asked_if:
            _check_flow(typed, instrument, item, chosen)
    return {key: _kept(found) for key, found in chosen.items() if found not in _NOT_ASKED}


def _chosen(typed: Reading, item: Question) -> str | None:
    needed = f"Question {item.key}: choose what stands on the paper; if nothing does, “Left blank”."
    one = asked(item, is_extra=False)
    return typed.one_of(one.field, one.values, required=None if item.asked_if else needed)


def _check_flow(
    typed: Reading, instrument: Instrument, item: Question, chosen: dict[str, str | None]
) -> None:
    before = [one for one in instrument.items if one.key in item.asked_if]
    field, found = asked(item, is_extra=False).field, chosen[item.key]
    numbers = " and ".join(one.key for one in before)
    if any(is_positive(one, _answer(chosen[one.key])) for one in before) and found in _NOT_ASKED:
        typed.refuse(
            field,
            f"Question {item.key} is asked after what was answered to {numbers}: choose what stands on the paper; "
            "if nothing does, “Left blank”.",
        )
    says_both = typed.one_of(SAYS_BOTH, ("yes",), required=None) == "yes"
    is_skipped = all(chosen[one.key] == "0" for one in before)
    if not is_skipped or found in _NOT_ASKED or (found == "1" and says_both):
        return
    after_no = f"After “No” to {numbers}, question {item.key} is not asked. Look at the paper again: correct one of them"
    if found == "1":
        typed.refuse(field, f"{after_no}, or say below that the paper says both.")
    else:
        typed.refuse(field, f"{after_no}, or choose “Not asked”.")


def _answer(chosen: str | None) -> Answer:
    if chosen is not None and chosen.isdigit():
        return Answer(State.VALUE, int(chosen))
    return Answer(State.REFUSED if chosen == State.REFUSED.value else State.BLANK)


def _kept(found: str | None) -> int | str | None:
    if found is None or found == State.BLANK.value:
        return None
    return int(found) if found.isdigit() else found


BOTH: Final = mark("The paper really says both, although the form would have skipped a question")
