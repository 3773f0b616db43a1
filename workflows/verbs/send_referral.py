"""A referral is sent: the package is frozen as it goes, and whoever gets it is written down."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from care_steps.consents import ConsentKind, ConsentState
from care_steps.referral_waits import call_back_on
from care_steps.referrals import ReferralMove
from supervision.access import Actor
from supervision.handoff_packages import TERMS, Release, why_not_release
from workflows.records.consents import answers_alone, consent_now
from workflows.records.episodes import Case
from workflows.records.package_contents import package_contents
from workflows.records.referral_packages import keep_disclosures, keep_package
from workflows.records.referrals import Referral, keep_referral_change
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.turn_to_referral import turn_to_referral


async def send_referral(
    tx: Transaction, *, referral_id: UUID, release: Release, seen_version: int, by: Actor, at: datetime
) -> None:
    """Raises `Invalid` at the fields, `NotAllowed`, `Refused` where it cannot be sent now, `Stale`."""
    turn = await turn_to_referral(
        tx,
        referral_id=referral_id,
        move=ReferralMove.SEND,
        action="sent_referral",
        seen_version=seen_version,
        by=by,
    )
    case, known_at = turn.case, turn.known_at
    consent = await consent_now(tx, case.mentee_id, ConsentKind.SHARING)
    ways = codes.load("package_ways")
    errors = why_not_release(
        release,
        why_stopped=consent.why_stopped,
        signed_by=consent.signed_by,
        is_of_age=await answers_alone(tx, case.mentee_id, case.calendar),
        ways=[one.code for one in ways.active],
    )
    if errors:
        raise Invalid(errors)
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=call_back_on(turn.to_state, case.calendar.local_day(at)),
        recorded_at=known_at,
        words=release.why_more,
    )
    contact_id = consent.answered_by if consent.answered is ConsentState.GIVEN else None
    await _keep_what_went(
        tx, case, turn.referral, release, ways.plain(release.way), contact_id, known_at=known_at
    )


async def _keep_what_went(
    tx: Transaction,
    case: Case,
    referral: Referral,
    release: Release,
    way: str,
    contact_id: UUID | None,
    *,
    known_at: datetime,
) -> None:
    """The package as it went, and a line in the log of disclosures for each who got it."""
    contents = await package_contents(tx, case, referral)
    await keep_package(
        tx,
        referral.id,
        [one for one in contents if one.code in release.items],
        left_out=[one.code for one in TERMS.items if one.code not in release.items],
        recipients=release.recipients,
        way=way,
        consent_basis=release.consent_basis,
        contact_id=contact_id,
        threat=release.threat,
        recorded_at=known_at,
    )
    await keep_disclosures(
        tx,
        case.mentee_id,
        referral_id=referral.id,
        recipients=release.recipients,
        interest=TERMS.interest,
        what=release.items,
        basis=release.consent_basis,
        threat=release.threat,
        recorded_at=known_at,
    )
