"""Inference: known answers, statsmodels itself, and turning points against brute force and a linear program."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction as F
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pingan_analysis.inference.turning import ANYTHING, Below, Joined, Series
from scipy import stats  # type: ignore[import-untyped]
from scipy.optimize import linprog  # type: ignore[import-untyped]
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from pingan_analysis.errors import DataError
from pingan_analysis.inference import chance, turning
from pingan_analysis.numbers.interval import INF, Closed, Interval
from pingan_analysis.world.implications import implied_base
from pingan_analysis.world.implied import Implied

poisson_test.__test__ = False  # a test of statistics, not of pytest

# Counts


def test_a_count_by_hand() -> None:
    found = chance.count_change(9, 25)  # 2 (3 − 5) / √2; 2 P(X ≤ 9), X binomial over 34 halves
    tail = sum(math.comb(34, k) for k in range(10)) / 2**34
    assert found.z == pytest.approx((-2 * math.sqrt(2),) * 2)
    assert found.p == pytest.approx((2 * tail,) * 2)
    assert found.change == Interval.point(F(-64))
    assert found.dispersion == pytest.approx(((stats.norm.isf(tail) / 1.959964) ** 2,) * 2)
    assert repr(found).splitlines()[0] == "change −64.00 %; of the rate −85.2 … −20.3 %, confidence 95%"


@pytest.mark.parametrize("pair", [(611, 435), (1, 4), (0, 5), (5, 0), (65000, 94557), (1493000, 1493400)])
def test_counts_against_statsmodels(pair: tuple[int, int]) -> None:
    found, ratio = chance.count_change(*pair), pair[1] and pair[0] / pair[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        assert found.p[0] == found.p[1] == poisson_test(pair[0], 1, pair[1], 1, method="exact-cond").pvalue
        if min(pair) > 100:  # the transformation that is stabler for small counts, and here agrees with ours
            assert found.z[0] == pytest.approx(poisson_test(pair[0], 1, pair[1], 1, method="sqrt").statistic, rel=1e-2)
    low, high = found.confidence
    assert low <= 100 * ratio - 100 <= high or not pair[1]
    assert (low < 0 < high) == (found.p[0] >= 0.05)  # a test and its own interval agree


def test_twice_the_difference_of_roots_has_variance_two() -> None:
    counts = np.random.default_rng(1).poisson(400, size=(2, 200_000))
    z = math.sqrt(2) * (np.sqrt(counts[0]) - np.sqrt(counts[1]))
    assert z.std() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (range(20, 31), range(10, 16)),
        (range(3, 9), range(20, 40)),
        (range(8, 14), range(10, 12)),
        ((1, 5, 9), (3, 4, 20)),
        ((0,), (0, 2)),
    ],
)
def test_the_range_over_a_set_is_that_of_all_its_pairs(now: Any, before: Any) -> None:
    found = chance.count_change(now, before)
    every = {pair: chance.count_change(*pair) for pair in itertools.product(now, before)}
    assert found.p == (min(one.p[0] for one in every.values()), max(one.p[1] for one in every.values()))
    assert found.z == (min(one.z[0] for one in every.values()), max(one.z[1] for one in every.values()))
    assert found.change.low == min(one.change.low for one in every.values())
    assert found.confidence[0] == min(one.confidence[0] for one in every.values())
    assert found.confidence[1] == max(one.confidence[1] for one in every.values())
    assert every[found.weakest].p[1] == found.p[1]
    assert every[found.strongest].p[0] == found.p[0]


def test_an_implied_base_is_a_set_of_counts() -> None:
    base = implied_base("79362件", "同比减少10.37%")
    found = chance.count_change("79362件", base)
    assert (found.weakest, found.strongest) == ((79362, 88540), (79362, 88548))
    assert found.p[0] < 1e-100 and found.dispersion[0] > 100
    assert "p <1e-15" in repr(found)


@pytest.mark.parametrize("z_level", [0.05, 0.01])
def test_at_the_stated_dispersion_the_finding_vanishes(z_level: float) -> None:
    found = chance.count_change(611, 435, level=z_level)
    assert 2 * stats.norm.sf(stats.norm.isf(found.p[0] / 2) / math.sqrt(found.dispersion[0])) == pytest.approx(z_level)
    many = chance.count_change(65_000, 94_557, level=z_level)
    assert 2 * stats.norm.sf(-many.z[0] / math.sqrt(many.dispersion[0])) == pytest.approx(z_level)
    assert chance.count_change(0, 3, level=z_level).dispersion[1] < 1  # the roots alone would say z = −2.4


@pytest.mark.parametrize("wrong", ["5.58亿元", Interval(F(1), INF), (), -3, implied_base("5.58亿元", "增长4%"), [1.5]])
def test_what_is_not_a_set_of_counts_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="not a set of counts"):
        chance.count_change(611, wrong)


# Shares


def test_respondents_against_statsmodels_at_the_corners() -> None:
    found = chance.share_change("99.19%", "99.28%")

    def needed(before: float, after: float) -> float:
        size = abs(proportion_effectsize(after, before))
        return float(NormalIndPower().solve_power(size, power=0.8, alpha=0.05, alternative="two-sided"))

    assert found.respondents == (119_043, 186_076)
    assert found.respondents == pytest.approx((needed(0.99185, 0.99285), needed(0.99195, 0.99275)), rel=1e-4)
    befores, afters = np.linspace(0.99185, 0.99195, 5), np.linspace(0.99275, 0.99285, 5)
    inside = [needed(*pair) for pair in itertools.product(befores, afters)]
    assert found.respondents[0] < 1.0001 * min(inside) and max(inside) < 1.0001 * found.respondents[1]
    assert chance.share_change("99.28%", "99.19%").respondents == found.respondents
    clustered = chance.share_change("99.19%", "99.28%", design_effect=2)
    assert clustered.respondents[0] == pytest.approx(2 * 119_043, abs=1)


def test_that_many_respondents_do_have_that_power() -> None:
    n = int(chance.share_change(95, 97).respondents[0])
    said = np.random.default_rng(1).binomial(n, [[0.95], [0.97]], size=(2, 40_000)) / n
    pooled = said.mean(axis=0)
    z = (said[1] - said[0]) / np.sqrt(2 * pooled * (1 - pooled) / n)
    assert (abs(z) > 1.96).mean() == pytest.approx(0.8, abs=0.02)


def test_equal_prints_need_no_end_of_respondents() -> None:
    found = chance.share_change("97.2%", "97.2%")
    assert found.respondents[1] == INF and found.respondents[0] > 300_000
    assert "∞" in repr(found)
    with pytest.raises(ValueError, match="not a share"):
        chance.share_change("97.2%", 101)


@pytest.mark.parametrize("method", ["wilson", "beta"])
def test_margin(method: Any) -> None:
    found = chance.margin(99.19, 10_000, method)
    assert (found.low / 100, found.high / 100) == pytest.approx(proportion_confint(9919, 10_000, method=method))
    printed = chance.margin("99.19%", 10_000, method)
    assert printed.low < found.low < found.high < printed.high
    assert chance.margin(99.19, 20_000, method, design_effect=2).low == found.low
    assert chance.margin(100, 500, method).high == pytest.approx(100)


# Turning points

LEVEL, ONE_UP = Interval(F(4), F(5), "both"), Interval(F(1), INF, "neither")


@pytest.mark.parametrize(
    ("levels", "ratios", "asked", "truth"),
    [
        ({1: 4, 2: 6, 3: 5}, {}, ("weak", 3), "all"),
        ({1: 6, 2: 5, 3: 4}, {}, ("weak", 3), "none"),
        ({1: 6, 2: 6, 3: 5}, {}, ("weak", 3), "all"),  # of equal levels, the last is the peak
        ({1: None, 2: 6, 3: 5}, {}, ("weak", 3), "some"),
        ({2: 6, 3: 5}, {}, ("weak", 3), "some"),  # a year that is not named is missing too
        ({}, {2: "up", 3: "down"}, ("weak", 3), "all"),
        ({}, {3: "下降31.26%"}, ("weak", 3), "some"),
        ({}, {3: "增长0.1%"}, ("weak", 3), "none"),
        ({1: 4, 3: 5}, {2: "下降1.2%"}, ("weak", 3), "none"),  # 2 is below 4, so 3 is a rise
        ({1: LEVEL, 2: Interval(F(5), F(6), "right"), 3: LEVEL}, {}, ("weak", 3), "all"),  # (5, 6] is above [4, 5]
        ({1: LEVEL, 2: Interval(F(5), F(6), "both"), 3: LEVEL}, {}, ("weak", 3), "some"),  # unless 5 meets 5
        ({1: LEVEL, 2: LEVEL, 3: Interval(F(5), F(6), "both")}, {}, ("weak", 3), "none"),
        ({2: None, 3: 0}, {}, ("fall", 3), "some"),  # a missing year may be 0, too
        ({3: 0}, {3: "down"}, ("fall", 3), "all"),  # but not where it is the base of a change
        ({1: 0, 3: 0}, {(3, 2): Interval(F(0), F(0), "both")}, ("weak", 3), "all"),
        ({2: 0}, {}, ("fall", 3), "none"),
        ({1: 0, 2: 0}, {}, ("weak", 3), "none"),
        ({0: 1, 1: 2, 2: 3, 3: 2, 4: 1}, {}, ("strong", 3, 2), "all"),
        ({0: 4, 1: 2, 2: 3, 3: 2, 4: 1}, {}, ("strong", 3, 2), "none"),
        ({0: 1, 1: 2, 2: 3, 3: 2}, {}, ("strong", 3, 2), "some"),
        ({1: 2, 2: 3, 3: 2}, {(2, 0): ONE_UP, (4, 2): "down"}, ("strong", 3, 2), "all"),
        ({1: 2, 2: 3, 3: 2, 4: 1}, {}, ("sustained", 3, 2), "all"),
        ({1: 2, 2: 3, 3: 2, 4: 2}, {}, ("sustained", 3, 2), "none"),
        ({1: 2, 2: 3, 3: 2}, {4: "down"}, ("sustained", 3, 2), "all"),
        ({0: 1, 1: 2, 2: 3, 3: 2}, {}, ("first", 3, 2), "all"),
        ({0: 1, 1: 2, 2: 3, 3: 2}, {}, ("first", 3, 1), "all"),  # 1 rose
        ({0: 3, 1: 2, 2: 3, 3: 2}, {}, ("first", 3, 1), "some"),  # was 0 a peak? The year before it decides
        ({0: 3, 1: 2, 2: 3, 3: 2}, {0: "up"}, ("first", 3, 1), "none"),
        ({0: 1, 1: 2, 2: 3, 3: 2}, {}, ("first", 3, 1, "fall"), "all"),
        ({0: 10, 4: 9, 5: 5}, {5: "down"}, ("first", 5, 1, "fall"), "none"),  # it fell somewhere in between
        ({0: 10, 4: 10, 5: 5}, {5: "down"}, ("first", 5, 1, "fall"), "some"),  # flat, or not
        ({0: 1, 3: 9, 6: 1, 8: 9, 9: 8}, {}, ("first", 9, 2), "none"),  # up and down: it turned, no matter when
    ],
)
def test_turning_points_known(levels: Any, ratios: Any, asked: Any, truth: str) -> None:
    name, *arguments = asked
    assert getattr(turning, name)(Series(levels, ratios), *arguments).truth == truth


def test_the_printed_fall_alone_leaves_2021_open() -> None:
    series = Series({}, {2021: "下降31.26%"})
    for found in (turning.weak(series, 2021), turning.strong(series, 2021), turning.first(series, 2021, 2010)):
        assert found.truth == "some"
        for world in (found.holds_in, found.fails_in):
            assert world and F(68735, 100000) < world[2021] / world[2020] <= F(68745, 100000)
    near = turning.weak(Series({2021: "6.5万起"}, {2021: "下降31.26%"}), 2021).holds_in
    assert near and max(near.values()) < 10 * min(near.values())  # a witness that could be true
    fell_before = Series({}, {2021: "下降31.26%", 2016: "下降8.2%", 2015: "up"})
    assert turning.first(fell_before, 2021, 2010).truth == "none"
    frame: Any = pd.DataFrame({"level": [1, 2, 1]}, index=[2019, 2020, 2021])
    assert turning.weak(frame.level, 2021).truth == "all"
    assert "2020: 2" in repr(turning.weak({2019: 1, 2020: 2, 2021: 1}, 2021))


def test_counts_shares_and_prints_are_levels() -> None:
    base = implied_base("611起", "增长40.46%")
    assert turning.decide({1: base, 2: "611起"}, Below(1, 2)).truth == "all"
    assert turning.decide({1: "99.9%"}, Below(1, 2)).truth == "some"
    shares = Series({1: 100}, within=Interval(F(0), F(100), "both"))
    assert turning.decide(shares, Below(1, 2)).truth == "none"
    assert turning.decide({1: 100}, Below(1, 2)).truth == "some"
    above = Series({1: Interval(F(95), F(110)), 2: 100}, within=Interval(F(0), F(100), "both"))
    assert turning.decide(above, Below(2, 1)).truth == "none"
    assert turning.decide({1: "1.71万起", 2: 17_149}, Below(2, 1)).truth == "none"  # 17,149.5 is no count
    with pytest.raises(DataError):
        turning.decide({1: Implied(Interval(F(1, 3), F(2, 3)), ())}, Below(1, 2))


@pytest.mark.parametrize(
    ("levels", "ratios"),
    [
        ({1: 4, 2: 5}, {2: "down"}),
        ({1: 0}, {2: "up"}),
        ({1: Interval(F(0), F(0))}, {}),
        ({2: 0}, {2: "下降99%"}),
        ({1: 2, 2: 3}, {2: "增长40%"}),
        ({1: 2, 3: 2}, {2: Interval(F(2), F(3), "neither"), 3: Interval(F(1, 2), F(1))}),  # 2 × 2 × ½ is not above 2
    ],
)
def test_bounds_that_nothing_fits_are_refused(levels: Any, ratios: Any) -> None:
    with pytest.raises(DataError, match="no series fits"):
        turning.weak(Series(levels, ratios), 3)


@pytest.mark.parametrize("wrong", ["31.26%", "下降3件", "增长到1.5倍"])
def test_a_change_needs_its_direction_and_unit(wrong: str) -> None:
    with pytest.raises(ValueError, match="change in per cent"):
        turning.weak(Series({}, {2: wrong}), 3)


def random_interval(rng: np.random.Generator, ends: list[F]) -> Interval:
    low, high = sorted(rng.choice(len(ends), 2))
    kinds: list[Closed] = ["both", "left", "right", "neither"]
    if rng.random() < 0.1:
        return Interval(ends[low], INF, kinds[1 + 2 * rng.integers(2)])
    return Interval(ends[low], ends[high], kinds[rng.integers(4)] if low < high else "both")


def random_case(rng: np.random.Generator, years: int) -> tuple[Series, Any]:
    """Small levels and ratios, zeros and open ends among them, and a question about turning points."""
    halves = [F(n, 2) for n in range(7)]
    levels = {t: random_interval(rng, halves) if rng.random() < 0.6 else None for t in range(years)}
    factors = [F(0), F(1, 2), F(2, 3), F(1), F(3, 2), F(2)]
    ratios: dict[Any, Interval] = {t: random_interval(rng, factors) for t in range(1, years) if rng.random() < 0.35}
    if rng.random() < 0.3:
        ratios[(years - 1, 0)] = random_interval(rng, factors)
    t, span = int(rng.integers(2, years)), int(rng.integers(1, 3))
    kind = ("fall", "weak", "strong", "sustained")[rng.integers(4)]
    if t - span - 1 < 0 or t + span - 1 >= years:
        span, kind = 1, "weak"
    turn = turning._turn(t, kind, span)  # type: ignore[arg-type]
    if rng.random() < 0.5:
        earlier = [turning._not(turning._turn(y, kind, 1)) for y in range(2, t)]  # type: ignore[arg-type]
        turn = Joined(True, (turn, *earlier))
    return Series(levels, ratios), turn


def alternatives(condition: Any) -> list[list[Below]]:
    """A condition as alternatives, each a list of comparisons that must all hold."""
    if isinstance(condition, Below):
        return [[condition]]
    parts = [alternatives(part) for part in condition.parts]
    if not condition.every:
        return list(itertools.chain(*parts))
    return [list(itertools.chain(*chosen)) for chosen in itertools.product(*parts)]


def feasible(series: Series, comparisons: list[Below]) -> bool:
    """By linear programming: is there a series with room to spare at every strict bound?"""
    levels, ratios = series.bounds({year for part in comparisons for year in part[:2]})
    place = {year: n for n, year in enumerate(levels)}
    size = len(place)
    rows, right = [], []

    def at_most(terms: dict[int, Any], bound: Any, strict: bool) -> None:  # Σ terms + ε·strict ≤ bound
        row = [0.0] * (size + 1)
        for year, factor in terms.items():
            row[place[year]] += float(factor)
        row[size] = float(strict)
        rows.append(row)
        right.append(float(bound))

    for year, bound in levels.items():
        at_most({year: -1}, -bound.low, not bound.low_closed)
        if bound.high != INF:
            at_most({year: 1}, bound.high, not bound.high_closed)
    for (year, base), bound in ratios.items():
        at_most({base: -1}, 0, True)
        at_most({year: -1, base: bound.low}, 0, not bound.low_closed)
        if bound.high != INF:
            at_most({year: 1, base: -bound.high}, 0, not bound.high_closed)
    for low, high, strict in comparisons:
        at_most({low: 1, high: -1}, 0, strict)
    best = linprog([0.0] * size + [-1.0], rows, right, bounds=[(0, None)] * size + [(0, 1)])
    return bool(best.status == 0 and (best.x[size] > 1e-7 or not any(row[size] for row in rows)))


@pytest.mark.parametrize("seed", range(4))
def test_turning_points_against_linear_programs(seed: int) -> None:
    rng, seen = np.random.default_rng(10 + seed), set()
    for _ in range(100):
        series, condition = random_case(rng, int(rng.integers(3, 6)))
        either = condition, turning._not(condition)
        holds, fails = (any(feasible(series, part) for part in alternatives(one)) for one in either)
        if not holds and not fails:
            with pytest.raises(DataError):
                turning.decide(series, condition)
            seen.add("nothing")
            continue
        found = turning.decide(series, condition)
        assert found.truth == ("some" if holds and fails else "all" if holds else "none"), (series, condition)
        seen.add(found.truth)
    assert seen == {"all", "some", "none", "nothing"}


@pytest.mark.parametrize("seed", range(4))
def test_no_sampled_series_breaks_all_or_none(seed: int) -> None:
    """Every series of four years over a grid: those that the bounds admit (found by arrays) agree with the answer."""
    rng, decided = np.random.default_rng(seed), 0
    grid = np.array(list(itertools.product([k / 4 for k in range(15)], repeat=4)))
    for _ in range(25):
        series, condition = random_case(rng, 4)
        levels, ratios = series.bounds()
        fits = np.ones(len(grid), dtype=bool)
        with np.errstate(divide="ignore", invalid="ignore"):
            checks = [(grid[:, t], bound) for t, bound in levels.items()]
            checks += [(grid[:, t] / grid[:, base], bound) for (t, base), bound in ratios.items()]
        for base in {base for _, base in ratios}:
            fits &= grid[:, base] > 0
        for values, bound in checks:
            low, high = float(bound.low) - 1e-12, float(bound.high) + 1e-12
            fits &= (values >= low if bound.low_closed else values > low + 2e-12)
            fits &= (values <= high if bound.high_closed else values < high - 2e-12)
        worlds = grid[fits]
        try:
            found = turning.decide(series, condition)
        except DataError:
            assert not len(worlds)
            continue
        held = np.array([turning._holds(condition, dict(enumerate(world))) for world in worlds[:2000]], dtype=bool)
        decided += found.truth != "some"
        assert {"all": held.all(), "none": not held.any(), "some": True}[found.truth]
    assert decided >= 3


@pytest.mark.parametrize("seed", range(4))
def test_witnesses_fit_and_do_what_they_witness(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    for _ in range(60):
        series, condition = random_case(rng, int(rng.integers(3, 8)))
        try:
            found = turning.decide(series, condition)
        except DataError:
            continue
        assert (found.holds_in is None) == (found.truth == "none")
        assert (found.fails_in is None) == (found.truth == "all")
        for world, wanted in ((found.holds_in, True), (found.fails_in, False)):
            if world is None:
                continue
            levels, ratios = series.bounds()
            assert all(isinstance(world[t], F) and world[t] in bound for t, bound in levels.items())
            assert all(world[base] and world[t] / world[base] in bound for (t, base), bound in ratios.items())
            ways = alternatives(condition)
            met = [[world[a] < world[b] or (not s and world[a] == world[b]) for a, b, s in way] for way in ways]
            assert any(map(all, met)) == wanted


@pytest.mark.parametrize("seed", range(3))
def test_definitions_are_nested_and_more_data_never_turns_a_verdict_round(seed: int) -> None:
    rng = np.random.default_rng(200 + seed)
    for _ in range(25):
        series, _ = random_case(rng, 6)
        try:
            answers = [turning.weak(series, 3), turning.strong(series, 3, 1), turning.sustained(series, 3, 1)]
        except DataError:
            continue
        weak = answers[0]
        assert len({found.truth for found in answers}) == 1
        narrower_ones = turning.strong(series, 3, 2), turning.sustained(series, 3, 2), turning.first(series, 3, 1)
        for narrower in narrower_ones:
            assert weak.truth != "none" or narrower.truth == "none"
            assert narrower.truth != "all" or weak.truth == "all"
        world = weak.holds_in or weak.fails_in
        assert world
        printed = Series({t: Interval.point(level) for t, level in world.items()}, series.ratios)
        assert turning.weak(printed, 3).truth == ("all" if weak.holds_in else "none")


def test_a_quarter_of_a_century_with_gaps_is_decided() -> None:
    """Up, down and up again with nothing between: the search has to see that each way turns."""
    levels = {2000: 10, 2008: 90, 2016: 10, 2023: 80, 2024: 70}
    assert turning.first(levels, 2024, 2002).truth == "none"
    assert turning.first({2000: 90, 2012: 10, 2023: 80, 2024: 70}, 2024, 2002).truth == "some"
    assert turning.first(levels, 2024, 2002, "strong", 4).truth == "some"  # a broad peak, broken


def test_a_span_is_a_year_or_more() -> None:
    with pytest.raises(ValueError, match="1 year or more"):
        turning.strong({1: 1}, 3, 0)
    assert ANYTHING.low == 0 and 0 in ANYTHING


# Power


@pytest.mark.parametrize(("points", "after", "change", "noise"), [(4, 1, -31.26, 10), (6, 3, -10, 5), (12, 1, -20, 20)])
def test_power_for_a_known_year_is_the_noncentral_f(points: int, after: int, change: float, noise: float) -> None:
    found = chance.break_power(points, change, noise, growth=10, after=after, simulations=40_000)
    t = np.arange(points)
    design = np.stack([np.ones(points), t, np.maximum(t - (points - 1 - after), 0)], axis=1)
    sigma = math.sqrt(math.log1p((noise / 100) ** 2))
    shift = math.log1p(change / 100) - math.log1p(0.1)
    centre = shift**2 / (sigma**2 * np.linalg.inv(design.T @ design)[2, 2])
    exact = stats.ncf.sf(stats.f.isf(0.05, 1, points - 3), 1, points - 3, centre)
    assert found.power == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 40_000))
    assert found.error == pytest.approx(math.sqrt(found.power * (1 - found.power) / 40_000))


def test_power_is_the_share_of_rejections_of_statsmodels_ols() -> None:
    found = chance.break_power(7, -15, 8, growth=5, after=2, simulations=300, seed=3)
    t = np.arange(7)
    hinge = np.maximum(t - 4, 0)
    slope, fall = math.log(1.05), math.log(0.85)
    noise = math.sqrt(math.log1p(0.08**2)) * np.random.default_rng(3).standard_normal((300, 7))
    design = np.stack([np.ones(7), t, hinge], axis=1)
    p = [OLS(slope * t + (fall - slope) * hinge + e, design).fit().pvalues[2] for e in noise]
    assert found.power == np.mean(np.array(p) < 0.05)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("points", [4, 8])
def test_without_a_break_the_test_keeps_its_level(points: int, known: bool) -> None:
    found = chance.break_power(points, 5, 10, growth=5, known=known, simulations=20_000)
    assert found.power == pytest.approx(0.05, abs=0.008)


def test_power_grows_with_the_break_and_falls_with_noise_and_ignorance() -> None:
    def power(**other: Any) -> float:
        return chance.break_power(**{"points": 8, "change": -15.0, "noise": 10.0, "growth": 5.0, **other}).power

    assert power(change=-5.0) < power() < power(change=-40.0)
    assert power(noise=20.0) < power() < power(noise=5.0)
    assert power(known=False) < power()
    assert power(points=5) < power() < power(points=12)
    assert power() == power() != power(seed=2)
    assert power(points=3) == 0


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_clear_break_is_found_in_every_inner_year(after: int) -> None:
    assert chance.break_power(6, -60, 0.1, after=after, known=False).power > 0.99


@pytest.mark.parametrize("wrong", [{"points": 2}, {"after": 0}, {"after": 4}, {"noise": 0}, {"change": -100}])
def test_a_break_needs_points_on_either_side(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either side"):
        chance.break_power(**{"points": 5, "change": -10.0, "noise": 10.0, **wrong})


def test_family_counts_luck() -> None:
    verdicts = ["supported"] * 3 + ["contradicted", "undetermined"]
    frame = pd.DataFrame({"verdict": verdicts, "power": [1.0, 0.5, 0.1, 0.0, 0.0]})
    found = chance.family(frame)
    assert (found.checks, found.supported, found.contradicted, found.undetermined, found.sharp) == (5, 3, 1, 1, 1)
    assert found.by_luck == pytest.approx(1.4)
