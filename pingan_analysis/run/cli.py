"""The command `pingan`. Every command imports what it needs when it runs, so that `pingan --help` answers at once."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pingan_analysis import paths
from pingan_analysis.errors import BuildError, DataError

if TYPE_CHECKING:
    import pandas as pd

    from pingan_analysis.numbers.interval import Closed

app = typer.Typer(
    help="Printed numbers in, verdicts and citable figures out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def build(
    force: Annotated[bool, typer.Option("--force", help="Run everything, even if nothing changed.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Notebooks that run at the same time; one for each core unless said.")
    ] = None,
) -> None:
    """Run every notebook; write tables, verdicts and figures to data/processed."""
    from pingan_analysis.run.build import build

    build(force, jobs, paths.checkout("build"))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open the notebooks in JupyterLab; further options are passed on to it."""
    root = paths.checkout("lab")
    chosen = {
        "--ServerApp.root_dir": root / "notebooks",
        "--LabApp.app_settings_dir": root / "lab",
        "--LabApp.news_url": None,
        "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    ours = [f"{name}={value}" for name, value in chosen.items() if not any(a.startswith(name) for a in context.args)]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *ours, *context.args])


@app.command()
def verify(
    texts: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The folder that holds the articles' text files.")
    ],
) -> None:
    """Hold every transcribed number against the articles' own texts."""
    from pingan_analysis.tables.transcription import verify

    report = verify(texts)
    print(report)
    if report.problems:
        raise typer.Exit(1)


@app.command()
def audit(
    file: Annotated[Path, typer.Argument(help="An article's text, in UTF-8 or GB 18030.")],
    output: Annotated[Path | None, typer.Option(help="The folder to write; NAME-audit if none is named.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier audit.")] = False,
) -> None:
    """Read an article of your own: its numbers, what can be checked at once, and a notebook that tells it."""
    from pingan_analysis.run.auditing import audit

    print(audit(file, output, force))


@app.command()
def cite(
    figure_id: Annotated[str | None, typer.Argument(help="The id in the figure's caption and file name.")] = None,
    style: Annotated[Literal["plain", "bibtex", "csl", "apa"], typer.Option(help="How to print it.")] = "plain",
    lang: Annotated[Literal["en", "zh"], typer.Option(help="The edition that is cited.")] = "en",
) -> None:
    """Print the citation of one exported figure; without an id, of the package."""
    from pingan_analysis.figures.citation import cite

    print(cite(figure_id, style, lang))


@app.command()
def scan(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files, or folders of them; - is standard input.")],
    form: Annotated[
        Literal["table", "csv", "jsonl"],
        typer.Option("--format", help="A table to read; or every column, exactly, one line for each number."),
    ] = "table",
    engine: Annotated[
        str,
        typer.Option(
            help="none; processes, on every core; dask, a cluster on this machine; or a Dask scheduler's tcp://ADDRESS."
        ),
    ] = "none",
) -> None:
    """Find every reported number in Chinese text: what it stands for, its direction, basis and relation."""
    from pingan_analysis.text import folders

    skipped = []

    def report(one: folders.Skipped) -> None:
        skipped.append(one)
        print(f"pingan: {one}", file=sys.stderr)

    progress = sys.stderr.isatty() and not sys.stdout.isatty()
    with _engine(engine) as where:
        if form == "table":
            _print_tables(folders.scan_each(files, where, report=report, progress=progress))
        else:
            for lines in folders.scan_lines(files, form, where, report=report, progress=progress):
                sys.stdout.buffer.write(lines)
            sys.stdout.buffer.flush()
    if skipped:
        raise typer.Exit(1)


@contextmanager
def _engine(name: str, workers: int | None = None) -> Iterator[Any]:
    """The word on the command line => what `scan_files` takes; a Dask cluster here has a worker for each core."""
    if name in ("none", "processes"):
        yield None if name == "none" else name
        return
    if name != "dask" and "://" not in name:
        raise typer.BadParameter(f"{name!r} is none of: none, processes, dask, tcp://ADDRESS", param_hint="--engine")
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise BuildError("--engine needs Dask: pip install 'pingan-analysis[scale]'") from None
    with ExitStack() as stack:
        cluster: object = name
        if name == "dask":
            local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": logging.ERROR}
            cluster = stack.enter_context(LocalCluster(n_workers=workers, threads_per_worker=1, **local))
        yield stack.enter_context(Client(cluster))


CLOSED: dict[tuple[bool, bool], Closed] = {
    (True, True): "both", (True, False): "left", (False, True): "right", (False, False): "neither"
}  # fmt: skip


def _print_tables(frames: Iterable[pd.DataFrame]) -> None:
    """One table for each file, or for each part of a long one."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pingan_analysis.numbers.interval import Interval
    from pingan_analysis.text.folders import shown

    said = ("direction", "basis", "relation")
    console = Console(width=None if sys.stdout.isatty() else 120)
    for frame in frames:
        for path, rows in frame.groupby("path", sort=False):
            table = Table(title=Text(shown(str(path))), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
            table.add_column("at", justify="right")
            for name in ("printed", "stands for", *said):
                table.add_column(name)
            for row in rows.to_dict("records"):
                ends = Interval(row["low"], row["high"], CLOSED[row["low_closed"], row["high_closed"]])
                words = ["".join(row["printed"].split()), f"{ends} {row['unit']}", *(row[name] for name in said)]
                table.add_row(str(row["start"]), *map(Text, map(shown, words)))
            console.print(table)


def main() -> None:
    """Run the command; what a person can mend is told in a line or two on stderr, with exit code 1 and no traceback."""
    try:
        app()
    except (BuildError, DataError, OSError) as error:
        print(f"pingan: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
