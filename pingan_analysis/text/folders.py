"""Many files, of any size => their reported numbers, a part at a time: here, on every core, or on a cluster.

A part is some hundred thousand characters: a piece of one long file, or many short files. Parts are read one after the
other, scanned wherever `engine` says, and come back in the order of the files; a few are on their way at any time, so
memory does not grow with the files. What is scanned is cut only where the halves read as the whole does.
"""

from __future__ import annotations

import copyreg
import csv
import io
import json
import multiprocessing
import os
import pickle
import re
import shutil
import signal
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

from pingan_analysis.cells import guarded
from pingan_analysis.errors import DataError, shortened
from pingan_analysis.text.encoding import blocks
from pingan_analysis.text.scanning import COLUMNS, REACH, STANDING, rows

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

NAMES = ["path", *COLUMNS]
START, END, SENTENCE = (COLUMNS.index(name) for name in ("start", "end", "sentence"))
VALUES = slice(1 + COLUMNS.index("nominal"), 2 + COLUMNS.index("high"))  # in a row that begins with its path
PART = 1 << 19  # characters that are scanned at once
AHEAD = 3  # parts on their way, for each worker
STDIN = "-"

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
Answer = TypeVar("Answer")


class Skipped(NamedTuple):
    """A file that was not scanned, and why."""

    path: str
    reason: str

    def __str__(self) -> str:
        return shortened(f"{shown(self.path)}: {self.reason}; skipped")


class Piece(NamedTuple):
    """Characters of a file from `offset` on, which read as they do in the whole."""

    path: str
    offset: int
    text: str


