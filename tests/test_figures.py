"""Every exported figure in both languages: legible in a column and on a slide, in grey and to the colour-blind, set as
its language is set, and drawing what its CSV says, from the data of today, into the files that are committed.
"""

from __future__ import annotations

import io
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from legible import covered_marks, problems
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from pingan_analysis import paths
from pingan_analysis.figures import plots, style
from pingan_analysis.figures.citation import AUTHOR, LICENCE, passport
from pingan_analysis.figures.exporting import IMAGES, as_csv, as_json, embedded, export
from pingan_analysis.figures.figure import Figure
from pingan_analysis.figures.plots.bases import NOTHING
from pingan_analysis.figures.typesetting import CLOSING, HAN, OPENING, STOPS
from pingan_analysis.tables import load

COMMITTED = paths.ROOT / "data" / "processed" / "figures"
FIGURES = sorted(path.name for path in COMMITTED.iterdir() if path.is_dir())
EDITIONS = [(figure_id, lang) for figure_id in FIGURES for lang in style.LANGUAGES]
each_edition = pytest.mark.parametrize("figure_id, lang", EDITIONS, ids=["-".join(edition) for edition in EDITIONS])
each_figure = pytest.mark.parametrize("figure_id", FIGURES)


@pytest.fixture(scope="module", autouse=True)
def tables_are_read_once() -> Iterator[None]:
    """The raw tables do not change while these tests run, and checking them takes longer than drawing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "check", cache(load.check))
        yield


@cache
def drawn(figure_id: str, lang: str) -> Figure:
    fig = getattr(plots, figure_id.replace("-", "_"))(lang)
    fig.fit(figure_id)
    return fig


def words(fig: Figure) -> list[Text]:
    return [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]


# --- can it be read? --------------------------------------------------------------------------------------------------


@each_edition
def test_words_are_inside_and_apart_and_off_the_marks(figure_id: str, lang: str) -> None:
    fig = drawn(figure_id, lang)
    assert problems(fig) + covered_marks(fig) == []
    assert not [text for text in words(fig) if text.get_clip_box() or text.get_clip_path()]


@each_edition
@pytest.mark.parametrize("width_mm, least", [(style.COLUMN, 5), (style.SLIDE, 15)])
def test_type_is_large_enough_at_every_width(figure_id: str, lang: str, width_mm: float, least: float) -> None:
    fig = drawn(figure_id, lang)
    small = {t.get_text(): t.get_fontsize() * width_mm / fig.width_mm for t in words(fig)}
    assert {said: round(size, 2) for said, size in small.items() if size < least} == {}


# --- in grey, and to the colour-blind ---------------------------------------------------------------------------------

PALETTE = {*style.SERIES, *(color for color, _ in style.VERDICTS.values())}
NEUTRAL = {style.INK, style.QUIET, style.GRID, "#ffffff"}
BLINDNESS = {  # Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB
    "none": np.eye(3),
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]


def linear(color: str) -> np.ndarray:
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB => CIE L*a*b*, D65."""
    share = XYZ @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("colors", [style.SERIES, [c for c, _ in style.VERDICTS.values()]], ids=["series", "verdicts"])
def test_colours_stay_apart(colors: list[str], blindness: str) -> None:
    seen = [lab(np.array(BLINDNESS[blindness]) @ linear(color)) for color in colors]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 20


def looks(fig: Figure) -> dict[str, set[tuple[object, ...]]]:
    """=> colour of marks, lines and bars: their shapes (marker, dashes, hollow or solid, hatch)."""
    found = defaultdict(set)
    for axes in fig.axes:
        for line in axes.lines:
            hollow = line.get_marker() not in ("None", "") and to_hex(line.get_markerfacecolor()) == "#ffffff"
            dashes = str(line._unscaled_dash_pattern) if line.get_linestyle() != "None" else ""
            found[to_hex(line.get_color())].add((line.get_marker(), dashes, hollow))
        for patch in axes.patches:
            if isinstance(patch, Rectangle):
                filled = to_hex(patch.get_facecolor())
                color = to_hex(patch.get_edgecolor()) if filled == "#ffffff" else filled
                found[color].add((patch.get_hatch(), color == filled))
        for band in axes.collections:
            if isinstance(band, PolyCollection):
                found[to_hex(band.get_facecolor()[0])].add(("band",))
    return found


