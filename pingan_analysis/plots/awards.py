"""Figure of the award ladder: the first year behind every printed duration, and the places on the upper rungs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pingan_analysis import load, style
from pingan_analysis.printed import unround

RUNGS = {
    "tripod": ("tripod 平安鼎", "平安鼎"),
    "bronze": ("bronze 铜鼎", "铜鼎"),
    "silver": ("silver 银鼎", "银鼎"),
    "gold": ("gold 金鼎", "金鼎"),
    "one_star": ("one star 一星", "一星金鼎"),
    "two_star": ("two stars 二星", "二星金鼎"),
}
RULES = {
    **{rung: f"jxrb2023-award-ladder-{rung}" for rung in ("tripod", "bronze", "silver", "gold")},
    "one_star": "nbrb2021-award-ladder-one-star",
    "two_star": "zzsj2024-safe-ladder-two-star",
}
DURATIONS = {
    "safe_zhejiang_years": "programme", "safe_jiaxing_years": "programme",
    "safe_city_award_streak": "titles", "safe_city_award_count": "titles",
}  # fmt: skip
AWARDS = (  # number that prints an award, rung, area, year for which it was given
    ("sxw2017-award-gold-first-batch", "gold", "330000", 2016),
    ("nbrb2021-award-ladder-one-star", "one_star", "330200", 2020),
)
PLACES = (  # rung, date, the counts, and the sign of the second
    ("gold", "2016", ("ezj2018-safe-tripods", "ezj2018-safe-tripods-added"), -1),
    ("gold", "2017", ("ezj2018-safe-tripods",), 1),
    ("gold", "2022-09", ("zgyww2022-safe-tripod-cities", "zgyww2022-safe-tripod-counties"), 1),
    ("gold", "2022", ("zj2022-tripods",), 1),
    ("one_star", "2022-09", ("zgyww2022-safe-star-cities", "zgyww2022-safe-star-counties"), 1),
    ("two_star", "2022", ("jxrb2023-award-two-star-places",), 1),
)
PROGRAMME, TITLES, NINGBO = style.SERIES[1], style.SERIES[0], style.SERIES[2]


def ladder() -> dict[str, int]:
    """=> rung: consecutive titles that it asks for, as outside sources print them.

    >>> ladder()
    {'tripod': 3, 'bronze': 6, 'silver': 9, 'gold': 12, 'one_star': 15, 'two_star': 18}
    """
    printed = load.load_reported().set_index("number_id").printed
    return {rung: int(unround(printed[number_id]).nominal) for rung, number_id in RULES.items()}


def durations() -> pd.DataFrame:
    """=> every printed duration of programme and titles: its last year, and the first, if both are counted.

    A run that the rule makes out of a printed award (the first gold tripods, Ningbo's star) has status implied.
    """
    reported, rungs = load.load_reported().set_index("number_id", drop=False), ladder()
    lasting: list[Any] = list(reported[reported.indicator.isin(list(DURATIONS))].itertuples())
    rows = [
        (DURATIONS[n.indicator], n.ref_area, n.ref_period[-4:], int(unround(n.printed).nominal), "printed", n.number_id)
        for n in lasting
    ] + [("titles", area, year, rungs[rung], "implied", number_id) for number_id, rung, area, year in AWARDS]
    frame = pd.DataFrame(rows, columns=["of", "area", "last", "years", "status", "number_id"])
    frame["last"] = frame["last"].astype(int)
    frame["first"] = frame["last"] - frame.years + 1
    frame["source_id"] = frame.number_id.map(reported.source_id)
    return frame.sort_values(["of", "last", "number_id"], ignore_index=True)


def places() -> pd.DataFrame:
    """=> how many cities and counties stand on a rung, by date: as printed, or the sum or difference of two counts."""
    reported = load.load_reported().set_index("number_id")
    rows = []
    for rung, dated, ids, sign in PLACES:
        counts = [int(unround(reported.printed[number_id]).nominal) for number_id in ids]
        status = "printed" if len(ids) == 1 else "implied"
        total = counts[0] + sign * sum(counts[1:])
        rows.append((rung, dated, total, status, " ".join(ids), reported.source_id[ids[0]]))
    return pd.DataFrame(rows, columns=["rung", "dated", "places", "status", "number_ids", "source_id"])


def award_ladder(lang: str = "en") -> style.Figure:
    """=> the printed durations on the ladder of consecutive titles, and the places on its upper rungs."""
    runs, counts = durations(), places()
    data = pd.concat([runs, counts.rename(columns={"dated": "last", "number_ids": "number_id"})], ignore_index=True)
    printed = runs[runs.status == "printed"]
    firsts = [sorted(set(printed[printed.of == of]["first"])) for of in ("programme", "titles")]
    if max(map(len, firsts)) > 1:
        english = "The printed durations point to more than one first year"
        finding = {"en": english, "zh": "所印年数指向多个起始年"}[lang]
    else:
        (start,), (title,) = firsts
        finding = {
            "en": f"Every printed duration points to {start} for the programme and to {title} for the first title",
            "zh": f"所印年数一致：平安建设始于{start}年，首个“平安市”称号为{title}年度",
        }[lang]
    words = {
        "en": (
            finding,
            "left: years running, first and last counted; right: cities and counties on the upper rungs",
            "Solid: a printed duration or count. Hollow: a run that the rule makes out of a printed award, a sum or "
            "difference of printed counts, and the next star, if the run holds. The rungs are printed outside the "
            "articles; the lower three rest on one newspaper.",
        ),
        "zh": (
            finding,
            "左：连续年数（含首尾）；右：居于上层各级的市、县（市、区）数",
            "实心：所印年数或个数；空心：由规则与所印奖项推出的连续年数、所印个数之和或差，以及称号不中断时的下一颗星。"
            "各级所需年数见于文章以外的来源，其中下三级仅据一家报纸。",
        ),
    }[lang]
    claims = ["across-programme-start", "jx2024-award-streak", "jx2024-years-span", "zj2022-tripods-sum"]
    claims += ["outside-award-after-2020", "outside-award-after-2022", "outside-ladder-gold"]
    sources = sorted({*runs.source_id, *counts.source_id})
    with style.frame(lang, *words, data=data, claims=claims, sources=sources, height_mm=128) as fig:
        left, right = fig.subplots(1, 2, width_ratios=[5, 3])
        _runs(left, runs, lang)
        _places(right, counts, lang)
    fig.key("printed", "implied")
    fig.fit()
    return fig


def _runs(axes: Any, runs: pd.DataFrame, lang: str) -> None:
    rungs = ladder()
    for rung, years in rungs.items():
        axes.axhline(years, color=style.GRID, linewidth=0.9)
        _say(axes, RUNGS[rung][style.LANGUAGES.index(lang)], (1997.7, years), 0, 7, style.QUIET, fontsize=7.5)
    for start, last, color in ((2004, 2023, PROGRAMME), (2005, 2023, TITLES), (2006, 2020, NINGBO)):
        axes.plot([start, last], [1, last - start + 1], color=color, linewidth=0.8, linestyle="-")
    axes.plot([2023, 2025], [19, 21], color=TITLES, linewidth=0.8, linestyle=(0, (4, 2)))
    row: Any
    for row in runs.itertuples():
        color = PROGRAMME if row.of == "programme" else NINGBO if row.area == "330200" else TITLES
        look = style.printed(color) if row.status == "printed" else style.implied(color)
        axes.plot(row.last, row.years, **look | {"markersize": 5})
    axes.plot(2025, 21, **style.implied(TITLES) | {"markersize": 5})
    english = "Jiaxing 19", "Jiaxing, Lishui 16", "Ningbo 15", "first gold tripods", "Jiaxing 10"
    chinese = "嘉兴19", "嘉兴、丽水16", "宁波15", "首批金鼎", "嘉兴10"
    spots = (2023, 19, -3), (2020, 16, -2), (2020, 15, -5), (2016, 12, -4), (2014, 10, -4)
    for text, (year, years, up) in zip({"en": english, "zh": chinese}[lang], spots, strict=True):
        _say(axes, text, (year, years), 8, up, NINGBO if years == 15 else TITLES)
    more = {"en": ("programme,\nfrom 2004", "a third star?"), "zh": ("平安建设\n（2004年起）", "三星？")}
    programme, star = more[lang]
    _say(axes, programme, (2018, 15), -7, 5, PROGRAMME, ha="right")
    _say(axes, star, (2025, 21), 0, 9, TITLES, ha="right")
    axes.set(xlim=(1997.5, 2029.2), ylim=(0, 22.8), xticks=range(2004, 2026, 4), yticks=[0, *rungs.values(), 21])
    axes.grid(visible=False)


def _places(axes: Any, counts: pd.DataFrame, lang: str) -> None:
    rungs = {"en": ("gold", "one star", "two stars"), "zh": ("金鼎", "一星", "二星")}[lang]
    dates = {"en": ("for {}", "to {}", "to Sept. {}"), "zh": ("{}年度", "至{}年", "至{}年9月")}[lang]
    names = []
    rows: list[Any] = list(counts.itertuples())
    for height, row in enumerate(rows):
        axes.plot([0, row.places], [height, height], color=style.GRID, linewidth=2, linestyle="-")
        look = style.printed() if row.status == "printed" else style.implied()
        axes.plot(row.places, height, **look | {"markersize": 5})
        _say(axes, str(row.places), (row.places, height), 7, 0, style.INK, fontsize=None)
        kind = 2 if "-" in row.dated else 1 if row.dated > "2017" else 0
        rung = rungs[("gold", "one_star", "two_star").index(row.rung)]
        names.append(rung + {"en": ", ", "zh": "，"}[lang] + dates[kind].format(row.dated[:4]))
    axes.set(yticks=range(len(rows)), yticklabels=names, xlim=(0, 118), xticks=[0, 50, 100])
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.grid(visible=False)


def _say(axes: Any, text: str, at: tuple[float, float], right: float, up: float, color: str, **more: Any) -> None:
    """Writes beside a point, so many points right of it and above."""
    look = {"ha": "left", "va": "center", "color": color, "fontsize": 8} | more
    axes.annotate(text, at, xytext=(right, up), textcoords="offset points", **look)
