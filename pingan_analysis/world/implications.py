"""What was not printed: by interval arithmetic from printed numbers to last year's level, a reference, total, count.

Every result is sharp: a counted quantity comes back as exactly the whole numbers that the printed numbers allow.
"""

from __future__ import annotations

import decimal as dec
import math
import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.conventions import (
    PARTS,
    Reading,
    alike,
    applies,
    either_way,
    in_unit,
    read_change,
    read_level,
)
from pingan_analysis.numbers.interval import INF, Bound, Closed, Interval
from pingan_analysis.numbers.printed import RATIOS, Rounding, Unrounded, unround
from pingan_analysis.world.implied import Implied, Whole, reaching

if TYPE_CHECKING:
    import pandas as pd

Printed = str | int | Unrounded
HUNDRED = Interval(Fraction(0), Fraction(100), "both")
NOT_NEGATIVE = Interval(Fraction(0), INF)
POSITIVE = Interval(Fraction(0), INF, "neither")
AT_LEAST_ONE = Interval(Fraction(1), INF)
ENDS: dict[tuple[bool, bool], Closed] = {
    (True, True): "both", (True, False): "left", (False, True): "right", (False, False): "neither",
}  # fmt: skip
OUTCOMES = ("agrees", "rounding", "restated_or_rescoped")


def implied_base(level: Printed, change: Printed, rounding: Rounding = "half-up") -> Implied:
    """'611起', '同比增长40.46%' => {435}: the earlier levels from which the change leads to the printed level.

    `change` carries its direction in its verb or, as an `Unrounded`, in `direction`; a printed zero (增长0.0%) has
    none, and lies within half a unit of zero on either side. 倍 is read as 增长1.5倍 = 2.5 times and 增长到1.5倍 =
    1.5 times, while 下降1.5倍 has no agreed reading beyond a fall; amounts and percentage points are subtracted.

    >>> implied_base("611起", "同比增长40.46%"), implied_base(79362, "-10.37%")
    ({435}, {88,540…88,548})
    >>> implied_base("5.58亿元", "同比增长451%")
    (1.010879, 1.014532) 亿元
    """
    level, change = _unrounded(level, rounding), either_way(_unrounded(change, rounding))
    if not change.direction and not change.ratio_to:
        raise ValueError(f"the change {change.text!r} has no direction: write 增长{change.text} or +{change.text}")
    _refuse_unlike(level, change)
    sign = 1 if change.direction == "up" else -1
    if not is_ratio(change):
        return _within_limits(level, level.hull - sign * change.hull, change.integer)
    return _divided(level, ratio(change, sign), level.unit)


def implied_total(part: Printed, share: Printed, rounding: Rounding = "half-up") -> Implied:
    """'80个', '88.9%' => {90}: the totals of which the part is the printed share.

    >>> implied_total("80个", "88.9%")
    {90}
    """
    part, share = _unrounded(part, rounding), _unrounded(share, rounding)
    return _divided(part, _part(share), part.unit)


def implied_count(whole: Printed, rate: Printed, rounding: Rounding = "half-up") -> Implied:
    """'71.7万件', '92.9%' => {665,271…666,915}: how many of the whole the printed rate stands for.

    `interval` treats the whole as a real number; `integers` lets it be whole, too, and is a little smaller.

    >>> implied_count("71.7万件", "92.9%"), implied_count("71.7万件", "92.9%").interval.integers[-1]
    ({665,271…666,915}, 666916)
    """
    whole, rate = _unrounded(whole, rounding), _unrounded(rate, rounding)
    share = _part(rate)
    interval = whole.interval * share
    if not whole.integer or interval.high == INF:
        return Implied(interval, None, whole.unit)
    candidates = (whole.hull * share).integers
    if share.low == 0:  # the inverse below is unbounded: small rates of small wholes leave no gaps
        return Implied(interval, candidates, whole.unit)
    return Implied(interval, reaching(candidates, 1 / share, whole.integers), whole.unit)


def implied_reference(level: Printed, gap: Printed, rounding: Rounding = "half-up") -> Implied:
    """'99.19%', '高于0.57个百分点' => [98.61, 98.63]: the reference that the gap implies, of a share within 0 to 100.

    >>> implied_reference("99.19%", "高于0.57个百分点")
    (98.61, 98.63) %
    """
    level, gap = _unrounded(level, rounding), either_way(_unrounded(gap, rounding))
    if not gap.direction:
        raise ValueError(f"the gap {gap.text!r} has no direction: write 高于{gap.text} or 低于{gap.text}")
    _refuse_unlike(level, gap)
    return _within_limits(level, level.hull - (-1 if gap.direction == "down" else 1) * gap.hull, gap.integer)


