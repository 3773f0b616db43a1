"""Closings: care ends, with what ends with it before the reader's eyes. Under /mentees/{id}/closing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from care_steps.closings import EXIT_MEASURE_DAYS, Closing
from care_steps.moves import Move, why_not
from care_steps.steps import Step
from supervision.access import why_not_see_decisions
from supervision.case_access import why_not_close
from triage import instruments
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence
from workflows.pages.decision_form import FIRINGS
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.told_fields import HOW, TOLD, read_told
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.offers import live_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.close_case import close_case
from workflows.verbs.ending_of import Ending, ending_of
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class NewClosingPage:
    """What is asked of whoever closes, and what ends with the case. `recommended` is what a rule asks for instead."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    present: Step
    ends: tuple[Sentence, ...]
    measures: tuple[Sentence, ...]
    measure_days: int
    recommended: Step | None
    wants_reasons: bool
    is_unsafe: bool
    why_not: str | None
    reasons: tuple[Choice, ...] = choices_of("closure_reasons")
    no_measures: tuple[Choice, ...] = choices_of("no_exit_measures")
    override_reasons: tuple[Choice, ...] = choices_of("override_reasons")
    told: tuple[tuple[str, str], ...] = TOLD
    how: tuple[Choice, ...] = HOW


_WORK: Final = {
    "recommendation": mark("The open recommendation is answered by closing."),
    "escalation": mark("The open escalation ends, in your name."),
    "task": mark("The open task ends, in your name: %(what)s"),
}
_MEASURES_SHOWN: Final = 3


async def _seen(visit: Visit, mentee_id: UUID) -> tuple[Case, Ending]:
    """Raises `NotFound` for strangers, `NotAllowed` for mentors, `Refused` for what is closed already."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if why := why_not_see_decisions(visit.actor, case.standing):
        raise NotAllowed(why)
    if why := why_not(case.step, Move.CLOSE):
        raise Refused(why)
    raw = await gather_one(visit.tx, case.id, max(visit.at, case.known_at))
    ending = await ending_of(visit.tx, case, raw, at=visit.at)
    return case, ending


async def _page(visit: Visit, case: Case, ending: Ending, form: Form) -> NewClosingPage:
    is_unsafe = bool(ending.stretch.open_safety_items)
    return NewClosingPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        present=case.step,
        ends=await _ends(visit, case, ending),
        measures=await _measures(visit, case),
        measure_days=EXIT_MEASURE_DAYS,
        recommended=ending.recommended,
        wants_reasons=ending.wants_reasons,
        is_unsafe=is_unsafe,
        why_not=why_not_close(
            visit.actor, case.standing, answers=ending.answers is not None, is_unsafe=is_unsafe
        ),
    )


async def _ends(visit: Visit, case: Case, ending: Ending) -> tuple[Sentence, ...]:
    """Everything that is open, so that nobody closes over something that they have not seen."""
    actions = codes.load("actions")
    found = [Sentence(_WORK[one.kind], terms={"what": actions.plain(one.action)}) for one in ending.work]
    if (offer := await live_offer(visit.tx, case.id)) is not None:
        text = mark("The offer of “%(step)s” is withdrawn.")
        found.append(Sentence(text, terms={"step": offer.to_step.plain}))
    if case.serving_match_id is not None:
        found.append(Sentence(mark("The match ends. What was logged stays readable.")))
    return tuple(found)


async def _measures(visit: Visit, case: Case) -> tuple[Sentence, ...]:
    """The newest forms, to find the one with which care ends."""
    raw = await gather_one(visit.tx, case.id, max(visit.at, case.known_at))
    newest = sorted(raw.administrations, key=lambda one: one.completed_at, reverse=True)[:_MEASURES_SHOWN]
    return tuple(
        Sentence(
            mark("%(form)s of %(day)s"),
            {
                "form": instruments.load(one.instrument_id).name,
                "day": case.calendar.local_day(one.completed_at),
            },
        )
        for one in newest
    )


@reads("/mentees/{mentee_id:uuid}/closing/new", action="see_new_closing", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case, ending = await _seen(visit, mentee_id)
    values: dict[str, str | tuple[str, ...]] = {
        FIRINGS: tuple(str(one) for one in sorted(ending.shown)),
        **_day(ending.stretch.last_made_on),
    }
    form = visit.fresh(values, seen_version=case.version, not_drafted=(FIRINGS,))
    return show("closings/new.html", await _page(visit, case, ending, form))


@acts("/mentees/{mentee_id:uuid}/closing", action="close_case")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case, ending = await _seen(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        closing = _closing(typed)
        firings = _firings(visit.form)
        seen_version = typed.seen_version()
        typed.insist()
        decision_id = await close_case(
            visit.tx,
            episode_id=case.id,
            closing=closing,
            seen_version=seen_version,
            seen_firings=firings,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, case, ending, visit.again(_at_fields(wrong.errors)))
        raise try_again("closings/new.html", page) from wrong
    return await sent_to(visit, f"/decisions/{decision_id}", mark("The case is closed. It stays readable."))


def _closing(typed: Reading) -> Closing:
    reasons = [entry.code for entry in codes.load("closure_reasons").active]
    none = [entry.code for entry in codes.load("no_exit_measures").active]
    return Closing(
        reason=typed.one_of("reason", reasons, required=None) or "",
        last_contact_on=typed.date("last_contact_on", required=None),
        words=typed.text("words"),
        told=read_told(typed),
        no_measure=typed.one_of("no_measure", none, required=None),
        no_measure_words=typed.text("no_measure_words"),
        override_reasons=typed.many_of(
            "override_reasons", [entry.code for entry in codes.load("override_reasons").active]
        ),
        override_words=typed.text("override_words"),
    )


def _at_fields(errors: Any) -> dict[str, str]:
    """Who was told is asked field by field: the sentence stands at the first of them."""
    first, _ = TOLD[0]
    return {first if name == "told" else name: said for name, said in errors.items()}


def _firings(form: Form) -> tuple[UUID, ...]:
    """What the reader saw fire; an id that is none was never shown."""
    try:
        return tuple(UUID(one) for one in form.chosen(FIRINGS))
    except ValueError:
        return ()


def _day(day: date | None) -> dict[str, str]:
    """The last session made is the last contact that is known."""
    if day is None:
        return {}
    return {f"last_contact_on_{part}": str(getattr(day, part)) for part in ("month", "day", "year")}


routes: list[Any] = [new, create]
