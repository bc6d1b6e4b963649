"""The process of a dossier as GraphQL shows it: steps, proofs, notices, monitoring, target."""

import sqlalchemy as sa

from schema.assistance import tables
from schema.assistance.access import calendar_day
from schema.assistance.types.cases import Dossier
from schema.membership.types import withheld
from schema.organisation.types import UnionOrganisation
from schema.planner.fields import (
    FEW,
    column,
    computed,
    connection,
    extend,
    group_through,
    node,
    to_one,
)
from schema.planner.scalars import BOOLEAN, INT


@node(calendar_day)
class CalendarDay:
    """工作日历: a holiday, or a day worked instead."""

    id = column()
    day = column(sortable=True)
    is_workday = column(groupable=True)
    note = column()
    version = column()


@node(tables.dossier_step)
class DossierStep:
    """档案办理记录: one step of a dossier, with who took it and when."""

    id = column()
    from_status = column()
    to_status = column(groupable=True)
    taken_on = column(sortable=True, groupable=True)
    taken_at = column()
    taken_by = column()
    note = withheld("note")


@node(tables.household_visit)
class HouseholdVisit:
    """入户走访: a visit by two or more people."""

    id = column()
    visited_on = column(sortable=True)
    visitors = column(filterable=False)
    photo = column()
    findings = withheld("findings")


@node(tables.exclusion_check)
class ExclusionCheck:
    """不予建档情形核查: what a department's data say of one exclusion."""

    id = column()
    exclusion = column(groupable=True)
    source = column()
    result = column(groupable=True)
    checked_on = column(sortable=True)
    note = withheld("note")


@node(tables.evidence)
class Evidence:
    """证明材料: a proof on file, with its validity."""

    id = column()
    kind = column(groupable=True)
    title = withheld("title")
    issued_on = column()
    valid_until = column(sortable=True)
    file_reference = column()
    warned_on = column(sortable=True)
    dossier = to_one(Dossier, "dossier_id", implied=True)


@node(tables.notice_objection)
class NoticeObjection:
    """公示异议: raised while the notice hangs, answered once."""

    id = column()
    raised_on = column(sortable=True)
    content = withheld("content")
    status = column(groupable=True)
    answer = withheld("answer")
    answered_on = column()
    version = column()


@node(tables.public_notice)
class PublicNotice:
    """公示: what is published, masked, and until when objections are taken."""

    id = column()
    subject = column(groupable=True)
    text = column()
    place = column()
    starts_on = column(sortable=True)
    ends_on = column(sortable=True)
    dossier = to_one(Dossier, "dossier_id")
    union = to_one(UnionOrganisation, "union_id", implied=True)
    objections = connection(
        NoticeObjection, "notice_id", description="异议", page=FEW, implied=True
    )


@node(tables.monitoring_visit)
class MonitoringVisit:
    """退出后监测回访: whether the household fell back."""

    id = column()
    visited_on = column(sortable=True)
    relapsed = column(groupable=True)
    findings = withheld("findings")
    dossier = to_one(Dossier, "dossier_id", implied=True)


@node(tables.spot_check)
class SpotCheck:
    """年度抽查: a dossier looked at again by somebody else."""

    id = column()
    year = column(groupable=True)
    checked_on = column(sortable=True)
    result = column(groupable=True)
    findings = withheld("findings")
    dossier = to_one(Dossier, "dossier_id", implied=True)


@node(tables.relief_base)
class ReliefBase:
    """解困脱困基数: one household of a target's base; lifted or not is computed."""

    id = column()
    target_id = column(groupable=True)
    category = column(groupable=True)
    union_id = column(groupable=True)
    lifted = computed(
        lambda table: sa.func.coalesce(
            sa.func.gonghui_lifted(table.c.target_id, table.c.dossier_id), sa.false()
        ),
        BOOLEAN,
        "已解困脱困: 当年经 E1–E4 渠道退出且当年未返困",
        needs=("target_id", "dossier_id"),
        nullable=False,
        filterable=True,
        groupable=True,
    )
    dossier = to_one(Dossier, "dossier_id", implied=True)


@node(tables.relief_target)
class ReliefTarget:
    """解困脱困目标: the base, the target share, and the pace it asks for today."""

    id = column()
    year = column(sortable=True)
    base_on = column()
    share = column()
    base_count = column()
    basis = column()
    pace = computed(
        lambda table: sa.func.gonghui_pace(table.c.year, table.c.share),
        INT,
        "今日应达到的比例 (万分比): 目标比例 × 已过天数 / 365",
        needs=("year", "share"),
        nullable=False,
    )
    base = connection(ReliefBase, "target_id", description="基数 (权限范围内)")


group_through(ReliefBase, "dossier", "exit_channel")
extend(
    Dossier,
    steps=connection(DossierStep, "dossier_id", description="办理记录", page=FEW, implied=True),
    visits=connection(HouseholdVisit, "dossier_id", description="入户走访", page=FEW, implied=True),
    exclusion_checks=connection(
        ExclusionCheck, "dossier_id", description="不予建档情形核查", page=FEW, implied=True
    ),
    evidence=connection(Evidence, "dossier_id", description="证明材料", page=FEW, implied=True),
    notices=connection(PublicNotice, "dossier_id", description="公示", page=FEW),
    monitoring=connection(
        MonitoringVisit, "dossier_id", description="监测回访", page=FEW, implied=True
    ),
    spot_checks=connection(SpotCheck, "dossier_id", description="年度抽查", page=FEW, implied=True),
)
