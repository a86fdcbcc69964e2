"""Many files: every encoding, engine, cut and name; the same rows, in order, and what was left out is said."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from official_text import reports
from test_scan import PIECES

from pingan_analysis.cells import unguarded
from pingan_analysis.run import cli
from pingan_analysis.text import encoding, folders
from pingan_analysis.text.folders import scan_each, scan_files
from pingan_analysis.text.scanning import COLUMNS, REACH, rows, scan

TEXT = "全年立案611起，同比上升40.46%。\r\n三分之二的乡镇，挽回损失3至5亿元，90%以上。\n"
PINGAN = [str(Path(sys.executable).parent / "pingan"), "scan"]


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    return frame[list(COLUMNS)].to_numpy().tolist()


def corpus(folder: Path, files: int = 9, sentences: int = 30) -> Path:
    """A folder of files that differ, in both encodings, one of them long enough for many pieces."""
    for n in range(files):
        body = "".join(
            f"第{i}季度立案{97 * i + n}起，同比下降{i}.{n}%，其中{n}至{n + 9}万元的{i}件。\n" for i in range(sentences)
        )
        path = folder / f"{n % 3}" / f"{n:02}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((body * (20 if n == 5 else 1)).encode("gb18030" if n % 2 else "utf-8"))
    return folder


def one_by_one(folder: Path) -> pd.DataFrame:
    """What `scan` finds, file by file."""
    frames = []
    for path in sorted(folder.rglob("*.txt")):
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            text = path.read_bytes().decode("gb18030")
        frames.append(scan(text).assign(path=str(path))[["path", *COLUMNS]])
    return pd.concat(frames, ignore_index=True)


# --- encodings ---------------------------------------------------------------------------------------------------

MARK = "\ufeff"
ENCODED = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with a mark": (MARK + TEXT).encode(),
    "GB 18030": TEXT.encode("gb18030"),
    "GB 18030 with a mark": (MARK + TEXT).encode("gb18030"),
    "GBK": TEXT.encode("gbk"),
    "GB 2312": TEXT.encode("gb2312"),
    "four bytes": (TEXT + "𠀀餘").encode("gb18030"),
}
REFUSED = {
    "UTF-16 with a mark": (TEXT.encode("utf-16"), "byte 0: 0xff"),
    "UTF-16, big end first": (("\ufeff" + TEXT).encode("utf-16-be"), "byte 0: 0xfe"),
    "UTF-16 without a mark": ("A 5\n".encode("utf-16-le"), "NUL characters, as UTF-16 does"),
    "cut in a character": (TEXT.encode()[:-20][:-1] + b"\xe8\xb5", "neither UTF-8"),
    "bad at its end": (b"5" * 300 + "件".encode() + b"\xff", "byte 303: 0xff"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "neither UTF-8"),
}


@pytest.mark.parametrize("block", [1, 2, 3, 7, encoding.BLOCK])
@pytest.mark.parametrize("name", ENCODED)
def test_an_encoding_is_read(name: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BLOCK", block)
    (tmp_path / "a.txt").write_bytes(ENCODED[name])
    found = scan_files(tmp_path)
    assert rows_of(found) == rows(TEXT) and set(found.path) == {str(tmp_path / "a.txt")}


@pytest.mark.parametrize("block", [1, 4, encoding.BLOCK])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_such_text_is_reported_and_skipped(
    name: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "BLOCK", block)
    data, why = REFUSED[name]
    for file, content in (("a.txt", TEXT.encode()), ("b.txt", data), ("c.txt", TEXT.encode())):
        (tmp_path / file).write_bytes(content)
    skipped: list[folders.Skipped] = []
    found = scan_files(tmp_path, report=skipped.append)
    assert list(found.path.unique()) == [str(tmp_path / file) for file in ("a.txt", "c.txt")]
    assert rows_of(found) == rows(TEXT) * 2
    assert [one.path for one in skipped] == [str(tmp_path / "b.txt")] and why in skipped[0].reason
    assert found.attrs["skipped"] == skipped


def test_without_a_reporter_a_warning_says_what_was_skipped_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    for _ in range(2):
        with pytest.warns(folders.SkippedWarning, match=r"a\.txt: neither UTF-8 \(byte 0: 0xff\) nor GB 18030"):
            assert scan_files([tmp_path, tmp_path / "a.txt"]).empty


# --- which files, in which order ---------------------------------------------------------------------------------


def test_files_stand_in_the_order_given_a_folder_s_by_name(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.md", "b/.hidden", "b/.git/x", "b/a/1.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("5件", encoding="utf-8")
    os.mkfifo(tmp_path / "b" / "pipe")  # would wait forever
    (tmp_path / "b" / "loop").symlink_to(tmp_path / "b")
    given = [tmp_path / "b", str(tmp_path / "a.txt"), tmp_path / "b" / "2.txt", tmp_path / "none.txt"]
    skipped: list[folders.Skipped] = []
    found = scan_files(iter(given), report=skipped.append)
    names = [str(Path(path).relative_to(tmp_path)) for path in found.path]
    assert names == ["b/10.md", "b/2.txt", "b/a/1.txt", "a.txt", "b/2.txt"]
    assert skipped == [(str(tmp_path / "none.txt"), "No such file or directory")]


def test_one_path_need_not_be_in_a_list_and_nothing_has_the_columns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("无数字。", encoding="utf-8")
    for path in (tmp_path / "a.txt", str(tmp_path / "a.txt"), []):
        found = scan_files(path)
        assert list(found.columns) == ["path", *COLUMNS] and found.empty and found.attrs["skipped"] == []


# --- engines -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    pytest.importorskip("distributed")
    with cli._engine("dask", 2) as client:
        yield client


@pytest.mark.parametrize("kind", ["here", "processes", "dask"])
def test_every_engine_gives_the_same_rows_in_the_same_order(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    engine = {"here": None, "processes": "processes"}[kind] if kind != "dask" else request.getfixturevalue("client")
    folder = corpus(tmp_path)
    (folder / "1" / "bad.txt").write_bytes(b"\xff")
    monkeypatch.setattr(folders, "PART", 1000)
    skipped: list[folders.Skipped] = []
    found = scan_files(folder, engine, report=skipped.append)
    (folder / "1" / "bad.txt").unlink()
    expected = one_by_one(folder)
    pd.testing.assert_frame_equal(found, expected)
    assert [Path(one.path).name for one in skipped] == ["bad.txt"]
    for form in ("csv", "jsonl"):
        assert b"".join(folders.scan_lines(folder, form, engine)) == b"".join(folders.scan_lines(folder, form))


@pytest.mark.parametrize("engine", ["threads", "", 3, object()])
def test_an_unknown_engine_is_named(engine: Any) -> None:
    with pytest.raises(ValueError, match="it is None, 'processes', or a"):
        scan_files([], engine)


def kill(part: list[folders.Piece]) -> None:
    os._exit(1)


def test_a_worker_that_dies_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("5件", encoding="utf-8")
    with pytest.raises(ChildProcessError, match="enough memory"):
        list(folders._answers(kill, tmp_path, "processes", print, False))


def test_parts_are_read_as_they_are_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops after a table has not read the rest; no worker is left behind."""
    monkeypatch.setattr(folders, "PART", 1000)
    taken = []
    real = folders.parts
    monkeypatch.setattr(folders, "parts", lambda *given: (taken.append(part) or part for part in real(*given)))
    total = len(list(real(folders.found(corpus(tmp_path)), print)))
    for engine in (None, "processes"):
        taken.clear()
        tables = scan_each(tmp_path, engine)
        next(tables)
        tables.close()  # type: ignore[attr-defined]
        assert len(taken) <= 2 + folders.AHEAD * (os.cpu_count() or 1) < total


