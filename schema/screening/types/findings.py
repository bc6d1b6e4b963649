"""Findings and what people judged of them, as GraphQL shows them."""

from schema.accounts.types import User
from schema.assistance.types import AssistanceRecord, Dossier
from schema.assistance.types.payments import FundSource, PaymentLine
from schema.facilities.types import Facility
from schema.membership.types import Membership, Person
from schema.opinion.types import FeedSource, OpinionAlert
from schema.organisation.types import Enterprise, UnionOrganisation
from schema.planner.fields import column, connection, extend, group_through, node, to_any, to_one
from schema.rights.types import RightsCase
from schema.screening import tables
from schema.screening.rules import SubjectType
from schema.screening.types.rules import ScreeningRule, ScreeningRuleVersion
from schema.screening.types.runs import ScreeningRun


@node(tables.finding)
class Finding:
    """风险线索: what a rule found out about one subject, and what people made of it."""

    id = column()
    rule_code = column(groupable=True)
    subject_type = column(groupable=True)
    subject_id = column()
    severity = column(sortable=True, groupable=True)
    evidence = column()
    explanation = column(filterable=False)
    escalation = column(sortable=True, groupable=True)
    escalated_at = column(sortable=True)
    status = column(groupable=True)
    status_reason = column()
    first_seen_at = column(sortable=True, groupable=True)
    last_seen_at = column(sortable=True)
    times_seen = column(sortable=True, summable=True)
    missed_runs = column()
    due_at = column(sortable=True)
    snoozed_until = column()
    closed_at = column(sortable=True, groupable=True)
    union_id = column(groupable=True)
    version = column()
    rule = to_one(ScreeningRule, "rule_code", remote="code", description="所依据的规则")
    union = to_one(UnionOrganisation, "union_id")
    subject = to_any(
        "FindingSubject",
        "subject_id",
        by="subject_type",
        targets={
            SubjectType.PERSON: Person,
            SubjectType.MEMBERSHIP: Membership,
            SubjectType.UNION: UnionOrganisation,
            SubjectType.ENTERPRISE: Enterprise,
            SubjectType.DOSSIER: Dossier,
            SubjectType.ASSISTANCE: AssistanceRecord,
            SubjectType.PAYMENT_LINE: PaymentLine,
            SubjectType.FUND: FundSource,
            SubjectType.FACILITY: Facility,
            SubjectType.FEED_SOURCE: FeedSource,
            SubjectType.OPINION_ALERT: OpinionAlert,
            SubjectType.USER: User,
        },
        description="风险对象",
    )
    person = to_one(Person, "person_id")
    dossier = to_one(Dossier, "dossier_id")
    facility = to_one(Facility, "facility_id")
    subject_union = to_one(UnionOrganisation, "subject_union_id")
    run = to_one(ScreeningRun, "run_id")
    rule_version = to_one(ScreeningRuleVersion, "rule_version_id")
    assignee = to_one(User, "assignee_id")
    rights_case = to_one(RightsCase, "case_id")
    handler_union = to_one(UnionOrganisation, "handler_union_id")


group_through(Finding, "union", "division_id")
_LATEST_FIRST = ("-first_seen_at",)

extend(
    ScreeningRun,
    findings=connection(
        Finding, "first_run_id", order=_LATEST_FIRST, description="此次排查首次发现的线索"
    ),
)
extend(Finding, previous=to_one(Finding, "previous_id"))
extend(
    ScreeningRule,
    findings=connection(
        Finding, "rule_code", local="code", order=_LATEST_FIRST, description="此规则的线索"
    ),
)
extend(
    UnionOrganisation,
    findings=connection(Finding, "union_id", order=_LATEST_FIRST, description="所负责的线索"),
)
extend(
    RightsCase,
    findings=connection(Finding, "case_id", order=_LATEST_FIRST, description="据以立案的风险线索"),
)
extend(
    Person,
    findings=connection(Finding, "person_id", order=_LATEST_FIRST, description="有关此人的线索"),
)
extend(
    Dossier,
    findings=connection(Finding, "dossier_id", order=_LATEST_FIRST, description="有关此档案的线索"),
)
extend(
    Facility,
    findings=connection(
        Finding, "facility_id", order=_LATEST_FIRST, description="有关此阵地的线索"
    ),
)


@node(tables.finding_feedback)
class FindingFeedback:
    """线索研判反馈: whether a finding was right, by a person who looked."""

    id = column()
    verdict = column(groupable=True)
    reason = column()
    created_at = column(sortable=True)
    version = column()
    finding = to_one(Finding, "finding_id")
    union = to_one(UnionOrganisation, "union_id")
    rule_version = to_one(ScreeningRuleVersion, "rule_version_id")


@node(tables.rule_snooze)
class RuleSnooze:
    """规则暂缓: one rule leaves one subject alone until a day."""

    id = column()
    subject_type = column(groupable=True)
    subject_id = column()
    until = column(sortable=True)
    reason = column()
    ended_on = column(sortable=True)
    created_at = column(sortable=True)
    version = column()
    rule = to_one(ScreeningRule, "rule_id")
    finding = to_one(Finding, "finding_id")
    union = to_one(UnionOrganisation, "union_id")
