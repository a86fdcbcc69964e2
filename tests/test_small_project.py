"""A small project, built for real: killed, on a full disk, in other surroundings, in parts."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest
import torture


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = torture.project(tmp_path_factory.mktemp("built"))
    torture.build(root)
    return root


def copied(built: Path, root: Path) -> Path:
    return Path(shutil.copytree(built, root, ignore=shutil.ignore_patterns("__pycache__")))


def test_killed_builds_are_completed_by_the_next(built: Path, tmp_path: Path) -> None:
    states = torture.tortured(copied(built, tmp_path / "project"), kills=2, seed=5)
    assert states.total() - states["was done"] == 2


def failing(root: Path, **options: object) -> str:
    """A build that must fail => what it says; the outputs are what they were, and the next build completes."""
    torture.print_number(root, 977)
    before = torture.outputs(root)
    done = subprocess.run(
        torture.BUILD, cwd=root, env=torture.environment(root), capture_output=True, text=True, timeout=300, **options
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert torture.outputs(root) == before
    return done.stderr


@pytest.mark.parametrize("most", [300, 9000], ids=["in the tables", "in a figure"])
def test_a_file_that_cannot_be_written_leaves_the_old_ones(built: Path, tmp_path: Path, most: int) -> None:
    root = copied(built, tmp_path / "project")
    said = failing(root, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert said.startswith("pingan: ") and "File too large" in said
    assert [path.name for path in (root / ".build").glob("staging*")] == []
    torture.build(root)
    assert "977起".encode() in (root / "data" / "processed" / "observations.csv").read_bytes()


@pytest.mark.parametrize("size", ["16k", "80k"], ids=["in the tables", "in a figure"])
def test_a_full_disk_leaves_the_old_outputs(built: Path, tmp_path: Path, size: str) -> None:
    root = copied(built, tmp_path / "project")
    stamp = (root / ".build" / "stamp.json").read_bytes()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(root / ".build")]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount the small disk")
    try:
        (root / ".build" / "stamp.json").write_bytes(stamp)
        said = failing(root)
        assert said.startswith("pingan: ") and "No space left on device" in said
    finally:
        subprocess.run(["umount", str(root / ".build")], check=True)
    torture.build(root)


def test_surroundings_change_nothing(built: Path, tmp_path: Path) -> None:
    """Another folder, language, time zone, hash seed, umask, and a reader's own settings of matplotlib and IPython."""
    root, home = torture.project(tmp_path / "elsewhere" / "项目"), tmp_path / "home"
    (home / ".config" / "matplotlib").mkdir(parents=True)
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text("font.size: 31\naxes.facecolor: red\n")
    (home / ".ipython" / "profile_default" / "startup").mkdir(parents=True)
    (home / ".ipython" / "profile_default" / "startup" / "loud.py").write_text("print('a greeting')\n")
    before = os.umask(0o077)
    try:
        torture.build(
            root, HOME=str(home), LC_ALL="C", LANG="tr_TR.UTF-8", LANGUAGE="zh", TZ="Pacific/Kiritimati",
            PYTHONHASHSEED="77", COLUMNS="40", NO_COLOR="1", SOURCE_DATE_EPOCH="1",
        )  # fmt: skip
    finally:
        os.umask(before)
    assert torture.outputs(root) == torture.outputs(built)
    for path in [*(root / "data" / "processed").rglob("*"), *(root / "notebooks").glob("*.ipynb")]:
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_a_build_in_parts_is_a_whole_build(built: Path, tmp_path: Path) -> None:
    root = copied(built, tmp_path / "project")
    notebook = root / "notebooks" / "two.ipynb"
    notebook.write_text(notebook.read_text().replace("print(printed)", "print(printed, 2)", 1))
    assert "1 of 2 notebooks stand" in torture.build(root)
    consecutive = root / "data" / "raw" / "consecutive.csv"
    consecutive.write_text(consecutive.read_text().replace("100件", "101件"))
    assert "2 of 2 notebooks stand" in torture.build(root)  # neither reads it; the tables do
    in_parts = torture.outputs(root)
    (root / ".build" / "stamp.json").unlink()
    assert "stand as they are" not in torture.build(root)
    assert torture.outputs(root) == in_parts


def test_a_notebook_that_reads_past_the_package_is_watched_and_kept_offline(built: Path, tmp_path: Path) -> None:
    root = copied(built, tmp_path / "project")
    notebook = root / "notebooks" / "two.ipynb"
    reading = "print(printed, len(open('../data/raw/consecutive.csv').read()))"
    calling = "import urllib.request\\nurllib.request.urlopen('http://192.0.2.1/')"
    text = notebook.read_text()
    notebook.write_text(text.replace("print(printed)", reading, 1))
    torture.build(root)
    consecutive = root / "data" / "raw" / "consecutive.csv"
    consecutive.write_text(consecutive.read_text().replace("100件", "1001件"))
    assert "1 of 2 notebooks stand" in torture.build(root)
    notebook.write_text(text.replace("print(printed)", calling, 1))
    assert "no network at run time: something tried to reach 192.0.2.1" in failing(root)
