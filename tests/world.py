"""How does a test reach a state? By calling verbs, so that no impossible world can be built.

`await World.made(database, engine)` is an organization of its own: a site in Chicago with a fall break, the
people who care, three students, and the shipped policy in force. `world.now` is the instant of the next act;
`world.later(days=3)` lets time pass. Rosters and appointments are planted, care is only ever done by verbs.

    episode = await world.refer()
    match = await world.assign(episode)
    await world.log_made(match)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.closings import Closing
from care_steps.consents import ConsentKind, ConsentMove
from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.plan_changes import Asking
from care_steps.safety_tiers import SafetyFound
from care_steps.steps import Step
from supervision.abuse_reports import AbuseReport
from supervision.channels import ChannelKind
from supervision.check_ins import SaidInCheckIn
from supervision.emergency_disclosures import EmergencyDisclosure
from supervision.sessions_plan import SessionsPlan
from supervision.stated_views import Whose
from supervision.telling import Told
from tests.conftest import Database
from tests.web import Planted
from triage import instruments
from triage.roles import Role
from workflows.exchange.channel_addresses import AddressBook
from workflows.exchange.sealing import sealer_of
from workflows.records.contacts import ContactDetail
from workflows.records.episodes import Case, load_case
from workflows.records.escalations import due_escalations
from workflows.records.ids import new_id
from workflows.records.kept_firings import firings_of_work
from workflows.records.live_states import wording_key
from workflows.records.mentors import MentorTerms
from workflows.records.names import search_name
from workflows.records.offers import Offer, live_offer
from workflows.records.scope import Transaction, scoped_as
from workflows.records.unanswered import answered_escalations, overdue_work
from workflows.records.work import Work, open_work_of
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.add_channel import add_channel
from workflows.verbs.announce_survey import NewNotice, announce_survey
from workflows.verbs.answer_live_item import wordings_asked
from workflows.verbs.answer_offer import Answer as OfferAnswer
from workflows.verbs.answer_offer import answer_offer
from workflows.verbs.ask_downgrade import ask_downgrade
from workflows.verbs.assign import Assignment, assign
from workflows.verbs.ban_contact import ban_contact
from workflows.verbs.begin_absence import begin_absence
from workflows.verbs.check_in import check_in
from workflows.verbs.claim import claim
from workflows.verbs.climb import climb
from workflows.verbs.close_case import close_case
from workflows.verbs.confirm_first_contact import confirm_first_contact
from workflows.verbs.decide import Seen, decide
from workflows.verbs.declare_closure import declare_closure
from workflows.verbs.declare_conflict import declare_conflict
from workflows.verbs.downgrade import downgrade
from workflows.verbs.end_absence import end_absence
from workflows.verbs.end_work import end_work
from workflows.verbs.escalate_unanswered import escalate_unanswered
from workflows.verbs.hand_over_escalation import hand_over_escalation
from workflows.verbs.log_session import SessionLog, log_session
from workflows.verbs.misfile import Moved, misfile
from workflows.verbs.name_in_escalation import name_in_escalation
from workflows.verbs.note_missed_measure import note_missed_measure
from workflows.verbs.opt_out_of_survey import opt_out_of_survey
from workflows.verbs.publish_policy import publish_policy
from workflows.verbs.raise_concern import raise_concern
from workflows.verbs.rate_needs import Rating, rate_needs
from workflows.verbs.rate_safety import rate_safety
from workflows.verbs.record_administration import FilledForm, record_administration
from workflows.verbs.record_consent import ConsentSaid, record_consent
from workflows.verbs.record_emergency_disclosure import record_emergency_disclosure
from workflows.verbs.record_report import record_report
from workflows.verbs.refer_in import refer_in
from workflows.verbs.release_reservation import release_reservation
from workflows.verbs.reopen_case import reopen_case
from workflows.verbs.reopen_escalation import reopen_escalation
from workflows.verbs.replay import replay
from workflows.verbs.reserve_mentor import reserve_mentor
from workflows.verbs.resolve_answered import resolve_answered
from workflows.verbs.review_decision import review_decision
from workflows.verbs.send_consent_letter import NewLetter, send_consent_letter
from workflows.verbs.set_break_contact import set_break_contact
from workflows.verbs.set_contact import set_contact
from workflows.verbs.set_goal import set_goal
from workflows.verbs.set_measure_plan import set_measure_plan
from workflows.verbs.set_mentor_terms import set_mentor_terms
from workflows.verbs.set_owner_rule import set_owner_rule
from workflows.verbs.state_view import state_view
from workflows.verbs.sweep import Swept, sweep
from workflows.verbs.tell_applicant import tell_applicant
from workflows.verbs.undo_emergency import undo_emergency

MONDAY = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
"""A school day, 10 in the morning in Chicago."""

SHIPPED_POLICY = (files("care_steps") / "policies" / "default.toml").read_text(encoding="utf-8")


def without_due_forms(policy: str) -> str:
    """The same policy without the rows about forms that are due, for tests that are about something else.

    With them every test in which a day passes would have to give each form on its day.
    """
    head, *rows = policy.split("[[rows]]")
    kept = [row for row in rows if '\nid = "R8.form' not in row]
    return re.sub(r', "R8\.form\w*"', "", "[[rows]]".join([head, *kept]))


EVERYDAY_POLICY = without_due_forms(SHIPPED_POLICY)
CONSENT = "guardian_written"
FOUND_LOW = SafetyFound("low", "Talked it through; she has people to go to.")
TOLD = Told(
    ("mentee", "guardian"), "in_person", "fits", "A mentor every week, from next week on.", "Eight sessions."
)

_STAFF: Mapping[str, tuple[str, str, tuple[Role, ...], tuple[str, ...]]] = {
    "administrator": ("Dana", "Whitlock", (Role.ADMINISTRATOR,), ()),
    "counselor": ("Sam", "Rivera", (Role.COUNSELOR,), ("trained_screener",)),
    "direct": ("Maya", "Chen", (Role.DIRECT_SUPERVISOR,), ()),
    "clinical": ("Ruth", "Okafor", (Role.CLINICAL_SUPERVISOR,), ("trained_screener",)),
    "mentor": ("Priya", "Nair", (Role.MENTOR,), ("clearance",)),
    "journey_mentor": (
        "Luis", "Vega", (Role.MENTOR, Role.JOURNEY_MENTOR), ("clearance", "journey_mentor")
    ),
}  # fmt: skip
_STUDENTS = (("Ava", "Bennett"), ("Noah", "Kim"), ("Mia", "Lopez"))


@dataclass
class World:
    """One organization. The named people are ids; `stranger` is the counselor of another site."""

    database: Database
    engine: AsyncEngine
    now: datetime
    org_id: UUID
    site_id: UUID
    other_site_id: UUID
    administrator: UUID
    counselor: UUID
    direct: UUID
    clinical: UUID
    mentor: UUID
    journey_mentor: UUID
    stranger: UUID
    students: tuple[UUID, ...]
    root: "asyncpg.Connection | None" = None

    @classmethod
    async def made(
        cls,
        database: Database,
        engine: AsyncEngine,
        at: datetime = MONDAY,
        *,
        with_policy: bool = True,
        on_call: bool = True,
        live: bool = True,
        policy: str = EVERYDAY_POLICY,
    ) -> "World":
        """A new organization, complete and live at `at`. For pages, give the present or a past instant."""
        ids = {name: new_id() for name in (*_STAFF, "stranger", "org_id", "site_id", "other_site_id")}
        students = tuple(new_id() for _ in _STUDENTS)
        world = cls(database, engine, at, students=students, **ids)
        async with world._past_every_rule():
            await world._plant(at - timedelta(days=1), on_call=on_call)
            if live:
                await world.plant_live(at - timedelta(days=1))
        if with_policy:
            await world.publish(policy)
        return world

    # Time.

    def later(self, **passed: float) -> datetime:
        """Let time pass: `later(days=3)`."""
        self.now += timedelta(**passed)
        return self.now

    @asynccontextmanager
    async def acting(self, person_id: UUID | None, at: datetime | None = None) -> AsyncIterator[Transaction]:
        """A transaction of this person (None: the system) at `at`."""
        async with scoped_as(self.engine, self.org_id, person_id, at=at or self.now) as tx:
            yield tx

    # Care.

    async def publish(self, policy: str = EVERYDAY_POLICY, *, at: datetime | None = None) -> UUID:
        """Put a policy in force."""
        async with self.acting(self.administrator, at) as tx:
            return await publish_policy(
                tx,
                text=policy,
                owner_id=self.clinical,
                author_id=None,
                approver_id=self.administrator,
                by=tx.actor,
                at=tx.at,
            )

    async def refer(
        self,
        mentee: UUID | None = None,
        *,
        reasons: tuple[str, ...] = ("low_mood",),
        noticed: str = "Sits alone at lunch since August.",
        how_soon: str = "can_wait",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Open a case; returns the episode."""
        async with self.acting(by or self.counselor, at) as tx:
            referred = await refer_in(
                tx,
                mentee_id=mentee or self.students[0],
                reasons=reasons,
                noticed=noticed,
                how_soon=how_soon,
                by=tx.actor,
                at=tx.at,
            )
        return referred.episode_id

    def assignment(self, case: Case, step: Step = Step.MENTOR, at: datetime | None = None) -> Assignment:
        """What a counselor would choose: the mentor of this step, eight weekly sessions from the next school day."""
        day = case.calendar.local_day(at or self.now)
        while not case.calendar.is_school_day(day):
            day += timedelta(days=1)
        return Assignment(
            mentor_id=self.journey_mentor if step is Step.JOURNEY else self.mentor,
            direct_supervisor_id=self.direct,
            for_step=step,
            plan=SessionsPlan(day, time(13, 30), 7, 8, 45, "Library"),
            consent_basis=CONSENT,
            told=TOLD if case.step is Step.REFERRED else None,
        )

    async def rate_needs(
        self,
        episode: UUID,
        *,
        barriers: tuple[str, ...] = (),
        words: str = "",
        amends: UUID | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
        **ratings: int,
    ) -> UUID:
        """Rate needs: `D1=2, D2=0, ...`, without any the four primary domains at 0. Returns the assessment."""
        rated = ratings or dict.fromkeys(("D1", "D2", "D3", "D4"), 0)
        async with self.acting(by or self.counselor, at) as tx:
            return await rate_needs(
                tx,
                episode_id=episode,
                rating=Rating(rated, barriers, words, amends),
                by=tx.actor,
                at=tx.at,
            )

    async def tell(
        self, episode: UUID, told: Told = TOLD, *, by: UUID | None = None, at: datetime | None = None
    ) -> UUID:
        """Write down what mentee and guardian were told; returns the record."""
        async with self.acting(by or self.counselor, at) as tx:
            return await tell_applicant(tx, episode_id=episode, told=told, by=tx.actor, at=tx.at)

    async def assign(
        self,
        episode: UUID,
        step: Step = Step.MENTOR,
        *,
        by: UUID | None = None,
        at: datetime | None = None,
        seen_version: int | None = None,
        **changes: Any,
    ) -> UUID:
        """Assign the mentor of this step; `changes` replace fields of the assignment. Returns the match."""
        async with self.acting(by or self.counselor, at) as tx:
            case = await load_case(tx, episode)
            chosen = replace(self.assignment(case, step, tx.at), **changes)
            return await assign(
                tx,
                episode_id=episode,
                assignment=chosen,
                seen_version=seen_version or case.version,
                by=tx.actor,
                at=tx.at,
            )

    async def reserve(
        self,
        episode: UUID,
        mentor_id: UUID | None = None,
        *,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Keep a mentor free; returns the reservation."""
        async with self.acting(by or self.counselor, at) as tx:
            return await reserve_mentor(
                tx, episode_id=episode, mentor_id=mentor_id or self.mentor, by=tx.actor, at=tx.at
            )

    async def release(self, episode: UUID, *, by: UUID | None = None, at: datetime | None = None) -> None:
        async with self.acting(by or self.counselor, at) as tx:
            await release_reservation(tx, episode_id=episode, by=tx.actor, at=tx.at)

    async def conflict(
        self,
        episode: UUID,
        mentor_id: UUID | None = None,
        *,
        reason: str = "related",
        words: str = "",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Say that a mentor and the mentee are not to be matched; returns the conflict."""
        async with self.acting(by or self.counselor, at) as tx:
            return await declare_conflict(
                tx,
                episode_id=episode,
                mentor_id=mentor_id or self.mentor,
                reason=reason,
                words=words,
                by=tx.actor,
                at=tx.at,
            )

    def made_log(self, at: datetime | None = None, **changes: Any) -> SessionLog:
        """A session that took place, with nothing worrying."""
        log = SessionLog(
            held_at=at or self.now,
            was_made=True,
            worry="no",
            minutes=45,
            medium="in_person",
            topics=("school_work",),
            practices={"check_in": ("done", None)},
            # Whoever calls a builder twice means two sessions.
            is_another=True,
        )
        return replace(log, **changes)

    def missed_log(self, at: datetime | None = None, **changes: Any) -> SessionLog:
        """A session that did not take place."""
        log = SessionLog(
            held_at=at or self.now, was_made=False, worry="no", whose_cause="mentee", is_another=True
        )
        return replace(log, **changes)

    async def log(
        self, match: UUID, log: SessionLog, *, by: UUID | None = None, at: datetime | None = None
    ) -> UUID:
        """Log a session, as the direct supervisor on the mentor's behalf unless somebody is named."""
        async with self.acting(by or self.direct, at) as tx:
            return await log_session(tx, match_id=match, log=log, by=tx.actor, at=tx.at)

    async def log_made(
        self, match: UUID, *, by: UUID | None = None, at: datetime | None = None, **changes: Any
    ) -> UUID:
        return await self.log(match, self.made_log(at, **changes), by=by, at=at)

    async def log_missed(
        self, match: UUID, *, by: UUID | None = None, at: datetime | None = None, **changes: Any
    ) -> UUID:
        return await self.log(match, self.missed_log(at, **changes), by=by, at=at)

    async def worry(
        self,
        episode: UUID,
        kind: str = "talk_over",
        *,
        said: str = "Says little since Monday.",
        names: UUID | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Raise a concern; returns it. `names` somebody who works here."""
        async with self.acting(by or self.counselor, at) as tx:
            return await raise_concern(
                tx,
                episode_id=episode,
                kind=kind,
                reason_code=None,
                said=said,
                named_id=names,
                by=tx.actor,
                at=tx.at,
            )

    async def report(
        self, concern: UUID, *, by: UUID | None = None, at: datetime | None = None, **changes: Any
    ) -> None:
        """Write down that what was heard was reported, by whoever writes it unless `reported_by` says somebody else."""
        writer = by or self.counselor
        report = AbuseReport(writer, "Child Protective Services", at or self.now, "phone")
        async with self.acting(writer, at) as tx:
            await record_report(
                tx, concern_id=concern, report=replace(report, **changes), by=tx.actor, at=tx.at
            )

    async def tell_outside(
        self,
        episode: UUID,
        *,
        threat: str = "He said that he would bring a gun on Monday.",
        to: Sequence[str] = ("Sheriff, Springfield",),
        by: UUID | None = None,
        **changes: Any,
    ) -> UUID:
        """Somebody outside was told in an emergency, a moment ago; returns what is kept of it."""
        async with self.acting(by or self.counselor) as tx:
            told = EmergencyDisclosure(threat, tuple(to), **{"happened_at": tx.at, **changes})
            return await record_emergency_disclosure(tx, episode_id=episode, told=told, by=tx.actor, at=tx.at)

    async def check_in(
        self, episode: UUID, said: SaidInCheckIn | None = None, *, at: datetime | None = None
    ) -> UUID:
        """The mentee says how it goes, asked by the counselor; returns the check-in."""
        mentee = (await self.case(episode)).mentee_id
        async with self.acting(mentee, at) as tx:
            return await check_in(
                tx,
                episode_id=episode,
                said=said or SaidInCheckIn("good"),
                given_by="link",
                asked_by=self.counselor,
                by=tx.actor,
                at=tx.at,
            )

    async def goal(self, match: UUID, words: str, *, by: UUID | None = None) -> UUID:
        """A goal that mentee and mentor set together; returns it."""
        async with self.acting(by or self.mentor) as tx:
            return await set_goal(
                tx, match_id=match, words=words, set_with=("mentee", "mentor"), by=tx.actor, at=tx.at
            )

    async def fill_in(
        self, episode: UUID, form: FilledForm, *, by: UUID | None = None, at: datetime | None = None
    ) -> UUID:
        """Enter a questionnaire; returns the administration."""
        async with self.acting(by or self.counselor, at) as tx:
            return await record_administration(tx, episode_id=episode, form=form, by=tx.actor, at=tx.at)

    async def phq_a(
        self,
        episode: UUID,
        *,
        total: int = 0,
        at: datetime | None = None,
        by: UUID | None = None,
        amends: UUID | None = None,
        completed_at: datetime | None = None,
        **answers: int | str | None,
    ) -> UUID:
        """A PHQ-A with this total over items 1 to 8 and 0 at item 9; `item_9=1`, `EX3=...` change answers."""
        return await self._measured(episode, "phq-a", total, answers, at, by, amends, completed_at)

    async def gad_7(
        self,
        episode: UUID,
        *,
        total: int = 0,
        at: datetime | None = None,
        by: UUID | None = None,
        amends: UUID | None = None,
        completed_at: datetime | None = None,
        **answers: int | str | None,
    ) -> UUID:
        """A GAD-7 with this total; `item_1=None` leaves one blank."""
        return await self._measured(episode, "gad-7", total, answers, at, by, amends, completed_at)

    async def _measured(
        self,
        episode: UUID,
        instrument_id: str,
        total: int,
        changed: Mapping[str, int | str | None],
        at: datetime | None,
        by: UUID | None,
        amends: UUID | None,
        completed_at: datetime | None,
    ) -> UUID:
        form = FilledForm(
            instrument_id=instrument_id,
            answers=answers(instrument_id, total, **changed),
            completed_at=completed_at or at or self.now,
            amends=amends,
        )
        return await self.fill_in(episode, form, at=at, by=by)

    async def plan_measure(
        self,
        episode: UUID,
        instrument_id: str = "phq-a",
        asking: Asking | None = None,
        *,
        why: str = "She asked for it.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """Change how a form is asked; without `asking` it is not asked any more."""
        async with self.acting(by or self.counselor, at) as tx:
            await set_measure_plan(
                tx,
                episode_id=episode,
                instrument_id=instrument_id,
                asking=asking,
                why=why,
                by=tx.actor,
                at=tx.at,
            )

    async def miss_measure(
        self,
        episode: UUID,
        instrument_id: str = "phq-a",
        reason: str = "absent",
        *,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Note that a form could not be given; returns the attempt."""
        async with self.acting(by or self.counselor, at) as tx:
            return await note_missed_measure(
                tx, episode_id=episode, instrument_id=instrument_id, reason=reason, by=tx.actor, at=tx.at
            )

    async def state(
        self,
        episode: UUID,
        whose: Whose,
        words: str,
        *,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Write down what somebody thinks about the next step, as the counselor unless somebody is named."""
        async with self.acting(by or self.counselor, at) as tx:
            return await state_view(tx, episode_id=episode, whose=whose, words=words, by=tx.actor, at=tx.at)

    async def decide(
        self,
        work_id: UUID,
        choice: Choice,
        *,
        seen: Seen | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Answer a recommendation having seen everything behind it; returns the decision."""
        async with self.acting(by or self.clinical, at) as tx:
            return await decide(
                tx,
                work_id=work_id,
                choice=await self._with_answer(tx, work_id, choice),
                seen=seen or await self.seen(tx, work_id),
                by=tx.actor,
                at=tx.at,
            )

    def less(self, step: Step, **changes: Any) -> Choice:
        """Less help than now, with all that it needs; the first check is the next day, which must be a school day."""
        choice = Choice(
            Answer.OTHER,
            step=step,
            override_reasons=("mentee_prefers",),
            consent_basis=CONSENT,
            safety_plan="She calls her aunt first, and comes to us the same day.",
            first_check_on=self.now.date() + timedelta(days=1),
        )
        return replace(choice, **changes)

    async def _with_answer(self, tx: Transaction, work_id: UUID, choice: Choice) -> Choice:
        """A mentor who has asked gets an answer, whichever the test is not about."""
        asked = any(one.row_id == "R9.talk_over" for one in await firings_of_work(tx, work_id))
        if not asked or choice.answer is Answer.HOLD or choice.asking_answer:
            return choice
        return replace(choice, asking_answer="advice_given")

    async def seen(self, tx: Transaction, work_id: UUID) -> Seen:
        """What the page of this recommendation shows now."""
        firings = await firings_of_work(tx, work_id)
        case = await load_case(tx, firings[0].episode_id)
        return Seen(case.version, tuple(one.id for one in firings))

    async def page_of(self, work_id: UUID) -> Seen:
        """The same, for somebody who opens it now and decides later."""
        async with self.acting(None) as tx:
            return await self.seen(tx, work_id)

    async def answer(
        self,
        offer: Offer,
        move: OfferMove,
        *,
        reasons: tuple[str, ...] = (),
        words: str = "",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """Record the answer to an offer."""
        async with self.acting(by or self.counselor, at) as tx:
            await answer_offer(
                tx,
                offer_id=offer.id,
                answer=OfferAnswer(move, reasons, words),
                seen_version=offer.version,
                by=tx.actor,
                at=tx.at,
            )

    async def confirm(
        self,
        offer: Offer,
        *,
        words: str = "The clinic confirmed by telephone.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """First contact with the professional."""
        async with self.acting(by or self.counselor, at) as tx:
            await confirm_first_contact(
                tx, offer_id=offer.id, seen_version=offer.version, words=words, by=tx.actor, at=tx.at
            )

    async def undo(
        self,
        episode: UUID,
        *,
        words: str = "It was said in a play.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Undo an emergency; returns the decision."""
        async with self.acting(by or self.clinical, at) as tx:
            version = (await load_case(tx, episode)).version
            return await undo_emergency(
                tx, episode_id=episode, words=words, seen_version=version, by=tx.actor, at=tx.at
            )

    async def acknowledge(self, work_id: UUID, *, by: UUID | None = None, at: datetime | None = None) -> None:
        async with self.acting(by or self.clinical, at) as tx:
            await acknowledge(tx, work_id=work_id, by=tx.actor, at=tx.at)

    async def end(
        self,
        work_id: UUID,
        outcome: str,
        *,
        words: str = "Talked with the student.",
        found: SafetyFound | None = FOUND_LOW,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """End a task or an escalation; one about safety with the lowest tier unless another is named."""
        async with self.acting(by or self.clinical, at) as tx:
            await end_work(
                tx, work_id=work_id, outcome=outcome, words=words, found=found, by=tx.actor, at=tx.at
            )

    async def misfile(
        self,
        kind: str,
        record_id: UUID,
        to_mentee: UUID,
        *,
        why: str = "Two students changed places.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> Moved:
        """Move a session, an administration or a concern to the student to whom it belongs."""
        async with self.acting(by or self.clinical, at) as tx:
            return await misfile(
                tx, kind=kind, record_id=record_id, to_mentee_id=to_mentee, why=why, by=tx.actor, at=tx.at
            )

    def closing(self, **changes: Any) -> Closing:
        """An end today with the goals met, without a measure unless one was taken."""
        return replace(
            Closing(
                reason="goals_met",
                last_contact_on=self.today(),
                words="She manages, and knows where to find us.",
                told=(("The mentee", "In person"),),
            ),
            **changes,
        )

    async def close(
        self,
        episode: UUID,
        closing: Closing | None = None,
        *,
        by: UUID | None = None,
        at: datetime | None = None,
        seen_version: int | None = None,
        seen_firings: Sequence[UUID] | None = None,
    ) -> UUID:
        """End the care, as the counselor unless somebody is named; returns the decision."""
        async with self.acting(by or self.counselor, at) as tx:
            asked = [one for one in await open_work_of(tx, episode) if one.kind != "task"]
            seen = [one.id for item in asked for one in await firings_of_work(tx, item.id)]
            return await close_case(
                tx,
                episode_id=episode,
                closing=closing or self.closing(no_measure="declined"),
                seen_version=seen_version or (await load_case(tx, episode)).version,
                seen_firings=seen if seen_firings is None else seen_firings,
                by=tx.actor,
                at=tx.at,
            )

    async def reopen(
        self,
        episode: UUID,
        reason: str = "got_worse_again",
        *,
        words: str = "Her aunt called.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Open a closed case again; returns the decision."""
        async with self.acting(by or self.counselor, at) as tx:
            return await reopen_case(
                tx,
                episode_id=episode,
                reason=reason,
                words=words,
                seen_version=(await load_case(tx, episode)).version,
                by=tx.actor,
                at=tx.at,
            )

    async def review(
        self,
        decision: UUID,
        answer: str = "agree",
        *,
        words: str = "I read it, and see it the same way.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Read a decision as the second person, as the direct supervisor unless somebody is named."""
        async with self.acting(by or self.direct, at) as tx:
            return await review_decision(
                tx, decision_id=decision, answer=answer, words=words, by=tx.actor, at=tx.at
            )

    async def rate_safety(
        self,
        episode: UUID,
        found: SafetyFound = FOUND_LOW,
        *,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Say what was found about safety, as the clinical supervisor unless somebody is named."""
        async with self.acting(by or self.clinical, at) as tx:
            return await rate_safety(tx, episode_id=episode, found=found, by=tx.actor, at=tx.at)

    async def replayed(self) -> tuple[str, ...]:
        """What differs when everything is derived again; nothing may."""
        async with self.acting(None) as tx:
            return tuple(one.sentence for one in (await replay(tx, by=tx.actor)).differences)

    async def sweep(self, *, at: datetime | None = None) -> Swept:
        """What only time brings."""
        async with self.acting(None, at) as tx:
            return await sweep(tx, by=tx.actor, at=tx.at)

    async def close_school(
        self,
        first_on: date,
        last_on: date | None = None,
        *,
        name: str = "Snow day",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> int:
        """Declare a closure; returns how many deadlines moved."""
        async with self.acting(by or self.administrator, at) as tx:
            return await declare_closure(
                tx,
                site_id=self.site_id,
                first_on=first_on,
                last_on=last_on or first_on,
                name=name,
                by=tx.actor,
                at=tx.at,
            )

    async def name_contact(
        self,
        episode: UUID,
        person_id: UUID | None = None,
        *,
        phone: str = "555 0144",
        words: str = "Calls on Tuesday and Friday.",
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """Say whom the mentee reaches during the break that is near."""
        async with self.acting(by or self.counselor, at) as tx:
            await set_break_contact(
                tx,
                episode_id=episode,
                person_id=person_id or self.clinical,
                phone=phone,
                words=words,
                by=tx.actor,
                at=tx.at,
            )

    # The family.

    async def contact(
        self,
        mentee: UUID | None = None,
        name: str = "Rosa Bennett",
        *,
        by: UUID | None = None,
        at: datetime | None = None,
        **known: Any,
    ) -> UUID:
        """The mother of a mentee, who holds the rights, unless `known` says otherwise; returns the contact."""
        detail = ContactDetail(name, "mother", "en", phone="555 0110", holds_rights=True)
        async with self.acting(by or self.counselor, at) as tx:
            return await set_contact(
                tx,
                mentee_id=mentee or self.students[0],
                detail=replace(detail, **known),
                by=tx.actor,
                at=tx.at,
            )

    def today(self, at: datetime | None = None) -> date:
        """The day at the school."""
        return (at or self.now).astimezone(ZoneInfo("America/Chicago")).date()

    async def ban(
        self,
        contact: UUID,
        *,
        starts_on: date | None = None,
        ends_on: date | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """A court says that this contact may not be reached, from today on; returns the ban."""
        async with self.acting(by or self.counselor, at) as tx:
            return await ban_contact(
                tx,
                contact_id=contact,
                starts_on=starts_on or self.today(at),
                ends_on=ends_on,
                document="Order 26-118 of the county court",
                by=tx.actor,
                at=tx.at,
            )

    async def letter(
        self,
        contact: UUID | None,
        *kinds: ConsentKind,
        mentee: UUID | None = None,
        language: str = "en",
        answer_by: date | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """A letter that asks this contact (None: the student, of age), for everything unless kinds are named."""
        until = answer_by or self.today(at) + timedelta(days=14)
        new = NewLetter(contact, kinds or tuple(ConsentKind), language, "with_student", until)
        async with self.acting(by or self.counselor, at) as tx:
            return await send_consent_letter(
                tx, mentee_id=mentee or self.students[0], letter=new, by=tx.actor, at=tx.at
            )

    async def announce(
        self,
        *instrument_ids: str,
        sent_on: date | None = None,
        opt_out_until: date | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """The families of the site are told of the PHQ-A, unless other forms are named; returns the notice."""
        first = sent_on or self.today(at)
        async with self.acting(by or self.counselor, at) as tx:
            return await announce_survey(
                tx,
                site_id=self.site_id,
                notice=NewNotice(
                    instrument_ids or ("phq-a",), first, opt_out_until or first + timedelta(days=14)
                ),
                by=tx.actor,
                at=tx.at,
            )

    async def opt_out(
        self,
        notice: UUID,
        number: str = "S-1",
        *,
        said_on: date | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """The family of the student with this number says no after a notice."""
        day = said_on or self.today(at)
        async with self.acting(by or self.counselor, at) as tx:
            await opt_out_of_survey(tx, notice_id=notice, number=number, said_on=day, by=tx.actor, at=tx.at)

    async def consent(
        self,
        answers: Mapping[ConsentKind, ConsentMove],
        contact: UUID | None,
        *,
        mentee: UUID | None = None,
        how: str = "signed_letter",
        said_on: date | None = None,
        ends_on: date | None = None,
        by: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """Write down what this contact (None: the student, of age) agreed to, refused or took back."""
        async with self.acting(by or self.counselor, at) as tx:
            said = ConsentSaid(answers, contact, how, said_on or self.today(at), ends_on=ends_on)
            await record_consent(tx, mentee_id=mentee or self.students[0], said=said, by=tx.actor, at=tx.at)

    # Whole stretches of the road.

    async def mentored(self, mentee: UUID | None = None) -> tuple[UUID, UUID]:
        """A mentee at step 1: referred, assigned, and met once. Returns (episode, match)."""
        episode = await self.refer(mentee)
        match = await self.assign(episode)
        await self.log_made(match)
        return episode, match

    async def in_emergency(self, mentee: UUID | None = None) -> tuple[UUID, UUID]:
        """A mentee at step 1 whose mentor heard an active statement. Returns (episode, match)."""
        episode, match = await self.mentored(mentee)
        self.later(days=1)
        await self.log_made(match, worry="now", now_kind="active_statement", said="Said it plainly.")
        return episode, match

    # Escalations.

    async def can_sign_in(self, *people: UUID) -> None:
        """These people have a sign-in, so that they can be told."""
        await self._insert(
            "INSERT INTO sign_in.identity (org_id, id, person_id, email, recorded_at) VALUES ($1, $2, $3, $4, $5)",
            [(new_id(), one, f"{one.hex}@school.test", self.now) for one in people],
        )

    async def channel(self) -> UUID:
        """A channel of a team, whose address leads nowhere."""
        book = AddressBook(sealer_of(b"k" * 32))
        address = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
        async with self.acting(self.administrator) as tx:
            return await add_channel(
                tx, kind=ChannelKind.SLACK, name="Team", address=address, book=book, by=tx.actor, at=tx.at
            )

    async def turn(self) -> int:
        """One turn of the escalation engine at this instant; returns how many rungs were entered."""
        async with self.acting(None) as tx:
            due = await due_escalations(tx, most=20)
        done = 0
        for work_id in due:
            async with self.acting(None) as tx:
                done += await climb(tx, work_id=work_id)
        return done

    async def away(
        self,
        person_id: UUID,
        cover_id: UUID,
        *,
        first_in: int = 0,
        days: int = 1,
        by: UUID | None = None,
    ) -> UUID:
        """Away for so many whole days, the first one in so many days; said by themselves."""
        first_on = self.today() + timedelta(days=first_in)
        async with self.acting(by or person_id) as tx:
            return await begin_absence(
                tx,
                person_id=person_id,
                cover_id=cover_id,
                first_on=first_on,
                last_on=first_on + timedelta(days=days - 1),
                by=tx.actor,
                at=tx.at,
            )

    async def back(self, absence_id: UUID, *, by: UUID) -> None:
        async with self.acting(by) as tx:
            await end_absence(tx, absence_id=absence_id, by=tx.actor, at=tx.at)

    async def look_for_unanswered(self) -> tuple[int, int]:
        """One look at work that nobody answered: how much came onto a ladder, and how many of these were answered."""
        async with self.acting(None) as tx:
            ended, left = await answered_escalations(tx), await overdue_work(tx)
        answered = escalated = 0
        for escalation_id in ended:
            async with self.acting(None) as tx:
                answered += await resolve_answered(tx, escalation_id=escalation_id, at=tx.at)
        for one in left:
            async with self.acting(None) as tx:
                escalated += await escalate_unanswered(tx, work_id=one.id, at=tx.at)
        return escalated, answered

    async def claim(self, work_id: UUID, *, by: UUID | None = None) -> None:
        async with self.acting(by or self.clinical) as tx:
            await claim(tx, work_id=work_id, by=tx.actor, at=tx.at)

    async def hand_over_escalation(
        self, work_id: UUID, to: UUID | None, *, words: str = "I have to leave.", by: UUID | None = None
    ) -> None:
        async with self.acting(by or self.clinical) as tx:
            await hand_over_escalation(tx, work_id=work_id, to_id=to, words=words, by=tx.actor, at=tx.at)

    async def ask_downgrade(
        self, work_id: UUID, class_: str = "P1", *, words: str = "It was a song text.", by: UUID | None = None
    ) -> None:
        async with self.acting(by or self.clinical) as tx:
            await ask_downgrade(tx, work_id=work_id, class_=class_, words=words, by=tx.actor, at=tx.at)

    async def downgrade(self, work_id: UUID, *, by: UUID) -> None:
        async with self.acting(by) as tx:
            await downgrade(tx, work_id=work_id, by=tx.actor, at=tx.at)

    async def name_in(
        self,
        work_id: UUID,
        person_id: UUID | None,
        *,
        words: str = "She said it was him.",
        by: UUID | None = None,
    ) -> None:
        """Somebody who works here is named in an escalation that is open already."""
        async with self.acting(by or self.clinical) as tx:
            await name_in_escalation(
                tx, work_id=work_id, named_id=person_id, said=words, by=tx.actor, at=tx.at
            )

    async def reopen_escalation(
        self, work_id: UUID, *, words: str = "The guardian was not reached.", by: UUID | None = None
    ) -> None:
        async with self.acting(by or self.clinical) as tx:
            await reopen_escalation(tx, work_id=work_id, words=words, by=tx.actor, at=tx.at)

    # What is on record.

    async def case(self, episode: UUID) -> Case:
        async with self.acting(None) as tx:
            return await load_case(tx, episode)

    async def work(self, episode: UUID, kind: str | None = None) -> tuple[Work, ...]:
        """Open work of the episode, the most urgent first."""
        async with self.acting(None) as tx:
            found = await open_work_of(tx, episode)
        return tuple(one for one in found if kind is None or one.kind == kind)

    async def live_offer(self, episode: UUID) -> Offer | None:
        async with self.acting(None) as tx:
            return await live_offer(tx, episode)

    async def offer(self, episode: UUID) -> Offer:
        """The live offer of the episode, which must be there."""
        found = await self.live_offer(episode)
        assert found is not None, "no offer is live"
        return found

    async def rows(self, sql: str, **asked: Any) -> list[tuple[Any, ...]]:
        """Rows of this organization as the role `app` sees them; `:org_id` is given."""
        async with self.acting(None) as tx:
            found = await tx.connection.execute(text(sql), {**asked, "org_id": self.org_id})
            return [tuple(row) for row in found]

    async def audit(self, action: str) -> list[tuple[Any, ...]]:
        """Audit rows of this action as (actor, mentee, object kind, object, outcome), oldest first."""
        return await self.rows(
            "SELECT actor_id, mentee_id, object_kind, object_id, outcome FROM app.audit_event"
            " WHERE action = :action ORDER BY at, id",
            action=action,
        )

    async def fired(self, episode: UUID) -> list[str]:
        """The rows that have fired, in order; a question mark where one could not be judged."""
        found = await self.rows(
            "SELECT split_part(evidence_key, ' ', 1) FROM app.firing WHERE episode_id = :id"
            " ORDER BY recorded_at, id",
            id=episode,
        )
        return [row for (row,) in found]

    def planted(self, person_id: UUID) -> Planted:
        """This person for `tests.web.token_of`, which gives a sign-in session."""
        return Planted(self.org_id, self.site_id, person_id, f"{person_id.hex}@school.test")

    # Who is there.

    async def appoint(self, person_id: UUID, *roles: Role, site_id: UUID | None = None) -> None:
        await self._insert(
            "INSERT INTO app.appointment (org_id, id, person_id, role, site_id, starts_at, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $6)",
            [(new_id(), person_id, role.value, site_id or self.site_id, self.now) for role in roles],
        )

    async def certify(self, person_id: UUID, kind: str, until: date) -> None:
        """Clearance or a certificate: the newest row holds."""
        await self._insert(
            "INSERT INTO app.credential (org_id, id, person_id, kind, valid_until, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            [(new_id(), person_id, kind, until, self.now)],
        )

    async def set_terms(
        self,
        mentor_id: UUID,
        *,
        most_mentees: int,
        weekdays: tuple[str, ...] = (),
        strengths: tuple[str, ...] = (),
        at: datetime | None = None,
    ) -> None:
        """How many mentees this mentor takes, when, and what they are good at."""
        async with self.acting(self.administrator, at) as tx:
            terms = MentorTerms(most_mentees, weekdays, strengths)
            await set_mentor_terms(tx, person_id=mentor_id, terms=terms, by=tx.actor, at=tx.at)

    async def own(
        self,
        owner_id: UUID,
        *grades: str,
        surnames: tuple[str, str] = ("", ""),
        site_id: UUID | None = None,
        by: UUID | None = None,
    ) -> UUID:
        """Say who looks after these students; with neither grades nor surnames, after everybody else."""
        async with self.acting(by or self.administrator) as tx:
            return await set_owner_rule(
                tx,
                site_id=site_id or self.site_id,
                grades=grades,
                surnames_from=surnames[0],
                surnames_to=surnames[1],
                owner_id=owner_id,
                by=tx.actor,
                at=tx.at,
            )

    async def person(self, given: str, family: str, *roles: Role) -> UUID:
        """One more person, appointed at the site."""
        person_id = new_id()
        await self._insert(_PERSON, [(person_id, given, family, search_name(given, family), self.now)])
        await self.appoint(person_id, *roles)
        return person_id

    async def mentor_with_papers(self, given: str, family: str) -> UUID:
        """One more mentor, cleared for a year and supervised like the others."""
        mentor = await self.person(given, family, Role.MENTOR)
        await self.certify(mentor, "clearance", self.now.date() + timedelta(days=365))
        await self.supervise(mentor, self.direct)
        return mentor

    async def supervise(self, person_id: UUID, holder_id: UUID | None, reason: str = "left") -> None:
        """From now on this person is supervised by that one, or by nobody."""
        await self._insert(
            "INSERT INTO app.person_supervision"
            " (org_id, person_id, starts_at, recorded_at, holder_id, gap_reason)"
            " VALUES ($1, $2, $3, $3, $4, $5)",
            [(person_id, self.now, holder_id, None if holder_id else reason)],
        )

    async def plant(self, sql: str) -> None:
        """Something that no verb of today does, past every rule; `$1` is the organization."""
        await self._insert(sql, [()])

    async def plant_live(self, at: datetime) -> None:
        """The organization takes real cases, and every wording here was compared with the published form."""
        await self._insert(_LIVE, [(at, [wording_key(instruments.load(one)) for one in wordings_asked()])])

    async def _insert(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if self.root is not None:
            await self.root.executemany(sql, [(self.org_id, *row) for row in rows])
            return
        async with self._past_every_rule():
            await self._insert(sql, rows)

    @asynccontextmanager
    async def _past_every_rule(self) -> AsyncIterator[None]:
        """One connection of the superuser and one transaction for all that is planted in the block."""
        self.root = await self.database.superuser()
        try:
            async with self.root.transaction():
                yield
        finally:
            root, self.root = self.root, None
            await root.close()

    async def _plant(self, at: datetime, *, on_call: bool) -> None:
        staff = {getattr(self, name): person for name, person in _STAFF.items()}
        staff[self.stranger] = ("Hal", "Moss", (Role.COUNSELOR,), ("trained_screener",))
        people = [(key, one[0], one[1]) for key, one in staff.items()]
        people += [(key, *names) for key, names in zip(self.students, _STUDENTS, strict=True)]
        until = at.date() + timedelta(days=365)
        fall_break = at.date() + timedelta(days=36)
        await self._insert(
            "INSERT INTO sign_in.organisation VALUES ($1, 'Riverside', '988', false, $2)", [(at,)]
        )
        await self._insert(
            "INSERT INTO app.site VALUES ($1, $2, $3, 'America/Chicago', $4)",
            [(self.site_id, "Oak Middle", at), (self.other_site_id, "Elm High", at)],
        )
        await self._insert(
            "INSERT INTO app.closure VALUES ($1, $2, $3, $4, $5, 'Fall break', $6)",
            [(new_id(), self.site_id, fall_break, fall_break + timedelta(days=4), at)],
        )
        await self._insert(
            _PERSON, [(key, given, family, search_name(given, family), at) for key, given, family in people]
        )
        await self._insert(
            "INSERT INTO app.student (org_id, person_id, site_id, number, grade, recorded_at)"
            " VALUES ($1, $2, $3, $4, '07', $5)",
            [(key, self.site_id, f"S-{number}", at) for number, key in enumerate(self.students, 1)],
        )
        await self._insert(
            "INSERT INTO app.appointment (org_id, id, person_id, role, site_id, starts_at, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $6)",
            [
                (new_id(), key, role.value, self.other_site_id if key == self.stranger else self.site_id, at)
                for key, one in staff.items()
                for role in one[2]
            ],
        )
        await self._insert(
            "INSERT INTO app.credential (org_id, id, person_id, kind, valid_until, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            [(new_id(), key, kind, until, at) for key, one in staff.items() for kind in one[3]],
        )
        await self._insert(
            "INSERT INTO app.person_supervision (org_id, person_id, starts_at, recorded_at, holder_id)"
            " VALUES ($1, $2, $3, $3, $4)",
            [
                (self.direct, at, self.clinical),
                (self.mentor, at, self.direct),
                (self.journey_mentor, at, self.direct),
            ],
        )
        await self._insert(
            "INSERT INTO app.on_call (org_id, site_id, starts_at, recorded_at, person_id, phone)"
            " VALUES ($1, $2, $3, $3, $4, '555 0101')",
            [(self.site_id, at, self.clinical)] if on_call else [],
        )


_PERSON = (
    "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
)
_LIVE = """
WITH live AS (INSERT INTO app.live_state (org_id, recorded_at, is_live, why) VALUES ($1, $2, true, 'Everything is done.'))
INSERT INTO app.live_answer (org_id, item, recorded_at, is_done, words)
SELECT $1, item, $2, true, 'Compared with the published form.' FROM unnest($3::text[]) AS item
"""


def answers(instrument_id: str, total: int, **changed: int | str | None) -> dict[str, int | str | None]:
    """Answers that add up to `total`, spread over the items from the first, and 0 at a safety item.

    `item_9=1` sets an item, `EX3="yes"` an extra.
    """
    instrument = instruments.load(instrument_id)
    found: dict[str, int | str | None] = {}
    left = total
    for key in (item.key for item in instrument.items):
        points = 0 if key in instrument.safety_items else min(3, left)
        found[key], left = points, left - points
    assert left == 0, "more than the items hold"
    return found | {name.removeprefix("item_"): value for name, value in changed.items()}