@each_figure
def test_only_the_palette_is_used_and_grey_tells_apart_what_shape_does_not(figure_id: str) -> None:
    found = looks(drawn(figure_id, "en"))
    assert set(found) <= PALETTE | NEUTRAL
    for one, other in itertools.combinations(sorted(set(found) & PALETTE), 2):
        if found[one] & found[other]:
            assert abs(lab(linear(one))[0] - lab(linear(other))[0]) > 15, (one, other)


@each_edition
def test_words_stand_out_from_the_paper(figure_id: str, lang: str) -> None:
    colors = {to_hex(text.get_color()) for text in words(drawn(figure_id, lang))}
    contrast = {color: 1.05 / (float(linear(color) @ XYZ[1]) + 0.05) for color in colors}  # WCAG 2
    assert {color: round(ratio, 1) for color, ratio in contrast.items() if ratio < 4.5} == {}


# --- is it set as a reader of the language would set it? --------------------------------------------------------------

NAMES = re.compile(rf"{AUTHOR}|pingan_analysis|{LICENCE}|JSON|Clopper—Pearson|p值|“[a-z-]+”")
FORBIDDEN = {
    "half-width punctuation beside Chinese": rf"[{HAN}][,;:?!()\"'.]|[,;:?!()\"'][{HAN}]",
    "space beside Chinese": rf"[{HAN}][ \u00a0]|[ \u00a0](?=[{HAN}])",
    "thousands set in threes": r"\d,\d{3}",
    "round number without 万 or 亿": r"(?<![\d.])\d+0{4}(?!\d)|10\^|×10|\de\d",
    "stray English": r"[A-Za-z]{2,}|\b[A-Za-z]\b",
}


def chinese_problems(text: str, claims: set[str]) -> list[str]:
    """Words of a Chinese figure, claim ids => what a Chinese reader would strike out."""
    whole = text.replace("\n", "")
    known = whole.replace("\u00a0", " ")
    for claim in sorted(claims, key=len, reverse=True):
        known = known.replace(claim, "")
    known = NAMES.sub("", known)
    found = [rule for rule, bad in FORBIDDEN.items() if re.search(bad, known if rule == "stray English" else whole)]
    found = [f"{rule}: {text!r}" for rule in found]
    lines = text.split("\n")
    found += [f"line begins with {line[0]!r}: {text!r}" for line in lines if line and line[0] in CLOSING]
    found += [f"line ends with {line[-1]!r}: {text!r}" for line in lines if line and line[-1] in OPENING + "图"]
    return found + [f"number and unit torn: {text!r}"] * bool(re.search(rf"[\d.%]\n[{HAN}%]|−\n", text))


@each_figure
def test_chinese_is_set_as_chinese(figure_id: str) -> None:
    fig = drawn(figure_id, "zh")
    claims = {*fig.facts.claims}
    assert [problem for text in words(fig) for problem in chinese_problems(text.get_text(), claims)] == []
    for text in (fig._title, fig._subtitle, fig._caption):  # broken by machine: behind a stop, or between two ids
        for before, after in itertools.pairwise(text.get_text().split("\n")):
            torn = re.search(f"[{HAN}]", before[-1] + after[0]) and before.rstrip("”’）》")[-1] not in STOPS
            assert not torn, f"a clause is torn: {before} | {after}"


@pytest.mark.parametrize(
    "text, rule",
    [
        ("下降31.26%,首次", "half-width"), ("群众安全感(国家统计局)", "half-width"), ("2020年 = 100", "space"),
        ("88,540件", "thousands"), ("100000件", "round number"), ("hollow标记", "stray"),
        ("下降\n，首次", "line begins"), ("见图\n“two-surveys”", "line ends"), ("印出1.71\n万起", "number and unit"),
    ],
)  # fmt: skip
def test_what_a_chinese_reader_would_strike_out_is_found(text: str, rule: str) -> None:
    assert any(problem.startswith(rule) for problem in chinese_problems(text, set()))


@each_figure
def test_english_has_no_chinese_punctuation(figure_id: str) -> None:
    said = "\n".join(text.get_text() for text in words(drawn(figure_id, "en")))
    assert re.findall("[，。；：？！（）“”]", said) == []


