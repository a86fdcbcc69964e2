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
from pingan_analysis.world.disagreement import conflicts
from pingan_analysis.world.implications import chain
from pingan_analysis.world.judging import judge_all, unpublished
from pingan_analysis.world.reconstruction import all_series, point_row
from pingan_analysis.world.standing import corroboration
from pingan_analysis.world.system import numbers as known

if TYPE_CHECKING:
    import pandas as pd


def observations(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every reported number with what it may stand for, one row each.

    >>> observations().query("number_id == 'ls2019-court-cases'")[["reported_low", "reported_high"]].values.tolist()
    [['79362', '79362']]
    """
    import pandas as pd

    numbers, rows = known(raw), []
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


def _names(table: str) -> list[str]:
    return [column.name for column in TIDY[table]]


def consecutive(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> `chain` over the consecutive official reports: one row per pair of years, values as text."""
    pairs = chain(load.load_consecutive(raw))
    exact = ["implied_low", "implied_high", "previous_low", "previous_high"]
    written = {name: pairs[name].map("{:.15g}".format).replace({"nan": "", "inf": "INF"}) for name in exact}
    written["gap"] = pairs.gap.map("{:.6g}".format).replace("nan", "")
    return pairs.assign(**written)


def reconstructed(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> every series that the prints allow, values as text: `reconstruct` of each indicator and area."""
    import pandas as pd

    frame = pd.DataFrame([point_row(point) for point in all_series(raw)], columns=_names("series"))
    for name in ("low", "high", "change_low", "change_high"):
        frame[name] = [_exact(value) for value in frame[name]]
    return frame.astype({"n_whole": "Int64"})


def disagreements(raw: Path = paths.RAW) -> pd.DataFrame:
    """=> `conflicts`, and beside those across documents how often honest consecutive reports disagree."""
    frame = conflicts(raw=raw)
    pairs = chain(load.load_consecutive(raw))
    share = round(float((pairs.outcome != "agrees").mean()), 4) if len(pairs) else ""
    return frame.assign(honest_share=[share if where == "across documents" else "" for where in frame.documents])


def _exact(value: Fraction | int | None) -> str:
    """An exact value => digits: all of them where they end, else ten of them behind the point."""
    if value is None or value != value:  # nothing, or a frame's word for it
        return ""
    exact = Fraction(value)
    return _text(exact) if (10**6 * exact).denominator == 1 else _text(Fraction(round(exact * 10**6), 10**6))


def write_tables(folder: Path, raw: Path = paths.RAW) -> None:
    """Raw tables => the generated ones in `folder`, copies of the raw ones, and what describes them."""
    frames = {
        "observations": observations(raw),
        "series": reconstructed(raw),
        "conflicts": disagreements(raw),
        "corroboration": corroboration(raw=raw),
        "verdicts": judge_all(raw),
        "unpublished": unpublished(raw),
        "chain": consecutive(raw),
    }
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
