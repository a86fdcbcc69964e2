"""Does the text say what we transcribed? Every slip, in a text or in a row, is caught and placed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from small import Row, row, write

from pingan_analysis import paths
from pingan_analysis.errors import DataError
from pingan_analysis.tables import load, transcription

TEXT = "甲报\r\n全年立案611起，同比上升40.46%。\n“三长”齐备：路长、街长、巷长。十二名队员，\n其中5\n人在岗１０年。\n"
NUMBERS = {"611起": "level", "40.46%": "change", "十二名": "level", "5\n人": "level", "１０年": "duration"}
WELL = "every row stands at its place; every numeral is accounted for"
FAILS_IN_BOTH = b"caf\xe9 \xff"


def tables(text: str, data: bytes) -> dict[str, list[Row]]:
    """Rows for the invented article above."""
    starts = {printed: text.index(printed) for printed in NUMBERS}
    at = text.index("路长、街长、巷长")
    file = {"text_file": "paper.txt", "n_chars": len(text), "sha256": hashlib.sha256(data).hexdigest()}
    return {
        "sources": [row("sources", **file), row("sources", source_id="other")],
        "reported": [
            row(
                "reported", number_id=f"n{n}", start=starts[printed], printed=printed, measure=measure,
                direction="up" * (measure == "change"),
            )
            for n, (printed, measure) in enumerate(NUMBERS.items())
        ],
        "not_numbers": [row("not_numbers", mark_id="mark", start=text.index("三"), printed="三", reason="name")],
        "claims": [
            row("claims", claim_id="word", kind="first", start=text.index("齐备"), printed="齐备"),
        ],
        "lists": [row("lists", list_id="three", number_ids="mark", items=3, start=at, end=at + 8)],
    }  # fmt: skip


def article(folder: Path, data: bytes, **replaced: list[Row]) -> transcription.Report:
    """An article's bytes, and rows if they are not the right ones => what verifying them finds."""
    (folder / "raw").mkdir(exist_ok=True)
    (folder / "paper.txt").write_bytes(data)
    raw = write(folder / "raw", tables(TEXT, TEXT.encode()) | replaced)
    return transcription.verify(folder, raw)


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str, prefix: str) -> None:
    """A byte order mark is not a character of the text: the offsets stay the same."""
    data = (prefix + TEXT).encode(encoding)
    report = article(tmp_path, data, **tables(TEXT, data))
    assert report.problems == [] and str(report).endswith(WELL)
    assert report.counts == {"paper": {"reported": 5, "digit_runs": 5, "chinese_runs": 2, "unaccounted": 0}}
    assert transcription.read_text(tmp_path / "paper.txt") == TEXT


