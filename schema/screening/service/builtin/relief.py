"""Rules on targets, exits and those who fall back or were never seen (D8–D10, D12, D13)."""

from datetime import date

import sqlalchemy as sa

from schema.assistance.rules import (
    ENDED_DOSSIER_STATES,
    IN_FORCE_DOSSIER_STATES,
    RELIEF_CHANNELS,
    DossierStatus,
    NoticeSubject,
)
from schema.assistance.tables import (
    dossier,
    household_member,
    monitoring_visit,
    mutual_aid_claim,
    mutual_aid_member,
    public_notice,
    relief_base,
    relief_target,
    spot_check,
)
from schema.organisation.rules import UnionKind
from schema.organisation.tables import union_closure, union_organisation
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text

_in_force = dossier.c.status.in_(IN_FORCE_DOSSIER_STATES)
WHOLE = 10_000


def behind_pace(question: Question) -> Select:
    """D8: the year's share of households lifted out of need lies too far below its pace."""
    lifted = (
        sa.select(sa.func.count())
        .select_from(sa.join(relief_base, dossier, dossier.c.id == relief_base.c.dossier_id))
        .where(relief_base.c.target_id == relief_target.c.id, *_lifted())
        .correlate(relief_target)
        .scalar_subquery()
    )
    root = (
        sa.select(union_organisation.c.id)
        .where(union_organisation.c.kind == UnionKind.FEDERATION)
        .order_by(union_organisation.c.level, union_organisation.c.id)
        .limit(1)
        .scalar_subquery()
    )
    passed = (question.as_of - date(question.as_of.year, 1, 1)).days + 1
    pace = relief_target.c.share * min(passed, 365) / sa.literal_column("365")
    share = lifted * WHOLE / sa.func.nullif(relief_target.c.base_count, 0)
    return hits(
        subject=root,
        union=root,
        key=sa.literal(f"{question.as_of:%Y-%m}"),
        evidence={"lifted_share": share, "pace_share": pace, "base": relief_target.c.base_count},
        rows={"relief_target": relief_target.c.id},
    ).where(
        relief_target.c.year == question.as_of.year,
        share < pace - question.number("points"),
        root.is_not(None),
    )


