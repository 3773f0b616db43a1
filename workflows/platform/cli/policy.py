"""`stepwise policy`: is a policy file sound, which version is in force, and how does a new one come into force?"""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.policy import Policy, PolicyError, check_examples, default_text, load
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import in_database
from workflows.records.organisations import organisation_named
from workflows.records.policies import PolicyVersion, active_policy, every_policy
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction, scoped_as
from workflows.records.staff import known_people
from workflows.verbs.publish_policy import publish_policy


@click.group
def command() -> None:
    """Check escalation policies, look at the versions on record, and bring a new one into force.

    A policy is a TOML file of rows: typed conditions over facts, the sentence that is shown, who acknowledges,
    by when, and the source of every number. No threshold stands in the program. A published version is never
    changed: a new one is published beside it, and every decision names the version it was made under.
    """


def _organization(function: Any) -> Any:
    return click.option("--organization", help="Its name, when there are several.")(function)


@command.command
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def check(path: Path, as_json: bool) -> None:
    """Read FILE and list what is wrong with it. Needs no database and changes nothing.

    fault: the file cannot be published; row and cell are named. example: a row does not do what its own
    example says, or an example is missing. warning: worth a look, and no hindrance.

    Exit code 1 when there is a fault or an example that does not hold.

    \b
    Example:
      stepwise policy check policy.toml
    """
    try:
        policy = load(_text_of(path))
    except PolicyError as wrong:
        for fault in wrong.faults:
            answer({"kind": "fault", "sentence": fault}, f"fault: {fault}", as_json=as_json)
        raise SystemExit(1) from None
    examples = check_examples(policy)
    for kind, found in (("warning", policy.warnings), ("example", examples)):
        for sentence in found:
            answer({"kind": kind, "sentence": sentence}, f"{kind}: {sentence}", as_json=as_json)
    row = {"kind": "checked", "version": policy.version, "rows": len(policy.rows), "examples": len(examples)}
    words = f"{policy.title}, version {policy.version}: {_counted(policy)}. Examples that do not hold: "
    answer(row, f"{words}{len(examples)}.", as_json=as_json)
    if examples:
        raise SystemExit(1)


@command.command(name="list")
@_organization
@json_option
def list_versions(organization: str | None, as_json: bool) -> None:
    """List every published version, newest first, with who signed and who approved it.

    \b
    Example:
      stepwise policy list
    """

    async def work(engine: AsyncEngine) -> tuple[tuple[PolicyVersion, ...], datetime]:
        async with scoped_as(engine, await organisation_named(engine, organization)) as tx:
            return await every_policy(tx), tx.at

    versions, at = in_database(work)
    in_force = next((one.id for one in versions if one.effective_at <= at), None)
    for one in versions:
        row = _row(one) | {"in_force": one.id == in_force}
        mark = "  (in force)" if one.id == in_force else ""
        answer(row, f"{_headline(one)}{mark}", as_json=as_json)
    if not versions:
        say("No policy has been published. The shipped one: stepwise policy publish --help")


@command.command
@click.option("--version", type=click.IntRange(1), help="This version, instead of the one in force.")
@_organization
@json_option
def show(version: int | None, organization: str | None, as_json: bool) -> None:
    """Print the text of the policy in force, or of --version, exactly as it was published.

    Exit code 1 when there is no such version, or when none is in force.

    \b
    Example:
      stepwise policy show > policy.toml
    """

    async def work(engine: AsyncEngine) -> PolicyVersion:
        async with scoped_as(engine, await organisation_named(engine, organization)) as tx:
            return await _chosen(tx, version)

    found = in_database(work)
    say(_headline(found))
    answer(_row(found) | {"text": found.text}, found.text.rstrip("\n"), as_json=as_json)


@command.command
@click.argument(
    "path", metavar="[FILE]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--shipped", is_flag=True, help="The policy that comes with this release, instead of a FILE.")
@click.option("--owner", required=True, metavar="EMAIL", help="The clinical supervisor who answers for it.")
@click.option(
    "--approver",
    required=True,
    metavar="EMAIL",
    help="A second person: a clinical supervisor or administrator.",
)
@click.option(
    "--author", metavar="EMAIL", help="Who wrote it, when that is neither the release nor the owner."
)
@_organization
@json_option
def publish(
    path: Path | None,
    shipped: bool,
    owner: str,
    approver: str,
    author: str | None,
    organization: str | None,
    as_json: bool,
) -> None:
    """Bring FILE, or the shipped policy, into force from now on.

    Say by email address who owns it and who approves it; neither may be the same person. The version in the
    file must be higher than that of the one in force. Everything `stepwise policy check` finds refuses it.
    What was decided before stays under its own version.

    \b
    Example:
      stepwise policy publish --shipped --owner ruth.okafor@school.org \\
        --approver dana.whitlock@school.org
    """
    if (path is None) != shipped:
        raise click.UsageError("Name a FILE, or --shipped, and not both.")
    text = default_text() if path is None else _text_of(path)

    async def work(engine: AsyncEngine) -> PolicyVersion:
        async with scoped_as(engine, await organisation_named(engine, organization)) as tx:
            people = await _people(tx, owner=owner, approver=approver, author=author)
            await publish_policy(tx, text=text, **people, by=tx.actor, at=tx.at)
            return await active_policy(tx)

    found = in_database(work)
    answer(_row(found), f"In force: {_headline(found)}", as_json=as_json)


async def _people(tx: Transaction, *, owner: str, approver: str, author: str | None) -> dict[str, Any]:
    """The people behind the addresses; raises `Refused` for an address that nobody has."""
    asked = {"owner_id": owner, "approver_id": approver, "author_id": author}
    emails = {name: email.strip().lower() for name, email in asked.items() if email}
    known = await known_people(tx, sorted(set(emails.values())))
    if missing := [email for email in emails.values() if email not in known]:
        raise Refused(
            f"Nobody here has the address {', '.join(missing)}. Bring people in with `stepwise people import`."
        )
    ids: dict[str, UUID | None] = {name: known[email].person_id for name, email in emails.items()}
    return {"author_id": None, **ids}


async def _chosen(tx: Transaction, version: int | None) -> PolicyVersion:
    if version is None:
        return await active_policy(tx)
    for one in await every_policy(tx):
        if one.policy.version == version:
            return one
    raise Refused(f"There is no version {version}. See `stepwise policy list`.")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Refused(f"{path} is not a text file in UTF-8.") from None


def _counted(policy: Policy) -> str:
    return f"{len(policy.rows)} rows, {sum(len(row.examples) for row in policy.rows)} examples"


def _headline(one: PolicyVersion) -> str:
    return (
        f"{one.policy.title}, version {one.policy.version}, from {one.effective_at:%Y-%m-%d %H:%M} UTC; "
        f"signed by {one.owner_name}, approved by {one.approver_name}"
    )


def _row(one: PolicyVersion) -> dict[str, Any]:
    return {
        "id": one.id,
        "policy": one.policy.id,
        "version": one.policy.version,
        "title": one.policy.title,
        "source": one.policy.source,
        "owner": one.owner_name,
        "approver": one.approver_name,
        "effective_at": one.effective_at,
        "content_hash": one.policy.content_hash,
        "rows": len(one.policy.rows),
    }
