"""Our contender: the product's own application over the benchmark's tables.

Sign-in, session cookie, scope, limits, headers, errors: the path of production, from
``api.app``. Only the types differ, and a page that reads the counters is added.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.app import Platform, create_app
from tests.benchmark.federation import build


def create() -> Platform:
    """Make the application, configured by the environment as in production."""
    app = create_app(schema=build())

    async def counters(_request: Request) -> JSONResponse:
        found = app.endpoint.operations.counters
        return JSONResponse(
            {
                "statements": app.endpoint.read_pool.executed,
                "hits": found.hits,
                "compiles": found.parsed + found.compiled,
            }
        )

    app.pages.router.routes.append(Route("/counters", counters))
    return app
