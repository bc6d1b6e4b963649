# ruff: noqa: S608 - conditions of our own, for a test database
"""Who may see what, said a second time: by the domain's table (§1.1), in plain SQL.

Nothing of the program's own permission table or access rules is used here.
"""

from dataclasses import dataclass
from uuid import UUID

from schema.core.principal import Role, Scope
from schema.core.roles import Department, ScopeKind
from tests.leaks.world import World

ALL = "true"
NONE = "false"
OPEN = frozenset(
    {
        "Division",
        "ScreeningRule",
        "ScreeningRun",
        "Schedule",
        "JobService",
        "RuleParameter",
        "CalendarDay",
    }
    | {"ReliefTarget", "FundSource", "AidCap", "MutualAidPolicy", "BuildingPlan"}
    | {"PolicyCommitment"}
    | {"ScreeningRuleVersion", "ScreeningPlan", "WatchList"}
)
#: Seen with findings: by their union, but trials of rules by the whole city only.
RISKS = frozenset({"Finding", "FindingFeedback", "RuleSnooze", "WatchListEntry", "RuleTrial"})
#: Seen by whoever they belong to, and by those who keep or audit the accounts.
ACCOUNTS = frozenset(
    {"User", "RoleGrant", "Session", "ApiClient", "Assignment", "AlertChannel", "AlertRoute"}
)
#: Seen by whoever they belong to only: nobody here owns one.
OWN = frozenset({"Notification", "ExportRun", "ImportRun"})
#: Kept beside a membership, and read with it.
LEDGER = frozenset(
    {
        "MembershipStep",
        "MembershipVersion",
        "LapseProposal",
        "Dues",
        "MembershipCard",
        "PlatformWork",
        "CardSeries",
    }
    | {"HomeUnion", "ClassTrainee"}
)
#: Who is registered twice: it takes the whole city to compare.
TWINS = frozenset({"DuplicatePair", "PersonMerge"})
MEMBERS = frozenset({"Person", "Membership", "MembershipTransfer"}) | LEDGER | TWINS
FILE = frozenset(
    {"Dossier", "HouseholdMember", "Assessment", "PublicNotice", "NoticeObjection", "ReliefBase"}
    | {"DossierStep", "HouseholdVisit", "ExclusionCheck", "Evidence", "MonitoringVisit"}
    | {"SpotCheck"}
)
MONEY = frozenset(
    {"AssistanceRecord", "AidApproval", "AidVoucher", "AidOverlap", "PaymentBatch", "PaymentLine"}
    | {"PaymentReturn", "PayeeAccount", "FundEntry", "Delivery", "DeliveryGoods"}
    | {"DeliveryReceipt", "MutualAidMember", "MutualAidClaim", "RecoveryPayment"}
    | {"KinDeclaration", "PaymentSample", "PaymentCheck"}
)
AID = FILE | MONEY
#: What a facility has, seen by whoever sees it; what happens there, with its inspections.
PLACE = frozenset(
    {"Facility", "OpeningHours", "OpeningException", "EquipmentItem", "FacilityRoom"}
    | {"TrainingBase", "DemandSite", "TrainingClass", "BaseTitle"}
)
PLACES = PLACE | {"Inspection", "FacilityKeeper", "UsageLog", "CareLog", "RoomBooking"}
_OF_A_PLACE = tuple(sorted(PLACES - {"Facility", "DemandSite"}))
ORGANISED = frozenset(
    {"OrganisationStep", "UnionElection", "CadrePosition", "CadreTraining", "UnionCommittee"}
    | {"CoveredUnit", "SixHaves", "SixHavesItemCheck", "ThreeShows", "HomeAssessment"}
    | {"UnionStrength"}
)
FIRMS = frozenset({"Enterprise", "BusinessEvent"})
FUNDS = frozenset({"UnionBudget", "UnionLedgerEntry", "UnionContribution", "FundTarget"})
UNIONS = frozenset({"UnionOrganisation", "UnionVersion"})
#: What hangs on an event of public opinion.
HANDLING = frozenset({"OpinionStep", "OpinionClock", "OpinionLevelChange"})
NEWS = (
    frozenset({"FeedItem", "OpinionEvent", "OpinionAlert", "DutyShift", "AlertDelivery"})
    | {"OpinionBrief"}
    | HANDLING
)
CASES = frozenset({"RightsCase", "RightsCaseStep"})
ORGANISATION = UNIONS | ORGANISED | FIRMS | FUNDS
BUSINESS = CASES | MEMBERS | AID | PLACES | NEWS | ORGANISATION | RISKS | {"FeedSource"}
HANDS_ON = MEMBERS | AID | PLACES | ORGANISATION | RISKS

