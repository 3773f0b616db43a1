"""What worries whoever logs a session, about whom, and what of it was sent before the log?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from supervision.session_logs import NOW_KINDS, WORRIES
from workflows.pages.forms import Reading
from workflows.pages.page import mark

_WHOM: Final = mark("Say about whom.")
_NOW: Final = mark("Say what is happening, so that the right people come.")


@dataclass(frozen=True, slots=True)
class Group:
    """Whose log it is: this match, and the mentor's other matches whose mentees may have been there.

    `sent`: the worries that were sent before the log, by match.
    """

    match_id: UUID
    others: Collection[UUID] = ()
    sent: Mapping[UUID, UUID] = field(default_factory=lambda: MappingProxyType({}))


def read_worries(typed: Reading, group: Group, together: tuple[UUID, ...]) -> Mapping[UUID, dict[str, Any]]:
    """What worries, by match; those about whom nothing was said are not there."""
    worry = typed.one_of("worry", WORRIES, required=mark("Say whether anything worried you."))
    if worry in (None, "no"):
        return {}
    now_kind = typed.one_of("now_kind", NOW_KINDS, required=_NOW) if worry == "now" else None
    said = typed.text(f"said_{worry}")
    found = {"worry": worry, "now_kind": now_kind, "said": said}
    return {
        one: {**found, "concern_id": group.sent.get(one) if worry == "now" else None}
        for one in _about(typed, together)
    }


def read_worry_now(typed: Reading, group: Group) -> tuple[tuple[UUID, ...], str, str, UUID | None]:
    """About whom, what is happening, what was said, and who that works here is named in it. Raises `Invalid`."""
    kind = typed.one_of("now_kind", NOW_KINDS, required=_NOW)
    about = _about(typed, (group.match_id, *others_there(typed, group)))
    said = typed.text("said_now")
    named_id = typed.uuid("named_id", required=None)
    typed.insist()
    return about, str(kind), said, named_id


def sent_before(written: Collection[str]) -> dict[UUID, UUID]:
    """The worries that were sent before the log, by match, as the hidden field `sent` carries them."""
    found = {}
    for one in written:
        try:
            match_id, concern_id = (UUID(part) for part in one.split(":"))
        except ValueError:
            continue
        found[match_id] = concern_id
    return found


def others_there(typed: Reading, group: Group) -> tuple[UUID, ...]:
    """The matches of the other mentees who were in the session."""
    return tuple(UUID(one) for one in typed.many_of("others", [str(other) for other in group.others]))


def _about(typed: Reading, together: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(together) == 1:
        return together
    about = typed.many_of("worry_about", [str(one) for one in together], required=_WHOM)
    return tuple(UUID(one) for one in about)
