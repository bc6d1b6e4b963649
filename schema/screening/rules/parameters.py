"""First values of the rules' thresholds, each with its basis and the day it took force."""

from datetime import date

from schema.core.parameter import Parameter

_START = date(2016, 1, 1)
_LOCAL = "平台初始值, 由市总工会确认"
_DOMAIN = "市总工会规定 (判断值)"
_DELAY = date(2025, 1, 1)
_DELAY_BASIS = "全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024年9月13日)"
_OLD_BASIS = "国发〔1978〕104号"


def local_values(rule: str, **values: object) -> tuple[Parameter, ...]:
    """First values that the federation itself sets, in force from the start."""
    return tuple(Parameter(rule, key, value, _START, _LOCAL) for key, value in values.items())


# Ages in months; who is born from ``first`` on works one month longer for each ``step``
# months of later birth, at most ``most`` months.
RETIREMENT = (
    Parameter("M5", "male", {"months": 720}, _START, _OLD_BASIS, _DELAY),
    Parameter("M5", "female", {"months": 660}, _START, _OLD_BASIS, _DELAY),
    Parameter(
        "M5",
        "male",
        {"months": 720, "first": "1965-01-01", "step": 4, "most": 36},
        _DELAY,
        _DELAY_BASIS,
    ),
    Parameter(
        "M5",
        "female",
        {"months": 660, "first": "1970-01-01", "step": 4, "most": 36},
        _DELAY,
        _DELAY_BASIS,
    ),
)

INITIAL_PARAMETERS = (
    *local_values("M3", working_days=10),
    *RETIREMENT,
    *local_values("M6", complete_percent=95),
    Parameter("M7", "days_after_hire", 30, _START, "《劳动合同法》第十条"),
    *local_values("M7", days_before_end=30),
    Parameter("D1", "cycle_days", 365, _START, "湖南省困难职工档案管理: 每年至少复核一次"),
    *local_values("D1", warn_days=30),
    *local_values("D2", days=15),
    Parameter("D4", "relative_multiplier", 20000, _START, "2021年困难职工认定标准"),
    *local_values(
        "D6",
        draft_days=30,
        visit_working_days=5,
        review_working_days=3,
        check_working_days=10,
    ),
    *local_values("D7", same_incomes=5, same_years=3),
    *local_values("D8", points=500),
    Parameter("D9", "share", 3000, _START, "《湖南工会困难职工档案管理办法》"),
    *local_values("D9", by_month_day=1031, points=500),
    *local_values("D11", days=365, deep_days=90),
    *local_values("D12", months=24, self_paid=2_000_000),
    *local_values("D13", days=365, self_paid=2_000_000),
    *local_values("A7", working_days=10),
    *local_values("A9", june_percent=50, september_percent=75, days_before_end=60),
    *local_values("A10", near_percent=95, near_count=3, equal_count=10, days=92),
    *local_values("C2", days=90, cases=3, workers=10),
    *local_values("F1", self_days=7, township_days=30, city_days=90),
    *local_values("F2", days=7),
    *local_values("F3", unused_days=30, unattended_days=3),
    *local_values("F4", days=1),
    *local_values("F5", days=30),
    *local_values("F6", women=100),
    Parameter("U1", "workers", 25, _START, "《工会法》第十一条; " + _DOMAIN),
    *local_values("U2", days=90),
    *local_values("U3", vacant_months=3, training_months=12),
    Parameter("U6", "percent", 10, date(2014, 3, 1), "《劳务派遣暂行规定》第四条"),
    *local_values("U8", quarters=2),
    Parameter("U11", "women", 10, _START, "《工会法》第十一条"),
    *local_values(
        "U12",
        days=365,
        arrears=30,
        layoff=25,
        layoff_persons=20,
        layoff_percent=10,
        insurance=20,
        accident=20,
        power=10,
        sentiment=15,
        watch=40,
        urgent=60,
    ),
    *local_values("S1", hours=24, night_hours=12),
    *local_values("S2", minutes_red=15, minutes_orange=30, minutes_yellow=120, minutes_blue=240),
    *local_values("S3", per_hour=50, times=3, least=20, median_days=30),
    Parameter("S6", "dossier_years", 10, _START, "困难职工档案退出后至少保存十年"),
    Parameter("S6", "log_days", 1275, _START, "《网络安全法》第二十一条; " + _DOMAIN),
    *local_values("WATCH_LIST", review_days=90),
    *local_values(
        "FINDING",
        due_hours_4=24,
        due_working_days_3=3,
        due_working_days_2=10,
        due_days_1=30,
        misses_to_resolve=2,
        repeats_to_raise=3,
        repeat_months=12,
        snooze_days=30,
        rule_snooze_days=365,
        full_run_days=7,
    ),
)
