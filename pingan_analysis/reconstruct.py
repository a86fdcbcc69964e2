"""What was not printed: interval arithmetic from the printed numbers to last year's level, a reference area, a total, a count.

Every result is sharp: a counted quantity comes back as exactly the whole numbers that the printed numbers allow.
"""

from __future__ import annotations

import decimal as dec
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, overload

from pingan_analysis.interval import INF, Interval
from pingan_analysis.printed import RATIOS, Rounding, Unrounded, unround

if TYPE_CHECKING:
    import pandas as pd

Printed = str | Unrounded
HUNDRED = Interval(Fraction(0), Fraction(100), "both")


@dataclass(frozen=True, repr=False)
class Implied:
    """The values that a quantity may have had: `interval` over the reals, `integers` where it is a count (None where not)."""

    interval: Interval
    integers: Sequence[int] | None
    unit: str = ""

    @property
    def empty(self) -> bool:
        """True where the printed numbers cannot both hold as printed."""
        return self.interval.empty if self.integers is None else len(self.integers) == 0

    @property
    def low(self) -> int | Fraction | float:
        return self.interval.low if self.integers is None else self.integers[0]

    @property
    def high(self) -> int | Fraction | float:
        return self.interval.high if self.integers is None else self.integers[-1]

    def __contains__(self, value: int | Fraction) -> bool:
        return value in (self.interval if self.integers is None else self.integers)

    def __repr__(self) -> str:
        if self.empty:
            return "{}"
        if self.integers is None:
            return f"{in_hundred_millions(self.interval) if self.unit == '元' else self.interval} {_money(self)}".rstrip()
        if len(self.integers) == 1:
            return f"{{{self.integers[0]:,}}}"
        gaps = self.integers[-1] - self.integers[0] + 1 - len(self.integers)
        return f"{{{self.integers[0]:,}…{self.integers[-1]:,}}}" + (f" without {gaps:,} between" if gaps else "")

    __str__ = __repr__


def implied_base(level: Printed, change: Printed, rounding: Rounding = "half-up") -> Implied:
    """'611起', '同比增长40.46%' => {435}: the earlier levels from which the printed change leads to the printed level.

    `change` carries its direction in its verb or, as an `Unrounded`, in `direction`. 倍 is read as 增长1.5倍 = 2.5 times and
    增长到1.5倍 = 1.5 times; an amount or percentage points are subtracted.

    >>> implied_base("611起", "同比增长40.46%"), implied_base("79362件", "同比减少10.37%")
    ({435}, {88,540…88,548})
    >>> implied_base("5.58亿元", "同比增长451%")
    (1.010879, 1.014532) 亿元
    """
    level, change = _unrounded(level, rounding), _unrounded(change, rounding)
    if not change.direction and not change.ratio_to:
        raise ValueError(f"the change {change.text!r} has no direction: write 增长 or 下降 before it")
    sign = 1 if change.direction == "up" else -1
    if change.unit not in RATIOS or "百分点" in change.unit:
        interval = level.interval - change.interval if sign == 1 else level.interval + change.interval
        return Implied(interval, interval.integers if level.integer and change.integer else None, level.unit)
    return _divided(level, _ratio(change, sign), level.unit)


def implied_total(part: Printed, share: Printed, rounding: Rounding = "half-up") -> Implied:
    """'80个', '88.9%' => {90}: the totals of which the part is the printed share.

    >>> implied_total("80个", "88.9%")
    {90}
    """
    part, share = _unrounded(part, rounding), _unrounded(share, rounding)
    return _divided(part, share.interval / 100, part.unit)


def implied_count(whole: Printed, rate: Printed, rounding: Rounding = "half-up") -> Implied:
    """'71.7万件', '92.9%' => {665,271…666,915}: how many of the whole the printed rate stands for.

    `interval` treats the whole as a real number; `integers` lets it be whole, too, and is a little smaller.

    >>> implied_count("71.7万件", "92.9%"), implied_count("71.7万件", "92.9%").interval.integers[-1]
    ({665,271…666,915}, 666916)
    """
    whole, rate = _unrounded(whole, rounding), _unrounded(rate, rounding)
    interval = whole.interval * (rate.interval / 100)
    if not whole.integer or interval.high == INF:
        return Implied(interval, None, whole.unit)
    share = rate.interval / 100
    candidates = (Interval(Fraction(whole.integers[0]), Fraction(whole.integers[-1]), "both") * share).integers
    if share.low == 0:  # the inverse below is unbounded: small rates of small wholes leave no gaps
        return Implied(interval, candidates, whole.unit)
    return Implied(interval, _reaching(candidates, 1 / share, whole.integers), whole.unit)


def implied_reference(level: Printed, gap: Printed, rounding: Rounding = "half-up") -> Implied:
    """'99.19%', '高于0.57个百分点' => [98.61, 98.63]: the reference that the printed gap implies, within 0 to 100 for shares.

    >>> implied_reference("99.19%", "高于0.57个百分点")
    (98.61, 98.63) %
    """
    level, gap = _unrounded(level, rounding), _unrounded(gap, rounding)
    interval = level.interval + gap.interval if gap.direction == "down" else level.interval - gap.interval
    return Implied(interval & HUNDRED if level.unit == "%" else interval, None, level.unit)


