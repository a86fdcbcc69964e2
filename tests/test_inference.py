"""Inference: known answers, brute force, and statsmodels itself."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction as F
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats  # type: ignore[import-untyped]
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from pingan_analysis.inference import chance, honesty
from pingan_analysis.numbers.interval import INF, Interval
from pingan_analysis.world.implications import implied_base

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


def test_linked_counts_move_as_printed() -> None:
    """6.5万起, 下降31.26%: of all pairs of a count and a base, those that print as that change."""
    found = chance.count_change("6.5万起", implied_base("6.5万起", "下降31.26%"), change="下降31.26%")
    assert found == chance.count_change("6.5万起", change="下降31.26%")
    now, before = (axis.ravel() for axis in np.meshgrid(range(64_500, 65_500), range(93_700, 95_400)))
    units = 200_000 * (before - now)  # in half units of the last digit
    linked = (units >= (2 * 3126 - 1) * 10 * before) & (units < (2 * 3126 + 1) * 10 * before)
    x, y = now[linked], before[linked]
    fall = [100 * F(int(a), int(b)) - 100 for a, b in zip(x, y, strict=True)]
    assert (found.change.low, found.change.high) == (min(fall), max(fall))
    assert -31.265 < found.change.low < -31.2649 and -31.2551 < found.change.high <= -31.255
    z = math.sqrt(2) * (np.sqrt(x) - np.sqrt(y))
    assert found.z == pytest.approx((z.min(), z.max()), rel=1e-12)
    low, high = stats.beta.ppf(0.025, x, y + 1).min(), stats.beta.ppf(0.975, x + 1, y).max()
    assert found.confidence == pytest.approx((100 * low / (1 - low) - 100, 100 * high / (1 - high) - 100), rel=1e-9)
    assert [round(end, 2) for end in found.confidence] == [-31.95, -30.56]
    apart = chance.count_change("6.5万起", implied_base("6.5万起", "下降31.26%"))
    assert apart.change.low < -32.3 and apart.change.high > -30.2


def test_linked_counts_are_whole_and_must_fit() -> None:
    assert chance.count_change("611起", change="增长40.46%") == chance.count_change(611, 435)
    small = chance.count_change(range(2, 9), range(1, 30), change="下降75%")
    assert (small.weakest, small.strongest) == ((2, 8), (7, 28))
    assert small.p == (chance.count_change(7, 28).p[0], chance.count_change(2, 8).p[0])
    for wrong, before, change in (
        ("no pair", [434], "增长40.46%"), ("needed", None, ""), ("no set", None, "下降99%以上"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=wrong):
            chance.count_change(611, before, change=change)


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


# Power


FALL = {"points": 5, "change": -31.26, "noise": 10, "growth": 10, "after": 1}


def test_power_for_a_known_year_is_exact() -> None:
    known = {test: chance.break_power(**FALL, test=test) for test in ("F", "t", "z")}  # type: ignore[arg-type]
    assert [round(found.power, 3) for found in known.values()] == [0.384, 0.613, 0.909]
    assert [(found.error, found.size) for found in known.values()] == [(0, 0.05)] * 3
    assert "missed in 62% of such series" in repr(known["F"]) and "exact" in repr(known["F"])
    window = chance.break_power(**{**FALL, "points": 18})
    assert round(1 - window.power, 3) == 0.025
    seeds = [chance.break_power(**FALL, seed=seed, simulations=10) for seed in (1, 2)]
    assert seeds[0] == seeds[1] == known["F"]


@pytest.mark.parametrize(("points", "after", "change", "noise"), [(4, 1, -31.26, 10), (6, 3, -10, 5), (12, 1, -20, 20)])
def test_power_for_a_known_year_is_the_noncentral_f(points: int, after: int, change: float, noise: float) -> None:
    found = chance.break_power(points, change, noise, growth=10, after=after)
    t = np.arange(points)
    design = np.stack([np.ones(points), t, np.maximum(t - (points - 1 - after), 0)], axis=1)
    sigma = math.sqrt(math.log1p((noise / 100) ** 2))
    shift = math.log1p(change / 100) - math.log1p(0.1)
    centre = shift**2 / (sigma**2 * np.linalg.inv(design.T @ design)[2, 2])
    exact = stats.ncf.sf(stats.f.isf(0.05, 1, points - 3), 1, points - 3, centre)
    assert found.power == pytest.approx(exact, rel=1e-9)


def test_power_is_the_share_of_rejections_of_statsmodels_ols() -> None:
    found = chance.break_power(7, -15, 8, growth=5, after=2)
    one_sided = chance.break_power(7, -15, 8, growth=5, after=2, test="t")
    t, runs = np.arange(7), 2000
    hinge = np.maximum(t - 4, 0)
    slope, fall = math.log(1.05), math.log(0.85)
    noise = math.sqrt(math.log1p(0.08**2)) * np.random.default_rng(3).standard_normal((runs, 7))
    design = np.stack([np.ones(7), t, hinge], axis=1)
    fits = [OLS(slope * t + (fall - slope) * hinge + e, design).fit() for e in noise]
    either, below = (np.array(p) for p in zip(*((fit.pvalues[2], fit.tvalues[2]) for fit in fits), strict=True))
    assert found.power == pytest.approx(np.mean(either < 0.05), abs=4 * math.sqrt(0.25 / runs))
    assert one_sided.power == pytest.approx(np.mean(below < stats.t.ppf(0.05, 4)), abs=4 * math.sqrt(0.25 / runs))


@pytest.mark.parametrize(
    ("points", "after", "correlation", "size", "power"),
    [
        (5, 1, 0.5, 0.062, 0.62), (5, 1, 0.9, 0.068, 0.99), (5, 1, -0.5, 0.034, 0.31),
        (10, 5, 0.5, 0.18, None), (10, 5, 0.9, 0.31, None), (5, 1, 1e-12, 0.05, 0.384),
    ],
)  # fmt: skip
def test_correlated_noise_finds_breaks_that_are_not_there(
    points: int, after: int, correlation: float, size: float, power: float | None
) -> None:
    series = {**FALL, "points": points, "after": after}
    found = chance.break_power(**series, correlation=correlation, simulations=40_000)
    assert found.size == pytest.approx(size, abs=0.005 + 3 * math.sqrt(size * (1 - size) / 40_000))
    assert power is None or found.power == pytest.approx(power, abs=0.005 + 4 * found.error)
    assert f"finds a break in {found.size:.0%} of series without one" in repr(found)


def test_searching_the_year_does_not_help_against_correlation() -> None:
    assert chance.break_power(8, -25, 10, known=False, correlation=0.5, simulations=20_000).size > 0.1
    with pytest.raises(ValueError, match="correlation within"):
        chance.break_power(8, -25, 10, correlation=1.0)


@pytest.mark.parametrize("other", [{"correlation": 0.5}, {"known": False}])
def test_one_sided_tests_are_not_simulated(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="only F is simulated"):
        chance.break_power(8, -25, 10, test="t", **other)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("points", [4, 8])
def test_without_a_break_the_test_keeps_its_level(points: int, known: bool) -> None:
    found = chance.break_power(points, 5, 10, growth=5, known=known, simulations=20_000)
    assert found.power == pytest.approx(0.05, abs=0.008) and found.size == pytest.approx(0.05, abs=0.008)


def test_power_grows_with_the_break_and_falls_with_noise_and_ignorance() -> None:
    def power(**other: Any) -> float:
        return chance.break_power(**{"points": 8, "change": -15.0, "noise": 10.0, "growth": 5.0, **other}).power

    assert power(change=-5.0) < power() < power(change=-40.0)
    assert power(noise=20.0) < power() < power(noise=5.0)
    assert power(known=False) < power()
    assert power(points=5) < power() < power(points=12)
    assert power(known=False) == power(known=False) != power(known=False, seed=2)
    assert power(points=3) == 0


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_clear_break_is_found_in_every_inner_year(after: int) -> None:
    assert chance.break_power(6, -60, 0.1, after=after, known=False).power > 0.99


@pytest.mark.parametrize("wrong", [{"points": 2}, {"after": 0}, {"after": 4}, {"noise": 0}, {"change": -100}])
def test_a_break_needs_points_on_either_side(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either side"):
        chance.break_power(**{"points": 5, "change": -10.0, "noise": 10.0, **wrong})


# How often honest offices disagree


def test_honest_disagreement_of_the_consecutive_reports() -> None:
    found = honesty.honest_disagreement()
    assert (found.pairs, found.agree, found.rounding, found.restated, found.publishers) == (178, 151, 5, 22, 18)
    assert [round(1 - end, 2) for end in found.interval] == [0.95, 0.61]
    assert found.disagrees == pytest.approx(27 / 178) and found.restates == pytest.approx(22 / 178)
    assert (round(found.rho, 2), round(found.mean, 2)) == (0.31, 0.84)
    assert (round(found.median, 2), round(found.twentieth, 2)) == (0.93, 0.37)


def made_of(offices: list[tuple[int, int]]) -> pd.DataFrame:
    hits = [(n, k < hits) for n, (hits, of) in enumerate(offices) for k in range(of)]
    frame = pd.DataFrame(hits, columns=["publisher", "outcome"])
    return frame.replace({"outcome": {True: "agrees", False: "restated_or_rescoped"}})


def test_the_interval_is_that_of_statsmodels_with_each_score_over_what_the_others_weigh() -> None:
    """Offices of one pair each, independent: the CR3 variance is the ordinary one but for (1 − 1/n)²."""
    found = honesty.honest_disagreement(made_of([(1, 1)] * 30 + [(0, 1)] * 10))
    error = math.sqrt(1 / (40 * 0.75 * 0.25)) / (1 - 1 / 40)
    low, high = (1 / (1 + math.exp(math.log(3) + side * stats.t.isf(0.025, 39) * error)) for side in (1, -1))
    assert found.interval == pytest.approx((low, high))
    # of clusters: by hand, from the scores and the weights
    offices = [(9, 10), (3, 8), (20, 20), (1, 2)]
    share, n = 33 / 40, 40
    scores = [(hits - of * share) / (1 - of / n) for hits, of in offices]
    error = math.sqrt(sum(score**2 for score in scores)) / (n * share * (1 - share))
    low = 1 / (1 + math.exp(math.log(33 / 7) + stats.t.isf(0.025, 3) * error))
    assert honesty.honest_disagreement(made_of(offices)).interval[0] == pytest.approx(low)


def test_offices_drawn_from_a_beta_are_recovered() -> None:
    rng = np.random.default_rng(4)
    offices = [(int(rng.binomial(20, p)), 20) for p in rng.beta(4, 1, 800)]
    found = honesty.honest_disagreement(made_of(offices))
    assert found.mean == pytest.approx(0.8, abs=0.02) and found.rho == pytest.approx(1 / 6, abs=0.02)
    assert found.twentieth == pytest.approx(stats.beta.ppf(0.05, 4, 1), abs=0.03)
    assert found.mean_interval[0] < 0.8 < found.mean_interval[1] and np.ptp(found.mean_interval) < 0.05
    alike = honesty.honest_disagreement(made_of([(16, 20)] * 40))  # less than chance would make them differ
    assert alike.rho < 0.001 and alike.mean == pytest.approx(0.8, abs=1e-3)


@pytest.mark.parametrize("offices", [[(3, 4)], [(4, 4), (2, 2)], [(0, 4), (0, 2)]])
def test_without_offices_or_without_differences_there_is_no_rate(offices: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="two publishers"):
        honesty.honest_disagreement(made_of(offices))
