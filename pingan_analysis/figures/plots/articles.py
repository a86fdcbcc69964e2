"""What the articles print and claim: the verdict board, the corpus covered, the histories behind one percentage."""

from __future__ import annotations

import pandas as pd

from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.wording import words
from pingan_analysis.numbers.printed import unround
from pingan_analysis.tables import load
from pingan_analysis.world.judging import judge_all

COLUMNS = {
    "alone": ("the document alone", "单篇文章"),
    "together": ("the articles together", "各篇合并"),
    "outside": ("with outside numbers", "加入外部数字"),
}
ORDER = ("supported", "contradicted", "undetermined", "untested")
STACK = 3  # marks one above another, so that each is large enough to see
NUMERALS = {  # what a numeral of the articles is: its name, and the reasons in not_numbers.csv
    "reported": (("reported\nnumbers", "报告数字"), ()),
    "name": (("names,\nslogans", "名称、\n口号"), ("name",)),
    "idiom": (("idioms, 'a',\n'this'", "熟语、\n虚指"), ("idiom", "indefinite_article", "deictic")),
    "date": (("dates,\nperiods", "日期、\n时段"), ("date", "period")),
    "other": (("page marks,\nordinals …", "页码、\n序数等"),
              ("page_mark", "ordinal", "file_name", "telephone", "step", "heading")),
}  # fmt: skip
HISTORIES = {  # invented, 2020 = 100; None is what the print implies
    "first": (30, 38, 46, 55, 66, 80, 100, None, 55, 44),
    "second": (70, 88, 106, 74, 80, 90, 100, None, 90, 108),
    "falling": (92, 108, 124, 140, 150, 126, 100, None, 66, 74),
}


GROUPS = {  # kinds of claim, as a reader would name them
    "fell": ("a fall", "下降"),
    "level": ("a comparison", "比较"),
    "series": ("a record,\na turn, a run", "新高、拐点、\n连降"),
    "first": ("a first", "首次、率先"),
    "all": ("a rank,\nfull coverage", "位次、\n全覆盖"),
}
GROUPED = {
    "fell": "fell", "relation": "level", "trend": "level", "thresholds": "level", "start_year": "level",
    "record": "series", "first_fall": "series", "first_turning": "series", "turning_point": "series", "run": "series",
    "halving": "series", "no_fall": "series", "first": "first", "rank": "all", "all": "all",
}  # fmt: skip


def board() -> pd.DataFrame:
    """=> a row per claim that an article makes and column of the board (alone, together, outside), with its verdict.

    `group` is the kind of claim. What we ask ourselves, and what our checks corroborate, is not on it.
    """
    verdicts = judge_all().rename(columns={"verdict": "outside"}).query("who == 'article'")
    verdicts = verdicts.assign(group=verdicts.kind.map(GROUPED))
    data = verdicts.melt(["group", "claim_id", "source_id", "sources"], list(COLUMNS), "column", "verdict")
    order = {"group": list(GROUPS).index, "column": list(COLUMNS).index, "verdict": ORDER.index}
    data = data.sort_values([*order, "claim_id"], key=lambda c: c.map(order[c.name]) if c.name in order else c)
    return data.assign(place=data.groupby(["group", "column"]).cumcount() + 1).reset_index(drop=True)


