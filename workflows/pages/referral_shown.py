"""How is one referral shown: where it stands, what comes next, what was sent, and everything that happened?"""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from care_steps.referral_choices import revoke_reasons, why_not_note
from care_steps.referral_waits import is_silent, needs_another
from care_steps.referrals import ReferralMove, ReferralState, moves_from
from supervision.referral_access import why_not_own_referral, why_not_refer_out, why_not_see_referral
from triage.roles import Role
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Fact, Sentence, Tag, TimelineItem, Tone
from workflows.pages.deadlines import when
from workflows.pages.destination_facts import provider_facts
from workflows.pages.destination_rows import DestinationRow, destination_row
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.referral_proposals import Proposal, proposal
from workflows.pages.referral_told import NOTES, TONES, happened
from workflows.pages.stayers import who_is_there
from workflows.pages.visits import Visit
from workflows.records.destinations import load_destination
from workflows.records.episodes import Case
from workflows.records.people import staff
from workflows.records.referral_owners import asks_next_on, people_around
from workflows.records.referral_packages import KeptPackage, packages_of
from workflows.records.referrals import Referral, load_referral, referral_history
from workflows.records.refusals import NotAllowed
from workflows.verbs.see_case import see_case

ANSWERS: Final = (
    Choice(ReferralMove.ACCEPT.value, mark("They take it on")),
    Choice(ReferralMove.REJECT.value, mark("They turn it down"), mark("Say why below. Another is asked.")),
    Choice(ReferralMove.RETURN.value, mark("They gave it back with a question"), mark("Say what they ask for below.")),
)  # fmt: skip
_WHY, _FOLLOWS, _FOLLOWED = mark("Why we refer"), mark("Asked in place of"), mark("Asked in their place")
_NOTHING_FURTHER: Final = (ReferralState.REJECTED, ReferralState.DONE, ReferralState.REVOKED)


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One referral. `proposal`: whom its entry names when this one declines; `asks_another`: it may be asked now.

    `heirs`: who else could go on with it. `history`: the newest first. `to_come`: the appointment that lies ahead.
    """

    chrome: Chrome
    form: Form
    referral: Referral
    mentee_id: UUID
    mentee_name: str
    tag: Tag
    facts: tuple[Fact, ...]
    provider: tuple[Fact, ...]
    places: DestinationRow
    packages: tuple[KeptPackage, ...]
    history: tuple[TimelineItem, ...]
    proposal: Proposal | None
    asks_another: bool
    is_silent: bool
    why_not: str | None
    heirs: tuple[Choice, ...]
    to_come: Sentence | None
    notes: tuple[Choice, ...]
    revoke_reasons: tuple[Choice, ...]
    answers: tuple[Choice, ...] = ANSWERS
    reject_reasons: tuple[Choice, ...] = choices_of("referral_reject_reasons")
    return_reasons: tuple[Choice, ...] = choices_of("referral_return_reasons")
    how: tuple[Choice, ...] = choices_of("confirmed_how")
    outcomes: tuple[Choice, ...] = choices_of("referral_outcomes")

    @property
    def state(self) -> str:
        return self.referral.state.value

    @property
    def has_ended(self) -> bool:
        return self.referral.state in _NOTHING_FURTHER

    @property
    def may_be_sent(self) -> bool:
        return ReferralMove.SEND in moves_from(self.referral.state)


async def seen_referral(visit: Visit, referral_id: UUID) -> tuple[Referral, Case]:
    """Raises `NotFound` for strangers and `NotAllowed` for mentors."""
    referral = await load_referral(visit.tx, referral_id)
    case = await see_case(
        visit.tx,
        by=visit.actor,
        episode_id=referral.episode_id,
        object_kind="referral",
        object_id=referral_id,
    )
    if why := why_not_see_referral(visit.actor, case.standing):
        raise NotAllowed(why)
    return referral, case


async def referral_page(visit: Visit, referral: Referral, case: Case, form: Form) -> ReferralPage:
    tx, today = visit.tx, case.calendar.local_day(visit.at)
    silent = is_silent(referral.state, referral.call_back_on, today)
    waits = needs_another(
        referral.state, offer=referral.offer_state, step=case.step, is_followed=referral.is_followed
    )
    events = await referral_history(tx, referral.id)
    return ReferralPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        referral=referral,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        tag=Tag(referral.state.plain, TONES.get(referral.state, Tone.QUIET)),
        facts=(*_facts(referral, case), *await _chain(visit, referral), Fact(_WHY, events[-1].words)),
        provider=await provider_facts(tx, referral.destination_id),
        places=destination_row(visit, await load_destination(tx, referral.destination_id)),
        packages=await packages_of(tx, referral.id),
        history=tuple(happened(one, case) for one in events),
        proposal=await proposal(visit, referral) if silent or waits else None,
        asks_another=silent or waits,
        is_silent=silent,
        why_not=why_not_refer_out(visit.actor, case.standing),
        heirs=await _heirs(visit, referral, case),
        to_come=None if referral.has_begun(visit.at) else _appointment(referral, case),
        notes=_notes(visit, referral),
        revoke_reasons=tuple(Choice(one.code, one.plain) for one in revoke_reasons(referral.state)),
    )


def _notes(visit: Visit, referral: Referral) -> tuple[Choice, ...]:
    """What may have been done beside it, where it stands now."""
    has_begun = referral.has_begun(visit.at)
    return tuple(one for one in NOTES if not why_not_note(referral.state, one.value, has_begun=has_begun))


async def _heirs(visit: Visit, referral: Referral, case: Case) -> tuple[Choice, ...]:
    """Those to whom it may be handed over."""
    people = await people_around(visit.tx, case)
    able = {
        one.person_id
        for one in people
        if not why_not_own_referral(one, case.standing, owner_id=referral.owner_id)
    }
    named = [one for one in await staff(visit.tx) if one.person_id in able]
    return who_is_there(named, frozenset(Role), needed_on=asks_next_on(referral, case, visit.at))


async def _chain(visit: Visit, referral: Referral) -> tuple[Fact, ...]:
    """The one in whose place it was drafted, and the one in its place."""
    around = ((_FOLLOWS, referral.follows), (_FOLLOWED, referral.followed_by))
    found = [(text, await load_referral(visit.tx, one)) for text, one in around if one is not None]
    return tuple(Fact(text, one.destination_name, f"/referrals/{one.id}") for text, one in found)


def _facts(referral: Referral, case: Case) -> tuple[Fact, ...]:
    """Whose it is, when they ask again, and when the two will meet."""
    day = None if referral.is_followed else referral.call_back_on
    again = Sentence("%(day)s", {"day": day}) if day else Sentence(mark("nobody has to ask"))
    found = [Fact(mark("Owner of the referral"), referral.owner_name), Fact(mark("Asks again on"), again)]
    if appointment := _appointment(referral, case):
        found.append(Fact(mark("Appointment"), appointment))
    return tuple(found)


def _appointment(referral: Referral, case: Case) -> Sentence | None:
    at = referral.appointment_at
    return None if at is None else when(at, case.calendar.time_zone)
