"""Find every reported number in Chinese official text: where it stands, what it may stand for, which way it moved.

A number is an amount that somebody counted or measured. How it is written, and what it stands for, is decided by the
grammar that `unround` reads by, too; this module decides what is a reported number, and what the words around it say. Units,
qualifiers and bases come in simplified characters. Rules of judgement, kept the same everywhere:

| in the text | read as |
|---|---|
| `近5万人次`, `90%以上`, `2600余个` | one token: qualifiers in front and behind, multiplier, counter |
| `下降31.26%`, `降幅达31.26%`, `-3.5%`, `10%的增幅` | 31.26 %, direction down; the verb stands outside the token |
| `高于全国平均值0.57个百分点` | direction up, basis 全国平均值; `比上年多5起`: basis 比上年 |
| `同比下降24.1%、5.81%`, `0.7和3.97个百分点` | each shares verb, basis and unit: relation coordinated |
| `破案120起,同比增长5%,环比下降3%` | a change keeps the basis before it until a level, a semicolon or a full stop |
| `从94.7%上升到97.2%`, `增长到1.5倍` | relation from and to; the direction stands with to |
| `3至5亿元`, `5%—8%` | two rows, range_low and range_high, each taken at its printed end; 3 is 3亿 |
| `50件63人` | two rows; nothing is shared |
| `减少274人（18%）`, `增加563宗即1.8%` | the share restates the change: its direction, its basis |
| `同比（下同）增长3%` | 同比 holds for what follows without a basis, for STANDING characters |
| `2萬2,807件`, `8 萬 9,860 人`, `17 838名` | one number: digits behind 万, thousands set with spaces |
| `（+9.2%）`, `-14宗` | the sign gives the direction; `零下12度` is below zero |
| `五方面`, `两人`, `二年半`, `十八载`, `近百名` | in characters: behind them stands a counter that counts (PLAIN_COUNTERS) |
| `与上年持平`, `同比持平` | 0, with its basis; `基本持平`, `保持平稳` say no number: silent |
| `首破万亿`, `突破千亿大关` | more than 10¹²; `迈上万亿台阶`, `两位数增长`, `十之八九`, `翻倍` say no number: silent |
| `占1/3`, `2/3以上` | a share; `1/3` by itself may be a date or a score: silent |
| `（亿元）12.00` | the head of a column lends its unit |
| `增速-5.2%`, `降至-2亿元` | a sign behind a word; behind a number (`1万-5万元`) or a name without unit (`歼-20`) it is none |
| `GDP5781亿元`, `CPI0.3%` | behind capital letters only a rate, money, or what counts in 万; `PM2.5`: silent |
| `首次`, `首批`; `居全国第一` | ranks; any other 第 is an ordinal, and silent |
| `15.6万`, `50余万流动人口` | no counter: the unit is empty |
| `3000民警`, `12345热线`, `110` | a bare whole number is a name or a call number unless a unit, 余, 万 or a qualifier says it counts |
| `死亡率0.17，`, `下降0.61。` | decimals alone between 率, 值, 为 or a verb and a stop: no unit |
| `2021年`, `较111年`, `1-3月`, `9时30分`, `前三季度`, `首七个月`, `十年前` | dates, times, years of a period: silent |
| `一个`, `一批`, `一把手`, `五位一体`, `“两张清单”`, `《十项措施》` | articles, idioms, names, titles: silent |

Line breaks, blanks, footnotes and markup inside a number are read over (`spelling`). A sentence ends with 。！？ and their like; a line break ends nothing, as reports are cut into lines anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pingan_analysis.garbage import uncollected
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
    ABOVE_PEER,
    BELOW_PEER,
    CURRENCIES,
    DOWN,
    DOWN_SHORT,
    LESS_THAN_BASE,
    MEASURES,
    MONEY,
    MORE_THAN_BASE,
    PLAIN_COUNTERS,
    RATES,
    UP,
    UP_SHORT,
    either,
)
from pingan_analysis.numbers.numerals import shared as counted_in
from pingan_analysis.numbers.printed import unround
from pingan_analysis.numbers.spelling import plain

if TYPE_CHECKING:
    import pandas as pd

    from pingan_analysis.text.folders import scan_each as scan_each
    from pingan_analysis.text.folders import scan_files as scan_files

COLUMNS = (
    "start", "end", "printed", "nominal", "low", "high", "low_closed", "high_closed", "unit", "qualifier", "direction",
    "basis", "relation", "sentence",
)  # fmt: skip
UNIT, DIRECTION, BASIS, RELATION = map(COLUMNS.index, ("unit", "direction", "basis", "relation"))
REACH = 64  # characters before a number in which its verb and basis are looked for
STANDING = 5_000  # characters for which 同比（下同） holds
LONGEST = 24  # characters of a numeral; what is longer is a code

# --- what may stand behind a numeral ------------------------------------------------------------------------------

_C = "[零〇廿卅一二两三四五六七八九十百千万亿]"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟参"
_RANKS = either("次 个 部 批 份 家 例 支 座 款 项 条 张 单 宗 起 套 台 所".split())
_NONE = either("发案 案发 发生 事故 死亡 伤亡 上访 投诉 案件 新增 火灾 感染 警情 增长 差错".split())
_MORE = "(?:余|多(?![个功样种元媒层方部家次项]))"
_PLAIN_UNIT = rf"(?:{HALVED}|{WITHIN}|{COINS}|{TENTHS}|里(?=[，,。；;、])|{either(PLAIN_COUNTERS)})"
_LONE = (  # 消耗子弹120发: what stands alone between a number and a stop counts
    r"(?![和及与或至到的了等中后前内外起者以为达是余多几分版比转室楼约近超逾日月号时同])"
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
    "个": "一", "门": "峡诊", "面": "向积八", "本": "级", "期": "工项货间",
}  # fmt: skip
BARE = frozenset("名件吨册份") | {"人次"}  # 千名, 万件: a bare multiplier counts with these only; 百家, 千年, 万户 are idioms

# --- what looks like a number -------------------------------------------------------------------------------------

_TO = r"(?:[-—–―~至到、]|月至|月到|月[-—])"
_YEAR = r"[12]\d{3}"
_DAY = rf"(?:\d{{1,2}}(?:{_TO}\d{{1,2}})?[日号])?"
_MONTH = rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?月(?![龄均薪租])(?:份|底|初|末)?{_DAY}"
_MARKED = r"(?=\d{1,20}\s?[-年月日号时点世代:：/.·~—–―至到、+xX×*])"  # else it is none of these
_SILENT = "|".join([
    rf"{_YEAR}(?:[-—–―~至/、]\d{{2,4}})?年(?!多(?!\d)|余|以上|左右)(?:{_MONTH})?",
    rf"\d{{2,3}}年{_MONTH}|(?:9\d|1[0-3]\d)年(?=[底度初末]|[上下]半年|同期|第[一二三四1-4]季)",  # 民国
    rf"{_YEAR}[-/]\d{{1,2}}(?!\d|[%万亿])(?:[-/]\d{{1,2}})?",
    _MONTH,
    rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?[日号](?!内|以内|游)",
    r"\d{1,2}(?:时(?!间)(?:许|\d{1,2}分)?|点(?:钟|整|半|许|多|\d{1,2}分))",
    r"(?:(?<=[午晨晚夜早])|(?<=[早晚]上))\d{1,2}点(?!\d)",
    r"\d{2}年代|\d{1,2}世纪",
    r"\d{3,4}[-—]\d{7,8}(?!\d)",
    r"\d+(?:[-./:：·+xX×*]\d++){2,}+",
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
_CUE = re.compile(  # where a number may begin; a plain class first, so that the engine skips to it
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
_ARTICLES = frozenset("条款章节页号")
_CLAUSE = frozenset(",，。;；\n") | {""}
_DID = frozenset("立受全查破抓发我该底初上下第")

# --- the words around a number ----------------------------------------------------------------------------------

_QUALIFIER = re.compile(rf"({QUALIFIER})\s?$")
_SIGN = re.compile(r"(?:(?<![\d%～~—–―-])[-−–+]|(?<![背肩胜担抱自欠减])负|零下)$")
_CURRENCY = re.compile(f"(?:{'|'.join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))})$")
_TIME = (
    rf"(?:(?:{_YEAR}|[一二三四五六七八九〇零]{{4}}|[89]\d|1[0-3]\d)年(?:度|底|末|初)?(?:\d{{1,2}}月(?:份|底|末)?)?"
    rf"|(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})年前|去年|上年|前年|[上前]一年度?|历年|往年|上一?个?月|"
    r"上一?个?季度?|[一二三四]季度|前[一二三]季度|上半年|下半年|年初|年末|月初|同期|平时|平日|“[^”]{1,8}”|[一-鿿]{2,6}前(?:的[12]\d{3}年|[一二三四五六七八九十]年)?|[0-9]{1,2}月份?)"
    r"(?:的?同期|同月|同季|末|底|初|全年)?(?:的?(?:水平|数|基数|高点|低点|峰值|平均(?:水平|值|数)?|时期|期间|(?:计划|决算|预算|执行)数?|实际数))?"
)
_PLACE = (
    r"(?:全国|全省|全市|全县|全区|全球|世界|本省|国家|同类|周边|行业|年度目标|预期|目标)"
    r"(?:[一-鿿]{0,4}?(?:平均|水平|值|目标|增速|增幅|率|线)){0,3}"
)
_HOW = "[不反激猛剧刚骤陡净微略稳齐双大再急锐稍小]?"
_NOT_THAN = "(?![例重率较如赛武亚特分值大好多高强少小快长远])"  # 比例, 较大
_CONTEXT = re.compile(
    rf"(?P<up>{_HOW}(?:{either(UP)}|(?<![新晋所连])(?:{either(UP_SHORT)})))"
    rf"|(?P<down>{_HOW}(?:{either(DOWN)}|(?<![起升涨增连])(?:{either(DOWN_SHORT)})))"
    rf"|(?P<above>{either(ABOVE_PEER)})|(?P<below>{either(BELOW_PEER)})"
    rf"|(?P<basis>同比|环比|按年|按月|(?:相)?(?:比|较之?|较|与|同|和|跟)(?:{_TIME}|{_PLACE})(?:相比较?|比)?)"
    rf"|(?P<times>(?:[是为达到]|相当于)(?P<of>{_TIME}|{_PLACE})的)"
    rf"|(?P<start>从(?![事严重业而])|由(?!于)|自(?![动治主愿身觉]))"
    rf"|(?P<comma>[,，:：、()（）])|(?P<stop>[;；])"
)
_NEAR = re.compile(
    r"(?:[了到至在为达成出超过约近仅均各又更才仍有的也将以%]|分别|幅度|左右|近乎)*"
    rf"(?:(?:{_TIME}|(?:今年|目前|现在|如今|当前|本月)[^,，。\d]{{0,4}}?)的?)?[约近]?"
)
_THAN = re.compile(
    rf"(?P<than>同比|环比|(?<![同环对占可])[比较]{_NOT_THAN}[^,，。;；、:：（）()]{{1,14}}?)"
    rf"(?:(?P<more>{either(MORE_THAN_BASE)})|(?P<less>{either(LESS_THAN_BASE)}))[出了约近]*$"
)
_FREE = re.compile(rf"(?<![同环对占可])[比较]{_NOT_THAN}[^,，。;；、:：（）()]{{1,20}}$")
_ADVERB = re.compile("(?:分别|进一步|大幅|明显|显著|有所|(?<!平)均|各|偏|略|微|急|猛|又|再|则|也|已|仍|将)+$")
_LEVEL = re.compile("率|占|达|为|[到至]")
_LINKING = re.compile("^了|(?:了|分别|约|近|达到?|(?<!平)均|各)+$")
_MOVE = re.compile(
    rf"(?P<up>{either([*UP, *UP_SHORT, '提', '扩', '翻', '加', '多'])})|(?P<down>{either([*DOWN, *DOWN_SHORT, '缩', '压', '少'])})"
)
_VERB = _HOW + either([*UP, *DOWN, *UP_SHORT, *DOWN_SHORT]).join(["(?:", ")"])
_NEXT = re.compile(
    rf"(?:[、和及与][\d.,%]{{1,9}}[一-鿿]?)*\s?(?:左右|以上|的)?[，,]?[^,，。;；\d]{{0,8}}?(?:{_VERB}|{either('发展 变 提 扩 缩 压 调整 翻'.split())})了?[到至为成]"
    r"|\s?(?:到|至|变为)"
)
_BEHIND = re.compile(
    rf"\s?的?(?>(?P<up>{either('增幅 增长 涨幅 增速 升幅 上升 上涨 增'.split())})"
    rf"|(?P<down>{either('降幅 下降 减幅 跌幅 减少 负增长 减 降'.split())}))(?![到至为]|[了约近超]*\s?[0-9一二三四五六七八九十百千]|负)"
)
_DASH = re.compile("[-—–―~─]{1,2}|至|到")
_LIST = re.compile(
    rf"(?P<comma>[,，])|(?:[、,，]?(?:和|及|与|以及|或|并)|、)(?P<verbs>{_VERB}了?)?"
)
_CHAIN = re.compile(rf"[,，、]?(?:按[^,，。]{{2,9}}[算计])?(?:和|及|与|或|即|并)?(?:分别)?(?:{_VERB})?了?[为达]?")  # what hands a basis on
_RANKED = re.compile("(?:居|列|排|位|获|得|[升降跌进][到至]|[由从])[^,，。;；]{0,8}$|全[国省市县区州]$")
_RANK_END = re.compile("[一-鿿](?<![位名和及与并且的了升降跃提上下跌进退])")
_ORDINALS = re.compile(rf"第(?:\d|{_C}){{1,3}}(?:[、和及至到，,](?:\d|{_C}){{1,3}}){{0,4}}[、和及至到，,]$")
_ERAS = re.compile("(?:民国|光绪|乾隆|康熙|嘉庆|同治|宣统)$")

_QUALIFIED = frozenset("近约概致莫过破于超逾少足到多至下码达止出未满>≥<≤=了有为占的是在要需 \n")
_LINKS = frozenset("、,，和及与或至到-—–―~─以")
_OPENING = frozenset("“‘「『\"")
_CLOSING = frozenset("”’」』\"")
_DEICTIC = frozenset("这每前后该")
_SIGNS = frozenset("-−–+负下")
_RATED = frozenset("为是达率值数到至比升降增减涨跌高低多少")
_ENDED = frozenset("，,。；;、)） \n") | {""}
_RESTATED = frozenset(["(", "（", "即", "或", "，即", "，或", "、即"])
_SPANS = frozenset("年月天周日") | {"个月", "星期", "个星期", "小时", "个季度", "季度"}
_CHINESE_DIGITS = frozenset("零〇一二三四五六七八九")
_NAMING = frozenset("个项大")
_ROC_YEAR = re.compile("9[0-9]|1[0-3][0-9]")  # 较111年: of the Republic
_ROC_BEFORE = frozenset("较比至自从与由，,。:：；;（( \n") | {""}
_ROC_BEHIND = frozenset("来以间内后之历的老余多里，,、。；;")
_BEING = frozenset("为达至到是由从以")
_DASHES = frozenset("-—–―~─至到")
_REACHED = frozenset("到至为成")
_JOINED = frozenset("、和及至到，,")
_LARGE = frozenset("百千万亿")
_TENS = _LARGE | frozenset("十拾佰仟.点")
_LATIN_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_RATIOS = frozenset(RATES)
_POINTS = frozenset(unit for unit in _RATIOS if unit[-1:] == "点")
_LONG_VERBS = frozenset(word for word in (*UP, *DOWN) if len(word) == 2)
_NOUNS = frozenset(["增速", "增幅", "降幅", "涨幅"])
_NOUN_ENDS = frozenset("幅速率度量值")  # 降幅为3%: by how much; 降为3%: to where
_LINKS_BEFORE = "了到至为达成出超过约近仅均各又的也将分别幅度在"
_VERB_ENDS = frozenset("长涨减缩压扩调快缓").union(word[-1] for word in (*UP, *DOWN, *UP_SHORT, *DOWN_SHORT))
_TELLING = re.compile("[比较从由;；]")  # with none of these and no verb at its end, a gap says nothing of a count
_STOPS = "。！？!?…"
_STOPPED = re.compile(rf"[{_STOPS}”’」』）)]*\s*")

SHARED, ALONE = 1, 2  # a number without a unit waits for the one of a later number; ALONE: it is one all the same


class _Token(NamedTuple):
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


class _Value(NamedTuple):
    nominal: Any
    low: Any
    high: Any
    low_closed: bool
    high_closed: bool
    unit: str
    qualifier: str
    direction: str
    below: bool  # below zero


def scan(text: str) -> pd.DataFrame:
    """A report's text => one row for each reported number, in text order; the columns are COLUMNS.

    `start`, `end` are offsets in the text as given, `sentence` the start of the number's sentence; `nominal`, `low` and
    `high` are exact, in base units (万 and 亿 expanded, per cent in per cent). Never raises, whatever the text.

    >>> found = scan("立案数同比下降31.26%,破获案件1.71万起。")
    >>> found[["printed", "low", "high", "unit", "direction", "basis"]].values.tolist()
    [['31.26%', Fraction(6251, 200), Fraction(6253, 200), '%', 'down', '同比'],
     ['1.71万起', Fraction(17050, 1), Fraction(17150, 1), '起', '', '']]
    """
    import pandas as pd

    with uncollected():
        columns = list(zip(*rows(text), strict=True)) or [()] * len(COLUMNS)
        return pd.DataFrame({name: list(column) for name, column in zip(COLUMNS, columns, strict=True)})


def rows(text: str) -> list[list[Any]]:
    """A text => the rows of `scan`, as lists in the order of COLUMNS."""
    with uncollected():
        return _Reader(text).rows


class _Reader:
    """One text, read from left to right; what a number inherits stands in the row before it."""

    def __init__(self, text: str) -> None:
        given, (text, places) = text, plain(text)
        self.text = text
        self.rows: list[list[Any]] = []
        self.before: list[Any] | None = None
        self.standing, self.stands = "", 0  # 同比（下同）, and up to where
        self.sentences = iter([*_sentences(text), len(text) + 1])
        self.sentence = self.turn = next(self.sentences)
        self._next_sentence(self.turn)
        held: list[_Token] = []  # bare numbers that may share what stands behind a later one: 0.7和3.97个百分点
        done, last, parts, cue = 0, 0, "", _CUE.search
        while begun := cue(text, done):
            done, token = _token(text, begun.start(), last, parts)
            if not token:
                continue
            if token.start < last:  # a qualifier that stands in the token before
                token = token._replace(start=last)
            done = last = max(done, token.end)
            parts = token.parts
            if token.held:
                held.append(token)
                continue
            if held:
                self._release(held, token)
            self._place(token)
        self._release(held, None)
        if text is not given:
            start, end, plainly, sentence = places.start, places.end, 0, 0
            for row in self.rows:
                if row[-1] != plainly:
                    plainly, sentence = row[-1], start(row[-1])
                row[0], row[1], row[-1] = start(row[0]), end(row[1]), sentence
                row[2] = given[row[0]:row[1]]

    def _release(self, held: list[_Token], token: _Token | None) -> None:
        """Place those of the bare numbers that are bound to the token by nothing but commas and 和, with its unit and its
        万 or 亿, and those that need none."""
        bound: list[tuple[_Token, str, _Token | None]] = []
        for one in reversed(held):
            multiplier = ""
            if token:
                end = token.start if not bound else bound[-1][0].start
                between = "".join(self.text[one.end:min(end, one.end + 9)].split())
                dash, listed = _DASH.fullmatch(between), _LIST.fullmatch(between)
                like = one.digits == token.digits or dash
                if not like or not (dash or (listed and between not in (",", "，"))) or not token.core.strip("百千万亿"):
                    token = None
                elif not dash or not token.digits or _figures(one.core) < _figures(token.core):
                    multiplier = counted_in(one.core, token.core)
            if token or one.held == ALONE:
                bound.append((one, multiplier, token))
        for one, multiplier, token in reversed(bound):
            self._place(one, multiplier, token)
        held.clear()

    def _place(self, token: _Token, multiplier: str = "", later: _Token | None = None) -> None:
        """Add a token's row, with what the words before it and the row before it say; `later` shares its unit."""
        text, start, end, unit = self.text, token.start, token.end, token.unit
        shared = later.unit if later else ""
        if start >= self.turn:
            self._next_sentence(start)
        before = self.before
        low = self.sentence
        if before and before[1] > low:
            low = before[1]
        near = low >= start - REACH
        unit = shared or unit
        rate, flat = unit in _RATIOS, text.startswith("持平", start)
        said = _said(text[low if near else start - REACH:start], rate or flat, unit in _POINTS)
        if flat:
            said = said._replace(direction="", reached=False)
        direction, basis, relation = said.direction, "", ""
        if said.stop:
            self.carried = ""
        if said.adverbial:
            self.adverbial = said.adverbial
        if said.same:
            self.standing, self.stands = said.basis, start + STANDING
        if said.each:
            self.each = True
        if said.start and not shared and _NEXT.match(text, end):
            direction, relation = "", "from"
        else:
            if before and near and (said.link or before[RELATION] == "from") and (
                relation := self._bond(said, before, unit, end)
            ):
                if relation == "to":
                    said = said._replace(basis="") if said.times else said  # 到2022年的18.8%
                    direction = direction or _moved(said.gap) or before[DIRECTION]
                elif relation == "range_high" or not direction:
                    direction, basis = direction or before[DIRECTION], before[BASIS]
            if not direction and rate and said.gap in _RESTATED and before and before[DIRECTION]:
                direction, basis = before[DIRECTION], before[BASIS]  # 减少274人(18%)
            if said.reached and direction and not relation and text[start] != "第":
                relation = "to"
        basis = said.basis or basis
        if rate and not direction and relation != "from" and (behind := _BEHIND.match(text, end)):
            direction = behind.lastgroup or ""
        printed = text[start:end]
        said_to_move = bool(direction) and relation != "to"
        if token.leads:
            value = _value(token.parts + printed, "", False if said_to_move else None)
        elif later and not token.unit and (later.tenths or later.parts):
            value = _value(later.parts + printed + later.tenths, "", False if said_to_move else None)
        else:
            value = _stands_for(printed + (multiplier or token.scale), shared or unit, said_to_move)
        if value is None:
            return
        nominal, *ends, own_unit, qualifier, own_direction, below = value
        if own_direction:
            direction = own_direction
        elif below and (direction or basis) and relation not in ("from", "to"):  # 同比-3亿元
            direction, nominal = "down", -nominal
            ends = [-ends[1], -ends[0], ends[3], ends[2]]
        if (direction and relation != "to") or flat:
            if not said.peer:
                if not basis:
                    basis = self.carried if said.chain else self.adverbial
                if not basis and start < self.stands:
                    basis = self.standing
                self.carried = basis
        elif not said.times:
            self.carried, basis = basis, ""
        if relation == "range_high" and before:
            nominal = -nominal if before[2].startswith("零下") else nominal  # 零下3至5度
            before[RELATION], before[4:8] = "range_low", (before[3], before[3], True, True)
            ends = [nominal, nominal, True, True]
        elif relation == "coordinated" and before and not before[RELATION]:
            before[RELATION] = relation
        self.before = [
            start, end, printed, nominal, *ends, unit or own_unit, qualifier, direction, basis, relation, self.sentence,
        ]  # fmt: skip
        self.rows.append(self.before)

    def _next_sentence(self, start: int) -> None:
        """Go on to the sentence of an offset; nothing is inherited across a full stop."""
        while self.turn <= start:
            self.sentence, self.turn = self.turn, next(self.sentences)
        self.carried = self.adverbial = ""
        self.each = False
        self.before = None

    def _bond(self, said: _Said, before: list[Any], unit: str, end: int) -> str:
        """What binds a number to the one before it, by the words between them."""
        gap, link, bound = said.gap, said.link, before[RELATION]
        if bound == "from" and (link == "dash" or gap[-1:] in _REACHED or gap[:1] in _DASHES or _MOVE.search(gap)):
            if not before[UNIT] and unit not in _RATIOS:  # 由一百二十减至八十件
                before[UNIT] = unit
            return "to"
        if link == "dash":
            if unit and before[UNIT] == "" and before[2][-1] in _LARGE:
                before[UNIT] = unit  # 5万至10万元
            return "range_high" if before[UNIT] == unit else ""
        same = before[UNIT] == unit
        if same and gap in ("与", "和") and not bound and self.text.startswith(("之间", "间"), end):
            return "range_high"
        if not link or not (same or before[DIRECTION]) or (link == "comma" and not self.each):
            return ""
        if not same and (link == "verbs" or gap in _RESTATED):
            return ""
        return bound if bound in ("from", "to") else "coordinated"


