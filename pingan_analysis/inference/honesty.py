"""How often do honest consecutive reports disagree: those that were collected, and those of an office not seen yet?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pingan_analysis import paths
from pingan_analysis.tables import load
from pingan_analysis.world.implications import chain


@dataclass(frozen=True, repr=False)
class Disagreement:
    """Pairs of consecutive reports, how many agree, and what that says of another office.

    `interval` holds the share that agrees, at 95 %, on the logit scale, by publishers as clusters (CR3, Bell and
    McCaffrey, 2002; t with one less than the publishers). `correlation`, `mean`, `median` and `low` are of a
    beta-binomial model over publishers (Williams, 1975): the share of a new office in the mean, at the median, and at
    one in twenty.
    """

    pairs: int
    publishers: int
    agree: int
    rounding: int
    restated: int
    interval: tuple[float, float]
    correlation: float
    mean: float
    median: float
    low: float

    @property
    def share(self) -> float:
        """=> the share of the pairs that does not agree."""
        return 1 - self.agree / self.pairs

    def __repr__(self) -> str:
        low, high = self.interval
        return (
            f"{self.agree} of {self.pairs} pairs of {self.publishers} publishers agree, {self.agree / self.pairs:.0%} "
            f"({low:.0%} to {high:.0%}); {self.rounding} by rounding, {self.restated} restated or rescoped\n"
            f"a new office: mean {self.mean:.0%}, median {self.median:.0%}, one in twenty below {self.low:.0%} "
            f"(correlation within an office {self.correlation:.2f})"
        )


def honest_disagreement(raw: Path = paths.RAW) -> Disagreement:
    """=> how often the consecutive reports of consecutive.csv disagree, by `chain`; nobody suspects them of anything.

    >>> honest_disagreement()
    151 of 178 pairs of 18 publishers agree, 85% (61% to 95%); 5 by rounding, 22 restated or rescoped
    a new office: mean 84%, median 93%, one in twenty below 37% (correlation within an office 0.31)
    """
    from scipy.stats import t  # type: ignore[import-untyped]

    reports = load.load_consecutive(raw)
    found = chain(reports)
    office = found.series.map(reports.drop_duplicates("series").set_index("series").publisher)
    agrees = (found.outcome == "agrees").astype(float)
    by_office = agrees.groupby(office)
    sums, sizes = by_office.sum().to_numpy(), by_office.size().to_numpy()
    pairs, offices, share = len(found), len(sizes), float(agrees.mean())
    left = (sums - share * sizes) / (1 - sizes / pairs)
    error = math.sqrt(float((left**2).sum())) / pairs * float(t.ppf(0.975, offices - 1)) / (share * (1 - share))
    low, high = (1 / (1 + math.exp(-math.log(share / (1 - share)) - way * error)) for way in (-1, 1))
    correlation, mean = _beta_binomial(sums, sizes)
    quantile = _quantiles(mean, correlation)
    count = found.outcome.value_counts()
    return Disagreement(
        pairs, offices, int(agrees.sum()), int(count.get("rounding", 0)), int(count.get("restated_or_rescoped", 0)),
        (low, high), correlation, mean, *quantile,
    )  # fmt: skip


def _beta_binomial(sums: np.ndarray, sizes: np.ndarray) -> tuple[float, float]:
    """Successes and trials by cluster => correlation within clusters and mean, by maximum likelihood."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]
    from scipy.stats import betabinom

    def parameters(x: np.ndarray) -> tuple[float, float]:
        mean, correlation = 1 / (1 + np.exp(-x))
        total = (1 - correlation) / correlation
        return float(mean * total), float((1 - mean) * total)

    found = minimize(lambda x: -betabinom.logpmf(sums, sizes, *parameters(x)).sum(), [1.5, -1.0], method="Nelder-Mead")
    a, b = parameters(found.x)
    return 1 / (a + b + 1), a / (a + b)


def _quantiles(mean: float, correlation: float) -> tuple[float, float]:
    """=> the median and the lower twentieth of the share in an office drawn anew."""
    from scipy.stats import beta

    total = (1 - correlation) / correlation
    return tuple(float(beta.ppf(q, mean * total, (1 - mean) * total)) for q in (0.5, 0.05))  # type: ignore[return-value]