# A kind of claim about two printed numbers => what they imply.
IMPLIED = {"base": implied_base, "gap": implied_reference, "share": implied_total, "rate": implied_count}


def annual_growth(start: Printed, end: Printed, years: int, rounding: Rounding = "half-up") -> Interval:
    """'855.6亿元', '7062.5亿元', 19 => (11.7494, 11.7502): per cent a year, compound, between two printed levels.

    Of counts, between whole numbers. The ends are roots: where one has more than nine decimals it is widened outward
    to nine, and is open. A start that may be 0 leaves no upper end.

    >>> annual_growth("855.6亿元", "7062.5亿元", 19), annual_growth("100起", "121起", 2)
    ((11.749406, 11.750177), 10)
    """
    if years < 1:
        raise ValueError(f"growth needs a year at least, not {years}")
    ratio = _unrounded(end, rounding).hull / (_unrounded(start, rounding).hull & POSITIVE)
    if ratio.empty:
        raise ValueError("growth needs a start above 0")
    low, high = _growth(ratio.low, years, up=False), _growth(ratio.high, years, up=True)
    exact = _grown(low, years) == ratio.low, _grown(high, years) == ratio.high
    return Interval(low, high, ENDS[exact[0] and ratio.low_closed, exact[1] and ratio.high_closed])


def thresholds_crossed(start: Printed, end: Printed, step: int, rounding: Rounding = "half-up") -> range:
    """'855.6亿元', '7062.5亿元', 10**11 => range(7, 8): how many multiples of `step` lie between two printed levels.

    Raises ValueError where a level has no upper end.

    >>> thresholds_crossed("855.6亿元", "7062.5亿元", 10**11)
    range(7, 8)
    """
    levels = [_unrounded(level, rounding) for level in (start, end)]
    if any(level.high == INF for level in levels):
        raise ValueError(f"no upper end: {', '.join(level.text for level in levels)}")
    before, after = (_whole_range(level.hull / step) for level in levels)
    return range(after[0] - before[-1], after[-1] - before[0] + 1)


def chain(frame: pd.DataFrame) -> pd.DataFrame:
    """Printed reports => does the level that each implies for the year before meet the level printed a year before?

    In: one row per report, columns `series`, `period` (a year), `level`, `change` (as printed; others are ignored), in
    any order. Out, sorted: one row per pair of consecutive years with both levels and the later change printed,
    `series, period, implied_low, implied_high, previous_low, previous_high, gap, outcome`. Bounds are whole numbers
    where whole, else floats (infinite under 超 and 以上); `gap` is the distance between the two over the earlier level.

    | outcome | the implied and the printed earlier level |
    |---|---|
    | `agrees` | meet, both rounded half up (counts: share a whole number) |
    | `rounding` | meet only read widely: the change's last digit off by one, levels cut off or rounded up |
    | `restated_or_rescoped` | do not meet: revised, rescoped, preliminary or misprinted; nothing here says which |

    Left out: pairs in which a level or change is not a number (持续增长, 从A到B, no unit, a level below 0), or are
    not of one kind (yuan and dollars, points of a count). Where a year is printed more than once, the two reports that
    fit best count. A change that no earlier level can explain (下降150%) has no bounds and no gap. `readings` says
    how changes are read and what allowance is made. Raises DataError if a column is missing.

    >>> import pandas as pd
    >>> printed = {"level": ["171670件", "209194件"], "change": ["", "上升21.9%"]}
    >>> reports = pd.DataFrame({"series": "new cases", "period": [2023, 2024], **printed})
    >>> chain(reports).drop(columns="series").values.tolist()
    [[2024, 171541, 171681, 171670, 171670, 0.0, 'agrees']]
    """
    import pandas as pd

    if missing := [name for name in ("series", "period", "level", "change") if name not in frame]:
        raise DataError(f"chain: column {name} is missing" for name in missing)
    reports: dict[tuple[str, int], dict[tuple[str, str], tuple[object, object]]] = {}
    columns = (frame[name] for name in ("series", "period", "level", "change"))
    for series, period, level, change in zip(*columns, strict=True):
        year = re.fullmatch(r"(\d{4})(?:\.0|年度?)?", str(period).strip())
        if year and not pd.isna(series):
            printed = (_as_printed(level), _as_printed(change))
            reports.setdefault((str(series), int(year[1])), {}).setdefault(printed, (series, period))
    rows = []
    for (name, t), now in sorted(reports.items()):
        before = reports.get((name, t - 1), {})
        links = [
            (*named, *link)
            for (level, change), named in sorted(now.items())
            for earlier in sorted({level for level, _ in before})
            if (link := _link(level, change, earlier))
        ]
        rows += [min(links, key=lambda link: (OUTCOMES.index(link[-1]), link[-2]))] if links else []
    names = ["series", "period", "implied_low", "implied_high", "previous_low", "previous_high", "gap", "outcome"]
    return pd.DataFrame({name: _column([row[n] for row in rows]) for n, name in enumerate(names)}, columns=names)