# --- cuts --------------------------------------------------------------------------------------------------------

STOPS = ["。\n", "。 ", "。”", "。5", "。-3%", "！", "？", "…", "上升到", "三千", "《", "》"]
WRITTEN = st.lists(reports(), min_size=1, max_size=5).map(lambda made: "".join(text for text, _ in made))
SCRAPS = st.lists(st.sampled_from([*PIECES, *STOPS]), max_size=300).map("".join)
TEXTS = st.one_of(SCRAPS, WRITTEN, st.tuples(SCRAPS, WRITTEN, SCRAPS).map("".join))


def pieced(text: str, length: int, block: int) -> tuple[list[list[Any]], int]:
    """A text, cut into pieces => the rows of all pieces, and how many there are."""
    cut = list(folders.pieces((text[at:at + block] for at in range(0, len(text), block)), length))
    assert "".join(piece for _, piece in cut) == text
    return [row[1:] for row in folders._rows([folders.Piece("", *piece) for piece in cut])], len(cut)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(1, 60), st.integers(1, 300))
def test_the_pieces_of_a_text_read_as_the_whole(text: str, length: int, block: int) -> None:
    assert pieced(text, length, block)[0] == rows(text)


FILL = "各地扎实推进平安建设工作不断提升群众安全感受。" * 4
BOUND = {  # what would read otherwise, were it cut at its full stop
    "a title": FILL + "《三件事。5件》共7件。" + FILL,
    "a quotation": FILL + "“要管。5件”共7件。" + FILL,
    "a sign": FILL + "增速。-3%的有7件。" + FILL,
    "a mark behind the stop": FILL + "查处9件。”5件。" + FILL,
}


