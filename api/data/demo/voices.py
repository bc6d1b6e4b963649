"""Events of public opinion in every state of SM-EVT, brought there by the services that people use.

Each begins with a call to the hotline, so many days ago that its steps could be taken since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from api.data.places import TOWNS
from schema.core.work import Work
from schema.opinion import service
from schema.opinion.rules.codes import PUSHED, EventStatus, OpinionLevel, SourceKind
from schema.opinion.service.reading import RawItem
from schema.opinion.service.storing import Source, store
from schema.opinion.tables import feed_item, feed_source, opinion_event

S = EventStatus
CODE: Final = "DEMO-12351"
DUTY, RIGHTS, LEADER, TOWN = "值班员", "权益保障部", "分管副主席", "乡镇工会"
#: The road of an event that is true and ours: state, hours since it began, who, what was said.
ROAD: Final = (
    (S.SCREENED, 0.2, DUTY, None),
    (S.CONFIRMED, 0.5, DUTY, "与来电人核对, 情况属实"),
    (S.REPORTED, 1.5, DUTY, "书面报告分管领导, 附来电记录"),
    (S.DISPATCHED, 3.0, LEADER, "请属地工会当日到场核实"),
    (S.VERIFYING, 6.0, TOWN, "已到单位, 与职工代表和负责人分别谈话"),
    (S.RESPONDING, 20.0, LEADER, "已回复来电人: 工会介入, 五个工作日内答复"),
    (S.SOLVING, 30.0, RIGHTS, "按维权案件办理"),
    (S.MONITORING, 150.0, RIGHTS, "诉求已落实, 转入跟踪"),
    (S.CLOSED, 360.0, LEADER, "跟踪期满, 未再反映"),
)
FACTS: Final = "职工来电反映, 属地工会核实属实, 单位同意协商"
CAUSE: Final = "单位用工管理不规范, 劳动合同与考勤记录不全"
LESSONS: Final = "列入下半年劳动用工体检名单, 由属地工会每季度回访"


@dataclass(frozen=True, slots=True)
class Voice:
    """A call: from which township, how many days ago, and how far its event has come."""

    town: str
    days: float
    text: str
    status: EventStatus
    verdict: str = ""


VOICES: Final = (
    Voice("忠防镇", 0.05, "盛源电子厂拖欠我们四十多人三个月工资，厂长电话关机", S.DETECTED),
    Voice("五里牌街道", 0.1, "恒信服饰厂让怀孕五个月的女工上夜班，不去就叫自己辞职", S.SCREENED),
    Voice(
        "羊楼司镇",
        2,
        "新源竹器厂压断手指没人管，厂里说不算工伤",
        S.FALSE_ALARM,
        "系两年前旧事, 当事人已获工伤赔偿并出具说明",
    ),
    Voice(
        "长安街道",
        3,
        "顺达建材厂拖欠工资两个月一分钱没给，厂子在岳阳县那边",
        S.OUT_OF_AREA,
        "单位与用工地均在岳阳县, 已转岳阳县总工会",
    ),
    Voice("长塘镇", 0.3, "富康鞋厂车间四十度没风扇，我们三十多人，昨天两个中暑抬出去", S.CONFIRMED),
    Voice("詹桥镇", 0.5, "鸿运砖厂打磨车间灰大得看不见人，四十多人口罩一周发一个", S.REPORTED),
    Voice("江南镇", 1, "金地花园工地包工头跑路，我们六十多人半年一分钱没拿到", S.DISPATCHED),
    Voice("桃林镇", 2, "康泰机械厂手指被机器压断，厂里说没签合同不算工伤", S.VERIFYING),
    Voice("聂市镇", 3, "云峰茶厂干了八年才发现只给我们十二个人交了两年社保", S.RESPONDING),
    Voice("云湖街道", 5, "天成工地拖欠工资五个月，我们三十多人找了好几次", S.SOLVING),
    Voice("坦渡镇", 9, "嘉禾食品厂食堂菜里吃出虫子，昨晚宿舍三十多人拉肚子", S.MONITORING),
    Voice("白羊田镇", 24, "华盛服装厂突然通知裁掉半个车间四十多人，补偿一个字都不提", S.CLOSED),
    Voice("黄盖镇", 40, "长江机械厂脚手架塌了，压住两个人，我们三十多人还被催进度", S.REVIEWED),
    Voice("桃矿街道", 1, "在永利砖厂被扣了三个月钱，真的不想活了", S.REPORTED),
)


async def speak(work: Work, unions: Mapping[str, UUID]) -> int:
    """Take the calls in and bring their events where they are; how many. ``unions`` by code."""
    codes = {town.name: unions[town.code] for town in TOWNS}
    known = await _hotline(work)
    for number, voice in enumerate(VOICES, 1):
        told = _Told(work, codes[voice.town], voice)
        await told.call(known, f"12351-{number:03d}")
        await told.go()
    await _raise_and_lower(work)
    return len(VOICES)


async def _hotline(work: Work) -> Source:
    """The source of the calls; it outlives the people of a demonstration that is replaced."""
    chosen = sa.select(feed_source).where(feed_source.c.code == CODE)
    if (await work.execute(chosen)).one_or_none() is None:
        await service.add_feed_source(
            work,
            code=CODE,
            name="12351 职工维权热线 (虚构内容)",
            kind=SourceKind.HOTLINE_12351,
            address=PUSHED,
            licence="虚构内容, 随平台提供",
            lawful_basis="仅供演示, 不含真实信息",
        )
    return Source.of((await work.execute(chosen)).one())


@dataclass(slots=True)
class _Told:
    """One event while it is told of."""

    work: Work
    union: UUID
    voice: Voice
    event: Any = None

    def at(self, hours: float, who: str) -> Work:
        """The same transaction some hours after the call, in the name of an official."""
        now = self.work.now - timedelta(days=self.voice.days) + timedelta(hours=hours)
        person = replace(self.work.principal, subject=f"user:{who}", name=who)
        return replace(self.work, now=min(now, self.work.now), principal=person)

    async def call(self, source: Source, number: str) -> None:
        """The words come in by the hotline, and are judged like any others."""
        work = self.at(0.0, DUTY)
        words = RawItem(number, None, "", f"{self.voice.town}{self.voice.text}", work.now, None)
        from schema.opinion.service.understanding import Understander  # noqa: PLC0415 - numpy

        [reading] = Understander(None).read([words.words], explain=True)
        await store(work, source, [words], {words.raw_hash: reading})
        await self._look(number)

    async def _look(self, number: str | None = None) -> None:
        event = opinion_event
        statement = sa.select(event.c.id, event.c.version, event.c.status)
        if number is None:
            statement = statement.where(event.c.id == self.event.id)
        else:
            item = feed_item.c
            statement = statement.join(feed_item, item.event_id == event.c.id).where(
                item.external_id == number
            )
        self.event = (await self.work.execute(statement)).one()

    async def go(self) -> None:
        """Every step up to the state where the event is."""
        target = self.voice.status
        if target in {S.FALSE_ALARM, S.OUT_OF_AREA}:
            await service.dismiss_event(
                self.at(0.4, DUTY),
                self.event.id,
                self.event.version,
                reason=self.voice.verdict,
                out_of_area=target is S.OUT_OF_AREA,
            )
            return
        for status, hours, who, text in ROAD:
            if self.event.status is target:
                return
            await self._step(status, self.at(hours, who), text)
        if self.event.status is not target:
            await service.review_event(
                self.at(400.0, RIGHTS),
                self.event.id,
                self.event.version,
                is_solved=True,
                cause=CAUSE,
                lessons=LESSONS,
            )

    async def _step(self, status: EventStatus, work: Work, text: str | None) -> None:
        if status is S.SOLVING:
            await service.open_case(work, self.event.id, self.event.version, facts=FACTS)
            await self._look()
        union = self.union if status is S.DISPATCHED else None
        await service.advance_event(
            work, self.event.id, self.event.version, status=status, text=text, union_id=union
        )
        await self._look()


async def _raise_and_lower(work: Work) -> None:
    """One level was raised at once; a lower one waits for the second person."""
    event = opinion_event.c
    for status, level, change, reason in (
        (S.DISPATCHED, OpinionLevel.ORANGE, service.raise_level, "有人提出到市政府门前讨说法"),
        (S.CONFIRMED, OpinionLevel.LOG, service.lower_level, "厂方当日已装风扇, 职工已返岗"),
    ):
        chosen = sa.select(event.id, event.version, event.level).where(event.status == status)
        row = (await work.execute(chosen.limit(1))).one()
        if row.level is not level:
            acting = replace(work, principal=replace(work.principal, subject=f"user:{RIGHTS}"))
            await change(acting, row.id, row.version, level=level, reason=reason)
