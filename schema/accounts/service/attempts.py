"""Failed sign-ins are counted per try: for account and address, for the address, for the account.

The key is a keyed hash of the name that was typed, whether such a user exists or not:
waiting tells nobody who exists, and no name of a person stands in the table. Somebody
elsewhere cannot lock a person out: what he fails counts against his address. Only the
count of all addresses together slows an account down, and never for more than the longest
wait; a person who signs in from where he signed in before is not bound by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from schema.accounts.rules import LockPolicy, locked_until
from schema.accounts.tables import sign_in_attempt, user_session
from schema.core.vault import vault
from schema.core.work import Work

#: A typing person is stopped after 5 tries, an address after 30, an account (from all) after 50.
OF_ADDRESS = LockPolicy(failures=30)
OF_ACCOUNT = LockPolicy(failures=50)
KNOWN_PLACE = timedelta(days=30)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in: the name as typed, and where it comes from."""

    username: str
    address: str

    @property
    def keys(self) -> tuple[bytes, bytes, bytes]:
        """Of account and address, of the address, of the account."""
        index = vault().blind_index
        return (
            index("attempt", f"{self.username}\0{self.address}"),
            index("attempt of address", self.address),
            index("attempt of account", self.username),
        )


async def wait_for(
    work: Work, attempt: Attempt, user: UUID | None, policy: LockPolicy
) -> timedelta | None:
    """How long this try has to wait, None when it may be made.

    The pair's row stays locked, so that tries made at once are counted one by one.
    """
    pair, address, account = attempt.keys
    locked = (
        insert(sign_in_attempt)
        .values(key=pair, last_failure_at=work.now)
        .on_conflict_do_update(index_elements=["key"], set_={"key": pair})
        .returning(sign_in_attempt.c.failures, sign_in_attempt.c.last_failure_at)
    )
    mine = (await work.execute(locked)).one()
    found = [(mine.failures, mine.last_failure_at, policy)]
    statement = sa.select(sign_in_attempt).where(sign_in_attempt.c.key.in_([address, account]))
    for row in await work.execute(statement):
        limits = OF_ADDRESS if row.key == address else OF_ACCOUNT
        if row.key == address or not await _is_known(work, user, attempt.address):
            found.append((row.failures, row.last_failure_at, limits))
    return _longest(work.now, found)


def _longest(now: datetime, found: Sequence[tuple[int, datetime, LockPolicy]]) -> timedelta | None:
    waits = [
        until - now
        for failures, last, policy in found
        if (until := locked_until(failures, last, policy)) is not None and until > now
    ]
    return max(waits, default=None)


async def _is_known(work: Work, user: UUID | None, address: str) -> bool:
    """Whether the user has signed in from this address lately."""
    before = sa.exists().where(
        user_session.c.user_id == user,
        user_session.c.address == address,
        user_session.c.created_at > work.now - KNOWN_PLACE,
    )
    return user is not None and bool((await work.execute(sa.select(before))).scalar_one())


async def count_failure(work: Work, attempt: Attempt) -> None:
    """Count one failed try against all three; what is a day old starts anew."""
    table = sign_in_attempt
    for key in attempt.keys:
        stale = table.c.last_failure_at < work.now - FORGOTTEN
        failures = sa.case((stale, 1), else_=table.c.failures + 1)
        await work.execute(
            insert(table)
            .values(key=key, failures=1, last_failure_at=work.now)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={"failures": failures, "last_failure_at": work.now},
            )
        )


async def forget_failures(work: Work, attempt: Attempt) -> None:
    """A success ends the count of account and address, and clears away what is long past."""
    table = sign_in_attempt
    past = table.c.last_failure_at < work.now - FORGOTTEN
    await work.execute(sa.delete(table).where(sa.or_(table.c.key == attempt.keys[0], past)))
