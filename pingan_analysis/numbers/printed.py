"""A printed number is text; what values could it stand for?

The grammar is the tables below. Rules of judgement, kept the same everywhere (v: the number named; u: the unit of its
last digit; w: the unit of its last digit that is not zero):

| printed | stands for | why |
|---|---|---|
| `31.26%`, `1.71万起` | [v − u/2, v + u/2) | half up; `rounding="truncated"`: [v, v + u), `"either"`: their union |
| `202起`, `18年`, `四万五千零五` | v, exactly | a count, printed to its units; `heaped`: trailing zeros (`600个`) |
| `三万五千`, `二十万` | [v − u/2, v + u/2) | u: the place of the last character printed, 1,000 and 100,000 |
| `78%`, `2倍`, `58公里`, `900元` | [v − u/2, v + u/2) | what is measured is never exact, with decimals or without |
| `2600余`, `3.5万多`, `三十几` | [v, v + w) | "and some more"; `3年多`: [v, v + u) |
| `近5万`, `将近8000万元` | [max(v − w, 0.9 v), v) | almost; a count, at least one less; `近8年`: a window, exact |
| `约5万`, `5万左右` | [v − w, v + w] | wide on purpose: nothing says to which digit, and a narrow one accuses |
| `90%以上`, `至少3家`, `不低于90%` | [v, ∞) | 以上 includes v (Civil Code, article 1259); a share stops at 100 |
| `超90%`, `突破5万`, `高于90%`, `大于5` | (v, ∞) | 超过 excludes v (the same article); a share stops at 100 |
| `30%以下`, `3天以内`, `不高于3%` | [0, v] | 以下 and 以内 include v (the same article) |
| `不足3万`, `不到10人`, `低于30%` | [0, v) | `低于0.5个百分点` is a gap, and rounded |
| `-3.5%`, `-14宗` | the amount, direction down | the sign of a share or a count says which way it moved |
| `零下12度`, `负三十二`, `-3亿元` | [−v − u/2, −v + u/2) | below zero: a level, exact if it is a bare whole number |
| `3至5亿元`, `30—40人` | [v₁, v₂] | a range, taken at its printed ends |
| `千名`, `万人` | [v/2, 3v/2) | a bare multiplier names an order of magnitude |
| `上百起`, `数千人`, `几十家` | [v, 10v), [2v, 10v) | |
| `三四十人`, `七八个`, `三五百元` | [30, 50), [7, 9), [300, 600) | two digits side by side are alternatives |
| `七成`, `八五折` | 70 %, 85 %, ± half a unit | |
| `三分之二`, `1/3`, `减半`, `翻一番` | the ratio itself, `heaped` | a word: nothing says how it was rounded |
| `零`, `首次`, `第二` | 0, 1, 2 | a count of none; ranks |
| `五元三角`, `15k`, `12.5兆元` | 5.3 元, 15,000, 12.5 × 10¹² 元 | 兆 of 兆瓦, 兆字节 belongs to the unit |
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pingan_analysis.numbers.interval import INF, Bound, Closed, Interval
from pingan_analysis.numbers.lexicon import (
    DOWN,
    DOWN_SHORT,
    LATIN_UNITS,
    MEASURES,
    MONEY,
    PERIODS,
    SIMPLIFIED,
    UP,
    UP_SHORT,
)
from pingan_analysis.numbers.numerals import DIGITS, NUMERAL, PLAIN, TIMES, magnitude, multiplier, shared

Rounding = Literal["half-up", "truncated", "either"]
ROUNDINGS: tuple[Rounding, ...] = ("half-up", "truncated", "either")

GREW, FELL = (*UP, *UP_SHORT, "高于"), (*DOWN, *DOWN_SHORT, "低于")
BASES = (
    "同比", "环比", "比上年", "较上年", "比去年", "较去年", "比全省", "比全国",
    "分别", "平均", "年均", "累计", "共", "均", "仅", "达到", "达", "为",
)  # fmt: skip
ALMOST = ("将近", "接近", "近")
ABOUT = ("大约", "约", "大概")
ABOUT_AFTER = ("左右", "上下")
ABOVE_OPEN = ("超过", "突破", "多于", "大于", "高于", "超", "逾", ">")
ABOVE = ("至少", "最少", "起码", "不少于", "不低于", "不小于", "大于等于", "大于或等于", "不下", "≥")
ABOVE_AFTER = ("及以上", "或以上", "以上", "或更多")
BELOW_OPEN = ("不足", "不到", "少于", "小于", "低于", "未达", "<")
BELOW = ("最多", "至多", "不超过", "不高于", "不大于", "不多于", "小于等于", "小于或等于", "≤")
BELOW_AFTER = ("及以下", "或以下", "以下", "以内", "之内")
MORE = ("余", "多", "几", "来")
REFUSAL = "not one printed number: {!r} (a pair such as 从A上升到B is two)"
BEYOND = ("高于", "低于")  # before anything but percentage points: a bound, not a gap

RATIOS = ("个百分点", "百分点", "%", "‰", "‱", "倍")
CURRENCIES = (
    "人民币", "港币", "新台币", "台币", "澳门币", "美金", "¥", "HK$", "NT$", "US$", "MOP", "RMB", "$", "€", "£",
)  # fmt: skip
_MEASURES = frozenset([*MEASURES, *LATIN_UNITS]) - {"方", "点"}  # 三方 are parties
_MONEY = (*MONEY, *CURRENCIES)
_PERIODS = frozenset(PERIODS) | {"月"}


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_UNIT = r"[%‰‱°]?(?:[^\W\d]|/){0,8}"
_BEFORE = ALMOST + ABOUT + ABOVE_OPEN + ABOVE + BELOW_OPEN + BELOW
_AFTER = re.compile(f"({_any(ABOVE_AFTER + BELOW_AFTER + ABOUT_AFTER)})")
_TOKEN = re.compile(
    rf"(?:(?![\d一二两三四五六七八九十])(?:{_any(BASES)}|(?P<money>{_any(CURRENCIES)}))*(?P<verb>{_any(GREW + FELL)})?"
    rf"(?P<to>到|至|为|了)?(?P<before>{_any(_BEFORE)})?(?P<sign>[-−–+负]|零下)?)?"
    rf"(?P<several>[上数几](?=[十百千万亿]))?(?:(?P<parts>[百千万])分之)?(?P<inner>负)?"
    rf"(?P<core>{NUMERAL})(?P<more>{_any(MORE)})?(?P<late>{TIMES}*)(?P<more_late>{_any(MORE)})?"
    rf"(?P<unit>{_UNIT}?)"
    rf"(?:(?:至|到|—+|–|~|～|-{{1,2}})(?P<end>{NUMERAL})(?P<end_more>{_any(MORE)})?(?P<end_unit>{_UNIT}))?"
)
_LAST_OF_AFTER = frozenset(word[-1] for word in ABOVE_AFTER + BELOW_AFTER + ABOUT_AFTER)
_HALVES = (
    ("过半数", "超50%"), ("过半", "超50%"), ("一半", "50%"), ("半数", "50%"), ("成半", "点五成"), ("百分之百", "100%"),
)  # fmt: skip
_VERB = re.compile(_any(GREW + FELL))
_LONG_VERB = re.compile(_any(tuple(verb for verb in GREW + FELL if len(verb) > 1)))
_SIDE_BY_SIDE = re.compile(
    r"(?:([百千万])分之)?([二三四五六七八九]?十)?([一二两三四五六七八])([两二三四五六七八九])([十百千]?万?亿?)(?![零〇一二三四五六七八九十百千万亿])(\D*)"
)
_WORDY = re.compile(r"^\D*$|半|^第")
_INNER = re.compile("([^多余]+)([多余])(.*)")
_HALF = re.compile(rf"({NUMERAL})([^\d\s半]{{1,2}}?)半(年|月|天|小时)?")
_HALF_OF = re.compile("半(?:个?(年|月|天|小时)|([斤吨里元块倍成折岁]|公里|公斤|世纪)|(数)|(百))")
_COINS = re.compile(
    r"(?:[元圆块]零?(?:([零一二两三四五六七八九\d])[角毛])?|([一二两三四五六七八九\d])[角毛])"
    r"(?:零?([一二两三四五六七八九\d])分)?钱?$"
)
_SPOKEN = [  # what is the same number, written otherwise
    (re.compile(r"\(含[^)]{0,3}\)"), ""),
    (re.compile("廿"), "二十"),
    (re.compile("卅"), "三十"),
    (re.compile("(?<=[0-9一二两三四五六七八九十])个(?=[多余]?亿)"), ""),  # 5个亿
    (re.compile(r"([一二两三四五六七八九\d])成([一二三四五六七八九\d])$"), r"\1点\2成"),  # 九成五
    (re.compile(r"兆(?=[零〇一二三四五六七八九十百\d]|[余多]?(?:元|[^\W\d]元))"), "万亿"),
    (re.compile("(?<=\\d)[kK](?![A-Za-z])"), "千"),
    (re.compile("(?<=\\d)w(?![A-Za-z])"), "万"),
    (re.compile("(?<=[元圆])[整正]$"), ""),
    (re.compile("或者(?=以|更多)"), "或"),
]
_SOMEHOW = re.compile("[廿卅兆kKw(整正角毛者分]|个[多余]?亿|成[一二三四五六七八九\\d]")  # one of them may be there
FORMAL = str.maketrans("壹貳贰叁叄肆伍陸陆柒捌玖拾佰仟仨俩倆", "一二二三三四五六六七八九十百千三两两")  # on bills
_PLAIN_SCRIPT = SIMPLIFIED | FORMAL
_NONE = re.compile(r"零(?![零〇一二三四五六七八九点下])(\D{0,4})")
_RANK = re.compile(rf"(?:首|第({PLAIN}))([^\W\d]{{0,2}})")
_PART_OF = re.compile("分之|/")
_MIRRORED: dict[Closed, Closed] = {"left": "right", "right": "left", "both": "both", "neither": "neither"}
_PARTS = {"百": "%", "千": "‰", "万": "‱"}
_WORDS: dict[str, tuple[int, str, str]] = {
    "减半": (50, "%", "down"),
    "一半": (50, "%", ""),
    "对折": (50, "%", ""),
    "翻一番": (2, "倍", "up"),
    "翻番": (2, "倍", "up"),
    "翻了一番": (2, "倍", "up"),
    "翻两番": (4, "倍", "up"),
    "翻了两番": (4, "倍", "up"),
}


@dataclass(frozen=True, repr=False)
class Unrounded(Interval):
    """What one printed number may stand for: an interval, with the facts that its text gives.

    `nominal` is the number named; `integer` says that only whole values count (`integers` lists them); `ratio_to` marks
    增长到1.5倍 as against 增长1.5倍; `share` marks a part of a whole, which lies between 0 and 100. Percentages are in
    percent units, 万 and 亿 are expanded.
    """

    text: str = ""
    nominal: Fraction = Fraction(0)
    unit: str = ""
    qualifier: str = ""
    direction: str = ""
    integer: bool = False
    heaped: bool = False
    ratio_to: bool = False
    share: bool = False

    @property
    def interval(self) -> Interval:
        """The bare interval, without the text's other facts."""
        return Interval(self.low, self.high, self.closed)

    @property
    def hull(self) -> Interval:
        """The interval; of a count, from its first to its last whole number."""
        if not self.integer or self.high == INF:
            return self.interval
        if self.low is self.high:
            return Interval.point(int(self.low))
        values = self.integers
        return Interval(values[0], values[-1], "both")

    @property
    def loosened(self) -> Unrounded:
        """3000起 => 2,500…3,499 起: a count that ends in two zeros or more as a round number, 减半 within a tenth."""
        if not self.heaped or self.low != self.high:
            return self
        slack = self.nominal / 10
        if self.unit not in RATIOS and self.nominal.denominator == 1:
            digits = str(self.nominal)
            zeros = len(digits) - len(digits.rstrip("0"))
            slack = Fraction(10**zeros, 2) if zeros > 1 else Fraction(0)
        return replace(self, low=self.nominal - slack, high=self.nominal + slack, closed="left") if slack else self

    def __repr__(self) -> str:
        if self.integer and self.high != INF:
            values = self.integers
            body = f"{values[0]:,}" if values[0] == values[-1] else f"{values[0]:,}…{values[-1]:,}"
        else:
            body = repr(self.interval)
        return f"{body} {self.unit}".rstrip()

    __str__ = __repr__


