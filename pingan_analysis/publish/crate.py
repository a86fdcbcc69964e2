"""The exported folder as an RO-Crate 1.2: every file with its licence, its figure's citation, the sources behind it."""

from __future__ import annotations

import csv
import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pingan_analysis import __version__
from pingan_analysis.figures.citation import AUTHOR, LICENCE, LICENCE_ID, LICENCE_URL, RELEASED, cite
from pingan_analysis.publish.datapackage import TITLES, datapackage

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

NAME, VERSION = "ro-crate-metadata.json", "1.2"
FORMATS = {
    ".csv": "text/csv", ".json": "application/json", ".jsonld": "application/ld+json", ".md": "text/markdown",
    ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml",
}  # fmt: skip
DESCRIPTIONS = {
    "DICTIONARY.md": "The columns of every table, and how observations.csv follows SDMX-CSV",
    "datapackage.json": "The tables as a Frictionless Data Package",
    "claims.jsonld": "Every judged claim as a schema.org ClaimReview",
    "figures/README.md": "Every figure with its citation, claims and sources",
}
AUTHORS, US = "#authors", {"@id": "#authors"}
Entity = dict[str, Any]


def write_crate(home: Path) -> None:
    """A folder of tables and figures => ro-crate-metadata.json in it."""
    (home / NAME).write_text(crate_of(home), encoding="utf-8")


def crate_of(home: Path) -> str:
    """A folder of tables and figures => what its ro-crate-metadata.json says, the same for the same files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the package's own dependencies will drop
        from rocrate.model.contextentity import ContextEntity
        from rocrate.rocrate import ROCrate
    crate = ROCrate(version=VERSION)
    _describe_root(crate)
    for identifier, properties in _context(home).items():
        crate.add(ContextEntity(crate, identifier, properties=properties))
    passports = sorted(home.glob("figures/*/*.json"))
    figures = {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in passports}
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and path.name != NAME and path.name[0] != "."]
    for name, facts in figures.items():
        parts = [path.relative_to(home).as_posix() for path in files if path.parent == home / "figures" / name]
        crate.add_dataset(dest_path=f"figures/{name}", properties=_figure(facts, parts))
    for path in files:
        place = path.relative_to(home)
        crate.add_file(dest_path=place.as_posix(), properties=_file(path, place, figures.get(path.parent.name)))
    return _sorted(crate.metadata.generate())


def _describe_root(crate: ROCrate) -> None:
    package = datapackage()
    crate.name, crate.description = package["title"], package["description"]
    crate.datePublished, crate.license = RELEASED, {"@id": LICENCE_URL}
    crate.root_dataset["author"] = US
    crate.root_dataset["version"] = __version__
    crate.root_dataset["creditText"] = cite()


def _context(home: Path) -> dict[str, Entity]:
    """=> who made it, under which licence, and every document that a number comes from."""
    entities: dict[str, Entity] = {
        AUTHORS: {"@type": "Organization", "name": AUTHOR},
        LICENCE_URL: {"@type": "CreativeWork", "name": LICENCE, "identifier": f"https://spdx.org/licenses/{LICENCE_ID}"},
    }
    with (home / "raw" / "sources.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fields = {
                "@type": "CreativeWork",
                "name": row["title"],
                "identifier": row["source_id"],
                "creditText": ", ".join(filter(None, [row["publisher"], row["author"]])),
                "datePublished": row["date_published"],
                "inLanguage": row["language"],
                "url": row["url"],
                "copyrightNotice": row["license_note"],
            }
            entities[f"#{row['source_id']}"] = {name: value for name, value in fields.items() if value}
    return entities


def _figure(facts: Mapping[str, Any], parts: list[str]) -> Entity:
    first = facts["editions"].get("en") or facts["editions"][min(facts["editions"])]
    return {
        "name": first["title"],
        "description": f"{first['subtitle']}. {first['caption']}",
        "identifier": facts["figure_id"],
        "creditText": [edition["citation"] for _, edition in sorted(facts["editions"].items())],
        "keywords": facts["claims"],
        "hasPart": [{"@id": part} for part in parts],
        **_rights(facts["sources"]),
    }


def _file(path: Path, place: Path, facts: Mapping[str, Any] | None) -> Entity:
    """A file, its place in the folder, its figure's passport => what it is, whose, and its fingerprint."""
    content = path.read_bytes()
    edition = facts["editions"].get(path.suffixes[0].lstrip("."), {}) if facts else {}
    if facts:
        kinds = {".csv": "Exactly what is drawn", ".json": "The figure's passport"}
        name = edition.get("title") or f"{kinds[path.suffix]}: {facts['figure_id']}"
        credit = (edition or facts["editions"][min(facts["editions"])])["citation"]
    else:
        name, credit = TITLES.get(path.stem) or DESCRIPTIONS.get(place.as_posix(), path.name), cite()
    return {
        "name": name,
        "encodingFormat": FORMATS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
        "creditText": credit,
        **({"inLanguage": edition["lang"]} if edition else {}),
        **_rights(facts["sources"] if facts else []),
    }


def _rights(sources: list[str]) -> Entity:
    rests = {"isBasedOn": [{"@id": f"#{source}"} for source in sources]} if sources else {}
    return {"license": {"@id": LICENCE_URL}, "author": US, **rests}


def _sorted(metadata: dict[str, Any]) -> str:
    """=> JSON with the descriptor and the root first, and everything else in the order of its name."""
    graph = sorted(metadata["@graph"], key=lambda entity: (entity["@id"] not in (NAME, "./"), entity["@id"]))
    return json.dumps({**metadata, "@graph": graph}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
