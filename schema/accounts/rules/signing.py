"""Passwords, lock-out and session times: pure rules (NIST/ASVS figures as parameters)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from schema.core.enums import Labelled
from schema.core.errors import DomainError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
SITE_WORDS = ("gonghui", "linxiang", "zonggonghui", "工会", "临湘")
COMMON = frozenset(
    {
        "123456789012",
        "password1234",
        "qwertyuiop12",
        "1234567890ab",
        "abcd12345678",
        "111111111111",
        "000000000000",
        "123123123123",
        "adminadmin12",
        "administrator",
        "letmeinplease",
        "iloveyou1234",
        "woaini520520",
        "a12345678910",
        "1q2w3e4r5t6y",
        "qazwsxedcrfv",
        "passwordpassword",
        "zaq12wsxcde3",
        "aaaaaaaaaaaa",
        "888888888888",
    }
)
TOKEN_BYTES = 32


class AccountError(Labelled):
    """账户错误代码"""

    INVALID_CREDENTIALS = "INVALID_CREDENTIALS", "用户名或密码不正确"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS", "尝试次数过多，请稍后再试"
    PASSWORD_TOO_SHORT = "PASSWORD_TOO_SHORT", "密码至少 12 个字符"
    PASSWORD_TOO_LONG = "PASSWORD_TOO_LONG", "密码至多 128 个字符"
    PASSWORD_COMMON = "PASSWORD_COMMON", "密码过于常见或含有本平台名称"
    PASSWORD_UNCHANGED = "PASSWORD_UNCHANGED", "新密码不能与原密码相同"
    USERNAME_INVALID = "USERNAME_INVALID", "用户名须为 3–40 个字母、数字、点、横线或下划线"
    USERNAME_TAKEN = "USERNAME_TAKEN", "用户名已被使用"
    NO_ROLE = "NO_ROLE", "尚未授予角色，请联系管理员"
    OWN_ROLE = "OWN_ROLE", "不能给自己授予或收回角色"
    SCOPE_UNFIT = "SCOPE_UNFIT", "数据范围与角色不符"
    DEPARTMENT_UNFIT = "DEPARTMENT_UNFIT", "市总部门角色须写明部门，其他角色不得写"
    LAST_ADMINISTRATOR = "LAST_ADMINISTRATOR", "不能停用最后一个管理员"


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """After ``failures`` wrong tries the account waits, twice as long each time."""

    failures: int = 5
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """A session ends when idle or old."""

    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)


def check_password(password: str, username: str) -> None:
    """Refuse a password that is short, long, common or made of the site's words."""
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError(AccountError.PASSWORD_TOO_SHORT, path=("newPassword",))
    if len(password) > LONGEST_PASSWORD:
        raise DomainError(AccountError.PASSWORD_TOO_LONG, path=("newPassword",))
    plain = password.casefold()
    bare = plain
    for word in (*SITE_WORDS, username.casefold()):
        bare = bare.replace(word, "") if word else bare
    if plain in COMMON or len(bare) < SHORTEST_PASSWORD // 2 or len(set(plain)) <= 3:  # noqa: PLR2004
        raise DomainError(AccountError.PASSWORD_COMMON, path=("newPassword",))


def locked_until(failures: int, last_failure: datetime, policy: LockPolicy) -> datetime | None:
    """Until when an account refuses tries after so many failures in a row."""
    beyond = failures - policy.failures
    if beyond < 0:
        return None
    doublings = int(2 ** min(beyond, 10))
    return last_failure + min(policy.first_wait * doublings, policy.longest_wait)


def new_token() -> str:
    """A session token of 256 random bits; only its hash is stored."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is stored of a token: a fast hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def one_time_password() -> str:
    """A readable one-time password: four groups of four letters and digits, no 0 O 1 I l."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
