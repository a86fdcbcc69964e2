"""Figures of courts and mediation: cases by year with definitions apart, and the wholes behind printed rates."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from pingan_analysis import load, style
from pingan_analysis.interval import Interval
from pingan_analysis.printed import Unrounded, unround
from pingan_analysis.reconstruct import implied_base

COURTS = {"court_cases_received": "received", "court_cases_accepted": "accepted"}
BESIDE = {  # where a value stands free of the next mark: points right, points up, alignment
    ("received", 2014): (3, -11, "left"), ("received", 2015): (-6, 1, "right"), ("accepted", 2016): (3, -11, "left"),
    ("accepted", 2017): (-6, 1, "right"), ("accepted", 2018): (6, 1, "left"), ("accepted", 2019): (0, -13, "center"),
    ("joined", 2021): (6, 1, "left"), ("joined", 2022): (-5, -10, "right"), ("accepted", 2023): (0, -13, "center"),
}  # fmt: skip
SCOPES = (
    ("Screening 2012 (outside)", "排查（2012年，外部）",
     "zjol2013-safe-disputes", "zjol2013-safe-disputes-success"),
    ("Screening, handled, 2013 (outside)", "排查后调处（2013年，外部）",
     "zjol2014-safe-disputes-handled", "zjol2014-safe-disputes-success"),
    ("County centres to September 2020 (outside)", "县级矛调中心（至2020年9月，外部）",
     "zxs2020-disputes-disputes", "zxs2020-disputes-disputes-success"),
    ("County centres 2021", "县级矛调中心（2021年）", "zj2021-disputes-accepted", "zj2021-disputes-success"),
    ("'141' system, with petitions, 2022", "“141”体系，含信访（2022年）",
     "zj2022-disputes-141", "zj2022-disputes-141-success"),
    ("Found by grid workers 2022", "网格员排查（2022年）", "zj2022-grid-matters", "zj2022-grid-matters-local"),
    ("Four platforms, all matters, 2021", "“四平台”各类事项（2021年）",
     "zj2021-matters-accepted", "zj2021-matters-closed"),
)  # fmt: skip


def court_table() -> pd.DataFrame:
    """=> what is printed and implied of court cases, by area, definition and year, with the numbers it rests on.

    `status`: printed; part (a part of the year, printed, so a floor); implied (a printed level and its change);
    joined (2021 and 2022 in Zhejiang: implied only if new cases and cases taken in are one count).
    """
    reported = load.load_reported()
    cases = reported[reported.indicator.isin(COURTS) & reported.ref_area.isin(("330000", "331100"))]
    key = ["source_id", "indicator", "ref_period"]
    listed = cases[(cases.measure == "change") & (cases.unit == "%")].to_dict("records")
    changes = {tuple(change[name] for name in key): change for change in listed}
    rows: list[dict[str, Any]] = []

    def add(like: dict[Any, Any], period: str, status: str, value: Interval, number_ids: str) -> None:
        name = {"ref_area": like["ref_area"], "definition": COURTS[like["indicator"]]}
        row = name | {"year": int(period[:4]), "status": status}
        rows.append(row | {"low": float(value.low), "high": float(value.high), "number_ids": number_ids})

    for level in cases[cases.measure == "level"].to_dict("records"):
        period, number_id = level["ref_period"], level["number_id"]
        add(level, period, "part" if "/" in period else "printed", unround(level["printed"]).interval, number_id)
        change = changes.get(tuple(level[name] for name in key))
        if change and "/" not in period:
            verb = {"up": "增长", "down": "下降"}[change["direction"]]
            base = implied_base(level["printed"], verb + change["printed"])
            add(level, change["base_period"], "implied", base.interval, f"{number_id} {change['number_id']}")
    table = pd.DataFrame(rows).drop_duplicates(["ref_area", "definition", "year", "status"], keep="last")
    order = pd.Categorical(table.status, ["printed", "implied", "part"], ordered=True)
    table = table.assign(order=order).sort_values(["ref_area", "definition", "year", "order"])
    table = table.drop_duplicates(["ref_area", "definition", "year"]).drop(columns="order")
    return pd.concat([table, _joined(reported.set_index("number_id").printed)], ignore_index=True)


def _joined(printed: pd.Series) -> pd.DataFrame:
    """The years 2022 and 2021 that follow from 2023, if the two names are one count and eleven months are a year."""
    ids = "fzrb2024-court-accepted zxs2023-court-new-change"
    later = implied_base(printed["fzrb2024-court-accepted"], "下降" + printed["zxs2023-court-new-change"]).interval
    earlier = later / (1 - unround(printed["zj2022-court-cases-change"]).interval / 100)
    rows = [(2022, later, ids), (2021, earlier, f"{ids} zj2022-court-cases-change")]
    return pd.DataFrame(
        {
            "ref_area": "330000",
            "definition": "joined",
            "year": year,
            "status": "joined",
            "low": float(value.low),
            "high": float(value.high),
            "number_ids": used,
        }
        for year, value, used in rows
    )


def court_cases(lang: str = "en") -> style.Figure:
    """=> court cases a year, Zhejiang and Lishui; new cases and cases taken in are not joined."""
    data = court_table()
    full = load.load_reported().query(
        "indicator in @COURTS and ref_area == '330000' and measure == 'change' and unit == '%' and "
        "ref_period.str.len() == 4"
    )
    rises = full[full.direction == "up"].drop_duplicates(["indicator", "ref_period"])
    last = rises.ref_period.max()
    names = {
        "en": {
            "received": "newly received (新收)",
            "accepted": "taken in (收案, 受理)",
            "joined": "only if the two are one",
        },
        "zh": {"received": "新收案件", "accepted": "收案（受理）", "joined": "仅当两种口径为一"},
    }[lang]
    words = {
        "en": (
            f"Court cases in Zhejiang: {len(rises)} rises are printed for the years to {last}, and none for "
            "any full year since",
            "cases a year, thousands; lines join neighbouring years of one definition only",
            "Triangle: eleven months of 2019, so a floor. All printed levels of Zhejiang come from outside "
            "sources; Lishui's is the article's. Bands are narrower than the marks.",
        ),
        "zh": (
            f"浙江法院案件：截至{last}年印有{len(rises)}次年度上升，此后未见印出年度上升",
            "每年案件数，万件；连线仅连接同一口径的相邻年份",
            "三角：2019年前11个月，故为下限。浙江水平值均来自外部来源，丽水水平值来自文章。容许区间窄于标记。",
        ),
    }[lang]
    with style.frame(
        lang,
        *words,
        data=data,
        claims=["ls2019-court-cases-base", "ls2019-court-first-fall", "zj2022-court-cases-fall"],
        sources=_sources(data),
        height_mm=118,
    ) as fig:
        province, city = fig.subplots(1, 2, width_ratios=(4, 1))
        for name, color in (("received", style.SERIES[1]), ("accepted", style.SERIES[4]), ("joined", style.QUIET)):
            of = data[(data.ref_area == "330000") & (data.definition == name)]
            _draw(province, of, color, lang)
            place = {
                "received": (2009.2, 4.6e5, "left"),
                "accepted": (2016.6, 1.9e6, "right"),
                "joined": (2024.2, 8.8e5, "right"),
            }[name]
            province.annotate(names[name], place[:2], color=color, ha=place[2])
        _draw(city, data[data.ref_area == "331100"], style.SERIES[1], lang)
        for axes, title, top in (
            (province, {"en": "Zhejiang", "zh": "浙江"}[lang], 2.1e6),
            (city, {"en": "Lishui", "zh": "丽水"}[lang], 1.05e5),
        ):
            axes.set(ylim=(0, top))
            axes.set_title(title, loc="left", color=style.QUIET)
            axes.yaxis.set_major_formatter(
                FuncFormatter(lambda value, _: f"{value / 1e3:,.0f}" if lang == "en" else f"{value / 1e4:g}")
            )
        province.set(xlim=(2007.3, 2024.2), xticks=range(2008, 2024, 3))
        city.set(xlim=(2017.4, 2019.6), xticks=(2018, 2019))
        fig.key("printed", "implied")
    return fig


def _draw(axes: Axes, of: pd.DataFrame, color: str, lang: str) -> None:
    """One definition: its neighbouring years joined, its marks, its values beside them."""
    rows = of.assign(middle=(of.low + of.high) / 2).sort_values("year").to_dict("records")
    for a, b in itertools.pairwise(row for row in rows if row["status"] != "part"):
        if b["year"] == a["year"] + 1:
            line = ":" if a["status"] == "joined" else "-"
            axes.plot([a["year"], b["year"]], [a["middle"], b["middle"]], color=color, linestyle=line, linewidth=1.1)
    for row in rows:
        at = row["year"], row["middle"]
        mark = style.printed(color) if row["status"] in ("printed", "part") else style.implied(color)
        axes.plot(*at, **mark | ({"marker": "^"} if row["status"] == "part" else {}))
        fine = at[1] < 2e5  # the city
        value = f"{at[1] / 1e3:,.{fine:d}f}" if lang == "en" else f"{at[1] / 1e4:.{1 + fine}f}"
        side = BESIDE.get((row["definition"], row["year"]), (0, 6, "center"))
        beside: dict[str, Any] = {"xytext": side[:2], "textcoords": "offset points", "ha": side[2]}
        axes.annotate(value, at, color=style.QUIET, fontsize=7, **beside)


def scope_table() -> pd.DataFrame:
    """=> the printed pairs of a whole and a rate, with what the two leave over: not resolved, not closed, or "
    "sent further up."""
    reported = {row["number_id"]: row for row in load.load_reported().to_dict("records")}
    rows: list[dict[str, Any]] = []
    for label_en, label_zh, whole_id, rate_id in SCOPES:
        whole, rate = (_value(reported[number_id]) for number_id in (whole_id, rate_id))
        left = whole.interval * (1 - rate.interval / 100)
        rows.append({
            "label_en": label_en, "label_zh": label_zh, "indicator": reported[whole_id]["indicator"],
            "whole_printed": whole.text, "rate_printed": rate.text, "whole": float(whole.nominal),
            "left_low": float(left.low), "left_high": float(left.high), "number_ids": f"{whole_id} {rate_id}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def _value(row: dict[Any, Any]) -> Unrounded:
    return unround(row["printed"], unit=row["unit"], share=row["measure"] != "level")


def mediation_scopes(lang: str = "en") -> style.Figure:
    """=> seven wholes, and what their printed rates leave over."""
    data = scope_table()
    scopes = data.indicator.nunique()
    smallest, largest = data.whole.min(), data.whole.max()
    words = {
        "en": (
            f"{len(data)} printed rates stand on {scopes} different wholes, from {smallest / 1e3:,.0f} "
            f"thousand to {largest / 1e6:,.0f} million",
            "cases or matters, logarithmic scale; hollow: what the rate leaves over (not resolved, not closed, "
            "or sent further up)",
            "Only the county centres appear twice under one name; for 2020, the start of the count is not "
            "printed. The grid workers' rate counts what towns and villages resolved; the rest may have been "
            "resolved higher up.",
        ),
        "zh": (
            f"{len(data)}个比率对应{scopes}种口径：分母从{smallest / 1e4:g}万到{largest / 1e4:g}万",
            "件或起，对数刻度；空心：比率之外的余数（未化解、未办结或上交）",
            "仅县级矛调中心以同一名称出现两次，且2020年未印统计起点。网格员一项为镇村两级化解占比，并非化解总占比。",
        ),
    }[lang]
    claims = [
        "zj2021-disputes-resolved",
        "zj2021-matters-closed",
        "zj2022-disputes-141-settled",
        "zj2022-grid-matters-local",
        "across-disputes-one-series",
        "across-dispute-success-one-series",
        "across-matters-one-series",
    ]
    with style.frame(lang, *words, data=data, claims=claims, sources=_sources(data), height_mm=120) as fig:
        axes = fig.subplots()
        for height, row in enumerate(data.to_dict("records")):
            low, high, whole = row["left_low"], row["left_high"], row["whole"]
            small: dict[str, Any] = {"textcoords": "offset points", "fontsize": 7.5}
            axes.plot([high, whole], [height, height], color=style.GRID, linestyle="-", linewidth=3, zorder=0)
            axes.barh(height, high - low, left=low, height=0.55, **style.band(style.SERIES[1]))
            axes.plot(whole, height, **style.printed())
            axes.plot((low + high) / 2, height, **style.implied(style.SERIES[1]))
            axes.annotate(row["rate_printed"], ((high * whole) ** 0.5, height), xytext=(0, 3), ha="center", **small)
            axes.annotate(row["whole_printed"], (whole, height), xytext=(7, 0), va="center", color=style.QUIET, **small)
        axes.set_xscale("log")
        axes.set(
            yticks=range(len(data)),
            yticklabels=data[f"label_{lang}"],
            xlim=(1.2e3, 7e7),
            xticks=[10**k for k in range(4, 8)],
        )
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda value, _: f"{value:,.0f}" if lang == "en" else f"{value / 1e4:g}万")
        )
        axes.xaxis.set_minor_locator(NullLocator())
        axes.invert_yaxis()
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
        fig.key("printed", "implied", "band")
    return fig


def _sources(data: pd.DataFrame) -> list[str]:
    """=> the sources of the numbers that a table rests on."""
    used = set(" ".join(data.number_ids).split())
    reported = load.load_reported()
    return sorted(reported[reported.number_id.isin(used)].source_id.unique())
