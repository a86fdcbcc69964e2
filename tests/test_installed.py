"""The built wheel, installed outside of any checkout, is the library with its data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pingan_analysis import paths

NEEDED = ("pyproject.toml", "README.md", "LICENSE", "pingan_analysis", "data")
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]


def run(command: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PINGAN_PROCESSED")}
    return subprocess.run(
        command, cwd=folder, env=environment | more, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network, by way of a source distribution, from a copy: building writes beside the sources."""
    source, sdists, wheels = (tmp_path_factory.mktemp(name) for name in ("source", "sdists", "wheels"))
    without = shutil.ignore_patterns("__pycache__", "*.png", "*.svg", "*.pdf")
    for name in NEEDED:
        if (paths.ROOT / name).is_dir():
            shutil.copytree(paths.ROOT / name, source / name, ignore=without)
        else:
            shutil.copyfile(paths.ROOT / name, source / name)
    sdist = f"from setuptools import build_meta; build_meta.build_sdist({str(sdists)!r})"
    build = [*PIP, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels)]
    done = run([sys.executable, "-c", sdist], source)
    assert done.returncode == 0, done.stderr
    done = run([*build, *map(str, sdists.iterdir())], wheels)
    assert done.returncode == 0, done.stderr
    (built,) = wheels.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """=> a folder with nothing but the wheel's content in it; its dependencies are those of this environment."""
    target = tmp_path_factory.mktemp("installed")
    install = [*PIP, "install", "--no-index", "--no-deps", "--no-compile", "--target", str(target), str(wheel)]
    done = run(install, target)
    assert done.returncode == 0, done.stderr
    return target


def test_the_wheel_holds_data_types_and_both_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    raw = {f"pingan_analysis/data/raw/{path.name}" for path in paths.RAW.iterdir()}
    figures = {path.stem for path in (paths.ROOT / "data" / "processed" / "figures").glob("*/*.json")}
    assert raw and raw <= names and {"pingan_analysis/py.typed", "pingan_analysis/data/LICENSE.md"} <= names
    assert {f"pingan_analysis/data/processed/figures/{name}/{name}.json" for name in figures} <= names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "data", "notebooks")) or "__pycache__" in name]


def test_it_works_outside_of_a_checkout(installed: Path, tmp_path: Path) -> None:
    code = """
import pingan_analysis as pa
from pathlib import Path
assert Path(pa.__file__).is_relative_to(Path(__import__("sys").path[1])), pa.__file__
print(len(pa.load_reported()), len(pa.load_claims()))
print(pa.judge("zj2021-safety-above-nation").verdict, pa.implied_base("611起", "同比增长40.46%"))
print(pa.cite("fraud-timeline").partition(" (")[0])
"""
    done = run([sys.executable, "-c", code], tmp_path, PYTHONPATH=str(installed))
    counted = [sum(1 for _ in (paths.RAW / name).open(encoding="utf-8")) - 1 for name in ("reported.csv", "claims.csv")]
    said = [f"{counted[0]} {counted[1]}", "supported {435}", "pingan_analysis contributors"]
    assert (done.stdout.splitlines(), done.stderr) == (said, "")


def test_what_needs_a_checkout_says_so_and_writes_nothing(installed: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in installed.rglob("*")}
    drawing = "import pingan_analysis as pa; pa.export(pa.plots.fraud_timeline, 'fraud-timeline')"
    cases = {
        "pingan build needs a checkout": ["-m", "pingan_analysis.run.cli", "build"],
        "pingan lab needs a checkout": ["-m", "pingan_analysis.run.cli", "lab"],
        "PINGAN_PROCESSED must name a folder": ["-c", drawing],
    }
    for said, arguments in cases.items():
        done = run([sys.executable, "-B", *arguments], tmp_path, PYTHONPATH=str(installed))
        assert done.returncode == 1 and said in done.stderr, done.stderr
    assert {path: path.stat().st_mtime_ns for path in installed.rglob("*")} == before
    assert list(tmp_path.iterdir()) == []
