"""May this organization fill in an instrument whose own words are not shipped?"""

from triage.instruments import Instrument
from workflows.records.organisations import is_live
from workflows.records.scope import Transaction


async def why_not_use(tx: Transaction, instrument: Instrument) -> str | None:
    """Placeholders are never filled in by a live organization."""
    return instrument.why_not_use(is_live=await is_live(tx)) if instrument.is_placeholder else None
