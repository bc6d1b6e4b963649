"""The initial rule parameters of public opinion (rule code ``OPINION``)."""

from dataclasses import asdict
from datetime import date

from schema.core.parameter import Parameter
from schema.opinion.rules.score import KEY_PERIODS, Weights

RULE = "OPINION"
_START = date(2020, 1, 1)
_BASIS = "临湘市总工会网络舆情分级办法 (等级参照国家突发事件四级划分; 分值为内部判断)"

INITIAL_PARAMETERS: tuple[Parameter, ...] = (
    *(Parameter(RULE, key, value, _START, _BASIS) for key, value in asdict(Weights()).items()),
    Parameter(RULE, "key_periods", [list(period) for period in KEY_PERIODS], _START, _BASIS),
)
