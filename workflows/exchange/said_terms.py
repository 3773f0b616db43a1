"""What does a list of people say about a mentor: how many mentees, on which days, and what are they good at?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from care_steps import codes
from supervision.matching import weekdays_said
from supervision.matching_policy import MATCHING
from workflows.records.mentors import WEEKDAYS, MentorTerms

COLUMNS: Final = ("most_mentees", "weekdays", "strengths")
_REASONS: Final = "refer_in_reasons"
_NUMBER: Final = re.compile(r"\d{1,2}", re.ASCII)
_SHORTEST_DAY: Final = 3


@dataclass(frozen=True, slots=True)
class SaidTerms:
    """What the file says; None where it says nothing."""

    most_mentees: int | None = None
    weekdays: tuple[str, ...] | None = None
    strengths: tuple[str, ...] | None = None

    @property
    def says_anything(self) -> bool:
        return self != SaidTerms()

    def over(self, known: MentorTerms | None) -> MentorTerms:
        """The terms that would hold: what is not said stays as it was, or as is usual."""
        kept = known or MentorTerms(MATCHING.usual_most_mentees)
        return MentorTerms(
            kept.most_mentees if self.most_mentees is None else self.most_mentees,
            kept.weekdays if self.weekdays is None else self.weekdays,
            kept.strengths if self.strengths is None else self.strengths,
        )


def read_terms(cells: Mapping[str, str], refuse: Callable[[str, str, str], None]) -> SaidTerms:
    """The three cells of a row; `refuse(column, code, expected)` for each that cannot be read."""
    most = cells.get("most_mentees", "")
    if most and not _NUMBER.fullmatch(most):
        refuse("most_mentees", "people.invalid_most_mentees", "0 to 99")
    days = _each(cells.get("weekdays", ""), r"[\s;,/]+", _weekday)
    if days is not None and None in days:
        refuse("weekdays", "people.unknown_weekday", ", ".join(day.title() for day in WEEKDAYS))
    strengths = _each(cells.get("strengths", ""), r"\s*;\s*", _strength)
    if strengths is not None and None in strengths:
        refuse(
            "strengths", "people.unknown_strength", "; ".join(one.code for one in codes.load(_REASONS).active)
        )
    return SaidTerms(
        int(most) if _NUMBER.fullmatch(most) else None, _known(days, WEEKDAYS), _known(strengths)
    )  # fmt: skip


def _each(written: str, between: str, read: Callable[[str], str | None]) -> tuple[str | None, ...] | None:
    parts = [one for one in re.split(between, written.strip()) if one]
    return tuple(dict.fromkeys(read(one) for one in parts)) if parts else None


def _known(
    read: tuple[str | None, ...] | None, order: tuple[str, ...] | None = None
) -> tuple[str, ...] | None:
    """Those that could be read, in a fixed order, so that the same list in another order changes nothing."""
    if read is None:
        return None
    return tuple(sorted((one for one in read if one), key=order.index if order else None))


def _weekday(written: str) -> str | None:
    """ "Mon", "monday", "Mondays"."""
    asked = written.lower().rstrip(".")
    is_long_enough = len(asked) >= _SHORTEST_DAY
    fits = [day for day in WEEKDAYS if (is_long_enough and day.startswith(asked)) or asked == f"{day}s"]
    return fits[0] if fits else None


def _strength(written: str) -> str | None:
    """By its code or by its plain words, in any case."""
    asked = " ".join(written.lower().split())
    found = (one.code for one in codes.load(_REASONS).active if asked in (one.code, one.plain.lower()))
    return next(found, None)


def changes_said(terms: MentorTerms, known: MentorTerms | None) -> list[str]:
    """What would change, in words."""
    reasons, before = codes.load(_REASONS), known or MentorTerms(-1)
    found = []
    if terms.most_mentees != before.most_mentees:
        found.append(f"takes {terms.most_mentees} mentees" if terms.most_mentees != 1 else "takes one mentee")
    if terms.weekdays != before.weekdays:
        days = weekdays_said(frozenset(WEEKDAYS.index(day) for day in terms.weekdays))
        found.append(days[:1].lower() + days[1:].removesuffix("."))
    if terms.strengths != before.strengths:
        found.append(f"good at: {', '.join(reasons.plain(one) for one in terms.strengths)}")
    return found
