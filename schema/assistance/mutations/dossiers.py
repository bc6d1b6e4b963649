"""Opening a dossier, its household, its assessment, and every later step."""

from dataclasses import replace
from typing import Any

import strawberry
from strawberry.types import Info

from schema.assistance import service
from schema.assistance.mutations.inputs import (
    AddHouseholdMemberInput,
    AssessDossierInput,
    ChangeDossierStatusInput,
    OpenDossierInput,
    SetLivingStandardInput,
)
from schema.assistance.rules import AssessmentFacts, DossierFacts, HouseholdMemberFacts
from schema.assistance.types import Assessment, Dossier, HouseholdMember
from schema.core.work import Work
from schema.planner.arguments import Given, facts_of, identity, required_day
from schema.planner.mutations import MutationError, mutation, perform, reference

Context = Info[Any, Any]


@strawberry.type(description="困难职工档案的办理结果")
class DossierPayload:
    """The dossier after the change, or what was wrong."""

    dossier: Dossier | None = strawberry.field(default=None, description="档案")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="家庭成员的办理结果")
class HouseholdMemberPayload:
    """The member added, or what was wrong."""

    member: HouseholdMember | None = strawberry.field(default=None, description="家庭成员")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="困难认定的办理结果")
class AssessmentPayload:
    """The assessment and its dossier, or what was wrong."""

    assessment: Assessment | None = strawberry.field(default=None, description="认定")
    dossier: Dossier | None = strawberry.field(default=None, description="档案")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type(description="低保标准的办理结果")
class LivingStandardPayload:
    """Whether the standard is set, or what was wrong."""

    done: bool = strawberry.field(default=False, description="已设定")
    errors: list[MutationError] = strawberry.field(default_factory=list, description="失败原因")


@strawberry.type
class DossierMutation:
    """Mutations of dossiers."""

    @mutation("建档: 家庭成员与首次困难认定一并登记, 状态为草稿")
    async def open_dossier(self, info: Context, input: Given[OpenDossierInput]) -> DossierPayload:  # noqa: A002
        """File an application with its household and first assessment."""

        async def open_it(work: Work) -> dict[str, object]:
            facts = facts_of(DossierFacts, input)
            made = await service.open_dossier(
                work,
                facts=replace(facts, causes=tuple(input.causes), needs=tuple(input.needs)),
                household=[facts_of(HouseholdMemberFacts, entry) for entry in input.household],
                assessed=facts_of(AssessmentFacts, input.assessment),
            )
            return {"dossier": reference(Dossier, made)}

        return await perform(info, DossierPayload, open_it)

    @mutation("增加家庭成员")
    async def add_household_member(
        self,
        info: Context,
        input: Given[AddHouseholdMemberInput],  # noqa: A002
    ) -> HouseholdMemberPayload:
        """Add a member to the household."""

        async def add(work: Work) -> dict[str, object]:
            made = await service.add_household_member(
                work,
                dossier_id=identity(input.dossier_id, "dossierId"),
                facts=facts_of(HouseholdMemberFacts, input.member),
            )
            return {"member": reference(HouseholdMember, made)}

        return await perform(info, HouseholdMemberPayload, add)

    @mutation("困难认定: 按现行标准计算, 保存后不可更改")
    async def assess_dossier(
        self,
        info: Context,
        input: Given[AssessDossierInput],  # noqa: A002
    ) -> AssessmentPayload:
        """Judge the household by the rule set in force."""

        async def judge(work: Work) -> dict[str, object]:
            dossier = identity(input.dossier_id, "dossierId")
            made = await service.assess_dossier(
                work,
                dossier_id=dossier,
                expected_version=input.expected_version,
                facts=facts_of(AssessmentFacts, input.assessment),
            )
            return {
                "assessment": reference(Assessment, made),
                "dossier": reference(Dossier, dossier),
            }

        return await perform(info, AssessmentPayload, judge)

    @mutation("变更档案状态: 申报、审核、公示、复核、退出")
    async def change_dossier_status(
        self,
        info: Context,
        input: Given[ChangeDossierStatusInput],  # noqa: A002
    ) -> DossierPayload:
        """Take one step of a dossier."""

        async def change(work: Work) -> dict[str, object]:
            dossier = identity(input.id)
            await service.change_dossier_status(
                work,
                dossier_id=dossier,
                expected_version=input.expected_version,
                status=input.status,
                reason=input.reason,
                exit_channel=input.exit_channel,
                exit_proof=input.exit_proof,
            )
            return {"dossier": reference(Dossier, dossier)}

        return await perform(info, DossierPayload, change)

    @mutation("设定低保标准 (自生效日起, 前一标准同日失效)")
    async def set_living_standard(
        self,
        info: Context,
        input: Given[SetLivingStandardInput],  # noqa: A002
    ) -> LivingStandardPayload:
        """Put a living standard in force."""

        async def put(work: Work) -> dict[str, object]:
            await service.set_living_standard(
                work,
                division_id=identity(input.division_id, "divisionId"),
                area=input.area,
                monthly=input.monthly,
                valid_from=required_day(input.valid_from),
                document_number=input.document_number,
            )
            return {"done": True}

        return await perform(info, LivingStandardPayload, put)
