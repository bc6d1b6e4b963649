"""Code lists and checks of divisions and unions: kinds, levels, credit codes.

Sources: GB/T 2260 and GB/T 10114 (division codes), GB 32100-2015 (credit code),
domain §3.3 and §3.4.
"""

import re
import unicodedata
from typing import Final

from stdnum.cn.uscc import calc_check_digit

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.organisation.rules.errors import OrganisationErrorCode

MAXIMUM_LEVEL: Final = 8
CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}", re.ASCII)
BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
# Length of a division code by level: province, prefecture, county, township, village.
DIVISION_LENGTHS: Final = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}


class UnionKind(Labelled):
    """工会组织类型"""

    FEDERATION = "FEDERATION", "总工会"
    TOWNSHIP_UNION = "TOWNSHIP_UNION", "乡镇(街道)工会"
    PARK_UNION = "PARK_UNION", "园区工会"
    INDUSTRY_UNION = "INDUSTRY_UNION", "产业工会"
    JOINT_FEDERATION = "JOINT_FEDERATION", "基层工会联合会"
    GRASSROOTS_UNION = "GRASSROOTS_UNION", "基层工会"
    JOINT_UNION = "JOINT_UNION", "联合基层工会"
    BRANCH = "BRANCH", "工会分会"
    GROUP = "GROUP", "工会小组"


class AreaKind(Labelled):
    """联合会覆盖区域类型"""

    BUILDING = "BUILDING", "商务楼宇"
    PARK = "PARK", "产业园区"
    BUSINESS_CIRCLE = "BUSINESS_CIRCLE", "商圈"
    MARKET = "MARKET", "市场"
    VILLAGE = "VILLAGE", "村(社区)"
    INDUSTRY = "INDUSTRY", "行业"


class CreditCodeCheck(Labelled):
    """统一社会信用代码校验结果"""

    VALID = "VALID", "有效"
    BODY_DOUBTFUL = "BODY_DOUBTFUL", "有效 (主体代码校验位存疑)"
    FORMAT = "FORMAT", "格式不符"
    CHECKSUM = "CHECKSUM", "校验码错误"


def division_level(code: str) -> int:
    """The level 1–5 that a code's length tells; raises DomainError DIVISION_CODE_INVALID."""
    level = DIVISION_LENGTHS.get(len(code)) if code.isascii() and code.isdigit() else None
    if level is None:
        raise DomainError(OrganisationErrorCode.DIVISION_CODE_INVALID, path=("code",))
    return level


def normalise_credit_code(code: str) -> str:
    """Half-width, upper case, without blanks and hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", code)).upper()


def check_credit_code(code: str) -> CreditCodeCheck:
    """Check a normalised code by GB 32100-2015.

    The body's own check character is only doubted, never refused: its alphabet
    is wider than that of the whole code.
    """
    if CREDIT_CODE.fullmatch(code) is None:
        return CreditCodeCheck.FORMAT
    if calc_check_digit(code[:17]) != code[17]:
        return CreditCodeCheck.CHECKSUM
    matches = _body_check(code[8:16]) == code[16]
    return CreditCodeCheck.VALID if matches else CreditCodeCheck.BODY_DOUBTFUL


def accepted_credit_code(code: str | None) -> str | None:
    """The normalised code, None for none; raises DomainError CREDIT_CODE_INVALID."""
    if not code:
        return None
    normal = normalise_credit_code(code)
    if check_credit_code(normal) in {CreditCodeCheck.FORMAT, CreditCodeCheck.CHECKSUM}:
        raise DomainError(OrganisationErrorCode.CREDIT_CODE_INVALID, path=("creditCode",))
    return normal


def _body_check(body: str) -> str:
    """The check character of an organisation code (GB 11714)."""
    total = sum(int(c, 36) * weight for c, weight in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
