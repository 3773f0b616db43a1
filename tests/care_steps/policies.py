"""How does a test write a policy? One good row as text, and a way to change any line of it."""

from care_steps.policy import Policy, load

HEAD = """
format = 1
id = "small"
version = 1
title = "A small policy"
owner = "Dr. Rosa Lind"
source = "a test"

[proposals.step_up]
paraprofessional_mentor = "journey_mentor"
journey_mentor = "professional_referral"
"""

ROW = """
[[rows]]
id = "R4.phq_a"
rule = "R4"
scope = "episode"
safety = false
lane = "routine"
class = "P3"
work = "recommendation"
limit = { amount = 5, unit = "school_days" }
clock = "school"
acknowledged_by = ["direct_supervisor"]
action = "supervisor_review"
proposes = "step_up"
ends = "by_decision"
sentence = "The PHQ-A total rose by {phq_a_change} points."
source = "published points"
cells = [
    {fact = "phq_a_change", op = ">=", value = 6},
]
"""

TEXT = HEAD + ROW


def with_line(line: str, *, text: str = TEXT) -> str:
    """The policy with the row's line of the same field replaced, or added when there is none."""
    name = line.split(" =")[0]
    lines = text.splitlines()
    places = [n for n, one in enumerate(lines) if one.startswith(f"{name} =")]
    if not places:
        return text + line + "\n"
    lines[places[-1]] = line
    return "\n".join(lines) + "\n"


def without(name: str, *, text: str = TEXT, everywhere: bool = False) -> str:
    """The policy without the last line of this field, or without any of them."""
    lines = text.splitlines()
    places = [n for n, one in enumerate(lines) if one.startswith(f"{name} =")]
    assert places, name
    gone = places if everywhere else places[-1:]
    return "\n".join(line for n, line in enumerate(lines) if n not in gone) + "\n"


def with_cells(*cells: str, scope: str = "episode", text: str = TEXT) -> str:
    """The policy whose row has these cells."""
    start = text.index("cells = [")
    end = text.index("]\n", start)
    listed = "".join(f"    {{{cell}}},\n" for cell in cells)
    scoped = text[:start] + "cells = [\n" + listed + text[end:]
    if scope == "episode":
        return scoped
    # A screening row opens a task or an escalation; a recommendation belongs to the episode.
    scoped = with_line(f'scope = "{scope}"', text=scoped).replace('proposes = "step_up"\n', "")
    return with_line('work = "task"', text=with_line('ends = "by_person"', text=scoped))


def row(row_id: str, *cells: str, scope: str = "episode", **fields: str) -> str:
    """One short row as text; `fields` are TOML values as they stand in the file."""
    listed = ", ".join(f"{{{cell}}}" for cell in cells)
    named = {
        "id": f'"{row_id}"',
        "scope": f'"{scope}"',
        "sentence": '"It is so."',
        "source": '"a test"',
        "cells": f"[{listed}]",
    } | {name.rstrip("_"): value for name, value in fields.items()}
    return "[[rows]]\n" + "".join(f"{name} = {value}\n" for name, value in named.items())


def policy_of(*rows: str) -> Policy:
    """The policy that consists of these rows."""
    return load(HEAD + "".join(rows))
