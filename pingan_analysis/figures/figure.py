"""A figure with its facts: the finding on top, what is measured below it, the sources at the foot.

A plot function draws inside `frame`, which gives it a `Figure` of our kind: it knows its facts (what it draws, which
claims and sources it rests on), keeps its look wherever it is drawn, and never draws a box for a missing glyph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from pingan_analysis import __version__
from pingan_analysis.errors import DataError
from pingan_analysis.figures.citation import AUTHOR, LICENCE, YEAR
from pingan_analysis.figures.style import (
    INK,
    LANGUAGES,
    QUIET,
    TYPE,
    WIDTH,
    WORDS,
    band,
    implied,
    look,
    printed,
    verdict,
    width,
)
from pingan_analysis.figures.typesetting import PIECE, wrap
from pingan_analysis.tables import load

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_NAMED = 3  # claims that a caption still lists one by one


@dataclass(frozen=True)
class Facts:
    """What a figure says about itself; `data` is exactly what it draws, the same in every language."""

    lang: str
    title: str
    subtitle: str
    caption: str
    data: DataFrame | None = None
    claims: Sequence[str] = ()
    sources: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise DataError([f"lang={self.lang!r}: figures speak {' or '.join(LANGUAGES)}"])

    def credit(self, figure_id: str = "") -> str:
        """figure id => the last words of the caption: sources, claims, how to cite."""
        zh = self.lang == "zh"
        named = load.article_names(self.lang)
        articles = [named[source] for source in named if source in self.sources]
        others = len({*self.sources} - {*named})
        more = f"文章以外{others}项" if zh else f"{others} outside the articles"
        claims = sorted(set(self.claims))
        if len(claims) > MOST_NAMED:
            claims = [f"{len(claims)}{'项' * zh}"]
        said = {"来源：": articles + [more] * bool(others), "论断：": claims}
        if not zh:
            said = {"Sources: ": said["来源："], "Claims: ": said["论断："]}
        comma, stop = ("，", "。") if zh else (", ", ". ")
        figure = f"图“{figure_id}”" if zh else f"figure {figure_id}"
        cited = [f"{AUTHOR} {YEAR}", figure if figure_id else "", f"pingan_analysis {__version__}", LICENCE]
        unbroken = (part.replace(" ", "\u00a0") for part in cited if part)
        whole = [name + ("、" if zh else ", ").join(ids) for name, ids in said.items() if ids]
        if others or len(self.claims) > MOST_NAMED:
            whole.append("详见图的JSON" if zh else "All are in the figure's JSON")
        return stop.join([*whole, comma.join(unbroken)]) + stop.strip()


class Figure(MatplotlibFigure):
    """A matplotlib figure with facts and words of its own; it draws and saves in our look outside `frame` too."""

    def __init__(self, facts: Facts, width_mm: float, plot_mm: float):
        super().__init__(figsize=(width_mm / 25.4, width_mm / 25.4), dpi=150)
        FigureCanvasAgg(self)  # not pyplot's: nothing is shown twice in a notebook, nothing stays open
        self.facts, self.width_mm, self.plot_mm = facts, width_mm, plot_mm
        self._marks: list[str | Artist] = []
        self._key: Legend | None = None
        self._fitted = False
        look: dict[str, Any] = {"va": "top", "linespacing": 1.3, "parse_math": False}
        size = TYPE * width_mm
        self._title = self.text(0, 0, "", size=size * 1.35, color=INK, **look)
        self._subtitle = self.text(0, 0, "", size=size, color=QUIET, **look)
        self._caption = self.text(0, 0, "", size="small", color=QUIET, **look)

    def __repr__(self) -> str:
        return f"<Figure {self.facts.lang}: {self.facts.title}>"  # and not its pixels: a notebook compares this

    def key(self, *marks: str | Artist) -> None:
        """names out of `WORDS`, or artists with a label => the legend, between subtitle and plot."""
        self._marks.extend(marks)

    def fit(self, figure_id: str = "") -> None:
        """Breaks the words into lines, measures them, and is as high as they and the plot need."""
        self._fitted = True
        facts, margin = self.facts, TYPE * self.width_mm * 0.25  # mm
        with look(self.width_mm):
            room = self.width_mm - 2 * margin
            title = fill(self._title, self._typed(facts.title), room, balanced=True)
            subtitle = fill(self._subtitle, self._typed(facts.subtitle), room)
            caption = fill(self._caption, self._typed(f"{facts.caption}\n{facts.credit(figure_id)}"), room)
            self._key = self._legend(room / 25.4 * self.dpi)
            key = extent_mm(self._key) + margin if self._key else 0.0
        head = margin + title + margin / 2 + subtitle + margin + key
        foot = margin + caption + margin
        height = head + self.plot_mm + foot
        left = margin / self.width_mm
        self._title.set_position((left, 1 - margin / height))
        self._subtitle.set_position((left, 1 - (margin + title + margin / 2) / height))
        self._caption.set_position((left, (margin + caption) / height))
        if self._key:
            self._key.set_bbox_to_anchor((left, 1 - (head - key) / height))
        self.set_size_inches(self.width_mm / 25.4, height / 25.4)
        rect = (left, foot / height, 1 - 2 * left, 1 - (head + foot) / height)
        with look(self.width_mm):
            self._lay_out(ConstrainedLayoutEngine(rect=rect, w_pad=0, h_pad=0, wspace=0.04, hspace=0.04))

    def _lay_out(self, engine: ConstrainedLayoutEngine) -> None:
        """Once, and not as the figure's own engine, with which every saving would draw twice.

        Places are kept rounded: their last bits vary with the order in memory.
        """
        engine.execute(self)
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
        if self.facts.lang == "zh":
            return text
        return text.translate(str.maketrans("‘’“”", "''\"\"")).replace(" %", "\u00a0%").replace(" =", "\u00a0=")

    def draw(self, renderer: RendererBase) -> None:
        with look(self.width_mm):  # ticks are made when they are drawn
            if not self._fitted:
                self.fit()
            for text in self.findobj(Text):
                text.set(text=self._typed(text.get_text()))
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        if not self._fitted:
            self.fit()
        with look(self.width_mm):
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        shown = BytesIO()
        self.savefig(shown, format="png")
        return shown.getvalue()


def fill(words: Text, raw: str, room_mm: float, balanced: bool = False) -> float:
    """Breaks `raw` into lines no wider than `room_mm` => their height in mm.

    A balanced text is as narrow as its number of lines allows, or, better, broken behind its clauses.
    """
    room = room_mm / 25.4 * 72 / float(words.get_fontsize())  # ems
    lines = wrap(raw, lambda line: width(line) <= room)
    if balanced:
        clauses = wrap(re.sub("(?<![;:,]) ", "\u00a0", raw), lambda line: width(line) <= room)
        tried = [clauses] * all(line[-1:] in ";:," for line in clauses.split("\n")[:-1])
        whole = max(width(piece.rstrip()) for piece in PIECE.findall(raw))  # narrower would tear it
        for least in (min(room, max(whole, room * share)) for share in (0.6, 0.7, 0.8, 0.9)):
            tried.append(wrap(raw, lambda line, least=least: width(line) <= least))  # type: ignore[misc]
        lines = next((other for other in tried if other.count("\n") == lines.count("\n")), lines)
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
    lang: str, title: str, subtitle: str, caption: str, *, data: DataFrame | None = None, claims: Sequence[str] = (),
    sources: Iterable[str] = (), plot_mm: float = WIDTH / 2, width_mm: float = WIDTH,
) -> Iterator[Figure]:  # fmt: skip
    """finding, measure and unit, caption, facts => a figure to draw on, laid out when it is shown or saved.

    The plot is `plot_mm` high, the words above and below it as high as they need. Another `width_mm` scales the type.

    >>> with frame("en", "Filings fell", "cases a year", "As printed.", plot_mm=40, width_mm=85) as fig:
    ...     _ = fig.subplots().plot([2020, 2021], [3, 2], **printed())
    >>> fig
    <Figure en: Filings fell>
    """
    with look(width_mm):
        yield Figure(Facts(lang, title, subtitle, caption, data, claims, sorted({*sources})), width_mm, plot_mm)
