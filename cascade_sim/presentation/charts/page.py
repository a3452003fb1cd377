"""The page a chart is drawn on: the finding, what is drawn, the panels, and a line on where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BLACK, GREY, SMALL, SUBTITLE, TITLE, WIDTH, balanced, wrapped

_EDGE = 0.12  # inches, all around
_LEADING = 1.35  # from line to line, in sizes of the letters


@dataclass(frozen=True)
class Words:
    """What stands around the panels: the finding, what is drawn and how, and where it comes from."""

    title: str
    subtitle: str
    footnote: str


@dataclass(frozen=True)
class Layout:
    """Where panels go, in inches: margins around all of them, gaps between them, heights row by row."""

    heights: Sequence[float]
    columns: int = 1
    left: float = 0.6
    right: float = 0.2
    above: float = 0.3  # the subtitle
    below: float = 0.42  # room for tick labels
    gap: tuple[float, float] = (0.3, 0.3)  # between columns, between rows


def page(words: Words, layout: Layout) -> tuple[Figure, list[Axes]]:
    """A figure as high as it needs to be, and its panels, row by row."""
    width = WIDTH - 2 * _EDGE
    blocks = [
        (balanced(words.title, TITLE, width, bold=True), TITLE, {"weight": "bold", "color": BLACK}),
        (wrapped(words.subtitle, SUBTITLE, width), SUBTITLE, {"color": GREY}),
    ]
    foot = wrapped(words.footnote, SMALL, width)
    header = sum(_height(lines, size) for lines, size, _ in blocks) + 0.05
    footer = _height(foot, SMALL) + 0.05
    panels = sum(layout.heights) + layout.gap[1] * (len(layout.heights) - 1)
    height = 2 * _EDGE + header + layout.above + panels + layout.below + footer
    figure = Figure(figsize=(WIDTH, height))
    top = height - _EDGE
    for lines, size, look in blocks:
        top = _write(figure, lines, size, top, look) - 0.05
    _write(figure, foot, SMALL, _EDGE + _height(foot, SMALL), {"color": GREY})
    return figure, _panels(figure, layout, height - _EDGE - header - layout.above)


def _panels(figure: Figure, layout: Layout, top: float) -> list[Axes]:
    width, height = figure.get_size_inches()
    across, down = layout.gap
    each = (width - 2 * _EDGE - layout.left - layout.right - across * (layout.columns - 1)) / layout.columns
    tops = [top - offset for offset in accumulate((h + down for h in layout.heights[:-1]), initial=0.0)]
    return [
        figure.add_axes(
            (
                (_EDGE + layout.left + column * (each + across)) / width,
                (row_top - row_height) / height,
                each / width,
                row_height / height,
            )
        )
        for row_top, row_height in zip(tops, layout.heights, strict=True)
        for column in range(layout.columns)
    ]


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * _LEADING / 72


def _write(figure: Figure, lines: Sequence[str], size: float, top: float, look: dict[str, Any]) -> float:
    """Write lines from the left edge down from `top`; where the next block may begin."""
    width, height = figure.get_size_inches()
    for line in lines:
        figure.text(_EDGE / width, top / height, line, size=size, va="top", ha="left", **look)
        top -= size * _LEADING / 72
    return top
