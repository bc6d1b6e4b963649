"""Dossiers and aid of before the platform: read in by number, marked, under the rules of old."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from api.data.demo.numbers import Births, mobile
from schema.assistance.rules import (
    AssistanceKind,
    AssistanceStatus,
    CapScope,
    DossierStatus,
    FundLevel,
    RuleSet,
)
from schema.assistance.service import CapFacts, find_differences, set_cap
from schema.assistance.tables import assistance_record, dossier, dossier_step, household_member
from schema.core.errors import DomainError, ErrorCode
from schema.core.principal import Role
from schema.core.work import Work
from schema.membership.service.imports import Roster, import_members
from schema.operations.rules import ImportEntity, ImportMode
from schema.operations.service import ImportOutcome, import_sheet
from schema.organisation.rules import Ownership
from schema.organisation.tables import union_organisation
from tests.conftest import scoped
from tests.schema.conftest import Tree

pytestmark = pytest.mark.anyio
NUMBERS = [Births(date(1970, 1, 1), date(2004, 1, 1)).of(n).number for n in range(4)]
DOSSIER: dict[str, str] = {
    "档案编号": "H-1",
    "证件号码": NUMBERS[0],
    "姓名": "王甲",
    "建档工会代码": "",
    "档案状态": "已退出",
    "主要致困原因": "本人大病",
    "困难类别": "低保户",
    "家庭人口": "3",
    "申请日期": "2017-03-01",
    "建档日期": "2017-04-01",
    "最近复核日期": "",
    "退出渠道": "大病保险保障",
    "退出日期": "2019-12-01",
    "数据来源": "全国级帮扶系统",
}
AID: dict[str, str] = {
    "帮扶编号": "B-1",
    "证件号码": NUMBERS[0],
    "姓名": "王甲",
    "档案编号": "H-1",
    "申报工会代码": "",
    "帮扶类型": "生活救助",
    "帮扶状态": "已发放",
    "资金来源层级": "中央财政专项帮扶资金",
    "期间": "2018",
    "金额(元)": "1,200.50",
    "申请日期": "2018-05-01",
    "批准日期": "2018-06-01",
    "发放日期": "2018-06-20",
    "回访日期": "",
}


@pytest.fixture
async def code(ruled: Work, tree: Tree) -> str:
    """The code of a union with four members."""
    found = await ruled.execute(
        sa.select(union_organisation.c.code).where(union_organisation.c.id == tree.unions[0])
    )
    union = str(found.scalar_one())
    titles = ("姓名", "证件号码", "工会代码", "入会日期", "用工形式", "手机号码")
    rows = [
        ["王" + "甲乙丙丁"[n], NUMBERS[n], union, "2010-05-01", "劳动合同", mobile(n)]
        for n in range(4)
    ]
    result = await import_members(ruled, roster=Roster("名册.csv", titles, rows, 2))
    assert result.written
    return union


def silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


async def read_in(
    work: Work, entity: ImportEntity, *rows: dict[str, str], trial: bool = False
) -> ImportOutcome:
    sheet = [list(rows[0]), *(list(row.values()) for row in rows)]
    outcome = await import_sheet(
        work,
        sheet,
        entity=entity,
        name="旧档.csv",
        mode=ImportMode.SKIP_FAILED,
        trial=trial,
        report=silent,
    )
    counted = outcome.inserted + outcome.updated + outcome.unchanged + outcome.refused
    assert outcome.rows == counted == len(rows)
    return outcome


async def one(work: Work, table: sa.Table, number: str) -> Any:
    found = await work.execute(sa.select(table).where(table.c.number == number))
    return found.one()


async def test_a_dossier_of_old_is_entered_marked_and_told(ruled: Work, code: str) -> None:
    row = {**DOSSIER, "建档工会代码": code}
    assert (await read_in(ruled, ImportEntity.DOSSIER, row, trial=True)).inserted == 1
    assert (await read_in(ruled, ImportEntity.DOSSIER, row)).inserted == 1
    stored = await one(ruled, dossier, "H-1")
    assert stored.imported_from == "全国级帮扶系统 / 旧档.csv"
    assert (stored.status, stored.rule_set) == (DossierStatus.EXITED, RuleSet.RS_2016)
    steps = await ruled.execute(
        sa.select(dossier_step.c.to_status, dossier_step.c.note).where(
            dossier_step.c.dossier_id == stored.id
        )
    )
    assert [tuple(step) for step in steps] == [(DossierStatus.EXITED, stored.imported_from)]
    selves = await ruled.execute(
        sa.select(household_member.c.name).where(household_member.c.dossier_id == stored.id)
    )
    assert selves.scalars().all() == ["王甲"]
    again = await read_in(ruled, ImportEntity.DOSSIER, row)
    assert (again.unchanged, again.written) == (1, False)
    changed = await read_in(ruled, ImportEntity.DOSSIER, {**row, "家庭人口": "4"})
    assert changed.updated == 1
    assert changed.differences == [{"key": "H-1", "changes": {"household_size": [3, 4]}}]


async def test_a_dossier_in_force_that_was_not_reviewed_is_due(ruled: Work, code: str) -> None:
    living = {
        **DOSSIER,
        "建档工会代码": code,
        "档案状态": "在档",
        "退出渠道": "",
        "退出日期": "",
    }
    twin = {**living, "档案编号": "H-2"}
    outcome = await read_in(ruled, ImportEntity.DOSSIER, living, twin)
    assert [(p["row"], p["reason"]) for p in outcome.problems] == [(3, "该职工已有未结束的档案")]
    assert (await one(ruled, dossier, "H-1")).status is DossierStatus.DUE_FOR_REVIEW


UNFIT = (
    ({"档案状态": "已申报"}, "档案状态"),
    ({"退出渠道": ""}, "退出渠道"),
    ({"退出日期": "2016-01-01"}, "退出日期"),
    ({"建档日期": "2016-01-01"}, "建档日期"),
    ({"建档日期": ""}, "建档日期"),
    ({"困难类别": "深度困难"}, "困难类别"),
    ({"家庭人口": "2.5"}, "家庭人口"),
    ({"姓名": "王乙"}, "姓名"),
    ({"证件号码": "11010119900307889X"}, "证件号码"),
    ({"建档工会代码": "没有"}, "建档工会代码"),
)


async def test_what_does_not_fit_is_refused_with_its_column(ruled: Work, code: str) -> None:
    rows = [
        {**DOSSIER, "建档工会代码": code, "档案编号": f"H-{number}", **cells}
        for number, (cells, _) in enumerate(UNFIT)
    ]
    outcome = await read_in(ruled, ImportEntity.DOSSIER, *rows)
    assert [p["column"] for p in outcome.problems] == [column for _, column in UNFIT]


async def test_enterprises_are_found_by_their_credit_code(ruled: Work, code: str) -> None:
    place = await ruled.execute(sa.text("select code from division limit 1"))
    row = {
        "统一社会信用代码": "91350100M000100Y43",
        "单位名称": "第一机械厂",
        "属地主管工会代码": code,
        "行政区划代码": str(place.scalar_one()),
        "单位性质": Ownership.PRIVATE.label,
        "职工人数": "120",
        "女职工人数": "40",
    }
    wrong = {**row, "统一社会信用代码": "91350100M000100Y44"}
    outcome = await read_in(ruled, ImportEntity.ENTERPRISE, row, wrong)
    assert (outcome.inserted, [p["column"] for p in outcome.problems]) == (1, ["统一社会信用代码"])
    assert (await read_in(ruled, ImportEntity.ENTERPRISE, row)).unchanged == 1
    changed = await read_in(ruled, ImportEntity.ENTERPRISE, {**row, "职工人数": "130"})
    assert (changed.updated, changed.written) == (1, True)


async def test_aid_of_old_moves_no_money_and_is_given_once(ruled: Work, code: str) -> None:
    await read_in(ruled, ImportEntity.DOSSIER, {**DOSSIER, "建档工会代码": code})
    twice = {**AID, "帮扶编号": "B-2"}
    refused = {**twice, "帮扶编号": "B-3", "帮扶状态": "未批准", "批准日期": "", "发放日期": ""}
    outcome = await read_in(ruled, ImportEntity.ASSISTANCE, AID, twice, refused)
    assert (outcome.inserted, [p["row"] for p in outcome.problems]) == (2, [3])
    stored = await one(ruled, assistance_record, "B-1")
    assert (stored.amount, stored.status, stored.fund_id) == (120050, AssistanceStatus.PAID, None)
    assert stored.imported_from == "旧档.csv"
    assert await find_differences(ruled) == {}
    assert (await read_in(ruled, ImportEntity.ASSISTANCE, AID)).unchanged == 1


async def test_the_caps_of_its_day_hold(ruled: Work, code: str) -> None:
    await read_in(ruled, ImportEntity.DOSSIER, {**DOSSIER, "建档工会代码": code})
    for amount, since in ((100_000, date(2018, 1, 1)), (500_000, date(2019, 1, 1))):
        await set_cap(
            ruled,
            facts=CapFacts(
                AssistanceKind.LIVING,
                CapScope.CASE,
                amount,
                since,
                "文号",
                fund_level=FundLevel.CENTRAL_FISCAL,
            ),
        )
    later = {
        **AID,
        "帮扶编号": "B-9",
        "期间": "2019",
        "申请日期": "2019-05-01",
        "批准日期": "2019-06-01",
        "发放日期": "2019-06-20",
    }
    outcome = await read_in(ruled, ImportEntity.ASSISTANCE, AID, later)
    assert [(p["row"], p["column"]) for p in outcome.problems] == [(2, "金额(元)")]


async def test_what_was_filed_here_is_not_changed_by_a_file(ruled: Work, code: str) -> None:
    row = {**DOSSIER, "建档工会代码": code}
    await read_in(ruled, ImportEntity.DOSSIER, row)
    await ruled.execute(sa.update(dossier).values(imported_from=None))
    outcome = await read_in(ruled, ImportEntity.DOSSIER, {**row, "家庭人口": "9"})
    assert [p["column"] for p in outcome.problems] == ["档案编号"]


async def test_history_is_for_those_who_file_and_review_for_the_city(
    ruled: Work, code: str, tree: Tree
) -> None:
    officer = scoped(ruled.principal, tree.city, role=Role.TOWNSHIP_OFFICER)
    own = Work(ruled.connection, officer, ruled.now)
    with pytest.raises(DomainError) as caught:
        await read_in(own, ImportEntity.DOSSIER, {**DOSSIER, "建档工会代码": code})
    assert caught.value.code is ErrorCode.FORBIDDEN
