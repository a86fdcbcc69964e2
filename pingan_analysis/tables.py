"""The tidy tables that leave the package: observations, implied numbers, verdicts, and their description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pingan_analysis import __version__, load, paths
from pingan_analysis.cells import RULE, csv_text
from pingan_analysis.claims import judge_all
from pingan_analysis.interval import INF
from pingan_analysis.printed import unround
from pingan_analysis.reconstruct import Implied, chain, implied_base, implied_count, implied_reference, implied_total
from pingan_analysis.schema import TABLES, Column

if TYPE_CHECKING:
    import pandas as pd

MEANINGS = {
    "observations": {
        "reported_nominal": "The value that the print names, 万 and 亿 expanded, percentages in percent",
        "reported_low": "Lower end of what the print may stand for",
        "reported_high": "Upper end; inf where the print sets none",
        "closed": "Which ends are included: both, left, right, neither",
        "qualifier": "The word that widens the number (余, 近, 以上 …)",
        "heaped": "True where a count ends in zeros, and so may be a round number",
    },
    "implied": {
        "claim_id": "The claim whose numbers imply it",
        "quantity": "What is implied: base, reference, total, count",
        "number_ids": "The reported numbers that imply it",
        "implied_low": "Smallest admissible value",
        "implied_high": "Largest admissible value",
        "implied_size": "Number of admissible whole values, where the quantity is a count",
        "unit": "Unit as printed, 万 and 亿 left out",
    },
    "chain": {
        "series": "The series of consecutive reports",
        "period": "Year of the later report",
        "implied_low": "Smallest earlier level that the later report implies",
        "implied_high": "Largest; inf where the print sets none",
        "previous_low": "Smallest value that the level printed a year before may stand for",
        "previous_high": "Largest",
        "gap": "Distance between the two, over the printed level; 0 where they meet, empty where nothing is implied",
        "outcome": "agrees; rounding (meet with allowance for one unit of the last digit); restated_or_rescoped",
    },
    "verdicts": {
        "verdict": "supported, contradicted or undetermined, by everything that is printed",
        "alone": "The same, by the claim's own documents",
        "together": "The same, by all articles under test",
        "basis": "within one document, across documents, or outside evidence",
        "sources": "Documents whose numbers the verdict uses",
        "power": "Share of alternative printed values with which the claim would not hold",
        "robust": "True where the verdict survives every rounding convention",
        "matter": "digit or decision: what the verdict hangs on",
        "printed": "The printed numbers that the claim uses",
        "printed_en": "The same in English, with what is counted and what it moved against",
        "implied": "What follows from them",
        "holds_in": "A world in which an undetermined claim holds",
        "fails_in": "A world in which it fails",
        "decider": "What would have to be published to decide it",
        "repair": "The smallest change of a digit that would repair a contradiction",
        "note": "What a reader should know",
    },
}
IMPLIED = {"base": implied_base, "gap": implied_reference, "share": implied_total, "rate": implied_count}
QUANTITIES = {"base": "base", "gap": "reference", "share": "total", "rate": "count"}


def observations(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every reported number with what it may stand for, one row each.

    >>> observations().query("number_id == 'ls2019-court-cases'")[["reported_low", "reported_high"]].values.tolist()
    [['79362', '79362']]
    """
    import pandas as pd

    rows = []
    for row in load.records("reported", raw):
        share = row["unit"] == "%" and row["measure"] not in ("change", "gap")
        number = unround(row["printed"], unit=row["unit"], share=share)
        rows.append({
            **{name: row[name] for name in ("number_id", "source_id", "ref_area", "indicator", "measure", "ref_period", "base_period", "comparator_area", "direction", "printed")},
            "reported_nominal": _text(number.nominal),
            "reported_low": _text(number.low),
            "reported_high": _text(number.high),
            "closed": number.closed,
            "unit": row["unit"],
            "qualifier": number.qualifier,
            "heaped": number.heaped,
            "confidence": row["confidence"],
        })  # fmt: skip
    return pd.DataFrame(rows)


