"""What can be wrong with a row of a roster."""

from typing import NamedTuple

from schema.core.enums import Labelled


class RosterErrorCode(Labelled):
    """Codes of the import of members."""

    COLUMN_MISSING = "COLUMN_MISSING", "缺少必需的列"
    COLUMN_TWICE = "COLUMN_TWICE", "同一内容的列出现两次"
    NO_ROWS = "NO_ROWS", "没有数据行"
    REQUIRED = "REQUIRED", "必填"
    DIGITS_LOST = (
        "DIGITS_LOST",
        "号码以数字格式保存, 第15位以后的数字已丢失; 请将该列设为文本格式后重新填写",
    )
    VALUE_UNKNOWN = "VALUE_UNKNOWN", "不是可选的值"
    DATE_INVALID = "DATE_INVALID", "不是有效的日期"
    CELL_ERROR = "CELL_ERROR", "单元格为公式错误"
    UNION_UNKNOWN = "UNION_UNKNOWN", "没有这个工会, 或不在权限范围内"
    UNION_AMBIGUOUS = "UNION_AMBIGUOUS", "有多个同名工会, 请填写工会代码"
    UNION_CONTRADICTS = "UNION_CONTRADICTS", "工会代码与工会名称不是同一个工会"
    DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE", "与前面的行重复"
    DUPLICATE_ACTIVE = "DUPLICATE_ACTIVE", "已是其他工会的会员, 请办理会籍接转"
    NAME_DIFFERS = "NAME_DIFFERS", "该证件号码已以其他姓名登记"
    MEMBERSHIP_HELD = "MEMBERSHIP_HELD", "在本工会的会籍不是在册, 请办理恢复或审批"
    PERSON_DECEASED = "PERSON_DECEASED", "该职工已登记死亡"
    CARD_TAKEN = "CARD_TAKEN", "会员证号已被使用"


class Problem(NamedTuple):
    """One thing wrong with one cell: the column's title, a code and a reason in Chinese."""

    column: str
    code: Labelled
    reason: str
