"""The earlier levels that a million printed levels and changes imply: `implied_base` by the column, same answers."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pingan_analysis.errors import DataError
from pingan_analysis.garbage import uncollected
from pingan_analysis.numbers import columns
from pingan_analysis.numbers.columns import Integers, Printed, Truths
from pingan_analysis.numbers.conventions import PARTS
from pingan_analysis.numbers.printed import Rounding
from pingan_analysis.world.implications import implied_base, is_ratio

if TYPE_CHECKING:
    import pandas as pd

AT_ONCE = 1 << 14  # rows: what is in hand stays in the processor's cache
MOST_LOOKS = 1 << 20
SAFE = 2.0**62  # what is below this in floats is below 2**63 in whole numbers


def implied_bases(
    frame: pd.DataFrame, level: str = "level", change: str = "change", rounding: Rounding = "half-up"
) -> pd.DataFrame:
    """A frame with a printed level and change in each row => the same rows with `base_low`, `base_high`, `base_size`.

    Bounds are exact (`int` for counts, `Fraction` otherwise), None where no earlier level fits; `base_size` counts the
    admissible whole numbers, None where the quantity is not a count. Row for row the answers of `implied_base`. Raises
    DataError with every row that cannot be read.

    >>> import pandas as pd
    >>> bases = implied_bases(pd.DataFrame({"level": ["611起"], "change": ["增长40.46%"]}))
    >>> bases[["base_low", "base_size"]].values.tolist()
    [[435, 1]]
    """
    import pandas as pd

    levels, changes = (frame[name].tolist() for name in (level, change))
    low, high, size = (np.full(len(frame), None, object) for _ in range(3))
    problems = []
    with uncollected():
        for start in range(0, len(frame), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            bases = bases_of(columns.read(levels[rows], rounding), columns.read(changes[rows], rounding))
            low[rows], high[rows], size[rows] = bases.values()
            for row in (np.flatnonzero(bases.alone) + start).tolist():
                try:
                    base = implied_base(levels[row], changes[row], rounding)
                except (ValueError, AttributeError, TypeError) as error:
                    problems.append(f"row {frame.index[row]}, columns {level}, {change}: {error}")
                else:
                    low[row], high[row] = (None, None) if base.empty else (base.low, base.high)
                    size[row] = base.size
    if problems:
        raise DataError(problems)
    exact = {"base_low": low, "base_high": high, "base_size": size}
    return frame.assign(**{name: pd.Series(values, frame.index, dtype=object) for name, values in exact.items()})


class Ends(NamedTuple):
    """Intervals by the column: from low / over to high / over, and whether the ends belong to them."""

    low: Integers
    high: Integers
    over: Integers
    low_closed: Truths
    high_closed: Truths

    @property
    def hull(self) -> Ends:
        """From the first to the last whole number."""
        (first, left), (last, right) = np.divmod(-self.low, self.over), np.divmod(self.high, self.over)
        first, last = -first + ((left == 0) & ~self.low_closed), last - ((right == 0) & ~self.high_closed)
        closed = np.ones(len(first), bool)
        return Ends(first, last, np.ones_like(first), closed, closed)

    def where(self, condition: Truths, other: Ends) -> Ends:
        """These where the condition holds, others elsewhere."""
        return Ends._make(np.where(condition, mine, its) for mine, its in zip(self, other, strict=True))


class Bases(NamedTuple):
    """Implied levels by the column: the ends, over `low_over` and `high_over`; `size` is −1 for what is no count."""

    low: Integers
    high: Integers
    low_over: Integers
    high_over: Integers
    size: Integers
    empty: Truths
    alone: Truths  # not decided here

    def take(self, rows: Integers) -> Bases:
        return Bases._make(facts[rows] for facts in self)

    def values(self) -> tuple[npt.NDArray[np.object_], ...]:
        """=> lower ends, upper ends and sizes as exact Python numbers, None where there is none."""
        low, high, size = (numbers.astype(object) for numbers in (self.low, self.high, self.size))
        real = (self.size < 0) & ~self.alone
        for ends, over in ((low, self.low_over), (high, self.high_over)):
            ends[real] = [*map(Fraction, ends[real].tolist(), over[real].tolist())]
            ends[self.empty] = None
        size[real] = None
        return low, high, size


def ends_of(column: Printed) -> tuple[Ends, Truths]:
    """A column of prints => what each may stand for, and where that is known in whole numbers of 64 bits."""
    low_times, low_plus, high_times, high_plus, over = column.each(*(operator.itemgetter(k) for k in range(5)))
    low_closed, high_closed = column.each(lambda form: form.like.low_closed, lambda form: form.like.high_closed)
    safe = (column.form >= 0) & _small((low_times, column.n), (high_times, column.n))
    low, high = np.maximum(low_times * column.n + low_plus, 0), high_times * column.n + high_plus  # 0% is not below 0
    return Ends(low, high, over, low_closed > 0, high_closed > 0), safe


def bases_of(level: Printed, change: Printed) -> Bases:
    """Levels and changes => the earlier levels, as `implied_base` has them."""
    (now, safe), (moved, safe_too) = ends_of(level), ends_of(change)
    counted, share = (fact > 0 for fact in level.each(lambda form: form.like.integer, lambda form: form.like.share))
    kinds = change.each(lambda form: is_ratio(form.like), lambda form: form.like.integer)
    ratio, whole = (kind > 0 for kind in kinds)
    up, clear = directions(change)
    quotient = quotients(now, ratios(moved, change), counted)
    now, moved = now.hull.where(counted, now), moved.hull.where(whole, moved)
    difference = differences(now, moved, up, counted, counted & whole, share)
    *ends, alone = (np.where(ratio, one, other) for one, other in zip(quotient, difference, strict=True))
    return Bases._make([*ends, alone | ~(safe & safe_too & clear & (change.n != 0))])


def directions(change: Printed) -> tuple[Truths, Truths]:
    """Changes => whether each is a rise, and whether it is clear what it says: 下降1.5倍 is not, nor is 40.46%."""
    up, to, down, times = change.each(
        lambda form: form.like.direction == "up",
        lambda form: form.like.ratio_to,
        lambda form: form.like.direction == "down",
        lambda form: form.like.unit == "倍",
    )
    return up > 0, (to > 0) | (up > 0) | ((down > 0) & (times == 0))


def ratios(moved: Ends, change: Printed) -> Ends:
    """Changes that are ratios, with their ends => new level over old level."""
    parts, to, up = change.each(
        lambda form: PARTS.get(form.like.unit, 1),
        lambda form: form.like.ratio_to,
        lambda form: form.like.ratio_to or form.like.direction == "up",
    )
    one, start = moved.over * parts, np.where(to > 0, 0, moved.over * parts)
    fall = Ends(one - moved.high, one - moved.low, one, moved.high_closed, moved.low_closed)
    return Ends(start + moved.low, start + moved.high, one, moved.low_closed, moved.high_closed).where(up > 0, fall)


def quotients(level: Ends, ratio: Ends, counted: Truths) -> Bases:
    """Levels and ratios => the values whose product with the ratio can be the level, whole ones of a count."""
    hull, one = level.hull, ratio.over
    safe = (ratio.low > 0) & (ratio.low < ratio.high) & _small((level.high, one), (level.over, ratio.high))
    safe &= np.where(counted, hull.low <= hull.high, level.high > 0)  # not empty, then
    bottom, top = np.where(safe, ratio.low, 1), np.where(safe, ratio.high, 1)
    first, left = np.divmod(hull.low * one, top)
    last, right = np.divmod(hull.high * one, bottom)
    first += (left > 0) | ~(ratio.high_closed | (hull.low == 0))
    last -= (right == 0) & ~(ratio.low_closed | (hull.high == 0))
    safe &= ~counted | _small((last, top))
    size = np.maximum(last - first + 1, 0)
    # A whole number may miss every whole level; the reach of one from `wide` on is more than one wide.
    wide = one // np.maximum(top - bottom, 1) + 1
    gaps = np.flatnonzero(safe & counted & (hull.low < hull.high) & (size > 0) & (first < wide))
    ratio = Ends._make(facts[gaps] for facts in ratio)
    first[gaps], last[gaps], size[gaps] = _reaching(first[gaps], last[gaps], wide[gaps], ratio)
    return Bases(
        np.where(counted, first, level.low * one), np.where(counted, last, level.high * one),
        np.where(counted, 1, level.over * top), np.where(counted, 1, level.over * bottom),
        np.where(counted, size, -1), counted & (size == 0), ~safe,
    )  # fmt: skip


def differences(level: Ends, moved: Ends, up: Truths, counted: Truths, whole: Truths, share: Truths) -> Bases:
    """Levels and amounts => the levels that the amounts lead from; no count below 0, no share beyond 0 to 100."""
    safe = _small((level.high, moved.over), (moved.high, level.over), (level.over, 100 * moved.over))
    over = level.over * moved.over
    low = level.low * moved.over - np.where(up, moved.high, -moved.low) * level.over
    high = level.high * moved.over - np.where(up, moved.low, -moved.high) * level.over
    low_closed = level.low_closed & np.where(up, moved.high_closed, moved.low_closed)
    high_closed = level.high_closed & np.where(up, moved.low_closed, moved.high_closed)
    floored, capped = (low < 0) & (share | counted), (high > 100 * over) & share
    low, low_closed = np.where(floored, 0, low), low_closed | floored
    high, high_closed = np.where(capped, 100 * over, high), high_closed | capped
    nothing = (low > high) | ((low == high) & ~(low_closed & high_closed))
    hull = Ends._make((low, high, over, low_closed, high_closed)).hull
    size, over = np.where(whole, np.where(nothing, 0, hull.high - hull.low + 1), -1), np.where(whole, 1, over)
    return Bases(np.where(whole, hull.low, low), np.where(whole, hull.high, high), over, over, size, nothing, ~safe)


def _reaching(first: Integers, last: Integers, wide: Integers, ratio: Ends) -> tuple[Integers, Integers, Integers]:
    """Candidates from first to last => the first, the last and the number of those that reach a whole level."""
    stop = np.minimum(last + 1, np.maximum(first, wide))
    looks = stop - first
    low, high, size = stop.copy(), last.copy(), last + 1 - stop  # the run without gaps
    for rows in np.split(np.arange(len(first)), np.flatnonzero(np.diff(np.cumsum(looks) // MOST_LOOKS)) + 1):
        row = np.repeat(rows, looks[rows])
        n = np.arange(len(row)) - np.repeat(np.cumsum(looks[rows]) - looks[rows] - first[rows], looks[rows])
        bottom, top, one, low_closed, high_closed = (facts[row] for facts in ratio)
        reached = (n == 0) | ((bottom * n + one - low_closed) // one <= (top * n - 1 + high_closed) // one)
        row, n = row[reached], n[reached]
        low[row[::-1]] = n[::-1]
        short = stop[row] > last[row]
        high[row[short]] = n[short]
        size += np.bincount(row, minlength=len(first))
    return low, high, size


def _small(*products: tuple[Integers, Integers]) -> Truths:
    """Factors => where every product is sure to fit into 64 bits."""
    small = [np.abs(one.astype(float)) * np.abs(other) < SAFE for one, other in products]
    return np.asarray(np.logical_and.reduce(small), bool)
