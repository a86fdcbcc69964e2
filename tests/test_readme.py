"""What the README says is so: its table, its code, its links, its version."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest

from pingan_analysis import paths
from pingan_analysis.run.cli import scan

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def verdict_table() -> str:
    """The committed verdicts => the rows of the README's table."""
    with (paths.ROOT / "data" / "processed" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        counts = Counter((row["who"], row["verdict"]) for row in csv.DictReader(file))
    names = ("supported", "contradicted", "undetermined", "untested")
    said = {"article": "that an article makes", "analyst": "that we ask"}
    table = [[words, *(str(counts[who, verdict]) for verdict in names)] for who, words in said.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def test_the_table_is_the_committed_one() -> None:
    shown = re.search(r"<!-- verdicts -->\n(.*?)<!-- /verdicts -->", README, flags=re.S)
    assert shown and shown[1].splitlines()[2:] == verdict_table().splitlines()


def test_the_code_runs() -> None:
    block = re.search(r"```python\n(.*?)```", README, flags=re.S)
    assert block
    lines = [
        line for line in block[1].splitlines() if "export" not in line
    ]  # it would write into the committed figures
    space: dict[str, object] = {}
    exec("\n".join(lines), space)
    for line in lines:
        if "# " in line and line.startswith("pa."):
            code, _, comment = line.partition("# ")
            value = repr(eval(code, space))
            shown = comment.startswith(value) or "card" in comment or hasattr(eval(code, space), "columns")
            assert shown, f"{code}: {value}"


def test_the_scanned_sentence_reads_as_shown(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    block = re.search(r"```console\n\$ echo '(.*?)' \| .venv/bin/pingan scan -\n(.*?)\n```", README, flags=re.S)
    assert block
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(block[1].encode())))
    scan(["-"])
    printed = capsysbinary.readouterr().out.decode()
    assert "\n".join(line.rstrip() for line in printed.splitlines()).strip() == block[2]


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets and not [t for t in targets if not t.startswith("http") and not (paths.ROOT / t).exists()]


def test_every_notebook_is_listed() -> None:
    assert not [p.name for p in (paths.ROOT / "notebooks").glob("*.ipynb") if f"notebooks/{p.name}" not in README]
