"""Speed, as ratios in one run: `make bench` prints a table and writes it to `.build/bench.json`.

Times are of the processor, children included, so that a busy machine changes little. Each bar stands beside what was
measured; none is a test, for a slow minute is nobody's fault. `python tests/bench.py columns` measures one part only.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from pingan_analysis import paths

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[str, float | str, str, str]  # what, measured, its bar, how
REPEATS = 5
SIZES = (10**4, 10**5, 10**6)
SCALAR = 300  # rows judged one by one, for comparison
IMPORTED = ("pingan_analysis", "pandas", "numpy", "matplotlib", "seaborn", "statsmodels", "scipy", "PIL", "IPython")
PINGAN = Path(sys.executable).with_name("pingan")
RUN_ALL = """
import sys; from pathlib import Path; from pingan_analysis import build
root = Path(sys.argv[1]); staging = root / ".build" / "bench"; (staging / "data" / "processed").mkdir(parents=True)
(staging / "notebooks").mkdir(); build._run_all(sorted((root / "notebooks").glob("*.ipynb")), root, staging, 2)
"""
COLUMNS = """
import resource, sys, time; import pandas as pd; import pingan_analysis as pa
frame, asked, times = pd.read_pickle(sys.argv[2]), getattr(pa, sys.argv[1]), []
asked(frame[:2000]); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(max(1, 100_000 // len(frame))):
    start = time.process_time(); asked(frame); times.append(time.process_time() - start)
print(min(times), before / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

PRESENT = """
import time; import pingan_analysis as pa; from pingan_analysis.world.reconstruction import all_series
def spent(work):
    start = time.process_time(); work(); return time.process_time() - start
works = (lambda: list(all_series()), pa.conflicts, pa.corroboration, pa.judge_all)
cold = [spent(work) for work in works]; print(sum(cold), sum(map(spent, works)), *cold)
"""
PANEL = f"""
import resource, sys, time; sys.path.insert(0, {str(paths.ROOT / "tests")!r})
import synthetic; from pingan_analysis.world import panel
if __name__ == "__main__":
    areas, engine = int(sys.argv[1]), (*sys.argv[2:], None)[0]
    list(panel.each(synthetic.panel(1))); start = time.process_time()
    rows = sum(map(len, panel.each(synthetic.panel(areas), engine))); spent = time.process_time() - start
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, sum(map(len, synthetic.panel(areas))), rows)
"""
AREAS = (30, 100, 300)


def environment(root: Path = paths.ROOT) -> dict[str, str]:
    """Bytecode is written and warm, as it is for a user."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPATH": str(root), "PYTHONHASHSEED": "0"}


def seconds(command: list[str | Path], repeats: int = 1, cwd: Path = paths.ROOT) -> tuple[float, str]:
    """A command => the least time of the processor that it and its children took, and what it said last."""
    times = []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=cwd, env=environment(cwd), capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, command))}: {done.stderr}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times), done.stdout


def python(code: str, *arguments: object, repeats: int = 1, cwd: Path = paths.ROOT) -> tuple[float, str]:
    return seconds([sys.executable, "-c", code, *map(str, arguments)], repeats, cwd)


def starting() -> Iterator[Row]:
    """Imports and help."""
    for code in ("import pandas", "import pingan_analysis"):
        python(code)
    codes = ("pass", "import pandas", "import pingan_analysis")
    start, pandas, ours = (python(code, repeats=REPEATS)[0] for code in codes)
    yield "import pingan_analysis / import pandas", ours / pandas, "≤ 1.1", f"{ours:.2f} s / {pandas:.2f} s"
    said = seconds([PINGAN, "--help"], REPEATS)[0]
    yield "pingan --help beyond Python's start, s", said - start, "≤ 0.35", f"{said:.2f} s − {start:.2f} s"


def project(root: Path) -> Path:
    """A folder => a copy of the project, built."""
    without = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("pingan_analysis", "data", "notebooks"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=without)
    for path in paths.ROOT.iterdir():
        if path.is_file() and path.suffix in (".lock", ".toml", ".md", ".cff", "") and path.name != ".git":
            shutil.copy(path, root / path.name)
    return root


def cell(source: str) -> dict[str, object]:
    empty = {"cell_type": "code", "id": "bench", "metadata": {}, "execution_count": None, "outputs": []}
    return {**empty, "source": source}


def building() -> Iterator[Row]:
    """A full rebuild against notebooks that only import what these import; and builds in parts."""
    with tempfile.TemporaryDirectory() as folder:
        root, modules = project(Path(folder, "whole")), Path(folder, "modules")
        modules.mkdir()
        yield from in_parts(root)
        notebooks = sorted((root / "notebooks").glob("*.ipynb"))
        texts = {path: json.loads(path.read_text(encoding="utf-8")) for path in notebooks}
        for path, text in texts.items():
            log = f"import sys; open({str(modules / path.stem)!r}, 'w').write(' '.join(sys.modules))"
            path.write_text(json.dumps({**text, "cells": [*text["cells"], cell(log)]}))
        shutil.rmtree(root / ".build")
        whole, _ = python(RUN_ALL, root, cwd=root)
        for path, text in texts.items():
            names = (modules / path.stem).read_text().split()
            known = [name for name in names if name.partition(".")[0] in IMPORTED]
            loading = f"import importlib\nfor name in {known!r}:\n    importlib.import_module(name)"
            path.write_text(json.dumps({**text, "cells": [cell(loading)]}))
        shutil.rmtree(root / ".build")
        imports, _ = python(RUN_ALL, root, cwd=root)
    how = f"{whole:.1f} s / {imports:.1f} s, {len(notebooks)} notebooks"
    yield "all notebooks / as many that only import the same", whole / imports, "≤ 1.5", how


def in_parts(root: Path) -> Iterator[Row]:
    build: list[str | Path] = [sys.executable, "-m", "pingan_analysis.run.cli", "build"]
    whole, _ = seconds(build, cwd=root)
    yield "full build, s", whole, "", "tables, all notebooks, index"
    yield "build with nothing to do, s", seconds(build, cwd=root)[0], "", ""
    notebook = sorted((root / "notebooks").glob("*.ipynb"))[1]
    text = json.loads(notebook.read_text(encoding="utf-8"))
    text["cells"][0]["source"] = [*text["cells"][0]["source"], "\n"]
    notebook.write_text(json.dumps(text))
    spent, said = seconds(build, cwd=root)
    parts = f"{spent:.1f} s, {spent / whole:.0%} of a full build"
    yield "one notebook touched: notebooks run", str(said.count(" ok ")), "1", parts
    for name in ("consecutive", "not_numbers", "reported"):
        table = root / "data" / "raw" / f"{name}.csv"
        first, comma, rest = table.read_bytes().partition(b",")
        table.write_bytes(b'"' + first + b'"' + comma + rest)  # other bytes, the same cells
        spent, said = seconds(build, cwd=root)
        parts = f"{spent:.1f} s, {spent / whole:.0%} of a full build"
        yield f"{name}.csv touched: notebooks run", str(said.count(" ok ")), "those that read it", parts


def by_column() -> Iterator[Row]:
    """A million rows, against one by one, and growth."""
    import synthetic

    frame = synthetic.honest_reports(SIZES[-1])
    with tempfile.NamedTemporaryFile() as file:
        found = []
        for size in SIZES:
            frame[:size].to_pickle(file.name)
            found.append([float(number) for number in python(COLUMNS, "implied_bases", file.name)[1].split()])
    times, (_, before, peak) = [time for time, *_ in found], found[-1]
    memory = f"peak {peak:.0f} MB, {before:.0f} MB of it the frame and the packages"
    yield "implied_bases, a million rows, s", times[-1], "≤ 2", memory
    alone = one_by_one(frame)
    ratio = alone * SIZES[-1] / times[-1]
    yield "implied_bases: one by one / by the column", ratio, "≥ 50", f"{1e6 * alone:.0f} µs a row alone"
    slope = math.log10(times[-1] / times[0]) / math.log10(SIZES[-1] / SIZES[0])
    spelled = ", ".join(f"{time:.2f} s" for time in times)
    yield "implied_bases: growth, 10⁴ to 10⁶ (1 is linear)", slope, "0.95 to 1.05", spelled


def one_by_one(frame: pd.DataFrame) -> float:
    """=> seconds a row, one by one."""
    import pingan_analysis as pa

    frame = frame[:SCALAR]
    start = time.process_time()
    for level, change in zip(frame.level, frame.change, strict=True):
        pa.implied_base(level, change)
    return (time.process_time() - start) / SCALAR


def in_worlds() -> Iterator[Row]:
    """Everything of the present tables, cold and again; and a panel of many areas."""
    cold, warm, *parts = map(float, python(PRESENT)[1].split())
    names = ("series", "conflicts", "corroboration", "verdicts")
    told = ", ".join(f"{name} {spent:.1f} s" for name, spent in zip(names, parts, strict=True))
    yield "the present tables, all of it, cold, s", cold, "≤ 20", told
    yield "the same again, s", warm, "≤ 0.1", ""
    found = {areas: [float(n) for n in python(PANEL, areas)[1].split()] for areas in AREAS}
    for areas, (spent, peak, prints, rows) in found.items():
        yield f"panel of {areas} areas, s", spent, "", f"{prints:,.0f} prints, {rows:,.0f} rows, peak {peak:.0f} MB"
    few, many = AREAS[0], AREAS[-1]
    slope = math.log(found[many][0] / found[few][0]) / math.log(many / few)
    yield "panel: growth with areas (1 is linear)", slope, "0.9 to 1.1", ""
    yield "panel: peak memory, most areas / fewest", found[many][1] / found[few][1], "≤ 1.3", ""
    start = time.perf_counter()
    python(PANEL, many, "processes")
    yield f"panel of {many} areas on every core, s by the clock", time.perf_counter() - start, "≤ 120", ""


def testing() -> Iterator[Row]:
    """Where the time of the last `make test` went."""
    report = paths.ROOT / ".build" / "tests.xml"
    if not report.exists():
        yield "make test", "not run yet", "", "make test leaves .build/tests.xml"
        return
    parts: dict[str, float] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("classname", "").split(".")
        part = name[1] if name[0] == "tests" else "docstrings"
        parts[part] = parts.get(part, 0) + float(case.get("time", 0))
    yield "make test, all parts, s", sum(parts.values()), "", "by the clock, of each worker"
    for part, spent in sorted(parts.items(), key=lambda item: -item[1])[:12]:
        yield f"  {part}", spent, "", f"{spent / sum(parts.values()):.0%}"


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "starting": starting, "worlds": in_worlds, "columns": by_column, "building": building, "testing": testing,
}  # fmt: skip


def main() -> None:
    rows = []
    for part in sys.argv[1:] or PARTS:
        for what, measured, bar, how in PARTS[part]():
            rows.append({"part": part, "what": what, "measured": measured, "bar": bar, "how": how})
            shown = f"{measured:10.2f}" if isinstance(measured, float) else f"{measured:>10}"
            print(f"{what:52} {shown}  {bar:18} {how}", flush=True)
    out = paths.ROOT / ".build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    told = {"python": sys.version.split()[0], "cores": os.cpu_count(), "rows": rows}
    out.write_text(json.dumps(told, indent=1, ensure_ascii=False))
    print(f"written to {out.relative_to(paths.ROOT)}")


if __name__ == "__main__":
    main()