def leads_back(level: str, change: str, earlier: str, reading: Reading = "half-up") -> bool:
    """'209194件', '上升21.9%', '171670件' => True: do level and change lead back to the level printed a year before?

    `reading` is half-up, truncated or wide (`readings`). Raises ValueError for what is not a number.

    >>> [leads_back("5580件", "增长1.5%", "5500件", reading) for reading in ("half-up", "truncated", "wide")]
    [True, False, True]
    """
    now, before = read_level(level, reading), read_level(earlier, reading)
    return _meet(_earlier(now, change, reading), _rescaled(before, now.unit))


def _link(level: str, change: str, earlier: str) -> tuple[float, float, float, float, float, str] | None:
    """Printed level, change and earlier level => bounds, gap, outcome; None where they are not numbers of one kind."""
    try:
        now, moved, before = read_level(level), read_change(change), read_level(earlier)
    except ValueError:
        return None
    if not (applies(moved, now) and alike(now, before)):
        return None
    implied, before = _earlier(now, change), _rescaled(before, now.unit)
    close = _meet(implied, before)
    outcome = OUTCOMES[0] if close else OUTCOMES[1] if leads_back(level, change, earlier, "wide") else OUTCOMES[2]
    low, high = (implied.interval.low, implied.interval.high) if implied.empty else (implied.low, implied.high)
    whole = before.integer and before.high != INF
    first, last = (before.integers[0], before.integers[-1]) if whole else (before.low, before.high)
    if implied.interval.empty:
        return math.nan, math.nan, _plain(first), _plain(last), math.nan, outcome
    distance, end = (low - last, last) if low > last else (first - high, first)
    gap = float(max(distance, 0) / (end or low)) if distance > 0 else 0.0
    return _plain(low), _plain(high), _plain(first), _plain(last), gap, outcome


def _earlier(level: Unrounded, text: str, reading: Reading = "half-up") -> Implied:
    """The levels of the year before; ratios are worked out once for each printed change."""
    change, ratio, inverse = _ratio_of(text, reading)
    if ratio is None:
        points = "百分点" in change.unit
        return implied_base(level, in_unit(replace(change, unit="%"), level.unit, "个百分点") if points else change)
    if inverse and level.integer and level.low == level.high > 0:  # most reports: a plain count and a percentage
        interval = Interval(level.low * inverse.low, level.high * inverse.high, inverse.closed)
        return Implied(interval, interval.integers, level.unit)
    return _divided(level, ratio, level.unit)


@lru_cache(maxsize=1 << 16)
def _ratio_of(text: str, reading: Reading) -> tuple[Unrounded, Interval | None, Interval | None]:
    """A printed change => itself, new level over old (None for differences), and old over new where that has an end."""
    change = read_change(text, reading)
    if change.unit not in RATIOS or "百分点" in change.unit:
        return change, None, None
    between = ratio(change, -1 if change.direction == "down" else 1)
    return change, between, 1 / between if between.low > 0 and between.high != INF and not between.empty else None


def _rescaled(level: Unrounded, unit: str) -> Unrounded:
    return in_unit(level, unit) if level.unit in PARTS and unit != level.unit else level


def _meet(implied: Implied, before: Unrounded) -> bool:
    """Do the two share a value, a whole one if both are counts?"""
    if implied.integers is not None and before.low == before.high:
        return before.nominal in implied
    common = implied.interval & before.interval
    if common.empty or implied.integers is None or not before.integer or common.high == INF:
        return not common.empty
    runs, whole = implied.integers, common.integers
    run = runs.run if isinstance(runs, Whole) else range(runs[0], runs[-1] + 1) if runs else range(0)
    apart = runs.apart if isinstance(runs, Whole) else ()
    joint = range(max(run.start, whole.start), min(run.stop, whole.stop))
    return bool(joint) or any(value in whole for value in apart)