@lru_cache(maxsize=1 << 14)
def unround(
    text: str, rounding: Rounding = "half-up", *, unit: str = "", direction: str = "", share: bool | None = None
) -> Unrounded:
    """'31.26%' => [31.255, 31.265) %: the values that a printed number may stand for, by the table of this module.

    `unit` supplies a unit that the print shares with a neighbour (0.7和3.97个百分点), `direction` what a verb elsewhere
    says. `share` says whether a percentage is a part of a whole and so stops at 100; by default it is when no verb of
    change stands before it. Raises ValueError if the text is not one printed number.

    >>> unround("31.26%"), unround("1.71万起"), unround("近8000万元"), unround("0.7", unit="个百分点")
    ([31.255, 31.265) %, 17,050…17,149 起, [72,000,000, 80,000,000) 元, [0.65, 0.75) 个百分点)
    >>> unround("31.26%", "truncated"), unround("2600余个"), unround("90%以上"), unround("近10人")
    ([31.26, 31.27) %, 2,600…2,699 个, [90, 100] %, 9 人)
    """
    token = _read(text, unit)
    if isinstance(token, Unrounded):
        return replace(token, direction=direction) if direction else token
    if token is None:
        raise ValueError(REFUSAL.format(text))
    low: Bound
    low, high, closed, qualifier = _span(token, rounding)
    value = token.value
    if token.below:
        low, high, value, closed = -high, -low, -value, _MIRRORED[closed]
    share = token.unit == "%" and token.value <= 100 and (not token.direction if share is None else share)
    if share and high > 100 and (low < 100 or not qualifier):
        high, closed = Fraction(100), "both" if closed in ("both", "left") else "right"
    number = Unrounded(
        low, high, closed, text, value, token.unit, qualifier, direction or token.direction, token.integer,
        token.heaped, token.parts["to"] in ("到", "至", "为"), share and high <= 100,
    )  # fmt: skip
    if number.empty:
        raise ValueError(REFUSAL.format(text))
    return number


