"""How does a command answer? Data to standard output, as words or JSON; the rest to standard error."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def json_option(function: Decorated) -> Decorated:
    """Adds `--json` to a command, which receives it as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")(function)


def answer(row: Mapping[str, Any], words: str, *, as_json: bool) -> None:
    """One line of data: the object, or the same in words. Dates, ids and the like are written as text."""
    click.echo(json.dumps(row, default=str, ensure_ascii=False) if as_json else words)


def say(words: str) -> None:
    """What is going on, for whoever watches."""
    click.echo(words, err=True)
