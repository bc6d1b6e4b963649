"""What officers enter beside a dossier's steps; the calendar and the target of a year."""

import strawberry

from schema.assistance import service, types
from schema.assistance.mutations.process_inputs import (
    AddEvidenceInput,
    AnswerObjectionInput,
    CheckExclusionInput,
    RaiseObjectionInput,
    RecordHouseholdVisitInput,
    RecordMonitoringInput,
    RecordSpotCheckInput,
    SetCalendarDayInput,
    SetReliefTargetInput,
    TriggerReviewInput,
)
from schema.planner.mutations import changes, creates, each, payload

VISIT = payload("HouseholdVisit", "入户走访", visit=types.HouseholdVisit)
CHECK = payload("ExclusionCheck", "核查", exclusion_check=types.ExclusionCheck)
EVIDENCE = payload("Evidence", "证明材料", evidence=types.Evidence)
SPOT_CHECK = payload("SpotCheck", "年度抽查", spot_check=types.SpotCheck)
MONITORING = payload("MonitoringVisit", "监测回访", monitoring_visit=types.MonitoringVisit)
REVIEW = payload("TriggerReview", "临时复核", dossier=types.Dossier)
OBJECTION = payload("NoticeObjection", "公示异议", objection=types.NoticeObjection)
TARGET = payload("ReliefTarget", "解困脱困目标", relief_target=types.ReliefTarget)
DAY = payload("CalendarDay", "工作日历", calendar_day=types.CalendarDay)


@strawberry.type
class ProcessMutation:
    """Mutations of a dossier's process."""

    record_household_visit = creates(
        service.record_visit, RecordHouseholdVisitInput, VISIT, "登记入户走访 (两人以上, 附照片)"
    )
    check_exclusion = creates(
        service.check_exclusion, CheckExclusionInput, CHECK, "登记不予建档情形的核查结果"
    )
    add_evidence = creates(
        service.add_evidence, AddEvidenceInput, EVIDENCE, "登记证明材料 (有效期按材料种类)"
    )
    record_spot_check = creates(
        service.record_spot_check, RecordSpotCheckInput, SPOT_CHECK, "登记年度抽查"
    )
    record_monitoring = creates(
        service.record_monitoring, RecordMonitoringInput, MONITORING, "登记退出后监测回访"
    )
    trigger_review = changes(
        service.trigger_review, TriggerReviewInput, REVIEW, "提请临时复核 (按工作日计期限)"
    )
    trigger_reviews = each(service.trigger_review, TriggerReviewInput, "批量提请临时复核")
    raise_objection = creates(
        service.raise_objection, RaiseObjectionInput, OBJECTION, "在公示期内提出异议"
    )
    answer_objection = changes(
        service.answer_objection, AnswerObjectionInput, OBJECTION, "处理公示异议"
    )
    set_relief_target = creates(
        service.set_relief_target,
        SetReliefTargetInput,
        TARGET,
        "设定年度目标并取基数快照 (不可更改)",
    )
    set_calendar_day = creates(
        service.set_calendar_day, SetCalendarDayInput, DAY, "登记节假日或调休 (期限随之重算)"
    )
