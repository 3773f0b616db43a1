"""How is a letter home filled in, by the name at home, and is the wording of a paper for families approved?"""

from babel.dates import format_date

from care_steps.consent_letters import LetterText, WrittenLetter, written
from supervision.live_items import LIVE, Item, ItemKey
from supervision.referral_papers import PaperTexts
from workflows.records.home_facts import home_facts
from workflows.records.live_states import is_approved
from workflows.records.scope import Transaction
from workflows.verbs.see_letters_out import LetterOut


async def letter_of(tx: Transaction, out: LetterOut) -> WrittenLetter:
    """In the language of the letter, whatever the language of whoever prints it."""
    letter = out.letter
    facts = await home_facts(tx, letter.mentee_id)
    return written(
        letter.language,
        letter.kinds,
        is_of_age=letter.contact_id is None,
        student=facts.name_at_home,
        called=facts.called_at_home,
        to=out.to_name or facts.name_at_home,
        school=letter.site_name,
        answer_by=format_date(letter.answer_by, "long", locale=letter.language),
        sender=letter.sent_by_name,
    )


async def waits_for_approval(tx: Transaction, text: LetterText | PaperTexts, key: ItemKey) -> Item | None:
    """The item under which the wording is approved, while nobody has done so; a text of its own file is no sample."""
    return LIVE.item(key) if text.is_sample and not await is_approved(tx, key) else None
