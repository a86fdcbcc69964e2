"""Jiaxing's product: two years that the first level may belong to, and the thresholds that each reading crosses."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
from matplotlib.axes import Axes

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.interval import Interval, decimal
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load
from pingan_analysis.world.implications import annual_growth, thresholds_crossed

YI = 10**8  # 亿
STEP = 1000  # 亿元: the article's 千亿台阶
PRICES = Interval(Fraction(1), Fraction(11, 10), "both")  # assumed of 2005: up by 0 to 10 %
BEFORE, START, END, REAL = (
    "jhtj2017-gdp-jiaxing-gdp", "jx2024-gdp-start", "jx2024-gdp-end", "jxzf2006-gdp-gdp-growth",
)  # fmt: skip
LAST = 2023
COLORS = {2004: style.SERIES[0], 2003: style.SERIES[1]}
CLAIMS = ("jx2024-gdp-thresholds", "jx2024-gdp-rise")


def gdp_levels() -> pd.DataFrame:
    """=> every printed level of Jiaxing's product: year, 亿元, what is printed of its vintage, number and source."""
    wanted = [row for row in load.records("reported") if row["ref_area"] == "330400"]
    return pd.DataFrame([
        {
            "year": int(row["ref_period"]), "level": float(unround(row["printed"], unit="元").nominal / YI),
            "vintage": row["scope_note"].partition(";")[0], **{key: row[key] for key in ("number_id", "source_id")},
        }
        for row in sorted(wanted, key=lambda row: (row["ref_period"], row["number_id"]))
        if row["indicator"] in ("gdp_nominal", "gdp_nominal_verified")
    ])  # fmt: skip


def gdp_readings() -> pd.DataFrame:
    """=> the levels (亿元) that each reading admits from 2002 to 2005.

    No year falls, and none grows faster than the fastest that a reading needs: from 2002 to 2003, if the first level
    belongs to 2003. In 2005, real growth as printed and prices up by 0 to 10 %.
    """
    printed = load.prints()
    before, start = (unround(printed[name], unit="元").interval / YI for name in (BEFORE, START))
    fastest = Interval(Fraction(1), start.high / before.low, "both")
    worlds = {
        2004: {2002: before, 2003: Interval(before.low, start.high), 2004: start},
        2003: {2002: before, 2003: start, 2004: start * fastest},
    }
    real = 1 + unround(printed[REAL]).interval / 100
    return pd.DataFrame([
        {"reading": reading, "year": year, "low": float(level.low), "high": float(level.high)}
        for reading, world in worlds.items()
        for year, level in (world | {2005: world[2004] * real * PRICES}).items()
    ])  # fmt: skip


def witnesses() -> pd.DataFrame:
    """=> constant growth from the first level, read as of 2004 or of 2003, to the last: one world among many."""
    start, end = (float(unround(load.prints()[name]).nominal / YI) for name in (START, END))
    return pd.DataFrame([
        {"reading": first, "year": year, "level": start * (end / start) ** ((year - first) / (LAST - first))}
        for first in COLORS
        for year in range(first, LAST + 1)
    ])  # fmt: skip


def jiaxing_gdp(lang: str = "en") -> Figure:
    """=> both readings of the first level: what each admits until 2005, and the thresholds between it and 2023."""
    printed, bands, points = load.prints(), gdp_readings(), gdp_levels()
    parts = {"printed": points, "admissible": bands, "witness": witnesses()}
    data = pd.concat([part.assign(kind=kind) for kind, part in parts.items()], ignore_index=True)
    steps = {reading: _steps(bands, reading) for reading in COLORS}
    billions = decimal(unround(printed[START]).nominal / 10**9)
    zh = lang == "zh"
    late = (" or ", "或")[zh].join(map(str, steps[2003]))
    numbers = {"early": steps[2004][0], "late": late, "billions": billions, "start": printed[START]}
    said = words("jiaxing-gdp", lang, **numbers, real=printed[REAL])
    sources = {*points["source_id"], "jxzf2006-gdp"}
    with frame(lang, *said, data=data, claims=CLAIMS, sources=sources, plot_mm=88) as fig:
        near, far = fig.subplots(1, 2, width_ratios=(1.1, 1))
        _near(near, bands, points, zh)
        _far(far, points, zh)
        moved = "将2004年数读作2003年数" if zh else "the level of 2004, read as of 2003"
        fig.key("printed", style.line(moved, **style.implied(COLORS[2003])), "band")
    return fig


