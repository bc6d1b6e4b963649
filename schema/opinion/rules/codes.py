"""Code lists of public opinion."""

from schema.core.enums import Labelled

# What cases are about is what people talk of: one list (domain §9.3).
from schema.rights.rules.codes import Topic as Topic  # noqa: PLC0414 - shown on as our own


class SourceKind(Labelled):
    """来源类别: where a text comes from; only public or lawfully supplied text."""

    HOTLINE_12351 = "HOTLINE_12351", "职工维权热线"
    GOV_12345 = "GOV_12345", "市民热线转办"
    LEADER_MAILBOX = "LEADER_MAILBOX", "领导信箱"
    UNION_SITE_COMMENT = "UNION_SITE_COMMENT", "工会网站留言"
    WECHAT_BACKEND = "WECHAT_BACKEND", "公众号后台留言"
    PUBLIC_MEDIA_RSS = "PUBLIC_MEDIA_RSS", "公开媒体订阅"
    PUBLIC_WEB_API = "PUBLIC_WEB_API", "公开网络接口"
    PARTNER_REPORT = "PARTNER_REPORT", "协作单位通报"
    TOWNSHIP_REPORT = "TOWNSHIP_REPORT", "乡镇(街道)上报"


# The address of a source that is not read but brings its reports itself.
PUSHED = "push:"

# Kinds that hear Linxiang's people only: their texts need not name a place.
LOCAL_KINDS = frozenset(SourceKind) - {SourceKind.PUBLIC_MEDIA_RSS, SourceKind.PUBLIC_WEB_API}


class FeedFormat(Labelled):
    """来源格式"""

    AUTO = "AUTO", "自动识别"
    RSS = "RSS", "RSS"
    ATOM = "ATOM", "Atom"
    JSON_LINES = "JSON_LINES", "JSON 行"


class ReportState(Labelled):
    """报送处理状态"""

    WAITING = "WAITING", "待处理"
    STORED = "STORED", "已受理"
    REFUSED = "REFUSED", "未受理"


class Stance(Labelled):
    """表达类型: what the text does; only a grievance can alert."""

    GRIEVANCE = "GRIEVANCE", "诉求"
    QUESTION = "QUESTION", "咨询"
    THANKS = "THANKS", "致谢或已解决"
    PUBLICITY = "PUBLICITY", "宣传报道"
    RETELLING = "RETELLING", "外地消息转载"
    RECRUITMENT = "RECRUITMENT", "招聘广告"
    FICTION = "FICTION", "文娱内容"
    OTHER = "OTHER", "无关"


class HarmFlag(Labelled):
    """危害标记"""

    DEATH = "DEATH", "死亡"
    WEAPON = "WEAPON", "凶器"
    SUICIDE = "SUICIDE", "自伤自杀"
    FIRE = "FIRE", "火情"


class OpinionLevel(Labelled):
    """预警等级: national emergency practice; LOG is recorded without an alert."""

    RED = "RED", "Ⅰ级(红色)"
    ORANGE = "ORANGE", "Ⅱ级(橙色)"
    YELLOW = "YELLOW", "Ⅲ级(黄色)"
    BLUE = "BLUE", "Ⅳ级(蓝色)"
    LOG = "LOG", "记录"


class EventStatus(Labelled):
    """舆情事件状态 (SM-EVT)"""

    DETECTED = "DETECTED", "已发现"
    SCREENED = "SCREENED", "已研判"
    FALSE_ALARM = "FALSE_ALARM", "误报"
    OUT_OF_AREA = "OUT_OF_AREA", "非本辖区"
    CONFIRMED = "CONFIRMED", "已确认"
    REPORTED = "REPORTED", "已报告"
    DISPATCHED = "DISPATCHED", "已交办"
    VERIFYING = "VERIFYING", "核实中"
    RESPONDING = "RESPONDING", "回应中"
    SOLVING = "SOLVING", "处置中"
    MONITORING = "MONITORING", "跟踪中"
    CLOSED = "CLOSED", "已办结"
    REVIEWED = "REVIEWED", "已复盘"


class AlertRule(Labelled):
    """预警规则"""

    EVENT_LEVEL = "EVENT_LEVEL", "事件等级达到"
    SPIKE = "SPIKE", "主题在乡镇短时激增"
    CLOCK_OVERDUE = "CLOCK_OVERDUE", "处置超时"


class AlertStatus(Labelled):
    """预警状态"""

    RAISED = "RAISED", "已发出"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已接收"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class OpinionError(Labelled):
    """Error codes of this domain."""

    FEED_ADDRESS_REFUSED = "FEED_ADDRESS_REFUSED", "来源地址不被允许"
    FEED_TOO_LARGE = "FEED_TOO_LARGE", "来源内容超过大小上限"
    FEED_NOT_PUSHED = "FEED_NOT_PUSHED", "没有可报送的该来源"
    REPORT_EMPTY = "REPORT_EMPTY", "须有编号和内容"
    REPORT_CHANGED = "REPORT_CHANGED", "同一编号已报送过其他内容"
    SIGNATURE_REFUSED = "SIGNATURE_REFUSED", "来源、密钥、时间或签名不符"
    DELIVERY_REPEATED = "DELIVERY_REPEATED", "该推送已经接收过"
    FEED_ROBOTS = "FEED_ROBOTS", "网站的 robots.txt 不允许采集"
    FEED_UNREADABLE = "FEED_UNREADABLE", "来源内容无法解析"
    FEED_UNREACHABLE = "FEED_UNREACHABLE", "来源无法访问"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION", "当前状态不允许此操作"
    REASON_REQUIRED = "REASON_REQUIRED", "须填写理由"
    SECOND_PERSON = "SECOND_PERSON", "须由另一人确认"
    LEADER_REQUIRED = "LEADER_REQUIRED", "此等级的该步骤须由市总领导办理"
    UNIT_REQUIRED = "UNIT_REQUIRED", "交办须指明承办工会"
    MONITORING_RUNNING = "MONITORING_RUNNING", "跟踪期未满"
    LEVEL_UNCHANGED = "LEVEL_UNCHANGED", "等级变更方向不符"
    CHANGE_PENDING = "CHANGE_PENDING", "已有待确认的降级"
    CASE_REQUIRED = "CASE_REQUIRED", "须先立维权案件"
    BRIEF_RUNNING = "BRIEF_RUNNING", "该期尚未结束"
    BRIEF_EXISTS = "BRIEF_EXISTS", "该期简报已有; 更正须说明原因"
    BRIEF_NOT_READY = "BRIEF_NOT_READY", "该文件尚未生成"
