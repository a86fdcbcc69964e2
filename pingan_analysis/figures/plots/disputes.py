"""Figures of courts and mediation: cases by year with definitions apart, and the wholes behind printed rates."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.interval import Interval
from pingan_analysis.numbers.printed import Unrounded, unround
from pingan_analysis.tables import load
from pingan_analysis.world.implications import implied_base

COURTS = {"court_cases_received": "received", "court_cases_accepted": "accepted"}
DEFINITIONS: dict[str, Any] = {  # colour, mark, where its name stands, in English and Chinese
    "received": (style.SERIES[1], "o", (2009, 5.2e5), "left", "newly received (新收)", "新收案件"),
    "accepted": (style.SERIES[0], "s", (2016.2, 1.9e6), "right", "taken in (收案, 受理)", "收案（受理）"),
    "joined": (style.QUIET, "D", (2024.3, 8.6e5), "right", "only if the two are one", "仅当两种口径为一"),
}
BESIDE = {  # where a value stands free of the next mark: right, up, alignment
    ("received", 2014): (0.3, -0.9, "left"), ("received", 2015): (-0.6, 0.4, "right"),
    ("accepted", 2016): (0.3, -0.9, "left"), ("accepted", 2017): (-0.6, 0.4, "right"),
    ("accepted", 2018): (0.6, 0.4, "left"), ("accepted", 2019): (0, -1.1, "center"),
    ("received", 2020): (0, 1, "left"), ("joined", 2021): (0.6, 0.4, "left"), ("joined", 2022): (-0.3, -1, "right"),
    ("accepted", 2023): (0.2, -1, "center"), ("received", 2008): (-0.3, 1, "center"),
    ("received", 2010): (0, -1, "center"), ("received", 2019): (0.2, 1, "center"),
}  # fmt: skip
SCOPES = (
    ("Screening 2012 (o)", "排查（2012年，外部）",
     "zjol2013-safe-disputes", "zjol2013-safe-disputes-success"),
    ("Screening, handled, 2013 (o)", "排查后调处（2013年，外部）",
     "zjol2014-safe-disputes-handled", "zjol2014-safe-disputes-success"),
    ("County centres to Sept 2020 (o)", "县级矛调中心（至2020年9月，外部）",
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
    return pd.concat([table, _joined()], ignore_index=True)


def _joined() -> pd.DataFrame:
    """The years 2022 and 2021 that follow from 2023, if the two names are one count and eleven months are a year."""
    printed, ids = load.prints(), "fzrb2024-court-accepted zxs2023-court-new-change"
    later = implied_base(printed["fzrb2024-court-accepted"], "下降" + printed["zxs2023-court-new-change"]).interval
    earlier = later / (1 - unround(printed["zj2022-court-cases-change"]).interval / 100)
    rows = [
        ("330000", "joined", 2022, "joined", later, ids),
        ("330000", "joined", 2021, "joined", earlier, f"{ids} zj2022-court-cases-change"),
    ]
    table = pd.DataFrame([(*row, float(value.low), float(value.high), used) for *row, value, used in rows])
    table.columns = pd.Index(["ref_area", "definition", "year", "status", "low", "high", "number_ids"])
    return table


def court_cases(lang: str = "en") -> Figure:
    """=> court cases a year, Zhejiang and Lishui; new cases and cases taken in are not joined."""
    data, zh = court_table(), lang == "zh"
    full = load.load_reported().query(
        "indicator in @COURTS and ref_area == '330000' and measure == 'change' and unit == '%' and "
        "ref_period.str.len() == 4"
    )
    rises = full[full.direction == "up"].drop_duplicates(["indicator", "ref_period"])
    said = words("court-cases", lang, rises=len(rises), last=rises.ref_period.max())
    claims = ["ls2019-court-first-fall", "zj2022-court-cases-fall"]
    with frame(lang, *said, data=data, claims=claims, sources=_sources(data), plot_mm=84) as fig:
        province, city = fig.subplots(1, 2, width_ratios=(4, 1))
        for name, (color, mark, at, side, *said) in DEFINITIONS.items():
            of = data[(data.ref_area == "330000") & (data.definition == name)]
            _draw(province, of, color, mark, lang)
            style.say(province, said[zh], at, ha=side, color=color)
        _draw(city, data[data.ref_area == "331100"], style.SERIES[1], "o", lang)
        unit = 1e4 if zh else 1e3
        for axes, title, ticks, top in (
            (province, "浙江" if zh else "Zhejiang", range(0, 2_000_001, 500_000), 2.1e6),
            (city, "丽水" if zh else "Lishui", range(0, 100_001, 25_000), 1.05e5),
        ):
            style.scale(axes.yaxis, ticks, lambda value: f"{value / unit:,.10g}")
            axes.set_ylim(0, top)
            axes.set_title(title, loc="left", color=style.QUIET)
        province.set(xlim=(2007.2, 2024.4), xticks=range(2008, 2024, 5))
        city.set(xlim=(2017.3, 2019.7), xticks=(2018, 2019))
        fig.key("printed", "implied")
    return fig


def _draw(axes: Axes, of: pd.DataFrame, color: str, mark: str, lang: str) -> None:
    """One definition: its neighbouring years joined, its marks, its values beside them."""
    rows = of.assign(middle=(of.low + of.high) / 2).sort_values("year").to_dict("records")
    for a, b in itertools.pairwise(row for row in rows if row["status"] != "part"):
        if b["year"] == a["year"] + 1:
            dashes = ":" if a["status"] == "joined" else "-"
            axes.plot([a["year"], b["year"]], [a["middle"], b["middle"]], color=color, linestyle=dashes, linewidth=1.3)
    for row in rows:
        at = row["year"], row["middle"]
        look = style.printed if row["status"] in ("printed", "part") else style.implied
        axes.plot(*at, **look(color, marker="^" if row["status"] == "part" else mark))
        fine = at[1] < 2e5  # the city
        value = f"{at[1] / 1e3:,.{fine:d}f}" if lang == "en" else f"{at[1] / 1e4:.{1 + fine}f}"
        style.say(axes, value, at, *BESIDE.get((row["definition"], row["year"]), (0, 1, "center")))


def scope_table() -> pd.DataFrame:
    """=> the printed pairs of a whole and a rate, with what both leave over: not resolved, not closed, or sent on."""
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


def mediation_scopes(lang: str = "en") -> Figure:
    """=> seven wholes, and what their printed rates leave over."""
    data, zh = scope_table(), lang == "zh"
    least, most = data.whole.min(), data.whole.max()
    smallest = (f"{least / 1e3:,.0f} thousand", style.number(least, "zh"))[zh]
    largest = (f"{most / 1e6:,.0f} million", style.number(most, "zh"))[zh]
    numbers = {"all": len(data), "scopes": data.indicator.nunique(), "smallest": smallest, "largest": largest}
    said = words("mediation-scopes", lang, **numbers)
    claims = [f"across-{name}-one-series" for name in ("disputes", "dispute-success", "matters")]
    with frame(lang, *said, data=data, claims=claims, sources=_sources(data), plot_mm=78) as fig:
        axes = fig.subplots()
        style.rows(axes, data[f"label_{lang}"], labelsize="small")
        for height, row in enumerate(data.to_dict("records")):
            low, high, whole = row["left_low"], row["left_high"], row["whole"]
            axes.plot([high, whole], [height, height], color=style.GRID, linestyle="-", linewidth=3, zorder=0)
            axes.barh(height, high - low, left=low, height=0.55, **style.band(style.SERIES[1]))
            axes.plot(whole, height, **style.printed(markersize=7))
            axes.plot((low + high) / 2, height, **style.implied(style.SERIES[1], markersize=7))
            style.say(axes, row["rate_printed"], ((high * whole) ** 0.5, height), 0, 0.7, "center", style.INK)
            more = "+" * ("余" in row["whole_printed"])
            style.say(axes, row["whole_printed"] if zh else style.number(whole) + more, (whole, height), 0.6)
        style.scale(axes.xaxis, [10**k for k in (4, 5, 6, 7)], lambda value: style.number(value, lang), log=True)
        axes.set_xlim(1.2e3, 3e8)
        axes.spines.bottom.set_bounds(1.2e3, 2e7)
        fig.key("printed", "implied", "band")
    return fig


def _sources(data: pd.DataFrame) -> list[str]:
    """=> the sources of the numbers that a table rests on."""
    used = set(" ".join(data.number_ids).split())
    reported = load.load_reported()
    return sorted(reported[reported.number_id.isin(used)].source_id.unique())
