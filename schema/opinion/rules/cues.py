"""What a text does: complain, ask, thank, publicise, retell, advertise, tell a story.

The rules err towards a grievance: a person reviews every event, while a
grievance taken for publicity would be lost.
"""

import re
from dataclasses import dataclass

from schema.opinion.rules.codes import Stance
from schema.opinion.rules.patterns import STARTS_NEGATED, Scan, denied_at, words

WORK = words("""
    工地 车间 厂 公司 老板 上班 干活 单位 工友 员工 下班 班组 机器 施工 包工头 工人 岗位 项目部
    作业 矿 站点 跑单 送货 送外卖 打工 宿舍 职工 民工 工作 班长 经理 主管 架子 吊车 叉车 仓库
    流水线 同事 店里 师傅 环卫 保洁 保安 食堂 员工餐 工作餐 骑手 送快递 外卖员 网约车
""")
COMPLAINT = words("""
    不给 没给 不发 没发 不交 没交 不签 没签 不批 不准 不让 不管 没人管 没人理 拒绝 拒不 推诿
    踢皮球 克扣 被扣 乱扣 扣钱 扣光 倒扣 拖着 拖了 一拖 拖欠 欠着 欠了 欠我 黑心 无良 坑人 坑我
    坑工人 骗 投诉 举报 维权 违法 违规 强迫 强制 逼 威胁 恐吓 殴打 凭什么 为什么不 怎么能
    怎么可以 不公 不合理 压榨 剥削 求助 救救 断缴 漏缴 难吃 发霉 馊 恶心 没份 没有份 轮不到 不算
    不认 不赔 不退 没退 不合格 敷衍 不作为 没说法 没有说法 说法 讨说法 没下文 没结果 没用 太差
    差劲 太黑 太坑 太少 从来没 从没 一次都没 一分 受不了 受够 没人接 打不通 上锁 锁着 关门 不理
    不还 不开 卡着 卡住 难办 跑断腿 太难 苦不堪言 没有发 没有给 没有交 没见 没见过 白干 取消 停发
    停了 降了 少了 罚 不让休 憋屈 委屈 寒心 心寒 气愤 愤怒 无语 过分 欺负 欺人 不是人 牛马 心凉
    只给 没有保障 没保障 没缴 没买 不买 少交 少缴 漏 脏 臭 挤 硬逼 死活不 迟迟 至今 还没 一直没
    才给 只发 作废 抢走 内定 造假 假的 摆设 应付 曝光 讨个公道 走投无路 绝望 欺骗 隐瞒 瞒报 骂人
    辱骂 打人 侮辱 歧视 嫌 难受 害怕 拉去 逼着 人管管 谁来管 谁管 凭啥 怎么活 没着落 垮了 吃不消
    受得了 没法 收回 莫名其妙 岗位没了 不让走 扣三倍
""")
STILL = words("""
    至今 还没 还是没 仍然 仍未 依然 又开始 还在拖 没解决 未解决 没有解决 不解决 还不 再次拖 然而
    可是 但是 结果还 呵呵 真是好 可真 讽刺
""")
GRATITUDE = words("""
    感谢 谢谢 多谢 致谢 感激 点赞 表扬 锦旗 为工会点 为你们点 好样的 暖心 贴心 辛苦了 真给力
    太给力 好评 满意 称赞 赞一个 值得学习 幸亏有
""")
HELPERS = words("""
    工会 12351 12345 政府 法院 仲裁 监察 人社 调解 律师 民警 派出所 热线 领导 工作人员 法援
    法律援助 志愿者 社区 街道 师傅们 站长
""")
RESOLVED = words("""
    已解决 解决了 解决好 已经解决 要回 讨回 追回 拿到了 补发 补缴了 补缴到位 到账了 到账 办结
    已结案 结案了 落实了 整改到位 整改完 已整改 修好了 已修 装上了 开门了 发下来了 发了下来
    全部发 结清 付清 认定下来 赔付到位 赔到位 达成协议 握手言和 圆满 复工了 恢复正常 处理好了
    帮我们要 都发了 按时发 准时发 足额
""")
ASKING = words("""
    请问 咨询 想问 问一下 问下 请教 如何 怎么申请 怎么办理 怎么算 怎么认定 怎么领 是否 能不能
    可以吗 有没有人知道 谁知道 几何 标准是 什么时候 什么条件 哪里办 在哪办 在哪里 需要什么
    要什么材料 哪些材料 几天 流程 有规定吗 吗? 呢? 么? 求解 怎么查
""")
SUPPOSING = words("如果 假如 假设 万一 要是 倘若 比如说")
PUBLICITY = words("""
    宣传 解读 公告 印发 出台 召开 部署 专项行动 专项检查 专项整治 座谈会 培训班 讲座 演练
    启动仪式 普法 走访 慰问活动 送清凉 温馨提示 小贴士 提醒您 提醒广大 提示: 微提示 注意事项 记者
    本报讯 据悉 条例 办法》 规定》 意见》 通知》 工作推进会 推进会 动员会 督导 督查 调研 检查组
    宣讲 主题活动 倡议 科普 知识 指南 明确规定 规定, 根据《 依据《 发布会 安全生产月 宣传周
    宣传月 宣传日 志愿服务 比武 竞赛 表彰 典型案例 以案释法 起诉 宣判 白皮书 统计 研讨会 论坛
    签约 揭牌 新闻联播 官方 回应关切 政策 标准为 调整为 上线 荣获
""")
INCIDENT = re.compile(
    r"(?:发生|突发).{0,12}(?:事故|坍塌|爆炸|火灾|中毒|泄漏|罢工|聚集|围堵)|致\d*[一二两三四五六七八九十]?(?:多|余)?(?:人|名)"
    r"|(?:\d|[一二两三四五六七八九十])(?:人|名工人)(?:死亡|遇难|受伤|被埋|被困|获救)"
)
ADVERT = words("""
    诚聘 急招 招聘 招募 招工 高薪聘 直招 包吃住 包吃 包住 月薪 底薪 薪资面议 待遇优厚 福利待遇
    缴纳五险 五险一金齐全 双休 应聘 入职 联系电话 岗位要求 不加班 转正 长白班 计件 年龄要求
    男女不限 简历 面试地点 工资日结 加微信
""")
FICTION = words("""
    电影 电视剧 票房 剧情 小说 综艺 游戏 副本 公会 主角 男主 女主 动漫 演唱会 专辑 歌词 球队 球员
    联赛 追剧 影评 大结局 角色 玩家 新番 这部剧 这剧 偶像 粉丝 皮肤
""")
# A guest or a buyer judges what he was sold, not where he works.
CUSTOMER = words("""
    入住 退房 前台 客房 大堂 标间 早餐 味道不错 味道一般 口味 分量 好吃 卖家 店家 商家 菜品 餐具
    点餐 点的餐 送来 送到的 外卖小哥态度 差评 好评 五星 性价比
""")
# Words that put a text inside a real workplace, whatever film or game it mentions.
WORKPLACE = words("""
    工资 工钱 老板 公司 厂里 厂子 车间 工地 单位 加班 上班 社保 合同 工友 同事 裁员 补偿 骑手
    站点
""")
RETOLD = words("""
    转载 转发 转: 转自 来源: 报道 据报 记者 网传 新闻 消息 视频显示 近日 日前 讯 通报 网友爆料
    热搜 媒体
""")
_FIRST_PERSON = re.compile(
    r"我(?![市县省国局院校镇区台社办会])|俺|咱|自己|本人|家属|亲戚|老公|老婆|哥哥|姐姐|爸|妈"
)
_ASKED = re.compile(r"[?]|吗[。!]?$|呢[。!]?$")