class _Said(NamedTuple):
    """What the words before a number say of it."""

    gap: str  # the words, without spaces
    link: str = ""  # nothing but a dash, a comma, a list's 、 and 和 (list), or these and a verb (verbs)
    each: bool = False  # 分别
    chain: bool = False  # nothing that would end a basis
    direction: str = ""
    basis: str = ""
    reached: bool = False  # 增长到
    peer: bool = False  # 高于
    times: bool = False  # 是上年的1.5倍
    start: bool = False  # 从
    stop: bool = False  # a semicolon
    adverbial: str = ""  # 与上年同期相比，
    same: bool = False  # （下同）


@lru_cache(maxsize=1 << 14)
def _said(gap: str, rate: bool, points: bool) -> _Said:
    """The words between the number before and this one => what they say of this one, a rate or percentage points."""
    if " " in gap or not gap.isprintable():
        gap = "".join(gap.split())
    link = ""
    if len(gap) < 20:
        if _DASH.fullmatch(gap):
            link = "dash"
        elif listed := _LIST.fullmatch(gap):
            link = listed.lastgroup or "list"
    each, chain = "别" in gap or "别" in gap, bool(_CHAIN.fullmatch(gap))
    if not gap or not (rate or gap.rstrip(_LINKS_BEFORE)[-1:] in _VERB_ENDS or _TELLING.search(gap)):
        return _Said(gap, link, each, chain)
    direction = basis = adverbial = way = side = ""
    verb = peer = start = -1
    reached = times = stop = is_peer = False
    for found in _CONTEXT.finditer(gap):
        kind = found.lastgroup
        if kind == "up" or kind == "down":
            verb, way = found.end(), kind
        elif kind == "basis":
            basis = found.group()
            if gap[found.end():found.end() + 1] in ("，", ",") or basis.endswith("相比"):
                adverbial = basis
        elif kind == "above" or kind == "below":
            if points or found.group() not in ("超", "超过", "超过"):
                peer, side = found.end(), "up" if kind == "above" else "down"
        elif kind == "comma":
            verb = peer = start = -1
        elif kind == "stop":
            verb = peer = start = -1
            basis = adverbial = ""
            stop = True
        elif kind == "start":
            start = found.end()
        elif kind == "times" and found.end() == len(gap):
            basis, times = found["of"], True
    if basis and gap.endswith("新增"):  # 比年初新增
        verb, way = len(gap), "up"
    adjacent = verb >= 0 and bool(_NEAR.fullmatch(gap, verb))
    if peer >= 0 and len(gap) - peer <= 20 and gap[-1:] != "的" and (rate or peer < len(gap)) and not (
        adjacent and verb > peer and gap[verb - 2:verb] not in _NOUNS  # 高于预期,增长5%
    ):
        direction, is_peer = side, True
        basis = _LINKING.sub("", gap[peer:]) or basis
    elif not adjacent and (than := _THAN.search(gap)):
        direction, basis = ("up" if than["more"] else "down"), _ADVERB.sub("", than["than"])
    elif verb >= 0:
        between = gap[verb:]
        if adjacent:
            direction = way
            reached = "到" in between or "至" in between or (
                not {"为", "成"}.isdisjoint(between) and gap[verb - 1:verb] not in _NOUN_ENDS
            )
        elif len(between) <= 16 and (rate or basis) and not _LEVEL.search(between):
            direction = way
        if direction and not basis and not times and (free := _FREE.search(gap[:_begin(gap, verb)])):
            basis = _ADVERB.sub("", free.group())
    begun, same = start >= 0 and len(gap) - start <= 20, bool(basis) and "下同" in gap
    return _Said(
        gap, link, each, chain, direction, basis, reached, is_peer, times, begun, stop, adverbial, same
    )  # fmt: skip


