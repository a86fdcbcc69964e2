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
from pingan_analysis.numbers.lexicon import (
    ABOVE_PEER,
    BELOW_PEER,
    DOWN,
    DOWN_SHORT,
    LESS_THAN_BASE,
    MORE_THAN_BASE,
    UP,
    UP_SHORT,
    either,
)
from pingan_analysis.numbers.numerals import figures
from pingan_analysis.numbers.numerals import shared as counted_in
from pingan_analysis.numbers.printed import unround
from pingan_analysis.numbers.spelling import plain
from pingan_analysis.text.tokens import ALONE, CUE, DASHES, HOW, LARGE, NEXT, RATIOS, VERB, YEAR, Token, token_at

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

# --- the words around a number ----------------------------------------------------------------------------------

_TIME = (
    rf"(?:(?:{YEAR}|[一二三四五六七八九〇零]{{4}}|[89]\d|1[0-3]\d)年(?:度|底|末|初)?(?:\d{{1,2}}月(?:份|底|末)?)?"
    rf"|(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})年前|去年|上年|前年|[上前]一年度?|历年|往年|上一?个?月|"
    r"上一?个?季度?|[一二三四]季度|前[一二三]季度|上半年|下半年|年初|年末|月初|同期|平时|平日|“[^”]{1,8}”|[一-鿿]{2,6}前(?:的[12]\d{3}年|[一二三四五六七八九十]年)?|[0-9]{1,2}月份?)"
    r"(?:的?同期|同月|同季|末|底|初|全年)?(?:的?(?:水平|数|基数|高点|低点|峰值|平均(?:水平|值|数)?|时期|期间|(?:计划|决算|预算|执行)数?|实际数))?"
)
_PLACE = (
    r"(?:全国|全省|全市|全县|全区|全球|世界|本省|国家|同类|周边|行业|年度目标|预期|目标)"
    r"(?:[一-鿿]{0,4}?(?:平均|水平|值|目标|增速|增幅|率|线)){0,3}"
)
_NOT_THAN = "(?![例重率较如赛武亚特分值大好多高强少小快长远])"  # 比例, 较大
_CONTEXT = re.compile(
    rf"(?P<up>{HOW}(?:{either(UP)}|(?<![新晋所连])(?:{either(UP_SHORT)})))"
    rf"|(?P<down>{HOW}(?:{either(DOWN)}|(?<![起升涨增连])(?:{either(DOWN_SHORT)})))"
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
_BEHIND = re.compile(
    rf"\s?的?(?>(?P<up>{either('增幅 增长 涨幅 增速 升幅 上升 上涨 增'.split())})"
    rf"|(?P<down>{either('降幅 下降 减幅 跌幅 减少 负增长 减 降'.split())}))(?![到至为]|[了约近超]*\s?[0-9一二三四五六七八九十百千]|负)"
)
_DASH = re.compile("[-—–―~─]{1,2}|至|到")
_LIST = re.compile(
    rf"(?P<comma>[,，])|(?:[、,，]?(?:和|及|与|以及|或|并)|、)(?P<verbs>{VERB}了?)?"
)
_CHAIN = re.compile(rf"[,，、]?(?:按[^,，。]{{2,9}}[算计])?(?:和|及|与|或|即|并)?(?:分别)?(?:{VERB})?了?[为达]?")  # what hands a basis on
_RESTATED = frozenset(["(", "（", "即", "或", "，即", "，或", "、即"])
_REACHED = frozenset("到至为成")
_POINTS = frozenset(unit for unit in RATIOS if unit[-1:] == "点")
_LONG_VERBS = frozenset(word for word in (*UP, *DOWN) if len(word) == 2)
_NOUNS = frozenset(["增速", "增幅", "降幅", "涨幅"])
_NOUN_ENDS = frozenset("幅速率度量值")  # 降幅为3%: by how much; 降为3%: to where
_LINKS_BEFORE = "了到至为达成出超过约近仅均各又的也将分别幅度在"
_VERB_ENDS = frozenset("长涨减缩压扩调快缓").union(word[-1] for word in (*UP, *DOWN, *UP_SHORT, *DOWN_SHORT))
_TELLING = re.compile("[比较从由;；]")  # with none of these and no verb at its end, a gap says nothing of a count
_STOPS = "。！？!?…"
_STOPPED = re.compile(rf"[{_STOPS}”’」』）)]*\s*")


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
        held: list[Token] = []  # bare numbers that may share what stands behind a later one: 0.7和3.97个百分点
        done, last, parts, cue = 0, 0, "", CUE.search
        while begun := cue(text, done):
            done, token = token_at(text, begun.start(), last, parts)
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

    def _release(self, held: list[Token], token: Token | None) -> None:
        """Place those of the bare numbers that are bound to the token by nothing but commas and 和, with its unit and its
        万 or 亿, and those that need none."""
        bound: list[tuple[Token, str, Token | None]] = []
        for one in reversed(held):
            multiplier = ""
            if token:
                end = token.start if not bound else bound[-1][0].start
                between = "".join(self.text[one.end:min(end, one.end + 9)].split())
                dash, listed = _DASH.fullmatch(between), _LIST.fullmatch(between)
                like = one.digits == token.digits or dash
                if not like or not (dash or (listed and between not in (",", "，"))) or not token.core.strip("百千万亿"):
                    token = None
                elif not dash or not token.digits or figures(one.core) < figures(token.core):
                    multiplier = counted_in(one.core, token.core)
            if token or one.held == ALONE:
                bound.append((one, multiplier, token))
        for one, multiplier, token in reversed(bound):
            self._place(one, multiplier, token)
        held.clear()

    def _place(self, token: Token, multiplier: str = "", later: Token | None = None) -> None:
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
        rate, flat = unit in RATIOS, text.startswith("持平", start)
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
        if said.start and not shared and NEXT.match(text, end):
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
        if bound == "from" and (link == "dash" or gap[-1:] in _REACHED or gap[:1] in DASHES or _MOVE.search(gap)):
            if not before[UNIT] and unit not in RATIOS:  # 由一百二十减至八十件
                before[UNIT] = unit
            return "to"
        if link == "dash":
            if unit and before[UNIT] == "" and before[2][-1] in LARGE:
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
