"""One-time codes by the clock (RFC 6238) and recovery codes: pure rules.

A code is good for its own step of 30 s and the ones next to it, and once only: a step
that was used, or one before it, is not accepted again.
"""

import hashlib
import secrets
from datetime import datetime

import pyotp

ISSUER = "Gonghui"
STEP_SECONDS = 30
DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A secret of 160 random bits, in base32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, username: str) -> str:
    """What the QR code of the enrolment holds (``otpauth://totp/…``)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The step whose code this is, None when it is wrong or was used before."""
    totp = pyotp.TOTP(secret)
    typed = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    for drift in DRIFT:
        step = present + drift
        right = secrets.compare_digest(totp.generate_otp(step).encode(), typed.encode())
        if right and step > last_step:
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of 50 random bits, ``xxxxx-xxxxx``; each is good once."""

    def part() -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(5))

    return [f"{part()}-{part()}" for _ in range(RECOVERY_CODES)]


def recovery_hash(user: str, code: str) -> bytes:
    """What is stored of a recovery code: bound to the user, spaces and case do not matter."""
    plain = "".join(code.split()).casefold()
    return hashlib.scrypt(plain.encode(), salt=user.encode(), n=2**13, r=8, p=1, dklen=32)
