"""A figure's files: the same bytes everywhere, whole or absent, and saying of themselves what the passport says."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.backends.backend_pdf import pdfRepr
from matplotlib.figure import Figure as MatplotlibFigure
from PIL import Image

from pingan_analysis.errors import DataError
from pingan_analysis.figures import style
from pingan_analysis.figures.citation import cite
from pingan_analysis.figures.exporting import export, write_index
from pingan_analysis.figures.figure import Figure, frame

exporting = sys.modules[export.__module__]  # the package's attribute of that name is the function
DATA = pd.DataFrame({"year": [2019, 2020, 2021], "low": [3.0, 5.8, 1 / 3], "status": ["printed", "implied", "printed"]})


WORDS = {"en": ("Filings fell by 31.26 %", "cases", "As (printed)."), "zh": ("立案下降31.26%", "起", "按原文。")}


def fraud(lang: str = "en", data: pd.DataFrame = DATA) -> Figure:
    ids = {"claims": ["b-claim", "a_claim"], "sources": ["zj-2021"]}
    with frame(lang, *WORDS[lang], data=data, **ids, width_mm=60) as fig:
        fig.subplots().plot(data["year"], data["low"], **style.printed())
    return fig


def contents(processed: Path) -> dict[str, str]:
    files = sorted(path for path in processed.rglob("*") if path.is_file())
    return {str(path.relative_to(processed)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions by one call, and the index."""
    processed = tmp_path_factory.mktemp("processed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PINGAN_PROCESSED", str(processed))
        export(fraud, "fraud")
        write_index(processed)
    return processed