def _near(axes: Axes, bands: pd.DataFrame, points: pd.DataFrame, zh: bool) -> None:
    """The years 2002 to 2005, under both readings."""
    for reading, color in COLORS.items():
        of = bands[bands["reading"] == reading]
        axes.fill_between(of["year"], of["low"], of["high"], **style.band(color))
    axes.axhline(STEP, color=style.QUIET, linewidth=0.8)
    _mark(axes, points[points["year"] <= 2004])
    before, start = (points.set_index("number_id")["level"][name] for name in (BEFORE, START))
    slow, fast, enough = 100 * ((start / before) ** 0.5 - 1), 100 * (start / before - 1), 100 * (STEP / start - 1)
    notes = (
        (("if of 2004:\n+{:.1f}% a year", "若属2004年：\n年均+{:.1f}%"), slow, (2004, start), (0.3, -1.8, "left")),
        (("if of 2003:\n+{:.1f}% in a year", "若属2003年：\n当年+{:.1f}%"), fast, (2003, start), (-0.6, 1.6, "right")),
        (("+{:.1f}% in 2004 reaches it", "2004年+{:.1f}%即达到"), enough, (2001.3, STEP), (0.2, 0.7, "left")),
    )
    for note, growth, at, (right, up, ha) in notes:
        style.say(axes, note[zh].format(growth), at, right, up, ha, COLORS[2004 if growth == slow else 2003])
    style.scale(axes.yaxis, range(700, 1301, 100), lambda value: f"{value if zh else value / 10:g}")
    axes.set(xticks=range(2002, 2006), xlim=(2001.3, 2005.2), ylim=(650, 1350))


def _far(axes: Axes, points: pd.DataFrame, zh: bool) -> None:
    """All printed levels, the thresholds, and constant growth under both readings."""
    thresholds = range(STEP, int(points["level"].max()) + 1, STEP)
    for threshold in thresholds:
        axes.axhline(threshold, color=style.GRID, linewidth=0.8)
    paths, printed = witnesses(), load.prints()
    for (reading, color), beside in zip(COLORS.items(), ((0.9, -0.9, "left"), (-0.8, 0.6, "right")), strict=True):
        of = paths[paths["reading"] == reading].set_index("year")["level"]
        axes.plot(of.index, of, color=color, linewidth=1.1, linestyle=(0, (4, 2)))
        rate = decimal(annual_growth(printed[START], printed[END], LAST - reading).low, 2)
        style.say(axes, f"年均+{rate}%" if zh else f"+{rate}% a year", (2013, of[2013]), *beside, color)
    _mark(axes, points)
    style.scale(axes.yaxis, thresholds, lambda value: f"{value if zh else value / 10:g}", log=True)
    axes.set(ylim=(640, 8600), xticks=range(2004, 2025, 10), xlim=(2000, 2025.5))
    axes.grid(visible=False)


def _mark(axes: Axes, points: pd.DataFrame) -> None:
    """Printed levels, and the first of the article's once more as of 2003."""
    others, start = points[points["number_id"] != START], points[points["number_id"] == START]
    axes.plot(others["year"], others["level"], **style.printed(markersize=6))
    axes.plot(start["year"], start["level"], **style.printed(COLORS[2004], markersize=6))
    axes.plot(start["year"] - 1, start["level"], **style.implied(COLORS[2003], markersize=6))


def _steps(bands: pd.DataFrame, reading: int) -> list[int]:
    """2003 => [6, 7]: the thresholds between what the reading admits for 2004 and the last level."""
    of = bands[(bands["reading"] == reading) & (bands["year"] == 2004)]
    ends = {f"{level:.2f}亿元" for level in (*of["low"], *of["high"])}
    return sorted({count for end in ends for count in thresholds_crossed(end, load.prints()[END], STEP * YI)})
