"""Prints that cannot all hold: the fewest that conflict, the smallest repairs, what could innocently explain it.

Nobody is accused: a set of prints that exclude each other says nothing on which of them is off, or why. Edit rules and
the fewest fields that must change are Fellegi and Holt's (1976).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pingan_analysis import paths
from pingan_analysis.tables import load
from pingan_analysis.world.constraints import Statement
from pingan_analysis.world.prints import POINTS, READINGS, Number, Reading, form
from pingan_analysis.world.solver import Conflicts, Given, consistent
from pingan_analysis.world.system import Component, Using, World, world

if TYPE_CHECKING:
    import pandas as pd

FARTHEST = 2_000  # units of its last digit: how far a repair is looked for
SCOPE = "another scope or definition, or another date of counting"
REVISION = "a later revision, or a base that was restated"


@dataclass(frozen=True)
class Repair:
    """One print, changed to another of the same form, and the rest can hold."""

    number_id: str
    printed: str
    instead: str

    def __str__(self) -> str:
        return f"{self.printed} → {self.instead}"


@dataclass(frozen=True)
class Conflict:
    """A minimal set of prints that cannot all hold, with the rules that they meet in."""

    prints: tuple[Number, ...]
    rules: tuple[str, ...]
    reading: Literal["as printed", "also widely read"]
    repairs: tuple[Repair, ...]  # of all that conflicts with a print of it, and so on
    aside: tuple[frozenset[str], ...]  # the fewest prints without which the rest can hold
    explanations: tuple[str, ...]
    assumption: str = ""

    @property
    def across(self) -> bool:
        return len({number.source_id for number in self.prints}) > 1


def disagreements(
    using: Using = "everything",
    raw: Path = paths.RAW,
    assume: Sequence[str] = (),
    instead: Mapping[str, str] | None = None,
    about: Sequence[str] = (),
) -> list[Conflict]:
    """Who speaks, which assumptions hold, what is printed instead => every minimal conflict that bears on `about`."""
    here, wide = (world(using, raw, assume=assume, instead=instead, reading=reading) for reading in READINGS)
    wanted = [component for component in here.components if not about or component in map(here.speaking.get, about)]
    return [conflict for component in wanted for conflict in of_component(component, here, wide)]


def of_component(component: Component, here: World, wide: World) -> Iterator[Conflict]:
    """A component => its minimal conflicts; `wide` is the same world, read widely."""
    for dispute in component.conflicts.apart():
        yield from _disputed(dispute, component, here, wide)


def _disputed(dispute: Conflicts, component: Component, here: World, wide: World) -> Iterator[Conflict]:
    repairs = tuple(_mended(dispute, component, here))
    fewest = len(dispute.aside[0]) if dispute.aside else 0
    for statements in dispute.sets:
        prints = tuple(here.numbers[statement.name] for statement in statements)
        loose = tuple(number.says("wide") for number in prints)
        rules = _rules(statements, component)
        stays = not consistent((*loose, *component.rules))
        ids = {number.number_id for number in prints}
        assumed = [s.name.partition(" ")[0] for s in component.rules if s.kind == "assumption"]
        held = consistent((*statements, *(s for s in component.rules if s.kind == "rule")))
        yield Conflict(
            prints, rules, "also widely read" if stays else "as printed",
            tuple(repair for repair in repairs if repair.number_id in ids),
            tuple(aside for aside in dispute.aside if len(aside) == fewest),
            tuple(_explained(prints, rules, stays, component, here)),
            " ".join(dict.fromkeys(assumed)) if held else "",
        )  # fmt: skip


def _rules(statements: Sequence[Statement], component: Component) -> tuple[str, ...]:
    """=> the rules without which these prints could all hold."""
    left = list(component.rules)
    for rule in list(left):
        rest = [other for other in left if other is not rule]
        if not consistent((*statements, *rest)):
            left = rest
    return tuple(rule.name for rule in left)


def repaired(component: Component, here: World) -> Iterator[Repair]:
    """A component => for each print that alone could mend a conflict, the nearest other print that would."""
    for dispute in component.conflicts.apart():
        yield from _mended(dispute, component, here)


def _mended(dispute: Conflicts, component: Component, here: World) -> Iterator[Repair]:
    """What is itself in another dispute is not asked what a print should have been."""
    elsewhere = component.conflicts.names - dispute.names
    for aside in dispute.aside:
        if len(aside) == 1:
            number = here.numbers[next(iter(aside))]
            rest = tuple(one for one in component.statements if one.name not in aside and one.name not in elsewhere)
            yield from _nearest(number, rest, here.reading)


@lru_cache(maxsize=1024)
def _nearest(number: Number, rest: tuple[Statement, ...], reading: Reading) -> tuple[Repair, ...]:
    return tuple(_tried(number, rest, reading))


def _tried(number: Number, rest: tuple[Statement, ...], reading: Reading) -> Iterator[Repair]:
    shape = form(number)
    if shape is None:
        return
    given = Given(rest)
    for distance in range(1, FARTHEST + 1):
        found = False
        for k in (shape.units - distance, shape.units + distance):
            if k < 1 or (number.is_share and k > 100 * 10**shape.decimals):
                continue
            variant = number.says(reading, shape.text(k))
            if variant.said and given.allows(variant):
                found = True
                yield Repair(number.number_id, number.printed, shape.text(k))
        if found:
            return


def repaired_alone(number: Number, rest: tuple[Statement, ...], reading: Reading) -> str:
    """A number, what is said beside it => the nearest print of its form that the rest allows, or ''."""
    return next((repair.instead for repair in _nearest(number, rest, reading)), "")


def as_points(number: Number) -> Number | None:
    """'8.48%' of a percentage => the same as 8.48 percentage points, None where that is no question."""
    if number.measure != "change" or number.domain != "percent" or number.unit in POINTS:
        return None
    shape = form(number)
    if shape is None:
        return None
    return replace(number, printed=f"{shape.before}{shape.size(shape.units)}个百分点", unit="个百分点")


def _explained(
    prints: Sequence[Number], rules: Sequence[str], stays: bool, component: Component, here: World
) -> Iterator[str]:
    """=> what could innocently explain a conflict, the likeliest first."""
    if not stays:
        yield "rounding: read widely, they can all hold"
    for number in prints:
        points = as_points(number)
        rest = [n.says(here.reading) for n in prints if n is not number]
        if points and consistent((*rest, points.says(here.reading), *component.rules)):
            yield f"{number.printed} read as percentage points, not per cent"
    if len({number.source_id for number in prints}) > 1:
        yield SCOPE
        yield REVISION
    else:
        if any(number.measure == "change" for number in prints):
            yield "a base that was restated after it was first published"
        if rules:
            yield "parts and total of different scopes or dates"
        yield SCOPE
    if any(number.confidence != "high" for number in prints):
        doubt = ", ".join(number.number_id for number in prints if number.confidence != "high")
        yield f"our reading: {doubt} is not certain"


def conflicts(
    about: str | Sequence[str] = (),
    using: Using = "everything",
    raw: Path = paths.RAW,
    *,
    instead: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """=> a row for each minimal set of prints that cannot all hold, as they stand and under each named assumption.

    `reading`: as printed (a matter of rounding), or also widely read. `repairs`: single prints, changed to the nearest
    of the same form, with which the rest can hold. `aside`: the fewest to set aside. `explanations`: innocent ones.
    `about` keeps those that bear on a number (its id, or several); `instead` asks what if: number ids with what they
    might have printed.

    >>> found = conflicts()
    >>> found[found.number_ids.str.contains("hzrb2018-huzhou-phone ")].repairs.unique().tolist()
    ['714起 → 701起']
    """
    import pandas as pd

    assumptions = [row["rule_id"] for row in load.records("rules", raw) if row["status"] == "assumption"]
    named = [about] if isinstance(about, str) else list(about)
    found = disagreements(using, raw, (), instead, named)
    known = {tuple(n.number_id for n in conflict.prints) for conflict in found}
    for assumption in assumptions:
        more = disagreements(using, raw, [assumption], instead, named)
        found += [c for c in more if c.assumption and tuple(n.number_id for n in c.prints) not in known]
    columns = [
        "conflict_id", "number_ids", "printed", "rules", "assumption", "reading", "documents", "repairs", "aside",
        "explanations",
    ]  # fmt: skip
    return pd.DataFrame([_row(n, conflict) for n, conflict in enumerate(found, 1)], columns=columns)


def _row(n: int, conflict: Conflict) -> dict[str, object]:
    return {
        "conflict_id": f"c{n:02d}",
        "number_ids": " ".join(number.number_id for number in conflict.prints),
        "printed": "; ".join(f"{number.subject}, {number.period}: {number.gloss}" for number in conflict.prints),
        "rules": "; ".join(conflict.rules),
        "assumption": conflict.assumption,
        "reading": conflict.reading,
        "documents": "across documents" if conflict.across else "within one document",
        "repairs": "; ".join(map(str, conflict.repairs)),
        "aside": "; ".join(" ".join(sorted(names)) for names in conflict.aside),
        "explanations": "; ".join(conflict.explanations),
    }