@pytest.fixture
def processed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PINGAN_PROCESSED", str(tmp_path))
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of the passport only: one format instead of three."""
    monkeypatch.setattr(exporting, "IMAGES", ("svg",))


def test_another_process_and_the_other_order_write_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    code = "from test_export import *; [export(fraud(lang), 'fraud') for lang in ('zh', 'en')]; write_index()"
    env = os.environ | {"PINGAN_PROCESSED": str(tmp_path), "PYTHONHASHSEED": "7"}
    env["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), str(Path(exporting.__file__).parents[2])])
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert contents(tmp_path) == contents(exported)
    assert len(contents(tmp_path)) == 2 * 3 + 3


@pytest.mark.parametrize("lang", style.LANGUAGES)
def test_the_files_say_what_the_passport_says(exported: Path, lang: str) -> None:
    home = exported / "figures" / "fraud"
    facts = json.loads((home / "fraud.json").read_text(encoding="utf-8"))
    edition = facts["editions"][lang]
    assert facts["data_sha256"] == hashlib.sha256((home / "fraud.csv").read_bytes()).hexdigest()
    assert (home / "fraud.csv").read_bytes().splitlines()[-1] == b"2021,0.333333333333,printed"
    assert facts["claims"] == ["a_claim", "b-claim"] and facts["sources"] == ["zj-2021"]
    assert {"version", "licence", "year", "author", "figure_id"} < set(facts)

    said = "\n".join([edition["subtitle"], edition["caption"], edition["citation"]])
    dublin = "{http://purl.org/dc/elements/1.1/}"
    root = ElementTree.parse(home / f"fraud.{lang}.svg").getroot()
    svg = {
        node.tag.removeprefix(dublin): [text for text in node.itertext() if text.strip()]
        for node in root.iter()
        if node.tag.startswith(dublin)
    }
    fingerprint = f"sha256:{facts['data_sha256']}"
    assert "date" not in svg
    assert root.findtext("{http://www.w3.org/2000/svg}title") == edition["title"]
    assert (svg["identifier"], svg["language"], svg["description"]) == (["fraud"], [lang], [said])
    assert (svg["relation"], svg["source"], svg["subject"]) == ([fingerprint], ["zj-2021"], ["a_claim", "b-claim"])
    assert (svg["creator"], svg["rights"]) == ([facts["author"]], [facts["licence"]])

    with Image.open(home / f"fraud.{lang}.png") as image:
        png = dict(image.text)
        assert round(image.info["dpi"][0]) == 300
    assert png == {
        "Title": edition["title"], "Description": said, "Author": facts["author"], "Copyright": facts["licence"],
        "Version": f"pingan_analysis {facts['version']}", "Identifier": "fraud", "Language": lang,
        "Source": "zj-2021", "Claims": "a_claim; b-claim", "Data": fingerprint,
    }  # fmt: skip

    pdf = (home / f"fraud.{lang}.pdf").read_bytes()
    keywords = f"fraud | {lang} | zj-2021 | a_claim; b-claim | {fingerprint} | {facts['licence']}"
    for name, value in {"Title": edition["title"], "Subject": said, "Keywords": keywords}.items():
        assert f"/{name} ".encode() + pdfRepr(value) in pdf
    assert b"CreationDate" not in pdf and b"/Type3" in pdf and b"/Type0" not in pdf


def test_a_claim_s_new_data_supersede_the_older_edition(processed: Path, quick: None) -> None:
    export(fraud("zh"), "fraud")
    passport = export(fraud("en", data=DATA.iloc[:2]), "fraud")
    assert passport.superseded == ("zh",) and list(passport.facts["editions"]) == ["en"]
    assert not (processed / "figures/fraud/fraud.zh.svg").exists()
    assert "removed: the zh edition" in repr(passport)


def test_editions_of_one_plot_function_must_draw_the_same(processed: Path, quick: None) -> None:
    def differing(lang: str) -> Figure:
        return fraud(lang, data=DATA if lang == "en" else DATA.iloc[:2])

    with pytest.raises(DataError, match="the editions differ in data_sha256"):
        export(differing, "fraud")
    assert contents(processed) == {}


def test_arguments_replace_the_figure_s_own_facts(processed: Path, quick: None) -> None:
    fig = fraud("en")
    passport = export(fig, "fraud", data=DATA.set_index("year"), claims=["c-claim"])
    assert passport.facts["claims"] == ["c-claim"]
    assert (processed / "figures/fraud/fraud.csv").read_text().startswith("year,low,status\n2019,3,")
    assert "c-claim" in fig.facts.credit("fraud") and "figure fraud" in fig._caption.get_text().replace("\u00a0", " ")


def test_a_notebook_cell_prints_no_path_of_this_machine(processed: Path, quick: None) -> None:
    assert repr(export(fraud("en"), "fraud")).splitlines() == [
        "figures/fraud/fraud: csv, en.svg, json",
        "pingan_analysis contributors (2026). Filings fell by 31.26 %. Figure fraud, pingan_analysis 0.1.0. CC BY 4.0.",
    ]


@pytest.mark.parametrize("figure_id", ["../fraud", "a/b", "", "Fraud", "fraud.json", "fraud\n", "诈骗"])
def test_an_id_that_leads_elsewhere_is_refused(processed: Path, figure_id: str) -> None:
    for use in (lambda: export(fraud, figure_id), lambda: cite(figure_id)):
        with pytest.raises(DataError, match="only a-z, 0-9 and hyphens"):
            use()
    assert contents(processed) == {}


@pytest.mark.parametrize("nothing", [None, DATA.iloc[:0]])
def test_a_figure_without_data_or_facts_is_refused(processed: Path, nothing: pd.DataFrame | None) -> None:
    fig = fraud("en")
    object.__setattr__(fig.facts, "data", nothing)
    with pytest.raises(DataError, match="no data"):
        export(fig, "fraud")
    with pytest.raises(DataError, match="without facts"):
        export(MatplotlibFigure(), "fraud")  # type: ignore[arg-type]


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_an_interrupted_write_tears_no_file(
    processed: Path, quick: None, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    export(fraud("en"), "fraud")
    before, calls, original = contents(processed), [], getattr(Path, failing)

    def interrupted(path: Path, argument: bytes | Path) -> object:
        calls.append(path)
        if failing == "write_bytes" and len(calls) == 2:
            original(path, argument[: len(argument) // 2])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return original(path, argument)

    monkeypatch.setattr(Path, failing, interrupted)
    with pytest.raises(KeyboardInterrupt):
        export(fraud("en", data=DATA.iloc[:2]), "fraud")
    monkeypatch.undo()
    after = contents(processed)
    assert list(after) == list(before)  # no leftovers
    changed = [name for name in after if after[name] != before[name]]
    assert changed == ([] if failing == "write_bytes" else ["figures/fraud/fraud.csv"])


def test_a_missing_glyph_leaves_no_file(processed: Path) -> None:
    fig = fraud("zh")
    fig.axes[0].set_xlabel("没有\ue000")
    with pytest.raises(DataError, match="box"):
        export(fig, "fraud")
    assert contents(processed) == {}


def test_citations(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGAN_PROCESSED", str(exported))
    assert cite("fraud", lang="zh") == (
        "pingan_analysis contributors（2026）。立案下降31.26%。图 fraud，pingan_analysis 0.1.0。CC BY 4.0。"
    )
    assert cite("fraud", "bibtex").startswith(
        "@misc{pingan-fraud,\n  author = {{pingan\\_analysis contributors}},\n  title = {{Filings fell by 31.26 \\%}},"
    )
    item = json.loads(cite("fraud", "csl"))[0]
    assert item["title"] == "Filings fell by 31.26 %" and item["issued"] == {"date-parts": [[2026]]}
    with pytest.raises(DataError, match="no figure other; known: fraud"):
        cite("other")
    with pytest.raises(DataError, match="no citation style"):
        cite("fraud", "mla")
    apa = "pingan_analysis contributors. (2026). Filings fell by 31.26 % [Figure fraud]."
    assert cite("fraud", "apa") == f"{apa} pingan_analysis (Version 0.1.0)."


def test_the_index_shows_every_figure(exported: Path) -> None:
    index = (exported / "figures" / "README.md").read_text(encoding="utf-8")
    for part in ("![Filings", "(fraud/fraud.en.png)", "立案下降31.26%", "fraud.zh.pdf", "`a_claim`", "`zj-2021`"):
        assert part in index
    linked = [part.split(")")[0] for part in index.split("](")[1:]]
    assert linked and all((exported / "figures" / link).is_file() for link in linked)
