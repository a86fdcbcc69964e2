"""The package as a newcomer walks it: the map is whole, imports point one way, nothing heavy comes before it draws."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pingan_analysis import paths

PACKAGE = paths.ROOT / "pingan_analysis"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.stem != "__init__")  # which list what is in a package
MAP = re.findall(r"^\| `([\w/]+)` \|", (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.M)
DOOR = "scan imports bulk"  # inside a function: `scan.scan_files` is where other programs look for it
HEAVY = {"pandas", "numpy", "scipy", "statsmodels", "matplotlib", "seaborn", "nbclient", "nbformat", "IPython"}


def name_of(path: Path) -> str:
    """pingan_analysis/load.py => 'load'; everything in plots => 'plots'."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(code: str) -> Iterator[str]:
    """=> what the code imports when it runs, in functions too: 'load' of this package, 'pandas' of another."""
    todo: list[ast.AST] = [ast.parse(code)]
    for node in todo:  # which grows
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            todo += node.orelse
            continue
        todo += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("pingan_analysis.").partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ("pingan_analysis." * bool(node.level) + (node.module or "")).rstrip(".")
            inside = module.removeprefix("pingan_analysis").lstrip(".").partition(".")[0]
            yield from [inside] if inside else (alias.name for alias in node.names if alias.name != "__version__")


def upward(files: dict[str, str], order: list[str]) -> list[str]:
    """name => code, names in layers from the ground up => the imports of what does not stand below."""
    return [
        f"{name} imports {other}"
        for name, code in files.items()
        for other in imports(code)
        if other in order and order.index(other) >= order.index(name)
    ]


def test_the_map_names_every_module_once() -> None:
    assert sorted(MAP) == sorted({name_of(path) for path in FILES})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_module_imports_only_from_above_it_on_the_map(path: Path) -> None:
    found = upward({name_of(path): path.read_text(encoding="utf-8")}, MAP)
    assert [line for line in found if line != DOOR] == []


def test_an_import_that_points_the_other_way_is_found() -> None:
    inside, typed = (
        "def f():\n    from pingan_analysis import load, claims",
        "if TYPE_CHECKING:\n    from .claims import a",
    )
    assert upward({"load": inside}, ["load", "claims"]) == ["load imports load", "load imports claims"]
    assert upward({"load": typed, "claims": "from . import __version__, load"}, ["load", "claims"]) == []
    assert upward({"load": "import pingan_analysis.claims"}, ["load", "claims"]) == ["load imports claims"]


def test_the_package_and_the_command_start_without_the_heavy_imports() -> None:
    code = f"import sys, pingan_analysis, pingan_analysis.cli; print(*({HEAVY!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not run.stdout.strip()


def test_only_what_draws_imports_at_its_top_what_draws() -> None:
    tops = {
        path: [n for n in ast.parse(path.read_text(encoding="utf-8")).body if "import" in ast.unparse(n)]
        for path in FILES
    }
    drawing = {
        name_of(path)
        for path, nodes in tops.items()
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        and {*imports(ast.unparse(node))} & {"matplotlib", "seaborn", "scipy", "statsmodels"}
    }
    assert drawing == {"style", "figure", "plots"}