PRIVACY = frozenset({"PersonRequest", "LegalHold", "Destruction"})

READS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: PLACES | UNIONS | {"FeedSource"},
    Role.CITY_DEPARTMENT: PLACES | UNIONS | ORGANISED | FIRMS,
    Role.CITY_LEADER: BUSINESS | PRIVACY,
    Role.TOWNSHIP_OFFICER: HANDS_ON | PRIVACY | NEWS | CASES,
    Role.GRASSROOTS_CHAIR: HANDS_ON | PRIVACY | CASES,
    Role.WOMEN_CADRE: PLACES | UNIONS | ORGANISED,
    Role.LEGAL_ADVISER: RISKS | TWINS | {"Person"},
    Role.STATION_KEEPER: PLACES | UNIONS,
    Role.SOCIAL_WORKER: FILE | PLACE | TWINS | {"Person"} | NEWS,
    Role.VOLUNTEER: PLACE,
    Role.PARTNER_LIAISON: RISKS | TWINS | {"Person"},
    Role.AUDITOR: BUSINESS | PRIVACY | {"AccessRecord", "AuditEvent"},
    Role.ANALYST: BUSINESS,
    Role.MEMBER: MEMBERS | AID | PRIVACY | UNIONS | {"AccessRecord"},
}
OF_DEPARTMENT: dict[Department, frozenset[str]] = {
    Department.ORGANISATION: MEMBERS | PRIVACY | FUNDS | RISKS,
    Department.PUBLICITY: NEWS | {"FeedSource"},
    Department.ECONOMY: frozenset(),
    Department.RIGHTS: NEWS | RISKS | CASES | LEDGER | TWINS | {"Person", "Membership"},
    Department.WOMEN: frozenset(),
    Department.FINANCE: AID | FUNDS | TWINS | {"Person"},
    Department.SERVICE_CENTRE: AID | RISKS | LEDGER | TWINS | {"Person", "Membership"},
}
#: Which types a role may take out as a file, of those that it reads at all.
EXPORTS: dict[Role, frozenset[str]] = {
    Role.CITY_LEADER: BUSINESS,
    Role.TOWNSHIP_OFFICER: HANDS_ON | CASES,
    Role.GRASSROOTS_CHAIR: LEDGER | {"Membership", "MembershipTransfer"},
    Role.WOMEN_CADRE: PLACES,
    Role.AUDITOR: BUSINESS,
    Role.ANALYST: BUSINESS,
}
EXPORTS_OF_DEPARTMENT: dict[Department, frozenset[str]] = {
    Department.ORGANISATION: MEMBERS | ORGANISATION,
    Department.PUBLICITY: NEWS | {"FeedSource"},
    Department.ECONOMY: PLACES,
    Department.RIGHTS: NEWS | FIRMS | RISKS | CASES,
    Department.WOMEN: PLACES,
    Department.FINANCE: MONEY | FUNDS,
    Department.SERVICE_CENTRE: AID | PLACES,
}
#: The root field of each stream that shows rows.
STREAMS = {
    "notificationReceived": "Notification",
    "findingOpened": "Finding",
    "alertRaised": "OpinionAlert",
    "jobRunChanged": "JobRun",
}
_MEMBER = "exists (select from membership m where m.id = t.membership_id and {})"
_DOSSIER = "exists (select from dossier d where d.id = t.dossier_id and {})"
_AID = "exists (select from assistance_record a where a.id = t.assistance_id and {})"
_BATCH = "exists (select from payment_batch b where b.id = t.batch_id and {})"
_DELIVERY = "exists (select from delivery d where d.id = t.delivery_id and {})"
_PLACE = "exists (select from facility f where f.id = t.facility_id and {})"
_FIRM = "exists (select from enterprise e where e.id = t.enterprise_id and {})"
_OF_A_MEMBER = ("MembershipStep", "MembershipCard", "PlatformWork", "ClassTrainee")
_OF_ONE = ("LapseProposal", "MembershipVersion")
_OF_A_FILE: tuple[str, ...] = (
    "HouseholdMember",
    "Assessment",
    "DossierStep",
    "HouseholdVisit",
    "ExclusionCheck",
)
_OF_A_FILE += ("Evidence", "MonitoringVisit", "SpotCheck")
_WITH_UNION: tuple[str, ...] = (
    "Membership",
    "Dossier",
    "PublicNotice",
    "NoticeObjection",
    "ReliefBase",
    "Finding",
)
_WITH_UNION += ("AssistanceRecord", "AidOverlap", "PaymentBatch", "PaymentLine", "Delivery")
_WITH_UNION += ("PaymentCheck", "MembershipVersion")
_WITH_UNION += ("FindingFeedback", "RuleSnooze", "WatchListEntry")
_WITH_UNION += ("DeliveryReceipt", "MutualAidMember", "MutualAidClaim", "Facility", "DemandSite")
#: Where the rows of a type lie: the predicate on its union, for scopes by union.
BY_UNION = {
    "UnionOrganisation": "t.id {}",
    "Person": "exists (select from membership m where m.person_id = t.id and m.union_id {})",
    "MembershipTransfer": "(t.from_union_id {0} or t.to_union_id {0})",
    "LapseProposal": "t.union_id {}",
    "Dues": "(t.union_id {0} or " + _MEMBER.format("m.union_id {0}") + ")",
    "CardSeries": ALL,
    "HomeUnion": ALL,
    **dict.fromkeys(_OF_A_MEMBER, _MEMBER.format("m.union_id {}")),
    "AidApproval": _AID.format("a.union_id {}"),
    "AidVoucher": _AID.format("a.union_id {}"),
    "RecoveryPayment": _AID.format("a.union_id {}"),
    "PaymentReturn": _BATCH.format("b.union_id {}"),
    "DeliveryGoods": _DELIVERY.format("d.union_id {}"),
    "PersonRequest": "exists (select from membership m where m.person_id = t.person_id"
    " and m.union_id {})",
    **dict.fromkeys(TWINS, NONE),
    "LegalHold": NONE,
    "Destruction": NONE,
    "PayeeAccount": NONE,
    "KinDeclaration": NONE,
    "PaymentSample": NONE,
    "FundEntry": NONE,
    "Enterprise": "(t.union_id {0} or t.own_union_id {0})",
    "BusinessEvent": _FIRM.format("(e.union_id {0} or e.own_union_id {0})"),
    "UnionBudget": "(t.union_id {0} or t.beneficiary_id {0})",
    "FundTarget": NONE,
    **dict.fromkeys(ORGANISED | {"UnionVersion"}, "t.union_id {}"),
    **dict.fromkeys({"UnionLedgerEntry", "UnionContribution"}, "t.union_id {}"),
    **dict.fromkeys(_OF_A_PLACE, _PLACE.format("f.union_id {}")),
    **dict.fromkeys(_OF_A_FILE, _DOSSIER.format("d.union_id {}")),
    **dict.fromkeys(_WITH_UNION, "t.union_id {}"),
}
OF_ONESELF = {
    "UnionVersion": "t.union_id {own}",
    "UnionOrganisation": "t.id {own}",
    "Person": "t.id {mine}",
    "Membership": "t.person_id {mine}",
    "MembershipTransfer": _MEMBER.format("m.person_id {mine}"),
    **dict.fromkeys((*_OF_A_MEMBER, *_OF_ONE, "Dues"), _MEMBER.format("m.person_id {mine}")),
    "CardSeries": ALL,
    "HomeUnion": ALL,
    "Dossier": "t.person_id {mine}",
    "AssistanceRecord": "t.person_id {mine}",
    "AidApproval": _AID.format("a.person_id {mine}"),
    "AidVoucher": _AID.format("a.person_id {mine}"),
    "RecoveryPayment": _AID.format("a.person_id {mine}"),
    "MutualAidMember": "t.person_id {mine}",
    **dict.fromkeys(_OF_A_FILE, _DOSSIER.format("d.person_id {mine}")),
    "AccessRecord": "t.person_id {mine}",
    "PersonRequest": "t.person_id {mine}",
}
OF_A_PLACE = {
    "UnionVersion": "t.union_id {own}",
    "UnionOrganisation": "t.id {own}",
    "Facility": "t.id {mine}",
    **dict.fromkeys(_OF_A_PLACE, "t.facility_id {mine}"),
}
RUNS = "t.schedule_code is not null"


