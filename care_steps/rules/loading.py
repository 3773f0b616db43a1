"""Is this text a policy? Reads TOML, checks every cell against the vocabulary and names every fault.

One bad cell refuses the whole: a policy that loads in part would fail open.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from care_steps.rules.checking import faults_among, warnings_among
from care_steps.rules.reading import Faults, Table
from care_steps.rules.row_loading import read_row
from care_steps.rules.rows import Policy, PolicyError
from care_steps.rules.section_loading import NAMES, read_sections
from care_steps.steps import Step
from care_steps.vocabulary import FACTS, FactKind

_FIELDS = ("format", "id", "version", "title", "owner", "source", "proposals", "rows", *NAMES)
FORMAT = 1


def load(text: str, *, vocabulary: Mapping[str, FactKind] = FACTS) -> Policy:
    """The policy written in this TOML text; raises `PolicyError`, which lists all faults.

    The format stands in `care_steps.policy`.
    """
    if not isinstance(text, str):
        raise PolicyError(("A policy is text in TOML.",))
    return _of_our_facts(text) if vocabulary is FACTS else _read(text, vocabulary)


@lru_cache(maxsize=32)
def _of_our_facts(text: str) -> Policy:
    """Most organizations begin with the shipped text, and a policy is never changed once it is read."""
    return _read(text, FACTS)


def _read(text: str, vocabulary: Mapping[str, FactKind]) -> Policy:
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise PolicyError((f"This is not TOML: {wrong}.",)) from None
    faults = Faults()
    policy = _policy(found, faults, vocabulary)
    for sentence in faults_among(policy.rows, vocabulary):
        faults.found.append(sentence)
    if faults.found:
        raise PolicyError(tuple(dict.fromkeys(faults.found)))
    return policy


def _policy(found: dict[str, Any], faults: Faults, vocabulary: Mapping[str, FactKind]) -> Policy:
    table = Table(found, "policy", faults, _FIELDS, takes_others=True)
    if table.raw("format") not in (None, FORMAT):
        table.fault(f"this is format {table.raw('format')}; only format {FORMAT} can be read.")
    owner = table.text("owner") if table.has("owner") else ""
    proposals = _proposals(table.raw("proposals"), faults)
    rows = tuple(
        read_row(one, place, faults, vocabulary=vocabulary, owner=owner, proposals=tuple(proposals))
        for place, one in enumerate(table.tables("rows"), start=1)
    )
    sections = read_sections(found, faults, owner=owner)
    return Policy(
        # A draft may still be without a name and a number; it cannot be published so.
        id=table.text("id") if table.has("id") else "",
        version=table.whole("version", 1) if table.has("version") else 0,
        title=table.text("title") if table.has("title") else "",
        owner=owner,
        source=table.text("source") if table.has("source") else "",
        rows=rows,
        proposals=proposals,
        content_hash=_hash(found),
        settings=sections.settings,
        start=sections.start,
        waiting=sections.waiting,
        measures=sections.measures,
        ladders=sections.ladders,
        vocabulary=vocabulary,
        warnings=(*faults.warned, *warnings_among(rows, vocabulary)) if not faults.found else (),
    )


def _proposals(found: Any, faults: Faults) -> dict[str, dict[Step, Step]]:
    names = tuple(found) if isinstance(found, dict) else ()
    table = Table({} if found is None else found, "proposals", faults, names)
    return {name: _proposal(name, table.raw(name), faults) for name in names}


def _proposal(name: str, found: Any, faults: Faults) -> dict[Step, Step]:
    steps = tuple(step.value for step in Step if step.is_open)
    table = Table(found, f"proposal {name}", faults, steps)
    # Care may be proposed to end; nobody is proposed back to where care has not begun.
    goals = (*steps[1:], Step.CLOSED.value)
    read = {one: table.one_of(one, goals) for one in steps if table.has(one)}
    return {Step(one): Step(to) for one, to in read.items() if to in goals}


def _hash(found: dict[str, Any]) -> str:
    """SHA-256 of the content: comments, blanks and the order of fields do not change it."""
    canonical = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
