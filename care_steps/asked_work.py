"""How urgent is work that people ask each other for, and by when is it due? Rules say so for their own."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class AskedWork:
    """`action` is a code of the list `actions`; amount and unit as `SchoolCalendar.due_at` takes them."""

    action: str
    class_: str
    lane: str
    amount: int
    unit: str


@cache
def asked_work(action: str) -> AskedWork:
    """Raises `KeyError` for an action that nobody asks for."""
    found = tomllib.loads((files("care_steps") / "asked_work.toml").read_text(encoding="utf-8"))[action]
    return AskedWork(action, found["class"], found["lane"], found["amount"], found["unit"])
