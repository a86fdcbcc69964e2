"""How well and how fast reports are read: `make bench-scan` prints it, and writes .build/bench_scan.json.

Misses by aspect, against the articles (TEXTS=folder) and the constructed cases; characters per second beside one
regular expression and other libraries (PEERS=a Python that has them); growth with the text; and a folder (SIZE in
megabytes) through every engine: the same bytes out, how much sooner, and in how much memory. Ratios are of one run.
Wall time counts only where engines are compared, so nothing else should run: the load is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import scan_score

from pingan_analysis import paths
from pingan_analysis.run import cli
from pingan_analysis.tables import transcription
from pingan_analysis.text import folders
from pingan_analysis.text.scanning import rows, scan

# One regex with ten counters; the bar is set by the one that looks for what `scan` reads: numerals of either kind.
BEHIND = "([万亿])?[余多]?(起|件|人次|人|名|家|个|元|%|户)?"
FLOORS = {
    "in digits alone": re.compile(rf"(\d+(?:\.\d+)?){BEHIND}"),
    "in digits or characters": re.compile(rf"(\d+(?:\.\d+)?|[零一二两三四五六七八九十百千]+){BEHIND}"),
}
AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?(?![0-9年月日号.])")
SCALE = {None: 1, "万": 10**4, "亿": 10**8}
LEAST = {"floor": 0.25, "speed": 3_000_000, "growth": 10.5, "sooner": 1.7, "memory": 1.15}
ENGINES = ("none", "processes", "dask:1", "dask:2")
SAMPLE = 20_000  # characters for the peers, the slowest of which reads 6,000 a second
figures: dict[str, Any] = {}


def noted(key: str, value: Any, line: str, well: bool | None = None) -> None:
    figures[key] = value
    print(line + {None: "", True: "  met", False: "  NOT MET"}[well], flush=True)


def seconds(given: Any, *works: Callable[[Any], object], times: int = 3) -> list[float]:
    """The least CPU seconds of each, of a few rounds in turn: what disturbs one disturbs all."""
    least = [float("inf")] * len(works)
    for _ in range(times):
        for n, work in enumerate(works):
            begun = time.process_time()
            work(given)
            least[n] = min(least[n], time.process_time() - begun)
    return least


def score(texts: Path, misses: int) -> None:
    held = {"articles": scan_score.gold(texts)} if texts.is_dir() else {}
    if not held:
        print(f"no articles in {texts}: TEXTS=folder names theirs. The constructed cases, far denser, are read\n")
    for name, of in {**held, "cases": scan_score.cases()}.items():
        groups = scan_score.scores(scan, of)
        total = groups["all"]
        print(scan_score.table(groups if name == "articles" else {"constructed cases": total}))
        print(*total.misses[:misses], sep="\n", end="\n" * bool(total.misses))
        print(f"{len(total.misses)} misses in the {name}\n")
        shares = {aspect: total.share(aspect) for aspect in scan_score.ASPECTS}
        figures[name] = {"recall": total.recall, "precision": total.precision, **shares, "misses": total.misses}


def corpus(texts: Path) -> str:
    """The articles; without them, the constructed cases."""
    if texts.is_dir():
        return "\n".join(transcription.read_text(path) for path in sorted(texts.glob("*.txt")))
    return "\n".join(case.text for case in scan_score.cases())


def floor(text: str, regex: re.Pattern[str]) -> list[tuple[int, int, float, str]]:
    """What anyone would write first: every numeral, its value where it is in digits, its unit if it is one of ten."""
    found = ((match.span(), match.groups()) for match in regex.finditer(text))
    return [
        (*span, float(core) * SCALE[scale] if core[0].isdecimal() else 0.0, unit) for span, (core, scale, unit) in found
    ]


def speed(text: str, peers: str, judged: bool) -> None:
    """The bars are set for the articles: without them, figures are printed and not judged."""
    whole = text * (5_000_000 // len(text.encode()) + 1)
    simple = [partial(floor, regex=regex) for regex in FLOORS.values()]
    works: list[Callable[[str], object]] = [scan, rows, *simple]
    table, bare, *floors = (len(whole) / least for least in seconds(whole, *works))
    print(f"characters per second of CPU, {len(whole.encode()) / 1e6:.1f} MB, load {os.getloadavg()[0]:.1f}")
    noted("speed", table, f"  scan, with its table {table:14,.0f}", table >= LEAST["speed"] if judged else None)
    noted("rows", bare, f"  its rows alone       {bare:14,.0f}")
    for name, one in zip(FLOORS, floors, strict=True):
        noted(f"floor {name}", one, f"  one regex, numerals {name}: {one:,.0f}")
        bar = table / one >= LEAST["floor"] if judged and name.endswith("characters") else None
        noted(f"share {name}", table / one, f"  scan, with its table, over it {table / one:.2f}", bar)
    figures["peers"] = {}
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(sample := whole[:SAMPLE])
        file.flush()
        command = [peers, str(Path(__file__).with_name("scan_peers.py")), file.name]
        done = subprocess.run(command, capture_output=True, check=False)
    took = json.loads(done.stdout) if done.returncode == 0 else {}
    for name, lasted in took.items():
        figures["peers"][name] = len(sample) / lasted
        print(f"  {name:20} {len(sample) / lasted:14,.0f}: scan is {table * lasted / len(sample):,.0f} times as fast")
    if not took:
        print("  no other library here: pip install 'pingan-analysis[peers]' anywhere, PEERS=its python")


def growth(text: str) -> None:
    short = text * (1_000_000 // len(text) + 1)
    long = short * 10
    once, ten_times = seconds(None, lambda _: scan(short), lambda _: scan(long), times=5)
    ratio = ten_times / once
    noted("growth", ratio, f"ten times the text takes {ratio:.2f} times as long", ratio <= LEAST["growth"])


def folder(text: str, where: Path, size: int) -> Path:
    """A folder of `size` bytes: the text over and over, its amounts drawn anew, every fourth file in GB 18030."""
    where.mkdir()
    dice, written, number = random.Random(2026), 0, 0

    def drawn(sign: str) -> str:
        return dice.choice("123456789") if sign in "123456789" else sign

    while written < size:
        copies = (size - written) // len(text.encode()) + 1
        body = "\n".join(
            AMOUNT.sub(lambda amount: "".join(map(drawn, amount[0])), text) for _ in range(min(20, copies))
        )
        data = body.encode("gb18030" if number % 4 == 3 else "utf-8")
        written += (where / f"{number:05}.txt").write_bytes(data)
        number += 1
    return where


def engine(name: str) -> Any:
    """As on the command line; dask:2 is a cluster of two workers."""
    kind, _, workers = name.partition(":")
    return cli._engine(kind, int(workers) if workers else None)


def through(name: str, where: Path) -> None:
    """Run in a process of its own: the folder through one engine; what came out, and how long it took, as JSON."""
    digest, count = hashlib.sha256(), 0
    with engine(name) as place:
        begun = time.perf_counter()
        for lines in folders.scan_lines(where, "csv", place, progress=False):
            digest.update(lines)
            count += lines.count(b"\n")
        took = time.perf_counter() - begun
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": took, "cpu": spent, "lines": count, "sha256": digest.hexdigest()}))


def measured(name: str, where: Path) -> dict[str, Any]:
    """=> what `through` says, with the peak of the memory of its processes."""
    command = [sys.executable, __file__, "--through", name, str(where)]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            peak = max(peak, sum(_memory(psutil.Process(process.pid))))
            time.sleep(0.1)
        assert process.stdout
        answer = json.loads(process.stdout.read())
    return {**answer, "peak": peak}


def _memory(process: psutil.Process) -> Iterator[int]:
    """Bytes of a process and its descendants; a shared page counts in each."""
    for one in [process, *process.children(recursive=True)]:
        try:
            yield one.memory_info().rss
        except psutil.Error:
            yield 0


def engines(text: str, megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        sizes = {size: folder(text, Path(temporary) / str(size), size * 10**6) for size in (megabytes // 10, megabytes)}
        load = os.getloadavg()[0]
        print(f"a folder of {megabytes} MB; load {load:.2f} on {os.cpu_count()} cores")
        print(f"  {'engine':10}{'seconds':>9}{'CPU':>9}{'MB/s':>7}{'peak MB':>9}{'at a tenth':>12}")
        found: dict[str, dict[str, Any]] = {}
        for name in ENGINES:
            small, large = (measured(name, where) for where in sizes.values())
            found[name] = {**large, "peak_at_a_tenth": small["peak"]}
            took, peak = large["seconds"], large["peak"] / 1e6
            row = f"  {name:10}{took:9.1f}{large['cpu']:9.1f}{megabytes / took:7.1f}{peak:9.0f}"
            print(row + f"{small['peak'] / 1e6:12.0f}", flush=True)
        figures["folder"] = {"megabytes": megabytes, "load": load, "engines": found}
    same = len({one["sha256"] for one in found.values()}) == 1
    noted("same", same, f"  every engine writes the same {found['none']['lines']:,} lines", same)
    for slow, fast in (("none", "processes"), ("dask:1", "dask:2")):
        ratio = found[slow]["seconds"] / found[fast]["seconds"]
        line = f"  {fast} is {ratio:.2f} times as fast as {slow}"
        noted(f"{fast} over {slow}", ratio, line, ratio >= LEAST["sooner"])
    for name, one in found.items():
        ratio = one["peak"] / one["peak_at_a_tenth"]
        line = f"  {name}: ten times the folder, {ratio:.2f} times the memory"
        noted(f"memory {name}", ratio, line, ratio <= LEAST["memory"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=Path, default=scan_score.texts_folder(), help="the folder of the articles")
    options.add_argument("--misses", type=int, default=10**6, help="how many misses of each to print")
    options.add_argument("--peers", default=sys.executable, help="a Python that has the other libraries")
    options.add_argument("--size", type=int, default=1000, help="megabytes of the folder; 0 leaves it out")
    options.add_argument("--through", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.through:
        return through(chosen.through[0], Path(chosen.through[1]))
    score(chosen.texts, chosen.misses)
    text = corpus(chosen.texts)
    speed(text, chosen.peers, chosen.texts.is_dir())
    growth(text)
    if chosen.size:
        engines(text, chosen.size)
    where = paths.ROOT / ".build" / "bench_scan.json"
    where.parent.mkdir(exist_ok=True)
    where.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"figures: {where}")
    sys.exit(not figures.get("same", True))


if __name__ == "__main__":
    main()