@each_edition
def test_no_identifier_stands_where_a_name_would_do(figure_id: str, lang: str) -> None:
    fig = drawn(figure_id, lang)
    said = "\n".join(text.get_text() for text in words(fig))
    sources = {row["source_id"] for row in load.records("sources")} - {"consecutive"}
    assert [source for source in sources if re.search(rf"\b{re.escape(source)}(?![\w-])", said)] == []


# --- does it draw its CSV? --------------------------------------------------------------------------------------------

Points = set[tuple[float, float]]


def points(fig: Figure) -> Points:
    """=> where marks and the vertices of curves are; guides are lines of two points without a mark."""
    lines = [line for axes in fig.axes for line in axes.lines if isinstance(line, Line2D)]
    shown = [line for line in lines if line.get_marker() not in ("None", "") or len(line.get_xdata()) > 2]
    return {(rounded(x), rounded(y)) for line in shown for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)}


def bars(fig: Figure) -> Points:
    """=> both ends of every horizontal bar."""
    found: Points = set()
    for axes in fig.axes:
        for bar in (bar for container in axes.containers for bar in container):
            found.add((rounded(bar.get_x()), rounded(bar.get_x() + bar.get_width())))
    return found


def rounded(value: float) -> float:
    return float(f"{value:.9g}")


def xy(rows: pd.DataFrame, x: str, y: str) -> Points:
    """Rows, two expressions of their columns => points; `place` is the place of a row among them, from 0."""
    rows = rows.assign(place=np.arange(len(rows))) if "place" not in rows else rows
    return {(rounded(a), rounded(b)) for a, b in zip(rows.eval(x), rows.eval(y), strict=True)}


MIDDLE = "(low + high) / 2"


def ladder_points(d: pd.DataFrame) -> Points:
    return xy(d.dropna(subset="years"), "first + years - 1", "years") | xy(d.dropna(subset="places"), "places", "place")


def calibration_points(d: pd.DataFrame) -> Points:
    shares, apart = d.dropna(subset="share"), d.dropna(subset="gap")
    heights = {kind: place for place, kind in enumerate(shares.publisher_kind)}
    return xy(shares, "share", "place") | xy(apart.assign(place=apart.publisher_kind.map(heights)), "gap", "place")


def board_points(d: pd.DataFrame) -> Points:
    heights = {group: place for place, group in enumerate(dict.fromkeys(d.group))}
    d = d.assign(at=d.place - 1, height=d.group.map(heights))
    return xy(d, "at // 3", "height + (at % 3 - 1) * 0.26")


def count_points(d: pd.DataFrame) -> Points:
    falls = xy(d[d.printed == "75%"], "before", "change")
    return falls | xy(d.assign(strip=(d.printed == "78%").astype(int)), "before", "strip")


DRAWN: dict[str, tuple[Callable[[pd.DataFrame], Points] | None, Callable[[pd.DataFrame], Points] | None]] = {
    "audit-example": (lambda d: xy(d, "power", "place"), None),
    "award-ladder": (ladder_points, None),
    "calibration": (calibration_points, None),
    "changes-and-bases": (
        lambda d: xy(d, "(base_low + base_high) / 2", "place"),
        lambda d: xy(d, "base_low", "base_high"),
    ),
    "court-cases": (lambda d: xy(d, "year", MIDDLE), None),
    "coverage": (None, lambda d: xy(d, "0 * numerals", "numerals")),
    "fraud-definitions": (None, lambda d: xy(d, "start", "end")),
    "fraud-timeline": (lambda d: xy(d, "year", MIDDLE), None),
    "gap-decomposition": (lambda d: xy(d[d.quantity.isin(["level", "reference"])], "year", MIDDLE), None),
    "hit-rates": (
        lambda d: {p for p in xy(d, "share", "place") if p[0] == p[0]},
        lambda d: xy(d[d.kind == "bound"], "low", "high"),
    ),
    "implied-bases": (lambda d: xy(d.assign(many=d.fitting.clip(lower=NOTHING)), "many", "place"), None),
    "jiaxing-gdp": (lambda d: xy(d[d.kind != "admissible"], "year", "level"), None),
    "mediation-scopes": (
        lambda d: xy(d, "whole", "place") | xy(d, "(left_low + left_high) / 2", "place"),
        lambda d: xy(d, "left_low", "left_high"),
    ),
    "power-curves": (lambda d: xy(d, "points", "power"), None),
    "power-of-base-check": (lambda d: xy(d, "level", "caught"), None),
    "small-counts": (count_points, None),
    "two-surveys": (lambda d: xy(d[d.status != "bounded"].assign(high=d.high.fillna(d.low)), "year", MIDDLE), None),
    "verdict-board": (board_points, None),
}


