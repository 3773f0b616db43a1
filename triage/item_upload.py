"""Which scores do the numbers of single items give, of an instrument whose questions may not be shown?

For customers who hold a license: numbers only, never a word of a question.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from triage.answers import ScoringError, UnknownQuestion, WrongAnswer, whole_number
from triage.instruments import Instrument, Number
from triage.instruments.parts import Upload
from triage.prorating import prorated


@dataclass(frozen=True, slots=True)
class FromItems:
    """A score by key of its scale; None where too few items are there. `is_prorated`: some were made up for."""

    scores: Mapping[str, Number | None]
    is_prorated: bool


def item_keys(instrument: Instrument) -> tuple[str, ...]:
    """The items whose numbers may be typed in, in the order of the form."""
    found = [upload for scale in instrument.scales if (upload := scale.upload) is not None]
    keys = {key for upload in found for key in (*upload.items, *filter(None, (upload.zero_if,)))}
    return tuple(sorted(keys, key=lambda key: (not key.isdigit(), int(key) if key.isdigit() else 0, key)))


def scores_from_items(instrument: Instrument, numbers: Mapping[str, object]) -> FromItems:
    """Raises `UnknownQuestion` and `WrongAnswer`, each with a sentence. None is an item without an answer."""
    known = item_keys(instrument)
    if not known:
        raise ScoringError(f"Numbers of single items cannot be entered for the {instrument.name}.")
    if unknown := [key for key in numbers if key not in known]:
        raise UnknownQuestion(f"The {instrument.name} has no item “{unknown[0]}”.")
    scores: dict[str, Number | None] = {}
    is_prorated = False
    for scale in instrument.scales:
        if scale.upload is not None:
            given = _worth(scale.upload, numbers)
            is_zero = bool(scale.upload.zero_if) and _is_no(numbers.get(scale.upload.zero_if))
            scores[scale.key] = 0 if is_zero else _score(scale.upload, given)
            is_prorated = is_prorated or (
                not is_zero and scale.upload.needed <= len(given) < len(scale.upload.items)
            )
    return FromItems(scores, is_prorated)


def _score(upload: Upload, given: list[int]) -> int | None:
    return prorated(given, len(upload.items)) if len(given) >= upload.needed else None


def _worth(upload: Upload, numbers: Mapping[str, object]) -> list[int]:
    given = []
    for key in upload.items:
        if numbers.get(key) is None:
            continue
        number = whole_number(numbers[key])
        if number is None or not 0 <= number < len(upload.points):
            raise WrongAnswer(f"Item {key}: enter a number from 0 to {len(upload.points) - 1}, or nothing.")
        points = upload.points[number]
        given.append(max(upload.points) - points if key in upload.reversed_items else points)
    return given


def _is_no(number: object) -> bool:
    return number is not None and whole_number(number) == 0