def _lifted() -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a dossier left need behind in the target's year, not to come back in it.

    The same as ``gonghui_lifted`` says of one dossier, for all of them at once.
    """
    again, year = dossier.alias("again"), relief_target.c.year
    back = (
        sa.exists()
        .where(
            again.c.previous_dossier_id == dossier.c.id,
            sa.extract("year", again.c.applied_on) == year,
        )
        .correlate(dossier, relief_target)
    )
    left = sa.extract("year", dossier.c.exited_on) == year
    return text(dossier.c.exit_channel).like("E%"), left, sa.not_(back)


def few_spot_checks(question: Question) -> Select:
    """D9: townships that have checked too few of their dossiers this year."""
    month_day = question.number("by_month_day")
    goal = date(question.as_of.year, month_day // 100, month_day % 100)
    begin = date(question.as_of.year, 1, 1)
    passed = min((question.as_of - begin).days + 1, (goal - begin).days + 1)
    wanted = question.number("share") * passed // ((goal - begin).days + 1)
    checked = sa.exists().where(
        spot_check.c.dossier_id == dossier.c.id, spot_check.c.year == question.as_of.year
    )
    found = (
        sa.select(
            union_organisation.c.id,
            sa.func.count().label("dossiers"),
            sa.func.count().filter(checked).label("checked"),
        )
        .join_from(
            union_organisation,
            union_closure,
            union_closure.c.ancestor_id == union_organisation.c.id,
        )
        .join(dossier, dossier.c.union_id == union_closure.c.descendant_id)
        .where(union_organisation.c.kind == UnionKind.TOWNSHIP_UNION, _in_force)
        .group_by(union_organisation.c.id)
        .subquery()
    )
    return hits(
        subject=found.c.id,
        union=found.c.id,
        key=joined(text(found.c.id), str(question.as_of.year)),
        evidence={
            "dossiers": found.c.dossiers,
            "checked": found.c.checked,
            "required_share": sa.literal(wanted),
        },
    ).where(found.c.checked * WHOLE < found.c.dossiers * (wanted - question.number("points")))


def incomplete_exit(question: Question) -> Select:
    """D10: dossiers that ended without channel, proof or, for a relief channel, a notice."""
    noticed = sa.exists().where(
        public_notice.c.dossier_id == dossier.c.id,
        public_notice.c.subject == NoticeSubject.DOSSIER_EXIT,
        public_notice.c.ends_on <= question.as_of,
    )
    relieved = dossier.c.exit_channel.in_(RELIEF_CHANNELS)
    lacking = sa.case(
        (dossier.c.exit_channel.is_(None), "CHANNEL"),
        (sa.func.coalesce(dossier.c.exit_proof, "") == "", "PROOF"),
        (sa.and_(relieved, sa.not_(noticed)), "NOTICE"),
    )
    return hits(
        subject=dossier.c.id,
        union=dossier.c.union_id,
        key=joined(text(dossier.c.id), lacking),
        evidence={
            "number": dossier.c.number,
            "lacking": lacking,
            "exited_on": dossier.c.exited_on,
            "exit_channel": dossier.c.exit_channel,
        },
    ).where(
        dossier.c.status.in_((DossierStatus.EXITED, DossierStatus.MONITORED, DossierStatus.CLOSED)),
        dossier.c.exited_on.is_not(None),
        lacking.is_not(None),
    )


def relapse(question: Question) -> Select:
    """D12: households that left and had a big claim since, or were found in need again."""
    since = sa.cast(question.day - sa.func.make_interval(0, question.number("months")), sa.Date)
    claims = (
        sa.select(
            dossier.c.id,
            sa.literal("CLAIM").label("event"),
            mutual_aid_claim.c.id.label("row_id"),
            mutual_aid_claim.c.filed_on.label("on_day"),
        )
        .join_from(mutual_aid_claim, mutual_aid_member)
        .join(household_member, household_member.c.person_id == mutual_aid_member.c.person_id)
        .join(dossier, dossier.c.id == household_member.c.dossier_id)
        .where(
            dossier.c.exited_on >= since,
            mutual_aid_claim.c.filed_on > dossier.c.exited_on,
            mutual_aid_claim.c.self_paid >= question.number("self_paid"),
        )
    )
    visits = (
        sa.select(
            dossier.c.id,
            sa.literal("VISIT"),
            monitoring_visit.c.id,
            monitoring_visit.c.visited_on,
        )
        .join_from(monitoring_visit, dossier, dossier.c.id == monitoring_visit.c.dossier_id)
        .where(monitoring_visit.c.relapsed, dossier.c.exited_on >= since)
    )
    found = sa.union_all(claims, visits).subquery()
    return (
        hits(
            subject=dossier.c.id,
            union=dossier.c.union_id,
            key=joined(text(dossier.c.id), found.c.event, text(found.c.row_id)),
            evidence={
                "number": dossier.c.number,
                "event": found.c.event,
                "event_on": found.c.on_day,
                "exited_on": dossier.c.exited_on,
            },
            rows={"trigger": found.c.row_id},
        )
        .join_from(found, dossier, dossier.c.id == found.c.id)
        .where(dossier.c.status.in_(ENDED_DOSSIER_STATES))
    )


def likely_needy(question: Question) -> Select:
    """D13: members who paid much for illness themselves and stand in no dossier."""
    claim, insured = mutual_aid_claim.c, mutual_aid_member.c
    known = sa.exists().where(
        household_member.c.person_id == insured.person_id,
        household_member.c.dossier_id == dossier.c.id,
        dossier.c.status.not_in(ENDED_DOSSIER_STATES),
    )
    return (
        hits(
            subject=insured.person_id,
            union=claim.union_id,
            key=joined(text(insured.person_id), text(claim.id)),
            evidence={"filed_on": claim.filed_on, "self_paid_fen": claim.self_paid},
            rows={"mutual_aid_claim": claim.id},
        )
        .join_from(mutual_aid_claim, mutual_aid_member)
        .where(
            claim.self_paid >= question.number("self_paid"),
            claim.filed_on >= question.ago(question.number("days")),
            sa.not_(known),
        )
    )