LITERALS = (
    WORK
    | COMPLAINT
    | STILL
    | GRATITUDE
    | HELPERS
    | RESOLVED
    | ASKING
    | SUPPOSING
    | PUBLICITY
    | ADVERT
    | CUSTOMER
    | FICTION
    | WORKPLACE
    | RETOLD
)
ADVERT_WORDS = 2  # one word of advertising is in many complaints


@dataclass(frozen=True, slots=True)
class Cues:
    """What the cue words of a text say."""

    work: bool
    complaint: bool
    first_person: bool
    fiction: bool


def read_cues(scan: Scan) -> Cues:
    """The cues that topics need before a stance can be told."""
    return Cues(
        work=scan.has(WORK),
        complaint=_complains(scan),
        first_person=_FIRST_PERSON.search(scan.text) is not None,
        fiction=scan.has(FICTION) and not scan.has(WORKPLACE),
    )


def _complains(scan: Scan) -> bool:
    """A word of complaint that nothing denies (不存在强制加班 is none)."""
    return any(
        literal.startswith(STARTS_NEGATED) or not denied_at(scan.text, start)
        for start, literal in scan.places(COMPLAINT.intersection(scan.found))
    )


def silent_stance(scan: Scan, cues: Cues, *, grievance: bool, abroad: bool) -> Stance | None:
    """Why a text must not alert although it names a topic; None when it is a grievance.

    ``grievance``: a complaint pattern matched; ``abroad``: it names a place
    elsewhere and none of Linxiang's.
    """
    if cues.fiction:
        return Stance.FICTION
    if scan.has(CUSTOMER) and not scan.has(WORKPLACE):
        return Stance.OTHER
    if abroad and (not cues.first_person or (scan.has(RETOLD) and not cues.complaint)):
        return Stance.RETELLING
    if _thanks(scan, grievance=grievance):
        return Stance.THANKS
    if not cues.first_person and len(ADVERT.intersection(scan.found)) >= ADVERT_WORDS:
        return Stance.RECRUITMENT
    if _publicity(scan, cues):
        return Stance.PUBLICITY
    if _question(scan, cues, grievance=grievance):
        return Stance.QUESTION
    return None


def _resolved(scan: Scan) -> bool:
    """Something was put right, and the text does not deny it."""
    return any(not denied_at(scan.text, start) for start, _ in scan.places(RESOLVED))


def _thanks(scan: Scan, *, grievance: bool) -> bool:
    """Thanks, or a report that all is well again; thanks for a wrong that goes on is sarcasm."""
    if scan.has(STILL):
        return False
    resolved = _resolved(scan)
    if not scan.has(GRATITUDE):
        return resolved and not _ASKED.search(scan.text)
    return resolved or not grievance or scan.has(HELPERS)


def _publicity(scan: Scan, cues: Cues) -> bool:
    """Policy, meetings, campaigns; not when people speak for themselves or an accident is told."""
    if cues.first_person or not scan.has(PUBLICITY):
        return False
    return INCIDENT.search(scan.text) is None


def _question(scan: Scan, cues: Cues, *, grievance: bool) -> bool:
    """A question about rules; asking what to do about a wrong already suffered is a grievance."""
    if not scan.has(ASKING) and _ASKED.search(scan.text) is None:
        return False
    if scan.has(SUPPOSING):
        return True
    return not grievance and not (cues.complaint and cues.first_person)
