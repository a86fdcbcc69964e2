"""Find every reported number in Chinese official text: where it stands, what it may stand for, which way it moved.

A number is an amount that somebody counted or measured. What it stands for is decided by `unround`; this module decides
what is a number, and what the words around it say. Rules of judgement, kept the same everywhere:

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
| `首次`, `首批`; `居全国第一` | ranks; any other 第 is an ordinal, and silent |
| `15.6万`, `50余万流动人口` | no counter: the unit is empty |
| `3000民警`, `12345热线`, `110` | a bare whole number is a name or a call number unless a unit, 余, 万 or a qualifier says it counts |
| `死亡率0.17，`, `下降0.61。` | decimals alone between 率, 值, 为 or a verb and a stop: no unit |
| `2021年`, `较111年`, `1-3月`, `9时30分`, `前三季度`, `首七个月`, `十年前` | dates, times, years of a period: silent |
| `一个`, `一批`, `一把手`, `五位一体`, `“两张清单”`, `《十项措施》` | articles, idioms, names, titles: silent |

A sentence ends with 。！？ and their like; a line break ends nothing, as reports are cut into lines anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pingan_analysis.garbage import uncollected
from pingan_analysis.numbers.lexicon import (
    ABOVE_PEER,
    BELOW_PEER,
    COUNTERS,
    DOWN,
    DOWN_SHORT,
    LATIN_UNITS,
    LESS_THAN_BASE,
    MEASURES,
    MONEY,
    MORE_THAN_BASE,
    PERIODS,
    PLAIN_COUNTERS,
    RATES,
    SIMPLIFIED,
    UP,
    UP_SHORT,
    either,
)  # fmt: skip
from pingan_analysis.numbers.numerals import shared as counted_in
from pingan_analysis.numbers.printed import ABOUT, ABOVE, ABOVE_OPEN, ALMOST, BELOW, BELOW_OPEN, unround

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

# --- numerals ---------------------------------------------------------------------------------------------------

_D = "[0-9０-９]"
_FORMAL = "壹贰貳叁叄肆伍陆陸柒捌玖拾佰仟"
_C = f"[零〇○廿卅一二两兩三四五六七八九十百千万亿萬億{_FORMAL}]"
_MULTIPLIER = "(?:[十万亿萬億]|百(?!分)|千(?![米克瓦伏卡焦帕赫字])|兆(?=[余餘多]?[元圓美日]))"
_DIGITS = (  # 1,234; 1 234宗; 3⏎20件; 1234.5
    rf"(?:{_D}+(?![0-9０-９,，\s])|{_D}{{1,3}}(?:(?:,{_D}{{3}})+(?!{_D})|(?:[ \xa0\u2009\u202f]{_D}{{3}})+(?!{_D})(?=[余餘多]?\s?[一-鿿]))"
    rf"|[０-９]{{1,3}}(?:，[０-９]{{3}})+(?!{_D})|(?<=[一-鿿]){_D}{{1,3}}\n{_D}+(?=[万亿萬億]?[一-鿿])|{_D}+)(?:[.．]{_D}+)?"
)
_WHOLE = rf"{_D}{{1,3}}(?:,{_D}{{3}})*+(?!{_D})|{_D}+"
_SUM = (  # 2萬2,807件, 88億7,832萬5,000元, 8 萬 9,860 人
    rf"(?:(?:{_WHOLE})\s?[万亿萬億])++(?:(?<=[0-9] [万亿萬億])\s)?[零〇]?(?:{_D},{_D}{{3}}|{_D}{{1,4}})(?![\d,.．%％])"
    r"(?!\s?[万亿萬億千百十])"
)
_ARABIC = (
    rf"{_SUM}|{_DIGITS}(?:[个個]?[余餘多]?(?=\s?[万亿萬億千百])(?<![0-9０-９个個])|[个個](?=[万亿萬億]))?"
    rf"(?:\s{{0,2}}{_MULTIPLIER}+(?:{_DIGITS}{_MULTIPLIER}+)*+(?:[余餘多][万亿萬億]+)?)?"
)
_CHINESE = (
    r"(?:[二两兩三四五六七八九十廿卅百千万亿萬億]|一(?=\n?[百千十万亿萬億点點]|[二两兩]十)|零(?=[点點][零一二三四五六七八九])"
    rf"|[〇○零一二三四五六七八九](?=[一二三四五六七八九〇○零]{{0,5}}[.．][〇○零一二三四五六七八九])"  # 一一六一.二萬人
    rf"|(?<![大内內登着海水陈陳队隊])[{_FORMAL}](?=[拾佰仟万萬亿億元圆圓]))"
    rf"{_C}*(?:\n{_C}+(?=[件人起名宗次个個户戶家元]))?(?:[点點.．][零〇○一二三四五六七八九]+)?(?:[余餘多几幾来來](?=[万亿萬億])|[个個][余餘多]?(?=[亿億]))?[万亿萬億]*"
)
_PARTS = rf"[百千万萬]分之\s?(?:{_DIGITS}|{_C}{{1,9}}(?:[点點]{_C}{{1,9}})?)|(?:{_C}{{1,6}}又)?{_C}{{1,6}}分之{_C}{{1,9}}"
_RANKS = either("次 个 部 批 份 家 例 支 座 款 项 条 张 单 宗 起 套 台 所".split())
_MORE = "(?:[余餘]|多(?![个個功样樣种種元媒层層方部家次项項]))"
_NONE = either("发案 案发 发生 事故 死亡 伤亡 上访 投诉 案件 新增 火灾 感染 警情 增长 差错".split())
_AFTER = either("以上 以下 以内 之内 左右 上下 及以上 及以下".split())

# --- units ------------------------------------------------------------------------------------------------------

_COUNTED = either([*COUNTERS, *MEASURES, *MONEY, *PERIODS])
_LATIN = "|".join(sorted(map(re.escape, LATIN_UNITS), key=len, reverse=True))
_SOME_MONTHS = "[个個][多余餘](?:月|星期|小[时時])"  # 两个多月
_TENTHS = r"(?:成(?:半|[一二三四五六七八九\d](?![年月日天周人次名位家所项項星级級月千百十万个個\d.．%％](?!案)))?|折)"
_PER = rf"(?:[/／][万亿]?(?:(?:{_COUNTED})|(?:{_LATIN})(?![A-Za-z])))?"
_COINS = r"[元圆圓块塊]零?[\d一二两兩三四五六七八九][角毛](?:零?[\d一二两兩三四五六七八九]分)?"  # 五元三角
_UNIT = rf"(?:{_SOME_MONTHS}|{_COINS}|{_TENTHS}|(?:{either(RATES)}|(?:{_COUNTED})次?|(?:{_LATIN})(?![A-Za-z])){_PER})"
_PLAIN_UNIT = rf"(?:{_SOME_MONTHS}|{_COINS}|{_TENTHS}|里(?=[，,。；;、])|{either(PLAIN_COUNTERS)})"
_LONE = (  # 消耗子弹120发: what stands alone between a number and a stop counts
    r"(?![和及与與或至到的了等中后後前内內外起者以为為达達是余餘多几分版比转轉室楼约約近超逾日月号號时時])"
    r"[一-鿿](?=\s*(?:[,，。；;、！？!?）)：:”’]|\Z|[0-9０-９]))"
)
# What looks like a counter, but begins another word with the character behind it: 5部门, 三轮车, 三级医院.
OTHER_WORDS = {
    "人": "民大工才员", "方": "式案针法", "位": "于一数數", "支": "一", "次": "全产產供元", "部": "门門委署队隊", "天": "两津乐",
    "处": "理置罚罰", "套": "班", "项": "规規目", "户": "籍", "年": "代级级行计規规攻度", "点": "击赞评", "度": "假", "口": "岸",
    "区": "域", "市": "场場", "国": "家道际庆慶集", "字": "方经經诀訣箴真", "节": "气氣", "成": "为立功员果本效绩年熟长就品都交分体型套批群千因不", "折": "射叠腾旧",
    "级": "别医英警甲残文士教", "里": "程", "家": "庭", "道": "路德", "起": "来诉点", "队": "伍", "路": "公", "车": "辆间",
    "场": "所", "台": "阶河山商湾", "轮": "车車", "番": "五两", "发": "来往送布现", "單": "元位", "单": "元位八", "村": "民庄",
    "个": "一", "门": "峡诊", "面": "向积八",
}  # fmt: skip
BARE = frozenset("名件吨册份") | {"人次"}  # 千名, 万件: a bare multiplier counts with these only; 百家, 千年, 万户 are idioms

# --- what looks like a number ---------------------------------------------------------------------------------

_TO = r"\s?(?:[-—–―~～至到、]|月至|月到|月[-—])\s?"
_YEAR = rf"[12１２]{_D}{{3}}"
_DAY = rf"(?:\s?{_D}{{1,2}}(?:{_TO}{_D}{{1,2}})?\s?[日号號])?"
_MONTH = rf"\s?{_D}{{1,2}}(?:{_TO}{_D}{{1,2}})?\s?月(?![龄齡均薪租])(?:份|底|初|末)?{_DAY}"
_MARKED = rf"(?={_D}{{1,20}}\s?[-年月日号號时時点點世代:：/.·~～—–―至到、+＋xX×*])"  # else it is none of these
_SILENT = "|".join([
    rf"{_YEAR}\s?(?:[-—–―~～至/、]\s?{_D}{{2,4}}\s?)?年(?!多(?!{_D})|余|餘|以上|左右)(?:{_MONTH})?",
    rf"{_D}{{2,3}}\s?年{_MONTH}|(?:9{_D}|1[0-3]{_D})\s?年(?=[底度初末]|[上下]半年|同期|第[一二三四1-4]季)",  # 民國
    rf"{_YEAR}[-/]{_D}{{1,2}}(?!{_D}|\s?[%％万亿])(?:[-/]{_D}{{1,2}})?",
    _MONTH,
    rf"{_D}{{1,2}}(?:{_TO}{_D}{{1,2}})?\s?[日号號](?!内|以内|游)",
    rf"{_D}{{1,2}}\s?(?:[时時](?![间間])(?:许|{_D}{{1,2}}分)?|[点點](?:钟|鐘|整|半|许|{_D}{{1,2}}分))",
    rf"{_D}{{2}}\s?年代|{_D}{{1,2}}\s?世[纪紀]",
    rf"{_D}{{3,4}}[-—]{_D}{{7,8}}(?!{_D})",
    rf"{_D}+(?:[-./:：·+＋xX×*]{_D}++){{2,}}+",
    rf"{_D}+[:：/]{_D}+",
    rf"{_D}+\s?[号號]",
])
_SILENT_WORDS = (
    rf"[一二三四五六七八九〇零○]{{4}}年|(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号號]"
    rf"|{_C}{{1,3}}[点點](?![零〇一二三四五六七八九十])"
    rf"|{_C}{{1,6}}(?:月|[时時]|年代|[届屆]|世[纪紀]|中全[会會]|次[会會全])"
    "|三番[五两兩]次|三天[两兩][头頭]|三年五[载載]|一年[四一][季度]|九年[义義一]"
)
_CUE = re.compile(  # where a number may begin; a plain class first, so that the engine skips to it
    f"[0-9０-９二两兩三四五六七八九十廿卅百千万亿萬億一上数數几幾第首翻减減零半过過〇○{_FORMAL}]"
    f"(?:(?<![一上数數几幾第首翻减減零半过過〇○{_FORMAL}])|(?=[0-9０-９二两兩三四五六七八九十百千万亿萬億零〇点點倍成半年天月周数數番了发案事死伤傷上投"
    "新火感警增差一次个個部批份家例支座款项項条條张張单單宗起套台台所小拾佰仟元圆圓，。；、)）.．\n]))"
)
_IN_DIGITS = re.compile(
    rf"(?P<silent>{_MARKED}(?:{_SILENT}))|(?P<core>{_ARABIC})"
    rf"(?:\s{{0,2}}(?P<more>[余餘多]))?(?:\s{{0,3}}(?P<unit>{_UNIT}|{_LONE}))?(?P<late>{_MORE})?(?P<after>{_AFTER})?"
)
_IN_WORDS = re.compile(
    rf"(?P<rank>第\s?(?:{_D}{{1,6}}|{_C}{{1,6}})[位名]?)|(?P<first>首(?:{_RANKS}))|(?P<ratio>{_PARTS})|(?P<silent>{_SILENT_WORDS})"
    rf"|(?P<several>(?:(?<!以)(?<!成千)(?<!成百)上(?!十)|[數数几幾])[十百千万亿萬億]{{1,2}})"
    rf"|(?P<word>一(?:[年月天周]半|[个個]半(?:月|小[时時]))|(?<![上下前后後大小])半(?:年(?!度)|[个個]月|天|小[时時])"
    rf"|一半|[过過]?半[数數]|[过過]半|翻了?(?:[一两兩二三四]番|番)|[减減]半|零(?:{_NONE})|(?<=[为為是率到])零(?=[，。；、)）]))"
    rf"|(?P<chinese>{_CHINESE}|一(?=倍|成))"
)
_TAIL, _LONG_TAIL = (  # behind 五 only a counter that counts, behind 一百五十 any
    re.compile(
        rf"(?P<more>[余餘多几幾来來])?(?:\s{{0,3}}(?P<unit>(?:{unit})(?:次(?![序数數日要品级級]))?))?"
        rf"(?P<late>半|{_MORE})?(?P<after>{_AFTER})?"
    )
    for unit in (_PLAIN_UNIT, f"{_PLAIN_UNIT}|{_UNIT}")
)
_ONLY_AFTER = re.compile(rf"(?P<more>)(?P<unit>)(?P<late>)(?P<after>{_AFTER})?")

# --- the words around a number ----------------------------------------------------------------------------------

_QUALIFIER = re.compile(
    rf"(?:(?<![最附临臨邻鄰亲親靠远遠])(?:{either(ALMOST)})|(?<![节節预預签簽履合条條公违違契])(?:{either(ABOUT)})"
    rf"|{either([*ABOVE_OPEN, *ABOVE, *BELOW_OPEN, *BELOW, '高于', '低于'])})\s?$"
)
_SIGN = re.compile(r"(?:(?:^|(?<=[为為达達至到:：（(，,、\s长長幅度]))[-−－+＋]|(?<![背肩胜勝担擔抱自欠])[负負]|零下)$")
_TIME = (
    rf"(?:(?:{_YEAR}|[一二三四五六七八九〇零○]{{4}}|[89]{_D}|1[0-3]{_D})年(?:度|底|末|初)?(?:{_D}{{1,2}}月(?:份|底|末)?)?"
    rf"|(?:{_D}{{1,2}}|[一二三四五六七八九十]{{1,3}})年前|去年|上年|前年|[上前]一年度?|历年|歷年|往年|上一?[个個]?月|"
    r"上一?[个個]?季度?|[一二三四]季度|前[一二三]季度|上半年|下半年|年初|年末|月初|同期|平时|平日|“[^”]{1,8}”|[一-鿿]{2,6}前(?:的[12]\d{3}年|[一二三四五六七八九十]年)?|[0-9]{1,2}月份?)"
    r"(?:的?同期|同月|同季|末|底|初|全年)?(?:的?(?:水平|数|數|基数|高点|高點|低点|低點|峰值|平均(?:水平|值|数)?))?"
)
_PLACE = (
    r"(?:全国|全國|全省|全市|全县|全縣|全区|全區|全球|世界|本省|国家|國家|同类|同類|周边|行业|行業|年度目标|预期|目标)"
    r"(?:[一-鿿]{0,4}?(?:平均|水平|值|目标|增速|增幅|率|线)){0,3}"
)
_HOW = "[不反激猛剧劇剛骤驟陡净淨微略稳穩齐齊双雙大再急锐銳稍小]?"
_NOT_THAN = "(?![例重率较如赛武亚特分值大好多高强少小快长远])"  # 比例, 较大
_CONTEXT = re.compile(
    rf"(?P<up>{_HOW}(?:{either(UP)}|(?<![新晋晉所连連])(?:{either(UP_SHORT)})))"
    rf"|(?P<down>{_HOW}(?:{either(DOWN)}|(?<![起升涨漲增连連])(?:{either(DOWN_SHORT)})))"
    rf"|(?P<above>{either(ABOVE_PEER)})|(?P<below>{either(BELOW_PEER)})"
    rf"|(?P<basis>同比|环比|環比|按年|按月|(?:相)?(?:比|较之?|較|与|與|同|和|跟)(?:{_TIME}|{_PLACE})(?:相比较?|相比較?|比)?)"
    rf"|(?P<times>(?:[是为為达達到]|相当于|相當於)(?P<of>{_TIME}|{_PLACE})的)"
    rf"|(?P<start>从(?![事严重业而])|從(?![事嚴重業而])|由(?!于|於)|自(?![动治主愿身觉]))"
    rf"|(?P<comma>[,，:：、()（）])|(?P<stop>[;；])"
)
_NEAR = re.compile(
    r"(?:[了到至在为為达達成出超過过约約近仅僅均各又更才仍有的也将將以%]|分别|分別|幅度|左右|近乎)*"
    rf"(?:(?:{_TIME}|(?:今年|目前|现在|現在|如今|当前|本月)[^,，。\d]{{0,4}}?)的?)?[约約近]?"
)
_THAN = re.compile(
    rf"(?P<than>同比|环比|環比|(?<![同环環對对占佔可])[比较較]{_NOT_THAN}[^,，。;；、:：（）()]{{1,14}}?)"
    rf"(?:(?P<more>{either(MORE_THAN_BASE)})|(?P<less>{either(LESS_THAN_BASE)}))[出了约約近]*$"
)
_FREE = re.compile(rf"(?<![同环環對对占佔可])[比较較]{_NOT_THAN}[^,，。;；、:：（）()]{{1,12}}$")
_ADVERB = re.compile("(?:分别|分別|进一步|進一步|大幅|明显|明顯|显著|顯著|有所|(?<!平)均|各|偏|略|微|急|猛|又|再|则|則|也|已|仍|将|將)+$")
_LEVEL = re.compile("率|占|佔|达|達|为|為|[到至]")
_LINKING = re.compile("^了|(?:了|分别|分別|约|約|近|达到?|達到?|(?<!平)均|各)+$")
_MOVE = re.compile(
    rf"(?P<up>{either([*UP, *UP_SHORT, '提', '扩', '翻', '加', '多'])})|(?P<down>{either([*DOWN, *DOWN_SHORT, '缩', '压', '少'])})"
)
_VERB = _HOW + either([*UP, *DOWN, *UP_SHORT, *DOWN_SHORT]).join(["(?:", ")"])
_NEXT = re.compile(
    rf"(?:[、和及与與][\d.,%％]{{1,9}}[一-鿿]?)*\s?(?:左右|以上|的)?[，,]?[^,，。;；\d]{{0,8}}?(?:{_VERB}|{either('发展 变 提 扩 缩 压 调整 翻'.split())})了?[到至为為成]"
    r"|\s?(?:到|至|变为|變為)"
)
_BEHIND = re.compile(
    rf"\s?的?(?>(?P<up>{either('增幅 增长 涨幅 增速 升幅 上升 上涨 增'.split())})"
    rf"|(?P<down>{either('降幅 下降 减幅 跌幅 减少 减 降'.split())}))(?![到至为為]|[了约約近超]*\s?[0-9０-９一二三四五六七八九十百千]|负|負)"
)
_DASH = re.compile("[-—–―~～－─]{1,2}|至|到")
_LIST = re.compile(
    rf"(?P<comma>[,，])|(?:[、,，]?(?:和|及|与|與|以及|或|并|並)|、)(?P<verbs>{_VERB}了?)?"
)
_CHAIN = re.compile(rf"[,，、]?(?:按[^,，。]{{2,9}}[算计計])?(?:和|及|与|與|或|即|并|並)?(?:分别|分別)?(?:{_VERB})?了?[为為达達]?")  # what hands a basis on
_RANKED = re.compile("(?:居|列|排|位|获|獲|得|[升降跌进進][到至]|[由从從])[^,，。;；]{0,8}$|全[国國省市县縣区區州]$")
_RANK_END = re.compile("[一-鿿](?<![位名和及与與并並且的了升降跃躍提上下跌进進退])")
_ORDINALS = re.compile(rf"第\s?(?:{_D}|{_C}){{1,3}}(?:[、和及至到](?:{_D}|{_C}){{1,3}}){{0,4}}[、和及至到]$")
_ERAS = re.compile("(?:民[国國]|光绪|光緒|乾隆|康熙|嘉庆|嘉慶|同治|宣统|宣統)$")

_QUALIFIED = frozenset("近約约概过過破于於超逾少足到多至下码碼达達>≥<≤＞＜\n ")
_LINKS = frozenset("、,，和及与與或至到-—–―~～－─以")
_OPENING = frozenset("“‘「『")
_CLOSING = frozenset("”’」』")
_DEICTIC = frozenset("这這每前后後该該")
_SIGNS = frozenset("-−－+＋负負下")
_RATED = frozenset("为為是达達率值数數到至比升降增减減涨漲跌高低多少")
_ENDED = frozenset("，,。；;、)） \n") | {""}
_RESTATED = frozenset(["(", "（", "即", "或", "，即", "，或", "、即"])
_SPANS = frozenset("年月天周日") | {"个月", "個月", "星期", "个星期", "小时", "个季度", "季度"}
_CHINESE_DIGITS = frozenset("零〇○一二三四五六七八九")
_NAMING = frozenset("个個项項大")
_ROC_YEAR = re.compile("9[0-9]|1[0-3][0-9]")  # 較111年: of the Republic
_ROC_BEFORE = frozenset("較较比至自从從與与由，,。:：；;（( \n") | {""}
_ROC_BEHIND = frozenset("来來以间間内內后後之历歷的老余餘多里裡，,、。；;")
_BEING = frozenset("为為达達至到是由从從")
_DASHES = frozenset("-—–―~～－─至到")
_REACHED = frozenset("到至为為成")
_JOINED = frozenset("、和及至到")
_LARGE = frozenset("百千万亿萬億")
_TENS = _LARGE | frozenset("十拾佰仟.．点點")
_LATIN_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_RATIOS = frozenset([*RATES, "百分點", "個百分點"])
_POINTS = frozenset(unit for unit in _RATIOS if unit[-1:] in "点點")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_WITHOUT_MORE = str.maketrans("", "", "多余餘")
_LONG_VERBS = frozenset(word for word in (*UP, *DOWN) if len(word) == 2) | {"增長", "減少", "縮短", "提昇"}
_NOUNS = frozenset(["增速", "增幅", "降幅", "涨幅", "漲幅"])
_NOUN_ENDS = frozenset("幅速率度量值")  # 降幅为3%: by how much; 降为3%: to where
_LINKS_BEFORE = "了到至为為达達成出超過过约約近仅僅均各又的也将將分别別幅度在"
_VERB_ENDS = frozenset("长長涨漲減减缩縮压壓扩擴调調快缓緩").union(word[-1] for word in (*UP, *DOWN, *UP_SHORT, *DOWN_SHORT))
_TELLING = re.compile("[比较較从從由;；]")  # with none of these and no verb at its end, a gap says nothing of a count
_STOPS = "。！？!?…"
_STOPPED = re.compile(rf"[{_STOPS}”’」』）)]*\s*")

# A number found: start, end, its numeral, its unit as printed, the kind of numeral, and whether it waits for the unit of
# a later number (SHARED: it is none without one; ALONE: it is one all the same).
_Token = tuple[int, int, str, str, str, int]
SHARED, ALONE = 1, 2


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
        self.text = text
        self.rows: list[list[Any]] = []
        self.before: list[Any] | None = None
        self.standing, self.stands = "", 0  # 同比（下同）, and up to where
        self.sentences = iter([*_sentences(text), len(text) + 1])
        self.sentence = self.turn = next(self.sentences)
        self._next_sentence(self.turn)
        held: list[_Token] = []  # bare numbers that may share what stands behind a later one: 0.7和3.97个百分点
        done, last, cue, in_digits, in_words = 0, 0, _CUE.search, _IN_DIGITS.match, _IN_WORDS.match
        while begun := cue(text, done):
            at = begun.start()
            if match := in_digits(text, at):
                if match.lastindex == 1:
                    done = match.end()
                    continue
                done, token = match.end(2), _arabic(text, match)
            elif match := in_words(text, at):
                done, token = match.end(), _worded(text, match)
            else:
                done = at + 1
                continue
            if not token:
                continue
            if token[0] < last:  # a qualifier that stands in the token before
                token = (last, *token[1:])
            done = max(done, token[1])
            last = token[1]
            if token[5]:
                held.append(token)
                continue
            if held:
                self._release(held, token)
            self._place(token)
        self._release(held, None)

    def _release(self, held: list[_Token], token: _Token | None) -> None:
        """Place those of the bare numbers that are bound to the token by nothing but commas and 和, with its unit and its
        万 or 亿, and those that need none."""
        bound: list[tuple[_Token, str, str]] = []
        for one in reversed(held):
            multiplier = shared = ""
            if token:
                between = "".join(self.text[one[1]:min(token[0] if not bound else bound[-1][0][0], one[1] + 9)].split())
                dash = _DASH.fullmatch(between)
                if one[4] != token[4] or not (dash or _LIST.fullmatch(between)) or not token[2].strip("百千万亿萬億"):
                    token = None
                else:
                    shared = token[3]
                    if not dash or token[4] != "arabic" or _digits(one[2]) < _digits(token[2]):
                        multiplier = counted_in(one[2].translate(SIMPLIFIED), token[2].translate(SIMPLIFIED))
            if token or one[5] == ALONE:
                bound.append((one, multiplier, shared))
        for one, multiplier, shared in reversed(bound):
            self._place(one, multiplier, shared)
        held.clear()

    def _place(self, token: _Token, multiplier: str = "", shared: str = "") -> None:
        """Add a token's row, with what the words before it and the row before it say."""
        text, (start, end, _, unit, kind, _) = self.text, token
        if start >= self.turn:
            self._next_sentence(start)
        before = self.before
        low = self.sentence
        if before and before[1] > low:
            low = before[1]
        near = low >= start - REACH
        unit = shared or unit
        rate = unit in _RATIOS
        said = _said(text[low if near else start - REACH:start], rate, unit in _POINTS)
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
                relation := self._bond(said, before, unit)
            ):
                if relation == "to":
                    said = said._replace(basis="") if said.times else said  # 到2022年的18.8%
                    direction = direction or _moved(said.gap) or before[DIRECTION]
                elif relation == "range_high" or not direction:
                    direction, basis = direction or before[DIRECTION], before[BASIS]
            if not direction and rate and said.gap in _RESTATED and before and before[DIRECTION]:
                direction, basis = before[DIRECTION], before[BASIS]  # 减少274人(18%)
            if said.reached and direction and not relation and kind != "rank":
                relation = "to"
        basis = said.basis or basis
        if rate and not direction and relation != "from" and (behind := _BEHIND.match(text, end)):
            direction = behind.lastgroup or ""
        printed = text[start:end]
        value = _stands_for(printed, unit, kind, multiplier, shared, bool(direction) and relation != "to")
        if value is None:
            return
        nominal, *ends, own_unit, qualifier, own_direction, below = value
        if own_direction:
            direction = own_direction
        elif below and (direction or basis):  # 同比-3亿元
            direction, nominal = "down", -nominal
            ends = [-ends[1], -ends[0], ends[3], ends[2]]
        if direction and relation != "to":
            if not said.peer:
                if not basis:
                    basis = self.carried if said.chain else self.adverbial
                if not basis and start < self.stands:
                    basis = self.standing
                self.carried = basis
        elif not said.times:
            self.carried, basis = basis, ""
        if relation == "range_high" and before:
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

    def _bond(self, said: _Said, before: list[Any], unit: str) -> str:
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
    each, chain = "别" in gap or "別" in gap, bool(_CHAIN.fullmatch(gap))
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
            if points or found.group() not in ("超", "超过", "超過"):
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
                not {"为", "為", "成"}.isdisjoint(between) and gap[verb - 1:verb] not in _NOUN_ENDS
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


