"""Errors planted in claims are caught as often as measured; each notebook shows one that is caught."""

from __future__ import annotations

import json
import re
from pathlib import Path

import planted
import pytest

from pingan_analysis import paths

# What `python tests/planted.py` measured on 2026-11-22, rounded down: kind => digits, points, directions, swaps caught.
FLOORS = {
    "base": (1.0, 0.75, 1.0, 1.0),
    "gap": (0.9, 1.0, 1.0, 1.0),
    "share": (0.85, 0.5, None, 1.0),
    "items": (1.0, 1.0, None, 1.0),
    "start_year": (1.0, 1.0, None, 0.0),  # durations may change places
    "thresholds": (0.15, 0.8, None, 1.0),
    "compare": (0.4, 0.55, None, 0.65),
    "trend": (0.2, 0.45, 0.6, 0.8),  # a lead of 0.57 points that was a lag leaves the two claims beside it true
}
ARITHMETIC = ("base", "gap", "share", "items", "start_year", "compare")


def test_planted_errors_are_caught_as_often_as_measured() -> None:
    caught, powers = planted.measured()
    assert caught.keys() == FLOORS.keys()
    for kind, floors in FLOORS.items():
        for (error, (found, all_of_them)), floor in zip(caught[kind].items(), floors, strict=True):
            assert (all_of_them > 0) == (floor is not None), (kind, error)
            assert not all_of_them or found / all_of_them >= floor, (kind, error, found, all_of_them)
    for kind in ARITHMETIC:  # the predicted power is the one that is seen
        predicted, seen = (sum(values) / len(values) for values in zip(*powers[kind], strict=True))
        assert abs(predicted - seen) < 0.1, (kind, predicted, seen)


POINTS = [("31.26%", ["3.126%", "312.6%"]), ("611起", ["61.1起", "6110起"]), ("0.7", ["0.07", "7"]), ("三方面", [])]


@pytest.mark.parametrize(("text", "others"), POINTS)
def test_a_moved_point(text: str, others: list[str]) -> None:
    assert list(planted.shifted(text)) == others


@pytest.mark.parametrize("path", sorted((paths.ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_notebook_shows_its_planted_false_claim_caught(path: Path) -> None:
    """The cell asserts it, so the build would fail otherwise; and its output says it to the reader."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [cell for cell in cells if cell["cell_type"] == "code" and '"planted"' in "".join(cell["source"])]
    assert shown
    caught = "contradicted|restated_or_rescoped"
    for cell in shown:
        assert re.search(rf"assert .*({caught})", "".join(cell["source"]))
        assert re.search(caught, "".join("".join(output.get("text", "")) for output in cell["outputs"]))
