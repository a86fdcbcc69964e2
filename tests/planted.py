"""Wrong digits planted in printed numbers: how many are caught? As many as corroboration says.

`python tests/planted.py` (or `make planted`) prints the table. A number that the rest corroborates is printed wrong, by
another print of its form drawn at random; the error is caught if the world then has a conflict that it did not have.
Corroboration's share is the probability of that, worked out beforehand by another way; so the two must agree, within
what the draw leaves open.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from offices import office

from pingan_analysis.world.constraints import components
from pingan_analysis.world.prints import Number, form, nearby
from pingan_analysis.world.solver import consistent
from pingan_analysis.world.standing import _corroborated
from pingan_analysis.world.system import World, world

DRAWS = 8  # wrong prints of each number
SMALL = 120  # small worlds


@dataclass
class Count:
    """Numbers, what was planted and caught, and what corroboration had said of it."""

    numbers: int = 0
    planted: int = 0
    caught: int = 0
    expected: float = 0.0
    variance: float = 0.0

    def add(self, share: float, planted: int, caught: int) -> None:
        self.numbers += 1
        self.planted += planted
        self.caught += caught
        self.expected += share * planted
        self.variance += share * (1 - share) * planted

    @property
    def off(self) -> float:
        """=> by how many standard errors the two differ."""
        return abs(self.caught - self.expected) / max(self.variance, 0.25) ** 0.5


def wrong(number: Number, dice: random.Random) -> Iterator[str]:
    """=> other prints of the same form, near the number, as they come."""
    shape, candidates = form(number), nearby(number)
    if shape and candidates:
        for units in dice.choices(candidates, k=DRAWS):
            yield shape.text(units)


def caught(number: Number, printed: str, here: World) -> bool:
    """Does its component have a conflict with the other print in its place?"""
    component = here.speaking[number.number_id]
    said = replace(number, printed=printed).says(here.reading)
    rest = [said if s.name == number.number_id else s for s in component.prints]
    return any(not consistent(tuple(group)) for group in components([*rest, *component.rules]))


def planted_in(here: World, numbers: Sequence[Number], dice: random.Random, table: dict[str, Count]) -> None:
    for number in numbers:
        if number.number_id not in here.speaking or here.speaking[number.number_id].conflicts.sets:
            continue  # where there is a conflict already, none is new
        found = _corroborated(number, here.speaking[number.number_id], here.reading)
        if found.status != "corroborated":
            continue
        texts = list(wrong(number, dice))
        table.setdefault(number.measure, Count()).add(
            found.share, len(texts), sum(caught(number, text, here) for text in texts)
        )


def measured(seed: int = 1) -> Mapping[str, dict[str, Count]]:
    """=> by where they stand and by measure, what was planted and caught."""
    dice = random.Random(seed)
    tables: dict[str, dict[str, Count]] = {"reported numbers": {}, "small worlds": {}}
    here = world()
    sound = [n for n in here.numbers.values() if n.number_id in here.speaking]
    planted_in(here, sound, dice, tables["reported numbers"])
    for n in range(SMALL):
        made = office(n)
        planted_in(made.world(), made.numbers, dice, tables["small worlds"])
    return tables


def table(tables: Mapping[str, dict[str, Count]]) -> str:
    lines = [f"{'':18} {'measure':9} {'numbers':>7} {'planted':>7} {'caught':>7} {'expected':>8}  standard errors"]
    for where, counts in tables.items():
        for measure, c in sorted(counts.items()):
            shown = f"{c.caught / c.planted:7.1%} {c.expected / c.planted:8.1%}  {c.off:.1f}" if c.planted else ""
            lines.append(f"{where:18} {measure:9} {c.numbers:7} {c.planted:7} {shown}")
    return "\n".join(lines)


if __name__ == "__main__":
    print("Wrong digits planted in corroborated numbers: caught, and what corroboration said")
    print(table(measured()))