def _digits(core: str) -> float:
    figures = re.sub(r"[^0-9.]", "", core.translate(_HALF_WIDTH))
    return float(figures) if figures.strip(".") else 0.0


def _worded(text: str, match: re.Match[str]) -> _Token | None:
    """A numeral in characters => the token around it; None if it is a name, an idiom or an ordinal."""
    kind, (start, end) = match.lastgroup or "", match.span()
    if kind == "silent" or end - start > LONGEST:
        return None
    core, before = match.group(), text[start - 1:start]
    if kind == "rank":
        ranked = _RANKED.search(text, max(0, start - 12), start) and not _RANK_END.match(text, end)
        return (start, end, core, "", kind, 0) if ranked else None
    if kind != "word" and (before in _OPENING or before in _DEICTIC):
        return None
    if kind == "first":
        return None if _titled(text, start) else (start, end, core, "", kind, 0)
    plain = kind != "chinese" or len(core) < 2 or _TENS.isdisjoint(core) or not core.strip("百千万亿萬億")
    found = (_ONLY_AFTER if kind in ("ratio", "word") else _TAIL if plain else _LONG_TAIL).match(text, end)
    assert found
    more, unit, _, after = found.groups(default="")
    if kind == "chinese" and len(core) < 3 and not (unit or more or after or text[end:end + 1] in _LINKS) and len(text) > len(core):
        return None
    qualified = _qualifier(text, start) if before in _QUALIFIED else -1
    held = 0
    if unit:
        behind = text[found.end("unit"):found.end("unit") + 1]
        if behind and (behind in OTHER_WORDS.get(unit, "") or (behind in _OPENING and unit in _NAMING)):
            return None
        if (unit in _SPANS and (before == "首" or behind == "前")) or _in_short_quotes(text, start, end):
            return None
        if unit[0] == "年" and before.isspace() and text[start - 2:start - 1] in _CHINESE_DIGITS:
            return None  # 二 零 零 三 年
        if (before == "面" and unit == "方") or (unit in ("年", "载") and _ERAS.search(text, max(0, start - 2), start)):
            return None  # 四面八方, 光绪三十年
    if kind == "chinese":
        if before in _JOINED and _ORDINALS.search(text, max(0, start - 12), start):
            return None
        if core == "一" and unit[:1] not in ("倍", "成"):
            return None
        if not (core.strip("百千万亿萬億") or more or unit in BARE or (unit and (qualified >= 0 or found["after"]))):
            return None
        if not (unit or more or after):
            behind = text[end:end + 1]
            large = len(core) > 2 and core[0] not in _LARGE and not _LARGE.isdisjoint(core)
            alone = (large and (not "一" <= behind <= "鿿" or before in _BEING)) or (start, end) == (0, len(text))
            if behind in _LINKS and (alone or len(core) <= 3 or behind in _DASHES):
                held = ALONE if alone else SHARED
            elif not alone:
                return None
    if _titled(text, start):
        return None
    end = found.end()
    if (unit and unit[0] in "成折") or (core[1:3] == "分之" and core[0] in "百千万萬"):
        unit, kind = {"千": "‰", "万": "‱", "萬": "‱"}.get(core[0], "%") if kind == "ratio" else "%", "ratio"
    elif unit:
        unit = "" if unit[-1] in "角毛分" and unit[0] in "元圆圓块塊" else "".join(unit.translate(_WITHOUT_MORE).split())
    if qualified < 0 and before in _SIGNS and (signed := _SIGN.search(text, max(0, start - 2), start)):
        qualified = signed.start()
    return qualified if qualified >= 0 else start, end, core, unit, kind, held


