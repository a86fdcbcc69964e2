"""One visual language: the finding on top, what is measured below it, the sources at the foot, in English and Chinese.

A plot function draws inside `frame`, which gives it a `Figure` of our kind: it knows its facts (what it draws, which
claims and sources it rests on), keeps its look wherever it is drawn, and never draws a box for a missing glyph.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
import itertools
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from . import __version__
from .errors import DataError

if TYPE_CHECKING:
    from pandas import DataFrame

LANGUAGES = ("en", "zh")
MOST_NAMED = 8  # claims or sources that a caption still lists one by one
COLUMN, PAGE, SLIDE = 85.0, 160.0, 254.0  # widths in mm: a journal's column, a page, a slide
AUTHOR, LICENCE = "pingan_analysis contributors", "CC BY 4.0"
YEAR = {"0.1.0": 2026}[__version__]  # of the release, never of the clock; a new version without its year fails here

# Lightness L* of the verdicts is 33, 54 and 76: apart in greyscale too, and in all three kinds of colour blindness.
INK, QUIET, GRID = "#1f2430", "#5b6270", "#e3e5e9"
VERDICTS = {"supported": ("#0b4f8a", "o"), "contradicted": ("#d1620a", "X"), "undetermined": ("#b9bdc4", "D")}
SERIES = ("#12344d", "#c2530a", "#5aa9d6", "#e6b54a", "#0072b2")
WORDS = {
    "printed": ("printed", "原文所印"),
    "implied": ("implied", "推算所得"),
    "band": ("admissible range", "容许区间"),
    "supported": ("supported", "成立"),
    "contradicted": ("contradicted", "矛盾"),
    "undetermined": ("undetermined", "未定"),
}


def printed(color: str = INK) -> dict[str, Any]:
    """color => how `ax.plot` draws printed values: solid marks."""
    return {"linestyle": "none", "marker": "o", "color": color, "zorder": 3}


def implied(color: str = INK) -> dict[str, Any]:
    """color => how `ax.plot` draws implied values: hollow marks."""
    return printed(color) | {"markerfacecolor": "white"}


def band(color: str = INK) -> dict[str, Any]:
    """color => how `ax.fill_between`, `axhspan` and the like draw what the printed digits allow."""
    return {"facecolor": color, "alpha": 0.2, "linewidth": 0}


def verdict(name: str) -> dict[str, Any]:
    """supported | contradicted | undetermined => how `ax.plot` draws it; the shape says it again without colour."""
    color, marker = VERDICTS[name]
    edge = INK if name == "undetermined" else color  # pale: it needs an outline on white
    return {"linestyle": "none", "marker": marker, "color": color, "markeredgecolor": edge, "zorder": 3}


@cache
def font_family() -> str:
    """=> the name under which matplotlib now knows the packaged Chinese font."""
    try:
        path = importlib.resources.files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
    except ModuleNotFoundError:
        path = None
    if path is None or not path.is_file():
        raise DataError(["the Chinese font is missing: pip install pylopdf-fonts-zh-cn==0.1.1"])
    font_manager.fontManager.addfont(str(path))
    # Under a name of our own, or a Noto Sans SC that the machine happens to have could be picked: other bytes.
    ours = dataclasses.replace(font_manager.fontManager.ttflist[-1], name="pingan sans")
    font_manager.fontManager.ttflist.append(ours)
    return ours.name


@contextmanager
def look(width_mm: float = PAGE) -> Iterator[None]:
    """Within it, all is drawn in our look for that width, whatever the reader's settings, and no glyph is missing."""
    size = font_size(width_mm)
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": [font_family(), "DejaVu Sans"],  # the second comes with matplotlib: ✗ and its like
                "font.size": size, "axes.titlesize": size, "axes.labelsize": size, "legend.fontsize": size * 0.92,
                "xtick.labelsize": size * 0.92, "ytick.labelsize": size * 0.92,
                "lines.linewidth": size * 0.16, "lines.markersize": size * 0.7, "lines.markeredgewidth": size * 0.13,
                "text.color": INK, "axes.labelcolor": QUIET, "xtick.color": QUIET, "ytick.color": QUIET,
                "axes.edgecolor": QUIET, "axes.spines.top": False, "axes.spines.right": False,
                "axes.linewidth": size * 0.07, "axes.grid": True, "axes.grid.axis": "y", "axes.axisbelow": True,
                "xtick.major.size": size * 0.35, "ytick.major.size": size * 0.35,
                "grid.color": GRID, "grid.linewidth": size * 0.07, "hatch.linewidth": size * 0.07,
                "axes.prop_cycle": cycler(color=SERIES) + cycler(linestyle=["-", "--", "-.", ":", (0, (5, 1))]),
                "axes.unicode_minus": False, "legend.frameon": False,
                "text.hinting": "none",  # widths then grow evenly with dpi: what fits on the screen fits in print
                "svg.hashsalt": "pingan_analysis", "svg.fonttype": "path",
                # 42 would wrap an OpenType/CFF font as TrueType, which poppler reports on every page; 3 is clean,
                # embedded and searchable. Uncompressed, since another zlib packs the same figure into other bytes.
                "pdf.fonttype": 3, "pdf.compression": 0,
            }
        )  # fmt: skip
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            yield
        except UserWarning as warning:
            if not str(warning).startswith("Glyph"):
                raise
            raise DataError([f"a figure would show a box: {warning}"]) from warning


