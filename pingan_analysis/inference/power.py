"""Could the check of a level against its change have failed? Of all changes that might have been printed, which fit?"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from pingan_analysis.numbers.conventions import PARTS, alike, applies, in_unit, read_change, read_level
from pingan_analysis.numbers.interval import INF, Interval
from pingan_analysis.numbers.printed import Rounding, Unrounded, unround
from pingan_analysis.world.implications import POSITIVE, is_ratio

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
    units of its last digit if that is more (and may be of the other direction, then). Percentages, 倍, points and
    amounts, up and down. Levels count as real numbers, which matters for tiny counts only. Raises ValueError where no
    other change could have been printed in its place (持平, 超过20%, points of a count).

    >>> caught_share("209194件", "上升21.9%", "171670件"), caught_share("3.6万件", "增长22.4%", "3万件")
    (1.0, 0.0)
    >>> caught_share("1.2万件", "下降7%", "1.3万件"), caught_share("97.2%", "提高0.3个百分点", "96.9%")
    (0.25, 0.9)
    """
    moved, now, before = read_change(change), read_level(level), read_level(earlier)
    if moved.high == INF or moved.low == moved.high or not (applies(moved, now) and alike(now, before)):
        raise ValueError(f"no other change could stand in place of {change!r} between {earlier!r} and {level!r}")
    last = Fraction(moved.high) - Fraction(moved.low)
    fitting = (_true_change(moved, now, before) + Interval(-last / 2, last / 2, "right")) / last
    printed = int(moved.nominal / last)
    around = max(printed // 2, 10)
    others = [*range(printed - around, printed), *range(printed + 1, printed + around + 1)]
    return float(1 - Fraction(sum(Fraction(n) in fitting for n in others), len(others)))


def _true_change(moved: Unrounded, now: Unrounded, before: Unrounded) -> Interval:
    """下降7%, 1.2万件, 1.3万件 => (0.04, 14.8): what the change was, in its unit and along its direction."""
    sign = -1 if moved.direction == "down" else 1
    if "百分点" in moved.unit or not is_ratio(moved):
        levels = [in_unit(level, "%") if level.unit in PARTS else level for level in (now, before)]
        return sign * (levels[0].hull - levels[1].hull)
    ratio = now.hull / (before.hull & POSITIVE)
    return PARTS.get(moved.unit, 1) * (ratio if moved.ratio_to else sign * (ratio - 1))


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
