"""Offices that make up a small world, whole numbers and rules, and print it; and all worlds that print the same.

The other side of the engine: what a print admits is computed forward, on a grid of every world within a box, in whole
numbers and without the package. What the engine says of a world is held against the grid.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from pingan_analysis.numbers.printed import unround
from pingan_analysis.world.constraints import Quantity
from pingan_analysis.world.prints import Number, Reading, form
from pingan_analysis.world.system import Component, World, built

Grid = Mapping[Quantity, np.ndarray]  # each quantity's value in every world of the box
Test = Callable[[str, Grid], np.ndarray]  # a printed text, a grid => where it would be printed so
KINDS = ("level", "level", "change", "change", "change", "mean", "run", "spread", "share", "share", "gap", "yearly")
BOXES = {2: 50, 3: 24, 4: 12, 5: 7, 6: 5}  # quantities => the most that each can be
HERE, CITY, COUNTY = "330000", "330400", "330402"
AREAS = [
    {"area": HERE, "parent": "", "label_en": "Zhejiang"}, {"area": CITY, "parent": HERE, "label_en": "Jiaxing"},
    {"area": COUNTY, "parent": CITY, "label_en": "Nanhu"},
]  # fmt: skip
INDICATORS = [
    {"indicator": name, "accumulates": "flow", "domain": "count", "label_en": name}
    for name in ("cases", "phone", "online")
]
TABLES = {"indicators": INDICATORS, "areas": AREAS}
RULES = {
    kind: {
        "rule_id": kind, "kind": kind, "total": "cases" if kind in ("sum", "part") else "*",
        "parts": {"sum": "phone online", "part": "phone"}.get(kind, ""), "area": "", "start": "", "end": "",
        "status": "rule",
    }
    for kind in ("sum", "part", "areas", "periods")
}  # fmt: skip


def of(indicator: str = "cases", area: str = HERE, period: str = "2020", domain: str = "count") -> Quantity:
    return Quantity(indicator, area, period, domain)


def number(name: str, printed: str, of: Quantity, measure: str = "level", direction: str = "", **about: Any) -> Number:
    """A print of a quantity, without any table."""
    read = unround(printed)
    made = Number(
        name, "paper", "corpus", printed, read.unit, direction or read.direction, measure, of.indicator, of.indicator,
        of.area, of.area, of.period, domain=of.domain,
    )  # fmt: skip
    return replace(made, **about)


def shared(name: str, printed: str, part: Quantity, whole: Quantity) -> Number:
    about = {"part": (*part[:2], part.domain), "whole": (*whole[:2], whole.domain), "unit": "%"}
    return number(name, f"{printed}%", part, "share", **about)


@dataclass(frozen=True)
class Print:
    """A number, and in which worlds it would be printed so."""

    number: Number
    test: Test

    def instead(self, text: str) -> Print:
        return replace(self, number=replace(self.number, printed=text))

    def holds(self, grid: Grid) -> np.ndarray:
        return self.test(self.number.printed, grid)


# --- what is printed, forward ----------------------------------------------------------------------------------------


def digits(text: str) -> tuple[int, int]:
    """'31.27%' => 3127, 2."""
    found = re.search(r"\d+(?:\.\d+)?", text)
    assert found
    whole, _, part = found[0].partition(".")
    return int(whole + part), len(part)


def fixed(units: int, decimals: int) -> str:
    text = f"{units:0{decimals + 1}d}"
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


def level_ends(text: str) -> tuple[int, int]:
    """'0.002万件' => 15, 24: the first and the last count that are printed so."""
    units, decimals = digits(text)
    if "万" in text:
        unit = 10 ** (4 - decimals)
        return max(units * unit - unit // 2, 0), units * unit + (unit - 1) // 2
    zeros = len(str(units)) - len(str(units).rstrip("0")) if units else 0
    if "余" in text:
        return units, units + 10**zeros - 1
    if "近" in text:
        return min(max(units - 10**zeros, -(-units * 9 // 10)), units - 1), units - 1
    return units, units


def printed_level(q: Quantity, spread: tuple[Quantity, ...] = ()) -> Test:
    def test(text: str, grid: Grid) -> np.ndarray:
        low, high = level_ends(text)
        return np.logical_and.reduce([(grid[one] >= low) & (grid[one] <= high) for one in spread or (q,)])

    return test


def highest(spread: tuple[Quantity, ...]) -> Test:
    return lambda text, grid: np.logical_and.reduce([grid[one] <= level_ends(text)[1] for one in spread])


def rounded(part: np.ndarray, whole: np.ndarray, hundred: int, decimals: int) -> np.ndarray:
    """Half up, in units of the last digit; −1 where there is nothing to divide by."""
    by = np.where(whole > 0, whole, 1)
    found = (2 * hundred * 10**decimals * part + by) // (2 * by)
    return np.where(whole > 0, found, -1)


def moved(now: np.ndarray, base: np.ndarray, text: str, up: bool) -> np.ndarray:
    """增长31.27%, 增长1.5倍, 增加5件: what is printed of a rise or a fall."""
    units, decimals = digits(text)
    sign = 1 if up else -1
    if "%" not in text and "倍" not in text:
        low, high = level_ends(text)
        return (sign * (now - base) >= (low if units else -high)) & (sign * (now - base) <= high)
    hundred = 100 if "%" in text else 1
    if units == 0:  # a printed zero has no direction
        return 2 * hundred * 10**decimals * abs(now - base) <= base
    falls = (now <= base) & (rounded(base - now, base, hundred, decimals) == units)
    if not up:  # nothing is left: of nothing, too
        return falls | ((now == 0) & (base == 0) & (abs(units - hundred * 10**decimals) * 2 <= 1))
    return (now >= base) & (rounded(now - base, base, hundred, decimals) == units)


def printed_change(here: Quantity, base: tuple[Quantity, ...], up: bool) -> Test:
    """On the base, or on the mean of several."""

    def test(text: str, grid: Grid) -> np.ndarray:
        return moved(len(base) * grid[here], sum(grid[one] for one in base), text, up)  # type: ignore[arg-type]

    return test


def printed_yearly(here: Quantity, base: Quantity, times: int, up: bool) -> Test:
    def test(text: str, grid: Grid) -> np.ndarray:
        units, decimals = digits(text)
        one = 2 * 100 * 10**decimals
        low, high = (2 * units - 1, 2 * units + 1) if up else (-2 * units - 1, -2 * units + 1)
        if units == 0:
            low, high = -1, 1
        least = max(one + low, 0) ** times * grid[base]
        most, now = max(one + high, 0) ** times * grid[base], one**times * grid[here]
        if units == 0:
            return (least <= now) & (now <= most)
        if up:
            return (least <= now) & (now < most)
        return ((least < now) | ((one + low <= 0) & (now >= 0))) & (now <= most)

    return test


def printed_share(part: Quantity, whole: Quantity) -> Test:
    def test(text: str, grid: Grid) -> np.ndarray:
        units, decimals = digits(text)
        nothing = (grid[whole] == 0) & (units == 100 * 10**decimals)
        inside = grid[part] <= grid[whole]
        return inside & (nothing | (rounded(grid[part], grid[whole], 100, decimals) == units))

    return test


def run(spread: tuple[Quantity, ...], up: bool) -> Test:
    def test(_: str, grid: Grid) -> np.ndarray:
        pairs = pairwise(spread)
        return np.logical_and.reduce([grid[b] > grid[a] if up else grid[b] < grid[a] for a, b in pairs])

    return test


# --- an office -------------------------------------------------------------------------------------------------------


@dataclass
class Office:
    """A small world in whole numbers, its prints, and every world within a box that its rules allow."""

    dice: random.Random
    truth: dict[Quantity, Any] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    allowed: list[Callable[[Grid], np.ndarray]] = field(default_factory=list)
    prints: list[Print] = field(default_factory=list)
    years: list[list[Quantity]] = field(default_factory=list)  # series, in the order of years
    sums: dict[Quantity, list[Quantity]] = field(default_factory=dict)  # what is the sum of others

    def most(self, q: Quantity) -> int:
        """=> the greatest value of a quantity within the box."""
        free = [one for one in self.truth if one not in self.sums]
        return BOXES[len(free)] * len(self.sums.get(q, [q]))

    @cached_property
    def grid(self) -> Grid:
        free = [q for q in self.truth if q not in self.sums]
        axes = np.indices([self.most(q) + 1 for q in free], dtype=np.int64).reshape(len(free), -1)
        whole = dict(zip(free, axes, strict=True))
        whole |= {q: np.sum([whole[part] for part in parts], axis=0) for q, parts in self.sums.items()}
        kept = np.logical_and.reduce([np.ones(len(axes[0]), bool), *(rule(whole) for rule in self.allowed)])
        return {q: values[kept] for q, values in whole.items()}

    def one(self) -> Grid:
        return {q: np.array([value], dtype=np.int64) for q, value in self.truth.items()}

    def make(self, shape: str) -> None:
        """Quantities of a shape, rules between them, and their values."""
        dice = self.dice
        self.rules = () if shape == "series" else (shape,)
        if shape == "series":
            quantities = [of(period=str(2018 + k)) for k in range(dice.randint(2, 5))]
            self.years = [quantities]
        elif shape in ("sum", "part"):
            names = ("cases", "phone", "online") if shape == "sum" else ("cases", "phone")
            periods = ["2020", "2021"][: dice.randint(1, 2)] if shape == "sum" else ["2019", "2020", "2021"]
            quantities = [of(name, period=period) for period in periods for name in names]
            self.years = [[q for q in quantities if q.indicator == name] for name in names]
            for period in periods:
                total, *parts = (of(name, period=period) for name in names)
                if shape == "sum":
                    self.sums[total] = parts
                else:
                    self.allowed.append(lambda grid, t=total, p=parts: grid[p[0]] <= grid[t])  # type: ignore[misc]
        elif shape == "areas":
            periods = ["2020", "2021"]
            quantities = [of(area=area, period=period) for period in periods for area in (HERE, CITY, COUNTY)]
            self.years = [[q for q in quantities if q.area == area] for area in (HERE, CITY, COUNTY)]
            for period in periods:
                a, b, c = (of(area=area, period=period) for area in (HERE, CITY, COUNTY))
                self.allowed.append(lambda grid, a=a, b=b, c=c: (grid[c] <= grid[b]) & (grid[b] <= grid[a]))  # type: ignore[misc]
        else:
            names = ["", "-01/{}-06", "-07/{}-12"]
            periods = ["2020", "2021"][: dice.randint(1, 2)]
            quantities = [of(period=year + name.format(year)) for year in periods for name in names]
            self.years = [quantities[n::3] for n in range(3)]
            for year in periods:
                a, b, c = (of(period=year + name.format(year)) for name in names)
                self.sums[a] = [b, c]
        self.truth = dict.fromkeys(quantities, 0)
        at = dice.randrange(len(self.grid[quantities[0]]))
        self.truth = {q: int(self.grid[q][at]) for q in quantities}

    def level(self, value: int) -> str:
        forms = [f"{value}件"] * (1 if value >= 5 else 3)
        for decimals in (3, 2) if value >= 5 else ():
            unit = 10 ** (4 - decimals)
            forms += [f"{fixed((value + unit // 2) // unit, decimals)}万件"] * (decimals == 3 or value >= 50)
        if value > 10:
            forms += [f"{value // 10 * 10}余件", f"{value // 10 * 10 + 10}近件"]
        text = self.dice.choice(forms)
        return f"近{text.replace('近', '')}" if "近" in text and 10 * value >= 9 * digits(text)[0] else text.replace(
            f"{value // 10 * 10 + 10}近件", f"{value}件")  # fmt: skip

    def change(self, now: int, base: int) -> tuple[str, bool]:
        """=> what is printed, and whether it is a rise."""
        up = now > base or (now == base and self.dice.random() < 0.5)
        size = abs(now - base)
        form = self.dice.choice(["amount", "0", "1", "2", "倍"]) if base else "amount"
        if form == "amount" or (form == "倍" and not up):
            return ("增加" if up else "减少") + f"{size}件", up
        hundred, decimals = (1, 1) if form == "倍" else (100, int(form))
        units = (2 * hundred * 10**decimals * size + base) // (2 * base)
        return ("增长" if up else "下降") + fixed(units, decimals) + ("倍" if form == "倍" else "%"), up

    def add(self) -> None:
        """One more print, of any kind."""
        dice, name = self.dice, f"n{len(self.prints)}"
        q = dice.choice(list(self.truth))
        line = next(years for years in self.years if q in years)
        at = line.index(q)
        if at < len(line) - 1 and dice.random() < 0.5:  # most can be said of a later year
            q, at = line[-1], len(line) - 1
        kind = dice.choice(KINDS)
        value = self.truth[q]
        if kind == "change" and at:
            base = line[dice.randrange(at)]
            text, up = self.change(value, self.truth[base])
            made = number(name, text, q, "change", "up" if up else "down", base_period=base.period)
            self.prints.append(Print(made, printed_change(q, (base,), up)))
        elif kind == "mean" and at > 1 and "-" not in q.period:
            over = tuple(line[at - dice.randint(2, at) : at])
            total = sum(self.truth[one] for one in over)
            text, up = self.change(len(over) * value, total)
            if "件" not in text:
                base_period = f"{over[0].period}/{over[-1].period}"
                about = {"base_period": base_period, "aggregation": "mean"}
                made = number(name, text, q, "change", "up" if up else "down", **about)
                self.prints.append(Print(made, printed_change(q, over, up)))
        elif kind == "yearly" and at > 1 and "-" not in q.period and self.truth[line[0]] and value:
            times, base = at, line[0]
            up, decimals = value >= self.truth[base], dice.randint(0, 1)
            for units in range(200 * 10**decimals):
                text = ("增长" if up else "下降") + fixed(units, decimals) + "%"
                if printed_yearly(q, base, times, up)(text, self.one())[0]:
                    span = q._replace(period=f"{int(base.period) + 1}/{q.period}")
                    about = {"base_period": base.period, "aggregation": "annual_rate"}
                    made = number(name, text, span, "change", "up" if up else "down", **about)
                    self.prints.append(Print(made, printed_yearly(q, base, times, up)))
                    break
        elif kind == "run" and at > 1 and "-" not in q.period:
            spread = tuple(line[: at + 1])
            for up in (True, False):
                if run(spread, up)("", self.one())[0]:
                    made = number(
                        name, f"{at}年", q._replace(period=f"{spread[1].period}/{q.period}"), "duration",
                        "up" if up else "down",
                    )  # fmt: skip
                    self.prints.append(Print(made, run(spread, up)))
        elif kind == "spread" and at and "-" not in q.period:
            spread = tuple(line[: at + 1])
            values = [self.truth[one] for one in spread]
            span = q._replace(period=f"{spread[0].period}/{q.period}")
            about = {"aggregation": "each" if max(values) == min(values) else "highest"}
            test = printed_level(q, spread) if about["aggregation"] == "each" else highest(spread)
            self.prints.append(Print(number(name, f"{max(values)}件", span, **about), test))
        elif kind == "share" and self.rules:
            others = [o for o in self.truth if o != q and o.period == q.period and self.truth[o] >= max(value, 1)]
            if others:
                whole, decimals = dice.choice(others), dice.randint(0, 2)
                units = int(rounded(np.array(value), np.array(self.truth[whole]), 100, decimals))
                made = shared(name, fixed(units, decimals), q, whole)
                self.prints.append(Print(made, printed_share(q, whole)))
        elif kind == "gap" and "areas" in self.rules:
            other = dice.choice([o for o in self.truth if o.period == q.period and o != q])
            up = value >= self.truth[other]
            made = number(name, f"{abs(value - self.truth[other])}件", q, "gap", "up" if up else "down")
            self.prints.append(Print(replace(made, comparator=other.area), printed_change(q, (other,), up)))
        else:
            self.prints.append(Print(number(name, self.level(value), q), printed_level(q)))

    @property
    def numbers(self) -> list[Number]:
        return [print.number for print in self.prints]

    def masks(self, quantities: frozenset[Quantity], names: list[str]) -> np.ndarray:
        """=> for each world of the grid, which of the prints hold, as bits."""
        grid = self.grid
        found = np.zeros(len(next(iter(grid.values()))), np.int64)
        for print in self.prints:
            if print.number.number_id in names:
                found |= print.holds(grid).astype(np.int64) << names.index(print.number.number_id)
        return found

    def world(self, reading: Reading = "printed", boxed: bool = True) -> World:
        """=> the engine's world; `boxed`, with rules that no quantity is greater than the box allows."""
        known = {n.number_id: n for n in self.numbers}
        domain = next(iter(self.truth)).domain
        tables = {**TABLES, "indicators": [row | {"domain": domain} for row in INDICATORS]}
        boxes = [number(f"box {q.indicator} {q.area} {q.period}", f"不超过{self.most(q)}件", q)
                 for q in self.truth] if boxed else []  # fmt: skip
        here = built(known, [*self.numbers, *boxes], [RULES[kind] for kind in self.rules], tables, reading)
        if not boxed:
            return here
        names = {box.number_id for box in boxes}

        def ruled(component: Component) -> Component:
            limits = tuple(replace(s, kind="rule") for s in component.prints if s.name in names)
            return Component(tuple(s for s in component.prints if s.name not in names), (*component.rules, *limits))

        return replace(here, components=tuple(ruled(component) for component in here.components))


