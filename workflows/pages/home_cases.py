"""Which cases are listed on the home page: who waits, whose offer is open, who is in care, whom somebody referred?"""

from collections.abc import Sequence
from typing import Final

from care_steps.offers import OfferState
from care_steps.steps import Step
from triage.lanes import Lane
from workflows.pages.components import Action, PersonCard, Sentence, Tag, Tone
from workflows.pages.deadlines import near
from workflows.pages.home_sections import FIND, Empty, Listed, MenteeCard, Section
from workflows.pages.page import mark
from workflows.pages.places import homeroom_of, place_of
from workflows.pages.step_said import step_tag
from workflows.records.mentee_lines import MOST_LINES, MenteeLine
from workflows.records.referrals_in import ReferralIn

_HOW_SOON: Final = {"now": mark("referred as urgent: now"), "this_week": mark("to be looked at this week")}


def waiting_section(lines: Sequence[MenteeLine]) -> Section:
    """Who waits for a mentor: what was said to be urgent, then who has lost a mentor, then who is new; longest first."""
    waiting = sorted((one for one in lines if one.waits_for_mentor_since), key=_place_in_line)
    return Section(
        "waiting",
        mark("Waiting for a mentor"),
        Empty(
            mark("Nobody is waiting for a mentor"),
            mark("To open a case, find the student and say what was noticed."),
            FIND,
        ),
        mentees=tuple(_waiting(one) for one in waiting),
    )


def _place_in_line(line: MenteeLine) -> tuple[int, str]:
    """The lane of the newest rating, or what was said with the referral until there is one."""
    is_urgent = line.how_soon == "now"
    if line.rated_lane is not None:
        is_urgent = Lane(line.rated_lane).is_urgent
    known = (is_urgent, line.needs_new_mentor, line.rated_lane is None and line.how_soon == "this_week", True)
    return known.index(True), str(line.waits_for_mentor_since)


def _waiting(line: MenteeLine) -> MenteeCard:
    assert line.waits_for_mentor_since is not None
    day = near(line.waits_for_mentor_since, line.time_zone).values["day"]
    since = Sentence(mark("waiting since %(when)s"), {"when": day})
    path = f"/mentees/{line.mentee_id}"
    soon = (Sentence(mark("needs a new mentor")),) if line.needs_new_mentor else _soon(line)
    details = (*_where(line), *soon, since, *_reserved(line))
    card = PersonCard(line.name, path, details, _tag(line))
    if line.has_left:
        text = mark("Say who goes on with the case of %(name)s")
        goes_on = Action(Sentence(text, {"name": line.name}), f"/leaving-students/{line.episode_id}")
        return MenteeCard(card, goes_on)
    assign = Sentence(mark("Assign a mentor to %(name)s"), {"name": line.name})
    return MenteeCard(card, Action(assign, f"{path}/matches/new"))


def _where(line: MenteeLine | ReferralIn) -> tuple[Sentence, ...]:
    """The homeroom too: two of one name and grade are told apart by it."""
    place = place_of(line.grade, line.site_name)
    return (place, homeroom_of(line.homeroom)) if line.homeroom else (place,)


def _soon(line: MenteeLine) -> tuple[Sentence, ...]:
    if line.rated_lane is not None:
        return (Sentence(Lane(line.rated_lane).plain),) if Lane(line.rated_lane).is_urgent else ()
    return (Sentence(_HOW_SOON[line.how_soon]),) if line.how_soon in _HOW_SOON else ()


def _reserved(line: MenteeLine) -> tuple[Sentence, ...]:
    if line.reserved_name is None:
        return ()
    text = mark("%(name)s is kept free until %(day)s")
    return (Sentence(text, {"name": line.reserved_name, "day": line.reserved_until}),)


def offers_section(lines: Sequence[MenteeLine]) -> Section:
    """Offers that nobody has answered yet."""
    return Section(
        "offers",
        mark("Offers to answer"),
        Empty(
            mark("No offer waits for an answer"),
            mark(
                "When a supervisor offers another step, ask the student and the family, and write it down here."
            ),
        ),
        people=tuple(case_card(one) for one in lines if one.offer_state == OfferState.OFFERED),
    )


def cases_section(lines: Sequence[MenteeLine], title: str, empty: Empty, id: str = "cases") -> Section:
    """Open cases, the next planned session first."""
    return Section(id, title, empty, len(lines) >= MOST_LINES, people=Listed(lines, case_card))


def case_card(line: MenteeLine) -> PersonCard:
    """One case in a list."""
    details: list[str | Sentence] = [*_where(line)]
    if line.mentor_name:
        details.append(Sentence(mark("with %(name)s"), {"name": line.mentor_name}))
    details.append(next_session(line))
    return PersonCard(line.name, f"/mentees/{line.mentee_id}", tuple(details), _tag(line))


def referrals_section(referrals: Sequence[ReferralIn]) -> Section:
    """What this person has referred: that it was received, and who looks at it."""
    return Section(
        "referrals",
        mark("My referrals"),
        Empty(
            mark("You have referred nobody"),
            mark("When a student worries you, find the student and say what you noticed."),
            FIND,
        ),
        people=tuple(_referral(one) for one in referrals),
    )


def _referral(one: ReferralIn) -> PersonCard:
    received = Sentence(mark("received %(day)s, %(time)s"), near(one.received_at, one.time_zone).values)
    looks = Sentence(mark("%(name)s looks at it"), {"name": one.owner_name})
    return PersonCard(one.student_name, f"/referrals-in/{one.id}", (*_where(one), received, looks))


def next_session(line: MenteeLine) -> Sentence:
    if line.is_paused:
        return Sentence(mark("the match is paused"))
    if line.next_planned_at is None:
        return Sentence(mark("no session planned"))
    at = near(line.next_planned_at, line.time_zone)
    return Sentence(mark("next session %(day)s, %(time)s"), at.values)


def _tag(line: MenteeLine) -> Tag:
    if line.offer_state == OfferState.OFFERED:
        return Tag(mark("Offer not answered yet"), Tone.SOON)
    return step_tag(Step(line.step))
