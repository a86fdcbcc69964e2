"""Brute force on worlds: what the engine says of a small world, held against every world within a box.

Bounds sharp and whole numbers counted, conflicts all and minimal, the fewest to set aside, the nearest repairs, what a
print's neighbours are excluded by the rest, and whether relations hold in all, some or no world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import numpy as np
from offices import Office, Print, office, spoiled

from pingan_analysis.world.constraints import Quantity
from pingan_analysis.world.disagreement import repaired
from pingan_analysis.world.judging import _around, _truth
from pingan_analysis.world.predicates import Claim, relation
from pingan_analysis.world.prints import form, nearby
from pingan_analysis.world.solver import FEW
from pingan_analysis.world.standing import excluded
from pingan_analysis.world.system import Component, World

RELATIONS = (
    "a + b == c", "a > b", "a >= b", "a == b", "a - b == 1", "a + b == 2 * a", "100 * a == c * (a + b)",
    "2 * a <= b + c", "a * b > c", "a / b > 2", "a - a == 1", "a <= a + b", "a > b > c", "a * a >= b * c", "a + 3 > c",
)  # fmt: skip
Faults = list[str]
BATCH = 100  # worlds


class Held(Counter[str]):
    """How much was held, by what."""


def maximal(masks: np.ndarray) -> list[int]:
    """=> the greatest sets of prints that some world has."""
    found = sorted((int(mask) for mask in np.unique(masks)), key=lambda mask: -mask.bit_count())
    kept: list[int] = []
    for mask in found:
        if not any(mask & other == mask for other in kept):
            kept.append(mask)
    return kept


def minimal_conflicts(kept: list[int], prints: int) -> set[int]:
    """=> the sets of prints that no world has, each of whose parts some world has."""
    bad: list[int] = []
    for size in range(1, prints + 1):
        for chosen in combinations(range(prints), size):
            mask = sum(1 << n for n in chosen)
            if any(mask & other == other for other in bad):
                continue
            if not any(mask & good == mask for good in kept):
                bad.append(mask)
    return set(bad)


def values(made: Office, quantity: Quantity, masks: np.ndarray, mask: int) -> np.ndarray:
    return np.unique(made.grid[quantity][masks & mask == mask])


def of_component(made: Office, component: Component, here: World, held: Held) -> Faults:
    names = [statement.name for statement in component.prints]
    masks = made.masks(component.quantities, names)
    kept, whole = maximal(masks), (1 << len(names)) - 1
    found, wrong = component.conflicts, []

    def said(ids: Iterable[str]) -> int:
        return sum(1 << names.index(name) for name in ids)

    sets = {said(s.name for s in one) for one in found.sets}
    aside = {said(names) for names in found.aside}
    held["conflicts"] += 1
    expected = minimal_conflicts(kept, len(names)) if kept != [whole] else set()
    if sets != expected or len(sets) != len(found.sets):
        wrong.append(f"conflicts {found.sets} are not {expected}")
    held["sets of prints that some or no world has"] += 2 ** len(names) if kept != [whole] else 1
    if aside != ({whole & ~mask for mask in kept} if kept != [whole] else set()):
        wrong.append(f"aside {found.aside}: {kept}")
    bounds = component.bounds()
    for quantity in sorted(component.quantities & set(made.truth)):
        seen = np.unique(np.concatenate([values(made, quantity, masks, mask) for mask in kept]))
        b = bounds[quantity]
        held["ends of bounds"] += 2
        if (b.low, b.high) != (seen[0], seen[-1]):
            wrong.append(f"{quantity}: {b.low} to {b.high} is not {seen[0]} to {seen[-1]}")
        if kept == [whole]:
            held["counts of whole numbers"] += 1
            if b.size != len(seen) and not (b.size is None and seen[-1] - seen[0] >= FEW):
                wrong.append(f"{quantity}: {b.size} values are not {len(seen)}: {seen}")
    by_name = {print.number.number_id: print for print in made.prints}
    if kept != [whole]:
        wrong += mended(made, component, here, kept, by_name, held)
    else:
        wrong += standing(made, component, here, by_name, held)
    return wrong


def apart(conflicts: set[int]) -> list[set[int]]:
    """Minimal conflicts => by those that share no print, nor are linked by others that do."""
    left, found = set(conflicts), []
    while left:
        dispute = {left.pop()}
        while more := {one for one in left if any(one & other for other in dispute)}:
            dispute |= more
            left -= more
        found.append(dispute)
    return found


def admitted(made: Office, names: list[str], without: str, variant: Print) -> bool:
    others = [print for print in made.prints if print.number.number_id in names and print.number.number_id != without]
    return bool(np.logical_and.reduce([print.holds(made.grid) for print in [*others, variant]]).any())


def mended(
    made: Office, component: Component, here: World, kept: list[int], by_name: dict[str, Print], held: Held
) -> Faults:  # fmt: skip
    """Repairs are the nearest prints of the same form that would do."""
    names = [statement.name for statement in component.prints]
    disputes = apart(minimal_conflicts(kept, len(names)))
    found: dict[str, set[str]] = {}
    for repair in repaired(component, here):
        found.setdefault(repair.number_id, set()).add(repair.instead)
    wrong = []
    for name in names:
        bit = 1 << names.index(name)
        alone = any(all(conflict & bit for conflict in dispute) for dispute in disputes)
        elsewhere = {conflict for dispute in disputes if not any(c & bit for c in dispute) for conflict in dispute}
        asked = [other for n, other in enumerate(names) if not any(conflict >> n & 1 for conflict in elsewhere)]
        print, shape = by_name[name], form(by_name[name].number)
        if not alone or shape is None or print.number.measure == "duration":
            if found.get(name):
                wrong.append(f"{name} is repaired alone, but cannot be")
            continue
        expected: set[str] = set()
        if shape.units > 100 * 10**shape.decimals and print.number.direction == "down":
            continue  # a fall by more than all there is speaks of no base
        for distance in range(1, 300):
            for k in (shape.units - distance, shape.units + distance):
                if k >= 1 and not (print.number.is_share and k > 100 * 10**shape.decimals):
                    held["repairs tried"] += 1
                    if admitted(made, asked, name, print.instead(shape.text(k))):
                        expected.add(shape.text(k))
            if expected:
                break
        if expected and found.get(name, set()) != expected:
            wrong.append(f"{name} {print.number.printed}: repairs {found.get(name)} are not {expected}")
    return wrong


def standing(made: Office, component: Component, here: World, by_name: dict[str, Print], held: Held) -> Faults:
    """Of the neighbours of one print, those are excluded that no world has."""
    names = [statement.name for statement in component.prints]
    name = names[made.dice.randrange(len(names))]
    print, shape = by_name[name], form(by_name[name].number)
    if shape is None or print.number.measure == "duration":
        return []
    candidates = nearby(print.number)
    others = [s for s in component.statements if s.name != name]
    out = set(excluded(print.number, others, here.reading, candidates))
    expected = {k for k in candidates if not admitted(made, names, name, print.instead(shape.text(k)))}
    held["neighbours of prints"] += len(candidates)
    if len(expected) > FEW and out < expected:  # in a circle, not every one of many is asked for
        held["neighbours too many to ask for"] += len(expected - out)
        return []
    return [] if out == expected else [f"{name} {print.number.printed}: {len(out ^ expected)} neighbours are not so"]


def related(made: Office, here: World, held: Held) -> Faults:
    """A random relation between levels and changes by an amount: in all, some or none of the worlds?"""
    levels = [p for p in made.prints if p.number.measure == "level" and not p.number.aggregation]
    if not levels:
        return []
    own = made.dice.sample(levels, 3) if len(levels) > 2 else [made.dice.choice(levels) for _ in "abc"]
    text = made.dice.choice(RELATIONS)
    letters = {letter: made.grid[p.number.quantity] for letter, p in zip("abc", own, strict=True)}
    predicate = relation(Claim("asked", "relation", tuple(p.number for p in own), {"relation": text}))
    around = _around(predicate, here)
    names = [s.name for s in around.prints]
    masks = made.masks(frozenset(), names)
    with np.errstate(divide="ignore", invalid="ignore"):
        if " > b > c" in text:
            so = (letters["a"] > letters["b"]) & (letters["b"] > letters["c"])
        else:
            so = eval(text, {}, letters)
    answers = set()
    real = letters["b"] != 0 if "/" in text else np.ones(len(masks), bool)  # nothing is divided by 0
    for mask in maximal(masks):
        here_so = so[(masks & mask == mask) & real]
        answers.add("all" if len(here_so) and here_so.all() else "some" if here_so.any() else "none")
    expected = answers.pop() if len(answers) == 1 else "some"
    held["relations"] += 1
    held[f"relations true in {expected}"] += 1
    found = _truth(predicate, around)
    return [] if found == expected else [f"{text} {[p.number.printed for p in own]}: {found}, not {expected}"]


def batch(seed: int, worlds: int = BATCH) -> tuple[Held, Faults]:
    """A seed => what was held of so many worlds, true ones and spoiled ones, and what was wrong."""
    held, wrong = Held(), []
    for at in range(seed * worlds, (seed + 1) * worlds):
        made = office(at)
        made = spoiled(made) if at % 3 == 0 else made
        here = made.world()
        held["worlds"] += 1
        held["spoiled worlds"] += at % 3 == 0
        faults: Faults = []
        for component in (one for one in here.components if one.prints):
            if at % 3 and component.conflicts.sets:
                faults.append(f"a true world in conflict: {component.conflicts.sets}")
            faults += of_component(made, component, here, held)
        for _ in range(3):
            faults += related(made, here, held)
        wrong += [f"{at}, {[(n.printed, n.measure, n.period) for n in made.numbers]}: {fault}" for fault in faults]
    return held, wrong


def checks(held: Held) -> int:
    """=> how many single comparisons that is."""
    return sum(number for what, number in held.items() if "worlds" not in what and "true in" not in what)
