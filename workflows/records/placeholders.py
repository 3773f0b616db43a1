"""May this organization fill in an instrument whose own words are not shipped, or were never compared?"""

from triage.instruments import Instrument
from workflows.records.live_states import is_wording_answered
from workflows.records.organisations import is_real
from workflows.records.scope import Transaction


async def why_not_use(tx: Transaction, instrument: Instrument) -> str | None:
    """A real organization fills in no placeholder, and no wording before somebody has said that it is the published one.

    A demonstration fills in everything.
    """
    if instrument.is_placeholder:
        return instrument.why_not_use(is_live=await is_real(tx))
    if instrument.is_unverified:
        return instrument.why_not_activate(is_live=not await is_wording_answered(tx, instrument))
    return None
