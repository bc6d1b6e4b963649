"""Uploads that were never used, and files that no row tells of: found here, removed by a job."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from schema.core import uploads
from schema.core.params import figure, parameters
from schema.core.work import Work
from schema.operations.tables import import_run

#: A file lies for a moment before its row is committed; nothing takes a day for that.
SETTLED = timedelta(days=1)


async def unused_since(work: Work) -> datetime:
    """Before this moment files are of no use to anybody."""
    terms = await parameters(work.connection, "ATTACHMENT", work.today)
    return work.now - timedelta(days=figure(terms, "unused_days"))


async def unused_uploads(work: Work) -> list[UUID]:
    """Take out the rows of uploads that were not attached or read in for some days.

    An import keeps its file until it has ended.
    """
    before = await unused_since(work)
    importing = sa.exists().where(
        import_run.c.upload_id == uploads.stored_upload.c.id, import_run.c.finished_at.is_(None)
    )
    return await uploads.abandoned(work, before, importing)


async def orphaned_files(work: Work) -> list[UUID]:
    """Files that a process left which died before its commit."""
    return await uploads.orphans(work, work.now - SETTLED)