def _begin(gap: str, verb_end: int) -> int:
    """Where the verb that ends there begins."""
    return verb_end - 2 if gap[verb_end - 2:verb_end] in _LONG_VERBS else verb_end - 1


def _moved(gap: str) -> str:
    """下降到 => down, by the last word of change between the two numbers of a pair."""
    found = list(_MOVE.finditer(gap))
    return (found[-1].lastgroup or "") if found else ""


def _sentences(text: str) -> list[int]:
    """=> where each sentence begins, in order; looking for one mark at a time is many times faster than for any."""
    starts = {len(text) - len(text.lstrip())}
    for mark in _STOPS:
        at = text.find(mark)
        while at >= 0:
            stop = at + 1
            if not text[stop:stop + 1].isalnum() and (found := _STOPPED.match(text, stop)):
                stop = found.end()
            starts.add(stop)
            at = text.find(mark, stop)
    return sorted(starts)


def _figures(core: str) -> float:
    """3万 => 3.0: 8500到3万 counts in ones, 1至3万 in 万."""
    return float(core.rstrip("百千万亿").replace(",", "") or 0)


def _token(text: str, at: int, last: int, parts: str) -> tuple[int, _Token | None]:
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
    if parts and text[last:at] in _DASHES and made.unit == "":  # 百分之三到|五
        unit = PARTS[parts[0]]
        return made.end, _Token(at, made.end, made.number.core, made.number.value, unit, digit, parts=parts, leads=True)
    token = (_arabic if digit or first == "." else _worded)(text, at, made, last)
    return (token.end if token else made.end), token