class _Token(NamedTuple):
    """A printed number taken apart: its words, and what its numeral says, before any rounding."""

    parts: dict[str, str]
    value: Fraction
    last: Fraction
    nonzero: Fraction
    plain: bool
    unit: str
    direction: str
    integer: bool
    heaped: bool
    top: tuple[Fraction, Fraction, Fraction, bool] | None  # the far end of a range
    below: bool  # below zero


@lru_cache(maxsize=1 << 12)
def _read(text: str, unit: str) -> _Token | Unrounded | None:
    """A text => its parts, or at once its value, where the wording fixes it; None where it is not one number."""
    clean = "".join(unicodedata.normalize("NFKC", text).split()).translate(_PLAIN_SCRIPT)
    if _SOMEHOW.search(clean):
        for spoken, written in _SPOKEN:
            clean = spoken.sub(written, clean)
        clean = _COINS.sub(_in_coins, clean)
    word = _word(clean) if _WORDY.search(clean) else None
    return replace(word, text=text) if word else _token(clean, unit.translate(SIMPLIFIED))


def _in_coins(found: re.Match[str]) -> str:
    """五元三角 => 五.3元."""
    tens, alone, ones = (digit and str(DIGITS.get(digit, digit)) for digit in found.groups())
    if not (tens or alone or ones):
        return found.group()
    return f"{'0' if alone else ''}.{tens or alone or 0}{ones or ''}元"


