"""Recusal (回避): nobody judges his own application or that of his kin (rule A6)."""

from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Action, Entity
from schema.accounts.tables import role_grant, role_grant_target
from schema.assistance.rules import AssistanceErrorCode, Relation
from schema.assistance.tables import household_member, kin_declaration
from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.roles import ScopeKind
from schema.core.work import Work
from schema.membership.tables import person
from schema.organisation.access import may_write


async def declare_kin(work: Work, *, person_id: UUID, relation: Relation) -> UUID:
    """Declare one's own kin; the declaration's id. A second one of the same person is refused."""
    user_id = _oneself(work)
    known = sa.exists().where(person.c.id == person_id)
    if not (await work.execute(sa.select(known))).scalar_one():
        raise NotFoundError(str(person.comment), path=("personId",))
    standing = sa.exists().where(
        kin_declaration.c.user_id == user_id,
        kin_declaration.c.person_id == person_id,
        kin_declaration.c.ended_on.is_(None),
    )
    if (await work.execute(sa.select(standing))).scalar_one():
        raise DomainError(ErrorCode.INVALID, "已申报该亲属", path=("personId",))
    return await work.insert(
        kin_declaration,
        user_id=user_id,
        person_id=person_id,
        relation=relation,
        declared_on=work.today,
    )


async def end_kin(work: Work, *, declaration_id: UUID, expected_version: int) -> None:
    """Take back a declaration of one's own; what it barred before stays as it was decided."""
    user_id = _oneself(work)
    statement = sa.select(kin_declaration).where(
        kin_declaration.c.id == declaration_id, kin_declaration.c.user_id == user_id
    )
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFoundError(str(kin_declaration.comment))
    if row.ended_on is not None:
        raise DomainError(ErrorCode.INVALID, "已撤销", path=("id",))
    await work.update(kin_declaration, declaration_id, expected_version, ended_on=work.today)


async def check_recusal(work: Work, person_id: UUID, dossier_id: UUID | None) -> None:
    """Refuse whoever is the applicant, one of the household, or declared kin of either.

    Who a user is as a member, his grant with the scope of his own record says. Raises
    DomainError KIN_RECUSAL; jobs and the command line have no kin.
    """
    user_id = work.principal.user_id
    if user_id is None:
        return
    own = (
        sa.select(role_grant_target.c.target_id)
        .join(role_grant, role_grant.c.id == role_grant_target.c.grant_id)
        .where(role_grant.c.user_id == user_id, role_grant.c.scope_kind == ScopeKind.SELF)
    )
    kin = sa.select(kin_declaration.c.person_id).where(
        kin_declaration.c.user_id == user_id, kin_declaration.c.ended_on.is_(None)
    )
    close = sa.union_all(own, kin).subquery()
    concerned = [close.c[0] == person_id]
    if dossier_id is not None:
        household = sa.select(household_member.c.person_id).where(
            household_member.c.dossier_id == dossier_id,
            household_member.c.person_id.is_not(None),
        )
        concerned.append(close.c[0].in_(household))
    found = sa.select(sa.exists(sa.select(close).where(sa.or_(*concerned))))
    if (await work.execute(found)).scalar_one():
        raise DomainError(AssistanceErrorCode.KIN_RECUSAL, path=("id",))


def _oneself(work: Work) -> UUID:
    """The user who declares; he must have a part in dossiers or aid."""
    may_write(work, Entity.ASSISTANCE, Action.CREATE, Action.REVIEW, Action.DECIDE, Action.PAY)
    if work.principal.user_id is None:
        raise DomainError(ErrorCode.FORBIDDEN, "须由工作人员本人申报")
    return work.principal.user_id
