"""Run the tables and the notebooks aside, put everything in place at once, and do nothing when nothing changed.

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
from typing import TYPE_CHECKING

from . import paths

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_SECONDS = 600

# The patch version of Python is left out, so that every Python writes the same bytes.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}

Fingerprints = dict[str, str]  # path relative to the root => sha256


class BuildError(RuntimeError):
    """Why nothing was built, one line for each reason. Earlier outputs are untouched."""


def build(force: bool = False, jobs: int = 2, root: Path = paths.ROOT) -> None:
    """Raw tables and notebook sources => `data/processed` and executed notebooks, unless they are up to date.

    `jobs` notebooks run at a time, each in a clean kernel. Everything is written aside first. A failure raises
    `BuildError` and changes nothing; after a kill at any moment the next build notices and completes.
    """
    with _only_build_in(root):
        _recover(root)
        inputs = _inputs(root)
        if not force and _stamped(root) == {"inputs": inputs, "outputs": _outputs(root)}:
            print("nothing to do: tables, figures and notebooks are up to date (make figures FORCE=1 runs them again)")
            return
        staging = root / ".build" / "staging"
        staging.mkdir()
        try:
            executed = _written(root, staging, jobs)
            if _inputs(root) != inputs:
                raise BuildError("raw data, package or notebooks changed while they were being built: run it again")
            _publish(root, staging, executed, inputs)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _print_verdicts(root / "data" / "processed" / "verdicts.csv")
        _print_figures(root)


# --- what the last build saw and left ---------------------------------------------------------------------------


def _inputs(root: Path) -> Fingerprints:
    """=> the fingerprint of everything that can change an output."""
    files = [*_files(root / "data" / "raw"), *sorted((root / "pingan_analysis").rglob("*.py"))]
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


def _stamped(root: Path) -> dict[str, Fingerprints] | None:
    try:
        stamp: dict[str, Fingerprints] = json.loads((root / ".build" / "stamp.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return stamp


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
    old, processed = root / ".build" / "old", root / "data" / "processed"
    if old.exists() and not processed.exists():
        old.rename(processed)
    for leftover in (old, root / ".build" / "staging"):
        shutil.rmtree(leftover, ignore_errors=True)


def _publish(root: Path, staging: Path, executed: dict[Path, str], inputs: Fingerprints) -> None:
    """Swap the staged outputs in. Without a stamp the next build runs, so the stamp goes first and comes back last."""
    old, processed, stamp = root / ".build" / "old", root / "data" / "processed", root / ".build" / "stamp.json"
    stamp.unlink(missing_ok=True)
    if processed.exists():
        processed.rename(old)
    staging.rename(processed)
    shutil.rmtree(old, ignore_errors=True)
    for path, text in executed.items():
        if path.read_bytes() != text.encode():
            _replace(path, text, root)
    _replace(stamp, json.dumps({"inputs": inputs, "outputs": _outputs(root)}, indent=1), root)


def _replace(path: Path, text: str, root: Path) -> None:
    part = root / ".build" / "part"
    part.write_bytes(text.encode())
    part.replace(path)


# --- tables, notebooks, index -----------------------------------------------------------------------------------


def _written(root: Path, staging: Path, jobs: int) -> dict[Path, str]:
    """Write tables, figures and their index into `staging` => the executed notebooks' text."""
    from .export import write_index
    from .tables import write_tables

    write_tables(staging)
    executed = _executed_all(_notebooks(root), staging, jobs)
    for path, text in executed.items():
        if str(root) in text:
            raise BuildError(f"notebook {path.stem} prints a path of this machine ({root}…), so no two would agree")
    write_index(staging)
    return executed


def _executed_all(notebooks: list[Path], staging: Path, jobs: int) -> dict[Path, str]:
    """=> the text of every executed notebook. One that fails does not keep the others from being tried."""
    executed: dict[Path, str] = {}
    failures: list[str] = []

    def timed(path: Path) -> tuple[str, float]:
        start = time.perf_counter()
        return _executed(path, staging), time.perf_counter() - start

    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(timed, path): path for path in notebooks}
        try:
            for done, future in enumerate(as_completed(running), 1):
                path, progress = running[future], f"[{done}/{len(notebooks)}]"
                try:
                    executed[path], seconds = future.result()
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
    return executed


def _executed(path: Path, staging: Path) -> str:
    """=> the text of one notebook after a run in a clean kernel of this very Python."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    at = 0

    def note(cell: object, cell_index: int) -> None:
        nonlocal at
        at = cell_index

    # The reader's own IPython profile, kernels and matplotlib backend must not show in what we commit.
    with tempfile.TemporaryDirectory(prefix="pingan-", ignore_cleanup_errors=True) as private:
        environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
        environment |= {"PINGAN_PROCESSED": str(staging), "PYTHONHASHSEED": "0", "IPYTHONDIR": private}
        kernel = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            connection_file=str(Path(private, "kernel.json")),
            transport="ipc",
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=CELL_SECONDS,
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_start=note,
        )
        try:
            client.execute(cleanup_kc=True, env=environment)
        except CellExecutionError as error:
            reason = f"{error.ename}: {' '.join(error.evalue.split())}"
        except CellTimeoutError:
            reason = f"TimeoutError: no answer in {CELL_SECONDS} s"
        except DeadKernelError:
            reason = "DeadKernelError: the kernel died (out of memory?)"
        else:
            return _canonical(notebook)
    nth = sum(cell.cell_type == "code" for cell in notebook.cells[: at + 1])
    raise BuildError(f"notebook {path.stem}, cell {at + 1} (code cell {nth}): {reason}")


def _canonical(notebook: NotebookNode) -> str:
    """Executed notebook => its text, without what differs from run to run and from Python to Python."""
    import nbformat

    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # clock times
    notebook.metadata.update(NOTEBOOK_METADATA)
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n") + "\n"


# --- what a reader sees at the end ------------------------------------------------------------------------------


def _print_verdicts(table: Path) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    with table.open(encoding="utf-8", newline="") as file:
        verdicts = list(csv.DictReader(file))
    names = ["supported", "contradicted", "undetermined"]
    counts = Counter((row["source_id"], row["verdict"]) for row in verdicts)
    per_source = Table("source", *names, box=box.SIMPLE)
    for source in sorted({row["source_id"] for row in verdicts}):
        per_source.add_row(source, *(str(counts[source, name]) for name in names))
    per_claim = Table("claim", "verdict", "power", box=box.SIMPLE)
    for row in verdicts:
        per_claim.add_row(row["claim_id"], row["verdict"], row["power"])
    console = Console()
    console.print(per_source)
    console.print(per_claim)


def _print_figures(root: Path) -> None:
    for figure in _files(root / "data" / "processed" / "figures"):
        if figure.suffix in {".svg", ".png", ".pdf"}:
            print(_relative(figure, root))
