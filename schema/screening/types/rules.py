"""Rules, their versions and trials as GraphQL shows them."""

import sqlalchemy as sa

from schema.core.params import rule_parameter
from schema.planner.fields import column, computed, connection, extend, node, to_one
from schema.planner.scalars import FLOAT
from schema.screening import tables


@node(rule_parameter, effective=("valid_from", "valid_to"))
class RuleParameter:
    """规则参数: a threshold, term or amount with its legal basis, for a period."""

    id = column()
    rule = column(sortable=True, groupable=True)
    key = column(sortable=True)
    value = column(filterable=False)
    valid_from = column(sortable=True)
    valid_to = column(sortable=True)
    basis = column()
    version = column()


@node(tables.screening_rule)
class ScreeningRule:
    """排查规则: one rule of the catalogue."""

    id = column()
    code = column(sortable=True)
    name = column()
    description = column()
    kinds = column()
    subject_type = column(groupable=True)
    severity = column(sortable=True, groupable=True)
    dedup = column()
    action = column()
    source = column(groupable=True)
    enabled = column(groupable=True)
    version = column()


def _precision(table: sa.FromClause) -> sa.ColumnElement[float]:
    """The share of judged findings that were right; null while nobody has judged one."""
    judged = table.c.confirmed + table.c.refuted
    share = sa.cast(table.c.confirmed, sa.Float) / sa.func.nullif(judged, 0)
    return sa.cast(share, sa.Float)


@node(tables.screening_rule_version)
class ScreeningRuleVersion:
    """排查规则版本: what a rule says; a published one is never changed."""

    id = column()
    number = column(sortable=True)
    status = column(groupable=True)
    expression = column(filterable=False)
    sentence = column()
    severity = column(sortable=True, groupable=True)
    published_at = column(sortable=True)
    confirmed = column(sortable=True, summable=True)
    refuted = column(sortable=True, summable=True)
    precision = computed(
        _precision,
        FLOAT,
        "准确率: 属实的线索占已研判线索的比例 (未研判为空)",
        needs=("confirmed", "refuted"),
    )
    created_at = column(sortable=True)
    version = column()
    rule = to_one(ScreeningRule, "rule_id")


@node(tables.rule_trial)
class RuleTrial:
    """规则试运行: what a draft would find today, beside what is in force."""

    id = column()
    as_of = column(sortable=True)
    hits = column(sortable=True)
    fresh = column(sortable=True)
    gone = column(sortable=True)
    same = column(sortable=True)
    planned_cost = column()
    milliseconds = column(sortable=True)
    samples = column(filterable=False)
    created_at = column(sortable=True)
    version = column()
    rule_version = to_one(ScreeningRuleVersion, "version_id")


extend(
    ScreeningRule,
    versions=connection(
        ScreeningRuleVersion, "rule_id", order=("number",), description="规则的各个版本"
    ),
)
extend(
    ScreeningRuleVersion,
    trials=connection(RuleTrial, "version_id", order=("id",), description="试运行记录"),
)
