"""Rows whose cells are all allowed, and that still cannot be meant: rules in a circle, a share of nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables.period import span

Row = Mapping[str, str]
Rows = Mapping[str, list[dict[str, str]]]
COUNTED = ("count", "amount")
QUANTITIES = (*COUNTED, "percent", "growth")
SPANNED = {"each": "level", "highest": "level", "cumulative": "level", "mean": "change", "annual_rate": "change"}
YEAR = re.compile(r"\d{4}")


def problems(tables: Rows) -> Iterator[str]:
    """Tables as rows of text => what is wrong with rows that belong together, each with table, row and column.

    A table that could not be read is left out, and so are cells that name what there is not: these are said already.
    """
    indicators = {row["indicator"]: row for row in tables.get("indicators", [])}
    areas = {row["area"]: row for row in tables.get("areas", [])}
    sources = {row["source_id"]: row for row in tables.get("sources", [])}
    prints = {row["number_id"]: row for row in tables.get("reported", [])}
    prints |= {row["mark_id"]: row for row in tables.get("not_numbers", [])}
    checks: dict[str, Callable[[Row], Iterator[str]]] = {
        "indicators": _indicator,
        "reported": lambda row: _reported(row, indicators, areas),
        "rules": lambda row: _rule(row, indicators),
        "lists": lambda row: _list(row, prints),
        "claims": lambda row: _claim(row, sources, prints),
    }
    if not {"indicators", "areas"} <= tables.keys():
        del checks["reported"], checks["rules"]
    for table, check in checks.items():
        for number, row in enumerate(tables.get(table, []), 2):
            yield from (f"{table}.csv row {number}, column {text}" for text in check(row))
    parents = [(row["area"], [row["parent"]]) for row in tables.get("areas", [])]
    for number in _in_circles(parents):
        parent = tables["areas"][number]["parent"]
        yield f"areas.csv row {number + 2}, column parent: {parent!r} closes a circle of areas"
    rules = tables.get("rules", [])
    contains = [(row["total"], row["parts"].split() if row["kind"] in ("sum", "part") else []) for row in rules]
    for number in _in_circles(contains):
        if rules[number]["total"] not in rules[number]["parts"].split():  # which is said of the row itself
            parts = rules[number]["parts"]
            yield f"rules.csv row {number + 2}, column parts: {parts!r} closes a circle: a part contains its total"


def _indicator(row: Row) -> Iterator[str]:
    if row["accumulates"] and row["domain"] not in COUNTED:
        yield f"accumulates: {row['accumulates']!r} must be empty where domain is {row['domain']}: it does not add up"


def _reported(row: Row, indicators: Mapping[str, Row], areas: Mapping[str, Row]) -> Iterator[str]:
    measure, base, period = row["measure"], row["base_period"], row["ref_period"]
    if base and not _before(base, period):
        yield f"base_period: {base!r} is not before the period, {period!r}"
    if measure == "gap" and row["comparator_area"] == row["ref_area"]:
        yield f"comparator_area: {row['comparator_area']!r} is the row's own area: a gap to itself"
    if measure == "duration" and row["direction"] and not _spans(period):
        yield f"ref_period: {period!r} must be a span A/B for a run (a duration with a direction)"
    yield from _aggregation(row)
    yield from _share(row, indicators, areas)


def _aggregation(row: Row) -> Iterator[str]:
    how, base, period = row["aggregation"], row["base_period"], row["ref_period"]
    if how not in SPANNED:
        return
    if row["measure"] != SPANNED[how]:
        yield f"aggregation: {how!r} is for a {SPANNED[how]}, not for a {row['measure']}"
    elif how in ("each", "highest") and not _spans(period):
        yield f"aggregation: {how!r} needs a span A/B in ref_period, not {period!r}"
    elif how == "cumulative" and "/" not in period:
        yield f"aggregation: {how!r} needs a span in ref_period, or one that starts with .., not {period!r}"
    elif how == "mean" and not _spans(base):
        yield f"aggregation: {how!r} needs a span A/B in base_period, not {base!r}"
    elif how == "annual_rate" and not (YEAR.fullmatch(base) and YEAR.fullmatch(period.rpartition("/")[2])):
        yield f"aggregation: {how!r} needs years in base_period and ref_period, not {base!r}, {period!r}"


def _share(row: Row, indicators: Mapping[str, Row], areas: Mapping[str, Row]) -> Iterator[str]:
    part, whole = row["part"], row["whole"]
    if not part and not whole:
        return
    if not part or not whole:
        yield f"{'whole' if part else 'part'}: '' must not be empty where {'part' if part else 'whole'} is given"
        return
    if row["measure"] not in ("share", "rate"):
        yield f"part: {part!r} must be empty where measure is {row['measure']}"
    ends = []
    for column, cell in (("part", part), ("whole", whole)):
        name, _, area = cell.partition("@")
        ends.append((name, area or row["ref_area"]))
        if name not in indicators:
            yield f"{column}: {cell!r} names {name!r}, which is not in indicators.indicator"
        elif (domain := indicators[name]["domain"]) not in COUNTED:
            yield f"{column}: {cell!r} is of domain {domain}: no share of it can be taken"
        if area and area not in areas:
            yield f"{column}: {cell!r} names {area!r}, which is not in areas.area"
    if ends[0] == ends[1]:
        yield f"whole: {whole!r} is the part itself: a share of nothing else"


def _rule(row: Row, indicators: Mapping[str, Row]) -> Iterator[str]:
    kind, total, parts = row["kind"], row["total"], row["parts"].split()
    if row["start"] and row["end"] and row["start"] > row["end"]:
        yield f"end: {row['end']!r} is before the start, {row['start']!r}"
    if kind == "same" and row["status"] == "rule":
        yield "status: 'rule' must be assumption where kind is same: by definition, one quantity has one indicator"
    if kind in ("areas", "periods"):
        if total != "*":
            yield f"total: {total!r} must be * where kind is {kind}"
        if parts:
            yield f"parts: {row['parts']!r} must be empty where kind is {kind}"
        return
    if kind not in ("sum", "part", "same"):
        return
    if not parts:
        yield f"parts: '' must not be empty where kind is {kind}"
    if total in parts:
        yield f"parts: {row['parts']!r} holds the total, {total!r}"
    if twice := [part for part, times in Counter(parts).items() if times > 1]:
        yield f"parts: {row['parts']!r} names {twice[0]!r} twice"
    if total not in indicators:
        yield f"total: {total!r} is not in indicators.indicator"
        return
    domain = indicators[total]["domain"]
    if domain not in (COUNTED if kind == "sum" else QUANTITIES):
        yield f"total: {total!r} is of domain {domain}, which no rule of kind {kind} binds"
    others = {part: indicators[part]["domain"] for part in parts if part in indicators}
    if odd := [part for part, its in others.items() if its != domain]:
        yield f"parts: {odd[0]!r} is of domain {others[odd[0]]}, its total of domain {domain}"


def _list(row: Row, prints: Mapping[str, Row]) -> Iterator[str]:
    named = [prints[name] for name in row["number_ids"].split() if name in prints]
    if strange := [one for one in named if one["source_id"] != row["source_id"]]:
        yield f"number_ids: {row['number_ids']!r} holds a number of another document, {strange[0]['source_id']}"
    if row["items"] == "0":
        yield "items: '0' must be at least 1"
    if not row["open"] or not named or not row["items"].isdecimal():
        return
    try:
        most = sum(unround(one["printed"], unit=one.get("unit", "")).high for one in named)
    except ValueError:
        return  # which is said of the print
    if int(row["items"]) >= most:
        yield f"open: 'yes' is for a list that names fewer than its number, not {row['items']} of {most}"


def _claim(row: Row, sources: Mapping[str, Row], prints: Mapping[str, Row]) -> Iterator[str]:
    if row["who"] != "article":
        return
    named, numbers = row["source_id"].split(), row["number_ids"].split()
    if len(named) > 1 or any(sources.get(s, {}).get("role") == "outside" for s in named):
        yield f"who: 'article' needs the one article that says so, not {row['source_id']!r}"
    elif strange := [n for n in numbers if n in prints and prints[n]["source_id"] not in named]:
        yield f"number_ids: {strange[0]!r} is printed by another document: what relates two is an analyst's claim"
    if not numbers and not row["start"]:
        yield "start: '' must not be empty where an article's claim rests on no number: where does it say so?"


def _spans(period: str) -> bool:
    return "/" in period and ".." not in period


def _before(base: str, period: str) -> bool:
    """Does the base end before the period does, and not begin after it? An open end says nothing."""
    try:
        return _end(base) < _end(period) and (".." in base + period or span(base)[0] <= span(period)[0])
    except ValueError:  # no period at all, which is said of the cell
        return True


def _end(period: str) -> float:
    return span(period.rpartition("/")[2])[1]


def _in_circles(contains: Iterable[tuple[str, list[str]]]) -> list[int]:
    """What contains what, a pair for each row => the rows that lie on a circle."""
    rows = list(contains)
    below: dict[str, set[str]] = {}
    for total, parts in rows:
        below.setdefault(total, set()).update(filter(None, parts))

    def reaches(start: str, end: str) -> bool:
        seen, todo = {start}, [start]
        for name in todo:  # which grows
            if name == end:
                return True
            todo += [other for other in sorted(below.get(name, ())) if not (other in seen or seen.add(other))]  # type: ignore[func-returns-value]
        return False

    return [n for n, (total, parts) in enumerate(rows) if any(reaches(part, total) for part in filter(None, parts))]
