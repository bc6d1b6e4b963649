"""Signed deliveries: an HMAC over ``timestamp.body``, fresh, and never the same one twice."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

KEY_BYTES = 32
PREFIX = "ghk_"
VERSION = "v1="


def new_key() -> str:
    """A key of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)


def signature(key: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA-256 in hexadecimal; ``timestamp`` in seconds since 1970."""
    signed = timestamp.encode() + b"." + body
    return VERSION + hmac.digest(key.encode(), signed, hashlib.sha256).hex()


def is_signed(keys: Sequence[str], timestamp: str, body: bytes, given: str) -> bool:
    """One of the keys made the signature; each is tried, so that time tells nothing."""
    offered = given.encode()
    matches = [
        hmac.compare_digest(signature(key, timestamp, body).encode(), offered) for key in keys
    ]
    return any(matches)


def is_fresh(timestamp: str, now: datetime, seconds: float) -> bool:
    """The moment of signing is near enough, before or after."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):  # noqa: PLR2004
        return False
    return abs(now.timestamp() - int(timestamp)) <= seconds