def annual_growth(start: Printed, end: Printed, years: int, rounding: Rounding = "half-up") -> Interval:
    """'855.6亿元', '7062.5亿元', 19 => (11.7494, 11.7502): per cent a year, compound, between two printed levels.

    The ends are roots, so they are widened outward to nine decimals.

    >>> annual_growth("855.6亿元", "7062.5亿元", 19)
    (11.749406, 11.750177)
    """
    ratio = _unrounded(end, rounding).interval / _unrounded(start, rounding).interval
    with dec.localcontext(prec=40):
        low, high = (_root(Fraction(bound), years) for bound in (ratio.low, ratio.high))
    step = Fraction(1, 10**9)
    return Interval(100 * (low - 1) // step * step, -(-100 * (high - 1) // step) * step, "neither")


def thresholds_crossed(start: Printed, end: Printed, step: int, rounding: Rounding = "half-up") -> range:
    """'855.6亿元', '7062.5亿元', 10**11 => range(7, 8): how many multiples of `step` lie between two printed levels.

    >>> thresholds_crossed("855.6亿元", "7062.5亿元", 10**11)
    range(7, 8)
    """
    before, after = (_whole_range(_unrounded(level, rounding).interval / step) for level in (start, end))
    return range(after[0] - before[-1], after[-1] - before[0] + 1)


def implied_bases(frame: pd.DataFrame, level: str = "level", change: str = "change", rounding: Rounding = "half-up") -> pd.DataFrame:
    """A frame with a printed level and change in each row => the same rows with `base_low`, `base_high`, `base_size` behind.

    Bounds are exact (`int` for counts, `Fraction` otherwise); `base_size` counts the admissible whole numbers, empty where
    the quantity is not a count.

    >>> import pandas as pd
    >>> implied_bases(pd.DataFrame({"level": ["611起"], "change": ["增长40.46%"]}))[["base_low", "base_size"]].values.tolist()
    [[435, 1]]
    """
    bases = [implied_base(a, b, rounding) for a, b in zip(frame[level], frame[change], strict=True)]
    return frame.assign(
        base_low=[None if base.empty else base.low for base in bases],
        base_high=[None if base.empty else base.high for base in bases],
        base_size=[None if base.integers is None else len(base.integers) for base in bases],
    )


def in_hundred_millions(interval: Interval) -> Interval:
    """Yuan => 亿 yuan where that reads better (from a million up), else unchanged."""
    return interval / 10**8 if interval.low >= 10**6 else interval


def _money(implied: Implied) -> str:
    return "亿元" if implied.unit == "元" and implied.interval.low >= 10**6 else implied.unit


def _unrounded(number: Printed, rounding: Rounding) -> Unrounded:
    return unround(number, rounding) if isinstance(number, str) else number


def _ratio(change: Unrounded, sign: int) -> Interval:
    """New level over old level."""
    scale = {"%": 100, "‰": 1000, "‱": 10000, "倍": 1}[change.unit]
    part = change.interval / scale
    if change.ratio_to:
        return part
    ratio = 1 + part if sign == 1 else 1 - part
    return ratio & Interval(Fraction(0), INF, "neither")  # nothing falls below zero


def _divided(level: Unrounded, ratio: Interval, unit: str) -> Implied:
    """The bases whose product with the ratio can be the level."""
    if ratio.empty:
        return Implied(Interval(Fraction(0), Fraction(0), "neither"), () if level.integer else None, unit)
    interval = level.interval / ratio
    if not level.integer or interval.high == INF:
        return Implied(interval, None, unit)
    levels = level.integers
    candidates = (Interval(Fraction(levels[0]), Fraction(levels[-1]), "both") / ratio).integers
    return Implied(interval, _reaching(candidates, ratio, levels), unit)


def _reaching(candidates: range, ratio: Interval, levels: range) -> Sequence[int]:
    """The candidates that, times the ratio, can be one of the whole levels.

    From a candidate whose reach is at least one wide some whole number can always be reached (the ends of `levels` are
    whole, too), so that only the smaller candidates need a look.
    """
    width, bounds = ratio.high - ratio.low, Interval(Fraction(levels[0]), Fraction(levels[-1]), "both")
    if not candidates or len(levels) == 1 or width == INF:
        return candidates
    split = min(candidates.stop, max(candidates.start, math.ceil(1 / width))) if width else candidates.stop
    small = [c for c in range(candidates.start, split) if ((ratio * c) & bounds).integers]
    rest = range(split, candidates.stop)
    return candidates if len(small) + len(rest) == len(candidates) else Whole(tuple(small), rest)


@dataclass(frozen=True)
class Whole(Sequence[int]):
    """Whole numbers in order: a few that stand apart, then a run without gaps."""

    apart: tuple[int, ...]
    run: range

    def __len__(self) -> int:
        return len(self.apart) + len(self.run)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        return self.apart[index] if index < len(self.apart) else self.run[index - len(self.apart)]

    def __contains__(self, value: object) -> bool:
        return value in self.apart or value in self.run


def _root(value: Fraction, degree: int) -> Fraction:
    return Fraction((dec.Decimal(value.numerator) / dec.Decimal(value.denominator)) ** (dec.Decimal(1) / degree))


def _whole_range(interval: Interval) -> range:
    """[7.06, 7.07) => range(7, 8): the whole numbers that the values of an interval have as their floors."""
    last = math.floor(interval.high)
    return range(math.floor(interval.low), last + 1 - (last == interval.high and not interval.high_closed))
