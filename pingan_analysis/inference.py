"""Could chance explain it, and what could this series have shown at all? Effects first, then tests, then their power.

Counts and shares come in as all that their prints may stand for, so every answer is a range over an admissible set.
A series with gaps comes in as the set of all series that its bounds allow: nothing is interpolated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from pingan_analysis.errors import DataError
from pingan_analysis.interval import INF, Bound, Interval, decimal
from pingan_analysis.kinds import Truth
from pingan_analysis.printed import Unrounded, unround
from pingan_analysis.reconstruct import HUNDRED, Implied

if TYPE_CHECKING:
    import pandas as pd

Counts = str | int | Interval | Implied | Iterable[int]
Quantity = str | int | float | Fraction | Interval | Implied
Range = tuple[float, float]  # lowest, highest
Definition = Literal["fall", "weak", "strong", "sustained"]
ANYTHING = Interval(Fraction(0), INF)


@dataclass(frozen=True, repr=False)
class CountChange:
    """How far a count moved, and whether chance could have moved it: ranges over the admissible counts.

    `change` and `confidence` (of the rate behind the counts) in per cent; `weakest` and `strongest` are the (now,
    before) with the largest and the smallest p; `dispersion` is the variance over the mean at which the finding
    vanishes at `level`.
    """

    change: Interval
    confidence: Range
    z: Range
    p: Range
    weakest: tuple[int, int]
    strongest: tuple[int, int]
    dispersion: Range
    level: float

    def __repr__(self) -> str:
        p = " … ".join(dict.fromkeys(f"{p:.2g}" if p >= 1e-15 else "<1e-15" for p in self.p))
        weakest, strongest = (f"{now:,} against {before:,}" for now, before in (self.weakest, self.strongest))
        change = _range((float(self.change.low), float(self.change.high)), "+,.2f")
        return (
            f"change {change} %; of the rate {_range(self.confidence, '+,.1f')} %, confidence {1 - self.level:.0%}\n"
            f"z {_range(self.z, '+.2f')}, p {p}, conditional exact test; weakest {weakest}, strongest {strongest}\n"
            f"gone at the {self.level:.0%} level if the variance is {_range(self.dispersion, ',.3g')} times the mean"
        )


def count_change(now: Counts, before: Counts, level: float = 0.05) -> CountChange:
    """611, {435} => CountChange: +40.46 %, z = +5.46, p = 6e-08, gone if the variance is 7.76 times the mean.

    Counts are whole numbers, prints, or implied sets. The effect is `change`. z = 2(√now − √before) / √2, since
    twice the root of a Poisson count has a variance near 1 (Bartlett, 1936; Anscombe, 1948) and the difference of
    two near 2. p, two-sided: the conditional exact test of equal Poisson rates (Przyborowski and Wilenski, 1940;
    `test_poisson_2indep`, exact-cond, of statsmodels); `confidence`, its counterpart after Clopper and Pearson
    (1934), at 1 − `level`. Over equal periods each moves one way in each count, so that the ends of the sets give
    the exact range (an outer one if the two sets are linked).

    Assumes independent events in periods of equal length. Events that come in clusters (gangs, campaigns) vary more
    than Poisson counts: the finding vanishes at a variance of `dispersion` = (z / z_level)² times the mean; below 1
    there is none to begin with. A new scope or a new way of filing is no chance, and no test sees it. Raises
    ValueError for what is not a set of counts.

    >>> count_change(611, 435)
    change +40.46 %; of the rate +24.0 … +59.2 %, confidence 95%
    z +5.46, p 5.9e-08, conditional exact test; weakest 611 against 435, strongest 611 against 435
    gone at the 5% level if the variance is 7.76 times the mean
    """
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.rates import test_poisson_2indep

    def z(pair: tuple[int, int]) -> float:
        return math.sqrt(2) * (math.sqrt(pair[0]) - math.sqrt(pair[1]))

    def p(pair: tuple[int, int]) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):  # a count of 0 has no ratio, but it has a p
            return float(test_poisson_2indep(pair[0], 1, pair[1], 1, method="exact-cond").pvalue) if any(pair) else 1.0

    a, b = _counts(now), _counts(before)
    least, most = (a[0], b[-1]), (a[-1], b[0])
    weakest = least if z(least) > 0 else most if z(most) < 0 else _closest(a, b)
    strongest = min(least, most, key=lambda pair: (p(pair), -abs(z(pair))))
    limits = [proportion_confint(x, x + y, level, "beta") if x + y else (0, 1) for x, y in (least, most)]
    ends = float(limits[0][0]), float(limits[1][1])
    rate = [100 * share / (1 - share) - 100 if share < 1 else INF for share in ends]
    change = [100 * Fraction(x, y) - 100 if y else INF if x else Fraction(0) for x, y in (least, most)]
    gone = [(z(pair) / NormalDist().inv_cdf(1 - level / 2)) ** 2 for pair in (weakest, strongest)]
    return CountChange(
        Interval(change[0], change[1], "both"), (rate[0], rate[1]), (z(least), z(most)), (p(strongest), p(weakest)),
        weakest, strongest, (gone[0], gone[1]), level,
    )  # fmt: skip


@dataclass(frozen=True, repr=False)
class ShareChange:
    """The difference of two survey percentages, in points, and the respondents per survey that it would need."""

    points: Interval
    respondents: Range
    level: float
    power: float

    def __repr__(self) -> str:
        return (
            f"difference {self.points} points\nneeds {_range(self.respondents, ',.0f')} respondents per survey "
            f"(two-sided {self.level:.0%} level, power {self.power:.0%}); non-sampling error on top"
        )


def share_change(
    before: Quantity, after: Quantity, level: float = 0.05, power: float = 0.8, design_effect: float = 1.0
) -> ShareChange:
    """'99.19%', '99.28%' => ShareChange: 0.08 to 0.10 points; 119,000 to 186,000 respondents per survey.

    Shares are prints, numbers in per cent, or intervals. n = 2 (z_level + z_power)² / h², with Cohen's (1988)
    effect size h = 2 arcsin √after − 2 arcsin √before (`proportion_effectsize` and `normal_sample_size_one_tail` of
    statsmodels). h moves one way in each share, so the corners of the admissible intervals give the exact range; ∞
    where they overlap. Assumes two simple random samples of equal size; n is multiplied by `design_effect` (Kish,
    1965: 1.5 to 3 is usual for clustered samples); wording, mode, refusal and coverage come on top, and no number
    of respondents makes up for them.

    >>> share_change("99.19%", "99.28%")
    difference (0.08, 0.1) points
    needs 119,043 … 186,076 respondents per survey (two-sided 5% level, power 80%); non-sampling error on top
    """
    from statsmodels.stats.power import normal_sample_size_one_tail
    from statsmodels.stats.proportion import proportion_effectsize

    old, new = _share(before), _share(after)
    corners = ((new.low, old.high), (new.high, old.low))
    sizes = [float(proportion_effectsize(float(x) / 100, float(y) / 100)) for x, y in corners]
    smallest = 0.0 if sizes[0] <= 0 <= sizes[1] else min(map(abs, sizes))
    needed = [
        math.ceil(design_effect * float(normal_sample_size_one_tail(h, power, level / 2, math.sqrt(2)))) if h else INF
        for h in (max(map(abs, sizes)), smallest)
    ]
    return ShareChange(new - old, (needed[0], needed[1]), level, power)


@dataclass(frozen=True, repr=False)
class Margin:
    """The interval of an estimated share, in per cent, at a sample size."""

    low: float
    high: float
    n: int
    method: str

    def __repr__(self) -> str:
        return f"{self.low:.2f} … {self.high:.2f} % ({self.method}, n = {self.n:,})"


def margin(
    share: Quantity, n: int, method: Literal["wilson", "beta", "agresti_coull", "jeffreys"] = "wilson",
    level: float = 0.05, design_effect: float = 1.0,
) -> Margin:  # fmt: skip
    """'99.19%', 10_000 => 98.99 … 99.35 %: where the share of all may lie, at confidence 1 − `level`.

    Wilson (1927), which keeps its level near 100 % where p ± 1.96 s does not (Brown, Cai and DasGupta, 2001);
    `beta` is Clopper and Pearson's (`proportion_confint` of statsmodels). Over a printed share: the hull. Assumes a
    simple random sample of n / `design_effect`; error that is not of sampling comes on top.

    >>> margin("99.19%", 10_000)
    98.99 … 99.35 % (wilson, n = 10,000)
    """
    from statsmodels.stats.proportion import proportion_confint

    interval, size = _share(share), n / design_effect
    ends = [proportion_confint(float(p) / 100 * size, size, level, method) for p in (interval.low, interval.high)]
    return Margin(100 * float(ends[0][0]), 100 * float(ends[1][1]), n, method)


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
        return {y: self.within if v is None else _interval(v) & self.within for y, v in levels.items()}, ratios

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
      holds  2019: 100, 2020: 110, 2021: 75.61
      fails  2019: 100, 2020: 50, 2021: 34.37
    >>> weak({2019: "4万起", 2020: "6万起", 2021: "5万起"}, 2021).truth
    'all'
    """
    return decide(series, _turn(t, "weak", 1), f"{t} a weak turning point")


