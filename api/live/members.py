"""Who is at the other end: asked anew at each event, by the token he came with.

To listen keeps no session awake: an idle stream ends with its session.
"""

from collections.abc import Callable

from api.principals import Principals
from api.refusal import Refusal
from schema.core.principal import Principal


def not_signed_in() -> Refusal:
    """What is said to somebody whose token opens nothing, or nothing any more."""
    return Refusal(401, "UNAUTHENTICATED", "请先登录 (sign in first).")


class Member:
    """The subscriber behind a token; ``dismiss`` is called when the token's time is over."""

    __slots__ = ("dismiss", "principals", "token")

    def __init__(
        self, principals: Principals, token: str | None, dismiss: Callable[[Refusal], None]
    ) -> None:
        self.principals, self.token, self.dismiss = principals, token, dismiss

    async def current(self) -> Principal:
        """Who he is now; raises Refusal when he may not ask, or no longer."""
        found = (
            None if self.token is None else await self.principals.of_token(self.token, quietly=True)
        )
        if found is None:
            raise not_signed_in()
        if found.must_change_password:
            raise Refusal(403, "PASSWORD_CHANGE_REQUIRED", "请先修改一次性密码.")
        if found.barred is not None:
            raise Refusal(403, found.barred, "请先完成登录的其他步骤 (finish signing in first).")
        return found
