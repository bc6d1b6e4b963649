"""What people change of memberships: joining, and every later step but the transfer."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.core.access_log import AccessPurpose
from schema.core.work import Work
from schema.membership import service
from schema.membership.rules import (
    DocumentKind,
    Education,
    EmploymentForm,
    Ethnicity,
    HukouKind,
    MaritalStatus,
    MembershipStatus,
    NewFormGroup,
    Platform,
    PoliticalStatus,
    RetentionGround,
    Sex,
)
from schema.membership.rules.sensitive import SensitiveEntity, SensitiveField
from schema.membership.types import Membership, Person
from schema.planner.arguments import Given, identity
from schema.planner.mutations import (
    MutationError,
    changes,
    creates,
    each,
    mutation,
    payload,
    perform,
)
from schema.planner.scalars import CalendarDate


@strawberry.input(description="入会者的实名信息")
class JoinFacts:
    """A person under the real name."""

    name: str = strawberry.field(description="姓名")
    document_kind: DocumentKind = strawberry.field(description="证件类型")
    document_number: str = strawberry.field(description="证件号码 (加密保存)")
    mobile: str | None = strawberry.field(default=None, description="手机号 (加密保存)")
    sex: Sex | None = strawberry.field(default=None, description="性别")
    birth_date: CalendarDate | None = strawberry.field(default=None, description="出生日期")
    ethnicity: Ethnicity | None = strawberry.field(default=None, description="民族")
    education: Education | None = strawberry.field(default=None, description="学历")
    political_status: PoliticalStatus | None = strawberry.field(
        default=None, description="政治面貌"
    )
    marital_status: MaritalStatus | None = strawberry.field(default=None, description="婚姻状况")
    hukou_kind: HukouKind | None = strawberry.field(default=None, description="户口性质")
    migrant: bool = strawberry.field(default=False, description="农民工")


@strawberry.input(description="入会: 实名信息与会籍")
class JoinUnionInput(JoinFacts):
    """A person under the real name, and the membership applied for."""

    union_id: strawberry.ID = strawberry.field(description="加入的工会")
    employment_form: EmploymentForm = strawberry.field(description="用工形式")
    status: MembershipStatus = strawberry.field(
        default=MembershipStatus.APPLIED, description="已申请, 或存量会员的在册"
    )
    joined_on: CalendarDate | None = strawberry.field(
        default=None, description="入会日期 (在册时必填)"
    )
    card_number: str | None = strawberry.field(default=None, description="会员证号")
    employer_name: str | None = strawberry.field(default=None, description="工作单位")
    employer_credit_code: str | None = strawberry.field(
        default=None, description="单位统一社会信用代码"
    )
    occupation: str | None = strawberry.field(default=None, description="职业")
    hired_on: CalendarDate | None = strawberry.field(default=None, description="入职日期")
    contract_start_on: CalendarDate | None = strawberry.field(
        default=None, description="劳动合同起"
    )
    contract_end_on: CalendarDate | None = strawberry.field(default=None, description="劳动合同止")
    frontline: bool = strawberry.field(default=False, description="一线职工")
    new_form_group: NewFormGroup | None = strawberry.field(
        default=None, description="新就业形态群体"
    )
    platform: Platform | None = strawberry.field(default=None, description="所在平台")


@strawberry.input(description="变更会籍状态")
class ChangeMembershipStatusInput:
    """One step of a membership with the facts it needs."""

    id: strawberry.ID = strawberry.field(description="会籍")
    expected_version: int = strawberry.field(description="读取时的版本号")
    status: MembershipStatus = strawberry.field(description="新的状态")
    reason: str | None = strawberry.field(default=None, description="原因 (保留、退会时必填)")
    document: str | None = strawberry.field(default=None, description="开除会籍决定文号")
    educated_on: CalendarDate | None = strawberry.field(
        default=None, description="教育谈话日期 (自动退会时必填)"
    )


@strawberry.input(description="保留会籍")
class RetainMembershipInput:
    """Why a membership is kept without dues and votes, and where."""

    id: strawberry.ID = strawberry.field(description="会籍")
    expected_version: int = strawberry.field(description="读取时的版本号")
    ground: RetentionGround = strawberry.field(description="保留情形")
    reason: str = strawberry.field(description="原因")
    kept_at_union_id: strawberry.ID | None = strawberry.field(
        default=None, description="保管工会 (新单位未建会时必填, 为居住地工会)"
    )


@strawberry.input(description="变更用工形式")
class ChangeEmploymentInput:
    """How a member is employed from now on."""

    id: strawberry.ID = strawberry.field(description="会籍")
    expected_version: int = strawberry.field(description="读取时的版本号")
    employment_form: EmploymentForm = strawberry.field(description="用工形式")
    new_form_group: NewFormGroup | None = strawberry.field(
        default=None, description="新就业形态群体"
    )
    platform: Platform | None = strawberry.field(default=None, description="所在平台")
    employer_name: str | None = strawberry.field(default=None, description="工作单位, 未给出时不变")


@strawberry.input(description="更正职工信息; 未给出的字段不变")
class CorrectPersonInput:
    """What is put right of a person's record, and why; the document is not changed by it."""

    id: strawberry.ID = strawberry.field(description="职工")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="更正事由 (记入审计)")
    name: str | None = strawberry.field(default=None, description="姓名")
    mobile: str | None = strawberry.field(default=None, description="手机号 (加密保存)")
    sex: Sex | None = strawberry.field(default=None, description="性别")
    birth_date: CalendarDate | None = strawberry.field(default=None, description="出生日期")
    ethnicity: Ethnicity | None = strawberry.field(default=None, description="民族")
    education: Education | None = strawberry.field(default=None, description="学历")
    political_status: PoliticalStatus | None = strawberry.field(
        default=None, description="政治面貌"
    )
    marital_status: MaritalStatus | None = strawberry.field(default=None, description="婚姻状况")
    hukou_kind: HukouKind | None = strawberry.field(default=None, description="户口性质")
    migrant: bool | None = strawberry.field(default=None, description="农民工")


