"""How often do honest offices disagree with what they printed a year before, and how often would one not yet seen?

An alarm across documents is worth as much as it is rare among ordinary reports: this is the rate to hold it against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pingan_analysis.tables.load import load_consecutive
from pingan_analysis.world.implications import OUTCOMES, chain

if TYPE_CHECKING:
    import pandas as pd

Range = tuple[float, float]  # lowest, highest


@dataclass(frozen=True, repr=False)
class Disagreement:
    """Pairs of consecutive reports by outcome, the share that does not agree, and what a new office would show.

    `disagrees` lies in `interval`; `restates` is the share beyond rounding. Of the agreeing share of offices: `rho` is
    the correlation of two pairs of one office, `mean` the share of the average office, in `mean_interval`; half of the
    offices lie above `median`, one in twenty below `twentieth`.
    """

    pairs: int
    agree: int
    rounding: int
    restated: int
    publishers: int
    interval: Range
    rho: float
    mean: float
    mean_interval: Range
    median: float
    twentieth: float
    level: float

    @property
    def disagrees(self) -> float:
        return 1 - self.agree / self.pairs

    @property
    def restates(self) -> float:
        return self.restated / self.pairs

    def __repr__(self) -> str:
        low, high = self.interval
        return (
            f"{self.pairs} pairs of {self.publishers} publishers: {self.agree} agree, {self.rounding} within rounding, "
            f"{self.restated} restated or rescoped\n"
            f"does not agree: {self.disagrees:.0%}, {low:.0%} to {high:.0%} (CR3, t, {1 - self.level:.0%}); "
            f"agrees: {1 - self.disagrees:.0%}, {1 - high:.0%} to {1 - low:.0%}\n"
            f"a new office: mean {self.mean:.0%} agree ({self.mean_interval[0]:.0%} to {self.mean_interval[1]:.0%}), "
            f"median {self.median:.0%}, one in twenty below {self.twentieth:.0%} (beta-binomial, ρ = {self.rho:.2f})"
        )


def honest_disagreement(pairs: pd.DataFrame | None = None, level: float = 0.05) -> Disagreement:
    """=> Disagreement: how many of the consecutive reports do not lead back to the level printed a year before.

    `pairs` needs `publisher` and `outcome` (of `chain`), one row a pair; by default `chain` of `load_consecutive`. The
    pairs of a publisher resemble each other, so publishers are the clusters: a logit with an intercept alone, with the
    leverage-corrected variance of Bell and McCaffrey (2002; CR3, near the jackknife), and t with one degree of freedom
    less than there are publishers. An office not yet seen is drawn from a beta distribution fitted by maximum
    likelihood (Williams, 1975), with a profile interval for its mean; the uncertainty of that fit is not in `median`
    and `twentieth`. The sample is one of convenience: none of this covers how the pages were found, and `agree` is no
    proof of truth. Raises ValueError for fewer than two publishers, or where all pairs or none agree.

    >>> honest_disagreement()
    178 pairs of 18 publishers: 151 agree, 5 within rounding, 22 restated or rescoped
    does not agree: 15%, 5% to 39% (CR3, t, 95%); agrees: 85%, 61% to 95%
    a new office: mean 84% agree (70% to 92%), median 93%, one in twenty below 37% (beta-binomial, ρ = 0.31)
    """
    from scipy.special import expit, logit  # type: ignore[import-untyped]
    from scipy.stats import beta, t  # type: ignore[import-untyped]

    pairs = consecutive_pairs() if pairs is None else pairs
    offices = (pairs.outcome == OUTCOMES[0]).groupby(pairs.publisher).agg(["sum", "size"])
    agree, size = offices["sum"].to_numpy(float), offices["size"].to_numpy(float)
    if len(size) < 2 or not 0 < agree.sum() < size.sum():
        raise ValueError("two publishers are needed, and pairs that agree as well as pairs that do not")
    share = agree.sum() / size.sum()
    off = (agree - size * share) / (1 - size / size.sum())
    error = float(np.sqrt((off**2).sum())) / (size.sum() * share * (1 - share))
    reach = error * float(t.isf(level / 2, len(size) - 1))
    mean, rho, mean_interval = _beta_binomial(agree, size, level)
    a, b = mean * (1 - rho) / rho, (1 - mean) * (1 - rho) / rho
    outcome = pairs.outcome.value_counts()
    agrees, rounding, restated = (int(outcome.get(name, 0)) for name in OUTCOMES)
    interval = float(expit(-logit(share) - reach)), float(expit(-logit(share) + reach))
    median, twentieth = (float(beta.ppf(part, a, b)) for part in (0.5, 0.05))
    return Disagreement(
        len(pairs), agrees, rounding, restated, len(size), interval, rho, mean, mean_interval, median, twentieth, level
    )


def consecutive_pairs() -> pd.DataFrame:
    """=> `chain` of the consecutive reports, with the publisher of the later one."""
    reports = load_consecutive()
    return chain(reports).merge(reports[["series", "period", "publisher"]], on=["series", "period"])


def _beta_binomial(hits: np.ndarray, size: np.ndarray, level: float) -> tuple[float, float, Range]:
    """Hits of so many, an office each => mean and correlation by maximum likelihood, profile interval of the mean."""
    from scipy.optimize import brentq, minimize, minimize_scalar  # type: ignore[import-untyped]
    from scipy.special import betaln, expit, logit
    from scipy.stats import chi2

    def misfit(mean: float, rho: float) -> float:
        total = 1 / rho - 1
        a, b = mean * total, (1 - mean) * total
        return -float((betaln(hits + a, size - hits + b) - betaln(a, b)).sum())

    def profile(mean: float) -> float:
        return float(minimize_scalar(lambda rho: misfit(mean, expit(rho)), bounds=(-9, 9), method="bounded").fun)

    start = [logit(hits.sum() / size.sum()), -1.0]
    found = minimize(lambda x: misfit(*expit(np.clip(x, -9, 9))), start, method="Nelder-Mead", options={"xatol": 1e-9})
    mean, rho = (float(value) for value in expit(np.clip(found.x, -9, 9)))
    worst = found.fun + float(chi2.isf(level, 1)) / 2
    ends = [
        end if profile(end) < worst else float(brentq(lambda x: profile(x) - worst, *sorted((end, mean))))
        for end in (1e-4, 1 - 1e-4)
    ]
    return mean, rho, (ends[0], ends[1])