def _arabic(text: str, match: re.Match[str]) -> _Token | None:
    """A numeral in digits => the token around it; None if it is a name or a code."""
    _, core, more, unit, _, after = match.groups()
    start, end = match.start(), match.end()
    before, kind = text[start - 1:start], "arabic"
    if before in _LATIN_LETTERS or before == "每" or len(core) > LONGEST:
        return None
    if core[0] in "0０" and len(core) > 1 and core.isdigit():
        return None
    if unit and unit in OTHER_WORDS:
        stop = match.end(4)
        if text[stop:stop + 1] in OTHER_WORDS[unit] and stop < len(text):
            unit, end, after = None, match.end(3 if more else 2), None
    qualified = _qualifier(text, start) if before in _QUALIFIED else -1
    held = 0
    if unit:
        first = before == "首" or (before == "前" and text[start - 2:start - 1] not in ("提", "目"))  # 前9天, not 提前9天
        if unit in _SPANS and (first or text[end:end + 1] == "前" or (unit == "年" and (
            before == "国" or before == "國" or (_ROC_YEAR.fullmatch(core) and before in _ROC_BEFORE
            and text[end:end + 1] not in _ROC_BEHIND)
        ))):
            return None
        if unit[0] in "成折":
            unit, kind = "%", "ratio"
        elif unit[-1] in "角毛分" and unit[0] in "元圆圓块塊":
            unit = ""
        elif not unit.isalpha():
            unit = "".join(unit.split()).replace("％", "%").replace("／", "/")
        elif len(unit) > 2:
            unit = unit.translate(_WITHOUT_MORE)
    else:
        behind, unit = text[end:end + 1], ""
        if not (more or after or qualified >= 0 or "," in core or core[-1] in "十百千万亿萬億"):
            alone = "." in core and (
                (before in _BEING and (not behind.isalnum() or _NEXT.match(text, end))) or (before in _RATED and behind in _ENDED)
            )
            if behind in _LINKS:
                held = ALONE if alone else SHARED
            elif not alone:
                return None
        elif behind in _LATIN_LETTERS:
            return None
    if (before in _JOINED and _ORDINALS.search(text, max(0, start - 12), start)) or _titled(text, start):
        return None
    if qualified >= 0:
        start = qualified
    elif before in _SIGNS and (signed := _SIGN.search(text, max(0, start - 2), start)):
        start = signed.start()
    return start, end, core, unit, kind, held