def _first(text: str, at: int) -> tuple[int, _Token | None]:
    """首次, 首批."""
    found = _FIRST.match(text, at)
    assert found
    return found.end(), None if _titled(text, at) else _Token(at, found.end(), found[0], 1, "", False)


def _steady(text: str, at: int) -> tuple[int, _Token | None]:
    """与上年|持平: a change of nothing, if its basis stands before it."""
    steady = _STEADY.search(text, max(0, at - 20), at)
    return at + 2, _Token(at, at + 2, "", 0, "", False) if steady else None


def _rank(text: str, at: int) -> tuple[int, _Token | None]:
    """居全国第一, 排第3位; any other 第 is an ordinal."""
    found = _ORDINAL.match(text, at)
    if not found:
        return at + 1, None
    ranked = _RANKED.search(text, max(0, at - 12), at) and not _RANK_END.match(text, found.end())
    token = _Token(at, found.end(), found[0], 0, "", False) if ranked else None
    return found.end(), token


_ELSE = {"首": _first, "持": _steady, "第": _rank}


def _worded(text: str, start: int, made: Core, last: int) -> _Token | None:
    """A numeral in characters => the token around it; None if it is a name or an idiom."""
    number, before = made.number, text[start - 1:start]
    written, end = text[start:made.end], made.end
    named = made.word or made.exact or made.several
    if (before in _OPENING or before in _DEICTIC) and (made.parts or not named):
        return None
    worded = made.word or made.parts or made.unit == "倍" or written in ("零", "半") or bool(made.unit)
    plain_numeral = worded or len(written) < 2 or _TENS.isdisjoint(written) or made.bare or bool(made.several)
    ends_in_unit = written == "半" or not worded
    pattern = (_TAIL if plain_numeral else _LONG_TAIL) if ends_in_unit else _ONLY_AFTER
    if written == "零":
        nothing = _NOTHING.match(text, start)
        return None if not nothing or _titled(text, start) else _Token(start, nothing.end(), "", 0, "", False)
    found = pattern.match(text, end)
    assert found
    unit, after, behind_it = found["unit"] or "", found["after"], found["plus"]
    more = number.more or found["late"] or behind_it
    if written == "半" and not unit:
        return None
    behind = text[found.end("unit"):found.end("unit") + 1] if unit else text[end:end + 1]
    qualified = _qualifier(text, start, last, made, unit) if before in _QUALIFIED else -1
    held = 0
    if unit:
        if behind and (behind in OTHER_WORDS.get(unit, "") or (behind in _OPENING and unit in _NAMING)):
            return None
        if (unit in _SPANS and (before == "首" or behind == "前")) or _in_short_quotes(text, start, found.end()):
            return None
        if unit[0] == "年" and before.isspace() and text[start - 2:start - 1] in _CHINESE_DIGITS:
            return None  # 二 零 零 三 年
        if (before == "面" and unit == "方") or (unit in ("年", "载") and _ERAS.search(text, max(0, start - 2), start)):
            return None  # 四面八方, 光绪三十年
        if unit == "级" and (written[-1] in "万亿" or written in ("一二", "二三")):
            return None  # 十亿级
    if not worded:
        if before in _JOINED and _ordinal(text, start, unit):
            return None
        if written == "一" and unit[:1] not in ("倍", "成"):
            if _COMPOUND.match(text, start) or "半" in unit or after or (before in _QUALIFIED and unit in _MEASURED) or (unit[:1] == "千" and len(unit) > 1):
                pass
            elif unit or not _ONE_TO.match(text, end):
                return None
        reach = after or qualified >= 0
        if made.bare and not (more or unit in BARE or (unit and reach) or _passed(text, start, end, qualified)):
            return None
        if not (unit or more or after or made.several or (made.bare and qualified >= 0)):
            large = len(written) > 2 and written[0] not in _LARGE and not _LARGE.isdisjoint(written)
            alone = (large and (not "一" <= behind <= "鿿" or before in _BEING)) or (start, end) == (0, len(text))
            if behind in _LINKS and (alone or len(written) <= 3 or behind in _DASHES):
                held = ALONE if alone else SHARED
            elif not alone:
                return None
        elif len(written) < 3 and not (unit or more or after or made.bare or made.several or behind in _LINKS) and len(text) > len(written):
            return None
    if _titled(text, start) or (before == "、" and "、" in written):
        return None
    behind_all = read_tail(made, found)
    if qualified < 0 and before in _SIGNS and (signed := _SIGN.search(text, max(last + (last > 0), start - 2), start)):
        qualified = signed.start()
    parts = written[:written.index("之") + 1] if made.unit in ("%", "‰", "‱") and "分之" in written else ""
    name = made.unit or behind_all.unit
    return _Token(
        qualified if qualified >= 0 else start, found.end(), number.core, number.value, name, False, held, parts=parts,
        tenths="成" if unit[:1] == "成" else "",
    )  # fmt: skip


