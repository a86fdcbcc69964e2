"""Who made it, which version, when, under which licence: said in many places, and the same in each. Citations parse."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement

from pingan_analysis import __version__, paths
from pingan_analysis.figures import citation
from pingan_analysis.figures.citation import cite

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CFF = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CODEMETA = json.loads((paths.ROOT / "codemeta.json").read_text(encoding="utf-8"))
README = (paths.ROOT / "README.md").read_text(encoding="utf-8")
FIGURES = sorted(path.stem for path in (paths.ROOT / "data" / "processed" / "figures").glob("*/*.json"))

TEXT = {"type": "string", "minLength": 1}
CFF_1_2_0 = {  # the rules of its schema for the keys that are used here; any other key is refused
    "type": "object",
    "required": ["authors", "cff-version", "message", "title"],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "title": TEXT,
        "abstract": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "version": {"oneOf": [TEXT, {"type": "number"}]},
        "date-released": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$"},
        "license": {"enum": ["MIT"]},  # an SPDX identifier; several would mean: any of them
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object", "required": ["name"], "additionalProperties": False, "properties": {"name": TEXT},
            },
        },
    },
}  # fmt: skip
NAME = {"type": "object", "additionalProperties": False, "properties": {"literal": TEXT}, "required": ["literal"]}
PARTS = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": ["string", "number"]}}
PARTED = {"date-parts": {"type": "array", "items": PARTS}}
DATE = {"type": "object", "additionalProperties": False, "properties": PARTED}
CSL_DATA = {  # likewise, of csl-data.json 1.0.2
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["graphic", "software"]},
            "id": {"type": ["string", "number"]},
            "author": {"type": "array", "items": NAME},
            "issued": DATE,
            **dict.fromkeys(("title", "language", "publisher", "version", "note"), TEXT),
        },
    },
}


def test_the_citation_file_is_valid() -> None:
    jsonschema.validate(CFF, CFF_1_2_0)


@pytest.mark.parametrize(
    "key, value", [("license", "CC-BY"), ("date-released", "2026-13-01"), ("authors", []), ("doi", "?"), ("title", "")]
)
def test_an_invalid_citation_file_is_noticed(key: str, value: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**CFF, key: value}, CFF_1_2_0)


def test_every_place_says_the_same() -> None:
    spdx = "https://spdx.org/licenses/"
    package = json.loads((paths.ROOT / "data" / "processed" / "datapackage.json").read_text(encoding="utf-8"))
    versions = (PROJECT["version"], CFF["version"], CODEMETA["version"], package["version"])
    assert set(versions) == {__version__}
    assert CFF["date-released"] == CODEMETA["datePublished"] == citation.RELEASED
    assert CFF["title"] == CODEMETA["name"] == citation.TITLE
    assert PROJECT["description"] == CODEMETA["description"]
    assert PROJECT["keywords"] == CFF["keywords"] == CODEMETA["keywords"]
    names = [[author["name"] for author in place["authors" if place is not CODEMETA else "author"]]
             for place in (PROJECT, CFF, CODEMETA)]  # fmt: skip
    assert names == [[citation.AUTHOR]] * 3
    assert PROJECT["license"] == CFF["license"] == CODEMETA["license"].removeprefix(spdx) == "MIT"
    assert CODEMETA["hasPart"]["license"] == spdx + citation.LICENCE_ID
    assert CODEMETA["hasPart"]["name"] == package["title"]
    assert CODEMETA["runtimePlatform"] == f"Python {PROJECT['requires-python']}"
    assert CODEMETA["softwareRequirements"] == [Requirement(line).name for line in PROJECT["dependencies"]]


def test_licences_of_code_data_and_articles_are_said_apart() -> None:
    code, data = ((paths.ROOT / name).read_text(encoding="utf-8") for name in ("LICENSE", "data/LICENSE.md"))
    assert code.startswith("MIT License") and f"{citation.YEAR} {citation.AUTHOR}" in code
    assert citation.LICENCE_URL in data and f"`{citation.LICENCE_ID}`" in data and "MIT" in data
    assert re.search(r"articles and official publications .* are copyright of their\s+publishers", data)
    section = README.partition("## Licences")[2].partition("\n## ")[0]
    assert "[MIT](LICENSE)" in section and f"[{citation.LICENCE}](data/LICENSE.md)" in section
    assert "copyright" in section and "publishers" in section


@pytest.mark.parametrize("figure_id", [None, *FIGURES])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_citations_parse(figure_id: str | None, lang: str) -> None:
    csl = json.loads(cite(figure_id, "csl", lang))
    jsonschema.validate(csl, CSL_DATA)
    key, title = csl[0]["id"], csl[0]["title"]
    fields = bibtex(cite(figure_id, "bibtex", lang))
    assert fields.pop("key") == key and key.removeprefix("pingan-") == (figure_id or "pingan_analysis")
    plain = {name: re.sub(r"\\([#$%&_{}])", r"\1", value).strip("{}") for name, value in fields.items()}
    assert plain["title"] == title and plain["author"] == citation.AUTHOR and plain["year"] == str(citation.YEAR)
    for style in ("plain", "apa"):
        line = cite(figure_id, style, lang)
        assert title.rstrip(".。") in line and citation.AUTHOR in line and "\n" not in line
        assert str(citation.YEAR) in line and __version__ in line and (figure_id or "pingan_analysis") in line


def bibtex(entry: str) -> dict[str, str]:
    """One @misc entry => its key and fields; braces must match, and what TeX would take for a command is escaped."""
    whole = re.fullmatch(r"@misc\{([a-z_-]+(?:[a-z0-9_-])*),\n(.*)\n\}", entry, flags=re.S)
    assert whole, entry
    fields = {"key": whole[1]}
    for line in whole[2].split("\n"):
        field = re.fullmatch(r"  ([a-z]+) = \{(.*)\},?", line)
        assert field, line
        bare = re.sub(r"\\[#$%&_{}]", "", field[2])
        assert not re.search(r"[#$%&_\\~^]", bare) and balanced(bare), line
        fields[field[1]] = field[2]
    return fields


def balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    return depth == 0
