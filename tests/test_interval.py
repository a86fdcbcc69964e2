"""Interval arithmetic against a brute-force grid: what two sets of numbers can make, and no more, open ends and all."""

from __future__ import annotations

import itertools
import operator
import random
from fractions import Fraction
from typing import get_args

import pytest

from pingan_analysis.numbers.interval import INF, NOTHING, Bound, Closed, Interval, decimal

ENDS = [Fraction(n, 2) for n in (-3, -2, 0, 1, 4)]
CLOSED: tuple[Closed, ...] = get_args(Closed)
ALL = [
    interval
    for low, high in itertools.combinations_with_replacement([-INF, *ENDS, INF], 2)
    for closed in CLOSED
    if not (interval := Interval(low, high, closed)).empty
    and not (low == -INF and interval.low_closed)
    and not (high == INF and interval.high_closed)
]
NEAR, FAR = Fraction(1, 10**6), 10**6  # stand for "just inside" and for "beyond any number"


def samples(interval: Interval) -> list[Fraction]:
    """An end that belongs to it, or else a value just inside; infinity, as a value far out."""
    ends = [(interval.low, 1), (interval.high, -1)]
    found = [end if end in interval else end + sign * NEAR for end, sign in ends if not isinstance(end, float)]
    found += [Fraction(-sign * FAR) for end, sign in ends if isinstance(end, float)]
    return [*found, *(end for end in ENDS if end in interval)]


def holds(operation: str, one: Interval, other: Interval) -> bool:
    """Every result of sampled values is inside, and for every end there are values that come to it, or near it."""
    act = getattr(operator, operation)
    result = act(one, other)
    results = [act(a, b) for a, b in itertools.product(samples(one), samples(other))]
    low = reaches(result.low, result.low_closed, min(results))
    high = reaches(result.high, result.high_closed, max(results))
    return low and high and all(value in result for value in results)


def reaches(end: Bound, closed: bool, extreme: Fraction) -> bool:
    if isinstance(end, float):
        return abs(extreme) >= FAR // 4
    return extreme == end if closed else extreme != end and abs(extreme - end) <= 100 * NEAR


@pytest.mark.parametrize("operation", ["add", "sub", "mul", "truediv"])
def test_arithmetic_is_sharp(operation: str) -> None:
    for one, other in itertools.product(ALL, ALL):
        if operation == "truediv" and 0 in other:
            with pytest.raises(ZeroDivisionError):
                one / other
        else:
            assert holds(operation, one, other), (one, operation, other)


def test_numbers_are_points() -> None:
    for interval, number in itertools.product(ALL, (-2, 0, 3, Fraction(1, 3), 10**400)):
        point = Interval.point(number)
        assert interval + number == number + interval == interval + point
        assert interval - number == interval - point and number - interval == point - interval
        assert interval * number == number * interval == interval * point
        if number:
            assert interval / number == interval / point
        if 0 not in interval:
            assert number / interval == point / interval


def test_intersection_and_hull() -> None:
    probes = [end + step for end in ENDS for step in (-NEAR, 0, NEAR)]
    for one, other in itertools.product(ALL, ALL):
        both, hull = one & other, one | other
        for value in probes:
            assert (value in both) == (value in one and value in other)
            assert value in hull or not (value in one or value in other)
        assert hull.low == min(one.low, other.low) and hull.high == max(one.high, other.high)


def test_nothing_comes_of_nothing() -> None:
    nothing = Interval(Fraction(1), Fraction(2)) & Interval(Fraction(2), Fraction(3))
    assert nothing is NOTHING and nothing.empty and not nothing.integers and repr(nothing) == "{}"
    for one in (*ALL, 5):
        for act in (operator.add, operator.sub, operator.mul):
            assert act(nothing, one).empty and act(one, nothing).empty
    assert (nothing / 5).empty and (5 / nothing).empty and (-nothing).empty and (nothing & ALL[0]).empty
    assert nothing | ALL[0] == ALL[0] | nothing == ALL[0]
    assert Interval(Fraction(2), Fraction(1)).empty and Interval(Fraction(1), Fraction(1), "left").empty
    assert not Interval.point(1).empty


def test_whole_numbers_inside() -> None:
    for interval in ALL:
        if INF in (interval.high, -interval.low):
            with pytest.raises(OverflowError):
                len(interval.integers)
        else:
            assert list(interval.integers) == [n for n in range(-5, 6) if n in interval]


def test_the_result_stays_exact() -> None:
    """A third, a thousand times over, is a number of thirds; and digits beyond any float survive."""
    dice, exact, interval = random.Random(1), Fraction(0), Interval.point(0)
    for _ in range(1000):
        step = Fraction(dice.randint(-99, 99), dice.choice((3, 7, 10**30)))
        exact, interval = exact + step, interval + step
    assert interval == Interval.point(exact)
    huge = Interval(Fraction(10**400), INF, "neither")
    assert (huge + 1).low == 10**400 + 1 and (huge * Interval.point(3)).low == 3 * 10**400
    assert (1 / huge).high == Fraction(1, 10**400)


SPELLED = [
    (Fraction(6253, 200), "31.265"), (Fraction(2, 3), "0.666667"), (Fraction(-1, 3), "−0.333333"), (Fraction(0), "0"),
    (Fraction(1, 10**9), "0"), (Fraction(-1, 10**9), "0"), (INF, "∞"), (-INF, "−∞"), (88540, "88,540"), (1200, "1,200"),
    (10**400, f"{10**400:,}"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "spelled"), SPELLED)
def test_numbers_spelled_out(value: Bound, spelled: str) -> None:
    assert decimal(value) == spelled
    assert repr(Interval(value, value, "both")) == spelled


def test_ends_spelled_out() -> None:
    spelled = [repr(Interval(1, Fraction(5, 2), closed)) for closed in CLOSED]
    assert spelled == ["[1, 2.5]", "[1, 2.5)", "(1, 2.5]", "(1, 2.5)"]
