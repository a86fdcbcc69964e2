"""A printed number is text; what values could it stand for?

How a number is written stands in `grammar`, its words in `lexicon`. Rules of judgement, kept the same everywhere (v: the number named; u: the unit of its
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
| `超过了5万`, `约占全国的三成`, `不止3家`, `>=95%` | as without 了, 占 … | a linking verb changes nothing |
| `5万+`, `99.9%+` | [v, ∞) | as 以上 |
| `三成强`, `一倍有余`, `五十出头` | [v, v + w) | as 多 |
| `30%以下`, `3天以内`, `不高于3%` | [0, v] | 以下 and 以内 include v (the same article) |
| `不足3万`, `不到10人`, `低于30%` | [0, v) | `低于0.5个百分点` is a gap, and rounded |
| `-3.5%`, `-14宗` | the amount, direction down | the sign of a share or a count says which way it moved |
| `零下12度`, `负三十二`, `-3亿元` | (−v − u/2, −v + u/2] | below zero: a level, exact if it is a bare whole number |
| `零下20度以下`, `-5℃以上` | (−∞, −v], [−v, ∞) | counted on the scale, not away from zero |
| `下降-3%` | refused | verb and sign disagree, and nobody agrees on what that is; `增长-3%` is a fall |
| `3至5亿元`, `百分之三到五`, `200件与300件之间` | [v₁, v₂] | a range, taken at its printed ends |
| `千名`, `万人` | [v/2, 3v/2) | a bare multiplier names an order of magnitude |
| `上百起`, `数千人`, `几十家` | [v, 10v), [2v, 10v) | |
| `三四十人`, `一百二三十`, `一两个`, `四、五十` | [30, 50), [120, 140), [1, 3), [40, 60) | two neighbours are alternatives |
| `一百几十` | [100, 200) | the tens are not named |
| `17年半`, `2个半小时`, `半年` | 17.5, 2.5, 0.5, exactly | `近半年`, `两年半以上` as any number, w: a half |
| `七成`, `八五折` | 70 %, 85 %, ± half a unit | |
| `三分之二`, `1/3`, `减半`, `翻一番` | the ratio itself, `heaped` | a word: nothing says how it was rounded |
| `翻两番`, `翻了近两番`, `翻了一番多` | 4, (2, 4), [2, 4) 倍 | between which doublings |
| `零`, `持平`, `首次`, `第二` | 0, 0, 1, 2 | a count or a change of none; ranks |
| `五元三角`, `15k`, `12.5兆元`, `¥120万` | 5.3 元, 15,000, 12.5 × 10¹², 1,200,000 元 | 兆 of 兆瓦 belongs to the unit |
| `1.71 million`, `31.26 percent` | 1,710,000, 31.26 % | in English; a word that is none of the lexicon's is refused |
| `17万3`, `三十二十`, `1千1234`, `两年零三个月` | refused | no numeral, or two numbers |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal

from pingan_analysis.numbers.grammar import GREW, Print, parse
from pingan_analysis.numbers.interval import INF, Bound, Closed, Interval
from pingan_analysis.numbers.lexicon import (
    ABOUT,
    ABOUT_AFTER,
    ABOVE,
    ABOVE_AFTER,
    ABOVE_OPEN,
    ALMOST,
    BELOW,
    BELOW_AFTER,
    BELOW_OPEN,
    BELOW_OPEN_AFTER,
    ENGLISH,
    FORMAL,
    LATIN_UNITS,
    MEASURES,
    MONEY,
    PERIODS,
)
from pingan_analysis.numbers.lexicon import RATIOS as RATIOS
from pingan_analysis.numbers.spelling import plain

Rounding = Literal["half-up", "truncated", "either"]
ROUNDINGS: tuple[Rounding, ...] = ("half-up", "truncated", "either")
REFUSAL = "not one printed number: {!r} (a pair such as 从A上升到B is two)"

_MEASURES = frozenset([*MEASURES, *LATIN_UNITS]) - {"方", "点"}  # 三方 are parties
_PERIODS = frozenset(PERIODS) | {"月"}
_NOTES = ((re.compile(r"[(（]含[^)）]{0,3}[)）]"), ""), (re.compile("(?<=[元角分])[整正]$"), ""), (re.compile("圆"), "元"))
_MIRRORED: dict[Closed, Closed] = {"left": "right", "right": "left", "both": "both", "neither": "neither"}


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
    >>> unround("1.71 million"), unround("超过了3成"), unround("百分之三到五")
    (1,705,000…1,714,999, (30, 100] %, [3, 5] %)
    """
    printed = _parsed(text, unit)
    if printed is None:
        raise ValueError(REFUSAL.format(text))
    said, below, whole = _said(printed)
    low, high, closed, qualifier = _span(printed, whole, below, rounding)
    value = printed.number.value
    if below:
        value = -value
        if high != INF and low != -INF:
            low, high, closed = -high, -low, _MIRRORED[closed]
    share = printed.unit == "%" and printed.number.value <= 100 and (not said if share is None else share)
    if share and high > 100 and (low < 100 or not qualifier):
        high, closed = Fraction(100), "both" if closed in ("both", "left") else "right"
    made, named = printed.core, _measured(printed.unit)
    heaped = made.word or (printed.number.plain and printed.number.nonzero > printed.number.last and not named)
    number = Unrounded(
        low, high, closed, text, value, printed.unit, qualifier, direction or said, whole, heaped,
        printed.to in ("到", "至", "为") or printed.core.unit == "倍", share and high <= 100,
    )  # fmt: skip
    if number.empty:
        raise ValueError(REFUSAL.format(text))
    return number


