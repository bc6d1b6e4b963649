"""Which passwords are good enough (S27): long, uncommon, not made of the site's words."""

from functools import lru_cache

from schema.accounts.rules.signing import AccountError
from schema.core.errors import DomainError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
FEWEST_CHARACTERS = 4
SITE_WORDS = ("gonghui", "linxiang", "zonggonghui", "工会", "临湘")


@lru_cache
def common_passwords() -> frozenset[str]:
    """The 30,000 most common passwords, as zxcvbn lists them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - large, seldom needed

    return frozenset(FREQUENCY_LISTS["passwords"])


def check_password(password: str, username: str) -> None:
    """Refuse a password that is short, long, common or made of the site's words.

    A common one does not become better by digits around it, nor by being typed twice.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError(AccountError.PASSWORD_TOO_SHORT, path=("newPassword",))
    if len(password) > LONGEST_PASSWORD:
        raise DomainError(AccountError.PASSWORD_TOO_LONG, path=("newPassword",))
    plain = bare = password.casefold()
    for word in (*SITE_WORDS, username.casefold()):
        bare = bare.replace(word, "") if word else bare
    few = len(bare) < SHORTEST_PASSWORD // 2 or len(set(plain)) < FEWEST_CHARACTERS
    if few or not common_passwords().isdisjoint(_cores(plain)):
        raise DomainError(AccountError.PASSWORD_COMMON, path=("newPassword",))


def _cores(plain: str) -> set[str]:
    """What is left of a password without what people add to a common one."""
    inner = plain.strip("0123456789!@#$%.*_- ")
    half = plain[: len(plain) // 2]
    return {plain, inner} | ({half} if half * 2 == plain else set())
