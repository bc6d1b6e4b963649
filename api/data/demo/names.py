"""Names of invented people: common surnames, and given names from two tables of characters."""

import random
from typing import Final

from schema.core.pinyin import search_key

# Surnames by how common they are, the most common first; drawn with falling weight.
SURNAMES: Final = (
    "李王张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹"
    "易常武乔贺赖龚文卜柳樊颜葛阳欧喻艾邬丰"
)
DOUBLE_SURNAMES: Final = ("欧阳", "上官", "司马", "诸葛")
MALE: Final = (
    "伟强磊军洋勇杰涛明超刚平辉鹏华飞斌波宇浩凯健俊帆帅旭宁龙林欢阳建亮成畅峰建国庆文武志远"
    "国栋梁德胜利民生根水新春来祥福贵荣昌盛茂松柏岳湘楚云江海涌泉"
)
FEMALE: Final = (
    "芳娜敏静丽艳娟霞秀英玲桂兰燕红梅琴萍莉雪琳晶洁颖慧婷玉珍凤莲菊花香云彩月娥素芬淑华春秋"
    "银翠爱莹雅倩怡佳欣梦思雨湘楚美满容蓉芝竹清"
)
SINGLE_GIVEN_SHARE: Final = 0.14
DOUBLE_SURNAME_SHARE: Final = 0.004


class Names:
    """Draws names and spells them; the pinyin is looked up once for each character."""

    def __init__(self) -> None:
        most = len(SURNAMES)
        self._surnames = [
            surname
            for rank, surname in enumerate(SURNAMES)
            for _ in range(1 + 40 * (most - rank) ** 2 // most**2)
        ]

    def surname(self, roll: random.Random) -> str:
        """A surname as often as it is met."""
        if roll.random() < DOUBLE_SURNAME_SHARE:
            return roll.choice(DOUBLE_SURNAMES)
        return self._surnames[int(roll.random() * len(self._surnames))]

    def given(self, roll: random.Random, *, male: bool) -> str:
        """One or two characters."""
        table = MALE if male else FEMALE
        first = table[int(roll.random() * len(table))]
        if roll.random() < SINGLE_GIVEN_SHARE:
            return first
        return first + table[int(roll.random() * len(table))]

    def full(self, roll: random.Random, *, male: bool) -> str:
        """Surname and given name."""
        return self.surname(roll) + self.given(roll, male=male)

    @staticmethod
    def spell(name: str) -> str:
        """The name in pinyin, as searches expect it."""
        return search_key(name, person=True)
