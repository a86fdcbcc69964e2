"""A figure leaves with its passport: three images, the data that it draws, and one JSON that says what it rests on."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pingan_analysis import __version__, paths
from pingan_analysis.cells import csv_text
from pingan_analysis.errors import DataError
from pingan_analysis.figures.citation import AUTHOR, LICENCE, YEAR, folder, passport
from pingan_analysis.figures.figure import Facts, Figure
from pingan_analysis.figures.style import LANGUAGES

if TYPE_CHECKING:
    from pandas import DataFrame

IMAGES = ("svg", "png", "pdf")


@dataclass(frozen=True, repr=False)
class Passport:
    """What one call of `export` has written, and the facts that now stand in the JSON."""

    figure_id: str
    written: tuple[str, ...]  # below the folder of processed data
    superseded: tuple[str, ...]  # languages whose images drew something else, and are gone
    facts: dict[str, Any]

    def __repr__(self) -> str:
        editions = [lang for lang in LANGUAGES if any(f".{lang}." in name for name in self.written)]
        stem = f"figures/{self.figure_id}/{self.figure_id}"
        files = f"{stem}: {', '.join(name.removeprefix(stem).lstrip('.') for name in self.written)}"
        gone = [f"removed: the {lang} edition, which stated other facts; export it again" for lang in self.superseded]
        return "\n".join([files, *gone, self.facts["editions"][editions[0]]["citation"]])


def export(
    figure: Figure | Callable[..., Figure],
    figure_id: str,
    *,
    data: DataFrame | None = None,
    claims: Sequence[str] | None = None,
) -> Passport:
    """figure (one language) or plot function (every language), id => its files and passport in `processed()/figures`.

    The figure brings its facts from `figure.frame`; `data` and `claims` replace those. Editions of one figure share
    data, claims and sources: a plot function whose editions differ is refused, and an older edition that states other
    facts is removed. A named index goes into the CSV too; any other does not. Raises DataError for what states no data.

    >>> export("a figure", "fraud-timeline")
    Traceback (most recent call last):
    pingan_analysis.errors.DataError: 1 problem
      figure fraud-timeline: a str without facts; draw it within figure.frame
    """
    home = folder(figure_id, writing=True)
    shared: dict[str, Any] = {}
    editions: dict[str, Any] = {}
    files: dict[Path, bytes] = {}
    for fig in _figures(figure, figure_id):
        facts = fig.facts if data is None else replace(fig.facts, data=data)
        fig.facts = facts = facts if claims is None else replace(facts, claims=claims)
        if facts.data is None or facts.data.empty:
            raise DataError([f"figure {figure_id}: no data; give frame or export data=, exactly what is drawn"])
        csv = as_csv(facts.data)
        stated = _shared(figure_id, facts, csv)
        if shared and stated != shared:
            differing = ", ".join(key for key in stated if stated[key] != shared[key])
            raise DataError([f"figure {figure_id}: the editions differ in {differing}"])
        shared, editions[facts.lang] = stated, _edition(figure_id, facts)
        fig.fit(figure_id)
        files[home / f"{figure_id}.csv"] = csv
        for kind in IMAGES:
            image = BytesIO()
            options = {"pil_kwargs": {"compress_level": 1}} if kind == "png" else {}  # twice as fast, 6 % larger
            fig.savefig(image, format=kind, dpi=300, metadata=embedded(kind, shared | editions[facts.lang]), **options)
            files[home / f"{figure_id}.{facts.lang}.{kind}"] = image.getvalue()

    old = passport(figure_id) if (home / f"{figure_id}.json").exists() else {"editions": {}}
    kept = old["editions"] if {**old, "editions": {}} == {**shared, "editions": {}} else {}
    whole = {**shared, "editions": kept | editions}
    files[home / f"{figure_id}.json"] = as_json(whole)  # last: it vouches for the others
    home.mkdir(parents=True, exist_ok=True)
    write_aside(files)
    superseded = tuple(sorted(set(old["editions"]) - set(whole["editions"])))
    for lang in superseded:
        for kind in IMAGES:
            (home / f"{figure_id}.{lang}.{kind}").unlink(missing_ok=True)
    return Passport(figure_id, tuple(f"figures/{figure_id}/{path.name}" for path in files), superseded, whole)


def _figures(figure: Figure | Callable[..., Figure], figure_id: str) -> list[Figure]:
    if isinstance(figure, Figure):
        return [figure]
    if not callable(figure):
        raise DataError([f"figure {figure_id}: a {type(figure).__name__} without facts; draw it within figure.frame"])
    return [figure(lang=lang) for lang in LANGUAGES]


def _shared(figure_id: str, facts: Facts, csv: bytes) -> dict[str, Any]:
    assert facts.data is not None
    return {
        "figure_id": figure_id,
        "data": f"{figure_id}.csv",
        "data_sha256": hashlib.sha256(csv).hexdigest(),
        "claims": sorted(set(facts.claims)),
        "sources": sorted(set(facts.sources)),
        "author": AUTHOR,
        "year": YEAR,
        "version": __version__,
        "licence": LICENCE,
    }


def _edition(figure_id: str, facts: Facts) -> dict[str, str]:
    title = facts.title.rstrip(".。")
    if facts.lang == "zh":
        citation = f"{AUTHOR}（{YEAR}）。{title}。图 {figure_id}，pingan_analysis {__version__}。{LICENCE}。"
    else:
        citation = f"{AUTHOR} ({YEAR}). {title}. Figure {figure_id}, pingan_analysis {__version__}. {LICENCE}."
    return {
        "lang": facts.lang,
        "title": facts.title,
        "subtitle": facts.subtitle,
        "caption": facts.caption,
        "alt": f"{facts.title} ({facts.subtitle})",
        "citation": citation,
    }


def as_csv(data: DataFrame) -> bytes:
    """what is drawn => CSV in UTF-8, cells guarded; 12 digits, as a float's last bits vary from machine to machine."""
    named = any(name is not None for name in data.index.names)
    return csv_text(data.reset_index() if named else data, float_format="%.12g").encode()


