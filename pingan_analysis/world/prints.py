"""A reported number, with what it is about; what it says of quantities, and what else might have been printed.

| measure | what it says of the quantities |
|---|---|
| level | low ≤ q ≤ high, the ends as `unround` has them; `each`: of every year of the span; `highest`: none above |
| change in % or 倍 | q is the base times a ratio; `mean`: of the mean of some years; `annual_rate`: compounded |
| change by an amount or points, gap | q less the base, or less the other area's, lies between two ends |
| share, rate | the part is a share of the whole, where the table says of what; else a level |
| duration with a direction | a run: below (or above) the same a year before, year after year or month after month |
| rank; duration without direction | nothing: these are claims, or spans |

Read *as printed*, rounded half up; read *widely*, it may also have been cut off or rounded up, its last digit off by
one where it is a change or a share (parts are adjusted to make 100), a round count a round number, 近 and 约 anything
within a unit of their last digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.conventions import PARTS
from pingan_analysis.numbers.english import gloss
from pingan_analysis.numbers.interval import INF, Bound, Interval
from pingan_analysis.numbers.lexicon import ALMOST
from pingan_analysis.numbers.printed import RATIOS, Unrounded, unround
from pingan_analysis.tables.period import later, years
from pingan_analysis.world.constraints import (
    Constraint,
    Quantity,
    Statement,
    Value,
    at_least,
    between,
    equal,
    within_ratio,
)
from pingan_analysis.world.implications import is_ratio, ratio

Reading = Literal["printed", "wide"]
READINGS: tuple[Reading, ...] = ("printed", "wide")
NEARBY = 100  # units of its last digit: how far other prints of the same form are looked at
SPELLED = {"percent": "%", "per cent": "%", "percentage points": "个百分点"}
POINTS = ("个百分点", "百分点")


@dataclass(frozen=True)
class Number:
    """A reported number with what it is about."""

    number_id: str
    source_id: str
    role: str
    printed: str
    unit: str = ""
    direction: str = ""
    measure: str = ""
    indicator: str = ""
    label: str = ""
    area: str = ""
    area_label: str = ""
    period: str = ""
    base_period: str = ""
    comparator: str = ""
    confidence: str = "high"
    counted: str = ""
    comparator_label: str = ""
    place: str = ""
    url: str = ""
    domain: str = ""  # of its indicator
    aggregation: str = ""
    part: tuple[str, str, str] = ("", "", "")  # indicator, area, domain of that of which it is a share
    whole: tuple[str, str, str] = ("", "", "")

    @property
    def is_share(self) -> bool:
        """A percentage that stops at 100."""
        return self.unit in ("%", "percent") and self.measure not in ("change", "gap")

    @property
    def subject(self) -> str:
        """=> 'Court cases newly received, Lishui'."""
        return f"{self.label}, {self.area_label}"

    @property
    def gloss(self) -> str:
        """=> 'down 10.37 % on 2018': the print, for a reader without Chinese."""
        return gloss(
            self.printed, unit=self.unit, direction=self.direction, measure=self.measure, counted=self.counted,
            base=self.base_period, reference=self.comparator_label,
        )  # fmt: skip

    @property
    def year(self) -> int:
        """'2017', '2004/2021', '../2024-10' => the year in which its period ends. Raises DataError if it names none."""
        found = re.search(r"(\d{4})(-\d\d){0,2}$", self.period)
        if not found:
            raise DataError([f"{self.number_id}: its period, {self.period!r}, ends in no year"])
        return int(found[1])

    @property
    def quantity(self) -> Quantity:
        """=> the quantity that it is a level of, or a change of."""
        return Quantity(self.indicator, self.area, self.period, self.domain)

    @property
    def base(self) -> Quantity:
        """=> the quantity that a change starts from, or that a gap is measured against."""
        if self.measure == "gap":
            return self.quantity._replace(area=self.comparator)
        return self.quantity._replace(period=self.base_period)

    def value(self, reading: Reading = "printed", printed: str = "") -> Unrounded:
        """What the printed text, or another in its place, may stand for."""
        return _value(self, printed or self.printed, reading)

    def says(self, reading: Reading = "printed", printed: str = "") -> Statement:
        """=> its constraints; none where it says nothing of quantities, or nothing that can be read."""
        return _said(self, printed or self.printed, reading)


@lru_cache(maxsize=1 << 15)
def _value(number: Number, printed: str, reading: Reading) -> Unrounded:
    text, unit = printed, number.unit
    for word, sign in SPELLED.items():
        text, unit = text.replace(f" {word}", sign), sign if unit == word else unit
    text = text.removesuffix(" people")
    found = unround(text, unit=unit, direction=number.direction, share=number.is_share)
    if number.measure == "rate" and found.integer:  # 12件 a day is an average, and rounded
        slack = Fraction(1, 2) if found.low == found.high else Fraction(0)
        closed = "left" if slack else found.closed
        found = replace(found, low=found.low - slack, high=found.high + slack, closed=closed, integer=False)
    if number.measure == "change" and found.nominal == 0 and found.high != INF:  # a printed zero has no direction
        found = replace(found, low=-found.high, closed="both")
    if reading == "printed" or found.high == INF:
        return found
    cut = unround(text, "truncated", unit=unit, direction=number.direction, share=number.is_share)
    by: Bound = 0 if cut.high == INF else max(cut.high - found.high, Fraction(0))  # half a unit, where rounded
    if number.measure in ("change", "gap", "share", "rate"):
        by *= 2
    loose = found.loosened
    if found.qualifier in ALMOST:
        loose = replace(loose, low=min(loose.low, 2 * found.nominal - _step(text, found)))
    low = loose.low - by
    return replace(loose, low=max(low, Fraction(0)) if loose.low >= 0 else low, high=loose.high + by)


def _step(text: str, found: Unrounded) -> Fraction:
    """近8000万 => 9000万: the number named and one unit of its last digit that is not zero."""
    nominal, unit = found.nominal, Fraction(1)
    if nominal.denominator > 1:
        unit = Fraction(1, 10 ** len(str(float(nominal)).partition(".")[2]))
    else:
        digits = str(int(nominal))
        unit = Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
    return nominal + unit


@lru_cache(maxsize=1 << 15)
def _said(number: Number, printed: str, reading: Reading) -> Statement:
    try:
        value = _value(number, printed, reading)
    except ValueError:
        return Statement(number.number_id, ())
    return Statement(number.number_id, tuple(_constraints(number, value)))


def _constraints(n: Number, value: Unrounded) -> Iterator[Constraint]:
    if n.measure in ("share", "rate") and n.part[0]:
        parts = PARTS.get(value.unit)
        if parts is None and value.nominal > 1:
            return
        here, of = Quantity(*n.part[:2], n.period, n.part[2]), Quantity(*n.whole[:2], n.period, n.whole[2])
        yield from within_ratio(here, [(1, of)], value.interval / (parts or 1))
        return
    if n.measure == "duration" and n.direction and "/" in n.period and n.domain in ("count", "amount"):
        sign = 1 if n.direction == "down" else -1
        for period in years(n.period):
            terms = [(sign, n.quantity._replace(period=later(period, -1))), (-sign, n.quantity._replace(period=period))]
            yield at_least(terms, 0, strict=True)
        return
    if n.domain not in ("count", "amount", "percent", "growth"):
        return
    if n.measure in ("level", "share", "rate"):
        spread = n.aggregation in ("each", "highest")
        inside = value.hull if n.domain == "count" and value.integer else value.interval
        if n.aggregation == "highest":
            inside = Interval(-INF, inside.high, inside.closed)
        for period in years(n.period) if spread else [n.period]:
            yield from between([(1, n.quantity._replace(period=period))], inside)
    elif n.measure in ("change", "gap"):
        if not (n.comparator if n.measure == "gap" else n.base_period) or not n.direction:
            return
        yield from _moved(n, value, -1 if n.direction == "down" else 1)


def _moved(n: Number, value: Unrounded, sign: int) -> Iterator[Constraint]:
    here, base = n.quantity, n.base
    if n.aggregation == "annual_rate":
        last = n.period.rpartition("/")[2]
        here, times = n.quantity._replace(period=last), int(last) - int(n.base_period)
        yearly = ratio(value, sign)
        low, high = Fraction(yearly.low) ** times, Fraction(yearly.high) ** times
        yield from within_ratio(here, [(1, base)], Interval(low, high, yearly.closed))
        return
    terms: list[tuple[Value, Quantity]] = [(1, base)]
    if n.aggregation == "mean":
        over = years(n.base_period)
        total = base._replace(period=f"sum of {' '.join(over)}")
        yield from equal([(1, total), *((-1, base._replace(period=period)) for period in over)])
        terms = [(Fraction(1, len(over)), total)]
    if value.unit in POINTS:
        if n.domain in ("percent", "growth"):
            moved = value.interval if sign > 0 else -value.interval
            yield from between([(1, here), *((-c, q) for c, q in terms)], moved)
    elif is_ratio(value) or value.unit in RATIOS:
        yield from within_ratio(here, terms, ratio(value, sign))
    elif n.domain in ("count", "amount"):
        inside = value.hull if n.domain == "count" and value.integer else value.interval
        yield from between([(1, here), *((-c, q) for c, q in terms)], inside if sign > 0 else -inside)


# --- what else might have been printed --------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A print as a number of units of its last digit: 31.26% is 3126 of 0.01%; 2600余 is 26 of 100."""

    before: str
    units: int
    decimals: int
    zeros: int
    after: str

    def text(self, units: int) -> str:
        """3127 => '31.27%'."""
        digits = f"{units:0{self.decimals + 1}d}" + "0" * self.zeros
        if self.decimals:
            digits = digits[: -self.decimals] + "." + digits[-self.decimals :]
        return self.before + digits + self.after

    def size(self, units: int) -> str:
        """57 => '0.57': so many units, in the print's own terms."""
        return self.__class__("", 0, self.decimals, self.zeros, "").text(abs(units))


