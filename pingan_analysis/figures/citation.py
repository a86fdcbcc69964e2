"""How to cite a figure, from its passport, or the package: for a text, a bibliography, a reference manager."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal, get_args

from pingan_analysis import __version__, paths
from pingan_analysis.errors import DataError

Style = Literal["plain", "bibtex", "csl", "apa"]

AUTHOR = "pingan_analysis contributors"
TITLE = "pingan_analysis: printed numbers, verdicts and citable figures from Chinese safety-governance reports"
RELEASED = {"0.1.0": "2026-11-22"}[__version__]  # never of the clock; a new version without its day fails here
YEAR = int(RELEASED[:4])
LICENCE, LICENCE_ID = "CC BY 4.0", "CC-BY-4.0"  # of tables and figures; the code is MIT
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def cite(figure_id: str | None = None, style: Style = "plain", lang: str = "en") -> str:
    """figure id => how to cite it, the package if there is none; in the other language if it has no such edition.

    Styles: plain, bibtex (BibTeX), csl (CSL-JSON, for reference managers), apa (7th edition). Raises DataError for an
    unknown figure or style.

    >>> cite(style="apa")  # doctest: +NORMALIZE_WHITESPACE
    'pingan_analysis contributors. (2026). pingan_analysis: printed numbers, verdicts and citable figures from Chinese
    safety-governance reports (Version 0.1.0) [Computer software].'
    >>> cite("fraud-timeline").startswith("pingan_analysis contributors (2026). ")
    True
    """
    if style not in get_args(Style):
        raise DataError([f"no citation style {style!r}: {', '.join(get_args(Style))}"])
    if figure_id is None:
        return _cited("pingan_analysis", "software", TITLE, "en", __version__, YEAR, style)
    facts = passport(figure_id)
    lang = lang if lang in facts["editions"] else min(facts["editions"])
    edition = facts["editions"][lang]
    if style == "plain":
        return str(edition["citation"])
    note = f"Figure {figure_id}; data sha256:{facts['data_sha256'][:12]}; {facts['licence']}"
    key, title = f"pingan-{figure_id}", edition["title"]
    return _cited(key, "graphic", title, lang, facts["version"], facts["year"], style, note)


def _cited(key: str, kind: str, title: str, lang: str, version: str, year: int, style: Style, note: str = "") -> str:
    bare = title.rstrip(".。")
    if style == "plain":
        return f"{AUTHOR} ({year}). {bare}. Version {version}. MIT (code), {LICENCE} (tables and figures)."
    if style == "apa" and kind == "software":
        return f"{AUTHOR}. ({year}). {bare} (Version {version}) [Computer software]."
    if style == "apa":
        figure = f"{'图' if lang == 'zh' else 'Figure'} {key.removeprefix('pingan-')}"
        return f"{AUTHOR}. ({year}). {bare} [{figure}]. pingan_analysis (Version {version})."
    if style == "bibtex":
        fields = {
            "author": f"{{{_tex(AUTHOR)}}}", "title": f"{{{_tex(title)}}}", "year": year,
            "howpublished": _tex(f"pingan_analysis {version}"), "note": _tex(note),
        }  # fmt: skip
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{key},\n{lines}\n}}"
    item = {
        "id": key, "type": kind, "title": title, "language": lang, "author": [{"literal": AUTHOR}],
        "issued": {"date-parts": [[year]]}, "publisher": "pingan_analysis", "version": version, "note": note,
    }  # fmt: skip
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _tex(text: str) -> str:
    words = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return re.sub(r"[#$%&_{}\\~^]", lambda found: words.get(found[0], "\\" + found[0]), text)


def folder(figure_id: str, writing: bool = False) -> Path:
    """figure id => where its files are; an id that is not a plain name would lead elsewhere, and is refused."""
    if not re.fullmatch(r"[a-z0-9-]+", figure_id):
        raise DataError([f"figure id {figure_id!r}: only a-z, 0-9 and hyphens"])
    return paths.processed(writing) / "figures" / figure_id


def passport(figure_id: str) -> dict[str, Any]:
    """figure id => what its JSON says."""
    path = folder(figure_id) / f"{figure_id}.json"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in path.parent.parent.glob("*/*.json"))) or "none exported yet"
        raise DataError([f"no figure {figure_id}; known: {known}"])
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts
