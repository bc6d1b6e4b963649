"""The permission table: role × entity × action. The scope says on which rows.

``AUDITOR`` reads only, ``ANALYST`` reads and drafts rules of screening; ``ADMINISTRATOR`` has
users, code lists, parameters and jobs, but no business data; a department's rights stand in
``OF_DEPARTMENT`` and come on top of what every department may read.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schema.core.enums import Labelled
from schema.core.roles import Department, Role, ScopeKind


class Action(Labelled):
    """操作: what may be done to an entity."""

    READ = "READ", "查看"
    CREATE = "CREATE", "登记、修改"
    REVIEW = "REVIEW", "初审、复核"
    DECIDE = "DECIDE", "审批、决定"
    PAY = "PAY", "发放"
    REVEAL = "REVEAL", "查看明文"
    EXPORT = "EXPORT", "导出"


class Entity(Labelled):
    """业务对象: what permissions are given on; each table belongs to one."""

    USER = "USER", "用户、授权、会话、接口客户端"
    AUDIT = "AUDIT", "审计日志"
    PARAMETER = "PARAMETER", "规则参数"
    DIVISION = "DIVISION", "行政区划"
    UNION = "UNION", "工会组织"
    UNION_WORK = "UNION_WORK", "工会组织工作 (选举、干部、评估)"
    ENTERPRISE = "ENTERPRISE", "企事业单位与经营事件"
    UNION_FUND = "UNION_FUND", "工会经费"
    PERSON = "PERSON", "职工"
    MEMBERSHIP = "MEMBERSHIP", "会籍"
    TRANSFER = "TRANSFER", "会籍接转"
    FACILITY = "FACILITY", "阵地"
    INSPECTION = "INSPECTION", "阵地检查、登记、预约"
    DOSSIER = "DOSSIER", "困难职工档案 (含家庭、认定)"
    ASSISTANCE = "ASSISTANCE", "帮扶记录"
    STANDARD = "STANDARD", "低保标准"
    RIGHTS_CASE = "RIGHTS_CASE", "维权案件"
    FEED_SOURCE = "FEED_SOURCE", "舆情来源"
    OPINION = "OPINION", "舆情信息、事件、预警"
    REPORT = "REPORT", "舆情报送 (热线登记、乡镇上报、协作单位通报)"
    SCREENING = "SCREENING", "排查规则与运行"
    FINDING = "FINDING", "风险线索"
    SCHEDULE = "SCHEDULE", "定时计划与任务运行"
    PRIVACY = "PRIVACY", "个人信息权利申请、保全、销毁"


Actions = frozenset[Action]
Rights = Mapping[Entity, Actions]

R, C, V, D, P, X, E = (
    Action.READ,
    Action.CREATE,
    Action.REVIEW,
    Action.DECIDE,
    Action.PAY,
    Action.REVEAL,
    Action.EXPORT,
)
_OPEN = (Entity.DIVISION, Entity.PARAMETER, Entity.STANDARD, Entity.SCREENING, Entity.SCHEDULE)
_BUSINESS = (
    Entity.UNION,
    Entity.UNION_WORK,
    Entity.ENTERPRISE,
    Entity.UNION_FUND,
    Entity.PERSON,
    Entity.MEMBERSHIP,
    Entity.TRANSFER,
    Entity.FACILITY,
    Entity.INSPECTION,
    Entity.DOSSIER,
    Entity.ASSISTANCE,
    Entity.RIGHTS_CASE,
    Entity.FEED_SOURCE,
    Entity.OPINION,
    Entity.FINDING,
)
#: Reference data that everybody who signs in may read.
_EVERYBODY: Rights = dict.fromkeys(_OPEN, frozenset({R}))


def _rights(*given: tuple[tuple[Entity, ...], str], base: Rights = _EVERYBODY) -> Rights:
    """Rights from pairs of entities and action names in one word each."""
    made = dict(base)
    for entities, words in given:
        actions = frozenset(Action[word] for word in words.upper().split())
        for entity in entities:
            made[entity] = made.get(entity, frozenset()) | actions
    return MappingProxyType(made)


_MEMBERS = (Entity.PERSON, Entity.MEMBERSHIP, Entity.TRANSFER)
_AID = (Entity.DOSSIER, Entity.ASSISTANCE)
_PLACES = (Entity.FACILITY, Entity.INSPECTION)
_ORGANISED = (Entity.UNION_WORK, Entity.ENTERPRISE)
_HANDS_ON = (
    Entity.UNION,
    *_ORGANISED,
    Entity.UNION_FUND,
    *_MEMBERS,
    *_PLACES,
    *_AID,
    Entity.FINDING,
)

RIGHTS: Mapping[Role, Rights] = MappingProxyType(
    {
        Role.ADMINISTRATOR: _rights(
            ((Entity.USER, Entity.FEED_SOURCE), "read create"),
            ((Entity.UNION,), "read create"),
            (_PLACES, "read"),
            ((*_OPEN,), "create"),
        ),
        Role.CITY_DEPARTMENT: _rights(
            ((Entity.UNION, *_ORGANISED, *_PLACES), "read"), ((Entity.SCREENING,), "create")
        ),
        Role.CITY_LEADER: _rights(
            (_BUSINESS, "read export"),
            ((*_MEMBERS, *_AID, *_PLACES), "decide"),
            ((Entity.RIGHTS_CASE, Entity.OPINION, Entity.FINDING), "decide"),
            ((Entity.UNION, *_ORGANISED, Entity.UNION_FUND), "decide"),
            ((Entity.SCREENING,), "create decide"),
            ((Entity.PRIVACY,), "read decide"),
        ),
        Role.TOWNSHIP_OFFICER: _rights(
            (_HANDS_ON, "read export"),
            ((Entity.UNION, *_ORGANISED, Entity.UNION_FUND, *_PLACES, *_AID, *_MEMBERS), "create"),
            ((Entity.UNION_WORK,), "review"),
            ((*_MEMBERS, *_AID, *_PLACES, Entity.FINDING), "review"),
            # Events that were dispatched to it: to verify, and to lead at level IV.
            ((Entity.OPINION,), "read review"),
            ((Entity.RIGHTS_CASE,), "read create export"),
            ((Entity.FINDING,), "decide"),
            ((Entity.PERSON, Entity.DOSSIER), "reveal"),
            ((Entity.REPORT,), "create"),
            ((Entity.PRIVACY,), "read create decide"),
        ),
        Role.GRASSROOTS_CHAIR: _rights(
            (_HANDS_ON, "read"),
            ((Entity.UNION_WORK, Entity.UNION_FUND, *_MEMBERS, *_AID, *_PLACES), "create"),
            ((Entity.RIGHTS_CASE,), "read create"),
            ((Entity.MEMBERSHIP, Entity.TRANSFER), "review decide export"),
            ((Entity.PERSON,), "reveal"),
            ((Entity.PRIVACY,), "read create decide"),
        ),
        Role.WOMEN_CADRE: _rights(
            ((Entity.UNION, Entity.UNION_WORK, *_PLACES), "read"), (_PLACES, "create export")
        ),
        Role.LEGAL_ADVISER: _rights(((Entity.FINDING, Entity.PERSON, Entity.RIGHTS_CASE), "read")),
        Role.STATION_KEEPER: _rights(
            ((Entity.UNION, *_PLACES), "read"), ((Entity.INSPECTION,), "create")
        ),
        Role.SOCIAL_WORKER: _rights(
            ((Entity.PERSON, Entity.DOSSIER, Entity.FACILITY), "read"),
            # While on duty, and what was taken over then.
            ((Entity.OPINION,), "read review"),
        ),
        Role.VOLUNTEER: _rights(((Entity.FACILITY,), "read")),
        Role.PARTNER_LIAISON: _rights(
            ((Entity.FINDING, Entity.PERSON, Entity.RIGHTS_CASE), "read"),
            ((Entity.REPORT,), "create"),
        ),
        Role.AUDITOR: _rights(
            (_BUSINESS, "read export"),
            ((Entity.USER, Entity.AUDIT, Entity.PRIVACY), "read"),
            ((Entity.ASSISTANCE, Entity.PERSON), "reveal"),
        ),
        Role.ANALYST: _rights((_BUSINESS, "read export"), ((Entity.SCREENING,), "create")),
        Role.MEMBER: _rights(
            ((Entity.UNION, *_MEMBERS, *_AID), "read"), ((Entity.PRIVACY,), "read create")
        ),
        Role.JOB: dict.fromkeys(Entity, frozenset(Action)),
    }
)
OF_DEPARTMENT: Mapping[Department, Rights] = MappingProxyType(
    {
        Department.ORGANISATION: _rights(
            ((Entity.UNION, *_ORGANISED), "create review decide export"),
            ((Entity.UNION_FUND,), "read create export"),
            (_MEMBERS, "read create review decide export"),
            ((Entity.PERSON,), "reveal"),
            ((Entity.PRIVACY,), "read create decide"),
            ((Entity.FINDING,), "read decide"),
        ),
        Department.PUBLICITY: _rights(
            ((Entity.FEED_SOURCE, Entity.OPINION), "read create review decide export"),
            ((Entity.REPORT,), "create"),
        ),
        Department.ECONOMY: _rights((_PLACES, "create review decide export")),
        Department.RIGHTS: _rights(
            ((Entity.OPINION, Entity.FINDING), "read create review decide export"),
            ((Entity.REPORT,), "create"),
            ((Entity.RIGHTS_CASE,), "read create review decide export"),
            ((Entity.SCREENING,), "decide"),
            ((Entity.PERSON, Entity.MEMBERSHIP), "read"),
            ((Entity.PERSON,), "reveal"),
            ((Entity.ENTERPRISE,), "create export"),
        ),
        Department.WOMEN: _rights((_PLACES, "create review decide export")),
        Department.FINANCE: _rights(
            ((*_AID, Entity.PERSON), "read"),
            ((Entity.ASSISTANCE,), "pay export"),
            ((Entity.UNION_FUND,), "read create pay export"),
            ((Entity.ASSISTANCE, Entity.PERSON), "reveal"),
        ),
        Department.SERVICE_CENTRE: _rights(
            ((*_AID, Entity.PERSON, Entity.MEMBERSHIP, Entity.FINDING), "read"),
            ((*_AID, *_PLACES), "create review export"),
            ((Entity.FINDING, *_PLACES), "decide"),
            ((Entity.STANDARD,), "create"),
            ((Entity.PERSON, Entity.DOSSIER), "reveal"),
        ),
    }
)
#: How the data of a role may be bounded; the first is what is meant when nothing is said.
SCOPES_OF: Mapping[Role, tuple[ScopeKind, ...]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: (ScopeKind.CITY,),
        Role.CITY_DEPARTMENT: (ScopeKind.CITY,),
        Role.CITY_LEADER: (ScopeKind.CITY,),
        Role.TOWNSHIP_OFFICER: (ScopeKind.SUBTREE,),
        Role.GRASSROOTS_CHAIR: (ScopeKind.UNION,),
        Role.WOMEN_CADRE: (ScopeKind.UNION, ScopeKind.SUBTREE),
        Role.LEGAL_ADVISER: (ScopeKind.ASSIGNED,),
        Role.STATION_KEEPER: (ScopeKind.FACILITY,),
        Role.SOCIAL_WORKER: (ScopeKind.ASSIGNED,),
        Role.VOLUNTEER: (ScopeKind.ASSIGNED,),
        Role.PARTNER_LIAISON: (ScopeKind.ASSIGNED,),
        Role.AUDITOR: (ScopeKind.CITY,),
        Role.ANALYST: (ScopeKind.CITY, ScopeKind.SUBTREE),
        Role.MEMBER: (ScopeKind.SELF,),
    }
)
#: Roles that read names and birth dates in full; the others read masks (PIPL art. 6).
SEES_NAMES = frozenset(Role) - {Role.ANALYST, Role.VOLUNTEER}
_SENSITIVE = frozenset({X, V, D, P})


def actions_of(role: Role, entity: Entity, department: Department | None = None) -> Actions:
    """What a role (of a department) may do to an entity."""
    own = RIGHTS[role].get(entity, frozenset())
    if role is not Role.CITY_DEPARTMENT or department is None:
        return own
    return own | OF_DEPARTMENT[department].get(entity, frozenset())


def is_allowed(
    role: Role, entity: Entity, action: Action, department: Department | None = None
) -> bool:
    """Whether a role (of a department) may do this to an entity."""
    return action in actions_of(role, entity, department)


def needs_second_factor(role: Role) -> bool:
    """Whether a role reveals, reviews, approves, pays or administers: one password is too weak."""
    if role in {Role.ADMINISTRATOR, Role.CITY_DEPARTMENT, Role.AUDITOR}:
        return True
    return any(_SENSITIVE & actions for actions in RIGHTS[role].values())
