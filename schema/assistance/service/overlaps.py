"""Aid of other departments: flagged beside our own, never a bar (domain §5.4)."""

from uuid import UUID

from schema.accounts.rules import Action, Entity
from schema.assistance.service.proofs import check_text
from schema.assistance.tables import aid_overlap
from schema.core.work import Work
from schema.organisation.access import may_edit


async def report_overlap(
    work: Work,
    *,
    person_id: UUID,
    union_id: UUID,
    department: str,
    programme: str,
    period_key: str,
    amount: int,
) -> UUID:
    """Note what another department gives to a worker; the note's id."""
    await may_edit(work, union_id, Entity.ASSISTANCE, Action.CREATE, Action.REVIEW)
    return await work.insert(
        aid_overlap,
        person_id=person_id,
        union_id=union_id,
        department=check_text(department, "department", "须写明发放部门"),
        programme=check_text(programme, "programme", "须写明救助项目"),
        period_key=check_text(period_key, "periodKey", "须写明期间"),
        amount=amount,
        reported_on=work.today,
    )
