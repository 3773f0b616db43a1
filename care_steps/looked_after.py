"""What did people judge of a mentee: rated needs, tiers of safety, and what they asked or could not judge?"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

from care_steps.contacts import day_pair
from care_steps.one_fact import Fact, Reason, Source, known, unknown
from care_steps.raw_facts import RawAssessment, RawConcern, RawEpisode
from care_steps.rules.sections import Settings
from triage.needs import level_of

DOMAINS: Final[Mapping[str, str]] = {
    "need_distress": "D1",
    "need_safety": "D2",
    "need_daily_life": "D3",
    "need_complications": "D4",
}
"""The primary domains: without one of them nobody can judge."""


def need_facts(assessment: RawAssessment | None, settings: Settings) -> dict[str, Fact]:
    """The newest rating of needs. What nobody rated is unknown, never low."""
    if assessment is None:
        return {}
    source = Source("assessment", assessment.id, assessment.happened_at)
    blind = unknown(Reason.NOT_RECORDED, source)
    rated = {
        name: known(assessment.ratings[key], source) if key in assessment.ratings else blind
        for name, key in DOMAINS.items()
    }
    unrated = sum(not fact.is_known for fact in rated.values())
    level = _level(tuple(sorted(assessment.ratings.items())), settings.d4_two_floor)
    return {
        **rated,
        "need_primary_unrated": known(unrated, source),
        "need_level": known(level, source) if not unrated else unknown(Reason.CANNOT_JUDGE, source),
    }


def safety_facts(raw: RawEpisode, settings: Settings) -> dict[str, Fact]:
    """What is open about safety, what was found last, and whether that is lately."""
    facts = {
        "open_safety_item": known(bool(raw.open_safety_items), *_works(raw.open_safety_items)),
        "open_cannot_judge": known(bool(raw.open_cannot_judge), *_works(raw.open_cannot_judge)),
        "recent_safety_item": _recent(raw, settings),
    }
    if raw.safety is None:
        return facts
    source = Source("safety_assessment", raw.safety.id, raw.safety.happened_at)
    tier = {"safety_tier": known(raw.safety.tier, source)}
    return facts | tier | day_pair("since_safety_assessment", raw, settings, raw.safety.happened_at, source)


def concern_facts(concerns: Iterable[RawConcern]) -> dict[str, Fact]:
    """What somebody raised."""
    found = sorted(concerns, key=lambda one: (one.happened_at, one.id))
    facts = {
        "mentor_asks": _raised(found, "talk_over"),
        "concern_now": _raised(found, "other_now"),
        "abuse_or_neglect": _raised(found, "abuse_or_neglect"),
        "active_statement_or_weapon": _raised(found, "active_statement", "threat_to_others", "weapon"),
    }
    asked = [one for one in found if one.kind == "talk_over" and one.reason_code]
    if asked:
        facts["asking_reason"] = known(str(asked[-1].reason_code), _concern(asked[-1]))
    return facts


@lru_cache(maxsize=4096)
def _level(ratings: tuple[tuple[str, int], ...], d4_two_floor: int) -> int:
    return level_of(dict(ratings), d4_two_floor=d4_two_floor).level


def _recent(raw: RawEpisode, settings: Settings) -> Fact:
    """Open, or dealt with or assessed in these last days; a long closure makes nothing older."""
    if raw.open_safety_items:
        return known(True, *_works(raw.open_safety_items))
    ended, found = raw.ended_safety_item, raw.safety
    last = [(ended.ended_at, Source("work", ended.id, ended.ended_at))] if ended else []
    last += [(found.happened_at, Source("safety_assessment", found.id, found.happened_at))] if found else []
    recent = [
        source
        for at, source in last
        if raw.calendar.open_days(at, raw.as_of, pause_from=settings.pause_from_school_days)
        < settings.recent_safety_days
    ]
    return known(bool(recent), *recent)


def _works(ids: Iterable[UUID]) -> tuple[Source, ...]:
    return tuple(Source("work", key) for key in sorted(ids))


def _raised(concerns: Iterable[RawConcern], *kinds: str) -> Fact:
    found = [one for one in concerns if one.kind in kinds]
    return known(bool(found), *(_concern(one) for one in found))


def _concern(one: RawConcern) -> Source:
    return Source("concern", one.id, one.happened_at)
