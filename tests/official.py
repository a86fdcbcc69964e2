"""How an office prints a number: the other direction of `unround`."""

from __future__ import annotations

import math
from fractions import Fraction

CONVENTIONS = [(decimals, rounding) for decimals in (0, 1, 2) for rounding in ("half-up", "truncated")]


def fixed(value: Fraction, decimals: int, rounding: str = "half-up") -> str:
    """Fraction(6253, 200), 2 => '31.27'; truncated, '31.26'."""
    digits = math.floor(value * 10**decimals + (Fraction(1, 2) if rounding == "half-up" else 0))
    whole, tail = divmod(digits, 10**decimals)
    return f"{whole}.{tail:0{decimals}d}" if decimals else str(whole)


def count(number: int, scale: str = "", decimals: int = 0, rounding: str = "half-up", unit: str = "件") -> str:
    """17096, '万', 2 => '1.71万件'; without a scale, every digit: '17096件'."""
    factor = {"": 1, "千": 1000, "万": 10**4, "亿": 10**8}[scale]
    return fixed(Fraction(number, factor), decimals if scale else 0, rounding) + scale + unit


def change(before: int, now: int, decimals: int, rounding: str = "half-up") -> str:
    """435, 611, 2 => '同比增长40.46%'."""
    verb = "同比增长" if now >= before else "同比下降"
    return verb + share(abs(now - before), before, decimals, rounding)


def share(part: int, whole: int, decimals: int, rounding: str = "half-up") -> str:
    """80, 90, 1 => '88.9%'."""
    return fixed(Fraction(100 * part, whole), decimals, rounding) + "%"