def _word(clean: str) -> Unrounded | None:
    """Numbers whose wording fixes their value: 减半, 首次, 零, 二年半, 三四十人."""
    if clean in _WORDS:
        value, unit, direction = _WORDS[clean]
        return _exact(Fraction(value), unit, direction=direction, heaped=True, ratio_to=unit == "倍")
    if (found := _RANK.fullmatch(clean)) and "点" not in (found[1] or ""):
        return _exact(magnitude(found[1] or "1")[0], found[2], integer=True)
    if found := _NONE.fullmatch(clean):
        return _exact(Fraction(0), found[1], integer=True)
    if found := _HALF_OF.fullmatch(clean):
        if found[3] or found[4] or found[2] in ("成", "折"):
            return _exact(Fraction(5 if found[2] == "成" else 50), "" if found[4] else "%", heaped=True)
        return _exact(Fraction(1, 2), found[1] or found[2])
    if (found := _HALF.fullmatch(clean)) and found[2] != "成":
        return _exact(magnitude(found[1])[0] + Fraction(1, 2), found[2].lstrip("个") + (found[3] or ""))
    if found := _SIDE_BY_SIDE.fullmatch(clean):
        parts, ten, first, second, times, unit = found.groups(default="")
        if DIGITS[second] != DIGITS[first] + 1 and first + second != "三五":
            return None
        step = (10 if unit == "成" else 1) * multiplier(times)
        tens = int(magnitude(ten)[0]) if ten else 0  # 十二三岁
        low, high = Fraction((tens + DIGITS[first]) * step), Fraction((tens + DIGITS[second] + 1) * step)
        unit = _PARTS.get(parts) or ("%" if unit == "成" else unit)
        counted, share = _counts(unit), unit == "%"
        return Unrounded(low, high, nominal=low, unit=unit, qualifier="或", integer=counted, heaped=True, share=share)
    return None


