"""Which open referrals are listed for this person, and on which day does each ask for somebody?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from care_steps.referral_waits import is_silent
from supervision.access import sites_with
from supervision.referral_access import why_not_see_referrals
from triage.roles import OF_A_SITE
from workflows.pages.components import PersonCard, Sentence, Tag, Tone
from workflows.pages.home_sections import Empty, Section
from workflows.pages.page import mark
from workflows.pages.referral_told import TONES
from workflows.pages.visits import Visit
from workflows.records.mentee_lines import mentee_lines
from workflows.records.referral_board import BoardLine, UnaskedLine, referral_board, unasked


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One referral in a list; `day` says when its owner asks again, and how loudly."""

    line: BoardLine
    tag: Tag
    day: Tag | None


async def open_referrals(visit: Visit) -> tuple[tuple[BoardLine, ...], tuple[UnaskedLine, ...]]:
    """Those of the sites of a counselor or clinical supervisor, else of the matches that this person supervises."""
    visit.insist(why_not_see_referrals)
    site_ids, episode_ids = sites_with(visit.actor, *OF_A_SITE), None
    if site_ids == ():
        matches = await mentee_lines(visit.tx, supervisor_id=visit.actor.person_id)
        site_ids, episode_ids = None, [one.episode_id for one in matches]
    return (
        await referral_board(visit.tx, site_ids=site_ids, episode_ids=episode_ids),
        await unasked(visit.tx, site_ids=site_ids, episode_ids=episode_ids),
    )


def board_row(visit: Visit, line: BoardLine) -> BoardRow:
    today = visit.at.astimezone(ZoneInfo(line.time_zone)).date()
    tag = Tag(line.state.plain, TONES.get(line.state, Tone.QUIET))
    return BoardRow(line, tag, _day(line, today) if line.call_back_on is not None else None)


def _day(line: BoardLine, today: date) -> Tag:
    day = line.call_back_on
    if is_silent(line.state, day, today):
        return Tag(Sentence(mark("silent: to ask since %(day)s"), {"day": day}), Tone.LATE)
    late = day is not None and day < today
    text = mark("to ask since %(day)s") if late else mark("ask again on %(day)s")
    return Tag(Sentence(text, {"day": day}), Tone.LATE if late else Tone.PLANNED)


async def referral_sections(visit: Visit) -> tuple[Section | None, Section | None]:
    """What this person has to do today about referrals, and theirs that were sent and have not arrived, by the day on
    which they ask. None when there is nothing, so that no list stands empty.
    """
    if why_not_see_referrals(visit.actor) is not None:
        return None, None
    lines, nobody = await open_referrals(visit)
    own = [one for one in lines if visit.actor.stands_for(one.owner_id)]
    return _to_do(visit, lines, own, nobody), _sent(visit, own)


def _to_do(
    visit: Visit, lines: Sequence[BoardLine], own: Sequence[BoardLine], nobody: Sequence[UnaskedLine]
) -> Section | None:
    due = [one for one in own if _is_due(visit, one)]
    lost = [one for one in lines if one.needs_another and one not in due]
    if not (due or lost or nobody):
        return None
    cards = [_card(board_row(visit, one)) for one in (*due, *lost)]
    cards += [_unasked_card(one) for one in nobody]
    empty = Empty(mark("No referral waits for you"), mark("Referrals to ask about stand here on their day."))
    return Section("referrals-out", mark("Referrals to ask about"), empty, people=tuple(cards))


def _sent(visit: Visit, own: Sequence[BoardLine]) -> Section | None:
    cards = tuple(_card(board_row(visit, one)) for one in own if one.state.waits_for_contact)
    empty = Empty(mark("No referral is on its way"), mark("What was sent stands here until they have met."))
    return (
        Section("referrals-sent", mark("Sent, no first contact yet"), empty, people=cards) if cards else None
    )


def _is_due(visit: Visit, line: BoardLine) -> bool:
    today = visit.at.astimezone(ZoneInfo(line.time_zone)).date()
    return line.needs_another or (line.call_back_on is not None and line.call_back_on <= today)


def _card(row: BoardRow) -> PersonCard:
    line = row.line
    said = Sentence(mark("referred to %(place)s"), {"place": line.destination_name})
    details: tuple[str | Sentence, ...] = (Sentence("%(site)s", {"site": line.site_name}), said)
    return PersonCard(
        line.mentee_name, f"/referrals/{line.id}", details, row.tag if row.day is None else row.day
    )


def _unasked_card(line: UnaskedLine) -> PersonCard:
    since = Sentence(mark("waits for a professional since %(day)s"), {"day": line.since.date()})
    tag = Tag(mark("Nobody is asked yet"), Tone.LATE)
    return PersonCard(line.mentee_name, f"/mentees/{line.mentee_id}/referrals/new", (since,), tag)