@each_edition
def test_the_marks_are_the_rows_of_the_csv(figure_id: str, lang: str) -> None:
    fig, data = drawn(figure_id, lang), pd.read_csv(COMMITTED / figure_id / f"{figure_id}.csv")
    marks, ends = DRAWN[figure_id]
    assert points(fig) == (marks(data) if marks else set())
    assert ends is None or bars(fig) == ends(data)


@each_figure
def test_the_committed_files_are_what_the_data_draw_today(figure_id: str) -> None:
    home, facts = COMMITTED / figure_id, passport(figure_id)
    images = {f"{figure_id}.{lang}.{kind}" for lang in style.LANGUAGES for kind in IMAGES}
    assert {path.name for path in home.iterdir()} == images | {f"{figure_id}.csv", f"{figure_id}.json"}
    assert (home / f"{figure_id}.json").read_bytes() == as_json(facts)
    for lang in style.LANGUAGES:
        fig, image = drawn(figure_id, lang), io.BytesIO()
        assert (home / f"{figure_id}.csv").read_bytes() == as_csv(fig.facts.data)
        metadata = embedded("svg", {**facts, **facts["editions"][lang]})
        fig.savefig(image, format="svg", dpi=300, metadata=metadata)
        assert (home / f"{figure_id}.{lang}.svg").read_bytes() == image.getvalue(), f"{lang}: run make figures"


def test_one_figure_is_drawn_again_in_every_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGAN_PROCESSED", str(tmp_path))
    export(plots.coverage, "coverage")
    for path in (tmp_path / "figures" / "coverage").iterdir():
        before = COMMITTED / "coverage" / path.name
        if path.suffix == ".png":  # another build of zlib may pack the same pixels otherwise
            assert np.array_equal(np.asarray(Image.open(path)), np.asarray(Image.open(before))), path.name
        else:
            assert path.read_bytes() == before.read_bytes(), path.name


# --- do the files vouch for one another? ------------------------------------------------------------------------------


@each_edition
def test_every_file_carries_the_fingerprint_of_its_data(figure_id: str, lang: str) -> None:
    home, facts = COMMITTED / figure_id, json.loads((COMMITTED / figure_id / f"{figure_id}.json").read_text("utf-8"))
    fingerprint, title = f"sha256:{facts['data_sha256']}", facts["editions"][lang]["title"]
    with Image.open(home / f"{figure_id}.{lang}.png") as image:
        assert (image.text["Data"], image.text["Title"]) == (fingerprint, title)
        assert round(image.info["dpi"][0]) == 300 and image.width == round(style.WIDTH / 25.4 * 300 - 0.5)
    assert fingerprint in (home / f"{figure_id}.{lang}.svg").read_text("utf-8")
    pdf = (home / f"{figure_id}.{lang}.pdf").read_bytes()
    assert fingerprint.encode() in pdf
    fonts = re.findall(rb"<< /Type /Font\b.*?\n(?=endobj)", pdf, re.S)
    assert fonts and all(b"/CharProcs" in font and b"/ToUnicode" in font for font in fonts), "a font is not embedded"


@each_figure
def test_it_rests_on_known_claims_and_sources(figure_id: str) -> None:
    facts = passport(figure_id)
    assert set(facts["claims"]) <= {row["claim_id"] for row in load.records("claims")}
    assert set(facts["sources"]) <= {row["source_id"] for row in load.records("sources")}
    titles = [edition["title"] for edition in facts["editions"].values()]
    invented = all(title.startswith(("Invented example", "虚构示例")) for title in titles)
    assert bool(facts["sources"]) != invented and invented == (figure_id == "audit-example")
