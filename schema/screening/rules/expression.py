"""The shape of an analyst's condition: which words there are, and what is wrong with one.

::

    {"all": [
        {"field": "status", "is": "eq", "value": "ACTIVE"},
        {"field": "person.migrant", "is": "eq", "value": true},
        {"field": "contractEndOn", "within": {"days": 30, "direction": "next"}},
        {"count": {"of": "dossiers"}, "is": "gte", "value": 1}]}

A condition is data; it is never executed as code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

Path = tuple[str | int, ...]
Json = Mapping[str, object]

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "等于",
        "ne": "不等于",
        "lt": "小于",
        "lte": "不超过",
        "gt": "大于",
        "gte": "不少于",
        "in": "属于",
        "startsWith": "开头为",
    }
)
ORDERED = frozenset({"lt", "lte", "gt", "gte"})
AGGREGATES: Mapping[str, str] = MappingProxyType(
    {"count": "数量", "sum": "合计", "min": "最小值", "max": "最大值"}
)
GROUPS: Mapping[str, str] = MappingProxyType({"all": "且", "any": "或"})
MOST_NODES, MOST_DEPTH, LONGEST_DAYS = 60, 6, 3660


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of an expression."""

    path: Path
    message: str


def shape_faults(expression: object) -> list[Fault]:
    """What is wrong with the words of an expression, whatever its fields are."""
    faults: list[Fault] = []
    size = _walk(expression, (), 0, faults)
    if size > MOST_NODES:
        faults.append(Fault((), f"条件至多 {MOST_NODES} 个"))
    return faults


def _walk(given: object, path: Path, depth: int, faults: list[Fault]) -> int:
    if depth > MOST_DEPTH:
        faults.append(Fault(path, f"条件至多嵌套 {MOST_DEPTH} 层"))
        return 1
    if not isinstance(given, Mapping) or not given:
        faults.append(Fault(path, "条件须为对象"))
        return 1
    for word in GROUPS:
        if word in given:
            return _group(given, word, path, depth, faults)
    if "not" in given:
        _only(given, {"not"}, path, faults)
        return 1 + _walk(given["not"], (*path, "not"), depth + 1, faults)
    for word in AGGREGATES:
        if word in given:
            return _aggregate(given, word, path, depth, faults)
    _leaf(given, path, faults)
    return 1


def _group(given: Json, word: str, path: Path, depth: int, faults: list[Fault]) -> int:
    _only(given, {word}, path, faults)
    parts = given[word]
    if not isinstance(parts, Sequence) or isinstance(parts, str) or not parts:
        faults.append(Fault((*path, word), "须为非空的条件列表"))
        return 1
    return 1 + sum(
        _walk(part, (*path, word, number), depth + 1, faults) for number, part in enumerate(parts)
    )


def _aggregate(given: Json, word: str, path: Path, depth: int, faults: list[Fault]) -> int:
    _only(given, {word, "is", "value"}, path, faults)
    _comparison(given, path, faults)
    inner = given[word]
    at = (*path, word)
    if not isinstance(inner, Mapping) or not isinstance(inner.get("of"), str) or not inner["of"]:
        faults.append(Fault(at, "须指明关联 (of)"))
        return 1
    _only(inner, {"of", "field", "where", "within"}, at, faults)
    if (word == "count") == ("field" in inner):
        faults.append(Fault(at, "count 不带字段, sum、min、max 须指明字段 (field)"))
    if "within" in inner:
        _period(inner["within"], (*at, "within"), faults, with_field=True)
    if "where" in inner:
        return 1 + _walk(inner["where"], (*at, "where"), depth + 1, faults)
    return 1


def _leaf(given: Json, path: Path, faults: list[Fault]) -> None:
    if not isinstance(given.get("field"), str) or not given["field"]:
        faults.append(Fault(path, "须指明字段 (field)、关联统计, 或 all、any、not"))
        return
    if "missing" in given:
        _only(given, {"field", "missing"}, path, faults)
        if not isinstance(given["missing"], bool):
            faults.append(Fault((*path, "missing"), "须为 true 或 false"))
    elif "within" in given:
        _only(given, {"field", "within"}, path, faults)
        _period(given["within"], (*path, "within"), faults, with_field=False)
    else:
        _only(given, {"field", "is", "value"}, path, faults)
        _comparison(given, path, faults)


def _comparison(given: Json, path: Path, faults: list[Fault]) -> None:
    if given.get("is") not in OPERATORS:
        faults.append(Fault((*path, "is"), f"须为 {', '.join(OPERATORS)} 之一"))
    if "value" not in given:
        faults.append(Fault((*path, "value"), "须给出比较值"))


def _period(given: object, path: Path, faults: list[Fault], *, with_field: bool) -> None:
    if not isinstance(given, Mapping):
        faults.append(Fault(path, "须为对象: days, direction"))
        return
    _only(given, {"days", "direction", *(["field"] if with_field else [])}, path, faults)
    days = given.get("days")
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= LONGEST_DAYS:
        faults.append(Fault((*path, "days"), f"须为 0 至 {LONGEST_DAYS} 的整数"))
    if given.get("direction", "past") not in {"past", "next"}:
        faults.append(Fault((*path, "direction"), "须为 past 或 next"))
    if with_field and not isinstance(given.get("field"), str):
        faults.append(Fault((*path, "field"), "须指明日期字段"))


def _only(given: Json, known: set[str], path: Path, faults: list[Fault]) -> None:
    faults.extend(
        Fault((*path, name), "不认识的词") for name in sorted(set(map(str, given)) - known)
    )
