"""Whole columns of printed numbers: a form of print is learned from `unround` once, its numbers are read all at once.

A form is a print with its digits blanked (增长00.00%). Within a form (behind a qualifier: among numbers that end in as
many zeros) the ends of what a number may stand for lie on straight lines over its digits. The lines are drawn through
what `unround` says of two numbers and must go through what it says of others; a form in which they do not, and any
number too long for 64-bit integers, is left to be read alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from pingan_analysis.numbers.interval import Bound
from pingan_analysis.numbers.printed import Rounding, Unrounded, unround

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
WIDEST, MOST_DIGITS = 24, 16
_WEIGHTS = np.random.default_rng(0).integers(1, 2**63, WIDEST + 1, dtype=np.uint64) | np.uint64(1)
_ONE_NUMERAL = re.compile(r"[^0]*0[0,]*(\.0+)?[^0]*")
_PLAIN = -1


class Wording(NamedTuple):
    """What a table says of a print beside its text, as `unround` takes it."""

    unit: str = ""
    direction: str = ""
    share: bool | None = None


class Form(NamedTuple):
    """The ends of what a print may stand for are (times · n + plus) / over, n its digits as one whole number."""

    low_times: int
    low_plus: int
    high_times: int
    high_plus: int
    over: int
    like: Unrounded  # an example, for everything but its ends


class Printed(NamedTuple):
    """Prints, read: the digits of each as one whole number, and the place of its form; −1 for one to be read alone."""

    n: Integers
    form: Integers
    forms: list[Form]

    def each(self, *facts: Callable[[Form], int]) -> list[Integers]:
        """Facts of a form => for each the fact of every print; 1 for what is to be read alone."""
        table = np.array([[*map(fact, self.forms), 1] for fact in facts], np.int64)
        return list(table[:, self.form])


def read(
    prints: Sequence[object],
    rounding: Rounding = "half-up",
    wordings: Sequence[Wording] = (Wording(),),
    worded: Integers | None = None,
) -> Printed:
    """['611起', '增长40.46%'] => their digits, 611 and 4046, and forms. `worded`: the place of each one's wording.

    >>> column = read(["611起", "增长40.46%", "三分之二"])
    >>> column.n.tolist(), column.form.tolist(), column.forms[1][:5]
    ([611, 4046, 0], [0, 1, -1], (2, -1, 2, 1, 200))
    """
    return read_under((rounding,), prints, wordings, worded)[0]


def read_under(
    roundings: Sequence[Rounding],
    prints: Sequence[object],
    wordings: Sequence[Wording] = (Wording(),),
    worded: Integers | None = None,
) -> list[Printed]:
    """=> the column, read under each rounding."""
    plain = set(map(type, prints)) <= {str}
    texts = cast("Sequence[str]", prints) if plain else [p if isinstance(p, str) else "" for p in prints]
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    width = min(max(int(length.max(initial=1)), 1), WIDEST)
    chars = np.ascontiguousarray(np.array(texts, f"U{width}").view(np.uint32).reshape(-1, width).T)
    whole = np.count_nonzero(chars, 0) == length  # not cut off, and without NULs
    n, key = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.uint64)
    for char, weight in zip(chars, _WEIGHTS, strict=False):
        digit = char - np.uint32(48)
        found = digit < 10
        n = np.where(found, n * 10 + digit, n)
        char[found] = 48
        key += char * weight
    place = np.zeros(len(texts), np.int64) if worded is None else worded
    group, first = _grouped(key + place.astype(np.uint64) * _WEIGHTS[-1])
    alike = (chars == chars[:, first[group]]).all(0) & (place == place[first[group]])  # two keys may meet by chance
    masks = np.ascontiguousarray(chars[:, first].T).view(f"U{width}").ravel().tolist()
    known = [(mask, wordings[at]) for mask, at in zip(masks, place[first].tolist(), strict=True)]
    qualified = np.array([_qualified(mask, *wording) for mask, wording in known], bool)[group]
    stretch = np.where(qualified, _stretch(n), _PLAIN)
    kind, first = _grouped(group * 64 + stretch)
    kinds = list(zip(group[first].tolist(), stretch[first].tolist(), strict=True))
    readable, found = whole & alike & ~(qualified & (n == 0)), []
    for rounding in roundings:
        learned = [_learned(known[group][0], rounding, *known[group][1], stretch) for group, stretch in kinds]
        there = np.array([form is not None for form in learned], bool)
        form = np.where(readable, np.where(there, np.cumsum(there) - 1, -1)[kind], -1)
        found.append(Printed(n, form, [form for form in learned if form]))
    return found


def _grouped(keys: npt.NDArray[np.int64 | np.uint64]) -> tuple[Integers, Integers]:
    """=> the group of each key, and where each group stands first."""
    import pandas as pd

    group, found = pd.factorize(keys)
    first = np.zeros(len(found), np.int64)
    first[group[::-1]] = np.arange(len(keys))[::-1]
    return group, first


def _stretch(n: Integers) -> Integers:
    """[35, 30, 3] => [0, 3, 1]: twice the zeros at a number's end, and 1 where a single digit stands before them."""
    rest, zeros = np.maximum(n, 1), np.zeros(len(n), np.int64)
    while (ends := rest % 10 == 0).any():
        rest, zeros = np.where(ends, rest // 10, rest), zeros + ends
    return 2 * zeros + (rest < 10)


@lru_cache(maxsize=1 << 14)
def _qualified(mask: str, unit: str, direction: str, share: bool | None) -> bool:
    """近00件 => True: how far it reaches hangs on the zeros at its end."""
    try:
        return bool(unround(mask.replace("0", "1"), unit=unit, direction=direction, share=share).qualifier)
    except ValueError:
        return False


@lru_cache(maxsize=1 << 14)
def _learned(
    mask: str, rounding: Rounding, unit: str, direction: str, share: bool | None, stretch: int
) -> Form | None:
    """A mask and a stretch of numbers => their form; None where the ends are not on straight lines."""
    digits = mask.count("0")
    if not _ONE_NUMERAL.fullmatch(mask) or digits > MOST_DIGITS:
        return None
    zeros, single = (0, 0) if stretch == _PLAIN else divmod(stretch, 2)
    first = 1 if single or stretch == _PLAIN else 11
    last = 9 if single else 10 ** (digits - zeros) - 1
    points = []
    for n in (number * 10**zeros for number in (first, first + 1, last // 2 + 2, last)):
        figures = iter(f"{n:0{digits}d}")
        text = "".join(next(figures) if char == "0" else char for char in mask)
        try:
            points.append((n, unround(text, rounding, unit=unit, direction=direction, share=share)))
        except ValueError:
            return None
    facts = {(p.closed, p.unit, p.qualifier, p.direction, p.integer, p.ratio_to, p.share) for _, p in points}
    low, high = (_line([(n, getattr(p, end)) for n, p in points]) for end in ("low", "high"))
    if len(facts) > 1 or not low or not high:
        return None
    over = lcm(*(number.denominator for number in (*low, *high)))
    low_times, low_plus, high_times, high_plus = (int(number * over) for number in (*low, *high))
    return Form(low_times, low_plus, high_times, high_plus, over, points[0][1])


def _line(points: Sequence[tuple[int, Bound]]) -> tuple[Fraction, Fraction] | None:
    """Points => the slope and the start of the straight line through all of them, if there is one."""
    exact = [(x, Fraction(y)) for x, y in points if not isinstance(y, float)]
    if len(exact) < len(points):
        return None
    (x, y), (x2, y2), *_ = exact
    slope = (y2 - y) / (x2 - x)
    return (slope, y - slope * x) if all(there == slope * (at - x) + y for at, there in exact) else None
