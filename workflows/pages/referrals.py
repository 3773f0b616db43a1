"""Referrals to professionals: the board of those that are open, a new one, and one of them. Under /referrals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.referral_access import why_not_refer_out
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.destination_rows import DestinationRow, destination_row
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, NavigationItem, mark
from workflows.pages.referral_lines import BoardRow, board_row, open_referrals
from workflows.pages.referral_proposals import proposal, whom_to_ask
from workflows.pages.referral_shown import referral_page, seen_referral
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.destinations import destinations
from workflows.records.episodes import Case
from workflows.records.referral_board import BoardLine, UnaskedLine
from workflows.records.referrals import Referral, load_referral
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.verbs.draft_referral import draft_referral
from workflows.verbs.see_case import see_case

MINE, OTHERS = "mine", "others"
_TABS: Final = {"": mark("Of my team"), MINE: mark("With me"), OTHERS: mark("With others")}


@dataclass(frozen=True, slots=True)
class BoardPage:
    """For whom nobody is asked, what was sent and has not arrived, and the rest."""

    chrome: Chrome
    tabs: tuple[NavigationItem, ...]
    unasked: tuple[UnaskedLine, ...]
    to_ask_again: tuple[BoardRow, ...]
    sent: tuple[BoardRow, ...]
    others: tuple[BoardRow, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.unasked or self.to_ask_again or self.sent or self.others)


@dataclass(frozen=True, slots=True)
class NewReferralPage:
    """The form; `rows` are the professionals to whom this school refers, as they stand.

    `before`: the one that came to nothing, in whose place somebody is asked.
    """

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    choices: tuple[Choice, ...]
    rows: tuple[DestinationRow, ...]
    before: Referral | None


@reads("/referrals", action="see_referrals")
async def index(visit: NamedDependency[Visit]) -> Template:
    lines, nobody = await open_referrals(visit)
    mine = [one for one in lines if visit.actor.stands_for(one.owner_id)]
    others = [one for one in lines if not visit.actor.stands_for(one.owner_id)]
    kept: dict[str, Sequence[BoardLine]] = {"": lines, MINE: mine, OTHERS: others}
    whose = visit.query.get("whose", "")
    shown = kept.get(whose, lines)
    rows = [board_row(visit, one) for one in shown]
    page = BoardPage(
        chrome=visit.chrome,
        tabs=tuple(
            NavigationItem(
                text, f"/referrals?whose={one}" if one else "/referrals", one == whose, len(kept[one])
            )
            for one, text in _TABS.items()
        ),
        unasked=nobody if whose not in (MINE, OTHERS) else (),
        to_ask_again=tuple(one for one in rows if one.line.needs_another),
        sent=tuple(one for one in rows if one.line.state.waits_for_contact),
        others=tuple(
            one for one in rows if not one.line.state.waits_for_contact and not one.line.needs_another
        ),
    )
    return show("referrals/index.html", page)


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    if why := why_not_refer_out(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _before(visit: Visit, case: Case, follows: str) -> Referral | None:
    """The one that is named, if it is of this case."""
    try:
        found = await load_referral(visit.tx, UUID(follows))
    except (NotFound, ValueError):
        return None
    return found if found.episode_id == case.id else None


async def _new(visit: Visit, case: Case, form: Form, before: Referral | None) -> NewReferralPage:
    found = await destinations(visit.tx, site_ids=[case.site_id])
    rows = tuple(destination_row(visit, one) for one in found if one.for_step is Step.PROFESSIONAL)
    choices = whom_to_ask(rows, before)
    return NewReferralPage(visit.chrome, form, case.mentee_id, case.mentee_name, choices, rows, before)


@reads("/mentees/{mentee_id:uuid}/referrals/new", action="see_new_referral", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id)
    before = await _before(visit, case, visit.query.get("follows", ""))
    instead = await proposal(visit, before) if before is not None else None
    typed = {"follows": str(before.id) if before is not None else ""}
    if instead is not None:
        typed["destination_id"] = str(instead.row.found.id)
    form = visit.fresh(typed, not_drafted=("follows",))
    return show("referrals/new.html", await _new(visit, case, form, before))


@acts("/mentees/{mentee_id:uuid}/referrals", action="draft_referral")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        place = typed.uuid("destination_id", required=mark("Choose whom you ask."))
        words, follows = typed.text("words"), typed.uuid("follows", required=None)
        typed.insist()
        assert place is not None
        referral_id = await draft_referral(
            visit.tx,
            episode_id=case.id,
            destination_id=place,
            words=words,
            follows=follows,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        before = await _before(visit, case, typed.line("follows"))
        page = await _new(visit, case, visit.again(wrong.errors), before)
        raise try_again("referrals/new.html", page) from wrong
    notice = mark("The referral is drafted, and nothing is sent. Next: choose what they get.")
    return await sent_to(visit, f"/referrals/{referral_id}", notice)


@reads("/referrals/{referral_out_id:uuid}", action="see_referral")
async def show_one(visit: NamedDependency[Visit], referral_out_id: FromPath[UUID]) -> Template:
    referral, case = await seen_referral(visit, referral_out_id)
    form = visit.fresh(seen_version=referral.version)
    return show("referrals/show.html", await referral_page(visit, referral, case, form))


routes: list[Any] = [index, new, create, show_one]
