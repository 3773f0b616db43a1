"""Are these the sections of a policy? Each fault named at its place.

A policy without one of these sections has the fixed values of `section_defaults.toml`, so that an old version
still means what it meant.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from care_steps import codes
from care_steps.rules.class_limits import faults_of_limit
from care_steps.rules.ladder_loading import read_ladders
from care_steps.rules.limits import CLOCKS, LANES, UNITS, Limit
from care_steps.rules.reading import Faults, Table
from care_steps.rules.sections import Measure, Sections, Settings, Waiting
from care_steps.steps import CARE_STEPS, Step
from care_steps.survey_bases import ConsentRule
from triage import instruments
from triage.roles import Role

BASELINES: Final = ("step", "best_in_step")
PLANNED_DOSES: Final = ("as_agreed", "while_matched")
_WAITING_LANES: Final = tuple(lane for lane in LANES if lane != "none")
_D4_FLOORS: Final = (2, 3)
_WHOLE: Final = 100
NAMES: Final = ("settings", "start", "waiting", "measures", "ladders")


def read_sections(found: Mapping[str, Any], faults: Faults, *, owner: str) -> Sections:
    """The sections of a policy; what is wrong goes into `faults`. A section that is not there is the fixed one."""
    said = {name: found.get(name, _defaults()[name]) for name in NAMES}
    answers = {name: owner if name in found and owner else str(_defaults()["owner"]) for name in NAMES}
    settings = _settings(said["settings"], faults, answers["settings"])
    start = _start(said["start"], faults)
    waiting = tuple(
        _waiting(one, f"waiting {number}", faults, answers["waiting"])
        for number, one in _listed(said["waiting"], "waiting", faults)
    )
    measures = tuple(
        _measure(one, f"measure {number}", faults, answers["measures"])
        for number, one in _listed(said["measures"], "measures", faults)
    )
    fixed = {one["lane"]: one for one in _defaults()["ladders"]}
    ladders = read_ladders(said["ladders"], faults, owner=answers["ladders"], fixed=fixed)
    return Sections(replace(settings, measures=measures), start, waiting, measures, ladders)


@cache
def fixed_sections() -> Sections:
    """What a policy without any section means."""
    faults = Faults()
    sections = read_sections({}, faults, owner="")
    assert not faults.found, faults.found
    return sections


@cache
def _defaults() -> Mapping[str, Any]:
    text = (files("care_steps") / "rules" / "section_defaults.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _settings(found: Any, faults: Faults, owner: str) -> Settings:
    names = (
        "pause_from_school_days",
        "minimum_dose_percent",
        "baseline",
        "planned_dose",
        "consent_rule",
        "d4_two_floor",
        "recent_safety_days",
        "source",
        "owner",
    )
    table = Table(found, "settings", faults, names)
    percent = table.whole("minimum_dose_percent", 1)
    if percent > _WHOLE:
        table.fault(f"“minimum_dose_percent” is at most {_WHOLE}.")
    floor = table.whole("d4_two_floor", _D4_FLOORS[0])
    if floor not in _D4_FLOORS:
        table.fault(f"“d4_two_floor” is one of {_D4_FLOORS[0]} and {_D4_FLOORS[1]}.")
    return Settings(
        pause_from_school_days=table.whole("pause_from_school_days", 1),
        minimum_dose_percent=percent,
        baseline=table.one_of("baseline", BASELINES),
        planned_dose=_planned_dose(table),
        consent_rule=_consent_rule(table),
        d4_two_floor=floor,
        recent_safety_days=table.whole("recent_safety_days", 1),
        source=table.text("source"),
        owner=_owner(table, owner),
    )


def _planned_dose(table: Table) -> str:
    # Versions from before it could be chosen go on meaning what they meant.
    if table.has("planned_dose"):
        return table.one_of("planned_dose", PLANNED_DOSES)
    return str(_defaults()["settings"]["planned_dose"])


def _consent_rule(table: Table) -> ConsentRule:
    # The same: before, a form to which a family had said no stayed due, and a stated basis was believed.
    if not table.has("consent_rule"):
        return ConsentRule.AS_STATED
    rule = table.one_of("consent_rule", tuple(ConsentRule))
    return ConsentRule(rule) if rule in tuple(ConsentRule) else ConsentRule.ON_FILE


def _start(found: Any, faults: Faults) -> Mapping[int, Step]:
    # The levels of need, as `triage.needs` has them, stand in the fixed section.
    levels = sorted(set(_defaults()["start"]) - {"source"})
    table = Table(found, "start", faults, (*levels, "source"))
    table.text("source")
    read = {level: table.one_of(level, tuple(CARE_STEPS)) for level in levels}
    start = {int(level): Step(step) for level, step in read.items() if step in tuple(CARE_STEPS)}
    for level in start:
        if level - 1 in start and start[level - 1].higher_than(start[level]):
            table.fault(f"level {level} starts at less help than level {level - 1}.")
    return start


def _waiting(found: Any, where: str, faults: Faults, owner: str) -> Waiting:
    table = Table(found, where, faults, ("lane", "class", "limit", "clock", "source", "owner"))
    lane = table.one_of("lane", _WAITING_LANES)
    inner = Table(table.raw("limit"), f"{where}, limit", faults, ("amount", "unit"))
    waiting = Waiting(
        lane=lane,
        class_=table.one_of("class", LANES.get(lane, LANES["none"])),
        limit=Limit(inner.whole("amount", 0), inner.one_of("unit", UNITS)),
        clock=table.one_of("clock", CLOCKS),
        source=table.text("source"),
        owner=_owner(table, owner),
    )
    for sentence in faults_of_limit(waiting):
        table.fault(sentence)
    return waiting


_BASES = ("consent_bases", "survey_bases")


def _measure(found: Any, where: str, faults: Faults, owner: str) -> Measure:
    names = ("instrument_id", "informant", "steps", "interval_days", "asked_by", "consent_basis", "source")
    table = Table(found, where, faults, (*names, "owner"))
    instrument_id = table.one_of("instrument_id", instruments.IDS)
    steps = table.texts("steps")
    for step in steps:
        if step not in tuple(CARE_STEPS):
            table.fault(f"“steps” has no “{step}”. There are: {', '.join(CARE_STEPS)}.")
    role = table.one_of("asked_by", tuple(Role))
    return Measure(
        instrument_id=instrument_id,
        informant=_informant(table, instrument_id),
        steps=tuple(Step(step) for step in steps if step in tuple(CARE_STEPS)),
        interval_days=table.whole("interval_days", 1),
        asked_by=Role(role) if role in tuple(Role) else Role.COUNSELOR,
        consent_basis=table.one_of(
            "consent_basis",
            tuple(one.code for bases in _BASES for one in codes.load(bases).active),
        ),
        source=table.text("source"),
        owner=_owner(table, owner),
    )


def _informant(table: Table, instrument_id: str) -> str:
    if instrument_id not in instruments.IDS:
        return ""
    informants = instruments.load(instrument_id).informants
    # Where a form is filled in by one kind of person only, nobody has to say by whom.
    return table.one_of("informant", informants) if table.has("informant") else informants[0]


def _owner(table: Table, owner: str) -> str:
    return table.text("owner") if table.has("owner") or not owner else owner


def _listed(found: Any, name: str, faults: Faults) -> Sequence[tuple[int, Any]]:
    if isinstance(found, list) and found:
        return tuple(enumerate(found, start=1))
    faults.add(name, "this is a list with at least one entry.")
    return ()
