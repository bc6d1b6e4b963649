"""What destroying a dossier, or making a person nameless, does to each table.

Rows that hold nothing but what is to go are deleted; rows that money, figures or other
people's records rest on stay, without what points at the person. The sums stay the same.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.tables import app_user, role_grant, role_grant_target, user_session
from schema.assistance.rules import Cause
from schema.assistance.tables import (
    aid_overlap,
    assistance_record,
    delivery_receipt,
    dossier,
    evidence,
    exclusion_check,
    household_member,
    household_visit,
    monitoring_visit,
    mutual_aid_claim,
    mutual_aid_member,
    notice_objection,
    payee_account,
    public_notice,
    spot_check,
)
from schema.core.attachments import AttachmentOwner, attachment
from schema.core.uploads import stored_upload
from schema.core.vault import vault
from schema.core.work import Work
from schema.facilities.tables import class_trainee
from schema.membership.tables import dues as monthly_dues
from schema.membership.tables import (
    duplicate_pair,
    lapse_proposal,
    membership,
    membership_card,
    membership_transfer,
    person,
    person_merge,
    person_secret,
    platform_work,
)
from schema.operations.tables import person_request
from schema.screening.tables import finding

GONE = "已去标识化"
_HIDDEN = "***"
_UNTOLD: Mapping[str, object] = {"refusal_reason": None, "diagnosis_cipher": None}
#: Deleted with the dossier; assessments and steps, written once, go by the owner's function.
OF_DOSSIER = (
    evidence,
    exclusion_check,
    household_visit,
    monitoring_visit,
    spot_check,
)


async def erase_dossier(work: Work, identity: UUID) -> int:
    """Destroy the content of a dossier; the rows that went or were cleared.

    Family, causes, proofs, visits, assessments go; number, dates and category stay, for the
    figures of past years, and the aid that was given, for the accounts.
    """
    gone = await work.execute(sa.select(sa.func.gonghui_destroy_dossier(identity)))
    rows = int(gone.scalar_one())
    rows += await _delete_papers(work, identity)
    for table in OF_DOSSIER:
        rows += await _delete(work, table, table.c.dossier_id == identity)
    rows += await _delete_notices(work, public_notice.c.dossier_id == identity)
    relatives = sa.select(household_member.c.id).where(household_member.c.dossier_id == identity)
    rows += await _blank(
        work,
        assistance_record,
        assistance_record.c.beneficiary_member_id.in_(relatives),
        {"beneficiary_member_id": None},
    )
    rows += await _delete(work, household_member, household_member.c.dossier_id == identity)
    rows += await _blank(work, finding, finding.c.dossier_id == identity, _NO_EVIDENCE)
    cleared: dict[str, object] = {
        "primary_cause": Cause.OTHER,
        "causes": [],
        "needs": [],
        "exit_proof": None,
        "status_reason": None,
        "destroyed_on": work.today,
    }
    return rows + await _blank(work, dossier, dossier.c.id == identity, cleared)


async def erase_person(work: Work, identity: UUID) -> int:
    """Make a person nameless in every table; the rows that went or were cleared.

    The records that were merged into this one are of the same human being and go, too.
    """
    others = sa.select(person.c.id).where(
        person.c.merged_into_id == identity, person.c.anonymised_on.is_(None)
    )
    merged = (await work.execute(others)).scalars().all()
    return sum([await _erase_one(work, one) for one in (*merged, identity)])


async def _erase_one(work: Work, identity: UUID) -> int:
    lines = await work.execute(sa.select(sa.func.gonghui_destroy_payee(identity)))
    rows = int(lines.scalar_one())
    rows += await _delete(work, person_secret, person_secret.c.person_id == identity)
    rows += await _delete(work, aid_overlap, aid_overlap.c.person_id == identity)
    aided = sa.select(assistance_record.c.id).where(assistance_record.c.person_id == identity)
    rows += await _delete_notices(work, public_notice.c.assistance_id.in_(aided))
    rows += await _close_bank_accounts(work, identity)
    for table, where, values in _cleared(work, identity):
        rows += await _blank(work, table, where, values)
    return rows + await _close_account(work, identity)


_NO_EVIDENCE: Mapping[str, object] = {"evidence": {}, "explanation": {}, "status_reason": None}
#: What tells of a person on the rows of his memberships.
_OF_MEMBERSHIP: Mapping[sa.Table, tuple[str, ...]] = {
    membership_transfer: ("reason",),
    lapse_proposal: ("note",),
    membership_card: ("reason",),
    monthly_dues: ("reason",),
    platform_work: ("vehicle_plate", "work_area"),
    class_trainee: (
        "certificate_number",
        "score",
        "wage_before",
        "wage_after",
        "income_checked_on",
    ),
}
Clearing = tuple[sa.Table, sa.ColumnElement[bool], Mapping[str, object]]


def _cleared(work: Work, identity: UUID) -> list[Clearing]:
    """The tables whose rows stay, which rows, and what becomes of their columns."""
    held = sa.select(membership.c.id).where(membership.c.person_id == identity)
    insured = sa.select(mutual_aid_member.c.id).where(mutual_aid_member.c.person_id == identity)
    of_person = {
        table: table.c.person_id == identity
        for table in (membership, assistance_record, delivery_receipt, finding)
    }
    values: dict[sa.Table, Mapping[str, object]] = {
        membership: {
            **dict.fromkeys(("card_number", "end_reason", "employer_name")),
            **dict.fromkeys(("employer_credit_code", "dues_base")),
            "end_document": _starred(membership.c.end_document),
        },
        assistance_record: dict.fromkeys(
            ("reason", "status_reason", "verification", "child_key", "voucher_hash")
        ),
        delivery_receipt: {"recipient_name": _HIDDEN, "signature_reference": None},
        finding: _NO_EVIDENCE,
    }
    found: list[Clearing] = [(table, where, values[table]) for table, where in of_person.items()]
    found += [
        *(
            (
                table,
                table.c.membership_id.in_(held),
                {name: _starred(table.c[name]) for name in names},
            )
            for table, names in _OF_MEMBERSHIP.items()
        ),
        (mutual_aid_claim, mutual_aid_claim.c.member_id.in_(insured), _UNTOLD),
        (household_member, household_member.c.person_id == identity, {"person_id": None}),
        (
            duplicate_pair,
            sa.or_(duplicate_pair.c.first_id == identity, duplicate_pair.c.second_id == identity),
            {"note": None},
        ),
        (
            person_merge,
            sa.or_(person_merge.c.kept_id == identity, person_merge.c.dropped_id == identity),
            {"reason": _HIDDEN, "undo_reason": _starred(person_merge.c.undo_reason)},
        ),
        (
            person_request,
            person_request.c.person_id == identity,
            {"content_cipher": None, "answer": None},
        ),
        (person, person.c.id == identity, {**_NAMELESS, "anonymised_on": work.today}),
    ]
    return found


def _starred(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """What the database wants there stays there, without saying anything; a figure goes."""
    if not isinstance(column.type, sa.String):
        return sa.null()
    return sa.case((column.is_not(None), sa.literal(_HIDDEN)))


_NAMELESS: Mapping[str, object] = {
    "name": GONE,
    **dict.fromkeys(
        (
            "name_pinyin",
            "birth_date",
            "document_kind",
            "document_mask",
            "mobile_mask",
            "mobile_verified_on",
            "ethnicity",
            "education",
            "political_status",
            "marital_status",
            "hukou_kind",
            "deceased_on",
        )
    ),
}


async def _close_bank_accounts(work: Work, identity: UUID) -> int:
    """Accounts that payments were made to: the lines that name them stay, the number goes."""
    nothing: dict[str, object] = {
        "active": False,
        "holder_name": _HIDDEN,
        "account_mask": _HIDDEN,
        "account_cipher": vault().encrypt("", payee_account.name, "account_cipher", identity),
        "account_index": secrets.token_bytes(32),
    }
    return await _blank(work, payee_account, payee_account.c.person_id == identity, nothing)


async def _close_account(work: Work, identity: UUID) -> int:
    """The account of a worker who uses self-service: closed and nameless."""
    users = (
        sa.select(role_grant.c.user_id)
        .join(role_grant_target, role_grant_target.c.grant_id == role_grant.c.id)
        .where(role_grant_target.c.target_id == identity)
    )
    ended = sa.update(user_session).where(user_session.c.user_id.in_(users))
    await work.execute(ended.where(user_session.c.ended_at.is_(None)).values(ended_at=work.now))
    closed: dict[str, object] = {
        "name": GONE,
        "username": sa.func.concat("erased-", app_user.c.id),
        "disabled_at": work.now,
    }
    return await _blank(work, app_user, app_user.c.id.in_(users), closed)


async def _delete(work: Work, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return int((await work.execute(sa.delete(table).where(where))).rowcount)


async def _delete_papers(work: Work, dossier_id: UUID) -> int:
    """What is attached to a dossier's proofs; the files, of which no row tells, are swept."""
    proofs = sa.select(evidence.c.id).where(evidence.c.dossier_id == dossier_id)
    of_proof = (attachment.c.owner_kind == AttachmentOwner.EVIDENCE) & (
        attachment.c.owner_id.in_(proofs)
    )
    held = await work.execute(
        sa.delete(attachment).where(of_proof).returning(attachment.c.upload_id)
    )
    files = list(held.scalars())
    return await _delete(work, stored_upload, stored_upload.c.id.in_(files))


async def _delete_notices(work: Work, where: sa.ColumnElement[bool]) -> int:
    notices = sa.select(public_notice.c.id).where(where)
    gone = await _delete(work, notice_objection, notice_objection.c.notice_id.in_(notices))
    return gone + await _delete(work, public_notice, where)


async def _blank(
    work: Work, table: sa.Table, where: sa.ColumnElement[bool], values: Mapping[str, Any]
) -> int:
    bookkeeping: dict[str, Any] = {}
    if "version" in table.c:
        bookkeeping = {
            "version": table.c.version + 1,
            "updated_at": work.now,
            "updated_by": work.principal.subject,
        }
    changed = sa.update(table).where(where).values({**values, **bookkeeping})
    return int((await work.execute(changed)).rowcount)
