"""Every public name says what it makes of what, and shows it."""

from __future__ import annotations

import inspect
import types

import pytest

import pingan_analysis as pa


@pytest.mark.parametrize("name", pa.__all__)
def test_a_public_name_says_what_it_makes_of_what_and_shows_it(name: str) -> None:
    thing = getattr(pa, name)
    if isinstance(thing, types.ModuleType):  # scan, export and others are their module and its function at once
        thing = getattr(thing, name, thing)
    words = inspect.getdoc(thing) or ""
    assert "=>" in words.partition("\n")[0], f"{name}: {words[:80]!r}"
    assert ">>> " in words or thing is pa.plots, f"{name} has no example"