@dataclass(frozen=True)
class Viewer:
    """A role with a scope, as the matrix names it."""

    name: str
    role: Role
    scope: Scope


def viewers(world: World) -> list[Viewer]:
    """Every role with every kind of scope that it may have, in the first branch."""
    branch = world.branches[0]
    town, union = branch.town, branch.union
    subtree = Scope(unions=(town,))
    own = Scope(unions=(union,), narrow=ScopeKind.UNION)
    assigned = Scope(narrow=ScopeKind.ASSIGNED)
    place = Scope(unions=(union,), narrow=ScopeKind.FACILITY, targets=(branch.facilities[0],))
    himself = Scope(unions=(union,), narrow=ScopeKind.SELF, targets=(branch.persons[0],))
    whole = Scope(covers_all=True)
    scopes = {
        Role.TOWNSHIP_OFFICER: {"subtree": subtree},
        Role.GRASSROOTS_CHAIR: {"own": own},
        Role.WOMEN_CADRE: {"own": own, "subtree": subtree},
        Role.STATION_KEEPER: {"place": place},
        Role.MEMBER: {"self": himself},
        Role.ANALYST: {"city": whole, "subtree": subtree},
        Role.LEGAL_ADVISER: {"assigned": assigned},
        Role.SOCIAL_WORKER: {"assigned": assigned},
        Role.VOLUNTEER: {"assigned": assigned},
        Role.PARTNER_LIAISON: {"assigned": assigned},
    }
    found = [
        Viewer(f"{role.value} {name}", role, scope)
        for role in READS
        if role is not Role.CITY_DEPARTMENT
        for name, scope in scopes.get(role, {"city": whole}).items()
    ]
    found += [
        Viewer(
            f"{department.value}",
            Role.CITY_DEPARTMENT,
            Scope(covers_all=True, department=department),
        )
        for department in Department
    ]
    return [*found, Viewer("nothing named", Role.CITY_LEADER, Scope())]


