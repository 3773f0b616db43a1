"""May a case be closed like this, and in which sentence is it said?

The end always has a person, a coded reason, the day of the last contact and, unless that cannot be, a measure
taken about then. While a safety item is open nobody is let go.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.moves import Move, why_not_while_unsafe

EXIT_MEASURE_DAYS: Final[int] = tomllib.loads(
    (files("care_steps") / "closings.toml").read_text(encoding="utf-8")
)["exit_measure_days"]


@dataclass(frozen=True, slots=True)
class Closing:
    """What was said about the end. `no_measure` is why there is no measure, when there is none.

    `override_reasons` belong to an end that a rule did not propose while it proposed something.
    """

    reason: str
    last_contact_on: date | None
    words: str
    told: tuple[tuple[str, str], ...] = ()
    no_measure: str | None = None
    no_measure_words: str = ""
    override_reasons: tuple[str, ...] = ()
    override_words: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is on record of the care that ends. `measures` are the days of the forms, by id; `today` is of the site."""

    opened_on: date
    last_made_on: date | None
    measures: Mapping[UUID, date]
    today: date
    open_safety_items: int = 0


def exit_measure(stretch: Stretch, last_contact_on: date | None) -> UUID | None:
    """The newest form that was filled in about the day of the last contact."""
    if last_contact_on is None:
        return None
    near = {
        key: day
        for key, day in stretch.measures.items()
        if abs((day - last_contact_on).days) <= EXIT_MEASURE_DAYS
    }
    return max(near, key=lambda key: (near[key], key), default=None)


def why_not_close_like(closing: Closing, stretch: Stretch) -> dict[str, str]:
    """A sentence for each field that cannot be kept; empty when the closing stands."""
    errors = {}
    if not codes.load("closure_reasons").knows(closing.reason):
        errors["reason"] = "Say why the case is closed."
    elif why := why_not_while_unsafe(Move.CLOSE, stretch.open_safety_items, closing.reason):
        errors["reason"] = why
    errors |= _why_not_day(closing.last_contact_on, stretch) | _why_not_measure(closing, stretch)
    if not closing.words.strip():
        errors["words"] = "Say in your words how it stands at the end."
    if not closing.told:
        errors["told"] = "Say who was told, and how."
    return errors


def kept_exit_measure(closing: Closing, stretch: Stretch) -> str:
    """As it is kept with the decision: the form's id, or the code of why there is none, with its words."""
    found = exit_measure(stretch, closing.last_contact_on)
    if found is not None:
        return str(found)
    words = closing.no_measure_words.strip()
    return f"{closing.no_measure}: {words}" if words else closing.no_measure or ""


def sentence_of_closing(closing: Closing, closed_by: str, because: str) -> str:
    """Who closed it and why, after what the rules said."""
    reason = codes.load("closure_reasons").plain(closing.reason)
    said = f"{closed_by} closed the case: {reason[:1].lower() + reason[1:]}."
    return f"{because} {said}" if because else said


def _why_not_day(day: date | None, stretch: Stretch) -> dict[str, str]:
    if day is None:
        return {"last_contact_on": "Enter the day of the last contact."}
    if day > stretch.today:
        return {"last_contact_on": "The last contact is not on a day to come."}
    if stretch.last_made_on is not None and day < stretch.last_made_on:
        return {"last_contact_on": "A session was made after this day."}
    if day < stretch.opened_on:
        return {"last_contact_on": "The case was not open yet on this day."}
    return {}


def _why_not_measure(closing: Closing, stretch: Stretch) -> dict[str, str]:
    if exit_measure(stretch, closing.last_contact_on) is not None:
        return {"no_measure": "There is a measure of about this day."} if closing.no_measure else {}
    chosen = (closing.no_measure,) if closing.no_measure else ()
    listed = codes.load("no_exit_measures")
    if not chosen:
        return {
            "no_measure": "No form was filled in about this day. Enter one first, or say why there is none."
        }
    why = codes.why_not_choose(listed, chosen, closing.no_measure_words)
    return {"no_measure_words" if listed.knows(chosen[0]) else "no_measure": why} if why else {}
