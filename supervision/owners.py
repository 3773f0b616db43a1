"""Who looks after this student?

The rule of the site under whose grades and surnames the student falls; else the site's queue, a rule for
everybody else; else the counselor who refers; else whoever stands in at the site. So somebody always does, or the
referral is refused in words that say who can mend it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from triage.names import sorted_under

_LAST: Final = "\U0010ffff"
_KINDERGARTEN: Final = {"K": "KG"}


def grade_key(grade: str) -> str:
    """A grade as it is compared: rosters write "07" and "KG", people 7 and K."""
    written = grade.strip().upper()
    bare = written.lstrip("0") or written
    return _KINDERGARTEN.get(bare, bare)


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """Whom a person looks after at a site: these grades, these surnames, both, or (with neither) everybody else.

    Both ends of a range are included by their beginning: "A" to "K" holds Kzz. `serves` is false once the owner
    holds no role at the site any more: then it is as if the rule were not there.
    """

    id: UUID
    owner_id: UUID
    owner_name: str
    grades: frozenset[str] = frozenset()
    surnames: tuple[str, str] | None = None
    serves: bool = True

    @property
    def is_queue(self) -> bool:
        return not self.grades and self.surnames is None

    def covers(self, grade: str | None, surname: str) -> bool:
        """Whether a student of this grade and surname falls under it."""
        if self.grades and (grade is None or grade_key(grade) not in self.grades):
            return False
        if self.surnames is None:
            return True
        first, last = _bounds(self.surnames)
        return first <= sorted_under(surname) <= last


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who looks after students whom no rule names, in the order in which they are asked."""

    person_id: UUID
    name: str


def owner_for(
    grade: str | None,
    surname: str,
    rules: Sequence[OwnerRule],
    *,
    counselor: StandIn | None,
    stand_ins: Sequence[StandIn],
) -> StandIn | None:
    """`counselor` is who refers, when that is a counselor of the site. None when nobody is there at all."""
    rule = rule_for(grade, surname, rules)
    if rule is not None:
        return StandIn(rule.owner_id, rule.owner_name)
    return counselor or next(iter(stand_ins), None)


def rule_for(grade: str | None, surname: str, rules: Sequence[OwnerRule]) -> OwnerRule | None:
    """The one rule that names this student, or the queue; None when there is neither."""
    serving = [one for one in rules if one.serves]
    named = (one for one in serving if not one.is_queue and one.covers(grade, surname))
    return next(named, None) or next((one for one in serving if one.is_queue), None)


def why_not_owned(owner: StandIn | None, site_name: str) -> str | None:
    if owner is not None:
        return None
    return (
        f"Nobody looks after the students of {site_name} yet, so nobody would read this. Call the school’s office. "
        "A program administrator can name somebody under “Who looks after whom”."
    )


def shares(
    rules: Sequence[OwnerRule], students: Iterable[tuple[str | None, str, int]]
) -> Mapping[UUID | None, int]:
    """How many students fall to each rule, by its id; None for those whom no rule names.

    `students`: grade, surname, and how many share both.
    """
    found: dict[UUID | None, int] = {}
    for grade, surname, count in students:
        rule = rule_for(grade, surname, rules)
        key = rule.id if rule else None
        found[key] = found.get(key, 0) + count
    return found


def why_not_set(new: OwnerRule, rules: Sequence[OwnerRule]) -> Mapping[str, str]:
    """What is wrong with a new rule beside those of its site, by field; empty when nothing is."""
    if new.surnames is not None:
        first, last = new.surnames
        fields = {"surnames_from": first, "surnames_to": last}
        if wrong := {name: _NO_LETTERS for name, typed in fields.items() if not sorted_under(typed)}:
            return wrong
        if _bounds(new.surnames)[0] > _bounds(new.surnames)[1]:
            return {"surnames_to": f"{last} comes before {first}. Write the earlier surname first."}
    other = next((one for one in rules if _overlap(new, one)), None)
    if other is None:
        return {}
    if new.is_queue:
        return {"owner_id": f"{other.owner_name} has everybody else already. End that rule first."}
    said = f"Some of these students are {other.owner_name}'s already. End that rule first, or choose others."
    return {"grades" if new.grades else "surnames_from": said}


_NO_LETTERS: Final = "Write the beginning of a surname in letters."


def _bounds(surnames: tuple[str, str]) -> tuple[str, str]:
    return sorted_under(surnames[0]), sorted_under(surnames[1]) + _LAST


def _overlap(one: OwnerRule, other: OwnerRule) -> bool:
    """Could a student fall under both? The queue has only those who are left, and there is one."""
    if one.is_queue or other.is_queue:
        return one.is_queue and other.is_queue
    if one.grades and other.grades and not one.grades & other.grades:
        return False
    if one.surnames is None or other.surnames is None:
        return True
    (first, last), (their_first, their_last) = _bounds(one.surnames), _bounds(other.surnames)
    return first <= their_last and their_first <= last
