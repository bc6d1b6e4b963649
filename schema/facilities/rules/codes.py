"""Code lists and error codes of facilities (domain §6)."""

from schema.core.enums import Labelled


class FacilityKind(Labelled):
    """阵地类型"""

    SERVICE_CENTRE = "SERVICE_CENTRE", "职工服务中心"
    SERVICE_STATION = "SERVICE_STATION", "职工服务站"
    LOVE_STATION = "LOVE_STATION", "户外劳动者爱心驿站"
    CARE_ROOM = "CARE_ROOM", "爱心母婴室"
    TRAINING_BASE = "TRAINING_BASE", "产业工人培训示范基地"
    WORKERS_HOME = "WORKERS_HOME", "职工之家"


class FacilityStatus(Labelled):
    """阵地状态 (SM-FAC)"""

    PROPOSED = "PROPOSED", "拟建"
    APPROVED = "APPROVED", "已批准"
    BUILDING = "BUILDING", "建设中"
    ACCEPTANCE = "ACCEPTANCE", "验收"
    OPEN = "OPEN", "开放"
    MAINTENANCE = "MAINTENANCE", "维护"
    SUSPENDED = "SUSPENDED", "暂停"
    RECTIFYING = "RECTIFYING", "整改"
    CLOSED = "CLOSED", "关闭"


class BuildMode(Labelled):
    """建设方式"""

    SELF_BUILT = "SELF_BUILT", "自建"
    JOINTLY_BUILT = "JOINTLY_BUILT", "共建"


class SiteKind(Labelled):
    """场所类型"""

    WORKPLACE = "WORKPLACE", "用人单位"
    PUBLIC = "PUBLIC", "公共场所"


class CoordinateSystem(Labelled):
    """坐标系"""

    WGS84 = "WGS84", "WGS-84"
    GCJ02 = "GCJ02", "GCJ-02"


class InspectionKind(Labelled):
    """检查类型"""

    SELF = "SELF", "自查"
    TOWNSHIP = "TOWNSHIP", "乡镇(街道)检查"
    CITY = "CITY", "市总工会检查"
    SPOT = "SPOT", "抽查"


class InspectionResult(Labelled):
    """检查结论"""

    PASSED = "PASSED", "合格"
    FIX_REQUIRED = "FIX_REQUIRED", "需整改"
    FAILED = "FAILED", "不合格"


class FaultLevel(Labelled):
    """问题程度"""

    NONE = "NONE", "无"
    ORDINARY = "ORDINARY", "一般"
    SAFETY = "SAFETY", "安全"


class FacilityErrorCode(Labelled):
    """Codes of this domain."""

    ACCEPTANCE_MISSING = "ACCEPTANCE_MISSING", "尚未通过验收, 不能开放"
    FAULTS_OPEN = "FAULTS_OPEN", "尚有问题未整改, 不能开放"
    STANDARD_UNMET = "STANDARD_UNMET", "必备设施或条件不齐, 不能开放"
    REASON_MISSING = "REASON_MISSING", "须说明原因"
    ROOM_TAKEN = "ROOM_TAKEN", "该时段已被预约"
    ROOM_CLOSED = "ROOM_CLOSED", "该时段不开放或场地不可预约"
    CLASS_FULL = "CLASS_FULL", "培训班已满员"
    BOOKING_LIMIT = "BOOKING_LIMIT", "超出可预约的人数、时长或提前天数"


