"""Tile = list: each number of each figure is the count of the list that it leads to.

The figures are made from the schema's registry, so a new list or a new key is swept without a
word here. What cannot be drilled into fails by its name, and so does what no row is counted by.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from graphql import GraphQLEnumType

from schema.assistance.queries import QUERIES as OF_ASSISTANCE
from schema.core.principal import Role
from schema.facilities.queries import QUERIES as OF_FACILITIES
from schema.membership.queries import QUERIES as OF_MEMBERSHIP
from schema.organisation.queries import QUERIES as OF_ORGANISATION
from schema.planner.model import ColumnField, RootMany, ToOneField
from schema.root import platform_schema
from tests.leaks.conftest import Reader
from tests.leaks.expected import Viewer, viewers
from tests.leaks.test_matrix import chunks, oracle, principal_of
from tests.leaks.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S03")]
DOMAINS = {
    "organisation": OF_ORGANISATION,
    "membership": OF_MEMBERSHIP,
    "facilities": OF_FACILITIES,
    "assistance": OF_ASSISTANCE,
}
LISTS = {
    name: root
    for roots in DOMAINS.values()
    for name, root in roots.items()
    if isinstance(root, RootMany) and root.connection
}
MONTHS = {"Year": 12, "Quarter": 3, "Month": 1, "Day": 0}
#: Whose figures are swept: the whole city, a subtree, one union, one place, one department.
SWEPT = frozenset(
    {
        "CITY_LEADER city",
        "TOWNSHIP_OFFICER subtree",
        "GRASSROOTS_CHAIR own",
        "STATION_KEEPER place",
        "FINANCE",
    }
)
#: The maintained sums, with the list and the keys that each is held against.
SUMS = {
    "memberFigures": ("members", ("status", "employmentForm")),
    "dossierFigures": ("dossiers", ("status", "category")),
    "assistanceFigures": ("assistanceRecords", ("status", "kind")),
    "facilityFigures": ("facilities", ("status", "kind")),
}
#: Tables of which the small federation holds no row: their figures are checked to be nothing.
EMPTY = frozenset(
    {
        *("accessLog", "publicNotices", "spotChecks", "monitoringVisits", "reliefTargets"),
        *("reliefBase", "fundSources", "aidCaps", "paymentBatches", "paymentLines"),
        *("payeeAccounts", "paymentSamples", "paymentChecks", "policyCommitments"),
        *("recoveryPayments", "kinDeclarations", "deliveries", "deliveryReceipts"),
        *("mutualAidPolicies", "mutualAidMembers", "mutualAidClaims", "calendarDays"),
        *("buildingPlans",),
    }
)
# So that more than one answer is counted.
VARIETY = (
    "update person set sex = 'FEMALE', migrant = true where name like '%1'",
    "update facility set opened_on = '2024-05-05', map_listed = true where code like '%0'",
    (
        "update equipment_item set state = 'BROKEN' where facility_id in"
        " (select id from facility where code like 'F1%')"
    ),
    (
        "update dossier set opened_on = '2024-01-20', status = 'ACTIVE', category = 'DEEP',"
        " next_review_on = '2024-07-20' where number like '%0'"
    ),
    (
        "update membership set status = 'RETAINED', end_reason = '退休' where person_id in"
        " (select id from person where name like '%2')"
    ),
)


@dataclass(frozen=True)
class Figure:
    """One way to group a list, and how its list is filtered by a group's value."""

    key: str
    shown: str
    field: ColumnField
    through: str | None = None
    bucket: str | None = None

    def condition(self, value: Any) -> str | None:
        """The filter of the list behind a number; None where a missing link was counted."""
        if value is None:
            inner = "isNull: true"
            if self.through:
                return None
        elif self.bucket:
            inner = self._range(date.fromisoformat(value))
        else:
            inner = f"eq: {self._literal(value)}"
        found = f"{{ {self.field.name}: {{ {inner} }} }}"
        return f"{{ {self.through}: {found} }}" if self.through else found

    def _range(self, first: date) -> str:
        months = MONTHS[str(self.bucket)]
        place = first.year * 12 + first.month - 1 + months
        end = first.replace(year=place // 12, month=place % 12 + 1)
        if not months:
            end = first + timedelta(days=1)
        clock = "T00:00:00+08:00" if self.field.kind.name == "DateTime" else ""
        return f'gte: "{first}{clock}", lt: "{end}{clock}"'

    def _literal(self, value: Any) -> str:
        return str(value) if self.field.kind.codes else json.dumps(value)


def camel(key: str) -> str:
    head, *rest = key.lower().split("_")
    return head + "".join(word.capitalize() for word in rest)


def figure_of(root: RootMany, key: str) -> Figure:
    """How a key is drilled into; raises LookupError for one that leads to no list."""
    node, shown = root.target, camel(key)
    if shown in node.paths:
        path = node.paths[shown]
        assert isinstance(path.through, ToOneField)
        return _checked(Figure(key, shown, path.column, through=path.through.name))
    if isinstance(field := node.fields.get(shown), ColumnField):
        return _checked(Figure(key, shown, field))
    for bucket in MONTHS:
        field = node.fields.get(shown.removesuffix(bucket))
        if shown.endswith(bucket) and isinstance(field, ColumnField):
            return _checked(Figure(key, shown, field, bucket=bucket))
    raise LookupError(key)


def _checked(figure: Figure) -> Figure:
    if not figure.field.filterable:
        raise LookupError(figure.key)
    return figure


def figures(root: RootMany) -> Iterator[Figure]:
    kind = platform_schema().graphql.get_type(f"{root.target.name}GroupBy")
    for key in kind.values if isinstance(kind, GraphQLEnumType) else ():
        yield figure_of(root, key)


def test_every_figure_names_the_list_that_it_counts() -> None:
    """A key that cannot be drilled into, or a sum without a list, fails here by its name."""
    lost = []
    for name, root in LISTS.items():
        try:
            assert len({figure.key for figure in figures(root)}) == len(list(figures(root)))
        except LookupError as found:
            lost.append((name, str(found)))
    assert lost == []
    roots = platform_schema().planner.roots
    of_domains = {
        name
        for name, root in roots.items()
        if isinstance(root, RootMany) and root.target.name.endswith("Figure")
    }
    assert of_domains == SUMS.keys() | {"findingFigures"}  # screening sweeps its own
    assert LISTS.keys() >= EMPTY


async def grouped(
    reader: Reader, viewer: Viewer, name: str, wanted: Iterable[Figure]
) -> tuple[int, dict[Figure, list[tuple[Any, int]]]]:
    """The number of all, and each figure's groups with their counts."""
    who, size, told = principal_of(viewer), 0, {}
    by_key = {figure.key: figure for figure in wanted}
    for some in chunks(list(by_key), 8) or [[]]:
        parts = " ".join(
            f"{key}: groups(by: [{key}], first: 100) {{ key {{ {by_key[key].shown} }} count }}"
            for key in some
        )
        answer = (
            await reader.ask(who, f"{{ {name} {{ totalCount aggregate {{ count }} {parts} }} }}")
        )[name]
        size = answer["totalCount"]
        assert answer["aggregate"]["count"] == size
        for key in some:
            figure = by_key[key]
            told[figure] = [(one["key"][figure.shown], one["count"]) for one in answer[key]]
    return size, told


async def test_each_number_is_the_count_of_its_list(reader: Reader, world: World) -> None:
    """For each scope: totals, groups, and behind each group the list, counted and read."""
    for statement in VARIETY:
        await reader.owner.execute(statement)
    seen: Counter[str] = Counter()
    for viewer in viewers(world):
        if viewer.name not in SWEPT:
            continue
        for name, root in LISTS.items():
            size, told = await grouped(reader, viewer, name, figures(root))
            if name != "accessLog":  # reading writes it
                assert size == len(await oracle(reader, root.target, viewer)), (viewer.name, name)
            behind = []
            for figure, groups in told.items():
                assert sum(count for _, count in groups) == size, (viewer.name, name, figure.key)
                for value, count in groups:
                    condition = figure.condition(value)
                    if condition is not None:
                        behind.append((condition, count, figure.key))
            await drill(reader, viewer, name, behind)
            seen[name] += size
    assert {name for name in LISTS if not seen[name]} <= EMPTY


async def drill(
    reader: Reader, viewer: Viewer, name: str, behind: list[tuple[str, int, str]]
) -> None:
    """Each number of a list's figures, held against the list of the same scope."""
    counted = {condition: (count, key) for condition, count, key in behind}
    for some in chunks(list(counted), 6):
        parts = " ".join(
            f"a{place}: {name}(filter: {condition}, first: 100) {{ totalCount nodes {{ id }} }}"
            for place, condition in enumerate(some)
        )
        answer = await reader.ask(principal_of(viewer), f"{{ {parts} }}")
        for place, condition in enumerate(some):
            count, key = counted[condition]
            listed = answer[f"a{place}"]
            assert listed["totalCount"] == count, (viewer.name, name, key, condition)
            assert len(listed["nodes"]) == count, (viewer.name, name, key, condition)


@pytest.mark.parametrize("name", sorted(SUMS))
async def test_maintained_sums_are_the_counts_of_their_lists(
    reader: Reader, world: World, name: str
) -> None:
    """In one snapshot: what is added up with each write, and what the list counts now."""
    listed, keys = SUMS[name]
    names = ", ".join(_upper(key) for key in keys)
    compared = 0
    for viewer in viewers(world):
        # A keeper sees one place of a union, never the union's sum.
        if viewer.name not in SWEPT or viewer.role is Role.STATION_KEEPER:
            continue
        answer = await reader.ask(
            principal_of(viewer),
            f"{{ {name}(first: 100) {{ nodes {{ {' '.join(keys)} own union {{ id }} }} }}"
            f" {listed} {{ groups(by: [UNION_ID, {names}], first: 100) {{"
            f" key {{ unionId {' '.join(keys)} }} count }} }} }}",
        )
        kept: Counter[tuple[Any, ...]] = Counter()
        for row in answer[name]["nodes"]:
            if row["own"] and row["union"]:
                kept[(row["union"]["id"], *(row[key] for key in keys))] += row["own"]
        counts = {
            (one["key"]["unionId"], *(one["key"][key] for key in keys)): one["count"]
            for one in answer[listed]["groups"]
        }
        assert dict(kept) == counts, (viewer.name, name)
        compared += len(counts)
    assert compared


def _upper(name: str) -> str:
    return "".join(f"_{c}" if c.isupper() else c.upper() for c in name)
