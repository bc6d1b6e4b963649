"""The bodies of ``/auth``, with the protocol's spelling; nothing unknown is taken."""

from uuid import UUID

import msgspec


class SignIn(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """``sign-in``."""

    username: str
    password: str


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """``change-password``."""

    current_password: str
    new_password: str


class ResetPassword(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """``reset-password``: the token of a one-time link."""

    token: str
    new_password: str


class Code(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """``second-factor`` and its ``confirm``: a one-time or recovery code."""

    code: str


class Proof(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """``prove``: the password or a one-time code."""

    password: str | None = None
    code: str | None = None


class SwitchGrant(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """``switch``: the grant to act in."""

    grant_id: UUID


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """``{}``."""
