"""Opening a dossier, its household, its assessment, and every later step."""

import strawberry

from schema.assistance import service
from schema.assistance.mutations.inputs import (
    AddHouseholdMemberInput,
    AssessDossierInput,
    ChangeDossierStatusInput,
    OpenDossierInput,
    PlanReviewInput,
    SetLivingStandardInput,
)
from schema.assistance.types import Assessment, Dossier, HouseholdMember
from schema.planner.mutations import changes, creates, each, payload

DOSSIER = payload("Dossier", "困难职工档案", dossier=Dossier)
MEMBER = payload("HouseholdMember", "家庭成员", member=HouseholdMember)
ASSESSMENT = payload("Assessment", "困难认定", assessment=Assessment, dossier=Dossier)
STANDARD = payload("LivingStandard", "低保标准")


@strawberry.type
class DossierMutation:
    """Mutations of dossiers."""

    open_dossier = creates(
        service.open_dossier,
        OpenDossierInput,
        DOSSIER,
        "建档: 家庭成员与首次困难认定一并登记, 状态为草稿",
        assessed="assessment",
    )
    add_household_member = creates(
        service.add_household_member,
        AddHouseholdMemberInput,
        MEMBER,
        "增加家庭成员",
        facts="member",
    )
    assess_dossier = creates(
        service.assess_dossier,
        AssessDossierInput,
        ASSESSMENT,
        "困难认定: 按现行标准计算, 保存后不可更改",
        facts="assessment",
    )
    change_dossier_status = changes(
        service.change_dossier_status,
        ChangeDossierStatusInput,
        DOSSIER,
        "变更档案状态: 申报、审核、公示、复核、退出",
    )
    plan_review = changes(service.plan_review, PlanReviewInput, DOSSIER, "安排下次复核")
    plan_reviews = each(service.plan_review, PlanReviewInput, "批量安排下次复核")
    set_living_standard = creates(
        service.set_living_standard,
        SetLivingStandardInput,
        STANDARD,
        "设定低保标准 (自生效日起, 前一标准同日失效)",
    )
