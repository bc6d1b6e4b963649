"""Taking back a merge: a person says that two posts are not the same."""

from uuid import UUID

import sqlalchemy as sa

from schema.core.errors import DomainError, ErrorCode, NotFoundError
from schema.core.work import Work
from schema.opinion.access import may_handle
from schema.opinion.rules.codes import OpinionError
from schema.opinion.service.clustering import Cluster, settle
from schema.opinion.service.storing import LOCK, PATIENCE, context_of
from schema.opinion.tables import feed_item, opinion_event


async def separate_item(work: Work, item_id: UUID, *, reason: str) -> None:
    """Make a merged item a cluster of its own again; it stays with its event.

    Both clusters are scored anew. Raises NotFoundError, DomainError FORBIDDEN,
    or INVALID when the item is merged into none, REASON_REQUIRED.
    """
    may_handle(work)
    if not reason.strip():
        raise DomainError(OpinionError.REASON_REQUIRED, path=("reason",))
    await work.because(reason.strip())
    await work.execute(PATIENCE)
    await work.execute(LOCK)
    table = feed_item
    found = (await work.execute(sa.select(table).where(table.c.id == item_id))).one_or_none()
    if found is None:
        raise NotFoundError("舆情信息")
    if found.duplicate_of is None:
        raise DomainError(ErrorCode.INVALID, "该信息未被合并", path=("id",))
    await work.execute(sa.update(table).where(table.c.id == item_id).values(duplicate_of=None))
    old = {"duplicate_of": found.duplicate_of}
    await work.record("SEPARATE", table, item_id, old, {"duplicate_of": None})
    if found.event_id is not None:
        event = opinion_event
        await work.execute(
            sa.update(event)
            .where(event.c.id == found.event_id)
            .values(cluster_count=event.c.cluster_count + 1)
        )
        clusters = {key: Cluster(key) for key in (found.duplicate_of, item_id)}
        await settle(work, clusters, await context_of(work))
