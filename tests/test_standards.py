"""The exported folder, read as its users' tools read it: Frictionless, SDMX, schema.org, RO-Crate."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest
from rocrate.rocrate import ROCrate

from pingan_analysis import paths
from pingan_analysis.figures import citation
from pingan_analysis.publish import sdmx
from pingan_analysis.publish.crate import crate_of
from pingan_analysis.publish.datapackage import datapackage
from pingan_analysis.publish.tidy import TIDY
from pingan_analysis.tables.schema import TABLES
from pingan_analysis.world import judging

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
        replace("verdicts.csv", "zj2021-safety-above-nation", "zj2021-safe-china-rank"), "verdicts", "primary-key",
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
    assert ("verdicts", "claim_id", "claims") in keys
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
    assert all(map(IDENTIFIER.fullmatch, sdmx.UNITS)) and {"%", "年", "元", "公里"} <= sdmx.MEASURED
    cases = {("起", "level"): "NR", ("次", "rank"): "ORD", ("元", "level"): "CNY", ("桶", "level"): "OTH"}
    assert {case: sdmx.unit_measure(*case) for case in cases} == cases
    used = {(row["unit"], row["UNIT_MEASURE"]) for row in OBSERVATIONS}
    assert not [unit for unit, code in used if code == "OTH"]  # none of ours


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


# --- ClaimReview ------------------------------------------------------------------------------------------------

# What schema.org knows of each type (of those of its properties that are used), and what Google's guide to fact checks
# requires and recommends. It also wants an address of the page's own domain, and so no relative one: whoever publishes
# the site has the domain.
PROPERTIES = {
    "ClaimReview": {"url", "identifier", "claimReviewed", "reviewRating", "itemReviewed", "author", "datePublished",
                    "inLanguage", "license"},
    "Rating": {"alternateName", "name", "ratingValue", "bestRating", "worstRating", "ratingExplanation",
               "reviewAspect"},
    "Claim": {"author", "datePublished", "appearance", "isBasedOn"},
    "Article": {"headline", "author", "publisher", "datePublished", "inLanguage", "pagination", "url",
                "copyrightNotice"},
    "Organization": {"name"},
    "Person": {"name"},
}  # fmt: skip
REQUIRED = {"ClaimReview": {"claimReviewed", "reviewRating", "url"}, "Rating": {"alternateName"},
            "Article": {"headline", "author"}, "Organization": {"name"}, "Person": {"name"}}  # fmt: skip
RECOMMENDED = {"ClaimReview": {"author", "datePublished", "itemReviewed"}, "Claim": {"author"}, "Rating": {"name"}}
REVIEWS = json.loads((EXPORTED / "claims.jsonld").read_text(encoding="utf-8"))


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """=> everything with a type, however deep."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)


