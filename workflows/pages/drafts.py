"""Drafts: what is typed into a long form is kept while it is typed. Under /drafts.

A script of ours sends the form here by itself and shows the answer beside the button; without it there is the
button "Save and finish later", which sends the same form to the same place.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from workflows.pages.answers import moved, sent_to, show
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.records.refusals import NotFound
from workflows.verbs.discard_draft import discard_draft
from workflows.verbs.save_draft import save_draft


@dataclass(frozen=True, slots=True)
class SavedDraftPage:
    """The line beside the button, for the script."""

    chrome: Chrome
    saved_at: datetime


@acts("/drafts", action="save_draft", has_key=False, is_quiet=True)
async def create(visit: NamedDependency[Visit]) -> Template | Redirect:
    form = visit.form
    await save_draft(
        visit.tx,
        path=form.draft_path,
        typed=form.values,
        form_key=form.form_key,
        seen_at=form.draft_seen_at,
        is_last=not visit.is_fragment,
        by=visit.actor,
        at=visit.at,
    )
    if visit.is_fragment:
        return show("drafts/_saved.html", SavedDraftPage(visit.chrome, visit.at))
    return await sent_to(visit, "/", mark("Saved. Open the form again, and it is filled in as you left it."))


@acts("/drafts/discarding", action="discard_draft", has_key=False)
async def delete(visit: NamedDependency[Visit]) -> Redirect:
    if not visit.form.draft_path:
        raise NotFound
    await discard_draft(visit.tx, path=visit.form.draft_path, by=visit.actor, at=visit.at)
    return moved(visit.form.draft_path)


routes: list[Any] = [create, delete]
