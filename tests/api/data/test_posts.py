"""The demonstration's older posts: judged like any, copies pointing to what they copy."""

import pytest
import sqlalchemy as sa

from api.data.demo.posts import load_posts
from api.data.demo.sizes import Sizes
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, SourceKind
from schema.opinion.tables import feed_item

pytestmark = pytest.mark.anyio
SIZES = Sizes(unions=0, members=0, dossiers=0, facilities=0, feed_items=2_300)


def test_the_full_scale_has_two_hundred_thousand() -> None:
    assert [Sizes.of(scale).feed_items for scale in (0.001, 1, 50, 200)] == [
        50,
        4_000,
        200_000,
        200_000,
    ]
    assert [Sizes.of(scale).live_items for scale in (0.001, 1, 50)] == [50, 2_000, 7_671]


async def test_older_posts(work: Work) -> None:
    source = await service.add_feed_source(
        work,
        code="DEMO",
        name="演示",
        kind=SourceKind.PARTNER_REPORT,
        address=PUSHED,
        licence="虚构",
        lawful_basis="演示",
    )
    assert await load_posts(work, source, 7, SIZES) == 300
    rows = (await work.execute(sa.select(feed_item).order_by(feed_item.c.id))).all()
    by_id = {row.id: row for row in rows}
    copies = [row for row in rows if row.duplicate_of is not None]
    assert 30 < len(copies) < 90
    for copy in copies:
        original = by_id[copy.duplicate_of]
        assert copy.text.startswith(original.text)
        assert (original.duplicate_of, copy.topic) == (None, original.topic)
    assert len({row.topic for row in rows}) > 10
    grievances = [row for row in rows if row.counts]
    assert len(grievances) > 120
    assert all(row.severity and row.explanation for row in grievances)
    assert sum(bool(row.signals) for row in grievances) > 0.8 * len(grievances)
    assert max(row.occurred_at for row in rows) < work.now
    assert (work.now - min(row.occurred_at for row in rows)).days > 300
    await work.execute(sa.delete(feed_item))
    await load_posts(work, source, 7, SIZES)
    again = await work.execute(sa.select(feed_item.c.id, feed_item.c.text).order_by(feed_item.c.id))
    assert [tuple(row) for row in again] == [(row.id, row.text) for row in rows]
