"""Whoever is asked to take a case over says yes or no. Under /takeovers."""

from typing import Any, Final, Literal
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from workflows.pages.answers import sent_to
from workflows.pages.page import mark
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.verbs.answer_takeover import answer_takeover

WHAT: Final = {
    "owner": mark("looks after the case"),
    "direct_supervisor": mark("supervises the match"),
    "mentor": mark("is the mentor"),
    "referral": mark("owns the referral to a professional"),
}


@acts("/takeovers/{takeover_id:uuid}/answer", action="answer_takeover")
async def answer(visit: NamedDependency[Visit], takeover_id: FromPath[UUID]) -> Redirect:
    said: Literal["accepted", "declined"] = (
        "accepted" if visit.form.value("answer") == "accepted" else "declined"
    )
    await answer_takeover(visit.tx, takeover_id=takeover_id, answer=said, by=visit.actor, at=visit.at)
    notice = (
        mark("The case is yours now, with what is open of it.")
        if said == "accepted"
        else mark("It is on record that you do not take it over.")
    )
    return await sent_to(visit, "/departures", notice)


routes: list[Any] = [answer]
