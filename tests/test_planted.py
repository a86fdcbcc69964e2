"""Planted wrong digits are caught as often as corroboration says."""

from __future__ import annotations

import random
from collections.abc import Mapping

import planted
import pytest
from offices import number, of
from test_worked import worlds

from pingan_analysis.world.standing import _corroborated

Tables = Mapping[str, dict[str, planted.Count]]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return planted.measured(seed=2026)


@pytest.mark.parametrize("where", ["small worlds", "reported numbers"])
def test_planted_digits_are_caught_as_often_as_corroboration_says(where: str, tables: Tables) -> None:
    counts = tables[where]
    assert sum(count.planted for count in counts.values()) > 300
    for measure, count in counts.items():
        assert count.off < 4, (measure, count)
    assert sum(c.caught for c in counts.values()) > 0.3 * sum(c.planted for c in counts.values())


def test_a_sum_is_caught_at_every_digit() -> None:
    parts = {"whole": "89座", "one": "9个", "two": "80个"}
    numbers = [number(name, text, of(name)) for name, text in parts.items()]
    here, _ = worlds(numbers, [("whole", "one two")])
    for n in numbers:
        found = _corroborated(n, here.speaking[n.number_id], here.reading)
        assert (found.status, found.share) == ("corroborated", 1.0)
        assert all(planted.caught(n, text, here) for text in planted.wrong(n, random.Random(1)))
        assert not planted.caught(n, n.printed, here)
