"""What charts of several plans have in common: names beside their marks, colours, dashes, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ...units import counted
from ..comparing import ComparisonSummary
from ..looks import plan_colour
from .style import BLACK, CHANCE_ALPHA, DASHES, RANGE_ALPHA, TEXT, WIDTH, text_width, wrapped

PLAN_DASHES = (*DASHES, (0, (8, 1.5, 1.5, 1.5)), (0, (4, 1)))
_MARKERS = ("o", "s", "^", "D", "v", "P")
WIDEST = 2.0  # inches of names to the left
ROW = 0.27  # inches from plan to plan


@dataclass(frozen=True)
class Look:
    """What a plan looks like in every chart."""

    colour: str
    dashes: Any
    marker: str

    @property
    def line(self) -> dict[str, Any]:
        """Of its lines."""
        return {"color": self.colour, "linestyle": self.dashes}


def look(summary: ComparisonSummary, plan: str) -> Look:
    """That of a plan, by its place."""
    place = summary.plans.index(plan)
    return Look(plan_colour(place), PLAN_DASHES[place], _MARKERS[place])


def rows_of_names(ax: Axes, names: Sequence[str], places: Sequence[float]) -> None:
    """Names to the left of their rows, on two lines if need be."""
    ax.set_yticks(list(places), [two_lines(name) for name in names])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def two_lines(name: str) -> str:
    """A name on at most two lines that fit to the left of a panel; a path is broken at its dots."""
    words = name if " " in name else name.replace(".", ". ")
    lines = [line if " " in name else line.replace(". ", ".") for line in wrapped(words, TEXT, WIDEST)]
    return on_lines(lines, 2)


def on_lines(lines: Sequence[str], most: int) -> str:
    """These lines, at most so many: what is left out is told by three dots."""
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"])


def heading(ax: Axes, words: str) -> None:
    """What a panel is about, over it, from the left edge of the page; shortened if it is wider than that."""
    ax.annotate(
        shortened(words, WIDTH - 0.3, bold=True), (0, 1), xycoords=("figure fraction", "axes fraction"), xytext=(9, 5),
        textcoords="offset points", size=TEXT, weight="bold", va="bottom", annotation_clip=False,
    )  # fmt: skip


def shortened(words: str, width: float, *, bold: bool = False) -> str:
    """Words no wider than that, in inches."""
    while text_width(words, TEXT, bold=bold) > width:
        words = f"{words.rstrip('…')[:-1].rstrip()}…"
    return words


def name_width(names: Sequence[str]) -> float:
    """How much room names take to the left of a panel, in inches."""
    return max(text_width(line, TEXT) for name in names for line in two_lines(name).split("\n")) + 0.15


def stick(ax: Axes, summary: ComparisonSummary, place: float, row: Any, of: Look, *, scale: float = 1.0) -> None:
    """A range that lies across, in it the one by chance alone, and a mark at the mean with its simulation error."""
    ends = [row[name] * scale for name in ("p10", "p90", "chance_p10", "chance_p90", "mean_low", "mean_high")]
    if summary.futures.told > 1:
        ax.hlines(place, *ends[:2], color=of.colour, alpha=RANGE_ALPHA + 0.1, linewidth=8, label="range")
    if summary.futures.chance_beside > 1:
        ax.hlines(place, *ends[2:4], color=of.colour, alpha=CHANCE_ALPHA, linewidth=8, label="chance")
    if not np.isnan(ends[4]):
        ax.hlines(place, *ends[4:], color=BLACK, linewidth=1.2, zorder=4, label="error")
    ax.plot(
        [row["mean"] * scale], [place], of.marker, color=of.colour, markersize=6, markeredgecolor="white",
        markeredgewidth=0.7, zorder=5, clip_on=False, label="mean",
    )  # fmt: skip


def sticks_drawn(summary: ComparisonSummary) -> str:
    """What the marks of `stick` are."""
    if summary.futures.told < 2:
        return "marks: one future, no range can be told"
    chance = "; darker: by chance alone" if summary.futures.chance_beside > 1 else ""
    return f"marks: means, with a line for their simulation error; pale: eight futures in ten{chance}"


def footnote(summary: ComparisonSummary, *tables: str) -> str:
    """Where a chart comes from."""
    futures = counted(summary.futures.told, "future")
    beside = summary.futures.chance_beside
    also = f", and {beside:,} by chance alone" if beside else ""
    where = ", ".join(f"tables/{name}.csv" for name in tables)
    return f"{len(summary.plans)} plans in the same {futures}{also} · {where}"


def of_plan(table: pd.DataFrame, plan: str) -> pd.DataFrame:
    """The rows of a plan."""
    return table[table["plan"] == plan]
