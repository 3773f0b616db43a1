"""What does the record hand over about an episode, before anything is judged?

These values are filled by one gathering statement. They hold counts, scores and dates as they stand at one
instant and as known at another; only `facts.derive` draws conclusions from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from care_steps.steps import Step
from triage.calendar import SchoolCalendar
from triage.instruments import Number


@dataclass(frozen=True, slots=True)
class RawAdministration:
    """One filled-in form in its current amendment, as `triage.scoring` scored it when it was entered.

    Answers by item number ("1" to "9") or extra ("EX3"): a number, None for a blank, or the name of an
    answer state (refused, unreadable, not_asked).
    """

    id: UUID
    instrument_id: str
    informant: str
    recall_window: str
    form_version: str
    completed_at: datetime
    recorded_at: datetime
    status: str
    total: Number | None
    band: str | None
    positivity: str
    safety: str
    answers: Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class RawConcern:
    """Somebody said that something worries them. Kinds: the coded list `concern_kinds`."""

    id: UUID
    kind: str
    reason_code: str | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class RawContacts:
    """Meetings of mentor and mentee. Missed ones: those after the last made one, newest last.

    `missed_at_school` are those of them that were not on a closed day; `planned_without_school` counts the planned
    ones that fell on one. `stopped_in_step` are the planned ones that fell into a pause of their match or came after its
    end, `stopped_without_school` those of them on a closed day.
    """

    mentor_assigned_at: datetime | None
    mentor_assigned_id: UUID | None
    last_made_at: datetime | None
    last_made_id: UUID | None
    missed_in_a_row: tuple[UUID, ...]
    made_in_step: int
    planned_in_step: int
    missed_at_school: tuple[UUID, ...] = ()
    planned_without_school: int = 0
    stopped_in_step: int = 0
    stopped_without_school: int = 0


@dataclass(frozen=True, slots=True)
class RawAssessment:
    """The newest rating of needs: 0 to 4 for each domain that somebody rated, and the level that followed then."""

    id: UUID
    ratings: Mapping[str, int]
    level: int
    is_at_least: bool
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class RawSafety:
    """What a trained person found when they looked into a safety item last."""

    id: UUID
    tier: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class RawEnded:
    """The safety item that was ended last."""

    id: UUID
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class RawPlanChange:
    """From when on a form is asked otherwise than the policy says; without an interval it is asked no more."""

    instrument_id: str
    starts_at: datetime
    interval_days: int | None
    asked_by: str | None
    consent_basis: str | None


@dataclass(frozen=True, slots=True)
class RawConsent:
    """One answer about questionnaires: "given", "refused" or "withdrawn"; `ends_on`, the last day of what was given."""

    state: str
    how: str
    said_on: date
    ends_on: date | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RawOptOut:
    """The family said no to these forms after a notice."""

    instrument_ids: tuple[str, ...]
    said_on: date


@dataclass(frozen=True, slots=True)
class RawFamily:
    """What the family said about planned forms: the newest answer and the one before it, and what it opted out of."""

    answers: tuple[RawConsent, ...] = ()
    opt_outs: tuple[RawOptOut, ...] = ()


@dataclass(frozen=True, slots=True)
class RawEpisode:
    """One episode as of one instant. Administrations are in the order of `completed_at`, then id.

    `calendar` holds the closures of the site that were known then. `open_cannot_judge` is work that waits for an
    answer without which nobody can judge.
    """

    episode_id: UUID
    as_of: datetime
    step: Step
    step_began_at: datetime
    opened_at: datetime
    administrations: tuple[RawAdministration, ...]
    contacts: RawContacts
    concerns: tuple[RawConcern, ...]
    open_safety_items: tuple[UUID, ...]
    calendar: SchoolCalendar
    open_cannot_judge: tuple[UUID, ...] = ()
    ended_safety_item: RawEnded | None = None
    assessment: RawAssessment | None = None
    safety: RawSafety | None = None
    plan_changes: tuple[RawPlanChange, ...] = ()
    step_change_id: UUID | None = None
    """The change with which the present step began."""
    family: RawFamily = RawFamily()


def with_session(
    raw: RawEpisode, session_id: UUID, *, held_at: datetime, was_made: bool, in_step: bool
) -> RawEpisode | None:
    """The same facts once one more session is on record, or None where only a new reading can tell.

    `in_step`: its match is for the present step. What is handed over has no times of missed sessions, so that a
    session cannot be put in order among them.
    """
    kept = raw.contacts
    is_newest = kept.last_made_at is None or held_at > kept.last_made_at
    if held_at > raw.as_of or held_at == kept.last_made_at or kept.missed_in_a_row:
        return None
    if was_made:
        kept = replace(kept, made_in_step=kept.made_in_step + in_step)
    if was_made and is_newest:
        kept = replace(kept, last_made_at=held_at, last_made_id=session_id)
    if not was_made and is_newest:
        held_on = raw.calendar.local_day(held_at)
        at_school = () if raw.calendar.is_closed(held_on) else (session_id,)
        kept = replace(kept, missed_in_a_row=(session_id,), missed_at_school=at_school)
    return replace(raw, contacts=kept)
