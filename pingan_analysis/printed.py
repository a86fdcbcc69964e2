"""A printed number is text; what values could it stand for?

The grammar is the tables below. Rules of judgement, kept the same everywhere (v: the number named; u: the unit of its
last digit; w: the unit of its last digit that is not zero):

| printed | stands for | why |
|---|---|---|
| `31.26%`, `1.71万起` | [v − u/2, v + u/2) | half up; `rounding="truncated"`: [v, v + u), `"either"`: their union |
| `202起`, `18年` | v, exactly | a count; `heaped` marks trailing zeros (`600个`) |
| `78%`, `2倍`, `58公里`, `900元` | [v − u/2, v + u/2) | what is measured is never exact, with decimals or without |
| `2600余`, `3.5万多`, `三十几` | [v, v + w) | "and some more"; `3年多`: [v, v + u) |
| `近5万`, `将近8000万元` | [max(v − w, 0.9 v), v) | almost; a count, at least one less; `近8年`: a window, exact |
| `约5万`, `5万左右` | [v − w, v + w] | |
| `90%以上`, `至少3家` | [v, ∞) | 以上 includes v (Civil Code, article 1259); a share stops at 100 |
| `超90%`, `突破5万`, `高于90%` | (v, ∞) | 超过 excludes v (the same article); a share stops at 100 |
| `30%以下`, `3天以内` | [0, v] | 以下 and 以内 include v (the same article) |
| `不足3万`, `不到10人`, `低于30%` | [0, v) | `低于0.5个百分点` is a gap, and rounded |
| `3至5亿元`, `30—40人` | [v₁, v₂] | a range, taken at its printed ends |
| `千名`, `万人` | [v/2, 3v/2) | a bare multiplier names an order of magnitude |
| `上百起`, `数千人`, `几十家` | [v, 10v), [2v, 10v) | |
| `三四十人`, `七八个` | [30, 50), [7, 9) | two digits side by side are alternatives |
| `七成`, `八五折` | 70 %, 85 %, ± half a unit | |
| `三分之二`, `减半`, `翻一番` | the ratio itself, `heaped` | a word, not a decimal: nothing says how it was rounded |
| `零`, `首次`, `第二` | 0, 1, 2 | a count of none; ranks |
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pingan_analysis.interval import INF, Bound, Closed, Interval
from pingan_analysis.numerals import CHINESE, DIGITS, NUMERAL, TIMES, magnitude, multiplier, trailing
from pingan_analysis.vocabulary import SIMPLIFIED

Rounding = Literal["half-up", "truncated", "either"]
ROUNDINGS: tuple[Rounding, ...] = ("half-up", "truncated", "either")

UP = ("上升", "增长", "增加", "提高", "上涨", "高于", "回升", "扩大", "增", "升", "涨")
DOWN = ("下降", "减少", "降低", "回落", "缩短", "下跌", "低于", "收窄", "下滑", "压降", "降", "减")
BASES = (
    "同比", "环比", "比上年", "较上年", "比去年", "较去年", "比全省", "比全国",
    "分别", "平均", "年均", "累计", "共", "均", "仅", "达到", "达", "为",
)  # fmt: skip
ALMOST = ("将近", "接近", "近")
ABOUT = ("大约", "约", "大概")
ABOUT_AFTER = ("左右", "上下")
ABOVE_OPEN = ("超过", "突破", "多于", "超", "逾")
ABOVE = ("至少", "不少于", "不低于")
ABOVE_AFTER = ("及以上", "以上")
BELOW_OPEN = ("不足", "不到", "少于")
BELOW = ("最多", "不超过", "至多")
BELOW_AFTER = ("及以下", "以下", "以内", "之内")
MORE = ("余", "多", "几", "来")
REFUSAL = "not one printed number: {!r} (a pair such as 从A上升到B is two)"
BEYOND = {"高于": "超过", "低于": "不足"}  # before anything but percentage points: a bound, not a gap

RATIOS = ("个百分点", "百分点", "%", "‰", "‱", "倍")
MEASURES = (
    "平方公里", "平方千米", "平方米", "立方米", "公里", "千米", "米", "公顷", "亩", "吨", "公斤", "千克", "升",
    "度", "千瓦", "千瓦时", "小时", "分钟", "秒", "分",
)  # fmt: skip
MONEY = ("元", "人民币")
PERIODS = ("年", "载", "周年", "个月", "月", "周", "天", "日")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_UNIT = r"[%‰‱]?(?:[^\W\d]|/){0,8}"
_BEFORE = ALMOST + ABOUT + ABOVE_OPEN + ABOVE + BELOW_OPEN + BELOW
_AFTER = re.compile(f"({_any(ABOVE_AFTER + BELOW_AFTER + ABOUT_AFTER)})")
_TOKEN = re.compile(
    rf"(?:{_any(BASES)})*(?P<verb>{_any(UP + DOWN)})?(?P<to>到|至|为|了)?(?P<before>{_any(_BEFORE)})?(?P<sign>[-−–+])?"
    rf"(?P<several>[上数几](?=[十百千万亿]))?(?:(?P<parts>[百千万])分之)?"
    rf"(?P<core>{NUMERAL})(?P<more>{_any(MORE)})?(?P<late>{TIMES}*)(?P<more_late>{_any(MORE)})?"
    rf"(?P<unit>{_UNIT}?)"
    rf"(?:(?:至|到|—+|–|~|～|-)(?P<end>{NUMERAL})(?P<end_more>{_any(MORE)})?(?P<end_unit>{_UNIT}))?"
)
_VERB = re.compile(_any(UP + DOWN))
_LONG_VERB = re.compile(_any(tuple(verb for verb in UP + DOWN if len(verb) > 1)))
_SIDE_BY_SIDE = re.compile(
    r"([二三四五六七八九]?十)?([一二两三四五六七八])([二两三四五六七八九])([十百千]?万?亿?)(?![零〇一二三四五六七八九十百千万亿])(\D*)"
)
_WORDY = re.compile(r"^\D*$|半|^第")
_INNER = re.compile("([^多余]+)([多余])(.*)")
_HALF = re.compile(rf"({NUMERAL})([^\d\s半]{{1,2}}?)半(年|月|天|小时)?")
_SPOKEN = [  # 廿五 is 二十五, 5个亿 is 5亿, 九成五 is 九点五成
    (re.compile("廿"), "二十"),
    (re.compile("卅"), "三十"),
    (re.compile("(?<=[0-9一二两三四五六七八九十])个(?=[多余]?亿)"), ""),
    (re.compile("([一二三四五六七八九])成([一二三四五六七八九])$"), r"\1点\2成"),
]
_NONE = re.compile(r"零(?![零〇一二三四五六七八九])(\D{0,4})")
_RANK = re.compile(rf"(?:首|第({CHINESE}|\d+))([^\W\d]{{0,2}})")
_PARTS = {"百": "%", "千": "‰", "万": "‱"}
_WORDS: dict[str, tuple[int, str, str]] = {
    "减半": (50, "%", "down"),
    "一半": (50, "%", ""),
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


@lru_cache(maxsize=1 << 16)
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
    low, high, closed, qualifier = _span(token, rounding)
    share = token.unit == "%" and token.value <= 100 and (not token.direction if share is None else share)
    if share and high > 100 and (low < 100 or not qualifier):
        high, closed = Fraction(100), "both" if closed in ("both", "left") else "right"
    number = Unrounded(
        low, high, closed, text, token.value, token.unit, qualifier, direction or token.direction, token.integer,
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


@lru_cache(maxsize=1 << 12)
def _read(text: str, unit: str) -> _Token | Unrounded | None:
    """A text => its parts, or at once its value, where the wording fixes it; None where it is not one number."""
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(SIMPLIFIED)
    for spoken, written in _SPOKEN:
        clean = spoken.sub(written, clean)
    word = _word(clean) if _WORDY.search(clean) else None
    return replace(word, text=text) if word else _token(clean, unit)


def _word(clean: str) -> Unrounded | None:
    """Numbers whose wording fixes their value: 减半, 首次, 零, 二年半, 三四十人."""
    if clean in _WORDS:
        value, unit, direction = _WORDS[clean]
        return _exact(Fraction(value), unit, direction=direction, heaped=True, ratio_to=unit == "倍")
    if (found := _RANK.fullmatch(clean)) and "点" not in (found[1] or ""):
        return _exact(magnitude(found[1] or "1")[0], found[2], integer=True)
    if found := _NONE.fullmatch(clean):
        return _exact(Fraction(0), found[1], integer=True)
    if found := re.fullmatch(r"半个?(年|月|天|小时)", clean):
        return _exact(Fraction(1, 2), found[1])
    if (found := _HALF.fullmatch(clean)) and found[2] != "成":
        return _exact(magnitude(found[1])[0] + Fraction(1, 2), found[2].lstrip("个") + (found[3] or ""))
    if (found := _SIDE_BY_SIDE.fullmatch(clean)) and DIGITS[found[3]] == DIGITS[found[2]] + 1:
        unit, tenth = ("%", 10) if found[5] == "成" else (found[5], 1)
        step = tenth * multiplier(found[4])
        tens = int(magnitude(found[1])[0]) if found[1] else 0  # 十二三岁
        low, high = Fraction((tens + DIGITS[found[2]]) * step), Fraction((tens + DIGITS[found[3]] + 1) * step)
        counted, share = _counts(unit), unit == "%"
        return Unrounded(low, high, nominal=low, unit=unit, qualifier="或", integer=counted, heaped=True, share=share)
    return None


def _token(clean: str, unit: str) -> _Token | None:
    after = _AFTER.findall(clean)
    clean = _AFTER.sub("", clean).replace("过半", "超50%").replace("一半", "50%").replace("半数", "50%")
    found = _TOKEN.fullmatch(clean.replace("成半", "点五成").replace("百分之百", "100%"))
    if not found:
        return None
    parts = found.groupdict(default="") | {"after": after[-1] if after else ""}
    # 3至5亿元: both ends count in 亿
    shared = trailing(parts["end"]) if parts["end"] and not trailing(parts["core"]) else ""
    value, last, nonzero, plain = magnitude(parts["core"], parts["late"] or shared or parts["end_unit"])
    unit = _PARTS.get(parts["parts"]) or parts["end_unit"].lstrip("十百千万亿") or parts["unit"] or unit
    if inner := _INNER.fullmatch(unit):  # 3年多, 两个多月: less than one more
        unit, parts["more"], nonzero = inner[1] + inner[3], parts["more"] or inner[2], last
    if _LONG_VERB.search(unit) or (parts["end"] and _VERB.search(parts["unit"])):
        return None  # 100件上升到120件 is two numbers
    if unit[:1] in ("成", "折"):  # 七成 is 70 %, 八五折 is 85 %
        tenth = 10 if value <= 10 else 1
        value, last, nonzero, plain, unit = tenth * value, tenth * last, tenth * nonzero, False, "%" + unit[1:]
    if parts["verb"] in BEYOND and "百分点" not in unit:
        parts["verb"], parts["before"] = "", parts["before"] or BEYOND[parts["verb"]]
    direction = parts["verb"] and ("up" if parts["verb"] in UP else "down")
    if parts["sign"] in ("-", "−", "–"):  # 增长-3.5% is a fall
        direction = "up" if direction == "down" else "down"
    heaped = "分之" in parts["core"] or (plain and nonzero > last and not _measured(unit))
    whole = _counts(unit) and last >= 1 and "分之" not in parts["core"]
    return _Token(parts, value, last, nonzero, plain, unit, direction, whole, heaped)


def _span(token: _Token, rounding: Rounding) -> tuple[Fraction, Bound, Closed, str]:
    """The ends that a range, a qualifier, or else the rounding leaves; and the qualifier."""
    parts, v, w, zero = token.parts, token.value, token.nonzero, Fraction(0)
    before, after, more = parts["before"], parts["after"], parts["more"] or parts["more_late"]
    if parts["end"]:
        top, _, step, _ = magnitude(parts["end"], parts["end_unit"])
        return (v, top + step, "left", "至") if parts["end_more"] else (v, top, "both", "至")
    if parts["several"]:
        return v if parts["several"] == "上" else 2 * v, 10 * v, "left", parts["several"]
    if before in ALMOST:
        if token.plain and token.unit in PERIODS:  # 近8年
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
    return unit in RATIOS or unit in MEASURES or unit.endswith(MONEY) or "/" in unit


def _counts(unit: str) -> bool:
    """'起' => True: a counter counts whole things; a span of time is exact, but not whole."""
    return not _measured(unit) and unit not in PERIODS