def _qualifier(text: str, start: int) -> int:
    """=> where a qualifier in front of a number begins; -1 if there is none."""
    found = _QUALIFIER.search(text, max(0, start - 6), start)
    return found.start() if found else -1


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
def _stands_for(printed: str, unit: str, kind: str, multiplier: str, shared: str, moved: bool) -> _Value | None:
    """A token, with what it shares => its value. `unround` reads it whole, unless its unit is shared or no plain word."""
    share = False if moved else None
    if shared:
        return _value(printed + multiplier, unit, share)
    if unit and kind == "arabic" and (unit[0] in "千兆" or (not unit.isalpha() and unit not in _RATIOS)):  # 46千米, m²
        return _value(printed.replace("／", "/").replace(unit, "", 1), unit, share)
    return _value(printed, "", share)


def _value(printed: str, unit: str, share: bool | None) -> _Value | None:
    """A token => its value by `unround`; None if it is no number after all."""
    try:
        number = unround(printed, unit=unit, share=share)
    except ValueError:
        return None
    qualifier, clean = number.qualifier, printed.translate(SIMPLIFIED)
    if qualifier and clean != printed and (at := clean.find(qualifier)) >= 0:
        qualifier = printed[at:at + len(qualifier)]
    ends = number.low, number.high, number.low_closed, number.high_closed
    named = "" if printed[0] == "零" and not number.nominal else number.unit  # 零发案 has no counter
    return _Value(number.nominal, *ends, named, qualifier, number.direction, number.nominal < 0)
