"""How long has this step lasted, when did mentor and mentee last meet, and how much of the plan was delivered?

Days come in pairs: those on the calendar, and those without the long closures of the school. A rule about safety
asks for the first, a routine one for the second.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from care_steps.one_fact import Fact, Source, known
from care_steps.raw_facts import RawContacts, RawEpisode
from care_steps.rules.sections import Settings

_DAY: Final = timedelta(days=1)
_WHOLE: Final = 100


def day_pair(
    name: str, raw: RawEpisode, settings: Settings, since: datetime, source: Source
) -> dict[str, Fact]:
    """Both counts of the days since an instant, by name."""
    open_days = raw.calendar.open_days(since, raw.as_of, pause_from=settings.pause_from_school_days)
    return {
        f"days_{name}": known(max((raw.as_of - since) // _DAY, 0), source),
        f"open_days_{name}": known(open_days, source),
    }


def step_facts(raw: RawEpisode, settings: Settings) -> dict[str, Fact]:
    """How long the present step has lasted."""
    if raw.step_change_id is None:
        return {}
    source = Source("step_change", raw.step_change_id, raw.step_began_at)
    return day_pair("in_step", raw, settings, raw.step_began_at, source)


def contact_facts(raw: RawEpisode, settings: Settings) -> dict[str, Fact]:
    """Meetings made and missed; without a mentor nobody could miss one."""
    contacts = raw.contacts
    facts = {
        "sessions_made": known(contacts.made_in_step),
        "sessions_planned": known(_planned(contacts, settings)[0]),
        **_dose(contacts, settings),
    }
    if contacts.mentor_assigned_at is None or contacts.mentor_assigned_id is None:
        return facts
    # A new mentor resets no clock: an earlier made contact counts before the assignment does.
    since, source = (
        contacts.mentor_assigned_at,
        Source("match", contacts.mentor_assigned_id, contacts.mentor_assigned_at),
    )
    if contacts.last_made_at is not None and contacts.last_made_id is not None:
        since, source = contacts.last_made_at, Source("session", contacts.last_made_id, contacts.last_made_at)
    return {
        **facts,
        **day_pair("since_last_made_contact", raw, settings, since, source),
        "missed_in_a_row": _missed(contacts.missed_in_a_row),
        "missed_at_school_in_a_row": _missed(contacts.missed_at_school),
    }


def _missed(ids: tuple[UUID, ...]) -> Fact:
    return known(len(ids), *(Source("session", key) for key in ids))


def _dose(contacts: RawContacts, settings: Settings) -> dict[str, Fact]:
    """Delivered against planned; a session that was planned for a closed day could not be made."""
    planned, without_school = _planned(contacts, settings)
    due = planned - without_school
    if due <= 0:
        return {"sessions_due": known(0), "dose": known("not_planned")}
    percent = contacts.made_in_step * _WHOLE // due
    enough = contacts.made_in_step * _WHOLE >= settings.minimum_dose_percent * due
    return {
        "sessions_due": known(due),
        "delivered_percent": known(percent),
        "dose": known("enough" if enough else "too_little"),
    }


def _planned(contacts: RawContacts, settings: Settings) -> tuple[int, int]:
    """The planned sessions that count, and those of them on a closed day."""
    if settings.planned_dose == "as_agreed":
        return contacts.planned_in_step, contacts.planned_without_school
    return (
        contacts.planned_in_step - contacts.stopped_in_step,
        contacts.planned_without_school - contacts.stopped_without_school,
    )
