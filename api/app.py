"""The HTTP process: GraphQL, sign-in, pages, health; assembled from parts in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from api.auth import auth_routes
from api.bank_files import bank_routes
from api.brief_files import brief_routes
from api.downloads import Downloads
from api.exports import file_routes
from api.graphql import GraphqlEndpoint
from api.health import health_routes
from api.hooks import hook_routes
from api.live import Live
from api.pages import page_routes
from api.principals import Principals
from api.site import Site
from api.uploads import upload_routes
from schema.core import metrics, tracing
from schema.core.database import make_engine
from schema.core.memory import settle_memory
from schema.core.principal import Principal
from schema.core.read_log import ReadLog
from schema.core.settings import Settings, settings
from schema.planner.pool import ReadPool
from schema.planner.schema import PlannedSchema
from schema.root import platform_schema

METRICS_OFFSET = 30
UNSET = "GONGHUI_DATABASE_WRITER_URL and GONGHUI_DATABASE_READER_URL are not set; use 'gonghui up'"


class Platform:
    """The application: ``/graphql`` goes straight to its endpoint, the rest to Starlette.

    Starlette's middleware and router take a noticeable part of a small query's time.
    """

    def __init__(self, endpoint: GraphqlEndpoint, live: Live, pages: Starlette) -> None:
        self.endpoint, self.live, self.pages = endpoint, live, pages
        self.site = Site(pages, endpoint.limits, endpoint.addresses, endpoint.common)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self.endpoint(scope, receive, send)
        elif scope["type"] == "http":
            await self.site(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.live.sockets(scope, receive, send)
        else:
            await self.pages(scope, receive, send)


def _file_routes(doors: Downloads) -> list[BaseRoute]:
    """Where files come in and go out."""
    return [
        *upload_routes(doors),
        *file_routes(doors),
        *bank_routes(doors),
        *brief_routes(doors),
    ]


def create_app(configured: Settings | None = None, schema: PlannedSchema | None = None) -> Platform:
    """The application; ``schema`` stands in for the platform's (benchmark)."""
    configured = configured or settings()
    if configured.database_writer_url is None or configured.database_reader_url is None:
        raise RuntimeError(UNSET)
    writer = configured.database_writer_url.get_secret_value()
    engine = make_engine(writer)
    reader = configured.database_reader_url.get_secret_value()
    read_pool = ReadPool(reader, configured.read_pool, ReadLog(engine))
    principals = Principals(engine, writer, secure=configured.secure_cookies)
    endpoint = GraphqlEndpoint(
        schema or platform_schema(), read_pool, engine, principals, configured
    )

    live = Live(endpoint, writer, configured)

    async def current(request: Request) -> Principal | None:
        return await principals.of(request.scope)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        principals.start()
        endpoint.limits.start()
        live.start()
        if configured.metrics_port is not None:
            metrics.serve(configured.metrics_address, configured.metrics_port + METRICS_OFFSET)
        tracing.start("api")
        settle_memory()
        try:
            yield
        finally:
            tracing.stop()
            metrics.stop()
            await principals.stop()
            await live.stop()
            await endpoint.deadlines.stop()
            await endpoint.limits.stop()
            await read_pool.close()
            await engine.dispose()

    routes = [
        *auth_routes(engine, principals, secure=configured.secure_cookies),
        *health_routes(read_pool, configured),
        *page_routes(current),
        *_file_routes(Downloads(engine, principals)),
        *hook_routes(engine),
    ]
    return Platform(endpoint, live, Starlette(routes=routes, lifespan=lifespan))
