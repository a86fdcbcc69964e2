"""What the README says is so: its table, its code, its links, its version."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter

from pingan_analysis import __version__, paths

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def verdict_table() -> str:
    """The committed verdicts => the rows of the README's table."""
    with (paths.ROOT / "data" / "processed" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        rows = [("across documents" if " " in row["source_id"] else row["source_id"], row["verdict"]) for row in csv.DictReader(file)]
    counts = Counter(rows)
    documents = [*dict.fromkeys(document for document, _ in rows if document != "across documents"), "across documents"]
    names = ("supported", "contradicted", "undetermined")
    return "\n".join(f"| {document} | " + " | ".join(str(counts[document, name]) for name in names) + " |" for document in documents)


def test_the_table_is_the_committed_one() -> None:
    shown = re.search(r"<!-- verdicts -->\n(.*?)<!-- /verdicts -->", README, flags=re.S)
    assert shown and shown[1].splitlines()[2:] == verdict_table().splitlines()


def test_the_code_runs() -> None:
    block = re.search(r"```python\n(.*?)```", README, flags=re.S)
    assert block
    lines = [line for line in block[1].splitlines() if "export" not in line]  # it would write into the committed figures
    space: dict[str, object] = {}
    exec("\n".join(lines), space)
    for line in lines:
        if "# " in line and line.startswith("pa."):
            code, _, comment = line.partition("# ")
            value = repr(eval(code, space))
            assert comment.startswith(value) or "card" in comment, f"{code}: {value}"


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets and not [t for t in targets if not t.startswith("http") and not (paths.ROOT / t).exists()]


def test_every_notebook_is_listed() -> None:
    assert not [p.name for p in (paths.ROOT / "notebooks").glob("*.ipynb") if f"notebooks/{p.name}" not in README]


def test_versions_agree() -> None:
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cff = (paths.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert project["version"] == __version__ and f"version: {__version__}" in cff and f"license: {project['license']}" in cff