def _passed(text: str, start: int, end: int, qualified: int) -> bool:
    """GDP首破|万亿。, 突破|千亿大关: a bare multiplier that something passed."""
    if qualified < 0 or not _LARGE_BARE.match(text, start):
        return False
    return text[qualified:start].startswith(ABOVE_OPEN) and bool(_MARK.match(text, end))


def _arabic(text: str, start: int, made: Core, last: int) -> _Token | None:
    """A numeral in digits => the token around it; None if it is a name or a code."""
    number, before, written = made.number, text[start - 1:start], text[start:made.end]
    found = _DIGITS_TAIL.match(text, made.end)
    assert found
    unit, late, after = found["unit"] or "", found["late"] or found["plus"], found["after"]
    end, more = found.end(), number.more or late
    if before == "每" or (written[0] == "0" and len(written) > 1 and written.isdigit()):
        return None
    if end == found.end("unit") and end < len(text) and text[end] in OTHER_WORDS.get(unit, ""):
        unit, end, after, found = "", made.end, None, _ONLY_AFTER.match(text, made.end) or found
        if found["after"] or found["late"]:
            end, after, more = found.end(), found["after"], number.more or found["late"]
    if before in _LATIN_LETTERS and not (  # GDP5781亿元, CPI0.3%; not PM2.5, T3
        text[start - 2:start - 1] in _LATIN_LETTERS and (unit in _RATIOS or unit.endswith("元") or (unit and written[-1] in "万亿"))
    ):
        return None
    qualified = _qualifier(text, start, last, made, unit) if before in _QUALIFIED else -1
    held, headed_by, name = 0, "", ""
    if made.word or made.unit:
        pass
    elif unit:
        first = before == "首" or (before == "前" and text[start - 2:start - 1] not in ("提", "目"))  # 前9天, not 提前9天
        if unit in _SPANS and (first or text[end:end + 1] == "前" or (unit == "年" and (
            before == "国" or (_ROC_YEAR.fullmatch(written) and before in _ROC_BEFORE
            and text[end:end + 1] not in _ROC_BEHIND) or (_SHORT_YEAR.fullmatch(written) and before in _CLAUSE and text[end:end + 1] in _DID)
        ))):
            return None
        if (unit == "级" and written[-1] in "万亿") or (before in _LINE and _ITEM.fullmatch(written) and unit in _WHOLE):
            return None  # 10亿级; 1.120起 is an item of a list
    else:
        behind = text[end:end + 1]
        if headed := _HEADED.search(text, max(0, start - 14), start):
            headed_by, name = headed[1], headed[2]
        elif not (more or after or qualified >= 0 or "," in written or written[-1] in "十百千万亿佰仟wWkK" or _paid(text, start)):
            alone = "." in written and (
                (before in _BEING and (not behind.isalnum() or _NEXT.match(text, end))) or (before in _RATED and behind in _ENDED)
            )
            if behind in _LINKS:
                held = ALONE if alone else SHARED
            elif not alone:
                return None
        elif behind in _LATIN_LETTERS:
            return None
    if (before in _JOINED and _ordinal(text, start, unit)) or _titled(text, start):
        return None
    if not name:
        name = made.unit or (unit if unit in _RATIOS or (len(unit) < 2 and unit not in "成折") else read_tail(made, found).unit)
    begun = start
    if not name and (paid := _paid(text, start)):
        begun = paid.start()
        name = name or CURRENCIES[paid[0]]
        if (more_before := _qualifier(text, begun, last, made, unit)) >= 0:
            begun = more_before
    elif qualified >= 0:
        begun = qualified
    elif before in _SIGNS and (signed := _SIGN.search(text, max(last + (last > 0), start - 2), start)) and (
        before != "+" or name in _RATIOS or not "一" <= text[start - 2:start - 1] <= "鿿"
    ):
        begun = signed.start()
        if text[begun:start] in _SIGNS and (inner := _qualifier(text, begun, last, made, unit)) >= 0:
            begun = inner
    elif before in "-−–" and before and start - 1 > last and text[start - 2:start - 1].isdecimal():
        return None  # 东风-41, 21-19
    return _Token(
        begun, end, number.core, number.value, name, True, held, headed_by,
        tenths="成" if unit[:1] == "成" else "",
    )  # fmt: skip