def _as_printed(value: object) -> str:
    """A cell => its text; '' where it is empty, and 12.0 is 12."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.0f}" if value.is_integer() else str(value)
    return "" if value is None else str(value).strip()


def _plain(value: Bound) -> int | float:
    return int(value) if not math.isinf(value) and value == int(value) else float(value)


def _column(values: list[object]) -> pd.Series:
    """Whole numbers stay whole beside floats, which needs a column of objects."""
    import pandas as pd

    mixed = {type(value) for value in values} == {int, float}
    return pd.Series(values, dtype=object) if mixed else pd.Series(values)


def _unrounded(number: Printed, rounding: Rounding) -> Unrounded:
    """'611起', 611 or what `unround` gave => the values that it may stand for."""
    return number if isinstance(number, Unrounded) else unround(str(number), rounding)


def _refuse_unlike(level: Unrounded, change: Unrounded) -> None:
    """Points of a count, dollars from yuan, an amount without its unit: no level follows; and none from one below 0."""
    if level.low < 0:
        raise ValueError(f"a change of a level below 0 has no agreed reading: {level.text!r}")
    if not applies(change, level) or (level.unit and not change.unit and not is_ratio(change)):
        unit = level.unit or "no unit"
        raise ValueError(f"{change.text!r} is no change of {level.text!r} ({unit}): write %, or an amount in its unit")


def _within_limits(level: Unrounded, interval: Interval, whole: bool) -> Implied:
    """Levels that an amount leads to, whole where level and amount are: no count below 0, no share beyond 0 to 100."""
    interval = interval & (HUNDRED if level.share else NOT_NEGATIVE) if level.share or level.integer else interval
    counted = level.integer and whole and interval.high != INF
    return Implied(interval, interval.integers if counted else None, level.unit)


def _part(share: Unrounded) -> Interval:
    """'88.9%' => [0.8885, 0.8895), 三分之二 => 2/3. Raises ValueError for what is no part of a whole."""
    if share.unit not in PARTS and share.nominal > 1:
        raise ValueError(f"not a share: {share.text!r}")
    return share.interval / PARTS.get(share.unit, 1)


def is_ratio(change: Unrounded) -> bool:
    """增长40.46%, 增长1.5倍, 减少三分之一; not 增加60件 or 上升2.5个百分点."""
    in_words = change.heaped and not change.unit and change.nominal.denominator > 1
    return in_words or change.unit in PARTS or change.unit == "倍"


def ratio(change: Unrounded, sign: int) -> Interval:
    """New level over old level; it is never below zero."""
    if change.unit == "倍" and sign == -1 and not change.ratio_to:  # 下降1.5倍: people mean different things by it
        return Interval(Fraction(0), Fraction(1), "neither")
    part = change.interval / PARTS.get(change.unit, 1)
    if change.ratio_to or sign == 1:
        return part if change.ratio_to else 1 + part
    return (1 - part) & NOT_NEGATIVE


def _divided(level: Unrounded, ratio: Interval, unit: str) -> Implied:
    """The bases whose product with the ratio can be the level."""
    if ratio.low <= 0:
        if 0 in ratio and 0 in level.hull:  # nothing is left, whatever there was
            return Implied(NOT_NEGATIVE, None, unit)
        ratio = ratio & POSITIVE
        if ratio.empty:
            return Implied(ratio, range(0) if level.integer else None, unit)
        if level.integer and level.high > 1:  # 0万件 after a fall of less than 100 %: one of them is left, at least
            return Implied((level.interval & AT_LEAST_ONE) / ratio, None, unit)
    interval = level.interval / ratio
    if not level.integer or interval.high == INF:
        return Implied(interval, None, unit)
    candidates = interval if level.low == level.high else level.hull / ratio
    return Implied(interval, reaching(candidates.integers, ratio, level.integers), unit)


def _growth(ratio: Bound, years: int, up: bool) -> Bound:
    """A ratio => per cent a year, to nine decimals: the nearest below or, `up`, above the exact root."""
    if isinstance(ratio, float):
        return ratio
    one = 10**11
    with dec.localcontext(prec=40):
        root = (dec.Decimal(ratio.numerator) / dec.Decimal(ratio.denominator)) ** (dec.Decimal(1) / years)
        n = int(root * one)
    while Fraction(n, one) ** years > ratio:  # the estimate may be a step too high or too low
        n -= 1
    while Fraction(n + 1, one) ** years <= ratio:
        n += 1
    return Fraction(n + (up and Fraction(n, one) ** years < ratio) - one, one // 100)


def _grown(rate: Bound, years: int) -> Bound:
    """10, 2 => 1.21: what a rate of per cent a year makes of 1."""
    return rate if isinstance(rate, float) else (1 + Fraction(rate) / 100) ** years


def _whole_range(interval: Interval) -> range:
    """[7.06, 7.07) => range(7, 8): the whole numbers that the values of an interval have as their floors."""
    last = math.floor(interval.high)
    return range(math.floor(interval.low), last + 1 - (last == interval.high and not interval.high_closed))
