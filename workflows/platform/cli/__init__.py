"""Which commands are there? One module each, read only when it is asked for, so that each starts fast.

A module `workflows/platform/cli/NAME.py` offers its `command`. Data go to standard output, words to standard
error. Exit code 0 is fine, 1 a refusal or findings, 2 wrong usage.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import click

# What stands in `stepwise --help`; the modules themselves are not read for it.
COMMANDS: Final[Mapping[str, str]] = {
    "demo": "A running site with a small world to try, and doors to sign in by.",
    "setup": "Make an organisation, its sites and calendar, and its first administrator.",
    "serve": "The web site.",
    "database": "The embedded PostgreSQL: run it, stop it, print the roles for one of your own.",
    "migrate": "Bring the database's schema to this release.",
    "sweep": "Do what only the passing of time brings: what is due, what is overdue.",
    "why": "Why a decision was made: the facts, the rule, what nearly fired.",
    "replay": "Derive every recorded decision again from the facts known then.",
    "policy": "Check, compare and publish escalation policies.",
    "roster": "Check and import a school's roster (OneRoster CSV).",
    "people": "Import staff and mentors, who are in no roster.",
}


class Commands(click.Group):
    """The commands whose modules are there."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if find_spec(f"{__name__}.{name}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Say a refusal as its sentence and end with 1: a stack trace would help nobody."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = getattr(error, "sentence", None)
            if not isinstance(sentence, str):
                raise
            click.echo(sentence, err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="stepwise", prog_name="stepwise")
def main() -> None:
    """Stepped care in schools: who needs more help, which step, who decides, and why.

    Every command takes --json: one object per line on standard output. Settings come from the environment:
    STEPWISE_DATABASE_URL (a PostgreSQL of your own, role app; without it the embedded one is used),
    STEPWISE_OWNER_URL (the same for `migrate`, role owner), STEPWISE_SECRET, STEPWISE_URL, STEPWISE_DATA_DIR,
    PORT.
    """