SHAPES = ("series", "sum", "part", "areas", "periods")


def office(seed: int, prints: int = 0) -> Office:
    """A seed => a world of up to six quantities, printed; every print holds in it."""
    dice = random.Random(seed)
    made = Office(dice)
    made.make(SHAPES[seed % len(SHAPES)])
    for _ in range(prints or dice.randint(1, 8)):
        made.add()
    if not made.prints:
        q, value = next(iter(made.truth.items()))
        made.prints.append(Print(number("n0", f"{value}件", q), printed_level(q)))
    one = made.one()
    for print in made.prints:
        assert print.holds(one)[0], (seed, print.number)
    return made


def spoiled(made: Office) -> Office:
    """The same office, one or two of its prints off by some units."""
    dice, prints = made.dice, list(made.prints)
    for _ in range(dice.randint(1, 2) if prints else 0):
        at = dice.randrange(len(prints))
        number = prints[at].number
        shape = form(number)
        if shape is None or number.measure == "duration":
            continue
        units = shape.units + dice.choice([-3, -2, -1, 1, 2, 3, 7])
        if units >= 1 and not (number.is_share and units > 100 * 10**shape.decimals):
            prints[at] = prints[at].instead(shape.text(units))
    return replace(made, prints=prints)


# --- large worlds, which no grid holds -------------------------------------------------------------------------------

