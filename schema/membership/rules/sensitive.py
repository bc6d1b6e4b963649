"""Sensitive values of a person, and the bounds of showing one in clear."""

from datetime import date
from typing import Final

from schema.core.enums import Labelled
from schema.core.parameter import Parameter


class SensitiveEntity(Labelled):
    """含敏感信息的对象"""

    PERSON = "PERSON", "职工"


class SensitiveField(Labelled):
    """敏感字段: a value that is stored encrypted and shown as a mask"""

    DOCUMENT_NUMBER = "DOCUMENT_NUMBER", "证件号码"
    MOBILE = "MOBILE", "手机号"


class DisclosureErrorCode(Labelled):
    """Codes of disclosure."""

    NOTHING_STORED = "NOTHING_STORED", "未登记该项信息"
    NOTE_REQUIRED = "NOTE_REQUIRED", "请写明查看明文的具体事由"
    LOOKUP_LIMIT = "LOOKUP_LIMIT", "一小时内以证件号码查到他人的次数已达上限"
    REVEAL_LIMIT = "REVEAL_LIMIT", "一小时内查看明文的次数已达上限"


#: The column with the ciphertext of each field.
CIPHERS: Final = {
    SensitiveField.DOCUMENT_NUMBER: "document_cipher",
    SensitiveField.MOBILE: "mobile_cipher",
}
SHORTEST_NOTE: Final = 4
DISCLOSURE_PARAMETERS: Final = (
    Parameter(
        "DISCLOSURE",
        "reveals_per_hour",
        100,
        date(2021, 11, 1),
        "《个人信息保护法》第五十一条; 市总工会规定 (判断值)",
    ),
    Parameter(
        "DISCLOSURE",
        "lookups_per_hour",
        100,
        date(2021, 11, 1),
        "《个人信息保护法》第五十一条; 市总工会规定 (判断值)",
    ),
)
