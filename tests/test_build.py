"""The build is whole or not at all: it does nothing when nothing changed, and nothing that failed or died shows."""

import csv
import importlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from pingan_analysis.run import cli, kernel

engine = importlib.import_module("pingan_analysis.run.build")


# --- a miniature project ----------------------------------------------------------------------------------------


def write_notebook(path: Path, *sources: str) -> None:
    cells = [{"cell_type": "markdown", "id": "prose", "metadata": {}, "source": "# A claim"}]
    cells += [
        {
            "cell_type": "code",
            "id": f"cell-{n}",
            "metadata": {"tags": ["kept"]},
            "execution_count": None,
            "outputs": [],
            "source": text,
        }
        for n, text in enumerate(sources)
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def stub_tables(root: Path):
    def write_tables(staging: Path) -> None:
        (staging / "observations.csv").write_bytes((root / "data/raw/reported.csv").read_bytes())
        with (staging / "verdicts.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["claim_id", "source_id", "who", "verdict", "turns_at"])
            writer.writerow(["fraud-turning-point", "zj-2021", "article", "supported", "99.19% → 98.62%"])

    return SimpleNamespace(write_tables=write_tables)


def write_index(staging: Path) -> None:
    names = sorted(path.name for path in (staging / "figures").glob("*.svg"))
    (staging / "figures").mkdir(exist_ok=True)
    (staging / "figures/README.md").write_text("\n".join(names))


@pytest.fixture
def root(tmp_path, monkeypatch):
    for folder in ("data/raw", "pingan_analysis/numbers", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    inputs = ["data/raw/reported.csv", "data/raw/areas.csv", "pingan_analysis/numbers/printed.py"]
    for name in (*inputs, "requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}, first version\n")
    write_notebook(tmp_path / "notebooks/01-level.ipynb", "1 + 1", "print('level')")
    write_notebook(tmp_path / "notebooks/02-change.ipynb", "2 + 2")
    monkeypatch.setitem(sys.modules, "pingan_analysis.publish.tables", stub_tables(tmp_path))
    monkeypatch.setitem(sys.modules, "pingan_analysis.figures.exporting", SimpleNamespace(write_index=write_index))
    monkeypatch.setitem(sys.modules, "pingan_analysis.publish.crate", SimpleNamespace(write_crate=lambda staging: None))
    return tmp_path


@pytest.fixture
def runs(monkeypatch):
    """=> the notebooks that ran. No kernel starts: a run draws one figure and numbers the code cells."""
    ran: list[str] = []

    def executed(path: Path, outputs: Path, reads: Path) -> str:
        ran.append(path.stem)
        reads.write_text("data/raw/reported.csv\n" * ("level" in path.stem))
        notebook = json.loads(path.read_text())
        if "fail" in path.stem:
            raise engine.BuildError(f"notebook {path.stem}, cell 2 (code cell 1): NameError: name 'x' is not defined")
        (outputs / "figures").mkdir()
        (outputs / f"figures/{path.stem}.svg").write_text(json.dumps([cell["source"] for cell in notebook["cells"]]))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["execution_count"] = 1
        return json.dumps(notebook)

    monkeypatch.setattr(engine, "executed", executed)
    return ran


def contents(root: Path) -> dict[str, bytes]:
    """=> the bytes of everything that a build may touch and a reader may see."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in ("data", "notebooks")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


# --- when it runs and when it does not --------------------------------------------------------------------------


def test_the_second_build_has_nothing_to_do(root, runs, capsys):
    engine.build(root=root)
    first = contents(root)
    out = capsys.readouterr().out
    assert "[2/2] ok" in out
    assert "fraud-turning-point" in out and "98.62%" in out
    assert "data/processed/figures/01-level.svg\n" in out

    engine.build(root=root)
    assert capsys.readouterr().out.startswith("nothing to do:")
    assert sorted(runs) == ["01-level", "02-change"]
    assert contents(root) == first


def edit_source(root):
    write_notebook(root / "notebooks/02-change.ipynb", "2 + 3")


def add_notebook(root):
    write_notebook(root / "notebooks/03-gap.ipynb", "3")


def clear_outputs(root):
    write_notebook(root / "notebooks/02-change.ipynb", "2 + 2")


def append_to(name):
    return lambda root: (root / name).write_text((root / name).read_text() + "changed\n")


BOTH = {"01-level", "02-change"}
CHANGES = {  # what changes, and which notebooks run again
    "raw table that one reads": (append_to("data/raw/reported.csv"), {"01-level"}),
    "raw table that none reads": (append_to("data/raw/areas.csv"), set()),
    "package": (append_to("pingan_analysis/numbers/printed.py"), BOTH),
    "lock": (append_to("requirements.lock"), BOTH),
    "pyproject": (append_to("pyproject.toml"), BOTH),
    "a new raw table": (lambda root: (root / "data/raw/claims.csv").write_text("claim_id\n"), BOTH),
    "notebook source": (edit_source, {"02-change"}),
    "a new notebook": (add_notebook, {"03-gap"}),
    "a notebook removed": (lambda root: (root / "notebooks/02-change.ipynb").unlink(), set()),
    "notebook output": (clear_outputs, {"02-change"}),
    "an output edited": (append_to("data/processed/observations.csv"), set()),
    "an index edited": (append_to("data/processed/figures/README.md"), set()),
    "an output deleted": (lambda root: (root / "data/processed/figures/01-level.svg").unlink(), {"01-level"}),
    "a figure edited": (append_to("data/processed/figures/02-change.svg"), {"02-change"}),
    "a stray output": (lambda root: (root / "data/processed/stray.csv").write_text("?\n"), set()),
    "stamp cut short": (lambda root: (root / ".build/stamp.json").write_text('{"inputs"'), BOTH),
    "stamp of another version": (lambda root: (root / ".build/stamp.json").write_text('{"inputs": {}}'), BOTH),
    "stamp deleted": (lambda root: (root / ".build/stamp.json").unlink(), BOTH),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_concerns_is_done_again_and_no_more(change, root, runs, capsys):
    act, again = CHANGES[change]
    engine.build(root=root)
    act(root)
    runs.clear()
    engine.build(root=root)
    assert set(runs) == again
    assert not (root / "data/processed/stray.csv").exists()
    engine.build(root=root)
    assert "nothing to do" in capsys.readouterr().out
    in_parts = contents(root)
    engine.build(force=True, root=root)
    assert contents(root) == in_parts  # the same bytes as a whole build


def test_a_notebook_that_reads_outputs_always_runs_again(root, runs, monkeypatch):
    """What it read is no raw table: nothing vouches for it."""
    fast = engine.executed

    def reading(path: Path, outputs: Path, reads: Path) -> str:
        text = fast(path, outputs, reads)
        reads.write_text("data/processed/observations.csv\n" * ("change" in path.stem))
        return text

    monkeypatch.setattr(engine, "executed", reading)
    engine.build(root=root)
    runs.clear()
    append_to("data/raw/areas.csv")(root)
    engine.build(root=root)
    assert runs == ["02-change"]


def test_two_notebooks_do_not_write_one_file(root, runs, monkeypatch):
    fast = engine.executed

    def alike(path: Path, outputs: Path, reads: Path) -> str:
        text = fast(path, outputs, reads)
        (outputs / "figures/same.svg").write_text(path.stem)
        return text

    monkeypatch.setattr(engine, "executed", alike)
    with pytest.raises(engine.BuildError, match=r"writes figures/same\.svg, which something else writes"):
        engine.build(root=root)
    assert not (root / "data/processed").exists()


def test_force_runs_everything_and_gives_the_same_bytes(root, runs):
    engine.build(root=root)
    first = contents(root)
    engine.build(force=True, root=root)
    assert len(runs) == 4
    assert contents(root) == first


def test_hidden_files_of_a_file_manager_are_no_change(root, runs):
    engine.build(root=root)
    (root / "data/processed/.DS_Store").write_text("")
    engine.build(root=root)
    assert len(runs) == 2


# --- failures ---------------------------------------------------------------------------------------------------


def test_a_failing_notebook_leaves_everything_untouched(root, runs, capsys):
    engine.build(root=root)
    write_notebook(root / "notebooks/02-fail.ipynb", "x")
    append_to("data/raw/reported.csv")(root)
    before = contents(root)
    with pytest.raises(engine.BuildError, match=r"^notebook 02-fail, cell 2 \(code cell 1\): NameError"):
        engine.build(root=root)
    assert contents(root) == before
    assert not [*(root / ".build").glob("staging*")]
    assert "FAILED 02-fail" in capsys.readouterr().out


def test_an_edit_during_the_build_is_not_overwritten(root, runs, monkeypatch):
    def editing(staging: Path) -> None:
        write_index(staging)
        edit_source(root)

    monkeypatch.setitem(sys.modules, "pingan_analysis.figures.exporting", SimpleNamespace(write_index=editing))
    with pytest.raises(engine.BuildError, match="changed while"):
        engine.build(root=root)
    assert "2 + 3" in (root / "notebooks/02-change.ipynb").read_text()
    assert not (root / "data/processed").exists()


def test_a_notebook_with_merge_marks_is_named(root, runs):
    (root / "notebooks/02-change.ipynb").write_text("<<<<<<< HEAD\n{}")
    with pytest.raises(engine.BuildError, match="notebook 02-change is not a notebook"):
        engine.build(root=root)


def test_a_path_of_this_machine_is_not_published(root, runs):
    write_notebook(root / "notebooks/02-change.ipynb", f"print('{root}/data')")
    with pytest.raises(engine.BuildError, match="notebook 02-change prints a path"):
        engine.build(root=root)
    assert not (root / "data/processed").exists()


def test_two_builds_at_once_do_not_interleave(root, runs, monkeypatch, capsys):
    fast = engine.executed

    def slow(*arguments: Path) -> str:
        time.sleep(0.2)
        return fast(*arguments)

    monkeypatch.setattr(engine, "executed", slow)
    builds = [threading.Thread(target=engine.build, kwargs={"root": root}) for _ in range(2)]
    for thread in builds:
        thread.start()
    for thread in builds:
        thread.join()
    assert len(runs) == 2
    out = capsys.readouterr().out
    assert "waiting for it" in out and "nothing to do" in out


# --- a kill at any moment ---------------------------------------------------------------------------------------


STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}


def build_killed_at(step: int, root: Path) -> bool:
    """Build in a child process that dies just before its `step`-th change to the disk => whether it died."""
    child = os.fork()
    if not child:
        changes = 0

        def die(event, args):
            nonlocal changes
            writes = event == "open" and isinstance(args[1], str) and "w" in args[1]
            changes += event in STEPS or writes
            if changes == step:
                os._exit(9)

        sys.addaudithook(die)
        try:
            engine.build(root=root)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_build_killed_at_any_step_is_completed_by_the_next(root, runs):
    table, figure = root / "data/processed/observations.csv", root / "data/processed/figures/01-level.svg"
    engine.build(root=root)
    found = set()
    died, step = True, 0
    while died:
        step += 1
        version = f"version {step}"
        (root / "data/raw/reported.csv").write_text(version)
        write_notebook(root / "notebooks/01-level.ipynb", version)
        died = build_killed_at(step, root)
        if table.exists():
            found.add("new" if version in table.read_text() else "old")
            assert (version in table.read_text()) == (version in figure.read_text())  # never a mixture
        else:
            found.add("between the renames")

        engine.build(root=root)
        assert table.read_text() == version
        assert version in figure.read_text()
        assert '"execution_count": 1' in (root / "notebooks/01-level.ipynb").read_text()
        assert sorted(path.name for path in (root / ".build").iterdir()) == ["lock", "stamp.json"]
    assert found == {"old", "between the renames", "new"}
    assert step > 15


def test_outputs_that_a_killed_build_had_moved_aside_come_back_even_if_the_next_build_fails(root, runs):
    engine.build(root=root)
    before = contents(root)
    (root / "data/processed").rename(root / ".build/old")
    write_notebook(root / "notebooks/03-fail.ipynb", "x")
    with pytest.raises(engine.BuildError):
        engine.build(root=root)
    (root / "notebooks/03-fail.ipynb").unlink()
    assert contents(root) == before


# --- real kernels -----------------------------------------------------------------------------------------------


ENVIRONMENT = """import os, pathlib, sys
out = pathlib.Path(os.environ["PINGAN_PROCESSED"], "figures")
out.mkdir(exist_ok=True)
(out / "plot.svg").write_text(f"{pathlib.Path.cwd().name} {os.environ['PYTHONHASHSEED']} {sys.prefix}")"""


def test_real_kernels_write_aside_and_leave_nothing_that_differs(root, capfd):
    write_notebook(root / "notebooks/01-level.ipynb", ENVIRONMENT, "print('one'); print('two')", "6 * 7")
    engine.build(root=root)
    assert (root / "data/processed/figures/plot.svg").read_text() == f"notebooks 0 {sys.prefix}"
    text = (root / "notebooks/01-level.ipynb").read_text()
    notebook = json.loads(text)
    assert notebook["cells"][2]["outputs"][0]["text"] == ["one\n", "two\n"]
    assert notebook["cells"][3]["outputs"][0]["data"] == {"text/plain": ["42"]}
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, 2, 3]
    assert notebook["cells"][1]["id"] == "cell-0"
    assert notebook["cells"][1]["metadata"] == {"tags": ["kept"]}
    assert notebook["metadata"] == kernel.NOTEBOOK_METADATA
    assert text.startswith('{\n "cells"') and text.endswith("}\n")
    assert not capfd.readouterr().err
    engine.build(root=root)
    assert capfd.readouterr().out.startswith("nothing to do")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise ValueError('two\\nlines')", "ValueError: two lines"),
        ("b = 2\nassert a == b", "AssertionError: assert a == b"),
    ],
)
def test_a_real_failure_is_told_in_one_line(root, capsys, code, said):
    write_notebook(root / "notebooks/02-change.ipynb", "a = 1", code, "never")
    with pytest.raises(engine.BuildError) as failure:
        engine.build(root=root)
    assert str(failure.value) == f"notebook 02-change, cell 3 (code cell 2): {said}"
    assert "ok 01-level" in capsys.readouterr().out
    assert not (root / "data/processed").exists()


# --- the command ------------------------------------------------------------------------------------------------


def exit_code_of(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pingan", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


def test_errors_are_a_line_on_stderr_without_traceback(monkeypatch, capsys):
    def fail(*_):
        raise engine.BuildError("notebook 02-change, cell 3 (code cell 2): ValueError: no")

    monkeypatch.setattr(engine, "build", fail)
    assert exit_code_of(monkeypatch, "build") == 1
    assert capsys.readouterr().err == "pingan: notebook 02-change, cell 3 (code cell 2): ValueError: no\n"
    assert exit_code_of(monkeypatch, "build", "--jobs", "0") == 2
    assert exit_code_of(monkeypatch, "verify", "--texts", "/no/such/folder") == 2
    assert exit_code_of(monkeypatch, "cite", "a-figure", "--style", "mla") == 2


def test_verify_fails_when_there_are_problems(monkeypatch, capsys, tmp_path):
    class Report:
        def __init__(self, problems):
            self.problems = problems

        def __str__(self):
            return f"{len(self.problems)} problems"

    for problems, code in ([], 0), (["000: offset 12"], 1):
        sources = SimpleNamespace(verify=lambda texts, problems=problems: Report(problems))
        monkeypatch.setitem(sys.modules, "pingan_analysis.tables.transcription", sources)
        assert exit_code_of(monkeypatch, "verify", "--texts", str(tmp_path)) == code
        assert capsys.readouterr().out == f"{len(problems)} problems\n"


def test_lab_passes_options_on_and_shows_no_news(monkeypatch):
    called = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: called.extend(arguments))
    exit_code_of(monkeypatch, "lab", "--no-browser", "--port=8899")
    assert called[:3] == [sys.executable, "-m", "jupyterlab"]
    assert called[-2:] == ["--no-browser", "--port=8899"]
    assert "--LabApp.news_url=None" in called
