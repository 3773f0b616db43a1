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
    "setup": "Make an organization, its sites and calendar, and its first administrator.",
    "serve": "The web site.",
    "worker": "The escalation engine: whoever is next is told, until somebody answers.",
    "auditor": "Does the engine keep its promises? Looks more than once a minute, from outside.",
    "watch": "Is anybody still watching? Reads the age of two files, for cron.",
    "emergency-page": "Whom a school calls when the site is away, as files.",
    "jobs": "What the clock does beside it; the worker starts it.",
    "database": "The embedded PostgreSQL: run it, stop it, print the roles for one of your own.",
    "migrate": "Bring the database's schema to this release.",
    "backup": "Write everything into a file, restore it elsewhere to be sure, and let old ones go.",
    "restore": "Bring a backup back, or only see whether it could be.",
    "sweep": "Do what only the passing of time brings: what is due, what is overdue.",
    "why": "Why a decision was made: the facts, the rule, what nearly fired.",
    "replay": "Derive every recorded decision again from the facts known then.",
    "simulate": "Play a made-up school year through a policy, and count the work it makes.",
    "policy": "Check, compare and publish escalation policies.",
    "roster": "Check and import a school's roster (OneRoster CSV).",
    "people": "Import staff and mentors, who are in no roster.",
    "answers": "Begin and check a list of questionnaires that were filled in elsewhere.",
}


EXIT_CODES: Final = (
    "Exit codes: 0 fine, 1 refused or something was found (a sentence says what), 2 wrong usage."
)


class Commands(click.Group):
    """The commands whose modules are there."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if find_spec(_module_of(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module_of(cmd_name)).command
        return _with_exit_codes(command)

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


def _module_of(name: str) -> str:
    return f"{__name__}.{name.replace('-', '_')}"


def _with_exit_codes(command: click.Command) -> click.Command:
    """Said at the end of every help, in the same words."""
    command.epilog = EXIT_CODES
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _with_exit_codes(one)
    return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="stepwise", prog_name="stepwise")
def main() -> None:
    """Stepped care in schools: who needs more help, which step, who decides, and why.

    To look around: stepwise demo. For a school of your own: stepwise migrate, then stepwise setup. What a
    command does, with an example: stepwise COMMAND --help.

    Every command takes --json: one object per line on standard output. Settings come from the environment:

    \b
    STEPWISE_DATABASE_URL  a PostgreSQL of your own, role app; without it the embedded one is used
    STEPWISE_OWNER_URL     the same, role owner: for `migrate`, `setup` and `demo` alone
    STEPWISE_BACKUP_URL    the same, role backup: for `backup` alone
    STEPWISE_AUDITOR_URL   the same, role auditor: for `auditor` alone
    STEPWISE_WORKER_URL    the same, role worker: for the jobs beside `worker` alone
    STEPWISE_BACKUP_DIR    where backups are kept (the folder backups beside the embedded database)
    STEPWISE_DEADMAN_FILE  what the auditor touches when all is well (all-well beside the data)
    STEPWISE_EMERGENCY_DIR where the emergency pages are written (the folder emergency beside the data)
    STEPWISE_SECRET        what the site signs with, and `worker` opens the addresses of channels with; needed with a
                           database of your own
    STEPWISE_METRICS_TOKEN what a machine brings that reads /metrics; without it there is no such page
    STEPWISE_MAIL_URL      the mail server that notices leave by, for `worker`: smtps://name:password@host
    STEPWISE_MAIL_FROM     the address they come from
    STEPWISE_LOCAL_CHANNELS  1 lets channels lead to this machine itself: for trials
    STEPWISE_URL           the address that people use, when a proxy stands in front
    STEPWISE_PROXIES       the proxies whose word is taken for where a request came from
    STEPWISE_HOST, PORT    where the site listens (127.0.0.1, 8000)
    STEPWISE_POOL_SIZE     connections of one web process to the database (10)
    STEPWISE_DATA_DIR      where the embedded database and its secret are kept
    STEPWISE_DEMO          1 shows the doors of made-up people; `stepwise demo` sets it
    """
