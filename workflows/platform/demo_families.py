"""Who belongs to a mentee of the demo, who of them may not be reached, and what did the family agree to?"""

from datetime import timedelta

from care_steps.consents import ConsentKind, ConsentMove
from workflows.platform.demo_story import Act, Story
from workflows.records.contacts import ContactDetail
from workflows.records.scope import Transaction
from workflows.records.student_search import students_found
from workflows.verbs.announce_survey import NewNotice, announce_survey
from workflows.verbs.ban_contact import ban_contact
from workflows.verbs.opt_out_of_survey import opt_out_of_survey
from workflows.verbs.record_consent import ConsentSaid, record_consent
from workflows.verbs.remind_letter import remind_letter
from workflows.verbs.send_consent_letter import NewLetter, send_consent_letter
from workflows.verbs.set_contact import set_contact
from workflows.verbs.set_home_facts import set_home_facts


async def add_contact(story: Story, tx: Transaction, act: Act) -> None:
    detail = ContactDetail(
        name=act["name"],
        relation=act["relation"],
        language=act.get("language", "en"),
        needs_interpreter=act.get("interpreter", False),
        phone=act.get("phone", ""),
        holds_rights=act.get("holds_rights", False),
        words=act.get("words", ""),
    )
    story.named[act["name"]] = await set_contact(
        tx, mentee_id=story.mentee_id, detail=detail, by=tx.actor, at=tx.at
    )


async def ban(story: Story, tx: Transaction, act: Act) -> None:
    """`since` and `until` are school days, as `ago` is."""
    await ban_contact(
        tx,
        contact_id=story.named[act["contact"]],
        starts_on=story.days.day(act["since"]),
        ends_on=story.days.day(act["until"]),
        document=act["document"],
        by=tx.actor,
        at=tx.at,
    )


async def name_at_home(story: Story, tx: Transaction, act: Act) -> None:
    born_on = story.days.today - timedelta(days=act["born_days_ago"])
    await set_home_facts(
        tx, mentee_id=story.mentee_id, home_name=act["name"], born_on=born_on, by=tx.actor, at=tx.at
    )


async def send_letter(story: Story, tx: Transaction, act: Act) -> None:
    letter = NewLetter(
        contact_id=story.named[act["contact"]],
        kinds=tuple(ConsentKind(kind) for kind in act["kinds"]),
        language=act.get("language", "en"),
        sent_how=act["how"],
        answer_by=story.days.day(act["answer_by"]),
    )
    story.named["letter"] = await send_consent_letter(
        tx, mentee_id=story.mentee_id, letter=letter, by=tx.actor, at=tx.at
    )


async def remind(story: Story, tx: Transaction, act: Act) -> None:
    await remind_letter(tx, letter_id=story.named["letter"], how=act["how"], by=tx.actor, at=tx.at)


async def consent(story: Story, tx: Transaction, act: Act) -> None:
    """`answers`: which move for which kind."""
    said = ConsentSaid(
        answers={ConsentKind(kind): ConsentMove(move) for kind, move in act["answers"].items()},
        contact_id=story.named[act["contact"]],
        how=act["how"],
        said_on=story.day(act),
        words=act.get("words", ""),
    )
    await record_consent(tx, mentee_id=story.mentee_id, said=said, by=tx.actor, at=tx.at)


async def announce(story: Story, tx: Transaction, act: Act) -> None:
    """To every family of the school of the student whose number stands at `of`."""
    (student,) = await students_found(tx, act["of"], most=2)
    sent_on = story.day(act)
    until = sent_on + timedelta(days=act["opt_out_days"])
    story.named["notice"] = await announce_survey(
        tx,
        site_id=student.site_id,
        notice=NewNotice(tuple(act["forms"]), sent_on, until, act["words"]),
        by=tx.actor,
        at=tx.at,
    )


async def opt_out(story: Story, tx: Transaction, act: Act) -> None:
    await opt_out_of_survey(
        tx,
        notice_id=story.named["notice"],
        number=act["of"],
        said_on=story.day(act),
        by=tx.actor,
        at=tx.at,
    )
