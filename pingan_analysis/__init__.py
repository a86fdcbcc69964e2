"""Printed numbers in, verdicts and citable figures out: official Chinese safety reports, taken at their digits.

The names below are the library; each is imported when it is first used, so that importing the package costs little.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "unround": "printed",
    "scan": "scan",
    "scan_each": "bulk",
    "scan_files": "bulk",
    "implied_base": "reconstruct",
    "implied_bases": "bases",
    "implied_reference": "reconstruct",
    "implied_total": "reconstruct",
    "implied_count": "reconstruct",
    "annual_growth": "reconstruct",
    "thresholds_crossed": "reconstruct",
    "chain": "reconstruct",
    "load_reported": "load",
    "load_claims": "load",
    "load_consecutive": "load",
    "load_indicators": "load",
    "load_areas": "load",
    "load_sources": "load",
    "load_not_numbers": "load",
    "labelled": "cards",
    "verify": "sources",
    "judge": "claims",
    "judge_all": "claims",
    "judge_rows": "rulings",
    "passing_share": "power",
    "colophon": "colophon",
    "export": "export",
    "cite": "citation",
}
__all__ = ["DataError", "plots", *_HOME]

if TYPE_CHECKING:
    from pingan_analysis import plots
    from pingan_analysis.bases import implied_bases
    from pingan_analysis.bulk import scan_each, scan_files
    from pingan_analysis.cards import labelled
    from pingan_analysis.citation import cite
    from pingan_analysis.claims import judge, judge_all
    from pingan_analysis.colophon import colophon
    from pingan_analysis.errors import DataError
    from pingan_analysis.export import export
    from pingan_analysis.load import (
        load_areas,
        load_claims,
        load_consecutive,
        load_indicators,
        load_not_numbers,
        load_reported,
        load_sources,
    )
    from pingan_analysis.power import passing_share
    from pingan_analysis.printed import unround
    from pingan_analysis.reconstruct import (
        annual_growth,
        chain,
        implied_base,
        implied_count,
        implied_reference,
        implied_total,
        thresholds_crossed,
    )
    from pingan_analysis.rulings import judge_rows
    from pingan_analysis.scan import scan
    from pingan_analysis.sources import verify


def __getattr__(name: str) -> Any:
    if name == "plots":
        return importlib.import_module("pingan_analysis.plots")
    if name == "DataError":
        return importlib.import_module("pingan_analysis.errors").DataError
    if name in _HOME:
        module = importlib.import_module(f"pingan_analysis.{_HOME[name]}")
        if name != _HOME[name]:
            globals()[name] = getattr(module, name)
        return globals()[name]
    raise AttributeError(f"module 'pingan_analysis' has no attribute {name!r}")


class _Called(types.ModuleType):
    """A module that answers a call as its function of the same name does: `pa.scan(text)` and `pa.scan.scan(text)`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*args, **kwargs)


class _Package(types.ModuleType):
    """`scan` and `export` are a module and its function at once, whichever way they are imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOME and isinstance(value, types.ModuleType):
            value.__class__ = _Called
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
