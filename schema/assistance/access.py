"""Dossiers, aid and payments by the union that keeps them; details by their dossier or batch.

What a step needs of a role is asked here (``may_decide`` and the like), by the permission
table of ``accounts``: the services name the step, not the role.
"""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.access import assigned, permit, permit_city, readable
from schema.accounts.rules import Action, Entity
from schema.assistance import tables
from schema.core import calendar
from schema.core.attachments import (
    PAPERS,
    AttachmentOwner,
    Belonging,
    Owner,
    holds_attachments,
)
from schema.core.errors import NotFoundError
from schema.core.principal import Access
from schema.core.roles import ScopeKind
from schema.core.table import AccessRule, everybody, nobody, protect
from schema.core.work import Work
from schema.organisation.access import by_union, editable_row

Condition = sa.ColumnElement[bool] | None
Columns = sa.FromClause
#: Importing it here puts the working calendar under the one MetaData.
calendar_day = calendar.calendar_day


def kept_dossier(table: Columns, access: Access) -> Condition:
    """Dossiers of the unions in scope, those assigned to the user, or one's own."""
    if access.kind is ScopeKind.SELF:
        return access.aimed(table.c.person_id)
    if access.kind is ScopeKind.ASSIGNED:
        return assigned(Entity.DOSSIER, table.c.id, access)
    return by_union(table, access)


def asked_aid(table: Columns, access: Access) -> Condition:
    """Aid asked for by the unions in scope, or for oneself."""
    if access.kind is ScopeKind.SELF:
        return access.aimed(table.c.person_id)
    return by_union(table, access)


def by_dossier(table: Columns, access: Access) -> Condition:
    """Rows whose dossier is visible."""
    return _through(tables.dossier, table.c.dossier_id, kept_dossier, access)


def by_assistance(table: Columns, access: Access) -> Condition:
    """Rows whose assistance record is visible."""
    return _through(tables.assistance_record, table.c.assistance_id, asked_aid, access)


def by_batch(table: Columns, access: Access) -> Condition:
    """Rows whose payment batch belongs to a union of the scope."""
    return _through(tables.payment_batch, table.c.batch_id, by_union, access)


def by_delivery(table: Columns, access: Access) -> Condition:
    """Rows whose delivery belongs to a union of the scope."""
    return _through(tables.delivery, table.c.delivery_id, by_union, access)


def whole_city(table: Columns, access: Access) -> Condition:
    """Rows for those who see every union (accounts, the funds' ledger)."""
    del table
    return None if access.covers_all else sa.false()


def _through(
    parent: sa.Table,
    column: sa.ColumnElement[object],
    rule: Callable[[Columns, Access], Condition],
    access: Access,
) -> Condition:
    # A scope by union needs no alias of its own closure: the rule is the parent's.
    kept = parent.alias()
    inside = rule(kept, access)
    if inside is None:
        return None
    # Not EXISTS (SELECT *): readers have no right to every column of a batch.
    return sa.exists(kept.c.id).where(kept.c.id == column, inside)


def may_handle_funds(work: Work) -> None:
    """Funds, caps, accounts: the centre or the finance department, for the whole city."""
    permit_city(work, Entity.ASSISTANCE, Action.PAY, Action.REVIEW)


def may_pay(work: Work) -> None:
    """Check, release and reconcile batches: the finance department."""
    permit(work, Entity.ASSISTANCE, Action.PAY)


def may_decide(work: Work) -> None:
    """Approve batches and deliveries: the leaders."""
    permit(work, Entity.ASSISTANCE, Action.DECIDE)


def may_review(work: Work) -> None:
    """Answer objections, spot-check, review claims."""
    permit(work, Entity.DOSSIER, Action.REVIEW)


def may_draw(work: Work) -> None:
    """Draw a sample of what was paid in the whole city: the centre, finance or the leaders."""
    permit_city(work, Entity.ASSISTANCE, Action.REVIEW, Action.PAY, Action.DECIDE)


def may_keep_calendar(work: Work) -> None:
    """Enter holidays and days worked instead, plans of a year: code lists of the whole city."""
    permit_city(work, Entity.STANDARD, Action.CREATE)


_of_dossiers: dict[sa.Table, AccessRule] = {
    tables.dossier: kept_dossier,
    tables.public_notice: by_union,
    tables.notice_objection: by_union,
    tables.relief_base: by_union,
} | dict.fromkeys(
    (
        tables.household_member,
        tables.assessment,
        tables.dossier_step,
        tables.household_visit,
        tables.exclusion_check,
        tables.evidence,
        tables.monitoring_visit,
        tables.spot_check,
    ),
    by_dossier,
)
_of_aid: dict[sa.Table, AccessRule] = {
    tables.assistance_record: asked_aid,
    tables.aid_approval: by_assistance,
    tables.aid_voucher: by_assistance,
    tables.aid_overlap: by_union,
    tables.payment_batch: by_union,
    tables.payment_line: by_union,
    tables.payment_return: by_batch,
    tables.recovery_payment: by_assistance,
    tables.payment_sample: whole_city,
    tables.payment_check: by_union,
    tables.payee_account: whole_city,
    tables.kin_declaration: whole_city,
    tables.fund_entry: whole_city,
    tables.delivery: by_union,
    tables.delivery_goods: by_delivery,
    tables.delivery_receipt: by_union,
    tables.mutual_aid_member: asked_aid,
    tables.mutual_aid_claim: by_union,
}
for _table in (
    tables.living_standard,
    tables.fund_source,
    tables.aid_cap,
    tables.relief_target,
    tables.policy_commitment,
    tables.mutual_aid_policy,
):
    protect(_table, readable(Entity.STANDARD, everybody))
for _table, _rule in _of_dossiers.items():
    protect(_table, readable(Entity.DOSSIER, _rule))
protect(tables.claim_invoice, nobody)
for _table, _rule in _of_aid.items():
    protect(_table, readable(Entity.ASSISTANCE, _rule))


async def _edit_evidence(work: Work, identity: UUID) -> Belonging:
    """Whoever may change the dossier may put papers to its evidence."""
    found = sa.select(tables.evidence.c.dossier_id).where(tables.evidence.c.id == identity)
    filed = (await work.execute(found)).scalar_one_or_none()
    if filed is None:
        raise NotFoundError(str(tables.evidence.comment))
    row = await editable_row(work, tables.dossier, filed)
    return Belonging(row["union_id"], row["person_id"])


holds_attachments(
    AttachmentOwner.EVIDENCE,
    Owner(tables.evidence, _edit_evidence, media_types=PAPERS, about_persons=True),
)
