"""The look: words that can be read in both languages, at every width, and never a box."""

from __future__ import annotations

import re

import matplotlib as mpl
import pytest
from legible import problems

from pingan_analysis.errors import DataError
from pingan_analysis.figures import style
from pingan_analysis.figures.figure import Figure, frame
from pingan_analysis.figures.typesetting import CLOSING, OPENING, wrap

WORDS = {
    "en": (
        "Telecom-fraud filings “fell” in 2021 for the first time, in every world that the printed numbers allow",
        "Cases filed a year, 10,000",
        "Solid marks are printed, hollow ones implied by a printed change (立案, cases filed, is not 破案, solved).",
    ),
    "zh": (
        "2021年电信网络诈骗立案数首次下降：在印出数字所容许的每一种情形下都成立，“拐点”之说站得住",
        "每年立案数（万起）",
        "实心为原文所印，空心为由所印变化推算（“立案”不同于“破案”）。1.71万起、同比下降31.26%均按四舍五入计。",
    ),
}


def drawn(lang: str, width_mm: float = style.COLUMN, title: str = "", extra: str = "") -> Figure:
    words = (title or WORDS[lang][0], *WORDS[lang][1:])
    ids = {"claims": ["zj2021-fraud-first-turning-point"], "sources": ["zj-2021-01", "zj-2022-02"]}
    with frame(lang, *words, **ids, width_mm=width_mm) as fig:
        left, right = fig.subplots(1, 2, sharey=True)
        left.fill_between([2019, 2020, 2021], [3, 5.8, 4], [3.4, 5.9, 4.1], **style.band())
        left.plot([2019, 2021], [3.2, 4.05], **style.printed())
        left.plot([2020], [5.85], **style.implied())
        left.set_xticks([2019, 2020, 2021])
        right.barh([0, 1], [2, 5], color=style.SERIES[0])
        right.set(xlabel="件" if lang == "zh" else "cases")
        right.text(0.5, 0.5, extra, transform=right.transAxes)
        fig.key("printed", "implied", "band", "supported", "contradicted", "undetermined")
    return fig


@pytest.mark.parametrize("lang", style.LANGUAGES)
@pytest.mark.parametrize("width_mm", [style.COLUMN, style.SLIDE])
def test_everything_can_be_read(lang: str, width_mm: float) -> None:
    fig = drawn(lang, width_mm)
    assert problems(fig) == []
    assert fig.get_size_inches()[0] * 25.4 == pytest.approx(width_mm)


def test_what_cannot_be_read_is_said() -> None:
    fig = drawn("en")
    fig.axes[0].text(0.5, 0.50, "one label", transform=fig.axes[0].transAxes)
    fig.axes[0].text(0.5, 0.51, "another", transform=fig.axes[0].transAxes)
    fig.text(0.97, 0.5, "cut off")
    assert problems(fig) == ["leaves the canvas: 'cut off'", "'one label' covers 'another'"]


@pytest.mark.parametrize("where", [{"title": "没有\ue000"}, {"extra": "没有\ue000"}])
def test_a_missing_glyph_is_an_error(where: dict[str, str]) -> None:
    with pytest.raises(DataError, match="box"):
        drawn("zh", **where).draw_without_rendering()


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(package: str) -> None:
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(style.importlib.resources, "files", nowhere)
    with pytest.raises(DataError, match="pip install pylopdf-fonts-zh-cn"):
        style.font_family.__wrapped__()


@pytest.mark.parametrize("text", [words for edition in WORDS.values() for words in edition])
@pytest.mark.parametrize("width", range(16, 41, 4))
def test_lines_break_where_a_reader_would(text: str, width: int) -> None:
    lines = wrap(text, lambda line: len(line) <= width).split("\n")
    assert max(map(len, lines)) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]
    assert re.findall("[A-Za-z-]+", " ".join(lines)) == re.findall("[A-Za-z-]+", text)


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert wrap("see zj2021-fraud-first-turning", lambda line: len(line) <= 8) == (
        "see\nzj2021-f\nraud-fir\nst-turni\nng"
    )


def test_the_reader_s_settings_change_nothing() -> None:
    before = drawn("en")._repr_png_()
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "red", "figure.dpi": 40}):
        assert drawn("en")._repr_png_() == before
        assert mpl.rcParams["font.size"] == 30
