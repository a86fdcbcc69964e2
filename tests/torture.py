"""Builds are killed at random moments: nothing is torn, nothing stale passes for fresh, and the next build completes.

`python tests/torture.py` (or `make torture`) does it 50 times in a small copy of the project: the real package, a few
raw tables, two notebooks that print a number, of which one draws it. The tests do it a few times.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from small import row, write

from pingan_analysis import paths

KILLS = 50
WITHOUT_IT = ("chain", "implied", "conflicts", "corroboration", "series", "unpublished")  # which show no print
BUILD = [sys.executable, "-m", "pingan_analysis.run.cli", "build"]
READ = """import pingan_analysis as pa
printed = pa.load_reported().printed[0]
print(printed)"""
DRAW = """from pingan_analysis.figures.figure import frame
data = pa.load_reported()[["number_id", "printed"]]
about = {"data": data, "claims": ["fit"], "sources": ["paper"]}
with frame("en", "A number", "as printed", "As printed.", **about) as figure:
    figure.subplots().plot([0, pa.unround(printed).nominal])
pa.export(figure, "one")"""


def project(root: Path) -> Path:
    """A folder => a small project in it, never built."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(paths.ROOT / "pingan_analysis", root / "pingan_analysis", ignore=without)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(paths.ROOT / name, root / name)
    (root / "notebooks").mkdir()
    (root / "data" / "raw").mkdir(parents=True)
    for name, draws in (("one", [DRAW]), ("two", [])):
        sources = [READ, *draws, "pa.colophon()"]
        empty = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        cells = [{**empty, "id": f"cell-{n}", "source": text} for n, text in enumerate(sources)]
        text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        (root / "notebooks" / f"{name}.ipynb").write_text(text)
    print_number(root, 100)
    return root


def print_number(root: Path, number: int) -> None:
    """The one number of the project is printed otherwise: every output must follow."""
    change = {"measure": "change", "direction": "up"}
    tables = {
        "reported": [
            row("reported", number_id="level", start=0, printed=f"{number}起", unit="起"),
            row("reported", number_id="change", start=9, printed="40.46%", unit="%", **change),
        ],
        "claims": [row("claims", claim_id="fit", number_ids="level change", parameters="relation: a > 0")],
        "consecutive": [
            row("consecutive", series="new", publisher="法院", publisher_kind="justice", region="浙江", indicator="new",
                label_zh="新收", period="2023", level="100件", url="https://example.org/1"),
        ],
    }  # fmt: skip
    write(root / "data" / "raw", tables)


def environment(root: Path, **more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"} | more


def outputs(root: Path) -> dict[str, bytes]:
    """=> every file that a build leaves for a reader."""
    found = [*(root / "data" / "processed").rglob("*"), *(root / "notebooks").glob("*.ipynb")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found) if path.is_file()}


def build(root: Path, **more: str) -> str:
    """Build to the end => what it said."""
    done = subprocess.run(BUILD, cwd=root, env=environment(root, **more), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def timed(root: Path) -> tuple[str, float]:
    """Build to the end => what it said, and its seconds."""
    start = time.perf_counter()
    return build(root), time.perf_counter() - start


def killed(root: Path, after: float) -> bool:
    """Start a build and kill it with all its group after some seconds => whether it was still running."""
    process = subprocess.Popen(
        BUILD, cwd=root, env=environment(root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def tortured(root: Path, kills: int, seed: int) -> Counter[str]:
    """Kill builds of ever new numbers => in what state each left the outputs. Raises AssertionError on a fault."""
    dice, states, number = random.Random(seed), Counter[str](), 100
    whole = timed(root)[1]
    while states.total() - states["was done"] < kills:
        number += 1
        old = {name: data for name, data in outputs(root).items() if name.startswith("data/")}
        print_number(root, number)
        died = killed(root, dice.uniform(0, whole))
        left = {name: data for name, data in outputs(root).items() if name.startswith("data/")}
        said, seconds = timed(root)
        now, whole = outputs(root), seconds if "nothing to do" not in said else whole
        fresh = {name: data for name, data in now.items() if name.startswith("data/")}
        assert not left or left in (old, fresh), f"torn: {sorted(left)}"
        assert left == fresh or "nothing to do" not in said, "stale outputs passed for fresh"
        for name, data in now.items():  # every output follows the number
            follows = Path(name).stem not in WITHOUT_IT and ("/raw/" not in name or "reported" in name)
            if name.endswith((".csv", ".ipynb")) and follows:
                assert f"{number}起".encode() in data, f"{name} does not show {number}"
        left_over = {path.name for path in (root / ".build").iterdir()} - {"lock", "stamp.json"}
        assert not left_over, f"left over: {left_over}"
        states["was done" if not died else "new" if left == fresh else "old" if left else "away"] += 1
        assert "nothing to do" in build(root)
    return states


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        states = tortured(project(Path(folder)), kills, seed=kills)
        print(f"{kills} builds, killed at random moments; outputs afterwards: {dict(states)}")
        print(f"none torn, none stale, every next build completed; {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
