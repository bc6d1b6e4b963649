"""Maintained figures: counts and sums kept beside the rows that they count.

Triggers append what a statement changed to ``figure_delta`` in its own transaction, so
writers never wait for each other; a job folds the deltas into ``figure``, for the union
itself and for every union above it. What is read is folded plus pending: equal to a live
count in every snapshot. ``figure_now`` is that sum; domains show parts of it as views
(``figure_view``). The functions stand in migration 0007.

A row with no union holds the whole: everything that every union counts, and what belongs
to none.
"""

import sqlalchemy as sa

from schema.core.enums import Labelled
from schema.core.errors import DomainError
from schema.core.table import NAMING, code, identifier, metadata, nobody, protect
from schema.core.work import Work

BATCH = 50_000


class Measure(Labelled):
    """统计对象: what a figure counts."""

    MEMBERS = "MEMBERS", "会员"
    DOSSIERS = "DOSSIERS", "困难职工档案"
    ASSISTANCE = "ASSISTANCE", "帮扶"
    FACILITIES = "FACILITIES", "阵地"
    FINDINGS = "FINDINGS", "风险线索"


class FigureErrorCode(Labelled):
    """Codes of maintained figures."""

    FIGURES_DRIFTED = "FIGURES_DRIFTED", "汇总数与明细不一致"


def _keys() -> list[sa.Column[object]]:
    return [
        sa.Column("union_id", sa.Uuid, comment="工会 (空为全部)"),
        code("measure", Measure, "统计对象"),
        sa.Column("state", sa.Text, nullable=False, comment="状态"),
        sa.Column("category", sa.Text, comment="类别"),
        sa.Column("year", sa.SmallInteger, comment="年度"),
    ]


def _sum(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0", comment=comment)


figure = sa.Table(
    "figure",
    metadata,
    identifier(),
    *_keys(),
    _sum("own_count", "本级个数"),
    _sum("own_amount", "本级金额 (分)"),
    _sum("total_count", "含下级个数"),
    _sum("total_amount", "含下级金额 (分)"),
    sa.UniqueConstraint(
        "union_id",
        "measure",
        "state",
        "category",
        "year",
        name="uq_figure_key",
        postgresql_nulls_not_distinct=True,
    ),
    comment="汇总数 (已归并)",
    info={"unaudited": "derived from audited rows"},
)

figure_delta = sa.Table(
    "figure_delta",
    metadata,
    identifier(),
    *_keys(),
    _sum("count", "个数变化"),
    _sum("amount", "金额变化 (分)"),
    sa.Index("ix_figure_delta_measure", "measure", "union_id"),
    comment="汇总数的变化 (待归并)",
    info={"unaudited": "derived from audited rows"},
)
protect(figure, nobody)
protect(figure_delta, nobody)

views = sa.MetaData(naming_convention=NAMING)


def figure_view(
    name: str, comment: str, *columns: sa.Column[object], money: bool = False
) -> sa.Table:
    """A view of ``figure_now`` as the planner reads it; no part of what Alembic compares.

    Its rows are found by their union, through the unique key of ``figure``.
    """
    sums = [
        sa.Column("own", sa.BigInteger, nullable=False, comment="本级个数"),
        sa.Column("total", sa.BigInteger, nullable=False, comment="个数, 含全部下级"),
    ]
    if money:
        fen = {"fen": True}
        sums += [
            sa.Column("own_amount", sa.BigInteger, nullable=False, comment="本级金额", info=fen),
            sa.Column(
                "total_amount",
                sa.BigInteger,
                nullable=False,
                comment="金额, 含全部下级",
                info=fen,
            ),
        ]
    return sa.Table(
        name,
        views,
        sa.Column("key", sa.Uuid, nullable=False, comment="统计项"),
        sa.Column("union_id", sa.Uuid, nullable=True, comment="工会 (空为全部)"),
        *columns,
        *sums,
        sa.Index(None, "union_id", "key"),
        comment=comment,
    )


async def fold_figures(work: Work) -> int:
    """Fold the deltas of committed writes; how many they were."""
    folded = 0
    while True:
        some = await work.execute(sa.select(sa.func.gonghui_fold_figures(BATCH)))
        taken = int(some.scalar_one())
        folded += taken
        if taken < BATCH:
            return folded


async def rebuild_figures(work: Work) -> int:
    """Set the figures right by a live count; how many of them were wrong."""
    return int((await work.execute(sa.select(sa.func.gonghui_rebuild_figures()))).scalar_one())


async def count_drift(work: Work) -> int:
    """How many figures differ from a live count in this statement's snapshot."""
    return int((await work.execute(sa.select(sa.func.gonghui_figures_drift()))).scalar_one())


async def check_figures(work: Work) -> None:
    """Compare the figures with a live count; raises DomainError FIGURES_DRIFTED."""
    drifted = await count_drift(work)
    if drifted:
        raise DomainError(
            FigureErrorCode.FIGURES_DRIFTED,
            f"汇总数与明细不一致: {drifted} 项",
            details={"figures": drifted},
        )