@strawberry.input(description="查看一项明文")
class RevealFieldInput:
    """Which value, and why it is needed."""

    entity: SensitiveEntity = strawberry.field(description="对象类型")
    id: strawberry.ID = strawberry.field(description="对象标识")
    field: SensitiveField = strawberry.field(description="敏感字段")
    purpose: AccessPurpose = strawberry.field(description="目的")
    note: str = strawberry.field(description="具体事由")


@strawberry.type(description="查看一项明文的结果")
class RevealPayload:
    """The value, once; the log of readers has the entry."""

    value: str | None = strawberry.field(default=None, description="明文")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


MEMBERSHIP = payload("Membership", "会籍", member=Membership)
PERSON = payload("Person", "职工", person=Person)


@strawberry.type
class MembershipMutation:
    """Mutations of membership."""

    join_union = creates(
        service.enrol,
        JoinUnionInput,
        MEMBERSHIP,
        "入会: 登记职工 (已登记的沿用) 并申请会籍",
    )
    change_membership_status = changes(
        service.change_status, ChangeMembershipStatusInput, MEMBERSHIP, "变更会籍状态 (接转除外)"
    )
    change_membership_statuses = each(
        service.change_status, ChangeMembershipStatusInput, "批量变更会籍状态: 批准、退会、保留等"
    )
    retain_membership = changes(
        service.retain_membership,
        RetainMembershipInput,
        MEMBERSHIP,
        "保留会籍: 退休、失业、单位关闭 (上移一级) 或新单位未建会",
    )
    retain_memberships = each(service.retain_membership, RetainMembershipInput, "批量保留会籍")
    change_employment_form = changes(
        service.change_employment, ChangeEmploymentInput, MEMBERSHIP, "变更用工形式"
    )
    change_employment_forms = each(
        service.change_employment, ChangeEmploymentInput, "批量变更用工形式"
    )

    correct_person = changes(
        service.correct_person, CorrectPersonInput, PERSON, "更正职工信息 (本人请求或核实有误)"
    )

    @mutation(
        "查看一项明文: 须先重新验证身份, 记入查阅记录 (何人、何时、何因、何处), 每小时有次数上限"
    )
    async def reveal_field(
        self,
        info: Info[Any, Any],
        input: Given[RevealFieldInput],  # noqa: A002 - the argument's name in GraphQL
    ) -> RevealPayload:
        """One value in clear, logged in the same transaction."""

        async def use_case(work: Work) -> dict[str, object]:
            value = await service.reveal(
                work,
                person_id=identity(input.id),
                field=input.field,
                purpose=input.purpose,
                note=input.note,
            )
            return {"value": value}

        return await perform(info, RevealPayload, use_case)
