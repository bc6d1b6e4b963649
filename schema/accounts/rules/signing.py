"""Failures by code, lock-out, session times, tokens: pure rules (figures of NIST and ASVS)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from schema.core.enums import Labelled

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
    SECOND_FACTOR_REQUIRED = "SECOND_FACTOR_REQUIRED", "请输入动态码"
    SECOND_FACTOR_ENROLMENT_REQUIRED = "SECOND_FACTOR_ENROLMENT_REQUIRED", "请先启用动态码"
    SECOND_FACTOR_ENROLLED = "SECOND_FACTOR_ENROLLED", "动态码已经启用"
    CODE_INVALID = "CODE_INVALID", "动态码不正确或已用过"
    STEP_UP_REQUIRED = "STEP_UP_REQUIRED", "请先重新验证密码或动态码"
    LINK_INVALID = "LINK_INVALID", "链接无效、已用过或已过期"
    CLIENT_UNFIT = "CLIENT_UNFIT", "接口客户端须写明名称、已登记的操作和一年以内的到期时间"
    IDENTITY_UNKNOWN = "IDENTITY_UNKNOWN", "统一身份认证的用户在本平台没有对应账户"
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
    proof: timedelta = timedelta(minutes=5)


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
