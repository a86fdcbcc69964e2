"""Exact intervals: what a number may be, with its ends open or closed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Closed = Literal["both", "left", "right", "neither"]
Bound = int | Fraction | float  # a float only for an infinite end
INF = math.inf


def decimal(value: Bound, digits: int = 6) -> str:
    """Fraction(6253, 200) => '31.265': exact where the expansion ends within `digits`, else rounded to that many.

    >>> decimal(Fraction(6253, 200)), decimal(Fraction(2, 3), 4), decimal(Fraction(88540)), decimal(-INF)
    ('31.265', '0.6667', '88,540', '−∞')
    """
    if isinstance(value, float):
        return "∞" if value > 0 else "−∞"
    scaled = round(abs(Fraction(value)) * 10**digits)
    whole, tail = divmod(scaled, 10**digits)
    text = f"{whole:,}.{tail:0{digits}d}".rstrip("0").rstrip(".")
    return "−" + text if value < 0 and scaled else text


@dataclass(frozen=True, repr=False)
class Interval:
    """The values from `low` to `high`, ends included as `closed` says (the word is pandas').

    Arithmetic is exact and sharp for independent operands: the result holds what the operands can make, no more. An
    empty intersection is NOTHING, and so is what is made of it.

    >>> Interval(Fraction(1), Fraction(2)) + Interval(Fraction(3), Fraction(3), "both")
    [4, 5)
    >>> 100 / Interval(Fraction(4), Fraction(5))
    (20, 25]
    """

    low: Bound
    high: Bound
    closed: Closed = "left"

    @classmethod
    def point(cls, value: int | Fraction) -> Interval:
        """7 => [7, 7]."""
        return Interval(value, value, "both")

    @property
    def low_closed(self) -> bool:
        return self.closed in ("both", "left")

    @property
    def high_closed(self) -> bool:
        return self.closed in ("both", "right")

    @property
    def empty(self) -> bool:
        return self.low >= self.high and (self.closed != "both" or self.low > self.high)

    def __contains__(self, value: int | Fraction) -> bool:
        return (self.low < value or (self.low_closed and self.low == value)) and (
            value < self.high or (self.high_closed and self.high == value)
        )

    def __and__(self, other: Interval) -> Interval:
        """The values that both allow; possibly empty."""
        low, low_open = max(_lower(self), _lower(other))
        high, high_closed = min(_upper(self), _upper(other))
        both = Interval(low, high, _closed(not low_open, high_closed))
        return NOTHING if both.empty else both

    def __or__(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        if self.empty or other.empty:
            return other if self.empty else self
        low, low_open = min(_lower(self), _lower(other))
        high, high_closed = max(_upper(self), _upper(other))
        return Interval(low, high, _closed(not low_open, high_closed))

    def __add__(self, other: Interval | int | Fraction) -> Interval:
        if self is NOTHING or other is NOTHING:
            return NOTHING
        if not isinstance(other, Interval):
            return Interval(_plus(self.low, other), _plus(self.high, other), self.closed)
        return Interval(
            _plus(self.low, other.low),
            _plus(self.high, other.high),
            _closed(self.low_closed and other.low_closed, self.high_closed and other.high_closed),
        )

    __radd__ = __add__

    def __neg__(self) -> Interval:
        if self is NOTHING:
            return NOTHING
        return Interval(-self.high, -self.low, _closed(self.high_closed, self.low_closed))

    def __sub__(self, other: Interval | int | Fraction) -> Interval:
        return self + -other

    def __rsub__(self, other: int | Fraction) -> Interval:
        return -self + other

    def __mul__(self, other: Interval | int | Fraction) -> Interval:
        if self is NOTHING or other is NOTHING:
            return NOTHING
        if not isinstance(other, Interval):
            if other <= 0:
                return -(self * -other) if other else Interval.point(0)
            return Interval(_times(self.low, other), _times(self.high, other), self.closed)
        lows = (self.low, self.low_closed), (other.low, other.low_closed)
        highs = (self.high, self.high_closed), (other.high, other.high_closed)
        if _sign(self.low) >= 0 and _sign(other.low) >= 0:
            (low, low_closed), (high, high_closed) = _corner(*lows), _corner(*highs)
            return Interval(low, high, _closed(low_closed, high_closed))
        corners = [_corner(a, b) for a in (lows[0], highs[0]) for b in (lows[1], highs[1])]
        low = min(value for value, _ in corners)
        high = max(value for value, _ in corners)
        return Interval(low, high, _closed((low, True) in corners, (high, True) in corners))

    __rmul__ = __mul__

    def __truediv__(self, other: Interval | int | Fraction) -> Interval:
        """Raises ZeroDivisionError where 0 is inside the divisor."""
        if self is NOTHING or other is NOTHING:
            return NOTHING
        if not isinstance(other, Interval):
            return self * Fraction(other.denominator, other.numerator)
        if _sign(self.low) >= 0 and _sign(other.low) > 0:
            low_closed = self.low_closed and (other.high_closed or self.low == 0)
            high_closed = self.high_closed and (other.low_closed or self.high == 0)
            return Interval(_over(self.low, other.high), _over(self.high, other.low), _closed(low_closed, high_closed))
        if _sign(other.low) <= 0 <= _sign(other.high) and 0 in other:
            raise ZeroDivisionError(f"{other!r} contains 0")
        low = -INF if other.high == 0 else _over(1, other.high)
        high = INF if other.low == 0 else _over(1, other.low)
        return self * Interval(low, high, _closed(other.high_closed, other.low_closed))

    def __rtruediv__(self, other: int | Fraction) -> Interval:
        return Interval.point(other) / self

    @property
    def integers(self) -> range:
        """[66.5, 70) => range(67, 70): the whole numbers inside. Raises OverflowError if an end is infinite."""
        first, last = math.ceil(self.low), math.floor(self.high)
        first += first == self.low and not self.low_closed
        last -= last == self.high and not self.high_closed
        return range(first, last + 1)

    def __repr__(self) -> str:
        if self.empty:
            return "{}"
        if self.low == self.high:
            return decimal(self.low)
        opening, closing = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{opening}{decimal(self.low)}, {decimal(self.high)}{closing}"

    __str__ = __repr__


NOTHING = Interval(Fraction(0), Fraction(0), "neither")


def _closed(low: bool, high: bool) -> Closed:
    return ("both" if high else "left") if low else ("right" if high else "neither")


def _lower(interval: Interval) -> tuple[Bound, bool]:
    """=> the lower end and whether it is open: in this order, the greater pair excludes more."""
    return interval.low, not interval.low_closed


def _upper(interval: Interval) -> tuple[Bound, bool]:
    """=> the upper end and whether it is closed: in this order, the smaller pair excludes more."""
    return interval.high, interval.high_closed


# An infinite end stays out of the arithmetic of fractions: a whole number of 400 digits has no float to be added to it.


def _sign(value: Bound) -> float:
    """A number of the same sign, which compares faster than a fraction."""
    return value if isinstance(value, float) else value.numerator


def _plus(a: Bound, b: Bound) -> Bound:
    return a if isinstance(a, float) else b if isinstance(b, float) else a + b


def _corner(one: tuple[Bound, bool], other: tuple[Bound, bool]) -> tuple[Bound, bool]:
    """Two ends, each with whether it is reached => their product, and whether that is."""
    (a, a_closed), (b, b_closed) = one, other
    return _times(a, b), (a_closed and b_closed) or (a_closed and a == 0) or (b_closed and b == 0)


def _times(a: Bound, b: Bound) -> Bound:
    if isinstance(a, float) or isinstance(b, float):
        return 0 if a == 0 or b == 0 else INF if (a > 0) == (b > 0) else -INF
    return a * b


def _over(a: Bound, b: Bound) -> Bound:
    if isinstance(a, float) or isinstance(b, float):
        return 0 if isinstance(b, float) else a
    return Fraction(a.numerator * b.denominator, a.denominator * b.numerator)
