"""A feed folder with invented posts, for the demonstration."""

from uuid import UUID

import msgspec
import sqlalchemy as sa

from schema.core.work import Work
from schema.opinion.rules.codes import FeedFormat, SourceKind
from schema.opinion.rules.samples import sample_items
from schema.opinion.service.folder import feeds_folder
from schema.opinion.service.handling import add_feed_source
from schema.opinion.tables import feed_source

CODE = "DEMO"


async def install_sample_feed(work: Work, *, seed: int, count: int) -> UUID:
    """Write ``<data>/feeds/demo/posts.jsonl`` and add the source that reads it.

    Returns the source's id; done again, it writes the same posts and adds no
    second source. Needs the rights of ``add_feed_source``.
    """
    folder = feeds_folder() / CODE.lower()
    folder.mkdir(parents=True, exist_ok=True)
    lines = [msgspec.json.encode(item) for item in sample_items(seed, count, work.now)]
    unfinished = folder / "posts.part"  # a reader must never see half a file
    unfinished.write_bytes(b"\n".join(lines) + b"\n")
    unfinished.replace(folder / "posts.jsonl")
    known = sa.select(feed_source.c.id).where(feed_source.c.code == CODE)
    found: UUID | None = (await work.execute(known)).scalar_one_or_none()
    return found or await add_feed_source(
        work,
        code=CODE,
        name="演示来源 (虚构内容)",
        kind=SourceKind.PARTNER_REPORT,
        address=CODE.lower(),
        format=FeedFormat.JSON_LINES,
        licence="虚构内容, 随平台提供",
        lawful_basis="仅供演示, 不含真实信息",
        trust=0,
    )
