"""How is a table of a policy file read, so that every fault is named and none hides another?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from care_steps.rules.fact_values import closest


@dataclass(slots=True)
class Faults:
    """Everything wrong with a file, in the order it was found; `warned` does not stop it."""

    found: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def add(self, where: str, sentence: str) -> None:
        self.found.append(f"{where}: {sentence}")


_MISSPELT = 0.8
"""As alike as this to a field, a name is that field misspelt and its meaning would be lost."""


class Table:
    """One TOML table: asks for its fields and notes what is missing, of another kind, or not known."""

    def __init__(
        self, found: Any, where: str, faults: Faults, fields: Sequence[str], *, takes_others: bool = False
    ) -> None:
        self.where = where
        self._faults = faults
        self._found: Mapping[str, Any] = found if isinstance(found, dict) else {}
        if not isinstance(found, dict):
            self.fault("this is a table of fields.")
        for name in self._found:
            if name in fields:
                continue
            if takes_others and not closest(name, fields, _MISSPELT):
                faults.warned.append(f"{where}: the field “{name}” is not read.")
            else:
                self.fault(f"there is no field “{name}”.{closest(name, fields)}")

    def fault(self, sentence: str) -> None:
        """Note a fault at this table."""
        self._faults.add(self.where, sentence)

    def has(self, name: str) -> bool:
        return name in self._found

    def raw(self, name: str) -> Any:
        """The field as it stands in the file, None when absent."""
        return self._found.get(name)

    def text(self, name: str) -> str:
        """A text that must be there and say something."""
        found = self._found.get(name)
        if isinstance(found, str) and found.strip():
            return found
        self.fault(
            f"“{name}” is missing." if found is None else f"“{name}” has to be text that says something."
        )
        return ""

    def one_of(self, name: str, words: Sequence[str], *, optional: bool = False) -> str:
        """A word of a closed list; an absent optional one reads as empty."""
        if optional and name not in self._found:
            return ""
        found = self.text(name)
        if found and found not in words:
            self.fault(f"“{name}” has no “{found}”.{closest(found, words)} There are: {', '.join(words)}.")
        return found

    def whole(self, name: str, least: int) -> int:
        """A whole number of at least `least`."""
        found = self._found.get(name)
        if type(found) is int and found >= least:
            return found
        self.fault(f"“{name}” is missing." if found is None else f"“{name}” is a whole number from {least}.")
        return least

    def yes_or_no(self, name: str) -> bool:
        """True or false."""
        found = self._found.get(name)
        if isinstance(found, bool):
            return found
        self.fault(f"“{name}” is missing." if found is None else f"“{name}” is true or false.")
        return False

    def texts(self, name: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts, not empty unless it is optional."""
        found = self._found.get(name)
        if found is None and optional:
            return ()
        if (
            not isinstance(found, list)
            or not all(isinstance(one, str) for one in found)
            or not (found or optional)
        ):
            self.fault(f"“{name}” is a list of texts.")
            return ()
        return tuple(found)

    def tables(self, name: str, *, optional: bool = False) -> tuple[Any, ...]:
        """A list of tables, not empty unless it is optional."""
        found = self._found.get(name)
        if found is None and optional:
            return ()
        if not isinstance(found, list) or not (found or optional):
            self.fault(f"“{name}” is a list with at least one entry.")
            return ()
        return tuple(found)
