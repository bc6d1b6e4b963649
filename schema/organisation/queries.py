"""Root fields of the organisation; a figure is the aggregate of the list that it counts."""

from schema.organisation import types
from schema.organisation.types import Division, UnionOrganisation
from schema.planner.fields import find_many, find_one

QUERIES = {
    "divisions": find_many(Division, "行政区划列表", order=("code",)),
    "division": find_one(Division, "一个行政区划"),
    "unions": find_many(UnionOrganisation, "工会组织列表 (权限范围内)", order=("code",)),
    "union": find_one(UnionOrganisation, "一个工会组织"),
    "unionVersions": find_many(types.UnionVersion, "工会组织沿革列表 (以 asOf 查询某日的组织树)"),
    "organisationSteps": find_many(types.OrganisationStep, "组织业务办理记录列表"),
    "unionElections": find_many(types.UnionElection, "工会选举列表", order=("-held_on",)),
    "cadrePositions": find_many(types.CadrePosition, "工会干部任职列表"),
    "cadrePosition": find_one(types.CadrePosition, "一项工会干部任职"),
    "cadreTrainings": find_many(types.CadreTraining, "工会干部培训列表", order=("-finished_on",)),
    "unionCommittees": find_many(types.UnionCommittee, "工会专门委员会列表"),
    "coveredUnits": find_many(types.CoveredUnit, "联合会覆盖单位列表"),
    "sixHavesAssessments": find_many(types.SixHaves, "六有评估列表", order=("-year",)),
    "sixHavesAssessment": find_one(types.SixHaves, "一次六有评估"),
    "sixHavesItems": find_many(types.SixHavesItemCheck, "六有评估项目列表"),
    "threeShowsChecks": find_many(types.ThreeShows, "三亮检查列表", order=("-checked_on",)),
    "homeAssessments": find_many(types.HomeAssessment, "职工之家评定列表"),
    "homeAssessment": find_one(types.HomeAssessment, "一项职工之家评定"),
    "unionStrengths": find_many(types.UnionStrength, "基层工会力量评估列表", order=("-year",)),
    "enterprises": find_many(types.Enterprise, "企事业单位列表"),
    "enterprise": find_one(types.Enterprise, "一个企事业单位"),
    "businessEvents": find_many(types.BusinessEvent, "经营事件列表", order=("-happened_on",)),
    "unionBudgets": find_many(types.UnionBudget, "工会经费项目列表", order=("-year",)),
    "unionBudget": find_one(types.UnionBudget, "一个工会经费项目"),
    "unionLedger": find_many(types.UnionLedgerEntry, "工会经费台账", order=("-booked_on",)),
    "unionContributions": find_many(types.UnionContribution, "工会经费拨缴列表", order=("-year",)),
    "fundTargets": find_many(types.FundTarget, "工会经费倾斜目标", order=("-year",)),
}
