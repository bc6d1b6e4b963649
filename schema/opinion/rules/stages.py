"""Code lists of an event's handling: its clocks, its log, its level, who is on duty."""

from schema.core.enums import Labelled


class ClockKind(Labelled):
    """时限种类: what must have been done by a moment."""

    CRISIS = "CRISIS", "心理危机专人接手"
    SCREENING = "SCREENING", "研判"
    PHONE_REPORT = "PHONE_REPORT", "电话报告"
    FIRST_REPORT = "FIRST_REPORT", "首次书面报告"
    FORMAL_REPORT = "FORMAL_REPORT", "正式上报"
    REPLY = "REPLY", "首次发声或回复"
    ANSWER = "ANSWER", "发布会或答复"
    OBSERVATION = "OBSERVATION", "跟踪记录"
    MONITORING = "MONITORING", "跟踪期"


class ClockStatus(Labelled):
    """时限状态"""

    RUNNING = "RUNNING", "计时中"
    MET = "MET", "已办"
    CANCELLED = "CANCELLED", "不再适用"


class StepKind(Labelled):
    """处置记录种类"""

    STEP = "STEP", "状态变更"
    TAKEN = "TAKEN", "接手"
    LEVEL = "LEVEL", "等级变更"
    CASE = "CASE", "立案"
    NOTE = "NOTE", "处置情况"
    PHONE_REPORT = "PHONE_REPORT", "电话报告"
    FORMAL_REPORT = "FORMAL_REPORT", "正式上报"


#: What a person may enter without moving the event, and the clock that it stops.
NOTES = {
    StepKind.NOTE: None,
    StepKind.PHONE_REPORT: ClockKind.PHONE_REPORT,
    StepKind.FORMAL_REPORT: ClockKind.FORMAL_REPORT,
}


class LevelChangeStatus(Labelled):
    """等级变更状态: raising takes effect at once, lowering needs a second person."""

    REQUESTED = "REQUESTED", "待确认"
    APPLIED = "APPLIED", "已生效"
    REFUSED = "REFUSED", "已否决"


class DutyPost(Labelled):
    """值班岗位"""

    OFFICER = "OFFICER", "值班员"
    LEADER = "LEADER", "带班领导"