def as_json(facts: Mapping[str, Any] | Sequence[Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def embedded(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """svg | png | pdf, facts of one edition => metadata as that format names them, and no date, clock or program."""
    described = f"{facts['subtitle']}\n{facts['caption']}\n{facts['citation']}"
    sources, claims = "; ".join(facts["sources"]), "; ".join(facts["claims"])
    data, made = f"sha256:{facts['data_sha256']}", f"pingan_analysis {facts['version']}"
    if kind == "svg":  # Dublin Core
        return {
            "Title": facts["title"], "Description": described, "Creator": [facts["author"]], "Publisher": [made],
            "Rights": [facts["licence"]], "Identifier": facts["figure_id"], "Language": facts["lang"],
            "Source": sources, "Keywords": list(facts["claims"]), "Relation": data, "Date": None,
        }  # fmt: skip
    if kind == "png":
        return {
            "Title": facts["title"], "Description": described, "Author": facts["author"], "Version": made,
            "Copyright": facts["licence"], "Identifier": facts["figure_id"], "Language": facts["lang"],
            "Source": sources, "Claims": claims, "Data": data, "Software": None,
        }  # fmt: skip
    keywords = [facts["figure_id"], facts["lang"], sources, claims, data, facts["licence"]]
    return {
        "Title": facts["title"], "Subject": described, "Author": facts["author"], "Creator": made,
        "Keywords": " | ".join(keywords), "Producer": None, "CreationDate": None,
    }  # fmt: skip


def write_aside(files: Mapping[Path, bytes]) -> None:
    """Writes all of them under other names in the same folder, then renames: nobody ever reads half a file."""
    aside = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    try:
        for path, content in files.items():
            aside[path].write_bytes(content)
        for path, part in aside.items():
            part.replace(path)
    finally:
        for part in aside.values():
            part.unlink(missing_ok=True)


def write_index(processed: Path | None = None) -> Path:
    """folder of processed data => figures/README.md in it: every figure with what it says and what it rests on."""
    figures = (processed or paths.processed()) / "figures"
    lines = ["# Figures", "", f"Generated; every figure is {LICENCE}, and `pingan cite ID` prints its citation."]
    for path in sorted(figures.glob("*/*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        name, editions = facts["figure_id"], facts["editions"]
        lines += ["", f"## {name}", ""]
        first = "en" if "en" in editions else min(editions)
        lines += [f"![{_plain(editions[first]['alt'])}]({name}/{name}.{first}.png)"]
        for lang, edition in sorted(editions.items()):
            files = ", ".join(f"[{kind}]({name}/{name}.{lang}.{kind})" for kind in IMAGES)
            lines += ["", f"**{_plain(edition['title'])}** {_plain(edition['subtitle'])}", ""]
            lines += [_plain(edition["caption"]), "", f"{_plain(edition['citation'])} ({lang}: {files})"]
        rests = {"claims": facts["claims"], "sources": facts["sources"]}
        lines += ["", *(f"* {kind}: {', '.join(f'`{one}`' for one in ids) or 'none'}" for kind, ids in rests.items())]
        lines += [f"* data: [{facts['data']}]({name}/{facts['data']}), sha256 `{facts['data_sha256']}`"]
        lines += [f"* passport: [{path.name}]({name}/{path.name}), pingan_analysis {facts['version']}"]
    figures.mkdir(parents=True, exist_ok=True)
    write_aside({figures / "README.md": ("\n".join(lines) + "\n").encode()})
    return figures / "README.md"


def _plain(text: str) -> str:
    """words => the same in Markdown, on one line, where * _ < and their like mean nothing."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(text.split()))