UNREADABLE = {
    "UTF-16": (TEXT.encode("utf-16"), "neither UTF-8 (byte 0: 0xff) nor GB 18030 (byte 0: 0xff)"),
    "UTF-16 without a mark": ("611 ".encode("utf-16-le"), "nor GB 18030 (it holds NUL characters, as UTF-16 does)"),
    "Latin": (FAILS_IN_BOTH, "neither UTF-8 (byte 3: 0xe9) nor GB 18030 (byte 3: 0xe9); save it as UTF-8"),
    "cut in the middle of a character": (TEXT.encode()[:-6] + b"\x80\xff", "neither UTF-8 (byte "),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_other_encodings_are_named(tmp_path: Path, case: str) -> None:
    data, said = UNREADABLE[case]
    report = article(tmp_path, data)
    assert len(report.problems) == 1 and report.problems[0].startswith("paper.txt: ") and said in report.problems[0]
    assert str(report).endswith("1 problem") and report.counts == {}


def test_missing_text_and_changed_fingerprint(tmp_path: Path) -> None:
    right = tables(TEXT, TEXT.encode())
    report = article(tmp_path, TEXT.encode() + b"\n")
    assert [problem.split(" ")[1] for problem in report.problems] == ["fingerprint", str(len(TEXT) + 1)]
    unknown = [right["sources"][0] | {"sha256": ""}]
    assert "not recorded" in str(article(tmp_path, TEXT.encode(), sources=unknown))
    (tmp_path / "paper.txt").unlink()
    assert transcription.verify(tmp_path, tmp_path / "raw").problems == [f"paper.txt: not found in {tmp_path}"]
    with pytest.raises(DataError, match=r"paper\.txt: not found"):
        transcription.read_text(tmp_path / "paper.txt")


def place(text: str, offset: int) -> str:
    before = text[:offset].split("\n")
    return f"line {len(before)}, column {len(before[-1]) + 1} (character {offset})"


def slips(text: str) -> Iterator[tuple[int, str]]:
    """Every way in which one numeral of a text can be another: its offset and the slip."""
    for kind in ("0123456789", "０１２３４５６７８９", "一二三四五六七八九十"):
        for offset, character in enumerate(text):
            if character in kind:
                yield from ((offset, other) for other in kind if other != character)


def test_every_slip_of_a_text_is_placed(tmp_path: Path) -> None:
    rows = tables(TEXT, TEXT.encode())
    spans = [(int(r["start"]), int(r["end"])) for r in rows["reported"] + rows["not_numbers"]]
    for offset, other in slips(TEXT):
        wrong = TEXT[:offset] + other + TEXT[offset + 1 :]
        start = next(start for start, end in spans if start <= offset < end)
        fingerprint, *found = article(tmp_path, wrong.encode()).problems
        assert "fingerprint" in fingerprint and len(found) == 1 and f"paper.txt {place(TEXT, start)}: " in found[0]


@pytest.mark.parametrize("table", ["reported", "not_numbers"])
def test_every_slip_of_a_row_is_caught(tmp_path: Path, table: str) -> None:
    rows = tables(TEXT, TEXT.encode())[table]
    for n, column in ((n, column) for n in range(len(rows)) for column in ("printed", "start", "end")):
        for offset, other in slips(rows[n][column]):
            wrong = rows[n][column][:offset] + other + rows[n][column][offset + 1 :]
            spoiled = [r | {column: wrong} if k == n else r for k, r in enumerate(rows)]
            try:
                found = article(tmp_path, TEXT.encode(), **{table: spoiled}).problems
            except DataError as refusal:  # already at loading: the span is not as long as the print
                found = refusal.problems
            assert any(next(iter(rows[n].values())) in problem or f"row {n + 2}" in problem for problem in found)


@pytest.mark.parametrize("run", ["7", "８9", "半", "二十", "③", "Ⅳ"])
def test_an_unlisted_numeral_is_placed(tmp_path: Path, run: str) -> None:
    problem = article(tmp_path, f"{TEXT}第{run}".encode()).problems[-1]
    where = place(f"{TEXT}第", len(TEXT) + 1)
    assert problem == f"paper.txt {where}: {run!r} is in neither reported.csv nor not_numbers.csv"


def test_words_and_lists_are_held_too(tmp_path: Path) -> None:
    def said(old: str, new: str) -> str:
        return article(tmp_path, TEXT.replace(old, new).encode()).problems[-1]

    assert "claims.csv word expects '齐备', the text has '奇备'" in said("齐备", "奇备")
    assert said("路长、街长", "路长街长长").endswith("lists.csv three counts 3 items, the text has 2")


TEXTS = Path(os.environ.get("PINGAN_TEXTS") or paths.ROOT.parent / "shared" / "sources")
needs_texts = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the articles are their publishers'; PINGAN_TEXTS names a folder that holds them"
)


@needs_texts
def test_the_articles_say_what_we_transcribed() -> None:
    report = transcription.verify(TEXTS)
    assert report.problems == []
    articles = [source["source_id"] for source in load.records("sources") if source["text_file"]]
    assert list(report.counts) == articles and all(count["unaccounted"] == 0 for count in report.counts.values())


@needs_texts
@pytest.mark.parametrize("where", ["text", "row"])
def test_every_slip_in_the_articles_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """The k-th digit of all numbers is turned at once, in all ways: each number must be missed."""
    checked = load.check()
    placed = [r for r in checked["reported"] if r["start"]]
    files = {source["source_id"]: source["text_file"] for source in checked["sources"] if source["text_file"]}
    texts = {source: transcription.read_text(TEXTS / file) for source, file in files.items()}

    alphabets = ("0123456789", "０１２３４５６７８９", "零一二三四五六七八九")  # 首 and 半 name no digit

    def turned(printed: str, k: int, by: int) -> str:
        digits = [(n, kind) for n, character in enumerate(printed) for kind in alphabets if character in kind]
        if k >= len(digits):
            return printed
        place, kind = digits[k]
        return printed[:place] + kind[(kind.index(printed[place]) + by) % 10] + printed[place + 1 :]

    longest = max(sum(map("".join(alphabets).count, r["printed"])) for r in placed)
    for k, by in product(range(longest), range(1, 10)):
        wrong = {r["number_id"]: turned(r["printed"], k, by) for r in placed}
        for source, text in texts.items():
            for r in placed if where == "text" else []:
                if r["source_id"] == source:
                    text = text[: int(r["start"])] + wrong[r["number_id"]] + text[int(r["end"]) :]
            (tmp_path / files[source]).write_bytes(text.encode())
        rows = [r | {"printed": wrong.get(r["number_id"], r["printed"])} for r in checked["reported"]]
        shown = {**checked} | ({"reported": rows} if where == "row" else {})
        monkeypatch.setattr(load, "check", lambda raw, shown=shown: shown)
        said = "\n".join(transcription.verify(tmp_path).problems)
        for r in placed:
            slipped = wrong[r["number_id"]] != r["printed"]
            assert slipped == (f"reported.csv {r['number_id']} expects" in said), r["number_id"]
