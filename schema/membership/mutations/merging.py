"""Judging suspected duplicates, and merging them with a preview and a second person."""

import strawberry

from schema.membership import service
from schema.membership.types import DuplicatePair, PersonMerge
from schema.planner.mutations import changes, creates, payload


@strawberry.input(description="核实为不同的人")
class DismissDuplicateInput:
    """Two people after all."""

    id: strawberry.ID = strawberry.field(description="疑似重复的职工")
    expected_version: int = strawberry.field(description="读取时的版本号")
    note: str = strawberry.field(description="核实情况")


@strawberry.input(description="提出合并重复职工")
class ProposeMergeInput:
    """Which record stays and which is given up."""

    kept_id: strawberry.ID = strawberry.field(description="保留的职工")
    dropped_id: strawberry.ID = strawberry.field(description="并入的职工")
    reason: str = strawberry.field(description="合并依据")


@strawberry.input(description="决定合并重复职工")
class DecideMergeInput:
    """Somebody else's decision."""

    id: strawberry.ID = strawberry.field(description="重复职工的合并")
    expected_version: int = strawberry.field(description="读取时的版本号")
    confirm: bool = strawberry.field(description="确认合并 (否则不予合并)")
    reason: str | None = strawberry.field(default=None, description="不予合并的原因")


@strawberry.input(description="撤销合并")
class UndoMergeInput:
    """What was merged is parted again."""

    id: strawberry.ID = strawberry.field(description="重复职工的合并")
    expected_version: int = strawberry.field(description="读取时的版本号")
    reason: str = strawberry.field(description="撤销原因")


PAIR = payload("DuplicatePair", "疑似重复的职工", duplicate=DuplicatePair)
MERGE = payload("PersonMerge", "重复职工的合并", merge=PersonMerge)


@strawberry.type
class MergingMutation:
    """Mutations of duplicates."""

    dismiss_duplicate = changes(
        service.dismiss_duplicate, DismissDuplicateInput, PAIR, "核实为不同的人"
    )
    propose_merge = creates(
        service.propose_merge,
        ProposeMergeInput,
        MERGE,
        "提出合并重复职工, 并预览将移动的记录与冲突",
    )
    decide_merge = changes(
        service.decide_merge, DecideMergeInput, MERGE, "由提出者以外的人确认或不予合并"
    )
    undo_merge = changes(service.undo_merge, UndoMergeInput, MERGE, "撤销合并, 原样移回")
