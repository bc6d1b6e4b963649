"""Roles, departments and kinds of scope: the code lists that say who somebody is (pure)."""

from schema.core.enums import Labelled


class Role(Labelled):
    """角色: what a user may do; the scope says where."""

    ADMINISTRATOR = "ADMINISTRATOR", "平台管理员"
    CITY_DEPARTMENT = "CITY_DEPARTMENT", "市总部门"
    CITY_LEADER = "CITY_LEADER", "市总领导 (主席、分管副主席)"
    TOWNSHIP_OFFICER = "TOWNSHIP_OFFICER", "镇街、园区工会干部"
    GRASSROOTS_CHAIR = "GRASSROOTS_CHAIR", "基层工会主席"
    WOMEN_CADRE = "WOMEN_CADRE", "女职工干部"
    LEGAL_ADVISER = "LEGAL_ADVISER", "法律服务团律师"
    STATION_KEEPER = "STATION_KEEPER", "站点管理员"
    SOCIAL_WORKER = "SOCIAL_WORKER", "社工"
    VOLUNTEER = "VOLUNTEER", "义工"
    PARTNER_LIAISON = "PARTNER_LIAISON", "法院、人社、司法行政联络员"
    AUDITOR = "AUDITOR", "经审、安全审计"
    ANALYST = "ANALYST", "只读分析员"
    MEMBER = "MEMBER", "职工本人"
    JOB = "JOB", "后台任务"


class Department(Labelled):
    """部门: the department of the city federation that a grant of CITY_DEPARTMENT is for."""

    ORGANISATION = "ORGANISATION", "组织基层部"
    PUBLICITY = "PUBLICITY", "宣教部"
    ECONOMY = "ECONOMY", "经济技术部 (劳动保护)"
    RIGHTS = "RIGHTS", "权益保障部 (法律部)"
    WOMEN = "WOMEN", "女职工部"
    FINANCE = "FINANCE", "财务部"
    SERVICE_CENTRE = "SERVICE_CENTRE", "职工服务中心 (困难职工帮扶中心)"


class ScopeKind(Labelled):
    """数据范围类别: what the ids of a scope are, and how far they reach."""

    CITY = "CITY", "全市"
    SUBTREE = "SUBTREE", "工会及其下级"
    UNION = "UNION", "本工会"
    FACILITY = "FACILITY", "本阵地"
    ASSIGNED = "ASSIGNED", "指派的事项"
    SELF = "SELF", "本人"


#: People who work with the schema: they explore it and write queries of their own.
EXPLORERS = frozenset({Role.ADMINISTRATOR, Role.ANALYST})
#: Kinds whose rows are found by the union they belong to.
BY_UNION = frozenset({ScopeKind.CITY, ScopeKind.SUBTREE, ScopeKind.UNION})
