"""The columns of a roster: titles, synonyms, and how a header row is matched with them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the program, its title in our template, what else it is called."""

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


COLUMNS: Final = (
    Column("name", "姓名", ("职工姓名", "会员姓名", "名字"), required=True),
    Column("document_kind", "证件类型", ("证件种类", "证件名称")),
    Column(
        "document_number",
        "证件号码",
        ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "证件号", "身份证"),
        required=True,
    ),
    Column("sex", "性别"),
    Column("birth_date", "出生日期", ("出生年月日", "生日")),
    Column(
        "mobile",
        "手机号码",
        ("手机号", "手机", "移动电话", "联系电话", "联系方式", "电话", "电话号码"),
    ),
    Column("union_code", "工会代码", ("工会组织代码", "工会编码", "基层工会代码")),
    Column("union_name", "工会名称", ("所属工会", "所在工会", "基层工会", "基层工会名称", "工会")),
    Column("joined_on", "入会日期", ("入会时间", "加入工会日期", "加入工会时间"), required=True),
    Column(
        "employment_form",
        "用工形式",
        ("用工性质", "用工方式", "就业形式", "用工类型"),
        required=True,
    ),
    Column("ethnicity", "民族"),
    Column("education", "学历", ("文化程度", "最高学历", "教育程度")),
    Column("political_status", "政治面貌"),
    Column("marital_status", "婚姻状况", ("婚姻", "婚否")),
    Column("hukou_kind", "户口性质", ("户籍性质", "户口类型", "户籍类型")),
    Column("migrant", "农民工", ("是否农民工",)),
    Column("employer_name", "工作单位", ("单位名称", "所在单位", "用人单位", "单位")),
    Column("employer_credit_code", "单位统一社会信用代码", ("统一社会信用代码", "信用代码")),
    Column("occupation", "职业", ("工种", "岗位", "职业(工种)")),
    Column("hired_on", "入职日期", ("入职时间", "进厂日期")),
    Column("contract_start_on", "劳动合同起", ("合同开始日期", "合同起始日期")),
    Column("contract_end_on", "劳动合同止", ("合同结束日期", "合同终止日期")),
    Column("frontline", "一线职工", ("是否一线职工", "是否一线")),
    Column("new_form_group", "新就业形态群体", ("新就业群体",)),
    Column("platform", "所在平台", ("平台", "平台企业")),
    Column("card_number", "会员证号", ("会员卡号", "会员证编号", "会员编号", "会员证号码")),
)
TITLES: Final = {column.key: column.title for column in COLUMNS}
# One of these two tells the union.
UNION_KEYS: Final = ("union_code", "union_name")


def normalise_header(text: object) -> str:
    """A header without blanks, marks of obligation and notes in brackets."""
    plain = unicodedata.normalize("NFKC", str(text or ""))
    plain = re.sub(r"\((必填|选填|可选|文本|年月日)[^)]*\)", "", plain)
    return re.sub(r"[\s*:]", "", plain).lower()


_KEYS: Final = {
    normalise_header(word): column.key
    for column in COLUMNS
    for word in (column.title, *column.synonyms)
}


@dataclass(frozen=True, slots=True)
class Headers:
    """Where each known column stands (from 0), and what the header row holds besides."""

    positions: dict[str, int]
    ignored: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of required columns that are not there."""
        titles = [c.title for c in COLUMNS if c.required and c.key not in self.positions]
        if not any(key in self.positions for key in UNION_KEYS):
            titles.append(" 或 ".join(TITLES[key] for key in UNION_KEYS))
        return tuple(titles)


def match_headers(row: Sequence[object]) -> Headers:
    """Match a header row with the columns, in any order."""
    positions: dict[str, int] = {}
    ignored: list[str] = []
    doubled: list[str] = []
    for place, cell in enumerate(row):
        key = _KEYS.get(normalise_header(cell))
        if key is None:
            if normalise_header(cell):
                ignored.append(str(cell).strip())
        elif key in positions:
            doubled.append(str(cell).strip())
        else:
            positions[key] = place
    return Headers(positions, tuple(ignored), tuple(doubled))
