"""One notebook in a clean kernel of this very Python: offline, apart from the reader's settings, its reads noted."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pingan_analysis.errors import BuildError

if TYPE_CHECKING:
    from nbformat import NotebookNode

# A reply that arrives while a finished kernel's sockets close is of no use to anybody; failures come as exceptions.
logging.getLogger("tornado.general").setLevel(logging.CRITICAL)

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

# Before a notebook's first cell.
WATCH = "from pingan_analysis import tracing; tracing.watch_files(); tracing.refuse_network(); del tracing\n"


def executed(path: Path, outputs: Path, reads: Path) -> str:
    """A notebook => its text after a run, or a BuildError that names the cell.

    It writes to the folder `outputs`; what it reads is listed in the file `reads`.
    """
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

    # The reader's own IPython profile, kernels and matplotlib settings must not show in what we commit.
    with tempfile.TemporaryDirectory(prefix="pingan-", ignore_cleanup_errors=True) as private:
        startup, settings = Path(private, "profile_default", "startup"), Path(private, "matplotlibrc")
        startup.mkdir(parents=True)
        (startup / "watch.py").write_text(WATCH)
        settings.touch()
        environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
        environment |= {"PINGAN_PROCESSED": str(outputs), "PINGAN_READS": str(reads), "PYTHONHASHSEED": "0"}
        environment |= {"IPYTHONDIR": private, "MATPLOTLIBRC": str(settings)}
        environment |= {"OPENBLAS_NUM_THREADS": "1"}  # the last bits of a sum may vary with the number of threads
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
            reason = f"{error.ename}: {' '.join(error.evalue.split()) or _failing_line(error.traceback)}"
        except CellTimeoutError:
            reason = f"TimeoutError: no answer in {CELL_SECONDS} s"
        except DeadKernelError:
            reason = "DeadKernelError: the kernel died (out of memory?)"
        else:
            return _canonical(notebook)
    nth = sum(cell.cell_type == "code" for cell in notebook.cells[: at + 1])
    raise BuildError(f"notebook {path.stem}, cell {at + 1} (code cell {nth}): {reason}")


def _failing_line(traceback: str) -> str:
    """What IPython says of an error => the line of code that it points at, since an assertion has no other words."""
    found = re.search(r"^-+> *\d+ (.*)", re.sub(r"\x1b\[[\d;]*m", "", traceback), flags=re.M)
    return found[1] if found else ""


def _canonical(notebook: NotebookNode) -> str:
    """Executed notebook => its text, without what differs from run to run and from Python to Python."""
    import nbformat

    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # clock times
    notebook.metadata.update(NOTEBOOK_METADATA)
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n") + "\n"
