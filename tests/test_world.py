"""A seeded sample of worlds, printed and held against every world that prints the same; large ones hold the truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import brute_world
import offices
import pytest
from offices import large, office, spoiled

from pingan_analysis.world.prints import Reading
from pingan_analysis.world.solver import Conflicts, bounds
from pingan_analysis.world.system import Component, built

SAMPLE = 120  # worlds


def test_bounds_conflicts_repairs_and_relations_are_those_of_every_world() -> None:
    held, wrong = brute_world.batch(0, SAMPLE)
    assert wrong == []
    for seen in ("ends of bounds", "counts of whole numbers", "repairs tried", "neighbours of prints", "relations"):
        assert held[seen] > SAMPLE, seen
    assert held["relations true in some"] > 5 and held["spoiled worlds"] == SAMPLE / 3


def test_every_kind_of_print_and_rule_is_drawn() -> None:
    seen: Counter[str] = Counter()
    for seed in range(SAMPLE):
        made = office(seed)
        seen.update((*made.rules, *(f"{n.measure} {n.aggregation}".strip() for n in made.numbers)))
        for measure, words in (("change", "%倍件"), ("level", "余近万")):
            seen.update(word for n in made.numbers if n.measure == measure for word in words if word in n.printed)
    for what in (
        "sum", "part", "areas", "periods", "level", "level highest", "level each", "change", "change mean", "share",
        "gap", "change annual_rate", "duration", *"%倍件余近万",
    ):  # fmt: skip
        assert seen[what], (what, seen)


@pytest.mark.parametrize("reading", ["printed", "wide"])
def test_no_true_world_is_in_conflict_and_bounds_hold_the_truth(reading: Reading) -> None:
    """Counts of seven digits, money, percentages and points; read widely, also cut off or rounded up."""
    for seed in range(150):
        made = large(seed, reading)
        here = made.world(reading, boxed=False)
        for component in here.components:
            assert not component.conflicts.sets, (seed, made.numbers)
            for quantity, b in component.bounds().items():
                if quantity in made.truth:
                    value = made.truth[quantity]
                    above = b.low is None or b.low < value or (b.low == value and not b.low_open)
                    below = b.high is None or value < b.high or (b.high == value and not b.high_open)
                    assert above and below, (seed, quantity, value, b)


def test_the_wide_reading_holds_the_narrow_one() -> None:
    for seed in range(60):
        made = office(seed)
        narrow, wide = made.world("printed", boxed=False), made.world("wide", boxed=False)
        for quantity, component in narrow.where.items():
            b, w = component.bounds()[quantity], wide.bounds(quantity)
            assert w.low is None or (b.low is not None and w.low <= b.low), (seed, quantity)
            assert w.high is None or (b.high is not None and w.high >= b.high), (seed, quantity)


def test_the_order_of_prints_changes_no_bounds_and_no_conflict() -> None:
    for seed in range(0, 90, 3):
        made = spoiled(office(seed))
        component = max(made.world().components, key=lambda one: len(one.prints))
        turned = Component(component.prints[::-1], component.rules[::-1])
        ends = [
            {q: (b.low, b.high, b.low_open, b.high_open, b.size) for q, b in one.bounds().items()}
            for one in (component, turned)
        ]
        assert ends[0] == ends[1]
        sets = [{frozenset(s.name for s in conflict) for conflict in one.conflicts.sets} for one in (component, turned)]
        assert sets[0] == sets[1] and set(component.conflicts.aside) == set(turned.conflicts.aside)


def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The brute force is not blind: an end that is off by one, a conflict that is lost and a wrong truth are seen."""

    def shifted(self: Component) -> object:
        found = bounds(self.maximal[0])
        return {q: replace(b, low=b.low + 1) if b.low is not None else b for q, b in found.items()}

    with monkeypatch.context() as patched:
        patched.setattr(Component, "bounds", shifted)
        assert brute_world.batch(0, 10)[1]
    with monkeypatch.context() as patched:
        patched.setattr(Component, "conflicts", Conflicts((), ()))
        assert brute_world.batch(0, 30)[1]
    with monkeypatch.context() as patched:
        patched.setattr(brute_world, "_truth", lambda *_: "some")
        assert brute_world.batch(0, 10)[1]


def test_a_county_is_in_its_province_where_nothing_is_said_of_its_city() -> None:
    county, province = offices.of(area=offices.COUNTY), offices.of(area=offices.HERE)
    numbers = [offices.number("a", "40件", county), offices.number("b", "30件", province)]
    here = built({n.number_id: n for n in numbers}, numbers, [offices.RULES["areas"]], offices.TABLES)
    assert [len(one) for component in here.components for one in component.conflicts.sets] == [2]
