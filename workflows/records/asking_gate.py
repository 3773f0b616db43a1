"""May these forms be asked of this mentee now, by what the family agreed to?

Only of forms that are planned; a concern about one student stands outside.
"""

from collections.abc import Sequence

from care_steps.consents import CONSENT_LIMITS, ConsentKind
from workflows.records.consents import why_stopped_now
from workflows.records.episodes import Case
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction


async def why_not_ask_now(
    tx: Transaction, case: Case, instrument_ids: Sequence[str], reason_asked: str
) -> str | None:
    """The sentence that keeps the first of these forms back, or None."""
    if reason_asked not in CONSENT_LIMITS.covered_reasons:
        return None
    return await why_stopped_now(tx, case.mentee_id, ConsentKind.QUESTIONNAIRES)


async def insist_may_ask(
    tx: Transaction, case: Case, instrument_ids: Sequence[str], reason_asked: str
) -> None:
    """Raises `Refused` with the sentence."""
    if (why := await why_not_ask_now(tx, case, instrument_ids, reason_asked)) is not None:
        raise Refused(why)
