"""Text as the rules read it: one form for patterns, a barer one for comparing posts."""

import re
import unicodedata

MAX_CHARACTERS = 20_000

# Traditional characters met in labour talk, each followed by its simplified form. A
# dictionary of phrases would do better on rare words, but these carry the topics.
_PAIRS = (
    "資资錢钱發发給给個个們们這这廠厂闆板員员傷伤醫医療疗辭辞補补償偿險险積积車车間间東东會会時时來来對对"
    "說说話话沒没還还過过讓让為为樣样實实習习壓压斷断頭头塵尘聲声業业產产懷怀橫横圍围飯饭熱热氣气溫温貼贴"
    "騎骑單单罰罚號号運运費费貸贷騙骗紹绍約约簽签證证據据幫帮難难關关係系戶户問问驛驿鎖锁電电樓楼輕轻鬱郁"
    "潰溃開开無无見见從从兩两幾几萬万億亿歲岁處处議议報报導导記记請请謝谢領领團团隊队鄉乡鎮镇縣县區区灣湾"
    "臨临陽阳長长橋桥裡里裏里國国學学銀银賬账帳账歡欢慶庆動动務务勞劳爭争監监護护權权違违規规檢检舉举訴诉"
    "應应該该當当總总經经濟济終终於于現现場场點点髮发麼么嗎吗誰谁體体嚴严風风災灾燒烧滅灭賠赔絕绝續续級级"
    "組组織织結结統统網网線线練练職职聯联聽听聞闻腦脑腳脚臟脏藥药虧亏衛卫裝装製制複复觀观計计訂订認认設设"
    "評评試试詢询詐诈調调談谈課课讀读變变負负財财責责貨货買买賣卖質质賴赖趕赶轉转輪轮辦办連连進进遲迟選选"
    "遺遗針针鋼钢錄录錯错鐘钟鐵铁門门閉闭隱隐隨随雜杂雙双離离雲云靜静願愿類类飛飞養养駕驾驗验驚惊鬧闹黃黄"
    "齊齐齡龄屆届師师強强後后復复愛爱慘惨懸悬戲戏戰战掛挂採采揮挥損损擔担擾扰攔拦數数暫暂條条極极構构標标"
    "機机檔档歷历殘残歸归決决況况淚泪準准漲涨潑泼濕湿災灾爺爷獎奖獨独環环畫画異异盜盗眾众矽硅碼码禮礼種种"
    "窮穷競竞筆笔節节範范純纯紅红紙纸細细紗纱維维緊紧編编縫缝縮缩罷罢聖圣肅肃腫肿膽胆與与舊旧艱艰蓋盖薦荐"
    "號号蟲虫術术衝冲褲裤訊讯許许詞词誠诚誤误諒谅講讲譯译豐丰貢贡貧贫販贩貪贪貴贵賊贼賓宾賞赏跡迹躍跃軟软"
    "較较載载辯辩農农遠远郵邮釘钉鈴铃鉛铅銷销鍋锅鍾钟鎊镑鏟铲閃闪陣阵陳陈陸陆險险雖虽靈灵順顺預预頓顿額额"
    "題题顧顾顯显餓饿館馆馬马騷骚驅驱髒脏鬥斗鳳凤麵面黨党岡冈塊块壞坏夠够奪夺婦妇媽妈孫孙寫写寧宁審审對对"
    "尋寻專专將将屬属幣币幹干庫库廣广廳厅彈弹徵征徹彻恆恒悶闷惡恶憂忧懲惩懶懒扔扔掃扫換换搶抢撐撑敗败敵敌"
)
SIMPLIFIED = {ord(_PAIRS[i]): _PAIRS[i + 1] for i in range(0, len(_PAIRS), 2)}

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
_MENTION = re.compile(r"//@[^\s:@]{1,30}:|@[\w\-·]{1,30}")
_EMOTICON = re.compile(r"\[[^\[\]]{1,8}\]")
_TAG = re.compile(r"<[^<>]{0,1000}>")
# Dropped: white space, signs that people put between characters to slip past word filters,
# invisible characters, pictures.
_DROPPED = (
    *map(ord, " \t\n\r\x0b\x0c*_~^|·•・\u3000\u2060\ufeff"),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0xFE00, 0xFE10),
    *range(0x2600, 0x27C0),
    *range(0xE000, 0xF900),
    *range(0x1F000, 0x1FB00),
)
_READABLE = SIMPLIFIED | dict.fromkeys(_DROPPED)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_WORD = re.compile(r"[\W_]+")
_REPOSTED = re.compile(
    r"^\s*(?:转发微博|转发|转载|\[转\]|【转】|(?:rt|repost)\b)|//@[\w\-·]{1,30}[:: ]",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"^(?:转发微博|转发|转载|求扩散|扩散|求转|回复)[:,。!]?")


def clean(text: str) -> str:
    """Text fit for storing: no control characters or lone surrogates, at most 20,000 characters.

    PostgreSQL refuses NUL in text, so it goes before anything else looks at it.
    """
    return _CONTROL.sub("", text[: 4 * MAX_CHARACTERS])[:MAX_CHARACTERS].strip()


def strip_markup(text: str) -> str:
    """Text without HTML tags; linear in the input, also on unclosed or nested angle brackets."""
    return _TAG.sub(" ", text) if "<" in text else text


def readable(text: str) -> str:
    """The form that patterns read: NFKC, simplified, lower case; no links, names, pictures, spaces.

    Punctuation stays, because a clause limits how far a negation reaches.
    """
    plain = unicodedata.normalize("NFKC", text)
    if "http" in plain or "www." in plain:
        plain = _ADDRESS.sub("", plain)
    if "@" in plain:
        plain = _MENTION.sub("", plain)
    if "[" in plain:
        plain = _EMOTICON.sub("", plain)
    return plain.translate(_READABLE).lower()


def bare(readable_text: str) -> str:
    """The form in which posts are compared: only the letters and digits of ``readable`` text."""
    return _NOT_WORD.sub("", _FORWARDED.sub("", readable_text))


def is_repost(text: str) -> bool:
    """The text says of itself that it passes on what another wrote."""
    return _REPOSTED.search(text) is not None
