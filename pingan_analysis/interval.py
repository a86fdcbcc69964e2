"""Exact intervals: what a number may be, with its ends open or closed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Closed = Literal["both", "left", "right", "neither"]
Bound = Fraction | float  # a float only for an infinite end
INF = math.inf


def decimal(value: Bound, digits: int = 6) -> str:
    """Fraction(6253, 200) => '31.265': exact where the expansion ends within `digits`, else rounded to that many.

    >>> decimal(Fraction(6253, 200)), decimal(Fraction(2, 3), 4), decimal(Fraction(88540)), decimal(-INF)
    ('31.265', '0.6667', '88,540', '−∞')
    """
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    scaled = round(abs(Fraction(value)) * 10**digits)
    whole, tail = divmod(scaled, 10**digits)
    text = f"{whole:,}.{tail:0{digits}d}".rstrip("0").rstrip(".")
    return "−" + text if value < 0 and scaled else text


@dataclass(frozen=True, repr=False)
class Interval:
    """The values from `low` to `high`, ends included as `closed` says (the word is pandas').

    Arithmetic is exact and sharp for independent operands: the result holds what the operands can make, no more.

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
        return Interval(Fraction(value), Fraction(value), "both")

    @property
    def low_closed(self) -> bool:
        return self.closed in ("both", "left")

    @property
    def high_closed(self) -> bool:
        return self.closed in ("both", "right")

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and self.closed != "both")

    def __contains__(self, value: int | Fraction) -> bool:
        return (self.low < value or (self.low_closed and self.low == value)) and (
            value < self.high or (self.high_closed and self.high == value)
        )

    def __and__(self, other: Interval) -> Interval:
        """The values that both allow; possibly empty."""
        low, low_closed = max(_lower(self), _lower(other), key=lambda end: (end[0], not end[1]))
        high, high_closed = min(_upper(self), _upper(other))
        return Interval(low, high, _closed(low_closed, high_closed))

    def __or__(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        low, low_closed = min(_lower(self), _lower(other), key=lambda end: (end[0], not end[1]))
        high, high_closed = max(_upper(self), _upper(other))
        return Interval(low, high, _closed(low_closed, high_closed))

    def __add__(self, other: Interval | int | Fraction) -> Interval:
        other = _interval(other)
        return Interval(
            self.low + other.low,
            self.high + other.high,
            _closed(self.low_closed and other.low_closed, self.high_closed and other.high_closed),
        )

    __radd__ = __add__

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, _closed(self.high_closed, self.low_closed))

    def __sub__(self, other: Interval | int | Fraction) -> Interval:
        return self + -_interval(other)

    def __rsub__(self, other: int | Fraction) -> Interval:
        return -self + other

    def __mul__(self, other: Interval | int | Fraction) -> Interval:
        other = _interval(other)
        corners = [
            (_times(a, b), a_closed and b_closed or (a == 0 and a_closed) or (b == 0 and b_closed))
            for a, a_closed in (_lower(self), _upper(self))
            for b, b_closed in (_lower(other), _upper(other))
        ]
        low = min(value for value, _ in corners)
        high = max(value for value, _ in corners)
        return Interval(
            low,
            high,
            _closed(any(c for v, c in corners if v == low), any(c for v, c in corners if v == high)),
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Interval | int | Fraction) -> Interval:
        other = _interval(other)
        if other.low < 0 < other.high or 0 in other:
            raise ZeroDivisionError(f"{other} contains 0")
        return self * Interval(_inverse(other.high), _inverse(other.low), _closed(other.high_closed, other.low_closed))

    def __rtruediv__(self, other: int | Fraction) -> Interval:
        return _interval(other) / self

    @property
    def integers(self) -> range:
        """[66.5, 70) => range(67, 70): the whole numbers inside. Raises OverflowError if an end is infinite."""
        first = math.ceil(self.low)
        last = math.floor(self.high)
        return range(first + (first == self.low and not self.low_closed), last + 1 - (last == self.high and not self.high_closed))

    def __repr__(self) -> str:
        if self.low == self.high:
            return decimal(self.low)
        return f"{'[' if self.low_closed else '('}{decimal(self.low)}, {decimal(self.high)}{']' if self.high_closed else ')'}"

    __str__ = __repr__


def _interval(value: Interval | int | Fraction) -> Interval:
    return value if isinstance(value, Interval) else Interval.point(value)


def _closed(low: bool, high: bool) -> Closed:
    return ("both" if high else "left") if low else ("right" if high else "neither")


def _lower(interval: Interval) -> tuple[Bound, bool]:
    return interval.low, interval.low_closed


def _upper(interval: Interval) -> tuple[Bound, bool]:
    return interval.high, interval.high_closed


def _times(a: Bound, b: Bound) -> Bound:
    return Fraction(0) if a == 0 or b == 0 else a * b


def _inverse(value: Bound) -> Bound:
    if value == 0:
        return INF
    return Fraction(0) if math.isinf(value) else 1 / Fraction(value)
