"""Can every word of a figure be read: is it inside the canvas, and apart from the others?"""

from __future__ import annotations

import itertools

from matplotlib.artist import Artist
from matplotlib.text import Text

from pingan_analysis.figures.figure import Figure
from pingan_analysis.figures.style import look


def problems(fig: Figure) -> list[str]:
    """figure => one line for every text that leaves the canvas or covers another; none when all can be read."""
    fig.draw_without_rendering()
    unseen: set[Artist] = set()
    for axis in (axis for axes in fig.axes for axis in (axes.xaxis, axes.yaxis)):
        with look(fig.width_mm):  # how many ticks there are depends on their size
            shown = axis._update_ticks()
        for tick in {*axis.majorTicks, *axis.minorTicks} - {*shown}:  # matplotlib keeps ticks that it does not draw
            unseen |= {tick.label1, tick.label2}
    boxes = [
        (text.get_text().replace("\n", " ")[:40], Text.get_window_extent(text))
        for text in fig.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip() and text not in unseen
    ]
    canvas, slack = fig.bbox, 1.0  # pixel
    outside = [
        f"leaves the canvas: {words!r}"
        for words, box in boxes
        if min(box.x0 - canvas.x0, box.y0 - canvas.y0, canvas.x1 - box.x1, canvas.y1 - box.y1) < -slack
    ]
    return outside + [
        f"{one!r} covers {other!r}"
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]


def covered_marks(fig: Figure) -> list[str]:
    """figure => one line for every word in a plot that is written over the middle of a mark."""
    found = []
    for axes in fig.axes:
        marked = [line for line in axes.lines if line.get_marker() not in ("None", "")]
        middles = [place for line in marked for place in line.get_transform().transform(line.get_xydata())]
        for text in axes.texts:
            box = Text.get_window_extent(text)
            if any(box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in middles):
                found.append(f"{text.get_text()!r} covers a mark")
    return found
