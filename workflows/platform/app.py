"""How is the web site put together? Once, from settings, and nothing of it is switched on by a request."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from typing import Any

import jinja2
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.channel_addresses import AddressBook
from workflows.exchange.sealing import sealer_of
from workflows.pages import DEMO_PAGES, PAGES
from workflows.pages.routes import ANYONE, FORM_BYTES, FORM_PARTS
from workflows.platform import log, watching
from workflows.platform.demo_jobs import does_what_was_asked
from workflows.platform.emergency_shown import EmergencyShown
from workflows.platform.engines import for_escalations, for_pages
from workflows.platform.errors import HANDLERS
from workflows.platform.forgery import refuse_forgery
from workflows.platform.gate import provide_call, provide_visit
from workflows.platform.ground import Ground, cookies_for
from workflows.platform.handed_over import refuse_elsewhere
from workflows.platform.headers import Outermost
from workflows.platform.red_warning import Watched
from workflows.platform.second_look import SecondLook
from workflows.platform.second_try import SecondTry
from workflows.platform.settings import Settings
from workflows.platform.static_files import STATIC_PATH, static_folder
from workflows.platform.templating import build_environment
from workflows.platform.unusable import Unusable
from workflows.records.passwords import Passwords


def create_app(
    settings: Settings,
    engine: AsyncEngine | None = None,
    starts_over: Callable[[], Awaitable[str]] | None = None,
    ends: Callable[[], None] | None = None,
) -> Litestar:
    """The site. An engine that is given does everything and stays open when the site ends; otherwise the site has its
    own: one for pages, and one that is kept for escalations.

    `starts_over` is only of use in demo mode. `ends` is called when the database was migrated under the site.
    """
    ground = _ground(settings, engine, starts_over, ends)
    book = AddressBook(sealer_of(ground.secret), settings.local_channels)

    def provide_book() -> AddressBook:
        """How the addresses of channels are kept here."""
        return book

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            ground.passwords.close()
            if engine is None:
                await ground.engine.dispose()
                await ground.escalations.dispose()

    log.set_up()
    app = Litestar(
        route_handlers=[*_static(), *watching.routes, *_routes(settings)],
        dependencies={
            "visit": Provide(provide_visit),
            "call": Provide(provide_call),
            "book": Provide(provide_book, sync_to_thread=False),
        },
        guards=[refuse_elsewhere, refuse_forgery],
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        after_response=does_what_was_asked(ground.engine) if settings.demo else None,
        state=State({"ground": ground}),
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(_environment())),
        request_max_body_size=FORM_BYTES,
        multipart_form_part_limit=FORM_PARTS,
        openapi_config=None,
        # Our own handlers write the log: the framework's would print what the database said.
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = Outermost(SecondLook(SecondTry(app.asgi_handler)), ground.meters, https=settings.https)
    return app


def _ground(
    settings: Settings,
    engine: AsyncEngine | None,
    starts_over: Callable[[], Awaitable[str]] | None,
    ends: Callable[[], None] | None,
) -> Ground:
    if settings.secret is None:
        raise Unusable("A site signs its forms, and no secret was given. Set STEPWISE_SECRET.")
    if engine is None and settings.database_url is None:
        raise Unusable(
            "There is no database to serve from. Set STEPWISE_DATABASE_URL or use `stepwise serve`."
        )
    return Ground(
        settings=settings,
        secret=settings.secret,
        engine=engine or for_pages(settings.database_url or "", pool_size=settings.pool_size),
        escalations=engine or for_escalations(settings.database_url or ""),
        passwords=Passwords(),
        cookies=cookies_for(settings),
        emergency=EmergencyShown(settings.emergency_folder),
        watched=Watched(settings.deadman_file),
        starts_over=starts_over if settings.demo else None,
        ends=ends,
    )


def load_ahead() -> None:
    """Do now what `create_app` would do first: read the page modules, the templates and the catalogues."""
    for name in (*PAGES, *DEMO_PAGES):
        import_module(f"workflows.pages.{name}")
    _environment()


@cache
def _environment() -> jinja2.Environment:
    return build_environment()


def _routes(settings: Settings) -> list[Any]:
    """What the page modules offer; those of the demo only in demo mode."""
    names = (*PAGES, *(DEMO_PAGES if settings.demo else ()))
    return [route for name in names for route in import_module(f"workflows.pages.{name}").routes]


def _static() -> list[Any]:
    """Files that anyone may read, packed for slow networks. Pages are not: their length beside what a stranger
    makes somebody type would give away the token of a form."""
    packed = DefineMiddleware(CompressionMiddleware, config=CompressionConfig(backend="gzip"))
    declared = {"action": "see_static", "access": ANYONE, "acts": False, "while_handed_over": True}
    return [
        create_static_files_router(
            path=STATIC_PATH, directories=[static_folder()], opt=declared, middleware=[packed]
        )
    ]
