"""What a reader sees in a notebook: a verdict as a card, reported numbers as a table, each print beside its English.

Sparing, escaped, on light and on dark ground: colours are the page's own, and shades of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pingan_analysis import paths
from pingan_analysis.numbers.english import gloss, spelled
from pingan_analysis.tables import load

if TYPE_CHECKING:
    from pingan_analysis.world.judging import Verdict
    from pingan_analysis.world.prints import Number

SIGNS = {"supported": "●", "contradicted": "✕", "undetermined": "◇", "untested": "○"}
WHO = {"article": "the article says it", "analyst": "we ask it"}
ROWS = (
    ("implied", "implied"),
    ("holds_in", "holds in a world where"),
    ("fails_in", "fails in a world where"),
    ("decider", "would decide it"),
    ("turns_at", "it turns at"),
    ("note", "note"),
)
PALE = "opacity:.75"
FRAME = "border-left:4px solid currentColor;padding:.2em 0 .2em .9em;margin:.4em 0;max-width:54em;line-height:1.45"


def card(verdict: Verdict) -> str:
    """Verdict => HTML: the ruling, the claim in both languages, its numbers, and what speaks for and against it."""
    fields = [(label, escape(getattr(verdict, field))) for field, label in ROWS if getattr(verdict, field)]
    printed = [("printed" * (n == 0), _number(number)) for n, number in enumerate(verdict.numbers)]
    rows = "".join(
        f"<div style='display:flex;flex-wrap:wrap;gap:0 .8em'><span style='flex:0 0 12.5em;{PALE}'>{label}</span>"
        f"<span style='flex:1 1 17em;overflow-wrap:anywhere'>{shown}</span></div>"
        for label, shown in printed + fields
    )
    narrower = [
        f"{name}: {ruling}"
        for name, ruling in (("the document alone", verdict.alone), ("the articles together", verdict.together))
        if ruling != verdict.verdict
    ]
    facts = " · ".join([WHO.get(verdict.who, verdict.who), verdict.basis, verdict.reading, *narrower])
    return (
        f"<div style='{FRAME}'>"
        f"<div><b>{SIGNS[verdict.verdict]} {verdict.verdict}</b> <span style='{PALE}'>{escape(facts)}</span></div>"
        f"<div>{escape(verdict.statement_en)}</div><div lang='zh' style='{PALE}'>{escape(verdict.statement_zh)}</div>"
        f"<div style='font-size:92%;margin-top:.3em'>{rows}</div>"
        f"<div style='font-size:85%;{PALE}'><code>{escape(verdict.claim_id)}</code></div></div>"
    )


def _number(number: Number) -> str:
    """A reported number => its print, the English, what it is about, and a link to where it stands."""
    about = ", ".join(filter(None, [number.label, number.area_label, number.period and spelled(number.period)]))
    source = _link(number.source_id, number.url) + f", {escape(number.place)}" * bool(number.place)
    english = "" if number.gloss.replace(" ", "") == number.printed else number.gloss
    return (
        f"<b lang='zh'>{escape(number.printed)}</b> {escape(english)}"
        f" <span style='font-size:90%;{PALE}'>{escape(about)}{' · ' * bool(about)}{source}</span>"
    )


def _link(text: str, url: str) -> str:
    """A link that opens beside the notebook; the words alone where there is no address."""
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f"<a href='{escape(url)}' target='_blank' rel='noopener'>{escape(text)}</a>"


class Labelled(pd.DataFrame):
    """Reported numbers for a reader: a frame like any other; in a notebook, its sources are links."""

    @property
    def _constructor(self) -> type[Labelled]:
        return Labelled

    def _repr_html_(self) -> str:
        urls = {row["source_id"]: row["url"] for row in load.records("sources")}
        shown = pd.DataFrame({str(name): [escape(str(v)) for v in column] for name, column in self.items()})
        for name in {"printed", "term"} & set(shown):
            shown[name] = [f"<span lang='zh' style='white-space:nowrap'>{v}</span>" for v in shown[name]]
        if "source_id" in shown:
            places = shown.pop("place") if "place" in shown else [""] * len(shown)
            linked = [_link(str(v), urls.get(str(v), "")) for v in self["source_id"]]
            shown["source_id"] = [", ".join(filter(None, pair)) for pair in zip(linked, places, strict=True)]
        table = shown.to_html(index=False, escape=False, border=0, justify="left")
        return table.replace("<td>", "<td style='text-align:left'>")


def labelled(reported: pd.DataFrame, raw: Path = paths.RAW) -> Labelled:
    """Reported numbers => the same for a reader: what, where, when, how printed, what that means, and where it stands.

    >>> labelled(load.load_reported().query("number_id == 'zj2021-fraud-filed-change'")).iloc[0].tolist()[:5]
    ['Telecom and online fraud: cases filed', 'Zhejiang', '2021', '31.26%', 'down 31.26 % on 2020']
    """
    indicators = {row["indicator"]: row for row in load.records("indicators", raw)}
    areas = {row["area"]: row["label_en"] for row in load.records("areas", raw)}
    sources = {row["source_id"]: row for row in load.records("sources", raw)}

    def reading(row: Mapping[Hashable, Any]) -> dict[str, str]:
        indicator = indicators[row["indicator"]]
        of_row = {name: row[name] for name in ("unit", "direction", "measure")}
        base, reference = row["base_period"], areas.get(row["comparator_area"], "")
        here = {"start": "" if pd.isna(row["start"]) else str(row["start"]), "end": str(row["end"])}
        return {
            "what": indicator["label_en"],
            "where": areas[row["ref_area"]],
            "when": spelled(row["ref_period"]),
            "printed": row["printed"],
            "meaning": gloss(row["printed"], **of_row, counted=indicator["unit"], base=base, reference=reference),
            "term": indicator["original_term_zh"],
            "source_id": row["source_id"],
            "place": load.place(here, sources[row["source_id"]]),
        }

    rows = [reading(row) for row in reported.to_dict("records")]
    return Labelled(rows, index=pd.Index(reported.number_id, name="number_id"))
