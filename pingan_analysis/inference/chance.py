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

from pingan_analysis.numbers.interval import INF, Interval
from pingan_analysis.numbers.printed import Unrounded, unround
from pingan_analysis.world.implications import HUNDRED, implied_base
from pingan_analysis.world.implied import Implied

Counts = str | int | Interval | Implied | Iterable[int]
Quantity = str | int | float | Fraction | Interval | Implied
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


def count_change(now: Counts, before: Counts | None = None, level: float = 0.05, change: str = "") -> CountChange:
    """611, {435} => CountChange: +40.46 %, z = +5.46, p = 6e-08, gone if the variance is 7.66 times the mean.

    Counts are whole numbers, prints, or implied sets. The effect is `change`. z = 2(√now − √before) / √2, since
    twice the root of a Poisson count has a variance near 1 (Bartlett, 1936; Anscombe, 1948) and the difference of
    two near 2. p, two-sided: the conditional exact test of equal Poisson rates (Przyborowski and Wilenski, 1940;
    `test_poisson_2indep`, exact-cond, of statsmodels); `confidence`, its counterpart after Clopper and Pearson
    (1934), at 1 − `level`. Over equal periods each moves one way in each count, so that the ends of the sets give
    the exact range, if the two counts are independent. If the one was made from the other by a printed `change`, give
    it: the range then is over the pairs that print as that change and no others (`before` may be left out).

    Assumes independent events in periods of equal length. Events that come in clusters (gangs, campaigns) vary more
    than Poisson counts: the finding vanishes at a variance of `dispersion` = (z' / z_level)² times the mean, z' being
    the smaller of |z| and the z of p (roots overstate counts below ten or so); below 1 there is none to begin with.
    A new scope or a new way of filing is no chance, and no test sees it. ValueError: for what is no set of counts, or
    where no pair prints as the change.

    >>> count_change(611, 435)
    change +40.46 %; of the rate +24.0 … +59.2 %, confidence 95%
    z +5.46, p 5.9e-08, conditional exact test; weakest 611 against 435, strongest 611 against 435
    gone at the 5% level if the variance is 7.66 times the mean
    """
    from scipy.stats import beta, binom  # type: ignore[import-untyped]
    from statsmodels.stats.rates import test_poisson_2indep

    def z(pair: tuple[int, int]) -> float:
        return math.sqrt(2) * (math.sqrt(pair[0]) - math.sqrt(pair[1]))

    def p(pair: tuple[int, int]) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):  # a count of 0 has no ratio, but it has a p
            return float(test_poisson_2indep(pair[0], 1, pair[1], 1, method="exact-cond").pvalue) if any(pair) else 1.0

    if before is None and not change:
        raise ValueError("an earlier count is needed, or the change that leads to it")
    a = _counts(now)
    b = _counts(before) if before is not None else None
    pairs = _linked(a, b, change) if change or b is None else [(a[0], b[-1]), (a[-1], b[0]), _closest(a, b)]
    x, y = np.array(pairs, dtype=np.int64).T
    size = np.sqrt(2) * (np.sqrt(x) - np.sqrt(y))
    with np.errstate(divide="ignore"):  # of a p too small for a float, the logarithm is −∞, and z decides
        likely = binom.logcdf(np.minimum(x, y), x + y, 0.5)
    order = np.lexsort((-abs(size), likely))
    strongest, weakest = pairs[order[0]], pairs[order[-1]]
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(x > 0, beta.ppf(level / 2, x, y + 1), 0.0).min()
        high = np.where(y > 0, beta.ppf(1 - level / 2, x + 1, y), 1.0).max()
    rate = [100 * float(share) / (1 - float(share)) - 100 if share < 1 else INF for share in (low, high)]
    moved = [100 * Fraction(*pair) - 100 if pair[1] else INF if pair[0] else Fraction(0) for pair in pairs]
    normal = NormalDist()
    sizes = [min(abs(z(pair)), -normal.inv_cdf(p(pair) / 2) if p(pair) else INF) for pair in (weakest, strongest)]
    gone = [(size / normal.inv_cdf(1 - level / 2)) ** 2 for size in sizes]
    return CountChange(
        Interval(min(moved), max(moved), "both"), (rate[0], rate[1]), (float(size.min()), float(size.max())),
        (p(strongest), p(weakest)),
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


# What a break test could have shown


@dataclass(frozen=True, repr=False)
class BreakPower:
    """The share of series in which a test finds the break (`power`), and of those without one (`size`).

    `error` is the Monte-Carlo standard error of the power, 0 where it is exact.
    """

    power: float
    error: float
    points: int
    after: int
    known: bool
    level: float
    size: float
    correlation: float = 0.0
    test: str = "F"

    def __repr__(self) -> str:
        year = "known" if self.known else "unknown"
        how = "exact" if self.known and not self.correlation else f"standard error {self.error:.3f}"
        alarms = f"; finds a break in {self.size:.0%} of series without one, correlation {self.correlation:g}"
        return (
            f"power {self.power:.3f} ({how}): {self.points} points, {self.after} after the peak, {year} year; "
            f"missed in {1 - self.power:.0%} of such series{alarms if self.correlation else ''}"
        )


def break_power(
    points: int, change: float, noise: float, growth: float = 0.0, after: int | None = None, known: bool = True,
    level: float = 0.05, test: Literal["F", "t", "z"] = "F", correlation: float = 0.0, simulations: int = 10_000,
    seed: int = 1,
) -> BreakPower:  # fmt: skip
    """5 points, −31.26 % a year after +10 %, noise 10 % => BreakPower: how often a break of that size would be found.

    The series grows by `growth` per cent a year up to its peak, then by `change` for `after` years (half of the
    points unless given; with 1, the break is a fall in the last year); log-normal noise with a coefficient of
    variation of `noise` per cent. The test regresses the logarithm of the level on year and year since the peak, and
    asks for a second slope: `F`, in either direction; `t`, in that of the change; `z`, in that of the change, and with
    a noise of known size. `known`: the year was named beforehand, and the power is exact (a noncentral F, t or
    normal). Otherwise it is the largest F over all inner years, against its own simulated null distribution (Andrews,
    1993, whose asymptotic values do not hold for so few points), whose critical value comes from ten times as many
    simulations.

    The level supposes noise that is independent from year to year and of one size. If it is correlated, the level no
    longer holds: positive correlation finds breaks that are not there. `correlation`, of neighbouring years, makes the
    noise AR(1), of the same coefficient of variation; the test stays as it is; `size` is simulated, and so is the
    share found, which is no power then. Three points leave no degree of freedom to F and t: nothing can be found. A
    break that cannot be detected is not absent. Raises ValueError for fewer than three points, no point on either side
    of the peak, or t and z of an unknown year or correlated noise.

    >>> break_power(5, -31.26, noise=10, growth=10, after=1)
    power 0.384 (exact): 5 points, 1 after the peak, known year; missed in 62% of such series
    """
    from scipy.stats import f, ncf, nct, norm, t

    after = points // 2 if after is None else after
    if points < 3 or not 1 <= after <= points - 2 or noise <= 0 or change <= -100 or not -1 < correlation < 1:
        raise ValueError(
            "3 points or more, 1 or more on either side of the peak, noise above 0, change above −100 %, correlation "
            "within ±1"
        )
    if test != "F" and (correlation or not known):
        raise ValueError(f"test {test!r} needs a known year and independent noise: only F is simulated")
    if points == 3 and test != "z":
        return BreakPower(0.0, 0.0, points, after, known, level, 0.0, correlation, test)
    peak, years, free = points - 1 - after, np.arange(points), points - 3
    slope, fall, sigma = math.log1p(growth / 100), math.log1p(change / 100), math.sqrt(math.log1p((noise / 100) ** 2))
    if known and not correlation:
        centre = abs(fall - slope) * float(np.linalg.norm(_hinges(points, [peak])[0])) / sigma
        if test == "F":
            exact = ncf.sf(f.isf(level, 1, free), 1, free, centre**2) if centre else level
        else:
            exact = nct.sf(t.isf(level, free), free, centre) if test == "t" else norm.sf(norm.isf(level) - centre)
        return BreakPower(float(exact), 0.0, points, after, known, level, level, correlation, test)
    shocks = np.random.default_rng(seed).standard_normal((simulations, points))
    shocks[:, 1:] *= math.sqrt(1 - correlation**2)
    for year in years[1:]:
        shocks[:, year] += correlation * shocks[:, year - 1]
    path = slope * years + (fall - slope) * np.maximum(years - peak, 0)
    peaks = [peak] if known else range(1, points - 1)
    by_chance = float(f.isf(level, 1, free)) if known else _by_chance(points, level, simulations, seed)
    size, power = (float((_largest_f(x, peaks) > by_chance).mean()) for x in (shocks, path + sigma * shocks))
    error = math.sqrt(power * (1 - power) / simulations)
    return BreakPower(power, error, points, after, known, level, size, correlation)


@cache
def _by_chance(points: int, level: float, simulations: int, seed: int) -> float:
    """=> what the largest F over all inner years exceeds at `level` though there is no break, by simulation."""
    random = np.random.default_rng(seed)
    random.standard_normal((simulations, points))  # the noise of the series whose power is asked
    noise = random.standard_normal((10 * simulations, points))
    return float(np.quantile(_largest_f(noise, range(1, points - 1)), 1 - level))


def _largest_f(series: np.ndarray, peaks: Iterable[int]) -> np.ndarray:
    """One series of logarithms a row, years that may be the peak => the largest F of a second slope after any."""
    years = series.shape[1]
    tested = _hinges(years, peaks)
    tested /= np.linalg.norm(tested, axis=1, keepdims=True)
    left = series @ _off_line(years)
    explained = ((left @ tested.T) ** 2).max(axis=1)
    return np.asarray((years - 3) * explained / ((left**2).sum(axis=1) - explained))


def _hinges(years: int, peaks: Iterable[int]) -> np.ndarray:
    """Years that may be the peak => of each, the years since it, less what a straight line explains of them."""
    return np.asarray(np.stack([np.maximum(np.arange(years) - peak, 0) for peak in peaks]) @ _off_line(years))


def _off_line(years: int) -> np.ndarray:
    """=> the projection onto what a straight line leaves."""
    line = np.linalg.qr(np.stack([np.ones(years), np.arange(years)], axis=1))[0]
    return np.asarray(np.eye(years) - line @ line.T)


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


def _linked(now: Sequence[int], before: Sequence[int] | None, change: str) -> list[tuple[int, int]]:
    """{64,500…65,499}, '下降31.26%' => of each count, its pairs with the first, the last and the closest base."""
    pairs = []
    for count in now:
        whole = implied_base(count, change).integers
        if whole is None:
            raise ValueError(f"{change!r} leads from {count:,} to no set of counts")
        bases = whole if before is None else [base for base in whole if base in before]
        ends = (bases[0], bases[-1], min(max(count, bases[0]), bases[-1])) if bases else ()
        pairs += [(count, base) for base in dict.fromkeys(ends) if base in bases]
    if not pairs:
        raise ValueError(f"no pair of these counts prints as {change!r}")
    return pairs


def _closest(a: Sequence[int], b: Sequence[int]) -> tuple[int, int]:
    """{1, 5, 9}, {3, 4} => (5, 4): the pair that lies closest together."""
    i, j, best = 0, 0, (a[0], b[0])
    while i < len(a) and j < len(b) and best[0] != best[1]:
        best = min(best, (a[i], b[j]), key=lambda pair: abs(pair[0] - pair[1]))
        i, j = (i + 1, j) if a[i] < b[j] else (i, j + 1)
    return best


def _share(value: Quantity) -> Interval:
    value = unround(value) if isinstance(value, str) else value
    value = value.interval if isinstance(value, Implied) else value
    share = (value if isinstance(value, Interval) else Interval.point(Fraction(str(value)))) & HUNDRED
    if share.empty:
        raise ValueError(f"not a share from 0 to 100 %: {value!r}")
    return share


def _range(ends: Range, spec: str) -> str:
    """(0.5, 2.0), '.1f' => '0.5 … 2.0'."""
    spelled = ("∞" if end == INF else f"{end:{spec}}".replace("-", "−") for end in ends)
    return " … ".join(dict.fromkeys(spelled))