def _token(clean: str, unit: str) -> _Token | None:
    after = ""
    if not _LAST_OF_AFTER.isdisjoint(clean) and (words := _AFTER.findall(clean)):
        after, clean = words[-1], _AFTER.sub("", clean)
    if "半" in clean or "百分之百" in clean:
        for spoken, written in _HALVES:
            clean = clean.replace(spoken, written)
    found = _TOKEN.fullmatch(clean)
    if not found:
        return None
    parts = found.groupdict(default="")
    parts["after"] = after
    end = parts["end"]
    late = parts["late"] or (end and (shared(parts["core"], end) or parts["end_unit"]))  # 3至5亿元: both count in 亿
    value, last, nonzero, plain = magnitude(parts["core"], late)
    if "/" in parts["core"] and value >= 1:
        return None
    unit = parts["end_unit"].lstrip("十百千万亿") or parts["unit"] or unit or parts["money"]
    unit = _PARTS.get(parts["parts"]) or unit
    if inner := _INNER.fullmatch(unit):  # 3年多, 两个多月: less than one more
        unit, parts["more"], nonzero = inner[1] + inner[3], parts["more"] or inner[2], last
    if (len(unit) > 1 and _LONG_VERB.search(unit)) or (end and _VERB.search(parts["unit"])):
        return None  # 100件上升到120件 is two numbers
    top = magnitude(end, parts["end_unit"]) if end else None
    if unit[:1] in ("成", "折"):  # 七成 is 70 %, 八五折 is 85 %
        tenth = 10 if value <= 10 else 1
        value, last, nonzero, plain, unit = tenth * value, tenth * last, tenth * nonzero, False, "%" + unit[1:]
        top = (tenth * top[0], tenth * top[1], tenth * top[2], False) if top else None
    if parts["verb"] in BEYOND and "百分点" not in unit:
        parts["verb"], parts["before"] = "", parts["before"] or parts["verb"]
    direction = parts["verb"] and ("up" if parts["verb"] in GREW else "down")
    sign = parts["sign"] or parts["inner"]
    below = sign not in ("", "+")
    if below and (direction or unit in RATIOS or (unit and not _measured(unit) and sign in "-−–")):
        below, direction = False, "up" if direction == "down" else "down"  # 增长-3.5% is a fall
    elif sign == "+":
        direction = direction or "up"
    heaped = "分之" in parts["core"] or "/" in parts["core"] or (plain and nonzero > last and not _measured(unit))
    whole = _counts(unit) and last >= 1 and not _PART_OF.search(parts["core"])
    return _Token(parts, value, last, nonzero, plain, unit, direction, whole, heaped, top, below)


