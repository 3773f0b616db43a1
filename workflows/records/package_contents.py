"""What does each item of a hand-off package say about this mentee now, line by line?

Read from what its sender may see anyway; what was corrected or moved to somebody else since is not there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from care_steps import codes
from care_steps.facts import derive, dose
from supervision.handoff_packages import TERMS
from triage import instruments
from workflows.records.contacts import Contact, reachable_contacts
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.on_paper import on_paper
from workflows.records.people import Student, load_student
from workflows.records.policies import settings_of
from workflows.records.referral_packages import PackagePart
from workflows.records.referrals import Referral, referral_history
from workflows.records.scope import Transaction
from workflows.records.stated_views import StatedView, newest_views
from workflows.records.timelines import Happening, timeline

NOTHING: Final = "Nothing is on record."


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Everything that the items are read from."""

    case: Case
    referral: Referral
    reason: str
    student: Student
    dose: str
    happened: tuple[Happening, ...]
    views: tuple[StatedView, ...]
    contacts: tuple[Contact, ...]

    def of_kind(self, kind: str) -> list[Happening]:
        """Newest first, without what was corrected."""
        return [one for one in self.happened if one.kind == kind and one.counts]

    def day(self, one: Happening) -> str:
        return f"{one.happened_at.astimezone(ZoneInfo(self.case.calendar.time_zone)):%B %-d, %Y}"


async def package_contents(tx: Transaction, case: Case, referral: Referral) -> tuple[PackagePart, ...]:
    """Every item with what it would say, in their order; which of them are sent is chosen later."""
    known = await _on_record(tx, case, referral)
    return tuple(
        PackagePart(one.code, one.plain, tuple(_SAYS[one.code](known)) or (NOTHING,)) for one in TERMS.items
    )


async def _on_record(tx: Transaction, case: Case, referral: Referral) -> OnRecord:
    raw = await gather_one(tx, case.id, max(tx.at, case.known_at))
    history = await referral_history(tx, referral.id)
    return OnRecord(
        case=case,
        referral=referral,
        reason=history[-1].words,
        student=await load_student(tx, case.mentee_id),
        dose=dose(derive(raw, await settings_of(tx, case.policy_version_id))),
        happened=on_paper(await timeline(tx, case.id, with_scores=True)),
        views=tuple((await newest_views(tx, case.id)).values()),
        contacts=await reachable_contacts(tx, case.mentee_id, on=case.calendar.local_day(tx.at)),
    )


def _who(known: OnRecord) -> list[str]:
    grade = f", grade {known.student.grade.lstrip('0')}" if known.student.grade else ""
    return [known.case.mentee_name, f"{known.student.site_name}{grade}"]


def _reason(known: OnRecord) -> list[str]:
    return [known.reason] if known.reason else []


def _care(known: OnRecord) -> list[str]:
    since = next(iter(known.of_kind("step_change")), None)
    began = f", since {known.day(since)}" if since else ""
    return [f"{known.case.step.plain}{began}", known.dose]


def _scores(known: OnRecord) -> list[tuple[str, str]]:
    """Form and what it said, newest first; one that cannot be judged says so and gives no number."""
    found = []
    for one in known.of_kind("administration"):
        told, form = one.fields, instruments.load(one.fields["instrument_id"]).name
        said = f"{told['total']}, {told['band']}" if told["total"] is not None else "cannot be judged"
        found.append((form, f"{form}: {said} ({known.day(one)})"))
    return found


def _measures(known: OnRecord) -> list[str]:
    # The newest stands first, so that going backwards it is the one that stays.
    return list(dict(reversed(_scores(known))).values())


def _all_measures(known: OnRecord) -> list[str]:
    return [said for _, said in _scores(known)]


def _safety(known: OnRecord) -> list[str]:
    last = next(iter(known.of_kind("safety_assessment")), None)
    if last is None:
        return []
    tier = codes.load("safety_tiers").plain(last.fields["tier"])
    plan = last.fields["safety_plan"]
    return [f"{tier} ({known.day(last)}, {last.by})", *([f"Safety plan: {plan}"] if plan else [])]


def _school_contact(known: OnRecord) -> list[str]:
    phone = known.case.on_call_phone
    return [known.referral.owner_name, *([f"On call: {phone}"] if phone else [])]


def _home_contact(known: OnRecord) -> list[str]:
    return [_reached(one) for one in known.contacts if one.detail.speaks]


def _reached(one: Contact) -> str:
    detail = one.detail
    language = codes.load("contact_languages").plain(detail.language)
    parts = [codes.load("contact_relations").plain(detail.relation), detail.phone, detail.email, language]
    if detail.needs_interpreter:
        parts.append("needs an interpreter")
    return f"{detail.name}: {', '.join(part for part in parts if part)}"


def _views(known: OnRecord) -> list[str]:
    return [f"{one.whose.plain}: “{one.words}”" for one in known.views]


def _needs(known: OnRecord) -> list[str]:
    last = next(iter(known.of_kind("assessment")), None)
    return (
        [last.fields["sentence"], *([last.fields["words"]] if last.fields["words"] else [])] if last else []
    )


def _session_notes(known: OnRecord) -> list[str]:
    sessions = [one for one in known.of_kind("session") if one.fields["note"]]
    return [f"{known.day(one)}: {one.fields['note']}" for one in sessions]


_SAYS: Final[Mapping[str, Callable[[OnRecord], Sequence[str]]]] = {
    "who": _who,
    "reason": _reason,
    "care": _care,
    "measures": _measures,
    "safety": _safety,
    "school_contact": _school_contact,
    "home_contact": _home_contact,
    "views": _views,
    "all_measures": _all_measures,
    "needs": _needs,
    "session_notes": _session_notes,
}
"""How each item of `supervision/handoff_packages.toml` is read."""
