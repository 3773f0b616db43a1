"""What is done with an escalation besides ending it: in hand, handed over, kept from who is named, less urgent, open again.

Under /work/{id}/...
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from supervision.escalation_access import less_urgent
from workflows.pages.answers import sent_to, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import mark
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.pages.work import in_reach, work_shown
from workflows.records.refusals import Invalid
from workflows.verbs.ask_downgrade import ask_downgrade
from workflows.verbs.claim import claim
from workflows.verbs.downgrade import downgrade
from workflows.verbs.hand_over_escalation import hand_over_escalation
from workflows.verbs.name_in_escalation import name_in_escalation
from workflows.verbs.reopen_escalation import reopen_escalation

_CLASSES: Final = less_urgent("")


@acts("/work/{work_id:uuid}/claim", action="claim_escalation", escalates=True)
async def take(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    async def do(_: Reading) -> None:
        await claim(visit.tx, work_id=work_id, by=visit.actor, at=visit.at)

    return await _done(visit, work_id, do, mark("You have it in hand. It stays open until you end it."))


@acts("/work/{work_id:uuid}/owners", action="hand_over_escalation", escalates=True)
async def give(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading) -> None:
        to_id = typed.uuid("to_id", required=mark("Choose who goes on with it."))
        words = typed.text("how_it_stands")
        typed.insist()
        await hand_over_escalation(
            visit.tx, work_id=work_id, to_id=to_id, words=words, by=visit.actor, at=visit.at
        )

    said = mark("It is open again, and they are told now. Until they act, it is nobody’s.")
    return await _done(visit, work_id, do, said)


@acts("/work/{work_id:uuid}/namings", action="name_in_escalation", escalates=True)
async def name(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading) -> None:
        named_id = typed.uuid("named_id", required=mark("Choose who is named."))
        words = typed.text("named_words")
        typed.insist()
        await name_in_escalation(
            visit.tx, work_id=work_id, named_id=named_id, said=words, by=visit.actor, at=visit.at
        )

    said = mark(
        "It is kept from them from now on. Do not speak with them about it, and do not leave them alone with the mentee."
    )
    return await _done(visit, work_id, do, said)


@acts("/work/{work_id:uuid}/downgrades", action="ask_downgrade", escalates=True)
async def ask_less(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading) -> None:
        class_ = typed.one_of("class", _CLASSES, required=mark("Choose how urgent it is instead."))
        words = typed.text("why_less")
        typed.insist()
        await ask_downgrade(
            visit.tx, work_id=work_id, class_=str(class_), words=words, by=visit.actor, at=visit.at
        )

    return await _done(visit, work_id, do, mark("A second clinical supervisor decides about it."))


@acts("/work/{work_id:uuid}/downgrade", action="downgrade", escalates=True)
async def agree_less(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    async def do(_: Reading) -> None:
        await downgrade(visit.tx, work_id=work_id, by=visit.actor, at=visit.at)

    return await _done(visit, work_id, do, mark("It is less urgent now. It stays open until it is ended."))


@acts("/work/{work_id:uuid}/reopening", action="reopen_escalation", escalates=True)
async def again(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    async def do(typed: Reading) -> None:
        words = typed.text("why_again")
        await reopen_escalation(visit.tx, work_id=work_id, words=words, by=visit.actor, at=visit.at)

    return await _done(visit, work_id, do, mark("It is open again, and everybody is told again."))


async def _done(visit: Visit, work_id: UUID, do: Callable[[Reading], Awaitable[None]], said: str) -> Redirect:
    """Back to its page, with a sentence or with what is wrong at the fields."""
    await in_reach(visit, work_id)
    try:
        await do(Reading(visit.form))
    except Invalid as wrong:
        template, page = await work_shown(visit, work_id, visit.again(wrong.errors))
        raise try_again(template, page) from wrong
    return await sent_to(visit, f"/work/{work_id}", said)


routes: list[Any] = [take, give, name, ask_less, agree_less, again]
