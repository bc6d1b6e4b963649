"""Rules on rights cases (C2)."""

import sqlalchemy as sa

from schema.organisation.tables import enterprise
from schema.rights.rules import CaseStatus
from schema.rights.tables import rights_case
from schema.screening.service.builtin.hits import Question, Select, gathered, hits, joined, text


def employer_again(question: Question) -> Select:
    """C2: units that many cases of late, or cases of many workers, are about.

    Cases that were not accepted are none; restricted ones are not told here.
    """
    told = _told(question)
    cases, workers = sa.func.count(), sa.func.sum(told.c.headcount)
    found = (
        sa.select(
            told.c.enterprise_id,
            cases.label("cases"),
            workers.label("workers"),
            gathered(told.c.id).label("ids"),
        )
        .group_by(told.c.enterprise_id)
        .having(sa.or_(cases >= question.number("cases"), workers >= question.number("workers")))
        .subquery()
    )
    return hits(
        subject=enterprise.c.id,
        union=enterprise.c.union_id,
        key=joined(text(enterprise.c.id), question.quarter),
        evidence={"cases": found.c.cases, "workers": found.c.workers},
        rows={"rights_case": found.c.ids},
    ).join_from(found, enterprise, enterprise.c.id == found.c.enterprise_id)


def _told(question: Question) -> sa.Subquery:
    """Cases of late, each with its unit: the one that is linked, else the one so named."""
    case = rights_case.c
    day = sa.cast(sa.func.timezone("Asia/Shanghai", case.registered_at), sa.Date)
    of_late = sa.and_(
        day > question.ago(question.number("days")),
        day <= question.as_of,
        sa.not_(case.is_restricted),
        case.status != CaseStatus.NOT_ACCEPTED,
    )
    linked = sa.select(case.enterprise_id, case.id, case.headcount).where(
        case.enterprise_id.is_not(None), of_late
    )
    named = (
        sa.select(enterprise.c.id, case.id, case.headcount)
        .join_from(rights_case, enterprise, enterprise.c.name == case.employer)
        .where(case.enterprise_id.is_(None), of_late)
    )
    return sa.union_all(linked, named).subquery()
