"""A hit in words: the rule's condition, the values that met it, the thresholds in force."""

from collections.abc import Mapping
from types import MappingProxyType

#: What the values of a hit are called.
EVIDENCE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "amount_fen": "金额 (分)",
        "asked_at": "申请时间",
        "base": "基数 (户)",
        "cap_fen": "限额 (分)",
        "cases": "案件数",
        "category": "档案类别",
        "checked": "已抽查 (份)",
        "checked_on": "核查日期",
        "code": "代码",
        "complete": "信息齐全 (人)",
        "computed_category": "测算类别",
        "contract": "合同情况",
        "contract_end_on": "合同到期日",
        "cycle_days": "检查周期 (天)",
        "day": "日期",
        "days": "规定天数",
        "dispatched": "劳务派遣 (人)",
        "dossiers": "档案",
        "due_on": "到期日",
        "event": "触发事件",
        "event_on": "事件日期",
        "exclusion": "不予建档情形",
        "exit_channel": "退出渠道",
        "exited_on": "退出日期",
        "expires_on": "有效期止",
        "failed_on": "退回日期",
        "filed_on": "申报日期",
        "from_union": "转出工会",
        "fund": "资金代码",
        "headcount": "职工 (人)",
        "hired_on": "用工日期",
        "households": "家庭数",
        "item": "项目",
        "item_name": "名称",
        "judged_by_fen": "认定时的低保标准 (分)",
        "kind": "类型",
        "lacking": "缺项",
        "last_on": "最近检查日期",
        "last_seen_on": "最近登记日期",
        "level": "预警等级",
        "lifted_share": "已解困比例 (万分)",
        "living_standard_fen": "现行低保标准 (分)",
        "members": "在册会员 (人)",
        "missed_on": "缺登记日期",
        "number": "档案编号",
        "numbers": "编号",
        "opened_on": "建档日期",
        "owed_fen": "欠缴 (分)",
        "pace_share": "序时进度 (万分)",
        "paid_on": "发放日期",
        "parts": "得分项",
        "period": "期间",
        "persons": "人员数",
        "problems": "存在的问题",
        "quarters": "季度数",
        "raised_at": "发出时间",
        "reads": "明文查看次数",
        "reason": "情形",
        "reasons": "判定依据",
        "record": "帮扶编号",
        "records": "帮扶编号",
        "requested_on": "申请日期",
        "retired_in": "到达退休年龄的年月",
        "released_on": "转出确认日期",
        "required_percent": "要求比例 (%)",
        "required_share": "要求比例 (万分)",
        "rows": "行数",
        "score": "得分",
        "self_paid_fen": "自付金额 (分)",
        "since": "起始时间",
        "since_on": "起始日期",
        "slot": "计划时点",
        "spend_by": "使用期限",
        "spent_fen": "已支出 (分)",
        "state": "状态",
        "status": "状态",
        "table": "数据表",
        "term_end_on": "任期届满日",
        "times": "次数",
        "to_union": "转入工会",
        "total_fen": "合计 (分)",
        "valid_until": "有效期至",
        "weak_fen": "下拨薄弱工会 (分)",
        "who": "经办人",
        "women": "女会员 (人)",
        "workers": "涉及职工 (人)",
        "year": "年度",
        "yearly_income_fen": "年收入 (分)",
    }
)


def in_words(
    condition: str, evidence: Mapping[str, object], parameters: Mapping[str, object]
) -> str:
    """One sentence: the condition, then the values, then the thresholds."""
    values = [
        f"{EVIDENCE_LABELS.get(name, name)} {plain(value)}"
        for name, value in sorted(evidence.items())
        if value is not None
    ]
    terms = [f"{name} = {plain(value)}" for name, value in sorted(parameters.items())]
    parts = [condition, "; ".join(values)]
    if terms:
        parts.append("参数: " + ", ".join(terms))
    return "。".join(part for part in parts if part)


def plain(value: object) -> str:
    """A value as a sentence shows it."""
    if isinstance(value, list):
        return "、".join(plain(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain(item)}" for key, item in value.items())
    return str(value)
