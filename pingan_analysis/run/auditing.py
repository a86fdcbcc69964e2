"""A newcomer's own article => a folder: its numbers, what can be checked at once, and a notebook that tells it.

The folder is written beside its place and renamed, whole or not at all. It holds `article.txt` (the file as given),
`numbers.csv` (the rows of `scan`, exact), `pairings.csv` (the rows of `paired`), and `audit.ipynb`, executed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pingan_analysis.cells import csv_text
from pingan_analysis.errors import DataError
from pingan_analysis.run.glossary import glossed
from pingan_analysis.run.kernel import executed
from pingan_analysis.run.storytelling import notebook
from pingan_analysis.tables.schema import TABLES, TO_CONFIRM
from pingan_analysis.tables.transcription import read_text
from pingan_analysis.text.pairing import stretches
from pingan_analysis.text.scanning import scan
from pingan_analysis.world.fitting import OUTCOMES, paired

if TYPE_CHECKING:
    import pandas as pd

FILES = ("article.txt", "numbers.csv", "pairings.csv", "audit.ipynb")
LARGEST = 300_000  # bytes; a longer file is not one article
LICENCE = "Copyright of the publisher; only facts and figures are transcribed here"


@dataclass(frozen=True)
class Audit:
    """What an audit wrote, and what it found."""

    folder: Path
    numbers: int
    outcomes: dict[str, int]

    def __str__(self) -> str:
        paired = sum(self.outcomes.values())
        found = "; ".join(f"{count} {outcome}" for outcome, count in self.outcomes.items() if count)
        lines = [f"{self.numbers} reported numbers, {paired} pairings" + f": {found}" * bool(found)]
        lines += [f"{self.folder / name}" for name in FILES]
        lines += ["Pairings are guesses from the words; what a reader must confirm is marked in the notebook."]
        return "\n".join(lines)


def audit(file: Path, output: Path | None = None, force: bool = False) -> Audit:
    """An article's file (UTF-8 or GB 18030) => its Audit, written to `output`, by default `NAME-audit` in this folder.

    Raises DataError where the file is missing, empty, too long, no text, or holds no reported number, and where
    `output` exists; with `force` an earlier audit is replaced, but never a folder that holds anything else.
    """
    file, folder = Path(file), Path(output) if output else Path(f"{Path(file).stem}-audit")
    _check_place(folder, force)
    if file.is_file() and (size := file.stat().st_size) > LARGEST:
        raise DataError([f"{file.name}: {size:,} bytes; an article has at most {LARGEST:,}: audit its parts"])
    text = read_text(file)
    if not text.strip():
        raise DataError([f"{file.name}: empty; there is nothing to audit"])
    numbers = scan(text)
    if numbers.empty:
        raise DataError([f"{file.name}: no reported number in {len(text):,} characters; is it a Chinese report?"])
    pairings = paired(text)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        shutil.copyfile(file, aside / "article.txt")
        (aside / "numbers.csv").write_bytes(csv_text(numbers.assign(english=glossed(text).english)).encode())
        (aside / "pairings.csv").write_bytes(csv_text(pairings, "%.12g").encode())
        (aside / "audit.ipynb").write_text(notebook(text, file.name, pairings), encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="pingan-") as private:
            told = executed(aside / "audit.ipynb", Path(private), Path(private, "reads"))
        (aside / "audit.ipynb").write_text(told, encoding="utf-8")
        aside.chmod(0o755)
        _put(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    counts = pairings.outcome.value_counts()
    return Audit(folder, len(numbers), {outcome: int(counts.get(outcome, 0)) for outcome in OUTCOMES})


def _check_place(folder: Path, force: bool) -> None:
    """Raises DataError where something is that must not be overwritten."""
    if not folder.exists():
        return
    if not force:
        raise DataError([f"{folder}: exists; name another with --output, or replace an earlier audit with --force"])
    held = {path.name for path in folder.iterdir()} if folder.is_dir() else {"a file"}
    if others := sorted(held - {*FILES, ".ipynb_checkpoints"}):
        raise DataError([f"{folder}: not replaced, since it is more than an audit: {', '.join(others[:5])}"])


def _put(aside: Path, folder: Path) -> None:
    """The new folder takes its place; an earlier one goes only after that, and comes back if it cannot."""
    if not folder.exists():
        aside.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
    folder.rename(old / folder.name)
    try:
        aside.rename(folder)
    except OSError:
        (old / folder.name).rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


# --- its rows in data/raw -----------------------------------------------------------------------------------------


def source_row(file: Path, source_id: str = "article") -> pd.DataFrame:
    """An article's file => its row of sources.csv: what the file says is filled in, the rest is to be confirmed."""
    import pandas as pd

    text, name = read_text(file), file.name if re.fullmatch(r"\w[\w.-]*", file.name) else "article.txt"
    known = {
        "source_id": source_id, "role": "corpus", "language": "zh", "license_note": LICENCE, "text_file": name,
        "n_chars": len(text), "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }  # fmt: skip
    row = {column.name: known.get(column.name, TO_CONFIRM * column.required) for column in TABLES["sources"]}
    return pd.DataFrame([row])


def reported_rows(text: str, source_id: str = "article") -> pd.DataFrame:
    """A report's text => its rows of reported.csv: place, print, unit and direction are filled in, the rest is not.

    >>> reported_rows("立案数同比下降31.26%。")[["number_id", "printed", "ref_area", "direction"]].values.tolist()
    [['article-n001', '31.26%', 'TO CONFIRM', 'down']]
    """
    import pandas as pd

    rows = []
    for number in (number for run in stretches(text) for number in run):
        held = {"change": "base_period", "gap": "comparator_area"}.get(number.measure, "")
        known = {
            "number_id": f"{source_id}-n{number.at + 1:03d}", "source_id": source_id, "start": number.start,
            "end": number.end, "printed": number.printed, "measure": number.measure, "unit": number.unit,
            "direction": number.direction * number.moved, "confidence": "low",
        }  # fmt: skip
        row = {column.name: known.get(column.name, TO_CONFIRM * column.required) for column in TABLES["reported"]}
        rows.append(row | ({held: TO_CONFIRM} if held else {}))
    return pd.DataFrame(rows, columns=[column.name for column in TABLES["reported"]])


def claim_rows(pairings: pd.DataFrame, source_id: str = "article") -> pd.DataFrame:
    """Rows of `paired` => rows of claims.csv: what rose or fell from one printed number to another, to be worded.

    Levels with their changes, parts and shares are no claims: as reported numbers they are held against each other.

    >>> claim_rows(paired("案件从1200起下降到1000起。"))[["kind", "number_ids", "parameters"]].values.tolist()
    [['trend', 'article-n001 article-n002', 'relation: a > b']]
    """
    import pandas as pd

    rows = []
    for place, pairing in enumerate(pairings.query("kind == 'pair'").to_dict("records"), 1):
        ids = " ".join(f"{source_id}-n{int(number) + 1:03d}" for number in pairing["numbers"].split())
        known = {
            "claim_id": f"{source_id}-c{place:03d}", "source_id": source_id, "number_ids": ids, "kind": "trend",
            "parameters": f"relation: {pairing['relation']}",
        }  # fmt: skip
        rows.append({column.name: known.get(column.name, TO_CONFIRM * column.required) for column in TABLES["claims"]})
    return pd.DataFrame(rows, columns=[column.name for column in TABLES["claims"]])
