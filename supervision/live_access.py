"""Who may say that an organization is ready, and if not, in which words? And why is no case opened before?"""

from collections.abc import Sequence
from typing import Final

from supervision.actors import Actor
from supervision.going_live import Line, open_lines
from supervision.live_items import Item
from triage.roles import RECORD_KEEPERS, Role

NOT_LIVE: Final = "This organization does not take real cases yet, so nobody can be referred."
IN_A_DEMO: Final = "This is a demonstration. Nothing here is about real young people, and it never goes live."
ALREADY_LIVE: Final = "The organization is live already."


def why_not_see_ready(actor: Actor) -> str | None:
    if any(actor.has(role) for role in RECORD_KEEPERS):
        return None
    return "Only a program administrator, a privacy officer or a clinical supervisor may see what is ready."


def why_not_answer_item(actor: Actor, item: Item) -> str | None:
    """Only what a person has to say can be said, and only by those who answer for it."""
    if item.kind != "answered":
        return "This is read from what is on record. Nobody can say it."
    if any(actor.has(role) for role in item.roles):
        return None
    return f"Only these may say it: {', '.join(item.who_plain)}."


def why_not_keep_duty(actor: Actor) -> str | None:
    if actor.has(Role.ADMINISTRATOR) or actor.has(Role.PRIVACY_OFFICER):
        return None
    return "Only a program administrator or a privacy officer may write down the duty to report."


def why_not_change_live(actor: Actor) -> str | None:
    if actor.has(Role.ADMINISTRATOR):
        return None
    return "Only a program administrator may go live, and end it."


def why_not_go_live(actor: Actor, lines: Sequence[Line], *, is_demo: bool, is_live: bool) -> str | None:
    if (why := why_not_change_live(actor)) is not None:
        return why
    if is_demo:
        return IN_A_DEMO
    if is_live:
        return ALREADY_LIVE
    if open_lines(lines):
        return f"Not everything is done yet. {what_is_open(lines)}"
    return None


def why_not_take_cases(lines: Sequence[Line]) -> str:
    """What is missing and who acts on it, for somebody who may not see the list."""
    return f"{NOT_LIVE} {what_is_open(lines)}"


def what_is_open(lines: Sequence[Line]) -> str:
    """One sentence."""
    found = [f"{one.item.title} ({', '.join(one.item.who_plain)})" for one in open_lines(lines)]
    if found:
        return f"Still to be done: {'; '.join(found)}."
    return "Everything is done: a program administrator goes live on the page “Ready to go live?”."
