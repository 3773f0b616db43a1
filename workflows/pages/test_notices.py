"""A test notice came: said by whoever it went to, from their home. Under /test-notices."""

from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from workflows.pages.answers import sent_to
from workflows.pages.page import mark
from workflows.pages.routes import acts
from workflows.pages.visits import Visit
from workflows.verbs.receive_test_notice import receive_test_notice


@acts("/test-notices/{notice_id:uuid}/receipt", action="receive_test_notice")
async def receive(visit: NamedDependency[Visit], notice_id: FromPath[UUID]) -> Redirect:
    await receive_test_notice(visit.tx, notice_id=notice_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, "/", mark("Thank you. It is written down that the test notice came."))


routes: list[Any] = [receive]