@pytest.mark.parametrize("kind", BOUND)
def test_what_binds_across_a_stop_is_not_cut(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = BOUND[kind]
    found, cuts = pieced(text, 1, len(text))
    assert found == rows(text) and cuts > 1


def test_a_cut_without_regard_to_titles_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_OPEN", folders.re.compile("(?!)"))
    assert pieced(BOUND["a title"], 1, 9)[0] != rows(BOUND["a title"])


@pytest.mark.parametrize("text", ["3千", *(scrap * 5000 for scrap in ("5件", "5件，", "“5件。", "。", " ", "5件！"))])
def test_a_text_without_a_place_to_cut_is_one_piece(text: str) -> None:
    assert pieced(text, 100, 700) == (rows(text), 1)


def test_a_numeral_at_the_end_is_not_taken_for_a_whole_text() -> None:
    """三千 alone is a number, at the end of a sentence it is a name: a last piece is never so short."""
    text = FILL + "三千"
    assert len(scan("三千")) == 1 and pieced(text, 1, 10)[0] == rows(text) == []
    assert REACH > 24


def test_a_long_line_takes_little_memory(tmp_path: Path) -> None:
    """A file of one line, forty times as long, takes no more memory: the pieces are read and forgotten."""
    peaks = []
    for times in (1, 40):
        path = tmp_path / f"{times}.txt"
        with path.open("w", encoding="utf-8") as file:
            for _ in range(times):
                file.write(FILL * 4000 + "共立案5件。")
        with subprocess.Popen([*PINGAN, str(path), "--format", "csv"], stdout=subprocess.PIPE) as process:
            assert process.stdout and len(process.stdout.read().splitlines()) == times + 1
            peaks.append(os.wait4(process.pid, 0)[2].ru_maxrss * 1024)
            process.returncode = 0
    assert path.stat().st_size > 40_000_000 and peaks[1] - peaks[0] < 30_000_000, peaks


# --- lines -------------------------------------------------------------------------------------------------------


@given(st.fractions())
def test_a_value_as_text_is_exact(value: Fraction) -> None:
    text = folders.exact(value)
    assert Fraction(text) == value and folders.exact(-value).lstrip("-") == text.lstrip("-")


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_a_decimal_is_written_as_one(digits: int, places: int) -> None:
    assert "/" not in folders.exact(Fraction(digits, 10**places))


HOSTILE = ["=cmd().txt", "-3.txt", "+1,2.txt", "@a\"b.txt", "a\nb.txt", "a\r.txt", "\x1b[31mred.txt", "\u202etxt.exe",
           "平安 报告.txt", "[bold]x[red].txt", os.fsdecode(b"gbk\xc6\xbd.txt")]  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    for name in HOSTILE:
        (tmp_path / name).write_text("=3件=，近30\r\n余件、30\r件。" + TEXT, encoding="utf-8")
    return tmp_path


def test_lines_are_the_table_whatever_the_names(hostile: Path) -> None:
    found = scan_files(hostile)
    assert {Path(path).name for path in found.path} == set(HOSTILE)
    paths = [path.encode("utf-8", "backslashreplace").decode() for path in found.path]
    lines = csv.reader(io.StringIO(b"".join(folders.scan_lines(hostile, "csv")).decode(), newline=""))
    header, *cells = [[unguarded(cell) for cell in line] for line in lines]
    objects = [json.loads(line) for line in b"".join(folders.scan_lines(hostile, "jsonl")).decode().split("\n")[:-1]]
    assert header == list(found.columns) and len(cells) == len(objects) == len(found)
    for path, row, line, value in zip(paths, rows_of(found), cells, objects, strict=True):
        exact = [folders.exact(one) if isinstance(one, Fraction | float) else one for one in row]
        assert list(value.values()) == [path, *exact] and list(value) == header
        assert line == [path, *map(str, exact)]


def test_a_cell_that_a_spreadsheet_would_execute_is_guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("=cmd().txt").write_text("增速为-3.5个百分点", encoding="utf-8")
    _, line = b"".join(folders.scan_lines("=cmd().txt", "csv")).decode().splitlines()
    assert line.startswith("'=cmd().txt,3,") and ",'-3.5个百分点," in line


# --- the command -------------------------------------------------------------------------------------------------


def run(*arguments: str, stdin: bytes = b"", **others: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PINGAN, *arguments], input=stdin, capture_output=True, timeout=100, check=False, **others)


