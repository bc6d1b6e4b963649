"""The code lists of membership as enums of GraphQL."""

from schema.core.access_log import AccessPurpose
from schema.membership.rules import (
    CardStatus,
    DocumentKind,
    DuesStatus,
    DuplicateGround,
    DuplicateStatus,
    Education,
    EmploymentForm,
    Ethnicity,
    HomeUnionKind,
    HukouKind,
    LapseStatus,
    MaritalStatus,
    MembershipStatus,
    MergeStatus,
    NewFormGroup,
    Platform,
    PlatformRelation,
    PlatformVerification,
    PoliticalStatus,
    RetentionGround,
    Sex,
)
from schema.membership.rules.sensitive import SensitiveEntity, SensitiveField
from schema.planner.inputs import graphql_enum

for _codes in (
    CardStatus,
    DocumentKind,
    DuesStatus,
    DuplicateGround,
    DuplicateStatus,
    Education,
    EmploymentForm,
    Ethnicity,
    HomeUnionKind,
    HukouKind,
    LapseStatus,
    MaritalStatus,
    MembershipStatus,
    MergeStatus,
    NewFormGroup,
    Platform,
    PlatformRelation,
    PlatformVerification,
    PoliticalStatus,
    RetentionGround,
    Sex,
    AccessPurpose,
    SensitiveEntity,
    SensitiveField,
):
    graphql_enum(_codes)
