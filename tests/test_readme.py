"""What the README says is so: its table, its code, its links, its version."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest

from pingan_analysis import paths
from pingan_analysis.run.cli import scan
from pingan_analysis.tables import load

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def verdict_table() -> str:
    """The committed verdicts => the rows of the README's table."""
    outside = {row["source_id"] for row in load.records("sources") if row["role"] == "outside"}
    with (paths.ROOT / "data" / "processed" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        verdicts = list(csv.DictReader(file))
    counts: Counter[tuple[str, str]] = Counter()
    for row in verdicts:
        documents = row["source_id"].split()
        related = "against other publications" if outside & set(documents) else "across the articles"
        counts[documents[0] if len(documents) == 1 and documents[0] not in outside else related, row["verdict"]] += 1
    names = ("supported", "contradicted", "undetermined")
    shown = dict.fromkeys(document for document, _ in counts)
    table = [[name, *(str(counts[name, verdict]) for verdict in names)] for name in shown]
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
            assert comment.startswith(value) or "card" in comment, f"{code}: {value}"


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
