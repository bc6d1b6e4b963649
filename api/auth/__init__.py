"""``/auth``: sign in and out, second factor, passwords, who am I. JSON in, JSON out."""

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute, Route

from api.addresses import Addresses
from api.auth.answers import CSRF_HEADER, SESSION_SECONDS, guarded, json_response, refusal
from api.auth.endpoints import Auth
from api.principals import Principals
from schema.core.settings import settings

__all__ = ["CSRF_HEADER", "SESSION_SECONDS", "auth_routes", "json_response", "refusal"]


def auth_routes(engine: AsyncEngine, principals: Principals, *, secure: bool) -> list[BaseRoute]:
    """The routes of ``/auth``."""
    auth = Auth(engine, principals, Addresses(settings().trusted_proxies), secure=secure)
    posted = {
        "sign-in": auth.sign_in,
        "second-factor": auth.second_factor,
        "second-factor/enrol": auth.enrol,
        "second-factor/confirm": auth.confirm,
        "prove": auth.prove,
        "sign-out": auth.sign_out,
        "change-password": auth.change_password,
        "reset-password": auth.reset_password,
        "switch": auth.switch,
    }
    return [
        *(Route(f"/auth/{path}", guarded(of), methods=["POST"]) for path, of in posted.items()),
        Route("/auth/me", auth.me, methods=["GET"]),
        Route("/auth/grants", auth.grants, methods=["GET"]),
        *_oidc_routes(auth),
    ]


def _oidc_routes(auth: Auth) -> list[BaseRoute]:
    """The routes of another provider; without one its libraries stay out of memory."""
    if settings().oidc_issuer is None:
        return []
    from api.auth.oidc import oidc_routes  # noqa: PLC0415 - see above

    return oidc_routes(auth)
