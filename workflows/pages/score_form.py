"""What does the page ask that enters scores which somebody else worked out, and what was typed?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from triage.instruments import Instrument, Scale
from triage.item_upload import item_keys
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark

DECLARED: Final = "declared"
DECLARATION: Final = mark(
    "We hold what this instrument needs for this use: a license, or the permission of its owners"
)
LICENCE: Final = (Choice(DECLARED, DECLARATION),)
_FIELD: Final = "score_"
_EMPTY: Final = (".", "-", "–")


@dataclass(frozen=True, slots=True)
class ScoreField:
    """One score that is typed in. `note`: why it may be left empty, or which end is the better one."""

    field: str
    name: str
    ends: Sentence
    note: str


def score_fields(instrument: Instrument) -> tuple[ScoreField, ...]:
    """In the order of the form."""
    return tuple(_field(scale) for scale in instrument.scales)


def licence_words(instrument: Instrument) -> str:
    """What is kept of the declaration that somebody ticked."""
    return f"{DECLARATION} ({instrument.licence})"


def has_items(instrument: Instrument) -> bool:
    """May the numbers of single items be typed in instead?"""
    return bool(item_keys(instrument))


def read_scores(typed: Reading, instrument: Instrument) -> dict[str, int | str | None]:
    """The scores by key of their scale, as they were typed; they are judged where they are kept."""
    scores: dict[str, int | str | None] = {
        scale.key: typed.line(f"{_FIELD}{scale.key}").replace(",", ".") or None for scale in instrument.scales
    }
    return scores | _items(typed, instrument)


def filled_scores(kept: Mapping[str, Any], instrument: Instrument) -> dict[str, str]:
    """What scores that are to be corrected said, to begin with."""
    values = {f"{_FIELD}{scale.key}": _text(kept.get(scale.key)) for scale in instrument.scales}
    keys = item_keys(instrument)
    if any(key in kept for key in keys):
        values["answers"] = " ".join(_text(kept.get(key)) or "." for key in keys)
    return values


def _items(typed: Reading, instrument: Instrument) -> dict[str, int | str | None]:
    keys, numbers = item_keys(instrument), typed.text("answers").split()
    if not numbers:
        return {}
    if len(numbers) > len(keys):
        typed.refuse("answers", f"These are {len(numbers)} numbers; the form has {len(keys)} items.")
        return {}
    found: dict[str, int | str | None] = {}
    for key, number in zip(keys, numbers, strict=False):
        if number not in _EMPTY and not (number.isascii() and number.isdigit()):
            typed.refuse("answers", f"Item {key}: “{number}” is no whole number. A dot stands for no answer.")
            return {}
        found[key] = None if number in _EMPTY else int(number)
    return found


def _field(scale: Scale) -> ScoreField:
    ends: dict[str, object] = {"least": scale.minimum, "most": scale.maximum, "step": scale.smallest_step}
    text = mark("%(least)s to %(most)s")
    if scale.smallest_step != 1:
        text = mark("%(least)s to %(most)s, in steps of %(step)s")
    note = ""
    if scale.sum_of:
        note = mark("Leave it empty, and it is worked out.")
    elif scale.is_optional:
        note = mark("Leave it empty if nobody scored it.")
    return ScoreField(f"{_FIELD}{scale.key}", scale.name, Sentence(text, ends), note)


def _text(kept: object) -> str:
    return "" if kept is None else str(kept)
