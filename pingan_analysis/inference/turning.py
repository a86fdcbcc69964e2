"""Turning points of a series with gaps: is there one in all, in some or in none of the series that its bounds allow?

Nothing is interpolated: a missing year may have any level, and every answer comes with series that show it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.interval import INF, Bound, Interval, decimal
from pingan_analysis.numbers.printed import Unrounded, unround
from pingan_analysis.world.implied import Implied

Truth = Literal["all", "some", "none"]
Quantity = str | int | float | Fraction | Interval | Implied
Definition = Literal["fall", "weak", "strong", "sustained"]
ANYTHING = Interval(Fraction(0), INF)


@dataclass(frozen=True)
class Series:
    """All the series that fit: year => level, None where missing; year => level / level of the year before.

    A level is an interval, a print or a number; a ratio is an interval, a printed change (下降31.26%), "up" or
    "down"; its key may also be (year, base year). Levels without a bound lie `within` (0 to 100 for shares). A year
    that is the base of a ratio was not 0. Levels are real numbers: of a count, give the whole numbers' hull; `some`
    may then need a fraction.
    """

    levels: Mapping[int, Quantity | None]
    ratios: Mapping[int | tuple[int, int], str | Interval] = field(default_factory=dict)
    within: Interval = ANYTHING

    def bounds(self, years: Iterable[int] = ()) -> tuple[dict[int, Interval], dict[tuple[int, int], Interval]]:
        """=> the interval of each year's level and of each (year, base year)'s ratio."""
        ratios = {key if isinstance(key, tuple) else (key, key - 1): _ratio(v) for key, v in self.ratios.items()}
        known = {*self.levels, *years, *(year for pair in ratios for year in pair)}
        levels = {year: self.levels.get(year) for year in sorted(known)}
        return {y: self.within if v is None else interval_of(v) & self.within for y, v in levels.items()}, ratios

    def admits(self, world: Mapping[int, Fraction]) -> bool:
        """Does this one series fit all bounds? By substitution, without the search that found it."""
        levels, ratios = self.bounds()
        return all(world[year] in bound for year, bound in levels.items()) and all(
            world[base] > 0 and world[year] / world[base] in bound for (year, base), bound in ratios.items()
        )


class Below(NamedTuple):
    """The level of one year lies below that of another; not `strict`: or equals it."""

    year: int
    other: int
    strict: bool = True

    @property
    def opposite(self) -> Below:
        return Below(self.other, self.year, not self.strict)


class Joined(NamedTuple):
    """All of the parts (`every`), or one of them at least."""

    every: bool
    parts: tuple[Below | Joined, ...]


Condition = Below | Joined


@dataclass(frozen=True, repr=False)
class Answer:
    """Whether a condition holds in all, some or none of the series that fit, with a series for either."""

    condition: str
    truth: Truth
    holds_in: Mapping[int, Fraction] | None
    fails_in: Mapping[int, Fraction] | None

    def __repr__(self) -> str:
        worlds = [
            f"\n  {name}  " + ", ".join(f"{year}: {decimal(level, 4)}" for year, level in world.items())
            for name, world in (("holds", self.holds_in), ("fails", self.fails_in))
            if world is not None
        ]
        return f"{self.condition}: {self.truth}" + "".join(worlds)


def weak(series: Series | Mapping[int, Quantity | None], t: int) -> Answer:
    """series, 2021 => is 2021 a fall, and 2020 none? A turn has the date of the fall; its peak is the year before.

    Of equal levels the last is the peak: a plateau does not hide a turn.

    >>> weak(Series({}, {2021: "下降31.26%"}), 2021)
    2021 a weak turning point: some
      holds  2019: 68.74, 2020: 100, 2021: 68.74
      fails  2019: 100, 2020: 50, 2021: 34.37
    >>> weak({2019: "4万起", 2020: "6万起", 2021: "5万起"}, 2021).truth
    'all'
    """
    return decide(series, _turn(t, "weak", 1), f"{t} a weak turning point")


def fall(series: Series | Mapping[int, Quantity | None], t: int) -> Answer:
    """series, 2021 => does the level of 2021 lie below that of 2020?

    >>> fall({2020: "6万起", 2021: "近6万起"}, 2021).truth
    'some'
    """
    return decide(series, _turn(t, "fall", 1), f"{t} a fall")


def strong(series: Series | Mapping[int, Quantity | None], t: int, k: int = 2) -> Answer:
    """series, 2021, 2 => is the level of 2020 above those of the next k years, and not below those of the k before?

    The core of Bry and Boschan (1971), without their rules on the length of phases and cycles, which are for months.

    >>> strong({2018: 3, 2019: 4, 2020: 6, 2021: 5, 2022: None}, 2021).truth
    'some'
    """
    return decide(series, _turn(t, "strong", k), f"{t} a strong turning point, {k} years on either side")


def sustained(series: Series | Mapping[int, Quantity | None], t: int, m: int = 2) -> Answer:
    """series, 2021, 2 => is 2021 a fall, 2020 none, and each of m years from 2021 on a fall?

    >>> sustained({2019: 4, 2020: 6, 2021: 5, 2022: 5}, 2021).truth
    'none'
    """
    return decide(series, _turn(t, "sustained", m), f"{t} a turning point sustained for {m} years")


def first(
    series: Series | Mapping[int, Quantity | None], t: int, since: int, definition: Definition = "weak", span: int = 1
) -> Answer:
    """series, 2021, 2010 => is 2021 a turning point, or a mere "fall", and no year from 2010 to 2020 one?

    `span` is the k of `strong`, the m of `sustained`. A turn in `since` itself looks back at the levels before it.

    >>> first({2015: 5, 2016: 4, 2021: None}, 2021, 2015, "fall").truth
    'none'
    """
    earlier = (_not(_turn(year, definition, span)) for year in range(since, t))
    name = f"{t} the first {definition}{' turning point' * (definition != 'fall')} since {since}"
    return decide(series, Joined(True, (_turn(t, definition, span), *earlier)), name)


def decide(series: Series | Mapping[int, Quantity | None], condition: Condition, name: str = "condition") -> Answer:
    """series, Below(2020, 2021) => does it hold in all, some or none of the series that fit? Exact, with witnesses.

    Bounds on levels and ratios, and comparisons, are all of the form x_j ≤ c·x_i or x_j < c·x_i: differences of
    logarithms. Such a system has a solution if and only if no cycle of its constraint graph has a product below 1,
    or of 1 with a strict bound in it (Shostak, 1981; temporal networks, Dechter, Meiri and Pearl, 1991). It is kept
    closed in exact fractions; alternatives are searched (a second or less for 25 years; exponential at worst). Every
    witness is checked by substitution. Raises DataError if no series fits the bounds.
    """
    series = series if isinstance(series, Series) else Series(dict(series.items()))
    levels, ratios = series.bounds(_years(condition))
    start = _System.of(levels, ratios)
    if start is None:
        raise DataError(["no series fits these levels and ratios: their scopes, vintages or bases may differ"])
    found = [_search(start, [wanted]) for wanted in (condition, _not(condition))]
    holds, fails = (None if system is None else system.world() for system in found)
    for world, wanted in ((holds, True), (fails, False)):
        if world is not None and not (series.admits(world) and _holds(condition, world) is wanted):
            raise AssertionError(f"witness fails substitution: {world}")
    return Answer(name, "some" if holds and fails else "all" if holds else "none", holds, fails)


def _turn(t: int, definition: Definition, span: int) -> Condition:
    """2021, 'weak' => 2021 below 2020, and 2019 not above 2020: of equal levels, the last is the peak."""
    if span < 1 or definition not in get_args(Definition):
        raise ValueError(f"{definition!r}, {span}: one of {', '.join(get_args(Definition))}, and 1 year or more")
    falls = tuple(Below(t + j, t + j - 1) for j in range(span if definition == "sustained" else 1))
    reach = range(1, 1 + (span if definition == "strong" else 1))
    peak = [Below(t - 1 - j, t - 1, strict=False) for j in reach] + [Below(t - 1 + j, t - 1) for j in reach[1:]]
    return Joined(True, falls if definition == "fall" else (*falls, *peak))


def _not(condition: Condition) -> Condition:
    if isinstance(condition, Below):
        return condition.opposite
    return Joined(not condition.every, tuple(map(_not, condition.parts)))


def _years(condition: Condition) -> set[int]:
    if isinstance(condition, Below):
        return {condition.year, condition.other}
    return set().union(*map(_years, condition.parts))


def _holds(condition: Condition, world: Mapping[int, Fraction]) -> bool:
    if isinstance(condition, Below):
        low, high = world[condition.year], world[condition.other]
        return low < high or (low == high and not condition.strict)
    return (all if condition.every else any)(_holds(part, world) for part in condition.parts)


# A bound (c, closed) from i to j says x_j ≤ c·x_i, or < where it is not closed; the smaller tuple is the tighter bound.
Edge = tuple[Bound, bool]
NONE, ONE, ZERO = (INF, True), (Fraction(1), True), (Fraction(0), True)  # (∞, open) still says that x_i is not 0


def _chain(first: Edge, second: Edge) -> Edge:
    """x_k ≤ a·x_i, x_j ≤ b·x_k => x_j ≤ ab·x_i, strict if either is; 0 is 0, even of a strict bound."""
    if NONE in (first, second):
        return NONE
    if first[0] == 0 or second[0] == 0:
        return ZERO
    return first[0] * second[0], first[1] and second[1]


class _System:
    """Bounds x_j ≤ c·x_i over years, and the unit (node None, level 1), always closed under `_chain`."""

    def __init__(self, edges: dict[tuple[int | None, int | None], Edge], nodes: tuple[int | None, ...]):
        self.edges, self.nodes = edges, nodes

    @classmethod
    def of(cls, levels: Mapping[int, Interval], ratios: Mapping[tuple[int, int], Interval]) -> _System | None:
        """Levels and ratios => the closed system; None if nothing fits."""
        nodes = (None, *levels)
        system = cls({(i, j): ONE if i == j else NONE for i in nodes for j in nodes}, nodes)
        bounds: list[tuple[int | None, int | None, Edge]] = []
        both = [(y, None, b) for y, b in levels.items()] + [(y, b, r) for (y, b), r in ratios.items()]
        for year, base, bound in both:
            bounds.append((base, year, (bound.high, bound.high_closed or bound.high == INF)))
            if bound.low > 0:
                bounds.append((year, base, (1 / Fraction(bound.low), bound.low_closed)))
            elif not bound.low_closed and bound.low == 0:
                bounds.append((year, None, (INF, False)))
            if base is not None:
                bounds.append((base, None, (INF, False)))
                bounds += [(None, year, (bound.high, bound.high_closed))] if bound.high == 0 else []
        return system if all(system.add(*bound) for bound in bounds) else None

    def add(self, i: int | None, j: int | None, edge: Edge) -> bool:
        """One more bound, and all that follows from it => can it still be met?"""
        edges = self.edges
        if edge < ZERO:
            return False
        if not edge[1] and edge != (INF, False) and not self.add(i, None, (INF, False)):
            return False  # x_j < c·x_i leaves no room for x_i = 0
        if edge >= edges[i, j]:
            return True
        for a in self.nodes:
            ahead = _chain(edges[a, i], edge)
            for b in self.nodes if ahead != NONE else ():
                new = _chain(ahead, edges[j, b])
                if new < edges[a, b]:
                    edges[a, b] = new
                    if a == b and new < ONE:
                        return False
        return True

    def excludes(self, part: Below) -> bool:
        """Does a comparison close a cycle below 1? If not, it may still fail with another."""
        return _chain((Fraction(1), not part.strict), self.edges[part.year, part.other]) < ONE

    def world(self) -> dict[int, Fraction]:
        """One series that fits, with few digits and few zeros: each year within what the years before it allow."""
        values: dict[int | None, Fraction] = {None: Fraction(1)}
        latest = Fraction(100)
        for year in sorted(self.nodes[1:], key=lambda y: (self.edges[None, y] == NONE, self.edges[y, None] == NONE)):
            room = ANYTHING
            for other, level in values.items():
                up, closed = self.edges[other, year]
                down, down_closed = self.edges[year, other]
                if up != INF:
                    room &= Interval(Fraction(0), up * level, "both" if closed else "left")
                if 0 < down < INF:
                    room &= Interval(level / Fraction(down), INF, "left" if down_closed else "neither")
            values[year] = latest = _simple(room, latest)
        return {year: values[year] for year in sorted(y for y in values if y is not None)}


def _search(system: _System, todo: Sequence[Condition]) -> _System | None:
    """A system narrowed until all of `todo` follows, or None: alternatives apart, the scarcest and latest first."""
    system, todo, choices = _System(dict(system.edges), system.nodes), list(todo), []
    for condition in todo:  # which grows
        if isinstance(condition, Joined):
            todo += condition.parts if condition.every else ()
            choices += [] if condition.every else [condition.parts]
        elif not system.add(condition.other, condition.year, (Fraction(1), not condition.strict)):
            return None
    open_ = [parts for parts in choices if not any(isinstance(p, Below) and system.excludes(p.opposite) for p in parts)]
    choices = [tuple(p for p in parts if _possible(system, p)) for parts in open_]
    if not choices:
        return system
    scarce = min(reversed(choices), key=len)
    rest = [Joined(False, parts) for parts in choices if parts is not scarce]
    tries = (_search(system, [*rest, part, *map(_not, scarce[:n])]) for n, part in enumerate(scarce))
    return next((found for found in tries if found is not None), None)


def _possible(system: _System, condition: Condition) -> bool:
    """False where some comparison in the way of a condition is excluded already."""
    if isinstance(condition, Below):
        return not system.excludes(condition)
    return (all if condition.every else any)(_possible(system, part) for part in condition.parts)


def _simple(room: Interval, near: Fraction) -> Fraction:
    """A value inside, off the ends and positive if it can be: the one at hand, or one in few digits."""
    if room.low == room.high or room.low < near < room.high:
        return Fraction(room.low) if room.low == room.high else near
    if room.high == INF:
        target = Fraction(room.low) * 11 / 10 if room.low > 0 else Fraction(100)
    else:
        target = Fraction(room.low + room.high) / 2
    step = Fraction(10) ** (math.floor(math.log10(target)) - 1)
    rounded = (round(target / (step / 10**k)) * step / 10**k for k in range(12))
    return next((value for value in rounded if value > 0 and value in room), target)


def interval_of(value: Quantity) -> Interval:
    """A level as the interval of its values; of a count, from its first to its last whole number."""
    value = unround(value) if isinstance(value, str) else value
    if isinstance(value, Implied) or (isinstance(value, Unrounded) and value.integer and value.high != INF):
        whole = value.integers
        if whole is None or not len(whole):
            return value.interval if whole is None else Interval(Fraction(0), Fraction(0), "neither")
        return Interval(Fraction(whole[0]), Fraction(whole[-1]), "both")
    return value if isinstance(value, Interval) else Interval.point(Fraction(str(value)))


def _ratio(value: str | Interval) -> Interval:
    """'下降31.26%' => (0.68735, 0.68745]: the level over that of the base; 'up' and 'down' bound it by 1."""
    if value in ("up", "down"):
        return Interval(Fraction(1), INF, "neither") if value == "up" else Interval(Fraction(0), Fraction(1))
    change = unround(value) if isinstance(value, str) else value
    if isinstance(change, Unrounded):
        if change.unit != "%" or not change.direction or change.ratio_to:
            raise ValueError(f"not a change in per cent with its direction: {change.text!r}; give the ratio itself")
        part = change.interval / 100
        change = 1 + part if change.direction == "up" else 1 - part
    return change & ANYTHING
