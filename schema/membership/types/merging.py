"""Persons that seem to be one, and their merges, as GraphQL shows them."""

from schema.membership import tables
from schema.membership.types.masks import withheld
from schema.membership.types.people import Person
from schema.planner.fields import FEW, column, connection, extend, node, to_one


@node(tables.duplicate_pair)
class DuplicatePair:
    """疑似重复的职工: two records that may be one human being, and why."""

    id = column()
    ground = column(groupable=True)
    status = column(groupable=True)
    found_on = column(sortable=True, groupable=True)
    decided_on = column()
    decided_by = column()
    note = withheld("note")
    version = column()
    first = to_one(Person, "first_id")
    second = to_one(Person, "second_id")


@node(tables.person_merge)
class PersonMerge:
    """重复职工的合并: what it moves, who proposed, who confirmed, whether it was undone."""

    id = column()
    status = column(groupable=True)
    proposed_on = column(sortable=True, groupable=True)
    proposed_by = column("created_by")
    preview = column(filterable=False)
    reason = withheld("reason")
    decided_on = column()
    decided_by = column()
    undone_on = column()
    undone_by = column()
    undo_reason = withheld("undo_reason")
    version = column()
    kept = to_one(Person, "kept_id")
    dropped = to_one(Person, "dropped_id")


extend(
    Person,
    merged_into=to_one(Person, "merged_into_id"),
    merged_records=connection(PersonMerge, "kept_id", description="并入此人的重复记录", page=FEW),
)
