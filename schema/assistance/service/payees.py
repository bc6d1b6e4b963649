"""Accounts that aid is paid to: the household head's own, encrypted, shown as a mask."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.assistance.rules import AccountKind, AssistanceErrorCode
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import payee_account
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.vault import vault
from schema.core.work import Work
from schema.membership.rules import normalise_name
from schema.membership.tables import person
from schema.organisation.access import may_write

SHORTEST, LONGEST, SHOWN = 8, 30, 4
CIPHER = ("payee_account", "account_cipher")


async def set_payee_account(
    work: Work,
    *,
    person_id: UUID,
    kind: AccountKind,
    holder_name: str,
    bank_name: str,
    account: str,
) -> UUID:
    """Enter a worker's account; an earlier one is no longer used. The account's id.

    Raises DomainError ACCOUNT_NAME when it is not in his name (A4), ACCOUNT_TAKEN when the
    number stands with another person, INVALID for what is no account number.
    """
    may_write(work, Entity.ASSISTANCE, Action.CREATE, Action.REVIEW, Action.PAY)
    number = "".join(account.split())
    if not number.isascii() or not number.isdigit() or not SHORTEST <= len(number) <= LONGEST:
        raise DomainError(ErrorCode.INVALID, "账号须为8至30位数字", path=("account",))
    holder = normalise_name(holder_name)
    if holder != await _name(work, person_id):
        raise DomainError(AssistanceErrorCode.ACCOUNT_NAME, path=("holderName",))
    mark = vault().blind_index("account", number)
    taken = sa.select(payee_account.c.person_id).where(
        payee_account.c.account_index == mark, payee_account.c.active
    )
    owner = (await work.execute(taken)).scalar_one_or_none()
    if owner not in {None, person_id}:
        raise DomainError(AssistanceErrorCode.ACCOUNT_TAKEN, path=("account",))
    await _retire(work, person_id)
    return await work.insert(
        payee_account,
        person_id=person_id,
        kind=kind,
        holder_name=holder,
        bank_name=check_text(bank_name, "bankName", "须写明开户行"),
        account_mask="*" * (len(number) - SHOWN) + number[-SHOWN:],
        account_cipher=vault().encrypt(number, *CIPHER, person_id),
        account_index=mark,
    )


async def account_of(work: Work, person_id: UUID) -> Mapping[str, Any]:
    """The account in use of a person; raises DomainError ACCOUNT_MISSING, ACCOUNT_NAME."""
    statement = sa.select(payee_account).where(
        payee_account.c.person_id == person_id, payee_account.c.active
    )
    row = (await work.execute(statement)).mappings().one_or_none()
    if row is None:
        raise DomainError(AssistanceErrorCode.ACCOUNT_MISSING)
    if row["holder_name"] != await _name(work, person_id):
        raise DomainError(AssistanceErrorCode.ACCOUNT_NAME)
    return {str(name): value for name, value in row.items()}


def account_number(row: Mapping[str, Any]) -> str:
    """The number in plain text, for a bank only."""
    return vault().decrypt(row["account_cipher"], *CIPHER, row["person_id"])


async def _name(work: Work, person_id: UUID) -> str:
    found: str | None = (
        await work.execute(sa.select(person.c.name).where(person.c.id == person_id))
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError(str(person.comment), path=("personId",))
    return found


async def _retire(work: Work, person_id: UUID) -> None:
    table = payee_account.c
    statement = sa.select(table.id, table.version).where(table.person_id == person_id, table.active)
    for row in (await work.execute(statement)).all():
        await work.update(payee_account, row.id, row.version, active=False)
