"""The exported folder, read as its users' tools read it: Frictionless, SDMX."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest

from pingan_analysis import paths, printed, sdmx
from pingan_analysis.datapackage import datapackage
from pingan_analysis.schema import TABLES
from pingan_analysis.tidy import TIDY

EXPORTED = paths.ROOT / "data" / "processed"


def rows(path: str) -> list[dict[str, str]]:
    with (EXPORTED / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- Data Package 2.0 -------------------------------------------------------------------------------------------


def problems(folder: Path) -> list[tuple[str, str]]:
    """A folder with a datapackage.json => what frictionless finds: resource and kind of error.

    It lifts the csv module's limit for good, which is undone: our own tables are read under the limit.
    """
    limit = csv.field_size_limit()
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    csv.field_size_limit(limit)
    return [(task.name, error.type) for task in report.tasks for error in task.errors] + [
        ("package", error.type) for error in report.errors
    ]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXPORTED, tmp_path / "exported", ignore=shutil.ignore_patterns("figures")))


def test_the_package_is_valid() -> None:
    assert problems(EXPORTED) == []


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


BROKEN = {
    "a source that there is not": (replace("observations.csv", ",zj2021,", ",zj2012,"), "observations", "foreign-key"),
    "an area that there is not": (replace("observations.csv", ",330000,", ",339999,"), "observations", "foreign-key"),
    "an indicator taken away": (
        replace("raw/indicators.csv", "sense_of_safety_nbs,", "another,"), "observations", "foreign-key",
    ),
    "a claim twice": (
        replace("verdicts.csv", "zj2021-safety-above-nation", "zj2021-safety-gap"), "verdicts", "primary-key",
    ),
    "no number": (replace("observations.csv", ",99.185,", ",99·185,"), "observations", "type-error"),
    "no verdict of ours": (replace("verdicts.csv", ",supported,", ",proven,"), "verdicts", "constraint-error"),
    "a column renamed": (replace("chain.csv", "outcome", "result"), "chain", "incorrect-label"),
}  # fmt: skip


@pytest.mark.parametrize("change, resource, error", BROKEN.values(), ids=BROKEN)
def test_a_broken_package_is_noticed(
    copied: Path, change: Callable[[Path], None], resource: str, error: str
) -> None:
    change(copied)
    assert (resource, error) in problems(copied)


def test_every_table_and_column_is_described_and_keys_lead_from_the_numbers_to_what_they_name() -> None:
    package = json.loads((EXPORTED / "datapackage.json").read_text(encoding="utf-8"))
    assert package == datapackage()
    described = {resource["path"] for resource in package["resources"]}
    assert described == {path.relative_to(EXPORTED).as_posix() for path in EXPORTED.glob("**/*.csv")
                         if "figures" not in path.parts}  # fmt: skip
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(rows(resource["path"])[0])
        assert all(field["description"] for field in fields) and resource["schema"]["primaryKey"]
    keys = {
        (resource["name"], key["fields"][0], key["reference"].get("resource", resource["name"]))
        for resource in package["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    wanted = {"source_id": "sources", "REF_AREA": "areas", "INDICATOR": "indicators", "number_id": "reported"}
    assert {("observations", column, table) for column, table in wanted.items()} <= keys
    assert {("implied", "claim_id", "claims"), ("verdicts", "claim_id", "claims")} <= keys
    assert ("chain", "series", "consecutive") in keys


def test_the_copies_are_the_raw_tables() -> None:
    for name in TABLES:
        assert (EXPORTED / "raw" / f"{name}.csv").read_bytes() == (paths.RAW / f"{name}.csv").read_bytes()


# --- SDMX-CSV 2.0 -----------------------------------------------------------------------------------------------

OBSERVATIONS = rows("observations.csv")
IDENTIFIER = re.compile(r"[A-Za-z0-9_@$-]+")  # of a code
CONCEPT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
YEAR, MONTH, DAY = r"\d{4}", r"\d{4}-(0[1-9]|1[0-2])", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
PERIOD = re.compile(rf"{YEAR}|{MONTH}|{DAY}|{DAY}/P[1-9]\d*[YMD]")


def test_the_header_begins_as_the_standard_wants_it() -> None:
    header = list(OBSERVATIONS[0])
    assert header[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert all(CONCEPT.fullmatch(name) for name in header) and len(set(header)) == len(header)
    ((kind, structure, action),) = {tuple(row[name] for name in header[:3]) for row in OBSERVATIONS}
    assert kind in ("datastructure", "dataflow", "dataprovision") and action in "IADMR"
    assert re.fullmatch(r"[A-Z]+:[A-Z_]+\(\d+\.\d+\.\d+\)", structure)
    assert [column.name for column in TIDY["observations"]] == header


def test_dimensions_are_there_coded_and_unique() -> None:
    keys = [tuple(row[name] for name in sdmx.DIMENSIONS) for row in OBSERVATIONS]
    assert len(set(keys)) == len(keys) == len(rows("raw/reported.csv")) and all(all(key) for key in keys)
    for row in OBSERVATIONS:
        assert all(IDENTIFIER.fullmatch(row[name]) for name in sdmx.DIMENSIONS if name != "TIME_PERIOD"), row
        assert PERIOD.fullmatch(row["TIME_PERIOD"]), row
        assert row["UNIT_MEASURE"] in sdmx.UNITS and row["OBS_STATUS"] in ("A", "U")


def test_the_value_is_the_nominal_one_in_its_multiplier() -> None:
    for row in OBSERVATIONS:
        value = Decimal(row["OBS_VALUE"])
        assert value.scaleb(int(row["UNIT_MULT"])) == Decimal(row["reported_nominal"]), row
        assert int(row["DECIMALS"]) == max(0, -value.as_tuple().exponent), row
        assert Decimal(row["reported_low"]) <= Decimal(row["reported_nominal"]) <= Decimal(row["reported_high"]), row
        digits = re.search(r"\d[\d,]*\.?\d*", row["printed"])
        if digits and "分之" not in row["printed"]:
            assert digits[0].replace(",", "") == row["OBS_VALUE"], row  # as printed, zeros behind the point kept


def test_no_cell_is_changed_for_spreadsheets() -> None:
    assert not [row for row in OBSERVATIONS for cell in row.values() if cell.startswith("'")]


def test_every_unit_of_measurement_has_a_code_and_all_others_count() -> None:
    measured = {*printed.RATIOS, *printed.MEASURES, *printed.MONEY, *printed.PERIODS}
    assert measured <= set(sdmx.CODES) and all(map(IDENTIFIER.fullmatch, sdmx.UNITS))
    assert sdmx.unit_measure("起", "level") == "NR" and sdmx.unit_measure("次", "rank") == "ORD"


@pytest.mark.parametrize(
    "iso, written",
    [
        ("2021-05", "2021-05"), ("2017-01-01/2017-01-01", "2017-01-01/P1D"), ("2021-06/2022-07", "2021-06-01/P14M"),
        ("2019/2020-06", "2019-01-01/P18M"), ("2020-02/2020-02-29", "2020-02-01/P1M"), ("../2020-02", "2020-02-29"),
        ("2021-12/2021-12", "2021-12-01/P1M"), ("2021/..", "2021-01-01"), ("../2016-09-03", "2016-09-03"),
    ],
)  # fmt: skip
def test_periods(iso: str, written: str) -> None:
    assert sdmx.time_period(iso) == written
