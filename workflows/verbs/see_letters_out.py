"""Which letters are out, of the students whom this person looks after? The look itself is kept."""

from dataclasses import dataclass
from datetime import date

from supervision.access import Actor
from supervision.family_access import why_not_see_family, why_not_see_letters
from workflows.records.audit import keep_audit
from workflows.records.consent_letters import Letter, letters_out
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.these_cases import these_cases


@dataclass(frozen=True, slots=True)
class LetterOut:
    """One letter that waits. `to_name` is None for the student's own, and for whom nobody may reach (`is_cut_off`)."""

    letter: Letter
    case: Case
    today: date
    to_name: str | None
    is_cut_off: bool

    @property
    def is_overdue(self) -> bool:
        return self.letter.answer_by < self.today


async def see_letters_out(tx: Transaction, *, by: Actor) -> tuple[LetterOut, ...]:
    """What was to be back first stands first. Raises `NotAllowed`."""
    if (why := why_not_see_letters(by)) is not None:
        raise NotAllowed(why)
    letters = await letters_out(tx)
    cases = await these_cases(tx, [one.episode_id for one in letters])
    found = []
    for letter in letters:
        case = cases[letter.episode_id]
        if why_not_see_family(by, case.standing) is None:
            found.append(await letter_out(tx, letter, case))
    await keep_audit(tx, "saw_letters_out")
    return tuple(found)


async def letter_out(tx: Transaction, letter: Letter, case: Case) -> LetterOut:
    """The letter with the name of its reader, while they may be reached."""
    today = case.calendar.local_day(tx.at)
    reachable = await reachable_contacts(tx, case.mentee_id, on=today) if letter.contact_id else ()
    names = {one.id: one.detail.name for one in reachable}
    to_name = names.get(letter.contact_id) if letter.contact_id else None
    return LetterOut(letter, case, today, to_name, letter.contact_id is not None and to_name is None)
