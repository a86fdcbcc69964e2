"""Figure of the award ladder: the first year behind every printed duration, and the places on the upper rungs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load

RUNGS = {
    "tripod": ("tripod", "平安鼎"),
    "bronze": ("bronze", "铜鼎"),
    "silver": ("silver", "银鼎"),
    "gold": ("gold", "金鼎"),
    "one_star": ("one star", "一星金鼎"),
    "two_star": ("two stars", "二星金鼎"),
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
    printed = load.prints()
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
    table = pd.DataFrame(rows, columns=["of", "area", "last", "years", "status", "number_id"])
    table["last"] = table["last"].astype(int)
    table["first"] = table["last"] - table.years + 1
    table["source_id"] = table.number_id.map(reported.source_id)
    return table.sort_values(["of", "last", "number_id"], ignore_index=True)


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


def award_ladder(lang: str = "en") -> Figure:
    """=> the printed durations on the ladder of consecutive titles, and the places on its upper rungs."""
    runs, counts = durations(), places()
    third = {"of": "titles", "area": "330400", "first": 2005, "last": 2025, "years": 21, "status": "implied"}
    runs = pd.concat([runs, pd.DataFrame([third | {"number_id": "", "source_id": ""}])], ignore_index=True)
    data = pd.concat([runs, counts.rename(columns={"dated": "last", "number_ids": "number_id"})], ignore_index=True)
    data = data.assign(dated=data["last"].astype(str)).astype({"years": "Int64", "first": "Int64", "places": "Int64"})
    data = data.drop(columns="last")
    printed = runs[runs.status == "printed"]
    firsts = (sorted(set(printed[printed.of == of]["first"])) for of in ("programme", "titles"))
    start, title = ((" or ", "或")[lang == "zh"].join(map(str, years)) for years in firsts)
    said = words("award-ladder", lang, start=start, title=title)
    claims = ["across-programme-start", "jx2024-award-streak"]
    sources = {*runs.source_id, *counts.source_id} - {""}
    with frame(lang, *said, data=data, claims=claims, sources=sources, plot_mm=88) as fig:
        left, right = fig.subplots(1, 2, width_ratios=[7, 4])
        _runs(left, runs, lang)
        _places(right, counts, lang)
        fig.key("printed", "implied")
    return fig


def _runs(axes: Any, runs: pd.DataFrame, lang: str) -> None:
    rungs, zh = ladder(), lang == "zh"
    for rung, years in rungs.items():
        axes.axhline(years, color=style.GRID, linewidth=0.9)
        style.say(axes, RUNGS[rung][zh], (1995.6, years), 0, 0.6)
    for start, last, color in ((2004, 2023, PROGRAMME), (2005, 2023, TITLES), (2006, 2020, NINGBO)):
        axes.plot([start, last], [1, last - start + 1], color=color, linewidth=0.8, linestyle="-")
    axes.plot([2023, 2025], [19, 21], color=TITLES, linewidth=0.8, linestyle=(0, (4, 2)))
    for row in runs.to_dict("records"):
        color = PROGRAMME if row["of"] == "programme" else NINGBO if row["area"] == "330200" else TITLES
        look = style.printed if row["status"] == "printed" else style.implied
        axes.plot(row["last"], row["years"], **look(color, markersize=6, marker="s" if color == PROGRAMME else "o"))
    spots = (
        (2023, 19, -0.5, "Jiaxing 19", "嘉兴19"), (2020, 16, -0.2, "Jiaxing, Lishui 16", "嘉兴、丽水16"),
        (2020, 15, -0.7, "Ningbo 15", "宁波15"), (2016, 12, -0.5, "first gold tripods", "首批金鼎"),
        (2014, 10, -0.5, "Jiaxing 10", "嘉兴10"),
    )  # fmt: skip
    for year, years, up, *name in spots:
        style.say(axes, name[zh], (year, years), 0.8, up, color=NINGBO if years == 15 else TITLES)
    programme = ("programme,\nfrom 2004", "平安建设\n（2004年起）")[zh]
    style.say(axes, programme, (2018, 15), -0.8, 0.6, "right", PROGRAMME)
    style.say(axes, "三星？" if zh else "a third star?", (2025, 21), 0, 1.0, "right", TITLES)
    axes.set(xlim=(1995.5, 2031.5), ylim=(0, 23), xticks=range(2004, 2026, 6), yticks=[0, *rungs.values(), 21])
    axes.grid(visible=False)


def _places(axes: Any, counts: pd.DataFrame, lang: str) -> None:
    zh, names = lang == "zh", []
    rungs = {"gold": ("gold", "金鼎"), "one_star": ("one star", "一星"), "two_star": ("two stars", "二星")}
    dates = (("for {}", "{}年度"), ("to {}", "至{}年"), ("to Sept {}", "至{}年9月"))
    for height, row in enumerate(counts.to_dict("records")):
        axes.plot([0, row["places"]], [height, height], color=style.GRID, linewidth=2.5, linestyle="-")
        look = style.printed if row["status"] == "printed" else style.implied
        axes.plot(row["places"], height, **look(markersize=6))
        style.say(axes, str(row["places"]), (row["places"], height), 0.7, color=style.INK)
        kind = 2 if "-" in row["dated"] else 1 if row["dated"] > "2017" else 0
        names.append(f"{rungs[row['rung']][zh]}\n{dates[kind][zh].format(row['dated'][:4])}")
    style.rows(axes, names, labelsize="small")
    axes.set(xlim=(0, 120), xticks=[0, 50, 100])
    axes.grid(visible=False)
