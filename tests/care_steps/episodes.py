"""How does a test of the facts get an episode? As the gathering statement hands it over, one part at a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from care_steps.facts import (
    FACTS,
    NOT_ASKED,
    Fact,
    RawAdministration,
    RawConcern,
    RawContacts,
    RawEpisode,
    Scope,
    derive,
)
from care_steps.rules.section_loading import fixed_sections
from care_steps.steps import Step
from triage.calendar import SchoolCalendar
from triage.scoring import score

BEGAN = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
"""The present step began."""
NOW = BEGAN + timedelta(days=60)
SETTINGS = fixed_sections().settings
SCHOOL = SchoolCalendar("America/New_York")
NOBODY_YET = RawContacts(None, None, None, None, (), 0, 0)


def day(number: float) -> datetime:
    """An instant so many days after the step began; negative is before."""
    return BEGAN + timedelta(days=number)


def key(number: int) -> UUID:
    """A readable id."""
    return UUID(int=number)


def episode(**parts: Any) -> RawEpisode:
    """An episode in its first step, with nothing on record but these parts."""
    raw = RawEpisode(
        episode_id=key(1),
        as_of=NOW,
        step=Step.MENTOR,
        step_began_at=BEGAN,
        opened_at=BEGAN - timedelta(days=20),
        administrations=(),
        contacts=NOBODY_YET,
        concerns=(),
        open_safety_items=(),
        calendar=SCHOOL,
        step_change_id=key(2),
    )
    return replace(raw, **parts)


def form(
    number: int, instrument: str, answers: Mapping[Any, Any], on: float, **parts: Any
) -> RawAdministration:
    """A filled-in form, scored as it would be when it is entered."""
    result = score(instrument, answers)
    raw = RawAdministration(
        id=key(number),
        instrument_id=instrument,
        informant="mentee",
        recall_window="2 weeks",
        form_version="1",
        completed_at=day(on),
        recorded_at=day(on),
        status=result.status.value,
        total=result.total,
        band=result.band,
        positivity=result.positivity.value,
        safety=result.safety.value,
        answers=result.kept_answers,
    )
    return replace(raw, **parts)


def totalling(instrument: str, total: int) -> dict[Any, Any]:
    """Complete answers with this total; item 9 gets its points last."""
    answers: dict[Any, Any] = {}
    for item in range(1, 10 if instrument == "phq-a" else 8):
        answers[item] = min(3, total)
        total -= answers[item]
    assert total == 0
    return answers


def phq_a(number: int, total: int, on: float, **parts: Any) -> RawAdministration:
    return form(number, "phq-a", totalling("phq-a", total), on, **parts)


def gad_7(number: int, total: int, on: float, **parts: Any) -> RawAdministration:
    return form(number, "gad-7", totalling("gad-7", total), on, **parts)


def concern(number: int, kind: str, on: float) -> RawConcern:
    return RawConcern(key(number), kind, None, day(on))


def derived(raw: RawEpisode, **settings: Any) -> dict[str, Fact]:
    """Every fact about the episode; what was not asked is there too, as not asked."""
    not_asked = {name: NOT_ASKED for name, kind in FACTS.items() if kind.scope is Scope.EPISODE}
    return not_asked | derive(raw, replace(SETTINGS, **settings))
