"""A seeded sample of `make brute`, and planted holes that it must find."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import brute
import pytest

from pingan_analysis.world.implications import implied_base
from pingan_analysis.world.implied import Implied, Whole

SAMPLE = 4000


def test_the_truth_is_inside_and_nothing_is_missing_or_extra() -> None:
    held, wrong = brute.batch(seed=2026, pairs=SAMPLE)
    assert wrong == []
    forms = [form if isinstance(form, str) else f"{form[1]} decimals {form[0]}" for form in brute.FORMS]
    for seen in (*forms, *brute.READINGS, "one integer", "without upper end", "gaps inside"):
        assert held[seen] > SAMPLE / 100, seen


def without(implied: Implied, base: int) -> Implied:
    assert implied.integers is not None
    return replace(implied, integers=Whole(tuple(n for n in implied.integers if n != base), range(0)))


PLANTED: dict[str, Callable[[Implied], Implied]] = {
    "the first is lost": lambda implied: without(implied, implied.integers[0]),
    "the last is lost": lambda implied: without(implied, implied.integers[-1]),
    "one inside is lost": lambda implied: without(implied, implied.integers[len(implied.integers) // 2]),
    "one too many below": lambda implied: replace(implied, integers=range(implied.low - 1, implied.high + 1)),
    "one too many above": lambda implied: replace(implied, integers=range(implied.low, implied.high + 2)),
    "nothing": lambda implied: replace(implied, integers=range(0)),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted: str) -> None:
    dice, seen = random.Random(7), 0
    while seen < 50:
        world = brute.printed(dice)
        implied = implied_base(world.level, world.change, world.reading)
        if isinstance(implied.integers, range) and 1 < len(implied.integers) <= brute.WHOLE:
            seen += 1
            assert not brute.faults(world, implied, dice)
            assert brute.faults(world, PLANTED[planted](implied), dice), (world, planted)


def test_what_is_left_of_a_count_is_one_at_least() -> None:
    """The brute force found it: 0万件 after a fall of 99.9…% has no upper end, but it has a lower one."""
    implied = implied_base("0万件", "下降99.9%", "truncated")
    assert 999 not in implied and 1000 in implied
