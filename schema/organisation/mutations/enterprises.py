"""Enterprises and their business events, as clients enter them."""

import strawberry

from schema.organisation import service, types
from schema.organisation.rules import (
    BusinessEventKind,
    Ownership,
    WatchLevel,
)
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import changes, creates, payload
from schema.planner.scalars import CalendarDate, Fen

for _codes in (BusinessEventKind, Ownership, WatchLevel):
    graphql_enum(_codes)


@strawberry.input(description="登记企事业单位")
class RegisterEnterpriseInput:
    """An employer."""

    credit_code: str = strawberry.field(description="统一社会信用代码")
    name: str = strawberry.field(description="单位名称")
    union_id: strawberry.ID = strawberry.field(description="属地主管工会")
    division_id: strawberry.ID = strawberry.field(description="所在区划")
    ownership: Ownership = strawberry.field(description="单位性质")
    headcount: int = strawberry.field(description="职工人数")
    women: int = strawberry.field(default=0, description="女职工人数")
    dispatched: int = strawberry.field(default=0, description="劳务派遣人数")
    migrants: int = strawberry.field(default=0, description="农民工人数")
    industry: str | None = strawberry.field(default=None, description="行业代码 (GB/T 4754)")
    park_code: str | None = strawberry.field(default=None, description="园区 (楼宇、市场) 内部代码")
    own_union_id: strawberry.ID | None = strawberry.field(default=None, description="本单位工会")


@strawberry.input(description="更新单位人数")
class UpdateEnterpriseInput:
    """The numbers of an employer."""

    id: strawberry.ID = strawberry.field(description="单位")
    expected_version: int = strawberry.field(description="读取时的版本号")
    headcount: int = strawberry.field(description="职工人数")
    women: int = strawberry.field(description="女职工人数")
    dispatched: int = strawberry.field(description="劳务派遣人数")
    migrants: int = strawberry.field(description="农民工人数")


@strawberry.input(description="调整关注级别")
class WatchEnterpriseInput:
    """The watch list."""

    id: strawberry.ID = strawberry.field(description="单位")
    expected_version: int = strawberry.field(description="读取时的版本号")
    level: WatchLevel = strawberry.field(description="关注级别")
    reason: str = strawberry.field(description="原因")


@strawberry.input(description="列为建会对象")
class TargetEnterpriseInput:
    """An enterprise without a union."""

    id: strawberry.ID = strawberry.field(description="单位")
    expected_version: int = strawberry.field(description="读取时的版本号")
    code: str = strawberry.field(description="工会组织代码 (唯一)")
    guide_name: str = strawberry.field(description="建会指导员")


@strawberry.input(description="报告经营事件")
class ReportBusinessEventInput:
    """What happened."""

    enterprise_id: strawberry.ID = strawberry.field(description="单位")
    kind: BusinessEventKind = strawberry.field(description="经营事件")
    happened_on: CalendarDate = strawberry.field(description="发生日期")
    source: str = strawberry.field(description="来源")
    persons: int | None = strawberry.field(default=None, description="涉及人数")
    amount: Fen | None = strawberry.field(default=None, description="涉及金额 (分)")
    note: str | None = strawberry.field(default=None, description="说明")


ENTERPRISE = payload("Enterprise", "企事业单位", enterprise=types.Enterprise)
TARGET = payload("EstablishmentTarget", "建会对象", union=types.UnionOrganisation)
EVENT = payload("BusinessEvent", "经营事件", event=types.BusinessEvent)


@strawberry.type
class EnterpriseMutation:
    """Mutations of enterprises."""

    register_enterprise = creates(
        service.register_enterprise, RegisterEnterpriseInput, ENTERPRISE, "登记企事业单位"
    )
    update_enterprise = changes(
        service.update_enterprise, UpdateEnterpriseInput, ENTERPRISE, "更新单位人数"
    )
    watch_enterprise = changes(
        service.watch_enterprise, WatchEnterpriseInput, ENTERPRISE, "调整关注级别"
    )
    target_enterprise = changes(
        service.target_enterprise, TargetEnterpriseInput, TARGET, "列为建会对象 (建立拟建工会)"
    )
    report_business_event = creates(
        service.report_event, ReportBusinessEventInput, EVENT, "报告经营事件"
    )