def form(number: Number) -> Form | None:
    """=> the form of its print, None where no digit can be varied (首次, 减半)."""
    return _form(number.printed)


@lru_cache(maxsize=1 << 14)
def _form(printed: str) -> Form | None:
    """'31.26%' => Form('', 3126, 2, 0, '%').

    >>> _form("近8000万元").text(9), _form("十八载").text(19)
    ('近9000万元', '19载')
    """
    plain = re.sub(r"(?<=\d),(?=\d)", "", unicodedata.normalize("NFKC", printed))
    words = re.match(r"[一二两三四五六七八九十百]+", plain)
    if words and not re.search(r"\d", plain):
        plain = f"{unround(words[0]).nominal}{plain[words.end() :]}"
    found = re.search(r"\d[\d.]*", plain)
    if not found or found[0].count(".") > 1 or re.search(r"\d", plain[found.end() :]):
        return None
    whole, _, part = found[0].partition(".")
    zeros = 0
    if not part and re.search("[余餘多几近约]|将近|接近|左右", plain):
        zeros = len(whole) - len(whole.rstrip("0"))
    units = int(whole + part) if not zeros else int(whole[:-zeros])
    return Form(plain[: found.start()], units, len(part), zeros, plain[found.end() :])


def nearby(number: Number) -> list[int]:
    """=> the units of other prints of the same form, within NEARBY units, that the number could have been."""
    found = form(number)
    if found is None:
        return []
    least = 0 if number.measure in ("change", "gap") else 1
    most = found.units + NEARBY
    if number.is_share or (number.direction == "down" and number.unit in ("%", "percent")):  # nothing falls further
        most = min(most, 100 * 10**found.decimals)
    return [k for k in range(max(found.units - NEARBY, least), most + 1) if k != found.units]