def _span(token: _Token, rounding: Rounding) -> tuple[Fraction, Bound, Closed, str]:
    """The ends that a range, a qualifier, or else the rounding leaves; and the qualifier."""
    parts, v, w, zero = token.parts, token.value, token.nonzero, Fraction(0)
    before, after, more = parts["before"], parts["after"], parts["more"] or parts["more_late"]
    if token.top:
        top, _, step, _ = token.top
        return (v, top + step, "left", "至") if parts["end_more"] else (v, top, "both", "至")
    if parts["several"]:
        return v if parts["several"] == "上" else 2 * v, 10 * v, "left", parts["several"]
    if before in ALMOST:
        if token.plain and token.unit in _PERIODS:  # 近8年
            return v, v, "both", before
        low = max(v - w, v * Fraction(9, 10))
        return max(min(low, v - 1) if token.integer else low, zero), v, "left", before
    if before in ABOUT or after in ABOUT_AFTER:
        return max(v - w, zero), v + w, "both", before or after
    if before in ABOVE_OPEN:
        return v, INF, "neither", before
    if before in ABOVE or after in ABOVE_AFTER:
        return v, INF, "left", before or after
    if before in BELOW_OPEN:
        return zero, v, "left", before
    if before in BELOW or after in BELOW_AFTER:
        return zero, v, "both", before or after
    if more:
        return v, v + w, "left", more
    if not parts["core"].strip("百千万亿"):
        return v / 2, v * Fraction(3, 2), "left", ""
    if token.plain and not _measured(token.unit):
        return v, v, "both", ""
    (n, d), (last, per) = v.as_integer_ratio(), token.last.as_integer_ratio()
    twice, half, whole = 2 * n * per, last * d, 2 * d * per  # v and half a unit, over the same denominator
    low = v if rounding == "truncated" else Fraction(max(twice - half, 0), whole)
    return low, Fraction(twice + half * (1 if rounding == "half-up" else 2), whole), "left", ""


def _exact(
    value: Fraction, unit: str, direction: str = "", integer: bool = False, heaped: bool = False, ratio_to: bool = False
) -> Unrounded:
    share = unit == "%" and not direction
    return Unrounded(value, value, "both", "", value, unit, "", direction, integer, heaped, ratio_to, share)


@cache
def _measured(unit: str) -> bool:
    """'公里' => True: ratios, rates, physical measures and money are never printed exactly."""
    return unit in RATIOS or unit in _MEASURES or unit.endswith(_MONEY) or "/" in unit


def _counts(unit: str) -> bool:
    """'起' => True: a counter counts whole things; a span of time is exact, but not whole."""
    return not _measured(unit) and unit not in _PERIODS