def _parsed(text: str, unit: str) -> Print | None:
    """A text as printed => its parts; None where it is not one number."""
    written = written_plainly(text)
    return parse(written, plain(unit)[0]) if written else None


def written_plainly(text: str) -> str:
    """'1.71 million', '兩萬餘名' => '1.71百万', '两万余名': one print without blanks, foreign words and formal characters."""
    written = "".join(plain(text)[0].split()).translate(FORMAL)
    for english, chinese in ENGLISH.items() if written.isascii() else ():
        written = written.replace(english, chinese)
    for note, instead in _NOTES:
        written = note.sub(instead, written)
    return written


def _said(printed: Print) -> tuple[str, bool, bool]:
    """What verb and sign say: the direction, whether the value lies below zero; and whether only whole values count."""
    unit, verb, sign = printed.unit, printed.verb, printed.sign
    direction = printed.core.direction
    if verb:
        direction = "up" if verb in GREW else "down"
    below = sign not in ("", "+")
    if below and direction == "down":
        raise ValueError(f"verb and sign disagree in {printed.verb}{sign}…: write one of them")
    if below and (direction or unit in RATIOS or (unit and not _measured(unit) and sign in "-−–")):
        below, direction = False, "down"  # 增长-3.5% is a fall
    elif sign == "+":
        direction = direction or "up"
    whole = _counts(unit) and printed.number.last >= 1 and not printed.core.word
    return direction, below, whole


def _span(printed: Print, whole: bool, below: bool, rounding: Rounding) -> tuple[Bound, Bound, Closed, str]:
    """The ends that a range, a qualifier, or else the rounding leaves; and the qualifier."""
    number, before, after, more = printed.number, printed.before, printed.after, printed.more
    v, w, zero = number.value, number.nonzero, Fraction(0)
    top = number.top if number.top is not None else v
    if printed.top:
        far = printed.top
        if printed.end_more or far.top is not None:
            return v, far.value + far.nonzero if far.top is None else far.top, "left", "至"
        return v, far.value, "both", "至"
    if printed.core.several:
        low = v if printed.core.several == "上" else 2 * v
        return low, (INF if after in ABOVE_AFTER else 10 * v), "left", printed.core.several
    if printed.core.unit == "倍" and number.top is not None:  # 翻了近两番
        return v, top, "neither" if before in ALMOST and before else "left", before or more
    if before in ABOVE_OPEN or before in ABOVE or after in ABOVE_AFTER:
        return (-v if below else v), INF, "neither" if before in ABOVE_OPEN else "left", before or after
    if before in BELOW_OPEN or after in BELOW_OPEN_AFTER:
        return -INF if below else zero, (-v if below else top), "left" if not below else "neither", before or after
    if before in BELOW or after in BELOW_AFTER:
        return -INF if below else zero, (-v if below else top), "both" if not below else "right", before or after
    if before in ALMOST or more == "弱":
        if number.plain and printed.unit in _PERIODS and not printed.half and number.top is None:  # 近8年
            return v, v, "both", before
        low = max(v - w, v * Fraction(9, 10))
        return max(min(low, v - 1) if whole else low, zero), top, "left", before or more
    if before in ABOUT or after in ABOUT_AFTER:
        return max(v - w, zero), (v + w if top == v else top), "both", before or after
    if more:
        return v, v + w, "left", more
    if number.top is not None:
        return v, top, "left", "或"
    if printed.core.exact or printed.half:
        return v, v, "both", ""
    if printed.core.bare:
        return v / 2, v * Fraction(3, 2), "left", ""
    if number.plain and not _measured(printed.unit):
        return v, v, "both", ""
    (n, d), (last, per) = v.as_integer_ratio(), number.last.as_integer_ratio()
    twice, half, both = 2 * n * per, last * d, 2 * d * per  # v and half a unit, over the same denominator
    low = v if rounding == "truncated" else Fraction(max(twice - half, 0), both)
    return low, Fraction(twice + half * (1 if rounding == "half-up" else 2), both), "left", ""


@cache
def _measured(unit: str) -> bool:
    """'公里' => True: ratios, rates, physical measures and money are never printed exactly."""
    return unit in RATIOS or unit in _MEASURES or unit.endswith(MONEY) or "/" in unit


def _counts(unit: str) -> bool:
    """'起' => True: a counter counts whole things; a span of time is exact, but not whole."""
    return not _measured(unit) and unit not in _PERIODS