def strong(series: Series | Mapping[int, Quantity | None], t: int, k: int = 2) -> Answer:
    """series, 2021, 2 => is the level of 2020 above those of the next k years, and not below those of the k years before?

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
    or of 1 with a strict bound in it (Shostak, 1981; shortest paths, Dechter, Meiri and Pearl, 1991). It is kept
    closed in exact fractions; alternatives are searched. Every witness is checked by substitution. Raises DataError
    if no series fits the bounds.
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
    peak = tuple(Below(t - 1 - j, t - 1, strict=False) for j in reach) + tuple(Below(t - 1 + j, t - 1) for j in reach[1:])
    return Joined(True, falls if definition == "fall" else falls + peak)


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
    """x_k ≤ a·x_i, x_j ≤ b·x_k => x_j ≤ ab·x_i, strict if either is; but x_k < a·x_i and x_j ≤ 0·x_k leave x_j ≤ 0."""
    if NONE in (first, second):
        return NONE
    if first[0] == 0 or second[0] == 0:
        return Fraction(0), second[1] and (first[1] or first[0] != 0)
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
                    if new < (ONE if a == b else ZERO):
                        return False
        return True

    def excludes(self, part: Below) -> bool:
        """Does a comparison close a cycle below 1? If not, it may still fail with another."""
        return _chain((Fraction(1), not part.strict), self.edges[part.year, part.other]) < ONE

    def world(self) -> dict[int, Fraction]:
        """One series that fits, with few digits and few zeros: each year within what the years before it allow."""
        values: dict[int | None, Fraction] = {None: Fraction(1)}
        latest = Fraction(100)
        for year in sorted(self.nodes[1:], key=lambda y: self.edges[None, y] == NONE):
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
    """A system narrowed until all of `todo` follows, or None: alternatives apart, the scarcest first."""
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
    scarce = min(choices, key=len)
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


# What a break test could have shown


@dataclass(frozen=True, repr=False)
class BreakPower:
    """The share of simulated series in which a test finds the break, with its Monte-Carlo standard error."""

    power: float
    error: float
    points: int
    after: int
    known: bool
    level: float

    def __repr__(self) -> str:
        year = "known" if self.known else "unknown"
        return (
            f"power {self.power:.3f} (standard error {self.error:.3f}): {self.points} points, "
            f"{self.after} after the peak, {year} year; missed in {1 - self.power:.0%} of such series"
        )


def break_power(
    points: int, change: float, noise: float, growth: float = 0.0, after: int | None = None, known: bool = True,
    level: float = 0.05, simulations: int = 10_000, seed: int = 1,
) -> BreakPower:  # fmt: skip
    """5 points, −31.26 % a year after +10 %, noise 10 % => BreakPower: how often a break of that size would be found.

    The series grows by `growth` per cent a year up to its peak, then by `change` for `after` years (half of the
    points unless given; with 1, the break is a fall in the last year); log-normal noise with a coefficient of
    variation of `noise` per cent. The test regresses the logarithm of the level on year and year since the peak; F
    test of the second slope. `known`: the year was named beforehand. Otherwise the largest F over all inner years,
    against its own simulated null distribution (Andrews, 1993, whose asymptotic values do not hold for so few
    points). Assumes noise that is independent from year to year, of one size; if it is correlated, the power is
    lower. Three points leave no degree of freedom: nothing can be found. A break that cannot be detected is not
    absent. The critical value of the unknown year comes from ten times as many simulations. Raises ValueError for
    fewer than three points, or no point on either side of the peak.

    >>> break_power(5, -31.26, noise=10, growth=10, after=1)
    power 0.394 (standard error 0.005): 5 points, 1 after the peak, known year; missed in 61% of such series
    """
    from scipy.stats import f  # type: ignore[import-untyped]

    after = points // 2 if after is None else after
    if points < 3 or not 1 <= after <= points - 2 or noise <= 0 or change <= -100:
        raise ValueError("3 points or more, 1 or more on either side of the peak, noise above 0, change above −100 %")
    t, free = np.arange(points), points - 3
    hinge = np.maximum(t - np.arange(points)[:, None], 0)  # one row for each year that may be the peak
    line = np.linalg.qr(np.stack([np.ones(points), t], axis=1))[0]
    rest = np.eye(points) - line @ line.T  # what a straight line leaves
    tested = hinge[[points - 1 - after] if known else range(1, points - 1)] @ rest
    tested /= np.linalg.norm(tested, axis=1, keepdims=True)

    def largest_f(logs: np.ndarray) -> np.ndarray:
        left = logs @ rest
        explained = (left @ tested.T) ** 2
        return np.asarray((free * explained / ((left**2).sum(axis=1, keepdims=True) - explained)).max(axis=1))

    if free == 0:
        return BreakPower(0.0, 0.0, points, after, known, level)
    random = np.random.default_rng(seed)
    slope, fall, sigma = math.log1p(growth / 100), math.log1p(change / 100), math.sqrt(math.log1p((noise / 100) ** 2))
    path = slope * t + (fall - slope) * hinge[points - 1 - after]
    found = largest_f(path + sigma * random.standard_normal((simulations, points)))
    by_chance = f.isf(level, 1, free) if known else np.quantile(
        largest_f(random.standard_normal((10 * simulations, points))), 1 - level
    )  # fmt: skip
    power = float((found > by_chance).mean())
    return BreakPower(power, math.sqrt(power * (1 - power) / simulations), points, after, known, level)


# Many checks


@dataclass(frozen=True, repr=False)
class Family:
    """How many checks were made, with what power, and how many would have passed by luck."""

    checks: int
    supported: int
    contradicted: int
    undetermined: int
    sharp: int
    by_luck: float

    def __repr__(self) -> str:
        return (
            f"{self.checks} checks: {self.supported} supported ({self.sharp} with a power of 80% or more), "
            f"{self.contradicted} contradicted, {self.undetermined} undetermined\n"
            f"had each supported number been wrong, {self.by_luck:.1f} of {self.supported} would still have passed"
        )


def family(verdicts: pd.DataFrame) -> Family:
    """The frame of `judge_all` => Family: Σ (1 − power) over the supported claims, the passes to expect by luck.

    Power is the share of alternative prints that fail a check, so 1 − power is the chance of a wrong print to pass
    it, if all alternatives are alike. The sum needs no independence, but it says nothing about how many prints
    *are* wrong, and it leaves out the checks that did not pass: it is no false discovery rate.

    >>> import pandas as pd
    >>> family(pd.DataFrame({"verdict": ["supported", "supported", "undetermined"], "power": [0.9, 0.25, 0.0]}))
    3 checks: 2 supported (1 with a power of 80% or more), 0 contradicted, 1 undetermined
    had each supported number been wrong, 0.8 of 2 would still have passed
    """
    count = verdicts.verdict.value_counts()
    power = verdicts.power[verdicts.verdict == "supported"]
    passed, failed, open_ = (int(count.get(name, 0)) for name in ("supported", "contradicted", "undetermined"))
    return Family(len(verdicts), passed, failed, open_, int((power >= 0.8).sum()), float((1 - power).sum()))


# From prints to sets


def _counts(value: Counts) -> Sequence[int]:
    """What a count may be, ascending. Raises ValueError for what is not a finite set of whole numbers from 0 up."""
    value = unround(value) if isinstance(value, str) else value
    whole: Iterable[int] | None
    if isinstance(value, Implied):
        whole = value.integers
    elif isinstance(value, Interval):
        whole = None if value.high == INF or (isinstance(value, Unrounded) and not value.integer) else value.integers
    else:
        whole = (value,) if isinstance(value, int) else sorted(value)
    found = whole if isinstance(whole, Sequence) else sorted(whole or ())
    if not found or found[0] < 0 or any(int(end) != end for end in (found[0], found[-1])):
        raise ValueError(f"not a set of counts: {value!r}")
    return found


def _closest(a: Sequence[int], b: Sequence[int]) -> tuple[int, int]:
    """{1, 5, 9}, {3, 4} => (5, 4): the pair that lies closest together."""
    i, j, best = 0, 0, (a[0], b[0])
    while i < len(a) and j < len(b) and best[0] != best[1]:
        best = min(best, (a[i], b[j]), key=lambda pair: abs(pair[0] - pair[1]))
        i, j = (i + 1, j) if a[i] < b[j] else (i, j + 1)
    return best


def _interval(value: Quantity) -> Interval:
    """A level as the interval of its values; of a count, from its first to its last whole number."""
    value = unround(value) if isinstance(value, str) else value
    if isinstance(value, Implied) or (isinstance(value, Unrounded) and value.integer and value.high != INF):
        if value.integers is None or isinstance(value.integers, bool):
            return value.interval
        return Interval(Fraction(value.integers[0]), Fraction(value.integers[-1]), "both")
    return value if isinstance(value, Interval) else Interval.point(Fraction(str(value)))


def _share(value: Quantity) -> Interval:
    share = _interval(value) & HUNDRED
    if share.empty:
        raise ValueError(f"not a share from 0 to 100 %: {value!r}")
    return share


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


def _range(ends: Range, spec: str) -> str:
    """(0.5, 2.0), '.1f' => '0.5 … 2.0'."""
    spelled = ("∞" if end == INF else f"{end:{spec}}".replace("-", "−") for end in ends)
    return " … ".join(dict.fromkeys(spelled))
