"""Words of death, weapons, suicide and fire, and the figures of speech that only sound so."""

import re

from schema.opinion.rules.codes import HarmFlag
from schema.opinion.rules.patterns import Scan, denied_at, words

_WORDS: dict[HarmFlag, frozenset[str]] = {
    HarmFlag.DEATH: words("""
    死亡 身亡 工亡 去世 猝死 丧命 丧生 遗体 遇难 坠亡 出人命 没抢救过来 抢救无效 当场死 死了人
    人死了 摔死 砸死 压死 电死 毒死 烧死 淹死 闷死 死了一个 死了两个 一死 两死 三死 没了命 送了命
    尸体 断气 死人了
"""),
    HarmFlag.WEAPON: words("""
    持刀 拿刀 砍人 砍刀 菜刀 刀砍 汽油瓶 炸药 雷管 铁棍 凶器 匕首 捅人 捅死 捅伤 钢管打 拿着刀
    动刀 泼汽油
"""),
    HarmFlag.SUICIDE: words("""
    不想活 轻生 跳楼 自杀 自残 割腕 上吊 跳河 跳桥 跳江 跳下去 爬塔吊 塔吊上 一了百了 遗书 喝农药
    死给 了结自己 不如死了 死了算了 想死 活不下去 活够了 活着没 活不起 死路一条 不想再醒 敌敌畏
    安眠药 百草枯 同归于尽 拉根绳 不如走了干净 一死了之 想去死 去死了 不想再活 活着累 没勇气活
    轻身 交代后事 最后一条 解脱了 我死了 死给他们看 生无可恋 没有活路
"""),
    HarmFlag.FIRE: words("起火 着火 火灾 大火 失火 自焚 纵火 放火 烧起来 点火烧 引燃 火势"),
}
_FIGURE_OF_SPEECH = re.compile(
    r"[热累气笑吓烦急冷坑害饿困忙丑美帅甜晒无爱]死人了?|死亡(?:谷|证明办理|赛|金属|笔记)|跳楼(?:价|机|大?甩卖)|想死你|想死我了?|自杀式"
    r"|怒火|火灾演练|大火了|火灾隐患排查|防火灾|消防|炸药包|[了着]火了一把|(?:好吃|甜|馋|可爱)到?想死|轻生活|减轻生"
)

LITERALS = frozenset[str]().union(*_WORDS.values())


def harm_flags(scan: Scan) -> tuple[HarmFlag, ...]:
    """The harm that a text speaks of and does not deny."""
    if not scan.has(LITERALS):
        return ()
    blots = [match.span() for match in _FIGURE_OF_SPEECH.finditer(scan.text)]
    return tuple(
        flag
        for flag, listed in _WORDS.items()
        if any(
            not denied_at(scan.text, start)
            and not any(first < start + len(word) and start < last for first, last in blots)
            for start, word in scan.places(listed)
        )
    )