WAYS = {"printed": ("half-up",), "wide": ("half-up", "truncated", "up")}


def written(value: Fraction, decimals: int, way: str) -> str:
    """31.265, 2 => '31.27', cut off '31.26', rounded up '31.27'."""
    scaled = value * 10**decimals
    units = {"half-up": math.floor(scaled + Fraction(1, 2)), "truncated": math.floor(scaled), "up": math.ceil(scaled)}
    return fixed(units[way], decimals)


@dataclass
class Large(Office):
    """A world of any size, of counts, money or percentages, printed under a reading."""

    kind: str = "count"
    ways: tuple[str, ...] = ("half-up",)

    def way(self) -> str:
        return self.dice.choice(self.ways)

    def scale(self) -> tuple[str, int]:
        return ("亿元", 10**8) if self.kind == "amount" else self.dice.choice([("件", 1), ("万件", 10**4)])

    def tell(self, q: Quantity, base: Quantity | None, name: str) -> Number | None:
        value, d = Fraction(self.truth[q]), self.dice.randint(0, 2)
        if self.kind == "percent":
            if base is None:
                return number(name, written(value, d, self.way()) + "%", q)
            moved = value - self.truth[base]
            text = ("上升" if moved >= 0 else "下降") + written(abs(moved), d, self.way()) + "个百分点"
        elif base is None:
            scale, unit = self.scale()
            return number(name, written(value / unit, d if unit > 1 else 0, self.way()) + scale, q)
        else:
            before = Fraction(self.truth[base])
            moved = value - before
            verb = "增长" if moved >= 0 else "下降"
            if self.dice.random() < 0.3:
                scale, unit = self.scale()
                text = verb + written(abs(moved) / unit, d if unit > 1 else 0, self.way()) + scale
            elif not before:
                return None
            else:
                text = verb + written(100 * abs(moved) / before, d, self.way()) + "%"
        return number(name, text, q, "change", "up" if moved >= 0 else "down", base_period=base.period)

    @property
    def numbers(self) -> list[Number]:
        return self.told

    told: list[Number] = field(default_factory=list)


