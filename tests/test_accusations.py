"""The worst bug: to accuse true numbers. An office makes true worlds for each kind of claim and prints them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from offices import WAYS, number, of, written
from test_worked import worlds

from pingan_analysis.world.constraints import Quantity
from pingan_analysis.world.judging import _found
from pingan_analysis.world.predicates import KINDS, Claim
from pingan_analysis.world.prints import Number, Reading

SPAN = range(2010, 2022)
Levels = Mapping[int, int]
Made = tuple[list[Number], Mapping[str, str]]  # a claim's own numbers, its parameters


class Office:
    """Makes up a series and prints some of it: levels in full or in 万, with 余, 近 and 超; changes."""

    def __init__(self, seed: int, reading: Reading) -> None:
        self.dice, self.ways, self.others = random.Random(seed), WAYS[reading], list[Number]()
        top = 10 ** self.dice.randint(2, 6)
        drift = self.dice.choice([0, 1, -1]) * top // 15
        start = top // 2 + (top // 2 if drift < 0 else 0)
        self.levels = {y: max(start + drift * n + self.dice.randint(0, top // 5), 1) for n, y in enumerate(SPAN)}
        for year in SPAN:
            if self.dice.random() < 0.4:
                self.others.append(self.level(f"l{year}", year))
            if year > SPAN[0] and self.dice.random() < 0.4:
                self.others.append(self.change(f"c{year}", year))

    def way(self) -> str:
        return self.dice.choice(self.ways)

    def count(self, value: int) -> str:
        form = self.dice.choice(["full", "full", "万", "余", "超", "近"])
        unit = 10 ** max(len(str(value)) - self.dice.randint(1, 2), 0)
        below, above = value // unit * unit, value // unit * unit + unit
        if form == "万" and value >= 10**4:
            return written(Fraction(value, 10**4), self.dice.randint(0, 2), self.way()) + "万件"
        if form == "余" and unit > 1 and below:
            return f"{below}余件"
        if form == "超" and 0 < below < value:
            return f"超{below}件"
        if form == "近" and 10 * value >= 9 * above and unit > 1:
            return f"近{above}件"
        return f"{value}件"

    def level(self, name: str, year: int, q: Quantity | None = None) -> Number:
        return number(name, self.count(self.levels[year]), q or of(period=str(year)))

    def change(self, name: str, year: int, base: int = 0) -> Number:
        base = base or year - 1
        now, before = self.levels[year], self.levels[base]
        verb = "增长" if now >= before else "下降"
        size = written(Fraction(100 * abs(now - before), before), self.dice.randint(0, 2), self.way())
        return number(name, f"{verb}{size}%", of(period=str(year)), "change", base_period=str(base))

    def span(self, name: str, years: int, end: int) -> Number:
        return number(name, f"{years}年", of(f"span {name}", period=str(end)), "duration")


def fell(v: Levels, year: int) -> bool:
    return v[year] < v[year - 1]


def relation(o: Office) -> Made | None:
    one, two = o.dice.sample(list(SPAN), 2)
    a, b = o.levels[one], o.levels[two]
    text = o.dice.choice(
        ["a > b" if a > b else "a <= b", f"a - b == {a - b}" if a >= b else f"b - a == {b - a}",
         "a / b > 1" if a > b else "a / b <= 1", "a + b > a", "2 * a > b" if 2 * a > b else "2 * a <= b"]
    )  # fmt: skip
    return [o.level("a", one), o.level("b", two)], {"relation": text}


def fall(o: Office) -> Made | None:
    year = o.dice.choice(SPAN[1:])
    return ([o.change("own", year)], {}) if o.levels[year] != o.levels[year - 1] else None


def record(o: Office) -> Made | None:
    year, years = o.dice.choice(SPAN[3:]), o.dice.randint(2, 4)
    if o.levels[year] < max(o.levels[y] for y in range(year - years + 1, year)):
        return None
    return [o.level("own", year), o.span("window", years, year)], {}


def first_fall(o: Office) -> Made | None:
    year, since = o.dice.choice(SPAN[3:]), o.dice.choice(SPAN[1:4])
    if since > year or not fell(o.levels, year) or any(fell(o.levels, y) for y in range(since, year)):
        return None
    return [o.change("own", year)], {"since": str(since)}


def first_turning(o: Office) -> Made | None:
    v, year, since = o.levels, o.dice.choice(SPAN[3:]), o.dice.choice(SPAN[1:4])
    turned = [fell(v, y) and not fell(v, y - 1) for y in range(since + 1, year)]
    if since > year or not fell(v, year) or any(turned):
        return None
    return [o.change("own", year)], {"since": str(since)}


def turning_point(o: Office) -> Made | None:
    v, year = o.levels, o.dice.choice(SPAN[4:9])
    peak, true = year - 1, []
    if fell(v, year) and v[peak] > v[peak - 1]:
        true.append({"definition": "weak"})
    if max(v[peak - 2], v[peak - 1], v[peak + 1], v[peak + 2]) < v[peak]:
        true.append({"definition": "strong", "years": "2"})
    if v[peak] >= v[peak - 1] and fell(v, year) and fell(v, year + 1):
        true.append({"definition": "sustained", "years": "2"})
    return ([o.change("own", year)], o.dice.choice(true)) if true else None


def run(o: Office) -> Made | None:
    year = o.dice.choice(SPAN[3:])
    years = next(n for n in range(len(SPAN)) if year - n == SPAN[0] or not fell(o.levels, year - n))
    return ([number("own", f"{years}年", of(period=str(year)), "duration")], {}) if years else None


def halving(o: Office) -> Made | None:
    year, years = o.dice.choice(SPAN[5:]), o.dice.randint(1, 4)
    if 2 * o.levels[year] > o.levels[year - years]:
        return None
    return [number("own", f"{years}年", of(period=str(year)), "duration"), o.change("total", year, year - years)], {}


def no_fall(o: Office) -> Made | None:
    chosen = [y for y in SPAN[1:] if not fell(o.levels, y)][:3]
    return ([o.change(f"own{y}", y) for y in chosen], {}) if chosen else None


def thresholds(o: Office) -> Made | None:
    start, end = sorted(o.dice.sample(list(SPAN), 2))
    a, b, step = o.levels[start], o.levels[end], o.dice.choice([10, 100, 1000])
    if b // step < a // step:
        return None
    steps = number("own", f"{b // step - a // step}个", of("steps", period=str(end)), "rank")
    return [o.level("a", start), o.level("b", end), steps], {"step": str(step)}


def start_year(o: Office) -> Made | None:
    start, way = o.dice.randint(1990, 2005), o.dice.randint(0, 1)
    ends = o.dice.sample(list(SPAN), 3)
    parameters = {"start": str(start)} if o.dice.random() < 0.5 else {}
    return [o.span(f"s{end}", end - start + way, end) for end in ends], parameters


def open_(o: Office) -> Made | None:
    parameters = {"units": "years", "property": "good", "what": "one", "peers": "cities", "quantity": "titles"}
    return [number("own", "第一", of("titles"), "rank")], parameters


TRUE: dict[str, Callable[[Office], Made | None]] = {
    "relation": relation, "trend": relation, "fell": fall, "record": record, "first_fall": first_fall,
    "first_turning": first_turning, "turning_point": turning_point, "run": run, "halving": halving, "no_fall": no_fall,
    "thresholds": thresholds, "start_year": start_year, "first": open_, "rank": open_,
    "all": open_,
}  # fmt: skip
WORLDS = 6  # of each kind and reading


def test_every_kind_has_its_true_worlds() -> None:
    assert TRUE.keys() == KINDS.keys()


@pytest.mark.parametrize("reading", ["printed", "wide"])
@pytest.mark.parametrize("kind", TRUE)
def test_no_true_claim_is_contradicted_and_no_true_world_in_conflict(kind: str, reading: Reading) -> None:
    seen, seed = 0, 0
    while seen < WORLDS and seed < 400 * WORLDS:
        seed += 1
        office = Office(seed, reading)
        made = TRUE[kind](office)
        if made is None:
            continue
        seen += 1
        own, parameters = made
        names = {n.number_id for n in own}
        here, wide = worlds([*own, *(n for n in office.others if n.number_id not in names)])
        for component in (here if reading == "printed" else wide).components:
            assert not component.conflicts.sets, (seed, component.conflicts.sets)
        claim = Claim("own", kind, tuple(own), parameters, frozenset({("cases", "cases")}))
        found = _found(KINDS[kind](claim).knowing(here.bounds), here, wide)
        assert found.ruling != "contradicted", (seed, own, parameters, office.levels)
        assert found.truth != "none" or reading == "wide", (seed, own, parameters, office.levels)
    assert seen == WORLDS


def test_the_other_way_round_is_contradicted_often() -> None:
    """Not for want of teeth: of false orders of printed levels most are contradicted, none supported."""
    rulings: list[Any] = []
    for seed in range(20):
        office = Office(seed, "printed")
        one, two = office.dice.sample(list(SPAN), 2)
        false = "a <= b" if office.levels[one] > office.levels[two] else "a > b"
        own = [office.level("a", one), office.level("b", two)]
        here, wide = worlds([*own, *office.others])
        claim = Claim("own", "relation", tuple(own), {"relation": false})
        rulings.append(_found(KINDS["relation"](claim), here, wide).ruling)
    assert rulings.count("contradicted") > 10 and "supported" not in rulings
