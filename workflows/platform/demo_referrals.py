"""How does a referral of the demo go: drafted, sent, answered, drafted again elsewhere, and arrived?"""

from care_steps.referrals import ReferralMove
from supervision.handoff_packages import Release, usual_items
from workflows.platform.demo_story import Act, Story
from workflows.records.destinations import destinations
from workflows.records.referrals import Referral, newest_referral
from workflows.records.scope import Transaction
from workflows.verbs.answer_referral import ReferralAnswer, answer_referral
from workflows.verbs.confirm_referral_contact import confirm_referral_contact
from workflows.verbs.draft_referral import draft_referral
from workflows.verbs.schedule_referral import schedule_referral
from workflows.verbs.send_referral import send_referral


async def _newest(story: Story, tx: Transaction) -> Referral:
    found = await newest_referral(tx, (await story.case(tx)).id)
    assert found is not None, f"Nothing was drafted by {tx.at}"
    return found


async def draft(story: Story, tx: Transaction, act: Act) -> None:
    """To the destination of that name. One that `follows` takes the place of the one that came to nothing."""
    case = await story.case(tx)
    (to,) = [one for one in await destinations(tx, site_ids=None) if one.name == act["to"]]
    follows = (await _newest(story, tx)).id if act.get("follows") else None
    await draft_referral(
        tx,
        episode_id=case.id,
        destination_id=to.id,
        words=act.get("words", ""),
        follows=follows,
        by=tx.actor,
        at=tx.at,
    )


async def send(story: Story, tx: Transaction, act: Act) -> None:
    """What is usual, on the written consent of the guardian."""
    referral = await _newest(story, tx)
    release = Release(usual_items(), tuple(act["recipients"]), act["way"], "guardian_written")
    await send_referral(
        tx, referral_id=referral.id, release=release, seen_version=referral.version, by=tx.actor, at=tx.at
    )


async def hear(story: Story, tx: Transaction, act: Act) -> None:
    """What they answered."""
    referral = await _newest(story, tx)
    answer = ReferralAnswer(ReferralMove(act["move"]), tuple(act.get("reasons", ())), act.get("words", ""))
    await answer_referral(
        tx, referral_id=referral.id, answer=answer, seen_version=referral.version, by=tx.actor, at=tx.at
    )


async def schedule(story: Story, tx: Transaction, act: Act) -> None:
    referral = await _newest(story, tx)
    await schedule_referral(
        tx,
        referral_id=referral.id,
        appointment_at=story.days.instant(act["appointment"], act["appointment_at"]),
        words=act["words"],
        seen_version=referral.version,
        by=tx.actor,
        at=tx.at,
    )


async def arrive(story: Story, tx: Transaction, act: Act) -> None:
    """Somebody says that they have met."""
    referral = await _newest(story, tx)
    await confirm_referral_contact(
        tx,
        referral_id=referral.id,
        confirmed_by=act["confirmed_by"],
        confirmed_how=act["how"],
        seen_version=referral.version,
        by=tx.actor,
        at=tx.at,
    )
