"""Of which questionnaires were the families of one's schools told? The look itself is kept."""

from dataclasses import dataclass
from uuid import UUID

from supervision.access import Actor, sites_with
from supervision.family_access import why_not_see_notices
from triage.roles import OF_A_SITE
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sites import sites
from workflows.records.survey_notices import Notice, notices_of


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of the reader's schools, the newest first, and the schools for which another can be written down."""

    notices: tuple[Notice, ...]
    sites: tuple[tuple[UUID, str], ...]


async def see_notices(tx: Transaction, *, by: Actor) -> Notices:
    """Raises `NotAllowed`."""
    if (why := why_not_see_notices(by)) is not None:
        raise NotAllowed(why)
    site_ids = sites_with(by, *OF_A_SITE)
    await keep_audit(tx, "saw_survey_notices")
    own = tuple(one for one in await sites(tx) if site_ids is None or one[0] in site_ids)
    return Notices(await notices_of(tx, site_ids), own)
