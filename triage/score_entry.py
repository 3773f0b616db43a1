"""Can the scores be right that somebody else worked out? Range, step and sums are checked; nothing is made up."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from triage.answers import Answers, ScoringError, UnknownQuestion, whole_number
from triage.instruments import Instrument, Number, Scale
from triage.item_upload import FromItems, item_keys, scores_from_items
from triage.scores import ScaleScore, Score, ScoreFaults
from triage.sides import positivity_of, side_of
from triage.verdicts import Safety, Status


def score_entered(instrument: Instrument, given: Answers) -> Score:
    """The entered scores by key of their scale, checked; a sum that was left out is worked out.

    Raises `UnknownQuestion` for a score that the instrument does not have, and `ScoreFaults` with a sentence for
    each score that cannot be right.
    """
    main = instrument.main
    assert main is not None
    if not isinstance(given, Mapping):
        raise ScoringError("Scores are given by the key of their scale.")
    keys = item_keys(instrument)
    items = {key: one for key, one in given.items() if key in keys}
    typed = _read(instrument, {key: one for key, one in given.items() if key not in keys})
    from_items = scores_from_items(instrument, items) if items else None
    entered = _complete(instrument, typed, from_items)
    scales = {scale.key: _said(scale, entered[scale.key]) for scale in instrument.scales}
    total = scales.pop(main.key)
    return Score(
        instrument_id=instrument.id,
        status=_status(entered[main.key], from_items),
        total=total.value,
        band=total.band,
        subscales=MappingProxyType(scales),
        positivity=positivity_of(one for one in (total, *scales.values()) if one.value is not None),
        safety=Safety.NEGATIVE,
        entered=MappingProxyType({**entered, **_numbers(items)}),
    )


def _status(total: Number | None, from_items: FromItems | None) -> Status:
    if total is None:
        return Status.INCOMPLETE
    return Status.PRORATED if from_items is not None and from_items.is_prorated else Status.SCORED


def _numbers(items: Mapping[Any, object]) -> dict[str, Number | None]:
    return {key: None if one is None else whole_number(one) for key, one in items.items()}


def _said(scale: Scale, value: Number | None) -> ScaleScore:
    return ScaleScore(value, None if value is None else scale.band_of(value), side_of(scale, value), value)


def _read(instrument: Instrument, given: Answers) -> dict[str, Number | None]:
    scales, errors = {scale.key: scale for scale in instrument.scales}, {}
    if unknown := [str(key) for key in given if key not in scales]:
        raise UnknownQuestion(f"The {instrument.name} has no score “{unknown[0]}”.")
    read: dict[str, Number | None] = {}
    for scale in instrument.scales:
        number = _number(given.get(scale.key))
        if number is None and given.get(scale.key) is not None:
            errors[scale.key] = f"{scale.name}: enter a number."
        elif number is not None and not scale.holds(number):
            errors[scale.key] = _out_of_range(scale)
        read[scale.key] = number
    if errors:
        raise ScoreFaults(errors)
    return read


def _complete(
    instrument: Instrument, read: Mapping[str, Number | None], from_items: FromItems | None
) -> dict[str, Number | None]:
    """Raises `ScoreFaults` for what is needed and not there, and for a score that is not that of its parts."""
    errors: dict[str, str] = {}
    entered = dict(read)
    for scale in instrument.scales:
        worked_out = _worked_out(scale, entered, from_items)
        is_needed = not (scale.is_optional or scale.sum_of) and from_items is None
        if worked_out is None and entered[scale.key] is None and is_needed:
            errors[scale.key] = f"{scale.name}: enter a score. Without it nothing is kept."
        if worked_out is None and scale.sum_of and entered[scale.key] is not None:
            errors[scale.key] = (
                f"{scale.name}: enter its parts, or leave it empty; a sum alone cannot be checked."
            )
        if worked_out is not None and entered[scale.key] not in (None, worked_out):
            errors[scale.key] = (
                f"{scale.name}: {entered[scale.key]} stands here, but its parts give {worked_out}. Check both."
            )
        entered[scale.key] = entered[scale.key] if worked_out is None else worked_out
    if errors:
        raise ScoreFaults(errors)
    return entered


def _worked_out(
    scale: Scale, entered: Mapping[str, Number | None], from_items: FromItems | None
) -> Number | None:
    """What the parts of a scale give: other scales, or single items; None where a part is missing."""
    if from_items is not None and scale.upload is not None:
        return from_items.scores[scale.key]
    parts = [entered[key] for key in scale.sum_of]
    known = [part for part in parts if part is not None]
    return scale.factor * sum(known) if parts and len(known) == len(parts) else None


def _number(given: object) -> Number | None:
    """Whole numbers and decimals, also as text; True and 1.5e400 are none, and neither is a float's noise."""
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str | float):
        return None
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() else number


def _out_of_range(scale: Scale) -> str:
    ends = f"from {scale.minimum} to {scale.maximum}"
    if scale.smallest_step == 1:
        return f"{scale.name}: enter a whole number {ends}."
    return f"{scale.name}: enter a number {ends}, in steps of {scale.smallest_step}."
