"""The bare site: `python -m bench.bare_site RECORDINGS PORT POOL`. What does a handler cost that only sends the same SQL?

Litestar and asyncpg, no SQLAlchemy, no sign-in, no forms, no rules: the recorded statements in one transaction,
and for the list the same template with a page value that is ready.
"""

import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import uvicorn
from litestar import Litestar, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect, Response

from bench.bare import send_again
from bench.recordings import Recordings
from bench.requests import ACTS, WORKLIST
from workflows.platform.templating import build_environment


@post("/{act:int}/{number:int}", status_code=200)
async def act(state: State, act: FromPath[int], number: FromPath[int]) -> Redirect:
    sent = state.recordings.again(ACTS[act], number)
    async with state.pool.acquire() as connection:
        await send_again(connection, sent)
    return Redirect("/", status_code=303)


@get("/{school:int}")
async def worklist(state: State, school: FromPath[int]) -> Response[str]:
    sent = state.recordings.again(WORKLIST, school)
    async with state.pool.acquire() as connection:
        await send_again(connection, sent)
    page = state.recordings.page
    return Response(state.template.render(page=page), media_type="text/html")


def main(recordings: Path, port: int, pool_size: int) -> None:
    known: Recordings = pickle.loads(recordings.read_bytes())

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with asyncpg.create_pool(
            host=known.host, user="app", database=known.database, min_size=pool_size, max_size=pool_size
        ) as pool:
            app.state.pool = pool
            yield

    state: dict[str, Any] = {
        "recordings": known,
        "template": build_environment().get_template(known.template),
    }
    app = Litestar(
        [act, worklist], lifespan=[lifespan], state=State(state), openapi_config=None, logging_config=None
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
