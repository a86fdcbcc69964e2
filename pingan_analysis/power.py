"""Could the check of a level against its change have failed? Of all changes that might have been printed, which fit the level?"""

from __future__ import annotations

import re

import numpy as np

from pingan_analysis.printed import unround


def passing_share(level: int, change: str) -> float:
    """611, '增长40.46%' => 0.031: the share of changes, with as many decimals and from half to one and a half times the
    printed one, that some whole earlier level explains. 1 means that the check could not have failed.

    >>> round(passing_share(611, "增长40.46%"), 3), passing_share(79362, "减少10.37%")
    (0.031, 1.0)
    """
    moved = unround(change)
    digits = re.findall(r"[\d.]+", change)[-1]
    decimals = len(digits.partition(".")[2])
    printed = int(moved.nominal * 10**decimals)
    possible = np.arange(-(-printed // 2), printed * 3 // 2 + 1, dtype=np.int64)
    return float(fits(level, possible[possible != printed], decimals, rising=moved.direction == "up").mean())


def fits(level: int, changes: np.ndarray, decimals: int, rising: bool) -> np.ndarray:
    """611, [4046], 2, True => [True]: for each change (in units of its last decimal), does a whole earlier level explain it?

    Exact in 64-bit integers: the earlier level b must satisfy level / b in [1 + p − h, 1 + p + h), half-up, or the same
    with 1 − p for a fall; both ends are multiples of half a unit.
    """
    one = 2 * 10 ** (decimals + 2)
    near, far = 2 * changes - 1, 2 * changes + 1
    if rising:  # b from level / (1 + far), excluded, to level / (1 + near)
        return np.asarray(level * one // (one + near) > level * one // (one + far))
    below = -(-level * one // (one - near))  # b from level / (1 − near) to level / (1 − far), excluded
    return np.asarray(below < -(-level * one // (one - far)))
