"""What is said of the rules on rights cases."""

from schema.screening.rules.catalogue.definition import KEY, RuleDefinition
from schema.screening.rules.codes import SubjectType

CASES = (
    RuleDefinition(
        "C2",
        "同一企业反复发生案件",
        3,
        SubjectType.ENTERPRISE,
        "企业在规定天数内的维权案件数或涉及职工人数达到规定数 (不含不予受理与限制查看的案件)",
        "企业+季度",
        "列入重点名单, 法律监督",
        KEY,
    ),
)
