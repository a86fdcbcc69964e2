"""The command `pingan`. Every command imports what it needs when it runs, so that `pingan --help` answers at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from . import paths
from .errors import BuildError, DataError

app = typer.Typer(
    help="Printed numbers in, verdicts and citable figures out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def build(
    force: Annotated[bool, typer.Option("--force", help="Run everything, even if nothing changed.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks that run at the same time.")] = 2,
) -> None:
    """Run every notebook; write tables, verdicts and figures to data/processed."""
    from .build import build

    build(force, jobs, paths.checkout("build"))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open the notebooks in JupyterLab; further options are passed on to it."""
    quiet = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    notebooks = f"--ServerApp.root_dir={paths.checkout('lab') / 'notebooks'}"
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", notebooks, *quiet, *context.args])


@app.command()
def verify(
    texts: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The folder that holds the articles' text files.")
    ],
) -> None:
    """Hold every transcribed number against the articles' own texts."""
    from .sources import verify

    report = verify(texts)
    print(report)
    if report.problems:
        raise typer.Exit(1)


@app.command()
def cite(
    figure_id: Annotated[str | None, typer.Argument(help="The id in the figure's caption and file name.")] = None,
    style: Annotated[Literal["plain", "bibtex", "csl", "apa"], typer.Option(help="How to print it.")] = "plain",
    lang: Annotated[Literal["en", "zh"], typer.Option(help="The edition that is cited.")] = "en",
) -> None:
    """Print the citation of one exported figure; without an id, of the package."""
    from .citation import cite

    print(cite(figure_id, style, lang))


def main() -> None:
    """Run the command; what a person can mend is told in a line or two on stderr, with exit code 1 and no traceback."""
    try:
        app()
    except (BuildError, DataError, OSError) as error:
        print(f"pingan: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
