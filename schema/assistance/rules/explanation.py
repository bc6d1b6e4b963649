"""An assessment step by step: what was computed from what, and on which legal basis."""

from dataclasses import dataclass

from schema.assistance.rules.assessment import (
    MONTHS,
    WHOLE,
    HouseholdFacts,
    Standards,
    Verdict,
    months_below,
)
from schema.assistance.rules.codes import RuleSet

_BASIS = {
    RuleSet.RS_2016: "总工办〔2016〕36号; 总工发〔2016〕7号",
    RuleSet.RS_2021: "2021年困难职工认定标准 (深度困难、相对困难、意外致困)",
}
_STANDARD = "当地城市最低生活保障标准 (决定日)"


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step: its name, the formula with its numbers, the result, whether it holds, the basis."""

    name: str
    formula: str
    result: str
    holds: bool | None
    basis: str

    def as_json(self) -> dict[str, object]:
        """The step as it is stored with the assessment."""
        return {name: getattr(self, name) for name in self.__slots__}


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals, without rounding."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def explain(
    rule_set: RuleSet, facts: HouseholdFacts, standards: Standards, verdict: Verdict
) -> list[ExplainedStep]:
    """How a verdict came about, in the order of the computation."""
    size, basis = facts.household_size, _BASIS[rule_set]
    line = MONTHS * size * standards.living_standard
    net = facts.yearly_income - facts.rigid_expenditure
    steps = [
        ExplainedStep(
            "家庭年可支配收入 Y", "共同生活成员收入合计", yuan(facts.yearly_income), None, basis
        ),
        ExplainedStep(
            "年刚性支出 R", "各项支出按限额合计", yuan(facts.rigid_expenditure), None, basis
        ),
        ExplainedStep(
            "月人均收入 p = Y/12/n",
            f"{yuan(facts.yearly_income)} / 12 / {size}",
            yuan(verdict.per_capita_income),
            None,
            basis,
        ),
        ExplainedStep(
            "扣除刚性支出后月人均 m = (Y−R)/12/n",
            f"({yuan(facts.yearly_income)} − {yuan(facts.rigid_expenditure)}) / 12 / {size}",
            yuan(verdict.per_capita_net),
            None,
            basis,
        ),
        ExplainedStep(
            "低保线 12·n·D",
            f"12 × {size} × {yuan(standards.living_standard)}",
            yuan(line),
            None,
            _STANDARD,
        ),
    ]
    if facts.monthly_incomes:
        steps.append(_run(facts, standards))
    tests = _tests_2021 if rule_set is RuleSet.RS_2021 else _tests_2016
    steps += [
        ExplainedStep(name, formula, "成立" if holds else "不成立", holds, basis)
        for name, formula, holds in tests(facts, standards, line, net)
    ]
    found = "、".join(category.label for category in verdict.categories) or "不符合"
    needy = verdict.category is not None
    return [*steps, ExplainedStep("认定结果", "深度 > 相对 > 意外", found, needy, basis)]


def _run(facts: HouseholdFacts, standards: Standards) -> ExplainedStep:
    """The months before the application, counted back to the first that reached the standard."""
    size, run = facts.household_size, months_below(facts, standards)
    monthly = "、".join(yuan(fen) for fen in facts.monthly_incomes)
    return ExplainedStep(
        "申请前连续低于低保标准的月数",
        f"逐月家庭收入 {monthly}; 每月标准 {size} × {yuan(standards.living_standard)}"
        f" = {yuan(size * standards.living_standard)}; 须满 {standards.months_below} 个月",
        f"{run} 个月",
        run >= standards.months_below,
        _BASIS[RuleSet.RS_2016],
    )


_Test = tuple[str, str, bool]


def _tests_2021(facts: HouseholdFacts, standards: Standards, line: int, net: int) -> list[_Test]:
    upper = line * standards.relative_multiplier // WHOLE
    share = facts.yearly_income * standards.accident_share
    heavy = facts.accident_cost * WHOLE > share
    disaster = "是" if facts.hit_by_disaster else "否"
    return [
        ("深度困难: m < D", f"{yuan(net)} < {yuan(line)}", net < line),
        (
            "相对困难: D ≤ m < k·D",
            f"{yuan(line)} ≤ {yuan(net)} < {yuan(upper)}",
            line <= net and net * WHOLE < line * standards.relative_multiplier,
        ),
        (
            "意外致困: 意外支出超过年收入比例, 或因灾害事故伤残亡",
            f"{yuan(facts.accident_cost)} > {yuan(share // WHOLE)}; 灾害事故: {disaster}",
            facts.hit_by_disaster or heavy,
        ),
    ]


def _tests_2016(facts: HouseholdFacts, standards: Standards, line: int, net: int) -> list[_Test]:
    income = facts.yearly_income
    upper = line * standards.margin_multiplier // WHOLE
    relief = (
        facts.needy_after_relief
        if facts.receives_relief
        else months_below(facts, standards) >= standards.months_below
    )
    above = income * WHOLE > line * standards.accident_income_multiplier
    means = income + (facts.assets if above else 0)
    left = means - facts.accident_cost
    return [
        (
            "低保户: p < D, 且连续月数足够或救助后仍困难",
            f"{yuan(income)} < {yuan(line)}; 连续 {months_below(facts, standards)} 个月",
            income < line and relief,
        ),
        (
            "低保边缘户: D ≤ p ≤ 1.5·D, 且 m ≤ D",
            f"{yuan(line)} ≤ {yuan(income)} ≤ {yuan(upper)}; {yuan(net)} ≤ {yuan(line)}",
            line <= income and income * WHOLE <= line * standards.margin_multiplier and net <= line,
        ),
        (
            "意外致困: 收入 (高收入者并计存款投资) 扣除意外支出后 ≤ D",
            f"{yuan(means)} − {yuan(facts.accident_cost)} = {yuan(left)} ≤ {yuan(line)}",
            facts.accident_cost > 0 and left <= line,
        ),
    ]
