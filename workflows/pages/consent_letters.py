"""Letters that ask for consent: sending one, the letter on paper, those that are out. /consents, /consent-letters/{id}."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.consent_letters import LETTERS, WrittenLetter
from care_steps.consent_limits import CONSENT_LIMITS
from care_steps.consents import ConsentKind
from supervision.family_access import why_not_see_notices
from supervision.intake_access import why_not_find_students
from supervision.live_items import Item, ItemKey
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.consents_said import STUDENT, kinds_to_ask, who_answers
from workflows.pages.date_parts import in_parts
from workflows.pages.forms import Reading
from workflows.pages.letter_written import letter_of, waits_for_approval
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.consent_letters import load_letter
from workflows.records.consents import answers_alone, consent_history, newest_of
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid
from workflows.verbs.remind_letter import remind_letter
from workflows.verbs.see_ending_consents import SeenEnding, see_ending_consents
from workflows.verbs.see_family import see_family
from workflows.verbs.see_letters_out import LetterOut, letter_out, see_letters_out
from workflows.verbs.send_consent_letter import NewLetter, send_consent_letter

_NEW, _ONE = "/mentees/{mentee_id:uuid}/consent-letters", "/consent-letters/{letter_id:uuid}"
_LANGUAGES = tuple(
    Choice(one, name) for one, name in (("en", mark("English")), ("es", mark("Spanish"))) if one in LETTERS
)


@dataclass(frozen=True, slots=True)
class NewLetterPage:
    """The form. `who`: those who may answer; empty when nobody is written down who may."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    who: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    ways: tuple[Choice, ...]
    languages: tuple[Choice, ...] = _LANGUAGES


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The letter on paper; `written` is None when it went to somebody whom nobody may reach now.

    `waits`: where its wording is approved, while it is not.
    """

    chrome: Chrome
    form: Form
    out: LetterOut
    written: WrittenLetter | None
    waits: Item | None
    ways: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class LettersOutPage:
    """Every letter that waits for an answer, the most overdue first; and what was agreed to until a day that nears."""

    chrome: Chrome
    form: Form
    letters: tuple[LetterOut, ...]
    ending: tuple[SeenEnding, ...]
    sees_notices: bool
    may_find: bool

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.letters)


async def _new_page(visit: Visit, case: Case, form: Form | None = None) -> NewLetterPage:
    today = case.calendar.local_day(visit.at)
    is_of_age = await answers_alone(visit.tx, case.mentee_id, case.calendar)
    kinds = kinds_to_ask(newest_of(await consent_history(visit.tx, case.mentee_id, on=today)))
    answer_by = today + timedelta(days=CONSENT_LIMITS.answer_within_days)
    filled: dict[str, str | tuple[str, ...]] = {
        "kinds": tuple(one.value for one in kinds),
        **in_parts("answer_by", answer_by),
    }
    return NewLetterPage(
        chrome=visit.chrome,
        form=form or visit.fresh(filled),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        who=who_answers(await reachable_contacts(visit.tx, case.mentee_id, on=today), is_of_age=is_of_age),
        kinds=kinds,
        ways=choices_of("letter_ways"),
    )


@reads(_NEW + "/new", action="see_new_consent_letter")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    return show("consent_letters/new.html", await _new_page(visit, case))


@acts(_NEW, action="send_consent_letter")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    page = await _new_page(visit, case)
    try:
        letter = _typed(Reading(visit.form), page)
        letter_id = await send_consent_letter(
            visit.tx, mentee_id=mentee_id, letter=letter, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        again = await _new_page(visit, case, visit.again(wrong.errors))
        raise try_again("consent_letters/new.html", again) from wrong
    return await sent_to(
        visit, f"/consent-letters/{letter_id}", mark("The letter is out. Print it, and hand it over.")
    )


def _values(choices: Sequence[Choice]) -> list[str]:
    return [one.value for one in choices]


def _typed(typed: Reading, page: NewLetterPage) -> NewLetter:
    who = typed.one_of("contact_id", _values(page.who), required=mark("Say to whom the letter goes."))
    kinds = typed.many_of("kinds", _values(page.kinds), required=mark("Choose what is asked."))
    language = typed.one_of(
        "language", _values(page.languages), required=mark("Choose the language of the letter.")
    )
    sent_how = typed.one_of("sent_how", _values(page.ways), required=mark("Say how the letter goes."))
    answer_by = typed.date("answer_by", required=mark("Enter the day by which an answer is asked for."))
    typed.insist()
    assert answer_by is not None
    return NewLetter(
        contact_id=None if who == STUDENT else UUID(str(who)),
        kinds=tuple(ConsentKind(one) for one in kinds),
        language=str(language),
        sent_how=str(sent_how),
        answer_by=answer_by,
    )


@reads("/consents", action="see_letters_out")
async def index(visit: NamedDependency[Visit]) -> Template:
    letters = await see_letters_out(visit.tx, by=visit.actor)
    page = LettersOutPage(
        visit.chrome,
        visit.fresh(),
        letters,
        await see_ending_consents(visit.tx, by=visit.actor),
        sees_notices=why_not_see_notices(visit.actor) is None,
        may_find=why_not_find_students(visit.actor) is None,
    )
    return show("consent_letters/index.html", page)


async def _letter_page(visit: Visit, letter_id: UUID, form: Form | None = None) -> LetterPage:
    letter = await load_letter(visit.tx, letter_id)
    case = await see_family(
        visit.tx,
        mentee_id=letter.mentee_id,
        by=visit.actor,
        object_kind="consent_letter",
        object_id=letter_id,
    )
    out = await letter_out(visit.tx, letter, case)
    written = None if out.is_cut_off else await letter_of(visit.tx, out)
    waits = await waits_for_approval(visit.tx, written.text, ItemKey.CONSENT_LETTER) if written else None
    return LetterPage(visit.chrome, form or visit.fresh(), out, written, waits, choices_of("letter_ways"))


@reads(_ONE, action="see_consent_letter")
async def show_one(visit: NamedDependency[Visit], letter_id: FromPath[UUID]) -> Template:
    return show("consent_letters/show.html", await _letter_page(visit, letter_id))


@acts(_ONE + "/reminders", action="remind_letter")
async def remind(visit: NamedDependency[Visit], letter_id: FromPath[UUID]) -> Redirect:
    page = await _letter_page(visit, letter_id, visit.form)
    typed = Reading(visit.form)
    try:
        how = typed.one_of("how", _values(page.ways), required=mark("Say how they were reminded."))
        typed.insist()
        await remind_letter(visit.tx, letter_id=letter_id, how=str(how), by=visit.actor, at=visit.at)
    except Invalid as wrong:
        again = await _letter_page(visit, letter_id, visit.again(wrong.errors))
        raise try_again("consent_letters/show.html", again) from wrong
    return await sent_to(visit, "/consents", mark("The reminder is written down."))


routes: list[Any] = [new, create, index, show_one, remind]
