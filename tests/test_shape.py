"""The package as a newcomer walks it: the map is whole, imports point one way, nothing heavy comes before it draws."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pingan_analysis as pa
from pingan_analysis import paths

PACKAGE = paths.ROOT / "pingan_analysis"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.stem != "__init__")  # which list what is in a package
MAP = re.findall(r"^\| `([\w/]*\w)` \|", (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.M)
ROOMS = list(dict.fromkeys(name.partition("/")[0] for name in MAP if "/" in name))
HEAVY = {"pandas", "numpy", "scipy", "statsmodels", "matplotlib", "seaborn", "nbclient", "nbformat", "IPython", "z3"}


def name_of(path: Path) -> str:
    """pingan_analysis/tables/load.py => 'tables/load'; everything in figures/plots => 'figures/plots'."""
    return "/".join(path.relative_to(PACKAGE).with_suffix("").parts[:2])


def imports(code: str, room: str = "") -> Iterator[str]:
    """=> what the code imports when it runs, in functions too: 'tables/load' of this package, 'pandas' of another."""
    todo: list[ast.AST] = [ast.parse(code)]
    for node in todo:  # which grows
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            todo += node.orelse
            continue
        todo += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = f"pingan_analysis.{room}.{node.module or ''}".rstrip(".") if node.level else node.module or ""
            modules = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            package, *parts = module.split(".")
            inside = parts[: 1 + (parts[:1] != [] and parts[0] in ROOMS)]
            yield "/".join(inside) or package if package == "pingan_analysis" else package


def upward(files: dict[str, str], order: list[str]) -> list[str]:
    """name => code, names in layers from the ground up => the imports of what does not stand below."""
    return [
        f"{name} imports {other}"
        for name, code in files.items()
        for other in imports(code, name.rpartition("/")[0])
        if other in order and order.index(other) >= order.index(name) and other != "figures/plots"
    ]


def test_the_map_names_every_module_once() -> None:
    assert sorted(MAP) == sorted({name_of(path) for path in FILES})


def test_rooms_stand_together_on_the_map() -> None:
    rooms = [name.partition("/")[0] for name in MAP if "/" in name]
    assert [room for room, _ in itertools.groupby(rooms)] == ROOMS


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_imports_only_from_above_it_on_the_map(path: Path) -> None:
    assert upward({name_of(path): path.read_text(encoding="utf-8")}, MAP) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_module_bears_the_name_of_a_function(path: Path) -> None:
    assert path.stem not in pa.__all__ or path.stem == "plots"


def test_the_library_lists_its_names_and_nothing_else() -> None:
    assert dir(pa) == sorted(pa.__all__)
    assert all(getattr(pa, name) is not None for name in pa.__all__)


def test_an_import_that_points_the_other_way_is_found() -> None:
    order = ["tables/load", "world/judging"]
    inside = "def f():\n    from pingan_analysis.tables import load\n    import pingan_analysis.world.judging"
    typed = "if TYPE_CHECKING:\n    from pingan_analysis.world.judging import a"
    assert upward({"tables/load": inside}, order) == [
        "tables/load imports tables/load",
        "tables/load imports world/judging",
    ]
    assert upward({"tables/load": typed, "world/judging": "from pingan_analysis.tables.load import a"}, order) == []
    assert upward({"world/judging": "from .judging import b"}, order) == ["world/judging imports world/judging"]


def test_the_package_and_the_command_start_without_the_heavy_imports() -> None:
    code = f"import sys, pingan_analysis, pingan_analysis.run.cli; print(*({HEAVY!r} & set(sys.modules)))"
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
    assert drawing == {"figures/style", "figures/figure", "figures/plots"}
