"""The screening's rules on exports and timetables (S4, S5), registered from this domain."""

from datetime import timedelta

import sqlalchemy as sa

from schema.core.outbox import WAITING_STATES, JobState, job_run
from schema.operations.rules import INITIAL_PARAMETERS, ExportState
from schema.operations.tables import export_run, schedule
from schema.screening.rules import RuleDefinition, SubjectType
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text
from schema.screening.service.catalogue import register

_HELD = (ExportState.WAITING, ExportState.READY, ExportState.DOWNLOADED)
_no_union = sa.cast(sa.null(), sa.Uuid)


def export_kept(question: Question) -> Select:
    """S4: exported files that are still held long after they were asked for."""
    table = export_run.c
    since = question.midnight - timedelta(days=question.number("days"))
    return hits(
        subject=table.user_id,
        union=_no_union,
        key=text(table.id),
        evidence={"asked_at": table.created_at, "state": table.state, "rows": table.rows},
        rows={"export_run": table.id},
    ).where(
        table.state.in_(_HELD),
        table.destroyed_at.is_(None),
        table.created_at < sa.literal(since, sa.DateTime(timezone=True)),
    )


def job_missed(question: Question) -> Select:
    """S5: slots of the timetable that failed for good, or that nobody has carried out."""
    run = job_run.c
    moment = sa.literal(question.now, sa.DateTime(timezone=True))
    recent = moment - sa.func.make_interval(0, 0, 0, 0, question.number("hours"))
    late = moment - sa.func.make_interval(0, 0, 0, 0, 0, question.number("late_minutes"))
    return (
        hits(
            subject=schedule.c.id,
            union=_no_union,
            key=joined(run.schedule_code, text(run.due_at)),
            evidence={"code": run.schedule_code, "slot": run.due_at, "state": run.state},
            rows={"job_run": run.id},
        )
        .join_from(job_run, schedule, schedule.c.code == run.schedule_code)
        .where(
            run.due_at >= recent,
            sa.or_(
                run.state == JobState.DEAD,
                sa.and_(run.state.in_(WAITING_STATES), run.due_at < late),
            ),
        )
    )


register(
    RuleDefinition(
        "S4",
        "导出文件未销毁",
        3,
        SubjectType.USER,
        "导出文件申请超过规定天数仍未销毁",
        "导出申请",
        "通知审计",
    ),
    export_kept,
    INITIAL_PARAMETERS,
)
register(
    RuleDefinition(
        "S5",
        "定时任务失败或漏跑",
        3,
        SubjectType.SCHEDULE,
        "定时任务的时点运行失败, 或超过规定时间仍未运行",
        "计划+时点",
        "通知值班",
    ),
    job_missed,
    INITIAL_PARAMETERS,
)