def _ordinal(text: str, start: int, unit: str) -> bool:
    """第三、|四, 第3，5，|7条: is it one of several ordinals?"""
    found = _ORDINALS.search(text, max(0, start - 12), start)
    return found is not None and (found[0][-1] not in ",，" or unit in _ARTICLES)


def _paid(text: str, start: int) -> re.Match[str] | None:
    """¥, US$, 人民币 before an amount."""
    return _CURRENCY.search(text, max(0, start - 4), start)


def _qualifier(text: str, start: int, last: int, made: Core, unit: str) -> int:
    """=> where a qualifier in front of a number begins; -1 if there is none."""
    found = _QUALIFIER.search(text, max(last, start - 16), start)
    if not found:
        return -1
    if found[1][0] in "<>≥≤" and _IN_SCRIPT.search(text, max(0, found.start() - 4), found.start()):
        return -1  # i >= 0 in a script
    if found[1][0] in "过破" and not (made.unit == "%" or unit[:1] in ("%", "成") or made.bare or (found[1][0] == "破" and made.number.core[-1:] in "万亿")):
        return -1
    return found.start()


def _titled(text: str, start: int) -> bool:
    """Does it stand in a title, 《…》?"""
    opened = text.rfind("《", max(0, start - 40), start)
    return opened >= 0 and text.find("》", opened, start) < 0


def _in_short_quotes(text: str, start: int, end: int) -> bool:
    """“右转停三秒”: a quoted phrase is a name."""
    left = text[max(0, start - 6):start]
    opened = max(left.rfind(mark) for mark in _OPENING)
    return opened >= 0 and _CLOSING.isdisjoint(left[opened:]) and not _CLOSING.isdisjoint(text[end:end + 6])


@lru_cache(maxsize=1 << 14)
def _stands_for(printed: str, shared: str, moved: bool) -> _Value | None:
    """A token, with the unit that it shares => its value."""
    return _value(printed, shared, False if moved else None)


def _value(printed: str, unit: str, share: bool | None) -> _Value | None:
    """A token => its value by `unround`; None if it is no number after all."""
    try:
        number = unround(printed, unit=unit, share=share)
    except ValueError:
        return None
    ends = number.low, number.high, number.low_closed, number.high_closed
    named = "" if printed[0] == "零" and not number.nominal else number.unit  # 零发案 has no counter
    return _Value(number.nominal, *ends, named, number.qualifier, number.direction, number.nominal < 0)
