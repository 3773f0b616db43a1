"""Who may ask for this address, and what may it do?

Every handler is declared with `reads` or `acts`. A read never changes anything and is named `see_...`; an act
is a POST, carries a CSRF token and, unless it says otherwise, a one-time form key. A route without a
declaration is refused when it is asked for, and found by a house test before that.
"""

from collections.abc import Callable
from typing import Any, Final

from litestar import get, post
from litestar.handlers import HTTPRouteHandler

SIGNED_IN: Final = "signed_in"
ANYONE: Final = "anyone"

# A form holds no file and no more than a long note. Ours.
FORM_BYTES: Final = 256 * 1024
FORM_PARTS: Final = 50

Declared = Callable[[Callable[..., Any]], HTTPRouteHandler]


def reads(
    path: str,
    *,
    action: str,
    access: str = SIGNED_IN,
    has_draft: bool = False,
    while_handed_over: bool = False,
    is_quiet: bool = False,
    escalates: bool = False,
    takes_long: bool = False,
) -> Declared:
    """A page to look at: `@reads("/mentees/{mentee_id:uuid}", action="see_mentee")`.

    `has_draft`: what is typed into its form is kept as it is typed (`workflows/verbs/save_draft.py`).
    `while_handed_over`: answers also on a device that is in the hands of a young person.
    `is_quiet`: a page asks for it by itself too, as a fragment: no sign that somebody is there, and it says no notice.
    `escalates`, `takes_long`: as with an act.
    """
    if not action.startswith("see_"):
        raise ValueError(f"A read is called see_..., not {action}.")
    declared = {
        "action": action,
        "access": access,
        "acts": False,
        "has_draft": has_draft,
        "while_handed_over": while_handed_over,
        "is_quiet": is_quiet,
        "escalates": escalates,
        "takes_long": takes_long,
    }
    return get(path, opt=declared, status_code=200)


def acts(
    path: str,
    *,
    action: str,
    access: str = SIGNED_IN,
    has_key: bool = True,
    most_bytes: int = FORM_BYTES,
    is_quiet: bool = False,
    while_handed_over: bool = False,
    escalates: bool = False,
    takes_long: bool = False,
) -> Declared:
    """A form's address: `@acts("/mentees/{mentee_id:uuid}/closure", action="close")`, named like the verb.

    `has_key=False` is for what may be done twice without harm, such as signing out. `most_bytes` is raised
    only where a file comes in. `is_quiet`: a page sends it by itself, so it is no sign that somebody is there.
    `escalates`: what may open an escalation, answer one or go on with it has connections of its own, which nothing else
    uses (`supervision/connection_limits.toml`). `takes_long`: it works on a whole school, and is not given up when one
    statement takes longer than a page may.
    """
    if action.startswith("see_"):
        raise ValueError(f"An act is named like its verb, not {action}.")
    declared = {
        "action": action,
        "access": access,
        "acts": True,
        "has_key": has_key and access == SIGNED_IN,
        "is_quiet": is_quiet,
        "while_handed_over": while_handed_over,
        "escalates": escalates,
        "takes_long": takes_long,
    }
    return post(path, opt=declared, request_max_body_size=most_bytes, status_code=200)
