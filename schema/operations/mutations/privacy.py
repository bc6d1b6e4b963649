"""What is changed of holds, and of what persons ask for of their own data."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.core.access_log import AccessPurpose
from schema.core.work import Work
from schema.operations import service
from schema.operations.rules import RequestKind
from schema.operations.types import LegalHold, PersonRequest
from schema.planner.arguments import Given, identity
from schema.planner.inputs import graphql_enum
from schema.planner.mutations import (
    MutationError,
    changes,
    creates,
    mutation,
    payload,
    perform,
)
from schema.planner.scalars import JsonValue

for _codes in (AccessPurpose, RequestKind):
    graphql_enum(_codes)
Context = Info[Any, Any]


@strawberry.input(description="作数据保全")
class PlaceHoldInput:
    """A person whose data is to be kept whatever its time."""

    person_id: strawberry.ID = strawberry.field(description="职工")
    basis: str = strawberry.field(description="保全依据 (文号、案号)")


@strawberry.input(description="解除数据保全")
class LiftHoldInput:
    """A hold that stands."""

    id: strawberry.ID = strawberry.field(description="数据保全")
    expected_version: int = strawberry.field(description="读取时的版本号")


@strawberry.input(description="提出个人信息权利申请")
class FilePersonRequestInput:
    """What a person asks for of his own data."""

    person_id: strawberry.ID = strawberry.field(description="职工 (本人, 或代为受理的)")
    kind: RequestKind = strawberry.field(description="申请事项")
    content: str = strawberry.field(description="申请内容 (加密保存)")


@strawberry.input(description="办理个人信息权利申请")
class DecidePersonRequestInput:
    """The answer to a request; granting an erasure erases."""

    id: strawberry.ID = strawberry.field(description="申请")
    expected_version: int = strawberry.field(description="读取时的版本号")
    grant: bool = strawberry.field(description="办理 (否则不予办理)")
    answer: str = strawberry.field(description="答复或不予办理的理由")


@strawberry.input(description="取得一人的全部信息")
class DisclosePersonRecordInput:
    """Whose record, and why."""

    person_id: strawberry.ID = strawberry.field(description="职工")
    purpose: AccessPurpose = strawberry.field(description="目的")
    note: str = strawberry.field(description="具体事由")


@strawberry.type(description="一人的全部信息")
class DisclosePersonRecordPayload:
    """Everything that is held about one person, by table; the log of readers has the entry."""

    record: JsonValue | None = strawberry.field(
        default=None, description="各表中与此人有关的记录, 含明文"
    )
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


LEGAL_HOLD = payload("LegalHold", "数据保全", legal_hold=LegalHold)
PERSON_REQUEST = payload("PersonRequest", "个人信息权利申请", person_request=PersonRequest)


@strawberry.type
class PrivacyMutation:
    """Mutations of holds and of the rights of persons."""

    place_legal_hold = creates(service.place_hold, PlaceHoldInput, LEGAL_HOLD, "作数据保全")
    lift_legal_hold = changes(service.lift_hold, LiftHoldInput, LEGAL_HOLD, "解除数据保全")
    file_person_request = creates(
        service.file_person_request,
        FilePersonRequestInput,
        PERSON_REQUEST,
        "提出个人信息权利申请: 查阅、更正、删除",
    )
    decide_person_request = changes(
        service.decide_person_request,
        DecidePersonRequestInput,
        PERSON_REQUEST,
        "办理个人信息权利申请; 同意删除即去标识化",
    )

    @mutation("取得一人的全部信息 (含明文): 本人, 或有权办理者; 记入查阅记录")
    async def disclose_person_record(
        self,
        info: Context,
        input: Given[DisclosePersonRecordInput],  # noqa: A002 - the argument's name in GraphQL
    ) -> DisclosePersonRecordPayload:
        """One call gives everything that is held about one person."""

        async def use_case(work: Work) -> dict[str, object]:
            record = await service.disclose_record(
                work,
                person_id=identity(input.person_id),
                purpose=input.purpose,
                note=input.note,
            )
            return {"record": record}

        return await perform(info, DisclosePersonRecordPayload, use_case)