def predicate(kind: str, viewer: Viewer) -> str:
    """The condition, on the alias ``t``, of the rows of a type that a viewer may see.

    Raises KeyError for a type or a role of which nothing is expected.
    """
    role, scope = viewer.role, viewer.scope
    if kind in OPEN | {"Attachment"}:
        return ALL if kind in OPEN else _attachments(viewer)
    if kind in OWN:
        return NONE
    if kind in ACCOUNTS:
        keeps = scope.covers_all and role in {Role.ADMINISTRATOR, Role.AUDITOR}
        return ALL if keeps else NONE
    if kind == "JobRun":
        every = scope.covers_all and role in {Role.ADMINISTRATOR, Role.AUDITOR}
        return ALL if every else RUNS
    reads = READS[role] | (OF_DEPARTMENT[scope.department] if scope.department else frozenset())
    if kind not in BUSINESS | PRIVACY | {"AccessRecord", "AuditEvent"}:
        raise KeyError(kind)
    if kind not in reads:
        return NONE
    if kind in NEWS | CASES:
        return _news(kind, viewer) if kind in NEWS else _cases(kind, viewer)
    if (
        kind in {"FeedSource", "AccessRecord", "AuditEvent", "RuleTrial"}
        and scope.kind is not ScopeKind.SELF
    ):
        return ALL if scope.covers_all else NONE
    return _within(kind, scope)


