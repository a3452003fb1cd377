"""Bars by year whose parts are stacked on one another, with the range of all together."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from .marks import middles, uprights
from .source import Estimates, Source
from .style import FILLS, GREY


def stack(
    ax: Axes,
    source: Source,
    parts: Mapping[str, Estimates],
    total: Estimates,
    called: Mapping[str, str],
    rest: str = "",
) -> None:
    """Bars of the means of `parts`, part on part, named beside the panel; what is left of the total is the `rest`."""
    x = middles(source, total)
    wide = 0.55 * (x[-1] - x[0]) / (len(x) - 1) if len(x) > 1 else 200.0
    if rest:
        ax.bar(x, total.mean, wide, color=GREY, edgecolor="white", linewidth=0.4, label="rest")
    base = np.zeros(len(x))
    for (part, told), (colour, hatch) in zip(parts.items(), FILLS, strict=False):
        ax.bar(x, told.mean, wide, bottom=base, color=colour, edgecolor="white", hatch=hatch, linewidth=0.4, label=part)
        base = base + told.mean
    uprights(ax, source, x, total)
    bars = [container for container in ax.containers if isinstance(container, BarContainer)]
    names = [*([rest] if rest else []), *(called[part] for part in parts)]
    if rest:
        bars, names = [*bars[1:], bars[0]], [*names[1:], names[0]]
    if names:
        ax.legend(
            bars[::-1], names[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5),
            frameon=False, handlelength=1.2, handleheight=1.0, borderaxespad=0.6,
        )  # fmt: skip