def large(seed: int, reading: Reading) -> Large:
    """A seed, a reading => a world printed by offices that the reading understands."""
    dice = random.Random(seed)
    kind = ("count", "amount", "percent")[seed % 3]
    made = Large(dice, kind=kind, ways=WAYS[reading])
    top = {"count": 10 ** dice.randint(3, 7), "amount": 10**10, "percent": 100}[kind]

    def any_value() -> int | Fraction:
        return dice.randint(0, top) if kind == "count" else Fraction(dice.randint(0, 1000 * top), 1000)

    if dice.random() < 0.5 and kind != "percent":
        made.rules = ("sum",)
        for period in ("2020", "2021"):
            parts = {of(name, period=period, domain=kind): any_value() for name in ("phone", "online")}
            made.truth |= {of(period=period, domain=kind): sum(parts.values()), **parts}
    else:
        made.truth = {of(period=str(2017 + k), domain=kind): any_value() for k in range(dice.randint(2, 6))}
    quantities = list(made.truth)
    for n in range(dice.randint(2, 10)):
        q = dice.choice(quantities)
        bases = [one for one in quantities if one.indicator == q.indicator and one.period < q.period]
        told = made.tell(q, dice.choice([None, *bases]), f"n{n}")
        if told is not None:
            made.told.append(told)
        if made.rules and dice.random() < 0.4:
            total = of(period=q.period, domain=kind)
            if q != total and made.truth[total]:
                d = dice.randint(0, 2)
                text = written(100 * Fraction(made.truth[q]) / made.truth[total], d, made.way())
                made.told.append(shared(f"s{n}", text, q, total))
    return made