def font_size(width_mm: float) -> float:
    """width in mm => text size in points: 7 in a column, about 10 on a page, 13.5 on a slide."""
    return 7 * float((width_mm / COLUMN) ** 0.6)


OPENING, CLOSING = "（《〈「『【〔“‘([", "，。、；：？！）》〉」』】〕”’％‰…—·,.;:?!)]%"
HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# What a line may not be broken within: brackets and stops cling to their word, a unit to its number.
ATOM = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[^ {HAN}“‘”…—]+(?:(?<=\d)[余多十百千万亿年月日个件起人次家％]{{1,3}})?|[^ ])"
    rf"[{re.escape(CLOSING)}]* *"
)


def wrap(text: str, fits: Callable[[str], bool]) -> str:
    """text, does a line fit? => the text in lines that do, broken between English words or Chinese characters.

    >>> print(wrap("电信诈骗立案1.71万起，下降31.26%。", lambda line: len(line) <= 9))
    电信诈骗立案
    1.71万起，下降
    31.26%。
    >>> print(wrap("fell by a third (see below)", lambda line: len(line) <= 10))
    fell by a
    third (see
    below)
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for atom in ATOM.findall(paragraph.strip()):
            if line and not fits((line + atom).rstrip()):
                lines.append(line.rstrip())
                line = ""
            line += atom
            while not fits(line.rstrip()) and len(line.rstrip()) > 1:  # one word wider than the line: cut it
                cut = next((n for n in range(len(line) - 1, 1, -1) if fits(line[:n])), 1)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return "\n".join(lines)


@dataclasses.dataclass(frozen=True)
class Facts:
    """What a figure says about itself; `data` is exactly what it draws, the same in every language."""

    lang: str
    title: str
    subtitle: str
    caption: str
    data: DataFrame | None = None
    claims: Sequence[str] = ()
    sources: Sequence[str] = ()
    alt: str = ""

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise DataError([f"lang={self.lang!r}: figures speak {' or '.join(LANGUAGES)}"])

    def credit(self, figure_id: str = "") -> str:
        """figure id => the last words of the caption: sources, claims, how to cite."""
        if self.lang == "zh":
            named, figure, comma, stop = {"来源：": self.sources, "论断：": self.claims}, "图 ", "，", "。"
        else:
            named, figure, comma, stop = {"Sources: ": self.sources, "Claims: ": self.claims}, "figure ", ", ", ". "
        many = {"zh": "{}项，见图的JSON", "en": "{}, listed in the figure's JSON"}[self.lang]
        listed = {name: sorted(set(ids)) for name, ids in named.items() if ids}
        said = [name + (comma.join(ids) if len(ids) <= MOST_NAMED else many.format(len(ids))) for name, ids in listed.items()]
        cited = [f"{AUTHOR} {YEAR}", figure + figure_id if figure_id else "", f"pingan_analysis {__version__}", LICENCE]
        unbroken = (part.replace(" ", "\u00a0") for part in cited if part)
        return stop.join([*said, comma.join(unbroken)]) + stop.strip()


class Figure(MatplotlibFigure):
    """A matplotlib figure with facts and words of its own; it draws and saves in our look outside `frame` too."""

    def __init__(self, facts: Facts, width_mm: float, height_mm: float | None):
        super().__init__(figsize=(width_mm / 25.4, width_mm / 25.4), dpi=150, layout="constrained")
        FigureCanvasAgg(self)  # not pyplot's: nothing is shown twice in a notebook, nothing stays open
        self.facts, self.width_mm, self.height_mm = facts, width_mm, height_mm
        self._marks: list[str | Artist] = []
        self._key: Legend | None = None
        look: dict[str, Any] = {"va": "top", "linespacing": 1.3, "parse_math": False}
        size = font_size(width_mm)
        self._title = self.text(0, 0, "", size=size * 1.35, color=INK, **look)
        self._subtitle = self.text(0, 0, "", size=size, color=QUIET, **look)
        self._caption = self.text(0, 0, "", size=size * 0.78, color=QUIET, **look)

    def __repr__(self) -> str:
        return f"<Figure {self.facts.lang}: {self.facts.title}>"  # and not its pixels: a notebook compares this

    def key(self, *marks: str | Artist) -> None:
        """names out of `WORDS`, or artists with a label => the legend, between subtitle and plot."""
        self._marks.extend(marks)

    def fit(self, figure_id: str = "") -> None:
        """Breaks the words into lines, measures them, gives the plot the rest; without a `height_mm`, grows to fit."""
        facts, margin = self.facts, font_size(self.width_mm) * 0.3  # mm
        with look(self.width_mm):
            room = (self.width_mm - 2 * margin) / 25.4 * self.dpi  # pixels
            title = fill(self._title, self._typed(facts.title), room, balanced=True)
            subtitle = fill(self._subtitle, self._typed(facts.subtitle), room)
            caption = fill(self._caption, self._typed(f"{facts.caption}\n{facts.credit(figure_id)}"), room)
            self._key = self._legend(room)
            key = extent_mm(self._key) + margin if self._key else 0.0
        head = margin + title + margin / 2 + subtitle + margin + key
        foot = margin + caption + margin
        height = self.height_mm or head + foot + self.width_mm * 0.5
        if height - head - foot < self.width_mm * 0.15:
            raise DataError([f"words take {head + foot:.0f} mm of {height:.0f} mm: shorten them, or raise height_mm"])
        left = margin / self.width_mm
        self._title.set_position((left, 1 - margin / height))
        self._subtitle.set_position((left, 1 - (margin + title + margin / 2) / height))
        self._caption.set_position((left, (margin + caption) / height))
        if self._key:
            self._key.set_bbox_to_anchor((left, 1 - (head - key) / height))
        self.set_size_inches(self.width_mm / 25.4, height / 25.4)
        rect = (left, foot / height, 1 - 2 * left, 1 - (head + foot) / height)
        self.set_layout_engine("constrained", rect=rect, w_pad=0, h_pad=0, wspace=0.04, hspace=0.04)
        with look(self.width_mm):
            self._freeze()

    def _freeze(self) -> None:
        """Lays out once and keeps rounded places: the last bits of the layout vary with the order in memory, and would show
        in the files as other bytes.
        """
        self.draw_without_rendering()
        self.set_layout_engine("none")
        for axes in self.axes:
            axes.set_position(tuple(round(edge, 5) for edge in axes.get_position().bounds))
            axes.set_in_layout(True)  # the next layout moves it again

    def _legend(self, room: float) -> Legend | None:
        if self._key:
            self._key.remove()
        handles = [legend_handle(mark, self.facts.lang) if isinstance(mark, str) else mark for mark in self._marks]
        length = 1.4 if all(isinstance(mark, str) for mark in self._marks) else 2.6  # room to show how a line is dashed
        for columns in range(len(handles), 0, -1):
            legend = self.legend(
                handles=handles, ncols=columns, loc="upper left", borderpad=0, borderaxespad=0,
                columnspacing=1.4, handlelength=length, handletextpad=0.5,
            )  # fmt: skip
            if columns == 1 or legend.get_window_extent().width <= room:
                return legend
            legend.remove()
        return None

    def _typed(self, text: str) -> str:
        """In English with straight quotes, since the Chinese font sets the curly ones as wide as a character."""
        return text.translate(str.maketrans("‘’“”", "''\"\"")) if self.facts.lang == "en" else text

    def draw(self, renderer: RendererBase) -> None:
        with look(self.width_mm):  # ticks are made when they are drawn
            for text in self.findobj(Text):
                text.set(text=self._typed(text.get_text()))
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        with look(self.width_mm):
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        shown = BytesIO()
        self.savefig(shown, format="png")
        return shown.getvalue()


def fill(words: Text, raw: str, room: float, balanced: bool = False) -> float:
    """Breaks `raw` into lines no wider than `room` pixels => their height in mm."""

    def broken(width: float) -> str:
        def fits(line: str) -> bool:
            words.set_text(line)
            return words.get_window_extent().width <= width

        return wrap(raw, fits)

    lines = broken(room)
    if balanced:  # as narrow as that many lines allow: no character is left alone on the last
        narrower = (broken(room * share) for share in (0.6, 0.7, 0.8, 0.9))
        lines = next((other for other in narrower if other.count("\n") == lines.count("\n")), lines)
    words.set_text(lines)
    return extent_mm(words) if lines else 0.0


def extent_mm(artist: Text | Legend) -> float:
    """a text or a legend => its height in mm."""
    figure = artist.get_figure(root=True)
    return artist.get_window_extent().height / figure.dpi * 25.4 if figure else 0.0


def legend_handle(mark: str, lang: str) -> Artist:
    """name out of `WORDS`, language => what the legend shows for it."""
    label = WORDS[mark][LANGUAGES.index(lang)]
    if mark == "band":
        return Patch(label=label, **band())
    return Line2D([], [], label=label, **{"printed": printed, "implied": implied}.get(mark, lambda: verdict(mark))())


@contextmanager
def frame(
    lang: str,
    title: str,
    subtitle: str,
    caption: str,
    *,
    data: DataFrame | None = None,
    claims: Sequence[str] = (),
    sources: Sequence[str] = (),
    alt: str = "",
    width_mm: float = PAGE,
    height_mm: float | None = None,
) -> Iterator[Figure]:
    """finding, measure and unit, caption, facts => a figure to draw on, laid out when the block ends.

    Without `height_mm` the plot is half as high as the figure is wide, and the figure grows with its words.

    >>> with frame("en", "Filings fell", "cases a year", "As printed.", width_mm=COLUMN) as fig:
    ...     _ = fig.subplots().plot([2020, 2021], [3, 2], **printed())
    >>> text_problems(fig)
    []
    """
    with look(width_mm):
        fig = Figure(Facts(lang, title, subtitle, caption, data, claims, sources, alt), width_mm, height_mm)
        yield fig
        fig.fit()


def text_problems(fig: MatplotlibFigure) -> list[str]:
    """figure => one line for every text that leaves the canvas or covers another; none when all can be read."""
    fig.draw_without_rendering()
    unseen: set[Artist] = set()
    for axes in fig.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = (high - low) * 1e-9
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not (axes.get_visible() and low - slack <= tick.get_loc() <= high + slack):
                    unseen |= {tick.label1, tick.label2}  # matplotlib keeps ticks that it does not draw
    boxes = [
        (text.get_text().replace("\n", " ")[:40], Text.get_window_extent(text))
        for text in fig.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip() and text not in unseen
    ]
    canvas, slack = fig.bbox, 1.0  # pixel
    outside = [
        f"leaves the canvas: {words!r}"
        for words, box in boxes
        if min(box.x0 - canvas.x0, box.y0 - canvas.y0, canvas.x1 - box.x1, canvas.y1 - box.y1) < -slack
    ]
    return outside + [
        f"{one!r} covers {other!r}"
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]