def verdict_board(lang: str = "en") -> Figure:
    """=> every claim that an article makes as one mark: by kind of claim, and by what is allowed to speak."""
    data, zh = board(), lang == "zh"
    groups = [group for group in GROUPS if (data.group == group).any()]
    supported, total = data[data.verdict == "supported"].column.value_counts(), data.claim_id.nunique()
    said = words(
        "verdict-board", lang, alone=supported.get("alone", 0), together=supported.get("together", 0),
        outside=supported.get("outside", 0), total=total,
    )  # fmt: skip
    claims = [*dict.fromkeys(data.claim_id)]
    sources = {source for ids in [*data.pop("sources"), *data.source_id] for source in ids.split()}
    with frame(lang, *said, data=data, claims=claims, sources=sources, plot_mm=78) as fig:
        panels = fig.subplots(1, len(COLUMNS), sharey=True)
        for axes, (column, titles) in zip(panels, COLUMNS.items(), strict=True):
            shown = data[data.column == column]
            x, height = (shown.place - 1) // STACK, shown.group.map(groups.index)
            y = height + ((shown.place - 1) % STACK - (STACK - 1) / 2) * 0.26
            for name in ORDER:
                of = shown.verdict == name
                axes.plot(x[of], y[of], **style.verdict(name) | {"markersize": 4.2, "markeredgewidth": 0.7})
            for place, group in enumerate(groups):
                of = shown.verdict[shown.group == group]
                style.say(axes, f"{(of == 'supported').sum()} / {len(of)}", ((len(of) - 1) // STACK, place), 0.6)
            style.rows(axes, [GROUPS[group][zh] for group in groups])
            axes.set_title(titles[zh], loc="left", color=style.INK, fontsize="small")
            axes.set(xlim=(-0.8, (data.place.max() - 1) // STACK + 5), xticks=[])
            axes.spines[["left", "bottom"]].set_visible(False)
        fig.key(*(name for name in ORDER if (data.verdict == name).any()))
    return fig


def numerals() -> pd.DataFrame:
    """=> how many numerals of each article are reported numbers, names, idioms, dates, or other things."""
    reported = load.load_reported(role="corpus").drop_duplicates(["source_id", "start"])
    kinds = {reason: kind for kind, (_, reasons) in NUMERALS.items() for reason in reasons}
    marks = load.load_not_numbers()
    if unknown := set(marks.reason) - set(kinds):
        raise ValueError(f"reasons without a column in the figure of coverage: {', '.join(sorted(unknown))}")
    marked = pd.concat([reported.assign(kind="reported"), marks.assign(kind=marks.reason.map(kinds))])
    counts = marked.groupby(["source_id", "kind"]).size()
    cells = [(source, kind) for source in load.article_names("en") for kind in NUMERALS]
    return counts.reindex(cells, fill_value=0).rename("numerals").rename_axis(["source_id", "kind"]).reset_index()


def coverage(lang: str = "en") -> Figure:
    """=> every numeral of every article: a reported number, or why it is none."""
    data, zh = numerals(), lang == "zh"
    total, reported = data.numerals.sum(), data.numerals[data.kind == "reported"].sum()
    said = words("coverage", lang, total=total, reported=reported)
    names = load.article_names(lang)
    with frame(lang, *said, data=data, sources=names, plot_mm=62) as fig:
        panels = fig.subplots(1, len(NUMERALS), sharey=True, sharex=True)
        for axes, (kind, (titles, _)) in zip(panels, NUMERALS.items(), strict=True):
            of = data[data.kind == kind].numerals
            solid = kind == "reported"
            face = style.SERIES[0] if solid else style.GRID
            axes.barh(range(len(of)), of, height=0.6, color=face, edgecolor=style.QUIET)
            for height, count in enumerate(of):
                style.say(axes, str(count), (count, height), 0.4, color=style.INK if solid else style.QUIET)
            style.rows(axes, names.values())
            axes.set(xlim=(0, data.numerals.max() * 1.4), xticks=[])
            axes.set_title(titles[zh], loc="left", color=style.INK, fontsize="small")
            axes.spines.bottom.set_visible(False)
    return fig


def histories() -> pd.DataFrame:
    """=> three series of cases filed, 2020 = 100, that print −31.26 % in 2021, and what that implies of both years."""
    now = 100 * (1 - unround("31.26%").interval / 100)
    rows = [
        (name, year, float(now.low) if value is None else float(value))
        for name, values in HISTORIES.items() for year, value in enumerate(values, 2014)
    ]  # fmt: skip
    data = pd.DataFrame(rows, columns=["history", "year", "low"]).assign(high=lambda of: of.low)
    ends = {"low": [100.0, float(now.low)], "high": [100.0, float(now.high)]}
    return pd.concat([data, pd.DataFrame({"history": "implied", "year": [2020, 2021], **ends})], ignore_index=True)


def fraud_timeline(lang: str = "en") -> Figure:
    """=> three histories that all print −31.26 % in 2021; in only one of them is 2021 the first turning point."""
    data, zh = histories(), lang == "zh"
    said = words("fraud-timeline", lang)
    names = {
        "first": ("rose until 2020:\nthe first turn", "2020年前一路上升：\n首次拐点"),
        "second": ("turned in 2017,\ntoo", "2017年\n已有拐点"),
        "falling": ("fell from 2019 on:\nno turn in 2021", "2019年起下降：\n2021年并非拐点"),
    }
    claims = ["fall", "first-turning-point", "turning-weak", "turning-strong", "turning-sustained"]
    claims = [f"zj2021-fraud-{name}" for name in claims]
    dashes = (0, (5, 2)), (0, (2, 1.5)), (0, (5, 1.5, 1, 1.5))
    with frame(lang, *said, data=data, claims=claims, sources=["zj2021"], plot_mm=80) as fig:
        axes = fig.subplots()
        for color, dash, (name, label) in zip(style.SERIES, dashes, names.items(), strict=False):
            of = data[data.history == name]
            axes.plot(of.year, of.low, color=color, linestyle=dash, linewidth=1.5)
            style.say(axes, label[zh], (2023, of.low.iloc[-1]), 0.6, color=color)
        fixed = data[data.history == "implied"]
        middle = (fixed.low + fixed.high) / 2
        axes.plot(fixed.year, middle, color=style.INK, linestyle="-", linewidth=2.5)
        axes.plot(fixed.year, middle, **style.implied())
        style.say(axes, "−31.26%", (2020, 100), 0.4, 0.9, color=style.INK)
        axes.set(ylim=(0, 165), xlim=(2013.7, 2028.2), xticks=range(2014, 2024, 3))
        axes.spines.bottom.set_bounds(2013.7, 2023.3)
    return fig
