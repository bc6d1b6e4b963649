"""The HTML pages and their assets: dashboard, GraphiQL, sign-in, the way from ``/`` to them.

Files are read when asked for, not at start, so that a rebuilt front end shows without a
restart. Everything comes from this host: the content security policy admits no other.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from api.capabilities import may_introspect
from schema.core.principal import Principal

DIST = Path(__file__).parent / "web" / "dist"
CurrentPrincipal = Callable[[Request], Awaitable[Principal | None]]

_ASSET_NAME = re.compile(r"[\w-][\w.-]*\.(css|js|svg|ttf|woff2|png|json|map)")
_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "woff2": "font/woff2",
}
#: Content codings in order of preference, with the suffix of the file that the build wrote.
_CODINGS = {"br": ".br", "gzip": ".gz"}
_YEAR_SECONDS = 31_536_000

_COMMON_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _policy(style: str) -> str:
    """A content security policy in which only the source of styles differs by page."""
    return (
        f"default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )


_STRICT = _policy("'self'")
#: Stands in a page where each answer has a nonce of its own: GraphiQL's editor (Monaco, see
#: web/src/graphiql/styles.ts) and the dashboard's components write style elements at run time.
_NONCE = b"__NONCE__"

_NOTICE_STYLE = """body{font:16px/1.7 system-ui,sans-serif;max-width:36rem;margin:18vh auto}
body{padding:0 1rem}h1{font-size:1.3rem}p[lang]{opacity:.8;font-size:.9rem}"""
_NOTICE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>{style}</style>
<h1>{title}</h1><p>{chinese}</p><p lang="en">{english}</p></html>
"""
_NOTICE_HASH = base64.b64encode(hashlib.sha256(_NOTICE_STYLE.encode()).digest()).decode()
_OF_NOTICES = _policy(f"'sha256-{_NOTICE_HASH}'")
NOT_BUILT = _NOTICE.format(
    style=_NOTICE_STYLE,
    title="前端页面尚未构建",
    chinese="请在程序目录运行 <code>make run</code>，构建完成后刷新本页。",
    english="The front end is not built: run <code>make run</code>, then reload.",
)
NOT_ALLOWED = _NOTICE.format(
    style=_NOTICE_STYLE,
    title="此账号不能使用数据查询",
    chinese="数据查询只向管理员和分析员开放，请使用<a href='/dashboard'>工作台</a>。",
    english="GraphiQL is open to administrators and analysts only.",
)


def page_routes(current_principal: CurrentPrincipal, dist: Path = DIST) -> list[BaseRoute]:
    """Routes of the pages; ``current_principal`` returns None without a valid session."""

    async def graphiql(request: Request) -> Response:
        principal = await current_principal(request)
        if principal is None or principal.must_change_password:
            return _to_sign_in(request)
        if not may_introspect(principal):
            return _notice(NOT_ALLOWED, 403)
        return _page_with_nonce(dist / "graphiql.html")

    async def dashboard(request: Request) -> Response:
        principal = await current_principal(request)
        if principal is None or principal.must_change_password:
            return _to_sign_in(request)
        return _page_with_nonce(dist / "dashboard.html")

    async def sign_in(request: Request) -> Response:
        return _page(request, dist / "sign-in.html", _STRICT, "no-cache")

    async def asset(request: Request) -> Response:
        return _asset(request, dist / "assets", request.path_params["name"])

    async def home(request: Request) -> Response:
        principal = await current_principal(request)
        explores = principal is None or may_introspect(principal)
        place = "/graphiql" if explores else "/dashboard"
        return RedirectResponse(place, 303, headers=_COMMON_HEADERS)

    return [
        Route("/", home),
        Route("/graphiql", graphiql),
        Route("/dashboard", dashboard),
        Route("/dashboard/{rest:path}", dashboard),
        Route("/sign-in", sign_in),
        Route("/assets/{name}", asset),
    ]


def _to_sign_in(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    headers = {**_COMMON_HEADERS, "Cache-Control": "no-store"}
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303, headers=headers)


def _page(request: Request, file: Path, policy: str, cache: str) -> Response:
    try:
        body = file.read_bytes()
    except FileNotFoundError:
        return _notice(NOT_BUILT, 503)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        **_COMMON_HEADERS,
        "Cache-Control": cache,
        "Content-Security-Policy": policy,
        "ETag": tag,
    }
    if _holds(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


def _page_with_nonce(file: Path) -> Response:
    """A page whose own style elements are known by a nonce that nobody can foresee."""
    try:
        body = file.read_bytes()
    except FileNotFoundError:
        return _notice(NOT_BUILT, 503)
    nonce = secrets.token_urlsafe(16)
    headers = {
        **_COMMON_HEADERS,
        # It also keeps query results out of the browser's back button after sign-out.
        "Cache-Control": "no-store",
        "Content-Security-Policy": _policy(f"'self' 'nonce-{nonce}'"),
    }
    page = body.replace(_NONCE, nonce.encode())
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _notice(body: str, status: int) -> Response:
    headers = {
        **_COMMON_HEADERS,
        "Cache-Control": "no-store",
        "Content-Security-Policy": _OF_NOTICES,
    }
    return Response(body, status, headers, "text/html; charset=utf-8")


def _asset(request: Request, folder: Path, name: str) -> Response:
    """A file of the build; its name carries a hash of its content, so it never changes."""
    match = _ASSET_NAME.fullmatch(name)
    if match is None or not (folder / name).is_file():
        headers = {**_COMMON_HEADERS, "Cache-Control": "no-store"}
        return PlainTextResponse("no such asset\n", 404, headers)
    coding = _coding(request.headers, folder / name)
    headers = {
        **_COMMON_HEADERS,
        "Cache-Control": f"public, max-age={_YEAR_SECONDS}, immutable",
        "ETag": f'"{name}{_CODINGS.get(coding, "")}"',
        "Vary": "Accept-Encoding",
    }
    if _holds(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    path = folder / f"{name}{_CODINGS.get(coding, '')}"
    return FileResponse(path, headers=headers, media_type=_MEDIA_TYPES[match[1]])


def _coding(headers: Mapping[str, str], file: Path) -> str:
    """The best coding that the client accepts and the build made; empty for the plain file."""
    accepted = {
        token.split(";", 1)[0].strip().lower()
        for token in headers.get("accept-encoding", "").split(",")
        if not re.search(r";\s*q=0(\.0*)?\s*$", token)
    }
    for coding, suffix in _CODINGS.items():
        if coding in accepted and file.with_name(file.name + suffix).is_file():
            return coding
    return ""


def _holds(request: Request, tag: str) -> bool:
    """Whether the client already has the answer that ``tag`` names (``If-None-Match``)."""
    known = request.headers.get("if-none-match", "").split(",")
    return any(entry.strip().removeprefix("W/") == tag for entry in known)
