"""Reports of public opinion as a sheet: what a hotline took down, what a township heard."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.work import Work
from schema.membership.rules.roster.cells import number_text, plain_text
from schema.operations.service.entities.cells import moment, whole
from schema.operations.service.tabular import Column, EntityImport
from schema.opinion.service import ReportFacts, report_item
from schema.opinion.tables import feed_report, feed_source

#: The reports there are, under ``source code/external id``.
_KNOWN = (
    sa.select(
        feed_report.c.id,
        (feed_source.c.code + "/" + feed_report.c.external_id).label("key"),
    )
    .join(feed_source, feed_source.c.id == feed_report.c.source_id)
    .subquery()
)


async def _new_report(work: Work, values: Mapping[str, Any], source: str) -> UUID:
    del source  # the audit names it
    given = dict(values)
    code = given.pop("source")
    return await report_item(work, source_code=code, facts=ReportFacts(**given))


#: A report that is known already stays as it was taken down.
REPORTS = EntityImport(
    Entity.REPORT,
    feed_report,
    "key",
    (
        Column("source", "来源代码", number_text, ("来源",), required=True),
        Column("external_id", "登记编号", number_text, ("编号", "工单编号"), required=True),
        Column("text", "内容", plain_text, ("正文", "诉求内容"), required=True),
        Column("title", "标题", plain_text),
        Column("published_at", "时间", moment, ("登记时间", "发布时间")),
        Column("url", "网址", plain_text, ("链接",)),
        Column("read", "阅读数", whole),
        Column("repost", "转发数", whole),
        Column("comment", "评论数", whole),
    ),
    (),
    _new_report,
    parts=("source", "external_id"),
    known=_KNOWN,
)
