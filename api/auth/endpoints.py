"""The endpoints of ``/auth``: each one call of a use case, with the cookie in and out."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import Response

from api.addresses import Addresses
from api.auth.answers import body_of, json_response, refused, set_session, unauthenticated
from api.auth.bodies import (
    ChangePassword,
    Code,
    Nothing,
    Proof,
    ResetPassword,
    SignIn,
    SwitchGrant,
)
from api.principals import GATEKEEPER, Principals
from schema.accounts import service
from schema.accounts.access import require_proof
from schema.accounts.rules import AccountError
from schema.accounts.rules.permissions import Entity, actions_of
from schema.core.database import transaction
from schema.core.errors import DomainError
from schema.core.principal import Principal

PASSWORD_CHANGE_REQUIRED = "PASSWORD_CHANGE_REQUIRED"  # noqa: S105 - a code


class Auth:
    """The endpoints, with what they need."""

    def __init__(
        self, engine: AsyncEngine, principals: Principals, addresses: Addresses, *, secure: bool
    ) -> None:
        self.engine, self.principals, self.secure = engine, principals, secure
        self.addresses = addresses

    async def sign_in(self, request: Request) -> Response:
        """Check the password, set the cookie; ``next`` says what is still missing."""
        given = await body_of(request, SignIn)
        async with transaction(self.engine, GATEKEEPER) as work:
            found = await service.sign_in(
                work,
                username=given.username[:200],
                password=given.password[:1000],
                address=self.addresses.of(request.scope),
            )
        if isinstance(found, DomainError):
            return refused(found)
        return await self.opened(found.token)

    async def opened(self, token: str, **more: object) -> Response:
        """The answer that gives a browser its session."""
        principal = await self.principals.of_token(token)
        if principal is None:
            return unauthenticated()
        response = json_response({**described(principal), **more})
        set_session(response, self.principals.cookie, token, secure=self.secure)
        return response

    async def second_factor(self, request: Request) -> Response:
        """Lift the bar with a code; the session gets a new token."""
        principal = await self.principals.pending(request.scope)
        if principal is None:
            return unauthenticated()
        given = await body_of(request, Code)
        async with transaction(self.engine, principal) as work:
            found = await service.pass_second_factor(
                work, principal=principal, code=given.code[:100]
            )
        self.principals.forget(principal.user_id)
        return refused(found) if isinstance(found, DomainError) else await self.opened(found)

    async def enrol(self, request: Request) -> Response:
        """Begin to enrol a second factor: a secret, its address, its QR code as SVG."""
        await body_of(request, Nothing)
        principal = await self._enrolling(request)
        if principal is None or principal.user_id is None:
            return unauthenticated()
        async with transaction(self.engine, principal) as work:
            require_proof(work)
            made = await service.begin_enrolment(work, principal.user_id)
        return json_response({"secret": made.secret, "uri": made.uri, "picture": made.picture})

    async def confirm(self, request: Request) -> Response:
        """Put the second factor in force; the recovery codes are told this once."""
        given = await body_of(request, Code)
        principal = await self._enrolling(request)
        if principal is None:
            return unauthenticated()
        async with transaction(self.engine, principal) as work:
            found = await service.enrol_second_factor(
                work, principal=principal, code=given.code[:100]
            )
        self.principals.forget(principal.user_id)
        if isinstance(found, DomainError):
            return refused(found)
        token, codes = found
        return await self.opened(token, recoveryCodes=codes)

    async def _enrolling(self, request: Request) -> Principal | None:
        """Whoever may enrol: nobody who has a second factor and has not shown it."""
        principal = await self.principals.pending(request.scope)
        missing = AccountError.SECOND_FACTOR_REQUIRED.value
        return None if principal is None or principal.barred == missing else principal

    async def prove(self, request: Request) -> Response:
        """A fresh proof for what needs one: the password or a one-time code."""
        given = await body_of(request, Proof)
        principal = await self.principals.of(request.scope)
        if principal is None:
            return unauthenticated()
        async with transaction(self.engine, principal) as work:
            found = await service.prove(
                work,
                principal=principal,
                password=given.password,
                code=given.code,
                address=self.addresses.of(request.scope),
            )
        self.principals.forget(principal.user_id)
        return refused(found) if isinstance(found, DomainError) else await self.opened(found)

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        principal = await self.principals.pending(request.scope)
        if principal is not None and principal.session_id is not None:
            async with transaction(self.engine, principal) as work:
                await service.sign_out(work, principal.session_id)
            self.principals.forget(principal.user_id)
        response = Response(status_code=204)
        response.delete_cookie(
            self.principals.cookie, path="/", secure=self.secure, httponly=True, samesite="strict"
        )
        return response

    async def change_password(self, request: Request) -> Response:
        """Change one's own password; the other sessions end, this one gets a new token."""
        principal = await self.principals.of(request.scope)
        if principal is None or principal.user_id is None or principal.session_id is None:
            return unauthenticated()
        given = await body_of(request, ChangePassword)
        async with transaction(self.engine, principal) as work:
            await service.change_password(
                work,
                user=principal.user_id,
                current=given.current_password[:1000],
                new=given.new_password,
                keep_session=principal.session_id,
            )
        self.principals.forget(principal.user_id)
        token = self.principals.token(request.scope) or ""
        return await self.opened(token)

    async def reset_password(self, request: Request) -> Response:
        """Set a password by a one-time link; then one signs in with it."""
        given = await body_of(request, ResetPassword)
        async with transaction(self.engine, GATEKEEPER) as work:
            await service.follow_reset_link(work, token=given.token[:200], new=given.new_password)
        return Response(status_code=204)

    async def me(self, request: Request) -> Response:
        """Who is signed in, with what rights, and what is still missing."""
        principal = await self.principals.pending(request.scope)
        if principal is None:
            return unauthenticated()
        return json_response({**described(principal), "rights": rights_of(principal)})

    async def grants(self, request: Request) -> Response:
        """The grants that one may act in."""
        principal = await self.principals.of(request.scope)
        if principal is None or principal.user_id is None:
            return unauthenticated()
        async with transaction(self.engine, GATEKEEPER) as work:
            held = await service.grants_of(work, principal.user_id)
        shown = [_grant(row, acting=row["grant_id"] == principal.grant_id) for row in held]
        return json_response({"grants": shown})

    async def switch(self, request: Request) -> Response:
        """Act in another of one's grants; the session gets a new token."""
        given = await body_of(request, SwitchGrant)
        principal = await self.principals.of(request.scope)
        if principal is None or principal.user_id is None or principal.session_id is None:
            return unauthenticated()
        async with transaction(self.engine, principal) as work:
            token = await service.switch_grant(
                work,
                session=principal.session_id,
                user=principal.user_id,
                grant_id=given.grant_id,
            )
        self.principals.forget(principal.user_id)
        return await self.opened(token)


def rights_of(principal: Principal) -> dict[str, list[str]]:
    """What the role may do, by entity; pages leave out what the server would refuse."""
    department = principal.scope.department
    held = {entity: actions_of(principal.role, entity, department) for entity in Entity}
    return {
        entity.value: sorted(action.value for action in actions)
        for entity, actions in held.items()
        if actions
    }


def described(principal: Principal) -> dict[str, Any]:
    """Who somebody is, and the next step of the sign-in: None when there is none."""
    missing = PASSWORD_CHANGE_REQUIRED if principal.must_change_password else None
    return {
        "user": {"name": principal.name, "role": principal.role.value},
        "mustChangePassword": principal.must_change_password,
        "next": principal.barred or missing,
        "secondFactor": principal.has_second_factor,
    }


def _grant(row: Any, *, acting: bool) -> dict[str, Any]:
    return {
        "id": row["grant_id"],
        "role": row["role"],
        "scopeKind": row["scope_kind"],
        "department": row["department"],
        "acting": acting,
    }
