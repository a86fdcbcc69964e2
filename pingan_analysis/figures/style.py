"""One visual language: what is printed, implied and admissible looks the same in every figure, in English and Chinese.

There is one layout for every width: type and strokes grow with the figure, and the smallest type is above 5 points in a
journal's column of 85 mm (15 on a slide of 254 mm). So a figure may be scaled to any place, and looks the same there.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullLocator

from pingan_analysis.errors import DataError

LANGUAGES = ("en", "zh")
OTHER_FONT = "DejaVu Sans"  # comes with matplotlib: ✗ and its like
COLUMN, SLIDE = 85.0, 254.0  # mm: the narrowest and the widest place that a figure is scaled to
WIDTH = 2 * COLUMN  # mm: as exported
TYPE = 6.2 / COLUMN  # points per mm of width; "small" is 0.833 of it, as everywhere in matplotlib

# Lightness L* of the verdicts is 33, 54 and 76, of the series 20, 41, 60 and 81: apart in greyscale too, and in all
# three kinds of colour blindness.
INK, QUIET, GRID = "#1f2430", "#5b6270", "#e3e5e9"
VERDICTS = {
    "supported": ("#0b4f8a", "o"), "contradicted": ("#d1620a", "X"), "undetermined": ("#b9bdc4", "D"),
    "untested": ("#ffffff", "o"),
}  # fmt: skip
SERIES = ("#12344d", "#a8430a", "#4499cb", "#edc463")
LETTERING = dict(zip(SERIES[2:], ("#20699a", "#7d5a08"), strict=True))  # words in a pale colour are set in a darker one
WORDS = {
    "printed": ("printed", "原文所印"),
    "implied": ("implied", "推算所得"),
    "band": ("admissible range", "容许区间"),
    "supported": ("supported", "成立"),
    "contradicted": ("contradicted", "矛盾"),
    "undetermined": ("undetermined", "未定"),
    "untested": ("untested", "未受检验"),
}


def printed(color: str = INK, **more: Any) -> dict[str, Any]:
    """color => how `ax.plot` draws printed values: solid marks."""
    return {"linestyle": "none", "marker": "o", "color": color, "zorder": 3} | more


def implied(color: str = INK, **more: Any) -> dict[str, Any]:
    """color => how `ax.plot` draws implied values: hollow marks."""
    return printed(color, markerfacecolor="white") | more


def band(color: str = INK, **more: Any) -> dict[str, Any]:
    """color => how `ax.fill_between`, `axhspan` and the like draw what the printed digits allow."""
    return {"facecolor": color, "alpha": 0.22, "linewidth": 0} | more


def verdict(name: str) -> dict[str, Any]:
    """A verdict => how `ax.plot` draws it; the shape says it again without colour."""
    color, marker = VERDICTS[name]
    edge = INK if name in ("undetermined", "untested") else color  # pale: it needs an outline on white
    return {"linestyle": "none", "marker": marker, "color": color, "markeredgecolor": edge, "zorder": 3}


def line(label: str, **look: Any) -> Line2D:
    """words, look of a line or of a mark => what the legend shows for it."""
    return Line2D([], [], label=label, **{"linestyle": "-"} | look)


def say(
    axes: Axes, text: str, at: tuple[Any, Any], right: float = 0, up: float = 0, ha: str = "left",
    color: str = QUIET, **more: Any,
) -> None:  # fmt: skip
    """Writes small beside a point: so many of its own type sizes right of it, and above; a pale colour is darkened."""
    look = {"ha": ha, "va": "center", "color": LETTERING.get(color, color), "fontsize": "small"} | more
    axes.annotate(text, at, xytext=(right, up), textcoords="offset fontsize", **look)


def rows(axes: Axes, names: Iterable[str], **look: Any) -> None:
    """names => categories down the left side, the first on top, at heights 0, 1, 2 …; the grid follows the values."""
    named = list(names)
    axes.set(yticks=range(len(named)), yticklabels=named, ylim=(len(named) - 0.4, -0.6))
    axes.tick_params(axis="y", length=0, **look)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")


def scale(axis: XAxis | YAxis, ticks: Sequence[float], spelled: Callable[[float], str], log: bool = False) -> None:
    """`ax.xaxis` or `ax.yaxis`, where to mark it, value => how to write it there; linear or logarithmic."""
    if log:
        getattr(axis.axes, f"set_{axis.axis_name}scale")("log")
    axis.set_ticks(ticks)
    axis.set_major_formatter(FuncFormatter(lambda value, _: spelled(value)))
    axis.set_minor_locator(NullLocator())


def percent(share: float) -> str:
    """0.05 => '5%'."""
    return f"{100 * share:g}%"


def number(value: float, lang: str = "en") -> str:
    """1234567, language => '1,234,567', '123.4567万'.

    >>> number(13_096_000, "zh"), number(250_000_000, "zh"), number(900, "zh"), number(13_096_000)
    ('1309.6万', '2.5亿', '900', '13,096,000')
    """
    if lang == "zh":
        unit, of = ("亿", 1e8) if abs(value) >= 1e8 else ("万", 1e4) if abs(value) >= 1e4 else ("", 1)
        return f"{value / of:.10g}{unit}"
    return f"{value:,.10g}"


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


def width(line: str) -> float:
    """line => its width in ems; pairs that are kerned make it a little narrower.

    >>> width("电信"), width("10")
    (2.0, 1.11)
    """
    return sum(map(_advance, line))


@cache
def _advance(char: str) -> float:
    for font in _fonts():
        if font.get_char_index(ord(char)):
            return font.load_char(ord(char), flags=LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM
    return 1.0  # it has no glyph, which is an error when it is drawn


@cache
def _fonts() -> list[FT2Font]:
    return [FT2Font(font_manager.findfont(name)) for name in (font_family(), OTHER_FONT)]


@contextmanager
def look(width_mm: float = WIDTH) -> Iterator[None]:
    """Within it, all is drawn in our look for that width, whatever the reader's settings, and no glyph is missing."""
    size = TYPE * width_mm
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": [font_family(), OTHER_FONT],
                "font.size": size, "axes.titlesize": size, "axes.labelsize": size, "legend.fontsize": size * 0.84,
                "xtick.labelsize": size * 0.92, "ytick.labelsize": size * 0.92,
                "lines.linewidth": size * 0.16, "lines.markersize": size * 0.7, "lines.markeredgewidth": size * 0.13,
                "text.color": INK, "axes.labelcolor": QUIET, "xtick.color": QUIET, "ytick.color": QUIET,
                "axes.edgecolor": QUIET, "axes.spines.top": False, "axes.spines.right": False,
                "axes.linewidth": size * 0.07, "axes.grid": True, "axes.grid.axis": "y", "axes.axisbelow": True,
                "xtick.major.size": size * 0.35, "ytick.major.size": size * 0.35,
                "grid.color": GRID, "grid.linewidth": size * 0.07, "hatch.linewidth": size * 0.07,
                "axes.prop_cycle": cycler(color=SERIES) + cycler(linestyle=["-", "--", "-.", ":"]),
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
