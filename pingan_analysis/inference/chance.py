"""Could chance explain it, and what could this series have shown at all? Effects first, then tests, then their power.

Counts and shares come in as all that their prints may stand for, so every answer is a range over an admissible set.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from statistics import NormalDist
from typing import Literal

import numpy as np

from pingan_analysis.numbers.conventions import read_change
from pingan_analysis.numbers.interval import INF, Interval
from pingan_analysis.numbers.printed import Unrounded, unround
from pingan_analysis.world.implications import HUNDRED, ratio
from pingan_analysis.world.implied import Implied

Quantity = str | int | float | Fraction | Interval | Implied
Counts = str | int | Interval | Implied | Iterable[int]
Range = tuple[float, float]  # lowest, highest


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


def count_change(now: Counts, before: Counts, level: float = 0.05, change: str = "") -> CountChange:
    """611, {435} => CountChange: +40.46 %, z = +5.46, p = 6e-08, gone if the variance is 7.66 times the mean.

    Counts are whole numbers, prints, or implied sets. The effect is `change`. z = 2(√now − √before) / √2, since
    twice the root of a Poisson count has a variance near 1 (Bartlett, 1936; Anscombe, 1948) and the difference of
    two near 2. p, two-sided: the conditional exact test of equal Poisson rates (Przyborowski and Wilenski, 1940;
    `test_poisson_2indep`, exact-cond, of statsmodels); `confidence`, its counterpart after Clopper and Pearson
    (1934), at 1 − `level`. Over equal periods each moves one way in each count, so that the ends of the sets give
    the exact range. `change`, as printed (下降31.26%), links the two sets: only pairs that print it are looked at.

    Assumes independent events in periods of equal length. Events that come in clusters (gangs, campaigns) vary more
    than Poisson counts: the finding vanishes at a variance of `dispersion` = (z' / z_level)² times the mean, z' being
    the smaller of |z| and the z of p (roots overstate counts below ten or so); below 1 there is none to begin with.
    A new scope or a new way of filing is no chance, and no test sees it. ValueError: for what is no set of counts.

    >>> count_change(611, 435)
    change +40.46 %; of the rate +24.0 … +59.2 %, confidence 95%
    z +5.46, p 5.9e-08, conditional exact test; weakest 611 against 435, strongest 611 against 435
    gone at the 5% level if the variance is 7.66 times the mean
    """
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.rates import test_poisson_2indep

    def z(pair: tuple[int, int]) -> float:
        return math.sqrt(2) * (math.sqrt(pair[0]) - math.sqrt(pair[1]))

    def p(pair: tuple[int, int]) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):  # a count of 0 has no ratio, but it has a p
            return float(test_poisson_2indep(pair[0], 1, pair[1], 1, method="exact-cond").pvalue) if any(pair) else 1.0

    a, b = _counts(now), _counts(before)
    if change:
        pairs = _linked(a, b, change)
        weakest, strongest = min(pairs, key=lambda pair: abs(z(pair))), max(pairs, key=lambda pair: abs(z(pair)))
        zs = sorted(map(z, pairs))
        ends_z = zs[0], zs[-1]
    else:
        least, most = (a[0], b[-1]), (a[-1], b[0])
        pairs = [least, most]
        weakest = least if z(least) > 0 else most if z(most) < 0 else _closest(a, b)
        strongest = min(pairs, key=lambda pair: (p(pair), -abs(z(pair))))
        ends_z = z(least), z(most)
    now_, all_ = (np.array([f(pair) for pair in pairs], dtype=float) for f in (lambda pair: pair[0], sum))
    low, high = proportion_confint(now_, np.maximum(all_, 1), level, "beta")
    low, high = np.where(all_ > 0, low, 0.0), np.where(all_ > 0, high, 1.0)
    rate = [100 * share / (1 - share) - 100 if share < 1 else INF for share in (float(low.min()), float(high.max()))]
    moved = [100 * Fraction(x, y) - 100 if y else INF if x else Fraction(0) for x, y in pairs]
    normal = NormalDist()
    sizes = [min(abs(z(pair)), -normal.inv_cdf(p(pair) / 2) if p(pair) else INF) for pair in (weakest, strongest)]
    gone = [(size / normal.inv_cdf(1 - level / 2)) ** 2 for size in sizes]
    return CountChange(
        Interval(min(moved), max(moved), "both"), (rate[0], rate[1]), ends_z, (p(strongest), p(weakest)),
        weakest, strongest, (gone[0], gone[1]), level,
    )  # fmt: skip


def _linked(now: Sequence[int], before: Sequence[int], change: str) -> list[tuple[int, int]]:
    """=> for each count before, the least and the greatest count now that print the change. ValueError if none do."""
    moved = read_change(change)
    between = ratio(moved, -1 if moved.direction == "down" else 1)
    pairs = []
    for base in before:
        inside = (between * base & Interval(now[0], now[-1], "both")).integers
        pairs += [(count, base) for count in dict.fromkeys((inside[0], inside[-1]))] if inside else []
    if not pairs:
        raise ValueError(f"no pair of counts prints {change!r}")
    return pairs


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


# What a break test could have shown


@dataclass(frozen=True, repr=False)
class BreakPower:
    """The share of series in which a test finds the break; with a Monte-Carlo standard error where it is simulated."""

    power: float
    error: float
    points: int
    after: int
    known: bool
    level: float

    def __repr__(self) -> str:
        year = "known" if self.known else "unknown"
        error = f" (standard error {self.error:.3f})" if self.error else ""
        return (
            f"power {self.power:.3f}{error}: {self.points} points, "
            f"{self.after} after the peak, {year} year; missed in {1 - self.power:.0%} of such series"
        )


def break_power(
    points: int, change: float, noise: float, growth: float = 0.0, after: int | None = None, known: bool = True,
    level: float = 0.05, simulations: int = 10_000, seed: int = 1, correlation: float = 0.0,
) -> BreakPower:  # fmt: skip
    """5 points, −31.26 % a year after +10 %, noise 10 % => BreakPower: how often a break of that size would be found.

    The series grows by `growth` per cent a year up to its peak, then by `change` for `after` years (half of the
    points unless given; with 1, the break is a fall in the last year); log-normal noise with a coefficient of
    variation of `noise` per cent. The test regresses the logarithm of the level on year and year since the peak; F
    test of the second slope, two-sided. `known`: the year was named beforehand, and the power is that of a non-central
    F, without simulation. Otherwise the largest F over all inner years, against its own simulated null distribution
    (Andrews, 1993, whose asymptotic values do not hold for so few points); its critical value comes from ten times as
    many simulations. The test takes the noise as independent from year to year; `correlation` is that of
    neighbouring years (AR(1), the same variance): then the level no longer holds, positive correlation finds breaks
    that are not there, and the share found, simulated, is no power. Three points leave no degree of freedom: nothing
    can be found. A break that cannot be detected is not absent. Raises ValueError for fewer than three points, or no
    point on either side of the peak.

    >>> break_power(5, -31.26, noise=10, growth=10, after=1)
    power 0.384: 5 points, 1 after the peak, known year; missed in 62% of such series
    """
    from scipy.stats import f, ncf  # type: ignore[import-untyped]

    after = points // 2 if after is None else after
    if points < 3 or not 1 <= after <= points - 2 or noise <= 0 or change <= -100 or not -1 < correlation < 1:
        raise ValueError(
            "3 points or more, 1 or more on either side of the peak, noise above 0, change above −100 %, correlation "
            "between −1 and 1"
        )
    if points == 3:
        return BreakPower(0.0, 0.0, points, after, known, level)
    peak, years = points - 1 - after, np.arange(points)
    slope, fall, sigma = math.log1p(growth / 100), math.log1p(change / 100), math.sqrt(math.log1p((noise / 100) ** 2))
    if known and not correlation:
        bend = _left(points) @ np.maximum(years - peak, 0)
        off = ((fall - slope) / sigma) ** 2 * float(bend @ bend)
        power = float(ncf.sf(f.isf(level, 1, points - 3), 1, points - 3, off))
        return BreakPower(power, 0.0, points, after, known, level)
    path = slope * years + (fall - slope) * np.maximum(years - peak, 0)
    shocks = np.random.default_rng(seed).standard_normal((simulations, points))
    for year in range(1, points if correlation else 1):
        shocks[:, year] = correlation * shocks[:, year - 1] + math.sqrt(1 - correlation**2) * shocks[:, year]
    found = _largest_f(path + sigma * shocks, [peak] if known else range(1, points - 1))
    by_chance = f.isf(level, 1, points - 3) if known else _by_chance(points, level, simulations, seed)
    power = float((found > by_chance).mean())
    return BreakPower(power, math.sqrt(power * (1 - power) / simulations), points, after, known, level)


@cache
def _by_chance(points: int, level: float, simulations: int, seed: int) -> float:
    """=> what the largest F over all inner years exceeds at `level` though there is no break, by simulation."""
    random = np.random.default_rng(seed)
    random.standard_normal((simulations, points))  # the noise of the series whose power is asked
    noise = random.standard_normal((10 * simulations, points))
    return float(np.quantile(_largest_f(noise, range(1, points - 1)), 1 - level))


def _left(points: int) -> np.ndarray:
    """=> the matrix that takes a straight line out of a series."""
    line = np.linalg.qr(np.stack([np.ones(points), np.arange(points)], axis=1))[0]
    return np.asarray(np.eye(points) - line @ line.T)


def _largest_f(series: np.ndarray, peaks: Iterable[int]) -> np.ndarray:
    """One series of logarithms a row, years that may be the peak => the largest F of a second slope after any."""
    years = np.arange(series.shape[1])
    rest = _left(len(years))
    tested = np.stack([np.maximum(years - peak, 0) for peak in peaks]) @ rest
    tested /= np.linalg.norm(tested, axis=1, keepdims=True)
    left = series @ rest
    explained = ((left @ tested.T) ** 2).max(axis=1)
    return np.asarray((len(years) - 3) * explained / ((left**2).sum(axis=1) - explained))


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


def _share(value: Quantity) -> Interval:
    found = unround(value) if isinstance(value, str) else value
    interval = found.interval if isinstance(found, Implied) else found
    share = (interval if isinstance(interval, Interval) else Interval.point(Fraction(str(interval)))) & HUNDRED
    if share.empty:
        raise ValueError(f"not a share from 0 to 100 %: {value!r}")
    return share


def _range(ends: Range, spec: str) -> str:
    """(0.5, 2.0), '.1f' => '0.5 … 2.0'."""
    spelled = ("∞" if end == INF else f"{end:{spec}}".replace("-", "−") for end in ends)
    return " … ".join(dict.fromkeys(spelled))
