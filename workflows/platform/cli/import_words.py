"""In which words does a command tell what an import would change, and how it ended?"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final
from uuid import UUID

from workflows.exchange.people_staging import people_preview_from
from workflows.exchange.roster_preview import KindLine, Preview
from workflows.platform.cli.answer import answer, say
from workflows.platform.cli.findings import kept_findings, tell_findings
from workflows.records.import_states import ImportState
from workflows.records.imports import Import

ENDED: Final[Mapping[ImportState, str]] = {
    ImportState.DONE: "Taken over.",
    ImportState.DISCARDED: "Nothing was changed.",
    ImportState.INVALID: "Refused as a whole, for the errors above. Nothing was changed.",
    ImportState.NEEDS_REVIEW: "Somebody changed the records meanwhile. Nothing was changed; look at it again.",
}
"""How an import ended, in the words of a command."""


def _site_of(found: Import, called: Mapping[UUID, str]) -> str:
    if found.site_id is None:
        return "Say with --site which site they get."
    return f"They get the site {called[found.site_id]}."


def tell_roster(found: Import, preview: Preview, called: Mapping[UUID, str], *, as_json: bool) -> None:
    """Findings, then the preview. `called`: the names of the sites."""
    tell_findings(kept_findings(found.diagnostics), as_json=as_json)
    if found.state is ImportState.INVALID:
        return
    if preview.errors:
        say(f"Errors: {preview.errors}. These rows are left out; the rest can be taken over.")
    say("What it would change:")
    for line in preview.lines:
        answer(asdict(line), _words(line), as_json=as_json)
    for reason in preview.brake:
        say(reason)
    if preview.need_site:
        say(f"{preview.need_site} students belong to no school. {_site_of(found, called)}")
    if any(line.kind == "staff" and line.new for line in preview.lines):
        say("Staff on a roster get no role by it. Give roles with `stepwise people import`.")
    for one in preview.alike:
        say(f"{one['name']} may be known already under another id. Decide it on the page of this import.")


def _words(line: KindLine) -> str:
    numbers = {
        "new": line.new,
        "changed": line.changed,
        "returned": line.returned,
        "left": line.left,
        "unchanged": line.unchanged,
        "with errors": line.error,
    }
    told = ", ".join(f"{number} {what}" for what, number in numbers.items() if number)
    fields = ", ".join(f"{name} {times}" for name, times in (line.fields or {}).items())
    return f"{line.plain}: {told or 'none'}" + (f" (changed: {fields})" if fields else "")


def tell_people(found: Import, *, as_json: bool) -> None:
    """Findings, then a line for each person."""
    tell_findings(kept_findings(found.diagnostics), as_json=as_json)
    if found.state is ImportState.INVALID:
        return
    preview = people_preview_from(found.summary)
    if preview.errors:
        say(
            f"Errors: {preview.errors}. A person with an error is left out whole; the rest can be taken over."
        )
    for line in preview.lines:
        changes = "; ".join(line.changes)
        row = {"what": line.what, "name": line.name, "email": line.email, "changes": list(line.changes)}
        answer(row, f"{line.what}: {line.name}{f' ({changes})' if changes else ''}", as_json=as_json)
