"""The whole package is clean to ruff and mypy --strict; every public name says what it makes of what, and shows it."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import types

import pytest

import pingan_analysis as pa
from pingan_analysis import paths

TOOLS = {"ruff": ["ruff", "check", "--quiet", "."], "mypy": ["mypy", "--no-error-summary"]}


@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS)
def test_the_package_is_clean(command: list[str]) -> None:
    """Both take their rules from pyproject.toml, and keep what they have seen between runs."""
    plain = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=paths.ROOT, env=plain, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize("name", pa.__all__)
def test_a_public_name_says_what_it_makes_of_what_and_shows_it(name: str) -> None:
    thing = getattr(pa, name)
    if isinstance(thing, types.ModuleType):  # scan, export and others are their module and its function at once
        thing = getattr(thing, name, thing)
    words = inspect.getdoc(thing) or ""
    assert "=>" in words.partition("\n")[0], f"{name}: {words[:80]!r}"
    assert ">>> " in words or thing is pa.plots, f"{name} has no example"