def faults(document: dict[str, Any]) -> list[str]:
    """JSON-LD => what the vocabulary, or who reads ClaimReviews, would not take."""
    found = [] if document["@context"] == "https://schema.org" else ["context"]
    for node in nodes(document["@graph"]):
        kind, names = node["@type"], {name for name in node if not name.startswith("@")}
        found += [f"{kind} has no property {name}" for name in names - PROPERTIES[kind]]
        needed = REQUIRED.get(kind, set()) | RECOMMENDED.get(kind, set())
        found += [f"{kind} lacks {name}" for name in needed - {name for name in names if node[name]}]
        for name in names & {"datePublished"}:
            if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", node[name]):
                found.append(f"{kind}: {node[name]} is no date")
        numbers = [node.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
        if kind == "Rating" and (numbers != [None] * 3) != (node["alternateName"] in ("supported", "contradicted")):
            found.append("a number for what is undetermined, or none for what is not")
        if kind == "Rating" and numbers[0] and not numbers[0] <= numbers[1] <= numbers[2]:
            found.append("a rating out of range")
    return found


def test_claim_reviews_are_valid() -> None:
    assert faults(REVIEWS) == [] and len(REVIEWS["@graph"]) == len(rows("verdicts.csv"))


@pytest.mark.parametrize(
    "path, value, said",
    [
        (("url",), "", "ClaimReview lacks url"),
        (("reviewRating", "alternateName"), "", "Rating lacks alternateName"),
        (("reviewRating", "ratingValue"), 3, "a rating out of range"),
        (("reviewRating", "alternateName"), "undetermined", "a number for what is undetermined"),
        (("itemReviewed", "datePublished"), "5 April", "5 April is no date"),
        (("verdict",), "true", "ClaimReview has no property verdict"),
    ],
)
def test_an_invalid_review_is_noticed(path: tuple[str, ...], value: Any, said: str) -> None:
    document = json.loads(json.dumps(REVIEWS))
    node = next(review for review in document["@graph"] if review["reviewRating"]["alternateName"] == "supported")
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = value
    assert any(said in fault for fault in faults(document))


def test_a_review_says_what_the_verdict_says_of_what_the_article_says() -> None:
    sources = {row["source_id"]: row for row in rows("raw/sources.csv")}
    for review, verdict in zip(REVIEWS["@graph"], rows("verdicts.csv"), strict=True):
        rating, claim, documents = review["reviewRating"], review["itemReviewed"], verdict["source_id"].split()
        said = {each["@language"]: each["@value"] for each in review["claimReviewed"]}
        assert said == {"en": verdict["statement_en"], "zh": verdict["statement_zh"]}
        assert review["url"] == f"claims/{verdict['claim_id']}.html" and rating["alternateName"] == verdict["verdict"]
        assert verdict["note"].rstrip(".") in rating["ratingExplanation"]
        assert verdict["decider"] in rating["ratingExplanation"]
        if verdict["who"] == "article":
            article, source = claim["appearance"], sources[documents[0]]
            assert article["headline"] == source["title"] and article.get("url", "") == source["url"]
            assert claim.get("datePublished", "") == source["date_published"] and "isBasedOn" not in claim
        else:  # nobody is said to claim what is our question
            assert claim["author"]["name"] == citation.AUTHOR and "appearance" not in claim
            assert [each["headline"] for each in claim["isBasedOn"]] == [sources[name]["title"] for name in documents]


def test_nobody_else_is_said_to_have_claimed_what_is_contradicted() -> None:
    for review in REVIEWS["@graph"]:
        if review["reviewRating"]["alternateName"] == "contradicted":
            assert review["itemReviewed"]["author"]["name"] == citation.AUTHOR, review["url"]
            assert judging.CAUTION in review["reviewRating"]["ratingExplanation"]


# --- RO-Crate 1.2 -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crate() -> ROCrate:
    return ROCrate(EXPORTED)


def test_the_crate_is_what_the_folder_holds_today() -> None:
    assert (EXPORTED / "ro-crate-metadata.json").read_text(encoding="utf-8") == crate_of(EXPORTED)


def test_the_root_and_the_descriptor_say_what_the_standard_asks(crate: ROCrate) -> None:
    assert crate.version == "1.2" and crate.metadata.get("about") == crate.root_dataset
    root = crate.root_dataset
    assert root["name"] and root["description"] and root["datePublished"] == citation.RELEASED
    assert root["license"]["name"] == citation.LICENCE and root["author"]["name"] == citation.AUTHOR


def test_every_file_has_its_licence_its_citation_its_fingerprint(crate: ROCrate) -> None:
    files = {entity.id: entity for entity in crate.data_entities if "File" in entity.type}
    held = {path.relative_to(EXPORTED).as_posix() for path in EXPORTED.rglob("*") if path.is_file()}
    assert set(files) == held - {"ro-crate-metadata.json"}
    for name, entity in files.items():
        content = (EXPORTED / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest() and entity["contentSize"] == str(len(content))
        assert entity["license"].id == citation.LICENCE_URL and citation.AUTHOR in entity["creditText"], name
        assert "/" in entity["encodingFormat"] and entity["encodingFormat"] != "application/octet-stream", name
        assert entity["name"] and entity["name"] != Path(name).name, f"{name} is not described"


def test_every_figure_leads_to_its_sources_and_is_cited_in_its_language(crate: ROCrate) -> None:
    known = {row["source_id"]: row for row in rows("raw/sources.csv")}
    figures = [entity for entity in crate.data_entities if entity.type == "Dataset"]
    exported = {path.parent.name for path in EXPORTED.glob("figures/*/*.json")}
    assert {entity["identifier"] for entity in figures} == exported
    for figure in figures:
        passport = citation.passport(figure["identifier"])
        for entity in [figure, *figure["hasPart"]]:
            sources = entity.get("isBasedOn", [])
            sources = sources if isinstance(sources, list) else [sources]
            assert [source["identifier"] for source in sources] == passport["sources"], entity.id
            assert all(source["name"] == known[source["identifier"]]["title"] for source in sources)
            assert all(source["copyrightNotice"] for source in sources)
        images = [part for part in figure["hasPart"] if "image/" in part["encodingFormat"]]
        assert images and all(
            part["creditText"] == passport["editions"][part["inLanguage"]]["citation"] for part in images
        )


def test_every_reference_within_the_crate_leads_somewhere() -> None:
    graph = json.loads((EXPORTED / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    known = [entity["@id"] for entity in graph]
    named = {value["@id"] for entity in graph for values in entity.values()
             for value in (values if isinstance(values, list) else [values]) if isinstance(value, dict)}  # fmt: skip
    assert len(set(known)) == len(known) and named - {"https://w3id.org/ro/crate/1.2"} <= set(known)
