"""Printed numbers in, verdicts and citable figures out: official Chinese safety reports, taken at their digits.

The names below are the library; each is imported when it is first used, so that importing the package costs little.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "DataError": "errors",
    "unround": "numbers.printed",
    "scan": "text.scanning",
    "scan_each": "text.folders",
    "scan_files": "text.folders",
    "load_reported": "tables.load",
    "load_claims": "tables.load",
    "load_rules": "tables.load",
    "load_lists": "tables.load",
    "load_consecutive": "tables.load",
    "load_indicators": "tables.load",
    "load_areas": "tables.load",
    "load_sources": "tables.load",
    "load_not_numbers": "tables.load",
    "verify": "tables.transcription",
    "implied_base": "world.implications",
    "implied_bases": "world.bases",
    "implied_reference": "world.implications",
    "implied_total": "world.implications",
    "implied_count": "world.implications",
    "annual_growth": "world.implications",
    "thresholds_crossed": "world.implications",
    "chain": "world.implications",
    "leads_back": "world.implications",
    "labelled": "world.cards",
    "reconstruct": "world.reconstruction",
    "conflicts": "world.disagreement",
    "corroborated": "world.standing",
    "corroboration": "world.standing",
    "judge": "world.judging",
    "judge_all": "world.judging",
    "unpublished": "world.judging",
    "passing_share": "inference.power",
    "caught_share": "inference.power",
    "honest_reports": "inference.power",
    "count_change": "inference.chance",
    "share_change": "inference.chance",
    "margin": "inference.chance",
    "break_power": "inference.chance",
    "honest_disagreement": "inference.honesty",
    "export": "figures.exporting",
    "cite": "figures.citation",
    "colophon": "run.environment",
}
__all__ = ["plots", *_HOME]

if TYPE_CHECKING:
    from pingan_analysis.errors import DataError
    from pingan_analysis.figures import plots
    from pingan_analysis.figures.citation import cite
    from pingan_analysis.figures.exporting import export
    from pingan_analysis.inference.chance import break_power, count_change, margin, share_change
    from pingan_analysis.inference.honesty import honest_disagreement
    from pingan_analysis.inference.power import caught_share, honest_reports, passing_share
    from pingan_analysis.numbers.printed import unround
    from pingan_analysis.run.environment import colophon
    from pingan_analysis.tables.load import (
        load_areas,
        load_claims,
        load_consecutive,
        load_indicators,
        load_lists,
        load_not_numbers,
        load_reported,
        load_rules,
        load_sources,
    )
    from pingan_analysis.tables.transcription import verify
    from pingan_analysis.text.folders import scan_each, scan_files
    from pingan_analysis.text.scanning import scan
    from pingan_analysis.world.bases import implied_bases
    from pingan_analysis.world.cards import labelled
    from pingan_analysis.world.disagreement import conflicts
    from pingan_analysis.world.implications import (
        annual_growth,
        chain,
        implied_base,
        implied_count,
        implied_reference,
        implied_total,
        leads_back,
        thresholds_crossed,
    )
    from pingan_analysis.world.judging import judge, judge_all, unpublished
    from pingan_analysis.world.reconstruction import reconstruct
    from pingan_analysis.world.standing import corroborated, corroboration


def __getattr__(name: str) -> Any:
    if name == "plots":
        return importlib.import_module("pingan_analysis.figures.plots")
    if name in _HOME:
        globals()[name] = getattr(importlib.import_module(f"pingan_analysis.{_HOME[name]}"), name)
        return globals()[name]
    raise AttributeError(f"module 'pingan_analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
