"""The tables described: a Data Package 2.0 for programs, a dictionary for people, both from the schemas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pingan_analysis import __version__
from pingan_analysis.cells import RULE
from pingan_analysis.figures import citation
from pingan_analysis.publish import sdmx
from pingan_analysis.publish.tidy import TIDY
from pingan_analysis.tables.schema import TABLES, Column

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
KEYS = {
    "chain": ["series", "period"], "consecutive": ["series", "period"], "series": ["indicator", "area", "period"],
    "unpublished": ["indicator", "area", "period"],
}  # elsewhere it is the unique column
TITLES = {
    "observations": "Every reported number with what it may stand for, as SDMX-CSV 2.0",
    "series": "Series that the prints allow: how far each period reaches in all worlds",
    "conflicts": "Minimal sets of prints that cannot all hold",
    "corroboration": "How each reported number stands beside all others",
    "unpublished": "Quantities whose publication would decide claims",
    "chain": "Consecutive official reports: does this year's imply what last year's printed?",
    "verdicts": "Every claim, judged",
    "sources": "The catalogue of documents",
    "areas": "Areas and smaller entities",
    "indicators": "What is measured, with the sources' own terms",
    "reported": "Reported numbers as transcribed",
    "not_numbers": "Numerals of the articles that are no reported numbers",
    "consecutive": "Levels and changes that official reports print in consecutive years",
    "claims": "Claims under test",
    "rules": "What holds by definition between quantities, and assumptions by name",
    "lists": "Lists that the articles print beside their number",
}


def datapackage() -> dict[str, Any]:
    """=> the descriptor of data/processed: generated tables, and below raw/ copies of those that they refer to.

    >>> package = datapackage()
    >>> package["resources"][0]["path"], package["resources"][7]["path"]
    ('observations.csv', 'raw/sources.csv')
    """
    tables = [(name, f"{name}.csv", columns) for name, columns in TIDY.items()]
    tables += [(name, f"raw/{name}.csv", columns) for name, columns in TABLES.items()]
    return {
        "$schema": PROFILE.format("datapackage"),
        "name": "pingan-analysis",
        "title": "Reported numbers, implied numbers and verdicts",
        "description": "Numbers printed by Chinese local-government safety reports, what they stand for and imply, and "
        "which claims hold. The articles themselves are copyright of their publishers and not included.",
        "version": __version__,
        "created": f"{citation.RELEASED}T00:00:00Z",
        "licenses": [{"name": citation.LICENCE_ID, "path": citation.LICENCE_URL, "title": citation.LICENCE}],
        "contributors": [{"title": citation.AUTHOR, "roles": ["creator"]}],
        "resources": [_resource(name, path, columns) for name, path, columns in tables],
    }


def _resource(name: str, path: str, columns: Iterable[Column]) -> dict[str, Any]:
    columns = list(columns)
    unique = [column.name for column in columns if column.unique]
    schema: dict[str, Any] = {
        "$schema": PROFILE.format("tableschema"),
        "fields": [_field(column) for column in columns],
        "primaryKey": KEYS.get(name, unique),
    }
    if keys := [key for column in columns if (key := _foreign_key(name, column))]:
        schema["foreignKeys"] = keys
    return {
        "$schema": PROFILE.format("dataresource"),
        "name": name,
        "type": "table",
        "title": TITLES[name],
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    if isinstance(column.allowed, tuple):
        whole = column.type == "integer"
        constraints["enum"] = [int(value) if whole else value for value in column.allowed]
    elif isinstance(column.allowed, re.Pattern) and not column.several:
        constraints["pattern"] = f"^(?:{column.allowed.pattern})$"
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.meaning}
    if column.several:
        field |= {"type": "list", "delimiter": " ", "itemType": "string"}
    if column.unit:
        field["unit"] = column.unit
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(table: str, column: Column) -> dict[str, Any] | None:
    """A column that refers to one other => its key; the standard knows none for lists, nor for two tables at once."""
    if column.several or not isinstance(column.allowed, str) or "." not in column.allowed:
        return None
    there, _, name = column.allowed.partition(".")
    place = {} if there == table else {"resource": there}
    return {"fields": [column.name], "reference": {**place, "fields": [name]}}


def dictionary() -> str:
    """=> the data dictionary, generated and raw tables, as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from the schemas, as is `datapackage.json` (Data Package 2.0), which has the same for programs. "
        "All is text in UTF-8; empty means not applicable. The folder `raw` holds copies of `data/raw`, so that every "
        "reference of the generated tables leads somewhere within this folder.",
        "",
        RULE,
        "",
        "`observations.csv` is SDMX-CSV 2.0. What a user of SDMX should know:",
        "",
        *(f"* {deviation}" for deviation in sdmx.DEVIATIONS),
    ]
    for folder, tables in (("", TIDY), ("raw/", TABLES)):
        for table, columns in tables.items():
            lines += ["", f"## {folder}{table}.csv", "", f"{TITLES[table]}.".replace("?.", "?"), ""]
            lines += ["| column | meaning | unit | must be |", "|---|---|---|---|"]
            for column in columns:
                unit = f"see `{column.unit}`" if column.unit in {each.name for each in columns} else column.unit
                lines.append(f"| `{column.name}` | {column.meaning} | {unit} | {_rule(column)} |")
    return "\n".join(lines) + "\n"


def _rule(column: Column) -> str:
    allowed = column.allowed
    if isinstance(allowed, tuple):
        rule = "one of " + ", ".join(f"`{value}`" for value in allowed)
    elif isinstance(allowed, re.Pattern):
        rule = "`" + allowed.pattern.replace("|", "\\|") + "`"
    elif allowed:
        rule = f"values of `{allowed}`, separated by spaces" if column.several else f"a value of `{allowed}`"
    else:
        kinds = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`True` or `False`"}
        rule = kinds[column.type]
    return rule + (", unique" if column.unique else "") + ("" if column.required else ", or empty")
