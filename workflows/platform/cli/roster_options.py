"""How is a roster package to be read? The choices that every command about rosters offers."""

from typing import Any

import click

from workflows.exchange.csv_rows import ENCODINGS
from workflows.exchange.oneroster.reading import RosterSettings


def settings_of(
    encoding: str, lenient_ids: bool, full_export: bool, confirmed: tuple[str, ...]
) -> RosterSettings:
    """What was chosen, as the reader of packages takes it."""
    return RosterSettings(
        encoding=encoding,
        lenient_ids=lenient_ids,
        full_export_with_status=full_export,
        confirmed=frozenset(name.removesuffix(".csv") for name in confirmed),
    )


def reading_options(function: Any) -> Any:
    """The choices about how a package is read."""
    for option in (
        click.option(
            "--encoding", type=click.Choice(ENCODINGS), default="utf-8", show_default=True,
            help="Nothing but UTF-8 is ever tried without being asked for.",
        ),
        click.option("--lenient-ids", is_flag=True, help="Take ids with characters the standard forbids."),
        click.option(
            "--full-export-with-status", "full_export", is_flag=True,
            help="This source sends everything and fills status in: who is not in it has left.",
        ),
        click.option(
            "--confirm-manifest", "confirmed", multiple=True, metavar="FILE",
            help="The manifest is wrong about this file (it is there, or it is not).",
        ),
    ):  # fmt: skip
        function = option(function)
    return function
