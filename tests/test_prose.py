"""Every numeral in a notebook's prose is held up by an output near it, or by a number that the articles print."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from pingan_analysis import paths
from pingan_analysis.tables import load

NOTEBOOKS = sorted((paths.ROOT / "notebooks").glob("*.ipynb"))
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
WORDS = {  # "the two" counts nothing
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12",
}  # fmt: skip
NOT_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)|\b(?:jx|ls|qz|zj)20\d\d\b")


def numerals(text: str, words: bool = False) -> set[str]:
    """'9 of the 1,000' => {'9', '1000'}; with `words`, 'nine' counts, too."""
    found = {numeral.rstrip(",").replace(",", "") for numeral in NUMERAL.findall(text)}
    return found | {WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if words and word in WORDS}


def sections(cells: list[dict]) -> list[list[dict]]:
    """A notebook's cells => its sections, each from a heading to the next."""
    parts: list[list[dict]] = [[]]
    for cell in cells:
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("#"):
            parts.append([])
        parts[-1].append(cell)
    return parts


def output_text(cell: dict) -> str:
    """All that a code cell shows, as text; HTML without its tags and styles."""
    shown = []
    for output in cell.get("outputs", []):
        shown.append("".join(output.get("text", "")))
        for kind, content in output.get("data", {}).items():
            if kind.startswith("text/"):
                text = "".join(content)
                shown.append(
                    html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.S))
                    if kind == "text/html"
                    else text
                )
    return "\n".join(shown)


def unbound(notebook: dict, reported: set[str]) -> tuple[list[str], int]:
    """A notebook => its numerals without a hold, each with its section, and how many numerals there are in all."""
    loose, total = [], 0
    for section in sections(notebook["cells"]):
        prose = "\n".join("".join(c["source"]) for c in section if c["cell_type"] == "markdown")
        held = numerals("\n".join(output_text(c) for c in section if c["cell_type"] == "code")) | reported
        wanted = numerals(NOT_PROSE.sub(" ", prose), words=True)
        total += len(wanted)
        loose += [f"{numeral} in section {prose.splitlines()[0]!r}" for numeral in sorted(wanted - held)]
    return loose, total


def printed_numerals() -> set[str]:
    """The numerals of the reported numbers, and the years that they are about.

    Whole numbers below 100 are left out: they would match by chance, so prose that uses one needs an output beside it.
    """
    rows = load.records("reported")
    found = numerals("\n".join(f"{row['printed']} {row['ref_period']} {row['base_period']}" for row in rows))
    return {numeral for numeral in found if "." in numeral or len(numeral) > 2}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_numeral_of_the_prose_is_bound(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loose, total = unbound(json.loads(path.read_text(encoding="utf-8")), printed_numerals())
    with capsys.disabled():
        print(f"\n{path.stem}: bound: {total - len(loose)}/{total}")
    assert not loose, "\n".join(loose)


@pytest.mark.parametrize(
    "sentence, loose",
    [
        ("It fell by 77.7 %.", ["77.7"]),
        ("It fell by 31.26 %.", []),
        ("Seven of nine.", ["7"]),
        ("See `x77` and [3](a4).", ["3"]),
    ],
)
def test_a_planted_numeral_is_found(sentence: str, loose: list[str]) -> None:
    shown = {"cell_type": "code", "source": "", "outputs": [{"text": ["9 rows"]}]}
    cells = [{"cell_type": "markdown", "source": ["# Heading\n", sentence]}, shown]
    found, _ = unbound({"cells": cells}, {"31.26"})
    assert [line.split()[0] for line in found] == loose


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_an_essay(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kinds = "".join("c" if cell["cell_type"] == "code" else "m" for cell in cells)
    assert len(cells) < 45 and "ccc" not in kinds.removesuffix("c"), "three code cells in a row"
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert max(len(source.splitlines()) for source in code) <= 12
    assert code[-1] == "pa.colophon()"
    assert any("assert" in source for source in code) and any("pa.export(" in source for source in code)
    assert any('"planted"' in source for source in code), "no planted false claim"