class EquipmentCode(Labelled):
    """设施设备: what the standards of the five kinds ask for or welcome"""

    SIGN = "SIGN", "统一标识牌"
    DESK = "DESK", "服务台"
    SERVICE_LIST = "SERVICE_LIST", "上墙服务清单"
    COMPUTER = "COMPUTER", "电脑 (一键通)"
    COMPLAINT_BOX = "COMPLAINT_BOX", "意见箱"
    LEDGER = "LEDGER", "台账"
    SEATS = "SEATS", "桌椅 (座位)"
    WATER = "WATER", "饮水设备"
    MICROWAVE = "MICROWAVE", "微波炉"
    COOLING = "COOLING", "风扇或空调"
    FIRST_AID_KIT = "FIRST_AID_KIT", "急救药箱"
    CHARGING = "CHARGING", "充电插座"
    REFRIGERATOR = "REFRIGERATOR", "冰箱"
    TOILET = "TOILET", "卫生间 (或 200 米内指引)"
    WIFI = "WIFI", "无线网络"
    BOOKS = "BOOKS", "书刊"
    UMBRELLAS = "UMBRELLAS", "雨伞"
    TOOL_KIT = "TOOL_KIT", "工具箱"
    TYRE_PUMP = "TYRE_PUMP", "打气筒"
    LOCKABLE_DOOR = "LOCKABLE_DOOR", "可锁门或帘"
    NURSING_SEAT = "NURSING_SEAT", "哺乳座椅"
    TABLE = "TABLE", "桌台"
    HOT_WATER = "HOT_WATER", "热水与洗手液"
    BIN = "BIN", "带盖垃圾桶"
    CHANGING_TABLE = "CHANGING_TABLE", "护理台 (带安全带)"
    NON_SLIP_FLOOR = "NON_SLIP_FLOOR", "防滑地面"
    STERILISER = "STERILISER", "消毒器"
    SAFETY_PERMIT = "SAFETY_PERMIT", "安全许可"
    BOOK_CORNER = "BOOK_CORNER", "职工书屋"
    ACTIVITY_PLAN = "ACTIVITY_PLAN", "活动计划"


class EquipmentState(Labelled):
    """设施设备状态"""

    OK = "OK", "完好"
    BROKEN = "BROKEN", "损坏"
    MISSING = "MISSING", "缺失"
    EXPIRED = "EXPIRED", "过期"


class Season(Labelled):
    """开放时间适用季节 (夏季为 6 至 9 月)"""

    ALL_YEAR = "ALL_YEAR", "全年"
    SUMMER = "SUMMER", "夏季"
    REST_OF_YEAR = "REST_OF_YEAR", "夏季以外"


class ServiceCode(Labelled):
    """服务事项: what a visitor came for; counted, never by name"""

    VISIT = "VISIT", "进站休息"
    WATER = "WATER", "饮水热饭"
    CHARGING = "CHARGING", "充电"
    FIRST_AID = "FIRST_AID", "应急用药"
    NURSING = "NURSING", "母婴护理"
    CONSULT = "CONSULT", "政策咨询"
    AID = "AID", "帮扶申报"
    LAW = "LAW", "法律咨询"
    JOBS = "JOBS", "就业信息"
    TRAINING = "TRAINING", "培训报名"
    MUTUAL_AID = "MUTUAL_AID", "互助申报"
    READING = "READING", "阅览"
    ACTIVITY = "ACTIVITY", "文体活动"


class CareKind(Labelled):
    """日常登记: the keeper's daily marks"""

    CHECK_IN = "CHECK_IN", "开门签到"
    CLEANED = "CLEANED", "清洁"
    DISINFECTED = "DISINFECTED", "消毒"


class BookingStatus(Labelled):
    """预约状态"""

    BOOKED = "BOOKED", "已预约"
    USED = "USED", "已使用"
    ABSENT = "ABSENT", "未到"
    CANCELLED = "CANCELLED", "已取消"


class BaseKind(Labelled):
    """培训基地类型"""

    VOCATIONAL_SCHOOL = "VOCATIONAL_SCHOOL", "职业学校"
    ENTERPRISE_CENTRE = "ENTERPRISE_CENTRE", "企业培训中心"
    EDUCATION_BASE = "EDUCATION_BASE", "教育培训基地"


class DemandKind(Labelled):
    """需求点类型"""

    WORKPLACE = "WORKPLACE", "用人单位"
    PUBLIC_PLACE = "PUBLIC_PLACE", "公共场所"
    HOT_SPOT = "HOT_SPOT", "户外劳动者聚集点"
