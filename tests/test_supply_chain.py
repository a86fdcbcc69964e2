"""What is installed is pinned and hashed; nothing is built, and nothing comes in by a side door."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pingan_analysis import paths

LOCK = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;]+)(?: ; (.+?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")
PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = {(found[1], found[2]): Marker(found[3]) if found[3] else None for found in PIN.finditer(LOCK)}
ASKED = PROJECT["build-system"]["requires"] + PROJECT["project"]["dependencies"]
ASKED += [name for extra in ("dev", "scale") for name in PROJECT["project"]["optional-dependencies"][extra]]


def test_the_lock_is_pins_and_hashes_and_nothing_else() -> None:
    assert PIN.sub("", LOCK).strip() == "" and len(PINS) > 50


@pytest.mark.parametrize("asked", ASKED)
def test_what_the_project_asks_for_is_pinned_within_its_bounds(asked: str) -> None:
    requirement = Requirement(asked)
    here = [
        version
        for (name, version), marker in PINS.items()
        if name == canonicalize_name(requirement.name) and (marker is None or marker.evaluate())
    ]
    assert len(here) == 1 and here[0] in requirement.specifier, here


def test_what_runs_is_what_is_pinned() -> None:
    other = []
    for (name, version), marker in PINS.items():
        if (marker is None or marker.evaluate()) and (found := metadata.version(name)) != version:
            other.append(f"{name}: pinned {version}, installed {found}")
    assert other == []


def test_nothing_is_installed_without_hashes_or_built_in_isolation() -> None:
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "$(PIP)" in line]
    safe = ("--require-hashes --only-binary :all: -r requirements.lock", "--no-deps --no-build-isolation -e .")
    assert installs and not [line for line in installs if not any(way in line for way in safe)]
    assert not re.search(r"\b(curl|wget|npm|npx|git clone)\b|https?://", makefile)
