"""What is stated of a person at registration, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from schema.core.enums import Labelled
from schema.core.errors import DomainError, ErrorCode
from schema.membership.rules.codes import (
    DocumentCheck,
    DocumentKind,
    Education,
    HukouKind,
    MaritalStatus,
    PoliticalStatus,
    Sex,
)
from schema.membership.rules.ethnicity import Ethnicity
from schema.membership.rules.identity import (
    DocumentFacts,
    age_on,
    compare_document,
    is_mobile,
    is_name,
    normalise_document,
    normalise_mobile,
    normalise_name,
    read_document,
)

ACCEPTED_CHECKS = frozenset({DocumentCheck.VALID, DocumentCheck.UNCHECKED})


class MembershipErrorCode(Labelled):
    """Codes of this domain."""

    NAME_INVALID = "NAME_INVALID", "姓名不符合要求"
    DOCUMENT_INVALID = "DOCUMENT_INVALID", "证件号码无效"
    MOBILE_INVALID = "MOBILE_INVALID", "手机号无效"
    AGE_OUT_OF_RANGE = "AGE_OUT_OF_RANGE", "年龄不在可入会范围内"
    MEMBERSHIP_EXISTS = "MEMBERSHIP_EXISTS", "该职工已有会籍, 请办理接转或恢复"
    UNION_CLOSED = "UNION_CLOSED", "该工会已合并或撤销"
    TRANSFER_ONLY = "TRANSFER_ONLY", "请通过会籍接转办理"
    TRANSFER_NOT_OVERDUE = "TRANSFER_NOT_OVERDUE", "办理期限未过, 不能依职权办结"
    NO_DUES_DUE = "NO_DUES_DUE", "会籍不在册或已保留, 不缴会费"
    NO_CARD_SERIES = "NO_CARD_SERIES", "没有可用的会员证号段"
    NO_HOME_UNION = "NO_HOME_UNION", "该地区没有归口工会, 请先设定兜底工会"
    CHAIR_DECIDES = "CHAIR_DECIDES", "须由工会主席或上级工会决定"
    CORRECTION_RUNS = "CORRECTION_RUNS", "教育谈话后的改正期限未过"
    SAME_PERSON = "SAME_PERSON", "转出与转入须由双方工会不同的人确认"
    TAKES_PART = "TAKES_PART", "谈话查明参加组织生活或有正当理由, 不能按自动退会处理"
    MERGE_CONFLICT = "MERGE_CONFLICT", "两人都有同一类记录, 请先处理其中一条再合并"
    MERGE_HELD = "MERGE_HELD", "数据保全期间不得合并或撤销合并"
    MERGED_ALREADY = "MERGED_ALREADY", "该职工已并入他人"
    MERGE_CONFIRMER = "MERGE_CONFIRMER", "合并须由提出者以外的人确认"
    UNDO_TOO_LATE = "UNDO_TOO_LATE", "已过可撤销合并的期限"
    STILL_PAYING = "STILL_PAYING", "该会员未缴会费不足规定月数"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as stated in a form or a spreadsheet row; numbers in plain text."""

    name: str
    document_kind: DocumentKind
    document_number: str
    mobile: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    ethnicity: Ethnicity | None = None
    education: Education | None = None
    political_status: PoliticalStatus | None = None
    marital_status: MaritalStatus | None = None
    hukou_kind: HukouKind | None = None
    migrant: bool = False


def normalise_person(facts: PersonFacts) -> PersonFacts:
    """The facts in the one form in which they are compared, hashed and stored."""
    return replace(
        facts,
        name=normalise_name(facts.name),
        document_number=normalise_document(facts.document_number),
        mobile=normalise_mobile(facts.mobile) if facts.mobile else None,
    )


def document_facts(facts: PersonFacts, today: date) -> DocumentFacts:
    """The verdict on the document beside what it says of birth and sex; facts normalised."""
    read = read_document(facts.document_kind, facts.document_number, today)
    return replace(read, check=compare_document(read, facts.birth_date, facts.sex))


def person_problems(
    facts: PersonFacts, today: date, *, minimum_age: int, maximum_age: int
) -> Iterator[DomainError]:
    """Everything wrong with normalised facts, each with the field in its path."""
    if not is_name(facts.name):
        yield DomainError(MembershipErrorCode.NAME_INVALID, path=("name",))
    read = document_facts(facts, today)
    if read.check not in ACCEPTED_CHECKS:
        message = f"证件号码无效: {read.check.label}"
        yield DomainError(
            MembershipErrorCode.DOCUMENT_INVALID,
            message,
            path=("documentNumber",),
            details={"check": read.check.value},
        )
    if facts.mobile and not is_mobile(facts.mobile):
        yield DomainError(MembershipErrorCode.MOBILE_INVALID, path=("mobile",))
    born = facts.birth_date or read.birth_date
    if born is not None and born > today:
        yield DomainError(ErrorCode.INVALID, "出生日期在未来", path=("birthDate",))
    elif born is not None and not minimum_age <= age_on(born, today) <= maximum_age:
        yield DomainError(
            MembershipErrorCode.AGE_OUT_OF_RANGE,
            f"年龄须在{minimum_age}至{maximum_age}周岁之间",
            path=("birthDate",),
        )
