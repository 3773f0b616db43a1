"""Is this a value that the fact may have? One check for policies, for examples and for facts handed in."""

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from care_steps.rules.cells import inline, is_in_range
from care_steps.vocabulary import Fact, FactKind, FactType, Reason, Value, known, unknown


class FactError(ValueError):
    """A fact that does not exist, or a value it cannot have; carries a sentence."""


def read_facts(facts: Mapping[str, Any], vocabulary: Mapping[str, FactKind]) -> dict[str, Fact]:
    """Facts as handed in, checked against the vocabulary; raises `FactError`."""
    if not isinstance(facts, Mapping):
        raise FactError("Facts are given by their names.")
    return {name: _fact(name, given, vocabulary) for name, given in facts.items()}


def kind_of(name: str, vocabulary: Mapping[str, FactKind]) -> FactKind:
    """The entry of this name; raises `FactError` and offers the nearest one."""
    if name not in vocabulary:
        raise FactError(f"There is no fact “{name}”.{closest(name, vocabulary)}")
    return vocabulary[name]


def closest(word: str, words: Iterable[str], likeness: float = 0.5) -> str:
    """A question that offers the nearest word, or nothing when none is as alike as this (0 to 1)."""
    found = difflib.get_close_matches(str(word), list(words), n=1, cutoff=likeness)
    return f" Did you mean “{found[0]}”?" if found else ""


def read_value(kind: FactKind, given: Any) -> Value:
    """The value, typed; raises `FactError`. True is no number, text is no number, a float is nothing."""
    reader = {
        FactType.INTEGER: _integer,
        FactType.DECIMAL: _decimal,
        FactType.BOOLEAN: _boolean,
        FactType.CODE: _code,
        FactType.CODES: _codes,
    }[kind.type]
    return reader(kind, given)


def _fact(name: str, given: Any, vocabulary: Mapping[str, FactKind]) -> Fact:
    kind = kind_of(name, vocabulary)
    if given is None:
        return unknown(Reason.NOT_RECORDED)
    if not isinstance(given, Fact):
        return known(read_value(kind, given))
    if given.is_known:
        read_value(kind, given.value)
    return given


def _integer(kind: FactKind, given: Any) -> Value:
    if type(given) is not int:
        raise FactError(f"{_named(kind)} is a whole number; {_shown(given)} is not.")
    return _ranged(kind, given)


def _decimal(kind: FactKind, given: Any) -> Value:
    if isinstance(given, bool | float) or not isinstance(given, int | str | Decimal):
        raise FactError(f'{_named(kind)} is a decimal, written as text like "1.5"; {_shown(given)} is not.')
    try:
        number = Decimal(given)
    except InvalidOperation:
        raise FactError(f"{_named(kind)} is a decimal; {_shown(given)} is not.") from None
    if not number.is_finite():
        raise FactError(f"{_named(kind)} is a decimal; {_shown(given)} is not.")
    return _ranged(kind, number)


def _ranged(kind: FactKind, number: int | Decimal) -> Value:
    if not is_in_range(kind, number):
        ends = f"{kind.minimum} to {kind.maximum}"
        raise FactError(f"{_named(kind)} ranges from {ends}; {number} is outside.")
    return number


def _boolean(kind: FactKind, given: Any) -> Value:
    if not isinstance(given, bool):
        raise FactError(f"{_named(kind)} is true or false; {_shown(given)} is neither.")
    return given


def _code(kind: FactKind, given: Any) -> Value:
    if not isinstance(given, str):
        raise FactError(f"{_named(kind)} is a code; {_shown(given)} is not.")
    if given not in kind.codes:
        raise FactError(f"{_named(kind)} has no code “{given}”.{closest(given, kind.codes)}")
    # Enum members are codes too; keep the plain text.
    return str(given)


def _codes(kind: FactKind, given: Any) -> Value:
    if not isinstance(given, set | frozenset | list | tuple):
        raise FactError(f"{_named(kind)} is a set of codes; {_shown(given)} is not.")
    return frozenset(str(_code(kind, one)) for one in given)


def _named(kind: FactKind) -> str:
    return f"“{kind.name}”"


def _shown(given: Any) -> str:
    if isinstance(given, str | bool):
        return inline(given) if isinstance(given, str) else str(given).lower()
    return repr(given)
