"""How does a handler answer: with a page, with the same page again, or by sending the browser on?"""

from typing import Any, Literal

from litestar.response import Redirect, Template

from workflows.pages.page import Page
from workflows.pages.visits import Visit
from workflows.records.form_keys import keep_answer

KINDS = ("success", "important")


class Again(Exception):
    """The same page with what was typed and what is wrong (422). Raised, so that nothing is kept."""

    status = 422

    def __init__(self, template: str, page: Page) -> None:
        super().__init__(template)
        self.template = template
        self.page = page


class TooLate(Again):
    """Somebody was faster (409): a page of its own that says so and what can be done now."""

    status = 409


class SentBefore(Exception):
    """The same form came before: the same answer again, and nothing done."""

    def __init__(self, location: str) -> None:
        super().__init__("a form came twice")
        self.location = location


def show(template: str, page: Page) -> Template:
    """The page."""
    return Template(template, context={"page": page}, media_type="text/html")


def try_again(template: str, page: Page) -> Again:
    """To be raised when a form cannot be taken: `raise try_again("cases/new.html", page)`."""
    return Again(template, page)


def too_late(template: str, page: Page) -> TooLate:
    """To be raised when somebody was faster: `raise too_late("decisions/answered.html", page)`."""
    return TooLate(template, page)


async def sent_to(
    visit: Visit, path: str, notice: str = "", *, kind: Literal["success", "important"] = "success"
) -> Redirect:
    """Send the browser on to a path of ours (303); the next page says `notice`, marked with `mark("...")`.

    Keeps the answer with the form's key, so that the same form sent again gets the same answer, and erases the
    draft of a form that had one: it was sent.
    """
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError("A browser is only sent to a path of our own.")
    await keep_answer(
        visit.tx,
        key=visit.kept_key,
        location=path,
        sign_in_hash=visit.sign_in_hash,
        notice=f"{kind}:{notice}" if notice else None,
        draft_path=visit.form.draft_path if visit.kept_key else None,
    )
    return moved(path)


async def kept_as(visit: Visit, path: str) -> None:
    """For an answer that can be shown once only: the same form sent again does nothing and leads to this path."""
    await keep_answer(
        visit.tx, key=visit.kept_key, location=path, sign_in_hash=visit.sign_in_hash, notice=None
    )


def moved(path: str, **options: Any) -> Redirect:
    """A bare 303."""
    return Redirect(path, status_code=303, **options)
