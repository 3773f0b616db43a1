"""How does every act on a referral answer, and which of its lists do reasons come from?"""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from litestar.response import Redirect

from workflows.pages.answers import sent_to, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice
from workflows.pages.referral_shown import referral_page, seen_referral
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid

_LISTS: Final = {
    "reject_reasons": "referral_reject_reasons",
    "return_reasons": "referral_return_reasons",
    "revoke_reasons": "referral_revoke_reasons",
}


def values(choices: tuple[Choice, ...]) -> list[str]:
    return [one.value for one in choices]


def reasons_of(typed: Reading, field: str) -> tuple[str, ...]:
    return typed.many_of(field, values(choices_of(_LISTS[field])))


async def done(
    visit: Visit, referral_id: UUID, do: Callable[[Reading, Case], Awaitable[None]], notice: str
) -> Redirect:
    """The act, and back to the referral; with an error the same page with what was typed."""
    referral, case = await seen_referral(visit, referral_id)
    try:
        await do(Reading(visit.form), case)
    except Invalid as wrong:
        page = await referral_page(visit, referral, case, visit.again(wrong.errors))
        raise try_again("referrals/show.html", page) from wrong
    return await sent_to(visit, f"/referrals/{referral_id}", notice)
