"""Linear constraints on quantities, in whole numbers: what prints and rules say, each under its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Literal, NamedTuple

from pingan_analysis.numbers.interval import INF, Interval

Value = int | Fraction


class Quantity(NamedTuple):
    """What an indicator is in an area and a period: `count` (whole, from 0), `amount` (from 0), `percent`, `growth`."""

    indicator: str
    area: str
    period: str
    domain: str = "count"

    @property
    def whole(self) -> bool:
        return self.domain == "count"

    @property
    def limits(self) -> tuple[int | None, int | None]:
        """=> the least and the greatest value that it can have at all, None where there is no end."""
        return {"count": (0, None), "amount": (0, None), "percent": (0, 100)}.get(self.domain, (None, None))


class Constraint(NamedTuple):
    """The sum of coefficient × quantity is at least `bound`, or above it where `strict`."""

    terms: tuple[tuple[int, Quantity], ...]
    bound: int
    strict: bool = False

    def holds(self, world: dict[Quantity, Value]) -> bool:
        total = sum(coefficient * world[quantity] for coefficient, quantity in self.terms)
        return total > self.bound if self.strict else total >= self.bound


Terms = Iterable[tuple[Value, Quantity]]


def at_least(terms: Terms, bound: Value, strict: bool = False) -> Constraint:
    """Terms, a bound => the constraint in its plainest form: whole coefficients without a common divisor.

    >>> q, base = Quantity("cases", "330000", "2021"), Quantity("cases", "330000", "2020")
    >>> at_least([(1, q), (Fraction(-3, 2), base)], 0, strict=True)[1:]  # 2 q > 3 base is 2 q − 3 base at least 1
    (1, False)
    """
    added: dict[Quantity, Value] = {}
    for coefficient, quantity in terms:
        added[quantity] = added[quantity] + coefficient if quantity in added else coefficient
    pairs = sorted([(quantity, coefficient) for quantity, coefficient in added.items() if coefficient])
    scale = lcm(bound.denominator, *[coefficient.denominator for _, coefficient in pairs])
    whole = [(c.numerator * (scale // c.denominator), quantity) for quantity, c in pairs]
    end = bound.numerator * (scale // bound.denominator)
    divisor = gcd(*[coefficient for coefficient, _ in whole]) or 1
    if all(quantity.whole for _, quantity in whole):  # the sum is a multiple of the divisor
        end = (end // divisor + 1) if strict else -(-end // divisor)
        strict = False
    else:
        divisor = gcd(divisor, end)
        end //= divisor
    return Constraint(tuple((coefficient // divisor, quantity) for coefficient, quantity in whole), end, strict)


def between(terms: Sequence[tuple[Value, Quantity]], values: Interval) -> tuple[Constraint, ...]:
    """Terms, an interval => the constraints that keep their sum inside."""
    found = []
    if values.low != -INF:
        found.append(at_least(terms, values.low, not values.low_closed))  # type: ignore[arg-type]
    if values.high != INF:
        found.append(at_least([(-c, q) for c, q in terms], -values.high, not values.high_closed))  # type: ignore[arg-type]
    return tuple(found)


def within_ratio(part: Quantity, whole: Sequence[tuple[Value, Quantity]], ratio: Interval) -> tuple[Constraint, ...]:
    """part, terms, [0.3, 0.4) => 0.3 × terms ≤ part < 0.4 × terms."""
    found = []
    if ratio.low != -INF:
        terms = [(1, part), *((-ratio.low * c, q) for c, q in whole)]
        found.append(at_least(terms, 0, not ratio.low_closed))  # type: ignore[arg-type]
    if ratio.high != INF:
        terms = [(-1, part), *((ratio.high * c, q) for c, q in whole)]
        found.append(at_least(terms, 0, not ratio.high_closed))  # type: ignore[arg-type]
    return tuple(found)


def equal(terms: Sequence[tuple[Value, Quantity]]) -> tuple[Constraint, ...]:
    """Terms => the constraints that make their sum 0."""
    return between(terms, Interval.point(0))


@dataclass(frozen=True)
class Statement:
    """What a print says, or a rule, or an assumption: constraints that hold together, under a name."""

    name: str
    said: tuple[Constraint, ...]
    kind: Literal["print", "rule", "assumption", "question"] = "print"

    @property
    def quantities(self) -> set[Quantity]:
        return {quantity for constraint in self.said for _, quantity in constraint.terms}


def components(statements: Iterable[Statement]) -> list[tuple[Statement, ...]]:
    """Statements => those that share quantities, together, each group in the order given; groups by their first."""
    owner: dict[Quantity, int] = {}
    parent: list[int] = []

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    listed = list(statements)
    for n, statement in enumerate(listed):
        parent.append(n)
        for quantity in statement.quantities:
            other = root(owner.setdefault(quantity, n))
            here = root(n)
            parent[max(here, other)] = min(here, other)
    groups: dict[int, list[Statement]] = {}
    for n, statement in enumerate(listed):
        groups.setdefault(root(n), []).append(statement)
    return [tuple(group) for group in groups.values()]