def test_the_table_is_for_people(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = run(str(tmp_path / "a.txt"))
    assert done.returncode == 0 and done.stderr == b""
    for said in ("a.txt", "611 起", "[40.455, 40.465) %", "同比", "range_low", "三分之二"):
        assert said in done.stdout.decode(), done.stdout.decode()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_standard_input_is_read(form: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "-").write_bytes(TEXT.encode())
    from_file = b"".join(folders.scan_lines(tmp_path / "-", form))
    done = run("-", "--format", form, stdin=TEXT.encode(encoding), env=os.environ | {"LC_ALL": "C"})
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout == from_file.replace(str(tmp_path / "-").encode(), b"'-" if form == "csv" else b"-")


def test_what_is_skipped_is_said_on_stderr_and_by_the_exit_code(hostile: Path) -> None:
    for name in ("bad\x1b[2J.txt", "bad\n.txt"):
        (hostile / name).write_bytes(b"\xff")
    done = run(str(hostile), str(hostile / "none.txt"), "--format", "csv")
    assert done.returncode == 1 and done.stdout.count(b"\n") > 5 * len(HOSTILE)
    said = done.stderr.decode().splitlines()
    assert len(said) == 3 and all(line.startswith("pingan: ") and line.endswith("; skipped") for line in said)
    assert all(line.isprintable() for line in said)
    table = run(str(hostile)).stdout.decode()
    assert "\x1b" not in table and "[bold]x[red].txt" in table


def test_an_unknown_engine_is_a_usage_error(tmp_path: Path) -> None:
    done = run(str(tmp_path), "--engine", "threads")
    assert done.returncode == 2 and b"processes" in done.stderr


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    for n in range(40):
        (folder / f"{n}.txt").write_text((FILL + "共立案5件，") * 6000, encoding="utf-8")
    return folder


@pytest.mark.parametrize("engine", ["none", "processes"])
def test_a_reader_that_goes_away_is_no_error(engine: str, long: Path) -> None:
    arguments = [*PINGAN, str(long), "--format", "csv", "--engine", engine]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline().startswith(b"path,start,")
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait(60) == 1


@pytest.mark.parametrize("engine", ["none", "processes"])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupt_ends_it_with_its_workers(engine: str, sign: signal.Signals, long: Path) -> None:
    """The pipe is closed when the last process that holds it has ended."""
    arguments = [*PINGAN, str(long), "--format", "csv", "--engine", engine]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        os.killpg(process.pid, sign) if sign == signal.SIGINT else process.kill()
        begun = time.monotonic()
        process.stdout.read()
        said = process.stderr.read().decode()
        assert "Traceback" not in said and time.monotonic() - begun < 60
        assert process.wait(60) == (130 if sign == signal.SIGINT else -sign)


def test_the_bar_is_drawn_on_a_terminal_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 1000, encoding="utf-8")
    leader, follower = pty.openpty()
    arguments = [*PINGAN, str(tmp_path), "--format", "csv"]
    quiet = subprocess.run(arguments, capture_output=True, check=True)
    environ = os.environ | {"TERM": "xterm"}
    shown = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=follower, check=True, env=environ)
    os.close(follower)
    assert quiet.stderr == b"" and quiet.stdout == shown.stdout
    assert "━" in os.read(leader, 100_000).decode()
    os.close(leader)
