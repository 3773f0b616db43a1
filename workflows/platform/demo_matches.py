"""How does a match of the demo pause and end, and what does the next mentor learn of the one before?"""

from care_steps.match_states import MatchEnd
from workflows.platform.demo_story import Act, Story
from workflows.records.matches import load_match
from workflows.records.scope import Transaction
from workflows.verbs.end_match import end_match
from workflows.verbs.pause_match import pause_match
from workflows.verbs.release_summary import release_summary
from workflows.verbs.write_summary import write_summary


async def pause(story: Story, tx: Transaction, act: Act) -> None:
    match = await load_match(tx, story.matches[act["mentor"]])
    await pause_match(
        tx, match_id=match.id, words=act["words"], seen_sequence=match.sequence, by=tx.actor, at=tx.at
    )


async def end(story: Story, tx: Transaction, act: Act) -> None:
    """They said goodbye on the day of the act."""
    match = await load_match(tx, story.matches[act["mentor"]])
    end = MatchEnd(act["reason"], act["wish"], goodbye_on=story.day(act), words=act["words"])
    await end_match(tx, match_id=match.id, end=end, seen_sequence=match.sequence, by=tx.actor, at=tx.at)


async def sum_up(story: Story, tx: Transaction, act: Act) -> None:
    """The mentor writes for whoever comes next."""
    story.named["summary"] = await write_summary(
        tx,
        match_id=story.matches[act["by"]],
        helped=act["helped"],
        to_know=act["to_know"],
        agreed=act["agreed"],
        by=tx.actor,
        at=tx.at,
    )


async def release(story: Story, tx: Transaction, act: Act) -> None:
    to_match_id = story.matches[act["to"]]
    await release_summary(
        tx, summary_id=story.named["summary"], to_match_id=to_match_id, by=tx.actor, at=tx.at
    )
