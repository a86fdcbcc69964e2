"""Run the tables and the notebooks aside, put everything in place at once, and do again only what a change concerns.

A part of the build is the tables, or one notebook. It stands as it is while all that it read, the package and the pins
are the same, and what it wrote is still there; a kernel notes the raw tables that it is handed and the files that it
opens (`watched`). Everything else is done again, so that a build in parts leaves the same bytes as a whole one.

No import here may be heavy: the check that finds nothing to do should cost no more than starting Python.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pingan_analysis import paths
from pingan_analysis.errors import BuildError
from pingan_analysis.run.kernel import executed

TABLES = "tables"  # the part that is no notebook
Fingerprints = dict[str, str]  # path relative to the root => sha256
Part = dict[str, list[str]]  # reads, wrote: paths relative to the root


def build(force: bool = False, jobs: int | None = None, root: Path = paths.ROOT) -> None:
    """Raw tables and notebook sources => `data/processed` and executed notebooks, unless they are up to date.

    `jobs` notebooks run at a time, one for each core unless said, each in a clean kernel. Everything is written aside
    first. A failure raises `BuildError` and changes nothing; after a kill at any moment the next build notices and
    completes.
    """
    with _only_build_in(root):
        _recover(root)
        inputs, stamp = _inputs(root), _stamped(root)
        if not force and stamp and (stamp["inputs"], stamp["outputs"]) == (inputs, _outputs(root)):
            print("nothing to do: tables, figures and notebooks are up to date (make figures FORCE=1 runs them again)")
            return
        # A name of its own: the kernels of a killed build may live a second longer, and write.
        staging = Path(tempfile.mkdtemp(prefix="staging-", dir=root / ".build"))
        try:
            standing = _standing(stamp, inputs, _outputs(root)) if stamp and not force else {}
            parts = _written(root, staging, jobs or os.cpu_count() or 1, standing)
            if _inputs(root) != inputs:
                raise BuildError("raw data, package or notebooks changed while they were being built: run it again")
            _publish(root, staging, {"inputs": inputs, "parts": parts})
        finally:
            _recover(root)  # by now, the kernels of a killed build have stopped writing, too
        _print_verdicts(root / "data" / "processed" / "verdicts.csv")
        _print_figures(root)


# --- what the last build saw and left ---------------------------------------------------------------------------


def _inputs(root: Path) -> Fingerprints:
    """=> the fingerprint of everything that can change an output."""
    code = [path for path in _files(root / "pingan_analysis") if path.suffix in (".py", ".toml")]
    files = [*_files(root / "data" / "raw"), *code]
    files += [root / "requirements.lock", root / "pyproject.toml"]
    return _fingerprints(root, files) | {_relative(path, root): _source(path) for path in _notebooks(root)}


def _outputs(root: Path) -> Fingerprints:
    return _fingerprints(root, [*_files(root / "data" / "processed"), *_notebooks(root)])


def _source(notebook: Path) -> str:
    """=> sha256 of what an author writes in a notebook: running it, or giving its cells ids, changes nothing here."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        written = [
            (
                cell["cell_type"],
                "".join(cell["source"]),
                {key: value for key, value in cell["metadata"].items() if key != "execution"},
            )
            for cell in cells
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(f"notebook {notebook.stem} is not a notebook: {type(error).__name__}: {error}") from None
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def _fingerprints(root: Path, files: list[Path]) -> Fingerprints:
    return {_relative(path, root): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _files(folder: Path) -> list[Path]:
    """=> every file below the folder, but not what a file manager or an editor hides there."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _notebooks(root: Path) -> list[Path]:
    return sorted((root / "notebooks").glob("*.ipynb"))


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _stamped(root: Path) -> dict[str, Any] | None:
    """=> what the last build saw, did and left: inputs, parts, outputs."""
    try:
        stamp: dict[str, Any] = json.loads((root / ".build" / "stamp.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return stamp if stamp.keys() == {"inputs", "parts", "outputs"} else None


def _standing(stamp: dict[str, Any], inputs: Fingerprints, outputs: Fingerprints) -> dict[str, Part]:
    """=> the parts of the last build that need not be done again."""

    def common(seen: Fingerprints) -> Fingerprints:
        """What concerns every part: the package, the pins, and which raw tables there are."""
        raw = {name: "" for name in seen if name.startswith("data/raw/")}
        return {name: seen[name] for name in seen if not name.startswith("notebooks/")} | raw

    if common(stamp["inputs"]) != common(inputs):
        return {}
    return {
        name: part
        for name, part in stamp["parts"].items()
        if all(stamp["inputs"].get(file, "?") == inputs.get(file) for file in part["reads"])
        and all(stamp["outputs"].get(file, "?") == outputs.get(file) for file in part["wrote"])
    }


# --- one build at a time, whole or not at all -------------------------------------------------------------------


@contextmanager
def _only_build_in(root: Path) -> Iterator[None]:
    (root / ".build").mkdir(exist_ok=True)
    with (root / ".build" / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another build is running in this checkout: waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _recover(root: Path) -> None:
    """Clear what a killed build left; if it was killed between its two renames, the earlier outputs come back."""
    build, processed = root / ".build", root / "data" / "processed"
    if (build / "old").exists() and not processed.exists():
        (build / "old").rename(processed)
    for leftover in [build / "old", *build.glob("staging*")]:
        shutil.rmtree(leftover, ignore_errors=True)


def _publish(root: Path, staging: Path, stamp: dict[str, Any]) -> None:
    """Swap the staged outputs in: all is written before, so that a full disk is noticed while nothing has changed yet.

    Without a stamp the next build does everything, so the stamp goes first and comes back last.
    """
    build, processed, executed = root / ".build", root / "data" / "processed", _notebooks(staging)
    outputs = _fingerprints(staging, [*_files(staging / "data" / "processed"), *executed])
    stamp["outputs"] = _fingerprints(root, _notebooks(root)) | outputs
    (staging / "stamp.json").write_text(json.dumps(stamp, indent=1))
    for path in (staging / "data").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)  # whatever the umask
    (build / "stamp.json").unlink(missing_ok=True)
    if processed.exists():
        processed.rename(build / "old")
    (staging / "data" / "processed").rename(processed)
    for path in executed:
        path.chmod(0o644)
        if path.read_bytes() != (root / "notebooks" / path.name).read_bytes():
            path.replace(root / "notebooks" / path.name)
    (staging / "stamp.json").replace(build / "stamp.json")


# --- tables, notebooks, index -----------------------------------------------------------------------------------


def _written(root: Path, staging: Path, jobs: int, standing: dict[str, Part]) -> dict[str, Part]:
    """Write tables, figures, their index and executed notebooks into `staging`, as they will stand below the root."""
    from pingan_analysis.figures.exporting import write_index
    from pingan_analysis.publish.crate import write_crate
    from pingan_analysis.publish.tables import write_tables

    processed, notebooks = staging / "data" / "processed", _notebooks(root)
    for folder in (processed, staging / "notebooks"):
        folder.mkdir(parents=True)
    parts = {name: part for name, part in standing.items() if name == TABLES or (root / name) in notebooks}
    for part in parts.values():
        for name in part["wrote"]:
            if not name.startswith("notebooks/"):
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / name, staging / name)
    if TABLES not in parts:
        before = set(_files(processed))
        write_tables(processed)
        wrote = [_relative(path, staging) for path in _files(processed) if path not in before]
        parts[TABLES] = {"reads": [_relative(path, root) for path in _files(root / "data" / "raw")], "wrote": wrote}
    again = [path for path in notebooks if _relative(path, root) not in parts]
    if kept := len(notebooks) - len(again):
        print(f"{kept} of {len(notebooks)} notebooks stand as they are: nothing that they read has changed", flush=True)
    parts |= _run_all(again, root, staging, jobs)
    write_index(processed)
    write_crate(processed)
    return dict(sorted(parts.items()))


def _run_all(notebooks: list[Path], root: Path, staging: Path, jobs: int) -> dict[str, Part]:
    """Run notebooks => what each read and wrote. One that fails does not keep the others from being tried."""
    parts: dict[str, Part] = {}
    failures: list[str] = []

    def timed(path: Path) -> tuple[str, float]:
        start, own, log = time.perf_counter(), staging / path.stem, staging / f"{path.stem}.reads"
        own.mkdir()
        log.touch()
        return executed(path, own, log), time.perf_counter() - start

    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(timed, path): path for path in notebooks}
        try:
            for done, future in enumerate(as_completed(running), 1):
                path, progress = running[future], f"[{done}/{len(notebooks)}]"
                try:
                    text, seconds = future.result()
                    parts[_relative(path, root)] = _part(path, text, root, staging)
                    print(f"{progress} ok {path.stem} {seconds:.1f} s", flush=True)
                except BuildError as error:
                    failures.append(str(error))
                    print(f"{progress} FAILED {path.stem}", flush=True)
        except KeyboardInterrupt:
            print("stopping after the notebooks that are running; earlier outputs stay as they are", flush=True)
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if failures:
        raise BuildError("\n".join(sorted(failures)))
    return parts


def _part(path: Path, text: str, root: Path, staging: Path) -> Part:
    """An executed notebook => what it read and wrote; the files that it wrote into its own folder join the rest."""
    own, log = staging / path.stem, staging / f"{path.stem}.reads"
    if str(root) in text:
        raise BuildError(f"notebook {path.stem} prints a path of this machine ({root}…), so no two would agree")
    (staging / "notebooks" / path.name).write_bytes(text.encode())
    wrote = [_relative(path, root)]
    for file in _files(own):
        place = staging / "data" / "processed" / file.relative_to(own)
        if place.exists():
            raise BuildError(f"notebook {path.stem} writes {file.relative_to(own)}, which something else writes, too")
        place.parent.mkdir(parents=True, exist_ok=True)
        file.rename(place)
        wrote.append(_relative(place, staging))
    read = {*log.read_text(encoding="utf-8").splitlines(), _relative(path, root)}
    return {"reads": sorted(read), "wrote": wrote}


# --- what a reader sees at the end ------------------------------------------------------------------------------


def _print_verdicts(table: Path) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    with table.open(encoding="utf-8", newline="") as file:
        verdicts = list(csv.DictReader(file))
    names = ["supported", "contradicted", "undetermined", "untested"]
    counts = Counter((row["who"], row["verdict"]) for row in verdicts)
    per_who = Table("claims", *names, box=box.SIMPLE)
    for who, said in (("that an article makes", "article"), ("that we ask", "analyst")):
        per_who.add_row(who, *(str(counts[said, name]) for name in names))
    per_claim = Table("claim", "verdict", "turns at", box=box.SIMPLE)
    for row in verdicts:
        per_claim.add_row(row["claim_id"], row["verdict"], row["turns_at"])
    console = Console()
    console.print(per_who)
    console.print(per_claim)


def _print_figures(root: Path) -> None:
    for figure in _files(root / "data" / "processed" / "figures"):
        if figure.suffix in {".svg", ".png", ".pdf"}:
            print(_relative(figure, root))
