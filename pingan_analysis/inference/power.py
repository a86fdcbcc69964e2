"""Could the check of a level against its change have failed? Of all changes that might have been printed, which fit?"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from pingan_analysis.numbers.conventions import read_change, read_level
from pingan_analysis.numbers.interval import Interval
from pingan_analysis.numbers.printed import Rounding, unround

if TYPE_CHECKING:
    import pandas as pd


def passing_share(level: int | str, change: str) -> float:
    """611, '增长40.46%' => 0.031: the share of changes, with as many decimals and from half to one and a half times the
    printed one, that some whole earlier level explains. 1 means that the check could not have failed.

    >>> round(passing_share(611, "增长40.46%"), 3), passing_share("79362件", "减少10.37%")
    (0.031, 1.0)
    """
    moved, level = unround(change), int(unround(str(level)).nominal)
    digits = re.findall(r"[\d.]+", change)[-1]
    decimals = len(digits.partition(".")[2])
    printed = int(moved.nominal * 10**decimals)
    possible = np.arange(-(-printed // 2), printed * 3 // 2 + 1, dtype=np.int64)
    return float(fits(level, possible[possible != printed], decimals, rising=moved.direction == "up").mean())


def fits(level: int, changes: np.ndarray, decimals: int, rising: bool) -> np.ndarray:
    """611, [4046], 2, True => [True]: for each change (in units of its last decimal), does a level explain it?

    Exact in 64-bit integers: the earlier level b must satisfy level / b in [1 + p − h, 1 + p + h), half-up, or the same
    with 1 − p for a fall; both ends are multiples of half a unit.
    """
    one = 2 * 10 ** (decimals + 2)
    near, far = 2 * changes - 1, 2 * changes + 1
    if rising:  # b from level / (1 + far), excluded, to level / (1 + near)
        return np.asarray(level * one // (one + near) > level * one // (one + far))
    below = -(-level * one // (one - near))  # b from level / (1 − near) to level / (1 − far), excluded
    return np.asarray(below < -(-level * one // (one - far)))


def caught_share(level: str, change: str, earlier: str) -> float:
    """'209194件', '上升21.9%', '171670件' => 1.0: the share of other changes that would not have led back.

    The others have as many decimals and lie between half and one and a half times the printed one, or within ten
    units of its last digit if that is more. Levels count as real numbers, which matters for tiny counts only.

    >>> caught_share("209194件", "上升21.9%", "171670件"), caught_share("3.6万件", "增长22.4%", "3万件")
    (1.0, 0.0)
    """
    moved = read_change(change)
    last = Fraction(moved.high) - Fraction(moved.low)
    sign = -1 if moved.direction == "down" else 1
    true = sign * 100 * (read_level(level).hull / read_level(earlier).hull - 1)
    fitting = (true + Interval(-last / 2, last / 2, "right")) * (1 / last)
    printed = int(moved.nominal / last)
    around = max(printed // 2, 10)
    others = [*range(printed - around, printed), *range(printed + 1, printed + around + 1)]
    return float(1 - Fraction(sum(Fraction(n) in fitting for n in others), len(others)))


def honest_reports(series: int, rounding: Rounding = "half-up", seed: int = 1) -> pd.DataFrame:
    """1000, 'truncated' => two consecutive reports of each of 1000 counts, printed right by that convention.

    Counts from 50 to five million, moving by −40 to +60 %; changes with no, one or two decimals; every third count is
    printed in 万 with two decimals. Columns as `chain` takes them.

    >>> honest_reports(2).iloc[:2, 1:].values.tolist()
    [[2023, '18116件', ''], [2024, '13481件', '下降26%']]
    """
    import pandas as pd

    random = np.random.default_rng(seed)
    before = np.exp(random.uniform(np.log(50), np.log(5e6), series)).astype(np.int64)
    now = np.maximum(before * random.uniform(0.6, 1.6, series), 1).astype(np.int64)
    add = 1 if rounding == "half-up" else 0  # half a unit, over two
    rows = []
    for n, (b, a) in enumerate(zip(before.tolist(), now.tolist(), strict=True)):
        decimals = n // 3 % 3
        units = (2 * 100 * 10**decimals * abs(a - b) + add * b) // (2 * b)
        change = f"{'下降' if a < b else '上升'}{Decimal(units).scaleb(-decimals)}%"
        tens = [Decimal((2 * value + 100 * add) // 200).scaleb(-2) for value in (b, a)]
        levels = [f"{ten}万件" if n % 3 == 2 and ten >= 1 else f"{v}件" for ten, v in zip(tens, (b, a), strict=True)]
        rows += [(f"s{n}", 2023, levels[0], ""), (f"s{n}", 2024, levels[1], change)]
    return pd.DataFrame(rows, columns=["series", "period", "level", "change"])
