"""What a quantity that is not printed may have been: an interval or, of a count, exactly the whole numbers that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import overload

from pingan_analysis.numbers.interval import Interval


@dataclass(frozen=True, repr=False)
class Implied:
    """The values that a quantity may have had: `interval` over the reals; `integers`, None if it is no count."""

    interval: Interval
    integers: range | Whole | None
    unit: str = ""

    @property
    def empty(self) -> bool:
        """True where the printed numbers cannot both hold as printed."""
        return self.interval.empty if self.integers is None else not self.integers

    @property
    def low(self) -> int | Fraction | float:
        return self.interval.low if self.integers is None else self.integers[0]

    @property
    def high(self) -> int | Fraction | float:
        return self.interval.high if self.integers is None else self.integers[-1]

    @property
    def size(self) -> int | None:
        """How many whole numbers, None if it is no count; `len` has an end that the numbers of a range have not."""
        if isinstance(self.integers, Whole):
            return len(self.integers.apart) + self.integers.run.stop - self.integers.run.start
        if self.integers is None:
            return None
        return max(-(-(self.integers.stop - self.integers.start) // self.integers.step), 0)

    def __contains__(self, value: int | Fraction) -> bool:
        if self.integers is None:
            return value in self.interval
        return value == int(value) and int(value) in self.integers  # a Fraction would be looked for one by one

    def within(self, allowed: Interval) -> Implied:
        """=> those of the values that `allowed` holds, too."""
        interval, integers = self.interval & allowed, self.integers
        if integers:
            inside = (Interval(integers[0], integers[-1], "both") & allowed).integers
            if isinstance(integers, range):
                integers = _cut(integers, inside)
            else:
                integers = Whole(tuple(n for n in integers.apart if n in inside), _cut(integers.run, inside))
        return Implied(interval, integers, self.unit)

    def __repr__(self) -> str:
        if self.empty:
            return "{}"
        if self.integers is None:
            large = self.unit == "元" and self.interval.low >= 10**6  # of yuan, where 亿元 reads better
            return f"{self.interval / 10**8} 亿元" if large else f"{self.interval} {self.unit}".rstrip()
        first, last = self.integers[0], self.integers[-1]
        if first == last:
            return f"{{{first:,}}}"
        run = isinstance(self.integers, range) and self.integers.step == 1
        gaps = 0 if run else last - first + 1 - (self.size or 0)
        return f"{{{first:,}…{last:,}}}" + (f" without {gaps:,} between" if gaps else "")

    __str__ = __repr__


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


def reaching(candidates: range, ratio: Interval, levels: range) -> range | Whole:
    """The candidates that, times the ratio, can be one of the whole levels.

    A candidate's reach meets the levels, whose ends are whole: it will do if any whole number is within its reach. One
    is where the reach is more than one wide, so that only the smaller candidates need a look.
    """
    if not candidates or levels[0] == levels[-1] or isinstance(ratio.high, float):
        return candidates
    (a, b), (c, d) = ratio.low.as_integer_ratio(), ratio.high.as_integer_ratio()
    width = c * b - a * d  # over b · d; whole numbers are quicker than fractions
    if not width:  # two thirds of a whole number are whole where it is a multiple of three
        return range(-(-candidates.start // b) * b, candidates.stop, b)
    wide = b * d // width + 1
    split = min(candidates.stop, max(candidates.start, wide))
    # the first whole number above n·low is (a·n + up) // b, the last one below n·high is (c·n − down) // d
    up, down = b - ratio.low_closed, 1 - ratio.high_closed
    small = tuple(n for n in range(candidates.start, split) if not n or (a * n + up) // b <= (c * n - down) // d)
    rest = range(split, candidates.stop)
    return candidates if len(small) + len(rest) == len(candidates) else Whole(small, rest)


def _cut(run: range, inside: range) -> range:
    """Those of a run that lie inside another (of step 1)."""
    first, last = (max(0, -(-(end - run.start) // run.step)) for end in (inside.start, inside.stop))
    return run[first:last]