def implied(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every number that two printed ones imply: earlier levels, reference levels, totals, counts.

    >>> implied().query("claim_id == 'zj2022-tripods-share'")[["quantity", "implied_low", "implied_size"]].values.tolist()
    [['total', '90', 1]]
    """
    import pandas as pd

    numbers = {row["number_id"]: row for row in load.records("reported", raw)}
    rows = []
    for claim in load.records("claims", raw):
        if claim["kind"] in IMPLIED:
            used = [numbers[number_id] for number_id in claim["number_ids"].split()[:2]]
            result = implied_by(claim["kind"], *used)
            rows.append({
                "claim_id": claim["claim_id"],
                "quantity": QUANTITIES[claim["kind"]],
                "number_ids": claim["number_ids"],
                "implied_low": "" if result.empty else _text(result.low),
                "implied_high": "" if result.empty else _text(result.high),
                "implied_size": None if result.integers is None else len(result.integers),
                "unit": result.unit,
            })  # fmt: skip
    names = ["claim_id", *MEANINGS["implied"]]
    return pd.DataFrame(rows, columns=list(dict.fromkeys(names))).astype({"implied_size": "Int64"})


def implied_by(kind: str, first: dict[str, str], second: dict[str, str]) -> Implied:
    """Two rows of reported.csv => what they imply under a kind of claim (base, gap, share, rate)."""
    from dataclasses import replace

    values = []
    for row in (first, second):
        number = unround(
            row["printed"], unit=row["unit"], share=row["unit"] == "%" and row["measure"] not in ("change", "gap")
        )
        values.append(replace(number, direction=row["direction"] or number.direction))
    return IMPLIED[kind](*values)


def consecutive(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> `chain` over the consecutive official reports: one row per pair of years, values as text."""
    pairs = chain(load.load_consecutive(raw))
    exact = ["implied_low", "implied_high", "previous_low", "previous_high"]
    written = {name: pairs[name].map("{:.15g}".format).replace("nan", "") for name in exact}
    written["gap"] = pairs.gap.map("{:.6g}".format).replace("nan", "")
    return pairs.assign(**written)


def write_tables(folder: Path, raw: Path = paths.RAW) -> None:
    """Raw tables => observations.csv, implied.csv, chain.csv, verdicts.csv, datapackage.json and DICTIONARY.md in `folder`."""
    frames = {"observations": observations(raw), "implied": implied(raw), "chain": consecutive(raw)}
    frames["verdicts"] = judge_all(raw)
    frames["verdicts"]["power"] = frames["verdicts"]["power"].map("{:.4f}".format)
    for name, frame in frames.items():
        (folder / f"{name}.csv").write_text(csv_text(frame), encoding="utf-8", newline="\n")
    package = _datapackage(frames)
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "DICTIONARY.md").write_text(_dictionary(package), encoding="utf-8")


def _text(value: Any) -> str:
    """An exact value => its decimal digits; six of them behind the point where the expansion does not end."""
    if value in (INF, -INF):
        return "inf" if value > 0 else "-inf"
    number = round(value * 10**6)
    whole, tail = divmod(abs(number), 10**6)
    return ("-" if number < 0 else "") + f"{whole}.{tail:06d}".rstrip("0").rstrip(".")


def _datapackage(frames: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """=> the Frictionless description of the tables; the meanings come from the raw schema where it has the column."""
    known = {
        column.name: column.meaning
        for table in ("sources", "indicators", "claims", "reported")
        for column in TABLES[table]
    }
    keys = {"observations": ["number_id"], "implied": ["claim_id"], "verdicts": ["claim_id"]}
    keys["chain"] = ["series", "period"]
    types = {"bool": "boolean", "Int64": "integer"}
    return {
        "name": "pingan-analysis",
        "title": "Reported numbers, implied numbers and verdicts",
        "version": __version__,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": column,
                            "type": types.get(str(frame[column].dtype), "string"),
                            "description": MEANINGS[name].get(str(column)) or known[str(column)],
                        }
                        for column in frame
                    ],
                    "primaryKey": keys[name],
                },
            }
            for name, frame in frames.items()
        ],
    }


def _dictionary(package: dict[str, Any]) -> str:
    """=> the data dictionary, raw and processed, as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from the schema. All values are text in UTF-8; empty means not applicable.",
        "",
        RULE,
    ]
    for table, columns in TABLES.items():
        lines += ["", f"## data/raw/{table}.csv", "", "| column | meaning | must be |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.meaning} | {_rule(column)} |" for column in columns]
    for resource in package["resources"]:
        lines += ["", f"## data/processed/{resource['path']}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [
            f"| `{field['name']}` | {field['type']} | {field['description']} |"
            for field in resource["schema"]["fields"]
        ]
    return "\n".join(lines) + "\n"


def _rule(column: Column) -> str:
    allowed = column.allowed
    if isinstance(allowed, tuple):
        rule = "one of " + ", ".join(f"`{value}`" for value in allowed)
    elif isinstance(allowed, str):
        rule = f"a value of `{allowed}`"
    else:
        rule = (
            f"`{allowed.pattern.replace('|', chr(92) + '|')}`"
            if allowed
            else "whole number"
            if column.integer
            else "text"
        )
    return rule + (", unique" if column.unique else "") + ("" if column.required else ", or empty")
