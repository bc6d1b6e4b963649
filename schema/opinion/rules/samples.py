"""Invented posts for the demonstration: grievances, copies of them, and what only sounds alike."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

TOWNS = (
    "长安街道",
    "桃矿街道",
    "五里牌街道",
    "云湖街道",
    "忠防镇",
    "聂市镇",
    "江南镇",
    "桃林镇",
    "长塘镇",
    "白羊田镇",
    "詹桥镇",
    "黄盖镇",
    "羊楼司镇",
    "坦渡镇",
)
NAMES = (
    "宏达",
    "金星",
    "永丰",
    "长虹",
    "四海",
    "利民",
    "正泰",
    "华美",
    "兴旺",
    "楚风",
    "云溪",
    "湘竹",
)
TRADES = (
    "鞋厂",
    "服装厂",
    "茶厂",
    "竹器厂",
    "浮标厂",
    "机械厂",
    "食品厂",
    "砖厂",
    "工地",
    "物流园",
)

GRIEVANCES = (
    "{town}{firm}拖欠工资{months}个月，我们{people}个人找了好几次，老板说没钱",
    "包工头跑路了，{town}{firm}{people}多人{months}个月一分钱没拿到",
    "我在{town}{firm}上班，手指被机器压断，厂里说不算工伤",
    "{town}{firm}突然通知裁员，{people}个老员工，补偿一分不给",
    "在{firm}干了{years}年才发现只给我交了两年社保",
    "{firm}一个月休一天，加班费不给，请假还要扣三倍",
    "{town}{firm}车间四十度没风扇，昨天又有人中暑",
    "{town}{firm}打磨车间灰大得看不见人，口罩一周发一个",
    "{town}{firm}脚手架塌了，压住两个人，工地还在催进度",
    "怀孕{months}个月被{firm}调去夜班，说不去就自己辞职",
    "{town}{firm}门口{people}多人拉横幅，不给说法不复工",
    "{firm}食堂菜里吃出虫子，宿舍漏雨没人管",
    "去{firm}面试第一句就问结婚没有打不打算要孩子",
    "{town}的外卖站点乱罚款，超时一次扣五十，骑手苦不堪言",
    "{firm}进厂先交{people}块押金，合同三个月都没给",
    "{town}困难补助全给了关系户，真正有病的没份",
    "{town}的爱心驿站大热天锁着门，打电话没人接",
    "{town}的劳务中介收了介绍费，人拉到外地就不管了",
    "在{firm}被扣了{months}个月钱，真的不想活了",
)
QUIET = (
    "手机罢工了，谁知道{town}哪里能修",
    "新电影票房爆炸，今晚去看",
    "打游戏被开除公会了",
    "{firm}食堂新菜上线，欢迎来尝",
    "感谢{town}工会帮我们要回了拖欠的工资，钱已到账",
    "市总工会召开根治欠薪专项行动部署会",
    "高温津贴政策宣传走进{town}",
    "请问产假怎么申请，需要什么材料？",
    "{firm}诚聘普工，不加班，包吃住，月薪五千",
    "河南某工地讨薪事件登上热搜，记者到场",
    "{firm}今年没有发生一起事故",
    "跳楼价大甩卖，{town}商业街最后三天",
    "{town}今天天气不错，去云湖边走走",
    "{firm}从不拖欠工资，待遇还行",
    "暴雨停工，大家注意安全",
    "{town}开展消防演练，模拟厂房爆炸救援",
)
TAILS = ("！求扩散", "，大家帮忙转一下", "。求关注", "！！！", "，有没有人管管")
QUIET_SHARE, COPY_SHARE = 0.35, 0.2
SPREAD_DAYS = 14


def sample_items(
    seed: int, count: int, now: datetime, days: int = SPREAD_DAYS
) -> Iterator[dict[str, object]]:
    """``count`` posts of the ``days`` before ``now`` as a JSON lines feed gives them.

    The same seed gives the same posts. A fifth are copies of an earlier post.
    """
    return (post for post, _ in sample_posts(seed, count, now, days))


def sample_posts(
    seed: int, count: int, now: datetime, days: int
) -> Iterator[tuple[dict[str, object], int | None]]:
    """The same, each with the number of the post that it copies, if it does."""
    dice = random.Random(seed)  # noqa: S311 - invented posts, not secrets
    told: list[tuple[str, datetime, int]] = []
    for number in range(count):
        moment = now - timedelta(minutes=dice.randrange(days * 24 * 60))
        original = None
        if told and dice.random() < COPY_SHARE:
            text, first, original = told[dice.randrange(max(0, len(told) - 50), len(told))]
            text += dice.choice(TAILS)
            moment = min(now, first + timedelta(minutes=dice.randrange(24 * 60)))
        else:
            text = _text(dice)
            told.append((text, moment, number))
        post = {
            "id": f"sample-{seed}-{number}",
            "url": f"https://feed.example/{seed}/{number}",
            "title": "",
            "text": text,
            "published": moment.isoformat(timespec="seconds"),
            "author": f"网友{dice.randrange(10_000)}",
            **_reach(dice),
        }
        yield post, original


def _text(dice: random.Random) -> str:
    template = dice.choice(QUIET if dice.random() < QUIET_SHARE else GRIEVANCES)
    return template.format(
        town=dice.choice(TOWNS),
        firm=dice.choice(NAMES) + dice.choice(TRADES),
        months=dice.randint(2, 8),
        years=dice.randint(4, 20),
        people=dice.choice((3, 8, 12, 35, 60, 120)),
    )


def _reach(dice: random.Random) -> dict[str, object]:
    """Most posts are hardly read, a few by many."""
    reads = int(dice.paretovariate(0.9) * 20)
    return {
        "read": min(reads, 500_000),
        "like": min(reads // 15, 20_000),
        "repost": min(reads // 60, 5_000),
        "comment": min(reads // 30, 8_000),
    }
