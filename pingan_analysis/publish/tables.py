"""The tidy tables that leave the package: observations, implied numbers, verdicts, and their description."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pingan_analysis import paths
from pingan_analysis.cells import csv_text
from pingan_analysis.numbers.interval import INF, Bound
from pingan_analysis.publish.claimreview import claim_reviews
from pingan_analysis.publish.datapackage import datapackage, dictionary
from pingan_analysis.publish.sdmx import (
    LOW_RELIABILITY,
    STATUS,
    STRUCTURE,
    decimal,
    decimals,
    time_period,
    unit_measure,
    value,
)
from pingan_analysis.publish.tidy import TIDY
from pingan_analysis.tables import load
from pingan_analysis.tables.schema import TABLES
from pingan_analysis.world.claims import corpus, judge_all
from pingan_analysis.world.implications import IMPLIED, chain

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES = {"base": "base", "gap": "reference", "share": "total", "rate": "count"}


def observations(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every reported number with what it may stand for, one row each.

    >>> observations().query("number_id == 'ls2019-court-cases'")[["reported_low", "reported_high"]].values.tolist()
    [['79362', '79362']]
    """
    import pandas as pd

    numbers, rows = corpus(raw).numbers, []
    for row in load.records("reported", raw):
        number = numbers[row["number_id"]].value()
        digits, power = value(row["printed"], number)
        rows.append({
            **row,
            **STRUCTURE,
            "REF_AREA": row["ref_area"],
            "INDICATOR": row["indicator"],
            "TIME_PERIOD": time_period(row["ref_period"]),
            "OBS_VALUE": digits,
            "UNIT_MEASURE": unit_measure(number.unit or row["unit"], row["measure"]),
            "UNIT_MULT": power,
            "DECIMALS": decimals(digits),
            "OBS_STATUS": STATUS.get(row["confidence"], LOW_RELIABILITY),
            "reported_nominal": _text(number.nominal),
            "reported_low": _text(number.low),
            "reported_high": _text(number.high),
            "closed": number.closed,
            "qualifier": number.qualifier,
            "heaped": number.heaped,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=_names("observations"))


def implied(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every number that two printed ones imply: earlier levels, reference levels, totals, counts.

    >>> implied().set_index("claim_id").loc["zj2022-tripods-share", "quantity":"implied_high"].tolist()
    ['total', 'zj2022-tripod-counties zj2022-tripod-share', '90', '90']
    """
    import pandas as pd

    numbers, rows = corpus(raw).numbers, []
    for claim in load.records("claims", raw):
        if claim["kind"] in IMPLIED:
            one, other = (numbers[number_id].value() for number_id in claim["number_ids"].split()[:2])
            result = IMPLIED[claim["kind"]](one, other)
            rows.append({
                "claim_id": claim["claim_id"],
                "quantity": QUANTITIES[claim["kind"]],
                "number_ids": claim["number_ids"],
                "implied_low": "" if result.empty else _text(result.low),
                "implied_high": "" if result.empty else _text(result.high),
                "implied_size": None if result.integers is None else len(result.integers),
                "unit": result.unit,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=_names("implied")).astype({"implied_size": "Int64"})


def _names(table: str) -> list[str]:
    return [column.name for column in TIDY[table]]


def consecutive(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> `chain` over the consecutive official reports: one row per pair of years, values as text."""
    pairs = chain(load.load_consecutive(raw))
    exact = ["implied_low", "implied_high", "previous_low", "previous_high"]
    written = {name: pairs[name].map("{:.15g}".format).replace({"nan": "", "inf": "INF"}) for name in exact}
    written["gap"] = pairs.gap.map("{:.6g}".format).replace("nan", "")
    return pairs.assign(**written)


def write_tables(folder: Path, raw: Path = paths.RAW) -> None:
    """Raw tables => the generated ones in `folder`, copies of the raw ones, and what describes them."""
    frames = {"observations": observations(raw), "implied": implied(raw), "chain": consecutive(raw)}
    frames["verdicts"] = judge_all(raw)
    frames["verdicts"]["power"] = frames["verdicts"]["power"].map("{:.4f}".format)
    for name, frame in frames.items():
        (folder / f"{name}.csv").write_text(csv_text(frame), encoding="utf-8", newline="\n")
    (folder / "raw").mkdir()
    for name in TABLES:
        shutil.copyfile(raw / f"{name}.csv", folder / "raw" / f"{name}.csv")
    reviews = claim_reviews(frames["verdicts"].to_dict("records"), load.records("sources", raw))
    (folder / "claims.jsonld").write_text(reviews, encoding="utf-8")
    package = json.dumps(datapackage(), ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(package + "\n", encoding="utf-8")
    (folder / "DICTIONARY.md").write_text(dictionary(), encoding="utf-8")


def _text(value: Bound) -> str:
    """An exact value => its decimal digits; without an end, as the Table Schema spells it."""
    if value in (INF, -INF):
        return "INF" if value > 0 else "-INF"
    return decimal(Fraction(value))
