"""What a real-name record (实名制) must hold, and the parameters of membership."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from schema.core.parameter import Parameter
from schema.membership.rules.sensitive import DISCLOSURE_PARAMETERS

# Columns of ``person`` without which a record is incomplete (domain §3.1).
REQUIRED_FIELDS: Final[Mapping[str, str]] = {
    "name": "姓名",
    "document_mask": "证件号码",
    "sex": "性别",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "education": "学历",
    "mobile_mask": "手机号",
}
NOT_STATED: Final = (None, "", "UNKNOWN", "UNSPECIFIED")


def missing_fields(record: Mapping[str, object]) -> tuple[str, ...]:
    """The required columns that a record leaves empty or unknown, in the order of the list."""
    return tuple(name for name in REQUIRED_FIELDS if record.get(name) in NOT_STATED)


_RULES_2016 = "《中国工会会员会籍管理办法》(2016)"
_LOCAL = "市总工会规定 (判断值)"

INITIAL_PARAMETERS: Final = (
    *DISCLOSURE_PARAMETERS,
    Parameter("MEMBERSHIP", "minimum_age", 16, date(2016, 1, 1), "《劳动法》第十五条"),
    Parameter("MEMBERSHIP", "maximum_age", 100, date(2016, 1, 1), _LOCAL),
    Parameter("MEMBERSHIP", "transfer_working_days", 10, date(2016, 1, 1), _LOCAL),
    Parameter("MEMBERSHIP", "contact_verification_days", 180, date(2016, 1, 1), _LOCAL),
    Parameter("MEMBERSHIP", "real_name_share", 9500, date(2016, 1, 1), _LOCAL),
    Parameter(
        "MEMBERSHIP", "lapse_months", 6, date(2016, 1, 1), f"《中国工会章程》第五条; {_RULES_2016}"
    ),
    Parameter("MEMBERSHIP", "merge_undo_days", 90, date(2016, 1, 1), _LOCAL),
    Parameter("MEMBERSHIP", "dues_rate", 50, date(2016, 1, 1), "会费按基本工资的0.5%缴纳"),
    Parameter("MEMBERSHIP", "dues_kept_share", 10000, date(2016, 1, 1), "会费留基层工会使用"),
    Parameter("MEMBERSHIP", "lapse_correction_days", 30, date(2016, 1, 1), _LOCAL),
)
