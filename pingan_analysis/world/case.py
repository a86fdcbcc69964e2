"""A claim as the kinds of claim see it: its numbers, what else is known, and what a kind finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from pingan_analysis.errors import DataError
from pingan_analysis.numbers.english import gloss
from pingan_analysis.numbers.printed import Rounding, Unrounded, unround

Truth = Literal["all", "some", "none"]
CAUTION = (  # nobody is accused: no contradiction is shown without it
    "As printed, not all of this can hold; a different scope, a later revision or a restated base are to be considered "
    "before an error."
)


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

    @property
    def is_share(self) -> bool:
        """A percentage that stops at 100."""
        return self.unit == "%" and self.measure not in ("change", "gap")

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

    def value(self, rounding: Rounding = "half-up", printed: str = "") -> Unrounded:
        """What the printed text, or another in its place, may stand for."""
        number = unround(
            printed or self.printed, rounding, unit=self.unit, direction=self.direction, share=self.is_share
        )
        if self.measure == "rate" and number.integer:  # 12件 a day is an average, and rounded
            slack = Fraction(1, 2) if number.low == number.high else Fraction(0)
            closed = "left" if slack else number.closed
            number = replace(number, low=number.low - slack, high=number.high + slack, closed=closed, integer=False)
        return number


@dataclass(frozen=True)
class Case:
    """A claim's numbers in order, its parameters, the other numbers known, and which indicators are comparable."""

    numbers: tuple[Number, ...]
    parameters: Mapping[str, str]
    others: Sequence[Number] = ()
    comparable: frozenset[tuple[str, str]] = frozenset()
    rounding: Rounding = "half-up"
    brief: bool = False  # only the truth is wanted, a thousand times
    given: tuple[Unrounded, ...] = ()  # the values, where they are known already

    @property
    def values(self) -> tuple[Unrounded, ...]:
        return self.given or tuple(number.value(self.rounding) for number in self.numbers)

    def under(self, rounding: Rounding) -> Case:
        """The same case under a rounding convention, with the values worked out."""
        case = replace(self, rounding=rounding, given=())
        return replace(case, given=case.values)

    def instead(self, place: int, value: Unrounded) -> Case:
        """The same case, in brief, with another value for one of its numbers."""
        values = (*self.values[:place], value, *self.values[place + 1 :])
        return Case(self.numbers, self.parameters, self.others, self.comparable, self.rounding, True, values)

    def levels(self, like: Number, area: str, period: str) -> list[Number]:
        """=> the levels known, beyond the claim's own numbers, of one indicator in an area and period."""
        wanted = (like.indicator, area, period, "level")
        found = [n for n in self.others if (n.indicator, n.area, n.period, n.measure) == wanted] if period else []
        return sorted(found, key=lambda number: number.number_id)


@dataclass(frozen=True)
class Finding:
    """What a kind finds; `used` are numbers that it looked up beyond those that the claim names."""

    truth: Truth
    implied: str = ""
    holds_in: str = ""
    fails_in: str = ""
    decider: str = ""
    note: str = ""
    used: tuple[Number, ...] = ()