def scan_files(
    paths: Paths,
    engine: str | Client | None = None,
    *,
    report: Callable[[Skipped], object] | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Files and folders => one row for each reported number: `path`, and the columns of `scan`, file by file.

    A folder stands for every file below it, by name, hidden ones left out; `-` for standard input. UTF-8 and GB 18030
    are read, with or without a byte order mark, line breaks untouched. What cannot be read or decoded is skipped, and
    the rest goes on: each is given to `report` (without one, a warning says so), and all stand in `attrs["skipped"]`.

    `engine` says where: None here, "processes" on every core (in a script, under `if __name__ == "__main__"`), a
    `dask.distributed.Client` on its cluster, whose workers need this package and no file. Rows and order are the same.
    `progress` draws a bar on stderr; None, if that is a terminal.

    The table of a gigabyte has some ten million rows; `scan_each` hands out the same rows in bounded memory.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     size = pathlib.Path(folder, "a.txt").write_text("立案611起，同比上升40.46%。", encoding="utf-8")
    ...     scan_files(folder).printed.tolist()
    ['611起', '40.46%']
    """
    import pandas as pd

    skipped: list[Skipped] = []

    def note(one: Skipped) -> None:
        skipped.append(one)
        (report or _warn)(one)

    frames = list(scan_each(paths, engine, report=note, progress=progress))
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=NAMES)
    found.attrs["skipped"] = skipped
    return found


def scan_each(
    paths: Paths,
    engine: str | Client | None = None,
    *,
    report: Callable[[Skipped], object] | None = None,
    progress: bool | None = None,
) -> Iterator[pd.DataFrame]:
    """Files and folders => the rows of `scan_files`, in tables of some ten thousand, as they are found; none is empty.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     size = pathlib.Path(folder, "a.txt").write_text("立案611起，同比上升40.46%。", encoding="utf-8")
    ...     for table in scan_each(folder):
    ...         print(table[["start", "printed", "nominal", "direction", "basis"]].values.tolist())
    [[2, '611起', Fraction(611, 1), '', ''], [11, '40.46%', Fraction(2023, 50), 'up', '同比']]
    """
    return (table for table in _answers(_table, paths, engine, report or _warn, progress) if len(table))


def scan_lines(
    paths: Paths,
    form: str,
    engine: str | Client | None = None,
    *,
    report: Callable[[Skipped], object] | None = None,
    progress: bool | None = None,
) -> Iterator[bytes]:
    """The rows of `scan_files` as lines of UTF-8: "csv", guarded as all cells are, its header first; or "jsonl".

    Values are exact: 31.255 where a decimal ends, 200/3 where it does not, inf where the print sets no end; in JSON
    they are strings, as its numbers would be rounded. The bytes are the same on every engine.
    """
    if form == "csv":
        yield _csv_lines([NAMES])
    yield from _answers({"csv": _csv, "jsonl": _jsonl}[form], paths, engine, report or _warn, progress)


def shown(path: str) -> str:
    """A path as a terminal may print it: what is no printable character, escaped."""
    return path if path.isprintable() else repr(path)[1:-1]


class SkippedWarning(UserWarning):
    """A file was not scanned; it is said each time."""


warnings.simplefilter("always", SkippedWarning, append=True)


def _warn(one: Skipped) -> None:
    warnings.warn(str(one), SkippedWarning, stacklevel=2)


# --- files to parts ---------------------------------------------------------------------------------------------


def found(paths: Paths) -> Iterator[str]:
    """Files and folders => files, in order; a folder's files by name, hidden ones and what is no file left out."""
    for path in [paths] if isinstance(paths, str | os.PathLike) else paths:
        name = os.fspath(path)
        if not Path(name).is_dir():
            yield name
            continue
        for folder, folders, files in os.walk(name):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            for file in sorted(files):
                whole = os.path.join(folder, file)  # noqa: PTH118 (a Path makes ./- standard input)
                if not file.startswith(".") and Path(whole).is_file():
                    yield whole


def parts(files: Iterable[str], report: Callable[[Skipped], object]) -> Iterator[tuple[int, list[Piece]]]:
    """Files => parts to be scanned, each with the bytes that were read up to its end."""
    part: list[Piece] = []
    size = read = 0
    for name in files:
        try:
            with _opened(name) as file:
                for offset, text in pieces(blocks(file, Path(name).name)):
                    part.append(Piece(name, offset, text))
                    size += len(text)
                    if size >= PART:
                        yield read + file.tell(), part
                        part, size = [], 0
                read += file.tell()
        except OSError as error:
            report(Skipped(name, error.strerror or str(error)))
        except DataError as error:
            report(Skipped(name, error.problems[0].partition(": ")[2]))
    if part:
        yield read, part


def _opened(name: str) -> BinaryIO:
    """A file to read bytes from, twice if need be: a pipe is kept in a temporary file."""
    file: BinaryIO = sys.stdin.buffer if name == STDIN else Path(name).open("rb")  # noqa: SIM115
    if file.seekable():
        return file
    kept = tempfile.TemporaryFile()  # noqa: SIM115
    shutil.copyfileobj(file, kept)
    return kept


_OPEN = re.compile("《[^》]*$|[“‘「『][^”’」』]*$")
_STOP = re.compile(r"。\s*(?=\w)")


def pieces(texts: Iterable[str], length: int = PART) -> Iterator[tuple[int, str]]:
    """A text in blocks => (offset, piece): joined they are the text, and `scan` finds in them what it finds in that.

    A cut is made behind a full stop, where nothing is inherited, and in front of a letter or a digit, which no sign and
    no bracket binds to the stop; a title or a quotation that was opened within REACH characters is closed, and no 下同
    stands within STANDING. A text without such a place is one piece.
    """
    held, base, looked = "", 0, 0  # what is held begins at `base`; up to `looked` there is no place for a cut
    for text in texts:
        held += text
        begun, last = 0, len(held) - REACH  # a piece is longer than a numeral, which would else stand alone
        while stop := _cut(held, max(begun + length, looked), last):
            yield base + begun, held[begun:stop]
            begun = stop
        base, held, looked = base + begun, held[begun:], max(last - begun, 0)
    if held:
        yield base, held


def _cut(text: str, first: int, last: int) -> int:
    """=> the first place from `first` to `last` where the text may be cut; 0 if there is none."""
    for stop in _STOP.finditer(text, first, max(last, 0)):
        opened = _OPEN.search(text[max(0, stop.start() - REACH):stop.start()])
        if not opened and text.rfind("下同", max(0, stop.start() - STANDING), stop.start()) < 0:
            return stop.end()
    return 0


# --- parts to answers -------------------------------------------------------------------------------------------


def _answers(
    work: Callable[[list[Piece]], Answer],
    paths: Paths,
    engine: str | Client | None,
    report: Callable[[Skipped], object],
    progress: bool | None,
) -> Iterator[Answer]:
    """What `work` makes of every part, in order, as soon as it is there."""
    files = list(found(paths))
    with ExitStack() as stack:
        executor, ahead = _executor(engine, stack)
        done = stack.enter_context(_bar(files, sys.stderr.isatty() if progress is None else progress))
        waiting: deque[tuple[int, Future[bytes]]] = deque()
        stack.callback(lambda: [future.cancel() for _, future in waiting])

        def first() -> Answer:
            read, future = waiting.popleft()
            answer: Answer = pickle.loads(future.result())
            done(read)
            return answer

        try:
            for read, part in parts(files, report):
                if executor is None:
                    yield work(part)
                    done(read)
                    continue
                waiting.append((read, executor.submit(_packed, work, part)))
                if len(waiting) > ahead:
                    yield first()
            while waiting:
                yield first()
        except BrokenExecutor:
            raise ChildProcessError("a worker process ended before its work did; is there enough memory?") from None


def _executor(engine: str | Client | None, stack: ExitStack) -> tuple[Executor | None, int]:
    """=> what runs the work, and how many parts may wait for it; None, if it is done here."""
    if engine is None:
        return None, 0
    if engine == "processes":
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        pool = stack.enter_context(ProcessPoolExecutor(cores, initializer=_worker))
        pool.submit(int).result()  # forks before there is a thread, that of the bar
        return pool, AHEAD * cores
    if isinstance(engine, str) or not hasattr(engine, "get_executor"):
        raise ValueError(f"engine {engine!r}: it is None, 'processes', or a dask.distributed.Client")
    return stack.enter_context(engine.get_executor(pure=False)), AHEAD * max(1, sum(engine.nthreads().values()))


def _worker() -> None:
    """A worker leaves an interrupt to its parent, and ends when that ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


@lru_cache(maxsize=1 << 14)
def _fraction(over: int, under: int) -> Fraction:
    return Fraction(over, under)


class _Pickler(pickle.Pickler):
    """Sends a fraction as two integers; as text, which is the default, it is read back several times as slowly."""

    dispatch_table = copyreg.dispatch_table | {Fraction: lambda value: (_fraction, value.as_integer_ratio())}


def _packed(work: Callable[[list[Piece]], Answer], part: list[Piece]) -> bytes:
    sent = io.BytesIO()
    _Pickler(sent, pickle.HIGHEST_PROTOCOL).dump(work(part))
    return sent.getvalue()


@contextmanager
def _bar(files: list[str], wanted: bool) -> Iterator[Callable[[int], None]]:
    """=> a function that is told how many bytes are done."""
    if not wanted:
        yield lambda read: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    size = sum(Path(file).stat().st_size for file in files if Path(file).is_file())
    console = Console(stderr=True)
    with Progress(BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=size or None)
        yield lambda read: bar.update(task, completed=read)


# --- what is made of a part -------------------------------------------------------------------------------------


def _rows(part: list[Piece]) -> Iterator[list[Any]]:
    """=> path, and the row of `scan`, its offsets in the whole file."""
    for path, offset, text in part:
        for row in rows(text):
            row[START] += offset
            row[END] += offset
            row[SENTENCE] += offset
            yield [path, *row]


def _table(part: list[Piece]) -> pd.DataFrame:
    import pandas as pd

    columns = list(zip(*_rows(part), strict=True)) or [()] * len(NAMES)
    return pd.DataFrame({name: list(column) for name, column in zip(NAMES, columns, strict=True)})


def _csv(part: list[Piece]) -> bytes:
    return _csv_lines(map(_written, _rows(part)))


def _csv_lines(lines: Iterable[list[Any]]) -> bytes:
    written: list[str] = []
    # With this end of line a cell that holds either of its characters is quoted; then it is made the one used here.
    csv.writer(SimpleNamespace(write=written.append), lineterminator="\r\n").writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return "".join(f"{line[:-2]}\n" for line in written).encode()


def _jsonl(part: list[Piece]) -> bytes:
    return "".join(
        json.dumps(dict(zip(NAMES, _written(row), strict=True)), ensure_ascii=False) + "\n" for row in _rows(part)
    ).encode()


def _written(row: list[Any]) -> list[Any]:
    """Path and values as text; a file name that is no text, with what is none escaped."""
    row[0] = row[0].encode("utf-8", "backslashreplace").decode()
    row[VALUES] = map(exact, row[VALUES])
    return row


def exact(value: Fraction | float) -> str:
    """A value => its digits, all of them.

    >>> exact(Fraction(6253, 200)), exact(Fraction(200, 3)), exact(Fraction(-17050)), exact(float("inf"))
    ('31.265', '200/3', '-17050', 'inf')
    """
    if isinstance(value, float):
        return str(value)
    over, under = value.as_integer_ratio()
    for places in range(under.bit_length()):
        power = 10**places
        if power % under == 0:
            whole, tail = divmod(abs(over) * power // under, power)
            return f"{'-' * (over < 0)}{whole}" + (f".{tail:0{places}}" if places else "")
    return f"{over}/{under}"
