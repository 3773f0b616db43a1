"""A month is over: whoever wants its figures has asked for them. Only time tells: a job asks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from supervision.periods import months_over
from workflows.records.closures import first_today, site_years
from workflows.records.export_orders import keep_months, orders_of
from workflows.records.scope import Transaction


async def begin_monthly_exports(tx: Transaction, *, at: datetime) -> Sequence[UUID]:
    """One for each order and month that has none yet, over at every school; missed ones too. Returns the new ones."""
    orders = await orders_of(tx, None)
    years = await site_years(tx) if orders else ()
    begun: list[UUID] = []
    for one in orders:
        if months := months_over(first_today(years, one.asked_at), first_today(years, at)):
            begun += await keep_months(tx, one.id, months, at=at)
    return begun
