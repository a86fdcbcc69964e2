"""A verdict as a card in a notebook: sparing, escaped, readable on light and dark ground."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pingan_analysis.claims import Verdict

SIGNS = {"supported": "●", "contradicted": "✕", "undetermined": "◇"}
ROWS = (
    ("printed", "printed"),
    ("implied", "implied"),
    ("holds_in", "holds in a world where"),
    ("fails_in", "fails in a world where"),
    ("decider", "would decide it"),
    ("repair", "smallest repair"),
    ("note", "note"),
)


def card(verdict: Verdict) -> str:
    """Verdict => HTML: the ruling, the claim in both languages, its basis, and what speaks for and against it."""
    rows = "".join(
        f"<div style='display:flex;gap:.8em'><span style='flex:0 0 11em;opacity:.7'>{label}</span><span>{escape(getattr(verdict, field))}</span></div>"
        for field, label in ROWS
        if getattr(verdict, field)
    )
    power = f"power {verdict.power:.0%}" if verdict.verdict == "supported" else "no power" if verdict.verdict == "undetermined" else ""
    before = f"articles alone: {verdict.together}" if verdict.together != verdict.verdict else ""
    facts = " · ".join(
        filter(None, [before, verdict.basis, power, "every rounding" if verdict.robust else "not every rounding"])
    )
    return (
        "<div style='border-left:4px solid currentColor;padding:.2em 0 .2em .9em;margin:.4em 0;max-width:52em;line-height:1.45'>"
        f"<div><b>{SIGNS[verdict.verdict]} {verdict.verdict}</b> <span style='opacity:.7'>{escape(facts)}</span></div>"
        f"<div>{escape(verdict.statement_en)}</div><div lang='zh' style='opacity:.8'>{escape(verdict.statement_zh)}</div>"
        f"<div style='font-size:92%;margin-top:.3em'>{rows}</div>"
        f"<div style='font-size:85%;opacity:.6'><code>{escape(verdict.claim_id)}</code></div></div>"
    )
