"""A numeral in a text => the number around it; or a date, a name, an idiom, an ordinal, and silence.

The text is written plainly (`numbers.spelling`); how a number is written is decided by `numbers.grammar`. What is decided
here is whether somebody counted or measured something: by what stands behind a numeral, and what it looks like.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pingan_analysis.numbers.grammar import (
    COINS,
    COUNTED,
    HALVED,
    KNOWN,
    LATE,
    PARTS,
    QUALIFIER,
    TENTHS,
    WITHIN,
    Core,
    core,
    read_tail,
    tail,
)
from pingan_analysis.numbers.lexicon import (
    ABOVE_OPEN,
    BEFORE,
    CURRENCIES,
    DOWN,
    DOWN_SHORT,
    MEASURES,
    MONEY,
    PLAIN_COUNTERS,
    RATES,
    UP,
    UP_SHORT,
    either,
)

# --- what may stand behind a numeral ------------------------------------------------------------------------------

_C = "[零〇廿卅一二两三四五六七八九十百千万亿]"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟参"
_RANKS = either("次 个 部 批 份 家 例 支 座 款 项 条 张 单 宗 起 套 台 所".split())
_NONE = either("发案 案发 发生 事故 死亡 伤亡 上访 投诉 案件 新增 火灾 感染 警情 增长 差错".split())
_MORE = "(?:余|多(?![个功样种元媒层方部家次项]))"
_PLAIN_UNIT = rf"(?:{HALVED}|{WITHIN}|{COINS}|{TENTHS}|里(?=[，,。；;、])|{either(PLAIN_COUNTERS)})"
_LONE = (  # 消耗子弹120发: what stands alone between a number and a stop counts
    r"(?![和及与或至到的了等中后前内外起者以为达是余多几分版比转室楼约近超逾日月号时同低高大小长短快慢强弱])"
    r"[一-鿿](?=\s*(?:[,，。；;、！？!?）)：:”’]|\Z|[0-9]))"
)
_LATE_MORE = rf"(?:{_MORE}|有余|出头|(?<=[%成])[强弱]|强(?=[，,。；;、）)的]))"


def _tail(unit: str) -> re.Pattern[str]:
    return re.compile(tail(unit).replace(LATE, _LATE_MORE))


_DIGITS_TAIL, _TAIL, _LONG_TAIL, _ONLY_AFTER = map(  # behind 五 only a counter that counts, behind 一百五十 any
    _tail, (f"{KNOWN}|{_LONE}", f"{_PLAIN_UNIT}(?:次(?![序数日要品级]))?", f"{_PLAIN_UNIT}(?:次(?![序数日要品级]))?|{KNOWN}", "(?!)")
)

# What looks like a counter, but begins another word with the character behind it: 5部门, 三轮车, 三级医院.
OTHER_WORDS = {
    "人": "民大工才员", "方": "式案针法", "位": "于一数", "支": "一", "次": "全产供元", "部": "门委署队", "天": "两津乐",
    "处": "理置罚", "套": "班", "项": "规目", "户": "籍", "年": "代级行计规攻度", "点": "击赞评", "度": "假", "口": "岸",
    "区": "域", "市": "场", "国": "家道际庆集", "字": "方经诀箴真", "节": "气", "成": "为立功员果本效绩年熟长就品都交分体型套批群千因不", "折": "射叠腾旧",
    "级": "别医英警甲残文士教", "里": "程", "家": "庭", "道": "路德", "起": "来诉点", "队": "伍", "路": "公", "车": "辆间",
    "场": "所", "台": "阶河山商湾", "轮": "车", "番": "五两", "发": "来往送布现", "单": "元位八", "村": "民庄",
    "个": "一", "门": "峡诊", "面": "向积八", "本": "级", "A": "级类景", "省": "份", "期": "工项货间",
}  # fmt: skip
BARE = frozenset("名件吨册份") | {"人次"}  # 千名, 万件: a bare multiplier counts with these only; 百家, 千年, 万户 are idioms

# --- what looks like a number -------------------------------------------------------------------------------------

_TO = r"(?:[-—–―~至到、]|月至|月到|月[-—])"
YEAR = r"[12]\d{3}"
_DAY = rf"(?:\d{{1,2}}(?:{_TO}\d{{1,2}})?[日号])?"
_MONTH = rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?月(?![龄均薪租])(?:份|底|初|末)?{_DAY}"
_MARKED = r"(?=\d{1,20}\s?[-年月日号时点世代:：/.·~—–―至到、+xX×*])"  # else it is none of these
_SILENT = "|".join([
    rf"{YEAR}(?:[-—–―~至/、]\d{{2,4}})?年(?!多(?!\d)|余|以上|左右)(?:{_MONTH})?",
    rf"\d{{2,3}}年{_MONTH}|(?:9\d|1[0-3]\d)年(?=[底度初末]|[上下]半年|同期|第[一二三四1-4]季)",  # 民国
    rf"{YEAR}[-/]\d{{1,2}}(?!\d|[%万亿])(?:[-/]\d{{1,2}})?",
    _MONTH,
    rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?[日号](?!内|以内|游)",
    r"\d{1,2}(?:时(?!间)(?:许|\d{1,2}分)?|点(?:钟|整|半|许|多|\d{1,2}分))",
    r"(?:(?<=[午晨晚夜早])|(?<=[早晚]上))\d{1,2}点(?!\d)",
    r"\d{2}年代|\d{1,2}世纪",
    r"\d{3,4}[-—]\d{7,8}(?!\d)",
    r"(?!\d+(?:\.\d+)?[-—–~]\d+(?:\.\d+)?(?:[万亿%‰倍个元吨度米亩岁人件起]|公里))\d+(?:[-./:：·+xX×*]\d++){2,}+",
    r"\d+[:：]\d+|\d+/\d+",
    r"\d+号",
])
_SILENT_WORDS = re.compile(
    r"[一二三四五六七八九〇零]{4}年|(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
    rf"|{_C}{{1,3}}点(?:[零〇一二三四五六七八九十]{{1,3}}分(?!之)|(?![零〇一二三四五六七八九十]))"
    rf"|{_C}{{1,6}}(?:月|时(?:[零〇一二三四五六七八九十]{{1,3}}分)?|年代|届|世纪|中全会|次[会全])"
    "|三番[五两]次|三天两头|三年五载|一年[四一][季度]|九年[义一]|十[一二三四五六]五(?![个人名件天年岁起万亿])"
    "|两个(?:(?=维护|确立|结合|大局|务必|行动)|一百年)|[一二三四五六七八九]期(?=工程|项目|建设)|千方百计|成千上万"
)
_SILENT_DIGITS = re.compile(rf"{_MARKED}(?:{_SILENT})")
CUE = re.compile(  # where a number may begin; a plain class first, so that the engine skips to it
    f"[0-9二两三四五六七八九十廿卅百千万亿一上数几第首翻减零半过〇持点.好{_FORMAL}]"
    f"(?:(?<![一上数几第首翻减零半过〇持点.好{_FORMAL}])|(?=[0-9二两三四五六七八九十百千万亿零〇点倍半成年天周数番了发案事死伤上投几价吨斤公里岁元"
    "新火感警增差一次个部批份家例支座款项条张单宗起套台所小拾佰仟元壹贰叁肆伍陆柒捌玖参圆平至到—，。；、)）.\\-\n]))"
)
_FRACTION = re.compile(r"(?<![\d/.:])[1-9]/(?:[2-9]|10)(?![\d/.年月日:])")
_OF_ALL = re.compile("(?:占[^,，。;；\\d]{0,8}|[约近过超达逾为有的足到仅少]|接近|大于|小于)$")
_OF_SUCH = re.compile("的|以上|以下|左右|强|多")
_HEADED = re.compile(rf"[（(](?:单位[:：])?([百千万亿]*)({COUNTED}|%)[)）][:：\s]{{0,2}}$")
_STEADY = re.compile(r"(?:同比|环比|(?:[与和跟同较比])[^,，。;；、的]{0,4}(?:年|月|期|季度?|日|底|初|末)(?:同期|水平)?(?:相比)?)$")
_NO_START = re.compile(  # what begins no number
    rf"(?:(?<=[上下前后大小])半|半(?!数|[年天斤吨里倍成元块岁公个小])|半年度|一(?![百千十万亿点倍成两二三四五六七八九半]|[至到—~-]|(?:[年天周月斤吨里倍岁]|公里|公斤|小时|个)半|年零?[二两三四五六七八九十\\d]{{1,2}}个月|个?小时零?[二三四五六七八九十\\d]{{1,3}}分)"
    rf"|零(?![点一二三四五六七八九]|{_NONE}|[，。；、)）])|上(?![百千万亿])|(?<!惠及)(?<![了有近约约])好(?![几数][十百千万亿])|[数几](?![十百千万亿])|减(?!半)|翻(?!了?[近约将接]{{0,2}}[一二两三四五六七八九\d]?番)"
    rf"|首(?!{_RANKS})|过(?!半(?![百年个天月小公]))|持(?!平)|点(?![零一二三四五六七八九]{{1,4}}[%万亿])|\.(?!\d)|好(?![几数])|(?<=\d)\."
    rf"|(?<=以)上|(?<=成[千百])上|[{_FORMAL}](?![拾佰仟万亿元圆百千]|(?<=拾)[一二三四五六七八九]|(?<=[佰仟])分之)|(?<=[大内登着海水陈队隊老])[{_FORMAL}])"
)
_CAREFUL = frozenset("半一零上好数几减翻首过持点.第" + _FORMAL)
_NUMERAL_RUN = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿][\d零〇一二两三四五六七八九十百千万亿几余多]*(?:[.,]\d+)*")
_ORDINAL = re.compile(rf"第(?:\d{{1,6}}|{_C}{{1,6}})[位名]?")
_MEASURED = frozenset([*MEASURES, *MONEY]) - {"方", "点", "分", "度", "面", "块"}
_IN_SCRIPT = re.compile(r"[A-Za-z0-9)\]_]\s{0,3}$")
_FIRST = re.compile(f"首(?:{_RANKS})")
_NOTHING = re.compile(rf"零(?:{_NONE})|(?<=[为是率到])零(?=[，。；、)）])")
_ONE_TO = re.compile(r"[至到—~-]{1,2}[二两三四五六七八九十\d]")
_COMPOUND = re.compile(r"一(?:年零?[二两三四五六七八九十\d]{1,2}个月|个?小时零?[二三四五六七八九十\d]{1,3}分)")
_LARGE_BARE = re.compile("(?:[百千]?万|[十百千]?亿|万亿)(?![一-鿿]{0}[级年])")
_MARK = re.compile(r"\Z|[^一-鿿\d]|大关|门槛|台阶|关口|规模|以上")
_SHORT_YEAR = re.compile("1[6-9]|2[0-9]")
_ITEM, _LINE, _WHOLE = re.compile(r"\d{1,2}\.\d+"), frozenset("\n") | {""}, frozenset("起件名人宗例户家")
_SCALED, _DASHED = re.compile(",|[十百千万亿佰仟wk]$"), frozenset("-−–")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ARTICLES = frozenset("条款章节页号")
_CLAUSE = frozenset(",，。;；\n") | {""}
_DID = frozenset("立受全查破抓发我该底初上下第")

# --- what stands before a number --------------------------------------------------------------------------------

_QUALIFIER = re.compile(rf"({QUALIFIER})\s?$")
_SIGN = re.compile(r"(?:(?<![\d%～~—–―-])[-−–+]|(?<![背肩胜担抱自欠减])负|零下)$")
_CURRENCY = re.compile(f"(?:{'|'.join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))})$")
HOW = "[不反激猛剧刚骤陡净微略稳齐双大再急锐稍小]?"
VERB = HOW + either([*UP, *DOWN, *UP_SHORT, *DOWN_SHORT]).join(["(?:", ")"])
NEXT = re.compile(
    rf"(?:[、和及与][\d.,%]{{1,9}}[一-鿿]?)*\s?(?:左右|以上|的)?[，,]?[^,，。;；\d]{{0,8}}?(?:{VERB}|{either('发展 变 提 扩 缩 压 调整 翻'.split())})了?[到至为成]"
    r"|\s?(?:到|至|变为)"
)
_RANKED = re.compile("(?:居|列|排|位|获|得|[升降跌进][到至]|[由从])[^,，。;；]{0,8}$|全[国省市县区州]$")
_RANK_END = re.compile("[一-鿿](?<![位名和及与并且的了升降跃提上下跌进退])")
_ORDINALS = re.compile(rf"第(?:\d|{_C}){{1,3}}(?:[、和及至到，,](?:\d|{_C}){{1,3}}){{0,4}}[、和及至到，,]$")
_ERAS = re.compile("(?:民国|光绪|乾隆|康熙|嘉庆|同治|宣统)$")

_QUALIFIED = frozenset(word[-1] for word in BEFORE) | frozenset("了有为达到占的是在要需于 \n")
_LINKS = frozenset("、,，和及与或至到-—–―~─以")
_OPENING = frozenset("“‘「『\"")
_CLOSING = frozenset("”’」』\"")
_DEICTIC = frozenset("这每前后该")
_SIGNS = frozenset("-−–+负下")
_RATED = frozenset("为是达率值数到至比升降增减涨跌高低多少")
_ENDED = frozenset("，,。；;、)） \n") | {""}
_SPANS = frozenset("年月天周日") | {"个月", "星期", "个星期", "小时", "个季度", "季度"}
_DATED = _SPANS | {"级"}
_EDGES = _QUALIFIED | _SIGNS | frozenset(name[-1] for name in CURRENCIES)
_CHINESE_DIGITS = frozenset("零〇一二三四五六七八九")
_NAMING = frozenset("个项大")
_ROC_YEAR = re.compile("9[0-9]|1[0-3][0-9]")  # 较111年: of the Republic
_ROC_BEFORE = frozenset("较比至自从与由，,。:：；;（( \n") | {""}
_ROC_BEHIND = frozenset("来以间内后之历的老余多里，,、。；;")
_BEING = frozenset("为达至到是由从以")
DASHES = frozenset("-—–―~─至到")
_JOINED = frozenset("、和及至到，,")
LARGE = frozenset("百千万亿")
_TENS = LARGE | frozenset("十拾佰仟.点")
_LATIN_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
RATIOS = frozenset(RATES)
LONGEST = 24  # characters of a numeral; what is longer is a code

SHARED, ALONE = 1, 2  # a number without a unit waits for the one of a later number; ALONE: it is one all the same


class Token(NamedTuple):
    """A number found in the text: where, its numeral, its unit, and what it may share with a neighbour."""

    start: int
    end: int
    core: str
    value: Any
    unit: str
    digits: bool
    held: int = 0
    scale: str = ""  # 万 or 亿 that the head of a column names: （亿元）12.00
    parts: str = ""  # 百分之
    tenths: str = ""  # 成
    leads: bool = False  # the parts stand before an earlier number: 百分之三到五


def token_at(text: str, at: int, last: int, parts: str) -> tuple[int, Token | None]:
    """=> the number that begins at this place, and where to go on; None for a date, a name, an idiom, an ordinal."""
    first = text[at]
    if digit := "0" <= first <= "9":
        if text[at - 1:at].isdecimal():
            return at + 1, None
        silent = _SILENT_DIGITS.match(text, at)
        if silent and not (
            _FRACTION.match(text, at) and (_OF_ALL.search(text, max(0, at - 12), at) or _OF_SUCH.match(text, at + 3))
        ):
            return silent.end(), None
    elif silent := _SILENT_WORDS.match(text, at):
        return silent.end(), None
    elif first in _CAREFUL:
        if _NO_START.match(text, at):
            return at + 1, None
        if other := _ELSE.get(first):
            return other(text, at)
    made = core(text, at)
    if not made:
        run = None if first == "零" else _NUMERAL_RUN.match(text, at)
        return (run.end() if run else at + 1), None
    if made.end - at > LONGEST:
        return made.end, None
    if parts and text[last:at] in DASHES and made.unit == "":  # 百分之三到|五
        unit = PARTS[parts[0]]
        return made.end, Token(at, made.end, made.number.core, made.number.value, unit, digit, parts=parts, leads=True)
    token = (_arabic if digit or first == "." else _worded)(text, at, made, last)
    return (token.end if token else made.end), token


def _first(text: str, at: int) -> tuple[int, Token | None]:
    """首次, 首批."""
    found = _FIRST.match(text, at)
    assert found
    return found.end(), None if _titled(text, at) else Token(at, found.end(), found[0], 1, "", False)


def _steady(text: str, at: int) -> tuple[int, Token | None]:
    """与上年|持平: a change of nothing, if its basis stands before it."""
    steady = _STEADY.search(text, max(0, at - 20), at)
    return at + 2, Token(at, at + 2, "", 0, "", False) if steady else None


def _rank(text: str, at: int) -> tuple[int, Token | None]:
    """居全国第一, 排第3位; any other 第 is an ordinal."""
    found = _ORDINAL.match(text, at)
    if not found:
        return at + 1, None
    ranked = _RANKED.search(text, max(0, at - 12), at) and not _RANK_END.match(text, found.end())
    token = Token(at, found.end(), found[0], 0, "", False) if ranked else None
    return found.end(), token


_ELSE = {"首": _first, "持": _steady, "第": _rank}


def _worded(text: str, start: int, made: Core, last: int) -> Token | None:
    """A numeral in characters => the token around it; None if it is a name or an idiom."""
    written, before = text[start:made.end], text[start - 1:start]
    if written == "零":
        nothing = _NOTHING.match(text, start)
        return None if not nothing or _titled(text, start) else Token(start, nothing.end(), "", 0, "", False)
    if before.isdecimal():  # 2.0万 of what was silent
        return None
    if (before in _OPENING or before in _DEICTIC) and (made.parts or not (made.word or made.exact or made.several)):
        return None
    whole = bool(made.word or made.parts or made.unit)  # the rule says all: no unit stands behind it
    short = len(written) < 2 or _TENS.isdisjoint(written) or made.bare or bool(made.several) or written == "半"
    found = (_ONLY_AFTER if whole else _TAIL if short else _LONG_TAIL).match(text, made.end)
    assert found
    unit, more, after = found["unit"] or "", made.number.more or found["late"] or found["plus"], found["after"]
    begun, qualified, _ = _head(text, start, last, made, unit or "·") if before in _EDGES else (start, False, "")
    held = 0
    if (unit and _other_word(text, start, written, unit, found)) or (written == "半" and not unit):
        return None
    if not whole:
        if before in _JOINED and _ordinal(text, start, unit):
            return None
        if written == "一" and not (_counts_one(text, start, unit, after) or (not unit and _ONE_TO.match(text, made.end))):
            return None
        if made.bare and not (more or unit in BARE or (unit and (after or qualified)) or _passed(text, start, made.end, begun)):
            return None
        if not (unit or more or after or made.several or (made.bare and qualified)):
            behind = text[made.end:made.end + 1]
            large = len(written) > 2 and written[0] not in LARGE and not LARGE.isdisjoint(written)
            alone = (large and (not "一" <= behind <= "鿿" or before in _BEING)) or len(text) == len(written)
            if not alone and not (behind in _LINKS and (len(written) <= 3 or behind in DASHES)):
                return None
            held = 0 if behind not in _LINKS else ALONE if alone else SHARED
    if _titled(text, start) or (before == "、" and "、" in written):
        return None
    parts = written[:written.index("之") + 1] if made.unit in PARTS.values() and "分之" in written else ""
    name = made.unit or read_tail(made, found).unit
    return Token(
        begun, found.end(), made.number.core, made.number.value, name, False, held, parts=parts, tenths="成" * (unit[:1] == "成")
    )


def _other_word(text: str, start: int, written: str, unit: str, found: re.Match[str]) -> bool:
    """五部|门, 前三天, “三秒”, 四面八方, 光绪三十年: what looks like a counter is part of a name."""
    before, behind = text[start - 1:start], text[found.end("unit"):found.end("unit") + 1]
    if behind and (behind in OTHER_WORDS.get(unit, "") or (behind in _OPENING and unit in _NAMING)):
        return True
    if (unit in _SPANS and (before == "首" or behind == "前")) or _in_short_quotes(text, start, found.end()):
        return True
    if unit[0] in "年载" and (_ERAS.search(text, max(0, start - 2), start) or (
        before.isspace() and text[start - 2:start - 1] in _CHINESE_DIGITS  # 二 零 零 三 年
    )):
        return True
    return (before == "面" and unit == "方") or (unit == "级" and (written[-1] in "万亿" or written in ("一二", "二三")))


def _counts_one(text: str, start: int, unit: str, after: str | None) -> bool:
    """一|倍, 一|年半, 一|小时三十分, 近一|吨, 一|千瓦: a number; 一个, 一起 are articles."""
    measured = unit in _MEASURED and (text[start - 1:start] in _QUALIFIED or unit[0] == "千")
    return unit[:1] in ("倍", "成") or "半" in unit or measured or bool(unit and after) or bool(_COMPOUND.match(text, start))


def _passed(text: str, start: int, end: int, begun: int) -> bool:
    """GDP首破|万亿。, 突破|千亿大关: a bare multiplier that something passed."""
    above = text[begun:start].startswith(ABOVE_OPEN)
    return above and bool(_LARGE_BARE.match(text, start)) and bool(_MARK.match(text, end))


def _arabic(text: str, start: int, made: Core, last: int) -> Token | None:
    """A numeral in digits => the token around it; None if it is a name or a code."""
    written, before = text[start:made.end], text[start - 1:start]
    found = _DIGITS_TAIL.match(text, made.end)
    assert found
    unit, end = found["unit"] or "", found.end()
    if end == found.end("unit") and end < len(text) and text[end] in OTHER_WORDS.get(unit, ""):
        found = _ONLY_AFTER.match(text, made.end)
        assert found
        unit, end = "", found.end()
    if before in ("每", "%") or _MOBILE.fullmatch(written) or (written[0] == "0" and len(written) > 1 and written.isdigit()):
        return None
    if before in _LATIN_LETTERS and not (  # GDP5781亿元, CPI0.3%; not PM2.5, T3
        text[start - 2:start - 1] in _LATIN_LETTERS and (unit in RATIOS or unit.endswith("元") or (unit and written[-1] in "万亿"))
    ):
        return None
    begun, qualified, money = _head(text, start, last, made, unit) if before in _EDGES else (start, False, "")
    held, scale, name = 0, "", made.unit
    if unit:
        if (unit in _DATED or before in _LINE) and _dated(text, start, end, written, unit):
            return None
        name = unit if unit in RATIOS or (len(unit) < 2 and unit not in "成折") else read_tail(made, found).unit
    elif not (made.word or made.unit):
        behind = text[end:end + 1]
        if headed := _HEADED.search(text, max(0, start - 14), start):
            scale, name = headed[1], headed[2]
        elif made.number.more or found["late"] or found["plus"] or found["after"] or qualified or money or _SCALED.search(written):
            if behind in _LATIN_LETTERS:
                return None
            name = money
        else:
            being = before in _BEING and (not behind.isalnum() or NEXT.match(text, end))
            alone = "." in written and (being or (before in _RATED and behind in _ENDED))
            if not alone and behind not in _LINKS:
                return None
            held = 0 if behind not in _LINKS else ALONE if alone else SHARED
    if (before in _JOINED and _ordinal(text, start, unit)) or _titled(text, start):
        return None
    if begun == start and before in _DASHED and start - 1 > last and text[start - 2:start - 1].isdecimal():
        return None  # 21-19
    tenths = "成" * (unit[:1] == "成")
    return Token(begun, end, made.number.core, made.number.value, name, True, held, scale, tenths=tenths)


def _dated(text: str, start: int, end: int, written: str, unit: str) -> bool:
    """前9天, 3天前, 较111年, 21年立案: a date; 10亿级, 1.120起: a class, an item of a list. Not 提前9天."""
    before, behind = text[start - 1:start], text[end:end + 1]
    if unit in _SPANS:
        first = before == "首" or (before == "前" and text[start - 2:start - 1] not in ("提", "目"))
        republic = _ROC_YEAR.fullmatch(written) and before in _ROC_BEFORE and behind not in _ROC_BEHIND
        short = _SHORT_YEAR.fullmatch(written) and before in _CLAUSE and behind in _DID
        if first or behind == "前" or (unit == "年" and (before == "国" or republic or short)):
            return True
    if unit == "级" and written[-1] in "万亿":
        return True
    return before in _LINE and unit in _WHOLE and bool(_ITEM.fullmatch(written))


def _head(text: str, start: int, last: int, made: Core, unit: str) -> tuple[int, bool, str]:
    """=> where a number begins, with its currency, sign and qualifier; whether it has one; and the currency's unit."""
    begun, money = start, ""
    if not unit and not made.unit and (paid := _CURRENCY.search(text, max(0, start - 4), start)):
        begun, money = paid.start(), CURRENCIES[paid[0]]
    if text[begun - 1:begun] in _SIGNS and (signed := _SIGN.search(text, max(last + (last > 0), begun - 2), begun)):
        beside = "一" <= text[begun - 2:begun - 1] <= "鿿"  # 3名民警+5名辅警
        named = signed[0] in "+-" and text[begun - 2:begun - 1] in _LATIN_LETTERS  # A-1栋
        if unit in RATIOS or not (named or (signed[0] == "+" and beside)):
            begun = signed.start()
    if text[begun - 1:begun] in _QUALIFIED and (found := _QUALIFIER.search(text, max(last, begun - 16), begun)):
        word, at = found[1], found.start()
        share = made.unit == "%" or unit[:1] in ("%", "成") or made.bare
        passed = word[0] not in "过破" or share or (word[0] == "破" and made.number.core[-1:] in "万亿")
        if passed and not (word[0] in "<>≥≤" and _IN_SCRIPT.search(text, max(0, at - 4), at)):  # i >= 0 in a script
            return at, True, money
    return begun, False, money


def _ordinal(text: str, start: int, unit: str) -> bool:
    """第三、|四, 第3，5，|7条: is it one of several ordinals?"""
    found = _ORDINALS.search(text, max(0, start - 12), start)
    return found is not None and (found[0][-1] not in ",，" or unit in _ARTICLES)


def _titled(text: str, start: int) -> bool:
    """Does it stand in a title, 《…》?"""
    opened = text.rfind("《", max(0, start - 40), start)
    return opened >= 0 and text.find("》", opened, start) < 0


def _in_short_quotes(text: str, start: int, end: int) -> bool:
    """“右转停三秒”: a quoted phrase is a name."""
    left = text[max(0, start - 6):start]
    opened = max(left.rfind(mark) for mark in _OPENING)
    return opened >= 0 and _CLOSING.isdisjoint(left[opened:]) and not _CLOSING.isdisjoint(text[end:end + 6])
