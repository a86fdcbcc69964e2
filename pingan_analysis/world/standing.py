"""What do all other prints say of a printed number? Corroborated, in conflict, or alone.

For each printed number, the other prints of the same form nearby (within 100 units of its last digit) are put in its
place: the share of them that all the other prints exclude is how well it is corroborated. The question is the
attacker's of statistical disclosure, turned round: how near do the published cells come to an unpublished one?
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pingan_analysis import paths
from pingan_analysis.errors import DataError
from pingan_analysis.tables import load
from pingan_analysis.world.constraints import Statement
from pingan_analysis.world.prints import Number, Reading, form, nearby
from pingan_analysis.world.solver import Given, beside, core
from pingan_analysis.world.system import Component, Using, World, world

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["corroborated", "in conflict", "alone"]


@dataclass(frozen=True, repr=False)
class Corroboration:
    """How a printed number stands beside all others: `excluded` of `alternatives` other prints are excluded by `by`."""

    number_id: str
    status: Status
    alternatives: int = 0
    excluded: int = 0
    by: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.excluded / self.alternatives if self.alternatives else 0.0

    def __repr__(self) -> str:
        said = f"{self.number_id}: {self.status}"
        if self.status == "corroborated":
            said += f"; {self.excluded} of {self.alternatives} other prints nearby are excluded by {', '.join(self.by)}"
        return said


def corroborated(
    number_id: str, using: Using = "everything", raw: Path = paths.RAW, *, instead: Mapping[str, str] | None = None
) -> Corroboration:
    """'zj2022-tripods' => how it stands beside all others; `instead` asks what if, as in `judge`.

    Raises DataError for an unknown number.

    >>> corroborated("zj2022-tripods")
    zj2022-tripods: corroborated; 188 of 188 other prints nearby are excluded by zj2022-tripod-cities, ...
    """
    here = world(using, raw, instead=instead)
    if number_id not in here.numbers:
        raise DataError([f"no reported number {number_id!r}"])
    return _standing(here.numbers[number_id], here, raw)


def _standing(number: Number, here: World, raw: Path) -> Corroboration:
    component = here.speaking.get(number.number_id)
    found = _corroborated(number, component, here.reading) if component else Corroboration(number.number_id, "alone")
    lists = {row["number_ids"]: row for row in load.records("lists", raw)}
    if number.number_id in lists and found.status == "alone":
        return listed(number, lists[number.number_id])
    return found


@lru_cache(maxsize=8192)
def _corroborated(number: Number, component: Component, reading: Reading) -> Corroboration:
    name = number.number_id
    if any(name == statement.name for conflict in component.conflicts.sets for statement in conflict):
        return Corroboration(name, "in conflict")
    candidates = nearby(number)
    if not candidates or len(component.prints) < 2:
        return Corroboration(name, "alone", len(candidates))
    out = set(candidates)
    for others in component.maximal:
        out = set(excluded(number, [s for s in others if s.name != name], reading, sorted(out)))
    if not out:
        return Corroboration(name, "alone", len(candidates))
    shape = form(number)
    assert shape
    gone = sorted(out, key=lambda k: (abs(k - shape.units), k))
    rest = [statement for statement in component.maximal[0] if statement.name != name]
    by: dict[str, None] = {}
    for k in [next((k for k in gone if (k < shape.units) is below), None) for below in (True, False)]:
        if k is not None and (variant := number.says(reading, shape.text(k))).said:
            prints = [statement for statement in rest if statement.kind == "print"]
            rules = [statement for statement in rest if statement.kind != "print"]
            by |= dict.fromkeys(s.name for s in core(prints, beside([*rules, variant])))
    return Corroboration(name, "corroborated", len(candidates), len(out), tuple(by))


def excluded(number: Number, others: Sequence[Statement], reading: Reading, candidates: Sequence[int]) -> Iterator[int]:
    """A number, what is said beside it, other prints of its form (in units) => those that the rest excludes."""
    shape = form(number)
    if shape is None:
        return
    said = {k: variant for k in candidates if (variant := number.says(reading, shape.text(k))).said}
    given = Given(_connected(others, {q for variant in said.values() for q in variant.quantities}))
    if given.passed is None:
        return
    always = set(number.says(reading).said)
    near = sorted(said, key=lambda k: abs(k - shape.units))
    for side in ([k for k in near if k < shape.units], [k for k in near if k > shape.units]):
        for at, k in enumerate(side):
            if given.allows(said[k]):
                continue
            yield k
            same = [c for c in said[k].said if c in always]
            ends = (Statement(number.number_id, (*same, c)) for c in said[k].said if c not in always)
            if any(not given.allows(end) for end in ends):  # which moves one way with the print: so are all beyond
                yield from (m for m in side[at + 1 :] if m or not given.allows(said[m]))  # zero has no direction
                break


def _connected(others: Sequence[Statement], quantities: set[object]) -> tuple[Statement, ...]:
    """=> those of the others that share quantities, directly or through each other."""
    reached, left, kept = set(quantities), list(others), set()
    while True:
        near = [statement for statement in left if statement.quantities & reached]
        if not near:
            return tuple(statement for statement in others if statement.name in kept)
        for statement in near:
            kept.add(statement.name)
            reached |= statement.quantities
        left = [statement for statement in left if statement.name not in kept]


def listed(number: Number, row: Mapping[str, str]) -> Corroboration:
    """A number and the list that stands beside it => its Corroboration: other counts would not have met the list."""
    items, open_ = int(row["items"]), bool(row["open"])

    def meets(printed: str) -> bool:
        value = number.value("printed", printed)
        return items <= value.high if open_ else items in value

    shape = form(number)
    others = [shape.text(k) for k in nearby(number)] if shape else []
    out = sum(not meets(printed) for printed in others)
    status: Status = (
        "corroborated" if meets(number.printed) and out else "alone" if meets(number.printed) else "in conflict"
    )
    return Corroboration(number.number_id, status, len(others), out, (f"list:{row['list_id']}",))


def corroboration(using: Using = "everything", raw: Path = paths.RAW) -> pd.DataFrame:
    """=> a row for each reported number: how it stands beside all others that are let speak.

    `status` is corroborated, in conflict or alone; `excluded` of `alternatives` other prints of the same form, within
    100 units of its last digit, cannot hold beside the rest; `by` names the prints that exclude the nearest of them.

    A number whose items are listed beside it is corroborated by the list.

    >>> found = corroboration().set_index("number_id")
    >>> found.loc["zj2022-tripods", ["status", "excluded", "alternatives"]].tolist()
    ['corroborated', np.int64(188), np.int64(188)]
    """
    import pandas as pd

    here = world(using, raw)
    rows = []
    for number in here.numbers.values():
        if number.measure == "mark" or number.number_id not in here.speakers:
            continue
        found = _standing(number, here, raw)
        rows.append({
            "number_id": found.number_id, "status": found.status, "alternatives": found.alternatives,
            "excluded": found.excluded, "share": round(found.share, 4), "by": " ".join(found.by),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["number_id", "status", "alternatives", "excluded", "share", "by"])