def _cases(kind: str, viewer: Viewer) -> str:
    """Nobody here owns a case or has one assigned."""
    scope = viewer.scope
    if scope.covers_all:
        acts = viewer.role is Role.CITY_LEADER or scope.department is Department.RIGHTS
        seen = ALL if acts else "not {0}.is_restricted"
    elif scope.kind in {ScopeKind.SUBTREE, ScopeKind.UNION}:
        inside = _among(scope.unions)
        if scope.kind is ScopeKind.SUBTREE:
            inside = f"in (select descendant_id from union_closure where ancestor_id {inside})"
        seen = f"not {{0}}.is_restricted and {{0}}.union_id {inside}"
    else:
        return NONE
    if kind == "RightsCase":
        return seen.format("t")
    return f"exists (select from rights_case e where e.id = t.case_id and {seen.format('e')})"


def _news(kind: str, viewer: Viewer) -> str:
    """A crisis is for those who act in it; a town sees what was dispatched to its unions."""
    scope = viewer.scope
    if kind == "OpinionBrief":  # exact figures of the city
        return ALL if scope.covers_all and viewer.role is not Role.ANALYST else NONE
    if kind == "DutyShift":
        return ALL if scope.covers_all else NONE  # nobody here is on duty
    acts = viewer.role is Role.CITY_LEADER or scope.department is Department.RIGHTS
    if scope.covers_all and acts:
        return ALL
    seen = "not {0}.is_restricted"
    if not scope.covers_all:
        if viewer.role is not Role.TOWNSHIP_OFFICER:
            return NONE
        inside = (
            f"in (select descendant_id from union_closure where ancestor_id {_among(scope.unions)})"
        )
        seen += f" and {{0}}.status in ('DISPATCHED', 'VERIFYING') and {{0}}.union_id {inside}"
    if kind == "AlertDelivery":
        inner = _news("OpinionAlert", viewer).replace("t.", "a.")
        return f"exists (select from opinion_alert a where a.id = t.alert_id and {inner})"
    if kind == "OpinionEvent":
        return seen.format("t")
    if scope.covers_all and kind not in HANDLING:
        return seen.format("t")
    return f"exists (select from opinion_event e where e.id = t.event_id and {seen.format('e')})"


#: What holds attachments: the type of the record, its table.
HOLDERS = {"FACILITY": "Facility", "INSPECTION": "Inspection", "EVIDENCE": "Evidence"}
#: Roles that may read records about persons, but not their papers (§10).
WITHOUT_PAPERS = {Role.ANALYST, Role.SOCIAL_WORKER, Role.VOLUNTEER, Role.PARTNER_LIAISON}


def _attachments(viewer: Viewer) -> str:
    """As the record that each belongs to; the tables of these are named as their types."""
    told = []
    for owner, kind in HOLDERS.items():
        if kind in FILE and viewer.role in WITHOUT_PAPERS:
            continue
        inner = predicate(kind, viewer).replace(" t.", " o.").replace("(t.", "(o.")
        inner = "o." + inner.removeprefix("t.") if inner.startswith("t.") else inner
        row = f"select from {owner.lower()} o where o.id = t.owner_id and ({inner})"
        told.append(f"(t.owner_kind = '{owner}' and exists ({row}))")
    return f"({' or '.join(told)})"


def may_export(kind: str, viewer: Viewer) -> bool:
    """Whether a viewer may take a list of this type out; what everybody reads needs no right."""
    department = viewer.scope.department
    own = EXPORTS.get(viewer.role, frozenset())
    return kind in own | (EXPORTS_OF_DEPARTMENT[department] if department else frozenset())


def _within(kind: str, scope: Scope) -> str:
    if scope.kind is ScopeKind.CITY:
        return ALL
    own, mine = _among(scope.unions), _among(scope.targets)
    if scope.kind is ScopeKind.SELF:
        return OF_ONESELF[kind].format(own=own, mine=mine) if kind in OF_ONESELF else NONE
    if scope.kind is ScopeKind.FACILITY:
        return OF_A_PLACE[kind].format(own=own, mine=mine) if kind in OF_A_PLACE else NONE
    if scope.kind is ScopeKind.ASSIGNED:
        return NONE  # nothing is assigned to these viewers
    inside = own
    if scope.kind is ScopeKind.SUBTREE:
        inside = f"in (select descendant_id from union_closure where ancestor_id {own})"
    return BY_UNION[kind].format(inside)


def _among(identities: tuple[UUID | int, ...]) -> str:
    listed = ", ".join(f"'{identity}'" for identity in identities) or "null"
    return f"in ({listed})"
