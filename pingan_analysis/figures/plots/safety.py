"""Figures of the sense of safety: two surveys under one name, and who moved when the lead over the nation grew."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.interval import Interval
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load
from pingan_analysis.world.implications import implied_reference

SURVEYS = {
    "sense_of_safety_nbs": (
        "National Bureau of Statistics: sense of safety (群众安全感)", "国家统计局调查：群众安全感",
    ),
    "safety_satisfaction_provincial": (
        "Provincial survey: satisfaction with safety (群众安全感满意率)", "省民调：群众安全感满意率",
    ),
}  # fmt: skip
NBS, PROVINCIAL = SURVEYS
COLORS = {"100000": (style.SERIES[1], "s"), "330000": (style.SERIES[0], "o")}  # colour and shape of an area
CITY = (style.SERIES[2], "D")
GATE = pd.DataFrame({"survey": PROVINCIAL, "status": "gate", "year": [2003.5, 2014.5, 2024.5], "low": [85.0, 90, 90]})


def survey_table() -> pd.DataFrame:
    """=> one row per survey, area and year: the level printed with most digits, else implied, else its bounds."""
    reported = load.load_reported()
    levels = reported[reported.indicator.isin(SURVEYS) & (reported.measure == "level")].itertuples()
    dated: list[Any] = [n for n in levels if str(n.ref_period).isdigit()]
    printed = pd.DataFrame([_row(n, "printed", unround(n.printed, unit=n.unit).interval) for n in dated])
    articles = set(load.load_sources().query("role == 'corpus'").source_id)
    printed["digits"], printed["outside"] = (printed.high - printed.low).round(9), ~printed.source_id.isin(articles)
    printed = printed.sort_values(["digits", "outside", "number_id"]).drop(columns=["digits", "outside"])
    rows: dict[str, Any] = {str(row.number_id): row for row in reported.itertuples()}
    level, lead, rise = (rows[i] for i in ("zj2022-safety-level", "zj2022-safety-gap", "rmw2023-safe-safety-rise"))
    points = rise.printed.replace("%", "个百分点")  # printed with %, points are meant
    floor, top = (rows[f"xinhua2008-safe-satisfaction-{end}"] for end in ("floor", "highest"))
    between = Interval(unround(floor.printed).low, unround(top.printed).high)  # of each of the four years
    unprinted = [
        _row(lead, "implied", implied_reference(level.printed, f"高于{lead.printed}").interval, lead.comparator_area),
        _row(rise, "implied", implied_reference(level.printed, f"高于{points}").interval, year=rise.base_period),
        *(_row(floor, "bounded", between, year=str(year)) for year in range(2004, 2008)),
    ]
    table = pd.concat([printed, pd.DataFrame(unprinted)]).drop_duplicates(["survey", "area", "year"])
    return table.sort_values(["survey", "area", "year"], ascending=[False, True, True], ignore_index=True)


def _row(number: Any, status: str, value: Interval, area: str = "", year: str = "") -> dict[str, Any]:
    """A row of reported.csv, what it tells => a row of the table, for its own area and year unless others are given."""
    return {
        "survey": number.indicator, "area": area or number.ref_area, "year": int(year or number.ref_period),
        "status": status, "low": float(value.low), "high": float(value.high),
        "number_id": number.number_id, "source_id": number.source_id,
    }  # fmt: skip


def two_surveys(lang: str = "en") -> Figure:
    """=> all values of the two surveys, each in a panel of its own."""
    data, zh = pd.concat([survey_table(), GATE], ignore_index=True), lang == "zh"
    areas = load.load_areas().set_index("area")[f"label_{lang}"]
    both = int(data[data.status != "gate"].groupby(["area", "year"]).survey.nunique().gt(1).sum())
    linked = (
        f"{both} areas and years have a value of both" if both else "no area has a value of both in one year",
        f"兼有两者的地区与年份仅{both}个" if both else "没有一个地区在同一年份兼有两者",
    )[zh]
    said = words("two-surveys", lang, linked=linked)
    claims = ["across-two-surveys", "zj2021-safety-above-nation", "zj2022-safety-above-nation"]
    claims += ["jx2024-satisfaction-rise", "qz2017-satisfaction-above-province", "qz2017-satisfaction-gate"]
    sources = set(data.source_id.dropna())
    with frame(lang, *said, data=data, claims=claims, sources=sources, plot_mm=106) as fig:
        panels = fig.subplots(2, 1, sharex=True, sharey=True)
        for axes, (survey, names) in zip(panels, SURVEYS.items(), strict=True):
            of = data[(data.survey == survey) & (data.status != "gate")]
            for area, rows in of.groupby("area"):
                _area(axes, rows, COLORS.get(str(area), CITY), survey == PROVINCIAL and area == "330000")
            axes.set_title(names[zh], loc="left", color=style.INK)
            row: Any
            for row in of.itertuples():
                if place := PLACES.get((survey, row.area, row.year)):
                    right, up, ha, value = place
                    named = row.area != "330000" or row.year != 2022
                    text = f"{areas[row.area]} {value}".strip() if named else value
                    text = text.replace(" ", "").replace("中国", "全国") if zh else text
                    at, color = (row.year, (row.low + row.high) / 2), COLORS.get(row.area, CITY)[0]
                    style.say(axes, text, at, right, up, ha, color)
        panels[1].step(GATE.year, GATE.low, where="post", color=style.QUIET, linewidth=1.2, linestyle="-")
        style.say(panels[1], "门槛85（至2014年）" if zh else "gate 85 (to 2014)", (2004, 85), 0, 0.7)
        style.say(panels[1], "门槛90（2015年起）" if zh else "gate 90 (from 2015)", (2024.4, 90), 0, 0.7, "right")
        panels[1].set(ylim=(84, 101.2), xlim=(2001.6, 2026.6), xticks=range(2003, 2026, 4), yticks=[85, 90, 95, 100])
        fig.key("printed", "implied", "band")
    return fig


PLACES = {  # a label beside its mark: right, up, alignment, and the value where an article prints or implies it
    (NBS, "330000", 2021): (-0.6, 0.5, "right", "99.19"), (NBS, "330000", 2022): (0.6, 0.5, "left", "99.28"),
    (NBS, "100000", 2022): (0, -1, "center", "98.15"), (NBS, "100000", 2012): (0.7, 0, "left", ""),
    (NBS, "330000", 2003): (0.7, 0, "left", ""), (PROVINCIAL, "330000", 2004): (-0.2, -1, "left", ""),
    (PROVINCIAL, "330400", 2004): (0, 1.3, "center", "94.7"), (PROVINCIAL, "330400", 2014): (-0.4, 0.9, "right", ""),
    (PROVINCIAL, "330400", 2023): (0, -1, "center", "97.2"), (PROVINCIAL, "330700", 2014): (0.2, -1, "left", ""),
    (PROVINCIAL, "330800", 2017): (0.2, -1.5, "left", "97.28"), (PROVINCIAL, "330900", 2019): (0.7, 0.1, "left", ""),
}  # fmt: skip


def _area(axes: Any, rows: pd.DataFrame, look: tuple[str, str], joined: bool) -> None:
    color, mark = look
    if joined:  # consecutive printed years only; a gap of more than a year stays open
        known = rows[rows.status == "printed"]
        for _, run in known.groupby((known.year.diff() != 1).cumsum()):
            axes.plot(run.year, (run.low + run.high) / 2, color=color, linewidth=1, linestyle="-")
    for status, marks in (("printed", style.printed), ("implied", style.implied)):
        of = rows[rows.status == status]
        axes.plot(of.year, (of.low + of.high) / 2, **marks(color, marker=mark, markersize=6))
    of = rows[rows.status == "bounded"]
    if len(of):
        axes.fill_between([of.year.min() - 0.4, of.year.max() + 0.4], of.low.max(), of.high.min(), **style.band(color))


def gap_parts() -> pd.DataFrame:
    """=> the two leads, how far province and nation moved between them, the nation's part of the rise in per cent.

    The part is sharp: the rise of the province and the rise of the lead are printed apart, so its ends are at theirs.
    """
    printed = load.prints()
    level = {year: unround(printed[f"zj{year}-safety-level"]).interval for year in (2021, 2022)}
    lead = {year: unround(printed[f"zj{year}-safety-gap"]).interval for year in (2021, 2022)}
    province, rise = level[2022] - level[2021], lead[2022] - lead[2021]
    fell = rise - province
    parts: dict[tuple[str, int, str], Interval] = {
        **{("lead", year, "printed"): lead[year] for year in lead},
        **{("level", year, "printed"): level[year] for year in level},
        **{("reference", year, "implied"): level[year] - lead[year] for year in level},
        ("lead rose", 2022, "implied"): rise, ("province rose", 2022, "implied"): province,
        ("nation fell", 2022, "implied"): fell, ("nation's part, %", 2022, "implied"): 100 - 100 * (province / rise),
    }  # fmt: skip
    rows = [(*key, float(value.low), float(value.high)) for key, value in parts.items()]
    return pd.DataFrame(rows, columns=["quantity", "year", "status", "low", "high"])


def gap_decomposition(lang: str = "en") -> Figure:
    """=> the lead over the nation in two years: how much of its rise is the province's move, how much the nation's."""
    data = gap_parts()
    at = data.set_index(["quantity", "year"])
    middle = (at.low + at.high) / 2
    rise, part = middle["lead rose", 2022], ("nation's part, %", 2022)
    low, high = round(at.low[part]), round(at.high[part])
    zh = lang == "zh"
    said = words("gap-decomposition", lang, rise=rise, low=low, high=high)
    claims = ["zj2021-safety-above-nation", "zj2022-safety-above-nation"]
    claims += ["across-safety-gap-widened", "across-nation-safety-fell", "across-safety-rise"]
    sources = ["zj2021", "zj2022", "cctv2022-nation", "gt2022-nation"]
    with frame(lang, *said, data=data, claims=claims, sources=sources, plot_mm=78) as fig:
        left, right = fig.subplots(1, 2, width_ratios=[5, 6])
        _levels(left, at, middle, zh)
        _steps(right, at, middle, zh)
        fig.key("printed", "implied", "band")
    return fig


def _levels(axes: Any, at: pd.DataFrame, middle: pd.Series, zh: bool) -> None:
    years = (2021, 2022)
    lines = (
        ("level", "330000", style.printed, ("Zhejiang", "浙江")),
        ("reference", "100000", style.implied, ("China", "全国")),
    )
    for quantity, area, look, names in lines:
        color, mark = COLORS[area]
        values = [middle[quantity, year] for year in years]
        ends = ([at.loc[(quantity, year), end] for year in years] for end in ("low", "high"))
        axes.fill_between(years, *ends, **style.band(color))
        axes.plot(years, values, color=color, linestyle="-", linewidth=1)
        axes.plot(years, values, **look(color, marker=mark))
        for year, value, side, right in zip(years, values, ("right", "left"), (-0.8, 0.8), strict=True):
            style.say(axes, f"{value:.2f}", (year, value), right, 0, side, color)
        up = 1.2 if look is style.printed else -1.2  # on the side where the line does not go
        style.say(axes, names[zh], (2021.5, sum(values) / 2), up - 1.2, up, "center", color)
    for year, inward, side in zip(years, (1, -1), ("left", "right"), strict=True):
        x, top, foot = year + 0.06 * inward, middle["level", year], middle["reference", year]
        axes.annotate("", (x, top), (x, foot), arrowprops={"arrowstyle": "<->", "color": style.QUIET, "linewidth": 0.8})
        style.say(axes, f"{middle['lead', year]:.2f}", (x, (top + foot) / 2), 0.4 * inward, 0, side)
    axes.set(xlim=(2020.4, 2022.6), ylim=(97.9, 99.5), xticks=years)
    style.scale(axes.yaxis, [98, 98.5, 99, 99.5], lambda value: f"{value:.1f}")


def _steps(axes: Any, at: pd.DataFrame, middle: pd.Series, zh: bool) -> None:
    english = "lead\n2021", "province\nrose", "nation\nfell", "lead\n2022"
    names = ("2021年\n差距", "本省\n上升", "全国\n下降", "2022年\n差距") if zh else english
    first, up, down, last = ("lead", 2021), ("province rose", 2022), ("nation fell", 2022), ("lead", 2022)
    bars = [(0.0, first), (middle[first], up), (middle[first] + middle[up], down), (0.0, last)]
    for place, (start, key) in enumerate(bars):
        color = (style.QUIET, style.SERIES[0], style.SERIES[1], style.QUIET)[place]
        step, top = 0 < place < 3, start + middle[key]
        face = "white" if step else color
        axes.bar(place, middle[key], bottom=start, width=0.6, facecolor=face, edgecolor=color, linewidth=1.3)
        low, high = start + at.low[key], start + at.high[key]
        axes.fill_between([place - 0.3, place + 0.3], low, high, **style.band(color, alpha=0.45))
        style.say(axes, "+" * step + f"{middle[key]:.2f}", (place, top), 0, 0.9, "center", style.INK)
        if place < 3:
            axes.plot([place + 0.3, place + 0.7], [top, top], color=style.QUIET, linewidth=0.7, linestyle="-")
    style.scale(axes.yaxis, [0, 0.5, 1], lambda value: f"{value:g}")
    axes.set(xticks=range(4), xticklabels=names, ylim=(0, 1.3))
    axes.tick_params(axis="x", length=0, labelsize="small")
