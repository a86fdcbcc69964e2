"""The world: every print that is let speak, every rule, together; it falls apart into components.

Who speaks is a choice: a document alone, the articles together, everything. A rule holds by definition; an assumption
is what only an analyst believes, and holds where it is named. Constraints are made from the rows of the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path

from pingan_analysis import paths
from pingan_analysis.errors import DataError
from pingan_analysis.tables import load
from pingan_analysis.tables.period import span, within
from pingan_analysis.world.constraints import Quantity, Statement, at_least, components, equal
from pingan_analysis.world.prints import Number, Reading
from pingan_analysis.world.solver import Bounds, Conflicts, beside, bounds, conflicts, consistent

Using = str | Sequence[str]  # "everything", "articles", or the ids of documents
Row = Mapping[str, str]
ADDED = ("flow", "stock")


@dataclass(frozen=True)
class Component:
    """Prints and rules that share quantities."""

    prints: tuple[Statement, ...]
    rules: tuple[Statement, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (*self.prints, *self.rules)

    @cached_property
    def quantities(self) -> frozenset[Quantity]:
        return frozenset().union(*(statement.quantities for statement in self.statements))

    @property
    def conflicts(self) -> Conflicts:
        """=> its minimal conflicts; none where some world has all of it."""
        return _conflicts(self)

    @property
    def maximal(self) -> list[tuple[Statement, ...]]:
        """=> the maximal sets of its prints that some world has, each with the rules (Rescher and Manor, 1970)."""
        aside = self.conflicts.aside or (frozenset(),)
        return [
            (*(statement for statement in self.prints if statement.name not in names), *self.rules) for names in aside
        ]

    def bounds(self) -> dict[Quantity, Bounds]:
        """=> the bounds of its quantities, over all of its maximal sets."""
        return _bounds(self)


@lru_cache(maxsize=4096)
def _conflicts(component: Component) -> Conflicts:
    if consistent(component.statements):
        return Conflicts((), ())
    return conflicts(component.prints, beside(component.rules))


@lru_cache(maxsize=4096)
def _bounds(component: Component) -> dict[Quantity, Bounds]:
    found = [bounds(statements) for statements in component.maximal]
    if len(found) == 1:
        return found[0]
    made = {}
    for quantity in component.quantities:
        sets = [one.get(quantity, Bounds(*quantity.limits)) for one in found]
        ends = []
        for lows in (True, False):
            pairs = [(b.low, b.low_open) if lows else (b.high, b.high_open) for b in sets]
            known = [pair for pair in pairs if pair[0] is not None]
            best = (min if lows else max)(known, key=lambda p: (p[0], p[1] is lows), default=(None, False))
            ends.append(best if len(known) == len(pairs) else (None, False))
        made[quantity] = Bounds(
            ends[0][0], ends[1][0], ends[0][1], ends[1][1], None, all(b.sharp for b in sets),
            frozenset().union(*(b.low_why for b in sets)), frozenset().union(*(b.high_why for b in sets)),
        )  # fmt: skip
    return made


@dataclass(frozen=True, eq=False)
class World:
    """Numbers that speak, read one way, and the rules between their quantities."""

    numbers: Mapping[str, Number]  # all that are known, by id
    speakers: frozenset[str]  # the ids of those that are let speak
    components: tuple[Component, ...]
    reading: Reading = "printed"
    labels: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})  # of indicators, of areas

    @cached_property
    def where(self) -> dict[Quantity, Component]:
        return {quantity: component for component in self.components for quantity in component.quantities}

    @cached_property
    def speaking(self) -> dict[str, Component]:
        """=> the component of each print, by its id."""
        return {print.name: component for component in self.components for print in component.prints}

    def around(self, quantities: Iterable[Quantity]) -> Component:
        """=> all that bears on the quantities: their components, as one."""
        found = list(dict.fromkeys(self.where[q] for q in sorted(quantities) if q in self.where))
        if len(found) == 1:
            return found[0]
        return Component(
            tuple(print for component in found for print in component.prints),
            tuple(rule for component in found for rule in component.rules),
        )

    def bounds(self, quantity: Quantity) -> Bounds:
        """=> how far a quantity reaches; its natural limits where nothing is printed."""
        component = self.where.get(quantity)
        return component.bounds()[quantity] if component else Bounds(*quantity.limits)


def world(
    using: Using = "everything", raw: Path = paths.RAW, *, assume: Sequence[str] = (), reading: Reading = "printed",
    instead: Mapping[str, str] | None = None,
) -> World:  # fmt: skip
    """Who speaks, which assumptions hold, how prints are read, what is printed instead => the world.

    Raises DataError for an unknown document, assumption or number.
    """
    key = using if isinstance(using, str) else tuple(using)
    return _world(key, raw, tuple(assume), reading, tuple(sorted((instead or {}).items())), load.state(raw))


@lru_cache(maxsize=64)
def _world(
    using: str | tuple[str, ...], raw: Path, assume: tuple[str, ...], reading: Reading,
    instead: tuple[tuple[str, str], ...], state: object,
) -> World:  # fmt: skip
    known = dict(numbers(raw))
    for number_id, printed in instead:
        if number_id not in known:
            raise DataError([f"no reported number {number_id!r} to print {printed!r} instead of"])
        known[number_id] = replace(known[number_id], printed=printed)
    tables = load.check(raw)
    sources = {row["source_id"] for row in tables["sources"]}
    named = {using} if isinstance(using, str) else set(using)
    if unknown := named - sources - {"everything", "articles"}:
        raise DataError(f"no document {name!r}: everything, articles, or ids" for name in sorted(unknown))
    rows = tables["rules"]
    if unknown := {*assume} - {row["rule_id"] for row in rows if row["status"] == "assumption"}:
        raise DataError(f"no assumption {name!r} in rules.csv" for name in sorted(unknown))
    speak = [
        n for n in known.values()
        if "everything" in named or (n.role == "corpus" and "articles" in named) or n.source_id in named
    ]  # fmt: skip
    rules = [row for row in rows if row["status"] == "rule" or row["rule_id"] in assume]
    return built(known, speak, rules, tables, reading)


def built(
    known: Mapping[str, Number], speak: Sequence[Number], rules: Sequence[Row], tables: Mapping[str, Sequence[Row]],
    reading: Reading = "printed",
) -> World:  # fmt: skip
    """Numbers that are known and those that speak, rows of rules => their world."""
    prints = [said for number in speak if (said := number.says(reading)).said]
    quantities = set().union(*(print.quantities for print in prints)) if prints else set()
    made = list(ruled(quantities, rules, tables["indicators"], tables["areas"]))
    kinds = {statement.name: statement.kind for statement in made}
    labels = tuple(
        {row[key]: row["label_en"] for row in tables[name]}
        for name, key in (("indicators", "indicator"), ("areas", "area"))
    )
    return World(
        known,
        frozenset(number.number_id for number in speak),
        tuple(
            Component(tuple(s for s in group if s.name not in kinds), tuple(s for s in group if s.name in kinds))
            for group in components([*prints, *made])
        ),
        reading,
        labels,  # type: ignore[arg-type]
    )


def numbers(raw: Path = paths.RAW) -> Mapping[str, Number]:
    """=> every reported number, by id, and every mark that a claim may name."""
    return _numbers(raw, load.state(raw))


@lru_cache(maxsize=4)
def _numbers(raw: Path, state: object) -> dict[str, Number]:
    tables = load.check(raw)
    indicators = {row["indicator"]: row for row in tables["indicators"]}
    areas = {row["area"]: row["label_en"] for row in tables["areas"]}
    sources = {row["source_id"]: row for row in tables["sources"]}

    def of(cell: str, area: str) -> tuple[str, str, str]:
        name, _, where = cell.partition("@")
        return name, where or area, indicators[name]["domain"] if name else ""

    found = {
        row["number_id"]: Number(
            row["number_id"], row["source_id"], sources[row["source_id"]]["role"], row["printed"], row["unit"],
            row["direction"], row["measure"], row["indicator"], indicators[row["indicator"]]["label_en"],
            row["ref_area"], areas[row["ref_area"]], row["ref_period"], row["base_period"], row["comparator_area"],
            row["confidence"], indicators[row["indicator"]]["unit"], areas.get(row["comparator_area"], ""),
            load.place(row, sources[row["source_id"]]), sources[row["source_id"]]["url"],
            indicators[row["indicator"]]["domain"], row["aggregation"], of(row["part"], row["ref_area"]),
            of(row["whole"], row["ref_area"]),
        )
        for row in tables["reported"]
    }  # fmt: skip
    for row in tables["not_numbers"]:
        source = sources[row["source_id"]]
        found[row["mark_id"]] = Number(
            row["mark_id"], row["source_id"], "corpus", row["printed"], measure="mark", place=load.place(row, source),
            url=source["url"],
        )  # fmt: skip
    return found


# --- rules ------------------------------------------------------------------------------------------------------


def ruled(
    quantities: Iterable[Quantity], rules: Sequence[Row], indicators: Sequence[Row], areas: Sequence[Row]
) -> Iterator[Statement]:
    """Quantities that something is said of, rows of rules.csv => what the rules say of them."""
    known = {q: q for q in quantities}
    adds = {row["indicator"]: row["accumulates"] for row in indicators}
    domains = {row["indicator"]: row["domain"] for row in indicators}
    parents = {row["area"]: row["parent"] for row in areas}
    for rule in rules:
        if rule["kind"] == "areas":
            yield from _areas(rule, sorted(known), adds, parents)
        elif rule["kind"] == "periods":
            yield from _periods(rule, sorted(known), adds)
        else:
            total, parts = rule["total"], rule["parts"].split()
            concerned = {q[1:3] for q in known if q.indicator in (total, *parts)}
            for area, period in sorted(concerned):
                if not _in_force(rule, area, period):
                    continue
                whole = Quantity(total, area, period, domains[total])
                each = [Quantity(part, area, period, domains[part]) for part in parts]
                if sum(q in known for q in (whole, *each)) > 1:
                    yield from _about(rule, whole, each, known)


def _about(
    rule: Row, whole: Quantity, each: Sequence[Quantity], known: Mapping[Quantity, Quantity]
) -> Iterator[Statement]:
    kind = "rule" if rule["status"] == "rule" else "assumption"
    name = f"{rule['rule_id']} ({whole.area}, {whole.period})"
    if rule["kind"] == "sum":
        yield Statement(name, equal([(1, whole), *((-1, part) for part in each)]), kind)  # type: ignore[arg-type]
    elif whole in known and rule["kind"] == "part":
        said = tuple(at_least([(1, whole), (-1, part)], 0) for part in each if part in known)
        yield Statement(name, said, kind)  # type: ignore[arg-type]
    elif rule["kind"] == "same":
        present = [q for q in (whole, *each) if q in known]
        said = tuple(c for other in present[1:] for c in equal([(1, present[0]), (-1, other)]))
        yield Statement(name, said, kind)  # type: ignore[arg-type]


def _in_force(rule: Row, area: str, period: str) -> bool:
    year = period.rpartition("/")[2][:4]
    return (not rule["area"] or rule["area"] == area) and (rule["start"] or "0") <= year <= (rule["end"] or "9999")


def _areas(
    rule: Row, known: Sequence[Quantity], adds: Mapping[str, str], parents: Mapping[str, str]
) -> Iterator[Statement]:
    there = set(known)
    for q in known:
        if adds.get(q.indicator) not in ADDED or " " in q.period:
            continue
        holder = q._replace(area=parents.get(q.area, ""))
        while holder.area and holder not in there:  # the city may be silent
            holder = holder._replace(area=parents.get(holder.area, ""))
        if holder in there:
            name = f"{rule['rule_id']} ({q.indicator}, {q.area}, {q.period})"
            yield Statement(name, (at_least([(1, holder), (-1, q)], 0),), "rule")


def _periods(rule: Row, known: Sequence[Quantity], adds: Mapping[str, str]) -> Iterator[Statement]:
    groups: dict[tuple[str, str], list[Quantity]] = {}
    for q in known:
        if adds.get(q.indicator) == "flow" and ".." not in q.period and " " not in q.period:
            groups.setdefault(q[:2], []).append(q)
    for (indicator, area), group in groups.items():
        for one, other in combinations(group, 2):
            for inner, outer in ((one, other), (other, one)):
                if within(inner.period, outer.period):
                    name = f"{rule['rule_id']} ({indicator}, {area}, {inner.period} in {outer.period})"
                    yield Statement(name, (at_least([(1, outer), (-1, inner)], 0),), "rule")
        for whole in group:
            inside = sorted((q for q in group if within(q.period, whole.period)), key=lambda q: span(q.period))
            if len(inside) > 1 and (parts := _tiled(inside, *span(whole.period))):
                name = f"{rule['rule_id']} ({indicator}, {area}, {whole.period} in all)"
                yield Statement(name, equal([(1, whole), *((-1, part) for part in parts)]), "rule")


def _tiled(inside: Sequence[Quantity], start: float, end: float) -> list[Quantity]:
    """Periods in order, a longer one => those that make it up exactly, or none."""
    if abs(start - end) < 1e-6:
        return []
    for q in inside:
        a, b = span(q.period)
        if abs(a - start) < 1e-6 and (abs(b - end) < 1e-6 or (rest := _tiled(inside, b, end))):
            return [q] if abs(b - end) < 1e-6 else [q, *rest]
    return []
